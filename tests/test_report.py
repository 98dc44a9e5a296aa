"""From results of tests to an exercise's points, and from reports to files and back."""

import dataclasses
import json

import pytest

from autograder.grading.report import (
    FAILED,
    NOT_ATTEMPTED,
    NOT_CHECKED,
    PASSED,
    ExerciseReport,
    Report,
    TestResult,
    exercise_report,
)


def scored(*results: tuple, points: float = 8):
    """The report of an exercise whose tests had these outcomes, with these weights."""
    rows = [TestResult("f", f"Claim {i}.", outcome, "why", weight) for i, (outcome, weight) in enumerate(results)]
    return exercise_report("f", points, rows)


@pytest.mark.parametrize(
    ("results", "score"),
    [
        ([(PASSED, 1), (PASSED, 3)], 8),
        ([(PASSED, 3), (FAILED, 1)], 6),
        ([(PASSED, 1), (FAILED, 3)], 2),
        ([(FAILED, 1), (FAILED, 3)], 0),
        ([(PASSED, 1), (FAILED, 1), (FAILED, 1)], 2.67),
        ([(PASSED, 2), (PASSED, 0), (FAILED, 0)], 8),
    ],
    ids=str,
)
def test_points_follow_the_weight_that_passed(results, score):
    report = scored(*results)
    assert (report.score, report.max_score) == (score, 8)


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([PASSED, PASSED], PASSED),
        ([PASSED, FAILED], FAILED),
        ([FAILED, FAILED], FAILED),
        ([PASSED, NOT_CHECKED], NOT_CHECKED),
        ([FAILED, NOT_CHECKED], NOT_CHECKED),
        ([NOT_ATTEMPTED, NOT_ATTEMPTED], NOT_ATTEMPTED),
        ([PASSED, NOT_ATTEMPTED], FAILED),
        ([FAILED, NOT_ATTEMPTED], FAILED),
        ([NOT_CHECKED, NOT_ATTEMPTED], NOT_CHECKED),
        ([], NOT_CHECKED),
    ],
    ids=str,
)
def test_the_outcome_of_an_exercise_is_that_of_its_tests(outcomes, expected):
    assert scored(*((outcome, 1) for outcome in outcomes)).outcome == expected


def test_an_exercise_that_nobody_tested_gets_no_points_and_is_not_called_failed():
    report = scored()
    assert (report.outcome, report.score, report.fault) == (NOT_CHECKED, 0, "no hidden test has run")


def test_a_fault_of_ours_keeps_the_points_that_were_earned_and_its_reason_from_the_student():
    results = [TestResult("f", "One.", PASSED), TestResult("f", "Two.", NOT_CHECKED, fault="canary")]
    report = exercise_report("f", 4, results)
    assert (report.outcome, report.score, report.fault) == (NOT_CHECKED, 2, "canary")
    assert "canary" not in " ".join(report.messages)


def test_messages_are_those_of_tests_that_did_not_pass_each_once():
    results = [
        TestResult("f", "It adds.", PASSED, "never shown"),
        TestResult("f", "It halves.", FAILED, "`x` is wrong."),
        TestResult("f", "It halves.", FAILED, "`x` is wrong."),
        TestResult("f", "It rounds.", FAILED, "This is rounding down.", mistake="rounding down"),
    ]
    report = exercise_report("f", 4, results)
    assert report.messages == (
        "Expected: It halves. What happened: `x` is wrong.",
        "Expected: It rounds. What happened: This is rounding down.",
    )
    assert report.mistake == "rounding down"


def test_what_ended_the_process_is_said_once():
    results = [TestResult("f", f"Claim {i}.", FAILED, "It took too long.", ended=True) for i in range(3)]
    assert exercise_report("f", 4, results).messages == ("Expected: Claim 0. What happened: It took too long.",)


def test_a_failed_test_gives_a_reason():
    with pytest.raises(ValueError, match="f: a failed test gives a reason"):
        TestResult("f", "It halves.", FAILED)


def exercise(name, score, outcome, **more):
    return ExerciseReport(name, score, 3.0, outcome, **more)


REPORT = Report(
    "ann",
    "90_tiny",
    (
        exercise("f", 3.0, PASSED),
        exercise("g", 0.4, FAILED, messages=("It halves. `x` is wrong.", "é"), mistake="doubling"),
        exercise("h", 0.3, NOT_CHECKED, fault="no disk"),
    ),
    notes=("odd",),
    seed=7,
    sandboxed=False,
    readable=True,
    provenance={"seed": 7},
    fault="odd",
    transient=True,
)


def test_a_report_adds_up():
    assert (REPORT.score, REPORT.max_score) == (3.7, 9.0)


def test_a_report_with_something_unchecked_is_not_complete():
    assert not REPORT.complete
    assert dataclasses.replace(REPORT, exercises=REPORT.exercises[:2]).complete


def test_a_report_survives_its_file():
    assert Report.from_dict(json.loads(json.dumps(REPORT.as_dict()))) == REPORT


@pytest.mark.parametrize("missing", ["student", "assignment", "exercises", "notes", "seed", "provenance", "readable"])
def test_what_is_no_report_is_refused(missing):
    data = REPORT.as_dict()
    del data[missing]
    with pytest.raises(KeyError, match=missing):
        Report.from_dict(data)
