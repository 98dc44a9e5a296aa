"""Known mistakes of `dropout_backward`."""

BACK = "return dout * mask / (1 - p_drop)"

SEE = "section 3."
MISTAKES = [
    ("a gradient without the mask", {BACK: "return dout / (1 - p_drop)"},
     "a dropped unit had no influence on the loss, so its gradient is zero. Use the mask of the forward pass."),
    ("a gradient without the scale factor", {BACK: "return dout * mask"},
     "the forward pass multiplied by two things, the mask and a factor. The gradient needs both."),
    ("a new mask", {BACK: "return dout * (np.random.default_rng(0).random(dout.shape) >= p_drop) / (1 - p_drop)"},
     "the backward pass must zero exactly the units that were dropped in the forward pass. Their mask is in the cache."),
    ("a gradient passed through unchanged", {BACK: "return dout * 1.0"},
     "the layer multiplied each element by a number, and by the chain rule the gradient is multiplied by it too."),
    ("a division by p_drop", {BACK: "return dout * mask / p_drop"},
     "the forward pass divided by one minus p_drop. Use the same factor."),
    ("multiplying where the forward pass divided", {BACK: "return dout * mask * (1 - p_drop)"},
     "the backward pass does not undo the factor; it applies the same one to the gradient."),
    ("a mask with kept and dropped units swapped", {BACK: "return dout * (1 - mask) / (1 - p_drop)"},
     "a one in the mask means kept. Only the kept units pass a gradient back."),
    ("a cache unpacked in the wrong order", {"mask, p_drop = cache": "p_drop, mask = cache"},
     "the mask comes first, then p_drop. Here they have changed places."),
    ("the given array itself returned at test", {"return dout.copy()": "return dout"},
     "whoever changes the result changes the caller's array as well. Return a copy."),
    ("a zero gradient at test", {"return dout.copy()": "return np.zeros(dout.shape)"},
     "at test the layer does nothing, so the gradient passes through unchanged."),
    ("the right gradient, written into the input", {BACK: "dout *= mask / (1 - p_drop)\n    return dout"},
     "`*=` changes the caller's array, which other branches of a network may need. Make a new one."),
]
