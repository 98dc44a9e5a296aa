"""Known mistakes of `max_norm`."""

LENGTH = "np.sqrt(np.sum(W**2, axis=axis, keepdims=True))"
FACTOR = "W * (c / np.maximum(length, c))"
CUT = f"np.where(length > c, {FACTOR}, W)"

SEE = "section 8."
MISTAKES = [
    ("all vectors rescaled to length c", {CUT: "W * (c / np.where(length > 0, length, 1.0))"},
     "you stretch short vectors to length c. Max-norm leaves them as they are."),
    ("all vectors rescaled to length c, zeros too", {CUT: "W * (c / length)"},
     "you stretch short vectors to length c, and zero vectors become 0/0. Max-norm leaves both as they are."),
    ("lengths along the other axis",
     [{LENGTH: "np.sqrt(np.sum(W**2, axis=axis - 1 if np.ndim(W) > 1 else axis, keepdims=True))"},
      {"axis=axis": "axis=1 - axis"}],
     "with axis=0 a vector is a column: its elements differ in the first index. Sum over `axis`."),
    ("lengths always along the first axis", {"axis=axis": "axis=0"},
     "the caller's axis is never used. Sum over that one."),
    ("one length for all of W", {"axis=axis": "axis=None"},
     "each vector has its own length; yours shortens the short ones with the long ones. Sum over `axis` alone."),
    ("a squared length", {LENGTH: "np.sum(W**2, axis=axis, keepdims=True)"},
     "that is the square of the length. Take the root, then compare."),
    ("the L1 norm as the length", {LENGTH: "np.sum(np.abs(W), axis=axis, keepdims=True)"},
     "the length meant here is the root of the sum of squares."),
    ("the largest element as the length", {LENGTH: "np.max(np.abs(W), axis=axis, keepdims=True)"},
     "the length meant here is the root of the sum of squares."),
    ("each weight clipped by itself", {CUT: "np.clip(W, -c, c)"},
     "that changes the direction of the vectors too. Shorten each vector as a whole."),
    ("long vectors shortened to length 1", {FACTOR: "W / np.maximum(length, c)"},
     "they should have length c. One factor is missing."),
    ("long vectors that become zero", {FACTOR: "0.0 * W"}, "they should be shortened to length c, not removed."),
    ("long vectors that get longer", {FACTOR: "W * (np.maximum(length, c) / c)"},
     "the factor must be below one for vectors that are too long. Invert it."),
    ("a minimum length instead of a maximum", {CUT: "np.where(length < c, W * (c / np.where(length > 0, length, 1.0)), W)"},
     "you stretch the short vectors and leave the long ones. Reverse the comparison."),
    ("long vectors shortened by c", {FACTOR: "W * ((length - c) / np.maximum(length, c))"},
     "c is the length that is left, not the length that is taken away."),
    ("the right vectors, written into the caller's W", {f"return {CUT}": f"W[...] = {CUT}\n    return W"},
     "the caller's array was changed, and they may still need it. Return a new one."),
    ("vectors of zeros divided by their length", {CUT: "W * (np.minimum(length, c) / length)"},
     "that is 0/0, which is NaN. A vector of zeros is short enough and stays as it is."),
]
