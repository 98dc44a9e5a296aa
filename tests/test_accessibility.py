"""What axe-core finds on the pages that people read: exported notebooks, feedback, the report on a class, progress."""

import subprocess
import sys

import nbformat
import pytest

import start
from autograder.authoring import build
from autograder.authoring.source import find
from autograder.classroom import class_page
from autograder.classroom.class_page import Class
from autograder.commands import cli, lab, notebook_runner
from autograder.grading.report import FAILED, NOT_ATTEMPTED, NOT_CHECKED, PASSED, ExerciseReport, Report
from autograder.nbgrader import feedback

AXE = start.TOOLS / "axe-core" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = pytest.mark.skipif(not AXE.is_file(), reason="no axe-core in .venv-dev; `.ci/run test` installs it")
GRAVE = ("serious", "critical")
NAME = "03_adaptive_methods"
EXERCISES = (
    ExerciseReport("adagrad_step", 5, 5, PASSED),
    ExerciseReport("rmsprop_step", 0, 4, NOT_ATTEMPTED, ("Not attempted.",)),
    ExerciseReport(
        "adam_step", 1.5, 3, FAILED, ("This is eps inside the root. Put it `outside`.",), mistake="eps inside"
    ),
    ExerciseReport("adamw_step", 0, 2, NOT_CHECKED, ("This could not be checked.",)),
)
REPORTS = [Report(student, NAME, EXERCISES, ("No cell defines `Adam`.",)) for student in ("ada", "ben", "cem", "dee")]


def found(browser, html: str) -> list[str]:
    """The grave faults of a page, each with its first three places."""
    page = browser.new_page(viewport={"width": 1366, "height": 768}, bypass_csp=True)
    page.route("**/*", lambda route: route.abort())  # whatever a page would load: tests need no network
    page.set_content(html, wait_until="domcontentloaded")
    page.add_script_tag(content=AXE.read_text("utf-8"))
    faults = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
    page.close()
    return [
        f"{fault['id']} ({fault['impact']}): {[node['html'][:150] for node in fault['nodes'][:3]]}"
        for fault in faults
        if fault["impact"] in GRAVE
    ]


def test_it_finds_what_is_wrong(browser):
    """An image without words, and grey on grey: a test of the test."""
    faults = found(browser, "<html lang=en><title>t</title><main><img src=x><p style='color:#bbb'>pale</main>")
    assert [fault.split()[0] for fault in faults] == ["color-contrast", "image-alt"]


@pytest.mark.filterwarnings("ignore")  # of jupyter_client, about its own transport
@pytest.mark.parametrize("name", ["00", "01"])
def test_an_exported_notebook(browser, name, tmp_path):
    """As a student's JupyterLab exports it: that is nbconvert with the settings of their server."""
    source = find(name)
    notebook = build.instructor_notebook(source)
    notebook_runner.run(notebook, source.notebook)
    nbformat.write(notebook, tmp_path / "run.ipynb")
    settings = lab.PROFILES / "student" / "jupyter_server_config.json"
    export = [
        sys.executable,
        "-m",
        "nbconvert",
        "--to",
        "html",
        "--config",
        settings,
        "--log-level",
        "ERROR",
        "run.ipynb",
    ]
    subprocess.run(export, cwd=tmp_path, env=lab.environment(instructor=False), check=True)
    html = (tmp_path / "run.html").read_text("utf-8")
    assert html.count("<img") == html.count(" alt=") >= 2
    assert found(browser, html) == []


def test_a_feedback_page(browser):
    assert found(browser, feedback.page(({"adam_step": "def adam_step(): ..."}, []), REPORTS[0])) == []


def test_the_report_on_a_class(browser):
    assert found(browser, class_page.page(Class(REPORTS))) == []


def test_the_page_of_progress(browser, tmp_path):
    assert cli.main(["progress", "--folder", str(tmp_path), "--to", str(tmp_path / "page.html")]) == 0
    assert found(browser, (tmp_path / "page.html").read_text("utf-8")) == []
