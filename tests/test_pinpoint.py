"""Where nothing is named, `check` points at the line: on answers that no list holds, in time, and without a trace."""

import linecache
import random
import sys
import time
import types

import numpy as np
import pytest

from autograder.authoring.source import find
from utils.checks import frozen
from utils.checks.aside import aside
from utils.checks.examine import Examination
from utils.checks.observe import observe
from utils.checks.pinpoint import pinpoint
from utils.checks.probes import probe_of
from utils.checks.rewrites import edits
from utils.checks.verdict import judge

LONG = 20.0
"""Seconds of a search, where a test asks what it finds: a busy machine must not change that."""
RMSPROP = """
def rmsprop_step(w, g, state, lr, rho=0.99, eps=1e-8):
    old = state.get("s", 0.0)
    s = rho * old + {weight} * g * g
    return w - lr * g / ({root} + eps), {{"s": s}}
"""


@pytest.fixture
def answer():
    """`answer("03", "rmsprop_step", code)`: the function in a module like a notebook, and what its probe sees."""
    made = []

    def make(notebook: str, exercise: str, code: str):
        source = find(notebook)
        file, module = f"<answer {len(made)} of a test>", types.ModuleType(f"answer_of_a_test_{len(made)}")
        made.append(module)
        sys.modules[module.__name__] = module
        vars(module).update({k: v for k, v in vars(source.reference()).items() if k != "__name__"})
        linecache.cache[file] = len(code), None, code.splitlines(True), file
        exec(compile(code, file, "exec"), vars(module))
        known, f = frozen.load(source.notebook, exercise), vars(module)[exercise]
        probe = probe_of(source.topic, exercise)
        return known, probe, f, observe(probe, f, frozen.SEED)

    yield make
    for module in made:
        del sys.modules[module.__name__]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"weight": "(1 - rho)", "root": "np.sqrt(s + 1) - 1"}, 5),
        ({"weight": "(1 - rho * rho)", "root": "np.sqrt(s)"}, 4),
        ({"weight": "(1 - rho) * lr", "root": "np.sqrt(s)"}, 4),
    ],
)
def test_the_line_of_one_slip_is_found(answer, changes, line):
    found = pinpoint(*answer("03", "rmsprop_step", RMSPROP.format(**changes)), seconds=LONG)
    assert found and found.line == line


@pytest.mark.parametrize(
    ("notebook", "exercise", "code", "line"),
    [
        ("04", "sgdr", """
def sgdr(t, T0, mult, lr0, lr_min=0.0):
    if t >= T0:
        sgdr(t - T0, T0 * mult, mult, lr0, lr_min)
    else:
        return cosine_decay(t, T0, lr0, lr_min)
""", 4),
        ("06", "check_initial_loss", """
def check_initial_loss(data_loss, kind, C, tol=0.1):
    e = expected_initial_loss(kind, C)
    verdict = "ok"
    if data_loss > e + tol:
        return "too high"
    if data_loss >= e - tol:
        return verdict
    verdict = "too low"
""", 9),
        ("07", "kfold", """
def kfold(n, k, rng):
    if k < 2 or k >= n:
        raise ValueError("k out of range")
    perm = rng.permutation(n)
    return [(np.setdiff1d(perm, perm[i::k]), perm[i::k]) for i in range(k)]
""", 3),
        ("01", "gd", """
def gd(grad, x0, lr, steps):
    path = np.zeros((steps, len(x0)))
    path[0] = x0
    for t in range(steps):
        path[t + 1] = path[t] - lr * grad(path[t])
    return path
""", 3),
        ("01", "sign_flips", """
def sign_flips(traj, axis):
    flips, last = 0, 0
    for move in np.diff(traj[:, axis]):
        if move == 0:
            break
        flips += int(last * move < 0)
        last = move
    return flips
""", 5),
        ("01", "sign_flips", """
def sign_flips(traj, axis):
    moves = np.diff(traj[:, axis])
    flips, last = 0, 0
    for move in moves[moves != 0]:
        if last * move < 0:
            flips += 1
            last = move
    return flips
""", 8),
        ("05", "bfgs_update", """
def bfgs_update(Hinv, s, y):
    ys = y @ s
    if ys <= 1e-10 * np.linalg.norm(s) * np.linalg.norm(y):
        return Hinv.copy()
    left = np.eye(s.size) - s @ y.T / ys
    right = np.eye(s.size) - y @ s.T / ys
    return left @ Hinv @ right + np.outer(s, s) / ys
""", 6),
        ("02", "heavy_ball", """
def heavy_ball(mu, L):
    if not 0 < mu <= L:
        raise ValueError("0 < mu <= L expected")
    total = np.sqrt(L + mu)
    return 4 / total**2, ((np.sqrt(L) - np.sqrt(mu)) / total) ** 2
""", 5),
        ("01", "gd", """
def gd(grad, x0, lr, steps):
    x = np.asarray(x0, dtype=float)
    path = np.zeros((steps + 1, x.size))
    path[0] = x
    for t in range(1, steps + 1):
        path[t] = x - lr * grad(x)
    return path
""", 7),
        ("02", "effective_lr", """
def effective_lr(lr, rho=0.99):
    return lr / (1 - rho)
""", 2),
        ("02", "effective_lr", """
@np.errstate(divide="ignore")
def effective_lr(lr, rho=0.9):
    return lr / (1 + rho)
""", 4),
    ],
    ids=["a value not returned", "a missing return", "a condition that raises", "too small an array", "a condition that leaves", "a line in the wrong block",
         "one slip in two lines", "the root of a sum", "a point not kept", "another default",
         "a decorator of another module"],
)  # fmt: skip
def test_the_line_to_change_is_shown_and_not_the_one_that_suffers(answer, notebook, exercise, code, line):
    known, _, f, got = answer(notebook, exercise, code)
    found = Examination(known, f, judge(known, got), got)
    found.search(LONG)
    assert found.verdict.line and found.verdict.line.line == line


