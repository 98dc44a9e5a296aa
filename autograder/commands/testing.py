"""Run the project's own tests, side by side where there are several processors."""

import sys
from importlib.util import find_spec

from autograder.authoring.source import ROOT
from autograder.classroom.workers import cores
from autograder.commands.lab import become
from autograder.sandbox import ONE_THREAD

MOST = 4
"""Test processes; each holds libraries and a fork server, about a gigabyte."""

SIDE_BY_SIDE = ("--dist", "loadscope", "--no-loadscope-reorder")
"""tests/conftest.py keeps each file in one process and puts the files in order; pytest-xdist must not, by size."""


def start(options: list[str]) -> int:
    """Become pytest; `options` go to it and may override ours."""
    import os

    return become([sys.executable, "-P", "-m", "pytest", *_side_by_side(), *options], ROOT, ONE_THREAD | os.environ)


def _side_by_side() -> list[str]:
    if find_spec("xdist") is None:
        print("course: `python3 start.py test` also installs what some tests need", file=sys.stderr)
        return []
    processes = min(cores() + 1, MOST)  # many tests wait for a deadline or another process
    return ["-n", str(processes), *SIDE_BY_SIDE]
