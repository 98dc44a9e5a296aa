"""Known mistakes of `dropout_mask`."""

DRAW = "(rng.random(shape) >= p_drop).astype(float)"
RANGE = "not 0 <= p_drop < 1"

SEE = "section 1."
MISTAKES = [
    ("a mask with zeros and ones swapped", {DRAW: "(rng.random(shape) < p_drop).astype(float)"},
     "p_drop is the probability of a zero, but your mask has a one with that probability. Reverse the comparison."),
    ("one mask row repeated for all rows", {DRAW: "np.broadcast_to((rng.random(shape[-1:]) >= p_drop).astype(float), shape)"},
     "every row drops the same columns. Elements are independent: draw a number for each one."),
    ("one mask column repeated for all columns",
     {DRAW: "np.broadcast_to(rng.random((*shape[:-1], 1)[: len(shape)]) >= p_drop, shape).astype(float)"},
     "each row is kept or dropped as a whole. Elements are independent: draw a number for each one."),
    ("one random number for the whole mask", {DRAW: "float(rng.random() >= p_drop) * np.ones(shape)"},
     "everything is kept or everything dropped. Draw a number for each element."),
    ("a mask from a separate generator", {
        "p_drop, rng):": "p_drop, rng, own=np.random.default_rng(1)):",
        DRAW: "(own.random(shape) >= p_drop).astype(float)",
     }, "the caller's seed then has no effect, and a run can't be repeated. Draw from the rng that you were given."),
    ("the same mask at each call", {DRAW: "(np.random.default_rng(0).random(shape) >= p_drop).astype(float)"},
     "the same units would be missing throughout training. Draw from the rng that you were given."),
    ("a mask that always drops the same number",
     [{DRAW: "rng.permutation(np.arange(np.prod(shape)) >= p_drop * np.prod(shape)).reshape(shape).astype(float)"},
      {DRAW: "rng.permutation(np.arange(np.prod(shape)) >= round(p_drop * np.prod(shape))).reshape(shape).astype(float)"},
      {DRAW: "rng.permutation(np.arange(np.prod(shape)) >= int(p_drop * np.prod(shape))).reshape(shape).astype(float)"}],
     "then the elements are not independent. Decide for each one separately, so that the number varies."),
    ("a mask that is already scaled", {DRAW: DRAW + " / (1 - p_drop)"},
     "the factor belongs to the layer of section 3. A mask is made of zeros and ones."),
    ("a mask of random numbers", {DRAW: "rng.random(shape)"},
     "a mask is made of zeros and ones. Compare the numbers with p_drop."),
    ("a mask whose kept elements are still random numbers",
     {DRAW: "(u := np.asarray(rng.random(shape))) * (u >= p_drop)"},
     "the dropped elements are 0, but the kept ones were never set to 1. A mask is made of zeros and ones."),
    ("normal random numbers instead of uniform ones", {DRAW: "(rng.normal(size=shape) >= p_drop).astype(float)"},
     "a normal number is below p_drop with another probability than p_drop. Draw uniform numbers from 0 to 1."),
    ("a shape unpacked into separate arguments", {DRAW: "(rng.random(*shape) >= p_drop).astype(float)"},
     "np.random.rand takes the sizes one by one, but a Generator's methods, and np.ones or np.zeros, take one tuple. Pass the shape as it is."),
    ("a mask that ignores p_drop and drops half", {DRAW: "(rng.random(shape) >= 0.5).astype(float)"},
     "the probability of a zero is p_drop. Compare with it."),
    ("a p_drop that is not checked", {RANGE: "False"},
     "with 1 nothing is left, and a negative probability makes no sense. Raise ValueError for both."),
    ("p_drop = 1 accepted", {RANGE: "not 0 <= p_drop <= 1"},
     "with 1 nothing is left, and section 3 would divide by zero. It must be below 1."),
    ("p_drop = 0 rejected", {RANGE: "not 0 < p_drop < 1"},
     "0 means that nothing is dropped, and is the usual way to switch dropout off. Accept it."),
]
