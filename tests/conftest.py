"""Fixtures of the project's own tests."""

import json
from pathlib import Path

import pytest

from autograder.grade import Job, grade, release
from autograder.source import find
from autograder.zygote import open_nursery


def pytest_addoption(parser):
    parser.addoption("--update-goldens", action="store_true", help="write the builder's expected notebooks anew")


@pytest.fixture(scope="session")
def nursery():
    """One warm zygote for all tests; a system without a jail fails here, loudly."""
    nursery = open_nursery()
    yield nursery
    nursery.close()


@pytest.fixture(scope="session")
def filled():
    """`filled("03_adaptive_methods", adam_step="def ...")`: the release with these answers, as bytes.

    `rest=True` fills all other exercises with our solution.
    """

    def fill(notebook: str = "00_start_here", rest: bool = False, **answers: str) -> bytes:
        return json.dumps(notebook_with(notebook, rest, answers)).encode()

    return fill


def notebook_with(notebook: str, rest: bool, answers: dict[str, str]) -> dict:
    content = json.loads(json.dumps(release(notebook)))
    solutions = {e.name: e.solution for e in find(notebook).exercises.values()} if rest else {}
    for cell in content["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in solutions | answers:
            cell["source"] = (solutions | answers)[name]
    return content


@pytest.fixture
def graded(nursery, filled):
    """`graded(gd_step="def ...")`: the report of a submission of notebook 00; `data=` hands in bytes instead."""

    def run(data: bytes | None = None, name: str = "00_start_here", private: tuple[Path, ...] = (), **answers: str):
        return grade(Job("sam", name, filled(**answers) if data is None else data, seed=7), nursery, private)

    return run
