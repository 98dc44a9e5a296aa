"""Known mistakes of `grid_search`."""

from ._shared import CHOICE, KEY, TRIAL

SEE = "section 3."
MISTAKES = [
    ("values paired up instead of combined", {"itertools.product(*space.values())": "zip(*space.values())"},
     "`zip` takes the first of each, then the second of each. A grid tries every value with every other one."),
    ("one hyperparameter changed at a time", {
        "itertools.product(*space.values())": "[tuple(v if m == name else space[m][0] for m in space) for name in space for v in space[name]]",
     }, "the best value of one depends on the other. Try every combination."),
    ("one dict for all trials", {
        "trials = []": "trials, entry = [], {}",
        TRIAL: "entry.update(params, score=f(**params))\n        trials.append(entry)",
     }, "the list holds the same dict again and again, with the values of the last trial. Make a new one for each trial."),
    ("a NaN score that wins", {KEY: 'key = lambda trial: trial["score"]'},
     "no comparison with NaN is true, so it wins if it comes first. Rank it last."),
    ("diverged trials left out of the list",
     {TRIAL: TRIAL + "\n    trials = [trial for trial in trials if not np.isnan(trial['score'])]"},
     "that a setting diverges is worth knowing. Keep it among the trials, but don't let it win."),
    ("an error that does not list the modes", {": choose max or min": ""},
     "who mistypes a mode needs to know which there are. Name both in the message."),
    *CHOICE,
]
