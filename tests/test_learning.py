"""What helps a learner beside the check: predictions, hints, solutions, progress and the map."""

import json
import os

import pytest

from autograder.authoring.source import find, pages, sources
from autograder.commands import cli
from utils import manifest, predict, progress
from utils.checks import check, hint, ladder, solution
from utils.course_file import CourseFile

RIGHT = "def gd_step(x, g, lr):\n    return x - lr * g\n"


@pytest.fixture(autouse=True)
def own_state(tmp_path, monkeypatch):
    """A learner who begins: nothing remembered, nothing asked, nothing checked."""
    monkeypatch.setattr(ladder, "user_state_path", lambda *_, **__: tmp_path / "state")
    for module, name in ((predict, "_asked"), (predict, "_figures"), (progress, "_here")):
        monkeypatch.setattr(module, name, {})
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)


def defined(text: str, tmp_path):
    """The function of a cell, from a file as a kernel's cells are."""
    path = tmp_path / f"cell{len(list(tmp_path.glob('cell*')))}.py"
    path.write_text(text, "utf-8")
    space: dict = {}
    exec(compile(text, str(path), "exec"), space)
    return space["gd_step"]


def ask(question: str, guess: str) -> predict.Prediction:
    return predict.predict(question, a="left", b="right", guess=guess)


def test_a_prediction_is_compared_with_what_came(capsys):
    ask("Where?", "b")
    predict.came("a")
    ask("And then?", "a")
    predict.came("a")
    ask("And last?", "")
    predict.came("b")
    predict.predictions()
    assert capsys.readouterr().out.splitlines() == [
        "You predicted b, right. It is a, left.",
        "You predicted a, left: right.",
        "It is b, right. (You made no prediction.)",
        "You predicted 1 of 2. The surprises were:",
        "- Where? left (you: right)",
    ]


def test_a_figure_that_runs_again_answers_its_own_question(capsys):
    def first_figure():
        predict.came("a")

    ask("First?", "a")
    first_figure()
    ask("Second?", "b")
    ask("First?", "b")
    first_figure()
    assert "You predicted b, right. It is a" in capsys.readouterr().out
    assert predict._asked["Second?"].right == ""


def test_a_figure_nobody_was_asked_about_says_nothing(capsys):
    predict.came("a")
    predict.predictions()
    assert capsys.readouterr().out.startswith("You predicted nothing")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: ask("Where?", "x"), "guess='x' is none of the choices; write one of a, b"),
        (lambda: predict.predict("Where?", a="left"), "needs two choices or more"),
        (lambda: (ask("Where?", ""), predict.came("c")), "has no choice 'c'"),
    ],
)
def test_a_prediction_that_cannot_be_is_said(wrong, words):
    with pytest.raises(ValueError, match=words):
        wrong()


def test_the_question_is_html_without_the_authors_tags():
    shown = predict.predict("Is 1 < 2?", a="<b>yes</b>", b="no")._repr_html_()
    assert "1 &lt; 2" in shown and "&lt;b&gt;yes" in shown


def test_hints_open_one_by_one_and_stay_open():
    texts = [repr(hint("gd_step")) for _ in range(4)]
    assert [text.count(" of 3). ") for text in texts] == [1, 2, 3, 3]
    assert "`hint(gd_step)` again opens the plan." in texts[0]
    assert "`solution(gd_step)` is left" in texts[-1]


def test_the_solution_opens_after_three_different_answers(tmp_path):
    wrong = [defined(RIGHT.replace("- lr", edit), tmp_path) for edit in ("+ lr", "- 2 * lr", "- 3 * lr")]
    for answer in (wrong[0], wrong[0], wrong[1]):
        check(answer)
    assert "Check 1 more answer to `gd_step` first" in repr(solution(wrong[1]))
    check(wrong[2])
    shown = repr(solution(wrong[2]))
    assert "Yours:\n\n```python\ndef gd_step(x, g, lr):\n    return x - 3 * lr * g" in shown
    assert "return x - lr * g" in shown and "###" not in shown


def test_the_solution_opens_after_a_pass_or_for_those_who_insist(tmp_path):
    f = defined(RIGHT, tmp_path)
    assert "return x - lr * g" not in repr(solution("gd_step"))
    assert "return x - lr * g" in repr(solution("gd_step", anyway=True))
    check(f)
    assert "Both pass." in repr(solution(f))


def test_an_unwritten_answer_is_no_attempt(tmp_path):
    check(defined("def gd_step(x, g, lr):\n    raise NotImplementedError()\n", tmp_path))
    assert "Check 3 more answers" in repr(solution("gd_step"))


