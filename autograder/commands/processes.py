"""Work on several notebooks side by side, in processes of ours."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from typing import TypeVar

from autograder.grading.sandbox_client import ONE_THREAD

T = TypeVar("T")


def side_by_side(task: Callable[[str], T], notebooks: Sequence[str], jobs: int) -> Iterator[T]:
    """`task(notebook)` for each notebook, in their order, made in `jobs` processes; one notebook is done here."""
    if len(notebooks) == 1:
        yield task(notebooks[0])
        return
    os.environ.update(ONE_THREAD | os.environ)  # the processes inherit it
    with ProcessPoolExecutor(jobs, get_context("spawn"), end_with_parent) as pool:
        results = [pool.submit(task, notebook) for notebook in reversed(notebooks)]  # late ones take longest
        yield from (result.result() for result in reversed(results))


def end_with_parent() -> None:
    """A signal that ends the command must not leave its processes working."""

    def watch() -> None:
        if parent := parent_process():
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
