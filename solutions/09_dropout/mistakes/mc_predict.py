"""Known mistakes of `mc_predict`."""

CALL = "f(x, rng) for _ in range(K)"
MEAN = "passes.mean(axis=0)"
SD = "passes.std(axis=0)"

SEE = "section 5."
MISTAKES = [
    ("passes in test mode", {CALL: "f(x, None) for _ in range(K)"},
     "without the generator nothing is dropped, and all passes are the same. Hand rng on."),
    ("the same masks in each pass", {CALL: "f(x, np.random.default_rng(0)) for _ in range(K)"},
     "a new generator from the same seed draws the same masks, and the spread is zero. Hand on the rng you were given."),
    ("one pass, repeated", {CALL: "one for one in [f(x, rng)] * K"},
     "one opinion, counted K times. Call f anew for each pass."),
    ("one pass too many", {"range(K)": "range(K + 1)"}, "K passes were asked for. Count the rounds of your loop."),
    ("one pass too few", {"range(K)": "range(max(K - 1, 1))"},
     "K passes were asked for. Count the rounds of your loop."),
    ("a variance", {SD: "passes.var(axis=0)"}, "the standard deviation is its root, and has the unit of the answers."),
    ("a standard deviation with K - 1", {SD: "passes.std(axis=0, ddof=min(1, K - 1))"},
     "a good choice elsewhere, but the docstring asks for the divisor K."),
    ("a standard error", {SD: "passes.std(axis=0) / K**0.5"},
     "that says how well you know the mean, and shrinks with K. Asked for is how much the networks differ."),
    ("one mean for everything", {MEAN: "passes.mean()", SD: "passes.std()"},
     "each element of the answer has its own mean and spread. Average over the passes only."),
    ("a mean over the wrong axis", {MEAN: "passes.mean(axis=-1)", SD: "passes.std(axis=-1)"},
     "that averages the classes of each pass. The passes lie along the first axis."),
    ("a median", {MEAN: "np.median(passes, axis=0)"},
     "robust, but not what the ensemble's probabilities are made of. Take the mean."),
    ("a sum", {MEAN: "passes.sum(axis=0)"}, "divide by the number of passes."),
    ("all passes", {MEAN: "passes"}, "asked for is their mean, of the shape of one pass."),
]
