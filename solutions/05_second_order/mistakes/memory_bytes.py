"""Known mistakes of `memory_bytes`."""

SEE = "section 8."
MISTAKES = [
    ("the cube of n in place of its square", {'"newton": n * n, "bfgs": n * n': '"newton": n**3, "bfgs": n**3'},
     "n cubed is how the *time* of solving grows. The matrix itself has n rows and n columns."),
    ("a count of numbers, not of bytes", {"return 4 * numbers[method]": "return numbers[method]"},
     "a float32 takes 32 bits. How many bytes are that?"),
    ("eight bytes a number", {"return 4 *": "return 8 *"}, "that is float64, NumPy's default. Networks keep float32."),
    ("a fixed number of pairs", {"2 * n * m": "2 * n * 10"}, "the caller says how many pairs are kept. Use `m`."),
    ("one array for a pair", {"2 * n * m": "n * m"}, "a pair is a step *and* a change of gradient. Count both."),
    ("L-BFGS with a square", {"2 * n * m": "2 * n * n"},
     "L-BFGS never forms the matrix; that is its whole point. Count its arrays."),
    ("one average for Adam", {'"adam": 2 * n': '"adam": n'},
     "Adam keeps a mean of the gradients and a mean of their squares."),
    ("two arrays for momentum", {'"momentum": n}': '"momentum": 2 * n}'},
     "momentum keeps one velocity; weights and gradients are not counted."),
    ("weights and gradients counted as state", {"return 4 * numbers[method]": "return 4 * (numbers[method] + 2 * n)"},
     "every method needs weights and gradients, so they don't tell methods apart. Count only what is kept besides."),
    ("half a matrix", {'"newton": n * n, "bfgs": n * n': '"newton": n * (n + 1) // 2, "bfgs": n * (n + 1) // 2'},
     "a symmetric matrix can be packed into one triangle, but solvers and the formula of this notebook use all of it. Count n x n."),
    ("a guess for unknown methods", {
        "if method not in numbers:": 'if method not in numbers and method != "sgd":',
        "numbers[method]": "numbers.get(method, 0)",
     }, "whoever asks for a method you don't know should hear of it. Raise the error that the docstring promises."),
]
