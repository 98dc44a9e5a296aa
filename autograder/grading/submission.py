"""Read a student's notebook: only the sources of its cells are taken, and whatever is odd is said in a sentence."""

import json
import re
from dataclasses import dataclass, field, replace

import nbformat

from autograder.authoring.source import Source

MAX_MB = 100
"""Of a file."""
MAX_ITEMS = 5_000_000
"""Of its JSON, counted by brackets and commas: each can take a hundred bytes once it is read."""
MAX_CELL_KB, MAX_SOURCE_MB = 256, 2
"""Of the source of one cell, and of all cells."""
_DEFINITION = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)


class InvalidNotebook(ValueError):
    """No notebook can be made of this file; the message is for the student."""


@dataclass(frozen=True)
class Cell:
    """Code as it will run."""

    name: str | None
    """What to call it in messages ("cell 7"); None for cells that we gave out."""
    text: str
    whole: bool = True
    """False where only its functions, classes and imports are run."""

    @property
    def is_needed(self) -> bool:
        """Whether there is something to run: most of our demos define nothing."""
        return self.whole or any(word in self.text for word in ("def", "class", "import"))

    def reduced(self) -> "Cell":
        return replace(self, whole=False)


@dataclass
class Submission:
    """The code of a notebook as it will run."""

    cells: list[Cell] = field(default_factory=list)
    """In the notebook's order."""
    notes: list[str] = field(default_factory=list)
    """What was odd, in sentences the student reads."""
    answered: set[str] = field(default_factory=set)
    """The exercises that a cell defines and that do not look as they were given out."""


def parse(data: bytes) -> tuple[dict, list[str]]:
    """The notebook as plain JSON in nbformat 4, and notes. Raises InvalidNotebook, and nothing else.

    Sizes are looked at before anything is built of the file, so that it takes little memory whatever it holds.
    """
    notes: list[str] = []
    try:
        notebook = _loaded(data, notes)
        if notebook.get("nbformat", 4) != 4:
            notebook = _upgraded(notebook, notes)
        if not isinstance(notebook.get("cells"), list):
            raise InvalidNotebook("The file is not a notebook: it has no cells.")
        notebook["cells"] = [cell for cell in notebook["cells"] if isinstance(cell, dict)]
        _limit_sources(notebook, notes)
    except InvalidNotebook:
        raise
    except Exception as error:  # whatever a malformed file leads to
        raise InvalidNotebook(f"The file is not a notebook that can be read ({type(error).__name__}).") from None
    return notebook, notes


def read(notebook: dict, source: Source, release: dict, notes: list[str]) -> Submission:
    """The cells to run. `release` is the student notebook as it was given out, from which ours are known."""
    submission = Submission(notes=list(notes))
    ours, unchanged = _ours(release), _plain(release)
    for number, cell in enumerate(notebook["cells"], 1):
        text = text_of(cell)
        if cell.get("cell_type") != "code" or not text.strip():
            continue
        if _key(cell, text) & ours:
            submission.cells.append(Cell(None, text, whole=False))
        elif _squeezed(text) not in unchanged:
            submission.cells.append(Cell(f"cell {number}", text))
    _note_exercises(submission, source, release)
    return submission


def _loaded(data: bytes, notes: list[str]) -> dict:
    """The file's JSON. Raises InvalidNotebook."""
    if not data.strip():
        raise InvalidNotebook("The file is empty. Open your notebook in JupyterLab, save it, and submit that file.")
    size = len(data) >> 20
    if len(data) > MAX_MB << 20:
        raise InvalidNotebook(f"The file has {size} MB, more than {MAX_MB}. Clear its outputs and save it again.")
    if len(data) > 20 << 20:
        notes.append(f"The file has {size} MB; clear the outputs before you submit.")
    items = sum(map(data.count, (b"[", b"{", b",")))
    if items > MAX_ITEMS:
        raise InvalidNotebook(
            f"The file has {items} items, more than {MAX_ITEMS}. Clear its outputs and save it again."
        )
    try:
        notebook = json.loads(_decode(data, notes))
    except (ValueError, RecursionError) as error:
        raise InvalidNotebook(f"The file is not a notebook: its JSON is broken ({str(error)[:80]}).") from None
    if not isinstance(notebook, dict):
        raise InvalidNotebook("The file is not a notebook: it is valid JSON of another kind.")
    return notebook


