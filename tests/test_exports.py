"""Grades as CSV and feedback as a zip: what a spreadsheet, Canvas and Moodle make of them."""

import csv
import sqlite3
import zipfile

import pytest

from autograder.classroom import feedback_zip
from autograder.classroom.inbox import roster
from autograder.classroom.report_store import ReportStore
from autograder.commands import cli
from autograder.grading.job import Job
from autograder.grading.report import ExerciseReport, Report
from autograder.nbgrader import exports
from utils import course_file

A, B = "01_sgd_pathologies", "03_adaptive_methods"
CLASS = """\
id,name,email,Canvas ID,SIS User ID,SIS Login ID,Section,username,Participant ID
ada,"Lovelace, Ada",ada@example.org,12345,S-1,alovelace,Mon,al,501
ben,=Ben+1,ben@example.org,12346,S-2,bturing,Tue,bt,502
zoe,김민수 🎓,zoe@example.org,,,,,,
"""


def row(student, notebook=A, score=5.0, max_score=10.0):
    rest = {"late_penalty": 0.0, "needs_manual_grade": False, "timestamp": "", "by_hand": 0, "seconds_late": 0}
    return {"assignment": notebook, "student": student, "score": score, "max_score": max_score, **rest}


@pytest.fixture
def people(tmp_path):
    (tmp_path / "students.csv").write_text(CLASS, "utf-8")
    return roster.load(tmp_path / "students.csv").people


@pytest.fixture
def written(tmp_path, monkeypatch):
    """The lines of the file that is written for these rows of a gradebook."""

    def write(rows, people=None, form="plain"):
        class Book:
            def rows(self):
                return iter(rows)

            def close(self):
                pass

        monkeypatch.setattr(exports, "existing", lambda db: Book())
        count = exports.write_csv("db", tmp_path / "grades.csv", people, form)
        with (tmp_path / "grades.csv").open(newline="", encoding="utf-8") as file:
            lines = list(csv.reader(file))
        assert count == len(lines) - (2 if form == "canvas" else 1)
        return lines

    return write


