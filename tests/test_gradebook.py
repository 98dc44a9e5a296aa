"""From a tree of submissions to gradebook, feedback and CSV; our way and nbgrader's."""

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader import dbutil
from nbgrader.api import Gradebook

from autograder.authoring import build
from autograder.authoring.source import ROOT, find
from autograder.classroom import batch
from autograder.classroom.inbox import collect
from autograder.classroom.workers import Backend
from autograder.commands import cli
from autograder.grading.report import ExerciseReport, GraderError, Report
from autograder.nbgrader import gradebook, settings
from autograder.nbgrader.exports import write_csv
from utils import course_file

NAME = "00_start_here"
RIGHT = "def gd_step(x, g, lr):\n    return x - lr * g\n"
WRONG = RIGHT.replace("-", "+")


def tools_first() -> str:
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


@pytest.fixture
def tree(tmp_path, filled):
    """A `submitted/` tree of three: one right, one wrong, one broken file."""
    class_ = {"ann": filled(gd_step=RIGHT), "ben": filled(gd_step=WRONG), "cem": b"{"}
    for student, data in class_.items():
        folder = tmp_path / "submitted" / student / NAME
        folder.mkdir(parents=True)
        (folder / f"{NAME}.ipynb").write_bytes(data)
    return tmp_path


def scores(root):
    with Gradebook(settings.sqlite(root), settings.course_id()) as book:
        return {s.student.id: s.score for s in book.assignment_submissions(NAME)}


pytestmark = pytest.mark.usefixtures("shared_sandboxes")


def test_a_new_gradebook_has_the_schema_that_nbgraders_own_program_names():
    with dbutil._temp_alembic_ini("sqlite://") as settings:
        command = [sys.executable, "-m", "alembic", "-c", settings, "heads"]
        heads = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert heads.split()[0] == gradebook.newest_schema()


def test_a_batch_ends_in_gradebook_feedback_and_csv(tree):
    outcome = batch.run(collect([tree / "submitted"]), Backend(), tree, settings.sqlite(tree))
    assert scores(tree) == {"ann": 1, "ben": 0, "cem": 0}
    assert not outcome.complete
    page = (tree / "feedback" / "ben" / NAME / f"{NAME}.html").read_text()
    assert "This is a step uphill" in page
    assert "0 of 1 points" in page
    assert cli.main(["export", "--root", str(tree), "--to", str(tree / "grades.csv")]) == 0
    rows = list(csv.DictReader((tree / "grades.csv").read_text().splitlines()))
    assert [(row["student"], row["score"]) for row in rows] == [("ann", "1.0"), ("ben", "0.0"), ("cem", "0.0")]


def test_a_graded_notebook_has_a_number_in_every_check_and_nothing_forged(tree, filled):
    notebook = json.loads(filled(gd_step=WRONG))
    for cell in notebook["cells"]:
        if "check(" in "".join(cell["source"]):
            number = {
                "output_type": "execute_result",
                "data": {"text/plain": "1.0"},
                "metadata": {},
                "execution_count": 1,
            }
            cell["outputs"] = [number]
            cell["metadata"]["nbgrader"]["points"] = 50
    (tree / "submitted" / "ben" / NAME / f"{NAME}.ipynb").write_text(json.dumps(notebook))
    batch.run(collect([tree / "submitted"]), Backend(), tree, settings.sqlite(tree))
    graded = nbformat.read(tree / "autograded" / "ben" / NAME / f"{NAME}.ipynb", as_version=4)
    (check,) = [c for c in graded.cells if c.metadata.get("nbgrader", {}).get("grade")]
    assert check.metadata.nbgrader.points == 1
    assert [o.data["text/plain"] for o in check.outputs if o.output_type == "execute_result"] == ["0.0"]
    assert scores(tree)["ben"] == 0


