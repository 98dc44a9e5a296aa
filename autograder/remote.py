"""A worker: a process that grades what comes on its standard input. Runs here or on a machine of a cluster.

Standard library only, and nothing of ours at the top: a cluster's workers receive this module by value.
"""

import base64
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PARTS = ("autograder/**/*.py", "autograder/hidden/pytest.ini", "utils/**/*.py", "utils/**/*.json", "solutions/*.py")
RELEASES = "course/*/*.ipynb"


class Worker:
    """One grading process of the project in the folder `root`; replaced when it dies."""

    def __init__(self, root: str):
        self.root = root
        self._process: subprocess.Popen | None = None

    def grade(self, job: dict) -> dict:
        """The report of a job as a dict. Raises OSError where the process dies twice over the same job."""
        for _ in range(2):
            try:
                return self._ask(job)
            except (OSError, ValueError):
                self.close()
        raise OSError(f"the grading process died twice over {job['student']}'s {job['name']}")

    def close(self) -> None:
        """End the process; its zygote and what that has forked end with it."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _ask(self, job: dict) -> dict:
        if self._process is None:
            self._process = self._start()
        self._process.stdin.write(json.dumps(job).encode() + b"\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def _start(self) -> subprocess.Popen:
        command = [sys.executable, "-m", "autograder.serve"]
        environment = os.environ | {"PYTHONPATH": self.root, "PYTHONDONTWRITEBYTECODE": "1"}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        return subprocess.Popen(command, cwd=self.root, env=environment, **pipes)


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


def pack_job(job: dict, private: list[str], no_jail: bool) -> dict:
    """A job as it travels: plain data that JSON can hold."""
    return {**job, "data": base64.b64encode(job["data"]).decode(), "private": private, "no_jail": no_jail}