@pytest.mark.parametrize(
    "text",
    ['=HYPERLINK("http:evil")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1", "＝1+1", "-", "=1"],
)
def test_a_formula_is_text(written, text):
    assert written([row(text, score=-1.5)])[1][1:3] == [f"'{text}", "-1.5"]


@pytest.mark.parametrize(
    "text", ["ana", "-1", "+49", "-1.5e3", "a=b", "O'Hopper", "0042", "Lovelace, Ada", "김민수", "🎓"]
)
def test_names_and_numbers_stay_what_they_are(written, text):
    assert written([row(text)])[1][1] == text


def test_without_a_class_list_there_is_a_line_for_each_grade_in_the_order_of_students(written):
    lines = written([row("ben"), row("ada", B), row("ada")])
    assert lines[0] == [
        *("assignment", "student", "score", "max_score", "late_penalty", "needs_manual_grade", "timestamp")
    ]
    assert [line[:2] for line in lines[1:]] == [[A, "ada"], [B, "ada"], [A, "ben"]]


def test_who_handed_in_nothing_has_no_points_but_a_line(written, people):
    lines = written([row("ada"), row("guest")], people)
    found = {line[1]: line[2:7] for line in lines[1:]}
    assert found["zoe"] == ["김민수 🎓", "zoe@example.org", "no", "0.0", "10.0"]
    assert found["ada"] == ["Lovelace, Ada", "ada@example.org", "yes", "5.0", "10.0"]
    assert found["ben"][0] == "'=Ben+1" and found["guest"][:3] == ["", "", "yes"]


def test_a_total_is_weighted_as_the_course_says(written, people, monkeypatch, tmp_path):
    (tmp_path / "course.toml").write_text('[weights]\n"01" = 1\n"03" = 3\n')
    monkeypatch.setattr(course_file.load, "__defaults__", (tmp_path / "course.toml",))
    lines = written([row("ada", score=10.0), row("ada", B, 25.0, 100.0), row("ben", score=8.0)], people, "totals")
    assert [(line[0], *line[3:]) for line in lines[1:]] == [
        ("ada", "2", "2", "43.75"),  # (1 * 100 % + 3 * 25 %) / 4
        ("ben", "1", "2", "20.0"),
        ("zoe", "0", "2", "0.0"),
    ]


def test_an_empty_gradebook_has_no_lines(written):
    assert all(len(written([], form=form)) in (1, 2) for form in exports.FORMS)


def test_canvas_gets_its_own_form(written, people):
    lines = written([row("ada"), row("ada", B, 80.0, 100.0), row("ben", B, 0.0, 100.0)], people, "canvas")
    assert lines[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", A, B]
    assert lines[1] == ["    Points Possible", "", "", "", "", "10.0", "100.0"]
    assert lines[2] == ["Lovelace, Ada", "12345", "S-1", "alovelace", "Mon", "5.0", "80.0"]
    assert lines[3] == ["'=Ben+1", "12346", "S-2", "bturing", "Tue", "", "0.0"], "nothing handed in: nothing changes"
    assert lines[4] == ["김민수 🎓", "", "", "", "", "", ""]


def test_without_a_class_list_canvas_knows_the_number_in_an_uploads_name(written):
    lines = written([row("lovelaceada_12345_678901"), row("ben")], None, "canvas")
    assert [line[:2] for line in lines[2:]] == [["ben", ""], ["lovelaceada_12345_678901", "12345"]]


def test_a_class_list_that_came_from_canvas_has_its_number_as_id(written, tmp_path):
    (tmp_path / "canvas.csv").write_text("name,ID,SIS User ID,SIS Login ID,Section\nAda,12345,S-1,al,Mon\n")
    lines = written([row("12345")], roster.load(tmp_path / "canvas.csv").people, "canvas")
    assert lines[2][:4] == ["Ada", "12345", "S-1", "al"]


def test_moodle_gets_what_identifies_a_user(written, people):
    lines = written([row("ada"), row("guest", B, 1.0)], people, "moodle")
    assert lines[0] == ["ID number", "Email address", "Username", A, B]
    assert lines[1] == ["ada", "ada@example.org", "al", "5.0", ""]
    assert lines[3] == ["guest", "", "", "", "1.0"]


# --- addresses that are no gradebook ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("db", "says"),
    [
        ("sqlite:///{0}/x.db", "x.db: no such gradebook; grade first"),
        ("sqlite:///{0}/text.db", "the gradebook cannot be read: file is not a database"),
        ("sqlite:///{0}/other.db", "a database, but no gradebook"),
        ("foo://x", "the gradebook cannot be read: "),
        ("grades.db", "the gradebook cannot be read: "),
    ],
)
def test_a_mistyped_database_is_one_sentence_and_makes_no_gradebook(tmp_path, capsys, db, says):
    (tmp_path / "text.db").write_text("no database at all" * 100)
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE shopping (what TEXT)")
    other.close()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert cli.main(["export", "--db", db.format(tmp_path), "--to", str(tmp_path / "grades.csv")]) == 2
    said = capsys.readouterr().err
    assert says in said and said.count("\n") == 1
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_password_is_not_shown(tmp_path, capsys):
    cli.main(["export", "--db", f"sqlite://me:secret@/{tmp_path}/x.db"])
    assert "secret" not in capsys.readouterr().err


def test_who_is_not_on_the_roster_is_said(tmp_path, people, monkeypatch, capsys):
    monkeypatch.setattr(exports, "read", lambda db: [row("ada"), row("guest")])
    command = ["export", "--db", "db", "--roster", str(tmp_path / "students.csv"), "--to", str(tmp_path / "grades.csv")]
    assert cli.main(command) == 0
    said = capsys.readouterr()
    assert "wrote 4 lines" in said.out
    assert said.err == "not on the roster: guest (grade with --roster to give its ids)\n"


# --- feedback ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "place", "name"),
    [
        (
            "moodle",
            f"in/Ada Lovelace_501_assignsubmission_file_/{A}.ipynb",
            f"Ada Lovelace_501_assignsubmission_file_/{A}.html",
        ),
        ("moodle", f"all.zip!Ada_501_assignsubmission_file_{A}.ipynb", f"Ada_501_assignsubmission_file_/{A}.html"),
        ("moodle", f"in/ada/{A}.ipynb", None),
        ("canvas", f"in/lovelaceada_12345_678901_{A}-1.ipynb", f"lovelaceada_12345_678901_{A}.html"),
        ("canvas", f"all.zip!lovelaceada_LATE_12345_678901_{A}.ipynb", f"lovelaceada_LATE_12345_678901_{A}.html"),
        ("canvas", f"alice_2026_{B}.ipynb", None),
        ("canvas", "", None),
    ],
)
def test_a_page_goes_back_under_the_name_that_came(system, place, name):
    assert feedback_zip.name_for(system, place, A) == name


