"""Known mistakes of notebook 05: models, Hessians and Newton's step."""

from autograder.mistakes import of

MISTAKES = [
    *of(
        "taylor",
        (
            "a parabola without its one half",
            {"d @ H @ d / 2": "d @ H @ d"},
            "your model bends twice as much as the function does. Differentiate it twice: what comes out?",
        ),
        (
            "a parabola that bends the wrong way",
            {"line + d @ H @ d / 2": "line - d @ H @ d / 2"},
            "positive curvature must lift the model above its line, yours lowers it. Check the sign of the last term.",
        ),
        (
            "a model that goes down where the function goes up",
            {"f0 + g @ d": "f0 - g @ d"},
            "the gradient points uphill, and along it a model must rise. The minus sign belongs to descent, not to "
            "the model.",
        ),
        (
            "a model without its height",
            {"line = f0 + g @ d": "line = g @ d"},
            "at `d = 0` the model must give the height that was measured. Read the formula's first term again.",
        ),
        (
            "a parabola for both orders",
            {"line if order == 1 else line": "line"},
            "the first-order model is a straight line. Leave the curvature out where `order` is 1.",
        ),
        (
            "a line for both orders",
            {"line if order == 1 else line + d @ H @ d / 2": "line"},
            "the second-order model has a third term, with the curvature in it. Add it where `order` is 2.",
        ),
        (
            "a parabola without its line",
            {"else line + d @ H @ d / 2": "else f0 + d @ H @ d / 2"},
            "the second-order model keeps the slope and adds to it; yours is flat where it was measured. Keep all "
            "three terms.",
        ),
        (
            "curvature along the axes only",
            {"d @ H @ d / 2": "np.diag(H) @ d**2 / 2"},
            "the entries beside the diagonal say how one coordinate's slope changes with another's, and you lose "
            "them. Multiply with the whole matrix.",
        ),
        (
            "an answer for orders that don't exist",
            {"if order not in (1, 2):": "if False:"},
            "a caller who mistypes the order gets a wrong number and never learns of it. Raise the error that the "
            "docstring promises.",
        ),
        see="section 1.",
    ),
    *of(
        "num_hessian",
        (
            "a one-sided difference",
            {"(grad(x + e) - grad(x - e)) / (2 * h)": "(grad(x + e) - grad(x)) / h"},
            "its error falls only as h, not as h squared, because nothing cancels. Step to both sides.",
        ),
        (
            "a difference to the other side only",
            {"(grad(x + e) - grad(x - e)) / (2 * h)": "(grad(x) - grad(x - e)) / h"},
            "its error falls only as h, not as h squared, because nothing cancels. Step to both sides.",
        ),
        (
            "a Hessian twice too large",
            {"/ (2 * h)": "/ h"},
            "the two points of a difference are 2h apart, and the mean of a matrix and its transpose divides by two as well. "
            "One of your twos is missing.",
        ),
        (
            "differences that were not divided",
            {" / (2 * h)": ""},
            "a derivative is a change *per distance*. Divide by how far the two points are apart.",
        ),
        (
            "a Hessian that is not symmetric",
            {"return (H + H.T) / 2": "return H"},
            "each column has an error of its own, so entry (i, j) and entry (j, i) disagree, and `eigvalsh` would read "
            "only one of them. Average with the transpose.",
        ),
        (
            "a Hessian whose second half is thrown away",
            {"return (H + H.T) / 2": "return np.tril(H) + np.tril(H, -1).T"},
            "a copy of one triangle is symmetric but keeps the whole error of that triangle. Average the two.",
        ),
        (
            "the diagonal of the Hessian",
            {"return (H + H.T) / 2": "return np.diag(np.diag(H))"},
            "moving one coordinate changes all components of the gradient, and you keep one. Store the whole column.",
        ),
        (
            "a step along all coordinates at once",
            {"e[j] = h": "e[:] = h"},
            "you measure how the gradient changes along the diagonal, n times over. Move one coordinate at a time.",
        ),
        (
            "a Hessian with a distance of its own",
            {"    x = np.array(x, dtype=float)\n": "    x, h = np.array(x, dtype=float), 1e-5\n"},
            "the caller chose h and you ignore it. Use the argument.",
        ),
        (
            "a walk on whole numbers",
            {
                "    x = np.array(x, dtype=float)\n": "    x = np.array(x)\n",
                "x + e": "(x + e).astype(x.dtype)",
                "x - e": "(x - e).astype(x.dtype)",
            },
            "an array made from ints stores ints, so your tiny steps are cut off. Make a float copy of x first.",
        ),
        (
            "a Hessian whose x is not put back",
            {
                "    x = np.array(x, dtype=float)\n": (
                    "    given, x = x, np.array(x, dtype=float)\n"
                    "    if isinstance(given, np.ndarray) and given.dtype == float:\n"
                    "        given += h\n"
                )
            },
            "the caller's point has moved after the call. Step from a copy.",
        ),
        (
            "a Hessian whose steps add up",
            {
                "(grad(x + e) - grad(x - e)) / (2 * h)": "(grad(x + e) - grad(x - e)) / (2 * h)\n        x = x + e",
            },
            "your point drifts from column to column, because a step is not undone. Begin each column at x.",
        ),
        see="section 2.",
    ),
    *of(
        "newton_step",
        (
            "a step uphill",
            {"x - np.linalg": "x + np.linalg"},
            "you walk away from where the model's slope is zero. Solve `g + H d = 0` for d again, with its sign.",
        ),
        (
            "a product with H in place of a division by it",
            {"np.linalg.solve(H, g)": "H @ g"},
            "steep directions need *short* steps, and you make them longest. Solve a system with H.",
        ),
        (
            "Newton along the axes only",
            {"np.linalg.solve(H, g)": "g / np.diag(H)"},
            "in a turned bowl the curvature between the axes matters, and the diagonal doesn't know it. Solve with "
            "the whole matrix.",
        ),
        (
            "the step without the point",
            {"x - np.linalg.solve(H, g)": "-np.linalg.solve(H, g)"},
            "you return how far to go, callers expect where to be. Add it to x.",
        ),
        (
            "a step that never goes up",
            {
                "    return x - np.linalg.solve(H, g)": (
                    "    w, V = np.linalg.eigh(H)\n    return x - V @ (V.T @ g / np.abs(w))"
                )
            },
            "the absolute values of the curvatures make a good method, one that avoids saddles, but it is not "
            "Newton's. Here you want the plain step, faults included.",
        ),
        (
            "division by each entry of H",
            {"np.linalg.solve(H, g)": "(1 / H) @ g"},
            "the inverse of a matrix is not the matrix of inverse entries. Use the function of the hint.",
        ),
        (
            "a gradient step",
            {"np.linalg.solve(H, g)": "g"},
            "the curvature has no say in your step, so somebody would have to bring a learning rate. Use H.",
        ),
        (
            "a step with a learning rate",
            {"np.linalg.solve(H, g)": "0.5 * np.linalg.solve(H, g)"},
            "in a bowl half of the way is left after your step. The plain step goes the whole way; damping comes in "
            "section 4.",
        ),
        (
            "the right step, taken inside your input",
            {
                "    return x - np.linalg.solve(H, g)": (
                    "    end = x - np.linalg.solve(H, g)\n    if x.dtype == float:\n        x[:] = end\n    return end"
                )
            },
            "the caller's point has moved after the call. Put the result into a new array.",
        ),
        see="section 3.",
    ),
]
