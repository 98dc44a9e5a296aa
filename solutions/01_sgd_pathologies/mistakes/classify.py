"""Known mistakes of `classify`."""

MISTAKES = [
    ("the rule with the determinant", {
        "    eigenvalues = np.linalg.eigvalsh(H)\n": "    eigenvalues = np.linalg.eigvalsh(H)\n    product = np.prod(eigenvalues)\n    if abs(product) <= tol:\n        return 'degenerate'\n    return 'saddle' if product < 0 else 'min' if H[0, 0] > 0 else 'max'\n",
     }, "the sign of a product tells an odd number of negative curvatures from an even one, no more. That rule is for two dimensions; look at each eigenvalue. See section 3."),
    ("an answer from the diagonal alone", {"np.linalg.eigvalsh(H)": "np.diag(H)"},
     "the diagonal has the curvatures along the axes, and the steepest way down may run between them. Compute eigenvalues. See the third landscape of section 3."),
    ("an answer that takes zero for positive or negative",
     {"if not (up | down).all():": "if False:", '"min" if up.all() else "max"': '"max" if down.any() else "min"'},
     "a curvature of zero decides nothing, the ground may rise or fall there. Give such points their own name. See section 3."),
    ("minimum and maximum the wrong way round", {'"min" if up.all() else "max"': '"max" if up.all() else "min"'},
     "where the ground curves up on all sides, you are at the bottom. Think of a bowl. See section 3."),
    ("a zero that hides a saddle", {"if up.any() and down.any():": "if (up | down).all() and up.any() and down.any():"},
     "one way up and one way down make a saddle, whatever the other directions do. Ask for both signs first. See the docstring."),
    ("an answer that ignores the tolerance",
     {"eigenvalues > tol": "eigenvalues > 1e-8", "eigenvalues < -tol": "eigenvalues < -1e-8"},
     "the caller says how small counts as zero. Compare with `tol`. See the docstring."),
    ("an exact comparison with zero", {"eigenvalues > tol": "eigenvalues > 0", "eigenvalues < -tol": "eigenvalues < 0"},
     "computed eigenvalues are off by a rounding error, so a true zero looks positive or negative at random. Compare with `tol`. See the exercise's first sentence."),
    ("a saddle wherever it is no minimum", {'"min" if up.all() else "max"': '"min" if up.all() else "saddle"'},
     "where all curvatures are negative, nothing leads up: that is a maximum. See section 3."),
]
