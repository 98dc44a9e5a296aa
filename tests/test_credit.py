"""Grading a notebook of three exercises in the sandbox: who loses which points, and why."""

import dataclasses
import sys

import pytest

from autograder.authoring.source import ROOT
from autograder.grading.report import FAILED, NOT_CHECKED, PASSED
from autograder.sandbox.limits import LIMITS
from tests.tiny import AVERAGE, HALVE, RIGHT, WALK

pytest_plugins = ["tests.tiny.fixtures"]


@pytest.fixture
def limits(monkeypatch):
    """`limits(call_s=1)`: other limits for the grader's own process, which hands them on."""

    def change(**values):
        changed = dataclasses.replace(LIMITS, **values)
        for name, module in list(sys.modules.items()):
            if name.startswith("autograder.") and getattr(module, "LIMITS", None) is LIMITS:
                monkeypatch.setattr(module, "LIMITS", changed)

    return change


def scores(report):
    return {e.name: e.score for e in report.exercises}


def outcomes(report):
    return {e.name: e.outcome for e in report.exercises}


def messages(report, exercise):
    return " ".join(next(e.messages for e in report.exercises if e.name == exercise))


FULL = {"halve": 4, "walk": 2, "Average": 3}


def test_right_answers_get_all_points(tiny_graded):
    report = tiny_graded()
    assert (scores(report), report.score, report.max_score) == (FULL, 9, 9)
    assert report.notes == () and report.complete


SOME = "def halve(x):\n    return x / 2 if {} else x\n"


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"halve": SOME.format("len(x) != 4")}, {"halve": 3}),
        ({"halve": SOME.format("len(x) == 4")}, {"halve": 1, "walk": 1.33}),  # a walk uses the student's own `halve`
        ({"walk": WALK.replace("for", "x = x + (steps == 1)\n    for")}, {"walk": 0.67}),
        ({"walk": WALK.replace("for", "x = x + (steps == 3)\n    for")}, {"walk": 1.33}),
        ({"Average": AVERAGE.replace(" / len(self.kept)", "")}, {"Average": 0}),
        ({"Average": AVERAGE.replace("append(value)", "append(value) if len(self.kept) < 2 else 0")}, {"Average": 1.5}),
    ],
    ids=str,
)
def test_points_are_partial_by_weight_and_rounded(tiny_graded, answers, expected):
    report = tiny_graded(**answers)
    assert scores(report) == FULL | expected
    assert {name for name, outcome in outcomes(report).items() if outcome == FAILED} == set(expected)


HANG = "while True:\n        pass"
ENDS = {
    "hang": (HANG, "It took longer than 1 seconds."),
    "exit": ("__import__('os')._exit(3)", "Your code ended the Python process (by itself)."),
    "crash": ("__import__('ctypes').string_at(0)", "Your code ended the Python process (a crash in native code)."),
}


@pytest.mark.parametrize("how", ENDS)
def test_what_ends_the_process_costs_its_own_exercise_and_is_said_once(tiny_graded, limits, how):
    limits(call_s=1)
    body, reason = ENDS[how]
    report = tiny_graded(halve=f"def halve(x):\n    {body}\n", walk=WALK.replace("halve(x)", "x / 2"))
    assert scores(report)["halve"] == 0 and scores(report)["Average"] == 3
    assert messages(report, "halve").count(reason) == 1
    assert scores(report)["walk"] == 1.33, "the test that gives it another `halve` finds that it does not use it"


def test_a_method_that_hangs_costs_its_class(tiny_graded, limits):
    limits(call_s=1)
    report = tiny_graded(Average=AVERAGE.replace("return sum", f"{HANG}\n        return sum"))
    assert scores(report) == FULL | {"Average": 0}


def test_an_exercise_is_tested_with_its_own_helpers_and_ours_only_where_they_are_given(tiny_graded):
    report = tiny_graded(halve=HALVE.replace("/ 2", "* 2"))
    assert scores(report) == {"halve": 0, "walk": 1.33, "Average": 3}, "one of walk's tests uses the wrong `halve`"
    assert next(e.mistake for e in report.exercises) == "doubling"


def test_two_seeds_give_different_hidden_inputs(tiny_graded):
    """An answer that is wrong for about half of all numbers: what it earns depends on what is drawn."""
    lucky = "def halve(x):\n    return x / 2 if float(abs(x).sum()) % 1e-3 < 5e-4 else x\n"
    earned = {tuple(scores(tiny_graded(seed=seed, halve=lucky)).values()) for seed in range(8)}
    assert len(earned) > 1


def test_one_seed_gives_one_report(tiny_graded):
    first, second = (tiny_graded(halve=SOME.format("len(x) != 4")).as_dict() for _ in range(2))
    assert first == second


def test_a_jail_with_a_hole_means_that_nothing_is_run(tiny_graded):
    """A private file in a place that student code may read: the sandbox can't keep the promise, so nobody is graded."""
    report = tiny_graded(private=(ROOT / "utils" / "__init__.py",))
    assert set(outcomes(report).values()) == {NOT_CHECKED}
    assert report.score == 0
    assert {e.fault for e in report.exercises if "the sandbox has holes, so nothing was run" in e.fault}


def test_a_notebook_has_so_many_processes_and_no_more(tiny_graded, limits):
    limits(restarts=3)
    bad = ["import os\nos._exit(1)"] * 2
    assert tiny_graded(*bad).score == 9
    report = tiny_graded(*bad, *bad)
    assert report.score == 0
    assert "ended the Python process too often" in messages(report, "halve")


def test_a_notebook_has_so_much_time_and_no_more(tiny_graded, limits):
    limits(submission_s=0.0)
    report = tiny_graded()
    assert set(outcomes(report).values()) == {FAILED}
    assert "The whole notebook took longer than 0 seconds." in messages(report, "walk")


def test_all_cells_together_have_a_deadline(tiny_graded, limits):
    limits(cells_s=1.0)
    slow = ["import time\ntime.sleep(0.6)"] * 3  # each within the deadline of a cell, all of them beyond that of all
    report = tiny_graded(*slow)
    assert any("It took longer than" in note for note in report.notes)
    assert report.score == 9


def test_a_cell_that_raises_is_told_once_however_often_it_is_run(tiny_graded):
    cell = "raise ValueError(__import__('time').monotonic_ns())"  # in other words each time
    report = tiny_graded(cell, halve="def halve(x):\n    __import__('os')._exit(3)\n")
    assert len([note for note in report.notes if "ValueError" in note]) == 1


def test_an_input_for_which_it_is_not_written_costs_that_test_only(tiny_graded):
    stub = "if len(x) == 4:\n        raise NotImplementedError"
    report = tiny_graded(halve=HALVE.replace("return", f"{stub}\n    return"))
    assert (outcomes(report)["halve"], scores(report)) == (FAILED, FULL | {"halve": 3})


def test_what_is_not_written_is_not_attempted_and_the_rest_counts(tiny_graded):
    report = tiny_graded(walk="def walk(x, steps, rng):\n    raise NotImplementedError()\n")
    assert outcomes(report) == {"halve": PASSED, "walk": "not attempted", "Average": PASSED}
    assert scores(report) == FULL | {"walk": 0}


def test_the_answers_here_are_not_the_solutions():
    solutions = (ROOT / "tests" / "tiny" / "solutions" / "90_tiny" / "notebook.py").read_text("utf-8")
    assert not [name for name, text in RIGHT.items() if text.strip() in solutions]
