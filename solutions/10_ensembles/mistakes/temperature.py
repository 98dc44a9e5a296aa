"""Known mistakes of `temperature`."""

DIVIDE = "z = logits / T"
SHIFT = "z = z - z.max(axis=1, keepdims=True)"
LOG = "logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))"
LOSS = "losses.append(-logp[np.arange(len(y)), y].mean())"
END = "return float(grid[np.argmin(losses)])"

SEE = "section 3."
MISTAKES = [
    ("logits multiplied by the temperature", {DIVIDE: "z = logits * T"},
     "a high temperature should make the network less sure. Divide by it."),
    ("accuracy as the yardstick", {LOSS: "losses.append(-np.mean(logp.argmax(axis=1) == y))"},
     "a temperature changes no answer, so the accuracy is the same for all. Compare the negative log-likelihood."),
    ("probabilities divided instead of logits", {
        DIVIDE: "z = logits", LOG: "p = np.exp(z)\n        p = p / p.sum(axis=1, keepdims=True) / T\n        logp = np.log(np.maximum(p, 1e-300))",
     },
     "divided probabilities no longer add up to 1, and the smallest number of the grid always wins. Divide the logits, then take the softmax."),
    ("the worst temperature", [
        {END: "return float(grid[np.argmax(losses)])"},
        {LOSS: "losses.append(logp[np.arange(len(y)), y].mean())"},
     ],
     "a likelihood should be high, so its negative logarithm should be low. Check the sign, and which end of the list you take."),
    ("the place in the grid instead of the temperature", {END: "return float(np.argmin(losses))"},
     "the caller wants to divide by it. Return the number that is in that place."),
    ("the lowest loss instead of its temperature", {END: "return float(np.min(losses))"},
     "the loss says how good the best temperature is, not which one it is. Return the number of the grid."),
    ("a softmax that overflows", [
        {SHIFT: "pass"},
        {SHIFT: "pass", LOG: "p = np.exp(z)\n        logp = np.log(p / p.sum(axis=1, keepdims=True))"},
     ],
     "the exponential of 1000 is infinite, and the loss becomes NaN. First subtract from each row its largest logit; the softmax stays the same."),
    ("the logarithm of a probability that has become zero", [
        {LOG: "p = np.exp(z)\n        logp = np.log(p / p.sum(axis=1, keepdims=True))"},
        {LOG: "p = np.exp(z)\n        logp = np.log(p / p.sum(axis=1, keepdims=True) + 1e-12)"},
        {LOG: "p = np.exp(z)\n        logp = np.log(p / p.sum(axis=1, keepdims=True) + 1e-8)"},
        {LOG: "p = np.exp(z)\n        logp = np.log(np.maximum(p / p.sum(axis=1, keepdims=True), 1e-12))"},
     ],
     "far below the best logit the softmax rounds to 0, and its logarithm says infinity, or whatever was added. Take the logarithm of the softmax in one go: logit minus log of the sum."),
    ("one maximum subtracted from all rows", {SHIFT: "z = z - z.max()"},
     "a row far below the overall maximum then has only zeros left, and their logarithm is infinite. Subtract each row's own maximum."),
    ("the mean probability as the yardstick", {LOSS: "losses.append(-np.exp(logp[np.arange(len(y)), y]).mean())"},
     "without the logarithm it hardly matters whether a wrong answer was sure. Average the logarithms."),
    ("the network's own answers as labels", {LOSS: "losses.append(-logp.max(axis=1).mean())"},
     "a network never doubts itself, so the lowest temperature always wins. Take the probability of the right label."),
    ("log-probabilities of all classes", {LOSS: "losses.append(-logp.mean())"},
     "then the labels have no influence, and a high temperature wins. Pick out the right label of each row."),
    ("a softmax over the samples", {
        SHIFT: "z = z - z.max(axis=0, keepdims=True)", "np.exp(z).sum(axis=1": "np.exp(z).sum(axis=0",
     }, "each sample's probabilities must add up to 1, not each class's. The classes are the last axis."),
    ("logits without a softmax", {LOG: "logp = z"},
     "a logit is no log-probability: it lacks the sum over the classes. Subtract the logarithm of that sum."),
    ("logits divided again and again", [
        {DIVIDE: "z = logits = logits / T"},
        {DIVIDE: "logits /= T\n        z = logits"},
     ],
     "each temperature of the grid then comes on top of those before it. Divide the logits as they were given, into a new array."),
    ("the gap between confidence and accuracy as the yardstick",
     {LOSS: "losses.append(abs(np.exp(logp.max(axis=1)).mean() - np.mean(logp.argmax(axis=1) == y)))"},
     "one mean confidence can fit where the single ones don't. Compare the negative log-likelihood."),
    ("the last of equal temperatures", {END: "return float(grid[len(grid) - 1 - np.argmin(losses[::-1])])"},
     "the docstring gives a tie to the first in the grid. Keep the best one until another is really better."),
    ("the smallest of equal temperatures", [
        {"for T in grid": "grid = sorted(grid)\n    for T in grid"},
        {"for T in grid": "grid = np.sort(grid)\n    for T in grid"},
     ],
     "the docstring gives a tie to the first in the grid, which may be in any order. Leave the grid as it is."),
]
