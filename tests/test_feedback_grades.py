"""The feedback page says what the gradebook says: after penalty, a person's score, comment and written answer."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from autograder.authoring.source import ROOT, find
from autograder.classroom import batch
from autograder.classroom.inbox import collect
from autograder.classroom.workers import Backend
from autograder.grading.report import ExerciseReport, Report
from autograder.nbgrader import feedback, gradebook, settings
from autograder.nbgrader.grades import Cell, Grades
from utils import course_file

NAME = "00_start_here"
REPORT = Report("ann", NAME, (ExerciseReport("gd_step", 0.5, 1.0, "failed", ("Expected: <this>.",)),))


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("</head>")[1]).split())


@pytest.fixture
def book(tmp_path, monkeypatch):
    """Due at noon, and a tenth of the score is lost for each day begun."""
    path = tmp_path / "course.toml"
    path.write_text('[due]\n"00" = 2026-11-01T12:00:00Z\n[late]\nrule = "per day"\nper_day = 10\n')
    monkeypatch.setattr(course_file.load, "__defaults__", (path,))
    settings._configuration.cache_clear()
    book = gradebook.Book(settings.sqlite(tmp_path))
    book.release(find(NAME))
    yield book
    book.close()
    settings._configuration.cache_clear()


def shown(book) -> str:
    return text(feedback.page(({"gd_step": "def gd_step(): ..."}, []), REPORT, book.grades(NAME, "ann")))


def exported(book) -> float:
    (row,) = book.rows()
    return row["score"]


def test_lateness_and_what_it_costs(book):
    book.record(REPORT, "2026-11-03 15:00:00 UTC")
    assert exported(book) == 0.35
    assert "0.35 of 1 points" in shown(book)
    assert "Handed in 2 days after the due date (2026-11-01 12:00 UTC): 0.15 points are lost." in shown(book)


def test_work_in_time_has_no_word_of_it(book):
    book.record(REPORT, "2026-11-01 11:00:00 UTC")
    assert "due date" not in shown(book) and "0.5 of 1 points" in shown(book)


def test_a_persons_score_and_comment(book):
    book.record(REPORT)
    grade = book._book.find_grade("check_gd_step", NAME, NAME, "ann")
    grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 0.75, 0.5, False
    book._book.find_comment("gd_step", NAME, NAME, "ann").manual_comment = "Nice <try>!"
    book._book.db.commit()
    assert exported(book) == 1.25
    page = shown(book)
    assert "1.25 of 1 points" in page and "failed 1.25 of 1" in page
    assert "A person has scored this, 0.5 points of it as extra credit; the tests gave 0.5." in page
    assert "Nice &lt;try&gt;!" in page and "Expected: &lt;this&gt;." in page


def test_written_answers_with_their_text():
    cells = {"check_gd_step": Cell(0.5, 1), "answer_why": Cell(3, 5), "answer_how": Cell(0, 5, waits=True)}
    answers = {"answer_why": "Because <b>it is</b>.", "answer_how": "So."}
    page = text(feedback.page((answers, []), REPORT, Grades(cells, {"answer_why": "Good."})))
    assert "3.5 of 11 points" in page
    assert "Written answer why 3 of 5 Good. Because &lt;b&gt;it is&lt;/b&gt;." in page
    assert "Written answer how waits for a person, 0 of 5 So." in page


def test_nobodys_grades_change_nothing():
    assert "0.5 of 1 points" in text(feedback.page(({}, []), REPORT))


@pytest.fixture
def tree(tmp_path, filled):
    place = tmp_path / "submitted" / "ann" / NAME
    place.mkdir(parents=True)
    (place / f"{NAME}.ipynb").write_bytes(filled(gd_step="def gd_step(x, g, lr):\n    return x + lr * g\n"))
    return tmp_path


@pytest.mark.usefixtures("shared_sandboxes")
def test_nbgraders_own_command_writes_the_same_page(tree):
    batch.run(collect([tree / "submitted"]), Backend(), tree, settings.sqlite(tree))
    path = page_folder(tree) / f"{NAME}.html"
    ours = path.read_text("utf-8")
    assert "This is a step uphill" in ours
    shutil.rmtree(tree / "feedback")
    nbgrader(tree, "generate_feedback", NAME)
    assert path.read_text("utf-8") == ours


def nbgrader(tree, *words: str) -> None:
    flags = [f"--CourseDirectory.root={tree}", f"--CourseDirectory.db_url={settings.sqlite(tree)}"]
    flags.append(f"--Exchange.root={tree}/exchange")
    command = [sys.executable, "-P", "-m", "nbgrader", *words, *flags]
    environment = os.environ | {"JUPYTER_CONFIG_PATH": str(ROOT / "autograder" / "nbgrader")}
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("shared_sandboxes")
def test_nbgrader_releases_the_pages_of_course_grade(tree):
    """It looks for what its own `collect` laid beside the submission; a link there is not followed."""
    place = tree / "submitted" / "ann" / NAME
    (place / "timestamp.txt").write_text("2026-11-01 15:00:00 UTC")
    (place / "submission_secret.txt").write_text("a secret")
    batch.run(collect([tree / "submitted"]), Backend(), tree, settings.sqlite(tree))
    (tree / "exchange").mkdir()
    (tree / "exchange").chmod(0o777)
    nbgrader(tree, "release_feedback", NAME)
    (page,) = (tree / "exchange").glob("*/feedback/*.html")
    assert "This is a step uphill" in page.read_text()
    (place / "submission_secret.txt").unlink()
    (place / "submission_secret.txt").symlink_to(tree / "gradebook.db")
    shutil.rmtree(tree / "feedback")
    batch.run(collect([tree / "submitted"]), Backend(), tree, settings.sqlite(tree))
    assert {path.name for path in page_folder(tree).iterdir()} == {f"{NAME}.html", "timestamp.txt"}


def page_folder(tree):
    return tree / "feedback" / "ann" / NAME
