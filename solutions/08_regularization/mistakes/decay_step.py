"""Known mistakes of `decay_step`."""

STEP = "(1 - lr * wd) * w - lr * g"

SEE = "section 5."
MISTAKES = [
    ("a decay without the learning rate", {STEP: "(1 - wd) * w - lr * g"},
     "such a decay continues even when the rate has fallen to zero. Here, as in PyTorch, it is proportional to the rate."),
    ("a decay after the step", {STEP: "(1 - lr * wd) * (w - lr * g)"},
     "the step itself is shrunk too. Shrink the old weight, then move."),
    ("a decay with the wrong sign", {STEP: "(1 + lr * wd) * w - lr * g"},
     "decay removes a fraction of the weight, and yours adds it. Flip the sign."),
    ("a step uphill", {STEP: "(1 - lr * wd) * w + lr * g"},
     "the gradient points to where the loss rises. Go against it."),
    ("twice the decay", {STEP: "(1 - 2 * lr * wd) * w - lr * g"},
     "the 2 belongs to lambda, the coefficient of the squares. wd needs no factor."),
    ("half the decay", {STEP: "(1 - lr * wd / 2) * w - lr * g"},
     "wd needs no factor; the half appears only when you convert it into a lambda."),
    ("no decay", {STEP: "w - lr * g"}, "that is plain descent. Shrink the old weight first."),
    ("only the decay", {STEP: "(1 - lr * wd) * w"}, "your step ignores the data. Move against the gradient as well."),
    ("the fraction removed in place of the fraction kept", {STEP: "lr * wd * w - lr * g"},
     "lr times wd is the fraction that decay removes. What stays is one minus that."),
    ("an L1 penalty instead of decay", {STEP: "w - lr * wd * np.sign(w) - lr * g"},
     "that takes the same amount from every weight. Decay takes a fraction, so it takes more from large weights."),
    ("a decay of the gradient", {STEP: "w - lr * (1 - wd) * g"},
     "it is the weight that decays. Leave the gradient as it is."),
    ("a gradient without the learning rate", {STEP: "(1 - lr * wd) * w - g"},
     "the step's length is lr times the gradient. Both terms need the learning rate."),
    ("the right step, written into the caller's w", {"return " + STEP: "w *= 1 - lr * wd\n    w -= lr * g\n    return w"},
     "`*=` changes the caller's array, which they may still need. Make a new one."),
]
