"""What is known of each notebook without opening it: title, needs, minutes, points, hints. `course build` writes it."""

import functools
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from utils import course_file

FOLDER = Path(__file__).parent / "manifests"


@dataclass(frozen=True)
class Manifest:
    """One notebook of the course."""

    notebook: str
    """Its id, such as "03_adaptive_methods"."""
    title: str
    needs: str
    """What a reader should have done before, in words."""
    core: int
    """Minutes for the sections that everybody should read."""
    minutes: int
    """Minutes for all sections."""
    points: dict[str, float]
    """What each exercise is worth, in their order."""
    hints: dict[str, list[str]]
    """The steps of each exercise's hints, in Markdown: a question, a plan, nearly the code."""

    @property
    def number(self) -> str:
        return self.notebook.split("_")[0]


def path(notebook: str) -> Path:
    return FOLDER / f"{notebook}.json"


def dumps(manifest: Manifest) -> str:
    return json.dumps(asdict(manifest), indent=1, ensure_ascii=False) + "\n"


@functools.cache
def load(notebook: str) -> Manifest:
    """Raises FileNotFoundError for a notebook that was never built."""
    return Manifest(**json.loads(path(notebook).read_text("utf-8")))


def all_of_them() -> list[Manifest]:
    """All notebooks of the course, in order."""
    has = course_file.load().has
    return [load(file.stem) for file in sorted(FOLDER.glob("*.json")) if has(file.stem)]


def notebook_with(exercises: set[str]) -> str | None:
    """The notebook that has most of these exercises; None where no notebook has one of them."""
    shared = {m.notebook: len(exercises & m.points.keys()) for m in all_of_them()}
    best = max(shared, key=shared.__getitem__, default=None)
    return best if best and shared[best] else None
