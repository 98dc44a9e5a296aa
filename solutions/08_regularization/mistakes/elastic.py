"""Known mistakes of `elastic`."""

VALUE = "beta * squares[0] + sizes[0]"
GRAD = "beta * squares[1] + sizes[1]"

SEE = "section 3."
MISTAKES = [
    ("beta on the L1 term", {VALUE: "squares[0] + beta * sizes[0]", GRAD: "squares[1] + beta * sizes[1]"},
     "here beta says how much the squares count. Swap the two."),
    ("beta on both terms", {VALUE: "beta * (squares[0] + sizes[0])", GRAD: "beta * (squares[1] + sizes[1])"},
     "lambda sets the strength of the whole penalty. Beta belongs to the squares alone."),
    ("coefficients beta and 1 - beta",
     {VALUE: "beta * squares[0] + (1 - beta) * sizes[0]", GRAD: "beta * squares[1] + (1 - beta) * sizes[1]"},
     "some libraries use that form. In this course the L1 term counts fully, whatever beta is."),
    ("coefficients 1 - beta and beta",
     {VALUE: "(1 - beta) * squares[0] + beta * sizes[0]", GRAD: "(1 - beta) * squares[1] + beta * sizes[1]"},
     "that is scikit-learn's convention. In this course beta belongs to the squares, and the L1 term counts fully."),
    ("no beta", {VALUE: "squares[0] + sizes[0]", GRAD: "squares[1] + sizes[1]"},
     "beta says how much the squares count. Multiply their value and their gradient by it."),
    ("a gradient without beta", {GRAD: "squares[1] + sizes[1]"},
     "a factor of a term is also a factor of its gradient. Multiply by beta there too."),
    ("a value without beta", {VALUE: "squares[0] + sizes[0]"},
     "value and gradient must belong together. Multiply by beta in both."),
    ("half of the squares", {VALUE: "beta * squares[0] / 2 + sizes[0]", GRAD: "beta * squares[1] / 2 + sizes[1]"},
     "there is no factor 1/2 in this form. Use l2 as it is."),
    ("a gradient of the squares without its factor 2", {GRAD: "beta * squares[1] / 2 + sizes[1]"},
     "the slope of beta w squared is 2 beta w. Use the gradient that l2 gives you."),
    ("a gradient of the squares alone", {GRAD: "beta * squares[1]"},
     "the L1 term has a gradient too. Add it."),
    ("the two gradients multiplied", {GRAD: "beta * squares[1] * sizes[1]"},
     "the penalties are added, and so are their gradients."),
    ("the L1 penalty alone", {VALUE: "sizes[0]", GRAD: "sizes[1]"},
     "that can't decide how to divide a weight between two equal inputs. Add the squares, times beta."),
    ("beta squared",
     [{VALUE: "beta**2 * squares[0] + sizes[0]"},
      {VALUE: "beta**2 * squares[0] + sizes[0]", GRAD: "beta**2 * squares[1] + sizes[1]"}],
     "the weight is squared in this penalty, its coefficient isn't. Multiply by beta after squaring."),
    ("a slope other than 0 at zero",
     [{GRAD: "beta * squares[1] + np.where(W > 0, 1.0, -1.0)"}, {GRAD: "beta * squares[1] + np.where(W >= 0, 1.0, -1.0)"}],
     "a weight of zero would be pushed away from where it should be. At the kink the sign is 0."),
]
