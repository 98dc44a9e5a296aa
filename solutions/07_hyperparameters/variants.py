"""Correct answers to notebook 07, each written in another way."""

import itertools
import math

import numpy as np

from autograder.authoring.variants import variant


def _ranked(score, mode):
    """A key for `sorted`: the best first, what diverged last."""
    return (math.isnan(score), -score if mode == "max" else score)


def _checked(mode):
    if mode != "max" and mode != "min":
        raise ValueError(f"mode is max or min, not {mode}")


@variant("log_grid")
def grid_from_logspace(lo, hi, n):
    if lo <= 0 or lo >= hi:
        raise ValueError("0 < lo < hi, please")
    return np.logspace(np.log10(lo), np.log10(hi), n)


@variant("log_grid")
def grid_by_multiplying(lo, hi, n):
    if not (hi > lo > 0):
        raise ValueError((lo, hi))
    values, factor = [float(lo)], (hi / lo) ** (1 / (n - 1))
    while len(values) < n:
        values.append(values[-1] * factor)
    return values


@variant("log_grid")
def grid_with_torch(lo, hi, n):
    import torch

    if lo <= 0:
        raise ValueError("lo must be positive")
    if hi <= lo:
        raise ValueError("hi must be above lo")
    return torch.linspace(math.log(lo), math.log(hi), n, dtype=torch.float64).exp()


@variant("log_uniform")
def powers_of_ten(lo, hi, size, rng):
    if min(lo, hi - lo) <= 0:
        raise ValueError("0 < lo < hi")
    return 10.0 ** rng.uniform(np.log10(lo), np.log10(hi), size=size)


@variant("log_uniform")
def lo_times_a_power(lo, hi, size, rng):
    if lo <= 0 or hi <= lo:
        raise ValueError("an empty range")
    return lo * (hi / lo) ** rng.random(size)


@variant("log_uniform")
def one_after_the_other(lo, hi, size, rng):
    if not 0 < lo < hi:
        raise ValueError
    values = np.empty(size)
    for index in np.ndindex(values.shape):
        values[index] = math.exp(math.log(hi) - rng.random() * math.log(hi / lo))
    return values


@variant("grid_search")
def grid_by_recursion(space, f, mode="max"):
    _checked(mode)

    def settings(names):
        if not names:
            return [{}]
        return [{names[0]: value, **rest} for rest in settings(names[1:]) for value in space[names[0]]]

    trials = [dict(params, score=f(**params)) for params in settings(list(space))]
    best = sorted(trials, key=lambda t: _ranked(t["score"], mode))[0]
    return {name: value for name, value in best.items() if name != "score"}, trials


@variant("grid_search")
def grid_with_a_running_best(space, f, mode="max"):
    if mode not in {"max", "min"}:
        raise ValueError("max or min")
    trials, best, record = [], None, None
    for values in itertools.product(*(space[name] for name in space)):
        params = dict(zip(space, values, strict=True))
        score = f(**params)
        trials.append(params | {"score": score})
        if score == score and (record is None or (score > record if mode == "max" else score < record)):
            best, record = params, score
    return best, trials


@variant("grid_search")
def grid_by_numbers(space, f, mode="max"):
    sign = {"max": 1, "min": -1}.get(mode)
    if sign is None:
        raise ValueError("mode: max, min")
    shape, trials = [len(values) for values in space.values()], []
    for index in np.ndindex(*shape):
        params = {name: space[name][i] for name, i in zip(space, index, strict=True)}
        trials.append({"score": float(f(**params)), **params})
    at = int(np.nanargmax([sign * trial["score"] for trial in trials]))
    return {name: trials[at][name] for name in space}, trials


@variant("random_search")
def dice_in_columns(space, n, f, rng, mode="max"):
    _checked(mode)
    columns = {name: log_uniform(lo, hi, n, rng) for name, (lo, hi) in space.items()}  # noqa: F821
    trials = []
    for i in range(n):
        params = {name: column[i] for name, column in columns.items()}
        trials.append({**params, "score": f(**params)})
    best = sorted(trials, key=lambda t: _ranked(t["score"], mode))[0]
    return {name: best[name] for name in space}, trials


@variant("random_search")
def dice_with_a_running_best(space, n, f, rng, mode="max"):
    _checked(mode)
    trials, best, record = [], {}, math.nan
    while len(trials) < n:
        params = {}
        for name in space:
            lo, hi = np.log10(space[name])
            params[name] = float(10 ** rng.uniform(lo, hi))
        score = f(**params)
        better = score > record if mode == "max" else score < record
        if better or math.isnan(record):
            best, record = params, score
        trials.append({**params, "score": score})
    return best, trials


