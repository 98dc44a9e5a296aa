"""Progress bars leave nothing dead behind."""

import io

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.authoring.source import sources
from utils import bars


def test_in_a_notebook_a_bar_is_text_and_gone_in_the_end():
    cell = nbformat.v4.new_code_cell("from utils.bars import tqdm\nfor _ in tqdm(range(3), desc='three'): pass")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    assert [output["data"] for output in notebook.cells[0].outputs] == [{"text/plain": ""}]


def test_a_line_shows_what_was_written_last(monkeypatch):
    shown = []
    monkeypatch.setattr(bars.DisplayHandle, "display", lambda self, data, raw: None)
    monkeypatch.setattr(bars.DisplayHandle, "update", lambda self, data, raw: shown.append(data["text/plain"]))
    line = bars.Line()
    for text in ("\r 10%", "\n", "\r 20%", "\r     "):
        line.write(text)
    assert shown == ["10%", "20%", ""]


def test_outside_a_notebook_it_goes_to_standard_error(monkeypatch):
    monkeypatch.setattr("sys.stderr", file := io.StringIO())
    assert list(bars.tqdm(range(2), desc="two", mininterval=0)) == [0, 1]
    assert "two" in file.getvalue()


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.notebook)
def test_no_notebook_makes_a_widget(source):
    code = "\n".join(cell.text for cell in source.cells if cell.kind == "code")
    assert "ipywidgets" not in code and "tqdm.auto" not in code and "tqdm.notebook" not in code
