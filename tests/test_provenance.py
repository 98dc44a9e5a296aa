"""What a report depends on: each file that can change a grade changes its provenance, and no other file does."""

import shutil

import pytest

from autograder.authoring.source import ROOT, find
from autograder.grading import provenance as module
from autograder.grading.provenance import provenance

NAME = "03_adaptive_methods"


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A copy of the project's code, which the audits are made of."""
    for folder in ("autograder", "utils", "solutions", "tests"):
        keep_out = shutil.ignore_patterns("__pycache__", "*.ipynb", "data")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=keep_out)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    """The hashes are kept for the life of a process."""
    for name in ("_code", "_known", "_versions"):
        getattr(module, name).cache_clear()


def audited(tree, data=b"{}", seed=7) -> dict:
    forget()
    return provenance(data, seed, find(NAME, tree / "solutions"))


def changes(before: dict, after: dict) -> set[str]:
    return {key for key in before | after if before.get(key) != after.get(key)}


@pytest.mark.parametrize(
    ("file", "key"),
    [
        (f"solutions/{NAME}/notebook.py", "source"),
        (f"solutions/{NAME}/test_hidden.py", "tests"),
        (f"solutions/{NAME}/mistakes/adam_step.py", "tests"),
        (f"solutions/{NAME}/mistakes/_shared.py", "tests"),
        ("autograder/authoring/mistakes.py", "engine"),
        ("autograder/authoring/source.py", "engine"),
        ("utils/checks/probes/adaptive_methods.py", "tests"),
        ("utils/checks/probes/_optimisers.py", "tests"),
        ("autograder/grading/grade.py", "engine"),
        ("autograder/grading/pytest_plugin.py", "engine"),
        ("autograder/grading/report.py", "engine"),
        ("autograder/grading/proxy.py", "engine"),
        ("autograder/grading/submission.py", "engine"),
        ("autograder/sandbox/server.py", "engine"),
        ("autograder/sandbox/wire.py", "engine"),
        ("utils/line_search.py", "engine"),
        ("utils/checks/observe.py", "engine"),
        ("utils/checks/verdict.py", "engine"),
    ],
)
def test_a_file_that_can_change_a_grade_changes_the_audit(tree, file, key):
    before = audited(tree)
    with (tree / file).open("a", encoding="utf-8") as text:
        text.write("\n# another word\n")
    assert changes(before, audited(tree)) == {key}


@pytest.mark.parametrize(
    "file",
    [
        "solutions/02_momentum/notebook.py",
        "solutions/02_momentum/test_hidden.py",
        "solutions/02_momentum/mistakes/heavy_ball.py",
        "utils/checks/probes/momentum.py",
        f"utils/checks/frozen/{NAME}/adam_step.json",
        "autograder/commands/cli.py",
        "autograder/nbgrader/feedback.py",
        "tests/test_grade.py",
    ],
)
def test_a_file_that_cannot_change_this_grade_does_not(tree, file):
    before = audited(tree)
    with (tree / file).open("a", encoding="utf-8") as text:
        text.write("\n# another word\n")
    assert changes(before, audited(tree)) == set()


def test_the_submission_and_the_seed_are_in_it(tree):
    before = audited(tree)
    assert changes(before, audited(tree, data=b"{ }")) == {"submission"}
    assert changes(before, audited(tree, seed=8)) == {"seed"}


def test_parts_are_hashed_with_their_lengths():
    assert module.digest(b"ab", b"c") != module.digest(b"a", b"bc") != module.digest(b"abc")


def test_a_program_that_runs_for_days_notices_that_its_files_have_changed(tree, monkeypatch):
    """Formgrader's server has imported them: it cannot grade with the new ones."""
    monkeypatch.setattr(module, "find", lambda notebook: find(notebook, tree / "solutions"))
    assert [module.is_outdated(NAME) for _ in range(2)] == [False, False]
    (tree / "autograder" / "grading" / "feedback.md").write_text("no code")
    assert not module.is_outdated(NAME)
    tests = tree / "solutions" / NAME / "test_hidden.py"
    tests.write_text(tests.read_text() + "# another line\n")
    assert [module.is_outdated(NAME) for _ in range(2)] == [True, True]
    assert not module.is_outdated("04_learning_rate_schedules")
    assert not module.is_outdated("no notebook of ours")
