"""Known mistakes of `mean_probs`."""

SHIFT = "e = np.exp(z - z.max(axis=2, keepdims=True))"
SUM = "p = e / e.sum(axis=2, keepdims=True)"
MEAN = "return p.mean(axis=0)"
LOGITS = "z = np.asarray(logits_list)"

SEE = "section 2."
MISTAKES = [
    ("the softmax of mean logits", {LOGITS: "z = np.mean(logits_list, axis=0, keepdims=True)"},
     "this multiplies the probabilities, so that one network with a tiny probability can rule out a class. First the softmax of each network, then the mean."),
    ("fractions of votes instead of mean probabilities", {SUM: "p = 1.0 * (z == z.max(axis=2, keepdims=True))"},
     "a confident network then counts no more than an uncertain one. Average the probabilities themselves."),
    ("a softmax over the samples",
     {"z - z.max(axis=2, keepdims=True)": "z - z.max(axis=1, keepdims=True)", "e.sum(axis=2": "e.sum(axis=1"},
     "each sample's probabilities must add up to 1, not each class's. The classes are the last axis."),
    ("a softmax over the networks",
     {"z - z.max(axis=2, keepdims=True)": "z - z.max(axis=0, keepdims=True)", "e.sum(axis=2": "e.sum(axis=0"},
     "the alternatives are the classes, not the networks. Within each network the probabilities of a sample add up to 1."),
    ("a sum of probabilities instead of a mean", {MEAN: "return p.sum(axis=0)"},
     "its rows add up to the number of networks. Divide by that number."),
    ("a sum divided by the number of classes", {MEAN: "return p.sum(axis=0) / p.shape[2]"},
     "the sum has one term for each network. Divide by their number."),
    ("exponentials averaged before they are normalised", [
        {SUM: "e = e.mean(axis=0, keepdims=True)\n    p = e / e.sum(axis=2, keepdims=True)"},
        {SHIFT: "e = np.exp(z - z.max(axis=(0, 2), keepdims=True))",
         SUM: "e = e.mean(axis=0, keepdims=True)\n    p = e / e.sum(axis=2, keepdims=True)"},
     ], "a network with larger exponentials then counts more than the others. First the softmax of each network, then the mean."),
    ("a mean over the samples", {MEAN: "return p.mean(axis=1)"},
     "you get one row for each network. The ensemble answers for each sample, so average over the networks."),
    ("a mean over the classes", {MEAN: "return p.mean(axis=2)"},
     "the mean over classes is always 1/C and says nothing. Average over the networks."),
    ("a geometric mean", {MEAN: "q = np.exp(np.log(p).mean(axis=0))\n    return q"},
     "a mean of logarithms multiplies probabilities, and the rows no longer add up to 1. Take the plain mean."),
    ("probabilities of the first network", {MEAN: "return p[0]"},
     "the other networks are ignored. Average over all of them."),
    ("the maximum over the networks instead of the mean", {MEAN: "return p.max(axis=0)"},
     "the largest probabilities of several networks don't add up to 1. Take the mean."),
    ("a softmax that overflows", {SHIFT: "e = np.exp(z)"},
     "the exponential of 1000 is infinite, and infinity over infinity is NaN. First subtract a constant from each row of logits; the result stays the same."),
    ("the mean subtracted instead of the maximum", {SHIFT: "e = np.exp(z - z.mean(axis=2, keepdims=True))"},
     "a logit far above its row's mean still overflows. Subtract the largest."),
    ("exponentials that are not normalised", {SUM: "p = e"}, "a row of probabilities adds up to 1. Divide by the row's sum."),
    ("one maximum subtracted from all rows", {SHIFT: "e = np.exp(z - z.max())"},
     "a sample whose logits are far below the overall maximum then has only zeros, and 0/0 is NaN. Subtract each row's own maximum."),
    ("a list that is not turned into an array", {LOGITS: "z = logits_list"},
     "the docstring allows a list of arrays, and a list has neither a shape nor the methods of an array. Make an array of it first."),
    ("averaged logits without a softmax", {MEAN: "return z.mean(axis=0)"},
     "logits are not probabilities: their rows don't add up to 1. Turn each network's logits into probabilities first."),
]
