"""The grading process of a worker: jobs come as lines of JSON, reports go back the same way.

`python -m autograder.classroom.worker` serves on standard input and output. With numbers of sockets as arguments, it
loads the libraries once, then forks a worker for each: they share most of their memory, and one fork server. That is
forked here, too, before anything is loaded that no student may see.
"""

import base64
import json
import os
import socket
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

WATCH_S = 0.3


def main(handles: list[int]) -> int:
    """Serve until the other end is closed."""
    loop = WorkerLoop()
    if handles:
        return _fork_workers(handles, loop)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not end up among the answers
    loop.serve(sys.stdin.buffer, answers)
    loop.close()
    return 0


class WorkerLoop:
    """Grades one job after the other. Made first of all in its process, of which the fork server is made."""

    def __init__(self):
        from autograder.grading.sandbox_client import ForkServer
        from autograder.sandbox import isolation

        self._sandboxes = None
        with suppress(Exception):  # the first job tries to start one, and its report says what is wrong
            self._sandboxes = ForkServer.fork() if isolation() else None

    def serve(self, jobs, answers) -> None:
        for line in jobs:
            answers.write(json.dumps(self.grade(json.loads(line))).encode() + b"\n")
            answers.flush()

    def close(self) -> None:
        if self._sandboxes is not None:
            self._sandboxes.close()

    def grade(self, request: dict) -> dict:
        from autograder.grading.grade import grade
        from autograder.grading.job import Job, failed
        from autograder.grading.report import GraderError
        from autograder.grading.sandbox_client import open_sandboxes
        from autograder.sandbox.limits import LIMITS

        LIMITS.set(**request["limits"])
        job = Job(request["student"], request["notebook"], base64.b64decode(request["data"]), request["seed"])
        try:
            self._sandboxes = self._sandboxes or open_sandboxes(request["unsandboxed"])
            report = grade(job, self._sandboxes, tuple(Path(path) for path in request["private"]))
        except GraderError as error:
            report = failed(job, error)
        return report.as_dict() | {"seconds": report.seconds}


def _fork_workers(handles: list[int], loop: WorkerLoop) -> int:
    """The template has run no job and has one thread: a fork of it is a fresh worker that is ready at once."""
    from autograder.grading import grade  # noqa: F401 - what grading needs, which the workers share

    parent = os.getppid()
    workers = [_fork_worker(handle, handles, loop) for handle in handles]
    for handle in handles:
        os.close(handle)
    while workers and os.getppid() == parent:
        pid, _ = os.waitpid(-1, os.WNOHANG)
        workers = [worker for worker in workers if worker != pid]
        time.sleep(WATCH_S)
    loop.close()
    return 0


def _fork_worker(handle: int, handles: list[int], loop: WorkerLoop) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        for other in handles:
            if other != handle:
                os.close(other)
        threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
        with socket.socket(fileno=handle) as sock, sock.makefile("rwb") as both:
            loop.serve(both, both)
    except OSError:
        pass  # the coordinator has gone
    finally:
        os._exit(0)


def _end_with(parent: int) -> None:
    """A coordinator that is killed takes its workers along, whatever they are doing."""
    while os.getppid() == parent:
        time.sleep(WATCH_S)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(list(map(int, sys.argv[1:]))))
