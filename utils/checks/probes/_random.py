"""What probes of random functions need."""

import numpy as np

from utils.checks.errors import error_name

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


def rare(share, n):
    """A share that has to be exactly 0. Where it is not, it is a statistic: two draws of one mistake then agree."""
    return (share, share_tolerance(share, n)) if share else (0.0,)


def draws(call, rng):
    """Whether a call takes numbers from the generator that it is given."""
    given = child_rng(rng)
    before = given.bit_generator.state
    call(given)
    return given.bit_generator.state != before


def tried(f, *args):
    """What a call returns or, in words, that it raises: for calls that must not end the probe."""
    try:
        return f(*args)
    except Exception as error:
        if error_name(error) == "NotImplementedError":
            raise
        return f"raises {error_name(error)}"
