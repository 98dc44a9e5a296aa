"""Known mistakes of `majority_vote`."""

WIN = "return ballots.sum(axis=0).argmax(axis=1)"

SEE = "section 2."
MISTAKES = [
    ("ties that go to the largest label", {WIN: "return C - 1 - ballots.sum(axis=0)[:, ::-1].argmax(axis=1)"},
     "the docstring gives them to the smallest. Which of several maxima is found first?"),
    ("ties that go to the first network", {
        WIN: "n = ballots.sum(axis=0)\n    tops = (n.max(axis=1, keepdims=True) == n)\n    return np.array([next(p for p in col if tops[i, p]) for i, col in enumerate(np.asarray(preds).T)])",
     }, "the order of the networks must not matter. Among equals the smallest label wins."),
    ("a vote among the samples", {WIN: "return ballots.sum(axis=1).argmax(axis=1)"},
     "you count, for each network, its favourite class. Count, for each sample, over the networks."),
    ("a mean of the labels", {WIN: "return np.round(np.mean(preds, axis=0)).astype(int)"},
     "labels are names, not sizes: between A and C lies no B. Count them."),
    ("a median of the labels", {WIN: "return np.median(preds, axis=0).astype(int)"},
     "labels are names, not sizes, and have no middle. Count them."),
    ("the number of votes", {WIN: "return ballots.sum(axis=0).max(axis=1)"},
     "you return how many votes the winner has. The question is who it is."),
    ("the table of votes", {WIN: "return ballots.sum(axis=0)"},
     "the counts are right, and somebody must still win. Return one label for each sample."),
    ("a last class without votes", {"np.arange(C)": "np.arange(C - 1)"},
     "labels run from 0 to C - 1, and you count one too few. Let every class stand for election."),
    ("labels counted from 1", {WIN: "return ballots.sum(axis=0).argmax(axis=1) + 1"},
     "labels begin at 0. Return them as the networks name them."),
    ("the first network's word", {WIN: "return np.asarray(preds)[0]"}, "nobody else is asked. Count the votes of all."),
    ("an absolute majority or nothing",
     {WIN: "n = ballots.sum(axis=0)\n    return np.where(2 * n.max(axis=1) > len(preds), n.argmax(axis=1), 0)"},
     "with many classes hardly anybody gets more than half. The most votes are enough."),
]
