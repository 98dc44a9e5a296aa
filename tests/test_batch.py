"""A batch is graded only in an environment that grades what we know as it should; each submission has its own seed."""

from contextlib import contextmanager

import pytest

from autograder import batch, executors
from autograder.batch import preflight
from autograder.executors import Where
from autograder.grade import Job
from autograder.inbox import Entry, Inbox
from autograder.report import FAILED, NOT_CHECKED, PASSED, ExerciseReport, OurFault, Report
from autograder.source import find

NAME = "00_start_here"


def graded(job: Job, score: float, outcome: str = FAILED) -> Report:
    return Report(job.student, job.notebook, (ExerciseReport("gd_step", score, 1.0, outcome, ("why",)),))


def environment(**scores):
    """`grade_all` of an environment in which `our` solution, the `release` and what only `raises` get these scores."""
    right = {"our": (1.0, PASSED), "release": (0.0, FAILED), "raises": (0.0, FAILED)} | scores

    def grade_all(jobs):
        for job in jobs:
            yield job, graded(job, *next(result for word, result in right.items() if word in job.student))

    return grade_all


def test_an_environment_that_grades_rightly_passes():
    preflight([find("00")], environment(), 1)


@pytest.mark.parametrize(
    ("scores", "says"),
    [
        ({"our": (0.99, FAILED)}, "our solution gets 0.99 of 1 points"),
        ({"our": (0.0, FAILED)}, "our solution gets 0 of 1 points"),
        ({"our": (1.0, NOT_CHECKED)}, "our solution gets 1 of 1 points"),
        ({"release": (0.01, FAILED)}, "the empty release gets 0.01 of 1 points"),
        ({"release": (0.0, NOT_CHECKED)}, "the empty release gets 0 of 1 points"),
        ({"raises": (0.5, FAILED)}, "a solution that only raises gets 0.5 of 1 points"),
    ],
    ids=str,
)
def test_one_that_grades_wrongly_grades_nobody(scores, says):
    with pytest.raises(OurFault, match=f"{NAME}: {says} in this environment, so nothing was graded"):
        preflight([find("00")], environment(**scores), 1)


@pytest.fixture
def seeds(monkeypatch):
    """The seeds of all jobs of the batches run from now on, by student; nothing is graded."""
    seen: dict[str, int] = {}

    @contextmanager
    def opened(where, total):
        def grade_all(jobs):
            for job in jobs:
                seen[job.student] = job.seed
                yield from environment(**{job.student: (0.0, FAILED)})([job])

        yield grade_all

    monkeypatch.setattr(executors, "opened", opened)
    return seen


def run(root, **options):
    entries = [Entry(student, NAME, b"{}", f"{student}/{NAME}.ipynb") for student in ("ann", "ben")]
    return batch.run(Inbox(entries), Where(), root, **options)


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
