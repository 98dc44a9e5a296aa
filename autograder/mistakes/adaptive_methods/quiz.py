"""Known mistakes of notebook 03: answers to its questions."""

from autograder.mistakes import of
from autograder.mistakes.adaptive_methods.said import FADES, PLAIN, RMS


def _sets(exercise, right, see, wrong):
    """One mistake for each wrong set of names."""
    rows = [
        (f"an answer of {names or 'nobody'}", {f"return {right}": f"return set({names.split()!r})"}, says)
        for names, says in wrong.items()
    ]
    return of(exercise, *rows, see=see)


MISTAKES = [
    *of(
        "state_arrays",
        (
            "a count in which Adam's t is an array",
            {'"adam": 2, "adamw": 2': '"adam": 3, "adamw": 3'},
            "t is one number, not an array of the weights' size. Count m and s.",
        ),
        (
            "a count in which Adam has one array",
            {'"adam": 2, "adamw": 2': '"adam": 1, "adamw": 1'},
            "Adam remembers a direction and a scale. Look at the keys of its state.",
        ),
        (
            "a count in which AdamW keeps more than Adam",
            {'"adamw": 2': '"adamw": 3'},
            "the decay needs w itself and remembers nothing. Compare the two dicts.",
        ),
        (
            "a count in which plain descent has a memory",
            {'"sgd": 0': '"sgd": 1'},
            "plain descent forgets everything; weights and gradients are not counted.",
        ),
        (
            "a count that includes the weights",
            {"return counts[name]": "return counts[name] + 1"},
            "weights are there whatever the method. Count only what it remembers between steps.",
        ),
        (
            "a count that takes any name",
            {"counts:": "counts:\n        return 0\n    if False:"},
            "a mistyped name should not pass in silence. Raise ValueError for a name that is not in the list.",
        ),
        see="section 8.",
    ),
    *_sets(
        "who_stalls",
        '{"adagrad"}',
        "sections 2 and 3.",
        {
            "adagrad rmsprop": "RMSProp divides by a running average. " + FADES,
            "adagrad adam adamw": "both divide by a running average. " + FADES,
            "adagrad adam": "Adam divides by a running average. " + FADES,
            "adagrad adam adamw rmsprop": "dividing by past squares is not enough to stall. " + FADES,
            "rmsprop": "the running average of RMSProp settles too. Look for one that never does.",
            "sgd": "plain descent multiplies by the same lr for ever. Look among those that divide.",
            "momentum nesterov sgd": "these multiply by the same lr for ever. Look among those that divide.",
            "adagrad adam adamw momentum nesterov rmsprop sgd": "most of them keep their rate under a "
            "steady gradient. Look for a memory that only grows.",
            "": "somebody does stall. Look for a memory that only grows.",
            "adam adamw": "both divide by a running average. " + FADES,
            "adam adamw rmsprop": "all three divide by a running average. " + FADES,
        },
    ),
    *_sets(
        "who_is_sign_descent_at_step_one",
        '{"adagrad", "adam", "adamw"}',
        "section 4, “What the correction is worth”.",
        {
            "adagrad adam adamw rmsprop": RMS,
            "adam adamw rmsprop": RMS + " Work out AdaGrad's too.",
            "rmsprop": RMS,
            "adagrad adam": "apart from the decay AdamW's step is another method's step. Which?",
            "adam adamw": "put one gradient into AdaGrad's formula: the root of one square is its size.",
            "adagrad": "at t = 1 the correction undoes the zero start. Work out the corrected averages.",
            "adam": "Adam's correction is one way to get there. Put one gradient into each formula.",
            "adagrad rmsprop": RMS + " And work out Adam's corrected step.",
            "adagrad adam adamw sgd": PLAIN + " Take it out.",
            "momentum nesterov sgd": PLAIN + " Look among those that divide.",
            "adagrad adam adamw momentum nesterov rmsprop sgd": PLAIN + " Check each formula.",
            "": "some do. Put one gradient into each formula and let it cancel.",
        },
    ),
]
