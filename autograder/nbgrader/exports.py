"""Write the gradebook as CSV: a line per grade, a line per student, or what Canvas and Moodle import.

Canvas's form is that of its own gradebook export. Instructure's guide "How do I import grades in the Gradebook?"
describes it, and `lib/gradebook_importer.rb` of instructure/canvas-lms decides: the columns Student, ID, SIS User ID,
SIS Login ID, Section in this order, then assignments; a row that begins with "Points Possible"; a student is found by
ID, else by SIS User ID, SIS Login ID or name, an assignment by its title. Moodle's is described on docs.moodle.org as
"Grade import", and `grade/import/csv/classes/load_data.php` of moodle/moodle decides: one of ID number, e-mail address
and username is mapped to the user, the other columns to grade items, and an empty cell is "no grade".
Neither file has been imported into a running Canvas or Moodle.
"""

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from autograder.nbgrader.gradebook import existing
from utils import course_file

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What begins a formula, after OWASP's page on CSV injection; East Asian spreadsheets take the wide signs too."""
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
GRADE = ("score", "max_score", "late_penalty", "needs_manual_grade", "timestamp")
CANVAS_ID = re.compile(r".+_(\d+)_\d+")
"""Of a student whose id is the name of a Canvas upload: name, user, upload."""

Row = Mapping[str, object]


class Person(Protocol):
    """A line of a class list."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def columns(self) -> Mapping[str, str]: ...


People = Sequence[Person] | None


def write_csv(db: str, path: Path, people: People = None, form: str = "plain") -> int:
    """Write the grades in a form of FORMS; returns how many lines. Raises LookupError where there is no gradebook."""
    return write_rows(path, read(db), people, form)


def write_rows(path: Path, rows: list[dict], people: People = None, form: str = "plain") -> int:
    """Write rows of a gradebook; returns how many lines there are below the head."""
    lines = FORMS[form](rows, people)
    write_lines(path, lines)
    return len(lines) - (2 if form == "canvas" else 1)


def read(db: str) -> list[dict]:
    """The gradebook's rows, ordered by student."""
    book = existing(db)
    try:
        return sorted(book.rows(), key=lambda row: (row["student"], row["assignment"]))
    finally:
        book.close()


def write_lines(path: Path, lines: Iterable[Iterable[object]]) -> None:
    """Write a CSV that no spreadsheet runs anything of."""
    with path.open("w", newline="", encoding="utf-8", errors="backslashreplace") as file:
        csv.writer(file).writerows([harmless(cell) for cell in line] for line in lines)


def harmless(value: object) -> object:
    """Text that a spreadsheet would run as a formula, behind an apostrophe; numbers stay numbers."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA) and not NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def plain(rows: list[dict], people: People) -> list[list]:
    """A line per student and notebook; with a class list also who handed in nothing, with no points."""
    if people is None:
        return [["assignment", "student", *GRADE], *(_cells(row, ("assignment", "student", *GRADE)) for row in rows)]
    known = {person.id: person for person in people}
    columns = ("assignment", "student", "name", "email", "submitted", *GRADE)
    every = [row | {"submitted": "yes"} for row in rows] + _absent(rows, people)
    for row in every:
        person = known.get(row["student"])
        row |= {"name": person.name, "email": person.email} if person else {"name": "", "email": ""}
    every.sort(key=lambda row: (row["student"], row["assignment"]))
    return [list(columns), *(_cells(row, columns) for row in every)]


def _cells(row: Row, columns: Iterable[str]) -> list:
    return [row[column] for column in columns]


def _absent(rows: list[dict], people: Sequence[Person]) -> list[dict]:
    """A row for each notebook that a person of the list has not handed in."""
    there = {(row["student"], row["assignment"]) for row in rows}
    nothing = {"score": 0.0, "late_penalty": 0.0, "needs_manual_grade": False, "timestamp": "", "submitted": "no"}
    return [
        {"student": person.id, "assignment": assignment, "max_score": points, **nothing}
        for person in people
        for assignment, points in notebooks(rows).items()
        if (person.id, assignment) not in there
    ]


def notebooks(rows: list[dict]) -> dict[str, float]:
    """The notebooks of which there are grades, in order, and their points."""
    return {row["assignment"]: row["max_score"] for row in sorted(rows, key=lambda row: row["assignment"])}


def totals(rows: list[dict], people: People) -> list[list]:
    """A line per student: the weighted mean over all notebooks of the class, in per cent. What is missing counts 0."""
    points = notebooks(rows)
    lines: list[list] = [["student", "name", "email", "submitted", "of", "total_percent"]]
    for student, name, person in _students(rows, people):
        scores = {row["assignment"]: row["score"] for row in student}
        email = person.email if person else ""
        per_cent = course_file.load().total(scores, points)
        lines.append([name, person.name if person else "", email, len(scores), len(points), per_cent])
    return lines


def _students(rows: list[dict], people: People) -> list[tuple[list[dict], str, Person | None]]:
    """Rows, id and line of the class list of everybody, ordered by id."""
    known = {person.id: person for person in people or ()}
    grouped: dict[str, list[dict]] = {name: [] for name in known}
    for row in rows:
        grouped.setdefault(row["student"], []).append(row)
    return [(grouped[name], name, known.get(name)) for name in sorted(grouped)]


def canvas(rows: list[dict], people: People) -> list[list]:
    """Canvas's gradebook. A cell is empty where nothing was handed in: Canvas then keeps what it has."""
    points = notebooks(rows)
    lines: list[list] = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *points]]
    lines.append(["    Points Possible", "", "", "", "", *points.values()])
    for student, name, person in _students(rows, people):
        lines.append([*_in_canvas(name, person), *_scores(student, points)])
    return lines


def _in_canvas(name: str, person: Person | None) -> list[str]:
    """How Canvas knows a student."""
    if person is None:
        match = CANVAS_ID.fullmatch(name)
        return [name, match[1] if match else "", "", "", ""]
    columns = person.columns
    known = (columns.get(key, "") for key in ("sisuserid", "sisloginid", "section"))
    return [person.name or name, _number(columns), *known]


def _number(columns: Mapping[str, str]) -> str:
    """Canvas's own number of a user: of a list that came from Canvas it is the id."""
    for key in ("canvasid", "canvasuserid"):
        if key in columns:
            return columns[key]
    from_canvas = "sisuserid" in columns or "sisloginid" in columns
    return columns.get("id", "") if from_canvas and columns.get("id", "").isdigit() else ""


def moodle(rows: list[dict], people: People) -> list[list]:
    """What Moodle's import of a CSV file maps to users and grade items."""
    points = notebooks(rows)
    lines: list[list] = [["ID number", "Email address", "Username", *points]]
    for student, name, person in _students(rows, people):
        columns = person.columns if person else {}
        known = [columns.get("idnumber", name), person.email if person else "", columns.get("username", "")]
        lines.append([*known, *_scores(student, points)])
    return lines


def _scores(student: list[dict], points: Iterable[str]) -> list:
    scores = {row["assignment"]: row["score"] for row in student}
    return [scores.get(name, "") for name in points]


FORMS: dict[str, Callable[[list[dict], People], list[list]]] = {
    "plain": plain,
    "totals": totals,
    "canvas": canvas,
    "moodle": moodle,
}
