"""Try answers from a file, one JSON object a line: what the hidden tests and the instant check say of each.

All other exercises of its notebook are the reference's, so an answer fails by itself alone. Answers run sandboxed.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from autograder.authoring.source import Source, find, sources
from autograder.commands.processes import sandboxes, side_by_side
from autograder.grading.grade import test_all, with_answer
from autograder.grading.pointing import Pointed
from autograder.grading.remote_objects import ProcessDied, StudentError
from autograder.grading.report import ExerciseReport
from autograder.grading.session import Session, opened
from autograder.grading.text import columns, printable

TOGETHER = 12
"""Answers that one process takes at a time."""
CHECK_S = 40.0
"""The whole check of one answer: its own limit is 10 seconds, and 2 of the processor for the search."""
SEED = 1


@dataclass(frozen=True)
class Attempt:
    """One answer: the text of an exercise's cell."""

    exercise: str
    notebook: str
    code: str


def read(path: Path) -> list[Attempt]:
    """The answers of a file. Raises ValueError, with file and line, where one cannot be read."""
    return [_attempt(path, number, line) for number, line in _lines(path)]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    text = path.read_text("utf-8")
    yield from ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())


def _attempt(path: Path, number: int, line: str) -> Attempt:
    def wrong(what: str) -> ValueError:
        return ValueError(f"{path}:{number}: {what}")

    try:
        data = json.loads(line)
        exercise, code, notebook = data["exercise"], data["code"], data.get("notebook")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise wrong('write {"exercise": "adam_step", "code": "def adam_step(...): ..."} on each line') from None
    if type(exercise) is not str or type(code) is not str:
        raise wrong(f"exercise and code are texts, not {type(exercise).__name__} and {type(code).__name__}")
    homes = [s.notebook for s in sources() if exercise in s.exercises]
    homes = [home for home in homes if notebook in (None, home, home[:2])]
    if len(homes) != 1:
        where = f"notebook {notebook!r}" if notebook else "the course"
        raise wrong(f"{where} has no exercise {exercise!r}" if not homes else f"say which notebook: {', '.join(homes)}")
    return Attempt(exercise, homes[0], code)


def outcomes(attempts: Sequence[Attempt], jobs: int, unsandboxed: bool = False) -> Iterator[dict]:
    """What is said of each answer, in their order; answers of one exercise that follow each other go together."""
    together = [list(group) for _, group in groupby(attempts, key=lambda a: (a.notebook, a.exercise))]
    starts = [(group, start) for group in together for start in range(0, len(group), TOGETHER)]
    batches = [(group[start : start + TOGETHER], unsandboxed) for group, start in starts]
    for rows in side_by_side(_try, batches, jobs) if batches else ():
        yield from rows


def _try(work: tuple[list[Attempt], bool]) -> list[dict]:
    """A few answers to one exercise."""
    attempts, unsandboxed = work
    codes = [attempt.code for attempt in attempts]
    return tried(find(attempts[0].notebook), attempts[0].exercise, codes, sandboxes(unsandboxed))


def tried(source: Source, exercise: str, codes: Sequence[str], sandboxes) -> list[dict]:
    """A row for each answer: what hidden tests and instant check say of it."""
    cells = [with_answer(source, exercise, code) for code in codes]
    checked, found = [], []
    for c in cells:
        with opened(sandboxes, c, source.libraries) as session:
            check = _checked(session, source.notebook, exercise)
        found.append({exercise: Pointed.read(check.pop("found", None))})
        checked.append(check)
    graded = test_all(source, (opened(sandboxes, c, source.libraries) for c in cells), SEED, {exercise}, found)
    return [_row(report, check) for (report,), check in zip(graded, checked, strict=True)]


def _row(report: ExerciseReport, check: dict) -> dict:
    graded = {"outcome": report.outcome, "mistake": report.mistake, "also": report.also, "line": report.line}
    head = {"exercise": report.name, "score": report.score, "max_score": report.max_score}
    return {**head, "graded": {**graded, "messages": list(report.messages)}, "check": check}


def _checked(session: Session, notebook: str, exercise: str) -> dict:
    """What the instant check says, asked for beside the answer."""
    nothing: dict = {"mistake": None, "also": None, "line": None}
    try:
        f = getattr(session.student(exercise), exercise)
        value = f.run_remotely(look, notebook, exercise, limit_s=CHECK_S)
    except StudentError as error:
        text = error.for_student or f"no cell that ran has defined `{exercise}`"
        return {"outcome": "error" if error.for_student else "not attempted", **nothing, "text": text}
    except ProcessDied as gone:
        return {"outcome": "error", **nothing, "text": gone.for_student}
    return {key: printable(v) if type(v) is str else v for key, v in dict(value).items()}


def look(f, notebook: str, exercise: str) -> dict:
    """Beside the answer: the verdict of `check`, with its search for the line."""
    from utils.checks.examine import examine

    found = examine(notebook, exercise, f)
    pointed = found.search() if found.open else None
    v = found.verdict
    line = v.line.line if v.line else None
    seen = {"outcome": v.outcome, "mistake": v.mistake, "also": v.also, "line": line, "text": v.text}
    return seen | ({"found": [pointed.line, pointed.whole, ""]} if pointed else {})


def table(rows: Sequence[dict]) -> Iterator[str]:
    """A line for each answer: its points, and what the hidden tests and the check call it."""
    head = ("exercise", "points", "graded", "check")
    cells = [(r["exercise"], f"{r['score']:g}/{r['max_score']:g}", _said(r["graded"]), _said(r["check"])) for r in rows]
    yield from columns([head, *cells], "<><<")


def _said(part: dict) -> str:
    names = [name for name in (part["mistake"], part["also"]) if name]
    if part["line"]:
        names.append(f"look at line {part['line']}")
    return "; ".join(names) or part["outcome"]
