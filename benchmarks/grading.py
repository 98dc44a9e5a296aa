"""Grade the same class with our engine and with stock nbgrader, side by side: `python -m benchmarks.grading`."""

import argparse
import ctypes
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.authoring import mistakes
from autograder.authoring.build import instructor_notebook, student_notebook
from autograder.authoring.source import Source, find
from benchmarks import stock

NOTEBOOK = "03_adaptive_methods"
ONE, FEW, CLASS, MANY = 1, 2, 12, 100
"""Sizes of a batch: start-up and cost per submission come from two sizes each, 2 and 12 or 12 and 100."""
SEED = 20260801
BARS = {
    "cpu_ratio": ("submissions per CPU-second, one worker, against stock", ">=", 17),
    "wall_ratio": (f"wall time of {MANY} submissions, 2 workers, against stock serial", ">=", 22),
    "overhead_s": ("seconds per submission over plainly executing its cells", "<=", 0.22),
    "scaling": ("submissions per second, 2 workers against 1", ">=", 1.9),
    "identical_grades": (f"every score of the {CLASS} as stock gives it", "==", True),
    "one_wall": ("wall time of one notebook, against stock, both cold", "<=", 0.8),
    "one_cpu": ("CPU time of one notebook, against stock, both cold", "<=", 1.0),
    "second_click_s": ("seconds of Formgrader's Autograde for a second submission", "<=", 1.5),
    "memory_mb": ("MB of an extra worker with all it starts, shared pages counted once", "<=", 300),
}
_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Cost:
    """What a command and all that it started took, in seconds."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Line:
    """Cost of a batch as start-up plus so much per submission, from two sizes."""

    start: Cost
    each: Cost

    def total(self, count: int) -> float:
        return self.start.wall + count * self.each.wall


def line(small: Cost, large: Cost, sizes: tuple[int, int]) -> Line:
    """The line through two measured batches."""
    each = [(b - a) / (sizes[1] - sizes[0]) for a, b in ((small.wall, large.wall), (small.cpu, large.cpu))]
    return Line(Cost(small.wall - sizes[0] * each[0], small.cpu - sizes[0] * each[1]), Cost(*each))


def measured(command: list[str], folder: Path) -> Cost:
    """Run a command in `folder` and wait for its whole process tree. Raises RuntimeError where it fails."""
    before, start = _children_cpu(), time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=stock.environment(folder), capture_output=True, text=True)
    wall = time.perf_counter() - start
    _reap()
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr[-3000:]}")
    (folder / "printed.txt").write_text(done.stdout, "utf-8")
    return Cost(wall, _children_cpu() - before)


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _reap() -> None:
    """Wait for processes that outlived their parents; they come to us, so none is left out of the sum."""
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def answers(source: Source) -> dict[str, dict[str, str]]:
    """Twelve honest students: all right, half, nothing, eight with one mistake, and one whose code raises."""
    right = {e.name: e.solution for e in source.exercises.values()}
    students = {"all": right, "half": dict(list(right.items())[: len(right) // 2]), "none": {}}
    for number, exercise in enumerate([*list(right)[:7], "adam_step"]):
        mistake = mistakes.of_exercise(source, exercise)[5 if number == 7 else number % 3]
        students[f"{number}-{exercise}"] = right | {exercise: mistake.mutant(right[exercise])}
    return students | {"raises": right | {"state_arrays": "def state_arrays(name):\n    return {}[name]"}}


def hand_in(folder: Path, notebook, class_: dict, count: int) -> None:
    """Write `count` submissions into nbgrader's tree; beyond twelve the class begins again."""
    for number in range(count):
        student, texts = list(class_.items())[number % len(class_)]
        place = folder / "submitted" / f"{student}-{number:03}" / NOTEBOOK
        place.mkdir(parents=True)
        (place / f"{NOTEBOOK}.ipynb").write_text(stock.filled(notebook, texts), "utf-8")


