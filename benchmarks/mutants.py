"""Plant known faults in a copy of the project, one at a time, and see whether the tests notice.

`python -m benchmarks.mutants` tries every mutant of `benchmarks/planted.py`; words after it select those whose file or
name holds one of them. The project itself is never changed.
Exit status 1: a mutant survived. 2: one could not be tried.
"""

import argparse
import compileall
import os
import queue
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode

from benchmarks.planted import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("autograder", "benchmarks", "course", "docs", "solutions", "tests", "utils", "pyproject.toml", "start.py")
KILLED, SURVIVED = "killed", "survived"
PATIENCE_S = 300
"""A test run that has not ended after these seconds has noticed the mutant by hanging."""
PASSED, FAILED = 0, 1  # exit statuses of pytest; the others mean that nothing was tried


class NotTried(Exception):
    """This mutant, or the whole run, says nothing; the message tells why."""


@dataclass(frozen=True)
class Trial:
    """What became of one mutant."""

    mutant: Mutant
    outcome: str
    """KILLED, SURVIVED, or the reason why it could not be tried."""
    seconds: float

    @property
    def line(self) -> str:
        return f"{self.outcome:<9} {self.seconds:6.1f} s  {self.mutant.file}: {self.mutant.name}"


class Copy:
    """A copy of the project in a folder of its own, in which mutants can be planted."""

    def __init__(self, folder: Path):
        self.folder = folder
        for name in COPIED:
            place = ROOT / name
            if place.is_dir():
                shutil.copytree(place, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(place, folder / name)
        for name in ("autograder", "utils", "tests"):  # byte code that is known by its source's content, not its time
            compileall.compile_dir(folder / name, quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
        self._ensure_its_own_code_runs()

    def tests(self, mutants: Iterable[Mutant]) -> None:
        """Run the tests of all these mutants with none planted; raises NotTried unless they pass."""
        words = {word for mutant in mutants for word in mutant.tests.split()}
        selections = sorted(word for word in words if not word.startswith("-"))
        status, output = self._pytest(selections)
        if status != PASSED:
            raise NotTried(f"the tests don't pass without a mutant (pytest's exit status {status}):\n{output[-4000:]}")

    def attempt(self, mutant: Mutant) -> Trial:
        """Plant the mutant, run its tests, take it out again."""
        start = time.monotonic()
        try:
            with self._planted(mutant):
                outcome = self._outcome(mutant)
        except NotTried as error:
            outcome = str(error)
        return Trial(mutant, outcome, time.monotonic() - start)

    @contextmanager
    def _planted(self, mutant: Mutant) -> Iterator[None]:
        path = self.folder / mutant.file
        right = path.read_text("utf-8")
        if (found := right.count(mutant.old)) != 1:
            raise NotTried(f"NOT TRIED: {mutant.old!r} occurs {found} times in the file, not once")
        path.write_text(right.replace(mutant.old, mutant.new), "utf-8")
        try:
            yield
        finally:
            path.write_text(right, "utf-8")

    def _outcome(self, mutant: Mutant) -> str:
        status, output = self._pytest(mutant.tests.split())
        if status not in (PASSED, FAILED, None):
            raise NotTried(f"NOT TRIED: pytest ended with status {status}: {output.strip()[-300:]}")
        return SURVIVED if status == PASSED else KILLED

    def _pytest(self, selections: list[str]) -> tuple[int | None, str]:
        """Exit status (None: it hung) and output of the tests."""
        return self._python("-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *selections)

    def _python(self, *arguments: str) -> tuple[int | None, str]:
        environment = os.environ | {
            "PYTHONPATH": str(self.folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "OMP_NUM_THREADS": "1",
        }
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=PATIENCE_S)
            return process.returncode, output
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return None, ""

    def _ensure_its_own_code_runs(self) -> None:
        _, output = self._python("-c", "import autograder, utils; print(autograder.__file__); print(utils.__file__)")
        strangers = [path for path in output.split() if not Path(path).is_relative_to(self.folder)]
        if strangers or len(output.split()) != 2:
            raise NotTried(f"the copy in {self.folder} does not run its own code: {output.strip()}")


def selected(words: list[str]) -> list[Mutant]:
    """The mutants whose file or name holds one of the words; all where there are none. Raises NotTried."""
    chosen = [m for m in MUTANTS if not words or any(word in f"{m.file}: {m.name}" for word in words)]
    if not chosen:
        raise NotTried(f"no mutant's file or name holds {' or '.join(map(repr, words))}")
    return chosen


def trials(mutants: list[Mutant], jobs: int) -> Iterator[Trial]:
    """Each mutant's trial as it ends, `jobs` at a time, each in a copy of its own. Raises NotTried."""
    with tempfile.TemporaryDirectory(prefix="downhill-mutants-") as place:
        copies: queue.Queue[Copy] = queue.Queue()
        for number in range(jobs):
            copies.put(Copy(Path(place).resolve() / str(number)))
        copies.queue[0].tests(mutants)

        def attempt(mutant: Mutant) -> Trial:
            copy = copies.get()
            try:
                return copy.attempt(mutant)
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(attempt, mutants)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.mutants", description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", help="try only mutants whose file or name holds one of these")
    parser.add_argument("--jobs", type=int, default=2, help="how many to try at a time (default: 2)")
    options = parser.parse_args(arguments)
    done, start = [], time.monotonic()
    try:
        for trial in trials(selected(options.words), options.jobs):
            print(trial.line, flush=True)
            done.append(trial)
    except NotTried as error:
        print(f"benchmarks.mutants: {error}", file=sys.stderr)
        return 2
    count = {word: sum(trial.outcome == word for trial in done) for word in (KILLED, SURVIVED)}
    untried = len(done) - sum(count.values())
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, cpu = time.monotonic() - start, used.ru_utime + used.ru_stime
    print(
        f"{count[KILLED]} killed, {count[SURVIVED]} survived, {untried} not tried, in {seconds:.0f} s ({cpu:.0f} s CPU)"
    )
    return 2 if untried else 1 if count[SURVIVED] else 0


if __name__ == "__main__":
    sys.exit(main())
