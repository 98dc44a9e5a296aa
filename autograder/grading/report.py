"""What grading finds out: results of tests, of exercises and of a whole submission."""

from dataclasses import dataclass, field

PASSED, FAILED, NOT_CHECKED, NOT_ATTEMPTED = "passed", "failed", "not checked", "not attempted"


NOTHING = "Not attempted."
STUDENT_WORDS = {
    NOT_CHECKED: "This could not be checked. It is not your fault, and your instructor has been told.",
    NOT_ATTEMPTED: "It raised NotImplementedError.",
}
"""What a student reads where a test says no more."""


class GraderError(Exception):
    """The grader could not do its part: the test says nothing about the student."""


@dataclass(frozen=True)
class TestResult:
    """What one hidden test found."""

    __test__ = False  # for pytest: this is no test class

    exercise: str
    says: str
    """The test's docstring: the claim, in a sentence the student reads."""
    outcome: str
    """PASSED, FAILED, NOT_ATTEMPTED, or NOT_CHECKED where the fault is ours."""
    message: str = ""
    """What a student may read about a failure: never hidden data."""
    weight: float = 1
    mistake: str | None = None
    """The known mistake's name."""
    also: str | None = None
    """The name of a second one."""
    line: int | None = None
    """The line of their cell that raised an exception."""
    perhaps: tuple[str, str] | None = None
    """Name and sentence of a known mistake that explains the first difference, though not all of them."""
    ended: bool = False
    """The student's process has ended, so the reason is that of every later test of the exercise: it is said once."""
    fault: str = ""
    """For the instructor: why it is NOT_CHECKED."""

    def __post_init__(self):
        if self.outcome == FAILED and not self.message:
            raise ValueError(f"{self.exercise}: a failed test gives a reason")


@dataclass(frozen=True)
class ExerciseReport:
    """Score and messages of one exercise."""

    name: str
    score: float
    max_score: float
    outcome: str
    messages: tuple[str, ...] = ()
    mistake: str | None = None
    also: str | None = None
    """The name of a second mistake."""
    line: int | None = None
    """The line of the answer's cell to look at, where nothing is named."""
    signature: str = ""
    """Of an answer without a name: equal for answers that do the same."""
    code: str = ""
    """Its text."""
    fault: str = field(default="", compare=False)
    """Why it is NOT_CHECKED, on its way to the report's `fault`."""


@dataclass(frozen=True)
class Report:
    """The result of one submission of one notebook."""

    student: str
    assignment: str
    exercises: tuple[ExerciseReport, ...]
    notes: tuple[str, ...] = ()
    """What was odd about the notebook, in sentences the student reads."""
    seconds: float = 0.0
    seed: int = 0
    sandboxed: bool = True
    readable: bool = True
    """False where no notebook could be made of the file."""
    provenance: dict = field(default_factory=dict)
    """What the report depends on: hashes, versions, seed and limits."""
    fault: str = ""
    """For the instructor: why something was not graded. It may quote what the student wrote, or hidden data."""
    transient: bool = False
    """The fault may be gone the next time: then it is graded again."""

    @property
    def score(self) -> float:
        return round(sum(e.score for e in self.exercises), 2)

    @property
    def max_score(self) -> float:
        return sum(e.max_score for e in self.exercises)

    @property
    def complete(self) -> bool:
        """Nothing was left unchecked by a fault of ours."""
        return all(e.outcome != NOT_CHECKED for e in self.exercises)

    def as_dict(self) -> dict:
        """The form that `course grade --json` prints."""
        exercises = {
            e.name: {
                "score": e.score,
                "max_score": e.max_score,
                "outcome": e.outcome,
                "messages": list(e.messages),
                "mistake": e.mistake,
                "also": e.also,
                "line": e.line,
                "signature": e.signature,
                "code": e.code,
            }
            for e in self.exercises
        }
        head = {"student": self.student, "assignment": self.assignment, "score": self.score}
        tail = {name: getattr(self, name) for name in _PLAIN[2:]}
        return {**head, "max_score": self.max_score, "exercises": exercises, "notes": list(self.notes), **tail}

    @classmethod
    def from_dict(cls, data: dict) -> "Report":
        """The inverse of `as_dict`; raises KeyError or TypeError for anything else."""
        fields = {name: data[name] for name in _PLAIN}
        exercises = tuple(
            ExerciseReport(name, **{**e, "messages": tuple(e["messages"])}) for name, e in data["exercises"].items()
        )
        return cls(**fields, exercises=exercises, notes=tuple(data["notes"]), seconds=data.get("seconds", 0.0))


_PLAIN = ("student", "assignment", "seed", "sandboxed", "readable", "fault", "transient", "provenance")
"""Fields of a report that travel as they are."""


def exercise_report(name: str, points: float, results: list[TestResult], answered: bool = False) -> ExerciseReport:
    """Points in proportion to the weight that passed. What we could not check is said, not scored.

    `answered` says that the exercise's cell is not as it was given out.
    """
    outcomes = {r.outcome for r in results}
    if not results or NOT_CHECKED in outcomes:
        faults = dict.fromkeys(r.fault for r in results if r.fault)
        return _scored(name, points, results, NOT_CHECKED, fault="; ".join(faults) or "no hidden test has run")
    if outcomes == {NOT_ATTEMPTED}:
        return ExerciseReport(name, 0.0, points, NOT_ATTEMPTED, (_unanswered(name, results[0], answered),))
    return _scored(name, points, results, PASSED if outcomes == {PASSED} else FAILED)


def _scored(name: str, points: float, results: list[TestResult], outcome: str, fault: str = "") -> ExerciseReport:
    weight = sum(r.weight for r in results)
    passed = sum(r.weight for r in results if r.outcome == PASSED)
    score = round(points * passed / weight, 2) if weight else 0.0
    named = next((r for r in results if r.mistake), None)
    mistake, also = (named.mistake, named.also) if named else (None, None)
    line = None if named else next((r.line for r in results if r.line), None)
    return ExerciseReport(name, score, points, outcome, _messages(results), mistake, also, line, fault=fault)


def _messages(results: list[TestResult]) -> tuple[str, ...]:
    """What each failed test expected and what happened; said once for all that failed because the process had ended."""
    lines: dict[str, str] = {}
    for r in results:
        if r.outcome != PASSED:
            line = f"Expected: {r.says} What happened: {r.message or STUDENT_WORDS[r.outcome]}"
            lines.setdefault(r.message if r.ended else line, line)
    return tuple(lines.values())


def _unanswered(name: str, result: TestResult, answered: bool) -> str:
    """Why an exercise counts as not attempted, where a student may wonder."""
    if not answered:
        return NOTHING
    if not result.message:
        return f"Not attempted: no cell that ran has defined `{name}`; the notes above say why."
    return f"Not attempted: {result.message} Delete `raise NotImplementedError()` above your answer."
