"""End what takes too long, in the process where it runs."""

import ctypes
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

AGAIN_S = 0.25
"""What has swallowed the first TookTooLong, a bare `except:` or a destructor, gets another after so long."""


class TookTooLong(BaseException):
    """The time is up. No Exception: neither an answer nor a probe may take it for one of theirs and go on."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raises TookTooLong in the block, in the line that runs when the time is up.

    A call into C is ended where the system has signals, and otherwise as soon as it returns. Deadlines nest: the
    earlier one counts, and the outer one goes on after the inner one.
    """
    clock = _signalled if hasattr(signal, "setitimer") and _in_main_thread() else _interrupted
    with clock(seconds):
        yield


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


@contextmanager
def _signalled(seconds: float) -> Iterator[None]:
    left, _ = signal.getitimer(signal.ITIMER_REAL)
    seconds = min(seconds, left) if left else seconds
    handler = signal.signal(signal.SIGALRM, _raise)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_S)
    try:
        yield
    finally:
        rest, _ = signal.getitimer(signal.ITIMER_REAL)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(1e-6, left - (seconds - rest)))


def _raise(*_) -> None:
    raise TookTooLong


@contextmanager
def _interrupted(seconds: float) -> Iterator[None]:
    """For Windows, and for threads."""
    thread, lock, over = ctypes.c_ulong(threading.get_ident()), threading.Lock(), False

    def interrupt() -> None:
        with lock:
            if not over:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(TookTooLong))

    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            over = True
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, None)
