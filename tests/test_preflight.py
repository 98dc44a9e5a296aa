"""Nothing is graded in an environment that does not grade what we know as it should."""

import pytest

from autograder.authoring.source import find
from autograder.classroom.preflight import preflight
from autograder.grading.job import Job
from autograder.grading.report import FAILED, NOT_CHECKED, PASSED, ExerciseReport, GraderError, Report
from autograder.sandbox.limits import LIMITS

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
    with pytest.raises(GraderError, match=f"{NAME}: {says} here, so nothing was graded"):
        preflight([find("00")], environment(**scores), 1)


def test_what_has_passed_is_not_tried_again_until_something_changes(tmp_path, monkeypatch):
    tried = []

    def grade_all(jobs):
        tried.append(len(jobs))
        return environment()(jobs)

    for _ in range(2):
        preflight([find("00")], grade_all, 1, tmp_path / "remembered")
    assert tried == [3]
    monkeypatch.setattr(LIMITS, "call_s", LIMITS.call_s + 1)
    preflight([find("00")], grade_all, 1, tmp_path / "remembered")
    assert tried == [3, 3]
    preflight([find("00"), find("01")], grade_all, 1, tmp_path / "remembered")
    assert tried == [3, 3, 3]


def test_what_has_failed_is_tried_again(tmp_path):
    for _ in range(2):
        with pytest.raises(GraderError):
            preflight([find("00")], environment(release=(0.01, FAILED)), 1, tmp_path)
    preflight([find("00")], environment(), 1, tmp_path)


def test_where_nothing_can_be_remembered_it_is_tried_each_time(tmp_path):
    (tmp_path / "file").touch()
    preflight([find("00")], environment(), 1, tmp_path / "file" / "folder")
