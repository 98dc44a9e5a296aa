"""Known mistakes of `augment_batches`."""

ORDER = "order = rng.permutation(len(X)) if train else np.arange(len(X))"
ROWS = "rows = order[start : start + batch]"
YIELD = "yield (recipe(X[rows], rng) if train else X[rows]), y[rows]"
LOOP = "range(0, len(X), batch)"

SEE = "section 7."
MISTAKES = [
    ("augmentation at test", {YIELD: "yield recipe(X[rows], rng or np.random.default_rng(1)), y[rows]"},
     "at test you want the answer for this picture, not for one that was bent. Leave the images as they are."),
    ("augmentation at test only",
     {YIELD: "yield (X[rows] if train else recipe(X[rows], rng or np.random.default_rng(1))), y[rows]"},
     "the two cases are exchanged: noise is for training."),
    ("no augmentation", {YIELD: "yield X[rows], y[rows]"}, "in training each batch goes through the recipe."),
    ("labels apart from their images",
     {YIELD: "yield (recipe(X[rows], rng) if train else X[rows]), y[start : start + batch]"},
     "the images were shuffled and the labels were not. Index both with the same rows."),
    ("labels shuffled on their own", {ORDER: ORDER + "\n    y = rng.permutation(y) if train else y"},
     "two shuffles are two orders. Draw one, and index both with it."),
    ("an order that never changes", {ORDER: "order = np.arange(len(X))"},
     "in training each epoch has a fresh random order. Draw it from rng."),
    ("the same order in each epoch", {ORDER: ORDER.replace("rng", "np.random.default_rng(0)")},
     "minibatches should meet in new company each time. Draw the order from the rng that you were given."),
    ("a shuffle at test", {ORDER: "order = (rng or np.random.default_rng(0)).permutation(len(X))"},
     "whoever compares your answers with a list of labels expects the order given."),
    ("examples drawn with replacement",
     {ORDER: "order = rng.integers(len(X), size=len(X)) if train else np.arange(len(X))"},
     "some examples come twice and a third never. An epoch shows each once."),
    ("a last batch left out", {LOOP: "range(0, len(X) - batch + 1, batch)"},
     "at test some answers would be missing. Let the last batch be smaller."),
    ("a last batch filled up", {ROWS: "rows = np.resize(order, start + batch)[start:]"},
     "some examples come twice. Let the last batch be smaller."),
    ("a single example a batch", {ROWS: "rows = order[start : start + 1]"},
     "a batch reaches from start to start + batch."),
    ("half of the recipe", {"recipe(X[rows], rng) if": "random_crop(X[rows], 1, rng) if"},
     "the images are moved, but the light stays. Call recipe, which does both."),
    ("the same change of the images in each batch",
     {"recipe(X[rows], rng) if": "recipe(X[rows], np.random.default_rng(0)) if"},
     "each batch gets the moves and the light of the one before. Hand on the rng that you were given."),
    ("augmentation before the epoch, written into your images",
     {ORDER: ORDER + "\n    if train:\n        X[:] = recipe(X, rng)", "recipe(X[rows], rng) if": "X[rows] if"},
     "the caller's images are bent a little further in each epoch. Change a copy of each batch."),
]
