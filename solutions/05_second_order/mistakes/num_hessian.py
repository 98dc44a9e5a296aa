"""Known mistakes of `num_hessian`."""

SEE = "section 2."
MISTAKES = [
    ("a forward difference", {"(grad(x + e) - grad(x - e)) / (2 * h)": "(grad(x + e) - grad(x)) / h"},
     "its error falls only as h, not as h squared, because nothing cancels. Step to both sides."),
    ("a backward difference", {"(grad(x + e) - grad(x - e)) / (2 * h)": "(grad(x) - grad(x - e)) / h"},
     "its error falls only as h, not as h squared, because nothing cancels. Step to both sides."),
    ("a Hessian too large by a factor of two", {"/ (2 * h)": "/ h"},
     "the two points of a difference are 2h apart, and the mean of a matrix and its transpose divides by two as well. One of your twos is missing."),
    ("differences not divided by the distance", {" / (2 * h)": ""},
     "a derivative is a change *per distance*. Divide by how far apart the two points are."),
    ("a Hessian that is not symmetric", {"return (H + H.T) / 2": "return H"},
     "each column has its own error, so entry (i, j) and entry (j, i) disagree, and `eigvalsh` would read only one of them. Average with the transpose."),
    ("a Hessian made symmetric by copying one triangle", {"return (H + H.T) / 2": "return np.tril(H) + np.tril(H, -1).T"},
     "a copy of one triangle is symmetric but keeps the whole error of that triangle. Average the two."),
    ("only the diagonal of the Hessian", {"return (H + H.T) / 2": "return np.diag(np.diag(H))"},
     "moving one coordinate changes all components of the gradient, and you keep one. Store the whole column."),
    ("a step along all coordinates at once", {"e[j] = h": "e[:] = h"},
     "you measure how the gradient changes along the diagonal, n times over. Move one coordinate at a time."),
    ("a fixed distance instead of h",
     {"    x = np.array(x, dtype=float)\n": "    x, h = np.array(x, dtype=float), 1e-5\n"},
     "the caller chose h and you ignore it. Use the argument."),
    ("steps lost in an integer array", {
        "    x = np.array(x, dtype=float)\n": "    x = np.array(x)\n",
        "x + e": "(x + e).astype(x.dtype)",
        "x - e": "(x - e).astype(x.dtype)",
     }, "an array made from ints stores ints, so your tiny steps are cut off. Make a float copy of x first."),
    ("a change to the caller's x", {
        "    x = np.array(x, dtype=float)\n": "    given, x = x, np.array(x, dtype=float)\n    if isinstance(given, np.ndarray) and given.dtype == float:\n        given += h\n",
     }, "the caller's point has moved after the call. Step from a copy."),
    ("steps that accumulate from column to column",
     {"(grad(x + e) - grad(x - e)) / (2 * h)": "(grad(x + e) - grad(x - e)) / (2 * h)\n        x = x + e"},
     "your point drifts away, because no step is undone. Start each column at x."),
]
