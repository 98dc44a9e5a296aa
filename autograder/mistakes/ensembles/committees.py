"""Known mistakes of notebook 10: probabilities, votes, disagreement."""

from autograder.mistakes import of

SHIFT = "e = np.exp(z - z.max(axis=2, keepdims=True))"
SUM = "p = e / e.sum(axis=2, keepdims=True)"
MEAN = "return p.mean(axis=0)"
LOGITS = "z = np.asarray(logits_list)"
BALLOTS = "ballots = np.asarray(preds)[:, :, None] == np.arange(C)"
WIN = "return ballots.sum(axis=0).argmax(axis=1)"
PAIRS = "shares = [np.mean(preds[i] != preds[j]) for i in range(M) for j in range(i)]"
SHARE = "return float(np.mean(shares)) if shares else 0.0"

MISTAKES = [
    *of(
        "mean_probs",
        (
            "the softmax of mean logits",
            {LOGITS: "z = np.mean(logits_list, axis=0, keepdims=True)"},
            "it multiplies the probabilities, so that one network's doubt becomes everybody's veto. First the softmax of each network, then the mean.",
        ),
        (
            "a share of votes",
            {SUM: "p = 1.0 * (z == z.max(axis=2, keepdims=True))"},
            "with the names alone, a sure network counts no more than one that hesitates. Average the probabilities themselves.",
        ),
        (
            "a softmax over the samples",
            {"z - z.max(axis=2, keepdims=True)": "z - z.max(axis=1, keepdims=True)", "e.sum(axis=2": "e.sum(axis=1"},
            "each sample's probabilities must add up to 1, not each class's. The classes are the last axis.",
        ),
        (
            "a softmax over the networks",
            {"z - z.max(axis=2, keepdims=True)": "z - z.max(axis=0, keepdims=True)", "e.sum(axis=2": "e.sum(axis=0"},
            "networks don't compete with each other, classes do. Within each network the probabilities of a sample add up to 1.",
        ),
        (
            "a sum of probabilities",
            {MEAN: "return p.sum(axis=0)"},
            "its rows add up to the number of networks. Divide by that.",
        ),
        (
            "a mean over the samples",
            {MEAN: "return p.mean(axis=1)"},
            "you get one row for each network. The committee is to speak about each sample, so average over the networks.",
        ),
        (
            "a mean over the classes",
            {MEAN: "return p.mean(axis=2)"},
            "the mean over classes is always 1/C and says nothing. Average over the networks.",
        ),
        (
            "a geometric mean",
            {MEAN: "q = np.exp(np.log(p).mean(axis=0))\n    return q"},
            "a mean of logarithms multiplies probabilities, and the rows no longer add up to 1. Take the plain mean.",
        ),
        (
            "probabilities of the first network",
            {MEAN: "return p[0]"},
            "the other networks have no say. Average over all of them.",
        ),
        (
            "probabilities of the surest network",
            {MEAN: "return p.max(axis=0)"},
            "the largest probabilities of several networks don't add up to 1. Take the mean.",
        ),
        (
            "a softmax that overflows",
            {SHIFT: "e = np.exp(z)"},
            "the exponential of 1000 is infinite, and infinity over infinity is NaN. Take something off each row of logits first; the result stays the same.",
        ),
        (
            "one shift for all rows",
            {SHIFT: "e = np.exp(z - z.max())"},
            "a sample whose logits are far below the largest of all then has only zeros, and 0/0 is NaN. Shift each row by its own maximum.",
        ),
        (
            "logits averaged, without a softmax",
            {MEAN: "return z.mean(axis=0)"},
            "logits are not probabilities: their rows don't add up to 1. Turn each network's into probabilities first.",
        ),
        see="section 2.",
    ),
    *of(
        "majority_vote",
        (
            "ties that go to the largest label",
            {WIN: "return C - 1 - ballots.sum(axis=0)[:, ::-1].argmax(axis=1)"},
            "the docstring gives them to the smallest. Which of several maxima is found first?",
        ),
        (
            "ties that go to the first network",
            {
                WIN: "n = ballots.sum(axis=0)\n    tops = (n.max(axis=1, keepdims=True) == n)\n    return np.array([next(p for p in col if tops[i, p]) for i, col in enumerate(np.asarray(preds).T)])"
            },
            "the order of the networks must not matter. Among equals the smallest label wins.",
        ),
        (
            "a vote among the samples",
            {WIN: "return ballots.sum(axis=1).argmax(axis=1)"},
            "you count, for each network, its favourite class. Count, for each sample, over the networks.",
        ),
        (
            "a mean of the labels",
            {WIN: "return np.round(np.mean(preds, axis=0)).astype(int)"},
            "labels are names, not sizes: between A and C lies no B. Count them.",
        ),
        (
            "a median of the labels",
            {WIN: "return np.median(preds, axis=0).astype(int)"},
            "labels are names, not sizes, and have no middle. Count them.",
        ),
        (
            "the number of votes",
            {WIN: "return ballots.sum(axis=0).max(axis=1)"},
            "you return how many votes the winner has. The question is who it is.",
        ),
        (
            "the table of votes",
            {WIN: "return ballots.sum(axis=0)"},
            "the counts are right, and somebody must still win. Return one label for each sample.",
        ),
        (
            "a last class without votes",
            {"np.arange(C)": "np.arange(C - 1)"},
            "labels run from 0 to C - 1, and you count one too few. Let every class stand for election.",
        ),
        (
            "labels counted from 1",
            {WIN: "return ballots.sum(axis=0).argmax(axis=1) + 1"},
            "labels begin at 0. Return them as the networks name them.",
        ),
        (
            "the first network's word",
            {WIN: "return np.asarray(preds)[0]"},
            "nobody else is asked. Count the votes of all.",
        ),
        (
            "an absolute majority or nothing",
            {WIN: "n = ballots.sum(axis=0)\n    return np.where(2 * n.max(axis=1) > len(preds), n.argmax(axis=1), 0)"},
            "with many classes hardly anybody gets more than half. The most votes are enough.",
        ),
        see="section 2.",
    ),
    *of(
        "disagreement",
        (
            "each network paired with itself, too",
            {"for j in range(i)]": "for j in range(M)]"},
            "a network always agrees with itself, which makes the mean too small. Only pairs of different networks count.",
        ),
        (
            "every pair counted twice",
            {SHARE: "return float(2 * np.mean(shares)) if shares else 0.0"},
            "the sum runs over both orders of a pair but the number of pairs does not. Count each pair once in both.",
        ),
        (
            "a sum over the pairs",
            {SHARE: "return float(np.sum(shares))"},
            "it grows with the number of networks. Take the mean over the pairs.",
        ),
        (
            "a count of samples",
            {"np.mean(preds[i]": "np.sum(preds[i]"},
            "it grows with the number of samples. Take the share on which the two differ.",
        ),
        (
            "agreement",
            {"!= preds[j]": "== preds[j]"},
            "it is high where they say the same. Count the samples on which the two differ.",
        ),
        (
            "neighbours only",
            {"for j in range(i)]": "for j in range(max(i - 1, 0), i)]"},
            "the first and the last network are a pair as well. Go through all pairs.",
        ),
        (
            "everybody against the first",
            {"for j in range(i)]": "for j in range(min(i, 1))]"},
            "the second and the third network are a pair as well. Go through all pairs.",
        ),
        (
            "the share without unanimity",
            {SHARE: "return float(np.mean((preds != preds[0]).any(axis=0)))"},
            "one dissenter among many then counts like a quarrel of all. Take the mean over pairs.",
        ),
        (
            "the size of the difference",
            {"np.mean(preds[i] != preds[j])": "np.mean(np.abs(preds[i] - preds[j]))"},
            "labels are names: 3 is not nearer to 4 than to 40. Two answers are equal or they are not.",
        ),
        (
            "a NaN for a single network",
            {SHARE: "return float(np.mean(shares))"},
            "without pairs there is nothing to average. The docstring wants 0.0 there.",
        ),
        see="the end of section 2.",
    ),
]
