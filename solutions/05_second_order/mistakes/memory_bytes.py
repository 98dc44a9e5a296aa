"""Known mistakes of `memory_bytes`."""

SEE = "section 8."
MISTAKES = [
    ("n cubed instead of n squared", [
        {'"newton": n * n, "bfgs": n * n': '"newton": n**3, "bfgs": n**3'},
        {'"newton": n * n': '"newton": n**3'},
        {'"bfgs": n * n': '"bfgs": n**3'},
     ],
     "n cubed is how the *time* of solving grows. The matrix itself has n rows and n columns."),
    ("a count of numbers, not of bytes", {"return 4 * numbers[method]": "return numbers[method]"},
     "a float32 takes 32 bits. How many bytes are that?"),
    ("eight bytes per number", {"return 4 *": "return 8 *"}, "that is float64, NumPy's default. Networks use float32."),
    ("a fixed number of pairs", {"2 * n * m": "2 * n * 10"}, "the caller says how many pairs are kept. Use `m`."),
    ("one array per pair", {"2 * n * m": "n * m"}, "a pair is a step *and* a change of gradient. Count both."),
    ("an n x n matrix for L-BFGS", {"2 * n * m": "2 * n * n"},
     "L-BFGS never forms the matrix; that is its whole point. Count its arrays."),
    ("only one average for Adam", {'"adam": 2 * n': '"adam": n'},
     "Adam keeps a mean of the gradients and a mean of their squares. Count both."),
    ("two arrays for momentum", {'"momentum": n}': '"momentum": 2 * n}'},
     "momentum keeps only one velocity; weights and gradients are not counted."),
    ("weights and gradients counted as state", {"return 4 * numbers[method]": "return 4 * (numbers[method] + 2 * n)"},
     "every method needs weights and gradients, so they don't distinguish the methods. Count only what is kept in addition."),
    ("only one triangle of the matrix", [
        {'"newton": n * n, "bfgs": n * n': '"newton": n * (n + 1) // 2, "bfgs": n * (n + 1) // 2'},
        {'"newton": n * n': '"newton": n * (n + 1) // 2'},
        {'"bfgs": n * n': '"bfgs": n * (n + 1) // 2'},
     ],
     "a symmetric matrix can be packed into one triangle, but solvers and the formula of this notebook use all of it. Count n x n."),
    ("an unknown method accepted", {
        "if method not in numbers:": 'if method not in numbers and method != "sgd":',
        "numbers[method]": "numbers.get(method, 0)",
     }, "a caller who asks for an unknown method should be told. Raise the error that the docstring promises."),
    ("three arrays for Adam", {'"adam": 2 * n': '"adam": 3 * n'},
     "Adam keeps two averages of each parameter's gradient, and no third array. Count two."),
    ("a KeyError for an unknown method", {"if method not in numbers:": "if False:"},
     "a dict raises that by itself, and the docstring promises a ValueError. Test the name first."),
    ("an error that does not list the methods", {": choose one of {', '.join(numbers)}": ""},
     "who mistypes a method needs to know which there are. Name all five in the message."),
]
