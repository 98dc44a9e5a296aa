"""What a student has built in the notebooks, for use in another one: `own("Adam")`."""

import ast
import json
from collections.abc import Iterable
from pathlib import Path

from utils import progress
from utils.checks import frozen, ladder

KEPT = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def own(name: str, ours: bool = False):
    """Your function or class of an exercise that you have passed, from the notebooks saved beside this one.

    Where none has passed: None, or with `ours=True` our solution, unless this copy of the course comes without. It
    says which one it is. Raises LookupError for no exercise.
    """
    notebook = frozen.notebook_of(name)
    for path in progress.saved(Path.cwd().parent):
        if progress.outcomes(path).get(name) == "passed":
            print(f"{name}: yours, from {path.name}")
            return defined(_code(path))[name]
    if ours and (cells := ladder.solutions(notebook)):
        print(f"{name}: ours")
        return defined(cells)[name]
    print(f"{name}: waits for notebook {notebook}, where its check has not passed in a notebook that you saved")
    return None


def _code(path: Path) -> list[str]:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def defined(texts: Iterable[str]) -> dict:
    """Functions, classes and imports of cells, run in order; what does not parse or run is passed over."""
    space: dict = {"__name__": "own"}
    for text in texts:
        try:
            body = [node for node in ast.parse(text).body if isinstance(node, KEPT)]
        except SyntaxError:
            continue
        for node in body:
            try:
                exec(compile(ast.Module([node], []), "your notebook", "exec"), space)
            except Exception:  # a decorator that its notebook makes, for one
                continue
    return space
