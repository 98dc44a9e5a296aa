"""Observations frozen at build time: what a probe sees of the reference and of every known mistake."""

import json
from collections.abc import Callable
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
    mistakes = [KnownMistake(m["name"], m["explanation"], _thaw(m["seen"])) for m in data["mistakes"]]
    pairs = {signature: (one, two) for signature, one, two in data["pairs"]}
    return Expected(exercise, data["topic"], _thaw(data["expected"]), mistakes, pairs)


def dumps(frozen: Expected) -> str:
    """The text of the file: one line for the reference, one for each mistake and one for all pairs."""
    mistakes = [{"name": m.name, "explanation": m.explanation, "seen": _freeze(m.seen)} for m in frozen.mistakes]
    lines = ",\n".join(json.dumps(m, ensure_ascii=False) for m in mistakes)
    expected = json.dumps(_freeze(frozen.expected), ensure_ascii=False)
    pairs = json.dumps([[signature, *pair] for signature, pair in frozen.pairs.items()], separators=(",", ":"))
    head = f'"exercise": "{frozen.exercise}",\n"topic": "{frozen.topic}"'
    return f'{{\n{head},\n"expected": {expected},\n"mistakes": [\n{lines}\n],\n"pairs": {pairs}\n}}\n'


def draws() -> list[float]:
    """A few random numbers: a platform that draws others can't use the frozen observations."""
    return _digits(np.random.default_rng(SEED).normal(size=4))


def _freeze(seen: list[Observation]) -> list[list]:
    """Rows of name, value and, where there is one, tolerance or cause."""
    return [[s.name, s.value if isinstance(s.value, str) else _digits(s.value), *_rest(s)] for s in seen]


def _rest(seen: Observation) -> list:
    return [seen.cause] if seen.cause else [] if seen.atol is None else [seen.atol]


def _thaw(rows: list) -> list[Observation]:
    return [_thawed(*row) for row in rows]


def _thawed(name: str, value, rest: float | str | None = None) -> Observation:
    if isinstance(value, str):
        return Observation(name, value, cause=str(rest or ""))
    return Observation(name, np.array(value, dtype=float), rest)


def _digits(array: np.ndarray) -> list | float:
    """Ten digits: more than the checks compare, fewer than processors disagree on."""
    whole = np.where(np.abs(array) < NOTHING, 0.0, array)
    return np.vectorize(lambda x: float(f"{x:.10g}"), otypes=[float])(whole).tolist()