@variant("random_search")
def dice_as_a_matrix(space, n, f, rng, mode="max"):
    if mode not in ["max", "min"]:
        raise ValueError(mode)
    low, high = np.log(np.array(list(space.values()), dtype=float)).T
    points = np.exp(low + (high - low) * rng.random((n, len(space))))
    trials = [dict(zip(space, point.tolist(), strict=True)) for point in points]
    for trial in trials:
        trial["score"] = f(**trial)
    at = (np.nanargmax if mode == "max" else np.nanargmin)([trial["score"] for trial in trials])
    return {name: trials[at][name] for name in space}, trials


@variant("distinct_values")
def distinct_in_a_list(trials, name):
    seen = []
    for trial in trials:
        if trial[name] not in seen:
            seen.append(trial[name])
    return len(seen)


@variant("distinct_values")
def distinct_with_numpy(trials, name):
    return np.unique([trial[name] for trial in trials]).size


@variant("distinct_values")
def distinct_keys(trials, name):
    return len(dict.fromkeys(trial[name] for trial in trials))


@variant("smooth")
def smooth_by_weights(losses, beta=0.9):
    losses = np.asarray(losses, dtype=float)
    weights = [beta ** np.arange(t, -1, -1.0) for t in range(len(losses))]
    return np.array([np.sum(w * losses[: len(w)]) / np.sum(w) for w in weights])


@variant("smooth")
def smooth_with_two_sums(losses, beta=0.9):
    top = bottom = 0.0
    result = []
    for loss in losses:
        top, bottom = beta * top + loss, beta * bottom + 1
        result.append(top / bottom)
    return result


@variant("smooth")
def smooth_with_a_filter(losses, beta=0.9):
    from scipy.signal import lfilter

    means = lfilter([1 - beta], [1, -beta], np.asarray(losses, dtype=float))
    return means / (1 - np.power(beta, 1.0 + np.arange(len(losses))))


@variant("lr_find")
def rate_from_lists(run, lrs, iters=100):
    kept, drops = [], []
    for lr in sorted(lrs):
        losses = run(lr, iters)
        if any(not math.isfinite(loss) or loss > 4 * losses[0] for loss in losses):
            continue
        curve = smooth(losses)  # noqa: F821
        kept.append(lr)
        drops.append(curve[0] - curve[-1])
    if not kept:
        raise ValueError("nothing but divergence")
    limit = max(drops) - 0.05 * abs(max(drops))
    return [lr for lr, drop in zip(kept, drops, strict=True) if drop >= limit][-1]


@variant("lr_find")
def rate_from_arrays(run, lrs, iters=100):
    lrs = np.asarray(lrs, dtype=float)
    curves = np.array([run(lr, iters) for lr in lrs])
    good = np.isfinite(curves).all(1) & ~(curves > 4 * curves[:, :1]).any(1)
    if not good.any():
        raise ValueError(f"none of {len(lrs)} rates is stable")
    drops = np.array([s[0] - s[-1] if ok else -np.inf for s, ok in zip(map(smooth, curves), good, strict=True)])  # noqa: F821
    return lrs[good & (drops >= drops.max() - 0.05 * np.abs(drops.max()))].max()


@variant("lr_find")
def rate_from_the_top(run, lrs, iters=100):
    drops = {}
    for lr in lrs:
        losses = np.array(run(lr, iters), dtype=float)
        if not np.nanmax(losses) <= 4 * losses[0] or np.isnan(losses).any():
            continue
        s = 0.0
        for loss in losses:
            s = 0.9 * s + 0.1 * loss
        drops[lr] = losses[0] - s / (1 - 0.9 ** len(losses))
    if len(drops) == 0:
        raise ValueError("diverged")
    best = max(drops.values())
    for lr in sorted(drops, reverse=True):
        if best - drops[lr] <= abs(best) / 20:
            return lr


