"""Probes of notebook 06."""

from hashlib import sha256

import numpy as np

from utils.checks.observe import raised
from utils.checks.probes._errors import listed

ROUNDING = 1e-6
"""Absolute tolerance of relative errors: every order of algebra rounds in its own way."""


def num_grad(f, rng):
    c = np.array([1e-3, 0.0, 10.0, rng.uniform(0.5, 2)])
    yield "slopes of a sum of cubes", f(lambda x: float(np.sum(c * x**3)), _away(rng, (4,)))
    yield "the same with h = 1e-2", f(lambda x: float(np.sum(c * x**3)), _away(rng, (4,)), h=1e-2)
    A = rng.normal(size=(2, 2))
    yield "slopes at a matrix", f(lambda W: float(np.sum((A @ W) ** 2)), rng.normal(size=(2, 3)))
    yield "product of all, h = 0.1", f(lambda x: float(np.prod(x) + np.prod(x**2)), _away(rng, (3,)), 0.1)
    yield "slope at a single number", f(lambda x: float(np.exp(x)), np.array(rng.uniform(0.5, 1.5)))
    yield "slopes at ints", f(lambda x: float(np.sum(x**2) + x[0] * x[1]), rng.integers(1, 5, 3))
    yield "slopes at float32", f(lambda x: float(np.sum(c[:3] * x**2)), _away(rng, (3,)).astype(np.float32))


def rel_error(f, rng):
    a, b = _away(rng, (3,)), _away(rng, (3,))
    yield "close gradients", f(a, a * np.array([1.0, 1 + 1e-3, 1 - 1e-2]))
    yield "the two swapped", f(a * np.array([1.0, 1 + 1e-3, 1 - 1e-2]), a)
    yield "the first far larger", f(1e3 * a, b)
    yield "the second far larger", f(a, -1e3 * b)
    yield "very different sizes", f(np.array([1e3, 1e-3]), np.array([1e3 + 1e-2, 1.1e-3]))
    yield "opposite signs", f(a, -a)
    yield "the first larger by a little everywhere", f(1.01 * np.abs(a), np.abs(a))
    yield "the second larger by a little everywhere", f(np.abs(a), 1.01 * np.abs(a))
    yield "both zero, beside a difference", f(np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.1, 2.0]))
    yield "zero against something", f(np.zeros(2), np.array([1e-9, 0.0]))
    yield "both far below rounding", f(np.array([1e-13, 1.0]), np.array([-3e-14, 1.0]))
    yield "tiny, and closer still", f(np.array([2e-12, 1.0]), np.array([1.5e-12, 1.0]))
    yield "tiny, not rounding", f(np.array([2e-10, 1.0]), np.array([1e-10, 1.0]))
    yield "matrices", f(a[:, None] + b, b + 1.001 * a[:, None])
    yield "single numbers", f(np.array(a[0]), np.array(1.2 * a[0]))
    yield "no elements", f(np.zeros(0), np.zeros(0))


def grad_check(f, rng):
    params = {"W": _away(rng, (2, 3)), "s": _away(rng, ()), "b": _away(rng, (3,))}
    factors = {name: 10.0 ** rng.uniform(-1, 1, size=w.shape) for name, w in params.items()}
    factors["b"][1] = 0.0
    grads = _cubic_grads(params, factors)
    grads["W"][1, 0] *= 1.05
    grads["b"][0] *= -1
    errors = f(_cubic(factors), params, grads, 9, np.random.default_rng(0))
    for name in params:
        yield f"all coordinates: error of {name}", _rounded(errors[name]), ROUNDING
    yield "all coordinates: number of entries", len(errors)
    yield from _sampling(f, rng)
    yield from _chance(f, rng)
    yield (
        "float32 parameters raise",
        raised(f, _cubic(factors), params | {"b": params["b"].astype(np.float32)}, grads, 2, np.random.default_rng(0)),
    )
    noise = np.random.default_rng(int(rng.integers(10**6)))
    noisy = _cubic(factors)
    for size, loss in ((1.0, "with dropout"), (1e-7, "that differs in its seventh digit")):
        yield (
            f"a loss {loss} raises",
            raised(f, lambda p, s=size: noisy(p) + s * noise.normal(), params, grads, 2, np.random.default_rng(0)),
        )


def find_the_bug(f, rng):
    for k in (1, 2, 3):
        params, X, y = _case(k, rng)
        seen = f.run_remotely(_look_at, k, params, X, y)
        yield f"network {k}: the gradient you name is wrong", seen["wrong"]
        yield f"network {k}: the gradient you name", seen["name"]
        for name in params:
            yield f"network {k}, mended: gradient of {name}", seen["grads"].get(name, "missing")
        yield f"network {k}: parameters as they were", seen["unchanged"]
    for k in (4, 0, -1):
        yield f"network {k} raises", raised(f, k)


BUGS = ("zero_grad", "eval", "softmax_twice", "broadcast", "detached", "in_place", "shuffled", "low_rate", "summed")
NAMED = ("7feeeb407720", "75d15a7beb71", "67ac42d74256", "433a7f2f2056", "b810eca3cfcf", "e3e49d55da10")
"""Beginnings of the digests of what is to be said of each loop: a check that ships must not spell the answers."""


