"""Point at the line of an answer that nothing is known of.

It looks for a small edit of the answer's own code with which the probe sees what it should, or sees exactly a known
mistake. The line of that edit is where to look; the edit itself stays here. Repair by search over small edits is old
(Singh, Gulwani and Solar-Lezama, PLDI 2013); here the probe's numbers decide.
"""

import ast
import collections
import contextlib
import copy
import inspect
import io
import random
import sys
import time
import types
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass

import numpy as np

from utils.checks import rewrites, vocabulary
from utils.checks.aside import aside
from utils.checks.deadline import TookTooLong, deadline
from utils.checks.errors import source_of
from utils.checks.frozen import SEED
from utils.checks.observe import Observation, Probe, same, watched
from utils.checks.verdict import Expected, Found, KnownMistake, is_telling, shows

SECONDS = 2.0
"""Of the processor, for the whole search."""
PATIENCE = 3
"""So many times as long the search may take where other programs need the processor, too."""
EDIT_S = 0.3
"""For one edited answer, at most: some loop for ever."""
SLOWER = 10
"""So many times as long as the answer itself an edited one may take."""
SINGLE = 0.75
"""Of the time, for single edits, where some of them bring the answer further."""
SELDOM, SELDOM_OF_TWO = 3.5, 3.0
"""Edits that cost so much mend by accident as often as not: one alone, and one of two."""
COMMON = 1.5
"""Edits that cost at most so much undo what people often do: what two of them leave is named without further signs."""
SECOND_LOOK = 12
"""So many edits that bring the answer further are looked at with a second edit."""
HANGS = 3
"""So many edits of a line may hang, one of a loop's condition for example, before its others are left out."""
_KEPT = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def pinpoint(
    known: Expected, probe: Probe, f: Callable, got: list[Observation], seconds: float = SECONDS
) -> Found | None:
    """The line of the cell that defines `f` where a small edit mends it; None where none does.

    `got` is what the probe has seen of it, and differs from what is expected. Everything runs on copies, and for so
    many seconds at most.
    """
    text, name = source_of(f), known.exercise
    if not text or same(known.expected, got):
        return None
    search = _Search(known, probe, got, name, _namespace(f))

    def work() -> dict:
        with contextlib.suppress(TookTooLong), _no_trace(), deadline(seconds, working=True):
            search.run(ast.parse(text), seconds)
        return asdict(search.found) if search.found else {}

    found = aside(work, PATIENCE * seconds)
    return Found(**found) if found else None


@dataclass(frozen=True)
class _Step:
    """An edit that has brought an answer further, or has left nothing but a known mistake."""

    edit: rewrites.Edit
    agreed: int
    mistake: KnownMistake | None


