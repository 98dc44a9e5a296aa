"""Known mistakes of `random_scale_crop`."""

SCALES = "enumerate(rng.uniform(lo, hi, size=N))"
ROWS = "rows = (rng.integers(h - H + 1) + np.arange(H)) * H // h"
COLS = "cols = (rng.integers(w - W + 1) + np.arange(W)) * W // w"
ENDS = "not 1 <= lo <= hi"

SEE = "section 6."
MISTAKES = [
    ("a window in the upper left corner",
     {ROWS: ROWS.replace("rng.integers(h - H + 1)", "0"), COLS: COLS.replace("rng.integers(w - W + 1)", "0")},
     "the right and lower parts are never seen. Draw a place for the window."),
    ("a window in the middle", {
        ROWS: ROWS.replace("rng.integers(h - H + 1)", "(h - H) // 2"),
        COLS: COLS.replace("rng.integers(w - W + 1)", "(w - W) // 2"),
     }, "the edges are never seen. Draw a place for the window."),
    ("a last position that is never reached",
     {ROWS: ROWS.replace("h - H + 1", "max(h - H, 1)"), COLS: COLS.replace("w - W + 1", "max(w - W, 1)")},
     "integers(n) ends before n, and a window of H rows in h has h - H + 1 places."),
    ("one scale for all images", {SCALES: "enumerate(np.full(N, rng.uniform(lo, hi)))"},
     "the batch grows as a whole. Draw a scale for each image."),
    ("the largest scale for all", {SCALES: "enumerate(np.full(N, float(hi)))"},
     "the scale is drawn, from lo to hi, for each image."),
    ("the smallest scale for all", {SCALES: "enumerate(np.full(N, float(lo)))"},
     "the scale is drawn, from lo to hi, for each image."),
    ("a scale for each axis",
     {"h, w = round(s * H), round(s * W)": "h, w = round(s * H), round(rng.uniform(lo, hi) * W)"},
     "faces become broad or long. Height and width grow by the same factor."),
    ("the same step down as across", {
        ROWS: "step = rng.random()\n        rows = (int(step * (h - H + 1)) + np.arange(H)) * H // h",
        COLS: "cols = (int(step * (w - W + 1)) + np.arange(W)) * W // w",
     }, "the window only moves along the diagonal. Draw two places for each image."),
    ("a shift without a scale", {
        ROWS: "rows = np.minimum(rng.integers(h - H + 1) + np.arange(H), H - 1)",
        COLS: "cols = np.minimum(rng.integers(w - W + 1) + np.arange(W), W - 1)",
     }, "nothing was enlarged. Row i of the enlarged image is row i H / h of the old one, rounded down."),
    ("rows rounded to the nearest instead of down", {
        ROWS: "rows = np.rint((rng.integers(h - H + 1) + np.arange(H)) * H / h - 0.01).astype(int).clip(0, H - 1)",
        COLS: "cols = np.rint((rng.integers(w - W + 1) + np.arange(W)) * W / w - 0.01).astype(int).clip(0, W - 1)",
     }, "that moves the image by half a pixel. The docstring rounds i H / h down."),
    ("scales and places from a generator of its own", {
        "lo, hi, rng):": "lo, hi, rng, own=np.random.default_rng(1)):",
        SCALES: "enumerate((rng := own).uniform(lo, hi, size=N))",
     }, "nobody can repeat a run with it. Draw from the rng that you were given."),
    ("a lo below 1 let through", {ENDS: "not lo <= hi"},
     "an image smaller than its window leaves nothing to cut. Raise ValueError for lo below 1."),
    ("the right images, written into your input", {"out = np.empty_like(X)": "out = X"},
     "the caller's images are changed. Fill a new array."),
]
