"""Write the gradebook as CSV."""

import csv
import re
from pathlib import Path

from autograder.nbgrader.gradebook import Book

COLUMNS = ("assignment", "student", "score", "max_score", "late_penalty", "needs_manual_grade", "timestamp")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What begins a formula, after OWASP's page on CSV injection; East Asian spreadsheets take the wide signs too."""
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


def write_csv(db: str, path: Path) -> int:
    """One line per student and assignment; returns how many."""
    book = Book(db)
    try:
        rows = list(book.rows())
    finally:
        book.close()
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows({column: _harmless(value) for column, value in row.items()} for row in rows)
    return len(rows)


def _harmless(value: object) -> object:
    """Text that a spreadsheet would run as a formula, behind an apostrophe; numbers stay numbers."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA) and not NUMBER.fullmatch(value):
        return f"'{value}"
    return value
