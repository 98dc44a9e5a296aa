"""What a page must be for a learner: predictions before pictures, little open code, tasks that fit, a way out, a map."""

import json
import re

import pytest

from autograder.authoring.source import HINTS, ROOT, pages, sources
from utils import manifest

SOURCES = {source.notebook: source for source in [*sources(), *pages()]}
OPEN_LINES = 120
"""So many lines of code, not written by the student, may stand open in a notebook."""
COLUMNS = 79


@pytest.fixture(params=SOURCES, name="source")
def a_source(request):
    return SOURCES[request.param]


def cells(notebook: str) -> list[dict]:
    """The cells of the notebook that students get, each with its text."""
    path = ROOT / "course" / notebook / f"{notebook}.ipynb"
    return [c | {"text": "".join(c["source"])} for c in json.loads(path.read_text("utf-8"))["cells"]]


def is_folded(cell: dict) -> bool:
    return cell["metadata"].get("jupyter", {}).get("source_hidden", False)


def test_each_prediction_is_answered_by_the_next_figure_and_told_behind_it(source):
    asked = ""
    for cell in source.cells:
        came = cell.role == "demo" and re.findall(r"\bcame\(", cell.text)
        if cell.role == "predict":
            assert not asked, f"line {cell.line}: {asked!r} is not answered yet"
            assert re.match(r"predict\(", cell.text) and cell.text.splitlines()[-1].strip() == 'guess="")', cell.line
            asked = cell.name
        elif came:
            assert asked and len(came) == 1, f"line {cell.line}: nobody was asked"
            asked = ""
    assert not asked, f"{asked!r} is never answered"
    names = {cell.name for cell in source.cells if cell.role == "predict"}
    assert names <= {cell.name for cell in source.cells if cell.role == "seen"}, "what came is told"
    assert len(names) >= min(5, 1 + len(source.exercises))


def test_between_question_and_picture_nothing_is_open(source):
    """The cells from a prediction to the figure that answers it are folded code, or say nothing but what is set up."""
    waiting = False
    for cell in cells(source.notebook):
        if "predict" in cell["metadata"].get("tags", []):
            waiting = True
        elif waiting and cell["cell_type"] == "code":
            assert is_folded(cell), cell["id"]
            waiting = "came(" not in cell["text"]
        elif waiting:
            assert cell["text"].startswith(("<details>", "### Exercise")) or len(cell["text"]) < 700, cell["id"]


def test_little_code_is_open_that_the_student_does_not_write(source):
    ours = [
        cell["text"]
        for cell in cells(source.notebook)
        if cell["cell_type"] == "code"
        and not is_folded(cell)
        and "nbgrader" not in cell["metadata"]
        and "predict" not in cell["metadata"].get("tags", [])
    ]
    assert sum(len(text.splitlines()) for text in ours) <= OPEN_LINES


def test_folded_code_says_what_it_is(source):
    for cell in cells(source.notebook):
        if is_folded(cell):
            assert re.match(r"# \S", cell["text"]), cell["id"]


def test_tasks_fit_the_screen(source):
    for cell in cells(source.notebook):
        written = cell["metadata"].get("nbgrader", {}).get("solution") or "predict" in cell["metadata"].get("tags", [])
        if written and cell["cell_type"] == "code":
            long = [line for line in cell["text"].splitlines() if len(line) > COLUMNS]
            assert not long, (cell["id"], long)


def test_every_exercise_has_a_ladder(source):
    hints = manifest.load(source.notebook).hints
    assert {name: len(steps) for name, steps in hints.items()} == dict.fromkeys(source.exercises, HINTS)


def test_sections_say_their_minutes(source):
    headings = [h for c in source.cells if c.kind == "markdown" for h in re.findall(r"^## .*$", c.text, re.M)]
    assert [h for h in headings if not re.search(r" \(\d+ min(, further)?\)$", h)] == []
    assert "*Time*" not in source.cells[0].text, "the builder adds the minutes up"
    known = manifest.load(source.notebook)
    assert known.minutes > 0 and (0 < known.core <= known.minutes if source.exercises else known.core == 0)


def test_half_of_the_points_are_core(source):
    core = points = 0.0
    further = False
    for cell in source.cells:
        heading = re.search(r"^## .*$", cell.text, re.M) if cell.kind == "markdown" else None
        further = heading[0].endswith("further)") if heading else further
        worth = cell.meta["points"] if cell.role == "check" else 0
        points, core = points + worth, core + (0 if further else worth)
    assert core >= points / 2


def test_links_lead_to_notebooks(source):
    found = 0
    for cell in cells(source.notebook):
        for link in re.findall(r"\]\((\.\./[^)#]+)\)", cell["text"]):
            assert (ROOT / "course" / source.notebook / link).resolve().is_file(), link
            found += 1
    assert found >= 2


def test_each_notebook_has_an_open_challenge(source):
    """One section, further, with code of the student's that is open and a score beside a baseline; 00 is practice."""
    calls = [re.findall(r"\bchallenge\(\"(\w+)\"", cell.text) for cell in source.cells if cell.kind == "code"]
    headings = re.findall(r"^## Open challenge: .* min, further\)$", "\n".join(c.text for c in source.cells), re.M)
    number = source.notebook.split("_")[0]
    wanted = [] if number.startswith("00") else [number]
    assert [name for names in calls for name in names] == wanted and len(headings) == len(wanted)


def test_each_notebook_has_a_slider(source):
    if len(source.exercises) > 1:
        assert "slider_figure(" in "".join(cell.text for cell in source.cells if cell.role == "demo")


def test_pages_say_how_good_a_prophet_you_were(source):
    assert [c for c in source.cells if c.text == "predictions()"]
