"""What the probe of `lr_find` needs: losses of runs at several rates."""

import numpy as np


def logging(curves, log):
    """A `run` that looks the losses up and writes down what it was asked."""

    def run(lr, iters):
        log.append((lr, iters))
        return curves[float(lr)][:iters]

    return run


def _falling(rng, start, end, n=100):
    """Losses from start to end, mostly in the first half, with a little noise."""
    t = np.arange(n)
    noise = 0.002 * start * rng.uniform(-1, 1, n) * (t > 0)
    return start + (end - start) * np.minimum(1, t / 50) + noise


def sweeps(rng):
    """Where, and for each rate its losses: rates in disorder, and each case has its own trap."""
    start, rates = rng.uniform(2, 5), 10.0 ** (np.arange(6) / 2 - rng.uniform(2, 4))
    ends = np.array([0.97, 0.7, 0.15, 0.12, 0.157, 0.4]) * start
    low = 0.125 / 0.4
    wild = {
        "rates up to a poor one": lambda c: c,
        "one run ends in NaN": lambda c: np.where(np.arange(100) < 95, 0.05 * c, np.nan),
        "one run ends in infinity": lambda c: np.where(np.arange(100) < 95, 0.05 * c, np.inf),
        "one run jumps to five times its start": lambda c: np.where(np.arange(100) == 60, 5 * start, 0.05 * c),
        "one run jumps to three times its start": lambda c: np.where(np.arange(100) == 20, 3 * start, c * low),
        "one run jumps to four times its start": lambda c: np.where(np.arange(100) == 20, 4 * start, c * low),
        "one run falls 6 % less than the best": lambda c: c * 0.17 / 0.4,
        "one last loss is luck": lambda c: np.where(np.arange(100) == 99, 0.0, c),
        "one run starts higher": lambda c: c,
    }
    cases = {}
    for where, spoil in wild.items():
        curves = [_falling(rng, start, end) for end in ends]
        curves[5] = np.where(np.arange(100) == 0, curves[5], spoil(curves[5]))
        curves[5] = _falling(rng, 1.4 * start, ends[5]) if "higher" in where else curves[5]
        order = rng.permutation(6)
        order = sorted(order, key=lambda i: i != 5) if "NaN" in where else order
        cases[where] = {float(rates[i]): curves[i] for i in order}
    rising = [start * np.linspace(1, end, 100) for end in (1.02, 1.01, 1.015, 1.3, 1.6, 2)]
    return cases | {"all losses rise a little": dict(zip(rates.tolist(), rising, strict=True))}
