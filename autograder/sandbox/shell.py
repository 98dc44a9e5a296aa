"""An IPython shell without a kernel and without outputs: cells run for what they define."""

import ast
import builtins
import io
import os
import sys
from contextlib import contextmanager

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from traitlets.config import Config

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


class _Publisher(DisplayPublisher):
    def publish(self, *_, **__):
        """Nobody looks at figures while grading."""

    def clear_output(self, wait=False):
        """Nor at progress bars."""


class _Hook(DisplayHook):
    def __call__(self, result=None):
        """A cell's last value is not shown: its repr could hang."""


class _Profile(ProfileDir):
    def _mkdir(self, path, mode=None) -> bool:
        """Make none of its folders: nothing is kept, and they take 20 ms to make and to delete."""
        return False


class Shell(InteractiveShell):
    """InteractiveShell whose magics work and whose outputs go nowhere."""

    displayhook_class = _Hook
    display_pub_class = _Publisher

    def __init__(self):
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        config.InteractiveShell.xmode = "Minimal"  # others walk all of torch's modules for each frame: seconds
        config.InteractiveShell.ipython_dir = os.environ["IPYTHONDIR"]
        super().__init__(config=config, profile_dir=_Profile(location=os.environ["IPYTHONDIR"]))
        InteractiveShell._instance = Shell._instance = self  # pyright: ignore[reportAttributeAccessIssue]
        self.builtin_trap.activate()
        builtins.input = _no_input
        if "matplotlib" in sys.modules:
            self.enable_matplotlib("inline")

    def run(self, source: str) -> BaseException | None:
        """Run one cell and return what it raised."""
        with quiet():
            result = self.run_cell(source)
        return result.error_before_exec or result.error_in_exec

    def define(self, source: str) -> None:
        """Run the functions, classes and imports at the top of a cell, one by one; what raises is left out."""
        with quiet():
            name, tree = self._parsed(source)
            for node in tree.body:
                if isinstance(node, DEFINITIONS):
                    try:
                        code = compile(ast.Module([node], []), name, "exec", self.compile.flags)
                        exec(code, self.user_ns)
                    except BaseException:  # whatever a decorator or a base class does
                        pass

    def _parsed(self, source: str) -> tuple[str, ast.Module]:
        """A file name for tracebacks and the cell's syntax tree, empty where it does not parse.

        Magics are translated as IPython does it, and only where there are some: `%` is an operator too.
        """
        for text in (lambda: source, lambda: self.transform_cell(source)):
            try:
                code = text()
                return self.compile.cache(code), ast.parse(code)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
        return "", ast.Module([], [])

    def _showtraceback(self, etype, evalue, stb):
        pass

    def enable_gui(self, gui=None):
        pass

    def system(self, cmd):
        """`!command` does nothing: there are no other programs here."""


class _Nowhere(io.TextIOBase):
    """A file that forgets; cheaper than opening one for each call."""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return len(text)


@contextmanager
def quiet():
    """Send what is printed nowhere."""
    kept = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = _Nowhere()
    try:
        yield
    finally:
        sys.stdout, sys.stderr = kept


def _no_input(prompt: str = "") -> str:
    raise EOFError("input() has nobody to ask while your notebook is graded; give the value in the code")
