"""Fixtures that put the tiny notebook in the place of the course, and grade it here or in the sandbox."""

import json
import sys
from collections.abc import Callable

import pytest

from autograder.authoring import source
from autograder.grading import grade, job, pytest_plugin
from autograder.grading.job import Job
from autograder.grading.remote_objects import StudentError
from tests.tiny import FOLDER, NAME, RIGHT, probes


@pytest.fixture(scope="session")
def tiny_release(tmp_path_factory):
    """A folder that holds `course/90_tiny/90_tiny.ipynb`, built as releases are."""
    from autograder.authoring import build  # nbgrader takes seconds to import, and most tests need no release

    root = tmp_path_factory.mktemp("tiny")
    path = root / "course" / NAME / f"{NAME}.ipynb"
    instructor = build.instructor_notebook(source.read(FOLDER / "solutions" / NAME / "notebook.py"))
    build.write({path: build.dumps(build.student_notebook(instructor))})
    return root


@pytest.fixture
def tiny(tiny_release, monkeypatch):
    """The engine knows the tiny notebook and no other; gives its source."""
    for lookup in (source.find, source.sources):
        monkeypatch.setattr(lookup, "__defaults__", (FOLDER / "solutions",))
    monkeypatch.setattr(job, "ROOT", tiny_release)
    monkeypatch.setitem(sys.modules, "utils.checks.probes.tiny", probes)
    return source.find(NAME)


def tiny_notebook(answers: dict[str, str], cells: list[str]) -> dict:
    """The release with `answers` in it, and `cells` before everything else."""
    notebook = json.loads(json.dumps(job.release(NAME)))
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(name, cell["source"])
    own = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"][:0] = [own | {"source": text} for text in cells]
    return notebook


@pytest.fixture
def tiny_graded(tiny, sandboxes):
    """`tiny_graded(halve="def ...")`: the report of a submission, all right but for these answers, run in the sandbox."""

    def run(*cells: str, seed: int = 7, private: tuple = (), edit: Callable = lambda notebook: None, **answers: str):
        notebook = tiny_notebook(RIGHT | answers, list(cells))
        edit(notebook)
        return grade.grade(Job("sam", NAME, json.dumps(notebook).encode(), seed), sandboxes, private)

    return run


class Here:
    """A student, and the session that holds it, in this process: what hidden tests see of a sandboxed one, without a sandbox."""

    shows_changes = False

    def __init__(self, code: str):
        self._space: dict = {"__name__": "student"}
        exec(code, self._space)
        self._own = dict(self._space)
        self.calls: list[tuple] = []
        """Name, arguments and `shows_changes` of each call of a function of theirs."""
        self.lost: list[str] = []

    def student(self, exercise: str) -> "Here":
        return self

    def lose(self, exercise: str, error: BaseException) -> None:
        self.lost.append(exercise)

    def __getattr__(self, name: str):
        def call(*args):
            self.calls.append((name, args, self.shows_changes))
            try:
                return self._space[name](*args)
            except Exception as error:
                raise StudentError(type(error).__name__, f"It raised {type(error).__name__}.") from None

        return call

    def given(self, **functions: Callable) -> None:
        self._space.update(functions)

    def restore(self) -> None:
        self._space.update(self._own)


@pytest.fixture
def tested(tiny, tmp_path):
    """`tested(seed=7, halve="def ...")`: the results of the hidden tests, and the student that they saw.

    `hidden` is the text of other tests than the notebook's own.
    """

    def run(hidden: str = "", seed: int = 7, only: set[str] | None = None, **answers: str):
        student = Here("\n".join((RIGHT | answers).values()))
        path = tiny.folder / "test_hidden.py"
        if hidden:
            path = tmp_path / "test_other.py"
            path.write_text(hidden, "utf-8")
        grading = pytest_plugin.Grading(pytest_plugin.AnswerKey(tiny), only)
        pytest_plugin.collect(str(path), grading, str(grade.PYTEST_INI))
        grading.begin(student, seed)
        return grading.run(), student

    return run
