"""Probes of notebook 07."""

import itertools

import numpy as np

from utils.checks.observe import raised
from utils.checks.probes._errors import listed
from utils.checks.probes._searches import SIGMAS, around, generator, halved, noting, spawn, uniform, which
from utils.checks.probes._sweeps import logging, sweeps
from utils.curves import KINDS, make_run

NO_RANGES = {
    "lo of zero": (0.0, 1.0),
    "lo equal to hi": (2.0, 2.0),
    "lo above hi": (2.0, 1.0),
    "two negative ends": (-2.0, -1.0),
}


def log_grid(f, rng):
    lo, hi = 10.0 ** rng.uniform(-5, -2), 10.0 ** rng.uniform(-1, 3)
    yield "5 values over many decades", f(lo, hi, 5)
    yield "4 values in less than a decade", f(lo, 3.7 * lo, 4)
    yield "2 values", f(lo, hi, 2)
    for where, ends in NO_RANGES.items():
        yield f"{where} raises", raised(f, *ends, 3)


def log_uniform(f, rng):
    lo = 10.0 ** rng.uniform(-5, -3)
    for decades in (5.0, 0.7):
        hi, n = lo * 10**decades, 2000
        place = np.log(np.asarray(f(lo, hi, n, spawn(rng))) / lo) / np.log(hi / lo)
        yield from uniform(f"{decades:g} decades", place)
    for shape in ((3, 2), ()):
        yield f"shape for {shape}", np.shape(f(lo, 1.0, shape, spawn(rng)))
    yield "different values among 6", len(set(np.ravel(f(lo, 1.0, (3, 2), spawn(rng))).tolist()))
    chance = spawn(rng)
    first, second = (np.ravel(f(lo, 1.0, 6, chance)).tolist() for _ in range(2))
    yield "values of 6 that the next call gives again", len(set(first) & set(second))
    yield from generator(lambda rng: np.asarray(f(lo, 1.0, 4, rng)), rng)
    for where, ends in NO_RANGES.items():
        yield f"{where} raises", raised(f, *ends, 3, spawn(rng))


def grid_search(f, rng):
    space = {"a": sorted(rng.uniform(0.1, 9, 4).tolist()), "b": sorted(rng.uniform(0.1, 9, 3).tolist()), "c": [1, 2]}
    table = dict(zip(itertools.product(*space.values()), rng.permutation(24) / 8 - 1.5, strict=True))
    for mode in ("max", "min"):
        asked = []
        best, trials = f(
            space, lambda a, b, c, asked=asked: asked.append((a, b, c)) or float(table[a, b, c]), mode=mode
        )
        yield f"{mode}: number of trainings", len(asked)
        yield f"{mode}: different settings trained", len(set(asked))
        yield f"{mode}: number of trials returned", len(trials)
        yield f"{mode}: trials, sorted", sorted([t["a"], t["b"], t["c"], t["score"]] for t in trials)
        yield f"{mode}: names in the best", ", ".join(sorted(best))
        yield f"{mode}: best settings", [best["a"], best["b"], best["c"]]
    yield "mode left out: best a", f(space, lambda a, b, c: float(table[a, b, c]))[0]["a"]
    for mode in ("max", "min"):
        best, trials = f({"lr": [1, 2, 3, 4]}, lambda lr: [np.nan, 0.5, 0.7, np.nan][lr - 1], mode=mode)
        yield f"{mode}, two trainings diverge: best", best["lr"]
        yield f"{mode}, two trainings diverge: number of trials", len(trials)
    for mode, sign in (("max", -1), ("min", 1)):
        scores = [0.7 * sign, 0.2 * sign, 0.4 * sign]
        best = f({"lr": [1, 2, 3]}, lambda lr, scores=scores: scores[lr - 1], mode=mode)[0]
        yield f"{mode}, no score on the other side of zero: best", best["lr"]
    names = {"rule": ["SGD", "Adam", "AdaGrad"], "depth": [2, 1]}
    yield "values that are words: best", f(names, lambda rule, depth: len(rule) + depth / 10)[0]["rule"]
    yield "an unknown mode raises", raised(f, {"lr": [1, 2]}, lambda lr: lr, mode="best")
    yield "its message lists", listed(f, ("max", "min"), {"lr": [1, 2]}, lambda lr: lr, mode="best")


