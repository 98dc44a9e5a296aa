"""Known mistakes of `overfit_check`."""

OFF = "    model.regularization = 0\n"
CUT = "X, y = X[: batches * batch], y[: batches * batch]"
FIRST = "first = t % count * batch"
MEASURED = "return float(np.mean(model.predict(X) == y))"

SEE = "section 6."
MISTAKES = [
    ("regularization left on during training", {OFF: ""},
     "a penalty pulls the network away from what it should memorise, so a correct one fails. Set it to 0 on the model, before the first update."),
    ("accuracy on new examples", {
        CUT: "Xv, yv = X[batches * batch :], y[batches * batch :]\n    " + CUT,
        "model.predict(X) == y": "model.predict(Xv) == yv",
     }, "this check is about memorising, not generalising. Measure on the training examples."),
    ("accuracy on all examples", {CUT: "Xa, ya = X, y\n    " + CUT, "model.predict(X) == y": "model.predict(Xa) == ya"},
     "the network has never seen most of them. Measure on the examples it was trained on."),
    ("training on all examples", {CUT: "X, y = np.asarray(X), np.asarray(y)"},
     "a network can't memorise the whole data set in so few updates. Keep only the first few minibatches."),
    ("a few samples instead of a few minibatches", {CUT: "X, y = X[:batches], y[:batches]"},
     "some lecture notes say samples, but a network with a bug passes that easily. Take that many minibatches."),
    ("the first minibatch in every update", {FIRST: "first = 0"},
     "the others are never seen, but they count in the accuracy. Take the next one at every update."),
    ("no return to the first minibatch", {FIRST: "first = t * batch"},
     "after the last minibatch nothing is left to train on. Start again at the first."),
    ("all updates on one minibatch before the next", {FIRST: "first = t * count // steps * batch"},
     "the network forgets the first while it learns the last. Change the minibatch at every update."),
    ("overlapping minibatches", {FIRST: "first = t % count"},
     "each starts one example after the one before. Step by the size of a minibatch."),
    ("the smaller last minibatch left out", {"count = -(-len(y) // batch)": "count = max(1, len(y) // batch)"},
     "the last one may be smaller, but its examples count too. Round the number of minibatches up."),
    ("a fixed number of minibatches, even with less data", {"count = -(-len(y) // batch)": "count = batches"},
     "with less data some minibatches are empty. Count the ones that exist."),
    ("a new model for each update",
     {"        first = t": "        model = make_model()\n        model.regularization = 0\n        first = t"},
     "every update starts from scratch. Make the model once."),
    ("steps counted in epochs", {"range(steps)": "range(steps * count)"},
     "steps are updates here, not passes over the data. Make exactly that many."),
    ("one update too few", {"range(steps)": "range(1, steps)"},
     "the updates are counted from 0. Make exactly that many."),
    ("the loss instead of the accuracy",
     {"        model.train_step(": "        loss = model.train_step(", MEASURED: "return float(loss)"},
     "the question is whether the model still makes mistakes. Let it predict, and count."),
    ("the error rate instead of the accuracy", {"model.predict(X) == y": "model.predict(X) != y"},
     "1.0 should mean no mistakes. Count the correct predictions."),
    ("a percentage", {MEASURED: "return 100 * float(np.mean(model.predict(X) == y))"},
     "1.0 should mean no mistakes. Return a fraction."),
    ("the number of correct predictions", {"np.mean(model.predict(X) == y)": "np.sum(model.predict(X) == y)"},
     "1.0 should mean no mistakes. Divide by the number of examples."),
    ("all or nothing instead of an accuracy", {MEASURED: "return float(np.all(model.predict(X) == y))"},
     "how close it got tells you more than a yes or no. Return the fraction of correct predictions."),
    ("updates counted from one", {"range(steps)": "range(1, steps + 1)"},
     "the first update then takes the second minibatch. Count from zero."),
    ("accuracy on the last minibatch only",
     {"model.predict(X) == y": "model.predict(X[first : first + batch]) == y[first : first + batch]"},
     "the model has to fit all the minibatches that it was trained on. Predict all of them."),
]
