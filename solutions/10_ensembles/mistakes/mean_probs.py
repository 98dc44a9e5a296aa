"""Known mistakes of `mean_probs`."""

SHIFT = "e = np.exp(z - z.max(axis=2, keepdims=True))"
SUM = "p = e / e.sum(axis=2, keepdims=True)"
MEAN = "return p.mean(axis=0)"
LOGITS = "z = np.asarray(logits_list)"

SEE = "section 2."
MISTAKES = [
    ("the softmax of mean logits", {LOGITS: "z = np.mean(logits_list, axis=0, keepdims=True)"},
     "it multiplies the probabilities, so that one network's doubt becomes everybody's veto. First the softmax of each network, then the mean."),
    ("a share of votes", {SUM: "p = 1.0 * (z == z.max(axis=2, keepdims=True))"},
     "with the names alone, a sure network counts no more than one that hesitates. Average the probabilities themselves."),
    ("a softmax over the samples",
     {"z - z.max(axis=2, keepdims=True)": "z - z.max(axis=1, keepdims=True)", "e.sum(axis=2": "e.sum(axis=1"},
     "each sample's probabilities must add up to 1, not each class's. The classes are the last axis."),
    ("a softmax over the networks",
     {"z - z.max(axis=2, keepdims=True)": "z - z.max(axis=0, keepdims=True)", "e.sum(axis=2": "e.sum(axis=0"},
     "networks don't compete with each other, classes do. Within each network the probabilities of a sample add up to 1."),
    ("a sum of probabilities", {MEAN: "return p.sum(axis=0)"},
     "its rows add up to the number of networks. Divide by that."),
    ("a mean over the samples", {MEAN: "return p.mean(axis=1)"},
     "you get one row for each network. The committee is to speak about each sample, so average over the networks."),
    ("a mean over the classes", {MEAN: "return p.mean(axis=2)"},
     "the mean over classes is always 1/C and says nothing. Average over the networks."),
    ("a geometric mean", {MEAN: "q = np.exp(np.log(p).mean(axis=0))\n    return q"},
     "a mean of logarithms multiplies probabilities, and the rows no longer add up to 1. Take the plain mean."),
    ("probabilities of the first network", {MEAN: "return p[0]"},
     "the other networks have no say. Average over all of them."),
    ("probabilities of the surest network", {MEAN: "return p.max(axis=0)"},
     "the largest probabilities of several networks don't add up to 1. Take the mean."),
    ("a softmax that overflows", {SHIFT: "e = np.exp(z)"},
     "the exponential of 1000 is infinite, and infinity over infinity is NaN. Take something off each row of logits first; the result stays the same."),
    ("one shift for all rows", {SHIFT: "e = np.exp(z - z.max())"},
     "a sample whose logits are far below the largest of all then has only zeros, and 0/0 is NaN. Shift each row by its own maximum."),
    ("logits averaged, without a softmax", {MEAN: "return z.mean(axis=0)"},
     "logits are not probabilities: their rows don't add up to 1. Turn each network's into probabilities first."),
]
