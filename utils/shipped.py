"""Experiments that take minutes and come with the course: `python -m utils.shipped NOTEBOOK.py` makes them anew."""

import os
import runpy
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path

import numpy as np

from utils.claims import SEEDS

BETWEEN = " | "
"""Between an experiment's key and the names in a dict that it returned."""
_open: list["Shipped"] = []
"""Every table of this process."""
_anew = False
"""Whether experiments are run although their results lie there."""


class Shipped:
    """A decorator for experiments whose results lie in an .npz beside the data; others are run when asked for.

    A result is a number, an array, or a dict of results, kept under the experiment's name and arguments. With other
    seeds than the published ones (`course claims --seeds`) every experiment is run. What a notebook asked for is in
    `used`, and `save` writes that.
    """

    def __init__(self, name: str, folder: Path = Path(__file__).parent / "data"):
        self.path = folder / name
        self.used: dict[str, np.ndarray | dict] = {}
        self.found: dict[str, np.ndarray | dict] = {}
        if self.path.exists() and not _anew and SEEDS not in os.environ:
            with np.load(self.path) as file:
                self.found = _nested(dict(file))
        _open.append(self)

    def __call__(self, experiment: Callable) -> Callable:
        @wraps(experiment)
        def shipped(*args):
            key = f"{experiment.__name__} {' '.join(map(str, args))}"
            if key not in self.used:
                self.used[key] = self.found[key] if key in self.found else _arrays(experiment(*args))
            return self.used[key]

        return shipped

    def save(self) -> None:
        np.savez_compressed(self.path, **_flat(self.used))


def _arrays(result) -> np.ndarray | dict:
    """Every number in a result as an array."""
    return {k: _arrays(v) for k, v in result.items()} if isinstance(result, dict) else np.asarray(result)


def _flat(table: dict, above: str = "") -> dict[str, np.ndarray]:
    """Dicts in dicts as one, whose keys say the way."""
    flat = {}
    for key, value in table.items():
        flat |= _flat(value, f"{above}{key}{BETWEEN}") if isinstance(value, dict) else {f"{above}{key}": value}
    return flat


def _nested(flat: dict[str, np.ndarray]) -> dict:
    """The inverse of `_flat`."""
    table: dict = {}
    for way, value in flat.items():
        *above, last = way.split(BETWEEN)
        inner = table
        for key in above:
            inner = inner.setdefault(key, {})
        inner[last] = value
    return table


def make(notebook: Path) -> None:
    """Run a source without what was shipped, and write what it asked for; where it fails, nothing changes."""
    global _anew
    os.environ.setdefault("MPLBACKEND", "agg")
    _open.clear()
    _anew = True
    try:
        runpy.run_path(str(notebook), run_name="__main__")
    finally:
        _anew = False
    for table in _open:
        table.save()


if __name__ == "__main__":
    from utils import shipped  # the module that the notebook imports, not this one

    shipped.make(Path(sys.argv[1]))