def random_search(f, rng):
    ends = {"a": (10.0 ** rng.uniform(-6, -4), 1.0), "b": (1.0, 10.0 ** rng.uniform(0.5, 1)), "c": (1e-3, 1e3)}
    n, asked, calls = 300, {}, []
    score = noting(asked)
    best, trials = f(ends, n, lambda a, b, c: calls.append(a) or score(a, b, c), spawn(rng))
    yield "number of trials", len(trials)
    yield "number of different trials", len({(t["a"], t["b"], t["c"]) for t in trials})
    yield "number of trainings", len(calls)
    places = {}
    for name, (lo, hi) in ends.items():
        values = np.array([t[name] for t in trials], dtype=float)
        places[name] = np.log(values / lo) / np.log(hi / lo)
        yield f"different values of {name}", len(set(values.tolist()))
        yield from uniform(name, places[name])
    yield "correlation of a and b", np.corrcoef(places["a"], places["b"])[0, 1], SIGMAS / n**0.5
    yield "scores are those of the settings", all(asked.get((t["a"], t["b"], t["c"])) == t["score"] for t in trials)
    yield "names in the best", ", ".join(sorted(best))
    yield "which trial is returned as best", which(best, trials)
    yield "min: which trial is returned as best", which(*f(ends, 200, noting({}), spawn(rng), mode="min"))
    for mode in ("max", "min"):
        calls = []
        score = lambda a, calls=calls: calls.append(a) or (np.nan if len(calls) % 3 else -a)  # noqa: E731
        best = f({"a": (1.0, 100.0)}, 12, score, spawn(rng), mode=mode)[0]
        yield f"{mode}: the best is none of those that diverged", best["a"] in calls[2::3]
    yield from generator(lambda rng: [t["b"] for t in f(ends, 4, lambda a, b, c: a, rng)[1]], rng)
    for n in (3, 1):
        yield f"an unknown mode raises, n = {n}", raised(f, ends, n, lambda a, b, c: a, spawn(rng), mode="best")


def distinct_values(f, rng):
    pool = 10.0 ** rng.uniform(-4, 0, 6)
    grid = [{"lr": float(a), "decay": float(b), "score": float(rng.random())} for a in pool[:3] for b in pool]
    for name in ("lr", "decay"):
        yield f"a grid of 3 by 6: values of {name}", f(grid, name)
    dice = [{"lr": float(rng.random()), "decay": float(rng.random()), "score": 0.5} for _ in range(7)]
    yield "7 dice: first name", f(dice, "lr")
    yield "7 dice and one again", f([*dice, dict(dice[0])], "decay")
    yield "one setting twice, not in turn", f([grid[0], grid[17], grid[0], grid[17]], "lr")
    yield "values close to each other", f([{"lr": 1e-4 * (1 + i / 100), "score": i} for i in range(5)], "lr")
    yield "no trials", f([], "lr")
    yield "words", f([{"rule": word, "score": 0.5} for word in ("SGD", "Adam", "SGD")], "rule")


def smooth(f, rng):
    losses = 10.0 ** rng.uniform(-1, 1, 12)
    yield "beta left out", f(losses)
    yield "beta = 0.5", f(losses, 0.5)
    yield "beta = 0.98", f(losses, beta=0.98)
    yield "losses with zeros and minus signs", f(np.array([0.0, -1.0, 0.0, 2.0]), 0.8)
    yield "a list", f(losses.tolist()[:4], 0.7)
    yield "whole numbers", f(np.array([3, 1, 4, 1]), 0.7)
    yield "beta = 0", f(losses[:4], 0.0)


def lr_find(f, rng):
    for where, curves in sweeps(rng).items():
        log, rates = [], [float(rate) for rate in curves]
        run = logging(curves, log)
        yield f"{where}: rate", f(run, rates)
        yield f"{where}: trainings", len(log)
    iters = int(rng.integers(20, 60))
    f(run, rates, iters)
    yield "steps asked for, as a share of iters", log[-1][1] / iters
    yield "100 steps where iters is left out", log[0][1]
    yield "all runs diverging raises", raised(f, lambda lr, iters: np.array([1.0, np.nan, 0.1]), [0.1, 1.0])


