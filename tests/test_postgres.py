"""The gradebook in a real PostgreSQL server, which the test starts and stops."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest

from autograder.authoring.source import find
from autograder.grading.report import ExerciseReport, Report
from autograder.nbgrader import gradebook

NAME = "00_start_here"
BIN = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"))), None)

pytestmark = pytest.mark.skipif(BIN is None, reason="no PostgreSQL server here; .ci/run test installs one")


class Server:
    """A database server of our own in a temporary folder; it refuses to run as root."""

    def __init__(self):
        pytest.importorskip("psycopg", reason="no psycopg; `python3 start.py test` installs it")
        self.folder = tempfile.mkdtemp(prefix="downhill-postgres-")
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port = server.getsockname()[1]
        self._run("initdb", "-D", f"{self.folder}/data", "-A", "trust", "-U", "teacher")

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://teacher@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", f"{self.folder}/log", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        who = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
        subprocess.run([*who, str(BIN / program), *arguments], check=True, cwd=self.folder, **quiet)


@pytest.fixture(scope="module")
def server():
    server = Server()
    server.start()
    yield server
    server.stop()
    shutil.rmtree(server.folder)


@pytest.fixture
def book(server):
    book = gradebook.Book(server.url)
    book.release(find(NAME))
    yield book
    book.close()


def report(student, score):
    outcome = "passed" if score else "failed"
    return Report(student, NAME, (ExerciseReport("gd_step", score, 1.0, outcome),))


def scores(book):
    return {row["student"]: row["score"] for row in book.rows()}


def test_grades_are_written_and_replaced(book):
    book.record(report("ann", 0.0))
    book.record(report("ann", 1.0))
    assert scores(book)["ann"] == 1


def test_a_submission_is_recorded_whole_or_not_at_all(book):
    book.record(report("ben", 1.0))
    broken = Report("ben", NAME, (*report("ben", 0.0).exercises, ExerciseReport("no_such", 0, 1, "failed")))
    with pytest.raises(Exception, match="no_such"):
        book.record(broken)
    assert scores(book)["ben"] == 1


def test_a_server_that_is_away_is_waited_for(server, book):
    server.stop()
    restart = threading.Timer(5.0, server.start)
    restart.start()
    begin = time.monotonic()
    book.record(report("cem", 1.0))
    restart.join()
    assert time.monotonic() - begin > 3
    assert scores(book)["cem"] == 1


def test_nobody_waits_for_ever(server, book, monkeypatch):
    monkeypatch.setattr(gradebook, "PATIENCE_S", 1.0)
    server.stop()
    try:
        with pytest.raises(TimeoutError, match="the gradebook does not answer"):
            book.record(report("dea", 1.0))
    finally:
        server.start()
