"""What the probes of searches share: statistics of draws, and records of what was asked."""

import numpy as np

SIGMAS = 11
"""Tolerance in standard errors: 5.5 for each side, since draws may mirror the reference's; once in 26 million times."""


def spawn(rng):
    return np.random.default_rng(int(rng.integers(10**9)))


def uniform(where, place):
    """Statistics of numbers that should be uniform between 0 and 1."""
    n = len(place)
    yield f"{where}: all inside", bool(np.all((place > -1e-9) & (place < 1 + 1e-9)))
    yield f"{where}: mean place on the log axis", np.mean(place), SIGMAS * 0.2887 / n**0.5
    yield f"{where}: spread on the log axis", np.std(place), SIGMAS * 0.1291 / n**0.5
    empty = 1 - len(np.unique(np.floor(place * n))) / n
    yield f"{where}: share of {n} equal cells left empty", empty, SIGMAS * 0.3119 / n**0.5


def generator(draw, rng):
    """Whether chance comes from the generator that is passed, and from nowhere else."""
    seed = int(rng.integers(10**9))
    one, two, fresh = (np.random.default_rng(seed) for _ in range(3))
    same = np.array_equal(draw(one), draw(two))
    yield "equal generators give equal results", same
    yield "the generator you were given was used", str(one.bit_generator.state) != str(fresh.bit_generator.state)


def which(best, trials):
    """Which of the trials it is, in words."""
    at = [i for i, t in enumerate(trials) if all(t[name] == best[name] for name in "abc")]
    scores = [t["score"] for t in trials]
    words = {len(trials) - 1: "the last", int(np.argmin(scores)): "the lowest", int(np.argmax(scores)): "the highest"}
    return words.get(at[0], "another") if at else "none of them"


def halved(where, f, configs, start, eta, table):
    """What `successive_halving` runs and returns; a setting's score changes with its steps, by its row of the table."""
    asked = []

    def run(config, budget, state):
        number, budget = configs.index(config), float(budget)
        asked.append([budget, number, *((-1.0, 0.0) if state is None else state)])
        a, b, c = table[number]
        return float(a + b * np.sin(c + 2 * np.log(budget))), [float(number), budget]

    best, rounds = f(configs, run, start, **({} if eta is None else {"eta": eta}))
    calls = np.array(sorted(asked))
    yield f"{where}: runs", len(asked)
    yield f"{where}: budgets of the runs, in order of size", calls[:, 0]
    yield f"{where}: settings that run, by budget", calls[:, 1]
    yield (
        f"{where}: runs that go on from a state of another setting",
        int(np.sum((calls[:, 2] != calls[:, 1]) & (calls[:, 2] >= 0))),
    )
    yield f"{where}: steps in the states they go on from", calls[:, 3]
    yield f"{where}: best", configs.index(best)
    yield f"{where}: settings in each round", [len(pairs) for pairs in rounds]
    for i, pairs in enumerate(rounds):
        found = sorted((configs.index(config), float(score)) for config, score in pairs)
        yield f"{where}: round {i + 1}, settings and scores", np.array(found)


def noting(asked):
    """A score that is noted for each setting, and differs between settings."""
    return lambda a, b, c: asked.setdefault((a, b, c), float(np.sin(1e3 * a) + np.cos(9 * b) - np.sin(c)))


def around(space, best, rng):
    """Trials at random places with lower scores, one that diverged, and the best among them."""
    scores = [float("nan"), *rng.uniform(0.1, 0.8, 6).tolist()]
    trials = [{n: float(lo * (hi / lo) ** rng.random()) for n, (lo, hi) in space.items()} for _ in scores]
    trials = [{**best, "score": 0.9}, *({**trial, "score": s} for trial, s in zip(trials, scores, strict=True))]
    order = [int(i) for i in rng.permutation(len(trials))]
    order.remove(1)
    return [trials[1], *(trials[i] for i in order)]
