"""Observations frozen at build time: what a probe sees of the reference and of every known mistake."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from utils.checks.observe import Observation
from utils.checks.verdict import KnownMistake

FOLDER = Path(__file__).parent / "frozen"
SEED = 231
"""The public seed of the instant checks. Grading draws fresh ones."""
NOTHING = 1e-12
"""What is smaller is rounding in place of a zero, and differs between processors; the checks compare to 1e-8."""


@dataclass(frozen=True)
class Expected:
    """All that the instant check of one exercise needs; no solution is in it."""

    exercise: str
    topic: str
    """The module of `utils.checks.probes` that holds the probe."""
    expected: list[Observation]
    mistakes: list[KnownMistake]


def path(notebook: str, exercise: str) -> Path:
    return FOLDER / notebook / f"{exercise}.json"


def exists(notebook: str, exercise: str) -> bool:
    return exercise.isidentifier() and path(notebook, exercise).is_file()


def notebook_of(exercise: str) -> str:
    """The notebook that has an exercise of this name. Raises LookupError where none has."""
    for folder in sorted(FOLDER.iterdir()):
        if exists(folder.name, exercise):
            return folder.name
    raise LookupError(f"no exercise is called {exercise!r}; pass the function of the exercise itself")


def load(notebook: str, exercise: str) -> Expected:
    data = json.loads(path(notebook, exercise).read_text("utf-8"))
    mistakes = [KnownMistake(m["name"], m["explanation"], _thaw(m["seen"])) for m in data["mistakes"]]
    return Expected(exercise, data["topic"], _thaw(data["expected"]), mistakes)


def dumps(frozen: Expected) -> str:
    """The text of the file: one line for the reference and one for each mistake."""
    mistakes = [{"name": m.name, "explanation": m.explanation, "seen": _freeze(m.seen)} for m in frozen.mistakes]
    lines = ",\n".join(json.dumps(m, ensure_ascii=False) for m in mistakes)
    expected = json.dumps(_freeze(frozen.expected), ensure_ascii=False)
    head = f'"exercise": "{frozen.exercise}",\n"topic": "{frozen.topic}"'
    return f'{{\n{head},\n"expected": {expected},\n"mistakes": [\n{lines}\n]\n}}\n'


def draws() -> list[float]:
    """A few random numbers: a platform that draws others can't use the frozen observations."""
    return _digits(np.random.default_rng(SEED).normal(size=4))


def _freeze(seen: list[Observation]) -> list:
    return [[s.name, s.value if isinstance(s.value, str) else _digits(s.value), s.atol] for s in seen]


def _thaw(rows: list) -> list[Observation]:
    return [Observation(name, v if isinstance(v, str) else np.array(v, dtype=float), atol) for name, v, atol in rows]


def _digits(array: np.ndarray) -> list | float:
    """Ten digits: more than the checks compare, fewer than processors disagree on."""
    whole = np.where(np.abs(array) < NOTHING, 0.0, array)
    return np.vectorize(lambda x: float(f"{x:.10g}"), otypes=[float])(whole).tolist()
