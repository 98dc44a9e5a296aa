"""Learning curves with a known diagnosis, drawn at random: examples to learn from, and exam papers."""

import numpy as np

KINDS = ("bad_init", "decay_lr", "decayed_too_early", "train_longer", "overfitting", "underfitting")
Run = tuple[np.ndarray, np.ndarray, np.ndarray]


def make_run(kind: str, rng: np.random.Generator) -> Run:
    """One random run of a kind of KINDS: training loss, training accuracy, validation accuracy, each (epochs,).

    40 to 80 epochs of a classifier with 10 to 100 balanced classes; the loss begins at the logarithm of their number.
    """
    if kind not in _SHAPES:
        raise ValueError(f"make_run({kind!r}): choose one of {', '.join(KINDS)}")
    classes, epochs = int(rng.integers(10, 101)), int(rng.integers(40, 81))
    learnt, gap, shake = _SHAPES[kind](np.linspace(0, 1, epochs), rng)
    loss = np.log(classes) * (1 - learnt) * (1 + _noise(rng, 0.02 + shake))
    lucky = 1 / classes
    train = lucky + (1 - lucky) * learnt + _noise(rng, 0.004 + shake)
    val = lucky + (1 - lucky) * learnt * (1 - gap) + _noise(rng, 0.010 + shake)
    return loss, np.clip(train, 0, 1), np.clip(val, 0, 1)


def _noise(rng: np.random.Generator, size: np.ndarray) -> np.ndarray:
    """Like normal noise of a standard deviation of 0.41 size, but never larger than size."""
    return size * rng.triangular(-1, 0, 1, len(size))


def _rise(t: np.ndarray, end: float, scale: float) -> np.ndarray:
    """From 0, fast at first, to `end`."""
    return end * (1 - np.exp(-t / scale))


def _still(t: np.ndarray) -> np.ndarray:
    return np.zeros(len(t))


def _bad_init(t, rng):
    """Nothing at all, then it learns after all."""
    late = np.maximum(t - rng.uniform(0.28, 0.55), 0)
    return _rise(late, rng.uniform(0.6, 0.9), rng.uniform(0.06, 0.2)), 0.04 * t, _still(t)


def _decay_lr(t, rng):
    """Soon on a plateau, where steps too long for it shake everything."""
    learnt = _rise(t, rng.uniform(0.6, 0.78), rng.uniform(0.04, 0.09))
    return learnt, rng.uniform(0.02, 0.09) * t, _still(t) + rng.uniform(0.04, 0.06)


def _decayed_too_early(t, rng):
    """Falling well, until the rate is cut: a corner, and silence."""
    cut, scale, end = rng.uniform(0.15, 0.35), rng.uniform(0.15, 0.22), rng.uniform(0.62, 0.72)
    before = _rise(t, 1.0, scale) / _rise(np.array(cut), 1.0, scale)
    after = 1 + rng.uniform(0.03, 0.06) * (1 - np.exp(-(t - cut) / 0.02))
    learnt = end * np.where(t < cut, before, after)
    return learnt, rng.uniform(0.02, 0.07) * t, np.where(t < cut, 0.02, 0.0)


def _train_longer(t, rng):
    """Still rising when the time is up."""
    learnt = rng.uniform(0.45, 0.75) * t ** rng.uniform(0.6, 0.9)
    return learnt, rng.uniform(0.02, 0.08) * t, _still(t) + rng.uniform(0.0, 0.01)


def _overfitting(t, rng):
    """Training data memorised, little learnt: a large gap."""
    learnt = _rise(t, rng.uniform(0.95, 0.995), rng.uniform(0.06, 0.15))
    return learnt, rng.uniform(0.3, 0.55) * learnt**2, _still(t)


def _underfitting(t, rng):
    """Flat and low early on; no gap."""
    return _rise(t, rng.uniform(0.12, 0.36), rng.uniform(0.05, 0.12)), 0.05 * t, _still(t)


_SHAPES = {kind: globals()[f"_{kind}"] for kind in KINDS}
