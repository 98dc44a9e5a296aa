"""Which cells a notebook has in the gradebook: entered at its release, and changed later, when work was handed in.

nbgrader refuses to add or remove cells once there are submissions. Here cells are told apart by their names; scores and
comments of a cell that stays are not touched.
"""

# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportOptionalMemberAccess=false
# nbgrader's models say nothing about their types.

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SolutionCell,
    SourceCell,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
    app_log,
)
from nbgrader.utils import is_grade, is_locked, is_solution, is_task
from sqlalchemy import delete, or_, select
from sqlalchemy.exc import SAWarning

from autograder.nbgrader.history import History

GRADED, COMMENTED = (GradeCell, TaskCell), (SolutionCell, TaskCell)
"""Cells that have a grade, and cells that have a comment, in each submission."""


@dataclass(frozen=True)
class Change:
    """How a notebook's exercises, and with them its submissions, were changed."""

    notebook: str
    added: dict[str, float]
    """Points by grade_id."""
    removed: dict[str, float]
    weighted: dict[str, tuple[float, float]]
    """Former and new points."""
    submissions: int

    def __bool__(self) -> bool:
        """Whether there is something to say."""
        return bool(self.submissions and (self.added or self.removed or self.weighted))

    def __str__(self) -> str:
        parts = [
            f"{len(cells)} exercise{'s' * (len(cells) != 1)} {word} ({_listed(cells)})"
            for word, cells in (("added", self.added), ("removed", self.removed))
            if cells
        ]
        parts += [
            f"`{exercise_of(name)}` has {new:g} points, not {old:g}" for name, (old, new) in self.weighted.items()
        ]
        kept = "hand-in keeps its grades" if self.submissions == 1 else "hand-ins keep their grades"
        return f"{self.notebook}: {', '.join(parts)}; {self.submissions} {kept}"


def _listed(cells: dict[str, float]) -> str:
    return ", ".join(f"`{exercise_of(name)}`, {points:g} points" for name, points in cells.items())


@contextmanager
def transaction(book: Gradebook) -> Iterator[Gradebook]:
    """nbgrader commits after each step; here its commits wait until the end."""
    session = book.db
    commit, session.commit = session.commit, session.flush
    app_log.disabled = True  # nbgrader writes a traceback for what is waited for, or said in one sentence, here
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # nbgrader's, about an order that is right anyway
            yield book
        commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.commit, app_log.disabled = commit, False


def enter(
    book: Gradebook, assignment: str, notebook: str, content: NotebookNode, history: History | None = None
) -> Change:
    """Give a notebook in the gradebook, and each of its submissions, the cells of `content`; call it in a transaction.

    A new exercise has no points and asks for nobody in a submission until that is graded again. What a person gave for
    one that is removed is a line of `history`.
    """
    kernel = json.dumps(content.metadata.get("kernelspec", {}))
    entry = book.update_or_create_notebook(notebook, assignment, kernelspec=kernel)
    before, submissions = _points(book, entry), _submissions(book, entry)
    for kind, cells in _cells(content).items():
        added, removed = _keep_cells(book, entry, kind, cells)
        for cell in added:
            _add_to(book, cell, list(submissions))
        for given in _given(book, removed, submissions) if history else ():
            history.add(**given, notebook=notebook, why=["exercise removed"])
        _remove(book, removed)
    after = _points(book, entry)
    return Change(
        notebook,
        {name: points for name, points in after.items() if name not in before},
        {name: points for name, points in before.items() if name not in after},
        {name: (old, after[name]) for name, old in before.items() if after.get(name, old) != old},
        len(submissions),
    )