class Bench:
    """Both sides with their submissions, in a temporary folder; a batch is a fresh copy."""

    def __init__(self, folder: Path):
        self.folder, self.source = folder, find(NOTEBOOK)
        self.class_ = answers(self.source)
        self._runs = 0
        self._prepare_stock()
        for count in (CLASS, MANY):
            hand_in(folder / f"ours-{count}", student_notebook(instructor_notebook(self.source)), self.class_, count)

    def _prepare_stock(self) -> None:
        base = self.folder / "stock"
        stock.course(base, self.source, SEED)
        measured(stock.command("generate_assignment", self.source), base)
        release = nbformat.read(base / "release" / NOTEBOOK / f"{NOTEBOOK}.ipynb", as_version=4)
        for count in (ONE, FEW, CLASS):
            shutil.copytree(base, self.folder / f"stock-{count}")
            hand_in(self.folder / f"stock-{count}", release, self.class_, count)

    def _copy(self, name: str) -> Path:
        self._runs += 1
        return Path(shutil.copytree(self.folder / name, self.folder / f"run-{self._runs}"))

    def stock(self, count: int) -> tuple[Cost, dict]:
        """Unmodified `nbgrader autograde`, one submission after the other, and the grades it gave."""
        folder = self._copy(f"stock-{count}")
        cost = measured(stock.command("autograde", self.source), folder)
        return cost, stock.grades(folder, self.source)

    def ours(self, count: int, jobs: int, watch=measured) -> tuple:
        """`course grade`: gradebook, graded notebooks and feedback pages included."""
        folder = self._copy(f"ours-{count}")
        options = ["--root", ".", "--seed", str(SEED), "--jobs", str(jobs), "--json"]
        cost = watch([sys.executable, "-P", "-m", "autograder", "grade", "submitted", *options], folder)
        reports = json.loads((folder / "printed.txt").read_text("utf-8"))
        return cost, {r["student"]: {name: e["score"] for name, e in r["exercises"].items()} for r in reports}

    def alone(self) -> tuple[Cost, Cost]:
        """One right submission, both cold: `nbgrader autograde`, and `course grade FILE` with its self-test passed."""
        folder = self._copy(f"ours-{CLASS}")
        file = next((folder / "submitted").glob("all-*/*/*.ipynb"))
        ours = measured([sys.executable, "-P", "-m", "autograder", "grade", str(file), "--seed", str(SEED)], folder)
        return self.stock(ONE)[0], ours

    def second_click(self) -> float:
        """Seconds of what Formgrader's server does when Autograde is pressed for a second student."""
        folder = self._copy(f"ours-{CLASS}")
        students = [path.name for path in sorted((folder / "submitted").iterdir())[-2:]]
        code = "import sys; from benchmarks import formgrader; print(formgrader.seconds(*sys.argv[1:])[-1])"
        measured([sys.executable, "-c", code, str(folder), NOTEBOOK, *students], folder)
        return float((folder / "printed.txt").read_text("utf-8").split()[-1])

    def plain(self) -> float:
        """Seconds per submission of the twin's cells, hidden tests included, in a warm process."""
        notebook = stock.twin(self.source, SEED)
        path = self.folder / "plain.json"
        path.write_text(json.dumps([stock.filled(notebook, texts) for texts in self.class_.values()]), "utf-8")
        code = "import json, sys; from benchmarks import stock; print(stock.plain(json.load(open(sys.argv[1]))))"
        measured([sys.executable, "-c", code, str(path)], self.folder)
        return float((self.folder / "printed.txt").read_text("utf-8"))


def largest_mb(command: list[str], folder: Path) -> float:
    """Memory of a command and all that it started, at its largest. A page that n processes share counts 1/n in each."""
    largest = 0
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(measured, command, folder)
        while not running.done():
            largest = max(largest, sum(map(_pss_kb, _tree(os.getpid())[1:])))
            time.sleep(0.1)
    running.result()
    return largest / 1024


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:  # it has ended meanwhile
        return []


def _tree(pid: int) -> list[int]:
    return [pid, *(member for child in _children(pid) for member in _tree(child))]


def _pss_kb(pid: int) -> int:
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(row.split()[1]) for row in rows if row.startswith("Pss:"))


def run(rounds: int, say=lambda text: None) -> tuple[dict, list[str]]:
    """The figures, and the lines of what they were made from."""
    ctypes.CDLL(None).prctl(_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="downhill-benchmark-") as folder:
        bench = Bench(Path(folder))
        say("warming up")
        bench.stock(FEW), bench.ours(CLASS, 2)
        found, alone = [], []
        for number in range(rounds):
            say(f"round {number + 1} of {rounds}")
            found.append(_round(bench))
            alone.append(bench.alone())
        plain, click = bench.plain(), bench.second_click()
        memory = bench.ours(CLASS, 3, largest_mb)[0] - bench.ours(CLASS, 2, largest_mb)[0]
    *lines, identical = zip(*found, strict=True)
    middle = dict(zip(("stock", "ours, 1 worker", "ours, 2 workers"), map(_median, lines), strict=True))
    one = [_middle(side) for side in zip(*alone, strict=True)]
    return figures(*middle.values(), plain, memory, all(identical), *one, click), table(middle, plain, *one)


