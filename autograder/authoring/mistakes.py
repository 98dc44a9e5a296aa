"""Known mistakes: each one a name, the few words of the reference that a student gets wrong, and a sentence.

They serve three times: as mutants that the hidden tests must catch, as diagnoses in check and feedback, and as
counts in the class report. Those of an exercise lie in `solutions/NN_topic/mistakes/<exercise>.py`: a list
`MISTAKES` of such triples, and perhaps a text `SEE` that ends each of the sentences.
"""

import types
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.source import Source, load, shown


@dataclass(frozen=True)
class Mistake:
    """One wrong implementation, written as a change of the reference."""

    exercise: str
    name: str
    """Completes "this is ...": "Adam without bias correction"."""
    replacements: dict[str, str]
    """Text of the exercise's cell -> what the mistaken student writes. Each key stands there exactly once."""
    explanation: str
    """Why it is wrong, what to do, where to read; at most three sentences, never the solution."""

    def mutant(self, solution: str) -> str:
        """The exercise's cell with this mistake in it; raises ValueError where a text to replace is not unique."""
        for right, wrong in self.replacements.items():
            if solution.count(right) != 1:
                raise ValueError(
                    f"mistakes/{self.exercise}.py: {self.name!r} replaces {right!r}, which the solution has "
                    f"{solution.count(right)} times; quote a text that it has once"
                )
            solution = solution.replace(right, wrong)
        return solution


def path(source: Source, exercise: str) -> Path:
    return source.folder / "mistakes" / f"{exercise}.py"


def of_exercise(source: Source, exercise: str) -> list[Mistake]:
    """The known mistakes of an exercise, in the order in which they are tried; an empty list where it has no file."""
    if not path(source, exercise).is_file():
        return []
    module = load(source, f"mistakes.{exercise}")
    see = f" See {module.SEE}" if hasattr(module, "SEE") else ""
    for row in getattr(module, "MISTAKES", [None]):
        if [*map(type, row or ())] != [str, dict, str]:
            place = shown(path(source, exercise))
            raise ValueError(f"{place}: {row!r} should be (name, {{text: replacement}}, sentence), in a list MISTAKES")
    return [
        Mistake(exercise, name, replacements, explanation + see) for name, replacements, explanation in module.MISTAKES
    ]


def implement(source: Source, exercise: str, text: str, reference: types.ModuleType | None = None):
    """The function or class that `text` defines when it takes the place of `exercise` in a copy of the reference."""
    module = types.ModuleType(source.notebook)
    vars(module).update(vars(reference or source.reference()))
    exec(compile(text, f"<{exercise}>", "exec"), module.__dict__)
    return getattr(module, exercise)
