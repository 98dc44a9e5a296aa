"""A batch: each submission has a seed of its own, and grades are kept in the right place."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace

import pytest
from filelock import FileLock

from autograder.classroom import batch, workers
from autograder.classroom.inbox import Inbox
from autograder.classroom.workers import Backend
from autograder.grading.report import ExerciseReport, Report
from tests.test_preflight import environment

NAME = "00_start_here"


@pytest.fixture
def seeds(monkeypatch):
    """The seeds of all jobs of the batches run from now on, by student; nothing is graded."""
    seen: dict[str, int] = {}

    @contextmanager
    def opened(backend, total):
        def grade_all(jobs):
            for job in jobs:
                seen[job.student] = job.seed
                yield from environment(**{job.student: (0.0, "failed")})([job])

        yield grade_all

    monkeypatch.setattr(workers, "opened", opened)
    return seen


def run(root, **options):
    about = {"name": NAME, "notebook": NAME, "data": b"{}", "place": f"{NAME}.ipynb", "timestamp": None}
    entries = [SimpleNamespace(student=student, **about) for student in ("ann", "ben")]
    return batch.run(Inbox(entries), Backend(), root, **options)


def test_every_submission_has_a_seed_of_its_own_and_keeps_it(seeds, tmp_path):
    run(tmp_path / "a")
    first = dict(seeds)
    assert len({*first.values()}) >= 3, "two students and our own solution"
    (tmp_path / "a" / "reports" / "ann" / f"{NAME}.json").unlink()
    run(tmp_path / "a")
    assert seeds["ann"] == first["ann"]
    run(tmp_path / "b")
    assert seeds["ann"] != first["ann"], "another course folder has another secret"


def test_a_seed_that_is_asked_for_is_used(seeds, tmp_path):
    run(tmp_path, seed=5)
    assert (seeds["ann"], seeds["ben"]) == (5, 5)


def test_two_runs_over_one_folder_take_turns(seeds, tmp_path, capsys):
    first = FileLock(tmp_path / batch.LOCK)
    first.acquire()
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(run, tmp_path)
        said, deadline = "", time.monotonic() + 60
        while "another run is grading" not in said and time.monotonic() < deadline:
            said += capsys.readouterr().err
        assert str(tmp_path) in said and not second.done()
        first.release()
        assert second.result(60).complete is not None
    assert seeds


def test_grades_are_kept_beside_nbgraders_tree_or_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    course = tmp_path / "course"
    (course / "submitted").mkdir(parents=True)
    (course / "handed_in").mkdir()
    assert batch.default_root([course / "submitted"]) == course
    assert batch.default_root([course / "submitted", course / "handed_in"]) == course
    assert batch.default_root([course / "handed_in"]) == tmp_path
    monkeypatch.chdir(course)
    assert batch.default_root([(course / "submitted").relative_to(course)]) == course


DONE = Report("ann", NAME, (ExerciseReport("gd_step", 0.0, 1.0, "failed"),))


@pytest.mark.parametrize(
    ("reports", "skipped", "complete"),
    [
        ([DONE], [], True),
        ([], [], True),
        ([DONE], ["class.zip: not a zip file"], False),
        ([DONE, replace(DONE, readable=False)], [], False),
        ([DONE, replace(DONE, exercises=())], [], False),
        ([replace(DONE, exercises=(ExerciseReport("gd_step", 1.0, 1.0, "not checked"),)), DONE], [], False),
    ],
)
def test_a_batch_is_complete_where_everything_that_was_handed_in_was_graded(reports, skipped, complete):
    assert batch.Outcome(reports, skipped).complete == complete
