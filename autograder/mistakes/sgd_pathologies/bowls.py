"""Known mistakes of notebook 01: bowls and descent in them."""

from autograder.mistakes import of

MISTAKES = [
    *of(
        "quadratic",
        (
            "a quadratic without its one half",
            {"x @ Hx / 2": "x @ Hx"},
            "your `f` no longer has your `g` as its derivative. Read its first term again. See section 1.",
        ),
        (
            "a gradient with a factor 2 too many",
            {"b @ x, Hx - b": "b @ x, 2 * Hx - b"},
            "the square gives a 2, and the one half in front of it takes it away. Differentiate one dimension "
            "on paper. See section 1.",
        ),
        (
            "a quadratic with the other sign of b",
            {"- b @ x, Hx - b": "+ b @ x, Hx + b"},
            "the linear term is subtracted, so that the bottom lies where Hx equals b. Change its sign twice. "
            "See section 1.",
        ),
        (
            "a value with the other sign of b",
            {"- b @ x, Hx - b": "+ b @ x, Hx - b"},
            "your gradient subtracts `b`, your value adds it: they are two different functions. See section 1.",
        ),
        (
            "a gradient with the other sign of b",
            {"b @ x, Hx - b": "b @ x, Hx + b"},
            "your value subtracts the linear term, your gradient adds it: descent walks to a wrong bottom. "
            "See section 1.",
        ),
        (
            "a gradient of shape (n, 1)",
            {"b @ x, Hx - b": "b @ x, (Hx - b)[:, None]"},
            "a column minus a row of the same length makes a square in NumPy, and nobody warns you. Return "
            "the shape of `x`. See the docstring.",
        ),
        (
            "value and gradient in the wrong order",
            {"return x @ Hx / 2 - b @ x, Hx - b": "return Hx - b, x @ Hx / 2 - b @ x"},
            "callers take the value first. Swap the two you return. See the docstring.",
        ),
        (
            "an elementwise product in place of a matrix product",
            {"Hx = H @ x": "Hx = np.diag(H) * x"},
            "only the diagonal of `H` has an effect, so a turned bowl looks like a straight one. Multiply "
            "matrix and vector. See section 1.",
        ),
        (
            "the right gradient, written into your input",
            {
                "return x @ Hx / 2 - b @ x, Hx - b": (
                    "value = x @ Hx / 2 - b @ x\n    x[:] = Hx - b\n    return value, x"
                ),
            },
            "the caller's point is gone after the call. Put the gradient into a new array. See “Conventions” "
            "in notebook 00.",
        ),
    ),
    *of(
        "gd",
        (
            "a trajectory without its last point",
            {"    return traj": "    return traj[:-1] if steps else traj"},
            "`steps` steps make one point more than steps, the start included. Store the point that the last "
            "step reaches. See the docstring.",
        ),
        (
            "a trajectory without its start",
            {"    return traj": "    return traj[1:] if steps else traj"},
            "row 0 must be where you began. Store the start before the first step. See the docstring.",
        ),
        (
            "one step too many",
            {"np.empty((steps + 1,": "np.empty((steps + 2,", "range(steps)": "range(steps + 1)"},
            "`steps` counts moves, not points. Count the rows you make for `steps=0`. See the docstring.",
        ),
        (
            "a trajectory whose rows are all one array",
            {"    return traj": "    traj[:] = traj[-1].copy()\n    return traj"},
            "you keep the same array in every row and change it in place, so each row shows the last point. "
            "Make a new point in each step, or store a copy. See the hint.",
        ),
        (
            "an ascent",
            {"traj[t] - lr": "traj[t] + lr"},
            "the gradient points where the loss grows, and you follow it. Go the other way. See notebook 00.",
        ),
        (
            "a walk that cuts everything down to whole numbers",
            {"np.empty((steps + 1, len(x0)))": "np.empty((steps + 1, len(x0)), dtype=np.asarray(x0).dtype)"},
            "an array made from a start of ints stores ints, and each step loses its fraction. Make the array "
            "of floats. See the docstring.",
        ),
        (
            "a list of gradients in place of points",
            {
                "    for t in range(steps):\n        traj[t + 1] = traj[t] - lr * grad(traj[t])\n": (
                    "    x = traj[0].copy()\n"
                    "    for t in range(steps):\n"
                    "        traj[t + 1] = grad(x)\n"
                    "        x = x - lr * traj[t + 1]\n"
                ),
            },
            "the rows should say where you are, not how steep it is there. Store the point after each step. "
            "See the docstring.",
        ),
        (
            "a walk with the slope of the start",
            {"grad(traj[t])": "grad(traj[0])"},
            "the slope changes as you move, and you ask for it at the start only. Ask again in every step, at "
            "the point where you are. See the formula in the docstring.",
        ),
        (
            "a walk that ignores the learning rate",
            {"lr * grad(traj[t])": "grad(traj[t])"},
            "you subtract the whole gradient, so `lr` does nothing. Scale it first. See the docstring.",
        ),
        (
            "the right walk, taken inside your input",
            {
                "    return traj": (
                    "    if isinstance(x0, np.ndarray) and x0.dtype == float:\n"
                    "        x0[:] = traj[-1]\n"
                    "    return traj"
                ),
            },
            "after the call the caller's start has moved to the end. Work on a copy. See “Conventions” in notebook 00.",
        ),
    ),
    *of(
        "lr_facts",
        (
            "the condition number upside down",
            {'"kappa": high / low': '"kappa": low / high'},
            "κ is 1 for a round bowl and grows as the valley narrows, yours shrinks. Put the larger "
            "eigenvalue on top. See section 2.",
        ),
        (
            "the rate at which a step just doesn't overshoot, taken for the limit",
            {'"lr_max": 2 / high': '"lr_max": 1 / high'},
            "at that learning rate the steepest direction arrives in one step; descent bounces above it and "
            "still converges, up to twice as far. See the factor in section 2.",
        ),
        (
            "a product where the sum of eigenvalues belongs",
            {"2 / (low + high)": "2 / (low * high)"},
            "the two factors are of equal size where the two V-shaped curves cross, and that gives a sum. "
            "Solve for the crossing. See section 2.",
        ),
        (
            "the rate at lr_max",
            {"rate = (high - low) / (high + low)": "rate = 1 - 2 * low / high"},
            "at its upper limit descent bounces for ever in the steep direction. The rate is wanted at "
            "`lr_opt`. See section 2.",
        ),
        (
            "the rate at 1/λmax",
            {"rate = (high - low) / (high + low)": "rate = 1 - low / high"},
            "that learning rate is safe but not the fastest. The rate is wanted at `lr_opt`. See section 2.",
        ),
        (
            "an answer from the diagonal alone",
            {"np.linalg.eigvalsh(H)": "np.sort(np.diag(H))"},
            "the diagonal holds the eigenvalues only if everything beside it is zero. Compute eigenvalues. "
            "See the hint.",
        ),
        (
            "an answer for matrices that have no minimum",
            {"if low <= 0:": "if False:"},
            "with an eigenvalue of zero or below there is no bottom to converge to, and your numbers mean "
            "nothing. Raise the error that the docstring promises.",
        ),
        (
            "an answer for singular matrices",
            {"if low <= 0:": "if low < 0:"},
            "an eigenvalue of zero leaves a direction without a bottom. Positive definite means strictly "
            "above zero. See the docstring.",
        ),
        (
            "an answer for matrices that are not symmetric",
            {"if not np.allclose(H, H.T):": "if False:"},
            "the eigenvalue function for symmetric matrices reads one triangle and never looks at the other. "
            "Test the symmetry yourself. See the docstring.",
        ),
        (
            "a test of the determinant in place of the eigenvalues",
            {"if low <= 0:": "if np.linalg.det(H) <= 1e-12:"},
            "two negative eigenvalues have a positive product. Look at the smallest. See the docstring.",
        ),
    ),
    *of(
        "sign_flips",
        (
            "a count on positions",
            {"np.diff(traj[:, axis])": "traj[:, axis]"},
            "a path can bounce without ever crossing zero. Count sign changes of the steps, not of the "
            "places. See the exercise's first sentence.",
        ),
        (
            "a count of runs in place of changes",
            {"signs[1:] != signs[:-1]))": "signs[1:] != signs[:-1])) + 1"},
            "you are one too high: between two runs in opposite directions there is one change. Try a path "
            "that never turns. See the hint.",
        ),
        (
            "a count that misses the last change",
            {"signs[1:] != signs[:-1]": "signs[1:-1] != signs[:-2]"},
            "you stop one pair of displacements too early. Count the pairs of neighbours for three "
            "displacements. See the hint.",
        ),
        (
            "a count in which standing still is a change of sign",
            {"moves[moves != 0]": "moves"},
            "zero has another sign than both its neighbours, so one pause counts twice. Drop the zeros first. "
            "See the docstring.",
        ),
        (
            "a count that a pause interrupts",
            {
                "np.sign(moves[moves != 0])": "np.sign(moves)",
                "signs[1:] != signs[:-1]": "signs[1:] * signs[:-1] < 0",
            },
            "if the path stops between going up and going down, you see no change. Drop the zeros first. See "
            "the docstring.",
        ),
        (
            "a count along one point in place of one coordinate",
            {"traj[:, axis]": "traj[axis]"},
            "points are rows, so `axis` picks a column. Index the second dimension. See the docstring.",
        ),
        (
            "a count over all coordinates",
            {
                "    return int(np.sum(signs[1:] != signs[:-1]))": (
                    "    every = [np.diff(column) for column in traj.T]\n"
                    "    every = [np.sign(moves[moves != 0]) for moves in every]\n"
                    "    return int(sum(np.sum(signs[1:] != signs[:-1]) for signs in every))"
                ),
            },
            "only the coordinate called `axis` is wanted. Take its column first. See the docstring.",
        ),
    ),
]