def canvas_reads(name):
    """User and upload, as Canvas's `infer_comment_context_from_filename` finds them."""
    return [part for part in name.split("_") if part.isdigit()][:2]


def test_canvas_finds_both_numbers_whatever_the_notebooks_name():
    name = feedback_zip.name_for("canvas", f"lovelaceada_LATE_12345_678901_{B}.ipynb", B)
    assert canvas_reads(name) == ["12345", "678901"]


@pytest.fixture
def graded(tmp_path):
    """Two students and two notebooks, from Moodle; a third student from elsewhere."""
    store = ReportStore(tmp_path)
    for student, notebook, place in [
        ("ada", A, "in/Ada_501_assignsubmission_file_/x.ipynb"),
        ("ada", B, "in/Ada_777_assignsubmission_file_/x.ipynb"),
        ("ben", A, "in/ben/x.ipynb"),
        ("eve", A, "in/eve/x.ipynb"),
    ]:
        report = Report(student, notebook, (ExerciseReport("f", 1.0, 1.0, "passed"),))
        store.save(Job(student, notebook, b"", 0), report, place)
        page = tmp_path / "feedback" / student / notebook / f"{notebook}.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"{student} {notebook}")
    return tmp_path


def test_there_is_a_zip_for_each_notebook_and_nobody_is_left_out_in_silence(graded, people, capsys):
    command = ["export", "--root", str(graded), "--roster", str(graded / "students.csv"), "--for", "moodle"]
    assert cli.main([*command, "--feedback-zip", str(graded / "back.zip")]) == 1
    said = capsys.readouterr()
    assert said.err == f"eve, {A}: neither the file's name nor the roster says who this is in moodle\n"
    found = {path.name: zipfile.ZipFile(path).namelist() for path in graded.glob("*.zip")}
    assert found == {
        f"back-{A}.zip": [f"=Ben+1_502_assignsubmission_file_/{A}.html", f"Ada_501_assignsubmission_file_/{A}.html"],
        f"back-{B}.zip": [f"Ada_777_assignsubmission_file_/{B}.html"],
    }
    with zipfile.ZipFile(graded / f"back-{A}.zip") as archive:
        assert archive.read(found[f"back-{A}.zip"][1]).decode() == f"ada {A}"


def test_both_options_belong_together(graded, capsys):
    assert cli.main(["export", "--root", str(graded), "--for", "moodle"]) == 2
    assert cli.main(["export", "--root", str(graded), "--feedback-zip", "x.zip"]) == 2
    assert cli.main(["export", "--root", str(graded), "--totals", "--format", "canvas"]) == 2
    assert "give both: --feedback-zip feedback.zip --for canvas" in capsys.readouterr().err
