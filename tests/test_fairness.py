"""Correct answers that draw other random numbers pass: a short run of `python -m benchmarks.fairness`."""

import pytest

from autograder.authoring.source import sources
from benchmarks.fairness import other_numbers, simulate
from utils.checks.observe import observe, same
from utils.checks.probes import probe_of


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.notebook)
def test_other_random_numbers_are_no_mistake(source):
    for exercise in source.exercises:
        found = simulate(source, exercise, 60)
        if found:
            assert found.refused == 0, exercise
            assert found.rate < 1e-4, exercise  # the bar is 1e-6; sixty runs only estimate it


def test_a_tolerance_that_is_too_narrow_is_found():
    """The simulated student is no copy: with a hundredth of the tolerance it is refused."""
    source = next(source for source in sources() if source.notebook.startswith("01"))
    f = source.reference().saddle_fraction

    def narrow(f, rng):
        for name, value, *atol in probe_of(source.topic, "saddle_fraction")(f, rng):
            yield (name, value, *(a / 100 for a in atol))

    assert not same(observe(narrow, f, 1), observe(narrow, other_numbers(f), 1))
