"""Former grades: each change is kept, with its reason, and regrading speaks of those that were written already."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from autograder.classroom import regrade, report_store
from autograder.classroom.inbox import Inbox
from autograder.classroom.report_store import ReportStore
from autograder.grading.grade import Job
from autograder.grading.report import NOT_CHECKED, ExerciseReport, Report
from autograder.nbgrader import history

NAME = "03_adaptive_methods"
JOB = Job("ann", NAME, b"{}", seed=7)
DEPENDS = {"submission": "a", "seed": 7, "source": "b", "tests": "c", "engine": "d", "versions": {}, "limits": {}}


def report(score=3.0, points=4.0, student="ann", outcome="failed", **depends) -> Report:
    exercise = ExerciseReport("adam_step", score, points, outcome, ("It is off.",))
    other = ExerciseReport("rmsprop_step", 2.0, 2.0, "passed")
    return Report(student, NAME, (exercise, other), seed=7, provenance=DEPENDS | depends)


@pytest.fixture
def store(tmp_path):
    return ReportStore(tmp_path)


def lines(store) -> list[dict]:
    return list(store.history.lines())


def test_a_line_says_when_from_to_and_why(store):
    store.save(JOB, report())
    assert lines(store) == [], "the first grade is no change"
    store.save(JOB, report(4.0, tests="other"))
    (line,) = lines(store)
    assert line.pop("when").endswith("+00:00")
    assert line == {
        "student": "ann",
        "notebook": NAME,
        "from": 5.0,
        "to": 6.0,
        "why": ["tests"],
        "exercises": {"adam_step": ["3/4", "4/4"]},
    }
    assert store.history.path == store.folder / "history.jsonl"


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (report(1.0, submission="x"), ["answer"]),
        (report(1.0, tests="x", engine="x"), ["tests", "engine"]),
        (report(6.0, 8.0, source="x"), ["points"]),
        (report(1.0, source="x"), ["notebook"]),
        (report(0.0, outcome=NOT_CHECKED), ["faults"]),
    ],
    ids=lambda value: str(value) if isinstance(value, list) else "",
)
def test_the_reason_is_what_the_two_reports_do_not_share(new, why):
    assert history.reasons(report(), new) == why


def test_no_change_of_a_grade_is_no_line(store):
    store.save(JOB, report())
    store.save(JOB, report(tests="other"))
    assert lines(store) == []


def test_exercises_that_come_and_go_are_in_the_line():
    one, two = report(), replace(report(), exercises=(ExerciseReport("new", 1.0, 10.0, "failed", ("Off.",)),))
    assert history.change(one, two)["exercises"] == {
        "adam_step": ["3/4", None],
        "rmsprop_step": ["2/2", None],
        "new": [None, "1/10"],
    }


def test_a_kill_before_the_report_is_written_loses_no_line(store, monkeypatch):
    store.save(JOB, report())
    with monkeypatch.context() as killed:
        killed.setattr(report_store, "_write", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            store.save(JOB, report(4.0, tests="other"))
    assert store.last(JOB) == report() and [line["to"] for line in lines(store)] == [6]


def test_a_line_that_a_kill_cut_off_costs_no_other(store):
    store.save(JOB, report())
    store.save(JOB, report(4.0, tests="other"))
    text = store.history.path.read_text()
    store.history.path.write_text(text + text[:40])
    store.save(JOB, report(1.0, tests="third"))
    assert [(line["from"], line["to"]) for line in lines(store)] == [(5, 6), (6, 3)]
    assert store.history.path.read_text().startswith(text)


def test_names_of_any_script_are_kept(store):
    store.history.add(student="Ngô 🙂\nDung", notebook=NAME)
    store.history.add(student="\ud800", notebook=NAME)
    assert [line["student"] for line in lines(store)] == ["Ngô 🙂\nDung", "\ud800"]


# --- course regrade ---------------------------------------------------------------------------------------------------


def regraded(store, *students: str, **new: Report) -> str:
    """What regrading prints if it finds `new`, and for the others what is kept."""
    about = {"name": NAME, "notebook": NAME, "data": b"{}", "place": "", "timestamp": None}
    inbox = Inbox([SimpleNamespace(student=student, **about) for student in students])

    def grade_all(jobs):
        for job in jobs:
            yield job, new.get(job.student) or store.last(job)

    return regrade.table(regrade.compare(inbox, store, grade_all))


def test_regrading_says_who_gained_where_the_new_grades_were_written_before(store):
    for student, then, now, why in (
        ("ann", 3, 1, {"tests": "x"}),
        ("ben", 2, 4, {"tests": "x", "submission": "x"}),
        ("cem", 3, 4, {"submission": "x"}),
        ("dea", 3, 3, {"tests": "x"}),
        ("eli", 3, 4, {"tests": "x"}),
    ):
        job = replace(JOB, student=student)
        store.save(job, report(then, student=student))
        store.save(job, report(now, student=student, **why))
    when = {line["student"]: line["when"] for line in lines(store)}
    text = regraded(store, "ann", "ben", "cem", "dea", "eli", eli=report(2, student="eli", engine="y", tests="x"))
    assert text.splitlines() == [
        "4 reports unchanged, 1 changed",
        f"  eli loses 2: 6 -> 4 in {NAME} (other engine)",
        "2 changed before, as `course grade` has written",
        f"  ann loses 2: 5 -> 3 in {NAME} (other tests), {when['ann']}",
        f"  ben gains 2: 4 -> 6 in {NAME} (other answer, tests), {when['ben']}",
    ], "cem handed in again, and nothing else has changed for him"


def test_regrading_compares_with_the_last_different_grade(store):
    for number, score in enumerate((3.0, 1.0, 4.0)):
        store.save(JOB, report(score, tests=str(number)))
        store.save(JOB, report(score, tests=f"{number}, and the same grade"))
    assert f"  ann gains 3: 3 -> 6 in {NAME} (other tests)" in regraded(store, "ann")


def test_what_a_person_gave_for_a_removed_exercise_is_no_grade_of_a_notebook(store):
    store.save(JOB, report())
    store.history.add(student="ann", notebook=NAME, cell="check_x", by_hand=1.0, why=["exercise removed"])
    assert regraded(store, "ann") == "1 reports unchanged, 0 changed"


def test_lines_are_json_and_readable(store):
    store.save(JOB, report())
    store.save(JOB, report(4.0, tests="other"))
    text = store.history.path.read_text()
    assert text.count("\n") == 1 and json.loads(text)["why"] == ["tests"]
