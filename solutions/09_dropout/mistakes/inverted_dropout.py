"""Known mistakes of `inverted_dropout`."""

OUT = "return x * mask / (1 - p_drop)"
CACHE = "p_drop), (mask, p_drop)\n"
MASK = "mask = dropout_mask(x.shape, p_drop, rng)"
TEST = "return x.copy(), None"

SEE = "section 3."
MISTAKES = [
    ("dropout without rescaling", {OUT: "return x * mask"},
     "accuracy hardly shows it, but the next layer's input is smaller in training than at test, and the likelihood suffers. Divide what is left by the fraction that is kept."),
    ("vanilla dropout instead of inverted dropout", {OUT: "return x * mask", TEST: "return x * (1 - p_drop), None"},
     "it is a correct form, that of section 2. Here training scales, and at test x passes through unchanged."),
    ("multiplying by the kept fraction instead of dividing", {OUT: "return x * mask * (1 - p_drop)"},
     "the units that are left must make up for the dropped ones, so they have to grow. Divide."),
    ("a division by p_drop", {OUT: "return x * mask / max(p_drop, 1e-12)"},
     "the fraction that is kept is one minus p_drop, and the two are the same only at one half."),
    ("a mask with kept and dropped units swapped", {MASK: "mask = 1 - dropout_mask(x.shape, p_drop, rng)"},
     "your mask is already 0 where a unit is dropped. Use it as it comes."),
    ("dropout at test", {TEST: "return x * dropout_mask(x.shape, p_drop, rng) / (1 - p_drop), None"},
     "the predictions would change from call to call. At test x passes through unchanged."),
    ("a scale at test", {TEST: "return x * (1 - p_drop), None"},
     "that belongs to vanilla dropout; here the scaling was already done in training. At test x passes through unchanged."),
    ("training and test swapped", {"if not train": "if train"},
     "with train=True the mask is applied, with train=False x passes through unchanged. Reverse the condition."),
    ("the right numbers, written into the input",
     {OUT + ", (mask, p_drop)": "x *= mask / (1 - p_drop)\n    return x, (mask, p_drop)"},
     "`*=` changes the caller's array, which other layers may still need. Make a new one."),
    ("a fixed mask", {MASK: "mask = dropout_mask(x.shape, p_drop, np.random.default_rng(0))"},
     "the same units would be missing throughout training. Pass the rng that you were given to the mask."),
    ("one mask for all rows", {MASK: "mask = dropout_mask(x.shape[-1:], p_drop, rng) * np.ones(x.shape)"},
     "every example would miss the same units. The mask has x's shape."),
    ("a cached mask that is already scaled", {CACHE: "p_drop), (mask / (1 - p_drop), p_drop)\n"},
     "a sensible choice, but the cache of this exercise holds the mask of zeros and ones, together with p_drop."),
    ("a different mask in the cache", {CACHE: "p_drop), (dropout_mask(x.shape, p_drop, rng), p_drop)\n"},
     "the backward pass would send gradients to units that were dropped. Keep the mask that you used."),
    ("p_keep in the cache", {CACHE: "p_drop), (mask, 1 - p_drop)\n"},
     "the docstring asks for p_drop there, and the backward pass would divide by the wrong number."),
    ("a cache in the wrong order", {CACHE: "p_drop), (p_drop, mask)\n"},
     "the backward pass unpacks it as mask and p_drop. Put them in that order."),
    ("a ValueError at test too", {"    if not train:\n": "    if not 0 <= p_drop < 1:\n        raise ValueError(p_drop)\n    if not train:\n"},
     "at test nothing is dropped, whatever p_drop is. Test its range in training only."),
    ("a cache at test", {TEST: "return x.copy(), (np.ones(x.shape), 0.0)"},
     "it would work, but the docstring asks for None, because nothing was dropped."),
]
