"""Grade a batch: collect, make sure that this environment grades rightly, grade each, write everything down."""

import os
import secrets
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from autograder import handback
from autograder.build import instructor_notebook, student_notebook
from autograder.grade import Job, grade
from autograder.gradebook import Book
from autograder.inbox import Entry, Inbox
from autograder.jail import jail_version
from autograder.report import NOT_ATTEMPTED, PASSED, OurFault, Report
from autograder.source import Source, find
from autograder.zygote import ColdNursery, WarmNursery


@dataclass
class Outcome:
    """What a batch came to."""

    reports: list[Report] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Everything that was handed in was graded."""
        return not self.skipped and all(r.exercises and r.complete and r.readable for r in self.reports)

    def mistakes(self) -> Counter:
        """How often each known mistake was made, by exercise and name."""
        return Counter((e.name, e.mistake) for r in self.reports for e in r.exercises if e.mistake)


def open_nursery(no_jail: bool = False):
    """Where student code will run. Raises OurFault where there is no jail and nobody has asked for none."""
    if jail_version():
        return WarmNursery()
    if not no_jail:
        raise OurFault(
            f"{sys.platform} offers no jail here (Linux with Landlock is needed), so code of other people is not "
            "run; use the container in docs/grading.md, or --no-jail if you trust every author"
        )
    print("course: NO JAIL: student code runs with your rights and can read and change your files", file=sys.stderr)
    return ColdNursery()


def preflight(source: Source, nursery, seed: int) -> None:
    """Raises OurFault unless our own solution gets all points here and the untouched release none."""
    instructor = instructor_notebook(source)
    for who, notebook, share in (
        ("our solution", instructor, 1),
        ("the empty release", student_notebook(instructor), 0),
    ):
        report = grade(Job(who, source.notebook, nbformat.writes(notebook).encode(), seed), nursery)
        if report.score != share * report.max_score:
            wrong = [f"{e.name}: {' '.join(e.messages)}" for e in report.exercises if e.score != share * e.max_score]
            raise OurFault(
                f"{source.notebook}: {who} gets {report.score:g} of {report.max_score:g} points in this "
                f"environment, so nothing was graded. {' | '.join([*wrong, *report.notes])}"
            )


def run(
    inbox: Inbox,
    nursery,
    root: Path | None = None,
    db: str | None = None,
    seed: int | None = None,
    progress: Callable[[Iterable], Iterable] = iter,
) -> Outcome:
    """Grade all of `inbox`; with `root`, write gradebook, graded notebooks and feedback there."""
    seed = secrets.randbits(32) if seed is None else seed
    known = {name: find(name) for name in sorted({e.name for e in inbox.entries}) if _is_notebook(name)}
    for source in known.values():
        preflight(source, nursery, seed)
    outcome = Outcome(skipped=list(inbox.skipped))
    book = Book(db) if root and db else None
    private = (root,) if root else ()
    released: set[str] = set()
    try:
        for entry in progress(inbox.entries):
            report = grade(Job(entry.student, entry.name, entry.data, seed), nursery, private)
            outcome.reports.append(report)
            if book and report.exercises:
                if report.assignment not in released:
                    book.release(find(report.assignment))
                    released.add(report.assignment)
                _keep(book, root, entry, report)
    finally:
        if book:
            book.close()
    return outcome


def _keep(book: Book, root: Path, entry: Entry, report: Report) -> None:
    book.record(report, entry.timestamp)
    handback.write(root, entry.data, report)


def _is_notebook(name: str) -> bool:
    try:
        return find(name).notebook == name
    except LookupError:
        return False


def table(outcome: Outcome) -> str:
    """The batch as text: a line per submission, then the mistakes of the class, then what was left aside."""
    width = max([len(r.student) for r in outcome.reports] + [7])
    lines = [f"{'student':<{width}}  {'notebook':<28} {'points':>9}  what was found"]
    for report in outcome.reports:
        points = f"{report.score:g}/{report.max_score:g}"
        lines.append(f"{report.student:<{width}}  {report.assignment:<28} {points:>9}  {_found(report)}")
    if counts := outcome.mistakes():
        lines += ["", "mistakes of the class"]
        lines += [f"{count:>4} x {exercise}: {name}" for (exercise, name), count in counts.most_common()]
    lines += [f"left aside: {reason}" for reason in outcome.skipped]
    return "\n".join(lines)


def _found(report: Report) -> str:
    """The most telling thing about a report, in one line."""
    named = [f"{e.name}: {e.mistake}" for e in report.exercises if e.mistake]
    wrong = [e.name for e in report.exercises if e.outcome not in (PASSED, NOT_ATTEMPTED)]
    missing = [e.name for e in report.exercises if e.outcome == NOT_ATTEMPTED]
    if named:
        return "; ".join(named)
    if report.notes and report.score < report.max_score:
        return textwrap.shorten(report.notes[0], 100, placeholder=" ...")
    if wrong:
        return f"wrong: {', '.join(wrong)}"
    if missing:
        return f"{len(missing)} of {len(report.exercises)} not attempted"
    return "all correct" if report.exercises else "nothing to grade"


def details(report: Report) -> str:
    """One submission as text: a line per exercise and the messages below it."""
    lines = [f"{report.assignment}: {report.score:g} of {report.max_score:g} points"]
    lines += [f"  note: {note}" for note in report.notes]
    for e in report.exercises:
        lines.append(f"  {e.score:>5g} /{e.max_score:>4g}  {e.name}: {e.outcome}")
        lines += [f"                {message}" for message in e.messages if e.outcome != "not attempted"]
    return "\n".join(lines)


def default_root(paths: list[Path]) -> Path:
    """Beside nbgrader's submitted/ tree, else the current folder."""
    first = paths[0].resolve()
    return first.parent if first.name == "submitted" else Path(os.getcwd())
