"""A notebook away from the course's environment: what its first cell does, what Colab, Binder and VS Code ask for."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import first_cell
from autograder.authoring.source import ROOT

NOTEBOOKS = sorted(ROOT.glob("course/*/*.ipynb"))
WITHOUT_COURSE = """
import json, sys
sys.meta_path[:] = [f for f in sys.meta_path if "editable" not in repr(f)]
sys.path[:] = ["", *(entry for entry in sys.path if entry not in ("", {root!r}))]
if {colab}:
    sys.modules["google.colab"] = json
from IPython.core.interactiveshell import InteractiveShell
done = InteractiveShell.instance(colors="nocolor").run_cell({text!r})
print("went well" if done.success else type(done.error_in_exec).__name__)
"""
"""A kernel's shell in which the course is not installed, in the present folder."""


@pytest.fixture(params=NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def run(folder: Path, colab: bool = False, tools: Path | None = None) -> list[str]:
    """The lines that the first cell shows in `folder`; the programs in `tools` come before others."""
    program = WITHOUT_COURSE.format(root=str(ROOT), colab=colab, text=first_cell.text())
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"PATH": os.pathsep.join([str(tools), os.environ["PATH"]]), "IPYTHONDIR": str(folder / ".ipython")}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout.splitlines()


@pytest.fixture
def git(tmp_path):
    """`git(script)`: a folder with a git that does this."""

    def make(script: str) -> Path:
        folder = tmp_path / "tools"
        folder.mkdir()
        (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
        (folder / "git").chmod(0o755)
        return folder

    return make


def test_every_notebook_begins_with_it(notebook):
    title, cell = notebook.cells[:2]
    assert title.cell_type == "markdown" and title.source.startswith("# ")
    assert cell.source == f"# {first_cell.TITLE}\n{first_cell.text()}"


def test_without_the_course_it_says_what_to_do_in_a_sentence(tmp_path):
    said, outcome = run(tmp_path)
    assert outcome == "NotHere"
    assert said.startswith("This notebook needs its course: get it from https://") and "start.py lab" in said


def test_a_file_in_the_place_of_the_courses_package_is_named(tmp_path):
    (tmp_path / "utils.py").write_text("mine = 1\n")
    said, outcome = run(tmp_path)
    assert outcome == "NotHere"
    assert (
        said
        == f"{tmp_path / 'utils.py'} stands in the place of the course's own utils: rename it, and restart the kernel."
    )


def test_on_colab_it_fetches_the_course(tmp_path, git):
    """Our own git copies in place of the network; where `utils` comes from is seen by what imports it next."""
    asked = tmp_path / "asked"
    tools = git(f'echo "$@" >{asked}; for to; do :; done; mkdir "$to" && cp -r {ROOT}/utils "$to/utils"')
    assert run(tmp_path, colab=True, tools=tools) == ["went well"]
    assert first_cell.ADDRESS in asked.read_text()
    (tools / "git").write_text("#!/bin/sh\nexit 1\n")
    assert run(tmp_path, colab=True, tools=tools) == ["went well"], "it is there already"


def test_on_colab_what_fails_is_a_sentence(tmp_path, git):
    said, outcome = run(tmp_path, colab=True, tools=git("echo no network >&2; exit 128"))
    assert outcome == "NotHere"
    assert said.startswith(f"The course could not be fetched from {first_cell.ADDRESS}: is there a network")
    (tmp_path / "downhill").mkdir()
    said, _ = run(tmp_path, colab=True)
    assert said.startswith("The course was fetched, but No module named 'utils'")


def test_vs_code_and_colab_can_open_it(notebook):
    """What their readers ask for: the format's rules, ids of cells, a language, and no widget, which needs a kernel."""
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) >= (4, 5)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"[\w-]{1,64}", cell_id) for cell_id in ids)
    assert notebook.metadata.kernelspec.name == "python3" and notebook.metadata.language_info.name == "python"
    assert "widgets" not in notebook.metadata
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert not re.search(r"ipywidgets|tqdm\.(notebook|auto)|%matplotlib (widget|notebook)", code)


def test_the_badges_lead_to_the_published_course():
    text = (ROOT / "README.md").read_text("utf-8")
    place = first_cell.ADDRESS.removeprefix("https://github.com/")
    colab = re.search(r"https://colab\.research\.google\.com/github/(.+?)/blob/main/(\S+?\.ipynb)", text)
    binder = re.search(r"https://mybinder\.org/v2/gh/(.+?)/main\?urlpath=lab/tree/(\S+?\.ipynb)", text)
    assert colab and binder
    for owner_and_name, path in (colab.groups(), binder.groups()):
        assert owner_and_name == place
        assert (ROOT / path).is_file()


def test_binder_finds_the_lock_and_the_project():
    folder = ROOT / ".binder"
    lock, project = (folder / "requirements.txt").read_text().split("\n")[:2]
    assert (folder / lock.removeprefix("-r ")).resolve() == ROOT / "requirements.txt"
    assert project == "-e ."
    version = (folder / "runtime.txt").read_text().strip().removeprefix("python-")
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"].removeprefix(">=")
    assert tuple(map(int, version.split("."))) >= tuple(map(int, oldest.split(".")))
