"""Probes of notebook 09."""

import numpy as np

from utils.checks.observe import raised
from utils.checks.probes._arrays import after_overwriting
from utils.checks.probes._images import augment_batches, color_jitter, hflip, mixup, random_crop, random_scale_crop
from utils.checks.probes._random import SIGMAS, child_rng, draws, generator, nonzero, share_tolerance, tried

__all__ = ["augment_batches", "color_jitter", "hflip", "mixup", "random_crop", "random_scale_crop"]


def dropout_mask(f, rng):
    yield "shape for (3,)", np.shape(f((3,), 0.5, child_rng(rng)))
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
    none = np.asarray(f.run_remotely(_many_masks, (), 1 - low, int(rng.integers(10**9)), 400))
    yield "400 masks of shape (), p_drop above a half: share of ones", none.mean(), share_tolerance(low, none.size)
    yield "p_drop = 0: mask", tried(f, (2, 3), 0.0, child_rng(rng))
    for shape in ((), (1, 4), (2, 3, 2)):
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
    yield "p_keep = 1, training: out", tried(f, small.copy(), 1.0, True, child_rng(rng))
    for shape in ((2,), (1, 2), ()):
        some = np.full(shape, 1.5)
        yield f"shape {shape}, test: out", f(some, 0.5, False, child_rng(rng))
        yield f"shape {shape}, training: its shape", np.shape(f(some.copy(), 0.5, True, child_rng(rng)))
    yield from generator(lambda rng: f(x.copy(), 0.5, True, rng), rng)
    yield "test: draws from the generator", draws(lambda rng: f(small, 0.75, False, rng), rng)
    for p in (0.0, 1.2):
        yield f"p_keep = {p}, training and test, raise", _both_raise(f, rng, small, p)
    for train in (True, False):
        x = tried(after_overwriting, f, np.array([1.0, 2.0]), 1.0, train, child_rng(rng))
        yield f"x after the result is overwritten (p_keep = 1, {'training' if train else 'test'})", x


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
        yield f"{where}: cached p_drop", rate if np.ndim(rate) == 0 else f"an array of shape {np.shape(rate)}"
        small = nonzero(rng, (3, 4))
        out, cache = _two(f(small, 1 - p, False, child_rng(rng)))
        yield f"{where}, test: out", out
        yield f"{where}, test: cache", cache
    yield from _nothing_dropped(f, rng)
    for shape in ((2,), (1, 2), ()):
        some = np.full(shape, 1.5)
        yield f"shape {shape}, test: out", _two(f(some, 0.25, False, child_rng(rng)))[0]
        out, cache = _two(f(some.copy(), 0.5, True, child_rng(rng)))
        yield f"shape {shape}, training: shapes of out and mask", str((np.shape(out), np.shape(_two(cache)[0])))
    yield from generator(lambda rng: _two(f(x.copy(), 0.5, True, rng))[0], rng)
    yield "test: draws from the generator", draws(lambda rng: f(small, 0.25, False, rng), rng)
    for p in (1.0, -0.5):
        yield f"p_drop = {p}, training and test, raise", _both_raise(f, rng, small, p)
    x = tried(after_overwriting, f, np.array([1.0, 2.0]), 0.0, True, child_rng(rng))
    yield "x after the result is overwritten (p_drop = 0, training)", x


def _nothing_dropped(f, rng):
    """Inverted dropout with p_drop = 0."""
    result = tried(f, np.array([1.0, -2.0]), 0.0, True, child_rng(rng))
    out, cache = (result, (None, None)) if isinstance(result, str) else _two(result)
    yield "p_drop = 0, training: out", out
    yield "p_drop = 0, training: cached mask", None if cache is None else _two(cache)[0]


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
    yield "p_drop = 0: dx", f(dout, (np.ones((2, 3)), 0.0))
    yield "one row: dx", f(dout[:1], (np.array([[1.0, 0.0, 1.0]]), 0.2))
    for value, name in ((1.0, "kept"), (0.0, "dropped")):
        yield f"shape (), {name}: dx", f(np.array(dout[0, 0]), (np.array(value), 0.2))
    yield "shape (), at test: dx", f(np.array(dout[0, 0]), None)
    for cache, where in ((None, "at test"), ((np.ones(2), 0.0), "p_drop = 0")):
        yield f"dout after the result is overwritten ({where})", after_overwriting(f, np.array([1.0, 2.0]), cache)