def test_a_course_without_solutions_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(ladder, "ROOT", tmp_path)
    assert "comes without solutions" in repr(solution("gd_step", anyway=True))


def test_a_course_can_close_its_solutions(monkeypatch):
    monkeypatch.setattr(ladder.course_file, "load", lambda: CourseFile(solution="closed"))
    assert "comes without solutions" in repr(solution("gd_step", anyway=True))


def test_a_state_that_cannot_be_kept_costs_nothing(tmp_path):
    (tmp_path / "state").write_text("a file where a folder should be", "utf-8")
    assert "(1 of 3)" in repr(hint("gd_step"))
    (tmp_path / "state").unlink()
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "00_start_here.json").write_text('{"gd_step"', "utf-8")
    assert "(1 of 3)" in repr(hint("gd_step"))


def test_every_exercise_can_be_looked_up():
    for source in sources():
        assert manifest.load(source.notebook).points == {e.name: e.points for e in source.exercises.values()}
        for name in source.exercises:
            assert ladder._ours(source.notebook, name)


def saved(path, *passed: str, wrong: str = "") -> None:
    """A notebook as saved, whose checks have shown these outcomes."""
    said = dict.fromkeys(passed, "passed") | ({wrong: "mistake"} if wrong else {})
    outputs = [{"data": {progress.MIME: {"exercise": name, "outcome": word}}} for name, word in said.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": [{"outputs": outputs}]}), "utf-8")


def test_renamed_and_copied_notebooks_count(tmp_path, capsys):
    names = list(find("01").exercises)
    saved(tmp_path / "mine" / "first try.ipynb", names[0], wrong=names[1])
    saved(tmp_path / "mine" / "second try.ipynb", names[1])
    saved(tmp_path / "a" / "anything.ipynb", "gd_step")
    assert cli.main(["progress", "--folder", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert f"2 of {len(names)} exercises" in out and "not yet" not in out
    assert f"Next: {names[2]} in 01_sgd_pathologies." in out


def test_an_exercise_that_was_tried_is_listed_and_broken_files_are_passed_over(tmp_path, capsys):
    (tmp_path / "broken.ipynb").write_text("{", "utf-8")
    saved(tmp_path / "x.ipynb", wrong="momentum_step")
    assert cli.main(["progress", "--folder", str(tmp_path)]) == 0
    assert "    momentum_step: not yet" in capsys.readouterr().out


def test_checkpoints_do_not_count_nor_what_lies_deep_in_a_home(tmp_path):
    name = next(iter(find("01").exercises))
    saved(tmp_path / ".ipynb_checkpoints" / "x.ipynb", name)
    saved(tmp_path / "a" / "b" / "c" / "d" / "x.ipynb", name)
    assert sum(len(s.passed) for s in progress.standing(tmp_path)) == 0
    saved(tmp_path / "a" / "b" / "c" / "x.ipynb", name)
    assert sum(len(s.passed) for s in progress.standing(tmp_path)) == 1


def test_a_folder_that_is_gone_meanwhile_is_passed_over(tmp_path, monkeypatch):
    saved(tmp_path / "kept" / "x.ipynb", next(iter(find("01").exercises)))
    (tmp_path / "gone").mkdir()
    scan = os.scandir

    def scan_later(path):
        if str(path).endswith("gone"):
            (tmp_path / "gone").rmdir()
        return scan(path)

    monkeypatch.setattr(os, "scandir", scan_later)
    assert sum(len(s.passed) for s in progress.standing(tmp_path)) == 1
    assert not (tmp_path / "gone").exists()


def test_progress_is_also_a_page(tmp_path, capsys):
    saved(tmp_path / "00_start_here" / "00_start_here.ipynb", "gd_step")
    assert cli.main(["progress", "--folder", str(tmp_path), "--to", str(tmp_path / "page.html")]) == 0
    text = (tmp_path / "page.html").read_text("utf-8")
    assert "✓ 1 of 1" in text and "<h1>Your progress</h1>" in text
    assert cli.main(["progress", "--folder", str(tmp_path / "nowhere")]) == 2
    assert "no such folder" in capsys.readouterr().err


def test_the_map_shows_links_state_and_the_next_step(tmp_path, monkeypatch):
    saved(tmp_path / "00_start_here" / "00_start_here.ipynb", "gd_step")
    monkeypatch.chdir(tmp_path / "00_start_here")
    shown = progress.course_map()._repr_html_()
    first = next(iter(find("01").exercises))
    assert shown.count("<tr>") == 1 + len(sources()) + len(pages())
    assert "href='../03_adaptive_methods/03_adaptive_methods.ipynb'" in shown
    assert f"Next: <code>{first}</code> in <a href='../01_sgd_pathologies" in shown
