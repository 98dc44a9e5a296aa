"""Known mistakes of notebook 08: the prices on weights."""

from autograder.mistakes import of

SQUARES, TWICE = "float(np.sum(W**2))", "2 * W"
SIZES, SIGNS = "float(np.sum(np.abs(W)))", "np.sign(W)"
VALUE, GRAD = "beta * squares[0] + sizes[0]", "beta * squares[1] + sizes[1]"
ROOT = "float(np.sqrt(np.sum(W**2)))"

MISTAKES = [
    *of(
        "l2",
        (
            "half the sum of squares",
            {SQUARES: "float(np.sum(W**2) / 2)", TWICE: "1.0 * W"},
            "many books put one half there, and then their lambda is twice ours. Here there is none.",
        ),
        (
            "half the sum of squares with the gradient of all of it",
            {SQUARES: "float(np.sum(W**2) / 2)"},
            "the two don't belong together: the gradient of one half W squared is W. Here there is no half.",
        ),
        (
            "the gradient without its 2",
            {TWICE: "1.0 * W"},
            "the slope of w squared is 2 w. Without the 2 you charge half of what you say.",
        ),
        (
            "the length of W",
            {SQUARES: ROOT, TWICE: "W / max(float(np.sqrt(np.sum(W**2))), 1e-300)"},
            "the penalty called L2 is the square of the length, without the root. Leave the root out.",
        ),
        (
            "a root of the sum",
            {SQUARES: ROOT},
            "the penalty is the sum of squares itself, and its gradient 2 W says so. Leave the root out.",
        ),
        (
            "a mean of the squares",
            {SQUARES: "float(np.mean(W**2))", TWICE: "2 * W / np.size(W)"},
            "a mean would charge less for each weight of a larger layer. Sum.",
        ),
        (
            "a mean of the squares with the gradient of their sum",
            {SQUARES: "float(np.mean(W**2))"},
            "value and gradient must belong together. Both are of the sum.",
        ),
        (
            "the gradient of the sizes",
            {TWICE: "np.sign(W)"},
            "the slope of w squared depends on how large w is; that is what tells L2 from L1.",
        ),
        (
            "the sum of sizes",
            {SQUARES: SIZES, TWICE: SIGNS},
            "that is L1. Here the weights are squared.",
        ),
        (
            "a gradient that points downhill",
            {TWICE: "-2 * W"},
            "the gradient points to where the price rises; the step has the minus. Return 2 W with its own sign.",
        ),
        see="section 3.",
    ),
    *of(
        "l1",
        (
            "a plain sum",
            {SIZES: "float(np.sum(W))"},
            "negative weights would pay for positive ones. Take the size of each first.",
        ),
        (
            "a slope of 1 at zero",
            {SIGNS: "np.where(W >= 0, 1.0, -1.0)"},
            "a weight of zero would be pushed away from where it should be. At the kink take 0.",
        ),
        (
            "a slope of -1 at zero",
            {SIGNS: "np.where(W > 0, 1.0, -1.0)"},
            "a weight of zero would be pushed away from where it should be. At the kink take 0.",
        ),
        (
            "a division by the size",
            {SIGNS: "W / np.abs(W)"},
            "that is the sign, except at zero, where it is 0/0. Zeros are just what L1 makes.",
        ),
        (
            "a slope of 1 everywhere",
            {SIGNS: "np.ones(np.shape(W))"},
            "for a negative weight the size falls as the weight rises. Its slope has the weight's sign.",
        ),
        (
            "the sizes as a gradient",
            {SIGNS: "np.abs(W)"},
            "the slope of |w| doesn't depend on how large w is, only on its sign.",
        ),
        (
            "the weights as a gradient",
            {SIGNS: "1.0 * W"},
            "the slope of |w| doesn't depend on how large w is, only on its sign.",
        ),
        (
            "a mean of the sizes",
            {SIZES: "float(np.mean(np.abs(W)))", SIGNS: "np.sign(W) / np.size(W)"},
            "a mean would charge less for each weight of a larger layer. Sum.",
        ),
        (
            "a mean of the sizes with the gradient of their sum",
            {SIZES: "float(np.mean(np.abs(W)))"},
            "value and gradient must belong together. Both are of the sum.",
        ),
        (
            "half the sum of sizes",
            {SIZES: "float(np.sum(np.abs(W)) / 2)"},
            "one half is a custom for squares, where it cancels a 2. Here nothing is to cancel.",
        ),
        (
            "the sum of squares",
            {SIZES: SQUARES, SIGNS: TWICE},
            "that is L2. Here it is the sizes.",
        ),
        (
            "the largest size",
            {SIZES: "float(np.max(np.abs(W)))"},
            "every weight is charged, not only the largest. Sum the sizes.",
        ),
        (
            "a gradient that points downhill",
            {SIGNS: "-np.sign(W)"},
            "the gradient points to where the price rises; the step has the minus. Return the signs as they are.",
        ),
        see="section 3.",
    ),
    *of(
        "elastic",
        (
            "a beta on the sizes",
            {VALUE: "squares[0] + beta * sizes[0]", GRAD: "squares[1] + beta * sizes[1]"},
            "here beta says how much the squares count. Exchange the two.",
        ),
        (
            "a beta on both terms",
            {VALUE: "beta * (squares[0] + sizes[0])", GRAD: "beta * (squares[1] + sizes[1])"},
            "the size of the whole is lambda's affair. Beta belongs to the squares alone.",
        ),
        (
            "a mixture of beta and 1 - beta",
            {VALUE: "beta * squares[0] + (1 - beta) * sizes[0]", GRAD: "beta * squares[1] + (1 - beta) * sizes[1]"},
            "that is the form of some libraries. In this course the sizes count fully, whatever beta is.",
        ),
        (
            "a mixture of 1 - beta and beta",
            {VALUE: "(1 - beta) * squares[0] + beta * sizes[0]", GRAD: "(1 - beta) * squares[1] + beta * sizes[1]"},
            "that is scikit-learn's order. In this course beta belongs to the squares, and the sizes count fully.",
        ),
        (
            "no beta",
            {VALUE: "squares[0] + sizes[0]", GRAD: "squares[1] + sizes[1]"},
            "beta says how much the squares count. Multiply their value and their gradient by it.",
        ),
        (
            "a gradient without beta",
            {GRAD: "squares[1] + sizes[1]"},
            "the factor of a term is the factor of its slope. Multiply by beta there too.",
        ),
        (
            "a value without beta",
            {VALUE: "squares[0] + sizes[0]"},
            "value and gradient must belong together. Multiply by beta in both.",
        ),
        (
            "half of the squares",
            {VALUE: "beta * squares[0] / 2 + sizes[0]", GRAD: "beta * squares[1] / 2 + sizes[1]"},
            "there is no one half in this form. Use l2 as it is.",
        ),
        (
            "a gradient whose squares have lost their 2",
            {GRAD: "beta * squares[1] / 2 + sizes[1]"},
            "the slope of beta w squared is 2 beta w. Use the gradient that l2 gives you.",
        ),
        (
            "a gradient of the squares alone",
            {GRAD: "beta * squares[1]"},
            "the sizes have a slope too, their signs. Add it.",
        ),
        (
            "the gradients of one penalty after the other, multiplied",
            {GRAD: "beta * squares[1] * sizes[1]"},
            "the penalties are added, and so are their gradients.",
        ),
        (
            "the sizes alone",
            {VALUE: "sizes[0]", GRAD: "sizes[1]"},
            "that is L1, which has no opinion on twins. Add the squares, beta times.",
        ),
        see="section 3.",
    ),
]
