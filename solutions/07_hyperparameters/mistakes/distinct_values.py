"""Known mistakes of `distinct_values`."""

COUNT = "len({trial[name] for trial in trials})"

SEE = "section 3."
MISTAKES = [
    ("a count of trials", {COUNT: "len(trials)"},
     "a grid of nine trials has tried only three rates. Count equal values once."),
    ("a count of different settings", {COUNT: "len({tuple(trial.values()) for trial in trials})"},
     "the question is about one hyperparameter, not about all of them together. Look at `name` only."),
    ("a count of scores", {"trial[name]": "trial.get('score', 0)"},
     "scores differ even where the settings are equal. Look at `name`."),
    ("a count of rounded values",
     [{"trial[name]": "round(trial[name], 4) if not isinstance(trial[name], str) else trial[name]"},
      {"trial[name]": "round(trial[name], 3) if not isinstance(trial[name], str) else trial[name]"}],
     "small rates become equal after rounding. Compare them as they are."),
    ("a count of changes from one trial to the next",
     {COUNT: "1 + sum(a[name] != b[name] for a, b in zip(trials, trials[1:]))"},
     "a value may come back later. Count each once, wherever it appears."),
    ("the values instead of their number", {COUNT: "sorted({trial[name] for trial in trials})"},
     "the docstring asks how many there are. Return a count."),
    ("a count of values that occur only once",
     {COUNT: "sum([other[name] for other in trials].count(trial[name]) == 1 for trial in trials)"},
     "a value that occurs twice has been tried too. Count every value once."),
    ("values converted to floats", {"trial[name]": "float(trial[name])"},
     "a hyperparameter may also be a word, such as the name of an optimiser. Compare the values as they are."),
]