@variant("diagnose")
def doctor_by_level_first(train_loss, train_acc, val_acc):
    n = len(train_loss)
    tenth, middle = n - n // 10, slice(n // 2, n // 2 + n // 10)
    high, low, before = np.mean(train_acc[tenth:]), np.mean(val_acc[tenth:]), np.mean(val_acc[middle])
    early = np.mean(train_loss[n // 7 : n // 5 + 1]) / train_loss[0]
    if early > 0.955:
        return "bad_init"
    if high > 1.2 * low and high > 0.9:
        return "overfitting"
    if low > before + 0.07:
        return "train_longer"
    if np.mean(train_loss[tenth:]) > 0.55 * train_loss[0]:
        return "underfitting"
    return "decay_lr" if np.std(train_acc[-15:]) > 0.007 else "decayed_too_early"


@variant("diagnose")
def doctor_by_lines(train_loss, train_acc, val_acc):
    n = len(train_loss)
    third = np.arange(n - n // 3, n)
    slope, height = np.polyfit(third, np.asarray(val_acc)[third], 1)
    rest = np.asarray(train_acc)[third] - np.polyval(np.polyfit(third, np.asarray(train_acc)[third], 1), third)
    if np.median(train_loss[n // 8 : n // 5]) > 0.95 * train_loss[0]:
        return "bad_init"
    if np.median(np.subtract(train_acc, val_acc)[third]) > 0.16:
        return "overfitting"
    if slope * n > 0.16:
        return "train_longer"
    if rest.std() > 0.007:
        return "decay_lr"
    return "underfitting" if np.median(train_acc[-9:]) < 0.5 else "decayed_too_early"


@variant("diagnose")
def doctor_by_cases(train_loss, train_acc, val_acc):
    loss, acc, val = (np.asarray(curve, dtype=float) for curve in (train_loss, train_acc, val_acc))
    q = len(loss) // 5
    features = {
        "gap": (acc - val)[-q:].mean(),
        "start": loss[q - 2 : q + 1].mean() / loss[:2].mean(),
        "rise": val[-q:].mean() - val[-3 * q : -2 * q].mean(),
        "level": acc[-q:].mean(),
        "jumps": np.median(np.abs(np.diff(acc[-3 * q :]))),
    }
    cases = (
        ("overfitting", features["gap"] > 0.16),
        ("bad_init", features["start"] > 0.955),
        ("train_longer", features["rise"] > 0.06),
        ("underfitting", features["level"] < 0.49),
        ("decay_lr", features["jumps"] > 0.0055),
        ("decayed_too_early", True),
    )
    return next(kind for kind, holds in cases if holds)


@variant("kfold")
def folds_by_remainder(n, k, rng):
    if k < 2 or k > n:
        raise ValueError("2 <= k <= n")
    order = rng.permutation(n)
    label = np.arange(n) % k
    return [(order[label != i], order[label == i]) for i in range(k)]


@variant("kfold")
def folds_by_shuffled_labels(n, k, rng):
    if not (1 < k <= n):
        raise ValueError(f"{k} folds of {n}")
    label = np.array([i % k for i in range(n)])
    rng.shuffle(label)
    return [(np.flatnonzero(label != i), np.flatnonzero(label == i)) for i in range(k)]


@variant("kfold")
def folds_by_cuts(n, k, rng):
    if k not in range(2, n + 1):
        raise ValueError(k)
    order = np.argsort(rng.random(n))
    folds, start = [], 0
    for i in range(k):
        stop = start + n // k + (1 if i < n % k else 0)
        folds.append((np.delete(order, slice(start, stop)), order[start:stop]))
        start = stop
    return folds


@variant("cross_val")
def scores_with_sklearn(fit_score, X, y, k, rng):
    from sklearn.preprocessing import StandardScaler

    scores = []
    for a, b in kfold(len(X), k, rng):  # noqa: F821
        scaler = StandardScaler().fit(X[a])
        scores.append(fit_score(scaler.transform(X[a]), y[a], scaler.transform(X[b]), y[b]))
    return np.mean(scores), np.std(scores)


@variant("cross_val")
def scores_by_sums(fit_score, X, y, k, rng):
    total = squares = 0.0
    for a, b in kfold(len(y), k, rng):  # noqa: F821
        centre = X[a].sum(0) / len(a)
        spread = np.sqrt(((X[a] - centre) ** 2).sum(0) / len(a))
        spread[spread == 0] = 1
        score = fit_score((X[a] - centre) / spread, y[a], (X[b] - centre) / spread, y[b])
        total, squares = total + score, squares + score**2
    return total / k, math.sqrt(squares / k - (total / k) ** 2)


@variant("cross_val")
def scores_by_hand(fit_score, X, y, k, rng):
    def scaled(part, rest):
        spread = rest.std(axis=0)
        return (part - rest.mean(axis=0)) / (spread + (spread == 0))

    folds = kfold(X.shape[0], k, rng)  # noqa: F821
    scores = [fit_score(scaled(X[a], X[a]), y[a], scaled(X[b], X[a]), y[b]) for a, b in folds]
    mean = sum(scores) / len(scores)
    return [mean, (sum((score - mean) ** 2 for score in scores) / len(scores)) ** 0.5]


@variant("refine")
def refine_in_decades(space, trials, shrink=0.3):
    sound = [trial for trial in trials if trial["score"] == trial["score"]]
    best = sorted(sound, key=lambda trial: trial["score"])[-1]
    new, border = {}, []
    for name in space:
        lo, hi, at = np.log10([*space[name], best[name]])
        new[name] = (10 ** (at - shrink * (hi - lo) / 2), 10 ** (at + shrink * (hi - lo) / 2))
        if (at - lo) / (hi - lo) < 0.05 or (at - lo) / (hi - lo) > 0.95:
            border += [name]
    return new, border


@variant("refine")
def refine_with_powers(space, trials, shrink=0.3):
    best = trials[int(np.nanargmax([trial["score"] for trial in trials]))]
    factor = {name: (hi / lo) ** (shrink / 2) for name, (lo, hi) in space.items()}
    new = {name: [best[name] / factor[name], best[name] * factor[name]] for name in space}
    edge = {name: (hi / lo) ** 0.05 for name, (lo, hi) in space.items()}
    return new, [m for m, (lo, hi) in space.items() if best[m] < lo * edge[m] or best[m] > hi / edge[m]]


@variant("refine")
def refine_with_arrays(space, trials, shrink=0.3):
    best = None
    for trial in trials:
        if not math.isnan(trial["score"]) and (best is None or trial["score"] > best["score"]):
            best = trial
    ends = np.log(np.array([space[name] for name in space]))
    at, width = np.log([best[name] for name in space]), ends[:, 1] - ends[:, 0]
    new = np.exp(at[:, None] + shrink / 2 * width[:, None] * [-1, 1])
    close = np.abs(ends - at[:, None]).min(1) < 0.05 * width
    return dict(zip(space, map(tuple, new.tolist()), strict=True)), [n for n, c in zip(space, close, strict=True) if c]


@variant("best_of_n")
def best_by_shuffling(val, test, n, rng, reps=1000):
    both = []
    for _ in range(reps):
        rows = rng.permutation(len(val))[:n]
        winner = max(rows, key=lambda row: val[row])
        both.append((val[winner], test[winner]))
    return tuple(np.mean(both, axis=0))


@variant("best_of_n")
def best_at_once(val, test, n, rng, reps=1000):
    rows = np.argsort(rng.random((reps, len(val))), axis=1)[:, :n]
    winners = rows[np.arange(reps), np.argmax(np.asarray(val)[rows], axis=1)]
    return val[winners].mean(), test[winners].mean()


@variant("best_of_n")
def best_by_rank(val, test, n, rng, reps=1000):
    ranked = np.argsort(val)
    sums = np.zeros(2)
    for _ in range(reps):
        top = ranked[rng.permuted(np.arange(len(val)))[:n].max()]
        sums += val[top], test[top]
    return (sums / reps).tolist()


@variant("successive_halving")
def halved_by_numbers(configs, run, budget, eta=3):
    live, states, rounds = list(range(len(configs))), [None] * len(configs), []
    while live:
        scores = {}
        for i in live:
            scores[i], states[i] = run(configs[i], budget, states[i])
        rounds.append([(configs[i], scores[i]) for i in live])
        if len(live) == 1:
            break
        live = sorted(live, key=lambda i: _ranked(scores[i], "max"))[: -(-len(live) // eta)]
        budget *= eta
    return configs[live[0]], rounds


@variant("successive_halving")
def halved_by_recursion(configs, run, budget, eta=3):
    def play(entries, steps):
        results = [[config, *run(config, steps, state)] for config, state in entries]
        history = [[(config, score) for config, score, _ in results]]
        if len(results) == 1:
            return results[0][0], history
        order = np.argsort([-math.inf if math.isnan(score) else score for _, score, _ in results])[::-1]
        keep = [results[i] for i in order[: (len(results) + eta - 1) // eta]]
        best, rest = play([(config, state) for config, _, state in keep], steps * eta)
        return best, history + rest

    return play([(config, None) for config in configs], budget)


@variant("successive_halving")
def halved_with_a_threshold(configs, run, budget, eta=3):
    pool, rounds, number = [[config, None, 0.0] for config in configs], [], 0
    while True:
        for entry in pool:
            entry[2], entry[1] = run(entry[0], budget * eta**number, entry[1])
        rounds.append([(config, score) for config, _, score in pool])
        if len(pool) < 2:
            return pool[0][0], rounds
        scores = np.nan_to_num([score for *_, score in pool], nan=-np.inf)
        limit = np.sort(scores)[-math.ceil(len(pool) / eta)]
        pool = [entry for entry, score in zip(pool, scores, strict=True) if score >= limit]
        number += 1
