"""The page that goes back to a student: what matters first, and nothing of theirs as HTML."""

import re

from autograder.grading.report import FAILED, NOT_ATTEMPTED, NOT_CHECKED, PASSED, ExerciseReport, Report
from autograder.nbgrader import feedback

NAME = "03_adaptive_methods"
EXERCISES = (
    ExerciseReport("one", 5, 5, PASSED),
    ExerciseReport("two", 0, 4, NOT_ATTEMPTED, ("Not attempted.",)),
    ExerciseReport("three", 1.5, 3, FAILED, ("Expected: `f` halves. What happened: <b>1 < 2</b>",)),
    ExerciseReport("four", 0, 2, NOT_CHECKED, ("This could not be checked.",)),
)


def page(student="ann", answers=None, exercises=EXERCISES, notes=()):
    return feedback.page((answers or {}, []), Report(student, NAME, exercises, notes))


def test_what_failed_comes_first_and_what_passed_last():
    assert re.findall(r"<h2><code>(\w+)</code>", page()) == ["three", "four", "two", "one"]


def test_the_head_has_the_total_and_counts_the_outcomes():
    head = page().split("<section")[0]
    assert "6.5 of 14 points" in head
    assert "Exercises: 1 failed, 1 not checked, 1 not attempted, 1 passed." in head


def test_everything_that_was_written_elsewhere_is_escaped():
    text = page("<i>ann</i>", {"three": "</pre><script>"}, notes=("a <note> on `x < y`",))
    assert "<i>" not in text and "<script>" not in text and "<note>" not in text
    assert "&lt;i&gt;ann" in text and "&lt;/pre&gt;&lt;script&gt;" in text
    assert "<code>x &lt; y</code>" in text and "<code>f</code> halves" in text and "&lt;b&gt;1" in text


def test_code_is_folded_and_cut():
    text = page(answers={"one": "x" * 30_000})
    assert re.search(r"<details><summary>Your code</summary><pre>x{20000}</pre></details>", text)
    assert "<details open" not in text


def test_a_report_of_no_exercise_has_a_page():
    assert "0 of 0 points" in page(exercises=(), notes=("The file is empty.",))
