"""The trusted end of the wire: a student's functions as callables whose values come from another process."""

import builtins
import contextlib
import math
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from autograder.grading import bounded
from autograder.grading.quota import size
from autograder.grading.remote_objects import ProcessDied, RemoteFunction, RemoteObject, StudentError, source_of
from autograder.grading.report import GraderError
from autograder.grading.sandbox_client import Child
from autograder.grading.text import printable
from autograder.sandbox import wire
from autograder.sandbox.limits import LIMITS
from utils.checks.errors import error_name

CALLBACKS = 200_000
FORGED = "It sent an answer that no honest program sends."
_TYPES = frozenset({"function", "method", "type", "module", "list", "dict", "tuple", "set", "str", "generator"})
_ERRORS = frozenset(
    name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, Exception)
)


class NotebookProxy:
    """`student.f(x)` calls the function `f` of the notebook that `child` holds.

    Arguments go by value. Where `shows_changes` is set, changes that the call makes to them come back, so a probe
    sees what it would see of a function in its own process. Raises StudentError, or Gone when the process has ended.
    """

    def __init__(self, child: Child, scratch: Path, call_s: float | None = None, until: float = math.inf):
        self._child, self._channel = child, wire.Channel(child.wire)
        self._call_s, self._until = LIMITS.call_s if call_s is None else call_s, until
        self.shows_changes = False
        """Whether changes that a call makes to its arguments come back: to a probe, never to a test that uses them."""
        self._lent: list[Callable] = []
        self._callback_words = ""
        """The text of the last exception that a function of ours raised when their code called it; it stays here."""
        self._deadline: float | None = None
        self._callbacks = 0
        self.ended: str | None = None
        threading.Thread(target=self._watch, args=(scratch,), daemon=True).start()

    def __getattr__(self, name: str) -> "RemoteFunction":
        if name.startswith("_"):
            raise AttributeError(name)
        return RemoteFunction(self, name)

    def await_sandbox(self) -> list[str]:
        """The holes that the process found in its sandbox, before it has run any student code."""
        return self._receive(time.monotonic() + 60.0)

    def cell(self, source: str, limit_s: float) -> tuple[str, int, str] | None:
        """Run a cell and return what it raised: type, line, text. No hidden data is known to it yet.

        Of a cell that raises the functions, classes and imports still count.
        """
        try:
            (error,) = self._request(["cell", source], limit_s)
        except StudentError as broken:  # of what surrounds a cell there: it has taken a library away
            return broken.type_name, 0, "the cell has broken what runs it"
        if error is None:
            return None
        if type(error) not in (list, tuple) or [*map(type, error)] != [str, int, str]:
            raise self._gone(FORGED)
        kind, line, words = error
        return kind[:40], line, printable(words[:300], keep="\n")

    def define(self, source: str, limit_s: float) -> None:
        """Run only the functions, classes and imports of a cell."""
        with contextlib.suppress(StudentError):
            self._request(["define", source], limit_s)

    def run_remotely(self, task: Callable, *args, **kwargs):
        """Run `task(functions, *args)` where the student's objects live; only its value comes back."""
        value, _ = self._request(["run", *source_of(task), list(args), kwargs], self._call_s)
        return value

    def given(self, **functions: Callable) -> None:
        """Put our version of earlier exercises in the place of the student's, until `restore`."""
        self._request(["given", functions], self._call_s)

    def restore(self) -> None:
        """Back to the student's own functions; objects held for the last test are let go."""
        if self.ended is None:
            self._request(["restore"], self._call_s)
            self._lent.clear()

    def kill(self, why: str) -> None:
        self.ended = self.ended or why
        self._child.kill()

    def _call(self, target, method: str | None, args: tuple, kwargs: dict):
        value, changed = self._request(["call", target, method, list(args), kwargs], self._call_s)
        if changed is not None and self.shows_changes:
            try:
                new_args, new_kwargs = changed
                _update(list(args), new_args)
                _update(kwargs, new_kwargs)
            except (TypeError, ValueError):  # whose text could quote hidden inputs
                raise StudentError("ValueError", "It put something of another kind into its arguments.") from None
        return value

    def _get(self, handle: "RemoteObject", attribute: str):
        (value,) = self._request(["get", handle, attribute], self._call_s)
        return value

    def _request(self, message: list, limit_s: float) -> list:
        """Send a request and answer its questions until the reply comes."""
        if self.ended is not None:
            raise ProcessDied(self.ended)
        outermost = self._deadline is None
        if outermost:
            self._deadline, self._callbacks = min(time.monotonic() + limit_s, self._until), 0
            bounded.allow(limit_s)
        try:
            self._channel.send(self._pack(message), self._deadline)
            return self._reply(2 if message[0] in ("call", "run", "run_with") else 1)
        except TimeoutError:
            raise self._gone(f"It took longer than {limit_s:g} seconds.") from None
        except wire.WireError:
            raise self._gone(FORGED) from None
        except (EOFError, OSError):
            raise self._gone(self.ended or self._obituary()) from None
        finally:
            if outermost:
                self._deadline = None
                bounded.allow(self._call_s)  # for what a test does with the answer

    def _reply(self, values: int) -> list:
        """The reply's values, of which there are that many."""
        while True:
            reply = self._receive(self._deadline)
            if type(reply) is not list or not reply:
                raise wire.WireError("no reply")
            verb, *body = reply
            if verb == "ret" and len(body) == values:
                return body
            if verb == "exc" and len(body) == 3:
                kind, line, words = body
                raise _error(kind, line, words, self._callback_words)
            if verb != "call" or len(body) != 3:
                raise wire.WireError("unknown verb")
            self._channel.send(self._answer(*body), self._deadline)

    def _answer(self, number, args, kwargs) -> list[bytes]:
        """Let the student's code call a function of ours. Our exceptions stay here; theirs pass through.

        Generators that it was given go back, so that what our function drew is drawn there too. An answer that is too
        large to travel comes of the student's arguments, so it is an exception for the student's code.
        """
        self._callbacks += 1
        if type(number) is not int or not 0 <= number < len(self._lent) or self._callbacks > CALLBACKS:
            raise wire.WireError("no such function, or called too often")
        try:
            value = self._lent[number](*args, **kwargs)
            return wire.dumps(["value", value, wire.generators(args, kwargs)], self._hold)
        except StudentError:
            raise
        except Exception as error:
            self._callback_words = str(error)
            return self._pack(["raise", error_name(error)])

    def _receive(self, deadline: float | None):
        return wire.loads(self._channel.receive(deadline), self._lend)

    def _pack(self, value) -> list[bytes]:
        try:
            return wire.dumps(value, self._hold)
        except wire.Unsendable as error:
            raise GraderError(f"a test sends what the wire cannot carry: {error}") from None

    def _hold(self, value) -> tuple[int, str]:
        if isinstance(value, RemoteObject):
            return object.__getattribute__(value, "number"), "handle"
        if not callable(value):
            raise wire.Unsendable(f"a {type(value).__name__}")
        self._lent.append(value)
        return len(self._lent) - 1, "callback"

    def _lend(self, number: int, kind: str):
        if kind != "callback":
            return RemoteObject(self, number, kind if kind in _TYPES else "object")
        if not 0 <= number < len(self._lent):
            raise wire.WireError("no such function")
        return self._lent[number]

    def _gone(self, why: str) -> ProcessDied:
        self.kill(why)
        return ProcessDied(self.ended or why)

    def _obituary(self) -> str:
        code = self._child.exit_code()
        reasons = {
            -9: "killed",
            -11: "a crash in native code",
            -24: "too much processor time",
            -31: "a forbidden system call",
        }
        return f"Your code ended the Python process ({reasons.get(code or 0, 'by itself')})."

    def _watch(self, scratch: Path) -> None:
        """End the process when its folder grows over the quota."""
        while self.ended is None:
            if size(scratch) > LIMITS.folder_mb << 20:
                self.kill(f"Your code wrote more than {LIMITS.folder_mb} MB of files.")
            time.sleep(0.2)


