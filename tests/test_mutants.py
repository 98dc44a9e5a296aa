"""The planted mutants fit the code as it is now, and the harness tells killed from survived."""

import ast

import pytest

from benchmarks import mutants
from benchmarks.mutants import KILLED, SURVIVED, Copy, NotTried
from benchmarks.planted import MUTANTS, Mutant

ROOT = mutants.ROOT


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: f"{m.file}: {m.name}")
def test_a_mutant_changes_one_place_of_code_that_still_parses(mutant):
    text = (ROOT / mutant.file).read_text("utf-8")
    assert text.count(mutant.old) == 1
    planted = ast.parse(text.replace(mutant.old, mutant.new))
    assert ast.dump(planted) != ast.dump(ast.parse(text))


def test_the_tests_that_mutants_name_exist_and_names_are_unique():
    assert len({(m.file, m.name) for m in MUTANTS}) == len(MUTANTS)
    for selection in {word for m in MUTANTS for word in m.tests.split() if not word.startswith("-")}:
        file, _, test = selection.partition("::")
        assert f"def {test}" in (ROOT / file).read_text("utf-8"), selection


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A copy of a project of one function and its test."""
    place = tmp_path / "project"
    for name, text in {
        "autograder/__init__.py": "def double(x):\n    return 2 * x\n",
        "utils/__init__.py": "",
        "tests/test_double.py": "from autograder import double\n\ndef test_it():\n    assert double(2) == 4\n",
    }.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)
    monkeypatch.setattr(mutants, "ROOT", place)
    monkeypatch.setattr(mutants, "COPIED", ("autograder", "utils", "tests"))
    return Copy(tmp_path / "copy")


def planted(old: str, new: str, tests: str = "tests/test_double.py") -> Mutant:
    return Mutant("a fault", "autograder/__init__.py", old, new, tests)


def test_a_fault_that_the_tests_notice_is_killed_and_taken_out_again(project):
    assert project.attempt(planted("2 * x", "3 * x")).outcome == KILLED
    assert project.attempt(planted("2 * x", "2 * abs(x)")).outcome == SURVIVED
    assert project.attempt(planted("2 * x", "3 * x")).outcome == KILLED
    project.tests([planted("2 * x", "3 * x")])


@pytest.mark.parametrize(
    ("old", "new", "tests", "why"),
    [
        ("4 * x", "3 * x", "tests/test_double.py", "occurs 0 times"),
        ("x", "y", "tests/test_double.py", "occurs 2 times"),
        ("2 * x", "2 * ", "tests/test_double.py", "pytest ended with status"),
        ("2 * x", "3 * x", "tests/test_absent.py", "pytest ended with status"),
    ],
)
def test_what_could_not_be_tried_is_said(project, old, new, tests, why):
    assert why in project.attempt(planted(old, new, tests)).outcome


def test_tests_that_fail_without_a_fault_prove_nothing(project):
    (project.folder / "tests" / "test_double.py").write_text("def test_it():\n    assert False\n")
    with pytest.raises(NotTried, match="the tests don't pass without a mutant"):
        project.tests([planted("2 * x", "3 * x")])


def test_words_select_mutants_by_file_and_name():
    assert {m.file for m in mutants.selected(["sandbox/wire"])} == {"autograder/sandbox/wire.py"}
    assert mutants.selected([]) == MUTANTS
    with pytest.raises(NotTried, match="no mutant's file or name holds 'no such'"):
        mutants.selected(["no such"])
