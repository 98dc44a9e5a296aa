"""Probes of notebook 01."""

import numpy as np

from utils.checks.observe import raised

MARGIN = 5.4 * np.sqrt(2)
"""5.4 standard errors of the difference of two estimates: another order of drawing is no mistake."""


def quadratic(f, rng):
    for n in (3, 1, 4):
        x, b = rng.normal(size=(2, n))
        x[-1] *= n > 1
        value, g = f(x, _symmetric(rng, n), b)
        yield f"f for n = {n}", value
        yield f"g for n = {n}", g
    value, g = f(np.zeros(2), np.diag([1e-3, 50.0]), np.array([0.0, rng.uniform(1, 2)]))
    yield "f at the origin", value
    yield "g at the origin", g


def gd(f, rng):
    H, b = _turned(rng, [0.0, 1e-3, 1.0, rng.uniform(20, 30)]), np.array([0.0, 0.0, 1.0, -1.0])
    for lr, steps in ((0.03, 5), (0.05, 4)):
        traj = f(lambda x: H @ x - b, rng.normal(size=4), lr, steps)
        yield f"trajectory with lr={lr}, steps={steps}", traj
    yield "trajectory on a curved slope", f(lambda x: x**3 - x, rng.normal(size=2), 0.1, 6)
    start = rng.integers(2, 9, 3)
    yield "trajectory from a start of ints", f(lambda x: x / 3, start, 0.4, 4)
    yield "trajectory from a list", f(lambda x: 2 * x, [3, -1], 0.3, 4)
    rest = f(lambda x: x, np.array([1.5]), 0.1, 0)
    yield "shape of the trajectory of no steps", np.shape(rest)
    yield "numbers in the trajectory of no steps", np.ravel(rest)


def lr_facts(f, rng):
    for n in (2, 4):
        facts = f(_turned(rng, np.geomspace(0.5, rng.uniform(4, 40), n)))
        for name in ("kappa", "lr_max", "lr_opt", "rate"):
            yield f"{name} for n = {n}", facts[name]
    yield "kappa of a diagonal H, its entries out of order", f(np.diag([3.0, 0.7, 2.0]))["kappa"]
    yield "lr_opt of a round bowl", f(np.diag([4.0, 4.0]))["lr_opt"]
    yield "kappa for n = 1", f(np.array([[3.0]]))["kappa"]
    yield "with one negative eigenvalue it raises", raised(f, _turned(rng, [-1.0, 2.0, 3.0]))
    yield "with two negative eigenvalues it raises", raised(f, _turned(rng, [-1.0, -2.0, 3.0]))
    yield "with an eigenvalue of zero it raises", raised(f, np.diag([2.0, 0.0, 1.0]))
    yield "with an H that is not symmetric it raises", raised(f, np.array([[2.0, 1.0], [0.0, 2.0]]))


def sign_flips(f, rng):
    bounce = (-0.9) ** np.arange(9)
    pause = np.array([0, 1, 1, 0, 0, 0, 2, 2, 1], dtype=float)
    drift = np.cumsum(rng.choice([-1.0, 0.5, 2.0], 9))
    turns = np.array([1, 0, 2, 0, 3, 0, 4, 0, 5], dtype=float)
    traj = np.stack([10 + bounce, pause, drift, np.linspace(-2, 2, 9), turns], axis=1)
    names = ("bouncing above zero", "with pauses", "with a drift", "that crosses zero once, straight")
    for axis, name in enumerate((*names, "that turns at zero")):
        yield f"bounces of a coordinate {name}", f(traj, axis)
    for name, way in (("up", 1.0), ("down", -1.0)):
        rests = way * np.array([[0.0], [1.0], [1.0], [2.0], [2.0], [2.0], [3.0]])
        yield f"bounces of a coordinate that rests on its way {name}", f(rests, 0)
    yield "bounces of a coordinate that never moves", f(np.ones((5, 2)), 1)
    yield "bounces on a long walk", f(np.cumsum(rng.normal(size=(40, 2)), axis=0), int(rng.integers(2)))
    yield "bounces of one step", f(rng.normal(size=(2, 1)), 0)
    yield "bounces of tiny moves", f(1e-9 * rng.normal(size=(12, 2)), 1)


