"""Submissions that make the grader itself work, fail or grow: each costs its author what is wrong, and nobody else."""

import json
import subprocess
import sys

import pytest

from autograder.authoring.source import ROOT
from autograder.classroom import batch
from autograder.classroom.inbox import collect
from autograder.classroom.report_store import ReportStore
from autograder.classroom.workers import Backend
from autograder.grading.grade import grade
from autograder.grading.job import Job
from autograder.grading.report import FAILED, NOT_CHECKED, PASSED
from autograder.nbgrader import gradebook, settings

pytestmark = pytest.mark.usefixtures("shared_sandboxes")
ADAPTIVE, SECOND, DROPOUT = "03_adaptive_methods", "05_second_order", "09_dropout"
ADAM = "class Adam:\n    def __init__(self, *args, **kwargs):\n        pass\n\n    def step(self, grads):\n        {}\n"
LENT = {
    "an integer power without end": (
        ADAPTIVE,
        "Adam",
        ADAM.format("adam_step(np.zeros(1), np.zeros(1), {'t': 10**9, 'm': 0.0, 's': 0.0}, 0.1, 3, 0.5)"),
    ),
    "an array of five gigabytes": (
        ADAPTIVE,
        "Adam",
        ADAM.format("adam_step(np.zeros((25_000, 1)), np.ones((1, 25_000)), {}, 0.1)"),
    ),
    "a Hessian that is too large to travel": (
        SECOND,
        "damped_newton",
        "def damped_newton(x, f, grad, hess, *args, **kwargs):\n    return hess(np.zeros(3000))\n",
    ),
    "a mask of a gigabyte": (
        DROPOUT,
        "inverted_dropout",
        "def inverted_dropout(x, p_drop, train, rng):\n    return dropout_mask((150_000_000,), 0.5, rng), None\n",
    ),
}
LARGE = tuple(LENT)[1:]


@pytest.mark.parametrize("name", LENT)
def test_what_we_lend_has_the_limits_of_a_call(sandboxes, filled, name):
    notebook, exercise, answer = LENT[name]
    report = grade(Job("sam", notebook, filled(notebook, rest=True, **{exercise: answer}), seed=7), sandboxes)
    outcomes = {e.name: e.outcome for e in report.exercises}
    assert outcomes.pop(exercise) == FAILED
    assert set(outcomes.values()) == {PASSED}, report
    assert report.complete


SPY = """def dropout_mask(shape, p_drop, rng):
    state = rng.bit_generator.state["state"]["state"]
    return {}
"""


@pytest.mark.parametrize(
    "value",
    [
        "np.full(shape, f'EXFIL {shape} {state}')",
        "f'EXFIL {state}'",
        "{f'EXFIL {state}': 1}",
        "[[f'EXFIL {state}'], [1, 2]]",
        "type('EXFIL', (list,), {})([f'EXFIL {state}'])",
    ],
)
def test_our_own_exceptions_quote_nothing_of_the_students(sandboxes, filled, value):
    data = filled(DROPOUT, rest=True, dropout_mask=SPY.format(value))
    report = grade(Job("sam", DROPOUT, data, seed=7), sandboxes)
    assert "EXFIL" not in json.dumps(report.as_dict())
    assert report.exercises[0].outcome == FAILED


def own_cell(source, place=0, **more):
    return place, {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source} | more


CELLS = {
    "a cell of five megabytes": (own_cell("# " + "x" * (5 << 20)), "has 5120 KB of text, more than 256"),
    "many cells of 200 KB": (own_cell("# " + "x" * (200 << 10)), "over 2 MB of text"),
    "a sum that is deeply nested": (
        own_cell("def helper(x):\n    return x" + " + x" * 1500 + "\nraise KeyError"),
        "RecursionError",
    ),
    "a list of a million lists": (own_cell("x = [" + "[]," * (1 << 20) + "]"), "KB of text"),
    "half a surrogate": (own_cell("x = '\ud800'"), ""),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_beside_right_answers_takes_nothing_away(sandboxes, filled, name):
    (place, cell), says = CELLS[name]
    notebook = json.loads(filled(ADAPTIVE, rest=True))
    notebook["cells"][place:place] = [cell]
    if name.startswith("many"):
        notebook["cells"] += [cell] * 12
    report = grade(Job("sam", ADAPTIVE, json.dumps(notebook).encode(), seed=7), sandboxes)
    assert report.score == report.max_score, report
    assert says in " ".join(report.notes)


def test_a_cell_with_the_id_of_ours_is_read_where_it_can_do_no_harm(sandboxes, filled):
    """Of these cells only the definitions count, and to find them takes a syntax tree."""
    notebook = json.loads(filled(ADAPTIVE, rest=True))
    demo = next(c for c in notebook["cells"] if "demo" in c["metadata"].get("tags", []))
    demo["source"] = "def helper(x):\n    return x" + " + x" * 30_000
    report = grade(Job("sam", ADAPTIVE, json.dumps(notebook).encode(), seed=7), sandboxes)
    assert report.score == report.max_score


OLD = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}}
FILES = {
    "lone surrogate": b'{"nbformat": "\\ud800", "cells": []}',
    "attachments": {
        **OLD,
        "worksheets": [{"cells": [{"cell_type": "markdown", "metadata": {}, "source": "x", "attachments": []}]}],
    },
    "not utf-8": b"\xff\xfe\x00\xd8" * 9,
    "a million lists": b'{"cells": [' + b"[]," * 8_000_000 + b"[]]}",
    "deep": b"[" * 1_000_000,
    "numbers of many digits": b'{"cells": [' + b"9" * 100_000 + b"]}",
    "empty": b"",
}


