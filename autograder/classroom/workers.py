"""Where jobs are graded: in this process, in worker processes here, or on a Dask cluster. Reports are the same."""

import os
import queue
import socket
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from autograder.authoring.source import ROOT, find
from autograder.classroom import worker_client
from autograder.grading.job import Job, failed
from autograder.grading.report import GraderError, Report
from autograder.grading.sandbox_client import open_sandboxes, require_sandbox
from autograder.sandbox import isolation
from autograder.sandbox.limits import LIMITS

GradeAll = Callable[[list[Job]], Iterator[tuple[Job, Report]]]
"""Grades jobs and yields each with its report, as they come."""


@dataclass(frozen=True)
class Backend:
    """How a batch is spread."""

    jobs: int = 0
    """Worker processes on this machine; 0 grades in this very process."""
    cluster: str | None = None
    """A Dask scheduler, such as tcp://host:8786."""
    unsandboxed: bool = False
    private: tuple[Path, ...] = ()
    """Files on this machine that no student code may reach."""


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def opened(backend: Backend, count: int) -> Iterator[GradeAll]:
    """Workers for about `count` jobs, started when first needed and ended at the close."""
    if backend.cluster is None and not backend.jobs:
        with _here(backend) as grade_all:
            yield grade_all
        return
    if backend.cluster is None:
        require_sandbox(backend.unsandboxed)
    with _cluster(backend.cluster) if backend.cluster else _local(max(1, min(backend.jobs, count))) as submit:
        yield lambda jobs: _spread(jobs, submit, backend)


@contextmanager
def _here(backend: Backend) -> Iterator[GradeAll]:
    from autograder.grading.grade import grade  # its imports take a second, which a coordinator of workers saves

    with ExitStack() as stack:

        def grade_all(jobs: list[Job]) -> Iterator[tuple[Job, Report]]:
            if jobs and not sandboxes:
                opened = open_sandboxes(backend.unsandboxed, partial(_warm, jobs[0]))
                sandboxes.append(stack.enter_context(closing(opened)))
            return ((job, grade(job, sandboxes[0], backend.private)) for job in jobs)

        sandboxes: list = []
        yield grade_all


def _warm(job: Job) -> None:
    """What goes wrong here goes wrong in the job, too, and is said there."""
    from autograder.grading.grade import warm

    with suppress(Exception):
        warm(find(job.notebook).notebook)


def _spread(jobs: list[Job], submit: Callable, backend: Backend) -> Iterator[tuple[Job, Report]]:
    """A worker that is gone for good is our fault: the student loses nothing, and a person is asked."""
    private = [str(path.resolve()) for path in backend.private]
    futures = {
        submit(worker_client.pack_job(vars(job), private, backend.unsandboxed, vars(LIMITS))): job for job in jobs
    }
    for future in as_completed(futures):
        job = futures[future]
        try:
            yield job, Report.from_dict(future.result())
        except Exception as error:
            yield job, failed(job, error, transient=True)


@contextmanager
def _local(size: int):
    """A thread for each worker process, which it borrows for one job at a time."""
    free: queue.Queue = queue.Queue()
    workers, template = _workers(size)
    for worker in workers:
        free.put(worker)

    def run(job: dict) -> dict:
        worker = free.get()
        try:
            return worker.grade(job)
        finally:
            free.put(worker)

    with ThreadPoolExecutor(size) as pool:
        try:
            yield lambda job: pool.submit(run, job)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.close()
            if template is not None:
                template.wait()  # it ends after the last of its workers


def _workers(size: int) -> tuple[list[worker_client.Worker], subprocess.Popen | None]:
    """Workers forked from one template where there is a sandbox, and so a fork that is safe; else one process each."""
    if not isolation():
        return [worker_client.Worker(str(ROOT)) for _ in range(size)], None
    pairs = [socket.socketpair() for _ in range(size)]
    handles = [theirs.fileno() for _, theirs in pairs]
    template = worker_client.start(str(ROOT), list(map(str, handles)), pass_fds=handles)
    workers = []
    for ours, theirs in pairs:
        theirs.close()
        workers.append(worker_client.Worker(str(ROOT), ours))
        ours.close()  # the worker's files hold it
    return workers, template


@contextmanager
def _cluster(address: str):
    """Dask's workers get this project by value, so they need its libraries and nothing else of it."""
    try:
        import cloudpickle
        from distributed import Client  # pyright: ignore[reportMissingImports] - one of the extras
    except ImportError:
        raise GraderError("--cluster needs Dask: pip install -r requirements-extras.txt") from None
    cloudpickle.register_pickle_by_value(worker_client)
    try:
        client = Client(address, timeout=20)
    except OSError as error:
        raise GraderError(f"the scheduler {address} does not answer: {error}") from None
    with client, client.get_executor(pure=False, retries=3) as pool:
        bundle = client.scatter(worker_client.pack_project(ROOT), broadcast=True)
        yield lambda job: pool.submit(worker_client.grade_there, bundle, job)
