"""How far a student has come: read from the checks in saved notebooks, and from those of this kernel."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from utils import manifest
from utils.manifest import Manifest

MIME = "application/vnd.downhill.check+json"
"""Rides along with each shown verdict, so that it can be read from a saved notebook."""
DEPTH = 3
"""How many folders below the course's own a saved notebook is looked for."""
_here: dict[str, dict[str, str]] = {}
"""The last outcome of each check of this kernel, by notebook and exercise."""


def note(notebook: str, exercise: str, outcome: str) -> None:
    """Remember what a check has just said."""
    _here.setdefault(notebook, {})[exercise] = outcome


def outcomes(path: Path) -> dict[str, str]:
    """The last shown outcome of each check in a saved notebook, by exercise; empty for what cannot be read."""
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        notes = [o["data"][MIME] for c in cells for o in c.get("outputs", []) if MIME in o.get("data", {})]
        return {note["exercise"]: note["outcome"] for note in notes}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


@dataclass(frozen=True)
class Standing:
    """What of one notebook is done."""

    manifest: Manifest
    outcomes: dict[str, str]

    @property
    def passed(self) -> list[str]:
        return [name for name in self.manifest.points if self.outcomes.get(name) == "passed"]

    @property
    def wrong(self) -> list[str]:
        """Tried, and not right yet."""
        return [n for n in self.manifest.points if self.outcomes.get(n) not in (None, "passed", "not attempted")]

    @property
    def next(self) -> str | None:
        """The first exercise that is not passed."""
        return next((name for name in self.manifest.points if name not in self.passed), None)

    @property
    def points(self) -> tuple[float, float]:
        """Those passed, and all."""
        worth = self.manifest.points
        return sum(worth[name] for name in self.passed), sum(worth.values())

    @property
    def minutes_left(self) -> int:
        """Of the core sections, in proportion to the exercises that are left."""
        left = 1 - len(self.passed) / max(len(self.manifest.points), 1)
        return round(self.manifest.core * left)


def standing(folder: Path) -> list[Standing]:
    """Every notebook of the course, from the notebooks saved below `folder`, whatever their files are called.

    Where several copies of a notebook lie there, an exercise that is passed in one of them is passed.
    """
    found: dict[str, dict[str, str]] = {}
    for path in sorted(saved(folder)):
        said = outcomes(path)
        if (notebook := manifest.notebook_with(set(said))) is not None:
            kept = found.setdefault(notebook, {})
            kept.update({name: word for name, word in said.items() if kept.get(name) != "passed"})
    return [Standing(m, found.get(m.notebook, {})) for m in manifest.all_of_them()]


def saved(folder: Path) -> Iterator[Path]:
    """The notebooks a few folders deep: `folder` may be a whole home, in which other things come and go meanwhile."""
    for place, folders, files in os.walk(folder):  # what cannot be read is left out
        deep = len(Path(place).relative_to(folder).parts) == DEPTH
        shown = [name for name in folders if not name.startswith(".")]  # no checkpoints, no earlier states
        folders[:] = [] if deep else shown
        yield from (Path(place) / name for name in files if name.endswith(".ipynb") and not name.startswith("."))


def line(notebook: str, exercise: str) -> str:
    """After a pass: what it is worth, and how far this notebook is done."""
    known = manifest.load(notebook)
    saved = outcomes(Path(os.environ["JPY_SESSION_NAME"])) if "JPY_SESSION_NAME" in os.environ else {}
    here = Standing(known, saved | _here.get(notebook, {}) | {exercise: "passed"})
    worth = known.points[exercise]
    return f"{worth:g} point{'s' * (worth != 1)}; {len(here.passed)} of {len(known.points)} here."


def step(all_: Iterable[Standing]) -> tuple[Standing, str] | None:
    """Where to go on: the first exercise not passed in the first notebook begun, else in the first not done."""
    open_ = [s for s in all_ if s.next]
    begun = [s for s in open_ if s.passed or s.wrong]
    return ((begun or open_)[0], (begun or open_)[0].next or "") if open_ else None


def time_left(all_: Iterable[Standing]) -> str:
    """Of the core sections, in minutes or in hours."""
    minutes = sum(s.minutes_left for s in all_)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"


class Map:
    """The course as a table with links, each notebook's state, and the next step; for notebook 00 and for a page."""

    def __init__(self, folder: Path, link: str = "../{0}/{0}.ipynb"):
        self.all, self.link = standing(folder), link

    def _repr_html_(self) -> str:
        head = "".join(
            f"<th scope='col' style='text-align:left'>{w}</th>"
            for w in ("notebook", "needs", "minutes: core, all", "passed", "points")
        )
        rows = "".join(self._row(s) for s in self.all)
        return f"<table><tr>{head}</tr>{rows}</table><p>{self._next()}</p>"

    def _row(self, s: Standing) -> str:
        m, (got, whole) = s.manifest, s.points
        done = f"{len(s.passed)} of {len(m.points)}" if m.points else ""
        cells = [f"<a href='{self.link.format(m.notebook)}'>{m.number} {escape(m.title)}</a>", escape(m.needs)]
        worth = f"{'✓' if got == whole else ''} {got:g} of {whole:g}" if m.points else ""
        cells += [f"{m.core}, {m.minutes}", done, worth]
        return "<tr>" + "".join(f"<td style='text-align:left'>{cell}</td>" for cell in cells) + "</tr>"

    def _next(self) -> str:
        if (where := step(self.all)) is None:
            return "All exercises are passed."
        s, name = where
        link = f"<a href='{self.link.format(s.manifest.notebook)}'>{s.manifest.number} {escape(s.manifest.title)}</a>"
        return f"Next: <code>{name}</code> in {link}. About {time_left(self.all)} of core sections are left."

    def __repr__(self) -> str:
        return "\n".join(
            f"{s.manifest.notebook}: {len(s.passed)} of {len(s.manifest.points)} exercises" for s in self.all
        )


def course_map() -> Map:
    """The map of the course, with what the notebooks beside this one have shown when they were saved last."""
    return Map(Path.cwd().parent)
