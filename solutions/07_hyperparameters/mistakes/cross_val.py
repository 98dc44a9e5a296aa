"""Known mistakes of `cross_val`."""

STATS = "mean, sd = X[train_idx].mean(0), X[train_idx].std(0)"
VALID = "(X[val_idx] - mean) / sd"
CALL = "fit_score(Xtr, y[train_idx], Xva, y[val_idx])"
LOOP = "kfold(len(y), k, rng)"

SEE = "Section 7."
MISTAKES = [
    ("statistics of all rows", {STATS: "mean, sd = X.mean(0), X.std(0)"},
     "the validation part has then had a say in the preparation: a leak. Use the training part's mean and standard deviation."),
    ("a validation part standardised by itself",
     {VALID: "(X[val_idx] - X[val_idx].mean(0)) / np.where(X[val_idx].std(0) > 0, X[val_idx].std(0), 1.0)"},
     "the two parts then live on different scales. Use the training part's statistics for both."),
    ("a validation part that is not standardised", {VALID: "X[val_idx] + 0.0"},
     "the model learnt on another scale. Apply the training part's statistics to it too."),
    ("no standardisation", {"(X[train_idx] - mean) / sd": "X[train_idx] + 0.0", VALID: "X[val_idx] + 0.0"},
     "columns in metres and in millimetres then count differently. Subtract the mean and divide by the standard deviation."),
    ("centring without scaling", {"np.where(sd > 0, sd, 1.0)": "np.ones_like(sd)"},
     "the columns keep their different scales. Divide by the standard deviation."),
    ("scaling without centring", {"(X[train_idx] - mean) / sd": "X[train_idx] / sd", VALID: "X[val_idx] / sd"},
     "the columns keep their means. Subtract them first."),
    ("a division by the variance", {"X[train_idx].std(0)": "X[train_idx].var(0)"},
     "then the result depends on the unit. Divide by the standard deviation."),
    ("a standard deviation with divisor n - 1 for the columns", {"X[train_idx].std(0)": "X[train_idx].std(0, ddof=1)"},
     "asked for is divisor n, NumPy's default. Leave ddof out."),
    ("one mean for all columns", {STATS: "mean, sd = X[train_idx].mean() * np.ones(X.shape[1]), X[train_idx].std(0)"},
     "each column has its own mean. Give the axis."),
    ("a division by zero for constant columns", {"sd = np.where(sd > 0, sd, 1.0)": "sd = sd + 0.0"},
     "a pixel that is always black has a standard deviation of 0, and 0 / 0 is NaN. Divide it by 1."),
    ("a model trained on everything", {CALL: "fit_score((X - mean) / sd, y, Xva, y[val_idx])"},
     "it has then seen the answers. Train on the training part only."),
    ("scores on the training part", {CALL: "fit_score(Xtr, y[train_idx], Xtr, y[train_idx])"},
     "what was learnt by heart looks good there. Score on the validation part."),
    ("training and validation exchanged", {CALL: "fit_score(Xva, y[val_idx], Xtr, y[train_idx])"},
     "the training part comes first. Look at the order of the arguments."),
    ("a standard deviation with divisor k - 1", {"float(np.std(found))": "float(np.std(found, ddof=1))"},
     "asked for is divisor k, NumPy's default. Leave ddof out."),
    ("a standard error", {"float(np.std(found))": "float(np.std(found) / np.sqrt(k))"},
     "asked for is the spread of the scores, not of their mean. Don't divide by the root of k."),
    ("a variance", {"float(np.std(found))": "float(np.var(found))"},
     "a standard deviation has the scores' unit. Take the root."),
    ("the best score instead of the mean", {"float(np.mean(found))": "float(np.max(found))"},
     "the luckiest of k splits promises too much. Return the mean."),
    ("a sum of the scores", {"float(np.mean(found))": "float(np.sum(found))"},
     "k folds would make it k times as large. Return the mean."),
    ("one split only", {LOOP: LOOP + "[:1]"}, "one split is one opinion. Use all k folds."),
    ("folds that ignore the generator you were given", {LOOP: "kfold(len(y), k, np.random.default_rng(0))"},
     "every call then cuts in the same way. Pass `rng` on."),
]
