"""Known mistakes of `distinct_values`."""

COUNT = "len({trial[name] for trial in trials})"

SEE = "Section 3."
MISTAKES = [
    ("a count of trials", {COUNT: "len(trials)"},
     "a grid of nine trials has tried only three rates. Count equal values once."),
    ("a count of different settings", {COUNT: "len({tuple(trial.values()) for trial in trials})"},
     "asked for is one hyperparameter, not all together. Look at `name` only."),
    ("a count of scores", {"trial[name]": "trial.get('score', 0)"},
     "scores differ even where the settings are equal. Look at `name`."),
    ("a count of values that are rounded",
     {"trial[name]": "round(trial[name], 4) if not isinstance(trial[name], str) else trial[name]"},
     "small rates are all alike after rounding. Compare them as they are."),
    ("a count of changes from one trial to the next",
     {COUNT: "1 + sum(a[name] != b[name] for a, b in zip(trials, trials[1:]))"},
     "a value may come back later. Count each once, wherever it stands."),
    ("the values instead of their number", {COUNT: "sorted({trial[name] for trial in trials})"},
     "asked for is how many there are. Return a count."),
]
