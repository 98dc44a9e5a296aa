"""Known mistakes of `random_scale_crop`."""

SCALES = "enumerate(rng.uniform(lo, hi, size=N))"
ROWS = "rows = (rng.integers(h - H + 1) + np.arange(H)) * H // h"
COLS = "cols = (rng.integers(w - W + 1) + np.arange(W)) * W // w"
ENDS = "not 1 <= lo <= hi"

PAIRED = 10
SEE = "section 6."
MISTAKES = [
    ("a window always in the upper left corner",
     {ROWS: ROWS.replace("rng.integers(h - H + 1)", "0"), COLS: COLS.replace("rng.integers(w - W + 1)", "0")},
     "the right and lower parts are never seen. Draw a position for the window."),
    ("a window always in the middle", {
        ROWS: ROWS.replace("rng.integers(h - H + 1)", "(h - H) // 2"),
        COLS: COLS.replace("rng.integers(w - W + 1)", "(w - W) // 2"),
     }, "the edges are never seen. Draw a position for the window."),
    ("a last position that is never reached",
     {ROWS: ROWS.replace("h - H + 1", "max(h - H, 1)"), COLS: COLS.replace("w - W + 1", "max(w - W, 1)")},
     "integers(n) stops before n, and a window of H rows in h has h - H + 1 positions."),
    ("one scale for the whole batch", {SCALES: "enumerate(np.full(N, rng.uniform(lo, hi)))"},
     "all images are enlarged by the same factor. Draw a scale for each image."),
    ("every image enlarged by hi", {SCALES: "enumerate(np.full(N, float(hi)))"},
     "draw the scale of each image between lo and hi."),
    ("every image enlarged by lo", {SCALES: "enumerate(np.full(N, float(lo)))"},
     "draw the scale of each image between lo and hi."),
    ("a separate scale for each axis",
     {"h, w = round(s * H), round(s * W)": "h, w = round(s * H), round(rng.uniform(lo, hi) * W)"},
     "that distorts the image. Height and width grow by the same factor."),
    ("the same relative shift down as across", {
        ROWS: "step = rng.random()\n        rows = (int(step * (h - H + 1)) + np.arange(H)) * H // h",
        COLS: "cols = (int(step * (w - W + 1)) + np.arange(W)) * W // w",
     }, "the window only moves along the diagonal. Draw two positions for each image."),
    ("a shift without a scale", {
        ROWS: "rows = np.minimum(rng.integers(h - H + 1) + np.arange(H), H - 1)",
        COLS: "cols = np.minimum(rng.integers(w - W + 1) + np.arange(W), W - 1)",
     }, "nothing was enlarged. Row i of the enlarged image is row i H / h of the old one, rounded down."),
    ("rows rounded to the nearest, not down", {
        ROWS: "rows = np.rint((rng.integers(h - H + 1) + np.arange(H)) * H / h - 0.01).astype(int).clip(0, H - 1)",
        COLS: "cols = np.rint((rng.integers(w - W + 1) + np.arange(W)) * W / w - 0.01).astype(int).clip(0, W - 1)",
     }, "that shifts the image by half a pixel. The docstring rounds i H / h down."),
    ("scales and positions from a separate generator", {
        "lo, hi, rng):": "lo, hi, rng, own=np.random.default_rng(1)):",
        SCALES: "enumerate((rng := own).uniform(lo, hi, size=N))",
     }, "the caller's seed then has no effect, and a run can't be repeated. Draw from the rng that you were given."),
    ("an enlarged size cut off instead of rounded", {"h, w = round(s * H), round(s * W)": "h, w = int(s * H), int(s * W)"},
     "int drops the fraction, so that the enlarged image is often a row or a column too small. Round to the nearest."),
    ("lo = hi rejected", {ENDS: "not 1 <= lo < hi"},
     "then all images get the same scale, which is allowed. Reject lo only where it is above hi."),
    ("a small window enlarged to the old size", {
        "h, w = round(s * H), round(s * W)": "h, w = max(1, round(H / s)), max(1, round(W / s))",
        ROWS: "rows = rng.integers(H - h + 1) + np.arange(H) * h // H",
        COLS: "cols = rng.integers(W - w + 1) + np.arange(W) * w // W",
     }, "you crop first and enlarge afterwards, so there are fewer positions. Enlarge first, then cut out a window of the old size."),
    ("lo below 1 accepted", {ENDS: "not lo <= hi"},
     "an image smaller than the window can't be cropped. Raise ValueError for lo below 1."),
    ("the right images, written into the input", {"out = np.empty_like(X)": "out = X"},
     "the caller's images are changed. Fill a new array."),
]
