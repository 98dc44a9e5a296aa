"""Known mistakes of `disagreement`."""

SHARE = "return float(np.mean(shares)) if shares else 0.0"

SEE = "the end of section 2."
MISTAKES = [
    ("each network also paired with itself", [{"for j in range(i)]": "for j in range(M)]"}, {"for j in range(i)]": "for j in range(i + 1)]"}],
     "a network always agrees with itself, which makes the mean too small. Only pairs of different networks count."),
    ("every pair counted twice", [
        {SHARE: "return float(2 * np.mean(shares)) if shares else 0.0"},
        {SHARE: "return 2 * sum(shares) / (M * (M - 1) / 2)"},
     ],
     "the sum runs over both orders of a pair, but you divide by the number of unordered pairs. Count each pair once in both."),
    ("a sum instead of a mean over the pairs", {SHARE: "return float(np.sum(shares))"},
     "it grows with the number of networks. Take the mean over the pairs."),
    ("a count of samples instead of a fraction", {"np.mean(preds[i]": "np.sum(preds[i]"},
     "it grows with the number of samples. Take the fraction on which the two differ."),
    ("agreement instead of disagreement", {"!= preds[j]": "== preds[j]"},
     "it is high where two networks give the same answer. Count the samples on which they differ."),
    ("only neighbouring networks compared", {"for j in range(i)]": "for j in range(max(i - 1, 0), i)]"},
     "the first and the last network are a pair as well. Go through all pairs."),
    ("every network compared with the first only", {"for j in range(i)]": "for j in range(min(i, 1))]"},
     "the second and the third network are a pair as well. Go through all pairs."),
    ("the fraction of samples without a unanimous answer", {SHARE: "return float(np.mean((preds != preds[0]).any(axis=0)))"},
     "one network that differs then counts as much as many. Take the mean over pairs."),
    ("the size of the difference between labels", {"np.mean(preds[i] != preds[j])": "np.mean(np.abs(preds[i] - preds[j]))"},
     "labels are names: 3 is not nearer to 4 than to 40. Two answers are either equal or different."),
    ("a percentage instead of a fraction", {"np.mean(preds[i]": "100 * np.mean(preds[i]"},
     "the docstring asks for a number from 0 to 1. Return the fraction itself."),
    ("NaN for a single network", {" if shares else 0.0": ""},
     "there are no pairs to average over. The docstring asks for 0.0 there."),
    ("a division by zero for a single network", {SHARE: "return float(sum(shares)) / len(shares)"},
     "there are no pairs to average over. The docstring asks for 0.0 there."),
]
