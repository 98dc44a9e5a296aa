"""The sandboxed processes of one submission: start one, run the notebook's cells in it, replace it when it ends."""

import contextlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from autograder.grading.proxy import NotebookProxy
from autograder.grading.remote_objects import Lost, ProcessDied
from autograder.grading.report import GraderError
from autograder.grading.sandbox_client import Request, protected
from autograder.grading.submission import Cell
from autograder.sandbox.limits import LIMITS


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for all processes of one submission."""
    folder = Path(tempfile.mkdtemp(prefix="downhill-"))
    try:
        yield folder
    finally:
        _delete(folder)


def _delete(folder: Path) -> None:
    """Also folders nested by the thousand, and those that were made so that nobody can look into them."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists() and shutil.which("rm"):
        for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
            subprocess.run([*command, str(folder)], stderr=subprocess.DEVNULL, check=False)


class Session:
    """Holds the process of a submission; makes a new one where the last one has ended."""

    def __init__(
        self,
        sandboxes,
        cells: list[Cell],
        folder: Path,
        private: Sequence[Path] = (),
        until: float | None = None,
        lost: dict[str, str] | None = None,
        note: Callable[[str], None] = lambda text: None,
        libraries: Sequence[str] = (),
    ):
        """`until` is the end of the submission's time, `lost` has the reason for each exercise that may not run.

        `libraries` are modules that cells of ours import, loaded once for all submissions.
        """
        self._sandboxes, self._cells, self._folder, self._private = sandboxes, list(cells), folder, list(private)
        self._until = time.monotonic() + LIMITS.submission_s if until is None else until
        self._lost = {exercise: ProcessDied(reason) for exercise, reason in (lost or {}).items()}
        self._note, self._libraries = note, list(libraries)
        self._student: NotebookProxy | None = None
        self._starts = 0

    def student(self, exercise: str) -> NotebookProxy | Lost:
        """A living process that has run the cells, or Lost for an exercise that has ended one before."""
        try:
            return Lost(self._lost[exercise]) if exercise in self._lost else self._living()
        except ProcessDied as gone:
            return Lost(gone)

    def _living(self) -> NotebookProxy:
        """Raises Gone where the time or the number of processes is used up."""
        while self._student is None or self._student.ended:
            if time.monotonic() > self._until:
                raise ProcessDied(f"The whole notebook took longer than {LIMITS.submission_s:g} seconds.")
            self._starts += 1
            if self._starts > LIMITS.restarts:
                raise ProcessDied("Your code ended the Python process too often.")
            self._student = self._started()
            self._run_cells(self._student)
        return self._student

    def lose(self, exercise: str, error: ProcessDied) -> None:
        """A test of `exercise` ended the process: its other tests are not tried again."""
        self._lost[exercise] = error

    def close(self) -> None:
        if self._student is not None:
            self._student.kill("closed")

    def _started(self) -> NotebookProxy:
        """Fork and prove the sandbox; raises GraderError where it has holes."""
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        child = self._sandboxes.spawn(Request(str(folder), protected(*self._private), libraries=self._libraries))
        student = NotebookProxy(child, folder, LIMITS.call_s, self._until)
        try:
            holes = student.await_sandbox()
        except (OSError, EOFError) as error:
            student.kill("it did not start")
            raise GraderError(f"the process for student code ended at once ({error})") from None
        if holes:
            student.kill("its sandbox has holes")
            raise GraderError(f"the sandbox has holes, so nothing was run: {', '.join(map(str, holes))}")
        return student

    def _run_cells(self, student: NotebookProxy) -> None:
        """A cell that ends the process is reduced to its definitions the next time, and left out the time after."""
        deadline = min(time.monotonic() + LIMITS.cells_s, self._until)

        def left() -> float:
            return min(LIMITS.cell_s, max(0.1, deadline - time.monotonic()))

        for cell in [cell for cell in self._cells if cell.is_needed]:
            try:
                self._run(student, cell, left())
            except ProcessDied as gone:
                self._reduce(cell, gone)
                return

    def _run(self, student: NotebookProxy, cell: Cell, limit_s: float) -> None:
        if not cell.whole:
            student.define(cell.text, limit_s)
        elif (error := student.cell(cell.text, limit_s)) and self._starts == 1 and cell.name:
            kind, line, words = error
            self._note(f"In {cell.name}, line {line}: {kind}: {words}")

    def _reduce(self, cell: Cell, gone: ProcessDied) -> None:
        place = self._cells.index(cell)
        self._cells[place : place + 1] = [cell.reduced()] if cell.whole else []
        if cell.whole and cell.name:
            self._note(f"In {cell.name}: {gone.for_student} Only its functions and classes are kept.")


@contextmanager
def opened(sandboxes, cells: list[Cell], libraries: Sequence[str] = ()) -> Iterator[Session]:
    """A session for these cells."""
    with scratch() as folder, closing(Session(sandboxes, cells, folder, libraries=libraries)) as session:
        yield session
