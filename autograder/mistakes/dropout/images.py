"""Known mistakes of notebook 09: mirror and crops."""

from autograder.mistakes import of

COINS = "coins = rng.random(len(X)) < p"
TURNED = "X[:, :, ::-1]"
PICK = f"return np.where(coins[:, None, None, None], {TURNED}, X)"

PADDED = "padded = np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))"
CORNERS = "corners = rng.integers(0, 2 * pad, size=(N, 2), endpoint=True)"

SCALES = "enumerate(rng.uniform(lo, hi, size=N))"
ROWS = "rows = (rng.integers(h - H + 1) + np.arange(H)) * H // h"
COLS = "cols = (rng.integers(w - W + 1) + np.arange(W)) * W // w"
ENDS = "not 1 <= lo <= hi"


MISTAKES = [
    *of(
        "hflip",
        (
            "a flip upside down",
            {TURNED: "X[:, ::-1]"},
            "axis 1 runs down the image; left to right is the next one.",
        ),
        (
            "a flip of the colours",
            {TURNED: "X[..., ::-1]"},
            "the last axis holds the channels: red became blue. Left to right is the axis before it.",
        ),
        (
            "a flip of the order of the images",
            {TURNED: "X[::-1]"},
            "axis 0 counts the images, and now each has another's label. Left to right is axis 2.",
        ),
        (
            "a turn by half a circle",
            {TURNED: "X[:, ::-1, ::-1]"},
            "two axes were reversed. A mirror reverses one of them.",
        ),
        (
            "one coin for all images",
            {COINS: "coins = np.full(len(X), rng.random() < p)"},
            "a batch would be mirrored as a whole. Toss a coin for each image.",
        ),
        (
            "a mirror for all images",
            {COINS: "coins = rng.random(len(X)) < 1"},
            "then the network never sees the images as they are. Mirror each with probability p.",
        ),
        (
            "a mirror for none",
            {COINS: "coins = rng.random(len(X)) < 0"},
            "nothing is ever mirrored. Mirror each with probability p.",
        ),
        (
            "p as the probability to stay",
            {COINS: "coins = rng.random(len(X)) >= p"},
            "p is the probability of being mirrored. Turn the comparison.",
        ),
        (
            "a fair coin, whatever p says",
            {COINS: "coins = rng.random(len(X)) < 0.5"},
            "the probability is p, which the caller may choose.",
        ),
        (
            "coins from a generator of its own",
            {"rng, p=0.5):": "rng, p=0.5, own=np.random.default_rng(1)):", COINS: "coins = own.random(len(X)) < p"},
            "nobody can repeat a run with it. Draw from the rng that you were given.",
        ),
        (
            "the right images, written into your input",
            {PICK: f"X[coins] = {TURNED}[coins]\n    return X"},
            "the caller's images are changed, and after two epochs nobody knows which. Make a new array.",
        ),
        see="section 6.",
    ),
    *of(
        "random_crop",
        (
            "a last position that is never reached",
            {CORNERS: "corners = rng.integers(0, 2 * pad, size=(N, 2)) if pad else np.zeros((N, 2), int)"},
            "integers(0, n) ends before n, and there are 2 pad + 1 places to stand in. Count them for pad = 1.",
        ),
        (
            "the same move for all images",
            {CORNERS: "corners = np.tile(rng.integers(0, 2 * pad, size=2, endpoint=True), (N, 1))"},
            "the batch moves as a whole. Draw a place for each image.",
        ),
        (
            "the same move down as across",
            {CORNERS: "corners = np.repeat(rng.integers(0, 2 * pad, size=(N, 1), endpoint=True), 2, axis=1)"},
            "images only move along the diagonal. Draw two numbers for each.",
        ),
        (
            "a window in the middle",
            {CORNERS: "corners = rng.integers(pad, pad, size=(N, 2), endpoint=True)"},
            "that is the image as it was. The corner is drawn for each image.",
        ),
        (
            "a corner that moves to one side only",
            {CORNERS: "corners = rng.integers(0, pad, size=(N, 2), endpoint=True)"},
            "with a frame on both sides there are 2 pad + 1 places. Yours never uses the far half.",
        ),
        (
            "a frame of pixels instead of zeros",
            {PADDED: PADDED[:-1] + ", mode='edge')"},
            "repeated, mirrored or wrapped around, such a frame is a usual choice elsewhere. The docstring asks for zeros.",
        ),
        (
            "places from a generator of its own",
            {"pad, rng):": "pad, rng, own=np.random.default_rng(1)):", CORNERS: CORNERS.replace("rng", "own")},
            "nobody can repeat a run with it. Draw from the rng that you were given.",
        ),
        (
            "the same places at each call",
            {CORNERS: CORNERS.replace("rng", "np.random.default_rng(0)")},
            "each epoch would see the same windows. Draw from the rng that you were given.",
        ),
        (
            "images larger than they were",
            {"return np.array([image[i : i + H, j : j + W] for": "return np.array([image for"},
            "the frame is still on. Cut a window of H rows and W columns out of it.",
        ),
        (
            "the right images, written into your input",
            {
                "return np.array(": "X[:] = np.array(",
                "in zip(padded, corners, strict=True)])": "in zip(padded, corners, strict=True)])\n    return X",
            },
            "the caller's images are changed, and crop by crop they vanish. Make a new array.",
        ),
        see="section 6.",
    ),
    *of(
        "random_scale_crop",
        (
            "a window in the upper left corner",
            {ROWS: ROWS.replace("rng.integers(h - H + 1)", "0"), COLS: COLS.replace("rng.integers(w - W + 1)", "0")},
            "the right and lower parts are never seen. Draw a place for the window.",
        ),
        (
            "a window in the middle",
            {
                ROWS: ROWS.replace("rng.integers(h - H + 1)", "(h - H) // 2"),
                COLS: COLS.replace("rng.integers(w - W + 1)", "(w - W) // 2"),
            },
            "the edges are never seen. Draw a place for the window.",
        ),
        (
            "a last position that is never reached",
            {
                ROWS: ROWS.replace("h - H + 1", "max(h - H, 1)"),
                COLS: COLS.replace("w - W + 1", "max(w - W, 1)"),
            },
            "integers(n) ends before n, and a window of H rows in h has h - H + 1 places.",
        ),
        (
            "one scale for all images",
            {SCALES: "enumerate(np.full(N, rng.uniform(lo, hi)))"},
            "the batch grows as a whole. Draw a scale for each image.",
        ),
        (
            "the largest scale for all",
            {SCALES: "enumerate(np.full(N, float(hi)))"},
            "the scale is drawn, from lo to hi, for each image.",
        ),
        (
            "the smallest scale for all",
            {SCALES: "enumerate(np.full(N, float(lo)))"},
            "the scale is drawn, from lo to hi, for each image.",
        ),
        (
            "a scale for each axis",
            {"h, w = round(s * H), round(s * W)": "h, w = round(s * H), round(rng.uniform(lo, hi) * W)"},
            "faces become broad or long. Height and width grow by the same factor.",
        ),
        (
            "the same step down as across",
            {
                ROWS: "step = rng.random()\n        rows = (int(step * (h - H + 1)) + np.arange(H)) * H // h",
                COLS: "cols = (int(step * (w - W + 1)) + np.arange(W)) * W // w",
            },
            "the window only moves along the diagonal. Draw two places for each image.",
        ),
        (
            "a shift without a scale",
            {
                ROWS: "rows = np.minimum(rng.integers(h - H + 1) + np.arange(H), H - 1)",
                COLS: "cols = np.minimum(rng.integers(w - W + 1) + np.arange(W), W - 1)",
            },
            "nothing was enlarged. Row i of the enlarged image is row i H / h of the old one, rounded down.",
        ),
        (
            "rows rounded to the nearest instead of down",
            {
                ROWS: "rows = np.rint((rng.integers(h - H + 1) + np.arange(H)) * H / h - 0.01).astype(int).clip(0, H - 1)",
                COLS: "cols = np.rint((rng.integers(w - W + 1) + np.arange(W)) * W / w - 0.01).astype(int).clip(0, W - 1)",
            },
            "that moves the image by half a pixel. The docstring rounds i H / h down.",
        ),
        (
            "scales and places from a generator of its own",
            {
                "lo, hi, rng):": "lo, hi, rng, own=np.random.default_rng(1)):",
                SCALES: "enumerate((rng := own).uniform(lo, hi, size=N))",
            },
            "nobody can repeat a run with it. Draw from the rng that you were given.",
        ),
        (
            "a lo below 1 let through",
            {ENDS: "not lo <= hi"},
            "an image smaller than its window leaves nothing to cut. Raise ValueError for lo below 1.",
        ),
        (
            "the right images, written into your input",
            {"out = np.empty_like(X)": "out = X"},
            "the caller's images are changed. Fill a new array.",
        ),
        see="section 6.",
    ),
]
