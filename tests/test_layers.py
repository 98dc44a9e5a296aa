"""Who may import whom, and how long things may be: read from the code itself."""

import ast
import statistics
from pathlib import Path

import pytest

from autograder.source import ROOT

LIBRARIES = {"numpy", "matplotlib", "torch", "sklearn", "scipy", "ipywidgets", "IPython", "tqdm"}
NBGRADER = {"build.py", "gradebook.py", "hooks.py", "nbgrader_config.py"}
CODE = sorted([*ROOT.glob("autograder/**/*.py"), *ROOT.glob("utils/**/*.py"), ROOT / "start.py"])


def imports(path: Path) -> set[str]:
    """Full names of all modules that a file imports, early or late."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def ours(path: Path) -> set[str]:
    return {name for name in imports(path) if name.split(".")[0] in ("autograder", "utils", "solutions", "course")}


@pytest.mark.parametrize("path", sorted(ROOT.glob("utils/**/*.py")), ids=str)
def test_utils_know_nothing_of_grading(path):
    assert all(name.startswith("utils") for name in ours(path))


@pytest.mark.parametrize("path", sorted(ROOT.glob("solutions/*.py")), ids=str)
def test_notebooks_import_utils_and_libraries_only(path):
    assert all(name.startswith("utils") for name in ours(path))
    allowed = LIBRARIES | {"utils", "copy", "io", "time", "math", "itertools", "functools", "__future__"}
    assert {name.split(".")[0] for name in imports(path)} <= allowed


@pytest.mark.parametrize("path", sorted(ROOT.glob("autograder/jail/*.py")), ids=str)
def test_the_jail_knows_nothing_of_ours_but_itself(path):
    assert all(name.startswith("autograder.jail") for name in ours(path))


@pytest.mark.parametrize("path", sorted(ROOT.glob("autograder/**/*.py")), ids=str)
def test_only_four_files_know_nbgrader(path):
    knows = any(name.startswith("nbgrader") for name in imports(path))
    assert knows <= (path.name in NBGRADER)


def test_functions_and_files_are_short():
    lengths = {}
    for path in CODE:
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lengths[f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"] = (
                    body[-1].end_lineno - body[0].lineno + 1 if body else 0
                )
    ordered = sorted(lengths.values())
    assert statistics.median(ordered) <= 8
    assert ordered[int(0.9 * len(ordered))] <= 25
    assert {name: n for name, n in lengths.items() if n > 50} == {}
    sizes = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in CODE}
    assert {name: n for name, n in sizes.items() if n > 300} == {}


def test_every_module_opens_with_its_job():
    assert [str(path) for path in CODE if not ast.get_docstring(ast.parse(path.read_text("utf-8")))] == []
