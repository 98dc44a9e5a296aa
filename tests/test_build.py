"""The builder: goldens, the same bytes everywhere, and nothing hidden in a release."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import build, mistakes
from autograder.authoring.source import ROOT, SourceError, read, sources
from autograder.commands import authors, cli
from utils.checks import frozen

GOLDENS = ROOT / "tests" / "goldens"
HIDDEN = sorted(ROOT.glob("solutions/*/test_hidden.py"))


def tools_first() -> str:
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


@pytest.fixture(scope="module")
def tiny():
    return build.instructor_notebook(read(GOLDENS / "09_tiny" / "notebook.py"))


@pytest.mark.parametrize("who", ["instructor", "student"])
def test_a_small_source_gives_the_expected_notebook(tiny, who, request):
    text = build.dumps(tiny if who == "instructor" else build.student_notebook(tiny))
    golden = GOLDENS / f"09_tiny.{who}.ipynb"
    if request.config.getoption("--update-goldens"):
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


def test_exercises_get_number_and_points(tiny):
    assert "### Exercise 1: double it (2 points)\n" in tiny.cells[3].source


def test_no_file_is_left_from_an_exercise_that_is_gone():
    wanted = {frozen.path(source.notebook, name) for source in sources() for name in source.exercises}
    assert set(frozen.FOLDER.rglob("*.json")) == wanted | {frozen.FOLDER / "_draws.json"}


def test_nbgrader_releases_the_same_notebook(tmp_path):
    """`nbgrader generate_assignment` with our configuration gives what `course build` writes."""
    name = "00_start_here"
    build.write({build.INSTRUCTOR / name / f"{name}.ipynb": build.dumps(build.instructor_notebook(sources()[0]))})
    flags = [f"--CourseDirectory.release_directory={tmp_path}", f"--CourseDirectory.db_url=sqlite:///{tmp_path}/g.db"]
    command = [sys.executable, "-P", "-m", "nbgrader", "generate_assignment", name, *flags]
    environment = os.environ | {"JUPYTER_CONFIG_PATH": str(ROOT / "autograder" / "nbgrader"), "PATH": tools_first()}
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    released = nbformat.read(tmp_path / name / f"{name}.ipynb", as_version=4)
    ours = nbformat.read(ROOT / "course" / name / f"{name}.ipynb", as_version=4)
    assert released.cells == ours.cells
    assert [path.name for path in (tmp_path / name).iterdir()] == [f"{name}.ipynb"]


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.notebook)
def test_a_release_holds_no_solution_and_no_hidden_test(source):
    text = (ROOT / "course" / source.notebook / f"{source.notebook}.ipynb").read_text("utf-8")
    seen = "".join(frozen.path(source.notebook, name).read_text("utf-8") for name in source.exercises)
    assert "SOLUTION" not in text
    for exercise in source.exercises.values():
        lines = exercise.solution.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0].strip().splitlines()
        body = [line.strip() for line in lines if len(line.strip()) > 25]
        assert [line for line in body if line in text + seen] == [], exercise.name
    for test in HIDDEN:
        for sentence in re.findall(r'^    """(.+?)"""', test.read_text("utf-8"), re.MULTILINE):
            assert sentence not in text + seen


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.notebook)
def test_a_release_says_where_it_comes_from(source):
    notebook = nbformat.read(ROOT / "course" / source.notebook / f"{source.notebook}.ipynb", as_version=4)
    assert (
        notebook.metadata["downhill"]
        == f"built from solutions/{source.notebook}/notebook.py; edit that file, not this one"
    )
    assert not any(cell.get("outputs") for cell in notebook.cells)


@pytest.mark.parametrize(("gone", "what"), [("test_hidden.py", "hidden tests"), ("mistakes/gd_step.py", "mistakes")])
def test_an_exercise_that_lacks_something_is_an_error_with_its_place(tmp_path, gone, what):
    folder = tmp_path / "00_start_here"
    shutil.copytree(ROOT / "solutions" / "00_start_here", folder)
    (folder / gone).unlink()
    with pytest.raises(SourceError, match=rf"00_start_here/notebook.py:\d+: gd_step has no {what} in .*{gone}"):
        build.build(read(folder / "notebook.py"))


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.notebook)
def test_every_mistake_speaks_in_at_most_three_sentences(source):
    files = {path.stem for path in (source.folder / "mistakes").glob("[!_]*.py")}
    assert files == set(source.exercises)
    for mistake in (m for name in source.exercises for m in mistakes.of_exercise(source, name)):
        sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z“`(])", mistake.explanation.strip())
        assert len(sentences) <= 3, mistake.name


def test_no_mistake_is_a_slip_of_its_author():
    """One that lacks an import would be caught and named all the same, and teach nothing."""
    slips = [path.name for path in frozen.FOLDER.rglob("*.json") if "NameError" in path.read_text("utf-8")]
    assert not slips


def test_a_mistake_whose_text_is_not_in_the_reference_is_an_error():
    mistake = mistakes.Mistake("f", "a slip", {"x - 1": "x"}, "")
    with pytest.raises(ValueError, match="mistakes/f.py: 'a slip' replaces 'x - 1', which the solution has 0 times"):
        mistake.mutant("def f(x): return x")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("MISTAKES = [('a name', 'a sentence')]", r"\('a name', 'a sentence'\) should be \(name,"),
        ("MISTAKE = []", "in a list MISTAKES"),
    ],
)
def test_a_file_of_mistakes_that_cannot_be_read_is_said_with_its_place(tmp_path, text, says):
    folder = tmp_path / "00_start_here"
    shutil.copytree(ROOT / "solutions" / "00_start_here", folder)
    (folder / "mistakes" / "gd_step.py").write_text(text)
    with pytest.raises(ValueError, match=f"gd_step.py: .*{says}"):
        mistakes.of_exercise(read(folder / "notebook.py"), "gd_step")


def test_a_slip_in_an_authors_file_is_one_sentence(capsys, monkeypatch):
    def fail(*_):
        raise SyntaxError("invalid syntax", ("solutions/03/mistakes/f.py", 7, 1, "x y"))

    monkeypatch.setattr(authors, "run_build", fail)
    assert cli.main(["build"]) == 2
    assert capsys.readouterr().err == "course: solutions/03/mistakes/f.py:7: invalid syntax\n"
