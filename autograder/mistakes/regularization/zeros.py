"""Known mistakes of notebook 08: the soft threshold and the ceiling."""

from autograder.mistakes import of

SOFT = "np.sign(w) * np.maximum(np.abs(w) - t, 0)"
LENGTH = "np.sqrt(np.sum(W**2, axis=axis, keepdims=True))"
FACTOR = "W * (c / np.maximum(length, c))"
CUT = f"np.where(length > c, {FACTOR}, W)"

MISTAKES = [
    *of(
        "soft_threshold",
        (
            "a hard threshold",
            {SOFT: "np.where(np.abs(w) > t, w, 0.0)"},
            "it cuts off the small ones and lets the large ones go free. L1 charges everybody: move those by t as well.",
        ),
        (
            "a threshold that loses the sign",
            {SOFT: "np.maximum(np.abs(w) - t, 0)"},
            "negative weights come back positive. Treat the size, and give it its sign back.",
        ),
        (
            "a move past zero",
            {SOFT: "np.sign(w) * (np.abs(w) - t)"},
            "small weights jump over zero and out on the other side: the flutter again. Stop them at zero.",
        ),
        (
            "the same number taken from all",
            {SOFT: "w - t"},
            "negative weights must move up, toward zero. Take t from the size.",
        ),
        (
            "a threshold for positive weights only",
            {SOFT: "np.maximum(w - t, 0)"},
            "negative weights have an L1 price too, and a place on their side of zero. Treat both sides alike.",
        ),
        (
            "a clipping",
            {SOFT: "np.clip(w, -t, t)"},
            "that keeps what should go and takes what should stay: the two add up to w. Return the other part.",
        ),
        (
            "a move away from zero",
            {SOFT: "np.sign(w) * (np.abs(w) + t)"},
            "a price makes weights smaller. Take t from the size.",
        ),
        (
            "a share instead of a sum",
            {SOFT: "w / (1 + 2 * t)"},
            "that is the proximal step of L2, and it never makes a zero. L1 takes the same sum from all.",
        ),
        (
            "small weights that stay",
            {SOFT: "np.where(np.abs(w) > t, w - t * np.sign(w), w)"},
            "just those with a size up to t should become zero.",
        ),
        (
            "one threshold for the length of all",
            {SOFT: "w * np.maximum(1 - t / np.maximum(np.sqrt(np.sum(np.square(w))), 1e-300), 0)"},
            "that switches off whole groups, or none. Here each weight is judged by itself.",
        ),
        (
            "half the threshold",
            {"- t": "- t / 2"},
            "the slope of t |u| is t, and that of (u - w) squared over 2 is u - w. Where do they balance?",
        ),
        (
            "twice the threshold",
            {"- t": "- 2 * t"},
            "the one half before the square is there so that no 2 is left. Move by t.",
        ),
        (
            "the right weights, made inside your input",
            {
                f"return {SOFT}": "kept = np.sign(w) * np.maximum(np.abs(w) - t, 0)\n"
                "    if np.ndim(w):\n        w[...] = kept\n    return kept"
            },
            "the caller's array was changed, and they may still need it. Return a new one.",
        ),
        see="section 6.",
    ),
    *of(
        "max_norm",
        (
            "a length for everybody",
            {CUT: "W * (c / np.where(length > 0, length, 1.0))"},
            "short vectors were stretched to length c. A ceiling leaves alone what is below it.",
        ),
        (
            "a length for everybody, zero columns too",
            {CUT: "W * (c / length)"},
            "short vectors were stretched to c, and zeros became 0/0. A ceiling leaves alone what is below it.",
        ),
        (
            "lengths along the other axis",
            {LENGTH: "np.sqrt(np.sum(W**2, axis=axis - 1 if np.ndim(W) > 1 else axis, keepdims=True))"},
            "with axis=0 a vector is a column: its elements differ in the first index. Sum over `axis`.",
        ),
        (
            "lengths along the first axis, whatever is asked for",
            {"axis=axis": "axis=0"},
            "the caller's axis is never used. Sum over that one.",
        ),
        (
            "one length for all of W",
            {"axis=axis": "axis=None"},
            "each vector has its own ceiling; yours shortens the weak with the strong. Sum over `axis` alone.",
        ),
        (
            "a squared length",
            {LENGTH: "np.sum(W**2, axis=axis, keepdims=True)"},
            "that is the square of the length. Take the root, then compare.",
        ),
        (
            "a length by sizes",
            {LENGTH: "np.sum(np.abs(W), axis=axis, keepdims=True)"},
            "the length meant here is the root of the sum of squares.",
        ),
        (
            "a length by the largest element",
            {LENGTH: "np.max(np.abs(W), axis=axis, keepdims=True)"},
            "the length meant here is the root of the sum of squares.",
        ),
        (
            "each weight clipped by itself",
            {CUT: "np.clip(W, -c, c)"},
            "that turns the vectors as well. Shorten each as a whole, so that it keeps its direction.",
        ),
        (
            "a length of 1 for the long ones",
            {FACTOR: "W / np.maximum(length, c)"},
            "they should have length c. One factor is missing.",
        ),
        (
            "long vectors that become zero",
            {FACTOR: "0.0 * W"},
            "they are shortened to length c, not removed.",
        ),
        (
            "long vectors that get longer",
            {FACTOR: "W * (np.maximum(length, c) / c)"},
            "the factor must be below one for what is too long. Turn it upside down.",
        ),
        (
            "a floor instead of a ceiling",
            {CUT: "np.where(length < c, W * (c / np.where(length > 0, length, 1.0)), W)"},
            "you stretch the short ones and let the long ones go. Turn the comparison.",
        ),
        (
            "long vectors shortened by c",
            {FACTOR: "W * ((length - c) / np.maximum(length, c))"},
            "c is the length that is left, not the length that is taken away.",
        ),
        (
            "the right vectors, made inside your input",
            {f"return {CUT}": f"W[...] = {CUT}\n    return W"},
            "the caller's array was changed, and they may still need it. Return a new one.",
        ),
        see="section 8.",
    ),
]
