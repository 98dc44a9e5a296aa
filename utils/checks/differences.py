"""How two values differ, in the words of somebody who looks at both: form first, then numbers."""

import re

import numpy as np

from utils.checks.observe import ATOL, RTOL, Observation

_FORM = re.compile(r"None|a (dict|list|tuple|set|function|method|generator|Tensor|range|zip|map)( that .*)?")
"""What `as_observed` says of a value. Any other text may be one that the answer returned, and is not repeated."""


def difference(want: Observation | None, have: Observation | None) -> str:
    """A sentence without a number, or nothing: it may be told of hidden values too."""
    if want is None or have is None:
        return ""
    if isinstance(have.value, str):
        return _form(want, have.value)
    if isinstance(want.value, str):
        return ""
    if want.value.shape != have.value.shape:
        turned = have.value.shape == want.value.shape[::-1] and _close(have.value.T, want.value)
        return "It is transposed." if turned else "It has another shape."
    return _values(want.value, have.value) if have.atol is None else ""


def in_numbers(want: Observation | None, have: Observation | None) -> str:
    """A sentence with shapes or a factor, or nothing: for values that are public."""
    if want is None or have is None or isinstance(want.value, str) or isinstance(have.value, str):
        return ""
    if want.value.shape != have.value.shape:
        return f"It has shape {have.value.shape} instead of {want.value.shape}."
    times = factor(want.value, have.value) if have.atol is None else None
    telling = times is not None and abs(times + 1) > 1e-4 and abs(times - 1) > 1e-2
    return f"It is {times:.4g} times what it should be." if telling else ""


def _form(want: Observation, value: str) -> str:
    if isinstance(want.value, str) or not _FORM.fullmatch(value):
        return ""
    if value == "None":
        return "It is None: is there a `return`?"
    if value.endswith(" that holds None"):
        return "Some of it is None: does every branch `return` a value?"
    return f"It is {value}, where numbers should be."


def _values(want: np.ndarray, have: np.ndarray) -> str:
    if np.any(np.isnan(have) & ~np.isnan(want)):
        return "It holds NaN."
    if np.any(np.isinf(have) & ~np.isinf(want)):
        return "It is infinite."
    if want.ndim > 1 and want.shape == want.T.shape and _close(have.T, want):
        return "It is transposed."
    if factor(want, have) is not None:
        return "Its sign is the other way round." if _close(-have, want) else "It is off by one factor throughout."
    return ""


def factor(want: np.ndarray, have: np.ndarray) -> float | None:
    """The one number that all of `have` is too large by; None where there is none, or where one number is all."""
    there = np.abs(want) > ATOL
    if not _close(have[~there], want[~there]) or (there.sum() < 2 and not _close(-have, want)):
        return None
    ratios = have[there] / want[there]
    same = len(ratios) and np.isfinite(ratios).all() and np.ptp(ratios) <= 1e-4 * abs(ratios[0]) > 0
    return float(ratios[0]) if same else None


def first_element(want: Observation | None, have: Observation | None) -> tuple[int, ...] | None:
    """The place of the first number that differs, in arrays of one shape that have more than one."""
    if want is None or have is None or isinstance(want.value, str) or isinstance(have.value, str):
        return None
    if want.value.shape != have.value.shape or want.value.size < 2:
        return None
    wrong = ~np.isclose(have.value, want.value, rtol=RTOL, atol=ATOL, equal_nan=True)
    return tuple(int(i) for i in np.argwhere(wrong)[0]) if wrong.any() else None


def shown(seen: Observation | None, width: int = 60) -> str:
    """A value in at most `width` characters."""
    if seen is None:
        return "nothing"
    if isinstance(seen.value, str):
        return seen.value[:width]
    text = np.array2string(seen.value, precision=5, threshold=8, edgeitems=2, separator=", ")
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 2] + " …"


def _close(got: np.ndarray, want: np.ndarray) -> bool:
    return bool(np.allclose(got, want, rtol=RTOL, atol=ATOL, equal_nan=True))
