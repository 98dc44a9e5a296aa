"""Build the notebooks: expand the five words to nbgrader metadata, strip solutions, freeze observations.

Each `solutions/NN_topic/notebook.py` becomes an instructor notebook under `build/instructor/`, a student notebook under
`course/`, and one file of frozen observations per exercise under `utils/checks/frozen/`. The same source gives the same
bytes.
"""

import contextlib
import hashlib
import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4
from nbgrader.nbgraderformat import SCHEMA_VERSION
from nbgrader.preprocessors import CheckCellMetadata, ClearOutput, ClearSolutions, ComputeChecksums, LockCells

from autograder.authoring import first_cell, mistakes
from autograder.authoring.source import ROOT, Cell, Exercise, Source, SourceError, find, page_paths, paths, shown
from utils import manifest
from utils.checks import frozen
from utils.checks.deadline import TookTooLong, deadline
from utils.checks.observe import observe
from utils.checks.probes import probe_of
from utils.checks.signature import signature
from utils.checks.verdict import Expected, KnownMistake
from utils.manifest import Manifest

COURSE = ROOT / "course"
INSTRUCTOR = ROOT / "build" / "instructor"
"""nbgrader's source folder. nbgrader copies whatever lies beside a notebook into the release: nothing may lie here."""
FLAGS: dict[str | None, tuple[bool, bool, bool]] = {  # role: grade, solution, locked
    "exercise": (False, True, False),
    "check": (True, False, True),
    "answer": (True, True, False),
}
PAIR_S = 5.0
"""How long the probe of two mistakes may run: together they may loop for ever."""
NOTEBOOK = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
MAP = "00_start_here"
"""The notebook that shows the whole course."""
MINUTES = re.compile(r"^## .*\((\d+) min(, further)?\)$", re.MULTILINE)
"""How a section's heading says how long it takes, and that it may be left out."""
ENVIRONMENT = Cell("code", first_cell.text(), 0, {"demo": first_cell.TITLE})
"""The cell behind the title."""
STRIP = (ClearSolutions, LockCells, ComputeChecksums, CheckCellMetadata, ClearOutput)
"""What nbgrader's generate_assignment does to a notebook, without its gradebook."""


def build(source: Source) -> dict[Path, str]:
    """The text of every file that `source` is built into, by path; raises SourceError."""
    _verify(source)
    instructor = instructor_notebook(source)
    name = f"{source.notebook}/{source.notebook}.ipynb"
    texts = {INSTRUCTOR / name: dumps(instructor), COURSE / name: dumps(student_notebook(instructor))}
    texts[manifest.path(source.notebook)] = manifest.dumps(manifest_of(source))
    reference = source.reference()
    for exercise in source.exercises:
        texts[frozen.path(source.notebook, exercise)] = frozen.dumps(freeze(source, reference, exercise))
    return texts


def build_one(notebook: str) -> dict[Path, str]:
    """`build` of a notebook given by its name, which another process can be asked for."""
    return build(find(notebook))


def rng_fingerprint() -> dict[Path, str]:
    """The random numbers of this platform, which every checking platform must share."""
    return {frozen.FOLDER / "_draws.json": json.dumps(frozen.draws()) + "\n"}


def write(texts: dict[Path, str]) -> list[Path]:
    """Write what has changed and return those paths."""
    stale = [path for path, text in texts.items() if is_stale(path, text)]
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts[path], "utf-8", newline="\n")
    return stale


