"""Known mistakes of notebook 05: damped Newton and memory."""

from autograder.mistakes import of

MISTAKES = [
    *of(
        "damped_newton",
        (
            "damped Newton without the shift",
            {"while lowest + tau <= 0:": "while False:"},
            "where H is not positive definite your direction may lead uphill, to a saddle or a maximum. Test the "
            "eigenvalues and add tau.",
        ),
        (
            "damped Newton without halving",
            {"a = next(lengths, None)": "a = 1.0"},
            "you always take the whole step, even where the function rises on it. Halve until the height falls.",
        ),
        (
            "a length that stays short for ever",
            {
                "    traj = [np.array(x0, dtype=float)]\n": "    traj, first = [np.array(x0, dtype=float)], 1.0\n",
                "0.5 ** np.arange(31)": "first * 0.5 ** np.arange(31)",
                "        traj.append(": "        first = a\n        traj.append(",
            },
            "a step that had to be short here says nothing about the next point, and Newton is only fast with whole "
            "steps. Begin with 1 at every point.",
        ),
        (
            "a shift that is kept for ever",
            {
                "    traj = [np.array(x0, dtype=float)]\n": "    traj, tau = [np.array(x0, dtype=float)], 0.0\n",
                "lowest, tau = np.linalg.eigvalsh(H)[0], 0.0": "lowest = np.linalg.eigvalsh(H)[0]",
            },
            "once H is positive definite the shift only shortens your steps, and the end becomes as slow as gradient "
            "descent. Begin with 0 at every point.",
        ),
        (
            "a shift even where none is needed",
            {"lowest, tau = np.linalg.eigvalsh(H)[0], 0.0": "lowest, tau = np.linalg.eigvalsh(H)[0], 1e-3"},
            "where H is positive definite Newton's own step is the best one, and you spoil it. Let tau be 0 there.",
        ),
        (
            "a shift that begins at 1",
            {"max(1e-3, 10 * tau)": "max(1.0, 3 * tau)"},
            "your tau is not the smallest of the list in the docstring. Begin at 1e-3 and go up by tens.",
        ),
        (
            "a shift that doubles",
            {"10 * tau": "2 * tau"},
            "your tau is not the smallest of the list in the docstring, which goes up by tens.",
        ),
        (
            "a shift of exactly the lowest eigenvalue",
            {"while lowest + tau <= 0:\n            tau = max(1e-3, 10 * tau)": "tau = max(0.0, 1e-3 - lowest)"},
            "the matrix becomes almost singular, and the step enormous. Take tau from the list in the docstring.",
        ),
        (
            "absolute values of the eigenvalues in place of a shift",
            {
                "H + tau * np.eye(len(x))": (
                    "np.linalg.eigh(H)[1] @ np.diag(np.abs(np.linalg.eigh(H)[0])) @ np.linalg.eigh(H)[1].T"
                )
            },
            "it is a good method too, but another one: each negative direction keeps its own length. Here all "
            "eigenvalues are shifted by the same tau.",
        ),
        (
            "a step uphill",
            {"d = -np.linalg": "d = np.linalg"},
            "your direction solves the system with the wrong sign, so no length makes the height fall. The right "
            "side is minus the gradient.",
        ),
        (
            "gradient descent with halving",
            {"-np.linalg.solve(H + tau * np.eye(len(x)), g)": "-g"},
            "the curvature has no say in your direction, so a bowl takes many steps in place of one. Solve with the "
            "shifted H.",
        ),
        (
            "a walk that does not stop at the bottom",
            {"if np.abs(g).max() <= tol:": "if False:"},
            "you go on after the gradient is as small as asked, and your trajectory fills up with copies. Test it "
            "before each step.",
        ),
        (
            "a walk with a tolerance of its own",
            {"np.abs(g).max() <= tol": "np.abs(g).max() <= 1e-8"},
            "the caller chose how flat is flat enough. Compare with `tol`.",
        ),
        (
            "a trajectory without its start",
            {"return np.array(traj)": "return np.array(traj[1:] or traj)"},
            "row 0 must be where you began. Keep x0 in the trajectory.",
        ),
        (
            "the last point only",
            {"return np.array(traj)": "return traj[-1]"},
            "the figures need every point. Return all of them, one a row.",
        ),
        (
            "one step too many",
            {"while len(traj) <= steps:": "while len(traj) <= steps + 1:"},
            "`steps` counts moves, and a trajectory has one row more than moves. Count the rows for `steps=0`.",
        ),
        (
            "one step too few",
            {"while len(traj) <= steps:": "while len(traj) < max(steps, 2) and steps:"},
            "`steps` counts moves, and a trajectory has one row more than moves. Count the rows for `steps=3`.",
        ),
        (
            "a walk that goes on where no length helps",
            {"if a is None:\n            break": "if a is None:\n            a = 2.0**-31"},
            "after 30 halvings the height still rises, so this direction is no use. Stop there.",
        ),
        see="section 4.",
    ),
    *of(
        "memory_bytes",
        (
            "the cube of n in place of its square",
            {'"newton": n * n, "bfgs": n * n': '"newton": n**3, "bfgs": n**3'},
            "n cubed is how the *time* of solving grows. The matrix itself has n rows and n columns.",
        ),
        (
            "a count of numbers, not of bytes",
            {"return 4 * numbers[method]": "return numbers[method]"},
            "a float32 takes 32 bits. How many bytes are that?",
        ),
        (
            "eight bytes a number",
            {"return 4 *": "return 8 *"},
            "that is float64, NumPy's default. Networks keep float32.",
        ),
        (
            "a fixed number of pairs",
            {"2 * n * m": "2 * n * 10"},
            "the caller says how many pairs are kept. Use `m`.",
        ),
        (
            "one array for a pair",
            {"2 * n * m": "n * m"},
            "a pair is a step *and* a change of gradient. Count both.",
        ),
        (
            "L-BFGS with a square",
            {"2 * n * m": "2 * n * n"},
            "L-BFGS never forms the matrix; that is its whole point. Count its arrays.",
        ),
        (
            "one average for Adam",
            {'"adam": 2 * n': '"adam": n'},
            "Adam keeps a mean of the gradients and a mean of their squares.",
        ),
        (
            "two arrays for momentum",
            {'"momentum": n}': '"momentum": 2 * n}'},
            "momentum keeps one velocity; weights and gradients are not counted.",
        ),
        (
            "weights and gradients counted as state",
            {"return 4 * numbers[method]": "return 4 * (numbers[method] + 2 * n)"},
            "every method needs weights and gradients, so they don't tell methods apart. Count only what is kept "
            "besides.",
        ),
        (
            "half a matrix",
            {'"newton": n * n, "bfgs": n * n': '"newton": n * (n + 1) // 2, "bfgs": n * (n + 1) // 2'},
            "a symmetric matrix can be packed into one triangle, but solvers and the formula of this notebook use all "
            "of it. Count n x n.",
        ),
        (
            "a guess for unknown methods",
            {
                "if method not in numbers:": 'if method not in numbers and method != "sgd":',
                "numbers[method]": "numbers.get(method, 0)",
            },
            "whoever asks for a method you don't know should hear of it. Raise the error that the docstring promises.",
        ),
        see="section 8.",
    ),
]
