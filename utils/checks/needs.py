"""Let a figure say which exercise it waits for, instead of ending the run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def needs(*functions: Callable) -> Iterator[None]:
    """`with needs(gd):` runs its block; where one of the functions is unwritten it says which, and goes on.

    So it does where the block misses a name that an earlier one, which waits for them too, would have made.
    """
    try:
        yield
    except NotImplementedError as error:
        _say(_raiser(error, {f.__name__ for f in functions}))
    except NameError:
        unwritten = [f.__name__ for f in functions if _is_unwritten(f)]
        if not unwritten:
            raise
        _say(" and ".join(unwritten))


def _say(what: str) -> None:
    print(f"This cell needs {what}. Write it above, run its cell, then come back.")


def _is_unwritten(f: Callable) -> bool:
    """Whether a function, or a method of a class, is still what was given out."""
    parts = vars(f).values() if isinstance(f, type) else [f]
    return any("NotImplementedError" in part.__code__.co_names for part in parts if hasattr(part, "__code__"))


def _raiser(error: BaseException, names: set[str]) -> str:
    """The unwritten exercise: the innermost frame of the traceback with one of the names."""
    found, trace = None, error.__traceback__
    while trace is not None:
        parts = trace.tb_frame.f_code.co_qualname.split(".")  # "gd", or "Adam.step"
        found = next((part for part in parts if part in names), found)
        trace = trace.tb_next
    return found or " or ".join(sorted(names))
