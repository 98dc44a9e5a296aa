"""Run a probe on an implementation and write down what can be observed."""

import copy
import types
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from utils.checks.calls import Call
from utils.checks.errors import cause, error_name, place, told

RTOL, ATOL = 1e-5, 1e-8
"""Loose enough for float32 and other orders of algebra, tight enough for every known mistake."""

_PLAIN = (bool, int, float, str, dict, set, frozenset)

Words = Callable[[Exception, Callable, str], str]
"""words(error, f, returned) describes an exception; `returned` says what the last call gave back, if it did."""
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
    cause: str = ""
    """Of an exception: whose code raised it, and its words. It tells mistakes apart, and is never shown."""
    note: str = ""
    """A sentence to show, never compared."""
    line: int | None = None
    """The line of the answer that raised it."""
    call: Call | None = None
    """The last call before it, to show."""

    def agrees(self, other: "Observation") -> bool:
        """Same name, shape and value, and of exceptions the same cause; the tolerance is this side's."""
        if self.name != other.name or isinstance(self.value, str) != isinstance(other.value, str):
            return False
        if isinstance(self.value, str):
            return (self.value, self.cause) == (other.value, other.cause)
        if self.value.shape != other.value.shape:
            return False
        rtol, atol = (RTOL, ATOL) if self.atol is None else (0.0, self.atol)
        if not np.isfinite(self.value).all():
            return np.allclose(other.value, self.value, rtol=rtol, atol=atol, equal_nan=True)
        with np.errstate(over="ignore"):  # the same, in fewer calls
            return bool(np.all(np.abs(other.value - self.value) <= atol + rtol * np.abs(self.value)))


def observe(probe: Probe, f: Callable, seed: int | list[int], words: Words = told) -> list[Observation]:
    """What `probe` sees of `f`. An exception ends the list: a quantity "error", described by `words`.

    Changed inputs are observed too: no exercise of the course may modify what it is given (rule C1).
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return list(watched(probe, f, seed, words))


def watched(probe: Probe, f: Callable, seed: int | list[int], words: Words = told) -> Iterator[Observation]:
    """`observe`, one by one: who has seen enough goes away. Warnings are the caller's."""
    calls = _Watch(f)
    try:
        for name, value, *atol in probe(calls, np.random.default_rng(seed)):
            yield Observation(name, as_observed(value), *atol, call=calls.last)
    except Exception as error:
        note = words(error, f, calls.returned)
        line = getattr(error, "line", None) or (at.line if (at := place(error, f)) else None)
        yield Observation("error", error_name(error), cause=cause(error, f), note=note, line=line, call=calls.last)
    else:
        yield Observation("changed inputs", ", ".join(sorted(calls.changed)) or "none")


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
    if value is None:
        return "None"
    return f"a {_type(value)}" + (" that holds None" if any(item is None for item in array.flat) else "")


def _type(value) -> str:
    return getattr(value, "type_name", type(value).__name__)


class _Watch:
    """A stand-in for `f` that notices which arguments a call changes."""

    def __init__(self, f: Callable):
        self._f = f
        self.changed: set[str] = set()
        self.last: Call | None = None
        self.returned = ""
        """What the last call has returned, in words; empty where it is an object that lives on."""

    def __call__(self, *args, **kwargs):
        given = {f"argument {i + 1}": a for i, a in enumerate(args)} | kwargs
        before = {name: _copy(value) for name, value in given.items()}
        values = list(before.values())
        self.last = Call(tuple(values[: len(args)]), dict(zip(kwargs, values[len(args) :], strict=True)))
        self.returned = ""
        try:
            value = self._f(*args, **kwargs)
            self.returned = form(value)
            return value
        finally:
            self.changed |= {name for name, value in given.items() if not _equal(before[name], value)}

    def run_remotely(self, task: Callable, *args):
        """`task(f, *args)`, run where `f` lives: for models and optimisers, which cannot travel to another process.

        `task` is a function at module level that imports what it needs in its body and returns plain values; its
        source travels. What it returns is compared here, so let it return arrays rather than opinions about them.
        """
        self.last = None
        far = getattr(self._f, "run_remotely", None)
        return far(task, *args) if far else task(self._f, *args)


def form(value) -> str:
    """What a value is, in words that say nothing of what is in it."""
    if isinstance(value, np.ndarray):
        return f"an array of {value.ndim} dimensions"
    if isinstance(value, (tuple, list)):
        return f"a {_type(value)} of {len(value)}"
    return "None" if value is None else f"a {type(value).__name__}" if isinstance(value, _PLAIN) else ""


def _copy(value):
    """A deep copy of data; functions are for using, not for keeping."""
    return copy.deepcopy(value) if isinstance(value, (np.ndarray, list, tuple, dict, np.random.Generator)) else value


def _equal(a, b) -> bool:
    if isinstance(a, np.random.Generator):
        return isinstance(b, np.random.Generator)  # it is there to be drawn from
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_equal(a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(_equal, a, b))
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.dtype == b.dtype and np.array_equal(a, b, equal_nan=True)
    return isinstance(a, types.FunctionType) or a is b or a == b
