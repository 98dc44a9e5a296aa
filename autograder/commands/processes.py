"""Work on several notebooks side by side, in processes of ours."""

import functools
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from multiprocessing.util import Finalize
from typing import TypeVar

from autograder.grading.sandbox_client import open_sandboxes
from autograder.sandbox import ONE_THREAD

T = TypeVar("T")
Item = TypeVar("Item")


def side_by_side(task: Callable[[Item], T], items: Sequence[Item], jobs: int) -> Iterator[T]:
    """`task(item)` for each item, in their order, made in `jobs` processes; a single one is done here."""
    os.environ.update(ONE_THREAD | os.environ)  # read when PyTorch is loaded; the processes inherit it
    if len(items) == 1:
        yield task(items[0])
        return
    with ProcessPoolExecutor(jobs, get_context("spawn"), end_with_parent) as pool:
        results = [pool.submit(task, item) for item in reversed(items)]  # late notebooks take longest
        yield from (result.result() for result in reversed(results))


@functools.cache
def sandboxes(unsandboxed: bool):
    """Where answers run, one for all that a process of ours does; it ends with the process."""
    opened = open_sandboxes(unsandboxed)
    Finalize(None, opened.close, exitpriority=0)  # at exit of a process of multiprocessing, which runs no atexit
    return opened


def end_with_parent() -> None:
    """A signal that ends the command must not leave its processes working."""

    def watch() -> None:
        if parent := parent_process():
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
