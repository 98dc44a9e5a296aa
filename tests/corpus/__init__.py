"""The corpora: small generators of submissions. `docs/corpora.md` explains each class."""

import copy
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from autograder.grading.job import release

BASE = "00_start_here"


@dataclass(frozen=True)
class Entry:
    """One submission that tries something."""

    name: str
    kind: str
    """Its class, a key of the list in docs/corpora.md."""
    tries: str
    """One sentence."""
    answers: dict[str, str] = field(default_factory=dict)
    """Source by exercise."""
    cells: tuple[str, ...] = ()
    """Cells of its own, before all others."""
    edit: Callable[[dict], object] | None = None
    """A last change of the notebook as JSON."""
    notebook: str = BASE
    deserves: float = 0.0
    """Points for what it does solve."""
    seconds: float = 15.0
    """How long grading it may take, with two processors shared."""

    says: str = ""
    """What the student must read about it."""

    def data(self, **places: str) -> bytes:
        """The notebook as handed in; `$NAME` in a source becomes the place of that name."""
        notebook = copy.deepcopy(release(self.notebook))
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell["source"] = self.answers.get(name, cell["source"])
        notebook["cells"][:0] = [code(text) for text in self.cells]
        if self.edit:
            self.edit(notebook)
        text = json.dumps(notebook)
        return re.sub(r"\$([A-Z]+)", lambda found: places.get(found[1], found[0]), text).encode()


def code(text: str) -> dict:
    return {"cell_type": "code", "source": text, "metadata": {}, "outputs": [], "execution_count": None}


def step(body: str, before: str = "") -> dict[str, str]:
    """The answer to notebook 00's exercise, with this body."""
    lines = "".join(f"    {line}\n" for line in body.strip().split("\n"))
    return {"gd_step": f"{before}\ndef gd_step(x, g, lr):\n{lines}"}


def cell_of(notebook: dict, grade_id: str) -> dict:
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)