@pytest.fixture
def tree(tmp_path, filled):
    """A file of each kind between two right ones."""
    hand_ins = {name.replace(" ", "_"): data for name, data in FILES.items()}
    for student, data in {"aa_before": filled(gd_step=RIGHT), **hand_ins, "zz_after": filled(gd_step=RIGHT)}.items():
        folder = tmp_path / "submitted" / student / "00_start_here"
        folder.mkdir(parents=True)
        (folder / "00_start_here.ipynb").write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return tmp_path


RIGHT = "def gd_step(x, g, lr):\n    return x - lr * g\n"


def test_no_file_stops_a_class(tree):
    outcome = batch.run(collect([tree / "submitted"]), Backend(), tree, settings.sqlite(tree))
    scores = {report.student: report.score for report in outcome.reports}
    assert scores == {"aa_before": 1, "zz_after": 1, **{name.replace(" ", "_"): 0 for name in FILES}}
    assert not outcome.complete
    assert all((tree / "feedback" / name.replace(" ", "_")).is_dir() for name in FILES)


GRADE = """
import resource, sys
from autograder.commands.cli import main
try:
    main(["grade", *sys.argv[1:]])
finally:
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print("peak_mb", max(peaks) >> 10)
"""


def test_no_process_of_the_grader_grows(tree, filled):
    """Its own processes: a new one's peak is, at first, that of whoever started it, so a small shell does."""
    for name in LARGE:
        notebook, exercise, answer = LENT[name]
        folder = tree / "submitted" / name.replace(" ", "_") / notebook
        folder.mkdir(parents=True)
        (folder / f"{notebook}.ipynb").write_bytes(filled(notebook, **{exercise: answer}))
    command = [
        "sh",
        "-c",
        '"$@"; exit',
        "sh",
        sys.executable,
        "-c",
        GRADE,
        str(tree / "submitted"),
        "--root",
        str(tree),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=500)
    assert "zz_after" in done.stdout, done.stderr
    assert int(done.stdout.split("peak_mb")[1]) < 1500


def test_a_fault_of_ours_over_one_submission_is_kept_in_its_report(tree, monkeypatch):
    """Whatever writes it down: the class goes on, the instructor reads why, and it is not tried again in vain."""
    write = batch.feedback.write

    def fail(root, data, report, grades):
        if report.student == "empty":
            raise RecursionError("a secret of the grader")
        write(root, data, report, grades)

    monkeypatch.setattr(batch.feedback, "write", fail)
    outcome = batch.run(collect([tree / "submitted"]), Backend(), tree, settings.sqlite(tree))
    (report,) = [report for report in outcome.reports if report.student == "empty"]
    assert {e.outcome for e in report.exercises} == {NOT_CHECKED}
    assert "RecursionError: a secret of the grader" in batch.table(outcome)
    assert "secret" not in " ".join([*report.notes, *report.exercises[0].messages])
    assert {r.student: r.score for r in outcome.reports}["zz_after"] == 1
    again = batch.run(collect([tree / "submitted"]), Backend(), tree, settings.sqlite(tree))
    assert again.reused == len(outcome.reports)


def test_a_gradebook_that_refuses_one_student_still_takes_the_others(tree, monkeypatch):
    """Not even the fault can be written down: it is in the table, and the class goes on."""
    record = gradebook.Book.record

    def refuse(book, report, *more):
        if report.student == "empty":
            raise ValueError("\x1b[2J no such student")
        record(book, report, *more)

    monkeypatch.setattr(gradebook.Book, "record", refuse)
    outcome = batch.run(collect([tree / "submitted"]), Backend(), tree, settings.sqlite(tree))
    book = gradebook.Book(settings.sqlite(tree))
    scores = {row["student"]: row["score"] for row in book.rows()}
    book.close()
    assert (scores["aa_before"], scores["zz_after"]) == (1, 1)
    table = batch.table(outcome)
    assert "not checked: ValueError" in table
    assert "\x1b" not in table


def test_each_submission_has_a_seed_of_its_own(tree):
    batch.run(collect([tree / "submitted"]), Backend(), tree, settings.sqlite(tree))
    seeds = {json.loads(path.read_text())["report"]["seed"] for path in tree.glob("reports/*/*.json")}
    assert len(seeds) == len(FILES) + 2
    assert min(seed.bit_length() for seed in seeds) > 64
    assert len(ReportStore(tree).secret()) == 32
