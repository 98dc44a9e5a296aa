"""Known mistakes: each one a name, the few words of the reference that a student gets wrong, and a sentence.

They serve three times: as mutants that the hidden tests must catch, as diagnoses in check and feedback, and as
counts in the class report. Those of an exercise lie in `solutions/NN_topic/mistakes/<exercise>.py`: a list
`MISTAKES` of such triples, and perhaps a text `SEE` that ends each of the sentences. What people write in several ways
has a list of changes, its forms; a form may be the whole text of an answer, too. Pairs of them are made of the first
`PAIRED` where the file has such a number, of all where it has none: only for probes that take long.
"""

import types
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from autograder.authoring.edits import both
from autograder.authoring.source import Source, load, shown


@dataclass(frozen=True)
class Mistake:
    """One form of a wrong implementation, written as a change of the reference or as a whole."""

    exercise: str
    name: str
    """Completes "this is ...": "Adam without bias correction"."""
    replacements: dict[str, str] | str
    """Text of the exercise's cell -> what the mistaken student writes. Each key stands there exactly once.

    Or the text of the whole cell.
    """
    explanation: str
    """Why it is wrong, what to do, where to read; at most three sentences, never the solution."""

    def mutant(self, solution: str) -> str:
        """The exercise's cell with this mistake in it; raises ValueError where a text to replace is not unique."""
        if isinstance(self.replacements, str):
            return self.replacements
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
    found = []
    for row in getattr(module, "MISTAKES", [None]):
        forms = _forms(row)
        if not forms:
            place = shown(path(source, exercise))
            raise ValueError(
                f"{place}: {row!r} should be (name, {{text: replacement}}, sentence), in a list MISTAKES; for several "
                "forms of one mistake the second is a list of such dicts, or of whole answers"
            )
        found += [Mistake(exercise, row[0], form, row[2] + see) for form in forms]
    return found


def _forms(row) -> list:
    """The changes of a row; none where it is malformed."""
    if type(row) is not tuple or len(row) != 3 or type(row[0]) is not str or type(row[2]) is not str:
        return []
    forms = row[1] if type(row[1]) is list else [row[1]]
    return forms if all(type(form) in (dict, str) for form in forms) else []


def pair(source: Source, exercise: str, places: tuple[int, int]) -> str | None:
    """The text of an answer that has the two mistakes at these places."""
    solution, known = source.exercises[exercise].solution, of_exercise(source, exercise)
    one, other = (known[place].mutant(solution) for place in places)
    return both(solution, one, other)


def pairs(source: Source, exercise: str) -> Iterator[tuple[int, int, str]]:
    """Two mistakes of different names, by their places in `of_exercise`, and the text of an answer that has both."""
    solution, known = source.exercises[exercise].solution, of_exercise(source, exercise)
    paired = getattr(load(source, f"mistakes.{exercise}"), "PAIRED", len(known)) if known else 0
    texts = [mistake.mutant(solution) for mistake in known[:paired]]
    for (one, text), (two, other) in combinations(enumerate(texts), 2):
        if known[one].name != known[two].name and (mixed := both(solution, text, other)) is not None:
            yield one, two, mixed


def implement(source: Source, exercise: str, text: str, reference: types.ModuleType | None = None):
    """The function or class that `text` defines when it takes the place of `exercise` in a copy of the reference."""
    module = types.ModuleType(source.notebook)
    vars(module).update(vars(reference or source.reference()))
    exec(compile(text, f"<{exercise}>", "exec"), module.__dict__)
    return getattr(module, exercise)
