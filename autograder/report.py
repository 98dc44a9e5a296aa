"""What grading finds out: results of tests, of exercises and of a whole submission."""

from dataclasses import dataclass, field

PASSED, FAILED, NOT_CHECKED, NOT_ATTEMPTED = "passed", "failed", "not checked", "not attempted"


class OurFault(Exception):
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
    ended: bool = False
    """The student's process has ended, so the reason is that of every later test of the exercise: it is said once."""

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
    jailed: bool = True
    readable: bool = True
    """False where no notebook could be made of the file."""
    audit: dict = field(default_factory=dict)
    """What the report depends on: hashes, versions, seed and limits."""

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
            }
            for e in self.exercises
        }
        head = {"student": self.student, "assignment": self.assignment, "score": self.score}
        tail = {"notes": list(self.notes), "seed": self.seed, "jailed": self.jailed, "readable": self.readable}
        return {**head, "max_score": self.max_score, "exercises": exercises, **tail, "audit": self.audit}

    @classmethod
    def from_dict(cls, data: dict) -> "Report":
        """The inverse of `as_dict`; raises KeyError or TypeError for anything else."""
        fields = {name: data[name] for name in ("student", "assignment", "seed", "jailed", "readable", "audit")}
        exercises = tuple(
            ExerciseReport(name, **{**e, "messages": tuple(e["messages"])}) for name, e in data["exercises"].items()
        )
        return cls(**fields, exercises=exercises, notes=tuple(data["notes"]), seconds=data.get("seconds", 0.0))


@dataclass
class Tally:
    """Test results on their way to an exercise's report."""

    name: str
    points: float
    results: list[TestResult] = field(default_factory=list)

    def report(self) -> ExerciseReport:
        """Points in proportion to the weight that passed. What we could not check is said, not scored."""
        weight = sum(r.weight for r in self.results)
        passed = sum(r.weight for r in self.results if r.outcome == PASSED)
        score = round(self.points * passed / weight, 2) if weight else 0.0
        outcomes = {r.outcome for r in self.results}
        mistake = next((r.mistake for r in self.results if r.mistake), None)
        if not self.results or NOT_CHECKED in outcomes:
            outcome = NOT_CHECKED
        elif outcomes == {PASSED}:
            outcome = PASSED
        else:
            outcome = NOT_ATTEMPTED if NOT_ATTEMPTED in outcomes else FAILED
        if outcome == NOT_ATTEMPTED:
            return ExerciseReport(self.name, 0.0, self.points, outcome, ("Not attempted.",))
        return ExerciseReport(self.name, score, self.points, outcome, self._messages(), mistake)

    def _messages(self) -> tuple[str, ...]:
        lines: dict[str, str] = {}
        for r in self.results:
            if r.outcome != PASSED:
                line = f"{r.says} {r.message}".strip()
                lines.setdefault(r.message if r.ended else line, line)
        return tuple(lines.values())