def test_feedback_escapes_what_a_student_wrote(tree, filled):
    evil = f"{RIGHT}# <script>alert(1)</script>\n"
    (tree / "submitted" / "ann" / NAME / f"{NAME}.ipynb").write_bytes(filled(gd_step=evil))
    batch.run(collect([tree / "submitted"]), Backend(), tree, settings.sqlite(tree))
    page = (tree / "feedback" / "ann" / NAME / f"{NAME}.html").read_text()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_nothing_hidden_is_in_feedback_or_graded_notebooks(tree):
    batch.run(collect([tree / "submitted"]), Backend(), tree, settings.sqlite(tree))
    hidden = (ROOT / "solutions" / "00_start_here" / "test_hidden.py").read_text()
    code = [line.strip() for line in hidden.splitlines() if len(line.strip()) > 20 and '"""' not in line]
    for path in [*tree.glob("feedback/**/*.html"), *tree.glob("autograded/**/*.ipynb")]:
        text = path.read_text()
        assert [line for line in code if line in text] == []
        assert "### BEGIN SOLUTION" not in text


def test_a_submission_is_recorded_whole_or_not_at_all(tmp_path):
    book = gradebook.Book(settings.sqlite(tmp_path))
    book.release(find(NAME))
    good = Report("ann", NAME, (ExerciseReport("gd_step", 1.0, 1.0, "passed"),))
    book.record(good)
    bad = Report(
        "ann", NAME, (ExerciseReport("gd_step", 0.0, 1.0, "failed"), ExerciseReport("no_such", 0, 1, "failed"))
    )
    with pytest.raises(Exception, match="no_such"):
        book.record(bad)
    book.close()
    assert scores(tmp_path) == {"ann": 1}


def test_every_grade_is_exported_and_counted(tmp_path, capsys):
    book = gradebook.Book(settings.sqlite(tmp_path))
    book.release(find(NAME))
    for number, student in enumerate(["ann", "ben", "José, jr."]):
        book.record(Report(student, NAME, (ExerciseReport("gd_step", number % 2, 1.0, "failed"),)))
    book.close()
    assert write_csv(settings.sqlite(tmp_path), tmp_path / "grades.csv") == 3
    rows = list(csv.DictReader((tmp_path / "grades.csv").read_text("utf-8").splitlines()))
    assert {row["student"]: row["score"] for row in rows} == {"ann": "0.0", "ben": "1.0", "José, jr.": "0.0"}
    assert cli.main(["export", "--root", str(tmp_path), "--to", str(tmp_path / "again.csv")]) == 0
    assert "3" in capsys.readouterr().out


def test_what_could_not_be_checked_waits_for_a_person(tmp_path):
    book = gradebook.Book(settings.sqlite(tmp_path))
    book.release(find(NAME))
    book.record(Report("ann", NAME, (ExerciseReport("gd_step", 0.0, 1.0, "not checked"),)))
    assert [row["needs_manual_grade"] for row in book.rows()] == [True]
    book.close()


def test_a_locked_database_is_waited_for(tmp_path, monkeypatch):
    book = gradebook.Book(settings.sqlite(tmp_path))
    book.release(find(NAME))
    lock = sqlite3.connect(tmp_path / "gradebook.db", check_same_thread=False)
    lock.execute("BEGIN EXCLUSIVE")
    waits = []

    def sleep(seconds):
        waits.append(seconds)
        lock.rollback()

    monkeypatch.setattr(gradebook.time, "sleep", sleep)
    book.record(Report("ann", NAME, (ExerciseReport("gd_step", 1.0, 1.0, "passed"),)))
    assert waits
    assert scores(tmp_path) == {"ann": 1}
    lock.close()
    book.close()