def classify(f, rng):
    cases = {
        "a bowl": [1.0, 3.0, 0.2],
        "a dome": [-1.0, -3.0, -0.2],
        "a dome of two": [-1.0, -2.0],
        "two up, two down": [1.0, 2.0, -1.0, -2.0],
        "one down of three": [4.0, 3.0, -0.1],
        "a trough (one zero, the rest up)": [1.0, 1e-10, 2.0],
        "an upturned trough": [-1.0, -1e-10],
        "up, down and zero": [1.0, 1e-10, -1.0],
        "nothing but zeros": [0.0, 0.0],
        "nothing but rounding errors": [1e-10, -1e-10],
    }
    for name, eigenvalues in cases.items():
        yield f"kind of {name}", f(_turned(rng, eigenvalues))
    yield "kind of ones on the diagonal, 3 beside", f(np.array([[1.0, 3.0], [3.0, 1.0]]))
    yield "kind of a number", f(np.array([[2.5]]))
    for tol in (1e-2, 1e-5):
        yield f"kind with eigenvalue 1e-3 and tol={tol}", f(_turned(rng, [1.0, 1e-3]), tol)
        yield f"kind with eigenvalues 1, -1e-3 and tol={tol}", f(_turned(rng, [1.0, -1e-3, 2.0]), tol)
    yield "kind with eigenvalues 300, 0.05 and tol=0.01", f(_turned(rng, [300.0, 0.05]), 1e-2)
    yield "kind with an eigenvalue of exactly tol", f(np.diag([1.0, 0.5]), 0.5)
    yield "kind with an eigenvalue of exactly -tol", f(np.diag([-1.0, -0.5]), 0.5)
    yield "kind with an eigenvalue of zero and tol=0", f(np.diag([1.0, 0.0]), 0)


def saddle_fraction(f, rng):
    chance, one, two, used = _generators(rng)
    yield "share for n = 1", f(1, 50, chance)
    yield "the share of one trial is 0 or 1", float(f(3, 1, chance)) in (0, 1)
    for n, exact in ((2, 1 / np.sqrt(2)), (3, 1 / 2 + np.sqrt(2) / np.pi)):
        error = np.sqrt(exact * (1 - exact) / 12_000)
        yield f"share for n = {n}", f(n, 12_000, chance), MARGIN * error
    first, second = ([float(f(2, 1000, r)) for _ in range(6)] for r in (one, two))
    yield "the same generator gives the same shares", first == second
    yield "the next draws give another share", len(set(first)) > 1
    yield "the generator you were given was used", _state(one) != _state(used)


def minibatch_grad(f, rng):
    X, y, w = rng.normal(size=(12, 3)), rng.normal(size=12), rng.normal(size=3)
    X[:, 1] *= 100
    y[5], X[5, 0] = 0.0, 0.0
    yield "gradient of 4 rows", f(X, y, w, rng.permutation(12)[:4])
    yield "gradient of one row", f(X, y, w, np.array([5]))
    yield "gradient of all rows", f(X, y, w, np.arange(12))
    yield "gradient with repeated rows", f(X, y, w, np.array([2, 7, 2, 2, 0]))
    yield "gradient with idx a list", f(X, y, np.zeros(3), [1, 3, 8])
    yield "gradient with one column", f(X[:, :1], y, w[:1], rng.integers(0, 12, 20))


def grad_noise(f, rng):
    chance, one, two, used = _generators(rng)
    sizes = ((12, 5, 6, 400), (2, 1, 1, 200), (8, 6, 8, 400), (4, 2, 40, 200), (60, 8, 3, 300))
    draw = rng.normal
    problems = [(draw(size=(N, d)), draw(size=N), 0.3 * draw(size=d)) for N, d, _, _ in sizes]
    for (X, y, w), (N, d, B, reps) in zip(problems, sizes, strict=True):
        noise, where = f(X, y, w, B, reps, chance), f"N = {N}, d = {d}, B = {B}"
        yield f"noise with {where}", noise, MARGIN * _noise_error(X, y, w, B, reps)
        yield f"there is noise with {where}", float(noise) > 1e-12
    yield "noise where all examples are equal", f(np.tile(X[0], (9, 1)), np.full(9, 2.0), w, 2, 5, chance)
    first, second = (float(f(X, y, w, 2, 5, r)) for r in (one, two))
    yield "the same generator gives the same noise", first == second
    yield "the next draws give another noise", abs(first - float(f(X, y, w, 2, 5, one))) > 1e-12
    yield "the generator you were given was used", _state(one) != _state(used)
    plain, double, _ = _generators(rng)[1:]
    wide = float(f(2 * X, 2 * y, w, 8, 100, double)) / max(float(f(X, y, w, 8, 100, plain)), 1e-12)
    yield "the noise grows sixteenfold, not fourfold, when inputs and targets double", wide > 8


def _generators(rng):
    """A generator, and three equal ones."""
    one, other = (int(seed) for seed in rng.integers(10**6, size=2))
    return [np.random.default_rng(seed) for seed in (one, other, other, other)]


def _symmetric(rng, n):
    A = rng.normal(size=(n, n))
    return A + A.T


def _turned(rng, eigenvalues):
    """A symmetric matrix with these eigenvalues and random eigenvectors."""
    Q, _ = np.linalg.qr(rng.normal(size=(len(eigenvalues),) * 2))
    H = Q @ np.diag(eigenvalues) @ Q.T
    return (H + H.T) / 2


def _state(rng):
    return str(rng.bit_generator.state)


def _noise_error(X, y, w, B, reps):
    """Standard error of the trace of the covariance of `reps` minibatch gradients."""
    single = X * (X @ w - y)[:, None]
    single = single - single.mean(axis=0)
    spread = 2 * np.sum((single.T @ single / len(y)) ** 2) / B**2
    fourth = max(0.0, np.var(np.sum(single**2, axis=1)) - spread * B**2) / B**3
    return np.sqrt((spread + fourth) / (reps - 1))
