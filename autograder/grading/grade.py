"""Grade one submission: `grade(job, sandboxes) -> Report`. Student code runs elsewhere, verdicts are made here.

A submission is read and tested in a fork of this process (`bounded`), which sends what it finds as it goes. Where the
student's values end that fork, the exercise that was being tested loses its points, and another fork goes on.
"""

import contextlib
import dataclasses
import gc
import importlib
import sys
import time
from collections.abc import Iterable, Mapping
from functools import cache, partial
from itertools import repeat
from pathlib import Path

from autograder.authoring.source import Source, find
from autograder.grading import bounded, pytest_plugin, submission
from autograder.grading.job import Job, failed, nothing, provenance_of, release
from autograder.grading.pointing import Pointed, point, settled, unnamed
from autograder.grading.report import (
    FAILED,
    ExerciseReport,
    GraderError,
    Report,
    TestResult,
    exercise_report,
)
from autograder.grading.session import Session, scratch
from autograder.grading.submission import Cell, InvalidNotebook
from autograder.sandbox.limits import LIMITS

PYTEST_INI = Path(__file__).with_name("pytest.ini")
"""Of the hidden tests, so that no other configuration of pytest reaches them."""
MAX_CODE = 10_000
"""Characters of an answer that are kept where it has no name."""
GRACE_S = 30.0
"""How much longer than a submission its fork may live: its own deadlines come first."""


def grade(job: Job, sandboxes, private: tuple[Path, ...] = ()) -> Report:
    """The report of one submission; `private` are files that student code must not reach. Never raises."""
    start = time.perf_counter()
    try:
        report = _grade(job, sandboxes, list(private))
    except InvalidNotebook as error:
        report = nothing(job, FAILED, str(error))
    except Exception as error:  # our fault, whatever it is: the student loses no points silently
        report = failed(job, error)
    seconds = time.perf_counter() - start
    about = {"seconds": seconds, "seed": job.seed, "sandboxed": sandboxes.sandboxed, "provenance": provenance_of(job)}
    return dataclasses.replace(report, **about)


def _grade(job: Job, sandboxes, private: list[Path]) -> Report:
    try:
        source = find(job.notebook)
    except LookupError:
        raise InvalidNotebook("The notebook contains no exercise of this course.") from None
    warm(source.notebook)
    found = Findings()
    until = time.monotonic() + LIMITS.submission_s
    with scratch() as folder:
        while not found.done:
            found.begin()
            work = partial(_work, job, source, sandboxes, private, folder, until, found)
            try:
                for message in bounded.messages(work, until + GRACE_S):
                    found.take(message)
            except bounded.Ended as ended:
                found.blame(ended)
    if found.unreadable:
        raise InvalidNotebook(found.unreadable)
    exercises = exercise_reports(source, found.results, answered=found.answered, pointed=found.pointed)
    fault = "; ".join(dict.fromkeys(e.fault for e in exercises if e.fault))
    notes = tuple(dict.fromkeys(found.notes))
    return Report(job.student, source.notebook, exercises, notes, fault=fault, transient=bool(fault))


class Findings:
    """What the forks of one submission have sent so far."""

    def __init__(self):
        self.notes: list[str] = []
        self.results: list[TestResult] = []
        self.answered: set[str] = set()
        self.pointed: dict[str, Pointed] = {}
        self.lost: dict[str, str] = {}
        """Exercises that ended a fork, with the reason."""
        self.tested: set[str] = set()
        self.unreadable = ""
        self.done = False
        self._running: list | None = None

    def begin(self) -> None:
        """Another fork starts: none of its tests runs yet."""
        self._running = None

    def take(self, message: dict) -> None:
        """One message of a fork: a dict of one item, whose key says what it is."""
        ((kind, value),) = message.items()
        getattr(self, f"_{kind}")(value)

    def blame(self, ended: bounded.Ended) -> None:
        """A fork has ended early: the running test has failed by the student's values. Raises GraderError otherwise."""
        if ended.of_values is None:
            raise GraderError(str(ended))
        if self._running is None:
            self._unreadable(f"Reading the notebook {ended.of_values}. Clear its outputs and save it again.")
            return
        test, exercise, says, weight = self._running
        reason = f"What your code passed on or returned {ended.of_values}."
        self._result([test, dataclasses.asdict(TestResult(exercise, says, FAILED, reason, weight, ended=True))])
        self.lost[exercise] = reason

    def _note(self, text: str) -> None:
        self.notes.append(text)

    def _answered(self, exercises: list[str]) -> None:
        self.answered = set(exercises)

    def _pointed(self, found: list) -> None:
        exercise, fields = found
        self.pointed[exercise] = Pointed(**fields)

    def _start(self, test: list) -> None:
        self._running = test

    def _result(self, result: list) -> None:
        test, fields = result
        self.tested.add(test)
        self.results.append(TestResult(**fields))

    def _unreadable(self, why: str) -> None:
        self.unreadable, self.done = why, True

    def _end(self, _: None) -> None:
        self.done = True


