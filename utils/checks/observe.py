"""Run a probe on an implementation and write down what can be observed."""

import builtins
import copy
import types
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

RTOL, ATOL = 1e-5, 1e-8
"""Loose enough for float32 and other orders of algebra, tight enough for every known mistake."""

Probe = Callable[[Callable, np.random.Generator], Iterator[tuple]]
"""probe(f, rng) yields (name, value) or, for a statistic, (name, value, absolute tolerance)."""


@dataclass(frozen=True)
class Observation:
    """One observed quantity."""

    name: str
    """What it is, in the student's words: "step 2: w"."""
    value: np.ndarray | str
    """A float64 array, or a string for whatever is not a number."""
    atol: float | None = None
    """Absolute tolerance of a statistic; None compares digits."""
    note: str = ""
    """More to show, never compared."""

    def agrees(self, other: "Observation") -> bool:
        """Same name, shape and value; the tolerance is this side's."""
        if self.name != other.name or isinstance(self.value, str) != isinstance(other.value, str):
            return False
        if isinstance(self.value, str):
            return self.value == other.value
        if self.value.shape != other.value.shape:
            return False
        rtol, atol = (RTOL, ATOL) if self.atol is None else (0.0, self.atol)
        return np.allclose(other.value, self.value, rtol=rtol, atol=atol, equal_nan=True)


def observe(
    probe: Probe, f: Callable, seed: int | list[int], words: Callable[[Exception], str] = str
) -> list[Observation]:
    """What `probe` sees of `f`. An exception ends the list with a quantity called "error", described by `words`.

    Changed inputs are observed too: no exercise of the course may modify what it is given (rule C1).
    """
    calls = _Watch(f)
    seen = []
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            for name, value, *atol in probe(calls, np.random.default_rng(seed)):
                seen.append(Observation(name, as_observed(value), *atol))
    except Exception as error:
        seen.append(Observation("error", error_name(error), note=words(error)))
    else:
        seen.append(Observation("changed inputs", ", ".join(sorted(calls.changed)) or "none"))
    return seen


def error_name(error: Exception) -> str:
    """The nearest built-in type of an exception: NumPy's LinAlgError is a ValueError, and so may a student's be."""
    kinds = (kind.__name__ for kind in type(error).__mro__ if vars(builtins).get(kind.__name__) is kind)
    return getattr(error, "type_name", None) or next(kinds)


def raised(f: Callable, *args, **kwargs) -> str:
    """For probes: the name of the exception that a call raises, or "nothing"."""
    try:
        f(*args, **kwargs)
    except Exception as error:
        if error_name(error) == "NotImplementedError":
            raise
        return error_name(error)
    return "nothing"


def same(expected: list[Observation], got: list[Observation]) -> bool:
    return first_difference(expected, got) is None


def first_difference(
    expected: list[Observation], got: list[Observation]
) -> tuple[Observation | None, Observation | None] | None:
    """The first pair that does not agree, or None. A side that ended early gives None in its place."""
    for want, have in zip_longest(expected, got):
        if want is None or have is None or not want.agrees(have):
            return want, have
    return None


def as_observed(value) -> np.ndarray | str:
    """`value` as a float64 array if it is made of numbers, else a string that says what it is."""
    if isinstance(value, str):
        return value
    if hasattr(type(value), "detach"):  # a tensor
        value = value.detach().cpu().numpy()
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):  # rows of different length, or an object we only hold a handle of
        return f"a {_type(value)} that is not a rectangular array"
    if array.dtype.kind in "biuf":
        return np.array(array, dtype=float)  # a copy: what was seen must not change afterwards
    return "None" if value is None else f"a {_type(value)}"


def _type(value) -> str:
    return getattr(value, "type_name", type(value).__name__)


class _Watch:
    """A stand-in for `f` that notices which arguments a call changes."""

    def __init__(self, f: Callable):
        self._f = f
        self.changed: set[str] = set()

    def __call__(self, *args, **kwargs):
        given = {f"argument {i + 1}": a for i, a in enumerate(args)} | kwargs
        before = {name: _copy(value) for name, value in given.items()}
        try:
            return self._f(*args, **kwargs)
        finally:
            self.changed |= {name for name, value in given.items() if not _equal(before[name], value)}

    def run_remotely(self, task: Callable, *args):
        """`task(f, *args)`, run where `f` lives: for models and optimisers, which cannot travel to another process.

        `task` is a function at module level that imports what it needs in its body and returns plain values; its
        source travels. What it returns is compared here, so let it return arrays rather than opinions about them.
        """
        far = getattr(self._f, "run_remotely", None)
        return far(task, *args) if far else task(self._f, *args)


def _copy(value):
    """A deep copy of data; functions and generators are for using, not for keeping."""
    return copy.deepcopy(value) if isinstance(value, (np.ndarray, list, tuple, dict)) else value


def _equal(a, b) -> bool:
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_equal(a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(_equal, a, b))
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.dtype == b.dtype and np.array_equal(a, b, equal_nan=True)
    return isinstance(a, types.FunctionType) or a is b or a == b