def diagnose(f, rng):
    for kind in KINDS:
        words = [f(*make_run(kind, rng)) for _ in range(10)]
        yield f"ten runs of {kind}", verdict(words, kind)
    for kind in ("overfitting", "underfitting"):
        short = itertools.islice((run for run in _runs(kind, rng) if len(run[0]) <= 45), 4)
        yield f"four short runs of {kind}, 40 to 45 epochs", verdict([f(*run) for run in short], kind)


def kfold(f, rng):
    for n, k in ((11, 3), (12, 4), (7, 7), (int(rng.integers(20, 40)), 5)):
        folds = f(n, k, spawn(rng))
        size = f"{n} in {k}" if n < 20 else f"some in {k}"
        parts = [np.asarray(part).tolist() for _, part in folds]
        yield f"{size}: folds", len(folds)
        yield f"{size}: sizes of the validation parts", sorted(map(len, parts))
        yield f"{size}: validation parts together cover all, once", sorted(sum(parts, [])) == list(range(n))
        both = [set(np.asarray(rest).tolist()) & set(part) for (rest, _), part in zip(folds, parts, strict=True)]
        yield f"{size}: indices in both parts", sum(map(len, both))
        rests = [len(set(np.asarray(rest).tolist()) | set(part)) for (rest, _), part in zip(folds, parts, strict=True)]
        yield f"{size}: indices in one of the two", rests
    gaps = np.diff(np.sort(np.asarray(f(2000, 2, spawn(rng))[0][1])))
    for apart, error in ((1, 0.016), (2, 0.014)):
        yield f"2000 in 2: share of members {apart} apart", np.mean(gaps == apart), SIGMAS * error
    yield from generator(lambda rng: np.concatenate([np.asarray(part) for _, part in f(40, 4, rng)]), rng)
    for k in (1, 6):
        yield f"{k} folds of 5 raise", raised(f, 5, k, spawn(rng))


def cross_val(f, rng):
    for n, k in ((11, 3), (20, 5)):
        raw = rng.normal(size=(n, 3)) * [0.1, 5.0, 50.0] + [3.0, -40.0, 0.0]
        raw[0] += [2.0, 90.0, 700.0]
        raw = np.column_stack([raw, np.full(n, 4.0), 1e-8 * rng.normal(size=n)])
        raw[0, 3] = 9.0  # where this row is left out, the column is constant
        seen = []
        mean, sd = f(_hearing(seen), raw, np.arange(n), k, spawn(rng))
        scores = [score for *_, score in seen]
        where = f"{n} rows, {k} folds"
        yield f"{where}: trainings", len(seen)
        yield f"{where}: rows trained on, in order of size", sorted(len(rest) for _, rest, _, _, _ in seen)
        yield f"{where}: rows in both parts", sum(len(set(a) & set(b)) for _, a, _, b, _ in seen)
        yield f"{where}: rows validated on", sorted(i for *_, b, _ in seen for i in b)
        training = [_off(raw, *fold[:2], fold[1]) for fold in seen]
        yield f"{where}: training part off what it should be", np.max(training)
        validation = [_off(raw, *fold[2:4], fold[1]) for fold in seen]
        yield f"{where}: validation part off what it should be", np.max(validation)
        yield f"{where}: mean", mean - np.mean(scores)
        yield f"{where}: standard deviation", sd / np.std(scores)
    yield from generator(
        lambda rng: f(lambda Xtr, ytr, Xva, yva: yva[0] + 0.1 * ytr[0], raw, np.arange(n), 4, rng), rng
    )


