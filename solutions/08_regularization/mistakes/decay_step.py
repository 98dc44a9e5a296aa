"""Known mistakes of `decay_step`."""

STEP = "(1 - lr * wd) * w - lr * g"

SEE = "section 5."
MISTAKES = [
    ("a decay without the learning rate", {STEP: "(1 - wd) * w - lr * g"},
     "such a decay goes on when the rate has fallen to zero. Here, as in PyTorch, it goes with the rate."),
    ("a decay after the step", {STEP: "(1 - lr * wd) * (w - lr * g)"},
     "the step itself is shrunk too. Shrink the old weight, then move."),
    ("a weight that grows", {STEP: "(1 + lr * wd) * w - lr * g"},
     "decay takes a share of the weight away. Turn the sign."),
    ("a step uphill", {STEP: "(1 - lr * wd) * w + lr * g"},
     "the gradient points to where the loss rises. Go against it."),
    ("twice the decay", {STEP: "(1 - 2 * lr * wd) * w - lr * g"},
     "the 2 belongs to lambda, the price of squares. wd is the share itself."),
    ("half the decay", {STEP: "(1 - lr * wd / 2) * w - lr * g"},
     "wd is the share itself; the half comes when you translate it into a lambda."),
    ("no decay", {STEP: "w - lr * g"}, "that is plain descent. Shrink the old weight first."),
    ("decay alone", {STEP: "(1 - lr * wd) * w"}, "the data have no say in it. Move against the gradient as well."),
    ("a share of the weight that is left instead of lost", {STEP: "lr * wd * w - lr * g"},
     "lr times wd is what goes. What stays is one minus that."),
    ("a decay that takes the same sum from every weight", {STEP: "w - lr * wd * np.sign(w) - lr * g"},
     "that is L1. Decay takes a share, large from large weights."),
    ("a decay of the gradient", {STEP: "w - lr * (1 - wd) * g"},
     "it is the weight that decays. Leave the gradient as it is."),
    ("a gradient without the learning rate", {STEP: "(1 - lr * wd) * w - g"},
     "the step's length is lr times the gradient. Multiply both by lr."),
    ("the right step, made inside your input", {"return " + STEP: "w *= 1 - lr * wd\n    w -= lr * g\n    return w"},
     "`*=` changes the caller's array, which they may still need. Make a new one."),
]
