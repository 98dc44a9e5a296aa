"""The benchmark's stock side is the same work: nbgrader itself runs the twin and gives the grades that we give."""

import subprocess

import nbformat
import pytest

from autograder.authoring import mistakes
from autograder.authoring.build import instructor_notebook, student_notebook
from autograder.authoring.source import find
from autograder.grading.grade import grade
from autograder.grading.job import Job
from benchmarks import stock
from benchmarks.grading import Cost, figures, line, met

SOURCE, SEED = find("03"), 11


@pytest.fixture(scope="module")
def twin():
    return stock.twin(SOURCE, SEED)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course for stock nbgrader, with the twin released; `nbgrader("autograde")` starts its own command there."""
    folder = tmp_path_factory.mktemp("stock")
    stock.course(folder, SOURCE, SEED)

    def nbgrader(verb: str) -> subprocess.Popen:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(stock.command(verb, SOURCE), cwd=folder, env=stock.environment(folder), **quiet)

    assert nbgrader("generate_assignment").wait() == 0
    return folder, nbgrader


def checks(notebook) -> dict:
    cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    return {cell.metadata.nbgrader.grade_id.removeprefix("check_"): cell for cell in cells}


def test_the_twin_has_our_exercises_points_and_tests(twin):
    points = {name: cell.metadata.nbgrader.points for name, cell in checks(twin).items()}
    assert points == {e.name: e.points for e in SOURCE.exercises.values()}
    tests = stock.hidden_tests(SOURCE)
    assert sum(len(texts) for name, texts in tests.items() if name) == sum(
        c.source.count("@exercise(") for c in checks(twin).values()
    )
    assert all(text in cell.source for name, cell in checks(twin).items() for text in tests[name])


def test_the_twin_runs_no_demo(twin):
    assert not [cell for cell in twin.cells if "demo" in cell.metadata.get("tags", [])]


def test_hidden_tests_stay_out_of_the_twins_release(course):
    folder, _ = course
    release = nbformat.read(folder / "release" / SOURCE.notebook / f"{SOURCE.notebook}.ipynb", as_version=4)
    assert [cell.source for cell in checks(release).values()] == [""] * len(SOURCE.exercises)


def test_stock_and_we_agree_on_honest_work(course, sandboxes):
    folder, nbgrader = course
    right = {e.name: e.solution for e in SOURCE.exercises.values()}
    slip = mistakes.of_exercise(SOURCE, "adam_step")[5].mutant(right["adam_step"])
    unsound = {"adam_step": slip, "adagrad_lrs": "def adagrad_lrs(gs, lr, eps=1e-8):\n    return {}[lr]"}
    class_ = {"ada": right, "bilal": {name: right[name] for name in list(right)[:7]} | unsound}
    release = nbformat.read(folder / "release" / SOURCE.notebook / f"{SOURCE.notebook}.ipynb", as_version=4)
    for student, answers in class_.items():
        place = folder / "submitted" / student / SOURCE.notebook
        place.mkdir(parents=True)
        (place / f"{SOURCE.notebook}.ipynb").write_text(stock.filled(release, answers), "utf-8")
    theirs = nbgrader("autograde")
    ours, release = {}, student_notebook(instructor_notebook(SOURCE))
    for student, answers in class_.items():
        report = grade(Job(student, SOURCE.notebook, stock.filled(release, answers).encode(), SEED), sandboxes)
        ours[student] = {e.name: e.score for e in report.exercises}
    assert theirs.wait() == 0
    assert stock.grades(folder, SOURCE) == ours
    assert sum(ours["ada"].values()) == 100 and 0 < sum(ours["bilal"].values()) < 100


def test_the_cost_of_a_submission_is_free_of_start_up():
    fast = line(Cost(5, 6), Cost(14, 15), (10, 100))
    slow = line(Cost(12, 9), Cost(42, 39), (2, 12))
    assert (fast.start, fast.each) == (Cost(4, 5), Cost(0.1, 0.1))
    found = figures(slow, fast, fast, 0.04, 100.0, True, Cost(4.0, 6.0), Cost(2.0, 3.0), 1.25)
    assert (found["cpu_ratio"], found["overhead_s"], found["scaling"]) == (30, 0.06, 1)
    assert found["wall_ratio"] == round((6 + 300) / 14, 2)
    assert met("cpu_ratio", 17) and not met("scaling", 1) and not met("identical_grades", False)
