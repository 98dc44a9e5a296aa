"""Known mistakes of `inverted_dropout`."""

OUT = "return x * mask / (1 - p_drop)"
CACHE = "p_drop), (mask, p_drop)\n"
MASK = "mask = dropout_mask(x.shape, p_drop, rng)"
TEST = "return x.copy(), None"

SEE = "section 3."
MISTAKES = [
    ("dropout without the rescale", {OUT: "return x * mask"},
     "accuracy hardly shows it, but the next layer hears less in training than at test, and the likelihood suffers. Divide what is left by the share that is left."),
    ("a multiplication by the share kept", {OUT: "return x * mask * (1 - p_drop)"},
     "the few that are left must shout louder, not whisper. Divide."),
    ("a division by p_drop", {OUT: "return x * mask / max(p_drop, 1e-12)"},
     "the share that is left is one minus p_drop, and only at one half are the two the same."),
    ("a mask that keeps what it should drop", {MASK: "mask = 1 - dropout_mask(x.shape, p_drop, rng)"},
     "p_drop is the probability of a zero. Use your mask as it comes."),
    ("dropout at test", {TEST: "return x * dropout_mask(x.shape, p_drop, rng) / (1 - p_drop), None"},
     "the answer would be another one each time you ask. At test x passes as it is."),
    ("a scale at test", {TEST: "return x * (1 - p_drop), None"},
     "that belongs to vanilla dropout; here training has paid already. At test x passes as it is."),
    ("training and test exchanged", {"if not train": "if train"},
     "with train=True the mask falls, with train=False x passes as it is. Turn the question."),
    ("the right numbers, written into your input",
     {OUT + ", (mask, p_drop)": "x *= mask / (1 - p_drop)\n    return x, (mask, p_drop)"},
     "`*=` changes the caller's array, which other layers may still need. Make a new one."),
    ("a fixed mask", {MASK: "mask = dropout_mask(x.shape, p_drop, np.random.default_rng(0))"},
     "the same units would be missing for the whole training. Hand the rng that you were given on to the mask."),
    ("one mask for all rows", {MASK: "mask = dropout_mask(x.shape[-1:], p_drop, rng) * np.ones(x.shape)"},
     "every example would miss the same units. The mask has x's shape."),
    ("a cached mask that is scaled already", {CACHE: "p_drop), (mask / (1 - p_drop), p_drop)\n"},
     "a sensible choice, but the cache of this exercise holds the mask of zeros and ones, and p_drop beside it."),
    ("another mask in the cache", {CACHE: "p_drop), (dropout_mask(x.shape, p_drop, rng), p_drop)\n"},
     "the backward pass would send slopes to units that were off. Keep the mask that you used."),
    ("p_keep in the cache", {CACHE: "p_drop), (mask, 1 - p_drop)\n"},
     "the docstring asks for p_drop there, and the backward pass would divide by the wrong one."),
    ("a cache at test", {TEST: "return x.copy(), (np.ones(x.shape), 0.0)"},
     "it would work, but the docstring asks for None: nothing was done, nothing is kept."),
]
