"""Grades as CSV: what a spreadsheet makes of them."""

import csv

import pytest

from autograder.nbgrader import exports

ROW = {
    "assignment": "03_adaptive_methods",
    "student": "ana",
    "score": -1.5,
    "max_score": 100.0,
    "late_penalty": 0.0,
    "needs_manual_grade": False,
    "timestamp": "",
}


@pytest.fixture
def written(tmp_path, monkeypatch):
    """The student's cell as it is in the file, for a student of this id."""

    def write(student):
        class Book:
            def __init__(self, db):
                self.rows = lambda: [ROW | {"student": student}]

            def close(self):
                pass

        monkeypatch.setattr(exports, "Book", Book)
        assert exports.write_csv("db", tmp_path / "grades.csv") == 1
        with (tmp_path / "grades.csv").open(newline="", encoding="utf-8") as file:
            (row,) = csv.DictReader(file)
        assert row["score"] == "-1.5"
        return row["student"]

    return write


@pytest.mark.parametrize(
    "text",
    ['=HYPERLINK("http:evil")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1", "＝1+1", "-", "=1"],
)
def test_a_formula_is_text(written, text):
    assert written(text) == f"'{text}"


@pytest.mark.parametrize("text", ["ana", "-1", "+49", "-1.5e3", "a=b", "O'Hopper", "0042"])
def test_names_and_numbers_stay_what_they_are(written, text):
    assert written(text) == text
