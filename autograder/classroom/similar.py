"""Which students of a class handed in much the same code, and who handed in the published solution.

What is compared is what a student wrote: solution cells as they were given out, lines that were given out, comments,
docstrings and the names that a student may choose do not count. Two answers to one question are alike by nature, so
only whole notebooks are compared, and short ones not at all. What is found here is a reason to look, never a verdict.
"""

import ast
import builtins
import io
import json
import keyword
import tokenize
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import coo_array, csr_array, vstack
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

from autograder.authoring.source import find, without_marks
from autograder.grading.job import release

ALIKE = 0.8
"""Cosine from which two students' notebooks belong to one group."""
MIN_TOKENS = 200
"""Fewer are a short answer, of which there are not many different ones."""
MAX_CHARS = 20_000
"""Of a cell; a longer one is no answer to an exercise."""
LENGTH = 4
"""Tokens that are compared at once."""
FEATURES = 2**18
"""Numbers to which sequences of tokens are hashed."""
BLOCK = 256
"""Rows of the matrix of all pairs that exist at a time."""
Line = tuple[str, ...]
"""A logical line of a program as tokens."""
_KEPT = {*keyword.kwlist, *dir(builtins)}
_SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER, tokenize.INDENT, tokenize.DEDENT}


@dataclass(frozen=True)
class Group:
    """Students whose notebooks are alike."""

    notebook: str
    students: tuple[str, ...]
    least: float
    """The smallest cosine that joins one of them to the group."""


@dataclass(frozen=True)
class Published:
    """Students whose answer is the published solution but for comments, docstrings and spaces."""

    notebook: str
    exercise: str
    students: tuple[str, ...]


def compare(root: Path, notebook: str, students: Sequence[str]) -> tuple[list[Group], list[Published]]:
    """What the graded notebooks below `root` have in common; nothing where the course has no such notebook."""
    try:
        ours = Ours(notebook)
    except LookupError:
        return [], []
    same: dict[str, list[str]] = {}
    names: list[str] = []
    matrix = _counts(_documents(root, ours, students, same, names))
    published = [Published(notebook, name, tuple(same[name])) for name in ours.solutions if name in same]
    return groups(notebook, names, matrix), published


class Ours:
    """What was given out of a notebook, and what is published of it."""

    def __init__(self, notebook: str):
        self.notebook = notebook
        source = find(notebook)
        cells = release(source.notebook)["cells"]
        self.stubs = {_grade_id(cell): "".join(cell["source"]) for cell in cells if _is_solution(cell)}
        self.given = {name: set(lines(text)) for name, text in self.stubs.items()}
        self.solutions = {e.name: without_marks(e.solution) for e in source.exercises.values()}
        self.trees = {name: tree_of(text) for name, text in self.solutions.items()}
        self.names = {name: _names(lines(text)) for name, text in self.solutions.items()}

    def is_published(self, name: str, text: str, found: list[Line]) -> bool:
        """Whether a cell with these lines is our solution; few need to be parsed to know."""
        return name in self.trees and _names(found) == self.names[name] and tree_of(text) == self.trees[name]

    def own(self, name: str, found: list[Line]) -> list[Line]:
        """The lines that the student has written."""
        return [line for line in found if line not in self.given.get(name, ())]


def _documents(root: Path, ours: Ours, students: Iterable[str], same: dict, names: list[str]) -> Iterator[list[str]]:
    """The tokens of each student who wrote enough; their names go to `names`, those of copied solutions to `same`."""
    for student in students:
        tokens: list[str] = []
        for name, text in cells_of(root, student, ours.notebook):
            found = lines(text) if text != ours.stubs.get(name) else []
            if not (own := ours.own(name, found)):
                continue
            if ours.is_published(name, text, found):
                same.setdefault(name, []).append(student)
            else:
                tokens += [token for line in own for token in normalised(line)]
        if len(tokens) >= MIN_TOKENS:
            names.append(student)
            yield tokens


