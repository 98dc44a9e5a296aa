"""Known mistakes of `overfit_check`."""

OFF = "    model.regularization = 0\n"
CUT = "X, y = X[: batches * batch], y[: batches * batch]"
FIRST = "first = t % count * batch"
MEASURED = "return float(np.mean(model.predict(X) == y))"

SEE = "section 6."
MISTAKES = [
    ("a check with regularization on while it trains", {OFF: ""},
     "a penalty pulls the network away from what it should memorise, so a sound one fails. Set it to 0 on the model, before the first update."),
    ("accuracy on new examples", {
        CUT: "Xv, yv = X[batches * batch :], y[batches * batch :]\n    " + CUT,
        "model.predict(X) == y": "model.predict(Xv) == yv",
     }, "here nothing is to be generalised. Measure on what it was trained on."),
    ("accuracy on all examples", {CUT: "Xa, ya = X, y\n    " + CUT, "model.predict(X) == y": "model.predict(Xa) == ya"},
     "most of them it has never seen. Measure on what it was trained on."),
    ("training on all examples", {CUT: "X, y = np.asarray(X), np.asarray(y)"},
     "nothing can be learnt by heart if it is the whole data set. Cut the first few minibatches off."),
    ("a few samples instead of a few minibatches", {CUT: "X, y = X[:batches], y[:batches]"},
     "some notes say samples, and a faulty network passes that easily. Take as many minibatches."),
    ("the same minibatch again and again", {FIRST: "first = 0"},
     "the others are never seen, and count in the accuracy. Go on to the next at every update."),
    ("no return to the first minibatch", {FIRST: "first = t * batch"},
     "after the last minibatch nothing is left to train on. Begin again at the first."),
    ("minibatches one after the other, each until its share is done", {FIRST: "first = t * count // steps * batch"},
     "the network forgets the first while it learns the last. Change the minibatch at every update."),
    ("minibatches that overlap", {FIRST: "first = t % count"},
     "each begins one example after the one before. Step by the size of a minibatch."),
    ("a last minibatch that is left out", {"count = -(-len(y) // batch)": "count = max(1, len(y) // batch)"},
     "the last one may be smaller and belongs to it all the same. Round up."),
    ("a count that ignores how much data there is", {"count = -(-len(y) // batch)": "count = batches"},
     "with less data some minibatches are empty. Count those that there are."),
    ("a new model for each update",
     {"        first = t": "        model = make_model()\n        model.regularization = 0\n        first = t"},
     "what one update learns, the next has forgotten. Make the model once."),
    ("steps counted in epochs", {"range(steps)": "range(steps * count)"},
     "steps are updates here, not rounds through the data. Make exactly that many."),
    ("one update too few", {"range(steps)": "range(1, steps)"},
     "the updates are counted from 0. Make exactly that many."),
    ("the loss instead of the accuracy",
     {"        model.train_step(": "        loss = model.train_step(", MEASURED: "return float(loss)"},
     "the question is whether it still makes a mistake. Ask it to predict and count."),
    ("the share of errors", {"model.predict(X) == y": "model.predict(X) != y"},
     "1.0 is to mean no mistake. Count the right ones."),
    ("a percentage", {MEASURED: "return 100 * float(np.mean(model.predict(X) == y))"},
     "1.0 is to mean no mistake. Return a share."),
    ("a number of right answers", {"np.mean(model.predict(X) == y)": "np.sum(model.predict(X) == y)"},
     "1.0 is to mean no mistake. Divide by how many there are."),
    ("yes or no", {MEASURED: "return float(np.all(model.predict(X) == y))"},
     "how far it got tells more than that it did not arrive. Return the share of right answers."),
]
