"""What a person's scores were given for: while question, points and answer stay, nobody has to look again."""

# pyright: reportArgumentType=false
# nbgrader's models say nothing about their types.

from collections.abc import Mapping
from itertools import pairwise

from nbgrader.api import Gradebook, SubmittedNotebook
from sqlalchemy import JSON, Column, String
from sqlalchemy.orm import DeclarativeBase

from autograder.grading.job import release
from autograder.grading.provenance import digest


class _Base(DeclarativeBase):
    """Of the one table that is ours in nbgrader's database."""


class Basis(_Base):
    """What a submitted notebook held when it was graded."""

    __tablename__ = "downhill_basis"
    notebook_id = Column(String(32), primary_key=True)
    digests = Column(JSON, nullable=False)
    """`digests` of it."""


def digests(notebook: str, answers: Mapping[str, str]) -> dict[str, str]:
    """A hash of question, points and answer of each graded cell, by grade_id.

    `answers` are a student's texts by grade_id. The question of a written answer is the cell above it, that of a check
    is its exercise as it was given out.
    """
    found, given = {}, _given_out(notebook)
    for above, cell in pairwise(release(notebook)["cells"]):
        about = cell["metadata"].get("nbgrader", {})
        if about.get("grade"):
            name = about["grade_id"]
            asked = name if about["solution"] else name.removeprefix("check_")
            question = _text(above) if about["solution"] else given.get(asked, "")
            found[name] = digest(question.encode(), str(about["points"]).encode(), answers.get(asked, "").encode())
    return found


def is_unanswered(notebook: str, grade_id: str, answers: Mapping[str, str]) -> bool:
    """Whether nothing was written in the place of a written answer."""
    return answers.get(grade_id, "").strip() in ("", _given_out(notebook).get(grade_id, "").strip())


def changed(book: Gradebook, submitted: SubmittedNotebook, now: dict[str, str]) -> set[str]:
    """The graded cells that are not what they were when this was graded; all of them if nobody knows."""
    _Base.metadata.create_all(book.db.connection())
    basis = book.db.get(Basis, submitted.id)
    return {name for name, value in now.items() if basis is None or basis.digests.get(name) != value}


def keep(book: Gradebook, submitted: SubmittedNotebook, now: dict[str, str]) -> None:
    """Remember it; `changed` has been asked before."""
    book.db.merge(Basis(notebook_id=submitted.id, digests=now))


def _given_out(notebook: str) -> dict[str, str]:
    """The texts of the release by grade_id."""
    cells = release(notebook)["cells"]
    return {cell["metadata"]["nbgrader"]["grade_id"]: _text(cell) for cell in cells if "nbgrader" in cell["metadata"]}


def _text(cell: dict) -> str:
    return "".join(cell["source"])
