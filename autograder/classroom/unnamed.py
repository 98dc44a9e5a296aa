"""The wrong answers of a class that have no name, grouped by what they do: what authors may name next."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from autograder.grading.report import ExerciseReport, Report

SHOWN = 10
"""Groups that are listed; the file has all."""


@dataclass
class Group:
    """Answers to one exercise with which the instant check sees the same."""

    notebook: str
    exercise: str
    students: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    """Different texts only."""

    def add(self, student: str, report: ExerciseReport) -> None:
        self.students.append(student)
        if report.code not in self.codes:
            self.codes.append(report.code)


def groups(reports: Iterable[Report]) -> list[Group]:
    """The groups, the largest first."""
    found: dict[tuple[str, str, str], Group] = {}
    for report in reports:
        for e in report.exercises:
            if e.signature and not e.mistake:
                group = Group(report.assignment, e.name)
                found.setdefault((report.assignment, e.name, e.signature), group).add(report.student, e)
    return sorted(found.values(), key=lambda group: -len(group.students))


def lines(found: list[Group], path: Path | None) -> list[str]:
    """What the table of a class ends with."""
    shown = [f"{len(g.students):>4} x {g.exercise}: {', '.join(g.students[:5])}" for g in found[:SHOWN]]
    where = f" (their code is in {path}, for `course try`)" if path else ""
    return ["", f"wrong answers without a name{where}", *shown] if shown else []


def dumps(found: list[Group]) -> str:
    """JSON lines as `course try` reads them."""
    rows = (
        {"exercise": g.exercise, "notebook": g.notebook, "alike": len(g.students), "code": code}
        for g in found
        for code in g.codes
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
