"""What students take with them: their own functions in another notebook, and the best score of a challenge."""

import json

import matplotlib.pyplot as plt
import numpy as np
import pytest

from autograder.authoring.source import find
from utils import challenge, own, progress
from utils.challenge import OverBudget, budget
from utils.checks import ladder

MINE = "import math\n\ndef helper(x):\n    return math.sqrt(x)"
ANSWER = "def gd_step(x, g, lr):\n    return 'mine', helper(4.0)"


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """`beside("passed")`: a saved notebook with an answer of which the check said this; we are in the folder beside."""
    here = tmp_path / "11b_capstone"
    here.mkdir()
    monkeypatch.chdir(here)

    def save(outcome: str, *others: str) -> None:
        shown = {"data": {progress.MIME: {"exercise": "gd_step", "outcome": outcome}}}
        texts = [*others, MINE, ANSWER, "raise SystemExit('no cell is run, only what it defines')", "not Python ("]
        cells = [{"cell_type": "code", "source": [text], "outputs": [shown]} for text in texts]
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "any name.ipynb").write_text(json.dumps({"cells": cells}), "utf-8")

    return save


def test_a_passed_answer_comes_with_what_it_uses(beside, capsys):
    beside("passed", "@experiment\ndef f():\n    pass", "import nothing_of_this_name")
    assert own.own("gd_step")(1, 2, 3) == ("mine", 2.0)
    assert capsys.readouterr().out == "gd_step: yours, from any name.ipynb\n"


def test_an_answer_that_has_not_passed_is_not_used(beside, capsys):
    beside("mistake")
    assert own.own("gd_step") is None
    assert "waits for notebook 00_start_here" in capsys.readouterr().out
    assert own.own("gd_step", ours=True)(1.0, 2.0, 0.5) == 0.0


def test_a_course_without_solutions_has_none_of_ours(beside, monkeypatch, tmp_path):
    monkeypatch.setattr(ladder, "ROOT", tmp_path)
    assert own.own("gd_step", ours=True) is None


def test_ours_brings_the_exercises_that_it_uses(beside):
    adam = own.own("Adam", ours=True)([np.array([1.0])], lr=0.1)
    assert adam.step([np.array([2.0])])[0] == pytest.approx(0.9)


def test_the_capstone_waits_for_parts_that_are_not_there(monkeypatch, capsys):
    monkeypatch.setattr(own, "own", lambda name, ours=False: None)
    monkeypatch.setattr(plt, "show", lambda: None)
    space: dict = {"__name__": "capstone"}
    for cell in find("11b").cells:
        if cell.kind == "code" and cell.name not in ("your machine", "your best so far"):
            exec(cell.text, space)
    assert "The figure waits for all four parts." in capsys.readouterr().out
    assert space["card"] == {}


def test_a_budget_ends():
    f = budget(lambda x: 2 * x, 2)
    assert (f(1), f(2)) == (2, 4)
    with pytest.raises(OverBudget, match="the budget of 2 calls is spent"):
        f(3)


@pytest.mark.parametrize(("lower", "scores", "bests"), [(False, [1, 3, 2], [1, 3, 3]), (True, [2, 1, 3], [2, 1, 1])])
def test_the_best_score_is_kept(lower, scores, bests, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(challenge, "user_state_path", lambda *_, **__: tmp_path / "state")
    for score in [*scores, float("nan")]:
        challenge.challenge("a", score, 2.5, "points", lower=lower)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1::2] == [f"Your best so far: {best}." for best in [*bests, bests[-1]]]
    ahead = [line.startswith("You beat") for line in lines[::2]]
    assert ahead == [score < 2.5 if lower else score > 2.5 for score in [*scores, float("nan")]]


def test_a_state_that_cannot_be_kept_costs_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(challenge, "user_state_path", lambda *_, **__: tmp_path / "state")
    (tmp_path / "state").write_text("a file where a folder should be", "utf-8")
    challenge.challenge("a", 1.0, 2.0, "points")
    (tmp_path / "state").unlink()
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "challenges.json").write_text("[1]", "utf-8")
    challenge.challenge("a", 1.0, 2.0, "points")
    assert capsys.readouterr().out.count("Your best so far: 1.") == 2
