"""Every notebook runs from top to bottom: the instructor's with all its figures, the student's untouched."""

import json
import subprocess
import sys

import nbformat
import pytest

import start
from autograder.authoring import build
from autograder.authoring.source import ROOT, pages, sources
from autograder.commands import claims, notebook_runner


@pytest.fixture(autouse=True)
def quiet_kernels(monkeypatch):
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")


def outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


@pytest.mark.filterwarnings("ignore")  # of jupyter_client, about its own transport
@pytest.mark.parametrize("source", [*sources(), *pages()], ids=lambda source: source.notebook)
def test_the_instructors_notebook_runs_and_every_check_passes(source):
    notebook = build.instructor_notebook(source)
    notebook_runner.run(notebook, source.notebook)
    checks = [o for o in outputs(notebook) if "application/vnd.downhill.check+json" in o.get("data", {})]
    passed = [o for o in checks if o.data["application/vnd.downhill.check+json"]["outcome"] == "passed"]
    assert len(passed) == len(source.exercises)
    assert not [o for o in outputs(notebook) if o.output_type == "stream" and o.name == "stderr"]
    rows = [row for row in json.loads(claims.DATA.read_text("utf-8")) if row["notebook"] == source.notebook]
    printed = {row["claim"]: claims.word(row["verdict"]) for row in rows}
    measured = {row.claim: claims.word(row.verdict) for row in claims.rows(notebook)}
    assert measured == printed


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("source", sources(), ids=lambda source: source.notebook)
def test_the_untouched_notebook_runs_and_says_what_is_missing(source, monkeypatch):
    monkeypatch.delenv("DOWNHILL_DATA", raising=False)  # the instructor's runs look at real images
    notebook = nbformat.read(ROOT / "course" / source.notebook / f"{source.notebook}.ipynb", as_version=4)
    notebook_runner.run(notebook, source.notebook)
    text = "".join(o.get("text", "") for o in outputs(notebook))
    assert "This cell needs" in text
    shown = [o.data["text/plain"] for o in outputs(notebook) if "text/plain" in o.get("data", {})]
    attempted = [line for line in shown if "not attempted" in line]
    assert len(attempted) == len(source.exercises)


@pytest.mark.parametrize("source", [*sources(), *pages()], ids=lambda source: source.notebook)
def test_a_source_opens_as_a_notebook_in_jupytext(source, tmp_path):
    """Authors may open sources with jupytext, which students' environments don't have."""
    jupytext = start.python(start.TOOLS).with_name("jupytext")
    if not jupytext.exists():
        pytest.skip("no jupytext in .venv-dev; `python3 start.py test` installs it")
    target = tmp_path / "source.ipynb"
    command = [jupytext, "--from", "py:percent", "--to", "ipynb", "--output", str(target), str(source.path)]
    subprocess.run(command, check=True, capture_output=True)
    opened = nbformat.read(target, as_version=4)
    title, _, *others = build.instructor_notebook(source).cells  # the second is the one that finds the course
    built = [title, *others][: len(source.cells)]  # behind them stand links to other notebooks
    assert [cell.cell_type for cell in opened.cells] == [cell.cell_type for cell in built]
    code = [cell.source for cell in opened.cells if cell.cell_type == "code"]
    assert code == [_without_title(cell) for cell in built if cell.cell_type == "code"]


def _without_title(cell) -> str:
    """Folded code begins with its demo's title, which the builder puts there."""
    return cell.source.split("\n", 1)[1] if "jupyter" in cell.metadata else cell.source


def test_the_students_environment_has_no_jupytext():
    result = subprocess.run([sys.executable, "-c", "import jupytext"], capture_output=True, check=False)
    assert result.returncode != 0
