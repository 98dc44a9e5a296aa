"""A worker: a process that grades what comes on its standard input. Runs here or on a machine of a cluster.

Standard library only, and nothing of ours at the top: a cluster's workers receive this module by value.
"""

import base64
import contextlib
import hashlib
import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import IO

from autograder.sandbox import LARGE_PAGES, ONE_THREAD

PARTS = (
    "autograder/**/*.py",
    "autograder/**/pytest.ini",
    "utils/**/*.py",
    "utils/**/*.json",
    "utils/*.mplstyle",
    "solutions/**/*.py",
)
RELEASES = "course/*/*.ipynb"
HANDED_ON = (
    *("PATH", "LANG", "HOME", "XDG_CACHE_HOME", "TMPDIR", "TEMP", "TMP"),
    *("SYSTEMROOT", "PATHEXT", "DOWNHILL_WALL"),
)
"""Of the environment, and nothing secret: student code runs in forks of this process."""


class Worker:
    """One grading process of the project in the folder `root`; replaced when it dies.

    With `sock` it is the forked worker at the other end; its replacement is a process of its own.
    """

    def __init__(self, root: str, sock: socket.socket | None = None):
        self.root = root
        self._process: subprocess.Popen | None = None
        self._files: tuple[IO[bytes], IO[bytes]] | None = (sock.makefile("rb"), sock.makefile("wb")) if sock else None

    def grade(self, job: dict) -> dict:
        """The report of a job as a dict. Raises OSError where the process dies twice over the same job."""
        for _ in range(2):
            try:
                return self._ask(job)
            except (OSError, ValueError):
                self.close()
        raise OSError(f"the grading process died twice over {job['student']}'s {job['notebook']}")

    def close(self) -> None:
        """End the process; its fork server and what that has forked end with it."""
        for file in self._files or ():
            with contextlib.suppress(OSError):
                file.close()
        if self._process is not None:
            self._end(self._process)
        self._process = self._files = None

    @staticmethod
    def _end(process: subprocess.Popen) -> None:
        """Its input has ended, so it clears up; one that does not in time is killed."""
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _ask(self, job: dict) -> dict:
        answers, jobs = self._files or self._start()
        jobs.write(json.dumps(job).encode() + b"\n")
        jobs.flush()
        return json.loads(answers.readline())

    def _start(self) -> tuple[IO[bytes], IO[bytes]]:
        self._process = start(self.root, [], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout and self._process.stdin
        self._files = self._process.stdout, self._process.stdin
        return self._files


def start(root: str, arguments: list[str], **options) -> subprocess.Popen:
    """A grading process of the project in `root`."""
    environment = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    environment |= {"PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1", **ONE_THREAD, **LARGE_PAGES}
    command = [sys.executable, "-P", "-m", "autograder.classroom.worker", *arguments]
    return subprocess.Popen(command, cwd=root, env=environment, **options)


def pack_project(root: Path) -> bytes:
    """The project's code, tests and releases as a zip: a cluster's worker needs no file of ours beforehand."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for pattern in (*PARTS, RELEASES):
            for path in sorted(root.glob(pattern)):
                archive.writestr(zipfile.ZipInfo(path.relative_to(root).as_posix()), path.read_bytes())
    return buffer.getvalue()


_workers: dict[str, Worker] = {}


def grade_there(bundle: bytes, job: dict) -> dict:
    """What a cluster's worker runs: unpack the project once, keep one grading process, grade this job."""
    key = hashlib.sha256(bundle).hexdigest()[:16]
    if key not in _workers:
        folder = tempfile.mkdtemp(prefix=f"downhill-{key}-")  # mode 700
        with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
            archive.extractall(folder)
        _workers[key] = Worker(folder)
    return _workers[key].grade(job)


def pack_job(job: dict, private: list[str], unsandboxed: bool, limits: dict) -> dict:
    """A job as it travels: plain data that JSON can hold."""
    return {
        **job,
        "data": base64.b64encode(job["data"]).decode(),
        "private": private,
        "unsandboxed": unsandboxed,
        "limits": limits,
    }
