"""What probes of random functions need."""

import numpy as np

SIGMAS = 8.0
"""Tolerance in standard errors of one side: 5.65 of the difference of two, which happens once in 60 million times."""


def share_tolerance(p, n):
    return SIGMAS * np.sqrt(p * (1 - p) / n)


def nonzero(rng, shape):
    """Well away from zero, so that factors can be read off."""
    return np.asarray(rng.choice([-1.0, 1.0], size=shape) * rng.uniform(1, 3, size=shape))


def child_rng(rng):
    return np.random.default_rng(int(rng.integers(10**9)))


def generator(call, rng):
    """Whether the generator passed is the source of the numbers, and the only one."""
    seed = int(rng.integers(10**9))
    one, two = np.random.default_rng(seed), np.random.default_rng(seed)
    before = one.bit_generator.state
    first, second, third = (np.array(call(g)) for g in (one, two, one))
    yield "equal generators give equal results", np.array_equal(first, second)
    yield "a second call gives the same again", np.array_equal(first, third)
    yield "the generator has moved on", one.bit_generator.state != before
