"""Run the claims of the lectures: all experiments of the notebooks, and the page that says what came out."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from itertools import groupby

import nbformat
from nbclient.exceptions import CellExecutionError

from autograder.authoring import build
from autograder.authoring.source import ROOT, Source
from autograder.commands import notebook_runner
from autograder.grading.report import GraderError
from utils.claims import CONDITIONAL, FAILS, HOLDS, MIME, Row, measured

PAGE, DATA = ROOT / "docs" / "claims.md", ROOT / "docs" / "claims.json"


def executed(source: Source) -> nbformat.NotebookNode:
    """The instructor's notebook with the outputs of a run. Raises GraderError where a cell fails or nothing moves."""
    notebook = build.instructor_notebook(source)
    try:
        notebook_runner.run(notebook, source.notebook)
    except CellExecutionError as error:
        raise GraderError(f"{source.notebook} does not run: {error.ename}: {error.evalue}") from error
    return notebook


def rows(notebook: nbformat.NotebookNode) -> list[Row]:
    """The claims that a run notebook shows; the last table counts."""
    tables = [o.data[MIME] for cell in notebook.cells for o in cell.get("outputs", []) if MIME in o.get("data", {})]
    return [Row(**row) for row in tables[-1]] if tables else []


def word(verdict: str) -> str:
    """Which of the three verdicts it is."""
    return next(word for word in (CONDITIONAL, HOLDS, FAILS) if verdict.startswith(word))


def summary(found: Iterable[Row]) -> str:
    words = [word(row.verdict) for row in found]
    counts = (
        f"{words.count(kind)} {text}"
        for kind, text in ((HOLDS, "hold"), (CONDITIONAL, "hold only when ..."), (FAILS, "do not hold here"))
    )
    return f"{len(words)} claims: {', '.join(counts)}"


def page(found: list[Row]) -> str:
    """docs/claims.md."""
    lines = [
        "# What the lectures say, tested",
        "",
        "<!-- written by `course claims`, which runs every experiment again -->",
        f"{summary(found)}. Each comes from the last section of its notebook, which says how it was measured.",
        "The spread is the standard deviation over the seeds; times are seconds on the machine that ran it,",
        "and count the runs of earlier cells that a claim uses; several claims may use the same runs.",
    ]
    for notebook, group in groupby(found, key=lambda row: row.notebook):
        lines += ["", f"## {notebook}", "| the lecture says | measured here | verdict | s |", "|---|---|---|---|"]
        lines += map(_line, group)
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    cells = (f"{row.claim} ({row.source})", measured(row), row.verdict, f"{row.seconds:.2g}")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def write(found: list[Row]) -> None:
    """Both pages: one for readers, one for programs and for the test that compares."""
    PAGE.write_text(page(found), "utf-8")
    DATA.write_text(as_json(found), "utf-8")


def as_json(found: list[Row]) -> str:
    return json.dumps([asdict(row) for row in found], indent=1, ensure_ascii=False) + "\n"
