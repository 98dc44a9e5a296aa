"""Known mistakes of `l1`."""

from ._shared import SIGNS, SIZES, SQUARES, TWICE

SEE = "section 3."
MISTAKES = [
    ("a sum without absolute values", {SIZES: "float(np.sum(W))"},
     "negative weights would cancel positive ones. Take the absolute value of each first."),
    ("a slope of 1 at zero", {SIGNS: "np.where(W >= 0, 1.0, -1.0)"},
     "a weight of zero would be pushed away from where it should be. At the kink take 0."),
    ("a slope of -1 at zero", {SIGNS: "np.where(W > 0, 1.0, -1.0)"},
     "a weight of zero would be pushed away from where it should be. At the kink take 0."),
    ("a division by the absolute value", {SIGNS: "W / np.abs(W)"},
     "that is the sign, except at zero, where it is 0/0. Zeros are exactly what L1 produces."),
    ("a slope of 1 everywhere", {SIGNS: "np.ones(np.shape(W))"},
     "a negative weight's absolute value falls as the weight rises. Its slope has the weight's sign."),
    ("the absolute values as the gradient", {SIGNS: "np.abs(W)"},
     "the slope of |w| doesn't depend on how large w is, only on its sign."),
    ("the weights as the gradient", {SIGNS: "1.0 * W"},
     "the slope of |w| doesn't depend on how large w is, only on its sign."),
    ("a mean of the absolute values", {SIZES: "float(np.mean(np.abs(W)))", SIGNS: "np.sign(W) / np.size(W)"},
     "a mean would penalise each weight less in a larger layer. Take the sum."),
    ("a mean of absolute values with the gradient of their sum", {SIZES: "float(np.mean(np.abs(W)))"},
     "value and gradient must belong together. Both are of the sum."),
    ("half the sum of absolute values", {SIZES: "float(np.sum(np.abs(W)) / 2)"},
     "the factor 1/2 is a convention for squares, where it cancels a 2. Here there is nothing to cancel."),
    ("the sum of squares", {SIZES: SQUARES, SIGNS: TWICE}, "that is L2. L1 sums the absolute values."),
    ("the largest absolute value", {SIZES: "float(np.max(np.abs(W)))"},
     "every weight is penalised, not only the largest. Sum the absolute values."),
    ("a gradient that points downhill", {SIGNS: "-np.sign(W)"},
     "the gradient points to where the penalty rises; the minus sign belongs to the step. Return the signs as they are."),
]
