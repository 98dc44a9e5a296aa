"""Known mistakes of `cross_val`."""

STATS = "mean, sd = X[train_idx].mean(0), X[train_idx].std(0)"
VALID = "(X[val_idx] - mean) / sd"
CALL = "fit_score(Xtr, y[train_idx], Xva, y[val_idx])"
LOOP = "kfold(len(y), k, rng)"

SEE = "section 8."
MISTAKES = [
    ("standardisation with the statistics of all rows", {STATS: "mean, sd = X.mean(0), X.std(0)"},
     "the validation part then influences the preprocessing, which is a data leak. Use the training part's mean and standard deviation."),
    ("a validation part standardised with its own statistics",
     {VALID: "(X[val_idx] - X[val_idx].mean(0)) / np.where(X[val_idx].std(0) > 0, X[val_idx].std(0), 1.0)"},
     "the two parts are then on different scales. Use the training part's statistics for both."),
    ("a validation part that is not standardised", {VALID: "X[val_idx] + 0.0"},
     "the model was trained on another scale. Apply the training part's statistics to it too."),
    ("no standardisation", {"(X[train_idx] - mean) / sd": "X[train_idx] + 0.0", VALID: "X[val_idx] + 0.0"},
     "a column in millimetres then counts more than one in metres. Subtract the mean and divide by the standard deviation."),
    ("centring without scaling", {"np.where(sd > 0, sd, 1.0)": "np.ones_like(sd)"},
     "the columns keep their different scales. Divide by the standard deviation."),
    ("scaling without centring", {"(X[train_idx] - mean) / sd": "X[train_idx] / sd", VALID: "X[val_idx] / sd"},
     "the columns keep their means. Subtract them first."),
    ("a division by the variance", {"X[train_idx].std(0)": "X[train_idx].var(0)"},
     "then the result depends on the unit. Divide by the standard deviation."),
    ("column standard deviations with divisor n - 1", {"X[train_idx].std(0)": "X[train_idx].std(0, ddof=1)"},
     "the docstring asks for divisor n, NumPy's default. Leave ddof out."),
    ("one mean for all columns", {STATS: "mean, sd = X[train_idx].mean() * np.ones(X.shape[1]), X[train_idx].std(0)"},
     "each column has its own mean. Give the axis."),
    ("a division by zero for constant columns", {"sd = np.where(sd > 0, sd, 1.0)": "sd = sd + 0.0"},
     "a pixel that is always black has a standard deviation of 0, and 0 / 0 is NaN. Divide it by 1."),
    ("a model trained on all rows", {CALL: "fit_score((X - mean) / sd, y, Xva, y[val_idx])"},
     "it has then seen the validation labels. Train on the training part only."),
    ("scores on the training part", {CALL: "fit_score(Xtr, y[train_idx], Xtr, y[train_idx])"},
     "a model that has only memorised looks good there. Score on the validation part."),
    ("training and validation parts swapped", {CALL: "fit_score(Xva, y[val_idx], Xtr, y[train_idx])"},
     "the training part comes first. Look at the order of the arguments."),
    ("a standard deviation of the scores with divisor k - 1", {"float(np.std(found))": "float(np.std(found, ddof=1))"},
     "the docstring asks for divisor k, NumPy's default. Leave ddof out."),
    ("a standard error instead of a standard deviation", {"float(np.std(found))": "float(np.std(found) / np.sqrt(k))"},
     "the docstring asks for the spread of the scores, not of their mean. Don't divide by the root of k."),
    ("a variance instead of a standard deviation", {"float(np.std(found))": "float(np.var(found))"},
     "a standard deviation has the same unit as the scores. Take the square root."),
    ("the best score instead of the mean", {"float(np.mean(found))": "float(np.max(found))"},
     "the luckiest of k splits promises too much. Return the mean."),
    ("a sum of the scores", {"float(np.mean(found))": "float(np.sum(found))"},
     "k folds would make it k times as large. Return the mean."),
    ("only one split", {LOOP: LOOP + "[:1]"}, "a score from a single split depends on that split. Use all k folds."),
    ("folds that ignore the generator you were given", {LOOP: "kfold(len(y), k, np.random.default_rng(0))"},
     "every call then makes the same split. Pass `rng` on."),
    ("a small number added to each standard deviation",
     [{"sd = np.where(sd > 0, sd, 1.0)": "sd = sd + 1e-8"}, {"sd = np.where(sd > 0, sd, 1.0)": "sd = np.maximum(sd, 1e-8)"}],
     "a column that is constant in the training part may vary in the validation part, and is then multiplied by a hundred million. Divide it by 1."),
]
