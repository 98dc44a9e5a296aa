"""The proof that the grader is fair: every known mistake is caught and named, every correct variant gets all points.

All of it goes the way of a real submission: a sandboxed process, the wire, the hidden tests.
"""

import functools
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from autograder.authoring import mistakes, variants
from autograder.authoring.build import instructor_notebook, student_notebook
from autograder.authoring.source import Exercise, Source, find
from autograder.commands import answers
from autograder.commands.processes import sandboxes, side_by_side
from autograder.grading.grade import answer_key, prelude, test_all, with_answer
from autograder.grading.job import release
from autograder.grading.report import NOT_CHECKED, ExerciseReport
from autograder.grading.session import opened
from autograder.grading.submission import Cell, read
from autograder.grading.text import columns
from utils.checks import frozen
from utils.checks.observe import observe
from utils.checks.probes import probe_of
from utils.checks.verdict import Verdict, judge

IDLE = {
    "its first argument": "return args[0] if args else None",
    "its arguments": "return args",
    "its first argument and an empty state": "return (args[0] if args else None), {}",
    "nothing": "return None",
    "zero": "return 0.0",
    "an empty set": "return set()",
}
"""Answers without any work: none may score."""


@dataclass
class ExerciseProof:
    """Counts for one exercise, and what is wrong in words."""

    name: str
    points: float
    mistakes: int = 0
    caught: int = 0
    named: int = 0
    variants: int = 0
    accepted: int = 0
    idle: int = 0
    """Answers without work that scored."""
    trouble: list[str] = field(default_factory=list)

    @property
    def proven(self) -> bool:
        """All caught, at least 95 of 100 named, at least 3 variants, all accepted, nothing for nothing."""
        right = self.caught == self.mistakes and self.named >= 0.95 * self.mistakes and not self.idle
        return right and self.accepted == self.variants >= 3


@dataclass
class NotebookProof:
    """The proof of one notebook. `reference` and `empty` are shares of the points, `seconds` is for all of it."""

    notebook: str
    points: float
    reference: float
    empty: float
    seconds: float
    exercises: list[ExerciseProof]
    answers: dict[str, answers.Count]
    """How answers of strangers fared, by kind."""
    trouble: list[str]
    """Right ones that were refused, wrong ones that were accepted, and names that are not true."""

    @property
    def proven(self) -> bool:
        """Of strangers' answers the right ones are accepted, and no name is false."""
        fair = not self.answers["right"].caught and not any(count.false for count in self.answers.values())
        return self.reference == 1 and self.empty == 0 and all(e.proven for e in self.exercises) and fair

    def as_dict(self) -> dict:
        return asdict(self)


def prove_all(chosen: list[Source], jobs: int, every: int = 1) -> Iterator[NotebookProof]:
    """The proofs of some notebooks, in their order, made in `jobs` processes.

    Of the answers of strangers each `every`-th is tried.
    """
    yield from side_by_side(prove_alone, [(source.notebook, every) for source in chosen], jobs)


def prove_alone(work: tuple[str, int]) -> NotebookProof:
    notebook, every = work
    return prove(find(notebook), sandboxes(unsandboxed=True), every)  # code of ours alone


def prove(source: Source, sandboxes, every: int = 1) -> NotebookProof:
    """Try everything on one notebook."""
    start = time.perf_counter()
    seed = 1
    instructor = instructor_notebook(source)
    points = sum(e.points for e in source.exercises.values())
    reference, untouched = (
        _whole(source, sandboxes, notebook, seed) / points for notebook in (instructor, student_notebook(instructor))
    )
    proofs = [_prove_exercise(source, exercise, sandboxes, seed) for exercise in source.exercises.values()]
    _try_idle(source, sandboxes, seed, proofs)
    counts, trouble = answers.prove(source, sandboxes, every)
    seconds = round(time.perf_counter() - start, 1)
    return NotebookProof(source.notebook, points, reference, untouched, seconds, proofs, counts, trouble)


def _whole(source: Source, sandboxes, notebook: dict, seed: int) -> float:
    """The score of a whole notebook."""
    cells = read(notebook, source, release(source.notebook), []).cells
    (reports,) = _graded(source, sandboxes, [[*prelude(source), *cells]], seed)
    return round(sum(e.score for e in reports), 2)


