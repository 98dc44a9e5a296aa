"""Experiments that run once, though several cells of a notebook want what came out."""

import functools
import inspect
import sys
import time
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType

_accounts: list[dict] = []
"""Accounts that are open: seconds by remembered run."""


def remember(experiment: Callable) -> Callable:
    """A decorator: runs the experiment once for each arguments (hashable ones) and keeps what it returns.

    It runs again after any function or class of the notebook that it uses, however indirectly, has been defined anew:
    a corrected exercise changes the picture. An open account is charged what a kept run took.
    """
    kept: dict = {}

    @functools.wraps(experiment)
    def remembered(*args, **options):
        key, used = (args, tuple(sorted(options.items()))), uses(experiment)
        if key in kept and kept[key][0] == used:
            _, result, seconds = kept[key]
            for account in _accounts:
                account[id(kept), key] = seconds
            return result
        inner, start = open_account(), time.perf_counter()
        try:
            result = experiment(*args, **options)
        finally:
            seconds = time.perf_counter() - start + close_account(inner)
        kept[key] = used, result, seconds  # in the place of what an earlier definition made
        return result

    return remembered


def open_account() -> dict:
    """An account of the kept runs that are used from now on; `close_account` ends it."""
    _accounts.append({})
    return _accounts[-1]


def close_account(account: dict) -> float:
    """Seconds that the runs took which were used meanwhile, each counted once."""
    _accounts[:] = [other for other in _accounts if other is not account]
    return sum(account.values())


def uses(f: Callable) -> frozenset:
    """The functions and classes of its notebook that a function or class uses, those that these use, and itself."""
    found: dict = {}
    home = vars(sys.modules.get(f.__module__, object)) if isinstance(f, type) else f.__globals__
    _collect(f, home, found)
    return frozenset(value for value in found.values() if callable(value))


def _collect(value, notebook: dict, found: dict) -> None:
    """Enter `value` by its id, and what it refers to."""
    value = inspect.unwrap(value) if callable(value) else value
    if isinstance(value, FunctionType) and value.__globals__ is notebook:
        further = map(notebook.get, _names(value.__code__))
    elif isinstance(value, type) and value.__module__ == notebook.get("__name__"):
        further = vars(value).values()
    elif isinstance(value, (dict, list, tuple)):
        further = list(value.values() if isinstance(value, dict) else value)
    else:
        return
    if id(value) not in found:
        found[id(value)] = value
        for other in further:
            _collect(other, notebook, found)


def _names(code: CodeType) -> Iterator[str]:
    """Names that a function looks up, those in its inner functions too."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
