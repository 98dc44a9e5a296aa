"""Known mistakes of `linear_probe`."""

STATS = "mean, sd = F.mean(axis=0), F.std(axis=0)"
SAFE = "    sd = np.where(sd > 0, sd, 1.0)\n"
FIT = "solver.fit((F - mean) / sd, y)"
PREDICT = "solver.predict((Ft - mean) / sd)"

SEE = "section 4."
MISTAKES = [
    ("new samples standardised by themselves",
     {PREDICT: "solver.predict((Ft - Ft.mean(0)) / np.where(Ft.std(0) > 0, Ft.std(0), 1.0))"},
     "if all of them show a 7, subtracting their mean removes the 7. Use the statistics of the labelled ones."),
    ("statistics of old and new samples together",
     {STATS: "mean, sd = np.concatenate([F, Ft]).mean(axis=0), np.concatenate([F, Ft]).std(axis=0)"},
     "one odd new sample then squashes the features of all. Use the statistics of the labelled ones."),
    ("features that are not standardised", {FIT: "solver.fit(F, y)", PREDICT: "solver.predict(Ft)"},
     "the penalty then silences every feature that is small in its units. Standardise the columns first."),
    ("new samples that are not standardised", {PREDICT: "solver.predict(Ft)"},
     "the classifier was trained in other units. Treat both alike."),
    ("a scale without a centring of the new samples", {PREDICT: "solver.predict(Ft / sd)"},
     "the classifier was trained on centred features. Treat both alike."),
    ("each sample standardised by itself", {
        FIT: "solver.fit((F - F.mean(1)[:, None]) / F.std(1)[:, None], y)",
        PREDICT: "solver.predict((Ft - Ft.mean(1)[:, None]) / Ft.std(1)[:, None])",
     }, "rows are images; it is the columns that have units. Take mean and deviation over axis 0."),
    ("a division by zero", {SAFE: ""},
     "a column that never varies has the deviation 0, and 0 / 0 is NaN. Divide such columns by 1."),
    ("positions instead of labels",
     {"solver.predict((Ft - mean) / sd)": "np.searchsorted(np.unique(y), solver.predict((Ft - mean) / sd))"},
     "the caller asked for labels, and they may be any numbers. Return those that stand in y."),
    ("scores instead of labels", {PREDICT: "solver.decision_function((Ft - mean) / sd)"},
     "choose the class with the highest score and return its label."),
    ("labels of the samples that were known", {PREDICT: "solver.predict((F - mean) / sd)"},
     "you classify F once more. The new samples are in Ft."),
]