def is_stale(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_bytes() != text.encode()


def is_committed(path: Path) -> bool:
    """Instructor notebooks are built for nbgrader and never committed."""
    return not path.is_relative_to(INSTRUCTOR)


def dumps(notebook: NotebookNode) -> str:
    return nbformat.writes(notebook) + "\n"


def instructor_notebook(source: Source) -> NotebookNode:
    """The notebook with solutions, in the form that nbgrader's source folder wants."""
    ids: dict[str, int] = {}
    cells = []
    texts = {0: _opening(source)} | _titles(source)
    written = [(cell, texts.get(index, cell.text)) for index, cell in enumerate(source.cells)]
    written.insert(1, (ENVIRONMENT, ENVIRONMENT.text))
    if ways := _ways(source):
        written.append((Cell("markdown", ways, 0), ways))
    for cell, text in written:
        node = _expand(cell, text)
        name = _cell_id(cell)
        ids[name] = ids.get(name, 0) + 1
        node.id = name if ids[name] == 1 else f"{name}-{ids[name]}"
        cells.append(node)
    origin = {"downhill": f"built from solutions/{source.notebook}/notebook.py; edit that file, not this one"}
    notebook = v4.new_notebook(cells=cells, metadata=NOTEBOOK | origin)
    nbformat.validate(notebook)
    return notebook


def student_notebook(instructor: NotebookNode) -> NotebookNode:
    """The release, stripped by nbgrader's own preprocessors."""
    notebook = nbformat.reads(dumps(instructor), as_version=4)
    for step in STRIP:
        preprocessor = step()
        preprocessor.log.setLevel(logging.ERROR)
        notebook, _ = preprocessor.preprocess(notebook, {})  # pyright: ignore[reportArgumentType]
    return notebook


def freeze(source: Source, reference, exercise: str) -> Expected:
    """What the probe sees of the reference and of every known mistake of `exercise`."""
    probe = probe_of(source.topic, exercise)

    def seen(f):
        return observe(probe, f, frozen.SEED)

    solution = source.exercises[exercise].solution
    known = [
        KnownMistake(m.name, m.explanation, seen(mistakes.implement(source, exercise, m.mutant(solution), reference)))
        for m in mistakes.of_exercise(source, exercise)
    ]
    expected = Expected(exercise, source.topic, seen(getattr(reference, exercise)), known)
    return replace(expected, pairs=_pairs(source, reference, expected, seen))


def _pairs(source: Source, reference, known: Expected, seen: Callable) -> dict[str, tuple[int, int]]:
    """The pairs of known mistakes that look like neither of the two, nor like any other, by their signatures."""
    taken = {signature(known.expected, sight) for sight in (known.expected, *(m.seen for m in known.mistakes))}
    found: dict[str, tuple[int, int]] = {}
    for one, two, text in mistakes.pairs(source, known.exercise):
        with contextlib.suppress(Exception, TookTooLong), deadline(PAIR_S, working=True):
            sight = seen(mistakes.implement(source, known.exercise, text, reference))
            found.setdefault(signature(known.expected, sight), (one, two))
    return {key: pair for key, pair in found.items() if key not in taken}


def _expand(cell: Cell, text: str) -> NotebookNode:
    new = v4.new_markdown_cell if cell.kind == "markdown" else v4.new_code_cell
    node = new(text)
    if cell.role in FLAGS:
        node.metadata["nbgrader"] = _nbgrader(cell)
    elif cell.role == "hint":
        node.source = _folded(
            "Hint", cell.hints[0] + (f" (`hint({cell.name})` opens the next.)" * (len(cell.hints) > 1))
        )
    elif cell.role == "seen":
        node.source = _folded("What the picture shows", text)
    elif cell.role == "predict":
        node.metadata["tags"] = ["demo", "predict"]
    elif cell.role == "demo":
        node.metadata["tags"] = ["demo"]
        if "open" not in cell.meta:
            node.source = f"# {cell.name}\n{text}"  # what JupyterLab shows of a folded cell
            node.metadata["jupyter"] = {"source_hidden": True}
    return node


def _folded(summary: str, text: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{text}\n\n</details>"


def _opening(source: Source) -> str:
    """The first cell with the time that its sections take, and the ways to other notebooks."""
    core, minutes = minutes_of(source)
    time = (
        f"*Time*: about {minutes} minutes" + (f", {core} of them core." if core < minutes else ".") if minutes else ""
    )
    return "\n\n".join(filter(None, [source.cells[0].text, time, _ways(source)]))


def _ways(source: Source) -> str:
    """Links to the notebook before, to the map and to the next one, in Markdown."""
    names = sorted(paths(source.folder.parent) | page_paths(source.folder.parent))
    here = names.index(source.notebook) if source.notebook in names else 0
    links = {"previous": names[here - 1] if here else "", "map": MAP, "next": "".join(names[here + 1 : here + 2])}
    there = {word: name for word, name in links.items() if name in names and name != source.notebook}
    return " · ".join(f"[{word}](../{name}/{name}.ipynb)" for word, name in there.items())


def minutes_of(source: Source) -> tuple[int, int]:
    """Minutes of the core sections and of all, from their headings."""
    found = [pair for cell in source.cells if cell.kind == "markdown" for pair in MINUTES.findall(cell.text)]
    return sum(int(minutes) for minutes, further in found if not further), sum(int(minutes) for minutes, _ in found)


def manifest_of(source: Source) -> Manifest:
    """What students' tools know of a notebook without opening it."""
    first = source.cells[0].text
    title = next(iter(re.findall(r"^# (.*)$", first, re.M)), source.notebook)
    needs = next(iter(re.findall(r"\*You need\*: (.*?)\.?(?: \*|\n\*|\n\n|$)", first, re.S)), "")
    points = {e.name: e.points for e in source.exercises.values()}
    hints = {str(cell.name): cell.hints for cell in source.cells if cell.role == "hint"}
    core, minutes = minutes_of(source)
    return Manifest(source.notebook, title, " ".join(needs.split()), core, minutes, points, hints)


def _nbgrader(cell: Cell) -> dict:
    """The long form of `exercise="f"` or `check="f" points=2`."""
    grade, solution, locked = FLAGS[cell.role]
    grade_id = cell.name if cell.role == "exercise" else f"{cell.role}_{cell.name}"
    points = {"points": cell.meta["points"]} if grade else {}
    flags = {"grade": grade, "solution": solution, "locked": locked, "task": False}
    return {**flags, **points, "grade_id": grade_id, "schema_version": SCHEMA_VERSION}


def _cell_id(cell: Cell) -> str:
    """From role and name; prose and plain code, which have neither, from their text."""
    name = f"{cell.role}-{cell.name}" if cell.role else "cell-" + hashlib.sha1(cell.text.encode()).hexdigest()[:10]
    return re.sub(r"[^a-zA-Z0-9_-]+", "-", name)[:60].strip("-")


def _titles(source: Source) -> dict[int, str]:
    """Prose whose heading says "### Exercise: ...", with number and points put in, by index of the cell."""
    titles, number, last = {}, 0, None
    for index, cell in enumerate(source.cells):
        if cell.kind == "markdown" and "### Exercise: " in cell.text:
            last = index
        if cell.role == "exercise" and cell.name in source.exercises and last is not None:
            number += 1
            points = source.exercises[cell.name].points
            worth = f"{points:g} point{'s' * (points != 1)}"
            titles[last] = re.sub(
                r"^### Exercise: (.*)$",
                rf"### Exercise {number}: \1 ({worth})",
                source.cells[last].text,
                count=1,
                flags=re.M,
            )
            last = None
    return titles


def _verify(source: Source) -> None:
    """Every graded exercise has a probe, mistakes and hidden tests; raises SourceError where one lacks something."""
    tests = source.folder / "test_hidden.py"
    tested = set(re.findall(r'exercise\("(\w+)"', tests.read_text("utf-8"))) if tests.is_file() else set()
    for exercise in source.exercises.values():

        def miss(what: str, place: Path, at: Exercise = exercise) -> SourceError:
            return SourceError(source.path, at.line, f"{at.name} has no {what} in {shown(place)}")

        try:
            probe_of(source.topic, exercise.name)
        except (ImportError, AttributeError):
            raise miss("probe", ROOT / "utils" / "checks" / "probes" / f"{source.topic}.py") from None
        if not mistakes.path(source, exercise.name).is_file():
            raise miss("mistakes", mistakes.path(source, exercise.name))
        if exercise.name not in tested:
            raise miss("hidden tests", tests)
