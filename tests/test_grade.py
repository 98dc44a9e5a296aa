"""Grading one submission: what costs points, what does not, and what a student reads."""

import json

import pytest

from autograder.grading.grade import grade
from autograder.grading.job import Job
from autograder.grading.report import FAILED, NOT_ATTEMPTED, PASSED, TestResult
from autograder.sandbox.limits import Limits

RIGHT = "def gd_step(x, g, lr):\n    return x - lr * g\n"


def outcome(report):
    return report.exercises[0].outcome


def test_a_right_answer_gets_all_points(graded):
    report = graded(gd_step=RIGHT)
    assert (report.score, report.max_score, outcome(report)) == (1, 1, PASSED)


def test_an_untouched_release_gets_none(graded):
    report = graded()
    assert (report.score, outcome(report)) == (0, NOT_ATTEMPTED)


def test_a_known_mistake_is_named(graded):
    report = graded(gd_step=RIGHT.replace("-", "+"))
    assert report.exercises[0].mistake == "a step uphill"
    assert report.score == 0


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("import os; os._exit(0)", "Your code ended the Python process (by itself)"),
        ("import ctypes; ctypes.string_at(0)", "a crash in native code"),
        ("raise KeyError(str(x))", "It raised KeyError in line 2 of your cell"),
        ("return gd_step(x, g, lr)", "It raised RecursionError in line 2"),
        ("return object()", "a custom object"),
        ("return bytearray(10**11)", "It raised MemoryError"),
        ("import socket; socket.socket()", "It raised PermissionError"),
        ("import os; os.fork()", "It raised PermissionError"),
        ("open('/etc/passwd')", "It raised PermissionError"),
    ],
)
def test_what_goes_wrong_inside_is_said_in_a_sentence(graded, body, says):
    report = graded(gd_step=f"def gd_step(x, g, lr):\n    {body}\n")
    assert says in " ".join(report.exercises[0].messages)
    assert report.score == 0


def test_a_hang_costs_its_deadline_once(graded):
    report = graded(gd_step="def gd_step(x, g, lr):\n    while True: pass\n")
    assert "It took longer than 10 seconds." in report.exercises[0].messages[0]
    assert report.seconds < 15


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("while True: pass", "It took longer than 10 seconds."),
        ("import os; os._exit(3)", "Your code ended the Python process (by itself)."),
        ("import ctypes; ctypes.string_at(0)", "Your code ended the Python process (a crash in native code)."),
    ],
)
def test_a_lost_process_costs_its_own_exercise_only(sandboxes, filled, body, reason):
    answer = f"def adagrad_step(w, g, state, lr, eps=1e-6):\n    {body}\n"
    data = filled("03_adaptive_methods", rest=True, adagrad_step=answer)
    report = grade(Job("sam", "03_adaptive_methods", data, seed=7), sandboxes)
    failed = [e for e in report.exercises if e.outcome != PASSED]
    assert (report.score, [e.name for e in failed]) == (88, ["adagrad_step"])
    assert len(failed[0].messages) == 1
    assert failed[0].messages[0].endswith(reason)


def test_the_notebooks_deadline_is_said_in_every_exercise_that_it_costs(sandboxes, filled, monkeypatch):
    monkeypatch.setattr("autograder.grading.grade.LIMITS", Limits(submission_s=-1))
    data = filled("03_adaptive_methods", rest=True)
    report = grade(Job("sam", "03_adaptive_methods", data, seed=7), sandboxes)
    assert {e.outcome for e in report.exercises} == {FAILED}
    assert all("The whole notebook took longer" in " ".join(e.messages) for e in report.exercises)


def test_a_failure_without_a_reason_cannot_be_reported():
    with pytest.raises(ValueError, match="f: a failed test gives a reason"):
        TestResult("f", "f doubles.", FAILED)


def test_a_students_words_never_reach_the_feedback(graded):
    """Hidden inputs could be read from an exception's text, a type's name or a shape."""
    spies = [
        "raise ValueError('canary' + str(x))",
        "raise type('canary', (Exception,), {})()",
        "return type('canary', (), {})()",
        "return np.zeros((7, 77, 7))",
        "return 'canary'",
    ]
    for spy in spies:
        report = graded(gd_step=f"def gd_step(x, g, lr):\n    {spy}\n")
        assert "canary" not in json.dumps(report.as_dict())
        assert "77" not in " ".join(report.exercises[0].messages)


@pytest.mark.parametrize(
    "cell",
    [
        f"import os\nos._exit(3)\n{RIGHT}",
        f"!pip install something\n{RIGHT}",
        f"import an_absent_package\n{RIGHT}",
        f"%timeit 1 + 1\n{RIGHT}",
        f"name = input('who? ')\n{RIGHT}",
        f"{RIGHT}\nraise SystemExit",
        f"import sys\nsys.exit(0)\n{RIGHT}",
        f"while True: pass\n{RIGHT}",
        f"print('x' * 10**7)\n{RIGHT}",
        f"import warnings\nwarnings.warn('odd')\n{RIGHT}",
        "기울기 = 1\ndef gd_step(x, g, lr):\n    학습률 = lr\n    return x - 학습률 * g * 기울기\n",
        f"{RIGHT}".replace("\n", "\r\n"),
    ],
    ids=lambda cell: cell.split("\n")[0][:30],
)
def test_what_works_counts_whatever_stands_beside_it(graded, cell):
    assert graded(gd_step=cell).score == 1


