"""Known mistakes of `soft_threshold`."""

SOFT = "np.sign(w) * np.maximum(np.abs(w) - t, 0)"

SEE = "section 6."
MISTAKES = [
    ("a hard threshold", {SOFT: "np.where(np.abs(w) > t, w, 0.0)"},
     "it removes small weights but leaves large ones unchanged. L1 penalises every weight: move the large ones by t as well."),
    ("a threshold that loses the sign", {SOFT: "np.maximum(np.abs(w) - t, 0)"},
     "negative weights come back positive. Shrink the absolute value, then restore the sign."),
    ("a step past zero", {SOFT: "np.sign(w) * (np.abs(w) - t)"},
     "small weights jump over zero to the other side, as they do in plain descent on L1. Stop them at zero."),
    ("t subtracted from every weight", {SOFT: "w - t"},
     "negative weights must move up, toward zero. Subtract t from the absolute value."),
    ("a threshold for positive weights only", {SOFT: "np.maximum(w - t, 0)"},
     "L1 penalises negative weights in the same way, and yours all become zero. Treat both signs alike."),
    ("clipping to [-t, t]", {SOFT: "np.clip(w, -t, t)"},
     "that keeps what should go and removes what should stay: the two add up to w. Return the other part."),
    ("a step away from zero", {SOFT: "np.sign(w) * (np.abs(w) + t)"},
     "a penalty makes weights smaller. Subtract t from the absolute value."),
    ("the proximal step of L2", {SOFT: "w / (1 + 2 * t)"},
     "that takes a fraction of each weight and never makes one zero. L1 takes the same amount from all."),
    ("small weights left unchanged", {SOFT: "np.where(np.abs(w) > t, w - t * np.sign(w), w)"},
     "those with an absolute value up to t should become exactly zero."),
    ("one threshold for the norm of all weights",
     {SOFT: "w * np.maximum(1 - t / np.maximum(np.sqrt(np.sum(np.square(w))), 1e-300), 0)"},
     "that sets all weights to zero, or none. Here each weight is compared with t separately."),
    ("half the threshold", {"- t": "- t / 2"},
     "the slope of t |u| is t, and that of (u - w) squared over 2 is u - w. Where do they balance?"),
    ("twice the threshold", {"- t": "- 2 * t"},
     "the factor 1/2 before the square cancels the 2. Move by t."),
    ("the right weights, written into the caller's w", {
        f"return {SOFT}": "kept = np.sign(w) * np.maximum(np.abs(w) - t, 0)\n    if np.ndim(w):\n        w[...] = kept\n    return kept",
     }, "the caller's array was changed, and they may still need it. Return a new one."),
]
