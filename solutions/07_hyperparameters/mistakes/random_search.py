"""Known mistakes of `random_search`."""

from ._shared import CHOICE, KEY, TRIAL

SEE = "section 3."
MISTAKES = [
    ("the same sample in every trial", {
        "    for _ in range(n):\n": "    params = {name: float(log_uniform(lo, hi, (), rng)) for name, (lo, hi) in space.items()}\n    for _ in range(n):\n",
        "        params = {name: float(log_uniform(lo, hi, (), rng)) for name, (lo, hi) in space.items()}\n": "",
     }, "you draw once before the loop, so all trials are the same. Draw anew for each."),
    ("one random number for all hyperparameters", {
        "        params = {name: float(log_uniform(lo, hi, (), rng)) for name, (lo, hi) in space.items()}\n": "        u = rng.random()\n        params = {name: float(lo * (hi / lo) ** u) for name, (lo, hi) in space.items()}\n",
     }, "all trials then lie on one diagonal of the space. Draw each hyperparameter separately."),
    ("uniform draws", {"float(log_uniform(lo, hi, (), rng))": "float(rng.uniform(lo, hi))"},
     "small values are hardly ever tried. Draw on the log axis."),
    ("a search that ignores the generator you were given",
     {"    for _ in range(n):\n": "    rng = np.random.default_rng(0)\n    for _ in range(n):\n"},
     "every search then tries the same points. Draw from `rng`."),
    ("a search with a private generator",
     {'mode="max"):': 'mode="max", own=np.random.default_rng(1)):', "(), rng))": "(), own))"},
     "then the seed of `rng` does not reproduce the search. Draw from `rng`."),
    ("one trial too few", {"range(n)": "range(1, n)"}, "the docstring asks for n trials. Count them."),
    ("a grid of random values", {
        "    for _ in range(n):\n": "    drawn = {name: log_uniform(*ends, round(n ** (1 / len(space))), rng) for name, ends in space.items()}\n    for values in itertools.product(*drawn.values()):\n",
        "{name: float(log_uniform(lo, hi, (), rng)) for name, (lo, hi) in space.items()}": "dict(zip(space, map(float, values)))",
     }, "it is still a grid, with few different values of each hyperparameter. Draw every trial anew."),
    ("scores of settings other than those recorded", {
        TRIAL: 'trials.append({**params, "score": f(**{name: float(log_uniform(*space[name], (), rng)) for name in space})})',
     }, "the recorded settings are not the ones that were trained. Draw once per trial, and use the same numbers for both."),
    ("a NaN score that wins", {KEY: 'key = lambda trial: trial["score"]'},
     "no comparison with NaN is true, so it can win if it comes first. Rank it last."),
    *CHOICE,
]
