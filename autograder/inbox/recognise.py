"""Which notebook of the course a file is: by its content, else by its name, else by its folder's."""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from autograder import source, submission
from autograder.source import Source

CONTENT, FILE_NAME, FOLDER_NAME, TRACES, NOTHING = 4, 3, 2, 1, 0
"""How strong the evidence is. TRACES is a name or two that the course uses too."""

_DEFINED = re.compile(r"^(?:async\s+)?(?:def|class)\s+(\w+)", re.MULTILINE)
_OUR_ID = re.compile(r"^(?:exercise|check)-(\w+)$", re.MULTILINE)


@dataclass(frozen=True)
class Sighting:
    """What a file was taken for."""

    notebook: str
    """The notebook's id, or the bare file name where it is none of the course's."""
    evidence: int


def notebooks() -> list[str]:
    """The ids of the course's notebooks."""
    return list(patterns())


def recognise(data: bytes, stem: str, folders: tuple[str, ...]) -> Sighting:
    """Strong evidence in the content comes first, then names; a trace in the content is the last resort."""
    by_content = _by_content(data)
    if by_content and by_content.evidence == CONTENT:
        return by_content
    if name := named_in(stem):
        return Sighting(name, FILE_NAME)
    if name := next(filter(None, map(named_in, reversed(folders))), None):
        return Sighting(name, FOLDER_NAME)
    return by_content or Sighting(stem, NOTHING)


def named_in(text: str) -> str | None:
    """The notebook whose name is in `text`, with or without its number and however it is spaced."""
    return next((name for name, pattern in patterns().items() if pattern.search(text)), None)


def patterns() -> dict[str, re.Pattern]:
    """For each notebook what its name looks like in a file name."""
    return _patterns(source.SOLUTIONS, source.SOLUTIONS.stat().st_mtime_ns)


@functools.lru_cache(4)
def _patterns(folder: Path, _changed: int) -> dict[str, re.Pattern]:
    names = sorted(path.stem for path in folder.glob("[0-9][0-9]_*.py"))
    return {name: _pattern(name) for name in names}


def _pattern(name: str) -> re.Pattern:
    number, *words = name.split("_")
    topic = r"[\W_]*".join(map(re.escape, words))
    return re.compile(rf"(?<![^\W\d_])(?<!\d)(?:{number}[\W_]*)?{topic}(?![^\W\d_])", re.IGNORECASE)


def _by_content(data: bytes) -> Sighting | None:
    """Whatever goes wrong in reading is for the grader to say."""
    try:
        notebook, _ = submission.parse(data)
        cells = [cell for cell in notebook["cells"] if isinstance(cell, dict)]
        marks, names = _marks(cells), _names(cells)
    except Exception:  # a malformed notebook may lead nbformat and json anywhere
        return None
    found = [(*_counts(known, marks, names), known) for known in source.sources(source.SOLUTIONS)]
    by_mark, by_name, best = max(found, key=lambda item: item[:2])
    if not by_mark and not by_name:
        return None
    many = by_mark >= min(2, len(best.exercises)) or 2 * by_name > len(best.exercises)
    return Sighting(best.notebook, CONTENT if many else TRACES)


def _counts(known: Source, marks: set[str], names: set[str]) -> tuple[int, int]:
    """How many exercises of a notebook have a cell with our ids, and how many are defined."""
    exercises = known.exercises.keys()
    return len(exercises & marks), len(exercises & names)


def _marks(cells: list[dict]) -> set[str]:
    """Exercises that ids of cells speak of: `grade_id` of nbgrader, or the cell's own."""
    graded = {submission.grade_id_of(cell).removeprefix("check_") for cell in cells}
    return graded | set(_OUR_ID.findall("\n".join(str(cell.get("id")) for cell in cells)))


def _names(cells: list[dict]) -> set[str]:
    """Functions and classes that are defined at the top of code cells."""
    texts = [submission.text_of(cell) for cell in cells if cell.get("cell_type") == "code"]
    return {name for text in texts for name in _DEFINED.findall(text)}
