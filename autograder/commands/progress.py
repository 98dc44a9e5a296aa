"""What a student has passed so far, read from the outputs of the check cells in the saved notebooks."""

import json
from pathlib import Path

from autograder.authoring.source import ROOT, Source, sources
from autograder.grading.text import columns
from utils.checks.show import MIME


def outcomes(path: Path) -> dict[str, str]:
    """The last shown outcome of each check in a saved notebook, by exercise; empty for what cannot be read."""
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        notes = [o["data"][MIME] for c in cells for o in c.get("outputs", []) if MIME in o.get("data", {})]
        return {note["exercise"]: note["outcome"] for note in notes}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def lines(course: Path = ROOT / "course") -> list[str]:
    """A line per notebook and one per exercise that is not passed yet."""
    shown = [(source, outcomes(course / source.notebook / f"{source.notebook}.ipynb")) for source in sources()]
    heads = columns([_head(*pair) for pair in shown], "<>>")
    text = [line for head, pair in zip(heads, shown, strict=True) for line in (head, *_tried(*pair))]
    return [*text, "Read from the notebooks as last saved; grading also runs hidden tests."]


def _head(source: Source, shown: dict[str, str]) -> tuple[str, str, str]:
    points = {e.name: e.points for e in source.exercises.values()}
    passed = [name for name in points if shown.get(name) == "passed"]
    worth = f"{sum(points[name] for name in passed):g} of {sum(points.values()):g} points"
    return source.notebook, f"{len(passed)} of {len(points)} exercises", worth


def _tried(source: Source, shown: dict[str, str]) -> list[str]:
    wrong = [name for name in source.exercises if shown.get(name) not in (None, "passed", "not attempted")]
    return [f"    {name}: not yet" for name in wrong]
