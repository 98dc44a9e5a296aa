"""Read a py:percent source: the one place where prose, reference solution and points live."""

import ast
import functools
import importlib
import json
import re
import sys
import types
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from utils import course_file

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = ROOT / "solutions"
ROLES = ("exercise", "check", "hint", "answer", "demo", "predict", "seen")
HINTS = 3
"""A question, a plan, nearly the code."""
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"

_MARK = re.compile(r"^# %%(?P<head>.*)$", re.MULTILINE)
_IMPORT = re.compile(r"^(?:import|from) +([\w.]+)", re.MULTILINE)
_PAIR = re.compile(r'(\w+)=("[^"]*"|[^\s"]+)')


def shown(path: Path) -> Path:
    """A path as messages show it: from the top of the project."""
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


class SourceError(ValueError):
    """A source that cannot be built; the message starts with file and line."""

    def __init__(self, path: Path, line: int, complaint: str):
        super().__init__(path, line, complaint)  # which another process can send

    def __str__(self) -> str:
        path, line, complaint = self.args
        return f"{shown(path)}:{line}: {complaint}"


@dataclass(frozen=True)
class Cell:
    """One cell of a source."""

    kind: str
    """"markdown" or "code"."""
    text: str
    """The cell without its `# %%` line; in markdown cells without the comment signs."""
    line: int
    """The line of the `# %%` mark, counted from 1."""
    meta: dict = field(default_factory=dict)
    """The words on the `# %%` line."""

    @property
    def role(self) -> str | None:
        """One of ROLES, or None for plain prose and code."""
        return next((role for role in ROLES if role in self.meta), None)

    @property
    def name(self) -> str | None:
        """The exercise or question that the cell belongs to."""
        return self.meta.get(self.role)

    @property
    def hints(self) -> list[str]:
        """The steps of a hint, which stand between lines of ---."""
        return [step.strip() for step in re.split(r"^---$", self.text, flags=re.MULTILINE)]


def without_marks(text: str) -> str:
    """An exercise's cell as somebody writes it who knows nothing of solution regions."""
    return "\n".join(line for line in text.split("\n") if line.strip() not in (BEGIN, END))


@dataclass(frozen=True)
class Exercise:
    """An exercise of a notebook: where it stands and what it is worth."""

    name: str
    points: float
    line: int
    solution: str
    """The reference implementation: the whole exercise cell, solution region included."""


@dataclass(frozen=True)
class Source:
    """One `solutions/NN_topic/notebook.py`, beside which lie its mistakes, variants and hidden tests."""

    path: Path
    cells: tuple[Cell, ...]

    @property
    def folder(self) -> Path:
        """All that only instructors see of this notebook."""
        return self.path.parent

    @property
    def notebook(self) -> str:
        return self.folder.name

    @property
    def topic(self) -> str:
        """The notebook's name without its number: the module name of its probes and mistakes."""
        return self.notebook.split("_", 1)[1]

    @cached_property
    def exercises(self) -> dict[str, Exercise]:
        """The graded exercises in order, by name."""
        points = {str(cell.name): cell.meta["points"] for cell in self.cells if cell.role == "check"}
        return {
            name: Exercise(name, points[name], cell.line, cell.text)
            for cell in self.cells
            if cell.role == "exercise" and (name := str(cell.name)) in points
        }

    @property
    def definitions(self) -> list[Cell]:
        """The code cells that grading runs: all but demos, checks and predictions."""
        return [c for c in self.cells if c.kind == "code" and c.role not in ("demo", "check", "predict")]

    @cached_property
    def libraries(self) -> list[str]:
        """The modules that its cells import, exercises apart: what every submission needs."""
        texts = [c.text for c in self.cells if c.kind == "code" and c.role not in ("exercise", "check")]
        return sorted({name for text in texts for name in _IMPORT.findall(text)})

    def reference(self) -> types.ModuleType:
        """The reference functions as a module; demos and checks are not run."""
        module = types.ModuleType(self.notebook)
        for cell in self.definitions:
            code = compile("\n" * cell.line + cell.text, str(self.path), "exec")
            exec(code, module.__dict__)
        return module


def sources(folder: Path = SOLUTIONS) -> list[Source]:
    """All sources of the course, in order; where course.toml chooses some, those."""
    has = course_file.load().has
    return [read(path) for name, path in paths(folder).items() if has(name)]


def pages(folder: Path = SOLUTIONS) -> list[Source]:
    """Notebooks without exercises, which nobody hands in, in order. 00b goes with 00: a course has both or none."""
    has = course_file.load().has
    return [read(path) for name, path in page_paths(folder).items() if has(name)]


def find(notebook: str, folder: Path = SOLUTIONS) -> Source:
    """The source of a notebook or page, given as "03_adaptive_methods" or "03"; raises LookupError."""
    known = paths(folder) | page_paths(folder)
    for name, path in known.items():
        if notebook in (name, name.split("_")[0]):
            return read(path)
    raise LookupError(f"no notebook is called {notebook!r}; there are {', '.join(known)}")


def load(source: Source, module: str) -> types.ModuleType:
    """`variants`, `test_hidden` or `mistakes.<exercise>` of a notebook, imported once.

    The folder's name begins with a digit, so no import statement can say it.
    """
    package = f"solutions_of_{source.folder}".replace(".", "_")
    if package not in sys.modules:
        sys.modules[package] = types.ModuleType(package)
        sys.modules[package].__path__ = [str(source.folder)]
    return importlib.import_module(f"{package}.{module}")


