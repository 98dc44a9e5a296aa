"""What the gradebook knows of a graded notebook, for its feedback page: lateness, a person's scores, comments."""

# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportOptionalMemberAccess=false
# nbgrader's models say nothing about their types.

from dataclasses import dataclass, field

from nbgrader.api import BaseCell, Comment, Grade, Gradebook, MissingEntry, SubmittedNotebook
from sqlalchemy import Result, select


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
    score = (Grade.score, Grade.max_score, Grade.manual_score, Grade.needs_manual_grade, Grade.extra_credit)
    cells = {
        name: Cell(points or 0.0, most or 0.0, manual is not None, bool(waits), extra or 0.0)
        for name, points, most, manual, waits, extra in _of_cells(book, entry, Grade, score)
    }
    comments = {name: comment for name, comment in _of_cells(book, entry, Comment, (Comment.comment,)) if comment}
    due = submission.duedate.strftime("%Y-%m-%d %H:%M UTC") if submission.duedate else ""
    penalty = entry.late_submission_penalty or 0.0
    return Grades(cells, comments, penalty, submission.total_seconds_late, due)


def _of_cells(book: Gradebook, entry: SubmittedNotebook, kind: type, columns: tuple) -> Result:
    """The name of each cell of a submitted notebook that has a grade, or a comment, with these columns of it.

    In one query, where nbgrader's properties would ask the database anew for each cell.
    """
    named = select(BaseCell.name, *columns).join(BaseCell, kind.cell_id == BaseCell.id)
    return book.db.execute(named.where(kind.notebook_id == entry.id))
