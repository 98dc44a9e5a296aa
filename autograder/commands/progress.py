"""What a student has passed so far, read from the outputs of the check cells in the saved notebooks."""

import json
from pathlib import Path

from autograder.authoring.source import ROOT, Source, sources
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
    text = []
    for source in sources():
        shown = outcomes(course / source.notebook / f"{source.notebook}.ipynb")
        text += _notebook(source, shown)
    return [*text, "Read from the notebooks as last saved; grading also runs hidden tests."]


def _notebook(source: Source, shown: dict[str, str]) -> list[str]:
    points = {e.name: e.points for e in source.exercises.values()}
    passed = [name for name in points if shown.get(name) == "passed"]
    total = f"{sum(points[n] for n in passed):g} of {sum(points.values()):g} points"
    head = f"{source.notebook:<30} {len(passed):>2} of {len(points):>2} exercises, {total}"
    tried = [f"    {name}: not yet" for name in points if shown.get(name) not in (None, "passed", "not attempted")]
    return [head, *tried]
