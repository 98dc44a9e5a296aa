"""Known mistakes of notebook 07: folds, and scores from them."""

from autograder.mistakes import of

PARTS = "parts = np.array_split(rng.permutation(n), k)"
PAIRS = "[(np.concatenate(parts[:i] + parts[i + 1 :]), part) for i, part in enumerate(parts)]"
STATS = "mean, sd = X[train_idx].mean(0), X[train_idx].std(0)"
VALID = "(X[val_idx] - mean) / sd"
CALL = "fit_score(Xtr, y[train_idx], Xva, y[val_idx])"
FOUND = "    found = []\n"
LOOP = "kfold(len(y), k, rng)"

MISTAKES = [
    *of(
        "kfold",
        (
            "folds that are not shuffled",
            {PARTS: "rng.random()\n    parts = np.array_split(np.arange(n), k)"},
            "in a file sorted by class each part then is one class. Shuffle first.",
        ),
        (
            "every k-th index, not shuffled",
            {PARTS: "rng.random()\n    parts = [np.arange(i, n, k) for i in range(k)]"},
            "strides keep the order of the file, and what repeats in it. Shuffle first.",
        ),
        (
            "a remainder that is lost",
            {PARTS: "parts = np.split(rng.permutation(n)[: n // k * k], k)"},
            "some examples are then in no part. Spread them over the parts.",
        ),
        (
            "a remainder that goes to the last part",
            {PARTS: "cuts = [n // k * i for i in range(1, k)]\n    parts = np.split(rng.permutation(n), cuts)"},
            "the sizes may differ by one at most. Spread the remainder over the parts.",
        ),
        (
            "parts that overlap",
            {PARTS: "parts = [rng.choice(n, n // k + (i < n % k), replace=False) for i in range(k)]"},
            "drawn anew for each fold, some examples are validated twice and some never. Cut one permutation into parts.",
        ),
        (
            "training on everything",
            {"np.concatenate(parts[:i] + parts[i + 1 :])": "np.concatenate(parts)"},
            "the validation part must stay unseen. Leave it out of the training indices.",
        ),
        (
            "training on one part only",
            {"np.concatenate(parts[:i] + parts[i + 1 :])": "parts[i - 1]"},
            "all other parts are for training. Join them.",
        ),
        (
            "training and validation exchanged",
            {PAIRS: "[(part, np.concatenate(parts[:i] + parts[i + 1 :])) for i, part in enumerate(parts)]"},
            "the small part is for validation. Return the training indices first.",
        ),
        (
            "a single split",
            {PAIRS: PAIRS + "[:1]"},
            "each part is to be the validation set once. Return k pairs.",
        ),
        (
            "folds that ignore the generator you were given",
            {"rng.permutation(n)": "np.random.default_rng(0).permutation(n)"},
            "every call then cuts in the same way. Shuffle with `rng`.",
        ),
        (
            "folds from a generator of its own",
            {"k, rng):": "k, rng, own=np.random.default_rng(1)):", "rng.permutation(n)": "own.permutation(n)"},
            "nobody can repeat such a split. Shuffle with `rng`.",
        ),
        (
            "numbers of folds above n",
            {"if not 2 <= k <= n:": "if False:"},
            "some validation parts would be empty. Raise ValueError unless 2 <= k <= n.",
        ),
        (
            "one fold accepted",
            {"if not 2 <= k <= n:": "if k > n:", PAIRS: PAIRS.replace("parts[i + 1 :])", "parts[i + 1 :] or [[]])")},
            "one fold leaves nothing to train on. Raise ValueError unless 2 <= k <= n.",
        ),
        see="Section 7.",
    ),
    *of(
        "cross_val",
        (
            "statistics of all rows",
            {STATS: "mean, sd = X.mean(0), X.std(0)"},
            "the validation part has then had a say in the preparation: a leak. Use the training part's mean and standard deviation.",
        ),
        (
            "a validation part standardised by itself",
            {VALID: "(X[val_idx] - X[val_idx].mean(0)) / np.where(X[val_idx].std(0) > 0, X[val_idx].std(0), 1.0)"},
            "the two parts then live on different scales. Use the training part's statistics for both.",
        ),
        (
            "a validation part that is not standardised",
            {VALID: "X[val_idx] + 0.0"},
            "the model learnt on another scale. Apply the training part's statistics to it too.",
        ),
        (
            "no standardisation",
            {"(X[train_idx] - mean) / sd": "X[train_idx] + 0.0", VALID: "X[val_idx] + 0.0"},
            "columns in metres and in millimetres then count differently. Subtract the mean and divide by the standard deviation.",
        ),
        (
            "centring without scaling",
            {"np.where(sd > 0, sd, 1.0)": "np.ones_like(sd)"},
            "the columns keep their different scales. Divide by the standard deviation.",
        ),
        (
            "scaling without centring",
            {"(X[train_idx] - mean) / sd": "X[train_idx] / sd", VALID: "X[val_idx] / sd"},
            "the columns keep their means. Subtract them first.",
        ),
        (
            "a division by the variance",
            {"X[train_idx].std(0)": "X[train_idx].var(0)"},
            "then the result depends on the unit. Divide by the standard deviation.",
        ),
        (
            "a standard deviation with divisor n - 1 for the columns",
            {"X[train_idx].std(0)": "X[train_idx].std(0, ddof=1)"},
            "asked for is divisor n, NumPy's default. Leave ddof out.",
        ),
        (
            "one mean for all columns",
            {STATS: "mean, sd = X[train_idx].mean() * np.ones(X.shape[1]), X[train_idx].std(0)"},
            "each column has its own mean. Give the axis.",
        ),
        (
            "a division by zero for constant columns",
            {"sd = np.where(sd > 0, sd, 1.0)": "sd = sd + 0.0"},
            "a pixel that is always black has a standard deviation of 0, and 0 / 0 is NaN. Divide it by 1.",
        ),
        (
            "a model trained on everything",
            {CALL: "fit_score((X - mean) / sd, y, Xva, y[val_idx])"},
            "it has then seen the answers. Train on the training part only.",
        ),
        (
            "scores on the training part",
            {CALL: "fit_score(Xtr, y[train_idx], Xtr, y[train_idx])"},
            "what was learnt by heart looks good there. Score on the validation part.",
        ),
        (
            "training and validation exchanged",
            {CALL: "fit_score(Xva, y[val_idx], Xtr, y[train_idx])"},
            "the training part comes first. Look at the order of the arguments.",
        ),
        (
            "a standard deviation with divisor k - 1",
            {"float(np.std(found))": "float(np.std(found, ddof=1))"},
            "asked for is divisor k, NumPy's default. Leave ddof out.",
        ),
        (
            "a standard error",
            {"float(np.std(found))": "float(np.std(found) / np.sqrt(k))"},
            "asked for is the spread of the scores, not of their mean. Don't divide by the root of k.",
        ),
        (
            "a variance",
            {"float(np.std(found))": "float(np.var(found))"},
            "a standard deviation has the scores' unit. Take the root.",
        ),
        (
            "the best score instead of the mean",
            {"float(np.mean(found))": "float(np.max(found))"},
            "the luckiest of k splits promises too much. Return the mean.",
        ),
        (
            "a sum of the scores",
            {"float(np.mean(found))": "float(np.sum(found))"},
            "k folds would make it k times as large. Return the mean.",
        ),
        (
            "one split only",
            {LOOP: LOOP + "[:1]"},
            "one split is one opinion. Use all k folds.",
        ),
        (
            "folds that ignore the generator you were given",
            {LOOP: "kfold(len(y), k, np.random.default_rng(0))"},
            "every call then cuts in the same way. Pass `rng` on.",
        ),
        see="Section 7.",
    ),
]
