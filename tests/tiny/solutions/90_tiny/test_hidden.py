"""Hidden tests of the tiny notebook."""

import numpy as np
import pytest
import torch

exercise = pytest.mark.exercise


@exercise("halve", weight=3)
def test_half(agrees_with_reference):
    """Half of any array is right."""
    agrees_with_reference("halve")


@exercise("halve")
def test_a_quarter(student, rng, assert_close):
    """Half of a half is a quarter."""
    x = rng.normal(size=4)
    assert_close("quarter", student.halve(student.halve(x)), x / 4)


@exercise("walk")
def test_walk(agrees_with_reference):
    """A walk follows its formula."""
    agrees_with_reference("walk")


@exercise("walk")
def test_a_walk_goes_through_halve(student, rng, assert_close):
    """Each step calls `halve`."""
    student.given(halve=lambda x: x + 100)
    x = rng.normal(size=2)
    far = student.walk(x, 2, np.random.default_rng(0))
    assert_close("far", np.round((far - x) / 200), np.ones(2))


@exercise("walk")
def test_walk_alone(student, rng, assert_close):
    """A walk of one step from zero is its noise."""
    seed = int(rng.integers(1000))
    got = student.walk(np.zeros(2), 1, np.random.default_rng(seed))
    assert_close("noise", got, np.random.default_rng(seed).normal(size=2))


@exercise("Average")
def test_average(agrees_with_reference):
    """A running average is right after each value."""
    agrees_with_reference("Average")


@exercise("Average")
def test_average_of_equals(student, rng, assert_close):
    """The average of equal tensors is that tensor."""
    start = torch.tensor(rng.normal(size=3))
    average = student.Average(start)
    average.add(start)
    assert_close("mean", average.mean(), start)
