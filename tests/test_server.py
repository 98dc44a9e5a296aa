"""The sandboxed end of the wire: what a test puts there is gone after it."""

from contextlib import closing

import numpy as np
import pytest

from autograder.grading.remote_objects import StudentError
from autograder.grading.session import Session
from autograder.grading.submission import Cell

OBJECTS = """
import gc

class Kept:
    alive = 0

    def __init__(self):
        Kept.alive += 1

    def __del__(self):
        Kept.alive -= 1

def alive():
    gc.collect()
    return Kept.alive
"""


@pytest.fixture
def student(sandboxes, tmp_path):
    """A sandboxed student whose notebook has one function that uses another, and a class."""
    code = f"{OBJECTS}\ndef f(x):\n    return 0\n\ndef g(x):\n    return f(x) + 1\n\nabsent = None\n"
    with closing(Session(sandboxes, [Cell("cell 1", code)], tmp_path)) as session:
        yield session.student("any")


def test_what_is_given_twice_is_taken_back_to_the_students_own(student):
    student.given(f=lambda x: 10 * x)
    student.given(f=lambda x: 20 * x)
    assert student.g(2) == 41
    student.restore()
    assert student.g(2) == 1


def test_functions_given_together_are_taken_back_together(student):
    student.given(f=lambda x: 5, g=lambda x: 7)
    student.given(f=lambda x: 6)
    assert (student.f(0), student.g(0)) == (6, 7)
    student.restore()
    assert (student.f(0), student.g(0)) == (0, 1)


def test_objects_are_held_for_one_test(student):
    """A class hands out hundreds of arrays in a test; those of all tests together would fill the memory."""
    objects = [student.Kept() for _ in range(3)]
    assert student.alive() == 3 and len({id(o) for o in objects}) == 3
    student.restore()
    assert student.alive() == 0


def test_one_object_is_held_once(student):
    student.given(f=lambda x: x)
    kept = student.Kept()
    assert [student.f(kept) is not None for _ in range(5)] == [True] * 5
    del kept
    assert student.alive() == 1
    student.restore()
    assert student.alive() == 0


def test_the_students_own_function_raises_where_ours_was_taken_back(student):
    student.given(absent=lambda x: np.ones(2))
    assert list(student.absent(1)) == [1, 1]
    student.restore()
    with pytest.raises(StudentError, match="TypeError"):
        student.absent(1)
