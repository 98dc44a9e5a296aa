"""Known mistakes of `random_crop`."""

PADDED = "padded = np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))"
CORNERS = "corners = rng.integers(0, 2 * pad, size=(N, 2), endpoint=True)"

SEE = "section 6."
MISTAKES = [
    ("a last position that is never reached",
     {CORNERS: "corners = rng.integers(0, 2 * pad, size=(N, 2)) if pad else np.zeros((N, 2), int)"},
     "integers(0, n) stops before n, and the window has 2 pad + 1 positions in each direction. Count them for pad = 1."),
    ("the same shift for all images",
     {CORNERS: "corners = np.tile(rng.integers(0, 2 * pad, size=2, endpoint=True), (N, 1))"},
     "the batch shifts as a whole. Draw a position for each image."),
    ("the same shift down as across",
     {CORNERS: "corners = np.repeat(rng.integers(0, 2 * pad, size=(N, 1), endpoint=True), 2, axis=1)"},
     "the images only move along the diagonal. Draw two numbers for each."),
    ("a window always in the middle", {CORNERS: "corners = rng.integers(pad, pad, size=(N, 2), endpoint=True)"},
     "that returns the image as it was. Draw the corner for each image."),
    ("shifts to one side only", {CORNERS: "corners = rng.integers(0, pad, size=(N, 2), endpoint=True)"},
     "with padding on both sides there are 2 pad + 1 positions. Yours never reaches the last pad of them."),
    ("padding with image pixels instead of zeros", {PADDED: PADDED[:-1] + ", mode='edge')"},
     "repeating, mirroring or wrapping the edge is a common choice elsewhere. The docstring asks for zeros."),
    ("positions from a separate generator",
     {"pad, rng):": "pad, rng, own=np.random.default_rng(1)):", CORNERS: CORNERS.replace("rng", "own")},
     "the caller's seed then has no effect, and a run can't be repeated. Draw from the rng that you were given."),
    ("the same positions at each call", {CORNERS: CORNERS.replace("rng", "np.random.default_rng(0)")},
     "each epoch would see the same windows. Draw from the rng that you were given."),
    ("padded images that are not cropped", {"return np.array([image[i : i + H, j : j + W] for": "return np.array([image for"},
     "the padding is still there. Cut out a window of H rows and W columns."),
    ("the right images, written into the input", {
        "return np.array([image[i : i + H, j : j + W] for image, (i, j) in zip(padded, corners, strict=True)])":
            "for k, (down, right) in enumerate(corners):\n"
            "        X[k] = padded[k, down : down + H, right : right + W]\n    return X",
     }, "the caller's images are changed, and each crop cuts off a little more. Make a new array."),
]
