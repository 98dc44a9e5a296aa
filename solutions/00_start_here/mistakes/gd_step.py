"""Known mistakes of `gd_step`."""

MISTAKES = [
    ("a step uphill", {"x - lr * g": "x + lr * g"},
     "the gradient points where the loss grows, and you follow it. Go the other way. See “Predict, run, look”."),
    ("a step that ignores the learning rate", {"x - lr * g": "x - g"},
     "you subtract the whole gradient, so `lr` has no effect. Scale the gradient first. See the docstring."),
    ("a gradient divided by the learning rate", {"lr * g": "g / lr"},
     "a small rate then gives a large step. Multiply the gradient by the rate. See the docstring."),
    ("a learning rate that multiplies x as well", {"x - lr * g": "lr * (x - g)"},
     "the rate is the length of the step, and x itself keeps its weight. Scale the gradient alone. See the docstring."),
    ("a gradient scaled to length one", {"lr * g": "lr * g / np.linalg.norm(g)"},
     "each step is then as long as the rate, on a gentle slope and on a steep one. Take the gradient as it is. See the docstring."),
    ("the right step, but it overwrites your input",
     {"return x - lr * g": "x -= lr * g\n    return x"},
     "`x -= ...` changes the caller's array, which they may still need. Return a new array. See “Conventions”."),
]
