"""How often a correct answer to a random exercise is refused: `python -m benchmarks.fairness` simulates 10 000.

A simulated student is the reference, with other random numbers where statistics are compared: whatever Generator it is
given, it draws one number from it and goes on with a fresh Generator made of that number. The probe compares it with
the reference, as grading does; the other hidden tests of the exercise, which ask for properties, are run on it too.
"""

import argparse
import copy
import inspect
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch

from autograder.authoring.source import Source, find, load, sources
from autograder.grading.pytest_plugin import assert_close
from utils.checks.observe import Observation, observe, same
from utils.checks.probes import probe_of

BAR = 1e-6


def is_random(seen: list[Observation]) -> bool:
    """Whether something is compared as a statistic."""
    return any(one.atol is not None for one in seen)


def takes_chance(f: Callable) -> bool:
    """Whether it is given a generator."""
    return bool({"rng", "generator"} & inspect.signature(f).parameters.keys())


def other_numbers(f: Callable) -> Callable:
    """`f` with generators that draw other numbers than the ones it is given, which move on where these are used."""

    def fresh(value):
        if isinstance(value, np.random.Generator):
            return np.random.default_rng(copy.deepcopy(value).integers(2**63))
        if isinstance(value, torch.Generator):
            return torch.Generator().manual_seed(int(torch.randint(2**62, (), generator=value)))
        return value

    def call(*args, **kwargs):
        given = [*args, *kwargs.values()]
        used = [fresh(value) for value in given]
        before = [_state(value) for value in used]

        def move_on() -> None:
            for value, other, state in zip(given, used, before, strict=True):
                if isinstance(value, np.random.Generator) and _state(other) != state:
                    value.integers(2**63)

        result = f(*used[: len(args)], **dict(zip(kwargs, used[len(args) :], strict=True)))
        if inspect.isgenerator(result):  # it draws when somebody asks it
            return _and_then(result, move_on)
        move_on()
        return result

    return call


def _and_then(parts: Iterator, after: Callable[[], None]) -> Iterator:
    yield from parts
    after()


def _state(value) -> dict | None:
    return value.bit_generator.state if isinstance(value, np.random.Generator) else None


class Student:
    """A simulated student: the reference with one function of its own, and what hidden tests expect of a student."""

    def __init__(self, source: Source, exercise: str, f: Callable):
        self.__dict__ |= {name: getattr(source.reference(), name) for name in source.exercises} | {exercise: f}

    def run_remotely(self, task: Callable, *args):
        return task(self, *args)

    def given(self, **functions: Callable) -> None:
        """Earlier exercises are right already."""


def properties(source: Source, exercise: str) -> list[Callable]:
    """The hidden tests of an exercise that do not compare with the reference."""
    tests = vars(load(source, "test_hidden")).values()
    marked = [(test, mark) for test in tests for mark in getattr(test, "pytestmark", []) if mark.name == "exercise"]
    return [
        t
        for t, mark in marked
        if mark.args[0] == exercise and "agrees_with_reference" not in inspect.signature(t).parameters
    ]


def holds(test: Callable, student: Student, reference, seed: int) -> bool:
    """Whether a hidden test passes."""
    fixtures = {
        "student": student,
        "reference": reference,
        "rng": np.random.default_rng(seed),
        "assert_close": assert_close,
    }
    try:
        test(**{name: fixtures.get(name) for name in inspect.signature(test).parameters})  # others only call `given`
    except AssertionError:
        return False
    return True


@dataclass(frozen=True)
class Fairness:
    """What became of the simulated correct answers of one exercise."""

    refused: int
    """By the probe or by another hidden test."""
    runs: int
    rate: float
    """Expected share of refusals, if every statistic is normal with the spread that was seen."""


def simulate(source: Source, exercise: str, runs: int) -> Fairness | None:
    """Grade `runs` simulated correct answers; None where nothing is random."""
    reference = source.reference()
    probe, f = probe_of(source.topic, exercise), getattr(reference, exercise)
    random = not isinstance(f, type) and is_random(observe(probe, f, 0))
    if not (random or takes_chance(f)):
        return None
    mine = other_numbers(f) if random else f  # else it is told what to draw, and the probe sees the same
    student, tests, refused, gaps = Student(source, exercise, mine), properties(source, exercise), 0, defaultdict(list)
    for seed in range(runs):
        expected, got = (observe(probe, g, seed) for g in (f, mine)) if random else ([], [])
        fine = same(expected, got) and all(holds(test, student, reference, seed) for test in tests)
        refused += not fine
        for number, (want, have) in enumerate(zip(expected, got, strict=False)):
            if want.atol is not None and not isinstance(have.value, str):
                gaps[number].append(np.ravel(have.value - want.value) / want.atol)
    return Fairness(refused, runs, sum(map(_tail, gaps.values())))


def _tail(gaps: list[np.ndarray]) -> float:
    """P(|gap| > 1) of a quantity whose gaps, in units of its tolerance, are these; summed over its elements."""
    spread = np.std(np.array(gaps), axis=0)
    return float(sum(math.erfc(1 / (sd * math.sqrt(2))) for sd in spread if sd > 0))


def main() -> int:
    """Exit status 1 where a correct answer was refused, or will be more often than BAR."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="*", help="such as 09; all of them where none is named")
    parser.add_argument("--runs", type=int, default=10_000)
    arguments = parser.parse_args()
    fair = True
    for source in [find(name) for name in arguments.notebooks] or sources():
        for exercise in source.exercises:
            found = simulate(source, exercise, arguments.runs)
            if found:
                counts = f"refused {found.refused} of {found.runs}, expected rate {found.rate:.0e}"
                print(f"{source.notebook:<22} {exercise:<24} {counts}", flush=True)
                fair = fair and not found.refused and found.rate <= BAR
    return 0 if fair else 1


if __name__ == "__main__":
    sys.exit(main())
