"""Read a student's notebook: only the sources of its cells are taken, and whatever is odd is said in a sentence."""

import ast
import functools
import json
import re
from dataclasses import dataclass, field

import nbformat

from autograder.source import Source

MAX_MB = 100
_MAGIC = re.compile(r"^[ \t]*[%!].*$", re.MULTILINE)


class Unreadable(ValueError):
    """No notebook can be made of this file; the message is for the student."""


@dataclass
class Submission:
    """The code of a notebook as it will run."""

    cells: list[tuple[str | None, str]] = field(default_factory=list)
    """Code in the notebook's order: what to call it ("cell 7"; None for ours), and its source."""
    notes: list[str] = field(default_factory=list)
    """What was odd, in sentences the student reads."""


def parse(data: bytes) -> tuple[dict, list[str]]:
    """The notebook as plain JSON in nbformat 4, and notes. Raises Unreadable."""
    notes: list[str] = []
    if not data.strip():
        raise Unreadable("The file is empty. Open your notebook in JupyterLab, save it, and hand that file in.")
    if len(data) > MAX_MB << 20:
        raise Unreadable(f"The file has {len(data) >> 20} MB, more than {MAX_MB}. Clear its outputs and save it again.")
    if len(data) > 20 << 20:
        notes.append(f"The file has {len(data) >> 20} MB; clear outputs before you hand in.")
    try:
        notebook = json.loads(_decode(data, notes))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"The file is not a notebook: its JSON is broken ({str(error)[:80]}).") from None
    if not isinstance(notebook, dict):
        raise Unreadable("The file is not a notebook: its JSON has another form.")
    if notebook.get("nbformat", 4) != 4:
        notebook = _upgrade(notebook, notes)
    if not isinstance(notebook.get("cells"), list):
        raise Unreadable("The file is not a notebook: it has no cells.")
    notebook["cells"] = [cell for cell in notebook["cells"] if isinstance(cell, dict)]
    return notebook, notes


def read(notebook: dict, source: Source, release: dict, notes: list[str]) -> Submission:
    """The cells to run. `release` is the student notebook as it was given out, from which ours are known."""
    submission = Submission(notes=list(notes))
    ours, unchanged = _ours(release), _plain(release)
    kept: list[str] = []
    for number, cell in enumerate(notebook["cells"], 1):
        text = text_of(cell)
        if cell.get("cell_type") == "code":
            if _key(cell, text) & ours:
                kept += definitions(text)
            elif text.strip() and _squeezed(text) not in unchanged:
                submission.cells += [*_together(kept), (f"cell {number}", text)]
                kept = []
    submission.cells += _together(kept)
    _note_exercises(submission, source)
    return submission


def _together(kept: list[str]) -> list[tuple[None, str]]:
    """What is kept of our cells, run in one go; where that fails, the grader runs the pieces one by one."""
    return [(None, "\n".join(kept))] if kept else []


def identify(notebook: dict, name: str, known: list[Source]) -> Source | None:
    """The notebook's source, by file name or else by the exercises it contains."""
    for source in known:
        if source.notebook == name:
            return source
    found = {grade_id_of(cell) for cell in notebook["cells"]} | set(_defined(notebook))
    best = max(known, key=lambda source: len(found & source.exercises.keys()))
    return best if found & best.exercises.keys() else None


def definitions(text: str) -> tuple[str, ...]:
    """The functions, classes and imports of a cell, one by one; none where it does not parse."""
    return _definitions_of_usual(text) if len(text) < 20_000 else _definitions(text)


def _definitions(text: str) -> tuple[str, ...]:
    keep = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    try:
        tree = ast.parse(_MAGIC.sub("", text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    return tuple(ast.unparse(node) for node in tree.body if isinstance(node, keep))


_definitions_of_usual = functools.lru_cache(1024)(_definitions)
"""A class hands in the same cells again and again."""


def _decode(data: bytes, notes: list[str]) -> str:
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    notes.append("The file is not UTF-8; letters beyond plain English may be wrong. Save it from JupyterLab.")
    return data.decode("latin-1")


def _upgrade(notebook: dict, notes: list[str]) -> dict:
    version = notebook.get("nbformat")
    try:
        upgraded = nbformat.convert(nbformat.from_dict(notebook), 4)
    except Exception:  # nbformat raises whatever a malformed notebook leads it to
        raise Unreadable(
            f"The notebook has the old format {str(version)[:10]}. Open it in JupyterLab and save it."
        ) from None
    notes.append(f"The notebook has the old format {version}; it was read all the same.")
    return json.loads(nbformat.writes(upgraded))


def text_of(cell: dict) -> str:
    text = cell.get("source", "")
    text = "".join(map(str, text)) if isinstance(text, list) else str(text)
    return text.replace("\r\n", "\n").encode("utf-8", "replace").decode()  # half a surrogate has no bytes


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


def _defined(notebook: dict) -> list[str]:
    """Names of all functions and classes at the top of the notebook's code cells, with repetitions."""
    names = []
    for cell in notebook["cells"]:
        if cell.get("cell_type") == "code":
            names += re.findall(r"^(?:def|class)\s+(\w+)", text_of(cell), re.MULTILINE)
    return names


def _note_exercises(submission: Submission, source: Source) -> None:
    names = [name for _, text in submission.cells for name in re.findall(r"^(?:def|class)\s+(\w+)", text, re.M)]
    for exercise in source.exercises:
        if exercise not in names:
            submission.notes.append(f"No cell defines `{exercise}`.")
        elif names.count(exercise) > 1:
            submission.notes.append(f"`{exercise}` is defined {names.count(exercise)} times; the last one counts.")