def _error(kind, line, text, callback_words: str) -> StudentError:
    """What a student may read: the type and the line, never a text that their code could have chosen."""
    kind = kind if type(kind) is str and kind in _ERRORS else "an exception"
    line = line if type(line) is int and 0 < line < 1000 else None
    where = f" in line {line} of your cell" if line else ""
    words = callback_words if text == wire.RAISED else text if type(text) is str else ""
    if kind == "NotImplementedError" and not where:
        return StudentError(kind, "")  # no line of theirs: it is how the other side says that nothing has this name
    return StudentError(kind, f"It raised {kind}{where}; `check` shows the whole message.", line, words)


def _update(old, new) -> None:
    """Make `old` what the student's call has made of it; the other shape or length of an array is lost."""
    if isinstance(old, np.ndarray) and isinstance(new, np.ndarray) and old.shape == new.shape:
        old[...] = new
    elif isinstance(old, np.random.Generator) and isinstance(new, np.random.Generator):
        old.bit_generator.state = new.bit_generator.state
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in [key for key in old if key not in new]:
            del old[key]
        for key, value in new.items():
            _replace(old, key, value)
    elif isinstance(old, list) and isinstance(new, list):
        del old[len(new) :]
        old.extend(new[len(old) :])
        for index, value in enumerate(new):
            _replace(old, index, value)


def _replace(container, key, value) -> None:
    """Update in place what can be, so that other references see it too; put the rest in its place."""
    if isinstance(container, list) or key in container:
        kept = container[key]
        if isinstance(kept, (np.ndarray, np.random.Generator, dict, list)) and type(kept) is type(value):
            _update(kept, value)
            return
    container[key] = value
