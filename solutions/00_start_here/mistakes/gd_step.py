"""Known mistakes of `gd_step`."""

MISTAKES = [
    ("a step uphill", {"x - lr * g": "x + lr * g"},
     "the gradient points where the loss grows, and you follow it. Go the other way. See “Predict, run, look”."),
    ("a step that ignores the learning rate", {"x - lr * g": "x - g"},
     "you subtract the whole gradient, so `lr` has no effect. Scale the gradient first. See the docstring."),
    ("the right step, but it overwrites your input",
     {"return x - lr * g": "if x.shape:\n        x -= lr * g\n        return x\n    return x - lr * g"},
     "`x -= ...` changes the caller's array, which they may still need. Return a new array. See “Conventions”."),
]
