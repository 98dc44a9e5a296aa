"""Start and stop processes for student code: forked by the fork server, or started anew where there is no sandbox."""

import json
import os
import secrets
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from autograder.authoring.source import ROOT
from autograder.grading.report import GraderError
from autograder.sandbox import LARGE_PAGES, ONE_THREAD, isolation
from autograder.sandbox.limits import LIMITS

PRELOAD = (
    *("numpy", "numpy.testing", "matplotlib.pyplot", "matplotlib_inline.backend_inline", "torch", "torch._dynamo"),
    *("IPython.core.interactiveshell", "IPython.core.completer", "utils.checks", "utils.checks.settings"),
)
"""What every notebook imports, and what torch and IPython import late."""
START_S = 120.0
PROTECTED = ("autograder", "build", "solutions", "tests")


@dataclass
class Child:
    """A process that runs one student's code. `wire` is its socket."""

    wire: socket.socket
    lifeline: socket.socket | subprocess.Popen

    def kill(self) -> None:
        """End it now; what it started ends with it."""
        self.wire.close()
        if isinstance(self.lifeline, subprocess.Popen):
            self.lifeline.kill()
            self.lifeline.wait()
        else:
            self.lifeline.close()

    def exit_code(self, wait_s: float = 2.0) -> int | None:
        """How it ended, negative for a signal; None where it has not."""
        if isinstance(self.lifeline, subprocess.Popen):
            try:
                return self.lifeline.wait(wait_s)
            except subprocess.TimeoutExpired:
                return None
        self.lifeline.settimeout(wait_s)
        try:
            note = self.lifeline.recv(4096)
        except (TimeoutError, OSError):
            return None
        return json.loads(note)["exit"] if note else None


@dataclass(frozen=True)
class Request:
    """What a child is told before it locks itself in."""

    scratch: str
    protected: list[str] = field(default_factory=list)
    limits: dict = field(default_factory=lambda: vars(LIMITS))
    readable: list[str] = field(default_factory=lambda: [str(ROOT / "utils")])
    libraries: list[str] = field(default_factory=list)
    """Modules that the fork server imports before it forks, once for all who need them."""
    settings: str = "utils.checks.settings"
    """The module whose `default_settings()` hold while cells and calls run."""

    def dumps(self) -> bytes:
        return json.dumps(vars(self)).encode()


@dataclass(frozen=True)
class Fork:
    """A child of this process that was not started anew; of subprocess.Popen what its owner needs."""

    pid: int
    stderr = None

    def wait(self) -> None:
        with suppress(ChildProcessError):  # it has ended before, and somebody has noticed
            os.waitpid(self.pid, 0)


