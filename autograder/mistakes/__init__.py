"""Known mistakes: each one a name, a sentence and the few words of the reference that a student gets wrong.

They serve three times: as mutants that the hidden tests must catch, as diagnoses in check and feedback, and as
counts in the class report.
"""

import importlib
import types
from dataclasses import dataclass

from autograder.source import Source


@dataclass(frozen=True)
class Mistake:
    """One wrong implementation, written as a change of the reference."""

    exercise: str
    name: str
    """Completes "this is ...": "Adam without bias correction"."""
    swap: dict[str, str]
    """Text of the exercise's cell -> what the mistaken student writes. Each key stands there exactly once."""
    says: str
    """Why it is wrong, what to do, where to read; at most three sentences, never the solution."""

    def mutant(self, solution: str) -> str:
        """The exercise's cell with this mistake in it; raises ValueError where a text to swap is not unique."""
        for right, wrong in self.swap.items():
            if solution.count(right) != 1:
                found = solution.count(right)
                raise ValueError(f"{self.exercise}: mistake {self.name!r} swaps {right!r}, found {found} times")
            solution = solution.replace(right, wrong)
        return solution


def of(exercise: str, *rows: tuple[str, dict, str], see: str = "") -> list[Mistake]:
    """The mistakes of one exercise from rows of name, swap and words; `see` ends each of the words."""
    return [Mistake(exercise, name, swap, f"{says} See {see}" if see else says) for name, swap, says in rows]


def of_topic(topic: str) -> list[Mistake]:
    """The mistakes of one notebook; an empty list where there is no module for it."""
    return importlib.import_module(f"autograder.mistakes.{topic}").MISTAKES


def of_exercise(topic: str, exercise: str) -> list[Mistake]:
    return [mistake for mistake in of_topic(topic) if mistake.exercise == exercise]


def implement(source: Source, exercise: str, text: str, reference: types.ModuleType | None = None):
    """The function or class that `text` defines when it takes the place of `exercise` in a copy of the reference."""
    module = types.ModuleType(source.notebook)
    vars(module).update(vars(reference or source.reference()))
    exec(compile(text, f"<{exercise}>", "exec"), module.__dict__)
    return getattr(module, exercise)
