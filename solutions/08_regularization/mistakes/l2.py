"""Known mistakes of `l2`."""

from ._shared import SIGNS, SIZES, SQUARES, TWICE

ROOT = "float(np.sqrt(np.sum(W**2)))"

SEE = "section 3."
MISTAKES = [
    ("half the sum of squares", {SQUARES: "float(np.sum(W**2) / 2)", TWICE: "1.0 * W"},
     "many books put one half there, and then their lambda is twice ours. Here there is none."),
    ("half the sum of squares with the gradient of all of it", {SQUARES: "float(np.sum(W**2) / 2)"},
     "the two don't belong together: the gradient of one half W squared is W. Here there is no half."),
    ("the gradient without its 2", {TWICE: "1.0 * W"},
     "the slope of w squared is 2 w. Without the 2 you charge half of what you say."),
    ("the length of W", {SQUARES: ROOT, TWICE: "W / max(float(np.sqrt(np.sum(W**2))), 1e-300)"},
     "the penalty called L2 is the square of the length, without the root. Leave the root out."),
    ("a root of the sum", {SQUARES: ROOT},
     "the penalty is the sum of squares itself, and its gradient 2 W says so. Leave the root out."),
    ("a mean of the squares", {SQUARES: "float(np.mean(W**2))", TWICE: "2 * W / np.size(W)"},
     "a mean would charge less for each weight of a larger layer. Sum."),
    ("a mean of the squares with the gradient of their sum", {SQUARES: "float(np.mean(W**2))"},
     "value and gradient must belong together. Both are of the sum."),
    ("the gradient of the sizes", {TWICE: "np.sign(W)"},
     "the slope of w squared depends on how large w is; that is what tells L2 from L1."),
    ("the sum of sizes", {SQUARES: SIZES, TWICE: SIGNS}, "that is L1. Here the weights are squared."),
    ("a gradient that points downhill", {TWICE: "-2 * W"},
     "the gradient points to where the price rises; the step has the minus. Return 2 W with its own sign."),
]
