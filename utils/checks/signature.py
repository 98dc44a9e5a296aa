"""A short signature of all that a probe has seen: pairs of known mistakes are many, and kept by it."""

import hashlib
from itertools import zip_longest

import numpy as np

from utils.checks.observe import Observation

DIGITS = 14
"""Binary digits that take part: other orders of the same algebra in float64 practically never differ in them."""
ZERO = 1e-8
OFF_TIES = 0.137
"""Added before rounding, so that numbers of few binary digits, which are common, lie nowhere near a tie."""


def signature(expected: list[Observation], got: list[Observation]) -> str:
    """Twelve hexadecimal digits. Of a statistic it counts whether it is as expected, since its digits are noise."""
    digest = hashlib.sha256()
    for want, have in zip_longest(expected, got):
        digest.update(b"|" if have is None else _bytes(want, have))
    return digest.hexdigest()[:12]


def _bytes(want: Observation | None, have: Observation) -> bytes:
    if isinstance(have.value, str):
        return repr((have.name, have.value, have.cause)).encode()
    if have.atol is not None:
        return repr((have.name, want is not None and want.agrees(have))).encode()
    return repr((have.name, have.value.shape)).encode() + _rounded(have.value)


def _rounded(value: np.ndarray) -> bytes:
    """A float64 array in DIGITS binary digits, the same where its last digits differ, even beside a power of two."""
    mantissa, exponent = np.frexp(np.where(np.abs(value) < ZERO, 0.0, value))
    with np.errstate(invalid="ignore"):
        kept = np.ldexp(np.rint(mantissa * 2**DIGITS + OFF_TIES), exponent - DIGITS)
    return np.where(np.isnan(kept), np.nan, kept).tobytes()