def paths(folder: Path = SOLUTIONS) -> dict[str, Path]:
    """The sources in `folder` by the ids of their notebooks, in order."""
    return {path.parent.name: path for path in sorted(folder.glob("[0-9][0-9]_*/notebook.py"))}


def page_paths(folder: Path = SOLUTIONS) -> dict[str, Path]:
    """The same of pages."""
    return {path.parent.name: path for path in sorted(folder.glob("[0-9][0-9][a-z]_*/notebook.py"))}


def read(path: Path) -> Source:
    """Read and verify one source; raises SourceError. A file that has not changed is read once."""
    own = course_file.load().points.get(path.parent.name.split("_")[0], {}) if path.is_relative_to(SOLUTIONS) else {}
    return _read(path, path.stat().st_mtime_ns, tuple(own.items()))


@functools.lru_cache(64)
def _read(path: Path, _changed: int, own_points: tuple) -> Source:
    source = Source(path, tuple(_cells(path)))
    _verify(source)
    checks = {cell.name: cell for cell in source.cells if cell.role == "check"}
    for exercise, points in own_points:
        if exercise not in checks:
            raise SourceError(
                path, 1, f"course.toml gives points to {exercise!r}; there are {', '.join(map(str, checks))}"
            )
        checks[exercise].meta["points"] = points
    return source


def _cells(path: Path) -> list[Cell]:
    """Split the text at its `# %%` lines; what stands before the first is jupytext's header."""
    text = path.read_text("utf-8")
    marks = list(_MARK.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    cells = []
    for mark, end in zip(marks, ends, strict=True):
        line = text.count("\n", 0, mark.start()) + 1
        markdown = mark["head"].strip().startswith("[markdown]")
        body = text[mark.end() : end].strip("\n")
        if markdown:
            body = re.sub(r"^# ?", "", body, flags=re.MULTILINE)
        words = _words(path, line, mark["head"].replace("[markdown]", "", 1))
        cells.append(Cell("markdown" if markdown else "code", body, line, words))
    return cells


def _words(path: Path, line: int, head: str) -> dict:
    """`check="f" points=2` as a dict."""
    pairs = _PAIR.findall(head)
    rest = _PAIR.sub("", head).strip()
    if rest:
        raise SourceError(path, line, f'cannot read {rest!r}; write word="value"')
    try:
        return {word: json.loads(value) for word, value in pairs}
    except ValueError:
        raise SourceError(path, line, f'cannot read {head.strip()!r}; write word="value"') from None


def _verify(source: Source) -> None:
    seen: dict[tuple, int] = {}
    for cell in source.cells:

        def complain(complaint: str, line: int = cell.line) -> None:
            raise SourceError(source.path, line, complaint)

        words = set(cell.meta)
        if unknown := words - {*ROLES, "points", "open"}:
            complain(f"unknown word {sorted(unknown)[0]!r}; there are {', '.join(ROLES)}, points and open")
        if len(words & set(ROLES)) > 1:
            complain(f"a cell has one role, this one has {', '.join(sorted(words & set(ROLES)))}")
        if (cell.role, cell.name) in seen and cell.role:
            complain(f'{cell.role}="{cell.name}" is already defined on line {seen[cell.role, cell.name]}')
        seen[cell.role, cell.name] = cell.line
        if problem := _complaint(cell, seen):
            complain(problem)


def _complaint(cell: Cell, seen: dict) -> str | None:
    """What is wrong with this cell, or None. `seen` holds the cells down to this one."""
    here = f'{cell.role}="{cell.name}"'
    graded = cell.role in ("check", "answer")
    if graded and "points" not in cell.meta:
        return f"{here} needs points"
    if not graded and "points" in cell.meta:
        return "points belong to a check or an answer"
    if "open" in cell.meta and cell.role != "demo":
        return "open=true belongs to a demo, all of which are folded otherwise"
    if graded and (type(cell.meta["points"]) not in (int, float) or cell.meta["points"] < 0):
        return f"{here} has points={cell.meta['points']!r}; give a number, 0 or more"
    if cell.role in ("check", "hint") and ("exercise", cell.name) not in seen:
        return f'{here} needs an exercise="{cell.name}" above it'
    if cell.role in ("hint", "answer", "seen") and cell.kind != "markdown":
        return f"{here} must be a [markdown] cell"
    if cell.role in ("exercise", "check", "demo", "predict") and cell.kind != "code":
        return f"{here} must be a code cell"
    if cell.role == "hint" and len(cell.hints) not in (1, HINTS):
        return f"{here} has {len(cell.hints)} steps; write a question, a plan and nearly the code, with --- between"
    return _exercise_complaint(cell) if cell.role == "exercise" else None


def _exercise_complaint(cell: Cell) -> str | None:
    here = f'exercise="{cell.name}"'
    try:
        tree = ast.parse(cell.text)
    except SyntaxError as error:
        return f"{here} does not parse: {error.msg} (line {cell.line + (error.lineno or 0)})"
    kinds = (ast.FunctionDef, ast.ClassDef)
    definition = next((n for n in tree.body if isinstance(n, kinds) and n.name == cell.name), None)
    if definition is None:
        return f"{here} does not define {cell.name}"
    if ast.get_docstring(definition) is None:
        return f"{here}: {cell.name} needs a docstring that names shapes and what is returned"
    if cell.text.count(BEGIN) != cell.text.count(END) or BEGIN not in cell.text:
        return f"{here} needs a solution region: {BEGIN} ... {END}"
    return None
