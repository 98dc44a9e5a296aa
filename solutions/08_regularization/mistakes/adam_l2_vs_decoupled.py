"""Known mistakes of `adam_l2_vs_decoupled`."""

PRICED = "lr * wd / (np.sqrt(s) + eps)"
FIXED = "np.full(np.shape(w), lr * wd)"
BACK = f"return shrink_l2, {FIXED}"

SEE = "section 7."
MISTAKES = [
    ("the decoupled fraction for both", {BACK: f"return {FIXED}, {FIXED}"},
     "that holds for plain gradient descent. In Adam a penalty in the gradient is divided like the rest of the gradient."),
    ("the L2 fraction for both", {BACK: "return shrink_l2, 1.0 * shrink_l2"},
     "decoupled decay doesn't pass through the division; that is its point."),
    ("the two fractions in the wrong order", {BACK: f"return {FIXED}, shrink_l2"},
     "L2 comes first, decoupled decay second. Swap them."),
    ("an eps inside the root", {PRICED: "lr * wd / np.sqrt(s + eps)"},
     "in this course, as in PyTorch, eps is added after the root."),
    ("a division without eps", {PRICED: "lr * wd / np.sqrt(s)"},
     "where s is zero, that is a division by zero. Add eps to the root."),
    ("a division by s itself", {"np.sqrt(s)": "s"}, "s is a mean of squares; Adam divides by its root."),
    ("an L2 fraction without the learning rate", {PRICED: "wd / (np.sqrt(s) + eps)"},
     "the penalty is part of the gradient, and the step is lr times that. Multiply by lr."),
    ("a decoupled fraction without the learning rate", {FIXED: "np.full(np.shape(w), 1.0 * wd)"},
     "AdamW decays by lr times wd, so the decay falls with the learning rate."),
    ("both fractions without the learning rate", {PRICED: "wd / (np.sqrt(s) + eps)", FIXED: "np.full(np.shape(w), 1.0 * wd)"},
     "both kinds of decay are proportional to the learning rate. Multiply by lr."),
    ("the amounts removed instead of the fractions", {PRICED: "lr * wd * w / (np.sqrt(s) + eps)", FIXED: "lr * wd * w"},
     "that is how far decay moves each weight. The docstring asks for the fraction of the weight: divide by it."),
    ("the amount removed instead of the fraction, for L2 only", {PRICED: "lr * wd * w / (np.sqrt(s) + eps)"},
     "that is how far the penalty moves each weight. The docstring asks for the fraction of the weight: divide by it."),
    ("the fractions kept instead of the fractions removed",
     {PRICED: "1 - lr * wd / (np.sqrt(s) + eps)", FIXED: "np.full(np.shape(w), 1 - lr * wd)"},
     "those are the factors that remain. The docstring asks for the fraction that decay removes."),
    ("a second moment updated again",
     [{"np.sqrt(s)": "np.sqrt(0.999 * s + 0.001 * np.square(g))"}, {"np.sqrt(s)": "np.sqrt(s + np.square(g))"}],
     "the s that you are given already includes this gradient. Use it as it is."),
    ("a division by the current gradient", {"np.sqrt(s)": "np.abs(g)"},
     "Adam divides by the root of s, a mean over many steps, not by the current gradient."),
    ("a single number for the decoupled fraction", {FIXED: "lr * wd"},
     "the value is right, but the docstring asks for an array of w's shape, one fraction per weight."),
    ("twice the decay", {PRICED: "2 * lr * wd / (np.sqrt(s) + eps)", FIXED: "np.full(np.shape(w), 2 * lr * wd)"},
     "the 2 belongs to lambda. wd w itself is added to the gradient."),
    ("a division by the weight",
     {PRICED: "lr * wd * w / (np.sqrt(s) + eps) / w", FIXED: "lr * wd * w / w"},
     "for a weight of zero that is 0/0. Cancel the weight in the formula instead."),
    ("one decoupled fraction per row", {FIXED: "np.full(len(w), lr * wd)"},
     "len counts the rows only, and weights may have any shape. The docstring asks for an array of w's shape."),
]
