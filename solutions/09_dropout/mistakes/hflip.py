"""Known mistakes of `hflip`."""

COINS = "coins = rng.random(len(X)) < p"
TURNED = "X[:, :, ::-1]"
PICK = f"return np.where(coins[:, None, None, None], {TURNED}, X)"

SEE = "section 6."
MISTAKES = [
    ("a vertical flip", {TURNED: "X[:, ::-1]"}, "axis 1 runs down the image; left to right is the next one."),
    ("a flip of the colour channels", {TURNED: "X[..., ::-1]"},
     "the last axis holds the channels: red became blue. Left to right is the axis before it."),
    ("the order of the images reversed", {TURNED: "X[::-1]"},
     "axis 0 counts the images, and now each has another's label. Left to right is axis 2."),
    ("a rotation by 180 degrees", {TURNED: "X[:, ::-1, ::-1]"}, "two axes were reversed. A horizontal flip reverses one of them."),
    ("one random decision for the whole batch", {COINS: "coins = np.full(len(X), rng.random() < p)"},
     "all images are flipped or none is. Decide for each image."),
    ("every image flipped", {COINS: "coins = rng.random(len(X)) < 1"},
     "the network then never sees the images as they are. Flip each with probability p."),
    ("no image flipped", {COINS: "coins = rng.random(len(X)) < 0"},
     "the images come back as they were. Flip each with probability p."),
    ("p used as the probability of not flipping", {COINS: "coins = rng.random(len(X)) >= p"},
     "p is the probability of a flip. Reverse the comparison."),
    ("a flip probability of one half, whatever p is", {COINS: "coins = rng.random(len(X)) < 0.5"},
     "the caller chooses the probability p. Use it."),
    ("random numbers from a separate generator",
     {"rng, p=0.5):": "rng, p=0.5, own=np.random.default_rng(1)):", COINS: "coins = own.random(len(X)) < p"},
     "the caller's seed then has no effect, and a run can't be repeated. Draw from the rng that you were given."),
    ("the right images, written into the input", {PICK: f"X[coins] = {TURNED}[coins]\n    return X"},
     "the caller's images are changed, and after two epochs you can't tell which. Make a new array."),
]
