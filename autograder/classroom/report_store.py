"""Reports on disk: what has been graded need not be graded again, and what was graded can be audited.

One file per student and notebook below `reports/`. It is good for as long as its provenance is that of the job at hand.
"""

import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.grading.job import Job, provenance_of
from autograder.grading.report import Report
from autograder.nbgrader import history
from autograder.nbgrader.history import History


class ReportStore:
    """The folder `reports/` below the root of a course."""

    def __init__(self, root: Path):
        self.folder = root / "reports"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.history = History(self.folder)

    def secret(self) -> str:
        """What this course's seeds come of: 128 bits, drawn once, so that a run that was killed can go on."""
        path = self.folder / "secret"
        if not path.exists():
            _write(path, f"{secrets.token_hex(16)}\n")
        return path.read_text().strip()

    def load(self, job: Job) -> Report | None:
        """The report of this very job, if there is one that another run would not change."""
        report = self.last(job)
        return report if report and not report.transient and report.provenance == provenance_of(job) else None

    def last(self, job: Job) -> Report | None:
        """The newest report of this student's notebook, whatever it depended on."""
        return _read(self._path(job))[0]

    def all(self) -> Iterator[tuple[Report, str]]:
        """Every report that can be read, in the order of students and notebooks, and where its submission lay."""
        for path in sorted(self.folder.glob("*/*.json")):
            report, place = _read(path)
            if report:
                yield report, place

    def save(self, job: Job, report: Report, place: str = "") -> None:
        """Written whole or not at all; how long it took and where the submission lay stand apart, so that equal
        reports are equal bytes. A grade that it changes goes to the history first; what is there already stays."""
        run = {"seconds": round(report.seconds, 3), "place": place}
        data = {"report": report.as_dict(), "run": run}
        path = self._path(job)
        old, old_place = _read(path)
        if (old, old_place) == (report, place):
            return
        if old and (line := history.change(old, report)):
            self.history.add(**line)
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, json.dumps(data, indent=1, ensure_ascii=False) + "\n")

    def keep_unnamed(self, lines: str) -> Path:
        """Write the wrong answers without a name, for `course try`."""
        path = self.folder / "unnamed.jsonl"
        if not path.is_file() or path.read_text("utf-8", "replace") != lines:
            _write(path, lines)
        return path

    def _path(self, job: Job) -> Path:
        return self.folder / job.student / f"{job.notebook}.json"


def _read(path: Path) -> tuple[Report | None, str]:
    """The report in a file, None if it is damaged, and the place of its submission."""
    try:
        data = json.loads(path.read_text("utf-8"))
        return Report.from_dict(data["report"]), str(data.get("run", {}).get("place", ""))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None, ""


def _write(path: Path, text: str) -> None:
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None  # the name of the temporary file says nothing
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, path)
