"""How long the notebooks take, as an instructor runs them: `python -m benchmarks.notebooks`.

Each runs from top to bottom in a fresh kernel. The graded part is what cannot be skipped: the exercises and their
checks. Exit status 1 where a bar is missed.
"""

import argparse
import sys
from dataclasses import dataclass
from datetime import datetime

from nbformat import NotebookNode

from autograder.authoring.source import find, sources
from autograder.commands import claims

WHOLE_S, GRADED_S, CHECK_S = 60, 5, 0.5
"""Bars: the whole notebook; the graded part; the slowest check, which a student waits for after every change."""


@dataclass(frozen=True)
class Times:
    """Seconds that the cells of a notebook took."""

    whole: float
    graded: float
    check: float
    slowest: list[tuple[float, str]]
    """The cells that took longest, the longest first."""

    def within_bars(self) -> bool:
        return self.whole < WHOLE_S and self.graded < GRADED_S and self.check < CHECK_S


def seconds(cell: NotebookNode) -> float:
    """From sending a cell of a run notebook to its reply; 0 for prose."""
    times = cell.metadata.get("execution", {})
    if "shell.execute_reply" not in times:
        return 0.0
    start, end = (datetime.fromisoformat(times[name]) for name in ("iopub.status.busy", "shell.execute_reply"))
    return (end - start).total_seconds()


def times(notebook: NotebookNode, cells: int) -> Times:
    """Of a run notebook, with its `cells` slowest cells."""
    graded = [cell for cell in notebook.cells if "nbgrader" in cell.metadata and cell.cell_type == "code"]
    checks = [seconds(cell) for cell in graded if cell.metadata["nbgrader"]["grade"]]
    slowest = sorted(((seconds(cell), cell.id) for cell in notebook.cells), reverse=True)[:cells]
    return Times(sum(map(seconds, notebook.cells)), sum(map(seconds, graded)), max(checks, default=0.0), slowest)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="*", help="such as 09; all of them where none is named")
    parser.add_argument("--cells", type=int, default=0, help="also print so many of the slowest cells of each")
    arguments = parser.parse_args()
    print(f"{'seconds':<24} {'whole':>7} {'graded':>7} {'check':>7}")
    met = True
    for source in [find(name) for name in arguments.notebooks] or sources():
        found = times(claims.executed(source), arguments.cells)
        met = met and found.within_bars()
        print(f"{source.notebook:<24} {found.whole:>7.1f} {found.graded:>7.2f} {found.check:>7.2f}", flush=True)
        for took, name in found.slowest:
            print(f"    {took:>6.1f}  {name}")
    print(f"{'bar':<24} {WHOLE_S:>7.1f} {GRADED_S:>7.2f} {CHECK_S:>7.2f}  {'met' if met else 'MISSED'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
