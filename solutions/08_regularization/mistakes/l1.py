"""Known mistakes of `l1`."""

from ._shared import SIGNS, SIZES, SQUARES, TWICE

SEE = "section 3."
MISTAKES = [
    ("a plain sum", {SIZES: "float(np.sum(W))"},
     "negative weights would pay for positive ones. Take the size of each first."),
    ("a slope of 1 at zero", {SIGNS: "np.where(W >= 0, 1.0, -1.0)"},
     "a weight of zero would be pushed away from where it should be. At the kink take 0."),
    ("a slope of -1 at zero", {SIGNS: "np.where(W > 0, 1.0, -1.0)"},
     "a weight of zero would be pushed away from where it should be. At the kink take 0."),
    ("a division by the size", {SIGNS: "W / np.abs(W)"},
     "that is the sign, except at zero, where it is 0/0. Zeros are just what L1 makes."),
    ("a slope of 1 everywhere", {SIGNS: "np.ones(np.shape(W))"},
     "for a negative weight the size falls as the weight rises. Its slope has the weight's sign."),
    ("the sizes as a gradient", {SIGNS: "np.abs(W)"},
     "the slope of |w| doesn't depend on how large w is, only on its sign."),
    ("the weights as a gradient", {SIGNS: "1.0 * W"},
     "the slope of |w| doesn't depend on how large w is, only on its sign."),
    ("a mean of the sizes", {SIZES: "float(np.mean(np.abs(W)))", SIGNS: "np.sign(W) / np.size(W)"},
     "a mean would charge less for each weight of a larger layer. Sum."),
    ("a mean of the sizes with the gradient of their sum", {SIZES: "float(np.mean(np.abs(W)))"},
     "value and gradient must belong together. Both are of the sum."),
    ("half the sum of sizes", {SIZES: "float(np.sum(np.abs(W)) / 2)"},
     "one half is a custom for squares, where it cancels a 2. Here nothing is to cancel."),
    ("the sum of squares", {SIZES: SQUARES, SIGNS: TWICE}, "that is L2. Here it is the sizes."),
    ("the largest size", {SIZES: "float(np.max(np.abs(W)))"},
     "every weight is charged, not only the largest. Sum the sizes."),
    ("a gradient that points downhill", {SIGNS: "-np.sign(W)"},
     "the gradient points to where the price rises; the step has the minus. Return the signs as they are."),
]
