"""A notebook changes after work was handed in: grades go on, and nobody has to look at what stayed as it was."""

import json
import os
import subprocess
import sys

import pytest
from nbgrader.api import Comment, Grade, GradeCell, SolutionCell, SourceCell
from sqlalchemy import select

from autograder.authoring import build, source
from autograder.authoring.source import ROOT
from autograder.classroom import batch, preflight
from autograder.classroom.inbox import collect
from autograder.classroom.workers import Backend
from autograder.grading import job
from autograder.grading.report import ExerciseReport, Report
from autograder.nbgrader import cells, settings
from autograder.nbgrader.exporter import SaveGrades
from autograder.nbgrader.feedback import graded_notebook
from autograder.nbgrader.gradebook import Book
from autograder.nbgrader.history import History
from tests.tiny import FOLDER, RIGHT
from tests.tiny import NAME as TINY

pytest_plugins = ["tests.tiny.fixtures"]

NAME, OTHER = "90_small", "91_other"
ANSWERS = {"f": "def f(x): return x", "answer_why": "Because it is."}


def exercise(name: str, points: float) -> str:
    return f'''
# %% exercise="{name}"
def {name}(x):
    """The same x."""
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION

# %% check="{name}" points={points}
check({name})
'''


def question(text: str = "Why is it so?", name: str = "why", points: float = 5) -> str:
    return f'\n# %% [markdown]\n# {text}\n\n# %% [markdown] answer="{name}" points={points}\n# Our answer.\n'


@pytest.fixture
def given_out(tmp_path, monkeypatch):
    """`given_out(exercise("f", 4), ...)`: the source of a notebook with these pieces, whose release is built as well."""
    monkeypatch.setattr(job, "ROOT", tmp_path)

    def write(*pieces: str, notebook: str = NAME) -> source.Source:
        path = tmp_path / "solutions" / notebook / "notebook.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# %% [markdown]\n# # A small notebook\n" + "".join(pieces))
        source._read.cache_clear()
        found = source.read(path)
        instructor = build.instructor_notebook(found)
        name = f"{notebook}/{notebook}.ipynb"
        build.write(
            {
                tmp_path / "course" / name: build.dumps(build.student_notebook(instructor)),
                tmp_path / "build" / "instructor" / name: build.dumps(instructor),
            }
        )
        job.release.cache_clear()
        return found

    yield write
    job.release.cache_clear()


@pytest.fixture
def book(tmp_path):
    book = Book(settings.sqlite(tmp_path))
    yield book
    book.close()


def report(student: str = "ann", notebook: str = NAME, **scores: tuple[float, float]) -> Report:
    made = (ExerciseReport(name, got, of, "failed", ("It is off.",)) for name, (got, of) in scores.items())
    return Report(student, notebook, tuple(made))


def score_by_hand(book, cell: str, score: float, comment: str = "", student: str = "ann") -> None:
    """As Formgrader does."""
    found = book._book.find_grade(cell, NAME, NAME, student)
    found.manual_score, found.needs_manual_grade = score, False
    if comment:
        book._book.find_comment(cell.removeprefix("check_"), NAME, NAME, student).manual_comment = comment
    book._book.db.commit()


def waiting(book, student: str = "ann") -> set[str]:
    """The cells that wait for a person."""
    submitted = book._book.find_submission_notebook(NAME, NAME, student)
    return {grade.name for grade in submitted.grades if grade.needs_manual_grade}


def table(book, notebook: str = NAME) -> dict:
    """All that is known of a notebook, from nbgrader's own objects."""
    book._book.db.expire_all()
    entry = book._book.find_notebook(notebook, notebook)
    return {
        "cells": {cell.name: cell.max_score for cell in entry.grade_cells},
        "solutions": {cell.name for cell in entry.solution_cells},
        "sources": {cell.name: cell.source for cell in entry.source_cells},
        "grades": {
            (s.student.id, g.name): (g.auto_score, g.manual_score, g.needs_manual_grade)
            for s in entry.submissions
            for g in s.grades
        },
        "comments": {(s.student.id, c.name): c.comment for s in entry.submissions for c in s.comments},
    }


def rows(book, kind) -> int:
    return len(list(book._book.db.scalars(select(kind))))


# --- exercises added, removed, weighted anew --------------------------------------------------------------------------


