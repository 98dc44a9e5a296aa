"""Write the gradebook as CSV."""

import csv
from pathlib import Path

from autograder.gradebook import Book

COLUMNS = ("assignment", "student", "score", "max_score", "late_penalty", "needs_manual_grade", "timestamp")


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
        writer.writerows(rows)
    return len(rows)
