"""Known mistakes of `smoothed_loss`."""

TARGET = "target = np.full((N, C), eps / C)"
LOWER = "target[np.arange(N), y] += 1 - eps"
SHIFT = "z = S - S.max(axis=1, keepdims=True)"
LOG = "logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))"
LOSS = "float(-np.sum(target * logp) / N)"
GRAD = "(np.exp(logp) - target) / N"

SEE = "section 10."
MISTAKES = [
    ("eps shared by the wrong classes only", [
        {TARGET: "target = np.full((N, C), eps / (C - 1))", LOWER: "target[np.arange(N), y] = 1 - eps"},
        {TARGET: "target = np.full((N, C), eps / (C - 1))", LOWER: "target[np.arange(N), y] += 1 - eps - eps / (C - 1)"},
     ],
     "that is another variant, with the right class left out. Here the uniform distribution covers all C classes."),
    ("a target of the right class that is not lowered", {LOWER: "target[np.arange(N), y] += 1"},
     "the targets of a row then add up to more than 1. What is given to all classes must be taken from the right one."),
    ("targets that add up to less than 1", {LOWER: "target[np.arange(N), y] = 1 - eps"},
     "the right class gets its part of the uniform distribution, too. Add it instead of overwriting it."),
    ("eps at the right class", {TARGET: "target = np.full((N, C), (1 - eps) / C)", LOWER: "target[np.arange(N), y] += eps"},
     "eps is what the label loses, not what it keeps. With eps = 0 the loss must be the plain cross-entropy."),
    ("eps shared by the examples", {TARGET: "target = np.full((N, C), eps / N)"},
     "the targets of a row share it, so it is divided by the number of classes."),
    ("a uniform part with the wrong sign", {TARGET: "target = np.full((N, C), -eps / C)"},
     "the wrong classes get a little of the target, they don't lose it. Add their share."),
    ("plain cross-entropy", {TARGET: "target = np.zeros((N, C))", LOWER: "target[np.arange(N), y] += 1"},
     "eps has no effect, and the right score should again grow without end. Mix the label with the uniform distribution."),
    ("a gradient of the hard labels", {GRAD: "(np.exp(logp) - np.eye(C)[y]) / N"},
     "the loss has smoothed targets, so its slope has them too. Subtract the same targets."),
    ("a sum instead of a mean over the examples", [{LOSS: "float(-np.sum(target * logp))", GRAD: "np.exp(logp) - target"}],
     "a batch of twice the size would then make steps of twice the length. Divide loss and gradient by N."),
    ("a gradient that is not divided by N", {GRAD: "np.exp(logp) - target"},
     "the loss is a mean over the examples, so its gradient is one as well. Divide by N."),
    ("a mean over examples and classes", [
        {LOSS: "float(-np.mean(target * logp))"}, {LOSS: "float(-np.mean(target * logp))", GRAD: "(np.exp(logp) - target) / (N * C)"},
     ],
     "cross-entropy sums over the classes. Take the mean over the examples only."),
    ("a gradient with the wrong sign", {GRAD: "(target - np.exp(logp)) / N"},
     "descent along it would lower the right score. Where the network says more than the target, the slope is positive."),
    ("a loss with the wrong sign", {LOSS: "float(np.sum(target * logp) / N)"},
     "logarithms of probabilities are negative, a loss is not. Change the sign."),
    ("a softmax that overflows", [
        {SHIFT: "z = S"}, {SHIFT: "z = S", LOG: "p = np.exp(z)\n    logp = np.log(p / p.sum(axis=1, keepdims=True))"},
     ],
     "the exponential of 1000 is infinite. First subtract from each row its largest score; the softmax stays the same."),
    ("the logarithm of a probability that has become zero", [
        {LOG: "p = np.exp(z)\n    logp = np.log(p / p.sum(axis=1, keepdims=True))"},
        {LOG: "p = np.exp(z)\n    logp = np.log(p / p.sum(axis=1, keepdims=True) + 1e-12)"},
        {LOG: "p = np.exp(z)\n    logp = np.log(np.clip(p / p.sum(axis=1, keepdims=True), 1e-15, 1))"},
        {LOG: "p = np.exp(z)\n    logp = np.log(np.clip(p / p.sum(axis=1, keepdims=True), 1e-12, 1))"},
     ],
     "far below the best score the softmax rounds to 0, and with smoothed labels every class counts. Take the logarithm in one go: score minus log of the sum."),
    ("one maximum subtracted from all rows", {SHIFT: "z = S - S.max()"},
     "a row far below the overall maximum then has only zeros left. Subtract each row's own maximum."),
    ("a softmax over the examples", {SHIFT: "z = S - S.max(axis=0, keepdims=True)", LOG: "logp = z - np.log(np.exp(z).sum(axis=0, keepdims=True))"},
     "the probabilities of each example must add up to 1. The classes are the last axis."),
]
