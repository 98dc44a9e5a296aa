"""Known mistakes of `augment_batches`."""

ORDER = "order = rng.permutation(len(X)) if train else np.arange(len(X))"
ROWS = "rows = order[start : start + batch]"
YIELD = "yield (recipe(X[rows], rng) if train else X[rows]), y[rows]"
LOOP = "range(0, len(X), batch)"

SEE = "section 7."
MISTAKES = [
    ("augmentation at test", {YIELD: "yield recipe(X[rows], rng or np.random.default_rng(1)), y[rows]"},
     "at test you want a prediction for this image, not for a changed version of it. Leave the images as they are."),
    ("augmentation at test only",
     {YIELD: "yield (X[rows] if train else recipe(X[rows], rng or np.random.default_rng(1))), y[rows]"},
     "the two cases are swapped. Augment in training, and leave the images alone at test."),
    ("no augmentation", {YIELD: "yield X[rows], y[rows]"}, "in training each batch goes through the recipe."),
    ("labels that no longer match their images",
     {YIELD: "yield (recipe(X[rows], rng) if train else X[rows]), y[start : start + batch]"},
     "the images were shuffled and the labels were not. Index both with the same rows."),
    ("labels shuffled separately from the images", {ORDER: ORDER + "\n    y = rng.permutation(y) if train else y"},
     "two shuffles give two different orders. Draw one, and index both with it."),
    ("training without shuffling", {ORDER: "order = np.arange(len(X))"},
     "in training each epoch has a fresh random order. Draw it from rng."),
    ("the same order in each epoch", {ORDER: ORDER.replace("rng", "np.random.default_rng(0)")},
     "the same examples would share a minibatch in every epoch. Draw the order from the rng that you were given."),
    ("a shuffle at test", [
        {ORDER: "order = rng.permutation(len(X))"},
        {ORDER: "order = (rng or np.random.default_rng(0)).permutation(len(X))"},
     ],
     "at test the predictions are compared with labels in the order given. Keep that order."),
    ("examples drawn with replacement",
     {ORDER: "order = rng.integers(len(X), size=len(X)) if train else np.arange(len(X))"},
     "some examples come twice, and about a third never. An epoch shows each one once."),
    ("a dropped last batch", {LOOP: "range(0, len(X) - batch + 1, batch)"},
     "at test some answers would be missing. Let the last batch be smaller."),
    ("a last batch padded with repeated examples", {ROWS: "rows = np.resize(order, start + batch)[start:]"},
     "some examples come twice. Let the last batch be smaller."),
    ("an empty batch at the end", {LOOP: "range(0, len(X) + 1, batch)"},
     "where batch divides the number of examples, nothing is left for a further batch. Stop when all have been seen."),
    ("a batch size of 64, whatever batch is",
     {LOOP: "range(0, len(X), 64)", ROWS: "rows = order[start : start + 64]"},
     "64 is only the default. Use the batch size that you were given."),
    ("a single batch returned instead of an epoch", {"yield (": "return (", "rng) if train else X[rows]), y[rows]": "rng) if train else X[rows]), y[rows]"},
     "return ends the function with the first batch. yield hands out one batch and goes on with the next."),
    ("one example per batch", {ROWS: "rows = order[start : start + 1]"},
     "a batch runs from start to start + batch."),
    ("only the crop from the recipe", {"recipe(X[rows], rng) if": "random_crop(X[rows], 1, rng) if"},
     "the images are shifted, but their brightness and contrast never change. Call recipe, which does all of it."),
    ("the same augmentation in each batch",
     {"recipe(X[rows], rng) if": "recipe(X[rows], np.random.default_rng(0)) if"},
     "each batch gets the same shifts, brightness and contrast as the one before. Pass on the rng that you were given."),
    ("augmentation written into the caller's images",
     {ORDER: ORDER + "\n    if train:\n        X[:] = recipe(X, rng)", "recipe(X[rows], rng) if": "X[rows] if"},
     "they are distorted a little further in each epoch. Change a copy of each batch."),
]
