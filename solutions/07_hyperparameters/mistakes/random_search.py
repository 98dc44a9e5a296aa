"""Known mistakes of `random_search`."""

from ._shared import CHOICE, KEY, TRIAL

SEE = "Section 3."
MISTAKES = [
    ("the same sample in every trial", {
        "    for _ in range(n):\n": "    params = {name: float(log_uniform(lo, hi, (), rng)) for name, (lo, hi) in space.items()}\n    for _ in range(n):\n",
        "        params = {name: float(log_uniform(lo, hi, (), rng)) for name, (lo, hi) in space.items()}\n": "",
     }, "drawn once before the loop, all trials are one. Draw anew for each."),
    ("one throw for all hyperparameters", {
        "        params = {name: float(log_uniform(lo, hi, (), rng)) for name, (lo, hi) in space.items()}\n": "        u = rng.random()\n        params = {name: float(lo * (hi / lo) ** u) for name, (lo, hi) in space.items()}\n",
     }, "all trials then lie on one diagonal of the space. Draw each hyperparameter for itself."),
    ("uniform draws", {"float(log_uniform(lo, hi, (), rng))": "float(rng.uniform(lo, hi))"},
     "small values are hardly ever tried. Draw on the log axis."),
    ("dice that ignore the generator you were given",
     {"    for _ in range(n):\n": "    rng = np.random.default_rng(0)\n    for _ in range(n):\n"},
     "nobody can then throw again. Draw from `rng`."),
    ("dice from a generator of its own",
     {'mode="max"):': 'mode="max", own=np.random.default_rng(1)):', "(), rng))": "(), own))"},
     "nobody can repeat such a search. Draw from `rng`."),
    ("one trial too few", {"range(n)": "range(1, n)"}, "asked for are n trials. Count them."),
    ("n values of each, in all combinations", {
        "    for _ in range(n):\n": "    drawn = {name: log_uniform(*ends, round(n ** (1 / len(space))), rng) for name, ends in space.items()}\n    for values in itertools.product(*drawn.values()):\n",
        "{name: float(log_uniform(lo, hi, (), rng)) for name, (lo, hi) in space.items()}": "dict(zip(space, map(float, values)))",
     }, "a grid of random values is still a grid, with few different values of each. Draw every trial anew."),
    ("scores of settings other than those noted", {
        TRIAL: 'trials.append({**params, "score": f(**{name: float(log_uniform(*space[name], (), rng)) for name in space})})',
     }, "what is noted was not trained. Draw once a trial, and use the same numbers for both."),
    ("a score of NaN that wins", {KEY: 'key = lambda trial: trial["score"]'},
     "no comparison with NaN is true, so it can win by standing first. Rank it last."),
    *CHOICE,
]
