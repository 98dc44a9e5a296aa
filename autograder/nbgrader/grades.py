"""What the gradebook knows of a graded notebook, for its feedback page: lateness, a person's scores, comments."""

# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportOptionalMemberAccess=false
# nbgrader's models say nothing about their types.

from dataclasses import dataclass, field

from nbgrader.api import Gradebook, MissingEntry


@dataclass(frozen=True)
class Cell:
    """One graded cell."""

    score: float
    """What counts: a person's score where there is one, else ours, and extra credit."""
    max_score: float
    manual: bool = False
    """A person has scored it."""
    waits: bool = False
    """It waits for a person."""
    extra: float = 0.0
    """Extra credit, part of the score."""


@dataclass(frozen=True)
class Grades:
    """One notebook of one student."""

    cells: dict[str, Cell] = field(default_factory=dict)
    """By grade_id: checks and written answers."""
    comments: dict[str, str] = field(default_factory=dict)
    """By the grade_id of the commented cell."""
    penalty: float = 0.0
    """Points lost by handing in late."""
    seconds_late: float = 0.0
    due: str = ""

    @property
    def score(self) -> float:
        """After the penalty, as `course export` writes it."""
        return round(max(0.0, sum(cell.score for cell in self.cells.values()) - self.penalty), 2)

    @property
    def max_score(self) -> float:
        return sum(cell.max_score for cell in self.cells.values())

    @property
    def late(self) -> str:
        """How late, in words."""
        for seconds, unit in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
            if self.seconds_late >= 2 * seconds:
                return f"{self.seconds_late / seconds:.0f} {unit}"
        return "a minute" if self.seconds_late > 0 else ""

    def answers(self) -> dict[str, Cell]:
        """Written answers, which a person scores, by grade_id."""
        return {name: cell for name, cell in self.cells.items() if name.startswith("answer_")}


def read(book: Gradebook, notebook: str, student: str) -> Grades | None:
    """None for a submission that is not in the gradebook."""
    try:
        submission = book.find_submission(notebook, student)
        entry = book.find_submission_notebook(notebook, notebook, student)
    except MissingEntry:
        return None
    cells = {
        grade.name: Cell(
            grade.score or 0.0,
            grade.max_score or 0.0,
            grade.manual_score is not None,
            bool(grade.needs_manual_grade),
            grade.extra_credit or 0.0,
        )
        for grade in entry.grades
    }
    comments = {comment.name: comment.comment for comment in entry.comments if comment.comment}
    due = submission.duedate.strftime("%Y-%m-%d %H:%M UTC") if submission.duedate else ""
    penalty = entry.late_submission_penalty or 0.0
    return Grades(cells, comments, penalty, submission.total_seconds_late, due)
