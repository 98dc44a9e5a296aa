"""Ask this machine whether it can keep the sandbox's promises, by trying to break each of them from inside."""

import platform
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from autograder.grading.proxy import NotebookProxy
from autograder.grading.remote_objects import ProcessDied, StudentError
from autograder.grading.report import GraderError
from autograder.grading.sandbox_client import open_sandboxes
from autograder.grading.session import Session, scratch
from autograder.grading.submission import Cell
from autograder.grading.text import columns
from autograder.sandbox import isolation
from autograder.sandbox.limits import LIMITS
from autograder.sandbox.namespaces import NAMESPACES

TRIES = {
    "read a canary file": "open({canary!r}).read()",
    "list the canary's folder": "import os; os.listdir(os.path.dirname({canary!r}))",
    "write beside the canary": "open({canary!r} + '.copy', 'w')",
    "write into the libraries": "import numpy; open(os.path.join(os.path.dirname(numpy.__file__), 'x.py'), 'w')",
    "open a network socket": "import socket; socket.create_connection(('127.0.0.1', {port}), timeout=2)",
    "connect to a local socket": "import socket; socket.socket(socket.AF_UNIX).connect({canary!r})",
    "start a process": "os.fork()",
    "run a program": "import subprocess; subprocess.run(['/bin/true'])",
    "signal another process": "os.kill(os.getppid(), 0)",
    "read another process": "open(f'/proc/{{os.getppid()}}/environ').read()",
    "raise its own limits": "import resource; resource.setrlimit(resource.RLIMIT_CPU, (10**6, 10**6))",
}
"""What to try -> code that must be refused."""
BOUNDS = {
    "fill the memory": ("bytearray(64 << 30)", "MemoryError"),
    "write one huge file": ("open('huge', 'wb').write(bytes(1 << 30))", "OSError"),
}
"""What to try -> code, and the exception that must come of it."""


REFUSALS = ("PermissionError", "ValueError", "ended")
ABSENT = ("FileNotFoundError",)
"""What else a refusal looks like among namespaces: there are no such files."""
ATTEMPT = """
import errno, os
def attempt():
    try:
        {code}
    except OSError as error:
        if error.errno == errno.EROFS:  # it has no class of its own, and refuses as well as any permission
            raise PermissionError from None
        raise
"""


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's table."""

    what: str
    answer: str
    good: bool


def examine() -> Iterator[Finding]:
    """The findings, one by one; nothing is changed on the machine."""
    system = f"{platform.system()} {platform.release()}, {platform.machine()}, Python {platform.python_version()}"
    yield Finding("system", system, True)
    if not isolation():
        yield Finding("sandbox", _why_none(), False)
        return
    yield Finding("file isolation", isolation(), True)
    yield Finding("limits", ", ".join(f"{name} {value:g}" for name, value in vars(LIMITS).items()), True)
    yield Finding("seccomp", "filter available for this CPU", True)
    try:
        sandboxes = open_sandboxes()
    except GraderError as error:
        yield Finding("fork server", str(error), False)
        return
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
        canary = Path(folder) / "canary"
        canary.write_text("canary")
        try:
            yield from _promises(sandboxes, canary, server.getsockname()[1])
        finally:
            sandboxes.close()


def _why_none() -> str:
    if sys.platform != "linux":
        return f"{sys.platform} has none: grade other people's work in the container of docs/grading.md"
    return (
        "this kernel has no Landlock (it needs 5.13 or later) and allows no user namespaces, "
        "or the processor is neither x86_64 nor aarch64"
    )


def _promises(sandboxes, canary: Path, port: int) -> Iterator[Finding]:
    for what, code in TRIES.items():
        yield _refused(sandboxes, what, code.format(canary=str(canary), port=port))
    for what, (code, error) in BOUNDS.items():
        yield _bounded(sandboxes, what, code, error)
    try:
        _run(sandboxes, "while True: pass", call_s=1.0)
        yield Finding("run forever", "it ended by itself", False)
    except ProcessDied:
        yield Finding("run forever", "ended at its deadline", True)


def _refused(sandboxes, what: str, code: str) -> Finding:
    try:
        _run(sandboxes, code)
    except (StudentError, ProcessDied) as error:
        kind = getattr(error, "type_name", "ended")
        good = kind in REFUSALS or (isolation() == NAMESPACES and kind in ABSENT)
        return Finding(what, "refused" if good else f"failed, but not with a permission error ({kind})", good)
    return Finding(what, "IT WORKED", False)


def _bounded(sandboxes, what: str, code: str, expected: str) -> Finding:
    try:
        _run(sandboxes, code)
    except (StudentError, ProcessDied) as error:
        kind = getattr(error, "type_name", "ended")
        return Finding(what, "bounded" if kind == expected else f"ended with another error ({kind})", kind == expected)
    return Finding(what, "NO BOUND", False)


def _run(sandboxes, code: str, call_s: float | None = None) -> None:
    """Run this code as a student's function, in a process of its own."""
    cell = Cell("doctor", ATTEMPT.format(code=code))
    with scratch() as folder, closing(Session(sandboxes, [cell], folder)) as session:
        student = session.student("doctor")
        if call_s is not None and isinstance(student, NotebookProxy):
            student._call_s = call_s
        student.attempt()


def table(findings: list[Finding]) -> str:
    lines = columns((("ok" if f.good else "BAD", f.what, f.answer) for f in findings), "<<<")
    verdict = "can" if all(f.good for f in findings) else "CANNOT"
    return "\n".join([*lines, "", f"This machine {verdict} grade the work of people you do not trust."])
