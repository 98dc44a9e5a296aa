"""Who may import whom, and how long things may be: read from the code itself."""

import ast
import re
import statistics
from pathlib import Path

import pytest

from autograder.authoring.source import ROOT

LIBRARIES = {"numpy", "matplotlib", "torch", "sklearn", "scipy", "IPython", "tqdm"}
OPTIONAL = {"optuna"}
"""Libraries that a notebook may import late, in a function that says what to install where they are missing."""
STRIPPERS = ROOT / "autograder" / "authoring" / "build.py"
RIVALS = {ROOT / "benchmarks" / "stock.py", ROOT / "benchmarks" / "formgrader.py"}
NBGRADER = {STRIPPERS, *RIVALS, *ROOT.glob("autograder/nbgrader/*.py")}
DASK = ROOT / "autograder" / "classroom" / "workers.py"
CODE = sorted([*ROOT.glob("autograder/**/*.py"), *ROOT.glob("utils/**/*.py"), ROOT / "start.py"])
OURS = ("autograder", "utils", "solutions", "course", "tests", "benchmarks")
ROW = re.compile(r"^\| `([\w./*]+)` \| [^|]+ \|(.*)\|$", re.MULTILINE)


def imports(path: Path) -> set[str]:
    """Full names of all modules that a file imports, early or late."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found |= {f"{'.' * node.level}{node.module}.{alias.name}" for alias in node.names}
    return found


def rows() -> dict[str, set[str]]:
    """The table in docs/design.md: a place, and the packages that its files may import beside it."""
    table = ROW.findall((ROOT / "docs" / "design.md").read_text("utf-8"))
    return {place: set(re.findall(r"`([\w.]+)`", allowed)) for place, allowed in table}


def files_of(place: str) -> list[Path]:
    return sorted(ROOT.glob(f"{place}**/*.py" if place.endswith("/") else place))


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@pytest.mark.parametrize("place", rows())
def test_a_place_imports_what_its_row_says_and_no_more(place):
    own = place.rstrip("/").replace("/", ".")
    assert files_of(place)
    for path in files_of(place):
        ours = {name for name in imports(path) if name.split(".")[0] in OURS}
        wrong = {name for name in ours if not any(is_within(name, p) for p in rows()[place] | {own})}
        assert wrong == set(), path.relative_to(ROOT)


def test_every_row_that_allows_an_import_needs_it():
    """What a row allows and no file uses would let the house decay in silence."""
    for place, allowed in rows().items():
        found = {name for path in files_of(place) for name in imports(path)}
        assert {package for package in allowed if not any(is_within(name, package) for name in found)} == set(), place


def test_every_file_has_a_row():
    in_a_row = {path for place in rows() for path in files_of(place)}
    top = {ROOT / "autograder" / name for name in ("__init__.py", "__main__.py", "source.py", "inbox.py")}
    assert {*CODE, *ROOT.glob("solutions/**/*.py")} - in_a_row - top == set()


@pytest.mark.parametrize("path", sorted(ROOT.glob("solutions/*/notebook.py")), ids=lambda path: path.parent.name)
def test_notebooks_import_libraries_that_students_have(path):
    allowed = LIBRARIES | {"utils", "contextlib", "copy", "io", "time", "math", "itertools", "functools", "__future__"}
    assert {name.split(".")[0] for name in imports(path)} <= allowed | OPTIONAL
    early = ast.parse(path.read_text("utf-8")).body
    assert not any(isinstance(node, ast.Import) and node.names[0].name in OPTIONAL for node in early)


def test_few_files_know_nbgrader_and_one_knows_dask():
    code = [*CODE, *ROOT.glob("benchmarks/*.py")]
    assert {path for path in code if any(is_within(name, "nbgrader") for name in imports(path))} <= NBGRADER
    assert {path for path in code if any(is_within(name, "distributed") for name in imports(path))} == {DASK}
    early = ast.parse(DASK.read_text("utf-8")).body
    assert not any(isinstance(node, ast.ImportFrom) and node.module == "distributed" for node in early)


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