def refine(f, rng):
    space = {"lr": (1e-4, 10.0), "decay": (1e-7, 1e-2), "width": (8.0, 512.0)}
    places = {
        "best inside": (0.3, 0.6, 0.5),
        "best near the lower end of the first": (0.03, 0.5, 0.2),
        "best near the upper end of the last two": (0.5, 0.96, 0.99),
        "best at both kinds of ends": (0.01, 0.07, 0.98),
    }
    for where, place in places.items():
        best = {name: lo * (hi / lo) ** at for (name, (lo, hi)), at in zip(space.items(), place, strict=True)}
        trials = around(space, best, rng)
        for shrink in (0.3, float(rng.uniform(0.4, 0.7))):
            new, border = f(space, trials, **({} if shrink == 0.3 else {"shrink": shrink}))
            size = "default shrink" if shrink == 0.3 else "another shrink"
            yield f"{where}, {size}: new ends", [np.ravel(new[name]) for name in space]
        yield f"{where}: border", ", ".join(sorted(border))
        yield f"{where}: names", ", ".join(sorted(new))


def best_of_n(f, rng):
    val, test = rng.permutation(np.linspace(-3, 1, 12)) + 0.01 * rng.normal(size=12), rng.normal(size=12)
    yield "n = N: val and test", np.asarray(f(val, test, 12, spawn(rng), 20))
    yield "n = N = 1", np.asarray(f(val[:1], test[:1], 1, spawn(rng), 3))
    for n, reps in ((1, 1000), (3, 2000), (9, 500)):
        error = SIGMAS * np.array([1.25, 1.3]) / reps**0.5
        for name, mean, off in zip(("val", "test"), f(val, test, n, spawn(rng), reps), error, strict=True):
            yield f"n = {n}: mean of {name}", mean, off
    yield "n = 2, reps left out: mean of val", f(val, test, 2, spawn(rng))[0], SIGMAS * 1.1 / 1000**0.5
    for n in (1, 4):
        pairs = [np.asarray(f(val, test, n, spawn(rng), 1)) for _ in range(8)]
        whole = [any(np.allclose(pair, row) for row in np.column_stack([val, test])) for pair in pairs]
        yield f"n = {n}, one search: its two scores are one trial's", all(whole)
    mean = float(f(val, test, 1, spawn(rng), 50)[0])
    yield "n = 1, 50 searches: all have drawn the same trial", bool(np.min(np.abs(val - mean)) < 1e-9)
    yield from generator(lambda rng: np.asarray(f(val, test, 3, rng, 5)), rng)


def successive_halving(f, rng):
    for n, eta, start in ((27, None, 4), (10, 3, 1), (7, 2, 5), (2, 4, 3), (1, 3, 8)):
        configs = [{"lr": float(lr)} for lr in rng.permutation(np.geomspace(1e-4, 1, n))]
        yield from halved(f"{n} settings", f, configs, start, eta, rng.normal(size=(n, 3)))
    diverging = rng.normal(size=(9, 3)) - 5
    diverging[[0, 2, 3, 8]] = np.nan
    yield from halved("4 of 9 diverge", f, [*range(9)], 10, 3, diverging)
    yield from halved(
        "settings that are words", f, ["SGD", "Adam", "AdaGrad", "RMSProp"], 2, 3, rng.normal(size=(4, 3))
    )


def verdict(words: list, kind: str) -> str:
    """All but one right, or the name that was given most often instead."""
    words = [word if isinstance(word, str) else "something that is no string" for word in words]
    enough = len(words) - 1
    if words.count(kind) >= enough:
        return f"at least {enough} recognised"
    wrong = sorted(word for word in words if word != kind)
    other = max(wrong, key=wrong.count)
    return f"called {other}" if wrong.count(other) >= enough else f"sometimes called {other}"


def _runs(kind, rng):
    while True:
        yield make_run(kind, rng)


def _hearing(seen):
    """A `fit_score` that keeps what it is given; labels are row numbers."""

    def fit_score(Xtr, ytr, Xva, yva):
        score = float(np.sin(np.sum(np.asarray(yva))))
        rows = [[int(i) for i in np.ravel(part)] for part in (ytr, yva)]
        seen.append((np.array(Xtr), rows[0], np.array(Xva), rows[1], score))
        return score

    return fit_score


def _off(raw, got, rows, train_rows):
    """Largest deviation of a standardised part from what the training rows make of it."""
    mean, sd = raw[train_rows].mean(0), raw[train_rows].std(0)
    want = (raw[rows] - mean) / np.where(sd > 0, sd, 1.0)
    return float(np.max(np.abs(got - want))) if got.shape == want.shape else np.inf