def cells_of(root: Path, student: str, notebook: str) -> list[tuple[str, str]]:
    """Name and text of each solution cell of a graded notebook; none where there is no such file."""
    path = root / "autograded" / student / notebook / f"{notebook}.ipynb"
    try:
        cells = [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if _is_solution(cell)]
        found = [(_grade_id(cell), "".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []
    return [(name, text) for name, text in found if len(text) <= MAX_CHARS]


def _is_solution(cell: dict) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def _grade_id(cell: dict) -> str:
    return cell["metadata"]["nbgrader"]["grade_id"]


def lines(text: str) -> list[Line]:
    """The logical lines of a program as tokens, without comments, docstrings and the depth of their indentation.

    Of a text that is no program, those up to where it stops being one.
    """
    found: list[list[tokenize.TokenInfo]] = [[]]
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NEWLINE:
                found.append([])
            elif token.type not in _SILENT:
                found[-1].append(token)
    except (tokenize.TokenError, SyntaxError):
        pass
    kept = [line for line in found if line and any(token.type != tokenize.STRING for token in line)]
    return [tuple(token.string for token in line) for line in kept]


def _names(found: list[Line]) -> Counter:
    """How often each name occurs: the same in two programs with the same syntax tree."""
    return Counter(token for line in found for token in line if token.isidentifier() and not keyword.iskeyword(token))


def normalised(line: Line) -> list[str]:
    """A line in which the names that a student chooses are one and the same; a library's, after a dot, stay."""
    return [_plain(token, before) for token, before in zip(line, ("", *line[:-1]), strict=True)] + ["\n"]


def _plain(token: str, before: str) -> str:
    if token[-1:] in "'\"":
        return "s"
    return "n" if token.isidentifier() and token not in _KEPT and before != "." else token


def tree_of(text: str) -> str | None:
    """A program's syntax tree without docstrings; None for a text that is no program."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            warnings.simplefilter("ignore", DeprecationWarning)
            tree = ast.parse(text)
            for node in ast.walk(tree):
                if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
                    node.body = [child for child in node.body if not _is_text(child)]
            return ast.dump(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # students write anything
        return None


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _ngrams(tokens: list[str]) -> list[str]:
    return [" ".join(tokens[i : i + LENGTH]) for i in range(len(tokens) - LENGTH + 1)]


def _counts(documents: Iterable[list[str]]) -> csr_array:
    """How often each sequence of tokens occurs, a row for each document; one document exists at a time."""
    how: dict = {"analyzer": _ngrams, "n_features": FEATURES, "alternate_sign": False, "norm": None}
    vectorizer = HashingVectorizer(**how)
    rows = [csr_array(vectorizer.transform([tokens])) for tokens in documents]
    return csr_array(vstack(rows)) if rows else csr_array((0, FEATURES))


def groups(notebook: str, names: Sequence[str], counts: csr_array) -> list[Group]:
    """Connected students, the largest group first; what everybody writes weighs less than what few write."""
    if len(names) < 2:
        return []
    unit = csr_array(TfidfTransformer().fit_transform(counts))
    left, right, cosine = _pairs(unit, len(names))
    graph = coo_array((cosine, (left, right)), shape=(len(names), len(names)))
    _, label = connected_components(graph, directed=False)
    least = {}
    for i, value in zip(left, cosine, strict=True):
        least[label[i]] = min(least.get(label[i], 1.0), float(value))
    members: dict[int, list[str]] = {key: [] for key in least}
    for name, key in zip(names, label, strict=True):
        if key in members:
            members[key].append(name)
    found = [Group(notebook, tuple(sorted(m)), min(1.0, least[key])) for key, m in members.items()]
    return sorted(found, key=lambda group: (-len(group.students), group.students))


def _pairs(unit: csr_array, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows whose cosine is at least ALIKE, each pair once."""
    found = []
    for start in range(0, count, BLOCK):
        block = coo_array(unit[start : start + BLOCK] @ unit.T)
        chosen = (block.data >= ALIKE - 1e-9) & (block.row + start < block.col)
        found.append((block.row[chosen] + start, block.col[chosen], block.data[chosen]))
    left, right, cosine = (np.concatenate(part) for part in zip(*found, strict=True))
    return left, right, cosine
