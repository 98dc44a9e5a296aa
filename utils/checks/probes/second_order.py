"""Probes of notebook 05."""

import numpy as np

from utils.checks.observe import raised
from utils.checks.probes._arrays import after_overwriting
from utils.checks.probes._errors import listed

METHODS = ("newton", "bfgs", "lbfgs", "adam", "momentum")


def taylor(f, rng):
    for n in (3, 1, 4):
        f0, g, d = rng.normal(), _numbers(rng, n), _numbers(rng, n)
        for order in (1, 2):
            yield f"model of order {order} for n = {n}", f(f0, g, _symmetric(rng, n), d, order)
    yield "model of order 2 where it was measured", f(rng.normal(), g, _symmetric(rng, n), np.zeros(n), 2)
    for order in (0, 3):
        yield f"order {order} raises", raised(f, 1.0, g, np.eye(n), d, order)


def num_hessian(f, rng):
    for n in (3, 1, 4):
        H, b = _symmetric(rng, n), rng.normal(size=n)
        yield f"Hessian of a quadratic, n = {n}", f(lambda x, H=H, b=b: H @ x - b, rng.normal(size=n)), 1e-6
    a = rng.uniform(0.5, 1.5, 3)

    def slope(x):
        return a * np.exp(a @ x) + 4 * x**3

    yield "Hessian of a curved function, default h", f(slope, rng.uniform(-0.5, 0.5, 3)), 1e-6
    for h in (0.3, 0.1):
        yield f"Hessian of a curved function, h = {h}", f(slope, rng.uniform(-0.5, 0.5, 3), h)
    yield "Hessian at a point of ints", f(slope, rng.integers(-1, 1, 3), 1e-4), 1e-5
    yield "Hessian at a list", f(slope, [0.5, -0.5, 0.0], 1e-4), 1e-5


def hvp(f, rng):
    for n in (3, 1):
        H, b, x, v = _symmetric(rng, n), rng.normal(size=n), rng.normal(size=n), 3 * rng.uniform(0.5, 1, size=n)
        yield f"a quadratic, n = {n}", f(lambda x, H=H, b=b: H @ x - b, x, v), 1e-6
    a, x, v = rng.uniform(0.5, 1.5, 3), rng.uniform(0.2, 0.6, 3), rng.uniform(1, 2, 3)

    def slope(x):
        return a * np.exp(a @ x) + 4 * x**3

    for h in (0.3, 0.1):
        yield f"a bent function, h = {h}", f(slope, x, v, h)
        yield f"a bent function, h = {h}, a long v", f(slope, x, 10 * v, h=h)
    yield "default h", f(slope, x, v), 1e-4
    yield "v = 0", f(slope, x, np.zeros(3))


def sharpness(f, rng):
    for name, values in (
        ("bowl", [5.0, 1, 0.5]),
        ("dome", [-4.0, 1, 0.2]),
        ("steep bowl", [2e4, 50, 3]),
        ("flat bowl", [1e-4, 1e-6]),
    ):
        Q = np.linalg.qr(rng.normal(size=(len(values), len(values))))[0]
        H = (Q * np.array(values) * rng.uniform(1, 1.5)) @ Q.T
        yield f"a {name}, n = {len(values)}", np.float64(f(lambda v, H=H: H @ v, len(values), rng)) / values[0]
    crossed = np.array([[2.0, -2.0], [-2.0, 2.0]]) * rng.uniform(1, 2)
    yield "eigenvector (1, -1)", f(lambda v: crossed @ v, 2, rng)
    yield "eigenvector (0, 1)", f(lambda v: np.array([1.0, 3.0]) * v, 2, rng)
    yield "a Hessian of zeros", f(np.zeros_like, 3, rng)
    for iters in (7, 30):
        vectors = []
        f(lambda v, vectors=vectors: vectors.append(v) or np.array([3.0, 1.0]) * v, 2, rng, iters)
        yield f"products, iters = {iters}, are about that many", "yes" if iters <= len(vectors) <= iters + 2 else "no"
        short = all(abs(np.linalg.norm(v) - 1) < 1e-6 for v in vectors)
        yield f"vectors, iters = {iters}, have length 1", "yes" if short else "no"


def newton_step(f, rng):
    for n, kind in ((3, "a bowl"), (1, "a bowl"), (4, "a saddle"), (2, "a dome")):
        signs = {"a bowl": np.ones(n), "a saddle": (-1.0) ** np.arange(n), "a dome": -np.ones(n)}[kind]
        H = _turned(rng, signs * rng.uniform(0.5, 20, n))
        yield f"step on {kind}, n = {n}", f(rng.normal(size=n), _numbers(rng, n), H)
    yield "step where the slope is zero", f(rng.normal(size=3), np.zeros(3), _turned(rng, [1.0, 2.0, 3.0]))
    yield "step from a point of ints", f(np.array([3, -1]), np.array([1.0, 0.5]), _turned(rng, [2.0, 7.0]))


