"""The instant check of a notebook: `check(f)` says passed, names the mistake, or shows what differs and where."""

import contextlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from types import FunctionType

from utils import progress
from utils.checks import cell, frozen, ladder
from utils.checks.examine import examine
from utils.checks.ladder import hint, solution
from utils.checks.needs import needs
from utils.checks.settings import default_settings
from utils.checks.show import Printed, VerdictView
from utils.checks.verdict import with_causes
from utils.remember import uses

__all__ = ["check", "hint", "needs", "solution"]

CAUSE_S = 3.0
"""How long each exercise may work that a wrong answer uses."""


def check(f: Callable) -> VerdictView:
    """Compare your function or class with observations of the reference and of known mistakes.

    Give it the function itself, not its result: `check(gd_step)`. A pass means that the visible checks
    agree; grading runs hidden ones on other numbers. Where a difference has no name, it looks for two more
    seconds for the line that it comes from. Raises TypeError if `f` cannot be called, LookupError if no
    exercise has its name, and under nbgrader's Validate AssertionError for all but a pass.
    """
    if not callable(f):
        raise TypeError(f"check(...) got a {type(f).__name__}; give it the function itself, without brackets")
    name = frozen.exercise_of(f, sys._getframe(1).f_globals)
    notebook = frozen.notebook_of(name)
    _verify_random_numbers()
    with contextlib.redirect_stdout(Printed()) as printed, default_settings():
        found = examine(notebook, name, f)
        causes = {} if found.verdict.passed else _causes(notebook, f)
    progress.note(notebook, name, found.verdict.outcome)
    standing = progress.line(notebook, name) if found.verdict.passed else ""
    around = {"printed": str(printed), "remark": cell.remark(name), "standing": standing}
    view = VerdictView(replace(with_causes(found.verdict, causes), **around), f)
    if "NBGRADER_EXECUTION" in os.environ and not found.verdict.passed:
        raise AssertionError(repr(view))
    if found.open and not causes:
        view.show()
        with contextlib.suppress(KeyboardInterrupt), default_settings():
            found.search()
            view.update(replace(found.verdict, **around))
    ladder.remember(notebook, f, view.verdict)
    return view


def _causes(notebook: str, f: Callable) -> dict:
    """The verdicts on other exercises that `f` uses, as they stand in the notebook, where they do not pass."""
    others = uses(f) if isinstance(f, (type, FunctionType)) else ()
    names = [g.__name__ for g in others if g is not f and frozen.exists(notebook, g.__name__)]
    verdicts = {g.__name__: examine(notebook, g.__name__, g, CAUSE_S).verdict for g in others if g.__name__ in names}
    return {name: verdict for name, verdict in verdicts.items() if not verdict.passed}


def _verify_random_numbers() -> None:
    """A platform with other random numbers would call every answer wrong: say so instead."""
    if json.loads((frozen.FOLDER / "_draws.json").read_text("utf-8")) != frozen.draws():
        raise RuntimeError(
            "your NumPy draws other random numbers than the one this course was built with, so the checks "
            "cannot compare; install the versions in requirements.txt (`python3 start.py lab` does)"
        )