def _cells(content: NotebookNode) -> dict[type, dict[str, dict]]:
    """What nbgrader's SaveCells enters: the fields of each cell, by kind and name."""
    cells: dict[type, dict[str, dict]] = {GradeCell: {}, SolutionCell: {}, TaskCell: {}, SourceCell: {}}
    for cell in content.cells:
        about = cell.metadata.get("nbgrader", {})
        kinds = {GradeCell: is_grade(cell), SolutionCell: is_solution(cell), TaskCell: is_task(cell)}
        kinds[SourceCell] = any(kinds.values()) or is_locked(cell)
        for kind in (kind for kind, holds in kinds.items() if holds):
            fields = {"cell_type": cell.cell_type} if kind is not SolutionCell else {}
            if kind in GRADED:
                fields["max_score"] = float(about["points"])
            if kind is SourceCell:
                fields |= {"locked": is_locked(cell), "source": cell.source, "checksum": about.get("checksum")}
            cells[kind][about["grade_id"]] = fields
    return cells


def _keep_cells(book: Gradebook, entry: Notebook, kind: type, cells: dict[str, dict]) -> tuple[list, list]:
    """Update the cells of one kind by name; those that are new, and those that are not wanted any more."""
    there = {cell.name: cell for cell in book.db.scalars(select(kind).filter_by(notebook_id=entry.id))}
    new = [kind(name=name, notebook_id=entry.id) for name in cells if name not in there]
    book.db.add_all(new)
    for cell in (*new, *there.values()):
        for field, value in cells.get(cell.name, {}).items():
            setattr(cell, field, value)
    book.db.flush()
    return new, [cell for name, cell in there.items() if name not in cells]


def _add_to(book: Gradebook, cell, submissions: list[str]) -> None:
    """Places for a score and a comment in submissions that are there already."""
    if isinstance(cell, GRADED):
        book.db.add_all(Grade(cell_id=cell.id, notebook_id=id, needs_manual_grade=False) for id in submissions)
    if isinstance(cell, COMMENTED):
        book.db.add_all(Comment(cell_id=cell.id, notebook_id=id) for id in submissions)


def _given(book: Gradebook, cells: list, students: dict[str, str]) -> Iterator[dict]:
    """What a person had given for these cells: a score or a comment each."""
    names = {cell.id: cell.name for cell in cells if isinstance(cell, BaseCell)}
    by_hand = or_(Grade.manual_score.is_not(None), Grade.extra_credit.is_not(None))
    scores = select(Grade).where(Grade.cell_id.in_(names), by_hand)
    comments = select(Comment).where(Comment.cell_id.in_(names), Comment.manual_comment.is_not(None))
    for grade in book.db.scalars(scores):
        yield {"student": students[grade.notebook_id], "cell": names[grade.cell_id], "by_hand": grade.score}
    for comment in book.db.scalars(comments):
        about = {"student": students[comment.notebook_id], "cell": names[comment.cell_id]}
        yield about | {"comment": comment.manual_comment}


def _remove(book: Gradebook, cells: list) -> None:
    """Remove cells with their grades and comments."""
    for table in (Grade, Comment):
        book.db.execute(delete(table).where(table.cell_id.in_([cell.id for cell in cells])))
    for cell in cells:
        book.db.delete(cell)
    book.db.flush()


def _submissions(book: Gradebook, entry: Notebook) -> dict[str, str]:
    """Whose each submitted notebook is, by its id."""
    joined = select(SubmittedNotebook.id, SubmittedAssignment.student_id).join(SubmittedNotebook.assignment)
    return dict(book.db.execute(joined.where(SubmittedNotebook.notebook_id == entry.id)).all())


def _points(book: Gradebook, entry: Notebook) -> dict[str, float]:
    """The points of each check and written answer, by grade_id."""
    queries = [select(kind.name, kind.max_score).where(kind.notebook_id == entry.id) for kind in GRADED]
    return {name: points for query in queries for name, points in book.db.execute(query)}


def exercise_of(grade_id: str) -> str:
    """`adam_step` for its check, `check_adam_step`; `why` for `answer_why`."""
    return grade_id.removeprefix("check_").removeprefix("answer_")
