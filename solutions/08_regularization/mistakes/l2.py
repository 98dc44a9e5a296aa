"""Known mistakes of `l2`."""

from ._shared import SIGNS, SIZES, SQUARES, TWICE

ROOT = "float(np.sqrt(np.sum(W**2)))"

SEE = "section 3."
MISTAKES = [
    ("half the sum of squares", {SQUARES: "float(np.sum(W**2) / 2)", TWICE: "1.0 * W"},
     "many books put a factor 1/2 there, and then their lambda is twice ours. Here there is none."),
    ("half the sum of squares with the full gradient", {SQUARES: "float(np.sum(W**2) / 2)"},
     "the two don't belong together: the gradient of one half W squared is W. Here there is no half."),
    ("a gradient without its factor 2", {TWICE: "1.0 * W"},
     "the slope of w squared is 2 w. Without the 2 it belongs to half the penalty."),
    ("the norm of W, not its square", {SQUARES: ROOT, TWICE: "W / max(float(np.sqrt(np.sum(W**2))), 1e-300)"},
     "the L2 penalty is the square of the norm. Leave the root out."),
    ("the norm of W with the gradient of its square", {SQUARES: ROOT},
     "the penalty is the sum of squares itself, and its gradient 2 W says so. Leave the root out."),
    ("a mean of the squares", {SQUARES: "float(np.mean(W**2))", TWICE: "2 * W / np.size(W)"},
     "a mean would penalise each weight less in a larger layer. Take the sum."),
    ("a mean of squares with the gradient of their sum", {SQUARES: "float(np.mean(W**2))"},
     "value and gradient must belong together. Both are of the sum."),
    ("the gradient of the L1 penalty", {TWICE: "np.sign(W)"},
     "the slope of w squared depends on how large w is; that is the difference between L2 and L1."),
    ("the sum of absolute values", {SQUARES: SIZES, TWICE: SIGNS}, "that is L1. Here the weights are squared."),
    ("a gradient that points downhill", {TWICE: "-2 * W"},
     "the gradient points to where the penalty rises; the minus sign belongs to the step. Return 2 W with its own sign."),
    ("a gradient without the signs", {TWICE: "2 * np.abs(W)"},
     "the slope of w squared is negative where w is: the penalty falls as w rises toward zero. Keep the sign of each weight."),
    ("a matrix product instead of squares",
     [{SQUARES: "float(np.sum(np.atleast_2d(W) @ np.atleast_2d(W).T))"}, {SQUARES: "float(np.sum(W.T @ W))"}],
     "for a matrix such a product also multiplies different weights with each other. Square each weight by itself."),
    ("a sum over the first axis only", {SQUARES: "np.sum(W**2, axis=0)"},
     "for a matrix that gives one number for each column. The penalty is a single number: sum over all axes."),
    ("the spectral norm of a matrix", [{SQUARES: "float(np.linalg.norm(W, 2) ** 2)"}, {SQUARES: "float(np.linalg.norm(W, ord=2) ** 2)"}],
     "for a matrix, norm with 2 returns the largest singular value. Sum the squares of all weights."),
]
