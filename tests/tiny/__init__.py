"""A notebook of three exercises, for tests of grading: partial credit, a class, a tensor, a generator, a `given`.

    halve     4 points: tests of weights 3 and 1
    walk      2 points: three tests of one weight; it draws from a generator and uses `halve`, which a test replaces
    Average   3 points: a class that holds tensors; weights 1 and 1

`fixtures.py` puts it in the place of the course: `pytest_plugins = ["tests.tiny.fixtures"]`.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
NAME = "90_tiny"

HALVE = "def halve(x):\n    return x / 2\n"
WALK = "def walk(x, steps, rng):\n    for _ in range(steps):\n        x = halve(x) + rng.normal(size=x.shape)\n    return x\n"
AVERAGE = """
class Average:
    def __init__(self, start):
        self.kept = [start]

    def add(self, value):
        self.kept.append(value)

    def mean(self):
        return sum(self.kept) / len(self.kept)
"""
RIGHT = {"halve": HALVE, "walk": WALK, "Average": AVERAGE}
"""Answers that deserve all points, written by somebody else than the author of the solutions."""
