"""Known mistakes of `majority_vote`."""

WIN = "return ballots.sum(axis=0).argmax(axis=1)"

SEE = "section 2."
MISTAKES = [
    ("ties broken in favour of the largest label", {WIN: "n = ballots.sum(axis=0)\n    return n.shape[1] - 1 - n[:, ::-1].argmax(axis=1)"},
     "the docstring gives them to the smallest. Which of several equal maxima does your search find first?"),
    ("ties broken by the order of the networks", {
        WIN: "n = ballots.sum(axis=0)\n    tops = (n.max(axis=1, keepdims=True) == n)\n    return np.array([next(p for p in col if tops[i, p]) for i, col in enumerate(np.asarray(preds).T)])",
     }, "the order of the networks must not matter. In a tie the smallest label wins."),
    ("a vote over the samples instead of the networks", {WIN: "return ballots.sum(axis=1).argmax(axis=1)"},
     "you find, for each network, its most frequent class. Count, for each sample, over the networks."),
    ("a mean of the labels", {WIN: "return np.round(np.mean(preds, axis=0)).astype(int)"},
     "labels are names, not sizes: the mean of class 0 and class 2 is not class 1. Count the votes."),
    ("a median of the labels", {WIN: "return np.median(preds, axis=0).astype(int)"},
     "labels are names, not sizes, and have no middle. Count the votes."),
    ("the number of votes instead of the winner", {WIN: "return ballots.sum(axis=0).max(axis=1)"},
     "you return how many votes the winner has. Return its label."),
    ("the table of votes instead of the winner", {WIN: "return ballots.sum(axis=0)"},
     "the counts are right, but the winner still has to be found. Return one label for each sample."),
    ("a last class that is never counted", {"np.arange(C)": "np.arange(C - 1)"},
     "labels run from 0 to C - 1, and you count one too few. Count the votes of every class."),
    ("the smallest label that any network names", {WIN: "return ballots.any(axis=0).argmax(axis=1)"},
     "each label is counted at most once, as `table[rows, labels] += 1` does: a pair of indices that occurs several times gets its 1 only once. Count every vote."),
    ("votes that overflow a small integer type", [
        {WIN: "return ballots.sum(axis=0, dtype=np.int8).argmax(axis=1)"},
        {WIN: "return ballots.sum(axis=0, dtype=np.uint8).argmax(axis=1)"},
     ], "8 bits count up to 127 or 255, and the next vote begins again at the other end. Count in ordinary ints."),
    ("floats instead of integer labels", {WIN: "return 1.0 * ballots.sum(axis=0).argmax(axis=1)"},
     "labels are ints, and a float can't be used as an index. Return an int array."),
    ("labels counted from 1", {WIN: "return ballots.sum(axis=0).argmax(axis=1) + 1"},
     "labels begin at 0. Return them in the same numbering as the input."),
    ("the first network's answer", {WIN: "return np.asarray(preds)[0]"}, "the other networks are ignored. Count the votes of all."),
    ("an absolute majority required to win",
     {WIN: "n = ballots.sum(axis=0)\n    return np.where(2 * n.max(axis=1) > len(preds), n.argmax(axis=1), 0)"},
     "with many classes the winner often has less than half of the votes. The most votes are enough."),
]
