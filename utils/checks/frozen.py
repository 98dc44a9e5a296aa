"""Observations frozen at build time: what a probe sees of the reference and of every known mistake."""

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from utils.checks.observe import Observation
from utils.checks.verdict import Expected, KnownMistake

FOLDER = Path(__file__).parent / "frozen"
SEED = 231
"""The public seed of the instant checks. Grading draws fresh ones."""
NOTHING = 1e-12
"""What is smaller is rounding in place of a zero, and differs between processors; the checks compare to 1e-8."""


def path(notebook: str, exercise: str) -> Path:
    return FOLDER / notebook / f"{exercise}.json"


def exists(notebook: str, exercise: str) -> bool:
    return exercise.isidentifier() and path(notebook, exercise).is_file()


def exercise_of(f: Callable, notebook: dict) -> str:
    """The exercise that `f` answers: the name it is bound to among the `notebook`'s variables, or else its own."""
    bound = [name for name, value in notebook.items() if value is f and any_has(name)]
    return bound[0] if len(bound) == 1 else getattr(f, "__name__", type(f).__name__)


def any_has(exercise: str) -> bool:
    return exercise.isidentifier() and any(FOLDER.glob(f"*/{exercise}.json"))


def notebook_of(exercise: str) -> str:
    """The notebook that has an exercise of this name. Raises LookupError where none has."""
    for folder in sorted(FOLDER.iterdir()):
        if exists(folder.name, exercise):
            return folder.name
    raise LookupError(
        f"no exercise is called {exercise!r}; pass the function or class of the exercise, under the name it has there"
    )


def load(notebook: str, exercise: str) -> Expected:
    data = json.loads(path(notebook, exercise).read_text("utf-8"))
    expected = data["expected"]
    mistakes = [KnownMistake(m["name"], m["explanation"], _thaw(m["seen"], expected)) for m in data["mistakes"]]
    pairs = {signature: (one, two) for signature, one, two in data["pairs"]}
    return Expected(exercise, data["topic"], _thaw(expected), mistakes, pairs)


def dumps(frozen: Expected) -> str:
    """The text of the file: one line for the reference, one for each mistake and one for all pairs."""
    mistakes = [
        {"name": m.name, "explanation": m.explanation, "seen": _freeze(m.seen, frozen.expected)}
        for m in frozen.mistakes
    ]
    lines = ",\n".join(json.dumps(m, ensure_ascii=False) for m in mistakes)
    expected = json.dumps(_freeze(frozen.expected), ensure_ascii=False)
    pairs = json.dumps([[signature, *pair] for signature, pair in frozen.pairs.items()], separators=(",", ":"))
    head = f'"exercise": "{frozen.exercise}",\n"topic": "{frozen.topic}"'
    return f'{{\n{head},\n"expected": {expected},\n"mistakes": [\n{lines}\n],\n"pairs": {pairs}\n}}\n'


def draws() -> list[float]:
    """A few random numbers: a platform that draws others can't use the frozen observations."""
    return _digits(np.random.default_rng(SEED).normal(size=4))


def _freeze(seen: list[Observation], expected: Sequence[Observation] = ()) -> list:
    """Rows of name, value and, where there is one, tolerance or cause.

    What is as in `expected`, at the same place, is 0: a whole row, or its name.
    """
    rows, known = [_row(s) for s in seen], [_row(s) for s in expected]
    known += [None] * (len(rows) - len(known))
    return [_shortened(row, like) for row, like in zip(rows, known, strict=False)]


def _row(s: Observation) -> list:
    rest = [s.cause] if s.cause else [] if s.atol is None else [s.atol]
    return [s.name, s.value if isinstance(s.value, str) else _digits(s.value, s.atol), *rest]


def _shortened(row: list, like: list | None) -> list | int:
    if repr(row) == repr(like):  # NaN is as NaN
        return 0
    return [0, *row[1:]] if like and row[0] == like[0] else row


def _thaw(rows: list, expected: Sequence = ()) -> list[Observation]:
    return [_thawed(*(expected[k] if row == 0 else [row[0] or expected[k][0], *row[1:]])) for k, row in enumerate(rows)]


def _thawed(name: str, value, rest: float | str | None = None) -> Observation:
    if isinstance(value, str):
        return Observation(name, value, cause=str(rest or ""))
    return Observation(name, np.array(value, dtype=float), rest)


def _digits(array: np.ndarray, atol: float | None = None) -> list | float:
    """Eight digits, or a thousandth of `atol`: more than the checks compare, fewer than processors disagree on."""
    if atol:
        return np.round(array, 3 - math.floor(math.log10(atol))).tolist()
    whole = np.where(np.abs(array) < NOTHING, 0.0, array)
    return np.vectorize(lambda x: float(f"{x:.8g}"), otypes=[float])(whole).tolist()
