"""Probes of notebook 09."""

import numpy as np

from utils.checks.observe import raised
from utils.checks.probes._images import augment_batches, color_jitter, hflip, random_crop, random_scale_crop
from utils.checks.probes._random import SIGMAS, child_rng, generator, nonzero, share_tolerance

__all__ = ["augment_batches", "color_jitter", "hflip", "random_crop", "random_scale_crop"]


def dropout_mask(f, rng):
    low = float(rng.uniform(0.15, 0.3))
    for where, p in (("p_drop below a half", low), ("p_drop above a half", 1 - low)):
        mask = np.asarray(f((50, 60), p, child_rng(rng)), dtype=float)
        yield f"{where}: shape", mask.shape
        yield f"{where}: values other than 0 and 1", int(np.sum((mask != 0) & (mask != 1)))
        yield f"{where}: share of ones", mask.mean(), share_tolerance(p, 600)
        for axis, name in ((0, "columns"), (1, "rows")):
            alike = np.mean(np.diff(mask, axis=axis) == 0) if mask.ndim == 2 else np.nan
            yield f"{where}: neighbours alike along {name}", alike, 1.5 * share_tolerance(0.5, mask.size)
        few = np.asarray(f.run_remotely(_many_masks, (2, 3), p, int(rng.integers(10**9)), 400), dtype=float).reshape(
            400, -1
        )
        yield f"{where}, 400 small masks: share of ones", few.mean(), share_tolerance(p, few.size)
        spread = few.sum(1).var() / (few.shape[1] * p * (1 - p))
        yield f"{where}, 400 small masks: spread of the number of ones", spread, 0.085 * SIGMAS
    yield "p_drop = 0: mask", f((2, 3), 0.0, child_rng(rng))
    for shape in ((), (3,), (2, 3, 2)):
        yield f"shape for {shape}", np.shape(f(shape, 0.5, child_rng(rng)))
    yield from generator(lambda rng: f((6, 7), 0.5, rng), rng)
    for p in (1.0, -0.1):
        yield f"p_drop = {p} raises", raised(f, (2, 3), p, child_rng(rng))


def vanilla_dropout(f, rng):
    for p in _pair(rng):
        where = "p_keep above a half" if p > 0.5 else "p_keep below a half"
        x = nonzero(rng, (50, 60))
        yield from _masked(f(x.copy(), p, True, child_rng(rng)), x, p, where)
        small = nonzero(rng, (3, 4))
        yield f"{where}, test: out", f(small, p, False, child_rng(rng))
    yield "p_keep = 1, training: out", f(small.copy(), 1.0, True, child_rng(rng))
    yield "one row, test: out", f(small[0], 0.5, False, child_rng(rng))
    yield "shape of one row, training", np.shape(f(small[0].copy(), 0.5, True, child_rng(rng)))
    yield from generator(lambda rng: f(x.copy(), 0.5, True, rng), rng)
    for p in (0.0, 1.2):
        yield f"p_keep = {p}, training, raises", raised(f, small, p, True, child_rng(rng))


def inverted_dropout(f, rng):
    for p in _pair(rng):
        where = "p_drop below a half" if p > 0.5 else "p_drop above a half"
        x = nonzero(rng, (50, 60))
        out, cache = _two(f(x.copy(), 1 - p, True, child_rng(rng)))
        yield from _masked(out, x, p, where)
        yield f"{where}: mean of out / x", np.mean(np.asarray(out) / x), share_tolerance(p, 600) / p
        mask, rate = _two(cache)
        yield f"{where}: share of ones in the cached mask", np.mean(mask), share_tolerance(p, 600)
        kept = np.asarray(mask, dtype=float) * x / p
        yield f"{where}: out is off the cached mask", float(np.round(np.abs(np.asarray(out) - kept).max(), 3) > 0)
        yield f"{where}: cached p_drop", rate
        small = nonzero(rng, (3, 4))
        out, cache = _two(f(small, 1 - p, False, child_rng(rng)))
        yield f"{where}, test: out", out
        yield f"{where}, test: cache", cache
    yield "p_drop = 0, training: out", _two(f(small.copy(), 0.0, True, child_rng(rng)))[0]
    yield "one row, test: out", _two(f(small[0], 0.25, False, child_rng(rng)))[0]
    yield "shape of one row, training", np.shape(_two(f(small[0].copy(), 0.5, True, child_rng(rng)))[0])
    yield from generator(lambda rng: _two(f(x.copy(), 0.5, True, rng))[0], rng)
    for p in (1.0, -0.5):
        yield f"p_drop = {p}, training, raises", raised(f, small, p, True, child_rng(rng))


