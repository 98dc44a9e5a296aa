"""Correct answers to notebook 07, each written in another way; the helpers here serve the other module too."""

import itertools
import math

import numpy as np

from autograder.variants import variant


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


from autograder.variants.hyperparameters import runs  # noqa: E402, F401
