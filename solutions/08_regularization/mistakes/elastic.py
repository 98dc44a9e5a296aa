"""Known mistakes of `elastic`."""

VALUE = "beta * squares[0] + sizes[0]"
GRAD = "beta * squares[1] + sizes[1]"

SEE = "section 3."
MISTAKES = [
    ("a beta on the sizes", {VALUE: "squares[0] + beta * sizes[0]", GRAD: "squares[1] + beta * sizes[1]"},
     "here beta says how much the squares count. Exchange the two."),
    ("a beta on both terms", {VALUE: "beta * (squares[0] + sizes[0])", GRAD: "beta * (squares[1] + sizes[1])"},
     "the size of the whole is lambda's affair. Beta belongs to the squares alone."),
    ("a mixture of beta and 1 - beta",
     {VALUE: "beta * squares[0] + (1 - beta) * sizes[0]", GRAD: "beta * squares[1] + (1 - beta) * sizes[1]"},
     "that is the form of some libraries. In this course the sizes count fully, whatever beta is."),
    ("a mixture of 1 - beta and beta",
     {VALUE: "(1 - beta) * squares[0] + beta * sizes[0]", GRAD: "(1 - beta) * squares[1] + beta * sizes[1]"},
     "that is scikit-learn's order. In this course beta belongs to the squares, and the sizes count fully."),
    ("no beta", {VALUE: "squares[0] + sizes[0]", GRAD: "squares[1] + sizes[1]"},
     "beta says how much the squares count. Multiply their value and their gradient by it."),
    ("a gradient without beta", {GRAD: "squares[1] + sizes[1]"},
     "the factor of a term is the factor of its slope. Multiply by beta there too."),
    ("a value without beta", {VALUE: "squares[0] + sizes[0]"},
     "value and gradient must belong together. Multiply by beta in both."),
    ("half of the squares", {VALUE: "beta * squares[0] / 2 + sizes[0]", GRAD: "beta * squares[1] / 2 + sizes[1]"},
     "there is no one half in this form. Use l2 as it is."),
    ("a gradient whose squares have lost their 2", {GRAD: "beta * squares[1] / 2 + sizes[1]"},
     "the slope of beta w squared is 2 beta w. Use the gradient that l2 gives you."),
    ("a gradient of the squares alone", {GRAD: "beta * squares[1]"},
     "the sizes have a slope too, their signs. Add it."),
    ("the gradients of one penalty after the other, multiplied", {GRAD: "beta * squares[1] * sizes[1]"},
     "the penalties are added, and so are their gradients."),
    ("the sizes alone", {VALUE: "sizes[0]", GRAD: "sizes[1]"},
     "that is L1, which has no opinion on twins. Add the squares, beta times."),
]
