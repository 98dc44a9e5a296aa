"""The line search keeps its two promises, counts what it spends, and knows when to give up."""

import numpy as np
import pytest
from scipy.optimize import rosen, rosen_der

from utils.line_search import minimise, strong_wolfe

BOWL = np.geomspace(1, 1e4, 8)
FUNCTIONS = {
    "bowl": lambda x: (x @ (BOWL * x) / 2, BOWL * x),
    "quartic": lambda x: (np.sum(x**4), 4 * x**3),
    "log cosh": lambda x: (np.sum(np.log(np.cosh(x))), np.tanh(x)),
    "double well": lambda x: (np.sum(x**4 / 4 - x**2 / 2), x**3 - x),
    "Rosenbrock": lambda x: (rosen(x), rosen_der(x)),
    "waves": lambda x: (np.sum(np.sin(7 * x) + x**2), 7 * np.cos(7 * x) + 2 * x),
}


def steepest(g, S, Y):
    return -g


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("c2", [0.1, 0.9])
@pytest.mark.parametrize("first", [1e-6, 1.0, 100.0])
def test_the_step_satisfies_both_strong_wolfe_conditions(name, c2, first):
    rng = np.random.default_rng([len(name), round(10 * c2)])
    for _ in range(20):
        x = rng.normal(size=8)
        f, g = FUNCTIONS[name](x)
        p = -g * rng.uniform(0.1, 1, 8)
        found = strong_wolfe(FUNCTIONS[name], x, p, f, g, step=first, c2=c2, limit=100)
        f_new, g_new = FUNCTIONS[name](x + found.step * p)
        assert found.ok and found.step > 0
        assert found.f == f_new and np.array_equal(found.grad, g_new)
        assert f_new <= f + 1e-4 * found.step * (g @ p)
        assert abs(g_new @ p) <= c2 * abs(g @ p)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_evaluation_is_counted(name):
    calls = []

    def spy(x):
        calls.append(x)
        return FUNCTIONS[name](x)

    x = np.linspace(-2, 2, 8)
    f, g = FUNCTIONS[name](x)
    assert strong_wolfe(spy, x, -g, f, g, step=50.0).evaluations == len(calls)
    calls.clear()
    run = minimise(spy, x, steepest, limit=50)
    assert run.evaluations == len(run.heights) == len(calls)


def test_a_good_first_step_costs_one_evaluation():
    x = np.array([3.0, -1.0])
    assert strong_wolfe(lambda x: (x @ x / 2, x), x, -x, x @ x / 2, x).evaluations == 1


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize("fall", [lambda x: (-x[0], -np.ones(1)), lambda x: (-np.exp(x[0]), -np.exp(x))])
def test_an_unbounded_function_ends_the_search_with_the_best_step_seen(fall):
    f, g = fall(np.zeros(1))
    found = strong_wolfe(fall, np.zeros(1), np.ones(1), f, g)
    assert not found.ok and found.evaluations <= 25
    assert np.isfinite(found.f) and found.f < f
    assert not minimise(fall, np.zeros(1), steepest, limit=200).converged


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_function_that_is_never_finite_gives_step_zero(bad):
    g = np.array([1.0])
    found = strong_wolfe(lambda x: (bad, x), np.zeros(1), -g, 5.0, g)
    assert (found.step, found.f, found.ok) == (0.0, 5.0, False)
    assert found.evaluations <= 25 and found.grad is g


def test_a_cliff_of_nan_is_walked_around():
    def bowl(x):
        return ((x[0] - 0.9) ** 2 if x[0] < 1 else np.nan), 2 * (x - 0.9)

    f, g = bowl(np.zeros(1))
    found = strong_wolfe(bowl, np.zeros(1), -g, f, g, step=10.0)
    assert found.ok and 0 < found.step * -g[0] < 1


@pytest.mark.parametrize("p", [np.ones(2), np.zeros(2), np.full(2, np.nan)])
def test_a_direction_that_does_not_lead_down_costs_nothing(p):
    found = strong_wolfe(FUNCTIONS["quartic"], np.ones(2), p, 2.0, 4 * np.ones(2))
    assert (found.step, found.evaluations, found.ok) == (0.0, 0, False)


def test_minimise_reaches_the_bottom_and_never_climbs():
    run = minimise(FUNCTIONS["log cosh"], np.array([3.0, -5.0]), steepest)
    assert run.converged and np.allclose(run.x, 0, atol=1e-7)
    heights = [FUNCTIONS["log cosh"](x)[0] for x in run.points]
    assert np.all(np.diff(heights) <= 0)
    assert run.evaluations_to(heights[1]) <= run.evaluations
    with pytest.raises(ValueError, match="evaluations_to"):
        run.evaluations_to(-1.0)


def test_minimise_keeps_the_newest_pairs_and_leaves_the_start_alone():
    start, seen = np.full(8, 2), []

    def watch(g, S, Y):
        seen.append((len(S), len(Y)))
        return -g

    run = minimise(FUNCTIONS["bowl"], start, watch, memory=3, limit=60)
    assert seen[:5] == [(0, 0), (1, 1), (2, 2), (3, 3), (3, 3)]
    assert np.array_equal(run.points[0], np.full(8, 2.0)) and start.dtype == int
