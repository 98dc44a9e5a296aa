"""Known mistakes of `who_stalls`: one for each wrong set of names."""

FADES = "Ask what s does under a steady gradient: it settles, so the rate does too."
WRONG = {
    "adagrad rmsprop": "RMSProp divides by a running average. " + FADES,
    "adagrad adam adamw": "both divide by a running average. " + FADES,
    "adagrad adam": "Adam divides by a running average. " + FADES,
    "adagrad adam adamw rmsprop": "dividing by past squares is not enough to stall. " + FADES,
    "rmsprop": "the running average of RMSProp settles too. Look for one that never does.",
    "sgd": "plain descent multiplies by the same lr for ever. Look among those that divide.",
    "momentum nesterov sgd": "these multiply by the same lr for ever. Look among those that divide.",
    "adagrad adam adamw momentum nesterov rmsprop sgd": "most of them keep their rate under a steady gradient. Look for a memory that only grows.",
    "": "somebody does stall. Look for a memory that only grows.",
    "adam adamw": "both divide by a running average. " + FADES,
    "adam adamw rmsprop": "all three divide by a running average. " + FADES,
}

SEE = "sections 2 and 3."
MISTAKES = [
    (f"an answer of {names or 'nobody'}", {'return {"adagrad"}': f"return set({names.split()!r})"}, sentence)
    for names, sentence in WRONG.items()
]
