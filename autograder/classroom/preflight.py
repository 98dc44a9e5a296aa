"""Make sure that this environment grades rightly before anything else is graded in it."""

import contextlib
import copy
import json
import platform
import sys
from collections.abc import Iterable
from pathlib import Path

import nbformat
import platformdirs

from autograder.authoring.source import ROOT, Source
from autograder.classroom.workers import GradeAll
from autograder.grading.job import Job
from autograder.grading.provenance import depends_on, digest
from autograder.grading.report import NOT_CHECKED, GraderError, Report
from autograder.sandbox import isolation


def memory() -> Path:
    """Where this machine keeps what has passed here."""
    return Path(platformdirs.user_cache_dir("downhill", appauthor=False)) / "preflight"


def preflight(notebooks: Iterable[Source], grade_all: GradeAll, seed: int, remembered: Path | None = None) -> None:
    """Raises GraderError unless this environment grades what we know as it should.

    Our own solution gets all points, the untouched release and a solution whose functions only raise get none.
    That a failed test gives a reason is seen to by TestResult: without one, the last of these could not be checked.
    What has passed is noted in the folder `remembered`, and is not tried again until something changes that it depends
    on: engine, notebook, tests, libraries, limits, machine or kind of sandbox.
    """
    marks = {_mark(source): source for source in notebooks}
    new = {mark: source for mark, source in marks.items() if not (remembered and (remembered / mark).exists())}
    if new:
        _try(list(new.values()), grade_all, seed)
    if remembered:
        with contextlib.suppress(OSError):  # nothing may be written there: it is tried each time
            remembered.mkdir(mode=0o700, parents=True, exist_ok=True)
            for mark in new:
                (remembered / mark).touch()


def _mark(source: Source) -> str:
    """The name of the file that says that a notebook is graded rightly here."""
    code = Path(__file__).read_bytes(), (ROOT / "course" / source.notebook / f"{source.notebook}.ipynb").read_bytes()
    here = platform.node(), sys.prefix, isolation()
    about = json.dumps([source.notebook, here, depends_on(source)], sort_keys=True)
    return f"{source.notebook}-{digest(about.encode(), *code)}"


def _try(notebooks: list[Source], grade_all: GradeAll, seed: int) -> None:
    from autograder.authoring.build import instructor_notebook, student_notebook  # nbgrader takes a second

    shares = {}
    for source in notebooks:
        instructor = instructor_notebook(source)
        for who, notebook, share in (
            ("our solution", instructor, 1),
            ("the empty release", student_notebook(instructor), 0),
            ("a solution that only raises", _that_raises(instructor, source), 0),
        ):
            shares[Job(who, source.notebook, nbformat.writes(notebook).encode(), seed)] = share
    for job, report in grade_all(list(shares)):
        if report.score != shares[job] * report.max_score or not report.complete:
            raise GraderError(
                f"{job.notebook}: {job.student} gets {report.score:g} of {report.max_score:g} points here, "
                f"so nothing was graded. {_wrong(report, shares[job])}"
            )


def _wrong(report: Report, share: int) -> str:
    """What is said about the exercises that have other points than they should."""
    exercises = [e for e in report.exercises if e.score != share * e.max_score or e.outcome == NOT_CHECKED]
    lines = [f"{e.name}: {' '.join(e.messages)}" for e in exercises]
    return " | ".join([*lines, *report.notes, report.fault])


def _that_raises(instructor: nbformat.NotebookNode, source: Source) -> nbformat.NotebookNode:
    """The instructor's notebook with a function that raises in the place of each exercise."""
    notebook = copy.deepcopy(instructor)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in source.exercises:
            cell.source = f"def {name}(*args, **kwargs):\n    raise ArithmeticError\n"
    return notebook
