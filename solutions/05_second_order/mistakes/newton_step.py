"""Known mistakes of `newton_step`."""

SEE = "section 3."
MISTAKES = [
    ("a Newton step with the wrong sign", {"x - np.linalg": "x + np.linalg"},
     "you walk away from where the model's slope is zero. Solve `g + H d = 0` for d again, with its sign."),
    ("a multiplication by H instead of a solve with H", {"np.linalg.solve(H, g)": "H @ g"},
     "steep directions need *short* steps, and you make them longest. Solve a system with H."),
    ("a Newton step with only the diagonal of H", {"np.linalg.solve(H, g)": "g / np.diag(H)"},
     "in a rotated bowl the curvature couples the axes, and the diagonal misses that. Solve with the whole matrix."),
    ("the step instead of the new point", {"x - np.linalg.solve(H, g)": "-np.linalg.solve(H, g)"},
     "you return how far to go, and callers expect the new point. Add the step to x."),
    ("a saddle-free Newton step, with absolute eigenvalues", {
        "    return x - np.linalg.solve(H, g)": "    w, V = np.linalg.eigh(H)\n    return x - V @ (V.T @ g / np.abs(w))",
     }, "absolute values of the eigenvalues give a good method, one that avoids saddles, but it is not Newton's. Here you want the plain step, faults included."),
    ("division by each entry of H", {"np.linalg.solve(H, g)": "(1 / H) @ g"},
     "the inverse of a matrix is not the matrix of inverse entries. Use the function of the hint."),
    ("a gradient step", {"np.linalg.solve(H, g)": "g"},
     "your step ignores the curvature, so it would need a learning rate. Use H."),
    ("a step with a learning rate", {"np.linalg.solve(H, g)": "0.5 * np.linalg.solve(H, g)"},
     "in a bowl half of the distance is left after your step. The plain step goes the whole way; damping comes in section 4."),
    ("the right step, written into the caller's x", [
        {"    return x - np.linalg.solve(H, g)": "    end = x - np.linalg.solve(H, g)\n    if x.dtype == float:\n        x[:] = end\n    return end"},
        {"return x - np.linalg.solve(H, g)": "x -= np.linalg.solve(H, g)\n    return x"},
     ], "the caller's point has moved after the call. Put the result into a new array."),
    ("a step twice as long as Newton's", {"np.linalg.solve(H, g)": "np.linalg.solve(H / 2, g)"},
     "the slope of g'd + 1/2 d'Hd is g + H d: the 1/2 cancels the 2 of the square. Set that to zero."),
    ("a Cholesky factorisation", {"np.linalg.solve(H, g)": "np.linalg.solve(np.linalg.cholesky(H).T, np.linalg.solve(np.linalg.cholesky(H), g))"},
     "it exists only where H is positive definite, and here the eigenvalues may have any sign. Use a solver for any square system."),
    ("a column that broadcasts to a matrix", {"np.linalg.solve(H, g)": "np.linalg.solve(H, g[:, None])"},
     "shape (n,) minus shape (n, 1) has shape (n, n) in NumPy. Keep the step in shape (n,)."),
    ("a gradient step of the best length", {"np.linalg.solve(H, g)": "g * ((g @ g) / (g @ H @ g or 1.0))"},
     "that is the lowest point of the model along -g, and Newton's step also turns. Solve with H."),
]
