"""What goes back: the graded notebook, rebuilt from our release, and a feedback page. No hidden test is in either."""

import functools
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, cast

import jinja2
import nbformat
from markupsafe import Markup, escape
from nbformat import NotebookNode, v4

from autograder.grading import submission
from autograder.grading.job import release
from autograder.grading.report import FAILED, NOT_ATTEMPTED, NOT_CHECKED, PASSED, ExerciseReport, Report
from autograder.grading.submission import InvalidNotebook

if TYPE_CHECKING:  # the gradebook takes a second to import, and one notebook has none
    from autograder.nbgrader.grades import Grades

_WEIGHT = {FAILED: 0, NOT_CHECKED: 1, NOT_ATTEMPTED: 2, PASSED: 3}
"""The order of a page: first what a student should look at."""
MAX_CODE = 20_000
"""Characters of an answer that a page shows."""


COLLECTED = ("timestamp.txt", "submission_secret.txt")
"""What `nbgrader collect` lays beside a submission; `nbgrader release_feedback` looks for it beside the page."""
Sources = tuple[dict[str, str], list[str]]
"""A student's texts: of each solution cell by grade_id, and of the code cells that are not ours."""


def graded_notebook(sources: Sources, report: Report) -> NotebookNode:
    """Our release with the student's sources in it and, in every check cell, an explicit number.

    Cells of the student's own stand at the end. Nothing else of the submission is taken: no tag, flag or output.
    """
    return cast(NotebookNode, nbformat.from_dict(_graded(sources, report)))


def _graded(sources: Sources, report: Report) -> dict:
    """`graded_notebook` as plain data, which shares what it can with the release."""
    answers, own = sources
    exercises = {f"check_{e.name}": e for e in report.exercises}
    cells = []
    for cell in release(report.assignment)["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        grade_id = about.get("grade_id")
        source = answers[grade_id] if grade_id in answers and about["solution"] else "".join(cell["source"])
        cell = cell | {"source": source}
        if grade_id in exercises:
            cell["outputs"] = _outputs(exercises[grade_id])
            cell["metadata"] = cell["metadata"] | {"downhill": {"outcome": exercises[grade_id].outcome}}
        cells.append(cell)
    cells += [v4.new_code_cell(text, id=f"own-{index}") for index, text in enumerate(own)]
    metadata = release(report.assignment)["metadata"] | {"downhill_report": report.as_dict()}
    return release(report.assignment) | {"cells": cells, "metadata": metadata}


def report_in(notebook: NotebookNode) -> tuple[Sources, Report] | None:
    """The inverse of `graded_notebook`; None for a notebook that something else has graded."""
    kept = notebook.metadata.get("downhill_report")
    if not kept:
        return None
    solutions = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("solution")]
    answers = {c.metadata.nbgrader.grade_id: c.source for c in solutions}
    return (answers, []), Report.from_dict(json.loads(json.dumps(kept)))


def page(sources: Sources, report: Report, grades: "Grades | None" = None) -> str:
    """The feedback page as HTML: no scripts, nothing loaded, everything the student wrote escaped.

    With `grades` it says what the gradebook says: a person's scores and comments, lateness and its penalty.
    """
    answers, _ = sources
    exercises = sorted(report.exercises, key=lambda e: _WEIGHT[e.outcome])
    counts = Counter(e.outcome for e in exercises)
    summary = ", ".join(f"{counts[outcome]} {outcome}" for outcome in _WEIGHT if counts[outcome])
    return (
        _templates()
        .get_template("feedback.html.j2")
        .render(report=report, exercises=exercises, summary=summary, answers=answers, most=MAX_CODE, grades=grades)
    )


@functools.cache
def _templates() -> jinja2.Environment:
    """Pages in which everything that is put in is escaped."""
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["prose"] = _prose
    return environment


def _prose(text: str) -> Markup:
    """Escaped text in which what stands between backticks is set as code."""
    parts = [escape(part) for part in text.split("`")]
    return Markup().join(Markup("<code>{}</code>").format(part) if i % 2 else part for i, part in enumerate(parts))


def sources_of(data: bytes, notebook: str) -> Sources:
    """What a student wrote in a submission of this notebook; nothing where it cannot be read."""
    try:
        parsed, _ = submission.parse(data)
    except InvalidNotebook:
        return {}, []
    known = {cell["id"] for cell in release(notebook)["cells"]}
    answers: dict[str, str] = {}
    own = []
    for cell in parsed["cells"]:
        text = submission.text_of(cell)
        grade_id = submission.grade_id_of(cell)
        if grade_id:
            answers[grade_id] = text
        elif cell.get("cell_type") == "code" and str(cell.get("id")) not in known and text.strip():
            own.append(text)
    return answers, own


def _outputs(exercise: ExerciseReport) -> list[dict]:
    """The messages, then the number that nbgrader reads as the score."""
    text = "\n".join(exercise.messages or (exercise.outcome,)) + "\n"
    stream = {"output_type": "stream", "name": "stdout", "text": text}
    number = {"output_type": "execute_result", "data": {"text/plain": repr(exercise.score)}, "metadata": {}}
    return [stream, number | {"execution_count": 1}]


def write(root: Path, sources: Sources, report: Report, grades: "Grades | None" = None) -> None:
    """Write the graded notebook and the feedback page where nbgrader looks for them.

    nbformat's own way to write would copy our notebook and check it against the schema, which takes longer than all of
    this.
    """
    folder = root / "autograded" / report.student / report.assignment
    _replace(folder / f"{report.assignment}.ipynb", json.dumps(_graded(sources, report), ensure_ascii=False))
    write_page(root, sources, report, grades)
    for name in COLLECTED:
        collected = root / "submitted" / report.student / report.assignment / name
        if collected.is_file() and not collected.is_symlink():
            for place in ("autograded", "feedback"):
                _replace(root / place / report.student / report.assignment / name, collected.read_text("utf-8"))


def write_page(root: Path, sources: Sources, report: Report, grades: "Grades | None" = None) -> None:
    folder = root / "feedback" / report.student / report.assignment
    _replace(folder / f"{report.assignment}.html", page(sources, report, grades))


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)  # nbgrader leaves its files read-only
    path.write_text(text, "utf-8")