def _prove_exercise(source: Source, exercise: Exercise, sandboxes, seed: int) -> ExerciseProof:
    proof = ExerciseProof(exercise.name, exercise.points)
    known, right = mistakes.of_exercise(source, exercise.name), variants.of_exercise(source, exercise.name)
    texts = [*(mistake.mutant(exercise.solution) for mistake in known), *right]
    cells = [with_answer(source, exercise.name, text) for text in texts]
    reports = [report for (report,) in _graded(source, sandboxes, cells, seed, {exercise.name})]
    for mistake, report in zip(known, reports, strict=False):
        _try_mistake(proof, source, mistake, report)
    for index, (text, report) in enumerate(zip(right, reports[len(known) :], strict=True), 1):
        accepted = report.score == report.max_score and _check(source, exercise.name, text).passed
        proof.variants += 1
        proof.accepted += accepted
        if not accepted:
            proof.trouble.append(f"variant {index} is refused: {' '.join(report.messages) or 'by the instant check'}")
    return proof


def _try_idle(source: Source, sandboxes, seed: int, proofs: list[ExerciseProof]) -> None:
    """Each answer without work, in all exercises at once: tests that need an earlier exercise give ours."""
    cells = [[*prelude(source), *(_idle(name, body) for name in source.exercises)] for body in IDLE.values()]
    for what, reports in zip(IDLE, _graded(source, sandboxes, cells, seed), strict=True):
        for proof, report in zip(proofs, reports, strict=True):
            proof.idle += report.score > 0
            if report.score:
                proof.trouble.append(f"an answer that returns {what} gets {report.score:g} points")


def _idle(exercise: str, body: str) -> Cell:
    return Cell(exercise, f"def {exercise}(*args, **kwargs):\n    {body}\n")


def _try_mistake(proof: ExerciseProof, source: Source, mistake: mistakes.Mistake, report: ExerciseReport) -> None:
    checked = _check(source, mistake.exercise, mistake.mutant(source.exercises[mistake.exercise].solution)).mistake
    caught = report.score < report.max_score and report.outcome != NOT_CHECKED
    named = report.mistake == checked == mistake.name
    proof.mistakes += 1
    proof.caught += caught
    proof.named += named
    if not caught or not named:
        proof.trouble.append(
            f"{mistake.name}: scores {report.score:g}, graded as {report.mistake}, checked as {checked}"
        )


def _check(source: Source, exercise: str, text: str) -> Verdict:
    """What the instant check says of this answer."""
    known = _frozen(source.notebook, exercise)
    f = mistakes.implement(source, exercise, text, answer_key(source.notebook).reference)
    return judge(known, observe(probe_of(source.topic, exercise), f, frozen.SEED))


_frozen = functools.cache(frozen.load)


def _graded(
    source: Source, sandboxes, submissions: list[list[Cell]], seed: int, only: set[str] | None = None
) -> list[tuple[ExerciseReport, ...]]:
    return test_all(source, (opened(sandboxes, cells, source.libraries) for cells in submissions), seed, only)


def table(proofs: list[NotebookProof]) -> Iterator[str]:
    """The proof as lines of text."""
    for proof in proofs:
        shares = f"reference {proof.reference:.0%}, untouched {proof.empty:.0%}"
        yield f"{proof.notebook}: {proof.points:g} points, {shares}, {proof.seconds:g} s"
        rows = [("  exercise", "points", "caught", "named", "accepted"), *map(_row, proof.exercises)]
        header, *lines = columns(rows, "<>>>>")
        yield header
        for exercise, line in zip(proof.exercises, lines, strict=True):
            yield line
            yield from (f"      {trouble}" for trouble in exercise.trouble)
        yield from (f"  {trouble}" for trouble in proof.trouble)
    yield from answers.table(answers.total(proof.answers for proof in proofs))
    every = [e for proof in proofs for e in proof.exercises]
    total = sum(e.mistakes for e in every)
    counts = f"{sum(e.caught for e in every)} caught, {sum(e.named for e in every)} named"
    accepted = f"{sum(e.accepted for e in every)} of {sum(e.variants for e in every)} variants accepted"
    yield f"{len(every)} exercises, {total} mistakes: {counts}; {accepted}"


def _row(proof: ExerciseProof) -> tuple[str, ...]:
    named, caught = f"{proof.named}/{proof.mistakes}", f"{proof.caught}/{proof.mistakes}"
    return f"  {proof.name}", f"{proof.points:g}", caught, named, f"{proof.accepted}/{proof.variants}"
