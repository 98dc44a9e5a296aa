"""Similar notebooks and copied solutions: what is found, and what is not."""

import json

import pytest

from autograder.authoring.source import find, without_marks
from autograder.classroom import similar
from autograder.grading.job import release

NAME = "03_adaptive_methods"
SOLUTIONS = {e.name: without_marks(e.solution) for e in find(NAME).exercises.values()}
ADAM = """
class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.groups = [entry for entry in params]
        self.speed, self.smooth, self.jump = lr, betas, eps
        self.first = [0 * entry for entry in self.groups]
        self.second = [0 * entry for entry in self.groups]
        self.count = 0

    def step(self):
        self.count = self.count + 1
        for number, entry in enumerate(self.groups):
            slope = entry.grad
            if slope is None:
                continue
            self.first[number] = self.smooth[0] * self.first[number] + (1 - self.smooth[0]) * slope
            self.second[number] = self.smooth[1] * self.second[number] + (1 - self.smooth[1]) * slope**2
            top = self.first[number] / (1 - self.smooth[0] ** self.count)
            bottom = self.second[number] / (1 - self.smooth[1] ** self.count)
            entry.data = entry.data - self.speed * top / (bottom.sqrt() + self.jump)
"""
OTHER = """
class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.state = {}
        self.params = list(params)
        self.lr = lr
        self.b1, self.b2 = betas
        self.eps = eps

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p in filter(lambda q: q.grad is not None, self.params):
            s = self.state.setdefault(p, dict(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p)))
            s["t"] += 1
            s["m"].mul_(self.b1).add_(p.grad, alpha=1 - self.b1)
            s["v"].mul_(self.b2).addcmul_(p.grad, p.grad, value=1 - self.b2)
            denominator = torch.sqrt(s["v"] / (1 - self.b2 ** s["t"])) + self.eps
            p.addcdiv_(s["m"], denominator, value=-self.lr / (1 - self.b1 ** s["t"]))
"""
RENAMED = (
    ADAM.replace("slope", "g")
    .replace("number", "i")
    .replace("entry", "p")
    .replace("\n        for", "\n        # mine\n        for")
)


@pytest.fixture
def graded(tmp_path):
    """Write graded notebooks with these answers: student -> exercise -> text."""

    def write(students):
        for student, answers in students.items():
            notebook = json.loads(json.dumps(release(NAME)))
            for cell in notebook["cells"]:
                name = cell["metadata"].get("nbgrader", {}).get("grade_id")
                if name in answers:
                    cell["source"] = answers[name]
            path = tmp_path / "autograded" / student / NAME / f"{NAME}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_text(json.dumps(notebook), "utf-8")
        return similar.compare(tmp_path, NAME, list(students))

    return write


def test_a_renamed_copy_is_found_and_another_persons_work_is_not(graded):
    groups, published = graded({"ada": {"Adam": ADAM}, "김민수 🎓": {"Adam": RENAMED}, "cem": {"Adam": OTHER}})
    assert [(g.students, round(g.least, 3)) for g in groups] == [(("ada", "김민수 🎓"), 1.0)]
    assert published == []


def test_groups_are_connected_and_the_largest_comes_first(graded):
    small = {name: {"Adam": OTHER} for name in ("x", "y")}
    groups, _ = graded(small | {name: {"Adam": ADAM} for name in ("a", "b", "c")})
    assert [g.students for g in groups] == [("a", "b", "c"), ("x", "y")]


def test_what_was_given_out_and_short_answers_are_alike_by_nature(graded):
    short = SOLUTIONS["adagrad_step"] + "    # no more than that\n"
    groups, published = graded({"ada": {}, "ben": {}, "cem": {"adam_step": "def adam_step(): pass"}, "dee": {}})
    assert (groups, published) == ([], [])
    assert len(similar.lines(short)) < similar.MIN_TOKENS


def test_a_published_solution_is_marked_and_joins_nobody(graded):
    """Comments, docstrings, brackets and spaces do not matter; one changed name does."""
    dressed = SOLUTIONS["adam_step"].replace(":\n", ":\n    # by me\n", 1) + "\n\n\n"
    other = SOLUTIONS["adam_step"].replace("state", "status")
    students = {"ada": SOLUTIONS, "ben": SOLUTIONS, "cem": {"adam_step": dressed}, "dee": {"adam_step": other}}
    groups, published = graded(students)
    assert groups == []
    found = {p.exercise: p.students for p in published}
    assert found["adam_step"] == ("ada", "ben", "cem") and found["Adam"] == ("ada", "ben")
    assert list(found) == [name for name in SOLUTIONS if name in found]


def test_a_docstring_and_brackets_are_no_difference():
    ours = "def f(x):\n    '''Ours.'''\n    return x + 1"
    assert similar.tree_of(ours) == similar.tree_of("def f(x):\n\n    return (x + 1)  # mine") is not None
    assert similar.tree_of(ours) != similar.tree_of("def f(x):\n    return x + 2")


@pytest.mark.parametrize(
    "text", ["def f(:", "\0", "x = '''", "(" * 500, "-" * 100_000 + "1", "if 1:\n  x\n y", "\ud800", "'\\d'"]
)
def test_what_is_no_program_is_nobodys_copy(text):
    assert similar.tree_of(text) is None or "\\d" in text
    assert isinstance(similar.lines(text), list)


def test_files_that_cannot_be_read_are_left_out(tmp_path):
    for student, text in {"a": "{", "b": "[]", "c": '{"cells": 3}', "d": '{"cells": [{}]}'}.items():
        path = tmp_path / "autograded" / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text)
    assert similar.compare(tmp_path, NAME, ["a", "b", "c", "d", "gone"]) == ([], [])
    assert similar.compare(tmp_path, "homework", ["a"]) == ([], []), "no notebook of the course"


def test_blocks_do_not_change_what_is_found(graded, monkeypatch):
    monkeypatch.setattr(similar, "BLOCK", 2)
    groups, _ = graded({f"s{i}": {"Adam": ADAM if i % 2 else OTHER} for i in range(7)})
    assert [g.students for g in groups] == [("s0", "s2", "s4", "s6"), ("s1", "s3", "s5")]