def test_grades_stay_with_their_cells_when_exercises_come_and_go(given_out, book):
    assert not book.release(given_out(exercise("f", 4), exercise("g", 2), question()))
    for student in ("ann", "ben"):
        book.record(report(student, f=(3.0, 4.0), g=(1.0, 2.0)), answers=ANSWERS)
    score_by_hand(book, "answer_why", 4, "Good.")
    change = book.release(given_out(exercise("h", 10), question(), exercise("f", 8)))
    assert str(change) == (
        f"{NAME}: 1 exercise added (`h`, 10 points), 1 exercise removed (`g`, 2 points), `f` has 8 points, not 4; "
        "2 hand-ins keep their grades"
    )
    after = table(book)
    assert after["cells"] == {"check_h": 10, "check_f": 8, "answer_why": 5}
    assert after["solutions"] == {"h", "f", "answer_why"}
    assert set(after["sources"]) == {"h", "check_h", "f", "check_f", "answer_why"}
    assert after["grades"] == {
        ("ann", "check_f"): (3, None, False),
        ("ann", "check_h"): (None, None, False),
        ("ann", "answer_why"): (None, 4, False),
        ("ben", "check_f"): (3, None, False),
        ("ben", "check_h"): (None, None, False),
        ("ben", "answer_why"): (None, None, True),
    }
    assert after["comments"][("ann", "answer_why")] == "Good." and ("ben", "h") in after["comments"]
    assert (rows(book, GradeCell), rows(book, SolutionCell), rows(book, SourceCell)) == (3, 3, 5)
    assert (rows(book, Grade), rows(book, Comment)) == (6, 6), "nothing of `g` is left"


def test_what_is_graded_again_gets_its_points_in_the_new_cells(given_out, book):
    book.release(given_out(exercise("f", 4)))
    book.record(report(f=(3.0, 4.0)), answers=ANSWERS)
    book.release(given_out(exercise("f", 4), exercise("h", 10)))
    book.record(report(f=(3.0, 4.0), h=(7.0, 10.0)), answers=ANSWERS)
    assert [(row["score"], row["max_score"], row["needs_manual_grade"]) for row in book.rows()] == [(10, 14, False)]


def test_other_notebooks_are_not_touched(given_out, book):
    book.release(given_out(exercise("f", 4), notebook=OTHER))
    book.record(report(notebook=OTHER, f=(3.0, 4.0)), answers=ANSWERS)
    before = table(book, OTHER)
    book.release(given_out(exercise("f", 4)))
    book.record(report(f=(1.0, 4.0)), answers=ANSWERS)
    book.release(given_out(exercise("g", 2)))
    assert table(book, OTHER) == before


def test_a_change_that_fails_changes_nothing(given_out, book, monkeypatch):
    book.release(given_out(exercise("f", 4), exercise("g", 2)))
    book.record(report(f=(3.0, 4.0), g=(1.0, 2.0)), answers=ANSWERS)
    before = table(book)
    changed = given_out(exercise("f", 8), exercise("h", 10))
    remove = cells._remove

    def fail_at_the_end(book, removed):
        remove(book, removed)
        if any(isinstance(cell, SourceCell) for cell in removed):
            raise KeyError("the last kind of cells")

    with monkeypatch.context() as broken:
        broken.setattr(cells, "_remove", fail_at_the_end)
        with pytest.raises(KeyError, match="the last kind"):
            book.release(changed)
    assert table(book) == before
    assert book.release(changed).added == {"check_h": 10}


def test_nothing_is_said_where_nothing_was_handed_in_or_nothing_changed(given_out, book):
    assert not book.release(given_out(exercise("f", 4)))
    assert not book.release(given_out(exercise("f", 4), exercise("g", 2)))
    book.record(report(f=(3.0, 4.0), g=(1.0, 2.0)), answers=ANSWERS)
    assert not book.release(given_out(exercise("f", 4), exercise("g", 2)))


def test_what_a_person_gave_for_a_removed_exercise_is_in_the_history(given_out, book, tmp_path):
    book.release(given_out(exercise("f", 4), exercise("g", 2)))
    book.record(report(f=(3.0, 4.0), g=(1.0, 2.0)), answers=ANSWERS)
    score_by_hand(book, "check_g", 1.5, "Nearly: é.")
    history = History(tmp_path / "reports")
    book.release(given_out(exercise("f", 4)), history)
    about = {"student": "ann", "notebook": NAME, "why": ["exercise removed"]}
    assert [line | {"when": ""} for line in history.lines()] == [
        about | {"when": "", "cell": "check_g", "by_hand": 1.5},
        about | {"when": "", "cell": "g", "comment": "Nearly: é."},
    ]


