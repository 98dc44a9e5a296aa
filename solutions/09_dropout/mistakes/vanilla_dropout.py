"""Known mistakes of `vanilla_dropout`."""

TEST = "return x * p_keep"
TRAIN = "return x * dropout_mask(x.shape, 1 - p_keep, rng)"

SEE = "section 2."
MISTAKES = [
    ("a scale in training", {TRAIN: "return x * dropout_mask(x.shape, 1 - p_keep, rng) / p_keep"},
     "that is the inverted form of section 3, and you scale at test as well. Here training only drops."),
    ("the inverted form", {TRAIN: "return x * dropout_mask(x.shape, 1 - p_keep, rng) / p_keep", TEST: "return 1.0 * x"},
     "it is right, and comes in section 3. Here training only drops, and the test scales."),
    ("no factor at test", {TEST: "return 1.0 * x"},
     "at test all units speak, so the next layer hears more than it ever did in training. Shrink x at test."),
    ("a factor p_drop at test", {TEST: "return x * (1 - p_keep)"},
     "that is the slip of the lecture notes, which only one half forgives. What stays in training is p_keep."),
    ("a division at test", {TEST: "return x / p_keep"},
     "at test there are more active units than in training, so their sum must be made smaller."),
    ("a mask with p_keep for p_drop", {TRAIN: "return x * dropout_mask(x.shape, p_keep, rng)"},
     "your mask wants the probability of dropping, and got that of keeping. The two add up to one."),
    ("a mask at test", {TEST: "return x * dropout_mask(x.shape, 1 - p_keep, rng)"},
     "the answer would be another one each time you ask. At test nothing is drawn."),
    ("a mask and a factor at test",
     {TEST: "return x * p_keep * dropout_mask(x.shape, 1 - p_keep, np.random.default_rng(0))"},
     "the factor replaces the mask. At test nothing is dropped."),
    ("training and test exchanged", {"if not train": "if train"},
     "with train=True the mask falls, with train=False the factor applies. Turn the question."),
    ("a fixed mask", {TRAIN: "return x * dropout_mask(x.shape, 1 - p_keep, np.random.default_rng(0))"},
     "the same units would be missing for the whole training. Hand the rng that you were given on to the mask."),
    ("one mask for all rows", {TRAIN: "return x * dropout_mask(x.shape[-1:], 1 - p_keep, rng)"},
     "every example would miss the same units. The mask has x's shape."),
    ("the right numbers, written into your input", {TRAIN: "x *= dropout_mask(x.shape, 1 - p_keep, rng)\n    return x"},
     "`*=` changes the caller's array, which the backward pass still needs. Make a new one."),
]
