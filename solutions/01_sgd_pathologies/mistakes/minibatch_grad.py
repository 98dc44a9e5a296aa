"""Known mistakes of `minibatch_grad`."""

MISTAKES = [
    ("a sum over the batch", {" / len(idx)": ""},
     "with a larger batch your steps get longer, not better. The loss is a mean. See section 5."),
    ("a mean over the whole data set", {"len(idx)": "len(y)"},
     "you add up the batch but divide by the number of all examples, so small batches make tiny steps. Divide by what you added up. See section 5."),
    ("a gradient with a factor 2 too many", {"return rows.T": "return 2 * rows.T"},
     "the square gives a 2 and the one half in the loss takes it away. Differentiate one example on paper. See the hint."),
    ("a gradient with one half too many", {" / len(idx)": " / (2 * len(idx))"},
     "the one half in the loss is used up by the derivative of the square. Differentiate one example on paper. See the hint."),
    ("a gradient with the wrong sign", {"rows @ w - y[idx]": "y[idx] - rows @ w"},
     "you return the way down; callers subtract the gradient themselves. Check the order of prediction and target. See section 5."),
    ("the gradient of all rows", {"rows = X[idx]": "rows, idx = X, np.arange(len(y))"},
     "you ignore `idx`, so nothing is saved and nothing is random. Take its rows. See section 5."),
    ("a batch in which repeated rows count once", {"rows = X[idx]": "idx = np.unique(idx)\n    rows = X[idx]"},
     "drawing with replacement may take a row twice, and then it has twice the weight. Keep `idx` as it is. See the exercise's text."),
    ("a gradient that forgets the targets", {"rows @ w - y[idx]": "rows @ w"},
     "the error of an example is its prediction minus its target. See the loss in section 5."),
]
