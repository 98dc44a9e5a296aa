"""Known mistakes of notebook 09: the mask and the form of dropout that scales at test."""

from autograder.mistakes import of

DRAW = "(rng.random(shape) >= p_drop).astype(float)"
TEST = "return x * p_keep"
TRAIN = "return x * dropout_mask(x.shape, 1 - p_keep, rng)"
RANGE = "not 0 <= p_drop < 1"

MISTAKES = [
    *of(
        "dropout_mask",
        (
            "a mask that keeps what it should drop",
            {DRAW: "(rng.random(shape) < p_drop).astype(float)"},
            "p_drop is the probability of a zero, and yours is that of a one. Turn the comparison.",
        ),
        (
            "one row for all",
            {DRAW: "np.broadcast_to((rng.random(shape[-1:]) >= p_drop).astype(float), shape)"},
            "every row drops the same columns. Each element decides for itself: draw as many numbers as there are.",
        ),
        (
            "one column for all",
            {DRAW: "np.broadcast_to(rng.random((*shape[:-1], 1)[: len(shape)]) >= p_drop, shape).astype(float)"},
            "each row is kept or dropped as a whole. Each element decides for itself: draw as many numbers as there are.",
        ),
        (
            "one coin for the whole mask",
            {DRAW: "float(rng.random() >= p_drop) * np.ones(shape)"},
            "everything is kept or everything dropped. Draw a number for each element.",
        ),
        (
            "a mask from a generator of its own",
            {
                "p_drop, rng):": "p_drop, rng, own=np.random.default_rng(1)):",
                DRAW: "(own.random(shape) >= p_drop).astype(float)",
            },
            "nobody can repeat a run with it. Draw from the rng that you were given, and from nothing else.",
        ),
        (
            "the same mask at each call",
            {DRAW: "(np.random.default_rng(0).random(shape) >= p_drop).astype(float)"},
            "the same units would be missing for the whole training. Draw from the rng that you were given.",
        ),
        (
            "a mask that always drops the same number",
            {
                DRAW: "rng.permutation(np.arange(np.prod(shape)) >= p_drop * np.prod(shape)).reshape(shape).astype(float)"
            },
            "then one element knows about the others. Each is dropped on its own, so that the number varies.",
        ),
        (
            "a mask that is scaled already",
            {DRAW: DRAW + " / (1 - p_drop)"},
            "the factor belongs to the layer of section 3. A mask is made of zeros and ones.",
        ),
        (
            "a mask of random numbers",
            {DRAW: "rng.random(shape)"},
            "a mask is made of zeros and ones. Compare the numbers with p_drop.",
        ),
        (
            "a mask that drops half, whatever p_drop says",
            {DRAW: "(rng.random(shape) >= 0.5).astype(float)"},
            "the share of zeros is p_drop. Compare with it.",
        ),
        (
            "a p_drop that is not checked",
            {RANGE: "False"},
            "with 1 nothing is left, and a negative number is a typing error. Raise ValueError for both.",
        ),
        (
            "a p_drop of 1 let through",
            {RANGE: "not 0 <= p_drop <= 1"},
            "with 1 nothing is left, and section 3 would divide by zero. It must be below 1.",
        ),
        (
            "a refusal of p_drop = 0",
            {RANGE: "not 0 < p_drop < 1"},
            "0 means that nothing is dropped, and is the usual way to switch dropout off. Let it pass.",
        ),
        see="section 1.",
    ),
    *of(
        "vanilla_dropout",
        (
            "a scale in training",
            {TRAIN: "return x * dropout_mask(x.shape, 1 - p_keep, rng) / p_keep"},
            "that is the inverted form of section 3, and you scale at test as well. Here training only drops.",
        ),
        (
            "the inverted form",
            {TRAIN: "return x * dropout_mask(x.shape, 1 - p_keep, rng) / p_keep", TEST: "return 1.0 * x"},
            "it is right, and comes in section 3. Here training only drops, and the test scales.",
        ),
        (
            "no factor at test",
            {TEST: "return 1.0 * x"},
            "at test all units speak, so the next layer hears more than it ever did in training. Shrink x at test.",
        ),
        (
            "a factor p_drop at test",
            {TEST: "return x * (1 - p_keep)"},
            "that is the slip of the lecture notes, which only one half forgives. What stays in training is p_keep.",
        ),
        (
            "a division at test",
            {TEST: "return x / p_keep"},
            "at test there are more active units than in training, so their sum must be made smaller.",
        ),
        (
            "a mask with p_keep for p_drop",
            {TRAIN: "return x * dropout_mask(x.shape, p_keep, rng)"},
            "your mask wants the probability of dropping, and got that of keeping. The two add up to one.",
        ),
        (
            "a mask at test",
            {TEST: "return x * dropout_mask(x.shape, 1 - p_keep, rng)"},
            "the answer would be another one each time you ask. At test nothing is drawn.",
        ),
        (
            "a mask and a factor at test",
            {TEST: "return x * p_keep * dropout_mask(x.shape, 1 - p_keep, np.random.default_rng(0))"},
            "the factor replaces the mask. At test nothing is dropped.",
        ),
        (
            "training and test exchanged",
            {"if not train": "if train"},
            "with train=True the mask falls, with train=False the factor applies. Turn the question.",
        ),
        (
            "a fixed mask",
            {TRAIN: "return x * dropout_mask(x.shape, 1 - p_keep, np.random.default_rng(0))"},
            "the same units would be missing for the whole training. Hand the rng that you were given on to the mask.",
        ),
        (
            "one mask for all rows",
            {TRAIN: "return x * dropout_mask(x.shape[-1:], 1 - p_keep, rng)"},
            "every example would miss the same units. The mask has x's shape.",
        ),
        (
            "the right numbers, written into your input",
            {TRAIN: "x *= dropout_mask(x.shape, 1 - p_keep, rng)\n    return x"},
            "`*=` changes the caller's array, which the backward pass still needs. Make a new one.",
        ),
        see="section 2.",
    ),
]
