"""Known mistakes of `adam_l2_vs_decoupled`."""

PRICED = "lr * wd / (np.sqrt(s) + eps)"
FIXED = "np.full(np.shape(w), lr * wd)"
BACK = f"return shrink_l2, {FIXED}"

SEE = "section 7."
MISTAKES = [
    ("one share for both, the decoupled one", {BACK: f"return {FIXED}, {FIXED}"},
     "that is so for plain descent. In Adam what stands in the gradient is divided like the gradient."),
    ("one share for both, that of L2", {BACK: "return shrink_l2, 1.0 * shrink_l2"},
     "decoupled decay doesn't pass through the division; that is its point."),
    ("the two shares in the other order", {BACK: f"return {FIXED}, shrink_l2"},
     "L2 comes first, decoupled second. Exchange them."),
    ("an eps inside the root", {PRICED: "lr * wd / np.sqrt(s + eps)"},
     "in this course, as in PyTorch, eps is added after the root."),
    ("a division without eps", {PRICED: "lr * wd / np.sqrt(s)"},
     "where s is zero, that is a division by zero. Add eps to the root."),
    ("a division by s itself", {"np.sqrt(s)": "s"}, "s is a mean of squares; Adam divides by its root."),
    ("a share of L2 without the learning rate", {PRICED: "wd / (np.sqrt(s) + eps)"},
     "the price is part of the gradient, and the step is lr times that. Multiply by lr."),
    ("a decoupled share without the learning rate", {FIXED: "np.full(np.shape(w), 1.0 * wd)"},
     "AdamW decays by lr times wd, so that decay falls with the rate."),
    ("shares without the learning rate", {PRICED: "wd / (np.sqrt(s) + eps)", FIXED: "np.full(np.shape(w), 1.0 * wd)"},
     "both ways, decay goes with the learning rate. Multiply by lr."),
    ("moves instead of shares", {PRICED: "lr * wd * w / (np.sqrt(s) + eps)", FIXED: "lr * wd * w"},
     "that is how far decay moves each weight. Asked for is the share of the weight: divide by it."),
    ("a move instead of a share, with L2", {PRICED: "lr * wd * w / (np.sqrt(s) + eps)"},
     "that is how far the price moves each weight. Asked for is the share of the weight: divide by it."),
    ("what is left instead of what is taken",
     {PRICED: "1 - lr * wd / (np.sqrt(s) + eps)", FIXED: "np.full(np.shape(w), 1 - lr * wd)"},
     "those are the factors that remain. Asked for is the share that goes."),
    ("a second moment updated once more", {"np.sqrt(s)": "np.sqrt(0.999 * s + 0.001 * np.square(g))"},
     "the s that you are given has this gradient in it. Use it as it is."),
    ("a division by this gradient", {"np.sqrt(s)": "np.abs(g)"},
     "Adam divides by the root of s, a mean over many steps, not by the present gradient."),
    ("a single number for the decoupled share", {FIXED: "lr * wd"},
     "the value is right, but the docstring asks for an array of w's shape, a share for each weight."),
    ("twice the decay", {PRICED: "2 * lr * wd / (np.sqrt(s) + eps)", FIXED: "np.full(np.shape(w), 2 * lr * wd)"},
     "the 2 belongs to lambda. wd w itself is added to the gradient."),
]
