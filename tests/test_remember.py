"""Experiments of notebooks run once, until something that they use is defined anew."""

import time

import pytest

from utils.claims import Claims
from utils.remember import remember

CELL = """
runs = []
SHAPES = {"step": lambda t: student(t)}

class Walk:
    def step(self, x):
        return x + 1

def helper(x):
    return [student(v) for v in range(x)]

@remember
def direct(x):
    runs.append(x)
    return helper(x)

@remember
def through_a_table(x):
    runs.append(x)
    return SHAPES["step"](x)

@remember
def with_a_class(x):
    runs.append(x)
    return Walk().step(x)

@remember
def outer(x):
    return direct(x)
"""


@pytest.fixture
def notebook():
    cells = {"__name__": "__main__", "remember": remember}
    exec("def student(v): return v", cells)
    exec(CELL, cells)
    return cells


@pytest.mark.parametrize("name", ["direct", "through_a_table", "with_a_class", "outer"])
def test_an_experiment_runs_once_for_each_arguments(notebook, name):
    first = notebook[name](3)
    assert notebook[name](3) is first
    notebook[name](4)
    assert notebook["runs"] == [3, 4]


def test_keyword_arguments_are_arguments():
    runs = []

    @remember
    def walk(steps=1, *, lr=0.1):
        runs.append((steps, lr))
        return steps * lr

    assert (walk(lr=0.25), walk(lr=0.5), walk(2, lr=0.5)) == (0.25, 0.5, 1.0)
    assert (walk(lr=0.5), walk(steps=4, lr=0.5), walk(lr=0.5, steps=4)) == (0.5, 2.0, 2.0)
    assert runs == [(1, 0.25), (1, 0.5), (2, 0.5), (4, 0.5)], "each arguments once, in whatever order they are named"


@pytest.mark.parametrize("name", ["direct", "through_a_table", "outer"])
def test_it_runs_again_with_a_corrected_exercise(notebook, name):
    wrong = notebook[name](3)
    exec("def student(v): return -v", notebook)
    assert notebook[name](3) != wrong
    assert notebook["runs"] == [3, 3]


def test_it_runs_again_with_a_corrected_class(notebook):
    assert notebook["with_a_class"](3) == 4
    exec("class Walk:\n    def step(self, x): return x + 2", notebook)
    assert notebook["with_a_class"](3) == 5


def test_a_function_that_it_does_not_use_changes_nothing(notebook):
    notebook["with_a_class"](3)
    exec("def student(v): return -v\ndef another(): return 1", notebook)
    notebook["with_a_class"](3)
    assert notebook["runs"] == [3]


def test_what_raised_is_not_kept(notebook):
    exec("def student(v): raise NotImplementedError", notebook)
    with pytest.raises(NotImplementedError):
        notebook["direct"](3)
    with pytest.raises(NotImplementedError):
        notebook["direct"](3)
    assert notebook["runs"] == [3, 3]


def test_tables_that_contain_themselves_are_no_trap(notebook):
    exec("SHAPES['all'] = SHAPES", notebook)
    assert notebook["through_a_table"](3) == 3


def test_a_claim_is_charged_for_the_runs_that_it_uses(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(time, "perf_counter", lambda: clock[0])

    @remember
    def slow(seconds):
        clock[0] += seconds

    @remember
    def slower(seconds):
        slow(seconds / 2)
        clock[0] += seconds / 2

    def seconds(*runs):
        claims = Claims("00")
        test = claims.test("a claim", "here", "", least=0)
        for run, argument in runs:
            run(argument)
        test.measured(1)
        return claims.rows[0].seconds

    assert seconds((slow, 2)) == 2, "made now"
    assert seconds((slow, 2), (slow, 2)) == 2, "kept, and counted once"
    slow(4)
    assert seconds((slower, 8)) == 8, "made of a kept run"
    assert seconds((slower, 8)) == 8
    assert seconds((slow, 2), (slower, 8)) == 10
    assert seconds() == 0
