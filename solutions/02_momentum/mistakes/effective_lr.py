"""Known mistakes of `effective_lr`."""

SEE = "section 2, “How fast does it get?”"
MISTAKES = [
    ("lr multiplied by 1 - rho", {"lr / (1 - rho)": "lr * (1 - rho)"},
     "momentum makes the ball faster, but yours gets slower. At the final speed, friction removes exactly what each push adds."),
    ("lr divided by 1 + rho", {"1 - rho": "1 + rho"},
     "the old velocity helps the push, but yours works against it. Solve for the velocity that a step leaves unchanged, and watch the signs."),
    ("lr multiplied by 1 + rho", {"lr / (1 - rho)": "lr * (1 + rho)"},
     "that counts only this push and the one before; all earlier ones still contribute. Sum the whole series."),
    ("lr divided by rho", {"(1 - rho)": "rho"},
     "rho is the fraction of the velocity that stays; what balances the push is the fraction that is lost. Divide by that one."),
    ("lr times rho / (1 - rho)", {"lr / (1 - rho)": "lr * rho / (1 - rho)"},
     "you sum the old pushes and leave out the newest, which counts in full. Begin the series with 1."),
    ("lr divided by 1 - rho^2", {"(1 - rho)": "(1 - rho**2)"},
     "that is how the squares of random pushes add up. On a steady slope all pushes agree, so sum the pushes themselves."),
    ("lr unchanged", {"lr / (1 - rho)": "lr"},
     "that is the first step from rest; the later ones are longer. Work out what v tends to."),
    ("the speed-up without the learning rate", {"lr / (1 - rho)": "1 / (1 - rho)"},
     "you return how many times faster than plain descent it is. The result should be a learning rate, so it has to depend on lr."),
]
