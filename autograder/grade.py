"""Grade one submission: `grade(job, nursery) -> Report`. Student code runs elsewhere, verdicts are made here."""

import dataclasses
import json
import subprocess
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder import plugin, submission
from autograder.audit import audit
from autograder.jail.limits import LIMITS
from autograder.report import FAILED, NOT_CHECKED, ExerciseReport, OurFault, Report, Tally
from autograder.source import ROOT, Source, find, sources
from autograder.student import Gone, Lost, Student
from autograder.submission import Unreadable
from autograder.zygote import Request, protected

HIDDEN = ROOT / "autograder" / "hidden"


@dataclass(frozen=True)
class Job:
    """One notebook of one student, by value."""

    student: str
    name: str
    """The file's name without suffix; the notebook is found by it or by its content."""
    data: bytes
    seed: int


class Pen:
    """Holds the student's process; makes a new one where the last one has ended."""

    def __init__(self, nursery, cells: list[tuple[str | None, str]], private: list[Path]):
        self._nursery, self._cells, self._private = nursery, list(cells), private
        self._scratch = tempfile.TemporaryDirectory(prefix="downhill-", ignore_cleanup_errors=True)
        self._student: Student | None = None
        self._starts = 0
        self._lost: dict[str, Gone] = {}
        self._deadline = time.monotonic() + LIMITS.submission_s
        self.notes: list[str] = []

    def student(self, exercise: str) -> Student | Lost:
        """A living process that has run the cells, or Lost for an exercise that has ended one before."""
        try:
            return Lost(self._lost[exercise]) if exercise in self._lost else self._living()
        except Gone as gone:
            return Lost(gone)

    def _living(self) -> Student:
        """Raises Gone where the time or the number of processes is used up."""
        while True:
            if time.monotonic() > self._deadline:
                raise Gone(f"The whole notebook took longer than {LIMITS.submission_s:g} seconds.")
            if self._student is not None and not self._student.ended:
                return self._student
            self._start()

    def lose(self, exercise: str, error: Gone) -> None:
        """A test of `exercise` ended the process: its other tests are not tried again."""
        self._lost[exercise] = error

    def close(self) -> None:
        if self._student is not None:
            self._student.kill("closed")
        try:
            self._scratch.cleanup()
        except RecursionError:  # folders nested by the thousand, which rm can delete
            subprocess.run(["rm", "-rf", self._scratch.name], check=False)

    def _start(self) -> None:
        """Fork, prove the jail, run the cells. A cell that ends the process is left out the next time."""
        self._starts += 1
        if self._starts > LIMITS.restarts:
            raise Gone("Your code ended the Python process too often.")
        folder = Path(tempfile.mkdtemp(dir=self._scratch.name))
        child = self._nursery.spawn(Request(str(folder), protected(*self._private)))
        self._student = Student(child, folder, LIMITS.call_s, self._deadline)
        try:
            holes = self._student.await_jail()
        except (OSError, EOFError) as error:
            raise OurFault(f"the process for student code ended at once ({error})") from None
        if holes:
            raise OurFault(f"the jail has holes, so nothing was run: {', '.join(map(str, holes))}")
        self._run_cells(first=self._starts == 1)

    @staticmethod
    def _salvage(name: str | None, text: str) -> list[tuple[str | None, str]]:
        """The functions and classes of a cell that ended the process; nothing where it had nothing else."""
        pieces = submission.definitions(text)
        return [] if (text,) == pieces else [(name, piece) for piece in pieces]

    def _run_cells(self, first: bool) -> None:
        deadline = min(time.monotonic() + LIMITS.cells_s, self._deadline)

        def left() -> float:
            return min(LIMITS.cell_s, max(0.1, deadline - time.monotonic()))

        for index, (name, text) in enumerate(self._cells):
            try:
                error = self._student.cell(text, left())
                for piece in submission.definitions(text) if error else ():
                    self._student.cell(piece, left())  # what does work still counts
            except Gone as gone:
                self.notes.append(f"In {name}: {gone.for_student} Only its functions and classes are kept.")
                self._cells[index : index + 1] = self._salvage(name, text)
                return
            if error and first and name:
                kind, line, words = error
                self.notes.append(f"In {name}, line {line}: {kind}: {words}")


def grade(job: Job, nursery, private: tuple[Path, ...] = ()) -> Report:
    """The report of one submission; `private` are files that student code must not reach. Never raises."""
    start = time.perf_counter()
    try:
        report = _grade(job, nursery, list(private))
    except Unreadable as error:
        report = _nothing(job, str(error), FAILED)
    except Exception as error:  # our fault, whatever it is: the student loses no points silently
        report = failed(job, error)
    seconds = time.perf_counter() - start
    about = {"seconds": seconds, "seed": job.seed, "jailed": nursery.jailed, "audit": audit_of(job)}
    return dataclasses.replace(report, **about)


def audit_of(job: Job) -> dict:
    """What a report of this job depends on."""
    known = {source.notebook: source for source in sources()}
    return audit(job.data, job.seed, known.get(job.name))


def _grade(job: Job, nursery, private: list[Path]) -> Report:
    notebook, notes = submission.parse(job.data)
    source = submission.identify(notebook, job.name, sources())
    if source is None:
        raise Unreadable("The notebook contains no exercise of this course.")
    work = submission.read(notebook, source, release(source.notebook), notes)
    pen = Pen(nursery, [*prelude(source), *work.cells], private)
    try:
        exercises = test(source, pen, job.seed)
    finally:
        pen.close()
    return Report(job.student, source.notebook, exercises, (*pen.notes, *work.notes))


def test(source: Source, pen, seed: int, only: set[str] | None = None) -> tuple[ExerciseReport, ...]:
    """Run the hidden tests of `source` on what `pen` holds."""
    grading = plugin.Grading(kit(source.notebook), pen, seed, only)
    results = plugin.run(str(HIDDEN / f"test_{source.topic}.py"), grading, str(HIDDEN / "pytest.ini"))
    tallies = {e.name: Tally(e.name, e.points) for e in source.exercises.values() if only is None or e.name in only}
    for result in results:
        tallies[result.exercise].results.append(result)
    return tuple(tally.report() for tally in tallies.values())


def prelude(source: Source) -> list[tuple[str | None, str]]:
    """Our imports and constants, run first: a student who has deleted them loses nothing."""
    return [(None, cell.text) for cell in source.definitions if cell.role is None]


@cache
def kit(notebook: str) -> plugin.Kit:
    """Reference and mistakes of a notebook, made once in each process."""
    return plugin.Kit(find(notebook))


@cache
def release(notebook: str) -> dict:
    return json.loads((ROOT / "course" / notebook / f"{notebook}.ipynb").read_text("utf-8"))


def failed(job: Job, error: Exception) -> Report:
    """The report where we could not do our part."""
    return _nothing(job, f"This could not be graded: {type(error).__name__}: {error}", NOT_CHECKED)


def _nothing(job: Job, why: str, outcome: str) -> Report:
    """The report of what could not be read: its notebook is known by its name at best."""
    try:
        source = find(job.name)
    except LookupError:
        return Report(job.student, job.name, (), (why,), readable=False)
    none = [ExerciseReport(e.name, 0.0, e.points, outcome, (why,)) for e in source.exercises.values()]
    return Report(job.student, source.notebook, tuple(none), (why,), readable=False)
