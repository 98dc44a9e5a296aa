"""A way out when stuck: `hint(f)` opens the next of an exercise's hints, `solution(f)` shows ours beside yours.

How far somebody has climbed, and which answers they have checked, is kept in their user's state folder. It is never
graded, and where it cannot be written, nothing is remembered.
"""

import contextlib
import hashlib
import json
import re
import sys
from collections.abc import Callable
from html import escape
from pathlib import Path

from platformdirs import user_state_path

from utils import course_file, manifest
from utils.checks import frozen
from utils.checks.errors import source_of
from utils.checks.verdict import Verdict

ROOT = Path(__file__).parents[2]
STEPS = ("a question", "the plan", "nearly the code")
ATTEMPTS = 3
"""So many different answers must have been checked before the solution is shown."""


class Shown:
    """Markdown for Jupyter, plain text for a terminal."""

    def __init__(self, text: str, html: str = ""):
        self.text, self.html = text, html

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/plain": self.text, **({"text/html": self.html} if self.html else {"text/markdown": self.text})}


def hint(f: Callable | str) -> Shown:
    """Open the next hint of an exercise: a question, then a plan, then nearly the code. Those opened before stay open.

    `f` is the function or class, or its name where its cell did not run. Raises LookupError for no exercise.
    """
    notebook, name = _exercise(f)
    steps = manifest.load(notebook).hints.get(name, [])
    if not steps:
        return Shown(f"There is no hint for `{name}`.")
    record = _Record(notebook)
    opened = min(record.of(name)["hints"] + 1, len(steps))
    record.of(name)["hints"] = opened
    record.save()
    texts = [f"**{STEPS[k].capitalize()}** ({k + 1} of {len(steps)}). {text}" for k, text in enumerate(steps[:opened])]
    more = (
        f"`hint({name})` again opens {STEPS[opened]}."
        if opened < len(steps)
        else f"That was all; `solution({name})` is left."
    )
    return Shown("\n\n".join([*texts, f"*{more}*"]))


def solution(f: Callable | str, *, anyway: bool = False) -> Shown:
    """Show our answer to an exercise beside yours, once yours has passed or three different ones were checked.

    `anyway=True` is for those who insist. Raises LookupError for no exercise.
    """
    notebook, name = _exercise(f)
    ours = _ours(notebook, name)
    if ours is None:
        return Shown("This copy of the course comes without solutions. Ask whoever gave it to you.")
    known = _Record(notebook).of(name)
    if not (anyway or known["passed"] or len(known["tried"]) >= ATTEMPTS):
        left = ATTEMPTS - len(known["tried"])
        return Shown(
            f"Check {left} more answer{'s' * (left != 1)} to `{name}` first, each with something changed; a wrong one "
            f"often says what is missing, and so does `hint({name})`. If you insist: `solution({name}, anyway=True)`."
        )
    yours = source_of(f) if callable(f) else ""
    return _beside(name, yours, ours, known["said"] if yours else "")


def solutions(notebook: str) -> list[str]:
    """The cells of a notebook's source, with our solutions; none where it is not there, or is kept closed."""
    source = ROOT / "solutions" / notebook / "notebook.py"
    if course_file.load().solution == "closed" or not source.is_file():
        return []
    return re.split(r"^(?=# %%)", source.read_text("utf-8"), flags=re.M)


def remember(notebook: str, f: Callable, verdict: Verdict) -> None:
    """Note a checked answer: `solution` counts those that differ."""
    if verdict.outcome == "not attempted":
        return
    record = _Record(notebook)
    known = record.of(verdict.exercise)
    known["said"] = "Both pass." if verdict.passed else verdict.text[:1].upper() + verdict.text[1:]
    known["passed"] = known["passed"] or verdict.passed
    key = hashlib.sha256(source_of(f).encode()).hexdigest()[:16]
    known["tried"] = [*(old for old in known["tried"] if old != key), key]
    record.save()


class _Record:
    """What is remembered of the exercises of one notebook."""

    def __init__(self, notebook: str):
        self._path = user_state_path("downhill", appauthor=False) / f"{notebook}.json"
        self._known: dict[str, dict] = {}
        with contextlib.suppress(OSError, ValueError):  # none yet, or damaged: begin anew
            known = json.loads(self._path.read_text("utf-8"))
            self._known = known if isinstance(known, dict) else {}

    def of(self, exercise: str) -> dict:
        return self._known.setdefault(exercise, {"hints": 0, "tried": [], "passed": False, "said": ""})

    def save(self) -> None:
        """Whole or not at all."""
        new = self._path.with_suffix(".new")
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(json.dumps(self._known, ensure_ascii=False), "utf-8")
            new.replace(self._path)


def _exercise(f: Callable | str) -> tuple[str, str]:
    name = f if isinstance(f, str) else frozen.exercise_of(f, sys._getframe(2).f_globals)
    return frozen.notebook_of(name), name


def _ours(notebook: str, name: str) -> str | None:
    """The reference without the marks of its solution region; None where there is none, or it is kept closed."""
    marks = ("### BEGIN SOLUTION", "### END SOLUTION")
    cell = next((c for c in solutions(notebook) if c.startswith(f'# %% exercise="{name}"')), None)
    return cell and "\n".join(line for line in cell.splitlines()[1:] if line.strip() not in marks).strip()


def _beside(name: str, yours: str, ours: str, said: str) -> Shown:
    sides = [(title, text) for title, text in (("Yours", yours.strip()), ("Ours", ours)) if text]
    difference = f"{said} " if said else ""
    if yours:
        counts = [sum(bool(line.strip()) for line in text.splitlines()) for _, text in sides]
        difference += f"Yours has {counts[0]} lines, ours {counts[1]}, docstring included."
    text = "\n\n".join([f"`{name}`. {difference}", *(f"{title}:\n\n```python\n{code}\n```" for title, code in sides)])
    cells = "".join(
        f"<td style='vertical-align:top;text-align:left'><b>{title}</b><pre>{escape(code)}</pre></td>"
        for title, code in sides
    )
    return Shown(text, f"<p><code>{name}</code>. {escape(difference)}</p><table><tr>{cells}</tr></table>")
