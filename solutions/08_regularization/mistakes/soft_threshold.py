"""Known mistakes of `soft_threshold`."""

SOFT = "np.sign(w) * np.maximum(np.abs(w) - t, 0)"

SEE = "section 6."
MISTAKES = [
    ("a hard threshold", {SOFT: "np.where(np.abs(w) > t, w, 0.0)"},
     "it cuts off the small ones and lets the large ones go free. L1 charges everybody: move those by t as well."),
    ("a threshold that loses the sign", {SOFT: "np.maximum(np.abs(w) - t, 0)"},
     "negative weights come back positive. Treat the size, and give it its sign back."),
    ("a move past zero", {SOFT: "np.sign(w) * (np.abs(w) - t)"},
     "small weights jump over zero and out on the other side: the flutter again. Stop them at zero."),
    ("the same number taken from all", {SOFT: "w - t"},
     "negative weights must move up, toward zero. Take t from the size."),
    ("a threshold for positive weights only", {SOFT: "np.maximum(w - t, 0)"},
     "negative weights have an L1 price too, and a place on their side of zero. Treat both sides alike."),
    ("a clipping", {SOFT: "np.clip(w, -t, t)"},
     "that keeps what should go and takes what should stay: the two add up to w. Return the other part."),
    ("a move away from zero", {SOFT: "np.sign(w) * (np.abs(w) + t)"},
     "a price makes weights smaller. Take t from the size."),
    ("a share instead of a sum", {SOFT: "w / (1 + 2 * t)"},
     "that is the proximal step of L2, and it never makes a zero. L1 takes the same sum from all."),
    ("small weights that stay", {SOFT: "np.where(np.abs(w) > t, w - t * np.sign(w), w)"},
     "just those with a size up to t should become zero."),
    ("one threshold for the length of all",
     {SOFT: "w * np.maximum(1 - t / np.maximum(np.sqrt(np.sum(np.square(w))), 1e-300), 0)"},
     "that switches off whole groups, or none. Here each weight is judged by itself."),
    ("half the threshold", {"- t": "- t / 2"},
     "the slope of t |u| is t, and that of (u - w) squared over 2 is u - w. Where do they balance?"),
    ("twice the threshold", {"- t": "- 2 * t"},
     "the one half before the square is there so that no 2 is left. Move by t."),
    ("the right weights, made inside your input", {
        f"return {SOFT}": "kept = np.sign(w) * np.maximum(np.abs(w) - t, 0)\n    if np.ndim(w):\n        w[...] = kept\n    return kept",
     }, "the caller's array was changed, and they may still need it. Return a new one."),
]
