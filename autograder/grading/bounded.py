"""Work on values that a student chose, in a process of its own with limits on its time and memory.

What the grader computes with such values (a reference that it lends, a comparison, a file that it reads) can be made to
take hours or all memory, in C, where no Python code can stop it. So it is done in a fork of the grader: the kernel ends
that process, and what it has reported by then is kept.
"""

import ctypes
import faulthandler
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing import Pipe

MEMORY_MB = 768
"""How much the fork may take on top of what the grader holds already."""
OUT_OF_MEMORY = 71
_PR_SET_PDEATHSIG = 1
_limited = False


class Ended(Exception):
    """The fork has ended before its work was done. `code` is its exit code, negative for a signal."""

    def __init__(self, code: int):
        super().__init__(
            f"the grading process ended ({signal.Signals(-code).name if code < 0 else f'exit code {code}'})"
        )
        self.code = code

    @property
    def of_values(self) -> str | None:
        """What the values that it worked on have done to it; None where they are not to blame."""
        return {
            -signal.SIGPROF: "took too much computing time",
            -signal.SIGSEGV: "made the grader crash",
            OUT_OF_MEMORY: "took too much memory",
        }.get(self.code)


def messages(work: Callable[[Callable[[dict], None]], None], until: float) -> Iterator[dict]:
    """Run `work(send)` in a fork and yield what it sends, JSON objects, as they come.

    Raises Ended, after the last message, where the fork did not finish; one that lives past `until` (seconds of
    time.monotonic) is killed. Where there is no Linux, `work` runs here, without limits.
    """
    if sys.platform != "linux":
        sent: list[dict] = []
        work(sent.append)
        yield from sent
        return
    receiver, sender = Pipe(duplex=False)
    pid = os.fork()
    if pid == 0:
        _become(work, sender)
    sender.close()
    try:
        while receiver.poll(max(0.0, until - time.monotonic())):
            yield json.loads(receiver.recv_bytes())
    except EOFError:  # it has ended
        pass
    finally:
        receiver.close()
        code = _end(pid)
    if code != 0:
        raise Ended(code)


def allow(seconds: float) -> None:
    """From here on this fork may compute for so long, in seconds of processor time. Does nothing outside of one."""
    if _limited:
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _end(pid: int) -> int:
    """Kill the fork, which changes nothing for one that has ended; its exit code, negative for a signal."""
    os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _become(work: Callable, sender) -> None:
    """The fork's whole life."""
    code = 1
    try:
        _limit()
        work(lambda message: sender.send_bytes(json.dumps(message).encode()))
        code = 0
    except MemoryError:
        code = OUT_OF_MEMORY
    except BaseException as error:
        print(f"course: grading ended with {type(error).__name__}: {error}", file=sys.stderr)
    finally:
        os._exit(code)


def _limit() -> None:
    """A later `allow` starts the clock, whose signal ends the process, and so does the end of the grader."""
    global _limited
    import resource

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the grader sees it, and ends this process
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    faulthandler.disable()  # pytest, where it runs the grader, would print pages about a crash
    with open("/proc/self/statm") as file:
        limit = int(file.read().split()[0]) * resource.getpagesize() + (MEMORY_MB << 20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)  # a fork has none of the threads that the grader may have started
    _limited = True
