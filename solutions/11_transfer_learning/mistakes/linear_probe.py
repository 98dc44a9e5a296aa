"""Known mistakes of `linear_probe`."""

STATS = "mean, sd = F.mean(axis=0), F.std(axis=0)"
SAFE = "    sd = np.where(sd > 0, sd, 1.0)\n"
FIT = "solver.fit((F - mean) / sd, y)"
PREDICT = "solver.predict((Ft - mean) / sd)"

SEE = "section 4."
MISTAKES = [
    ("new samples standardised with their own statistics",
     {PREDICT: "solver.predict((Ft - Ft.mean(0)) / np.where(Ft.std(0) > 0, Ft.std(0), 1.0))"},
     "if all of them show a 7, subtracting their mean removes the 7. Use the statistics of the labelled ones."),
    ("standardisation with labelled and new samples together",
     {STATS: "mean, sd = np.concatenate([F, Ft]).mean(axis=0), np.concatenate([F, Ft]).std(axis=0)"},
     "one odd new sample then distorts the features of all. Use the statistics of the labelled ones."),
    ("features that are not standardised", {FIT: "solver.fit(F, y)", PREDICT: "solver.predict(Ft)"},
     "the penalty then suppresses every feature measured on a small scale. Standardise the columns first."),
    ("one mean and standard deviation for all columns", {STATS: "mean, sd = F.mean(), F.std()"},
     "features on a small scale then stay small beside the others. Each column has a mean and a standard deviation of its own."),
    ("a regression on the numbers of the labels", {
        "solver = RidgeClassifier(alpha=10)": "Z = (F - mean) / sd",
        FIT: "w = np.linalg.solve(Z.T @ Z + 10 * np.eye(Z.shape[1]), Z.T @ (y - y.mean()))",
        PREDICT: "np.unique(y)[np.abs(((Ft - mean) / sd @ w + y.mean())[:, None] - np.unique(y)).argmin(axis=1)]",
     }, "labels are names: class 3 does not lie between 2 and 4. Train a score for each class."),
    ("the nearest labelled sample instead of a linear classifier", {
        "solver = RidgeClassifier(alpha=10)": "Z, Zt = (F - mean) / sd, (Ft - mean) / sd",
        "    " + FIT + "\n": "", PREDICT: "y[((Zt[:, None] - Z) ** 2).sum(axis=2).argmin(axis=1)]",
     }, "that follows each single label, wrong ones as well, and measures no linear separation. Train a linear classifier."),
    ("new samples that are not standardised", {PREDICT: "solver.predict(Ft)"},
     "the classifier was trained on standardised features. Treat both alike."),
    ("new samples scaled but not centred", {PREDICT: "solver.predict(Ft / sd)"},
     "the classifier was trained on centred features. Treat both alike."),
    ("each sample standardised on its own", {
        FIT: "solver.fit((F - F.mean(1)[:, None]) / F.std(1)[:, None], y)",
        PREDICT: "solver.predict((Ft - Ft.mean(1)[:, None]) / Ft.std(1)[:, None])",
     }, "rows are images; the scales belong to the columns. Take mean and standard deviation over axis 0."),
    ("a division by zero for constant columns", {SAFE: ""},
     "a column that never varies has standard deviation 0, and 0 / 0 is NaN. Divide such columns by 1."),
    ("class positions instead of labels",
     {"solver.predict((Ft - mean) / sd)": "np.searchsorted(np.unique(y), solver.predict((Ft - mean) / sd))"},
     "the caller wants labels, and they may be any numbers. Return them as they appear in y."),
    ("scores instead of labels", {PREDICT: "solver.decision_function((Ft - mean) / sd)"},
     "choose the class with the highest score and return its label."),
    ("predictions for the labelled samples", {PREDICT: "solver.predict((F - mean) / sd)"},
     "you classify F again. The new samples are in Ft."),
]
