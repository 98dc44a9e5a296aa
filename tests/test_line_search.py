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


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("limit", [4, 8, 30])
def test_a_search_ends_at_the_lowest_step_that_is_low_enough(name, limit):
    """So flat a place is asked for that most searches give up: what they return must still be the best that was seen."""
    for seed in range(40):
        rng = np.random.default_rng(seed)
        x, heights = rng.normal(size=8), {}
        f, g = FUNCTIONS[name](x)
        p = -g * rng.uniform(0.1, 1, 8)

        def spy(y, x=x, p=p, heights=heights):
            heights[(y - x) @ p / (p @ p)] = FUNCTIONS[name](y)[0]
            return FUNCTIONS[name](y)

        found = strong_wolfe(spy, x, p, f, g, step=rng.choice([0.05, 1.0]), c2=1e-3, limit=limit)
        low_enough = [height for step, height in heights.items() if height <= f + 1e-4 * step * (g @ p)]
        assert found.f == min([f, *low_enough])


@pytest.mark.parametrize("bottom", [0.02, 0.09, 0.11, 0.3, 0.5, 0.7, 0.89, 0.91, 0.98])
def test_the_first_narrowing_is_at_the_cubics_minimum_unless_that_lies_near_an_end(bottom):
    """On a cubic with its minimum there; the slope is (x - bottom)(x + 1), and the first step of 1 goes too far."""
    seen = []

    def cubic(x):
        seen.append(x[0])
        return x[0] ** 3 / 3 + (1 - bottom) * x[0] ** 2 / 2 - bottom * x[0], (x - bottom) * (x + 1)

    f, g = cubic(np.zeros(1))
    strong_wolfe(cubic, np.zeros(1), np.ones(1), f, g, c2=1e-6, c1=1e-7, limit=2)
    assert np.allclose(seen, [0, 1, bottom if 0.1 < bottom < 0.9 else 0.5])


@pytest.mark.parametrize("scale", [1.0, 1e3, 1e6])
def test_the_first_step_of_a_run_is_short_and_later_ones_start_at_one(scale):
    seen = []

    def bowl(x):
        seen.append(x)
        return scale * x @ x / 2, scale * x

    start = np.array([3.0, -4.0])
    minimise(bowl, start, lambda g, S, Y: -g if not S else -g / scale, limit=3)
    assert np.abs(seen[1] - seen[0]).sum() == pytest.approx(min(1.0, 7 * scale))
    assert np.allclose(seen[2], 0), "Newton's step, tried whole"


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
