"""Known mistakes of `sharpness`."""

START = "v = rng.normal(size=n)\n"
SCALE = "v = w / np.linalg.norm(w)"
END = "return float(v @ hv(v))"

SEE = "section 9."
MISTAKES = [
    ("the length of Hv, which has no sign", [{END: "return float(np.linalg.norm(hv(v)))"}, {END: "return float(abs(v @ hv(v)))"}],
     "a dome would look like a bowl. Take the dot product of v with Hv."),
    ("a vector that is never scaled", {SCALE: "v = w", END: "return float(v @ hv(v) / (v @ v))"},
     "it grows or shrinks by the eigenvalue in each step, until it overflows or is zero. Bring it back to length 1."),
    ("a start at zero", {START: "v = np.zeros(n)\n"}, "zero times H stays zero. Draw the first vector from rng."),
    ("a start without rng", [{START: "v = np.ones(n)\n"}, {START: "v = np.eye(n)[0]\n"}],
     "where that vector is at a right angle to the eigenvector, it never finds it. Draw the first vector from rng."),
    ("one multiplication whatever iters says", {"range(iters)": "range(1)"}, "iters is accepted but never used. Use it in the loop."),
    ("a hundred multiplications whatever iters says", {"range(iters)": "range(100)"}, "iters is accepted but never used. Use it in the loop."),
    ("a quotient without the second product", {END: "return float(v @ v)"}, "the length of v is 1 by then. Multiply by H once more."),
    ("the trace in place of an eigenvalue", {END: "return float(sum(hv(e) @ e for e in np.eye(n)))"},
     "that is the sum of all eigenvalues, for n products. Take the quotient of the vector that is left."),
    ("the inverse of the eigenvalue", {END: "return float(1 / (v @ hv(v)))"}, "that is a rate, not a curvature. Return the quotient itself."),
    ("the rate at the edge in place of the sharpness", {END: "return float(2 / (v @ hv(v)))"},
     "that is the largest rate of a bowl. Return the curvature."),
    ("an array in place of a float", {END: "return v * (v @ hv(v))"}, "that is a vector along the eigenvector. Return the number."),
    ("a vector scaled by its largest entry", {SCALE: "v = w / np.max(np.abs(w))"},
     "it is then longer than 1, and the product at the end too large. Divide by its Euclidean length."),
    ("NaN where the Hessian is zero", {"        if not np.any(w):\n            return 0.0\n": ""},
     "a vector of zeros cannot be scaled to length 1. The answer is 0 there."),
    ("the eigenvector instead of the eigenvalue", {END: "return v"}, "the function returns how strong the curvature is. Return the quotient."),
]
