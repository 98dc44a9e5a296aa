"""How many notebook runs stand still on a busy machine: `python -m benchmarks.standstill`.

Notebooks run from top to bottom, as students would run them, beside processes that keep the machine busy: the first
and shortest notebook with its answers, and after each three runs of it one of the others, untouched. Exit status 1
where a run stood still or failed.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice
from multiprocessing import get_context

import nbformat

from autograder.authoring import build
from autograder.authoring.source import ROOT, find, sources
from autograder.commands import notebook_runner
from autograder.commands.processes import end_with_parent
from autograder.grading.report import GraderError

FIRST = "00_start_here"
BUSY = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"


@contextmanager
def load(processes: int) -> Iterator[None]:
    """So many processes that never rest."""
    busy = [subprocess.Popen([sys.executable, "-S", "-c", BUSY]) for _ in range(processes)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


def attempt(name: str) -> tuple[str, float, str]:
    """One run: the notebook, its seconds, and what went wrong."""
    start = time.monotonic()
    try:
        notebook_runner.run(_notebook(name), name)
    except GraderError as error:
        return name, time.monotonic() - start, str(error)
    except Exception as error:
        return name, time.monotonic() - start, f"{name} failed: {type(error).__name__}: {error}"
    return name, time.monotonic() - start, ""


def _notebook(name: str) -> nbformat.NotebookNode:
    if name == FIRST:
        return build.instructor_notebook(find(name))
    return nbformat.read(ROOT / "course" / name / f"{name}.ipynb", as_version=4)


def main() -> int:
    """Run all, and print what went wrong as it happens."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--busy", type=int, default=4, help="processes that never rest")
    parser.add_argument("--jobs", type=int, default=2, help="notebooks that run at the same time")
    arguments = parser.parse_args()
    others = (source.notebook for source in sources() if source.notebook != FIRST)
    names = list(islice(cycle(name for other in others for name in (FIRST, FIRST, FIRST, other)), arguments.runs))
    seconds, wrong = [], 0
    with load(arguments.busy), ProcessPoolExecutor(arguments.jobs, get_context("spawn"), end_with_parent) as pool:
        for number, (name, took, what) in enumerate(pool.map(attempt, names), 1):
            seconds.append(took)
            wrong += bool(what)
            print(f"{number:4} {took:6.1f} s  {name}  {what}", flush=True)
    middle = sorted(seconds)[len(seconds) // 2]
    print(f"{len(names)} runs, {wrong} stood still or failed; median {middle:.1f} s, longest {max(seconds):.1f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
