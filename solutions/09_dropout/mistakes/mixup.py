"""Known mistakes of `mixup`."""

OTHER = "other = rng.permutation(len(X))"
SHARE = "share = rng.beta(alpha, alpha, len(X))"
AXES = "s, t = share[:, None, None, None], share[:, None]"
IMAGES = "s * X + (1 - s) * X[other]"
LABELS = "t * Y + (1 - t) * Y[other]"
BOTH = f"return {IMAGES}, {LABELS}"

SEE = "section 6."
MISTAKES = [
    ("mixup without mixed labels", [{LABELS: "Y"}, {LABELS: "Y.copy()"}],
     "an image that is mostly an 8 keeps the label 3, which teaches something false. Mix the labels in the same shares."),
    ("mixup of the labels alone", {IMAGES: "X.copy()"},
     "that only makes the labels less sure, and at random. Mix the images, too."),
    ("one share for the whole batch", [
        {SHARE: "share = np.full(len(X), rng.beta(alpha, alpha))"},
        {OTHER: "share = np.full(len(X), rng.beta(alpha, alpha))", SHARE: "other = rng.permutation(len(X))"},
     ],
     "the authors' own code does that, to save time. Here each image has a share of its own."),
    ("labels with shares of their own", {AXES: "s, t = share[:, None, None, None], rng.beta(alpha, alpha, len(X))[:, None]"},
     "the label then says nothing about what is in the image. Use the shares of the images again."),
    ("labels with partners of their own", {LABELS: "t * Y + (1 - t) * Y[rng.permutation(len(X))]"},
     "the label of a third image gets into the mixture. Use the partners of the images again."),
    ("labels with the shares swapped", {LABELS: "(1 - t) * Y + t * Y[other]"},
     "an image that is 90 % a 3 then has a label that is 90 % its partner's. The share of the image is the share of its label."),
    ("the label of the larger share", {LABELS: "np.where(t >= 0.5, Y, Y[other])"},
     "at 51 % and at 99 % the label is then the same. Mix the labels in the same shares as the images."),
    ("partners drawn independently", {OTHER: "other = rng.integers(0, len(X), len(X))"},
     "some images are then partners several times and others never. Draw a permutation."),
    ("the neighbour as the partner", [
        {OTHER: "other = np.roll(np.arange(len(X)), 1)"}, {OTHER: "other = np.roll(np.arange(len(X)), -1)"},
        {OTHER: "other = np.arange(len(X))[::-1]"},
     ],
     "in a batch that is not shuffled neighbours have the same class, and then nothing is mixed. Draw the partners at random."),
    ("shares that are always one half", {SHARE: "share = np.full(len(X), 0.5)"},
     "the network then never sees an image that is nearly pure, as all of them are at test. Draw the shares from the Beta distribution."),
    ("uniform shares, whatever alpha is", [{SHARE: "share = rng.random(len(X))"}, {SHARE: "share = rng.uniform(size=len(X))"}],
     "that is the case alpha = 1 only. Draw from the Beta distribution with both parameters alpha."),
    ("a Beta distribution with two different parameters", [
        {SHARE: "share = rng.beta(alpha, 1, len(X))"}, {SHARE: "share = rng.beta(1, alpha, len(X))"},
     ],
     "its shares lean to one side. Both parameters are alpha."),
    ("more than half of each image itself", {SHARE: "share = rng.beta(alpha, alpha, len(X))\n    share = np.maximum(share, 1 - share)"},
     "other methods do so (MixMatch). Here the share is what was drawn, also below one half."),
    ("a sum without shares", {IMAGES: "X + X[other]", LABELS: "Y + Y[other]"},
     "pixels and labels are then twice too large. What the partner adds, the image must give up."),
    ("a partner added in full", {IMAGES: "s * X + X[other]", LABELS: "t * Y + Y[other]"},
     "the two shares must add up to 1. Give the partner what the image has left."),
    ("a share for each pixel", {
        AXES: "s = rng.beta(alpha, alpha, X.shape)\n    t = s.mean(axis=(1, 2, 3))[:, None]",
     }, "that is noise in the pixels, no mixture of two images. One share for a whole image."),
    ("random numbers from a separate generator",
     {OTHER: "rng = np.random.default_rng(0)\n    " + OTHER},
     "the caller's seed then has no effect, and each batch has the same partners. Draw from the rng that you were given."),
    ("a mixture written into the input", {BOTH: f"X[...], Y[...] = {IMAGES}, {LABELS}\n    return X, Y"},
     "the caller's images are changed, and get more mixed with each epoch. Return new arrays."),
    ("labels before images", {BOTH: f"return {LABELS}, {IMAGES}"},
     "the caller unpacks the images first. Return (X, Y)."),
]
