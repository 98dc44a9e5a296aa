"""Known mistakes of notebook 11: features, probes and neighbours."""

from autograder.mistakes import of

LOWER = "lower, mode = model.features[: names.index(stage) + 1], model.training"
EVAL = "    model.eval()\n"
BACK = "    model.train(mode)\n"
PARTS = "parts = [lower(part).flatten(1) for part in X.split(batch)]"
STATS = "mean, sd = F.mean(axis=0), F.std(axis=0)"
SAFE = "    sd = np.where(sd > 0, sd, 1.0)\n"
FIT = "solver.fit((F - mean) / sd, y)"
PREDICT = "solver.predict((Ft - mean) / sd)"
UNIT = "unit = F / np.where(length > 0, length, 1.0)[:, None]"
SIMILAR = "similarity = unit @ unit[i]"
SELF = "    similarity[i] = -np.inf\n"
ORDER = 'np.argsort(-similarity, kind="stable")[:k]'
RANGE = "if not 1 <= k < len(F):"

MISTAKES = [
    *of(
        "extract",
        (
            "training mode",
            {EVAL: "    model.train()\n"},
            "batch norms then use each batch's own statistics, and move their running ones. Switch to eval mode.",
        ),
        (
            "the mode it happened to be in",
            {EVAL: ""},
            "in training mode, batch norms use each batch's own statistics and move. Switch to eval mode.",
        ),
        (
            "a graph for every batch",
            {"with torch.no_grad():": "if True:", "torch.cat(parts)": "torch.cat(parts).detach()"},
            "nobody will go back through it, and it eats the memory. Work under torch.no_grad().",
        ),
        (
            "a last batch that is lost",
            {"X.split(batch)": "X[: max(batch, len(X) // batch * batch)].split(batch)"},
            "the remaining images have no features, and rows and labels no longer fit. Keep the smaller batch.",
        ),
        (
            "one stage too low",
            {"names.index(stage) + 1": "max(1, names.index(stage))"},
            "the stage itself is included. A slice leaves its end out.",
        ),
        (
            "one stage too high",
            {"names.index(stage) + 1": "names.index(stage) + 2"},
            "you go on through the next stage. Stop after the named one.",
        ),
        (
            "the top of the body, whatever the stage",
            {"model.features[: names.index(stage) + 1]": "model.features"},
            "lower stages may be the better ones. Stop after the named one.",
        ),
        (
            "the named stage alone",
            {"model.features[: names.index(stage) + 1]": "model.features[names.index(stage)]"},
            "it expects what the stages below it make. Start at the input.",
        ),
        (
            "stages in the order of the alphabet",
            {"names.index(stage) + 1": "sorted(names).index(stage) + 1"},
            "names don't say who comes first. Take the stages in the order of the Sequential.",
        ),
        (
            "all images in one batch",
            {"X.split(batch)": "[X]"},
            "a large set does not fit into memory. Pass `batch` images at a time.",
        ),
        (
            "one image at a time",
            {"X.split(batch)": "X.split(1)"},
            "that is right and slow. Pass `batch` images at a time.",
        ),
        (
            "a fixed batch",
            {"X.split(batch)": "X.split(256)"},
            "the caller's `batch` is never used.",
        ),
        (
            "a model left in eval mode",
            {BACK: ""},
            "whoever was training it goes on without batch statistics and never learns why. Put the mode back.",
        ),
        (
            "a model left in training mode",
            {BACK: "    model.train()\n"},
            "it may have been in eval mode before. Put back the mode that it had.",
        ),
        (
            "means of the channels",
            {".flatten(1)": ".reshape(len(part), lower(part).shape[1], -1).mean(2)"},
            "pooling forgets where things are. Return all features, flattened.",
        ),
        (
            "features that are not flattened",
            {".flatten(1)": ""},
            "classifiers want one row an image. Flatten all axes but the first.",
        ),
        (
            "images flattened with their features",
            {".flatten(1)": ".flatten()"},
            "the images have run into each other. Keep the first axis.",
        ),
        (
            "features divided by their length",
            {"torch.cat(parts)": "nn.functional.normalize(torch.cat(parts), dim=1)"},
            "that is a step of `nearest`, not of this one. Return the features as they are.",
        ),
        see="section 4.",
    ),
    *of(
        "linear_probe",
        (
            "new samples standardised by themselves",
            {PREDICT: "solver.predict((Ft - Ft.mean(0)) / np.where(Ft.std(0) > 0, Ft.std(0), 1.0))"},
            "if all of them show a 7, subtracting their mean removes the 7. Use the statistics of the labelled ones.",
        ),
        (
            "statistics of old and new samples together",
            {STATS: "mean, sd = np.concatenate([F, Ft]).mean(axis=0), np.concatenate([F, Ft]).std(axis=0)"},
            "one odd new sample then squashes the features of all. Use the statistics of the labelled ones.",
        ),
        (
            "features that are not standardised",
            {FIT: "solver.fit(F, y)", PREDICT: "solver.predict(Ft)"},
            "the penalty then silences every feature that is small in its units. Standardise the columns first.",
        ),
        (
            "new samples that are not standardised",
            {PREDICT: "solver.predict(Ft)"},
            "the classifier was trained in other units. Treat both alike.",
        ),
        (
            "a scale without a centring of the new samples",
            {PREDICT: "solver.predict(Ft / sd)"},
            "the classifier was trained on centred features. Treat both alike.",
        ),
        (
            "each sample standardised by itself",
            {
                FIT: "solver.fit((F - F.mean(1)[:, None]) / F.std(1)[:, None], y)",
                PREDICT: "solver.predict((Ft - Ft.mean(1)[:, None]) / Ft.std(1)[:, None])",
            },
            "rows are images; it is the columns that have units. Take mean and deviation over axis 0.",
        ),
        (
            "a division by zero",
            {SAFE: ""},
            "a column that never varies has the deviation 0, and 0 / 0 is NaN. Divide such columns by 1.",
        ),
        (
            "positions instead of labels",
            {"solver.predict((Ft - mean) / sd)": "np.searchsorted(np.unique(y), solver.predict((Ft - mean) / sd))"},
            "the caller asked for labels, and they may be any numbers. Return those that stand in y.",
        ),
        (
            "scores instead of labels",
            {PREDICT: "solver.decision_function((Ft - mean) / sd)"},
            "choose the class with the highest score and return its label.",
        ),
        (
            "labels of the samples that were known",
            {PREDICT: "solver.predict((F - mean) / sd)"},
            "you classify F once more. The new samples are in Ft.",
        ),
        see="section 4.",
    ),
    *of(
        "nearest",
        (
            "Euclid's distance",
            {SIMILAR: "similarity = -np.linalg.norm(F - F[i], axis=1)"},
            "it calls a bright and a faint copy far apart. Compare directions: divide by the lengths.",
        ),
        (
            "a dot product without lengths",
            {UNIT: "unit = F"},
            "long rows then win, whatever their direction. Divide each row by its length.",
        ),
        (
            "a correlation",
            {
                UNIT: "unit = F - F.mean(1)[:, None]\n    length = np.linalg.norm(unit, axis=1)\n"
                "    unit = unit / np.where(length > 0, length, 1.0)[:, None]"
            },
            "the cosine takes no means away.",
        ),
        (
            "columns of length one",
            {"length = np.linalg.norm(F, axis=1)": "length = np.linalg.norm(F, axis=0)", "[:, None]": ""},
            "it is the images that should have length one, and they are the rows.",
        ),
        (
            "the least similar first",
            {ORDER: 'np.argsort(np.where(np.arange(len(F)) == i, np.inf, similarity), kind="stable")[:k]'},
            "argsort sorts upwards, and similarity is best when high.",
        ),
        (
            "the right rows, worst first",
            {ORDER: ORDER + "[::-1]"},
            "the most similar should come first.",
        ),
        (
            "the query among its own neighbours",
            {SELF: ""},
            "nothing is as near to row i as itself. Make sure that i can't win.",
        ),
        (
            "dropping whatever came first",
            {SELF: "", "[:k]": "[1 : k + 1]"},
            "with a copy in the data, or a row of zeros as query, the first is not always i. Exclude i by its index.",
        ),
        (
            "similarities instead of indices",
            {ORDER: "-np.sort(-similarity)[:k]"},
            "the caller wants to know which rows they are. Return their indices.",
        ),
        (
            "a division by zero",
            {UNIT: "unit = F / length[:, None]"},
            "a row of zeros has no direction, and NaN is sorted last. Give it the similarity 0.",
        ),
        (
            "the size of the cosine",
            {SIMILAR: "similarity = np.abs(unit @ unit[i])"},
            "an opposite direction is the least similar one, not the most. Keep the sign.",
        ),
        (
            "indices that skip the query",
            {SELF: "    similarity = np.delete(similarity, i)\n"},
            "once row i is deleted, all later rows have moved up by one. Keep their numbers.",
        ),
        (
            "a k that is never questioned",
            {RANGE: "if False:"},
            "there are N - 1 other rows; for any other k there is no answer. Raise ValueError.",
        ),
        (
            "a k that may be N",
            {RANGE: "if not 1 <= k <= len(F):"},
            "the query does not count, so there are only N - 1 rows to return.",
        ),
        see="section 7.",
    ),
]