def test_a_formula_that_two_seldom_edits_turn_into_the_right_one_has_no_name(answer):
    known, _, f, got = answer("08", "lam_for", """
def lam_for(wd):
    keep = (1 - wd) ** 0.5
    return float(1 - keep)
""")  # fmt: skip
    found = Examination(known, f, judge(known, got), got)
    found.search(LONG)
    assert found.verdict.mistake is None and found.verdict.line


def test_an_edit_that_only_takes_an_error_away_names_nothing(answer):
    known, _, f, got = answer("03", "adagrad_step", """
def adagrad_step(w, g, state, lr, eps=1e-8):
    h = state["h"] + g**2
    return w - lr * g / (np.sqrt(h) + eps), {"h": h}
""")  # fmt: skip
    found = Examination(known, f, judge(known, got), got)
    found.search(LONG)
    assert found.verdict.mistake is None


def test_a_right_answer_has_no_line(answer):
    right = RMSPROP.format(weight="(1 - rho)", root="np.sqrt(s)")
    assert pinpoint(*answer("03", "rmsprop_step", right), seconds=LONG) is None


def test_a_class_is_searched_too(answer):
    code = """
class SGD:
    def __init__(self, params, lr=0.01, momentum=0.0, nesterov=False, weight_decay=0.0):
        self.params = [np.array(p, dtype=float) for p in params]
        self.lr, self.rho, self.nesterov, self.decay = lr, momentum, nesterov, weight_decay
        self.v = [np.zeros_like(p) for p in self.params]

    def step(self, grads):
        for i, g in enumerate(grads):
            if g is None:
                continue
            g = g + self.decay * self.params[i]
            self.v[i] = self.rho * self.v[i] - self.lr * g * self.lr
            push = self.rho * self.v[i] - self.lr * g if self.nesterov else self.v[i]
            self.params[i] = self.params[i] + push
        return self.params
"""
    found = pinpoint(*answer("02", "SGD", code), seconds=LONG)
    assert found and found.line == 13


def test_the_search_is_bounded_where_edits_hang_and_eat_memory(answer):
    code = "def linear_decay(lr0, t, T):\n    n = 1\n    while n < 3:\n        n = n + 1\n    return lr0 * (1 - t / T) ** n\n"
    start = time.perf_counter()
    pinpoint(*answer("04", "linear_decay", code), seconds=1.0)
    assert time.perf_counter() - start < 10


def test_the_search_leaves_no_trace(answer, capsys):
    code = (
        "log = []\ndef l2(W):\n    log.append(1)\n    print(np.random.rand(), 'seen')\n    return (W**3).sum(), 2 * W\n"
    )
    known, probe, f, got = answer("08", "l2", code)
    capsys.readouterr()
    calls, states = len(f.__globals__["log"]), (np.random.get_state()[1].copy(), random.getstate())
    found = pinpoint(known, probe, f, got, seconds=LONG)
    assert found and found.line == 5
    assert len(f.__globals__["log"]) == calls
    assert np.array_equal(np.random.get_state()[1], states[0]) and random.getstate() == states[1]
    assert capsys.readouterr() == ("", "")


def test_work_aside_that_dies_hangs_or_eats_memory_gives_nothing():
    def hang():
        while True:
            pass

    start = time.perf_counter()
    assert aside(lambda: {"line": 3}, 1.0) == {"line": 3}
    assert aside(hang, 0.2) is None
    assert aside(lambda: 1 / 0, 1.0) is None
    if sys.platform == "linux":
        assert aside(lambda: len(np.ones(10**10)), 5.0) is None
    assert time.perf_counter() - start < 10


def test_edits_undo_themselves():
    import ast

    code = RMSPROP.format(weight="(1 - rho)", root="np.sqrt(s)")
    tree = ast.parse(code)
    before = ast.dump(tree)
    found = edits(tree)
    assert len(found) > 100 and found[0].cost <= found[-1].cost
    for edit in found:
        edit.apply().apply()
        assert ast.dump(tree) == before
