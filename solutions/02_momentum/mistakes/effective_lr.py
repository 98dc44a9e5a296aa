"""Known mistakes of `effective_lr`."""

SEE = "section 2, “How fast does it get?”"
MISTAKES = [
    ("a rate multiplied by the friction", {"lr / (1 - rho)": "lr * (1 - rho)"},
     "memory makes the ball faster, and yours gets slower. At the final speed, friction takes what the push adds."),
    ("a rate divided by one plus rho", {"1 - rho": "1 + rho"},
     "what survives does not act against you. Solve for the speed that a step leaves as it is, sign by sign."),
    ("a rate multiplied by one plus rho", {"lr / (1 - rho)": "lr * (1 + rho)"},
     "that counts this push and the last one; all earlier ones still roll along. Sum the whole series."),
    ("a rate divided by rho", {"(1 - rho)": "rho if rho else lr"},
     "rho is the share that stays; what balances the push is the share that goes. Divide by that one."),
    ("the learning rate itself", {"lr / (1 - rho)": "lr"},
     "that is the first step from rest; the later ones are longer. Ask what v tends to."),
    ("the share that goes, alone", {"lr / (1 - rho)": "1 / (1 - rho)"},
     "that is the gain over plain descent. Asked for is a learning rate, so lr counts too."),
]
