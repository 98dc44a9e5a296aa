"""Reading a notebook: which cells run, which only define, and what is too large to be read."""

import json

import pytest

from autograder.grading import submission as module
from autograder.grading.submission import InvalidNotebook, parse, read
from tests.tiny import HALVE, NAME

pytest_plugins = ["tests.tiny.fixtures"]


@pytest.fixture
def work(tiny, tiny_release):
    """`work(edit)`: what is read of the release after `edit(cells)` has changed its cells."""
    release = json.loads((tiny_release / "course" / NAME / f"{NAME}.ipynb").read_text("utf-8"))

    def run(edit=lambda cells: None):
        notebook = json.loads(json.dumps(release))
        edit(notebook["cells"])
        return read(notebook, tiny, release, [])

    return run


def cell(text: str, **more) -> dict:
    return {"cell_type": "code", "source": text, "metadata": {}, "outputs": [], "execution_count": None} | more


def demo(cells: list[dict]) -> dict:
    return next(c for c in cells if "demo" in c["metadata"].get("tags", []))


def check(cells: list[dict]) -> dict:
    return next(c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") == "check_halve")


def told(work) -> list[tuple]:
    return [(c.whole, c.text) for c in work.cells]


def test_of_the_release_itself_only_exercises_run_whole(work):
    """Imports are run first by the grader; checks and demos give only what they define."""
    whole = [text for run, text in told(work()) if run]
    assert [text.split("\n")[0] for text in whole] == ["def halve(x):", "def walk(x, steps, rng):", "class Average:"]


@pytest.mark.parametrize("which", [demo, check])
def test_our_cells_are_known_by_their_ids_though_their_text_was_changed(work, which):
    text = "import os\nos._exit(1)\ndef helper(x):\n    return x\n"

    def edit(cells):
        which(cells).update(source=text, metadata={})

    assert (False, text) in told(work(edit))


@pytest.mark.parametrize("which", [demo, check])
def test_our_cells_are_known_by_their_text_though_their_ids_are_gone(work, which):
    def edit(cells):
        mine = which(cells)
        mine.update(source=f"  {''.join(mine['source'])}\n", metadata={})
        del mine["id"]

    beginning = {demo: "# ", check: "check(halve"}[which]
    found = {run for run, text in told(work(edit)) if text.strip().startswith(beginning)}
    assert found == {False}


def test_a_cell_of_the_students_own_runs_whole(work):
    assert (True, "y = 1") in told(work(lambda cells: cells.insert(0, cell("y = 1", id="own"))))


def test_what_the_last_cells_define_is_kept(work):
    """The demos at a notebook's end come after its last exercise: a helper written there counts."""
    text = "def helper(x):\n    return x\n"

    def edit(cells):
        mine = demo(cells)
        cells.remove(mine)
        cells.append(mine | {"source": text})

    assert told(work(edit))[-1] == (False, text)


def test_cells_keep_their_order(work):
    def edit(cells):
        cells.insert(0, cell("a = 1", id="own-1"))
        cells.append(cell("b = 2", id="own-2"))

    texts = [text for _, text in told(work(edit))]
    assert (texts[0], texts[-1]) == ("a = 1", "b = 2")


# --- files -----------------------------------------------------------------------------------------------------------


def notebook(*cells: dict) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)}).encode()


def test_a_file_above_its_limit_is_not_read(monkeypatch):
    monkeypatch.setattr(module, "MAX_MB", 1)
    fat = notebook(cell(HALVE, outputs=["x" * (3 << 19)]))
    with pytest.raises(InvalidNotebook, match="has 1 MB, more than 1"):
        parse(fat)
    monkeypatch.setattr(module, "MAX_MB", 100)
    assert parse(fat)[0]["cells"]


def test_a_file_in_another_encoding_is_read_and_mentioned():
    data = json.loads(notebook(cell("# Größe\n")))
    for encoding, mentioned in (("utf-8", 0), ("utf-16", 0), ("latin-1", 1)):
        parsed, notes = parse(json.dumps(data, ensure_ascii=False).encode(encoding))
        assert module.text_of(parsed["cells"][0]) == "# Größe\n"
        assert len([note for note in notes if "not UTF-8" in note]) == mentioned


@pytest.mark.parametrize("source", ["a = 1\r\nb = 2\r\n", ["a = 1\r\n", "b = 2\r\n"], ["a = 1\n", "b = 2\n"]], ids=repr)
def test_a_cells_text_has_plain_line_ends(source):
    assert module.text_of(cell(source)) == "a = 1\nb = 2\n"


def test_half_a_surrogate_is_a_question_mark():
    assert module.text_of(cell("x = '\ud800'")) == "x = '?'"
