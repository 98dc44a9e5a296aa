"""Known mistakes of `who_is_sign_descent_at_step_one`: one for each wrong set of names."""

PLAIN = "without a division the first step is proportional to the gradient."
RMS = "RMSProp's s starts too small and nothing corrects it: at rho = 0.99 its first step is 10 lr long."
WRONG = {
    "adagrad adam adamw rmsprop": RMS,
    "adam adamw rmsprop": RMS + " Work out AdaGrad's too.",
    "rmsprop": RMS,
    "adagrad adam": "apart from the decay, AdamW takes the same step as another method. Which one?",
    "adam adamw": "put one gradient into AdaGrad's formula: the root of its square is its size.",
    "adagrad": "at t = 1 the correction undoes the zero start. Work out the corrected averages.",
    "adam": "Adam's correction is one way to get there. Put one gradient into each formula.",
    "adagrad rmsprop": RMS + " Work out Adam's corrected step too.",
    "adagrad adam adamw sgd": PLAIN + " Remove the method that does not divide.",
    "momentum nesterov sgd": PLAIN + " Look among the methods that divide.",
    "adagrad adam adamw momentum nesterov rmsprop sgd": PLAIN + " Check each formula.",
    "": "some methods do begin that way. Put one gradient into each formula and let it cancel.",
}

SEE = "section 4, “What the correction is worth”."
MISTAKES = [
    ("the set {" + ", ".join(names.split()) + "}" if names else "an empty set", {'return {"adagrad", "adam", "adamw"}': f"return set({names.split()!r})"}, sentence)
    for names, sentence in WRONG.items()
]