def name_the_bug(f, rng):
    for k, digest in enumerate(NAMED, start=1):
        word = f(k)
        if not isinstance(word, str) or word not in BUGS:
            yield f"the bug of loop {k}", "no word of the table"
        else:
            right = sha256(f"loop {k}: {word}".encode()).hexdigest().startswith(digest)
            yield f"the bug of loop {k}", "right" if right else f"not {word}"
    for k in (7, 0, -1):
        yield f"loop {k} raises", raised(f, k)


def expected_initial_loss(f, rng):
    for kind in ("softmax", "hinge"):
        for C in (10, 2):
            yield f"{kind}, {C} classes", f(kind, C)
        yield f"{kind}, a random number of classes", f(kind, int(rng.integers(11, 2000)))
    for kind in ("squared", "Softmax"):
        yield f"kind {kind!r} raises", raised(f, kind, 10)
    yield "its message lists", listed(f, ("softmax", "hinge"), "squared", 10)


def check_initial_loss(f, rng):
    C = int(rng.integers(5, 50))
    for kind, expected in (("softmax", float(np.log(C))), ("hinge", C - 1.0)):
        jittered, far = 0.09 * rng.uniform(0.5, 1), rng.uniform(0.12, 0.2)
        cases = {
            "a little above": jittered,
            "a little below": -jittered,
            "well above": far,
            "well below": -far,
            "twice": expected,
        }
        for where, gap in cases.items():
            yield f"{kind}, {where}", f(expected + gap, kind, C)
        yield f"{kind}, well above, tol = 0.5", f(expected + far, kind, C, tol=0.5)
        yield f"{kind}, well below, tol = 0.5", f(expected - far, kind, C, tol=0.5)
        yield f"{kind}, a little above, tol = 0.01", f(expected + jittered, kind, C, 0.01)
        yield f"{kind}, zero", f(0.0, kind, C)
    yield "hinge, at the upper edge", f(C - 1 + 0.25, "hinge", C, tol=0.25)
    yield "hinge, at the lower edge", f(C - 1 - 0.25, "hinge", C, tol=0.25)
    yield "hinge, tol = 0 and exactly right", f(C - 1.0, "hinge", C, tol=0)


def overfit_check(f, rng):
    sizes = (
        ("more data than needed", 40, {"steps": 14, "batches": 3, "batch": 4}),
        ("less data than asked for", 6, {"steps": 11, "batches": 3, "batch": 4}),
        ("too few updates to see all", 30, {"steps": 3, "batches": 4, "batch": 5}),
        ("default sizes", 400, {}),
        ("all can be learned", 12, {"steps": 5, "batches": 3, "batch": 4}),
    )
    for where, n, settings in sizes:
        X = np.stack([rng.permutation(n), rng.integers(0, 9, n)], axis=1).astype(float)
        X[:, 0] *= 7 if where == "all can be learned" else 1
        seen = f.run_remotely(_train, X, rng.integers(0, 5, n), settings)
        yield f"{where}: accuracy", seen["accuracy"]
        yield f"{where}: updates made", seen["updates"]
        yield f"{where}: largest regularization while training", seen["strength"]
        yield f"{where}: sizes of the first minibatches", seen["sizes"]
        yield f"{where}: first example of the first minibatches", seen["first"]


def update_ratio(f, rng):
    for shape in ((4,), (3, 2), (2, 2, 2), ()):
        before = _away(rng, shape)
        after = np.array(before + 10.0 ** rng.uniform(-3, 0, size=shape) * rng.choice([-1.0, 1.0], size=shape))
        yield f"ratio of an array of shape {shape}", f(before, after)
    before = rng.normal(size=5)
    yield "ratio of no update", f(before, before.copy())
    yield "ratio of a doubling", f(before, 2 * before)
    yield "ratio of a turn of signs", f(before, -before)
    yield "ratio of a step to zero", f(before, np.zeros(5))
    yield "ratio with zeros among the weights", f(np.array([0.0, 3.0, 0.0, 4.0]), np.array([0.0, 3.0, 1.0, 4.0]))
    yield "ratio of a bias that starts at zero", f(np.zeros(3), rng.normal(size=3))
    yield "ratio of zeros that stay", f(np.zeros((2, 2)), np.zeros((2, 2)))
    yield "zeros, a warning", f.run_remotely(_warns, np.zeros(2), np.array([0.0, 1.0]))


def _sampling(f, rng):
    """Which coordinates are moved, and how many, for arrays of very different size."""
    params = {"W": _away(rng, (15, 8)), "b": _away(rng, (12,)), "c": _away(rng, (2,))}
    factors = {name: np.ones(w.shape) for name, w in params.items()}
    grads = _cubic_grads(params, factors)
    errors, moved = _watched(f, params, factors, grads | {"W": 1.25 * grads["W"]}, 10, np.random.default_rng(5))
    for name in params:
        yield f"10 coordinates: error of {name}", _rounded(errors.get(name, "missing")), ROUNDING
        yield f"10 coordinates: how many of {name} are moved", len(moved[name])


