"""Grade again with the old seed: the same bytes where nothing has changed, and else who gains and who loses."""

import json
from dataclasses import dataclass, field, replace

from autograder.classroom.inbox import Inbox
from autograder.classroom.report_store import ReportStore
from autograder.classroom.workers import GradeAll
from autograder.grading.job import Job
from autograder.grading.report import Report


@dataclass
class Comparison:
    """Old reports beside new ones."""

    same: int = 0
    """Reports that are equal to the byte."""
    changed: list[tuple[Report, Report]] = field(default_factory=list)
    """Old and new."""
    unknown: list[str] = field(default_factory=list)
    """Submissions that were never graded here."""


def compare(inbox: Inbox, store: ReportStore, grade_all: GradeAll) -> Comparison:
    """Nothing is written: `course grade` does that."""
    comparison, old = Comparison(), {}
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
        else:
            comparison.changed.append((old[job], report))
    comparison.changed.sort(key=lambda pair: (pair[1].score - pair[0].score, pair[1].student))
    return comparison


def table(comparison: Comparison) -> str:
    lines = [f"{comparison.same} reports unchanged, {len(comparison.changed)} changed"]
    for old, new in comparison.changed:
        change = new.score - old.score
        word = "gains" if change > 0 else "loses" if change < 0 else "keeps"
        scores = f"{old.score:g} -> {new.score:g}"
        lines.append(f"  {new.student} {word} {abs(change):g}: {scores} in {new.assignment}{_why(old, new)}")
    return "\n".join([*lines, *(f"  {who} was never graded here" for who in comparison.unknown)])


def _bytes(report: Report) -> str:
    return json.dumps(report.as_dict(), sort_keys=True)


def _why(old: Report, new: Report) -> str:
    """What the two reports do not share: the submission, the tests, the versions ..."""
    keys = [key for key in new.provenance if new.provenance[key] != old.provenance.get(key)]
    return f" (other {', '.join(keys)})" if keys else ""
