"""What the trusted end holds of a student's process: its functions, its objects, and the errors that come of them."""

import inspect
import textwrap
from collections.abc import Callable


class StudentError(Exception):
    """The student's code raised. The text is ours, not one that the student could have chosen."""

    def __init__(self, type_name: str, for_student: str, line: int | None = None, words: str = ""):
        """`line`, of their cell, is None where something else raised it; its own `words` are for comparisons alone."""
        super().__init__(for_student)
        self.type_name, self.for_student, self.line, self.words = type_name, for_student, line, words
        self.own = line is not None


class ProcessDied(BaseException):
    """The student's process has ended. No Exception: a probe must not take it for an answer and go on."""

    def __init__(self, for_student: str):
        super().__init__(for_student)
        self.for_student = for_student


class Lost:
    """Stands in for a student whose process cannot be had: every use raises the same Gone, in the test that uses it."""

    shows_changes = False

    def __init__(self, gone: ProcessDied):
        self._gone = gone

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        raise self._gone

    def restore(self) -> None:
        """Nothing was given to it."""


class RemoteFunction:
    """A function or class of the student's notebook."""

    def __init__(self, student, name: str):
        self.student, self.name = student, name

    def __call__(self, *args, **kwargs):
        return self.student._call(self.name, None, args, kwargs)

    def run_remotely(self, task: Callable, *args, limit_s: float | None = None):
        """`task(f, *args)`, run in the student's process; only its value comes back. `limit_s` is a call's, if None."""
        limit_s = self.student._call_s if limit_s is None else limit_s
        value, _ = self.student._request(["run_with", self.name, *source_of(task), list(args)], limit_s)
        return value


class RemoteObject:
    """An object that stays in the student's process. It can be called and asked, never compared or converted."""

    def __init__(self, student, number: int, type_name: str):
        self.student, self.number, self.type_name = student, number, type_name

    def __call__(self, *args, **kwargs):
        return self.student._call(self, None, args, kwargs)

    def __getattr__(self, name: str):
        if name.startswith("_"):
            raise AttributeError(name)
        return self.student._get(self, name)

    def __iter__(self):
        """What the object yields where it lives: a generator or a view of a dict unpacks as it does in a notebook."""
        (items,) = self.student._request(["list", self], self.student._call_s)
        if type(items) is not list:
            raise StudentError("TypeError", "It returned an object that yields no plain values.")
        return iter(items)

    def _refuse(self, *_):
        raise StudentError("TypeError", "It returned a custom object; the docstring asks for numbers or arrays.")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __len__ = __getitem__ = _refuse
    __float__ = __int__ = __index__ = __array__ = __contains__ = __hash__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse
    __matmul__ = __rmatmul__ = __pow__ = __neg__ = __abs__ = _refuse


def source_of(task: Callable) -> tuple[str, str]:
    """Text and name of a small function, as they travel."""
    return textwrap.dedent(inspect.getsource(task)), task.__name__
