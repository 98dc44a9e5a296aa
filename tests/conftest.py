"""Fixtures and rules of the project's own tests."""

import json
import os
import shutil
from pathlib import Path

import pytest

from autograder.authoring.source import ROOT, find
from autograder.classroom import preflight, workers
from autograder.grading.grade import grade
from autograder.grading.job import Job, release
from autograder.grading.sandbox_client import open_sandboxes

WORST_FIRST = (
    *("test_hostile", "test_engine", "test_notebooks", "test_grade", "test_isolation", "test_build", "test_lab"),
    *("test_browser", "test_gradebook", "test_postgres", "test_notebook_runner", "test_start"),
)
"""The files that take longest, in the order in which workers begin them; what is not here comes last."""
SPREAD = ("test_notebooks",)
"""Files whose tests may run beside each other. Those of any other file share fixtures, and run in one process."""
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
MAY_BE_ABSENT = ("DOWNHILL_DATA holds no ",)
"""Reasons to skip that are none of CI's failures: data that nobody may hand out with the project."""


def pytest_addoption(parser):
    parser.addoption("--update-goldens", action="store_true", help="write the builder's expected notebooks anew")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: (*WORST_FIRST, item.path.stem).index(item.path.stem))


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist, which students' environments don't have
def pytest_xdist_make_scheduler(config, log):
    """By file, and by test where they may spread. (Its own groups do nothing with pytest 9.2, which keeps node ids.)"""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::")[0]
            return nodeid if Path(file).stem in SPREAD else file

    return ByFile(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Under DOWNHILL_NO_SKIPS=1, which CI sets, a test that is skipped has failed."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("DOWNHILL_NO_SKIPS") == "1":
        reason = str(report.longrepr[2])
        if not any(words in reason for words in MAY_BE_ABSENT):
            report.outcome, report.longrepr = "failed", f"DOWNHILL_NO_SKIPS=1 and {reason}"
    return report


@pytest.fixture(autouse=True)
def no_remembered_preflight(monkeypatch):
    """What has passed in another test is tried again: each test stands for itself."""
    monkeypatch.setattr(preflight, "memory", lambda: None)


@pytest.fixture(scope="session", autouse=True)
def no_memory_of_the_users(tmp_path_factory):
    """Checks in tests, and in notebooks that tests run, remember nothing in the user's own folder."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def sandboxes():
    """One fork server for all tests; a system without a sandbox fails here, loudly."""
    sandboxes = open_sandboxes()
    yield sandboxes
    sandboxes.close()


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of the project, as an author or instructor has it."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("autograder", "course", "solutions", "utils"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


class Lent:
    """A fork server that is shared: to close it gives it back."""

    def __init__(self, sandboxes):
        self.sandboxed, self.spawn, self.closed = sandboxes.sandboxed, sandboxes.spawn, False

    def close(self):
        self.closed = True


@pytest.fixture
def shared_sandboxes(sandboxes, monkeypatch):
    """Batches get the session's fork server, and each closes what it opened."""
    lent = []

    def lend(unsandboxed=False, meanwhile=None):
        lent.append(Lent(sandboxes))
        return lent[-1]

    monkeypatch.setattr(workers, "open_sandboxes", lend)
    yield
    assert all(sandboxes.closed for sandboxes in lent)


@pytest.fixture(scope="module")
def browser():
    """Chromium without a window."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium here")
    with sync_api.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def filled():
    """`filled("03_adaptive_methods", adam_step="def ...")`: the release with these answers, as bytes.

    `rest=True` fills all other exercises with our solution.
    """

    def fill(notebook: str = "00_start_here", rest: bool = False, **answers: str) -> bytes:
        return json.dumps(notebook_with(notebook, rest, answers)).encode()

    return fill


def notebook_with(notebook: str, rest: bool, answers: dict[str, str]) -> dict:
    content = json.loads(json.dumps(release(notebook)))
    solutions = {e.name: e.solution for e in find(notebook).exercises.values()} if rest else {}
    for cell in content["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in solutions | answers:
            cell["source"] = (solutions | answers)[name]
    return content


@pytest.fixture
def graded(sandboxes, filled):
    """`graded(gd_step="def ...")`: the report of a submission of notebook 00; `data=` hands in bytes instead."""

    def run(data: bytes | None = None, name: str = "00_start_here", private: tuple[Path, ...] = (), **answers: str):
        return grade(Job("sam", name, filled(**answers) if data is None else data, seed=7), sandboxes, private)

    return run
