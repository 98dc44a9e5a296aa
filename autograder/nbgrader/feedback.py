"""What goes back: the graded notebook, rebuilt from our release, and a feedback page. No hidden test is in either."""

import copy
import re
from html import escape
from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4

from autograder.grading import submission
from autograder.grading.grade import release
from autograder.grading.report import ExerciseReport, Report
from autograder.grading.submission import InvalidNotebook

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #222 }}
h1 {{ font-size: 1.5rem }} h2 {{ font-size: 1.1rem; margin: 1.6rem 0 .3rem }}
section {{ border-left: 4px solid #b3541e; padding-left: 1rem }} section.passed {{ border-color: #2e7d32 }}
section.not-attempted, section.not-checked {{ border-color: #757575 }}
pre {{ background: #f5f5f5; padding: .6rem .8rem; overflow-x: auto; font-size: .85rem }}
.score {{ float: right; font-weight: normal }}
</style></head><body>
<h1>{title} <span class="score">{score:g} of {max_score:g} points</span></h1>
<p>{student}</p>
{notes}
{sections}
</body></html>
"""
SECTION = """<section class="{outcome_class}">
<h2><code>{name}</code>: {outcome} <span class="score">{score:g} of {max_score:g}</span></h2>
{messages}{code}</section>"""


Sources = tuple[dict[str, str], list[str]]
"""A student's texts: of each solution cell by grade_id, and of the code cells that are not ours."""


def graded_notebook(sources: Sources, report: Report) -> NotebookNode:
    """Our release with the student's sources in it and, in every check cell, an explicit number.

    Cells of the student's own stand at the end. Nothing else of the submission is taken: no tag, flag or output.
    """
    notebook = nbformat.from_dict(copy.deepcopy(release(report.assignment)))
    answers, own = sources
    exercises = {f"check_{e.name}": e for e in report.exercises}
    for cell in notebook.cells:
        cell.source = "".join(cell.source)
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in answers and cell.metadata.nbgrader.solution:
            cell.source = answers[grade_id]
        if grade_id in exercises:
            cell.outputs = _outputs(exercises[grade_id])
            cell.metadata["downhill"] = {"outcome": exercises[grade_id].outcome}
    notebook.cells += [v4.new_code_cell(text, id=f"own-{index}") for index, text in enumerate(own)]
    return notebook


def page(sources: Sources, report: Report) -> str:
    """The feedback page as HTML: no scripts, nothing loaded, everything the student wrote escaped."""
    answers, _ = sources
    head = {"title": escape(report.assignment), "student": escape(report.student)}
    return PAGE.format(
        **head,
        score=report.score,
        max_score=report.max_score,
        notes="".join(f"<p>{_prose(note)}</p>\n" for note in report.notes),
        sections="\n".join(_section(e, answers.get(e.name, "")) for e in report.exercises),
    )


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


def _outputs(exercise: ExerciseReport) -> list[NotebookNode]:
    """The messages, then the number that nbgrader reads as the score."""
    text = "\n".join(exercise.messages or (exercise.outcome,)) + "\n"
    stream = {"output_type": "stream", "name": "stdout", "text": text}
    number = {"output_type": "execute_result", "data": {"text/plain": repr(exercise.score)}, "metadata": {}}
    return nbformat.from_dict([stream, number | {"execution_count": 1}])


def _section(exercise: ExerciseReport, code: str) -> str:
    messages = "".join(f"<p>{_prose(message)}</p>\n" for message in exercise.messages)
    return SECTION.format(
        outcome_class=exercise.outcome.replace(" ", "-"),
        name=escape(exercise.name),
        outcome=exercise.outcome,
        score=exercise.score,
        max_score=exercise.max_score,
        messages=messages,
        code=f"<pre>{escape(code[:20000])}</pre>" if code else "",
    )


def _prose(text: str) -> str:
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(text))


def write(root: Path, data: bytes, report: Report) -> None:
    """Write the graded notebook and the feedback page where nbgrader looks for them.

    nbformat's own way to write would check our notebook against the schema, which takes longer than all of this.
    """
    sources = sources_of(data, report.assignment)
    folder = root / "autograded" / report.student / report.assignment
    _replace(folder / f"{report.assignment}.ipynb", v4.writes(graded_notebook(sources, report)))
    write_page(root, sources, report)


def write_page(root: Path, sources: Sources, report: Report) -> None:
    folder = root / "feedback" / report.student / report.assignment
    _replace(folder / f"{report.assignment}.html", page(sources, report))


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)  # nbgrader leaves its files read-only
    path.write_text(text, "utf-8")
