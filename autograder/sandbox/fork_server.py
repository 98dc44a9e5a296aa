"""The fork server: a process with the libraries loaded that has never read a test or a grade.

`python -m autograder.sandbox.fork_server FD module ...` imports the modules, then forks one child for each request on
the socket FD. A request is a packet: JSON and two sockets, `life` and `wire`. The child locks itself in and serves on
`wire`. `life` lives as long as the child: closing it kills the child, and it carries the exit code when the child ends.

A worker that needs the same libraries imports them first and then forks its server (`fork`), so that both pay once.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Iterable

from autograder.sandbox import confinement, server, shell

_CHILD_SUBREAPER = 36


def main() -> None:
    """Serve until the other end of the control socket is closed, then take all children along."""
    control = socket.socket(fileno=int(sys.argv[1]))
    prepare(sys.argv[2:])
    control.send(b"ready")
    serve(control)


def prepare(modules: Iterable[str]) -> None:
    """Import the modules. Ends this process when its parent has gone: nobody waits any more, and it takes seconds."""
    parent = os.getppid()
    for module in modules:
        importlib.import_module(module)
        if os.getppid() != parent:
            os._exit(1)
    shell.Shell()  # its first instance loads what later ones find loaded
    settle()


def serve(control: socket.socket) -> None:
    ctypes.CDLL(None).prctl(_CHILD_SUBREAPER, 1, 0, 0, 0)  # orphans of a child come back here and can be killed
    Forker(control).serve()


def fork(home: str) -> tuple[socket.socket, int]:
    """A fork server made of this process, which has called `prepare`: its control socket and its process id.

    It is a session of its own in the folder `home`, and holds no file of this process but the socket.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid:
        theirs.close()
        return ours, pid
    try:
        os.setsid()
        os.chdir(home)
        keep = os.dup(theirs.fileno())
        _close_all_but(keep)
        _connect_to_nothing()
        serve(socket.socket(fileno=keep))
    finally:
        os._exit(0)


def load(modules: list[str]) -> None:
    """Import what is not imported yet; a module that fails here fails in the notebook, too, and is said there."""
    missing = [module for module in modules if module not in sys.modules]
    for module in missing:
        with contextlib.suppress(Exception):
            importlib.import_module(module)
    if missing:
        settle()


def settle() -> None:
    """Ready to fork. Raises RuntimeError where a library has started a thread."""
    gc.collect()
    gc.freeze()  # the collector would touch, and so copy, every shared page
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise RuntimeError(f"the fork server has {threads} threads; a fork would lose all but one")


class Forker:
    """Children by process id, each with its `life` socket."""

    def __init__(self, control: socket.socket):
        self.control = control
        self.lives: dict[int, socket.socket] = {}
        self.wake, wake_end = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(wake_end, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def serve(self) -> None:
        while True:
            sockets = [self.control, self.wake, *self.lives.values()]
            ready, _, _ = select.select(sockets, [], [])
            if self.wake in ready:
                os.read(self.wake, 4096)
                self.reap()
            if self.control in ready and not self.spawn():
                break
            for pid, lifeline in list(self.lives.items()):
                if lifeline in ready:  # only its closing makes it readable
                    kill(pid)
        for pid in self.lives:
            kill(pid)
        self.kill_orphans(spare=())

    def spawn(self) -> bool:
        """Fork one child; False when the client has gone."""
        packet, handles, _, _ = socket.recv_fds(self.control, 1 << 16, 2)
        if not packet:
            return False
        request = json.loads(packet)
        load(request["libraries"])
        lifeline, wire = (socket.socket(fileno=handle) for handle in handles)
        pid = os.fork()
        if pid == 0:
            self.become_child(request, lifeline, wire)
        wire.close()
        self.lives[pid] = lifeline
        return True

    def become_child(self, request: dict, lifeline: socket.socket, wire: socket.socket) -> None:
        code = 70
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.setsid()
            keep = os.dup(wire.fileno())
            _close_all_but(keep)
            _connect_to_nothing()
            code = server.main(socket.socket(fileno=keep), request, confinement.enter)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def reap(self) -> None:
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            kill(pid)  # whatever else is in its process group
            self.kill_orphans(spare=self.lives)
            lifeline = self.lives.pop(pid, None)
            if lifeline is not None:
                note = {"exit": os.waitstatus_to_exitcode(status), "cpu_s": usage.ru_utime + usage.ru_stime}
                _send_last(lifeline, note)

    def kill_orphans(self, spare) -> None:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            children = [int(pid) for pid in file.read().split()]
        for pid in children:
            if pid not in spare:
                kill(pid)


def kill(pid: int) -> None:
    """End a child and its process group; one that has ended already is fine."""
    for end in (os.killpg, os.kill):
        try:
            end(pid, signal.SIGKILL)
        except OSError:
            pass


def _send_last(lifeline: socket.socket, note: dict) -> None:
    try:
        lifeline.send(json.dumps(note).encode())
    except OSError:
        pass  # nobody waits for it any more
    lifeline.close()


def _connect_to_nothing() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def _close_all_but(keep: int) -> None:
    os.closerange(3, keep)
    os.closerange(keep + 1, 4096)


if __name__ == "__main__":
    main()
