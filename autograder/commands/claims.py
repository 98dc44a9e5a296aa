"""Run the claims of the lectures: all experiments of the notebooks, and the page that says what came out."""

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby

import nbformat
from nbclient.exceptions import CellExecutionError

from autograder.authoring import build
from autograder.authoring.source import ROOT, Source
from autograder.commands import notebook_runner
from autograder.grading.report import GraderError
from utils.claims import CONDITIONAL, FAILS, HOLDS, MIME, SEEDS, UNDECIDED, VERDICTS, Row, measured, seeds

TEXTS = {HOLDS: "hold", CONDITIONAL: "hold only when ...", FAILS: "do not hold here", UNDECIDED: "are not decided"}
PAGE, DATA = ROOT / "docs" / "claims.md", ROOT / "docs" / "claims.json"


def on_seeds(named: str) -> None:
    """Have all notebooks that run from now on judge by the seeds A:B. Raises ValueError for what is no such range."""
    if not (match := re.fullmatch(r"(\d+):(\d+)", named)) or int(match[1]) >= int(match[2]):
        raise ValueError(f"--seeds {named}: write the first seed and the one after the last, for example 100:110")
    os.environ[SEEDS] = named
    seeds()


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
    """Which of the four verdicts it is."""
    return next(word for word in VERDICTS if verdict.startswith(word))


def summary(found: Iterable[Row]) -> str:
    words = [word(row.verdict) for row in found]
    counts = (f"{words.count(kind)} {text}" for kind, text in TEXTS.items() if kind != UNDECIDED or kind in words)
    return f"{len(words)} claims: {', '.join(counts)}"


def page(found: list[Row]) -> str:
    """docs/claims.md."""
    lines = [
        "# What the lectures say, tested",
        "",
        "<!-- written by `course claims`, which runs every experiment again -->",
        f"{summary(found)}. Each comes from the last section of its notebook, which says how it was measured.",
        "After ± stands the standard deviation over the seeds; of ratios, that of their logarithms. Where a least",
        "effect is given, `utils/claims.py` computes the verdict by its one rule. Times are seconds on the machine",
        "that ran it, and count the runs of earlier cells that a claim uses; several claims may use the same runs.",
    ]
    for notebook, group in groupby(found, key=lambda row: row.notebook):
        lines += ["", f"## {notebook}", "| what is said | measured here | verdict | s |", "|---|---|---|---|"]
        lines += map(_line, group)
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    source = f"[{row.source}]({row.link})" if row.link else row.source
    wording = f": “{row.wording}”" if row.wording else ""
    claim = f"**{row.claim}**" if row.main else row.claim
    cells = (f"{claim} ({source}){wording}", measured(row), row.verdict, f"{row.seconds:.2g}")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def write(found: list[Row]) -> None:
    """Both pages: one for readers, one for programs and for the test that compares."""
    PAGE.write_text(page(found), "utf-8")
    DATA.write_text(as_json(found), "utf-8")


def merged(found: list[Row]) -> list[Row]:
    """All published rows, with those of the notebooks that ran in the place of the old ones."""
    ran = {row.notebook for row in found}
    kept = [row for data in json.loads(DATA.read_text("utf-8")) if (row := Row(**data)).notebook not in ran]
    return sorted([*kept, *found], key=lambda row: row.notebook)


def compared(found: Iterable[Row]) -> Iterator[str]:
    """A line for each claim, its verdict beside the published one, and how many have changed."""
    published = {(row["notebook"], row["claim"]): row["verdict"] for row in json.loads(DATA.read_text("utf-8"))}
    changed = total = 0
    for row in found:
        before = published.get((row.notebook, row.claim))
        same = before is not None and word(before) == word(row.verdict)
        changed, total = changed + (not same), total + 1
        yield f"{'same   ' if same else 'CHANGED'} {row.notebook[:2]} {row.claim}: {measured(row)}: {row.verdict}"
        if not same:
            yield f"           published: {before or 'nothing of this name'}"
    yield f"{total} claims, {changed} verdicts changed"


def as_json(found: list[Row]) -> str:
    return json.dumps([asdict(row) for row in found], indent=1, ensure_ascii=False) + "\n"