class ForkServer:
    """Children forked from one fork server, each locked in. Linux only."""

    sandboxed = True

    def __init__(self, control: socket.socket, home: tempfile.TemporaryDirectory, process: "subprocess.Popen | Fork"):
        self._control, self._home, self._process = control, home, process

    @classmethod
    def start(cls) -> "ForkServer":
        """One that is not ready yet."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        home = _home()
        command = [sys.executable, "-P", "-m", "autograder.sandbox.fork_server", str(theirs.fileno()), *PRELOAD]
        process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            env=_environment(home.name),
            cwd=home.name,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        theirs.close()
        return cls(ours, home, process)

    @classmethod
    def fork(cls) -> "ForkServer":
        """One that is ready, made of this process, which must hold nothing yet that no student may see."""
        from autograder.sandbox import fork_server  # imports IPython, which only a process with student code needs

        home, own = _home(), dict(os.environ)
        try:
            os.environ.clear()
            os.environ.update(_environment(home.name))
            fork_server.prepare(PRELOAD)
            control, pid = fork_server.fork(home.name)
        finally:
            os.environ.clear()
            os.environ.update(own)
        return cls(control, home, Fork(pid))

    def wait_until_ready(self) -> None:
        """Its imports take seconds. Raises GraderError where it does not start."""
        if isinstance(self._process, Fork):
            return  # it was made of a process that is
        self._control.settimeout(START_S)
        try:
            ready = self._control.recv(16)
        except TimeoutError:
            ready = b""
        if ready != b"ready":
            self._process.kill()
            _, errors = self._process.communicate()
            lines = errors.decode(errors="replace").strip().splitlines()
            raise GraderError(
                f"the process that runs student code did not start: {lines[-1] if lines else 'no reason given'}"
            )

    def spawn(self, request: Request) -> Child:
        lifeline, life_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        wire, wire_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with life_end, wire_end:
            socket.send_fds(self._control, [request.dumps()], [life_end.fileno(), wire_end.fileno()])
        return Child(wire, lifeline)

    def alive(self) -> bool:
        """Whether it still listens: it says no more than "ready", so all else is the end of its socket."""
        return not select.select([self._control], [], [], 0)[0]

    def close(self) -> None:
        self._control.close()
        if self._process.stderr:
            self._process.stderr.close()
        self._process.wait()
        self._home.cleanup()


class PlainProcesses:
    """Fresh processes with nothing but a deadline between them and the machine. For code one trusts, anywhere."""

    sandboxed = False

    def spawn(self, request: Request) -> Child:
        token = secrets.token_hex(16)
        with socket.create_server(("127.0.0.1", 0)) as server:
            command = [sys.executable, "-P", "-m", "autograder.sandbox.unsandboxed", str(server.getsockname()[1])]
            environment = _environment(request.scratch)
            process = subprocess.Popen(command, cwd=request.scratch, env=environment, stdin=subprocess.PIPE)
            assert process.stdin
            process.stdin.write(token.encode() + b"\n" + request.dumps() + b"\n")
            process.stdin.close()
            server.settimeout(START_S)
            deadline = time.monotonic() + START_S
            while time.monotonic() < deadline:
                wire, _ = server.accept()
                wire.settimeout(5)
                if secrets.compare_digest(wire.recv(32), token.encode()):
                    return Child(wire, process)
                wire.close()
        process.kill()
        raise GraderError("the process that runs student code did not call back")

    def alive(self) -> bool:
        return True

    def close(self) -> None:
        pass


def open_sandboxes(unsandboxed: bool = False, meanwhile: Callable[[], object] = lambda: None):
    """Where student code will run; close it in the end. While the fork server starts, `meanwhile` is done.

    Raises GraderError as `require_sandbox` does, and where the fork server does not start.
    """
    if require_sandbox(unsandboxed):
        with ExitStack() as stack:
            server = stack.enter_context(closing(ForkServer.start()))
            meanwhile()
            server.wait_until_ready()
            stack.pop_all()
        return server
    print(
        "course: NO SANDBOX: student code runs with your permissions and can read and change your files",
        file=sys.stderr,
    )
    return PlainProcesses()


def require_sandbox(unsandboxed: bool) -> bool:
    """Whether there is a sandbox. Raises GraderError where there is none and nobody has asked to go without."""
    if isolation():
        return True
    if unsandboxed:
        return False
    raise GraderError(
        f"{sys.platform} offers no sandbox here (Linux with Landlock or user namespaces is needed), so code of other "
        "people is not run; use the container in docs/grading.md, or --no-sandbox if you trust every author"
    )


def _home() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="downhill-fork-server-")


def _environment(home: str) -> dict[str, str]:
    """Nothing of the grader's environment but what Python needs to start."""
    system = {name: os.environ[name] for name in ("SYSTEMROOT", "PATHEXT", "DOWNHILL_WALL") if name in os.environ}
    folders = dict.fromkeys(("HOME", "TMPDIR", "IPYTHONDIR"), home)
    python = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    plots = {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "MPLCONFIGDIR": _font_cache(home)}
    return {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
        **system,
        **ONE_THREAD,
        **LARGE_PAGES,
        **folders,
        **python,
        **plots,
    }


def _font_cache(home: str) -> str:
    """matplotlib's list of fonts takes seconds to make: a user's fork servers share one, which nobody else can write.

    A user without a writable home has none.
    """
    folder = Path(platformdirs.user_cache_dir("downhill", appauthor=False)) / "matplotlib"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return home
    return str(folder)


def protected(*more: Path) -> list[str]:
    """What no student process may read, on top of `more`."""
    return [str(ROOT / name) for name in PROTECTED] + [str(path.resolve()) for path in more if path.exists()]
