"""Correct answers written differently on purpose: every one of them must get full marks."""

import importlib
import inspect
import textwrap
from collections.abc import Callable

from autograder.source import Source

_FOUND: dict[str, list] = {}


def variant(exercise: str) -> Callable:
    """Mark a function or class as a correct answer to `exercise`; it may bear any name."""

    def register(f):
        _FOUND.setdefault(exercise, []).append(f)
        return f

    return register


def of_exercise(source: Source, exercise: str) -> list[str]:
    """The variants as cells: imports and helpers of their module, then the answer under its exercise's name."""
    module = importlib.import_module(f"autograder.variants.{source.topic}")
    head = inspect.getsource(module).split("\n@variant", 1)[0].replace("from autograder.variants import variant", "")
    return [_cell(head, f, exercise) for f in _FOUND.get(exercise, [])]


def _cell(head: str, f: Callable, exercise: str) -> str:
    body = textwrap.dedent(inspect.getsource(f)).split("\n", 1)[1]  # without the decorator
    return f"{head}\n\n{body}\n\n{exercise} = {f.__name__}\n"
