"""The sandboxed end of the wire: run the student's cells, then answer calls until the other side has gone."""

import builtins
import contextlib
import functools
import importlib
import itertools
import os
import random
import socket
import sys
import types
import warnings
from collections.abc import Callable

from autograder.sandbox import wire
from autograder.sandbox.limits import Limits
from autograder.sandbox.shell import Shell, quiet


def main(sock: socket.socket, request: dict, lock: Callable | None) -> int:
    """Lock this process in with `lock`, prove it, then serve. The first frame sent is the list of holes."""
    scratch = request["scratch"]
    os.chdir(scratch)
    os.environ.update(dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR"), scratch))
    sys.path.append(scratch)  # for modules that the notebook writes itself
    _fresh_random_state()
    holes: list[str] = []
    if lock is not None:
        from autograder.sandbox import confinement

        lock(scratch, request["readable"], Limits(**request["limits"]))
        holes = confinement.holes(request["protected"], scratch)
    channel = wire.Channel(sock)
    channel.send(wire.dumps(holes, _hold_nothing))
    if not holes:
        Server(channel, importlib.import_module(request["settings"]).default_settings).serve()
    return 0


def _fresh_random_state() -> None:
    """A fork inherits the fork server's generators: every child would draw the same numbers."""
    random.seed()
    for module, reseed in (("numpy", lambda np: np.random.seed()), ("torch", lambda torch: torch.seed())):
        if module in sys.modules:
            reseed(sys.modules[module])


def _hold_nothing(value) -> tuple[int, str]:
    raise wire.Unsendable(type(value).__name__)


class Server:
    """Requests are lists that begin with a verb; each is answered by "ret" or "exc", after any number of "call"s."""

    def __init__(self, channel: wire.Channel, settings: Callable[..., contextlib.AbstractContextManager]):
        """`settings()` is entered for each cell and call: what one of them sets does not reach the next."""
        self.channel, self.settings = channel, settings
        self.shell = Shell()
        self.space = self.shell.user_ns
        self.held: list = []
        self.given: dict[str, object] = {}

    def serve(self) -> None:
        while True:
            try:
                frame = self.channel.receive()
            except (EOFError, OSError):
                return
            self.answer(wire.loads(frame, self.lend))

    def answer(self, request: list) -> None:
        verb, *body = request
        try:
            reply = ["ret", *getattr(self, f"do_{verb}")(*body)]
        except BaseException as error:
            reply = ["exc", *_describe(error)]
        try:
            frame = wire.dumps(reply, self.hold)
        except BaseException as error:
            frame = wire.dumps(["exc", type(error).__name__, 0, str(error)[:200]], self.hold)
        self.channel.send(frame)

    def do_cell(self, source: str) -> tuple:
        """Run one cell; replies with what it raised. What does work in a cell that raises still counts."""
        with self.settings(figures=True):
            error = self.shell.run(source)
            if error:
                self.shell.define(source)
        return (_describe(error) if error else None,)

    def do_define(self, source: str) -> tuple:
        """Run only the functions, classes and imports of a cell."""
        with self.settings():
            self.shell.define(source)
        return (None,)

    def do_list(self, target) -> tuple:
        """What a held object yields when it is iterated over, for as long as it fits into a frame."""
        with self.settings(), quiet():
            return (list(itertools.islice(target, wire.MAX_ITEMS)),)

    def do_call(self, target, method: str | None, args: list, kwargs: dict) -> tuple:
        """Call a function of the notebook by name, or a held object, or one of its methods."""
        f = self._defined(target) if type(target) is str else target
        return self._run(getattr(f, method) if method else f, args, kwargs)

    def do_get(self, target, attribute: str) -> tuple:
        return (getattr(target, attribute),)

    def do_run(self, source: str, name: str, args: list, kwargs: dict) -> tuple:
        """Run a small function of the tests beside the student's objects; it gets their functions first."""
        return self._run(_compiled(source, name), [types.SimpleNamespace(**self.space), *args], kwargs)

    def do_run_with(self, target: str, source: str, name: str, args: list) -> tuple:
        """Run a small function of a probe beside the student's function `target`, which it gets first."""
        return self._run(functools.partial(_compiled(source, name), self._defined(target)), args, {})

    def do_given(self, functions: dict) -> tuple:
        """Put our version of an earlier exercise in the place of the student's."""
        for name, function in functions.items():
            self.given.setdefault(name, self.space.get(name))
            self.space[name] = function
        return (None,)

    def do_restore(self) -> tuple:
        self.space.update(self.given)
        self.given.clear()
        self.held.clear()
        return (None,)

    def _defined(self, name: str):
        if name not in self.space:
            raise NotImplementedError(name)  # its cell is missing or did not run
        return self.space[name]

    def _run(self, f: Callable, args: list, kwargs: dict) -> tuple:
        """The value of a call, and the arguments if the call has changed them."""
        before = self._bytes(args, kwargs)
        with self.settings(), quiet():
            warnings.simplefilter("ignore")
            value = f(*args, **kwargs)
        return value, (None if self._bytes(args, kwargs) == before else [args, kwargs])

    def _bytes(self, args: list, kwargs: dict) -> list[bytes]:
        return [bytes(part) for part in wire.dumps([args, kwargs], self.hold)]

    def hold(self, value) -> tuple[int, str]:
        """Keep an object of the student's here; only its number travels."""
        if isinstance(value, _Callback):
            return value.number, "callback"
        for number, held in enumerate(self.held):
            if held is value:
                return number, type(value).__name__[:80]
        self.held.append(value)
        return len(self.held) - 1, type(value).__name__[:80]

    def lend(self, number: int, kind: str):
        return _Callback(self, number) if kind == "callback" else self.held[number]

    def ask(self, number: int, args: tuple, kwargs: dict):
        """Call a function of the grader and serve its questions until the answer comes."""
        self.channel.send(wire.dumps(["call", number, list(args), kwargs], self.hold))
        while True:
            reply = wire.loads(self.channel.receive(), self.lend)
            if reply[0] == "value":
                for mine, drawn in zip(wire.generators(args, kwargs), reply[2], strict=True):
                    mine.bit_generator.state = drawn.bit_generator.state
                return reply[1]
            if reply[0] == "raise":
                raise getattr(builtins, reply[1])(wire.RAISED)
            self.answer(reply)


def _compiled(source: str, name: str) -> Callable:
    """The function `name` that `source` defines; it sees nothing but what it imports itself."""
    scope: dict = {}
    exec(compile(source, "<task>", "exec"), scope)
    return scope[name]


class _Callback:
    """A function of the grader, as the student sees it."""

    def __init__(self, server: Server, number: int):
        self._server, self.number = server, number

    def __call__(self, *args, **kwargs):
        return self._server.ask(self.number, args, kwargs)


def _describe(error: BaseException) -> tuple[str, int, str]:
    """Nearest built-in type, line in the student's cell, and text, which the grader keeps out of a test's messages."""
    line = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith("<ipython-input"):
            line = trace.tb_lineno
        trace = trace.tb_next
    if isinstance(error, SyntaxError):
        line = error.lineno or 0
    kind = next(kind.__name__ for kind in type(error).__mro__ if vars(builtins).get(kind.__name__) is kind)
    return kind, line, str(error.msg if isinstance(error, SyntaxError) else error)[:500]
