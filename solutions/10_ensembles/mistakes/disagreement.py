"""Known mistakes of `disagreement`."""

SHARE = "return float(np.mean(shares)) if shares else 0.0"

SEE = "the end of section 2."
MISTAKES = [
    ("each network paired with itself, too", {"for j in range(i)]": "for j in range(M)]"},
     "a network always agrees with itself, which makes the mean too small. Only pairs of different networks count."),
    ("every pair counted twice", {SHARE: "return float(2 * np.mean(shares)) if shares else 0.0"},
     "the sum runs over both orders of a pair but the number of pairs does not. Count each pair once in both."),
    ("a sum over the pairs", {SHARE: "return float(np.sum(shares))"},
     "it grows with the number of networks. Take the mean over the pairs."),
    ("a count of samples", {"np.mean(preds[i]": "np.sum(preds[i]"},
     "it grows with the number of samples. Take the share on which the two differ."),
    ("agreement", {"!= preds[j]": "== preds[j]"},
     "it is high where they say the same. Count the samples on which the two differ."),
    ("neighbours only", {"for j in range(i)]": "for j in range(max(i - 1, 0), i)]"},
     "the first and the last network are a pair as well. Go through all pairs."),
    ("everybody against the first", {"for j in range(i)]": "for j in range(min(i, 1))]"},
     "the second and the third network are a pair as well. Go through all pairs."),
    ("the share without unanimity", {SHARE: "return float(np.mean((preds != preds[0]).any(axis=0)))"},
     "one dissenter among many then counts like a quarrel of all. Take the mean over pairs."),
    ("the size of the difference", {"np.mean(preds[i] != preds[j])": "np.mean(np.abs(preds[i] - preds[j]))"},
     "labels are names: 3 is not nearer to 4 than to 40. Two answers are equal or they are not."),
    ("a NaN for a single network", {SHARE: "return float(np.mean(shares))"},
     "without pairs there is nothing to average. The docstring wants 0.0 there."),
]
