"""What an exception says of an answer: its kind, whose code raised it and where, its words."""

import ast
import builtins
import functools
import inspect
import linecache
import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_OWN, _USE = "the answer: ", "its use: "
"""Whose code raised an exception: a line of the answer, or what the check did with its result."""
_NUMBERS = re.compile(r"0x[0-9a-fA-F]+|\d+(\.\d*)?([eE][-+]?\d+)?")


@dataclass(frozen=True)
class Place:
    """A line of an answer. `line` counts from 1 at the top of its cell."""

    line: int
    text: str


def error_name(error: BaseException) -> str:
    """The nearest built-in type of an exception: NumPy's LinAlgError is a ValueError, and so may a student's be."""
    kinds = (kind.__name__ for kind in type(error).__mro__ if vars(builtins).get(kind.__name__) is kind)
    return getattr(error, "type_name", None) or next(kinds)


def cause(error: Exception, f: Callable) -> str:
    """Whose code raised it, and its words without numbers: what two exceptions of one mistake have in common.

    An exception that has come from another process brings both along, as `own` and `words`.
    """
    own = getattr(error, "own", None)
    own = place(error, f) is not None if own is None else own
    words = _NUMBERS.sub("#", getattr(error, "words", str(error)))
    return (_OWN if own else _USE) + words[:200]


def told(error: BaseException, f: Callable, returned: str = "") -> str:
    """A sentence for the student: the kind, the line of theirs where it happened, the exception's own words.

    Where using what they `returned` has raised it, that comes first.
    """
    at, words = place(error, f), " ".join(str(error).split())
    where = f" in line {at.line} of your cell, `{at.text}`" if at else ""
    raised = f"It raised {error_name(error)}{where}" + (f": {words}" if words else ".")
    return raised if at else misused(returned, raised)


def misused(returned: str, raised: str) -> str:
    """What to say of an exception that using a result has raised."""
    if returned == "None":
        return "It returned None: is there a `return`?"
    return f"It returned {returned}, which does not match the docstring. {raised}" if returned else raised


def place(error: BaseException, f: Callable) -> Place | None:
    """The innermost line of the file that defines `f` in an exception's traceback; None where it has none."""
    files = set(files_of(f))
    found = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    for file, line in reversed(found):
        if file in files:
            return Place(line, linecache.getline(file, line).strip())
    return None


def condition_of(f: Callable, line: int) -> int:
    """The line of the innermost `if` around a line of the file that defines `f`: what has decided to go there."""
    tree = ast.parse(source_of(f))
    cases = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and node.lineno < line <= (node.end_lineno or 0)
    ]
    return max(cases, default=line)


def source_of(f: Callable) -> str:
    """The text of the cell, or file, that defines `f`; empty where it cannot be read."""
    return "".join(linecache.getlines(next(iter(files_of(f)), "")))


def line_of(f: Callable, line: int) -> Place:
    """A line of the file that defines `f`, with its text."""
    return Place(line, linecache.getline(next(iter(files_of(f)), ""), line).strip())


def files_of(f: Callable) -> Iterator[str]:
    """The files, for a notebook its cells, in which a function, or the methods of a class, are written."""
    f = f.func if isinstance(f, functools.partial) else inspect.unwrap(f)
    methods = [vars(kind).values() for kind in f.__mro__ if kind is not object] if isinstance(f, type) else [[f]]
    for value in (value for values in methods for value in values):
        value = inspect.unwrap(getattr(value, "__func__", value)) if callable(value) else value
        if hasattr(value, "__code__"):
            yield value.__code__.co_filename