def test_a_database_that_stays_locked_is_given_up_with_a_reason(tmp_path, monkeypatch):
    book = gradebook.Book(settings.sqlite(tmp_path))
    book.release(find(NAME))
    lock = sqlite3.connect(tmp_path / "gradebook.db", check_same_thread=False)
    lock.execute("BEGIN EXCLUSIVE")
    clock, waits = [0.0], []

    def sleep(seconds):
        waits.append(seconds)
        assert len(waits) < 1000, "it waits without end"
        clock[0] += 20

    monkeypatch.setattr(gradebook.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(gradebook.time, "sleep", sleep)
    book._book.db.connection().exec_driver_sql("PRAGMA busy_timeout = 0")  # SQLite's own patience is another's affair
    with pytest.raises(TimeoutError, match="the gradebook does not answer: database is locked"):
        book.record(Report("ann", NAME, (ExerciseReport("gd_step", 1.0, 1.0, "passed"),)))
    assert clock[0] > gradebook.PATIENCE_S and waits
    lock.close()
    book.close()


def test_a_score_given_by_hand_is_looked_at_again_after_regrading(tmp_path):
    book = gradebook.Book(settings.sqlite(tmp_path))
    book.release(find(NAME))
    book.record(report_of(1.0, "passed"))
    assert [row["needs_manual_grade"] for row in book.rows()] == [False]
    grade = book._book.find_grade("check_gd_step", NAME, NAME, "ann")
    grade.manual_score = 0.5
    book._book.db.commit()
    book.record(report_of(0.0, "failed"))
    assert [(row["needs_manual_grade"], row["score"]) for row in book.rows()] == [(True, 0.5)]
    book.close()


def report_of(score, outcome):
    return Report("ann", NAME, (ExerciseReport("gd_step", score, 1.0, outcome),))


@pytest.fixture
def late(tmp_path, monkeypatch):
    """A gradebook in which notebook 00 was due at noon; later than an hour costs half of the score."""
    (tmp_path / "nbgrader_config.py").write_text(HALF)
    monkeypatch.chdir(tmp_path)
    book = gradebook.Book(settings.sqlite(tmp_path))
    book.release(find(NAME))
    book._book.update_or_create_assignment(NAME, duedate="2026-11-01 12:00:00 UTC")
    yield book
    book.close()


def charged(book):
    return [(row["score"], row["late_penalty"]) for row in book.rows()]


def test_a_late_penalty_goes_when_the_work_is_not_late_any_more(late):
    late.record(report_of(1.0, "passed"), "2026-11-01 15:00:00 UTC")
    assert charged(late) == [(0.5, 0.5)]
    late.record(report_of(1.0, "passed"), "2026-11-01 12:30:00 UTC")
    assert charged(late) == [(1.0, 0.0)], "inside the hour of grace"
    late.record(report_of(1.0, "passed"), "2026-11-01 15:00:00 UTC")
    late.record(report_of(1.0, "passed"), "2026-11-01 11:00:00 UTC")
    assert charged(late) == [(1.0, 0.0)], "in time"


def test_a_penalty_above_the_score_leaves_zero_points(late):
    """As after a penalty by hand, or after a score that was lowered in Formgrader."""
    late.record(report_of(1.0, "passed"), "2026-11-01 15:00:00 UTC")
    (notebook,) = late._book.find_submission(NAME, "ann").notebooks
    notebook.late_submission_penalty = 3.0
    late._book.db.commit()
    assert charged(late) == [(0.0, 3.0)]


def test_a_second_run_replaces_the_grade(tree, filled):
    batch.run(collect([tree / "submitted"]), Backend(), tree, settings.sqlite(tree))
    (tree / "submitted" / "ann" / NAME / f"{NAME}.ipynb").write_bytes(b"{")
    batch.run(collect([tree / "submitted"]), Backend(), tree, settings.sqlite(tree))
    assert scores(tree)["ann"] == 0


HALF = """
from nbgrader.plugins import BasePlugin

class Half(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 2 if total_seconds_late > 3600 else None

c = get_config()
c.AssignLatePenalties.plugin_class = Half
"""


def test_nbgraders_late_penalties_hold(tree, monkeypatch):
    """An hour's grace, then half the points; the settings are nbgrader's own, in the present folder."""
    (tree / "nbgrader_config.py").write_text(HALF)
    monkeypatch.chdir(tree)
    with Gradebook(settings.sqlite(tree), settings.course_id()) as book:
        book.update_or_create_assignment(NAME, duedate="2026-11-01 12:00:00 UTC")
    for student, time in (("ann", "14:00:00"), ("ben", "12:30:00")):
        place = tree / "submitted" / student / NAME
        (place / "timestamp.txt").write_text(f"2026-11-01 {time} UTC")
        shutil.copy(tree / "submitted" / "ann" / NAME / f"{NAME}.ipynb", place / "copy.ipynb")
        os.replace(place / "copy.ipynb", place / f"{NAME}.ipynb")
    batch.run(collect([tree / "submitted"]), Backend(), tree, settings.sqlite(tree))
    cli.main(["export", "--root", str(tree), "--to", str(tree / "grades.csv")])
    rows = {row["student"]: row for row in csv.DictReader((tree / "grades.csv").read_text().splitlines())}
    assert [(rows[s]["score"], rows[s]["late_penalty"]) for s in ("ann", "ben")] == [("0.5", "0.5"), ("1.0", "0.0")]


def test_an_environment_that_grades_wrongly_grades_nothing(tree, monkeypatch):
    monkeypatch.setattr(build, "student_notebook", lambda notebook: notebook)
    with pytest.raises(GraderError, match="the empty release gets 1 of 1 points here, so nothing was graded"):
        batch.run(collect([tree / "submitted"]), Backend(), tree, settings.sqlite(tree))
    assert not (tree / "gradebook.db").exists()


def test_nbgraders_own_command_goes_the_same_way(tree):
    """`nbgrader autograde`, with a file that is no notebook among them: no submission stops the others."""
    book = gradebook.Book(settings.sqlite(tree))
    book.release(find(NAME))
    book.close()
    flags = [f"--CourseDirectory.root={tree}", f"--CourseDirectory.db_url={settings.sqlite(tree)}"]
    command = [sys.executable, "-m", "nbgrader", "autograde", NAME, *flags]
    environment = os.environ | {"JUPYTER_CONFIG_PATH": str(ROOT / "autograder" / "nbgrader"), "PATH": tools_first()}
    result = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert scores(tree) == {"ann": 1, "ben": 0, "cem": 0}
    assert "This is a step uphill" in (tree / "feedback" / "ben" / NAME / f"{NAME}.html").read_text()


TENTH = """
from nbgrader.plugins import BasePlugin

class Tenth(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 10
"""


def test_a_late_plugin_may_lie_in_the_present_folder(tmp_path, monkeypatch):
    """As in nbgrader's own manual."""
    (tmp_path / "late_rule_of_ours.py").write_text(TENTH)
    (tmp_path / "nbgrader_config.py").write_text(
        "c = get_config()\nc.AssignLatePenalties.plugin_class = 'late_rule_of_ours.Tenth'\n"
    )
    monkeypatch.chdir(tmp_path)
    book = gradebook.Book(settings.sqlite(tmp_path))
    book.release(find(NAME))
    book._book.update_or_create_assignment(NAME, duedate="2026-11-01 12:00:00 UTC")
    book.record(report_of(1.0, "passed"), "2026-11-01 15:00:00 UTC")
    assert charged(book) == [(0.9, 0.1)]
    book.close()


def test_a_late_plugin_that_is_not_there_is_said_before_anything_is_graded(tmp_path, monkeypatch):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.AssignLatePenalties.plugin_class = 'nowhere.X'\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="the late plugin of nbgrader_config.py cannot be loaded"):
        gradebook.Book(settings.sqlite(tmp_path))


def test_due_dates_extensions_and_the_late_rule_of_the_course_file_hold(tmp_path, monkeypatch):
    path = tmp_path / "course.toml"
    path.write_text(
        '[due]\n"00" = 2026-11-01T12:00:00Z\n[extensions.ben]\n"00" = 2026-11-03T12:00:00Z\n'
        '[late]\nrule = "per day"\nper_day = 20\ngrace_hours = 1\n'
    )
    monkeypatch.setattr(course_file.load, "__defaults__", (path,))
    settings._configuration.cache_clear()
    book = gradebook.Book(settings.sqlite(tmp_path))
    book.release(find(NAME))
    for student in ("ann", "ben"):
        report = Report(student, NAME, (ExerciseReport("gd_step", 1.0, 1.0, "passed"),))
        book.record(report, "2026-11-02 15:00:00 UTC")
    assert [(row["student"], row["score"]) for row in book.rows()] == [("ann", 0.6), ("ben", 1.0)]
    book.close()
    settings._configuration.cache_clear()
