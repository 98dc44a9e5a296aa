"""Adding an exercise or a notebook: what the docs promise, by the very commands that they print."""

import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from autograder.authoring import mistakes, variants
from autograder.authoring.source import ROOT, find
from autograder.commands import new

PAGE = (ROOT / "docs" / "authoring.md").read_text("utf-8")
COMMANDS = re.search(r"## From empty to green\n```sh\n(.*?)```", PAGE, re.DOTALL)[1].splitlines()


def course(checkout, *words) -> str:
    environment = os.environ | {"PYTHONPATH": str(checkout)}
    command = [sys.executable, "-P", "-m", "autograder", *words]
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_pages_commands_lead_from_nothing_to_an_exercise_that_is_proven(checkout):
    outputs = [course(checkout, *shlex.split(line, comments=True)[1:]) for line in COMMANDS]
    assert "solutions/00_start_here/mistakes/my_step.py" in outputs[0]
    assert re.search(r"my_step +1 +6/6 +6/6 +3/3", outputs[2])
    assert "2 of 2 points" in outputs[3]


def test_a_notebook_begins_with_an_exercise(checkout):
    course(checkout, "new", "notebook", "12", "my_topic")
    course(checkout, "build", "12")
    assert (checkout / "utils/checks/frozen/12_my_topic/my_topic_step.json").is_file()
    assert "# My topic" in (checkout / "course" / "12_my_topic" / "12_my_topic.ipynb").read_text("utf-8")


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """Notebook 03 in a folder of its own, and its probes."""
    folder = tmp_path / "03_adaptive_methods"
    shutil.copytree(ROOT / "solutions" / folder.name, folder)
    shutil.copytree(new.PROBES, tmp_path / "probes")
    monkeypatch.setattr(new, "PROBES", tmp_path / "probes")
    return find("03", tmp_path)


def test_an_exercise_is_laid_before_the_claims_and_beside_what_is_there(copied):
    before = {name: variants.of_exercise(copied, name) for name in copied.exercises}
    written = new.exercise(copied, "my_step")
    after = find("03", copied.folder.parent)
    names = [cell.name for cell in after.cells]
    claims = next(i for i, cell in enumerate(after.cells) if "Claims, tested" in cell.text)
    assert list(after.exercises) == [*copied.exercises, "my_step"]
    assert names.index("my_step") < claims
    assert [m.exercise for m in mistakes.of_exercise(after, "my_step")] == ["my_step"] * 6
    assert len(before["adam_step"]) >= 3
    for path in written:
        compile(path.read_text("utf-8"), str(path), "exec")
    assert "def my_step(f, rng):" in (new.PROBES / "adaptive_methods.py").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "says"), [("two words", "a name that Python allows"), ("adam_step", "03_adaptive_methods has")]
)
def test_a_name_that_will_not_do_is_refused_before_anything_is_written(copied, name, says):
    text = copied.path.read_text("utf-8")
    with pytest.raises(ValueError, match=says):
        new.exercise(copied, name)
    assert copied.path.read_text("utf-8") == text


@pytest.mark.parametrize(("number", "topic"), [("1", "x"), ("12", "My Topic"), ("03", "new"), ("13", "dropout")])
def test_a_notebook_that_would_stand_in_the_way_is_refused(number, topic):
    with pytest.raises(ValueError, match=f"{number} {topic}: "):
        new.notebook(number, topic)