def damped_newton(f, rng):
    H, b = _turned(rng, rng.uniform(1, 9, 3)), rng.normal(size=3)
    bowl = (lambda x: x @ H @ x / 2 - b @ x), (lambda x: H @ x - b), (lambda x: H)
    yield "trajectory in a bowl", f(*bowl, rng.normal(size=3)), 1e-6
    yield "trajectory from the bottom of a bowl", f(*bowl, np.linalg.solve(H, b)), 1e-6
    yield "trajectory of no steps", f(*bowl, [1, 2, 3], 0)
    turn, deep = np.linalg.qr(rng.normal(size=(2, 2)))[0], rng.uniform(2.5, 5)
    well = _well(turn, deep)
    start = turn @ np.array([rng.uniform(1, 2), rng.uniform(0.1, 0.2)])
    traj = np.asarray(f(*well, start), dtype=float)
    yield "first step on a double well, from its ridge", traj[1] if len(traj) > 1 else "there is none"
    yield from _manners("a double well", traj, *well)
    yield "start and first step from ints on its ridge", np.asarray(f(*_well(np.eye(2), deep), [1, 0], 1))
    yield from _far(f, rng)
    yield from _top(f, rng)
    saddle, start = _saddle(), rng.uniform(0.1, 0.2, 2)
    yield "start and first step on a saddle where the diagonal of H is positive", np.asarray(f(*saddle, start, 1))
    for name, curve, slope in (("hardly curved downward", -rng.uniform(0.02, 0.05), 0.0), ("flat one way", 0.0, 0.1)):
        yield f"start and first step on a sheet that is {name}", np.asarray(f(*_sheet(curve, slope), start, 1))
    valley = _valley()
    heights = [valley[0](x) for x in np.asarray(f(*valley, [-1.2, 1.0], 5), dtype=float)]
    yield "five steps in a curved valley: it never climbs", bool(np.all(np.diff(heights) <= 1e-12))
    near = np.linalg.solve(H, b + 0.25)
    yield "rows where each component of the slope is 0.25 and tol is 0.3", len(f(*bowl, near, 50, 0.3))
    yield "rows where the gradient has the wrong sign", len(f(bowl[0], lambda x: b - H @ x, bowl[2], b + 5))


def bfgs_update(f, rng):
    for n in (3, 1, 4):
        Hinv, s = _spd(rng, n), rng.normal(size=n)
        yield f"new estimate, n = {n}", f(Hinv, s, _spd(rng, n) @ s)
    s = np.array([1.0, 0.0, 0.0])
    yield "new estimate after a step along one axis", f(_spd(rng, 3), s, rng.uniform(1, 2, 3))
    yield "new estimate after a tiny step", f(_spd(rng, 3), 1e-7 * s, 1e-7 * rng.uniform(1, 2, 3))
    for name, slope in (("falls", -rng.uniform(1, 2)), ("stays", 0.0), ("hardly rises", 1e-12)):
        y = np.array([slope, *rng.uniform(1, 2, 2)])
        yield f"estimate where the slope along the step {name}", f(_spd(rng, 3), s, y)
    yield "your Hinv, after you have overwritten the estimate that is kept", after_overwriting(f, np.eye(3), s, -s)


def lbfgs_direction(f, rng):
    yield "direction without pairs", f(_numbers(rng, 3), [], [])
    for n, m in ((3, 1), (4, 2), (5, 4), (1, 3)):
        S, Y = _pairs(rng, n, m)
        yield f"direction in {n} dimensions with {m} pairs", f(_numbers(rng, n), S, Y)
    S, Y = _pairs(rng, 4, 4)
    for which in (1, 3):
        bad = [-y if i == which else y for i, y in enumerate(Y)]
        yield f"direction where pair {which + 1} of 4 has y's < 0", f(rng.normal(size=4), S, bad)
    flat = [Y[0], np.zeros(4)]
    yield "direction where pair 2 of 2 has y = 0", f(rng.normal(size=4), S[:2], flat)
    yield "direction where the only pair has y's < 0", f(rng.normal(size=4), S[:1], [-Y[0]])


def memory_bytes(f, rng):
    n, m = (int(k) for k in rng.integers(50, 1000, 2))
    for method in METHODS:
        yield f"bytes of {method!r}", f(n, method)
        yield f"bytes of {method!r} with m given", f(n, method, m)
    yield "bytes of 'newton' at 1e8", f(10**8, "newton")
    yield "an unknown method raises", raised(f, n, "sgd")
    yield "a part of a method's name raises", raised(f, n, "bfg")
    yield "its message lists", listed(f, METHODS, n, "sgd")


