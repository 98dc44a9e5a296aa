"""Grade a batch: collect, make sure that this environment grades rightly, grade each, write everything down."""

import errno
import os
import secrets
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from filelock import FileLock, Timeout

from autograder.authoring.source import Source, find
from autograder.classroom import preflight, unnamed, workers
from autograder.classroom.inbox import Entry, Inbox
from autograder.classroom.report_store import ReportStore
from autograder.classroom.workers import Backend
from autograder.grading.job import Job, failed, seed_of
from autograder.grading.report import NOT_ATTEMPTED, NOTHING, PASSED, Report
from autograder.grading.text import columns
from autograder.nbgrader import feedback

LOCK = ".grading.lock"


@dataclass
class Outcome:
    """What a batch came to."""

    reports: list[Report] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    reused: int = 0
    """Reports of an earlier run that were still good."""
    changes: list[str] = field(default_factory=list)
    """What has changed in notebooks that were handed in before, and in their grades: a sentence each."""
    unnamed: Path | None = None
    """The file with the wrong answers that have no name."""

    @property
    def complete(self) -> bool:
        """Whether every submission was graded."""
        return not self.skipped and all(r.exercises and r.complete and r.readable for r in self.reports)

    def mistakes(self) -> Counter:
        """How often each known mistake was made, by exercise and name."""
        return Counter((e.name, e.mistake) for r in self.reports for e in r.exercises if e.mistake)


def run(
    inbox: Inbox,
    backend: Backend,
    root: Path | None = None,
    db: str | None = None,
    seed: int | None = None,
    progress: Callable[[Iterable, int], Iterable] = lambda items, total: items,
) -> Outcome:
    """Grade all of `inbox`; with `root`, keep reports, gradebook, graded notebooks and feedback there.

    Two runs over one root take turns.
    """
    with _turn(root):
        return _run(inbox, backend, root, db, seed, progress)


def _run(inbox: Inbox, backend: Backend, root: Path | None, db: str | None, seed: int | None, progress) -> Outcome:
    store = ReportStore(root) if root else None
    secret = store.secret() if store else secrets.token_hex(16)
    outcome = Outcome(skipped=list(inbox.skipped))
    jobs = _jobs(inbox, lambda e: seed_of(secret, e.student, e.notebook) if seed is None else seed, outcome.skipped)
    done = {job: report for job in jobs if store and (report := store.load(job))}
    todo = [job for job in jobs if job not in done]
    outcome.reused = len(done)
    with workers.opened(backend, len(todo)) as grade_all:
        remembered = None if backend.cluster else preflight.memory()
        preflight.preflight(_notebooks(todo), grade_all, seed_of(secret, "", "preflight"), remembered)
        with _result_writer(root, db, store) as keep:
            for source in _notebooks(todo):
                keep.release(source)
            for job in todo:
                keep.announce(job)
            for job, report in progress(chain(done.items(), grade_all(todo)), len(jobs)):
                outcome.reports.append(keep(job, report, jobs[job]))
            outcome.changes = keep.changes
    outcome.reports.sort(key=lambda report: (report.assignment, report.student))
    if store:
        outcome.unnamed = store.keep_unnamed(unnamed.dumps(unnamed.groups(outcome.reports)))
    return outcome