def _rounded(error):
    """Errors below ROUNDING are noise, another on each machine."""
    return round(error, 6) if isinstance(error, float) else error


def _chance(f, rng):
    """Every coordinate gets its turn, and the generator decides."""
    params = {"v": _away(rng, (6,))}
    factors = {"v": np.ones(6)}
    grads, seed = _cubic_grads(params, factors), int(rng.integers(10**6))
    one, two, fresh = (np.random.default_rng(seed) for _ in range(3))
    first = [_watched(f, params, factors, grads, 3, one)[1]["v"] for _ in range(30)]
    second = [_watched(f, params, factors, grads, 3, two)[1]["v"] for _ in range(3)]
    yield "coordinates of 6 that 30 calls move", len(set().union(*first))
    yield "equal generators choose equally", first[:3] == second
    yield "the generator you were given was used", str(one.bit_generator.state) != str(fresh.bit_generator.state)


def _watched(f, params, factors, grads, n, rng):
    """The answer of `f`, and for each parameter the flat positions at which `loss` was asked elsewhere."""
    moved, loss = {name: set() for name in params}, _cubic(factors)
    kept = {name: w.copy() for name, w in params.items()}

    def watched(given):
        for name, w in kept.items():
            moved[name] |= set(np.flatnonzero(np.ravel(given[name]) != np.ravel(w)).tolist())
        return loss(given)

    return f(watched, params, grads, n, rng), moved


def _cubic(factors):
    return lambda params: float(sum(np.sum(c * np.asarray(params[name]) ** 3) for name, c in factors.items()))


def _cubic_grads(params, factors):
    return {name: np.asarray(3 * factors[name] * w**2) for name, w in params.items()}


def _away(rng, shape):
    """Well away from zero, both signs."""
    return np.asarray(rng.choice([-1.0, 1.0], size=shape) * rng.uniform(0.5, 1.5, size=shape))


def _case(k, rng):
    """Parameters, inputs and targets of network k, its sizes drawn."""
    n, d, hidden, out = (int(size) for size in rng.integers((6, 3, 3, 3), (8, 6, 6, 6)))
    shapes = {"W1": (d, hidden), "b1": (hidden,), "W2": (hidden, out), "b2": (out,)}
    shapes = {"W": (d, hidden), "b": (hidden,), "c": (d,)} if k == 3 else shapes
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    y = rng.integers(0, out, n) if k == 1 else rng.normal(size=(n, d if k == 3 else out))
    return params, rng.normal(size=(n, d)), y


def _look_at(f, k, params, X, y):
    """The answer for network k, whether that gradient is off, and the mended gradients."""
    import numpy as np

    space, name = f.__globals__, f(k)
    if f"fixed_backward_{k}" not in space:
        raise NameError(f"fixed_backward_{k} is not defined")
    wrong = "there is no such gradient"
    if isinstance(name, str) and name in params:
        direction = np.random.default_rng(0).normal(size=params[name].shape)
        ends = [space[f"loss_{k}"](params | {name: params[name] + h * direction}, X, y) for h in (1e-5, -1e-5)]
        given = np.sum(space[f"backward_{k}"](params, X, y)[name] * direction)
        wrong = "no" if abs((ends[0] - ends[1]) / 2e-5 - given) < 1e-6 else "yes"
    kept = {key: w.copy() for key, w in params.items()}
    grads = space[f"fixed_backward_{k}"](params, X, y)
    same = all(np.array_equal(kept[key], params[key]) for key in kept)
    grads = {str(key): np.array(g, dtype=float) for key, g in dict(grads).items()}
    return {"name": name, "wrong": wrong, "grads": grads, "unchanged": same}


def _warns(f, before, after):
    """Whether NumPy or Python warns of anything."""
    import warnings

    import numpy as np

    with warnings.catch_warnings(record=True) as seen, np.errstate(all="warn"):
        warnings.simplefilter("always")
        f(before, after)
    return len(seen) > 0


def _train(f, X, y, settings):
    """What a model sees of the check. It learns a label by meeting it unhindered, and every seventh never."""
    import numpy as np

    log = {"updates": 0, "strength": 0.0, "sizes": [], "first": []}

    class Model:
        def __init__(self):
            self.regularization, self.known = 0.5, {}

        def train_step(self, X, y):
            log["updates"] += 1
            log["strength"] = max(log["strength"], float(self.regularization))
            if log["updates"] <= 14:
                log["sizes"].append(len(y))
                log["first"].append(int(X[0, 0]) if len(y) else -1)
            if self.regularization == 0:
                self.known |= {int(row[0]): int(label) for row, label in zip(X, y, strict=True) if row[0] % 7 != 3}
            return 0.625

        def predict(self, X):
            return np.array([self.known.get(int(row[0]), -1) for row in X])

    return log | {"accuracy": f(Model, X, y, **settings)}
