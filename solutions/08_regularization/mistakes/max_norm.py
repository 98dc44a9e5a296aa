"""Known mistakes of `max_norm`."""

LENGTH = "np.sqrt(np.sum(W**2, axis=axis, keepdims=True))"
FACTOR = "W * (c / np.maximum(length, c))"
CUT = f"np.where(length > c, {FACTOR}, W)"

SEE = "section 8."
MISTAKES = [
    ("a length for everybody", {CUT: "W * (c / np.where(length > 0, length, 1.0))"},
     "short vectors were stretched to length c. A ceiling leaves alone what is below it."),
    ("a length for everybody, zero columns too", {CUT: "W * (c / length)"},
     "short vectors were stretched to c, and zeros became 0/0. A ceiling leaves alone what is below it."),
    ("lengths along the other axis",
     {LENGTH: "np.sqrt(np.sum(W**2, axis=axis - 1 if np.ndim(W) > 1 else axis, keepdims=True))"},
     "with axis=0 a vector is a column: its elements differ in the first index. Sum over `axis`."),
    ("lengths along the first axis, whatever is asked for", {"axis=axis": "axis=0"},
     "the caller's axis is never used. Sum over that one."),
    ("one length for all of W", {"axis=axis": "axis=None"},
     "each vector has its own ceiling; yours shortens the weak with the strong. Sum over `axis` alone."),
    ("a squared length", {LENGTH: "np.sum(W**2, axis=axis, keepdims=True)"},
     "that is the square of the length. Take the root, then compare."),
    ("a length by sizes", {LENGTH: "np.sum(np.abs(W), axis=axis, keepdims=True)"},
     "the length meant here is the root of the sum of squares."),
    ("a length by the largest element", {LENGTH: "np.max(np.abs(W), axis=axis, keepdims=True)"},
     "the length meant here is the root of the sum of squares."),
    ("each weight clipped by itself", {CUT: "np.clip(W, -c, c)"},
     "that turns the vectors as well. Shorten each as a whole, so that it keeps its direction."),
    ("a length of 1 for the long ones", {FACTOR: "W / np.maximum(length, c)"},
     "they should have length c. One factor is missing."),
    ("long vectors that become zero", {FACTOR: "0.0 * W"}, "they are shortened to length c, not removed."),
    ("long vectors that get longer", {FACTOR: "W * (np.maximum(length, c) / c)"},
     "the factor must be below one for what is too long. Turn it upside down."),
    ("a floor instead of a ceiling", {CUT: "np.where(length < c, W * (c / np.where(length > 0, length, 1.0)), W)"},
     "you stretch the short ones and let the long ones go. Turn the comparison."),
    ("long vectors shortened by c", {FACTOR: "W * ((length - c) / np.maximum(length, c))"},
     "c is the length that is left, not the length that is taken away."),
    ("the right vectors, made inside your input", {f"return {CUT}": f"W[...] = {CUT}\n    return W"},
     "the caller's array was changed, and they may still need it. Return a new one."),
]
