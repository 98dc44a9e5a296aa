"""For wrong answers without a name: the line to look at, found beside the student's code with public numbers alone."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from autograder.authoring.source import Source
from autograder.grading.remote_objects import ProcessDied, StudentError
from autograder.grading.report import FAILED, ExerciseReport, TestResult
from autograder.grading.session import Session
from autograder.sandbox.limits import LIMITS

GRACE_S = 4.0
"""How much longer than its search a process may take to answer."""


@dataclass(frozen=True)
class Pointed:
    """What a search has found in one answer."""

    line: int | None = None
    whole: bool = False
    """A small change of the line alone mends the answer."""
    signature: str = ""
    """Equal for answers that do the same."""
    code: str = ""
    """The text of the answer's cell."""

    @classmethod
    def read(cls, value) -> "Pointed":
        """From the student's process, which may send anything."""
        line, whole, signature = value if type(value) in (list, tuple) and len(value) == 3 else (None, False, "")
        good = type(line) is int and 0 < line < 1000
        known = type(signature) is str and signature.isalnum()
        return cls(line if good else None, good and whole is True, signature[:12] if known else "")


def unnamed(results: Iterable[TestResult]) -> list[str]:
    """The exercises that have failed without a name; where a process has ended, nothing more is tried."""
    results = list(results)
    done = {r.exercise for r in results if r.mistake or r.ended}
    return list(dict.fromkeys(r.exercise for r in results if r.outcome == FAILED and r.exercise not in done))


def point(source: Source, session: Session, exercises: list[str]) -> Iterator[tuple[str, Pointed]]:
    """What is found in each of the exercises, as long as there is time."""
    end = time.monotonic() + LIMITS.searches_s
    for exercise in exercises if LIMITS.search_s else ():
        if time.monotonic() > end:
            return
        try:
            f = getattr(session.student(exercise), exercise)
            found = f.run_remotely(
                search, source.notebook, exercise, LIMITS.search_s, limit_s=LIMITS.search_s + GRACE_S
            )
        except (StudentError, ProcessDied):
            continue
        yield exercise, Pointed.read(found)


def settled(report: ExerciseReport, results: Iterable[TestResult], found: Pointed) -> ExerciseReport:
    """The report of an exercise with what a search has found in its answer: as in `utils.checks.verdict.settled`."""
    if report.mistake or report.outcome != FAILED:
        return report
    perhaps = next((r.perhaps for r in results if r.perhaps), None)
    messages = list(report.messages)
    if perhaps and not found.whole:
        messages.append(f"This is {perhaps[0]}, and something else besides: {perhaps[1]}")
        report = replace(report, mistake=perhaps[0])
    if found.line:
        messages.append(f"Look at line {found.line} of your cell first: a small change there brings it further.")
        report = replace(report, line=found.line)
    return replace(report, messages=tuple(messages), signature=found.signature, code=found.code)


def search(f, notebook: str, exercise: str, seconds: float) -> tuple:
    """Beside the student's function: the line, and the signature of what the instant check sees."""
    from utils.checks import frozen
    from utils.checks.observe import observe
    from utils.checks.pinpoint import pinpoint
    from utils.checks.probes import probe_of
    from utils.checks.signature import signature

    known = frozen.load(notebook, exercise)
    probe = probe_of(known.topic, exercise)
    got = observe(probe, f, frozen.SEED)
    found = pinpoint(known, probe, f, got, seconds)
    line, whole = (found.line, found.whole) if found else (None, False)
    return line, whole, signature(known.expected, got)
