"""Time and memory of a batch against its size, one row for each: `python -m benchmarks.many 500 5000`."""

import argparse
import ctypes
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from autograder.authoring.build import instructor_notebook, student_notebook
from autograder.authoring.source import find
from benchmarks import grading

HEAD = ("submissions", "wall s", "CPU s each", "coordinator MB", "all processes MB", "KB each")


def row(count: int, jobs: int) -> tuple[float, ...]:
    """Size, wall time, CPU time per submission, and the largest memory: of `course grade` itself, whose growth per
    submission is the last figure, and of all processes, shared pages counted once."""
    source = find(grading.NOTEBOOK)
    with tempfile.TemporaryDirectory(prefix="downhill-many-") as name:
        folder = Path(name)
        grading.hand_in(folder, student_notebook(instructor_notebook(source)), grading.answers(source), count)
        command = [sys.executable, "-P", "-m", "autograder", "grade", "submitted", "--jobs", str(jobs)]
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(grading.measured, command, folder)
            own, first, all_of_them = 0.0, 0.0, 0.0
            while not running.done():
                tree = grading._tree(os.getpid())[1:]
                all_of_them = max(all_of_them, sum(map(grading._pss_kb, tree)))
                own = max(own, grading._pss_kb(tree[0]) if tree else 0.0)
                if not first and next(folder.glob("reports/*/*.json"), None):
                    first = own  # libraries and the list of submissions; what comes on top grows with the batch
                time.sleep(0.5)
        cost = running.result()
    return count, cost.wall, cost.cpu / count, own / 1024, all_of_them / 1024, (own - first) / count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="+", type=int, help="sizes of a batch")
    parser.add_argument("--jobs", type=int, default=2, help="worker processes (default: 2)")
    arguments = parser.parse_args()
    ctypes.CDLL(None).prctl(grading._CHILD_SUBREAPER, 1, 0, 0, 0)
    print("| " + " | ".join(HEAD) + " |\n" + "|---" * len(HEAD) + "|", flush=True)
    for count in arguments.counts:
        found = row(count, arguments.jobs)
        print("| " + " | ".join([str(found[0]), *(f"{value:.1f}" for value in found[1:])]) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
