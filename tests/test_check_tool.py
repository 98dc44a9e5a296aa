"""`check` as a tool: loops, prints, interrupts, helpers, cells that were edited, and nbgrader's Validate."""

import functools
import json
import linecache
import os
import signal
import threading
import time

import pytest
from IPython.core.interactiveshell import InteractiveShell

from utils.checks import cell, check, examine


def gd_step(x, g, lr):
    return x - lr * g


def written(body: str, head: str = "gd_step(x, g, lr)"):
    """The function that a cell with this body defines."""
    code = f"def {head}:\n" + "".join(f"    {line}\n" for line in body.splitlines())
    file, space = f"<cell {len(linecache.cache)}>", {}
    linecache.cache[file] = len(code), None, code.splitlines(True), file
    exec(compile(code, file, "exec"), space)
    return space[head.partition("(")[0]]


def test_a_loop_is_stopped_in_its_line(monkeypatch):
    monkeypatch.setattr(examine, "__defaults__", (0.3,))

    def gd_step(x, g, lr):
        while True:
            lr = lr + 1

    text = repr(check(gd_step))
    assert "Still running after 0.3 seconds, in line" in text and text.split("`")[1] in ("lr = lr + 1", "while True:")


def test_an_interrupt_is_one_line_and_no_traceback():
    def gd_step(x, g, lr):
        while True:
            pass

    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    text = repr(check(gd_step))
    assert text.startswith("gd_step: not yet. Interrupted, in line") and len(text.splitlines()) == 1


def test_what_an_answer_prints_is_shown_and_cut(capsys):
    few = repr(check(written("print('x is', x.shape)\nreturn x - lr * g")))
    assert few.startswith("gd_step: passed.") and "your code printed: `x is (3,)" in few
    many = repr(check(written("for k in range(10000): print(k)\nreturn x - lr * g")))
    assert many.count("\n") <= 12 and "9\n…`" in many
    assert capsys.readouterr().out == ""


def test_an_exception_shows_the_students_line():
    def gd_step(x, g, lr):
        return x - steps  # noqa: F821

    text = repr(check(gd_step))
    assert "It raised NameError in line" in text and "`return x - steps" in text


def test_an_unnamed_difference_shows_call_element_and_what_agreed():
    head = "momentum_step(x, v, g, lr, rho=0.9)"
    text = repr(check(written("v = rho * v - lr * g\nreturn x + v + 0.01, v", head)))
    assert "the call, to try yourself: `momentum_step(x=np.array([" in text
    assert "its first wrong element, [0]" in text
    assert "right in the same call: “step 1: v" in text
    assert "look at line 3 of your cell: `return x + v + 0.01, v`" in text


def test_none_is_said_as_such():
    text = repr(check(written("x - lr * g")))
    assert "It is None: is there a `return`?" in text


def test_a_function_made_by_a_helper_is_found_by_its_name_in_the_notebook():
    space = {"check": check, "functools": functools}
    exec("gd_step = functools.partial(lambda x, g, lr: x - lr * g)\nverdict = check(gd_step).verdict", space)
    exec("def made():\n    return lambda x, g, lr: x - lr * g\ngd_step = made()\nother = check(gd_step).verdict", space)
    assert space["verdict"].passed and space["other"].passed


def test_validate_of_nbgrader_fails_for_all_but_a_pass(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert check(gd_step).verdict.passed
    with pytest.raises(AssertionError, match="not attempted"):
        check(written("raise NotImplementedError()"))
    with pytest.raises(AssertionError, match="a step uphill"):
        check(written("return x + lr * g"))


# --- the cell --------------------------------------------------------------------------------------------------------


@pytest.fixture
def shell(monkeypatch):
    shell = InteractiveShell()
    monkeypatch.setattr(cell, "_shell", lambda: shell)
    monkeypatch.setattr(cell, "_ran", {})
    cell.watch()
    yield shell
    shell.history_manager.end_session()


ANSWER = "def gd_step(x, g, lr):\n    return x - lr * g"


def test_a_cell_that_does_not_parse_is_said(shell):
    shell.run_cell(ANSWER, store_history=True)
    assert cell.remark("gd_step") == ""
    shell.run_cell(ANSWER.replace("lr)", "lr"), store_history=True)
    shell.run_cell("1 + 1", store_history=True)
    assert cell.remark("gd_step").startswith("The cell of `gd_step` does not parse (line 1")


def test_a_cell_that_was_edited_and_saved_but_not_run_is_said(shell, tmp_path, monkeypatch):
    path = tmp_path / "mine.ipynb"
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    shell.run_cell(ANSWER, store_history=True)

    def save(source: str, later: float) -> None:
        cells = [{"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "gd_step"}}, "source": source}]
        path.write_text(json.dumps({"cells": cells}))
        os.utime(path, (time.time() + later,) * 2)

    assert cell.remark("gd_step") == ""
    save(ANSWER, 5)
    assert cell.remark("gd_step") == ""
    save(ANSWER + " + 1", 5)
    assert "was edited after it ran" in cell.remark("gd_step")
    save(ANSWER + " + 1", -50)  # saved before the cell ran: what was edited since is not known
    assert cell.remark("gd_step") == ""
    path.write_text("{")
    assert cell.remark("gd_step") == ""
