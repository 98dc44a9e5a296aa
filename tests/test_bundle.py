"""What a class is given: nothing secret, and all that an evening needs."""

import json
import os
import subprocess
import sys
import zipfile

import pytest

from autograder.authoring.source import ROOT, find, sources
from autograder.commands import bundle, cli


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("student")
    assert cli.main(["bundle", "--only", "01,03_adaptive_methods", "--to", str(folder / "class.zip")]) == 0
    with zipfile.ZipFile(folder / "class.zip") as archive:
        archive.extractall(folder)
    return folder / "downhill"


def course(folder, *words: str) -> subprocess.CompletedProcess:
    environment = os.environ | {"PYTHONPATH": str(folder)}
    command = [sys.executable, "-P", "-m", "autograder", *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def test_it_holds_the_chosen_notebooks_and_no_folder_of_secrets(unpacked):
    names = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert {name.split("/")[1] for name in names if name.startswith("course/")} == {
        "00_start_here",
        "00b_mathematics",
        "01_sgd_pathologies",
        "03_adaptive_methods",
    }
    assert not [name for name in names if name.startswith(("solutions", "tests", "build", ".git"))]
    assert not [name for name in names if "02_momentum" in name or name == "utils/checks/probes/momentum.py"]
    assert {"start.py", "requirements.txt", "utils/checks/probes/adaptive_methods.py"} <= names


def test_no_line_of_a_solution_test_mistake_or_variant_is_in_it(unpacked):
    files = [path for path in unpacked.rglob("*") if path.is_file()]
    assert bundle.secrets(files) == []


@pytest.mark.parametrize(
    "secret",
    [
        max(find("03").exercises["adam_step"].solution.split("### BEGIN SOLUTION")[1].splitlines(), key=len),
        max((find("03").folder / "test_hidden.py").read_text("utf-8").splitlines(), key=len),
        max((find("03").folder / "variants.py").read_text("utf-8").splitlines(), key=len),
    ],
)
def test_a_secret_is_found_whatever_its_spaces(tmp_path, secret):
    for text in (secret, secret.replace(" ", "  "), json.dumps({"source": [secret + "\n"]}, indent=1)):
        path = tmp_path / "leak.ipynb"
        path.write_text(text, "utf-8")
        assert bundle.secrets([path]), text


def test_nothing_is_written_where_a_secret_would_be(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bundle, "FILES", ("solutions/03_adaptive_methods/notebook.py",))
    assert cli.main(["bundle", "--to", str(tmp_path / "class.zip")]) == 2
    assert "holds a line of a solution or test, so nothing was written" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_same_course_gives_the_same_bytes(tmp_path):
    for name in ("one.zip", "two.zip"):
        bundle.write(tmp_path / name, ["01"])
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_notebook_that_there_is_not_is_said(tmp_path, capsys):
    assert cli.main(["bundle", "--only", "77", "--to", str(tmp_path / "class.zip")]) == 2
    assert "no notebook is called '77'" in capsys.readouterr().err


def test_an_evening_works_from_it(unpacked):
    """The check, the hints and what is done work; a solution is not there; grading says where it would be."""
    program = (
        "import sys, numpy as np\nfrom utils.checks import check, hint, solution\n"
        "from pathlib import Path\nPath('answer.py').write_text('def gd_step(x, g, lr):\\n    return x - lr * g\\n')\n"
        "from answer import gd_step\nprint(check(gd_step)); print(hint(gd_step)); print(solution(gd_step, anyway=True))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(unpacked)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=unpacked, env=environment, capture_output=True, text=True, timeout=120
    )
    assert "gd_step: passed." in done.stdout and "(1 of 3)" in done.stdout, done.stderr
    assert "comes without solutions" in done.stdout
    progress = course(unpacked, "progress")
    assert "0 of 201 points" in progress.stdout, progress.stderr
    graded = course(unpacked, "grade", "course/00_start_here/00_start_here.ipynb")
    assert graded.returncode == 2 and graded.stderr.startswith("course: this copy of the course is for students")


def test_what_is_given_out_is_what_is_built():
    """A notebook's release has no solution in it, whatever a builder does."""
    for source in sources():
        path = ROOT / "course" / source.notebook / f"{source.notebook}.ipynb"
        cells = json.loads(path.read_text("utf-8"))["cells"]
        assert not [c for c in cells if "BEGIN SOLUTION" in "".join(c["source"])]
