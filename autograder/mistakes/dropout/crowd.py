"""Known mistakes of notebook 09: the number of subnetworks and their mean."""

from autograder.mistakes import of

CALL = "f(x, rng) for _ in range(K)"
MEAN = "passes.mean(axis=0)"
SD = "passes.std(axis=0)"

MISTAKES = [
    *of(
        "n_subnets",
        (
            "two for each unit, added up",
            {"2**n": "2 * n"},
            "each further unit is on or off in every network that you had before, so their number doubles.",
        ),
        (
            "n squared",
            {"2**n": "n**2"},
            "n squared counts pairs of units. Here each unit is on or off: two choices, n times.",
        ),
        (
            "a count without one of them",
            {"2**n": "2**n - 1"},
            "the network with all units off counts too, although it is dull.",
        ),
        (
            "an n factorial",
            {"2**n": "int(np.prod(np.arange(1, n + 1, dtype=object)))"},
            "that counts orders. Here each unit is on or off, and there is no order.",
        ),
        (
            "half of them",
            {"2**n": "2 ** max(n - 1, 0)"},
            "start with no unit at all: that is one network. Each unit doubles the number.",
        ),
        (
            "a float",
            {"2**n": "2.0**n"},
            "the size is right, but a float keeps 16 digits. Python's integers keep all of them.",
        ),
        (
            "a NumPy integer that overflows",
            {"2**n": "int(np.left_shift(np.int64(1), np.int64(n % 64))) if n < 63 else 0"},
            "NumPy's integers hold 63 bits and then turn over silently. Python's own hold any number.",
        ),
        see="section 5.",
    ),
    *of(
        "mc_predict",
        (
            "passes in test mode",
            {CALL: "f(x, None) for _ in range(K)"},
            "without the generator nothing is dropped, and all passes are the same. Hand rng on.",
        ),
        (
            "the same masks in each pass",
            {CALL: "f(x, np.random.default_rng(0)) for _ in range(K)"},
            "a new generator from the same seed draws the same masks, and the spread is zero. Hand on the rng you were given.",
        ),
        (
            "one pass, repeated",
            {CALL: "one for one in [f(x, rng)] * K"},
            "one opinion, counted K times. Call f anew for each pass.",
        ),
        (
            "one pass too many",
            {"range(K)": "range(K + 1)"},
            "K passes were asked for. Count the rounds of your loop.",
        ),
        (
            "one pass too few",
            {"range(K)": "range(max(K - 1, 1))"},
            "K passes were asked for. Count the rounds of your loop.",
        ),
        (
            "a variance",
            {SD: "passes.var(axis=0)"},
            "the standard deviation is its root, and has the unit of the answers.",
        ),
        (
            "a standard deviation with K - 1",
            {SD: "passes.std(axis=0, ddof=min(1, K - 1))"},
            "a good choice elsewhere, but the docstring asks for the divisor K.",
        ),
        (
            "a standard error",
            {SD: "passes.std(axis=0) / K**0.5"},
            "that says how well you know the mean, and shrinks with K. Asked for is how much the networks differ.",
        ),
        (
            "one mean for everything",
            {MEAN: "passes.mean()", SD: "passes.std()"},
            "each element of the answer has its own mean and spread. Average over the passes only.",
        ),
        (
            "a mean over the wrong axis",
            {MEAN: "passes.mean(axis=-1)", SD: "passes.std(axis=-1)"},
            "that averages the classes of each pass. The passes lie along the first axis.",
        ),
        (
            "a median",
            {MEAN: "np.median(passes, axis=0)"},
            "robust, but not what the ensemble's probabilities are made of. Take the mean.",
        ),
        (
            "a sum",
            {MEAN: "passes.sum(axis=0)"},
            "divide by the number of passes.",
        ),
        (
            "all passes",
            {MEAN: "passes"},
            "asked for is their mean, of the shape of one pass.",
        ),
        see="section 5.",
    ),
]