def _limit_sources(notebook: dict, notes: list[str]) -> None:
    """Leave out what no person wrote: a cell, or the cells from one on, with too much source."""
    total = 0
    for number, cell in enumerate(notebook["cells"], 1):
        size = len(text_of(cell).encode())
        total += size
        if size > MAX_CELL_KB << 10:
            notes.append(f"Cell {number} has {size >> 10} KB of text, more than {MAX_CELL_KB}: it was left out.")
            cell["source"] = ""
            total -= size
        elif total > MAX_SOURCE_MB << 20:
            notes.append(f"The cells have over {MAX_SOURCE_MB} MB of text: cell {number} and later ones were left out.")
            del notebook["cells"][number - 1 :]
            return


def _decode(data: bytes, notes: list[str]) -> str:
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    notes.append("The file is not UTF-8; non-ASCII characters may be garbled. Save it from JupyterLab.")
    return data.decode("latin-1")


def _upgraded(notebook: dict, notes: list[str]) -> dict:
    version = ascii(notebook.get("nbformat"))[:10]
    try:
        upgraded = nbformat.convert(nbformat.from_dict(notebook), 4)
        plain = json.loads(nbformat.writes(upgraded))
    except Exception:  # nbformat raises whatever a malformed notebook leads it to
        raise InvalidNotebook(f"The notebook has the format {version}. Open it in JupyterLab and save it.") from None
    notes.append(f"The notebook has the old format {version}; it was converted and graded.")
    return plain


def text_of(cell: dict) -> str:
    """A cell's source, whatever its form. Halves of surrogate pairs, which have no bytes, become question marks."""
    text = cell.get("source", "")
    text = "".join(map(str, text)) if isinstance(text, list) else str(text)
    return text.replace("\r\n", "\n").encode("utf-8", "replace").decode()


def defined_in(text: str) -> list[str]:
    """Names of all functions and classes at the top of a cell, with repetitions; it need not parse."""
    return _DEFINITION.findall(text)


def _metadata(cell: dict) -> dict:
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return nbgrader if isinstance(nbgrader, dict) else {}


def grade_id_of(cell: dict) -> str:
    return str(_metadata(cell).get("grade_id", ""))


def _key(cell: dict, text: str) -> set[str]:
    """What may tell that a cell is one of ours: its id or its text."""
    return {f"id {cell.get('id')}", f"text {_squeezed(text)}"}


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _plain(release: dict) -> set[str]:
    """Texts of our imports and constants, which are run before any cell of the student's."""
    plain = [c for c in release["cells"] if c["cell_type"] == "code" and not c["metadata"]]
    return {_squeezed(text_of(cell)) for cell in plain}


def _ours(release: dict) -> set[str]:
    """Keys of the checks and demos that we gave out: of these only definitions are run."""
    keys: set[str] = set()
    for cell in release["cells"]:
        check = grade_id_of(cell).startswith("check_")
        if cell["cell_type"] == "code" and (check or "demo" in cell["metadata"].get("tags", [])):
            keys |= _key(cell, text_of(cell))
    return keys


def _note_exercises(submission: Submission, source: Source, release: dict) -> None:
    given = {_squeezed(text_of(cell)) for cell in release["cells"]}
    cells = [cell for cell in submission.cells if cell.whole]
    names = [name for cell in cells for name in defined_in(cell.text)]
    changed = {name for cell in cells if _squeezed(cell.text) not in given for name in defined_in(cell.text)}
    submission.answered = changed & source.exercises.keys()
    for exercise in source.exercises:
        if exercise not in names:
            submission.notes.append(f"No cell defines `{exercise}`.")
        elif names.count(exercise) > 1:
            submission.notes.append(f"`{exercise}` is defined {names.count(exercise)} times; the last one counts.")
