"""The stock twin: the same exercises and hidden tests for unmodified nbgrader, which runs them in the kernel."""

import ast
import copy
import inspect
import os
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.authoring.build import instructor_notebook
from autograder.authoring.source import BEGIN as BEGIN_SOLUTION
from autograder.authoring.source import END as END_SOLUTION
from autograder.authoring.source import ROOT, Source
from autograder.grading import pytest_plugin

BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
CONFIG = """c = get_config()
c.CourseDirectory.course_id = "stock"
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\\nraise NotImplementedError()"}
"""
HARNESS = '''import types
import warnings
import zlib

import numpy as np
import torch

from utils.checks.observe import ATOL, RTOL, as_observed, first_difference, observe
from utils.checks.probes import {topic} as _probes


class CheckFailed(AssertionError):
    """What `assert_close` raises."""


{close}

def _solutions():
{solutions}
    return types.SimpleNamespace(**locals())


reference, _tests = _solutions(), {{}}


class _Student:
    """The functions of this kernel, or those given for one test."""

    _kept = {{}}

    def __getattr__(self, name):
        return globals()[name]

    def given(self, **functions):
        self._kept.update({{name: globals()[name] for name in functions}})
        globals().update(functions)

    def run_remotely(self, task, *args, **kwargs):
        return task(self, *args, **kwargs)

    def restore(self):
        globals().update(self._kept)
        self._kept.clear()


def exercise(name, weight=1):
    return lambda test: _tests.setdefault(name, []).append((test, weight))


def _compare(name, seed):
    probe = getattr(_probes, name)
    want, got = observe(probe, getattr(reference, name), seed), observe(probe, globals()[name], seed)
    if got[-1].name == "error" and got[-1].value == "NotImplementedError":
        raise NotImplementedError
    assert not first_difference(want, got)


def _passes(test):
    seed, student = [{seed}, zlib.crc32(test.__name__.encode())], _Student()
    fixtures = {{"student": student, "reference": reference, "rng": np.random.default_rng(seed)}}
    fixtures["assert_close"] = assert_close
    fixtures["agrees_with_reference"] = lambda name: _compare(name, seed)
    try:
        test(*(fixtures[name] for name in test.__code__.co_varnames[: test.__code__.co_argcount]))
    except NotImplementedError:
        raise
    except Exception:
        return False
    finally:
        student.restore()
    return True


def points(name, worth):
    """The points of an exercise in proportion to the weight that passed; none where it was not attempted."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            passed = sum([weight for test, weight in _tests[name] if _passes(test)])
        except NotImplementedError:
            return 0.0
    return round(float(worth * passed / sum(weight for _, weight in _tests[name])), 2)'''


def twin(source: Source, seed: int) -> NotebookNode:
    """The instructor notebook with hidden tests in its check cells and without its demos."""
    notebook = copy.deepcopy(instructor_notebook(source))
    notebook.cells = [cell for cell in notebook.cells if "demo" not in cell.metadata.get("tags", [])]
    tests = hidden_tests(source)
    top = [harness(source, seed), *tests.pop(None)]  # one kernel runs all: the first check defines this for the others
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "").removeprefix("check_")
        if name in tests and cell.metadata.nbgrader.grade:
            last = f'points("{name}", {source.exercises[name].points})'
            cell.source = "\n\n".join([BEGIN, *top, *tests[name], last, END])
            top = []
    return notebook


def harness(source: Source, seed: int) -> str:
    """What the tests stand on: the reference, what gives a test its arguments, and the sum of points."""
    lines = "\n".join(e.solution for e in source.exercises.values()).splitlines()
    code = "\n".join(line for line in lines if line.strip() not in (BEGIN_SOLUTION, END_SOLUTION))
    solutions, close = textwrap.indent(code, "    "), inspect.getsource(pytest_plugin.assert_close)
    return HARNESS.format(topic=source.topic, close=close, solutions=solutions, seed=seed)


def hidden_tests(source: Source) -> dict[str | None, list[str]]:
    """The text of each hidden test by exercise as it stands in our own file; helpers of the tests under None."""
    found: dict[str | None, list[str]] = {None: []} | {name: [] for name in source.exercises}
    for name, text in _pieces((source.folder / "test_hidden.py").read_text("utf-8")):
        found[name].append(text)
    return found


def _pieces(text: str) -> Iterator[tuple[str | None, str]]:
    """Exercise and text of each definition of a test file; pytest itself is left out, the harness takes its place."""
    lines = text.splitlines()
    for node in ast.parse(text).body[1:]:
        marks = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(mark.lineno for mark in marks)])
        piece = "\n".join(lines[first - 1 : node.end_lineno])
        if marks:
            yield marks[0].args[0].value, piece
        elif "pytest" not in piece:
            yield None, piece


def filled(notebook: NotebookNode, answers: dict[str, str]) -> str:
    """A notebook with these answers in its exercise cells, as the text of a file."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    return nbformat.writes(notebook)


def course(folder: Path, source: Source, seed: int) -> None:
    """Make nbgrader's folders with the twin as source; `nbgrader generate_assignment` can run there."""
    place = folder / "source" / source.notebook
    place.mkdir(parents=True)
    nbformat.write(twin(source, seed), place / f"{source.notebook}.ipynb")
    (folder / "nbgrader_config.py").write_text(CONFIG, "utf-8")


def command(verb: str, source: Source) -> list[str]:
    return [sys.executable, "-m", "nbgrader", verb, source.notebook]


def environment(folder: Path) -> dict[str, str]:
    """For both sides: one thread for arithmetic, our modules, and none of the user's own configuration."""
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    jupyter = {"JUPYTER_CONFIG_DIR": str(folder / "jupyter"), "JUPYTER_CONFIG_PATH": ""}
    return os.environ | threads | jupyter | {"PATH": tools, "PYTHONPATH": str(ROOT)}


def grades(folder: Path, source: Source) -> dict[str, dict[str, float]]:
    """Points by student and exercise, from nbgrader's gradebook in `folder`."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "stock") as book:
        return {
            submission.student.id: {g.name.removeprefix("check_"): g.auto_score for g in submission.notebooks[0].grades}
            for submission in book.assignment_submissions(source.notebook)
        }


def plain(notebooks: list[str], rounds: int = 3) -> float:
    """Seconds that a warm process takes for the code cells of one notebook, without anything around them."""
    seconds = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        for notebook in notebooks:
            names: dict = {"__name__": "__main__"}
            for cell in nbformat.reads(notebook, as_version=4).cells:
                if cell.cell_type == "code":
                    _execute(cell.source, names)
        seconds.append((time.perf_counter() - start) / len(notebooks))
    return sorted(seconds[1:])[rounds // 2]  # the first round has warmed up


def _execute(code: str, names: dict) -> None:
    try:
        exec(compile(code, "<cell>", "exec"), names)
    except Exception:
        pass  # a student's cell may raise: the next one runs all the same, as in nbgrader
