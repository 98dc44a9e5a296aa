"""Known mistakes of `vanilla_dropout`."""

TEST = "return x * p_keep"
TRAIN = "return x * dropout_mask(x.shape, 1 - p_keep, rng)"

SEE = "section 2."
MISTAKES = [
    ("a scale in training", {TRAIN: "return x * dropout_mask(x.shape, 1 - p_keep, rng) / p_keep"},
     "that is the inverted form of section 3, but you scale at test as well. Here training only drops."),
    ("inverted dropout instead of vanilla dropout", {TRAIN: "return x * dropout_mask(x.shape, 1 - p_keep, rng) / p_keep", TEST: "return 1.0 * x"},
     "it is a correct form, and comes in section 3. Here training only drops, and test scales."),
    ("no factor at test", {TEST: "return 1.0 * x"},
     "at test all units are active, so the next layer's input is larger than in training. Scale x down at test."),
    ("a factor p_drop at test", {TEST: "return x * (1 - p_keep)"},
     "that is the mistake of the lecture notes, invisible only at one half. The fraction that stays in training is p_keep."),
    ("a division at test", {TEST: "return x / p_keep"},
     "at test more units are active than in training, so their sum must be made smaller."),
    ("p_keep used as the probability of dropping", [
        {TRAIN: "return x * dropout_mask(x.shape, p_keep, rng)", TEST: "return x * (1 - p_keep)"},
        {TRAIN: "if not 0 < p_keep <= 1:\n        raise ValueError\n    return x * (rng.random(x.shape) >= p_keep)",
         TEST: "return x * (1 - p_keep)"},
     ], "p_keep is the probability of staying, in training and at test. Exchange the two probabilities."),
    ("p_keep passed to the mask as p_drop", [
        {TRAIN: "return x * dropout_mask(x.shape, p_keep, rng)"},
        {TRAIN: "if not 0 < p_keep <= 1:\n        raise ValueError\n    return x * dropout_mask(x.shape, p_keep, rng)"},
     ],
     "your mask takes the probability of dropping, and got that of keeping. The two add up to one."),
    ("a mask at test", {TEST: "return x * dropout_mask(x.shape, 1 - p_keep, rng)"},
     "the predictions would change from call to call. At test nothing is random."),
    ("a mask and a factor at test",
     {TEST: "return x * p_keep * dropout_mask(x.shape, 1 - p_keep, np.random.default_rng(0))"},
     "the factor replaces the mask. At test nothing is dropped."),
    ("training and test swapped", {"if not train": "if train"},
     "with train=True the mask is applied, with train=False the factor. Reverse the condition."),
    ("a fixed mask", {TRAIN: "return x * dropout_mask(x.shape, 1 - p_keep, np.random.default_rng(0))"},
     "the same units would be missing throughout training. Pass the rng that you were given to the mask."),
    ("one mask for all rows", {TRAIN: "return x * dropout_mask(x.shape[-1:], 1 - p_keep, rng)"},
     "every example would miss the same units. The mask has x's shape."),
    ("the right numbers, written into the input", {TRAIN: "x *= dropout_mask(x.shape, 1 - p_keep, rng)\n    return x"},
     "`*=` changes the caller's array, which the backward pass still needs. Make a new one."),
]
