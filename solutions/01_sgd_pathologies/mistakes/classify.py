"""Known mistakes of `classify`."""

MISTAKES = [
    ("the determinant test for two dimensions", [{
        "    eigenvalues = np.linalg.eigvalsh(H)\n": "    eigenvalues = np.linalg.eigvalsh(H)\n    product = np.prod(eigenvalues)\n    if abs(product) <= tol:\n        return 'degenerate'\n    return 'saddle' if product < 0 else 'min' if H[0, 0] > 0 else 'max'\n",
     }, {
        "    eigenvalues = np.linalg.eigvalsh(H)\n": "    eigenvalues = np.linalg.eigvalsh(H)\n    product = np.prod(eigenvalues)\n    if product == 0:\n        return 'degenerate'\n    return 'saddle' if product < 0 else 'min' if H[0, 0] > 0 else 'max'\n",
     }], "the sign of the determinant only tells whether the number of negative eigenvalues is odd or even. In more than two dimensions that is not enough; look at each eigenvalue. See section 3."),
    ("diagonal entries taken for eigenvalues", {"np.linalg.eigvalsh(H)": "np.diag(H)"},
     "the diagonal holds the curvatures along the axes, but the steepest way down may run between them. Compute eigenvalues. See the third landscape of section 3."),
    ("degenerate points called minima or maxima", [
        {"if not (up | down).all():": "if False:", '"min" if up.all() else "max"': '"max" if down.any() else "min"'},
        {"(up | down).all()": "(up | down).any()", '"min" if up.all()': '"min" if up.any()'},
     ],
     "a curvature of zero decides nothing: the loss may rise or fall in that direction. Give such points their own name. See section 3."),
    ("minimum and maximum swapped", {'"min" if up.all() else "max"': '"max" if up.all() else "min"'},
     "if all curvatures are positive, you are at the bottom. Think of a bowl. See section 3."),
    ("a saddle with a zero eigenvalue called degenerate", {"if up.any() and down.any():": "if (up | down).all() and up.any() and down.any():"},
     "one way up and one way down make a saddle, whatever the other directions do. Test for both signs first. See the docstring."),
    ("an answer that ignores the tolerance",
     {"eigenvalues > tol": "eigenvalues > 1e-8", "eigenvalues < -tol": "eigenvalues < -1e-8"},
     "the caller says how small counts as zero. Compare with `tol`. See the docstring."),
    ("a tolerance relative to the largest eigenvalue", {"    up,": "    tol = tol * np.abs(eigenvalues).max()\n    up,"},
     "that is how a rank is determined; here `tol` is in the units of the eigenvalues. Compare with `tol` itself. See the docstring."),
    ("an eigenvalue of exactly tol not counted as zero", {"eigenvalues > tol": "eigenvalues >= tol", "eigenvalues < -tol": "eigenvalues <= -tol"},
     "the interval that counts as zero includes its ends, and with tol = 0 it is zero alone. Choose strict comparisons. See the docstring."),
    ("an exact comparison with zero", {"eigenvalues > tol": "eigenvalues > 0", "eigenvalues < -tol": "eigenvalues < 0"},
     "computed eigenvalues are off by a rounding error, so a true zero looks positive or negative at random. Compare with `tol`. See the exercise's first sentence."),
    ("a maximum called a saddle", {'"min" if up.all() else "max"': '"min" if up.all() else "saddle"'},
     "if all curvatures are negative, no direction leads up: that is a maximum. See section 3."),
]
