"""Known mistakes of `newton_step`."""

SEE = "section 3."
MISTAKES = [
    ("a step uphill", {"x - np.linalg": "x + np.linalg"},
     "you walk away from where the model's slope is zero. Solve `g + H d = 0` for d again, with its sign."),
    ("a product with H in place of a division by it", {"np.linalg.solve(H, g)": "H @ g"},
     "steep directions need *short* steps, and you make them longest. Solve a system with H."),
    ("Newton along the axes only", {"np.linalg.solve(H, g)": "g / np.diag(H)"},
     "in a turned bowl the curvature between the axes matters, and the diagonal doesn't know it. Solve with the whole matrix."),
    ("the step without the point", {"x - np.linalg.solve(H, g)": "-np.linalg.solve(H, g)"},
     "you return how far to go, callers expect where to be. Add it to x."),
    ("a step that never goes up", {
        "    return x - np.linalg.solve(H, g)": "    w, V = np.linalg.eigh(H)\n    return x - V @ (V.T @ g / np.abs(w))",
     }, "the absolute values of the curvatures make a good method, one that avoids saddles, but it is not Newton's. Here you want the plain step, faults included."),
    ("division by each entry of H", {"np.linalg.solve(H, g)": "(1 / H) @ g"},
     "the inverse of a matrix is not the matrix of inverse entries. Use the function of the hint."),
    ("a gradient step", {"np.linalg.solve(H, g)": "g"},
     "the curvature has no say in your step, so somebody would have to bring a learning rate. Use H."),
    ("a step with a learning rate", {"np.linalg.solve(H, g)": "0.5 * np.linalg.solve(H, g)"},
     "in a bowl half of the way is left after your step. The plain step goes the whole way; damping comes in section 4."),
    ("the right step, taken inside your input", {
        "    return x - np.linalg.solve(H, g)": "    end = x - np.linalg.solve(H, g)\n    if x.dtype == float:\n        x[:] = end\n    return end",
     }, "the caller's point has moved after the call. Put the result into a new array."),
]
