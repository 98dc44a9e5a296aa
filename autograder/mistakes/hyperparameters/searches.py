"""Known mistakes of notebook 07: grid, dice, and the learning-rate finder."""

from autograder.mistakes import of

KEY = 'key = lambda trial: worst if np.isnan(trial["score"]) else trial["score"]'
BEST = 'best = max(trials, key=key) if mode == "max" else min(trials, key=key)'
RETURN = "return {name: best[name] for name in space}, trials"
WORST = 'worst = -np.inf if mode == "max" else np.inf'
GUARD = 'if mode not in ("max", "min"):'
TRIAL = 'trials.append({**params, "score": f(**params)})'

CHOICE = (
    (
        "a search that always takes the highest score",
        {BEST: "best = max(trials, key=key)", WORST: "worst = -np.inf"},
        "a loss is better when it is lower. Obey `mode`.",
    ),
    (
        "a search that always takes the lowest score",
        {BEST: "best = min(trials, key=key)", WORST: "worst = np.inf"},
        "an accuracy is better when it is higher. Obey `mode`.",
    ),
    (
        "a search with max and min swapped",
        {
            BEST: 'best = min(trials, key=key) if mode == "max" else max(trials, key=key)',
            WORST: 'worst = np.inf if mode == "max" else -np.inf',
        },
        "with mode max the highest score is best. Exchange the two.",
    ),
    (
        "a search that returns its last trial",
        {BEST: "best = trials[-1]"},
        "the last one tried is nothing special. Return the settings of the best score.",
    ),
    (
        "a score left among the best settings",
        {RETURN: "return best, trials"},
        "`f(**best)` should work. Return the settings without the score.",
    ),
    (
        "a search that trains the winner again",
        {RETURN: "f(**{name: best[name] for name in space})\n    " + RETURN},
        "trainings are what a search costs, and its score is known. Call f once for each trial.",
    ),
    (
        "a search for any mode",
        {GUARD: "if False:"},
        "a mistyped mode should not pass in silence. Raise ValueError that lists the two.",
    ),
)

MISTAKES = [
    *of(
        "grid_search",
        (
            "values paired up instead of combined",
            {"itertools.product(*space.values())": "zip(*space.values())"},
            "`zip` takes the first of each, then the second of each. A grid tries every value with every other one.",
        ),
        (
            "one hyperparameter changed at a time",
            {
                "itertools.product(*space.values())": "[tuple(v if m == name else space[m][0] for m in space)"
                " for name in space for v in space[name]]"
            },
            "the best value of one depends on the other. Try every combination.",
        ),
        (
            "one dict for all trials",
            {
                "trials = []": "trials, entry = [], {}",
                TRIAL: "entry.update(params, score=f(**params))\n        trials.append(entry)",
            },
            "the list holds the same dict again and again, with what came last. Make a new one for each trial.",
        ),
        (
            "a score of NaN that wins",
            {KEY: 'key = lambda trial: trial["score"]'},
            "no comparison with NaN is true, so it wins by standing first. Rank it last.",
        ),
        (
            "trials that diverged left out of the list",
            {TRIAL: TRIAL + "\n    trials = [trial for trial in trials if not np.isnan(trial['score'])]"},
            "that a setting diverges is worth knowing. Keep it among the trials; only let it not win.",
        ),
        *CHOICE,
        see="Section 3.",
    ),
    *of(
        "random_search",
        (
            "the same sample in every trial",
            {
                "    for _ in range(n):\n": "    params = {name: float(log_uniform(lo, hi, (), rng)) for name, (lo, hi) in space.items()}\n"
                "    for _ in range(n):\n",
                "        params = {name: float(log_uniform(lo, hi, (), rng)) for name, (lo, hi) in space.items()}\n": "",
            },
            "drawn once before the loop, all trials are one. Draw anew for each.",
        ),
        (
            "one throw for all hyperparameters",
            {
                "        params = {name: float(log_uniform(lo, hi, (), rng)) for name, (lo, hi) in space.items()}\n": "        u = rng.random()\n"
                "        params = {name: float(lo * (hi / lo) ** u) for name, (lo, hi) in space.items()}\n"
            },
            "all trials then lie on one diagonal of the space. Draw each hyperparameter for itself.",
        ),
        (
            "uniform draws",
            {"float(log_uniform(lo, hi, (), rng))": "float(rng.uniform(lo, hi))"},
            "small values are hardly ever tried. Draw on the log axis.",
        ),
        (
            "dice that ignore the generator you were given",
            {"    for _ in range(n):\n": "    rng = np.random.default_rng(0)\n    for _ in range(n):\n"},
            "nobody can then throw again. Draw from `rng`.",
        ),
        (
            "dice from a generator of its own",
            {'mode="max"):': 'mode="max", own=np.random.default_rng(1)):', "(), rng))": "(), own))"},
            "nobody can repeat such a search. Draw from `rng`.",
        ),
        (
            "one trial too few",
            {"range(n)": "range(1, n)"},
            "asked for are n trials. Count them.",
        ),
        (
            "n values of each, in all combinations",
            {
                "    for _ in range(n):\n": "    drawn = {name: log_uniform(*ends, round(n ** (1 / len(space))), rng) for name, ends in space.items()}\n"
                "    for values in itertools.product(*drawn.values()):\n",
                "{name: float(log_uniform(lo, hi, (), rng)) for name, (lo, hi) in space.items()}": "dict(zip(space, map(float, values)))",
            },
            "a grid of random values is still a grid, with few different values of each. Draw every trial anew.",
        ),
        (
            "scores of settings other than those noted",
            {
                TRIAL: 'trials.append({**params, "score": f(**{name: float(log_uniform(*space[name], (), rng)) for name in space})})'
            },
            "what is noted was not trained. Draw once a trial, and use the same numbers for both.",
        ),
        (
            "a score of NaN that wins",
            {KEY: 'key = lambda trial: trial["score"]'},
            "no comparison with NaN is true, so it can win by standing first. Rank it last.",
        ),
        *CHOICE,
        see="Section 3.",
    ),
]