class _Search:
    def __init__(self, known: Expected, probe: Probe, got: list[Observation], name: str, namespace: dict):
        self.known, self.probe, self.got, self.name, self.namespace = known, probe, got, name, namespace
        self.sights = [known.expected, *(mistake.seen for mistake in known.mistakes)]
        self.found: Found | None = None
        self.limit = EDIT_S
        self.hangs = collections.Counter[int]()
        """Edits that did not end in time, by line."""

    def run(self, tree: ast.Module, seconds: float) -> None:
        """Single edits first; then, where none mends it, second edits of what the best of them have made."""
        tree.body = [node for node in tree.body if isinstance(node, _KEPT) or _is_literal(node)]
        began = time.process_time()
        collections.deque(watched(self.probe, self._built(tree), SEED), maxlen=0)
        self.limit = min(EDIT_S, max(0.04, SLOWER * (time.process_time() - began)))
        start, late = self._agreement(tree)[0], began + SINGLE * seconds
        steps: dict[tuple, _Step] = {}
        for edit in rewrites.edits(tree):
            agreed, sight = self._tried(tree, edit)
            if sight == 0 and edit.cost < SELDOM:
                self.found = Found(edit.line, whole=True)
                return
            if edit.cost < SELDOM_OF_TWO and (sight or agreed > start):
                mistake = self.known.mistakes[sight - 1] if sight else None
                steps.setdefault((edit.line, sight), _Step(edit, agreed, mistake))
            if steps and time.process_time() > late:
                break
        self.found = self._named(steps.values())
        if not self.found:
            self.found = self._agreed(steps.values(), start)  # stands where the time ends now
            self.found = self._mended_twice(tree, steps.values(), start) or self.found

    def _named(self, steps: Iterable[_Step]) -> Found | None:
        """An edit that leaves a known mistake, where digits of the unedited answer speak for this mistake, too."""
        for step in steps:
            if step.mistake and self._evident(step.mistake):
                return Found(step.edit.line, step.mistake.name)
        return None

    def _agreed(self, steps: Iterable[_Step], start: int) -> Found | None:
        """The line of all edits that bring it further and leave a known mistake; its name, if it is one and the same
        that nothing speaks against. An answer that raises something is further with any edit that takes that away."""
        found = [step for step in steps if step.mistake and step.agreed > start]
        if len({step.edit.line for step in found}) != 1:
            return None
        mistake = found[0].mistake
        is_one = len({step.mistake.name for step in found}) == 1 and self.got[-1].name != "error"
        is_true = is_one and shows(mistake, self.known.expected, self.got)
        return Found(found[0].edit.line, mistake.name if is_true else None)

    def _evident(self, mistake: KnownMistake) -> bool:
        """Whether digits of the unedited answer speak for a mistake that an edit has left over, and none against it."""
        rows = zip(self.known.expected, mistake.seen, self.got, strict=False)
        return any(is_telling(c) and b.agrees(c) and not a.agrees(c) for a, b, c in rows) and shows(
            mistake, self.known.expected, self.got
        )

    def _mended_twice(self, tree: ast.Module, steps: Iterable[_Step], start: int) -> Found | None:
        """A second edit that mends the rest. What either of the two has left is named where it is a known mistake."""
        for step in sorted(steps, key=lambda step: (step.mistake is None, -step.agreed))[:SECOND_LOOK]:
            undo = step.edit.apply()
            for edit in rewrites.edits(tree):
                if edit.cost < SELDOM_OF_TWO and edit.line != step.edit.line and self._tried(tree, edit)[1] == 0:
                    undo.apply()
                    are_common = max(step.edit.cost, edit.cost) <= COMMON
                    if step.mistake and (are_common or step.agreed > start):
                        return Found(step.edit.line, step.mistake.name)
                    agreed, sight = self._tried(tree, edit)
                    if sight and (are_common or agreed > start):
                        return Found(edit.line, self.known.mistakes[sight - 1].name)
                    return Found(step.edit.line)
            undo.apply()
        return None

    def _tried(self, tree: ast.Module, edit: rewrites.Edit) -> tuple[int, int | None]:
        if self.hangs[edit.line] >= HANGS:
            return -1, None
        undo, began = edit.apply(), time.process_time()
        try:
            return self._agreement(tree)
        finally:
            undo.apply()
            self.hangs[edit.line] += time.process_time() - began >= self.limit

    def _agreement(self, tree: ast.Module) -> tuple[int, int | None]:
        """How many quantities are as expected before the first that is not, and which sight it is, if it is one.

        Sight 0 is the reference's; the others are the known mistakes'. It ends where the answer is none of them.
        """
        try:
            f = self._built(tree)
        except Exception:
            return -1, None
        alive, agreed = dict(enumerate(self.sights)), 0
        with deadline(self.limit, working=True, quiet=True):
            for place, seen in enumerate(watched(self.probe, f, SEED)):
                alive = {k: sight for k, sight in alive.items() if place < len(sight) and sight[place].agrees(seen)}
                if not alive:
                    return agreed, None
                agreed += 0 in alive
            return agreed, next((k for k, sight in alive.items() if len(sight) == place + 1), None)
        return agreed, None

    def _built(self, tree: ast.Module) -> Callable:
        module = types.ModuleType("answer")
        vars(module).update(self.namespace)
        vars(module)[vocabulary.DEEPCOPY] = copy.deepcopy
        exec(compile(tree, "<edited>", "exec"), vars(module))
        return vars(module)[self.name]


def _namespace(f: Callable) -> dict:
    """A copy of what the answer finds in its notebook; arrays and containers are copied, too."""
    f = inspect.unwrap(f)  # a decorator's names are not the answer's
    home = vars(sys.modules.get(f.__module__, object)) if isinstance(f, type) else getattr(f, "__globals__", {})
    return {name: _copied(value) for name, value in list(home.items())}


def _copied(value):
    small = isinstance(value, (list, dict, set)) and len(value) < 1000
    if small or isinstance(value, np.random.Generator) or (isinstance(value, np.ndarray) and value.size < 10_000):
        with contextlib.suppress(Exception):
            return copy.deepcopy(value)
    return value


def _is_literal(node: ast.stmt) -> bool:
    """An assignment of plain values, which may be run again."""
    try:
        ast.literal_eval(node.value) if isinstance(node, ast.Assign) else ast.literal_eval("no")
    except (ValueError, SyntaxError):
        return False
    return True


@contextlib.contextmanager
def _no_trace() -> Iterator[None]:
    """What is printed, warned of and drawn at random here is not noticed elsewhere."""
    torch = sys.modules.get("torch")
    states = random.getstate(), np.random.get_state(), torch and torch.get_rng_state()
    silence = contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO())
    try:
        with silence[0], silence[1], warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])
        if torch:
            torch.set_rng_state(states[2])
