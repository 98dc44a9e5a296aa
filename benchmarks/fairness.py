"""How often a correct answer to a random exercise is refused: `python -m benchmarks.fairness` simulates 10 000.

A simulated student is the reference with other random numbers: whatever Generator it is given, it draws one number from
it and goes on with a fresh Generator made of that number. The probe compares it with the reference, as grading does.
"""

import argparse
import math
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from autograder.source import Source, find, sources
from utils.checks import probe_of
from utils.checks.observe import Seen, observe, same

BAR = 1e-6


def is_random(seen: list[Seen]) -> bool:
    """Whether something is compared as a statistic."""
    return any(one.atol is not None for one in seen)


def other_numbers(f: Callable) -> Callable:
    """`f` with generators that draw other numbers than the ones it is given."""

    def fresh(value):
        return np.random.default_rng(value.integers(2**63)) if isinstance(value, np.random.Generator) else value

    return lambda *args, **kwargs: f(*map(fresh, args), **{name: fresh(value) for name, value in kwargs.items()})


@dataclass(frozen=True)
class Fairness:
    """What became of the simulated correct answers of one exercise."""

    refused: int
    runs: int
    rate: float
    """Expected share of refusals, if every statistic is normal with the spread that was seen."""


def simulate(source: Source, exercise: str, runs: int) -> Fairness | None:
    """Compare `runs` simulated correct answers with the reference; None where nothing is random."""
    probe, f = probe_of(source.topic, exercise), getattr(source.reference(), exercise)
    if isinstance(f, type) or not is_random(observe(probe, f, 0)):
        return None
    student, refused, gaps = other_numbers(f), 0, defaultdict(list)
    for seed in range(runs):
        expected, got = observe(probe, f, seed), observe(probe, student, seed)
        refused += not same(expected, got)
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
