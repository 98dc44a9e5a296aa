"""End what takes too long, in the process where it runs."""

import ctypes
import math
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

AGAIN_S = 0.25
"""What has swallowed the first TookTooLong, a bare `except:` or a destructor, gets another after so long."""


TICK_S = 0.02
"""So much too early a signal may come, by a clock that counts in ticks."""
_SOON_S = 1e-6
_ends: dict[int, float] = {}
"""When the innermost deadline of each timer of the main thread is over, on that timer's clock."""


class TookTooLong(BaseException):
    """The time is up. No Exception: neither an answer nor a probe may take it for one of theirs and go on."""


@contextmanager
def deadline(seconds: float, working: bool = False, quiet: bool = False) -> Iterator[None]:
    """Raises TookTooLong in the block, in the line that runs when the time is up.

    With `working` only the processor's time counts: another program that needs it takes nothing away. With `quiet` the
    block ends without an exception, unless an outer deadline is over, too. A call into C is ended where the system has
    signals, and otherwise as soon as it returns. Deadlines nest: the earlier one counts, and the outer one goes on
    after the inner one.
    """
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        with _signalled(seconds, working, quiet):
            yield
    else:
        with _interrupted(seconds, quiet):
            yield


@contextmanager
def _signalled(seconds: float, working: bool, quiet: bool) -> Iterator[None]:
    timer, number = (signal.ITIMER_PROF, signal.SIGPROF) if working else (signal.ITIMER_REAL, signal.SIGALRM)
    clock = time.process_time if working else time.monotonic
    outer = _ends.get(timer, math.inf)
    _ends[timer] = min(clock() + seconds, outer)

    def _raise(*_) -> None:
        if clock() > _ends[timer] - TICK_S:  # else it is late, of an inner deadline that is over
            raise TookTooLong

    handler = signal.signal(number, _raise)

    def restore() -> None:
        _ends[timer] = outer
        signal.setitimer(timer, 0)
        signal.signal(number, handler)
        if outer < math.inf:
            rest = outer - clock()
            signal.setitimer(timer, rest if rest > 0 else AGAIN_S, AGAIN_S)

    signal.setitimer(timer, max(_SOON_S, _ends[timer] - clock()), AGAIN_S)
    try:
        yield
    except TookTooLong:
        if not quiet or outer <= clock():
            raise
    finally:
        try:
            restore()
        except TookTooLong:
            if not quiet or outer <= clock():
                raise
        finally:  # a signal may have cut that short; the next one is AGAIN_S away
            restore()
    if outer <= clock():  # the kernel counts in ticks: a timer that is set anew in each of them never ends
        raise TookTooLong


@contextmanager
def _interrupted(seconds: float, quiet: bool) -> Iterator[None]:
    """For Windows, and for threads."""
    thread, lock, over = ctypes.c_ulong(threading.get_ident()), threading.Lock(), False
    end = time.monotonic() + seconds

    def interrupt() -> None:
        with lock:
            if not over:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(TookTooLong))

    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    except TookTooLong:
        if not quiet or time.monotonic() < end:
            raise
    finally:
        timer.cancel()
        with lock:
            over = True
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, None)