# --- what a person has scored -----------------------------------------------------------------------------------------


@pytest.fixture
def scored(given_out, book):
    """Ann's written answer and one of her checks have been scored by a person."""
    book.release(given_out(exercise("f", 4), exercise("g", 2), question()))
    book.record(report(f=(3.0, 4.0), g=(1.0, 2.0)), answers=ANSWERS)
    assert waiting(book) == {"answer_why"}
    score_by_hand(book, "answer_why", 4)
    score_by_hand(book, "check_f", 3.5)
    assert waiting(book) == set()
    return book


def again(book, answers=ANSWERS, **scores) -> set[str]:
    """What waits for a person after the notebook was graded once more, and while it was."""
    book.mark_outdated(NAME, "ann", lambda: answers)
    during = waiting(book)
    book.record(report(**({"f": (3.0, 4.0), "g": (1.0, 2.0)} | scores)), answers=answers)
    assert waiting(book) <= during | {"check_f", "check_g"}
    return waiting(book)


def test_nobody_looks_again_where_nothing_changed(scored):
    assert again(scored) == set()


def test_nobody_looks_again_when_another_cells_points_or_text_change(scored, given_out):
    scored.release(given_out("\n# %% [markdown]\n# New prose.\n", exercise("f", 4), exercise("g", 20), question()))
    assert again(scored, g=(10.0, 20.0)) == set()
    scored.release(given_out(exercise("f", 4), exercise("h", 1), question()))
    scored.mark_outdated(NAME, "ann", lambda: ANSWERS)
    scored.record(report(f=(3.0, 4.0), h=(1.0, 1.0)), answers=ANSWERS)
    assert waiting(scored) == set()


def test_an_answer_that_changed_is_looked_at_again(scored):
    scored.mark_outdated(NAME, "ann", lambda: ANSWERS | {"answer_why": "Because."})
    assert waiting(scored) == {"answer_why", "check_g"}, "while it is graded, an old grade stands for nothing"
    scored.record(report(f=(3.0, 4.0), g=(1.0, 2.0)), answers=ANSWERS | {"answer_why": "Because."})
    assert waiting(scored) == {"answer_why"}
    assert again(scored, ANSWERS | {"answer_why": "Because."}) == {"answer_why"}, "until somebody has"
    assert again(scored, ANSWERS | {"f": "def f(x): return +x"}) == {"answer_why", "check_f"}


def test_a_question_or_points_that_changed_are_looked_at_again(scored, given_out):
    scored.release(given_out(exercise("f", 4), exercise("g", 2), question("Why is it not so?")))
    assert again(scored) == {"answer_why"}
    score_by_hand(scored, "answer_why", 3)
    scored.release(given_out(exercise("f", 4), exercise("g", 2), question("Why is it not so?", points=6)))
    assert again(scored) == {"answer_why"}
    score_by_hand(scored, "answer_why", 3)
    scored.release(
        given_out(
            exercise("f", 4).replace("same x", "very x"), exercise("g", 2), question("Why is it not so?", points=6)
        )
    )
    assert again(scored) == {"check_f"}


def test_a_result_of_the_tests_that_changed_is_looked_at_again(scored):
    assert again(scored, f=(2.0, 4.0), g=(0.0, 2.0)) == {"check_f"}


def test_a_kill_before_the_new_grade_leaves_what_changed_to_a_person(scored):
    new = ANSWERS | {"answer_why": "Because."}
    scored.mark_outdated(NAME, "ann", lambda: new)
    assert again(scored, new) == {"answer_why"}


