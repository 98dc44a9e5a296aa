"""Processes that are started once and used again: a worker's fork server, and that of Formgrader."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from autograder.authoring.source import ROOT
from autograder.classroom import worker, worker_client
from autograder.grading import sandbox_client
from autograder.grading.job import Job
from autograder.grading.report import GraderError
from autograder.nbgrader import exporter
from autograder.sandbox.limits import LIMITS

SECRET = "a-token-of-the-instructor"


class Open:
    """Sandboxes that start nothing."""

    def __init__(self):
        self.ended, self.closed = False, threading.Event()

    def alive(self) -> bool:
        return not self.ended

    def close(self) -> None:
        self.closed.set()


@pytest.fixture
def kept(monkeypatch):
    monkeypatch.setattr(exporter, "open_sandboxes", Open)
    kept = exporter.KeptSandboxes()
    yield kept
    kept.close()


def test_the_second_submission_finds_the_first_ones_fork_server(kept):
    assert kept.get() is kept.get()


def test_a_fork_server_that_has_ended_is_replaced(kept):
    first = kept.get()
    first.ended = True
    assert kept.get() is not first
    assert first.closed.is_set()


def test_a_fork_server_that_nobody_uses_ends(kept, monkeypatch):
    monkeypatch.setattr(exporter, "IDLE_S", 0.01)
    first = kept.get()
    assert first.closed.wait(60)
    assert kept.get() is not first


def test_a_fork_server_tells_whether_it_lives(sandboxes):
    assert sandboxes.alive()


def test_a_fork_server_that_was_killed_does_not_live():
    server = exporter.open_sandboxes()
    os.kill(server._process.pid, signal.SIGKILL)
    server._process.wait()
    assert not server.alive()
    server.close()


def test_a_worker_whose_libraries_fail_leaves_it_to_the_first_job_to_say_so(monkeypatch, filled):
    def fail(*_):
        raise GraderError("no library")

    monkeypatch.setattr(sandbox_client.ForkServer, "fork", fail)
    monkeypatch.setattr(sandbox_client, "open_sandboxes", fail)
    job = Job("ann", "00_start_here", filled(), 7)
    report = worker.WorkerLoop().grade(worker_client.pack_job(vars(job), [], False, vars(LIMITS)))
    assert report["fault"] == "GraderError: no library"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a worker has no fork server")
def test_a_workers_fork_server_knows_nothing_of_the_instructors_environment(monkeypatch, filled):
    monkeypatch.setenv("DOWNHILL_SECRET", SECRET)
    there = worker_client.Worker(str(ROOT))
    job = Job("ann", "00_start_here", filled(gd_step="def gd_step(x, g, lr):\n    return x - lr * g\n"), 7)
    report = there.grade(worker_client.pack_job(vars(job), [], False, vars(LIMITS)))
    assert report["score"] == report["max_score"]
    process = there._process
    assert isinstance(process, subprocess.Popen)
    (server,) = map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())
    told = Path(f"/proc/{server}/environ").read_bytes()
    assert b"PATH=" in told and SECRET.encode() not in told
    assert {os.readlink(f"/proc/{server}/fd/{stream}") for stream in (0, 1, 2)} == {"/dev/null"}
    there.close()
    assert not Path(f"/proc/{server}").exists()
