"""Known mistakes of `minibatch_grad`."""

MISTAKES = [
    ("a sum over the batch instead of a mean", {" / len(idx)": ""},
     "with a larger batch your steps get longer, not better. The loss is a mean. See section 5."),
    ("a batch sum divided by the whole data set's size", {"len(idx)": "len(y)"},
     "you add up the batch but divide by the number of all examples, so small batches make tiny steps. Divide by the number of terms you added up. See section 5."),
    ("a gradient with an extra factor 2", {"return rows.T": "return 2 * rows.T"},
     "the square gives a 2, and the 1/2 in the loss cancels it. Differentiate one example on paper. See the hint."),
    ("a gradient with an extra factor 1/2", {" / len(idx)": " / (2 * len(idx))"},
     "the 1/2 in the loss cancels with the 2 from the square. Differentiate one example on paper. See the hint."),
    ("a gradient with the wrong sign", {"rows @ w - y[idx]": "y[idx] - rows @ w"},
     "you return the descent direction; callers subtract the gradient themselves. Check the order of prediction and target. See section 5."),
    ("the gradient over all rows", {"rows = X[idx]": "rows, idx = X, np.arange(len(y))"},
     "you ignore `idx`, so every batch gives the full gradient. Use only its rows. See section 5."),
    ("the targets of the first rows", {"y[idx]": "y[: len(idx)]"},
     "a batch takes its rows from anywhere, and each row has its own target. Pick the targets in the way you pick the rows. See the docstring."),
    ("the mean error times the mean row", {"rows.T @ (rows @ w - y[idx]) / len(idx)": "np.mean(rows @ w - y[idx]) * np.mean(rows, axis=0)"},
     "a mean of products is not the product of the means: large errors belong to rows of their own. Multiply each error by its row first. See section 5."),
    ("a batch in which repeated rows count once", [
        {"rows = X[idx]": "idx = np.unique(idx)\n    rows = X[idx]"},
        {" / len(idx)": " / size", "rows = X[idx]": "size, idx = len(idx), np.unique(idx)\n    rows = X[idx]"},
     ],
     "drawing with replacement may take a row twice, and then it has twice the weight. Keep `idx` as it is. See the exercise's text."),
    ("a gradient without the targets", {"rows @ w - y[idx]": "rows @ w"},
     "the error of an example is its prediction minus its target. See the loss in section 5."),
]