def test_an_answer_that_was_not_given_needs_nobody(given_out, book):
    book.release(given_out(exercise("f", 4), question()))
    (stub,) = (
        c for c in job.release(NAME)["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == "answer_why"
    )
    for student, text in (("ann", ""), ("ben", "".join(stub["source"])), ("cem", "Because.")):
        book.record(report(student, f=(3.0, 4.0)), answers={"answer_why": text})
    assert [waiting(book, student) for student in ("ann", "ben", "cem")] == [set(), set(), {"answer_why"}]


# --- the ways there ---------------------------------------------------------------------------------------------------


def test_nbgraders_own_grading_goes_by_the_same_rule(scored, tmp_path):
    scored.close()

    def autograde(answers):
        found = graded_notebook((answers, []), report(f=(3.0, 4.0), g=(1.0, 2.0)))
        ids = {"notebook": NAME, "assignment": NAME, "student": "ann", "db_url": settings.sqlite(tmp_path)}
        SaveGrades().preprocess(found, {"nbgrader": ids})
        again = Book(settings.sqlite(tmp_path))
        found = waiting(again)
        again.close()
        return found

    assert autograde(ANSWERS) == set()
    assert autograde(ANSWERS | {"answer_why": "Because."}) == {"answer_why"}
    assert autograde(ANSWERS | {"answer_why": "Because."}) == {"answer_why"}


def test_nbgraders_own_generate_changes_what_was_handed_in(given_out, book, tmp_path):
    book.release(given_out(exercise("f", 4), exercise("g", 2), question()))
    book.record(report(f=(3.0, 4.0), g=(1.0, 2.0)), answers=ANSWERS)
    score_by_hand(book, "answer_why", 4, "Good.")
    score_by_hand(book, "check_g", 2)
    given_out(exercise("f", 4), exercise("h", 10), question())
    flags = [f"--CourseDirectory.root={tmp_path}", f"--CourseDirectory.db_url={settings.sqlite(tmp_path)}"]
    command = [sys.executable, "-P", "-m", "nbgrader", "generate_assignment", NAME, "--force", *flags]
    environment = os.environ | {"JUPYTER_CONFIG_PATH": str(ROOT / "autograder" / "nbgrader"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (
        "1 exercise added (`h`, 10 points), 1 exercise removed (`g`, 2 points); 1 hand-in keeps its grades"
        in done.stderr
    )
    after = table(book)
    assert after["cells"] == {"check_f": 4, "check_h": 10, "answer_why": 5}
    assert after["grades"][("ann", "answer_why")] == (None, 4, False)
    assert after["comments"][("ann", "answer_why")] == "Good."
    assert [line["by_hand"] for line in History(tmp_path / "reports").lines()] == [2]


@pytest.mark.usefixtures("shared_sandboxes")
def test_course_grade_goes_on_after_a_change(tiny, tiny_release, tmp_path, monkeypatch):
    """The tiny notebook gets a written answer and other points after two have handed in."""
    from tests.tiny.fixtures import tiny_notebook  # pytest has to load it first

    monkeypatch.setattr(preflight, "ROOT", tiny_release)
    for student in ("ann", "ben"):
        place = tmp_path / "submitted" / student / TINY
        place.mkdir(parents=True)
        (place / f"{TINY}.ipynb").write_text(json.dumps(tiny_notebook(RIGHT, [])))

    def run():
        return batch.run(collect([tmp_path / "submitted"]), Backend(), tmp_path, settings.sqlite(tmp_path))

    assert run().changes == []
    changed_course(tmp_path, monkeypatch)
    outcome = run()
    assert outcome.changes == [
        f"{TINY}: 1 exercise added (`why`, 5 points), `halve` has 8 points, not 4; 2 hand-ins keep their grades"
    ]
    assert outcome.changes[0] in batch.table(outcome)
    book = Book(settings.sqlite(tmp_path))
    found = [(row["student"], row["score"], row["max_score"], row["needs_manual_grade"]) for row in book.rows()]
    book.close()
    assert found == [("ann", 13, 18, False), ("ben", 13, 18, False)]
    assert run().changes == []


def changed_course(tmp_path, monkeypatch) -> None:
    """A later version of the tiny notebook takes the place of the first."""
    folder = FOLDER / "solutions" / TINY
    text = (folder / "notebook.py").read_text().replace('check="halve" points=4', 'check="halve" points=8')
    later = tmp_path / "later" / "solutions" / TINY
    later.mkdir(parents=True)
    for path in folder.iterdir():
        if path.name != "notebook.py":
            (later / path.name).symlink_to(path)
    (later / "notebook.py").write_text(text + question())
    for lookup in (source.find, source.sources):
        monkeypatch.setattr(lookup, "__defaults__", (later.parent,))
    instructor = build.instructor_notebook(source.find(TINY))
    release = tmp_path / "later" / "course" / TINY / f"{TINY}.ipynb"
    build.write({release: build.dumps(build.student_notebook(instructor))})
    for module in (job, preflight):
        monkeypatch.setattr(module, "ROOT", tmp_path / "later")
    job.release.cache_clear()