@contextmanager
def _turn(root: Path | None) -> Iterator[None]:
    """Alone in a course folder. The lock is the operating system's: it ends with the process that holds it."""
    if root is None:
        yield
        return
    root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(root / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print(f"course: another run is grading in {root}; waiting until it ends", file=sys.stderr)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _jobs(inbox: Inbox, seed: Callable[[Entry], int], skipped: list[str]) -> dict[Job, Entry]:
    """What there is to grade; a file that cannot be read any more goes to `skipped`."""
    jobs = {}
    for entry in inbox.entries:
        try:
            jobs[Job(entry.student, entry.notebook, entry.data, seed(entry))] = entry
        except OSError as error:
            skipped.append(f"{entry.place}: {error.strerror or error}")
    return jobs


class _ResultWriter:
    """Where reports are written down: the store first, then gradebook, graded notebook and feedback."""

    def __init__(self, root: Path | None, db: str | None, store: ReportStore | None):
        self.root, self.store = root, store
        self.book = None
        if root and db:
            from autograder.nbgrader.gradebook import Book  # nbgrader takes a second, and one notebook has no gradebook

            self.book = Book(db)
        self.changes: list[str] = []
        self._released: set[str] = set()

    def release(self, source: Source) -> None:
        """Enter a notebook into the gradebook, once."""
        if self.book and source.notebook not in self._released:
            change = self.book.release(source, self.store and self.store.history)
            self._released.add(source.notebook)
            self.changes += [str(change)] if change else []

    def announce(self, job: Job) -> None:
        """A grade of an older version of this file waits for a person until the new one is there."""
        if self.book:
            self.book.mark_outdated(job.notebook, job.student, lambda: feedback.sources_of(job.data, job.notebook)[0])

    def __call__(self, job: Job, report: Report, entry: Entry) -> Report:
        """The report as it was written down: what one submission does to us is a fault in its own report.

        Raises OSError where nothing can be written for anybody: a full disk, a database that does not answer.
        """
        try:
            self._write(job, report, entry)
            return report
        except Exception as error:
            if _stops_everything(error):
                raise
            transient = isinstance(error, (LookupError, OSError))  # of the gradebook or of a file: fixed elsewhere
            fault = replace(failed(job, error, transient), provenance=report.provenance)
            return self._write_fault(job, fault, entry)

    def _write_fault(self, job: Job, fault: Report, entry: Entry) -> Report:
        """Where not even the fault can be written down, it still stands in the batch's table."""
        try:
            if self.store:
                self.store.save(job, fault, entry.place)
            if self.book and fault.exercises and fault.assignment in self._released:
                self.book.record(fault)
        except Exception as error:
            if _stops_everything(error):
                raise
            return replace(fault, fault=f"{fault.fault}; {failed(job, error).fault}")
        return fault

    def _write(self, job: Job, report: Report, entry: Entry) -> None:
        if self.store:
            self.store.save(job, report, entry.place)
        if self.book and self.root and report.exercises:
            self.release(find(report.assignment))
            sources = feedback.sources_of(entry.data, report.assignment)
            self.book.record(report, entry.timestamp, sources[0])
            grades = self.book.grades(report.assignment, report.student)
            feedback.write(self.root, sources, report, grades)


def _stops_everything(error: Exception) -> bool:
    """Whether what could not be written for one submission cannot be written for any."""
    codes = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE)
    return isinstance(error, TimeoutError) or isinstance(error, OSError) and error.errno in codes


@contextmanager
def _result_writer(root: Path | None, db: str | None, store: ReportStore | None) -> Iterator[_ResultWriter]:
    writer = _ResultWriter(root, db, store)
    try:
        yield writer
    finally:
        if writer.book:
            writer.book.close()


def _notebooks(jobs: list[Job]) -> list[Source]:
    """The notebooks that these jobs are said to be; those known by their content only are not among them."""
    return [find(name) for name in sorted({job.notebook for job in jobs}) if _is_notebook(name)]


def _is_notebook(name: str) -> bool:
    try:
        return find(name).notebook == name
    except LookupError:
        return False


def table(outcome: Outcome) -> str:
    """The batch as text: a line per submission, then what the class got wrong, then what was skipped."""
    rows = [(r.student, r.assignment, f"{r.score:g}/{r.max_score:g}", _found(r)) for r in outcome.reports]
    lines = columns([("student", "notebook", "points", "what was found"), *rows], "<<><")
    if counts := outcome.mistakes():
        lines += ["", "mistakes of the class"]
        lines += [f"{count:>4} x {exercise}: {name}" for (exercise, name), count in counts.most_common()]
    lines += unnamed.lines(unnamed.groups(outcome.reports), outcome.unnamed)
    lines += ["", *outcome.changes] if outcome.changes else []
    lines += [f"skipped: {reason}" for reason in outcome.skipped]
    return "\n".join(lines)


def _found(report: Report) -> str:
    """The most telling thing about a report, in one line."""
    if report.fault:
        return textwrap.shorten(f"not checked: {report.fault}", 160, placeholder=" ...")
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
    lines += [f"  not checked: {report.fault}"] if report.fault else []
    for e in report.exercises:
        lines.append(f"  {e.score:>5g} /{e.max_score:>4g}  {e.name}: {e.outcome}")
        lines += [f"                {message}" for message in e.messages if message != NOTHING]
    return "\n".join(lines)


def default_root(paths: list[Path]) -> Path:
    """Beside nbgrader's submitted/ tree, else the current folder."""
    first = paths[0].resolve()
    return first.parent if first.name == "submitted" else Path(os.getcwd())
