"""What probes and hidden tests send to run beside an answer brings along all that it uses."""

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

from autograder.authoring.source import ROOT

FILES = [*sorted((ROOT / "utils/checks/probes").glob("*.py")), *sorted((ROOT / "solutions").glob("*/test_hidden.py"))]


def sent(tree: ast.Module) -> set[str]:
    """The names of the functions that a file has run remotely."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    first = [call.args[0] for call in calls if call.func.attr == "run_remotely" and call.args]
    return {name.id for name in first if isinstance(name, ast.Name)}


def missing(function: ast.FunctionDef, file_wide: set[str]) -> set[str]:
    """The names of its file that a function uses and does not define itself."""
    nodes = list(ast.walk(function))
    own = named(nodes) | {node.arg for node in nodes if isinstance(node, ast.arg)}
    return {node.id for node in nodes if isinstance(node, ast.Name)} & (file_wide - own)


def named(nodes: Iterable[ast.AST]) -> set[str]:
    """What nodes give a name to: imports, functions, classes, variables."""
    found = set()
    for node in nodes:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_function_that_runs_beside_an_answer_uses_nothing_of_its_file(path: Path):
    tree = ast.parse(path.read_text("utf-8"))
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    wide = named([*tree.body, *targets])
    lacks = {name: names for name in sent(tree) if name in functions and (names := missing(functions[name], wide))}
    assert lacks == {}
