"""Former grades: a line of JSON for each change, appended to `reports/history.jsonl` before the new one is written."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from autograder.grading.report import Report

FILE = "history.jsonl"
REASONS = {
    "submission": "answer",
    "source": "notebook",
    "tests": "tests",
    "engine": "engine",
    "versions": "versions",
    "limits": "limits",
    "seed": "seed",
}
"""What two reports may not share, in the words of a reader."""


class History:
    """The file in the folder of reports."""

    def __init__(self, folder: Path):
        self.path = folder / FILE

    def lines(self) -> Iterator[dict]:
        """From the first to the last; a line that was cut off by a kill is left out: it is written again."""
        if not self.path.is_file():
            return
        with self.path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                try:
                    yield json.loads(line)
                except ValueError:
                    continue

    def last(self) -> dict[tuple[str, str], dict]:
        """The newest change of a grade, by student and notebook."""
        return {(line["student"], line["notebook"]): line for line in self.lines() if "to" in line}

    def add(self, **line) -> None:
        """Append a line, whole and on the disk when this returns."""
        text = json.dumps({"when": datetime.now(UTC).isoformat(timespec="seconds"), **line}, ensure_ascii=False)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab+") as file:
            if file.tell() and not _ends_a_line(file):
                text = "\n" + text
            file.write(text.encode("utf-8", "backslashreplace") + b"\n")
            file.flush()
            os.fsync(file.fileno())


def _ends_a_line(file) -> bool:
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def change(old: Report, new: Report) -> dict | None:
    """The line for a report that takes the place of another; None where every exercise keeps its score and points."""
    before, after = _scores(old), _scores(new)
    if before == after:
        return None
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {
        "student": new.student,
        "notebook": new.assignment,
        "from": old.score,
        "to": new.score,
        "why": reasons(old, new),
        "exercises": {name: [before.get(name), after.get(name)] for name in names},
    }


def reasons(old: Report, new: Report) -> list[str]:
    """Why two reports differ: "answer", "points", "tests", "engine" ..."""
    found = [word for key, word in REASONS.items() if new.provenance.get(key) != old.provenance.get(key)]
    points = _points(old) != _points(new)
    found = ["points" if word == "notebook" and points else word for word in found]
    return [*found, *(["faults"] if old.complete != new.complete else [])]


def _scores(report: Report) -> dict[str, str]:
    """As they are printed: "3/4" by exercise."""
    return {e.name: f"{e.score:g}/{e.max_score:g}" for e in report.exercises}


def _points(report: Report) -> dict[str, float]:
    return {e.name: e.max_score for e in report.exercises}
