"""Correct answers written differently on purpose: every one of them must get full marks."""

import inspect
import textwrap
from collections.abc import Callable

from autograder.authoring.source import Source, load

_IMPORT = "from autograder.authoring.variants import variant"


def variant(exercise: str) -> Callable:
    """Mark a function or class of `solutions/NN_topic/variants.py` as a correct answer; it may have any name."""

    def mark(f):
        f.answers = exercise
        return f

    return mark


def of_exercise(source: Source, exercise: str) -> list[str]:
    """The variants as cells: imports and helpers of their module, then the answer under its exercise's name."""
    if not (source.folder / "variants.py").is_file():
        return []
    module = load(source, "variants")
    head = inspect.getsource(module).split("\n@variant", 1)[0].replace(_IMPORT, "")
    answers = [f for f in vars(module).values() if getattr(f, "answers", None) == exercise]
    return [_cell(head, f, exercise) for f in answers]


def _cell(head: str, f: Callable, exercise: str) -> str:
    body = textwrap.dedent(inspect.getsource(f)).split("\n", 1)[1]  # without the decorator
    return f"{head}\n\n{body}\n\n{exercise} = {f.__name__}\n"
