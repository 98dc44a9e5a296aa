"""The instant check of a notebook: `check(f)` says passed, names the mistake, or shows what differs."""

import contextlib
import importlib
import io
import json
from collections.abc import Callable
from types import FunctionType

from utils.checks import frozen
from utils.checks.needs import needs
from utils.checks.observe import observe
from utils.checks.settings import default_settings
from utils.checks.show import VerdictView
from utils.checks.verdict import Verdict, judge, with_causes
from utils.remember import uses

__all__ = ["check", "needs"]


def check(f: Callable) -> VerdictView:
    """Compare your function or class with observations of the reference and of known mistakes.

    Give it the function itself, not its result: `check(gd_step)`. A pass means that the visible checks
    agree; grading runs hidden ones on other numbers. Raises TypeError if `f` cannot be called and
    LookupError if no exercise has its name.
    """
    if not callable(f):
        raise TypeError(f"check(...) got a {type(f).__name__}; give it the function itself, without brackets")
    name = getattr(f, "__name__", type(f).__name__)
    notebook = frozen.notebook_of(name)
    _verify_random_numbers()
    with contextlib.redirect_stdout(io.StringIO()), default_settings():
        verdict = _judged(notebook, name, f)
        if not verdict.passed:
            causes = {other.__name__: _judged(notebook, other.__name__, other) for other in earlier(notebook, f)}
            verdict = with_causes(verdict, causes)
    return VerdictView(verdict)


def _judged(notebook: str, name: str, f: Callable) -> Verdict:
    known = frozen.load(notebook, name)
    got = observe(probe_of(known.topic, name), f, frozen.SEED)
    return judge(name, known.expected, got, known.mistakes)


def earlier(notebook: str, f: Callable) -> list[Callable]:
    """The other exercises of its notebook that `f` uses, as they stand there."""
    others = uses(f) if isinstance(f, (type, FunctionType)) else ()
    return [g for g in others if g is not f and frozen.exists(notebook, g.__name__)]


def probe_of(topic: str, exercise: str) -> Callable:
    return getattr(importlib.import_module(f"utils.checks.probes.{topic}"), exercise)


def _verify_random_numbers() -> None:
    """A platform with other random numbers would call every answer wrong: say so instead."""
    if json.loads((frozen.FOLDER / "_draws.json").read_text("utf-8")) != frozen.draws():
        raise RuntimeError(
            "your NumPy draws other random numbers than the one this course was built with, so the checks "
            "cannot compare; install the versions in requirements.txt (`python3 start.py lab` does)"
        )
