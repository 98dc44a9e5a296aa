"""Let a figure say which exercise it waits for, instead of ending the run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def needs(*functions: Callable) -> Iterator[None]:
    """`with needs(gd):` runs its block; where one of the functions is unwritten it says which, and goes on."""
    try:
        yield
    except NotImplementedError as error:
        names = {f.__name__ for f in functions}
        print(f"This cell needs {_raiser(error, names)}. Write it above, run its cell, then come back.")


def _raiser(error: BaseException, names: set[str]) -> str:
    """The unwritten exercise: the innermost frame of the traceback with one of the names."""
    found, trace = None, error.__traceback__
    while trace is not None:
        parts = trace.tb_frame.f_code.co_qualname.split(".")  # "gd", or "Adam.step"
        found = next((part for part in parts if part in names), found)
        trace = trace.tb_next
    return found or " or ".join(sorted(names))
