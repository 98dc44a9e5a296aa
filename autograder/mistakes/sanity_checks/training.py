"""Known mistakes of notebook 06: learning by heart, and the update ratio."""

from autograder.mistakes import of

OFF = "    model.regularization = 0\n"
CUT = "X, y = X[: batches * batch], y[: batches * batch]"
FIRST = "first = t % count * batch"
MEASURED = "return float(np.mean(model.predict(X) == y))"
RATIO = "float(np.sqrt(np.sum(np.square(after - before))) / length)"
LENGTH = "length = np.sqrt(np.sum(np.square(before)))"
UPDATE = "np.sqrt(np.sum(np.square(after - before)))"

MISTAKES = [
    *of(
        "overfit_check",
        (
            "a check with regularization on while it trains",
            {OFF: ""},
            "a penalty pulls the network away from what it should memorise, so a sound one fails. Set it to 0 on the model, before the first update.",
        ),
        (
            "accuracy on new examples",
            {
                CUT: "Xv, yv = X[batches * batch :], y[batches * batch :]\n    " + CUT,
                "model.predict(X) == y": "model.predict(Xv) == yv",
            },
            "here nothing is to be generalised. Measure on what it was trained on.",
        ),
        (
            "accuracy on all examples",
            {CUT: "Xa, ya = X, y\n    " + CUT, "model.predict(X) == y": "model.predict(Xa) == ya"},
            "most of them it has never seen. Measure on what it was trained on.",
        ),
        (
            "training on all examples",
            {CUT: "X, y = np.asarray(X), np.asarray(y)"},
            "nothing can be learnt by heart if it is the whole data set. Cut the first few minibatches off.",
        ),
        (
            "a few samples instead of a few minibatches",
            {CUT: "X, y = X[:batches], y[:batches]"},
            "some notes say samples, and a faulty network passes that easily. Take as many minibatches.",
        ),
        (
            "the same minibatch again and again",
            {FIRST: "first = 0"},
            "the others are never seen, and count in the accuracy. Go on to the next at every update.",
        ),
        (
            "no return to the first minibatch",
            {FIRST: "first = t * batch"},
            "after the last minibatch nothing is left to train on. Begin again at the first.",
        ),
        (
            "minibatches one after the other, each until its share is done",
            {FIRST: "first = t * count // steps * batch"},
            "the network forgets the first while it learns the last. Change the minibatch at every update.",
        ),
        (
            "minibatches that overlap",
            {FIRST: "first = t % count"},
            "each begins one example after the one before. Step by the size of a minibatch.",
        ),
        (
            "a last minibatch that is left out",
            {"count = -(-len(y) // batch)": "count = max(1, len(y) // batch)"},
            "the last one may be smaller and belongs to it all the same. Round up.",
        ),
        (
            "a count that ignores how much data there is",
            {"count = -(-len(y) // batch)": "count = batches"},
            "with less data some minibatches are empty. Count those that there are.",
        ),
        (
            "a new model for each update",
            {"        first = t": "        model = make_model()\n        model.regularization = 0\n        first = t"},
            "what one update learns, the next has forgotten. Make the model once.",
        ),
        (
            "steps counted in epochs",
            {"range(steps)": "range(steps * count)"},
            "steps are updates here, not rounds through the data. Make exactly that many.",
        ),
        (
            "one update too few",
            {"range(steps)": "range(1, steps)"},
            "the updates are counted from 0. Make exactly that many.",
        ),
        (
            "the loss instead of the accuracy",
            {"        model.train_step(": "        loss = model.train_step(", MEASURED: "return float(loss)"},
            "the question is whether it still makes a mistake. Ask it to predict and count.",
        ),
        (
            "the share of errors",
            {"model.predict(X) == y": "model.predict(X) != y"},
            "1.0 is to mean no mistake. Count the right ones.",
        ),
        (
            "a percentage",
            {MEASURED: "return 100 * float(np.mean(model.predict(X) == y))"},
            "1.0 is to mean no mistake. Return a share.",
        ),
        (
            "a number of right answers",
            {"np.mean(model.predict(X) == y)": "np.sum(model.predict(X) == y)"},
            "1.0 is to mean no mistake. Divide by how many there are.",
        ),
        (
            "yes or no",
            {MEASURED: "return float(np.all(model.predict(X) == y))"},
            "how far it got tells more than that it did not arrive. Return the share of right answers.",
        ),
        see="section 6.",
    ),
    *of(
        "update_ratio",
        (
            "the ratio upside down",
            {RATIO: f"float(length / {UPDATE})"},
            "some notes print it so; then 1000 would be usual, and no update gives infinity. Update over weight.",
        ),
        (
            "a division by the new weights",
            {
                LENGTH: "zero = np.all(before == 0)\n    length = np.sqrt(np.sum(np.square(after)))",
                "if length == 0:": "if zero:",
            },
            "a step is compared with what it changes. Divide by the length before.",
        ),
        (
            "a ratio in which `after` counts as the update",
            {"np.square(after - before)": "np.square(after)"},
            "you are given new weights, not the update. Subtract the old ones.",
        ),
        (
            "a ratio of squared lengths",
            {RATIO: "float(np.sum(np.square(after - before)) / length**2)"},
            "the norm is the root of the sum of squares. Take the roots.",
        ),
        (
            "a ratio of standard deviations",
            {RATIO: "float(np.std(after - before) / np.std(before))"},
            "others use that; it forgets the mean, so a common shift counts nothing. Use norms.",
        ),
        (
            "the change of the length",
            {UPDATE: "np.abs(np.sqrt(np.sum(np.square(after))) - length)"},
            "weights can turn without growing, and then you see no update. Subtract first, then take the norm.",
        ),
        (
            "a mean of element-wise ratios",
            {RATIO: "float(np.mean(np.abs(after - before) / np.abs(before)))"},
            "one weight close to zero then rules the result. Take two norms and divide once.",
        ),
        (
            "a ratio of largest elements",
            {RATIO: "float(np.max(np.abs(after - before)) / np.max(np.abs(before)))"},
            "the norm adds up all squares. Use it for both.",
        ),
        (
            "a ratio of sums of absolute values",
            {RATIO: "float(np.sum(np.abs(after - before)) / np.sum(np.abs(before)))"},
            "that is another norm than asked for. Use the root of the sum of squares.",
        ),
        (
            "a norm of matrices that is not the sum of squares",
            {
                RATIO: "float(np.linalg.norm(after - before, 2) / np.linalg.norm(before, 2)"
                " if before.ndim == 2 else np.sqrt(np.sum(np.square(after - before))) / length)"
            },
            "`ord=2` of a matrix is its largest singular value. Add up all squares.",
        ),
        (
            "a ratio for each row",
            {
                RATIO: "np.linalg.norm(after - before, axis=-1) / np.linalg.norm(before, axis=-1) if before.ndim > 1 else "
                + RATIO
            },
            "asked for is one number for the whole array. Add up all squares.",
        ),
        (
            "an infinite ratio for biases that start at zero",
            {"    if length == 0:\n": "    if length == 0:\n        return float('inf')\n    if False:\n"},
            "a bias at zero has no length to compare with, and inf would look like an alarm. Return NaN.",
        ),
        (
            "a ratio of 0 for biases that start at zero",
            {"    if length == 0:\n": "    if length == 0:\n        return 0.0\n    if False:\n"},
            "0 would say that the bias does not move. It has no ratio: return NaN.",
        ),
        (
            "no special case for biases that start at zero",
            {"    if length == 0:\n": "    if False:\n"},
            "dividing by a length of zero gives inf where there is an update. Return NaN there.",
        ),
        (
            "a constant added to the length",
            {"/ length)": "/ (length + 1e-8))", "    if length == 0:\n": "    if False:\n"},
            "a bias at zero then gets a ratio of millions. It has no ratio: return NaN.",
        ),
        see="section 7.",
    ),
]
