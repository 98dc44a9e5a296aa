"""What the grader makes of answers that strangers have written: `tests/answers/NN_topic.jsonl`.

Each line has an exercise, the code, a kind, what is wrong in words, the lines where one would mend it, and the names
that are true of it. `right` answers must be accepted and no name may be false; the rest is counted.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import groupby
from pathlib import Path

from autograder.authoring.source import ROOT, Source
from autograder.commands.attempts import tried
from autograder.grading.text import columns

FOLDER = ROOT / "tests" / "answers"
KINDS = {
    "right": "right, in another way",
    "slip": "one slip",
    "pair": "two slips",
    "edge": "wrong at an edge",
    "trap": "written to provoke a false name",
    "full": "another method, wrong",
}


@dataclass(frozen=True)
class Answer:
    """One answer of a stranger."""

    exercise: str
    kind: str
    """One of KINDS."""
    what: str
    lines: list[int]
    code: str
    names: list[str] = field(default_factory=list)
    """Known mistakes that it really makes."""


@dataclass
class Count:
    """How answers of one kind fared, in hidden tests and instant check together."""

    answers: int = 0
    caught: int = 0
    """By either of them; of right answers: refused."""
    named: int = 0
    both: int = 0
    """Two mistakes named, or one and a line."""
    pointed: int = 0
    """A line, and no name."""
    there: int = 0
    """Of these lines: a line to change."""
    false: int = 0
    """A name that is not true."""

    def add(self, other: "Count") -> None:
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)


def read(path: Path) -> list[Answer]:
    """The answers of a file; none where there is no such file. Raises ValueError where a line is malformed."""
    if not path.is_file():
        return []
    rows = enumerate(path.read_text("utf-8").splitlines(), start=1)
    return [_answer(path, number, line) for number, line in rows]


def _answer(path: Path, number: int, line: str) -> Answer:
    try:
        answer = Answer(**json.loads(line))
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path}:{number}: {error}") from None
    if answer.kind not in KINDS:
        raise ValueError(f"{path}:{number}: kind {answer.kind!r}; there are {', '.join(KINDS)}")
    return answer


def prove(source: Source, sandboxes, every: int = 1) -> tuple[dict[str, Count], list[str]]:
    """Counts by kind, and what is wrong in words, for one notebook; with `every`, of each so-many-th answer."""
    counts, trouble = {kind: Count() for kind in KINDS}, []
    chosen = read(FOLDER / f"{source.notebook}.jsonl")[::every]
    for exercise, group in groupby(chosen, key=lambda answer: answer.exercise):
        answers = list(group)
        rows = tried(source, exercise, [answer.code for answer in answers], sandboxes)
        for answer, row in zip(answers, rows, strict=True):
            counts[answer.kind].add(count(answer, row))
            trouble += complaints(answer, row)
    return counts, trouble


def count(answer: Answer, row: dict) -> Count:
    """How one answer fared."""
    parts = (row["check"], row["graded"])
    names = {name for part in parts for name in (part["mistake"], part["also"]) if name}
    line = next((part["line"] for part in parts if part["line"]), None)
    return Count(
        answers=1,
        caught=int(_caught(row)),
        named=int(bool(names)),
        both=int(len(names) > 1 or bool(names and line)),
        pointed=int(bool(line and not names)),
        there=int(bool(line and not names) and line in answer.lines),
        false=int(not names <= set(answer.names)),
    )


def complaints(answer: Answer, row: dict) -> Iterator[str]:
    """What must not be: a right answer refused, another one accepted, a name that is not true."""
    parts = (row["check"], row["graded"])
    names = {name for part in parts for name in (part["mistake"], part["also"]) if name}
    if (answer.kind == "right") == _caught(row):
        yield f"{answer.exercise}: {answer.what or 'a right answer'}: {'refused' if _caught(row) else 'accepted'}"
    for name in sorted(names - set(answer.names)):
        yield f"{answer.exercise}: {answer.what or 'a right answer'}: said to be {name}"


def _caught(row: dict) -> bool:
    return row["score"] < row["max_score"] or row["check"]["outcome"] != "passed"


def total(counts: Iterable[dict[str, Count]]) -> dict[str, Count]:
    """The sums over several notebooks."""
    sums = {kind: Count() for kind in KINDS}
    for one in counts:
        for kind, value in one.items():
            sums[kind].add(value)
    return sums


def table(counts: dict[str, Count]) -> list[str]:
    """A line for each kind."""
    head = (
        "answers of strangers",
        "answers",
        "caught",
        "named",
        "two, or line too",
        "line alone",
        "right line",
        "false",
    )
    rows = [
        (KINDS[kind], *map(str, (c.answers, c.caught, c.named, c.both, c.pointed, c.there, c.false)))
        for kind, c in counts.items()
    ]
    return columns([head, *rows], "<>>>>>>>")