def _manners(name, traj, height, grad, hess):
    """What every good trajectory of `damped_newton` has; the exact points are left to the method."""
    heights = np.array([height(x) for x in traj])
    yield f"{name}: it never climbs", bool(np.all(np.diff(heights) <= 1e-12))
    yield f"{name}: largest slope at the end is below 1e-6", bool(np.abs(grad(traj[-1])).max() < 1e-6)
    yield f"{name}: it ends in a minimum", bool(np.linalg.eigvalsh(hess(traj[-1]))[0] > 0)
    yield f"{name}: it is there within 20 steps", len(traj) <= 21


def _far(f, rng):
    """Far out on log cosh and a slope, where a whole step is much too long."""
    c = rng.uniform(0.5, 2, 2)

    def height(x):
        return float(np.sum(np.log(np.cosh(c * x)))) + x @ x / 1000

    def grad(x):
        return c * np.tanh(c * x) + x / 500

    def hess(x):
        return np.diag(c**2 / np.cosh(c * x) ** 2 + 1 / 500)

    start = np.array([3.0, 4.0]) / c
    traj = np.asarray(f(height, grad, hess, start), dtype=float)
    yield "first step from far out", traj[1] if len(traj) > 1 else "there is none"
    yield from _manners("from far out", traj, height, grad, hess)
    yield "rows with steps=3 from far out", len(f(height, grad, hess, start, 3))
    rough = np.asarray(f(height, grad, hess, start / 8, 50, 0.3), dtype=float)
    yield "from nearer: largest slope at the end is below a tol of 0.3", bool(np.abs(grad(rough[-1])).max() <= 0.3)
    yield "from nearer: a tol of 0.3 ends it early", bool(np.abs(grad(rough[-1])).max() > 1e-4)


def _top(f, rng):
    """Near a maximum in two dimensions, where the determinant of H is positive."""
    turn = np.linalg.qr(rng.normal(size=(2, 2)))[0]

    def height(x):
        return float(np.sum(np.cos(turn.T @ x) * [1.0, 1.5]))

    def grad(x):
        return turn @ (-np.sin(turn.T @ x) * [1.0, 1.5])

    def hess(x):
        return turn @ np.diag(-np.cos(turn.T @ x) * [1.0, 1.5]) @ turn.T

    traj = np.asarray(f(height, grad, hess, turn @ rng.uniform(0.2, 0.4, 2)), dtype=float)
    yield "first step from near a top, in two dimensions", traj[1] if len(traj) > 1 else "there is none"
    yield "from near a top: it ends in a minimum", bool(np.linalg.eigvalsh(hess(traj[-1]))[0] > 0)


def _saddle():
    A = np.array([[3.0, 4.5], [4.5, 3.0]])
    return (
        lambda x: x @ A @ x / 2 + float(np.sum(x**4)) / 4,
        lambda x: A @ x + x**3,
        lambda x: A + np.diag(3 * x**2),
    )


def _sheet(curve, slope):
    """A trough, along whose floor the height has this curvature and, at 0, this slope."""
    return (
        lambda x: x[0] ** 2 + curve * x[1] ** 2 / 2 + slope * x[1],
        lambda x: np.array([2 * x[0], curve * x[1] + slope]),
        lambda x: np.diag([2.0, curve]),
    )


def _valley():
    """Rosenbrock's."""

    def height(x):
        return 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2

    def grad(x):
        across = 200 * (x[1] - x[0] ** 2)
        return np.array([-2 * x[0] * across - 2 * (1 - x[0]), across])

    def hess(x):
        return np.array([[1200 * x[0] ** 2 - 400 * x[1] + 2, -400 * x[0]], [-400 * x[0], 200.0]])

    return height, grad, hess


def _well(turn, deep):
    """A double well in the second of the turned coordinates, a bowl in the first."""

    def height(x):
        u, v = turn.T @ x
        return u**2 / 2 + deep * (v**4 / 4 - v**2 / 2)

    def grad(x):
        u, v = turn.T @ x
        return turn @ np.array([u, deep * (v**3 - v)])

    def hess(x):
        v = (turn.T @ x)[1]
        return turn @ np.diag([1.0, deep * (3 * v**2 - 1)]) @ turn.T

    return height, grad, hess


def _numbers(rng, n):
    """Of very different size, with an exact zero among them where there is room."""
    x = rng.choice([-1.0, 1.0], n) * 10 ** rng.uniform(-1, 1, n)
    x[-1] *= n < 3
    return x


def _symmetric(rng, n):
    A = rng.normal(size=(n, n))
    return A + A.T


def _spd(rng, n):
    return _turned(rng, rng.uniform(0.5, 5, n))


def _turned(rng, eigenvalues):
    """A symmetric matrix with these eigenvalues and random eigenvectors."""
    Q, _ = np.linalg.qr(rng.normal(size=(len(eigenvalues),) * 2))
    H = Q @ np.diag(eigenvalues) @ Q.T
    return (H + H.T) / 2


def _pairs(rng, n, m):
    """Steps, and changes of gradient from one bowl."""
    H = _spd(rng, n)
    S = [rng.normal(size=n) for _ in range(m)]
    return S, [H @ s for s in S]
