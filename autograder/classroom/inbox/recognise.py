"""Which notebook of the course a file is: by its content, else by its name, else by its folder's."""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring import source
from autograder.authoring.source import Source
from autograder.classroom.inbox.names import clean_id
from autograder.grading import submission

CONTENT, FILE_NAME, FOLDER_NAME, PART, TRACES, NOTHING = 5, 4, 3, 2, 1, 0
"""How strong the evidence is. CONTENT is our cells' ids or most of the exercises, PART a third of them, TRACES a name
that others use too: of a function, or "momentum" without our number."""

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
    if name := named_in(stem, numbered=True):
        return Sighting(name, FILE_NAME)
    if name := _of_folders(folders, numbered=True):
        return Sighting(name, FOLDER_NAME)
    if name := None if by_content else named_in(stem) or _of_folders(folders):
        return Sighting(name, TRACES)
    return by_content or Sighting(clean_id(stem) or "unnamed", NOTHING)


def named_in(text: str, numbered: bool = False) -> str | None:
    """The notebook whose name is in `text`, however it is spaced, with its number or perhaps without."""
    found = ((name, pattern.search(text)) for name, pattern in patterns().items())
    return next((name for name, match in found if match and (match[0][0].isdigit() or not numbered)), None)


def _of_folders(folders: tuple[str, ...], numbered: bool = False) -> str | None:
    return next((name for folder in reversed(folders) if (name := named_in(folder, numbered))), None)


def patterns() -> dict[str, re.Pattern]:
    """For each notebook what its name looks like in a file name."""
    return _patterns(source.SOLUTIONS, source.SOLUTIONS.stat().st_mtime_ns)


@functools.lru_cache(4)
def _patterns(folder: Path, _changed: int) -> dict[str, re.Pattern]:
    return {name: _pattern(name) for name in source.paths(folder)}


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
    part = by_mark or 3 * by_name >= len(best.exercises)
    return Sighting(best.notebook, CONTENT if many else PART if part else TRACES)


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
    return {name for text in texts for name in submission.defined_in(text)}