def dropout_backward(f, rng):
    for p in _pair(rng):
        where = "p_drop below a half" if p > 0.5 else "p_drop above a half"
        for shape in ((12, 5), (20,), (3, 4, 2)):
            mask, dout = (rng.random(shape) < p).astype(float), nonzero(rng, shape)
            mask.flat[:2] = 0.0, 1.0
            ratio = np.asarray(f(dout, (mask, 1 - p)), dtype=float) / dout
            yield f"{where}, shape {shape}: shape of dx", ratio.shape
            for value, name in ((1, "kept"), (0, "dropped")):
                found = ratio[mask == value] if ratio.shape == shape else ratio
                yield f"{where}, shape {shape}: dx / dout where the mask {name}", _values(found)
    dout = nonzero(rng, (2, 3))
    yield "at test: dx", f(dout, None)
    yield "slopes with zeros among them", f(np.array([0.0, 2.0, 0.0]), (np.array([1.0, 1.0, 0.0]), 0.5))


def dropconnect(f, rng):
    for p in _pair(rng):
        where = "p_drop below a half" if p > 0.5 else "p_drop above a half"
        W, b = nonzero(rng, (40, 30)), rng.uniform(1, 2, 30)
        factors = (np.asarray(f(np.eye(40), W, b, 1 - p, True, child_rng(rng)), dtype=float) - b) / W
        yield f"{where}: factors on the weights", _values(factors)
        yield f"{where}: share of weights kept", np.mean(np.abs(factors) > 1e-3), share_tolerance(p, W.size)
        kept = np.mean(np.abs(factors) > 1e-3, axis=1)
        yield f"{where}: spread of the rows' shares", kept.std(), share_tolerance(p, 30) / 40**0.5
        rows = np.asarray(f(np.tile(nonzero(rng, 40), (4, 1)), W, b, 1 - p, True, child_rng(rng)), dtype=float)
        yield f"{where}: difference of equal rows", float(np.round(np.abs(rows - rows[0]).max(), 3) > 0)
        yield f"{where}: many outputs are b alone", bool(np.sum(np.abs(rows - b) < 1e-6) > 8)
        yield f"{where}: many outputs are 0", bool(np.sum(np.abs(rows) < 1e-6) > 8)
        yield f"{where}: out for x = 0", f(np.zeros((2, 40)), W, b, 1 - p, True, child_rng(rng))[0][:6]
        x = rng.normal(size=(3, 40))
        yield f"{where}, test: out", np.asarray(f(x, W, b, 1 - p, False, child_rng(rng)))[:, :4]
    yield "p_drop = 0, training: out", np.asarray(f(x, W, b, 0.0, True, child_rng(rng)))[:, :4]
    yield from generator(lambda rng: f(x, W, b, 0.5, True, rng), rng)
    yield "p_drop = 1, training, raises", raised(f, x, W, b, 1.0, True, child_rng(rng))


def n_subnets(f, rng):
    for n in (0, 1, 3, 5, 10):
        yield f"n = {n}", f(n)
    yield "a random n", f(int(rng.integers(12, 40)))
    yield "n = 100, all digits", f.run_remotely(_digits, 100)


def mc_predict(f, rng):
    for K in (5, 20, 1):
        x, W = rng.normal(size=(4, 6)), rng.normal(size=(6, 2))
        mean, sd, passes = f.run_remotely(_noisy_passes, x, W, K, int(rng.integers(10**9)))
        yield f"K = {K}: number of passes", passes
        yield f"K = {K}: mean", mean
        yield f"K = {K}: standard deviation", sd
    mean, sd, _ = f.run_remotely(_noisy_passes, x[0], W, 7, int(rng.integers(10**9)))
    yield "one example: mean", mean
    yield "one example: standard deviation", sd


def _masked(out, x, p, where):
    """What a masked array shows: the factors, and how many are not zero."""
    factors = np.asarray(out, dtype=float) / x
    yield f"{where}, training: shape", np.shape(out)
    yield f"{where}, training: factors on x", _values(factors)
    yield f"{where}, training: rows dropped like the first", int(np.sum(((factors != 0) == (factors[0] != 0)).all(1)))
    yield f"{where}, training: share kept", np.mean(factors != 0), share_tolerance(p, 600)


def _values(factors):
    """The different values, at most six of them, rounded so that float32 gives the same."""
    return np.unique(np.round(factors, 4) + 0.0)[:6]


def _pair(rng):
    """A share above a half and one below."""
    return float(rng.choice([0.625, 0.8])), float(rng.choice([0.2, 0.25, 0.4]))


def _two(pair):
    return pair[0], pair[1]


def _many_masks(f, shape, p, seed, calls):
    """Masks of many calls with one generator."""
    import numpy as np

    rng = np.random.default_rng(seed)
    return np.array([np.asarray(f(tuple(shape), p, rng), dtype=float) for _ in range(calls)])


def _digits(f, n):
    return str(f(n))


def _noisy_passes(f, x, W, K, seed):
    """Mean and standard deviation of passes with dropout, and how many passes there were."""
    import numpy as np

    calls = []

    def one_pass(x, rng):
        calls.append(1)
        mask = 0.5 if rng is None else rng.random(x.shape) >= 0.5
        return np.maximum((x * mask) @ W, 0)

    mean, sd = f(one_pass, x, K, np.random.default_rng(seed))
    return np.asarray(mean, dtype=float), np.asarray(sd, dtype=float), len(calls)
