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
def deadline(seconds: float, working: bool = False) -> Iterator[None]:
    """Raises TookTooLong in the block, in the line that runs when the time is up.

    With `working` only the processor's time counts: another program that needs it takes nothing away. A call into C is
    ended where the system has signals, and otherwise as soon as it returns. Deadlines nest: the earlier one counts,
    and the outer one goes on after the inner one.
    """
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        clock = (signal.ITIMER_PROF, signal.SIGPROF) if working else (signal.ITIMER_REAL, signal.SIGALRM)
        with _signalled(seconds, *clock):
            yield
    else:
        with _interrupted(seconds):
            yield


@contextmanager
def _signalled(seconds: float, timer: int, number: int) -> Iterator[None]:
    left, _ = signal.getitimer(timer)
    seconds = min(seconds, left) if left else seconds
    handler = signal.signal(number, _raise)
    signal.setitimer(timer, seconds, AGAIN_S)
    try:
        yield
    finally:
        rest, _ = signal.getitimer(timer)
        signal.setitimer(timer, 0)
        signal.signal(number, handler)
        if left:
            signal.setitimer(timer, max(1e-6, left - (seconds - rest)), AGAIN_S)


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
