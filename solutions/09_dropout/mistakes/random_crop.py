"""Known mistakes of `random_crop`."""

PADDED = "padded = np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))"
CORNERS = "corners = rng.integers(0, 2 * pad, size=(N, 2), endpoint=True)"

SEE = "section 6."
MISTAKES = [
    ("a last position that is never reached",
     {CORNERS: "corners = rng.integers(0, 2 * pad, size=(N, 2)) if pad else np.zeros((N, 2), int)"},
     "integers(0, n) ends before n, and there are 2 pad + 1 places to stand in. Count them for pad = 1."),
    ("the same move for all images",
     {CORNERS: "corners = np.tile(rng.integers(0, 2 * pad, size=2, endpoint=True), (N, 1))"},
     "the batch moves as a whole. Draw a place for each image."),
    ("the same move down as across",
     {CORNERS: "corners = np.repeat(rng.integers(0, 2 * pad, size=(N, 1), endpoint=True), 2, axis=1)"},
     "images only move along the diagonal. Draw two numbers for each."),
    ("a window in the middle", {CORNERS: "corners = rng.integers(pad, pad, size=(N, 2), endpoint=True)"},
     "that is the image as it was. The corner is drawn for each image."),
    ("a corner that moves to one side only", {CORNERS: "corners = rng.integers(0, pad, size=(N, 2), endpoint=True)"},
     "with a frame on both sides there are 2 pad + 1 places. Yours never uses the far half."),
    ("a frame of pixels instead of zeros", {PADDED: PADDED[:-1] + ", mode='edge')"},
     "repeated, mirrored or wrapped around, such a frame is a usual choice elsewhere. The docstring asks for zeros."),
    ("places from a generator of its own",
     {"pad, rng):": "pad, rng, own=np.random.default_rng(1)):", CORNERS: CORNERS.replace("rng", "own")},
     "nobody can repeat a run with it. Draw from the rng that you were given."),
    ("the same places at each call", {CORNERS: CORNERS.replace("rng", "np.random.default_rng(0)")},
     "each epoch would see the same windows. Draw from the rng that you were given."),
    ("images larger than they were", {"return np.array([image[i : i + H, j : j + W] for": "return np.array([image for"},
     "the frame is still on. Cut a window of H rows and W columns out of it."),
    ("the right images, written into your input", {
        "return np.array(": "X[:] = np.array(",
        "in zip(padded, corners, strict=True)])": "in zip(padded, corners, strict=True)])\n    return X",
     }, "the caller's images are changed, and crop by crop they vanish. Make a new array."),
]
