"""Known mistakes of `orthogonalise`."""

START = "G / np.linalg.norm(G)"
STEP = "1.5 * X - 0.5 * X @ X.T @ X"

SEE = "section 9."
MISTAKES = [
    ("a start that is not scaled", {START: "G * 1.0"},
     "singular values above the root of 3 run away, or end at -1. Divide by the Frobenius norm first."),
    ("a start scaled by the spectral norm", {START: "G / np.linalg.norm(G, 2)"},
     "that works, but it takes an SVD, which this method is there to avoid. The contract asks for the Frobenius norm."),
    ("a start scaled by the sum of the singular values", {START: "G / np.linalg.norm(G, 'nuc')"},
     "the start is then shorter than it need be, and more steps are wasted. Divide by the Frobenius norm, the root of the sum of their squares."),
    ("the limit, from an SVD", {"return X": "if steps == 0:\n        return X\n    U, _, V = np.linalg.svd(X, full_matrices=False)\n    return U @ V"},
     "that is where the steps lead, but not where `steps` of them end, and an SVD is what they spare. Do the steps."),
    ("a tall matrix that comes back transposed", {"return X": "return X.T if len(G) > G.shape[1] else X"},
     "you turned it for the product and did not turn it back. Return the shape that came in."),
    ("columns scaled one by one", {START: "G / np.linalg.norm(G, axis=0)"},
     "that changes the singular vectors. Divide the whole matrix by one number."),
    ("rows scaled one by one", {START: "G / np.linalg.norm(G, axis=1, keepdims=True)"},
     "that changes the singular vectors. Divide the whole matrix by one number."),
    ("a start scaled by its largest value", {START: "G / np.max(np.abs(G))"},
     "singular values can be far above the largest entry. Divide by the Frobenius norm."),
    ("the cube of each number", [{"X @ X.T @ X": "X**3"}, {"X @ X.T @ X": "X * X * X"}],
     "the step is meant for singular values, not for entries. Read the cube as a product of three matrices."),
    ("the product on the wrong side", {"X @ X.T @ X": "X.T @ X @ X"},
     "it needs a square matrix, and does not keep the singular vectors. X comes first, its transpose in the middle."),
    ("a transposed result", {"return X": "return X.T"}, "the step has to fit the weights. Return the shape that came in."),
    ("the signs of the step exchanged", {STEP: "0.5 * X @ X.T @ X - 1.5 * X"},
     "the singular values go to -1 and back. Take three halves of X, less half of the cube."),
    ("a step that adds the cube", {"X - 0.5": "X + 0.5"}, "the singular values then grow without end. Subtract half of the cube."),
    ("the halves exchanged", {STEP: "0.5 * X - 1.5 * X @ X.T @ X"},
     "small singular values then shrink to nothing. The factor of X is three halves."),
    ("one step too many", {"range(steps)": "range(steps + 1)"}, "count: with steps=0 the scaled matrix comes back as it is."),
    ("one step too few", {"range(steps)": "range(1, steps)"}, "count: steps=1 applies the step once."),
    ("ten steps whatever is asked for", {"range(steps)": "range(10)"}, "steps is accepted but never used. Use it in the loop."),
    ("a matrix that is scaled again in each step", {STEP: "1.5 * X - 0.5 * X @ X.T @ X\n        X = X / np.linalg.norm(X)"},
     "its singular values then never reach 1. Divide once, before the loop."),
    ("the sign of each number", {STEP: "np.sign(X)"}, "that is signSGD. Here the singular values become 1, not the entries."),
    ("an input that is overwritten", {"X = " + START: "G /= np.linalg.norm(G)\n    X = G"},
     "the caller still needs the gradient as it was. Make a new array."),
]