def test_a_syntax_error_is_told_with_its_line(graded):
    report = graded(gd_step="def gd_step(x, g lr):\n    return x\n")
    assert outcome(report) == NOT_ATTEMPTED
    assert any("line 1: SyntaxError" in note for note in report.notes)
    (message,) = report.exercises[0].messages
    assert message == "Not attempted: no cell that ran has defined `gd_step`; the notes above say why."


def test_a_stub_that_is_still_above_an_answer_is_told_with_its_line(graded):
    report = graded(gd_step="def gd_step(x, g, lr):\n    raise NotImplementedError()\n    return x - lr * g\n")
    (message,) = report.exercises[0].messages
    assert "NotImplementedError in line 2 of your cell" in message
    assert message.endswith("Delete `raise NotImplementedError()` above your answer.")


BROKEN = {
    "empty": (b"", "The file is empty"),
    "not JSON": (b'{"cells": [', "its JSON is broken"),
    "another JSON": (b"[1, 2]", "it is valid JSON of another kind"),
    "no cells": (b'{"nbformat": 4}', "it has no cells"),
    "deep": (b"[" * 100_000, "its JSON is broken"),
    "no exercise": (b'{"nbformat": 4, "cells": []}', "No cell defines `gd_step`"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_files_that_are_no_notebooks_say_why(graded, name):
    data, says = BROKEN[name]
    report = graded(data)
    assert report.score == 0
    assert any(says in note for note in report.notes), report.notes


def change(filled, edit):
    notebook = json.loads(filled(gd_step=RIGHT))
    edit(notebook)
    return json.dumps(notebook).encode()


def exercise_cell(notebook):
    cells = notebook["cells"]
    return next(c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") == "gd_step")


EDITS = {
    "no cell ids": lambda n: [c.pop("id") for c in n["cells"]],
    "no metadata": lambda n: [c.update(metadata={}) for c in n["cells"]],
    "metadata of another kind": lambda n: [c.update(metadata=[1]) for c in n["cells"]],
    "reversed": lambda n: n["cells"].reverse(),
    "twice": lambda n: n["cells"].append(exercise_cell(n)),
    "imports deleted": lambda n: n["cells"].__delitem__(slice(0, 2)),
    "check deleted": lambda n: n.update(cells=[c for c in n["cells"] if "check(" not in "".join(c["source"])]),
    "another kernel": lambda n: n["metadata"].update(kernelspec={"name": "julia", "display_name": "Julia"}),
    "tags": lambda n: [c["metadata"].update(tags=["skip-execution", "demo", "raises-exception"]) for c in n["cells"]],
    "more points": lambda n: [c["metadata"].get("nbgrader", {}).update(points=1000) for c in n["cells"]],
    "sources as lists": lambda n: [c.update(source=list("".join(c["source"]))) for c in n["cells"]],
    "a cell that is no cell": lambda n: n["cells"].insert(0, "hello"),
    "helper in a demo cell": lambda n: [
        next(c for c in n["cells"] if c["id"] == "demo-the-map").update(
            source="half = 1 / 0\ndef helper(lr, g):\n    return lr * g\n"
        ),
        exercise_cell(n).update(source="def gd_step(x, g, lr):\n    return x - helper(lr, g)\n"),
    ],
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_notebook_keeps_its_points(graded, filled, name):
    report = graded(change(filled, EDITS[name]))
    assert (report.score, report.max_score) == (1, 1), (report.notes, report.exercises)


def test_an_exercise_defined_twice_is_mentioned(graded, filled):
    report = graded(change(filled, EDITS["twice"]))
    assert "`gd_step` is defined 2 times; the last one counts." in report.notes


def test_a_notebook_of_another_course_is_refused(graded):
    report = graded(b'{"nbformat": 4, "cells": []}', name="other")
    assert not report.readable
    assert report.notes == ("The notebook contains no exercise of this course.",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp949"])
def test_other_encodings_are_read(graded, filled, encoding):
    data = json.dumps(json.loads(filled(gd_step=RIGHT + "# 경사 하강\n")), ensure_ascii=False)
    data = data.replace("“", "").replace("”", "").encode(encoding, errors="replace")
    assert graded(data).score == 1


def test_nbformat_3_is_read(graded):
    cells = [{"cell_type": "code", "input": RIGHT, "language": "python", "outputs": [], "metadata": {}}]
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": cells, "metadata": {}}],
    }
    report = graded(json.dumps(old).encode())
    assert report.score == 1
    assert "old format 3" in report.notes[0]


def test_a_50_mb_notebook_is_graded_and_mentioned(graded, filled):
    def fatten(notebook):
        output = {"output_type": "stream", "name": "stdout", "text": "x" * (50 << 20)}
        exercise_cell(notebook)["outputs"] = [output]

    report = graded(change(filled, fatten))
    assert report.score == 1
    assert "has 50 MB; clear the outputs" in report.notes[0]


def test_the_same_seed_gives_the_same_report(graded):
    def stable(report):
        return {key: value for key, value in report.as_dict().items() if key != "seconds"}

    wrong = "def gd_step(x, g, lr):\n    return x - lr * g + 1\n"
    assert stable(graded(gd_step=wrong)) == stable(graded(gd_step=wrong))
    assert outcome(graded(gd_step=wrong)) == FAILED
