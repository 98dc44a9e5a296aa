"""The gradebook as CSV."""

import csv

from autograder import cli, gradebook
from autograder.export import COLUMNS, write_csv
from autograder.report import ExerciseReport, Report
from autograder.source import find

NAME = "00_start_here"


def filled(root, *students: str) -> str:
    """The address of a gradebook with one grade for each student."""
    book = gradebook.Book(gradebook.sqlite(root))
    book.release(find(NAME))
    for number, student in enumerate(students):
        book.record(Report(student, NAME, (ExerciseReport("gd_step", number % 2, 1.0, "failed"),)))
    book.close()
    return gradebook.sqlite(root)


def test_a_row_for_each_grade_is_written_and_counted(tmp_path, capsys):
    database = filled(tmp_path, "ann", "ben", "José, jr.")
    assert write_csv(database, tmp_path / "grades.csv") == 3
    rows = list(csv.DictReader((tmp_path / "grades.csv").read_text("utf-8").splitlines()))
    assert tuple(rows[0]) == COLUMNS
    assert {row["student"]: row["score"] for row in rows} == {"ann": "0.0", "ben": "1.0", "José, jr.": "0.0"}
    assert cli.main(["export", "--root", str(tmp_path), "--to", str(tmp_path / "again.csv")]) == 0
    assert "3" in capsys.readouterr().out
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "grades.csv").read_bytes()