def _work(job: Job, source: Source, sandboxes, private, folder: Path, until: float, found: Findings, send) -> None:
    """In a fork: read the notebook and run the hidden tests that have no result yet."""
    bounded.allow(LIMITS.call_s)
    try:
        notebook, notes = submission.parse(job.data)
    except InvalidNotebook as error:
        send({"unreadable": str(error)})
        return
    work = submission.read(notebook, source, release(source.notebook), notes)
    session = Session(
        sandboxes,
        [*prelude(source), *work.cells],
        folder,
        private,
        until,
        found.lost,
        lambda text: send({"note": text}),
        source.libraries,
    )
    grading = collected(source.notebook)
    grading.begin(session, job.seed, found.tested, send)
    try:
        grading.run()
        codes = {cell.name: cell.text for cell in work.cells}
        for exercise, pointed in point(source, session, unnamed(grading.results)):
            pointed = dataclasses.replace(pointed, code=codes.get(exercise, "")[:MAX_CODE])
            send({"pointed": [exercise, dataclasses.asdict(pointed)]})
    finally:
        session.close()
    for note in work.notes:
        send({"note": note})
    send({"answered": sorted(work.answered)})
    send({"end": None})


def test(source: Source, session: Session, seed: int, only: set[str] | None = None) -> tuple[ExerciseReport, ...]:
    """Run the hidden tests of `source` on what `session` holds, in this process."""
    return next(iter(test_all(source, [contextlib.nullcontext(session)], seed, only)))


def test_all(
    source: Source,
    sessions: Iterable[contextlib.AbstractContextManager[Session]],
    seed: int,
    only: set[str] | None = None,
    found: Iterable[Mapping[str, Pointed]] | None = None,
) -> list[tuple[ExerciseReport, ...]]:
    """`test` for several submissions, with one start of pytest; `found` has what a search found in each of them."""
    grading = hidden_tests(source, only)
    reports = []
    for entered, pointed in zip(sessions, found or repeat({}), strict=False):
        with entered as session:
            grading.begin(session, seed)
            results = grading.run()
        reports.append(exercise_reports(source, results, only, pointed=pointed))
    return reports


def hidden_tests(source: Source, only: set[str] | None = None) -> pytest_plugin.Grading:
    """Those of the exercises in `only`, collected and not run."""
    grading = pytest_plugin.Grading(answer_key(source.notebook), only)
    pytest_plugin.collect(str(source.folder / "test_hidden.py"), grading, str(PYTEST_INI))
    return grading


def exercise_reports(
    source: Source,
    results: Iterable[TestResult],
    only: set[str] | None = None,
    answered: Iterable[str] = (),
    pointed: Mapping[str, Pointed] | None = None,
) -> tuple[ExerciseReport, ...]:
    """A report for each exercise of a notebook, or of those in `only`."""
    chosen = [e for e in source.exercises.values() if only is None or e.name in only]
    reports, nothing = [], Pointed()
    for e in chosen:
        own = [r for r in results if r.exercise == e.name]
        report = exercise_report(e.name, e.points, own, e.name in answered)
        reports.append(settled(report, own, (pointed or {}).get(e.name, nothing)))
    return tuple(reports)


def prelude(source: Source) -> list[Cell]:
    """Our imports and constants, run first: a student who has deleted them loses nothing."""
    return [Cell(None, cell.text) for cell in source.definitions if cell.role is None]


def with_answer(source: Source, exercise: str, text: str) -> list[Cell]:
    """The cells of a notebook with `text` for one exercise, and the reference for all others."""
    others = [c for c in source.definitions if c.role == "exercise" and c.name != exercise]
    return [*prelude(source), *(Cell(c.name, c.text) for c in others), Cell(exercise, text)]


@cache
def answer_key(notebook: str) -> pytest_plugin.AnswerKey:
    """Reference and mistakes of a notebook, made once in each process."""
    return pytest_plugin.AnswerKey(find(notebook))


@cache
def collected(notebook: str) -> pytest_plugin.Grading:
    """All hidden tests of a notebook, found once in each process."""
    return hidden_tests(find(notebook))


@cache
def warm(notebook: str) -> None:
    """Load what every fork needs: the reference, the mistakes, pytest and the hidden tests."""
    source = find(notebook)
    for exercise in source.exercises:
        answer_key(notebook).mutants(exercise)
    release(notebook)
    collected(notebook)
    if "torch" in sys.modules:
        importlib.import_module("torch._dynamo")  # its first optimiser would, which takes seconds
    gc.freeze()  # in a fork the collector would touch, and so copy, every page that it shares with this process