def _round(bench: Bench) -> tuple[Line, Line, Line, bool]:
    """Stock, ours with one and with two workers, in turn; and whether all three graded the class alike."""
    stock_few, (stock_class, theirs) = bench.stock(FEW)[0], bench.stock(CLASS)
    lines, alike = [line(stock_few, stock_class, (FEW, CLASS))], True
    for jobs in (1, 2):
        (few, grades), many = bench.ours(CLASS, jobs), bench.ours(MANY, jobs)[0]
        lines.append(line(few, many, (CLASS, MANY)))
        alike = alike and grades == theirs
    return *lines, alike


def _median(lines: tuple[Line, ...]) -> Line:
    return Line(_middle([one.start for one in lines]), _middle([one.each for one in lines]))


def _middle(costs: Sequence[Cost]) -> Cost:
    return Cost(statistics.median(c.wall for c in costs), statistics.median(c.cpu for c in costs))


def figures(
    theirs: Line,
    one: Line,
    two: Line,
    plain: float,
    memory: float,
    identical: bool,
    their_one: Cost,
    our_one: Cost,
    click: float,
) -> dict:
    """What the bars are about."""
    return {
        "cpu_ratio": round(theirs.each.cpu / one.each.cpu, 2),
        "wall_ratio": round(theirs.total(MANY) / two.total(MANY), 2),
        "overhead_s": round(one.each.wall - plain, 3),
        "scaling": round(one.each.wall / two.each.wall, 2),
        "identical_grades": identical,
        "one_wall": round(our_one.wall / their_one.wall, 2),
        "one_cpu": round(our_one.cpu / their_one.cpu, 2),
        "second_click_s": round(click, 2),
        "memory_mb": round(memory, 1),
    }


def met(name: str, value) -> bool:
    _, sign, bar = BARS[name]
    return {">=": value >= bar, "<=": value <= bar, "==": value == bar}[sign]


def table(middle: dict[str, Line], plain: float, their_one: Cost, our_one: Cost) -> list[str]:
    """What was measured: start-up, and what each submission costs."""
    system = (
        f"{platform.system()} {platform.release()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    )
    head = f"{'seconds':<18}{'start-up':>18}{'per submission':>18}{f'{MANY} submissions':>18}"
    rows = [f"{time.strftime('%Y-%m-%d')}, {system}", "", head, f"{'':<18}{'wall     CPU':>18}{'wall     CPU':>18}"]
    for name, one in middle.items():
        pairs = "".join(f"{f'{cost.wall:.2f}   {cost.cpu:5.2f}':>18}" for cost in (one.start, one.each))
        rows.append(f"{name:<18}{pairs}{one.total(MANY):>18.1f}")
    rows.append(f"{'plain execution':<18}{'':>18}{f'{plain:.2f}' + ' ' * 8:>18}")
    for name, cost in (("stock, one file", their_one), ("ours, one file", our_one)):
        rows.append(f"{name:<18}{f'{cost.wall:.2f}   {cost.cpu:5.2f}':>18}")
    return rows


def bars(found: dict) -> list[str]:
    rows = [f"{'figure':<18}{'found':>8}  {'bar':<10}"]
    for name, (meaning, sign, bar) in BARS.items():
        verdict = "met" if met(name, found[name]) else "MISSED"
        rows.append(f"{name:<18}{found[name]!s:>8}  {f'{sign} {bar}':<9} {verdict:<7} {meaning}")
    return rows


def main() -> int:
    """Exit status 0 where every bar is met, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON and nothing else")
    parser.add_argument("--rounds", type=int, default=3, help="how often both sides are measured (default: 3)")
    arguments = parser.parse_args()
    found, lines = run(arguments.rounds, lambda text: print(text, file=sys.stderr))
    print(json.dumps(found) if arguments.json else "\n".join([*lines, "", *bars(found)]))
    return 0 if all(met(name, value) for name, value in found.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
