"""Known mistakes of `mc_predict`."""

CALL = "f(x, rng) for _ in range(K)"
MEAN = "passes.mean(axis=0)"
SD = "passes.std(axis=0)"

SEE = "section 5."
MISTAKES = [
    ("passes in test mode", {CALL: "f(x, None) for _ in range(K)"},
     "without the generator nothing is dropped, and all passes are the same. Pass rng to f."),
    ("the same masks in each pass", {CALL: "f(x, np.random.default_rng(0)) for _ in range(K)"},
     "a new generator from the same seed draws the same masks, and the spread is zero. Pass on the rng that you were given."),
    ("one pass counted K times", {CALL: "one for one in [f(x, rng)] * K"},
     "all K results are the same, so the spread is zero. Call f again for each pass."),
    ("one pass too many", {"range(K)": "range(K + 1)"}, "the docstring asks for K passes. Count the iterations of your loop."),
    ("one pass too few", {"range(K)": "range(max(K - 1, 1))"},
     "the docstring asks for K passes. Count the iterations of your loop."),
    ("the variance instead of the standard deviation", {SD: "passes.var(axis=0)"}, "the standard deviation is its square root, in the units of the predictions."),
    ("a standard deviation with K - 1",
     [{SD: "passes.std(axis=0, ddof=1)"}, {SD: "passes.std(axis=0, ddof=min(1, K - 1))"}],
     "a good choice elsewhere, but the docstring asks for the divisor K."),
    ("the standard error of the mean", {SD: "passes.std(axis=0) / K**0.5"},
     "that says how well you know the mean, and shrinks with K. The exercise asks how much the networks differ."),
    ("one mean over all elements", {MEAN: "passes.mean()", SD: "passes.std()"},
     "each element of the prediction has its own mean and spread. Average over the passes only."),
    ("a mean over the wrong axis", {MEAN: "passes.mean(axis=-1)", SD: "passes.std(axis=-1)"},
     "that averages over the classes of each pass. The passes are along the first axis."),
    ("the median instead of the mean", {MEAN: "np.median(passes, axis=0)"},
     "the median is robust, but an ensemble averages its probabilities. Take the mean."),
    ("the sum instead of the mean", {MEAN: "passes.sum(axis=0)"}, "divide by the number of passes."),
    ("all passes instead of their mean", {MEAN: "passes"}, "return their mean, which has the shape of one pass."),
]