def dropconnect(f, rng):
    for p in _pair(rng):
        where = "p_drop below a half" if p > 0.5 else "p_drop above a half"
        W, b = nonzero(rng, (40, 30)), rng.uniform(1, 2, 30)
        out = np.asarray(f(np.eye(41, 40), W.copy(), b, 1 - p, True, child_rng(rng)), dtype=float)
        yield f"{where}: shape", np.shape(out)
        yield f"{where}: out for x = 0", out[-1][:6]
        factors = (out[:-1] - out[-1]) / W
        yield f"{where}: factors on the weights", _values(factors)
        yield f"{where}: share of weights kept", np.mean(np.abs(factors) > 1e-3), share_tolerance(p, W.size)
        kept = np.mean(np.abs(factors) > 1e-3, axis=1)
        yield f"{where}: spread of the rows' shares", kept.std(), share_tolerance(p, 30) / 40**0.5
        alike = np.tile(nonzero(rng, 40), (4, 1))
        rows = np.asarray(f(alike, W.copy(), b, 1 - p, True, child_rng(rng)), dtype=float)
        yield f"{where}: difference of equal rows", float(np.round(np.abs(rows - rows[0]).max(), 3) > 0)
        yield f"{where}: many outputs are b alone", bool(np.sum(np.abs(rows - b) < 1e-6) > 8)
        yield f"{where}: many outputs are 0", bool(np.sum(np.abs(rows) < 1e-6) > 8)
        x = rng.normal(size=(3, 40))
        yield f"{where}, test: out", np.asarray(f(x, W, b, 1 - p, False, child_rng(rng)))[:, :4]
    x, W, b = x[:, :5], W[:5, :2], b[:2]
    yield "p_drop = 0, training: out", tried(f, x, W, b, 0.0, True, child_rng(rng))
    for n, d, m in ((1, 5, 2), (3, 5, 1), (1, 1, 1)):
        few = x[:n, :d], W[:d, :m], b[:m]
        shapes = [np.shape(f(*few, 0.5, train, child_rng(rng))) for train in (True, False)]
        yield f"N, D, M = {n, d, m}: shapes in training and test", " and ".join(map(str, shapes))
    yield from generator(lambda rng: f(x, W, b, 0.5, True, rng), rng)
    yield "test: draws from the generator", draws(lambda rng: f(x, W, b, 0.25, False, rng), rng)
    for p in (1.0, -0.1):
        yield f"p_drop = {p}, training and test, raise", _both_raise(f, rng, x, W, b, p)


def n_subnets(f, rng):
    for n in (0, 1, 3, 5, 10):
        yield f"n = {n}", f(n)
    yield "a random n", f(int(rng.integers(12, 40)))
    yield "n = 100, all digits", f.run_remotely(_digits, 100)


def mc_predict(f, rng):
    for K in (5, 20, 1):
        x, W = rng.normal(size=(4, 6)), rng.normal(size=(6, 2))
        mean, sd, passes, same = f.run_remotely(_noisy_passes, x, W, K, int(rng.integers(10**9)))
        yield f"K = {K}: number of passes", passes
        yield f"K = {K}: mean", mean
        yield f"K = {K}: standard deviation", sd
        yield f"K = {K}: passes that got the generator itself", same
    mean, sd, *_ = f.run_remotely(_noisy_passes, x[0], W, 7, int(rng.integers(10**9)))
    yield "one example: mean", mean
    yield "one example: standard deviation", sd
    mean, sd = f.run_remotely(_read, "a word", rng.normal(size=6))
    yield "a pass of shape (), x a text: mean", mean
    yield "a pass of shape (), x a text: standard deviation", sd


def tta(f, rng):
    views = {
        "three views": ["as it is", "mirrored", "moved"],
        "two views, not the image itself": ["moved", "darker"],
        "a view that is there twice": ["mirrored", "as it is", "mirrored"],
        "one view": ["darker"],
        "five views": ["moved", "moved", "mirrored", "darker", "as it is"],
    }
    for name, ways in views.items():
        X, W = rng.random((3, 2, 4, 1)), 0.5 * rng.normal(size=(8, 4))
        answers, images = f.run_remotely(_viewed, X, W, ways)
        yield f"{name}: probabilities", answers
        yield f"{name}: images afterwards", images - X
    yield "a single image without an axis for samples", f.run_remotely(_viewed, X[0], W, ["moved", "mirrored"])[0]


def _viewed(f, X, W, ways):
    import numpy as np

    def probabilities(A):
        e = np.exp((A.reshape(*A.shape[:-3], -1) @ W) ** 2)
        return e / e.sum(-1, keepdims=True)

    changes = {
        "as it is": lambda A: A.copy(),
        "mirrored": lambda A: A[..., ::-1, :].copy(),
        "moved": lambda A: np.roll(A, 1, axis=-2) * [[0], [1], [1], [1]],
        "darker": lambda A: 0.5 * A,
    }
    X = X.copy()
    return np.asarray(f(probabilities, X, [changes[way] for way in ways])), X


def _masked(out, x, p, where):
    """What a masked array shows: the factors, and how many are not zero."""
    factors = np.asarray(out, dtype=float) / x
    yield f"{where}, training: shape", np.shape(out)
    yield f"{where}, training: factors on x", _values(factors)
    yield f"{where}, training: rows dropped like the first", int(np.sum(((factors != 0) == (factors[0] != 0)).all(1)))
    yield f"{where}, training: share kept", np.mean(factors != 0), share_tolerance(p, 600)


def _both_raise(f, rng, *args):
    """What a call raises in training and what at test."""
    return ", ".join(raised(f, *args, train, child_rng(rng)) for train in (True, False))


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
    return repr(f(n))


def _read(f, word, numbers):
    """Mean and standard deviation of passes over a text, each a single number."""
    import numpy as np

    left = list(numbers)
    mean, sd = f(lambda x, rng: np.array(left.pop(0) * x.count("o")), word, len(numbers), np.random.default_rng(0))
    return np.asarray(mean, dtype=float), np.asarray(sd, dtype=float)


def _noisy_passes(f, x, W, K, seed):
    """Mean and standard deviation of passes with dropout, how many there were, and how many with our generator."""
    import numpy as np

    calls, given = [], np.random.default_rng(seed)

    def one_pass(x, rng):
        calls.append(rng is given)
        mask = 0.5 if rng is None else rng.random(x.shape) >= 0.5
        return np.maximum((x * mask) @ W, 0)

    mean, sd = f(one_pass, x, K, given)
    return np.asarray(mean, dtype=float), np.asarray(sd, dtype=float), len(calls), sum(calls)
