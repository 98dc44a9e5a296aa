"""Grade again with the old seed: the same bytes where nothing has changed, and else who gains and who loses.

Where `course grade` has written the new grades already, the history of grades says the same.
"""

import json
from dataclasses import dataclass, field, replace

from autograder.classroom.inbox import Inbox
from autograder.classroom.report_store import ReportStore
from autograder.classroom.workers import GradeAll
from autograder.grading.job import Job
from autograder.grading.report import Report
from autograder.nbgrader.history import reasons


@dataclass
class Comparison:
    """Old reports beside new ones."""

    same: int = 0
    """Reports that are equal to the byte."""
    changed: list[tuple[Report, Report]] = field(default_factory=list)
    """Old and new."""
    written: list[dict] = field(default_factory=list)
    """Lines of the history: the last change of a grade that has been written and stands."""
    unknown: list[str] = field(default_factory=list)
    """Submissions that were never graded here."""


def compare(inbox: Inbox, store: ReportStore, grade_all: GradeAll) -> Comparison:
    """Nothing is written: `course grade` does that."""
    comparison, old, history = Comparison(), {}, store.history.last()
    for entry in inbox.entries:
        job = Job(entry.student, entry.notebook, entry.data, 0)
        last = store.last(job)
        if last is None:
            comparison.unknown.append(f"{entry.student} {entry.notebook}")
        else:
            old[replace(job, seed=last.seed)] = last
    for job, report in grade_all(list(old)):
        if _bytes(report) == _bytes(old[job]):
            comparison.same += 1
            line = history.get((report.student, report.assignment))
            comparison.written += [line] if line and line["why"] != ["answer"] else []
        else:
            comparison.changed.append((old[job], report))
    comparison.changed.sort(key=lambda pair: (pair[1].score - pair[0].score, pair[1].student))
    comparison.written.sort(key=lambda line: (line["to"] - line["from"], line["student"]))
    return comparison


def table(comparison: Comparison) -> str:
    lines = [f"{comparison.same} reports unchanged, {len(comparison.changed)} changed"]
    for old, new in comparison.changed:
        lines.append(_line(new.student, new.assignment, old.score, new.score, reasons(old, new)))
    if comparison.written:
        lines.append(f"{len(comparison.written)} changed before, as `course grade` has written")
    for line in comparison.written:
        said = _line(line["student"], line["notebook"], line["from"], line["to"], line["why"])
        lines.append(f"{said}, {line['when']}")
    return "\n".join([*lines, *(f"  {who} was never graded here" for who in comparison.unknown)])


def _bytes(report: Report) -> str:
    return json.dumps(report.as_dict(), sort_keys=True)


def _line(student: str, notebook: str, old: float, new: float, why: list[str]) -> str:
    """Who gains, and what the two reports do not share: the answer, the tests, the points ..."""
    word = "gains" if new > old else "loses" if new < old else "keeps"
    other = f" (other {', '.join(why)})" if why else ""
    return f"  {student} {word} {round(abs(new - old), 2):g}: {old:g} -> {new:g} in {notebook}{other}"
