"""Known mistakes of `dropout_mask`."""

DRAW = "(rng.random(shape) >= p_drop).astype(float)"
RANGE = "not 0 <= p_drop < 1"

SEE = "section 1."
MISTAKES = [
    ("a mask that keeps what it should drop", {DRAW: "(rng.random(shape) < p_drop).astype(float)"},
     "p_drop is the probability of a zero, and yours is that of a one. Turn the comparison."),
    ("one row for all", {DRAW: "np.broadcast_to((rng.random(shape[-1:]) >= p_drop).astype(float), shape)"},
     "every row drops the same columns. Each element decides for itself: draw as many numbers as there are."),
    ("one column for all",
     {DRAW: "np.broadcast_to(rng.random((*shape[:-1], 1)[: len(shape)]) >= p_drop, shape).astype(float)"},
     "each row is kept or dropped as a whole. Each element decides for itself: draw as many numbers as there are."),
    ("one coin for the whole mask", {DRAW: "float(rng.random() >= p_drop) * np.ones(shape)"},
     "everything is kept or everything dropped. Draw a number for each element."),
    ("a mask from a generator of its own", {
        "p_drop, rng):": "p_drop, rng, own=np.random.default_rng(1)):",
        DRAW: "(own.random(shape) >= p_drop).astype(float)",
     }, "nobody can repeat a run with it. Draw from the rng that you were given, and from nothing else."),
    ("the same mask at each call", {DRAW: "(np.random.default_rng(0).random(shape) >= p_drop).astype(float)"},
     "the same units would be missing for the whole training. Draw from the rng that you were given."),
    ("a mask that always drops the same number",
     {DRAW: "rng.permutation(np.arange(np.prod(shape)) >= p_drop * np.prod(shape)).reshape(shape).astype(float)"},
     "then one element knows about the others. Each is dropped on its own, so that the number varies."),
    ("a mask that is scaled already", {DRAW: DRAW + " / (1 - p_drop)"},
     "the factor belongs to the layer of section 3. A mask is made of zeros and ones."),
    ("a mask of random numbers", {DRAW: "rng.random(shape)"},
     "a mask is made of zeros and ones. Compare the numbers with p_drop."),
    ("a mask that drops half, whatever p_drop says", {DRAW: "(rng.random(shape) >= 0.5).astype(float)"},
     "the share of zeros is p_drop. Compare with it."),
    ("a p_drop that is not checked", {RANGE: "False"},
     "with 1 nothing is left, and a negative number is a typing error. Raise ValueError for both."),
    ("a p_drop of 1 let through", {RANGE: "not 0 <= p_drop <= 1"},
     "with 1 nothing is left, and section 3 would divide by zero. It must be below 1."),
    ("a refusal of p_drop = 0", {RANGE: "not 0 < p_drop < 1"},
     "0 means that nothing is dropped, and is the usual way to switch dropout off. Let it pass."),
]
