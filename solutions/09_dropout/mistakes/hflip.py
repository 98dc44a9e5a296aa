"""Known mistakes of `hflip`."""

COINS = "coins = rng.random(len(X)) < p"
TURNED = "X[:, :, ::-1]"
PICK = f"return np.where(coins[:, None, None, None], {TURNED}, X)"

SEE = "section 6."
MISTAKES = [
    ("a flip upside down", {TURNED: "X[:, ::-1]"}, "axis 1 runs down the image; left to right is the next one."),
    ("a flip of the colours", {TURNED: "X[..., ::-1]"},
     "the last axis holds the channels: red became blue. Left to right is the axis before it."),
    ("a flip of the order of the images", {TURNED: "X[::-1]"},
     "axis 0 counts the images, and now each has another's label. Left to right is axis 2."),
    ("a turn by half a circle", {TURNED: "X[:, ::-1, ::-1]"}, "two axes were reversed. A mirror reverses one of them."),
    ("one coin for all images", {COINS: "coins = np.full(len(X), rng.random() < p)"},
     "a batch would be mirrored as a whole. Toss a coin for each image."),
    ("a mirror for all images", {COINS: "coins = rng.random(len(X)) < 1"},
     "then the network never sees the images as they are. Mirror each with probability p."),
    ("a mirror for none", {COINS: "coins = rng.random(len(X)) < 0"},
     "nothing is ever mirrored. Mirror each with probability p."),
    ("p as the probability to stay", {COINS: "coins = rng.random(len(X)) >= p"},
     "p is the probability of being mirrored. Turn the comparison."),
    ("a fair coin, whatever p says", {COINS: "coins = rng.random(len(X)) < 0.5"},
     "the probability is p, which the caller may choose."),
    ("coins from a generator of its own",
     {"rng, p=0.5):": "rng, p=0.5, own=np.random.default_rng(1)):", COINS: "coins = own.random(len(X)) < p"},
     "nobody can repeat a run with it. Draw from the rng that you were given."),
    ("the right images, written into your input", {PICK: f"X[coins] = {TURNED}[coins]\n    return X"},
     "the caller's images are changed, and after two epochs nobody knows which. Make a new array."),
]
