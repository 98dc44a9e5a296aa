"""Known mistakes of `who_stalls`: one for each wrong set of names."""

FADES = "Work out what s does under a steady gradient: it settles, so the rate does too."
WRONG = {
    "adagrad rmsprop": "RMSProp divides by a running average. " + FADES,
    "adagrad adam adamw": "Adam and AdamW divide by a running average. " + FADES,
    "adagrad adam": "Adam divides by a running average. " + FADES,
    "adagrad adam adamw rmsprop": "dividing by past squares is not enough to stall. " + FADES,
    "rmsprop": "the running average of RMSProp settles. Look for a memory that never does.",
    "sgd": "plain descent multiplies by the same lr forever. Look among the methods that divide.",
    "momentum nesterov sgd": "these multiply by the same lr forever. Look among the methods that divide.",
    "adagrad adam adamw momentum nesterov rmsprop sgd": "most of them keep their rate under a steady gradient. Look for a memory that only grows.",
    "": "one method does stall. Look for a memory that only grows.",
    "adam adamw": "both divide by a running average. " + FADES,
    "adam adamw rmsprop": "all three divide by a running average. " + FADES,
}

SEE = "sections 2 and 3."
MISTAKES = [
    ("the set {" + ", ".join(names.split()) + "}" if names else "an empty set", {'return {"adagrad"}': f"return set({names.split()!r})"}, sentence)
    for names, sentence in WRONG.items()
]
