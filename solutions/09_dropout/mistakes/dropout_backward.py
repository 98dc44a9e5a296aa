"""Known mistakes of `dropout_backward`."""

BACK = "return dout * mask / (1 - p_drop)"

SEE = "section 3."
MISTAKES = [
    ("slopes without the mask", {BACK: "return dout / (1 - p_drop)"},
     "a unit that was off had no influence on the loss, so its slope is zero. Use the mask of the forward pass."),
    ("slopes without the scale", {BACK: "return dout * mask"},
     "the forward pass multiplied by two things, the mask and a factor. The slope gets both."),
    ("a new mask", {BACK: "return dout * (np.random.default_rng(0).random(dout.shape) >= p_drop) / (1 - p_drop)"},
     "the backward pass must silence the very units that were off. Their mask is in the cache."),
    ("slopes as they come", {BACK: "return dout * 1.0"},
     "the layer multiplied each element by a number, and the chain rule wants that number here too."),
    ("a division by p_drop", {BACK: "return dout * mask / p_drop"},
     "the forward pass divided by one minus p_drop. Use the same factor."),
    ("a multiplication where the forward pass divided", {BACK: "return dout * mask * (1 - p_drop)"},
     "going back does not undo the factor; it applies the same one to the slope."),
    ("slopes of the dropped units", {BACK: "return dout * (1 - mask) / (1 - p_drop)"},
     "a one in the mask means kept. Those pass the slope on."),
    ("zero slopes at test", {"return dout.copy()": "return np.zeros(dout.shape)"},
     "at test the layer does nothing, so the slope passes as it is."),
    ("the right slopes, written into your input", {BACK: "dout *= mask / (1 - p_drop)\n    return dout"},
     "`*=` changes the caller's array, which other branches of a network may need. Make a new one."),
]
