"""A short signature of all that a probe has seen: pairs of known mistakes are many, and kept by it."""

import hashlib
from itertools import zip_longest

import numpy as np

from utils.checks.observe import Observation

DIGITS = 14
"""Binary digits that take part: other orders of the same algebra in float64 practically never differ in them."""
ZERO = 1e-8


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
    """Mantissas and exponents of a float64 array, rounded."""
    mantissa, exponent = np.frexp(np.where(np.abs(value) < ZERO, 0.0, value))
    finite = np.isfinite(value)
    mantissa = np.where(finite, np.rint(np.where(finite, mantissa, 0) * 2**DIGITS), 0)
    kinds = np.isnan(value) * 1 + np.isposinf(value) * 2 + np.isneginf(value) * 3
    return b"".join(part.astype(np.int32).tobytes() for part in (mantissa, exponent, kinds))
