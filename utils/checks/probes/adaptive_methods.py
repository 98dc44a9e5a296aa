"""Probes of notebook 03."""

import numpy as np

from utils.checks.observe import raised
from utils.checks.probes._arrays import after_overwriting
from utils.checks.probes._optimisers import apart, gradients, jittered, settings_label, train, weights

TINY = np.array([3e-8, -1e-8])
"""Gradients so small that the default eps counts."""
NAMES = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")


def adagrad_step(f, rng):
    yield from _walk(f, rng, "h", (3,), {})
    yield from _walk(f, rng, "h", (2, 2), {"h": rng.uniform(0.1, 2, size=(2, 2))}, eps=1e-2)
    yield from _walk(f, rng, "h", (), {}, eps=1e-2)
    yield from _edges(f, rng, "h")


def adagrad_lrs(f, rng):
    for steps, n in ((4, 3), (6, 1)):
        gs = np.stack(gradients(rng, (n,), -3, steps))
        for settings in ({}, {"eps": 1e-2}):
            lr = rng.uniform(0.1, 1)
            yield f"rates of {steps} steps, {settings_label(settings)}", f(gs, lr, **settings)


def rmsprop_step(f, rng):
    yield from _walk(f, rng, "s", (3,), {})
    start = {"s": rng.uniform(0.1, 2, size=(2, 2))}
    yield from _walk(f, rng, "s", (2, 2), start, rho=jittered(rng, 0.8), eps=1e-2)
    yield from _walk(f, rng, "s", (), {}, rho=jittered(rng, 0.6), eps=1e-2)
    yield from _edges(f, rng, "s")
    yield "rho = 0: w", f(*_one(rng), {"s": np.array([3.0, 0.5])}, 0.03, rho=0.0)[0]


def adam_step(f, rng):
    yield from _walk(f, rng, "mst", (3,), {})
    betas = {"b1": jittered(rng, 0.7), "b2": jittered(rng, 0.95)}
    yield from _walk(f, rng, "mst", (2, 2), _moments(rng, (2, 2)), **betas, eps=1e-2)
    yield from _walk(f, rng, "mst", (), {}, b1=jittered(rng, 0.8), b2=jittered(rng, 0.6), eps=1e-2)
    yield from _edges(f, rng, "mst")
    for zero in ("b1", "b2"):
        late = _moments(rng, (2,)) | {"t": 12}
        yield f"{zero} = 0, after 12 steps: w", f(*_one(rng), late, 0.03, **{zero: 0.0})[0]


def adamw_step(f, rng):
    yield from _walk(f, rng, "mst", (3,), {})
    betas = {"b1": jittered(rng, 0.7), "b2": jittered(rng, 0.95)}
    yield from _walk(f, rng, "mst", (2, 2), _moments(rng, (2, 2)), **betas, eps=1e-2, wd=jittered(rng, 0.7))
    yield from _walk(f, rng, "mst", (), {}, b1=jittered(rng, 0.8), wd=0.0)


def first_step_factor(f, rng):
    for b1, b2 in ((0.9, 0.999), (0.9, 0.9), (0.0, 0.99), (0.9, 0.0)):
        yield f"factor at b1 = {b1}, b2 = {b2}", f(b1, b2)
    for k, (b1, b2) in enumerate(rng.uniform(0.1, 0.9, size=(3, 2)).tolist(), start=1):
        yield f"factor at random betas, pair {k}", f(b1, b2)


def Adam(f, rng):
    yield from train(f, rng, [(3,), (3,), (2, 1)], {}, -3)
    betas = (jittered(rng, 0.7), jittered(rng, 0.9))
    yield from train(f, rng, [(2,), ()], {"lr": 0.05, "betas": betas, "eps": 1e-2}, -3)
    yield "a tiny gradient, default settings", f([np.array([3.0, -2.0])]).step([TINY])[0]
    yield from apart(f, rng, {"lr": 0.05})


def state_arrays(f, rng):
    for name in NAMES:
        yield f"state_arrays({name!r})", f(name)
    yield "an unknown name raises", raised(f, "newton")
    yield "a name in capitals raises", raised(f, "ADAM")
    message = f.run_remotely(_message, "newton")
    yield "names that the message leaves out", ", ".join(name for name in NAMES if name not in message) or "none"


def who_stalls(f, rng):
    yield from _members(f)


def who_is_sign_descent_at_step_one(f, rng):
    yield from _members(f)


def clip_by_norm(f, rng):
    shapes = ((2, 3), (4,), ())
    grads = [np.asarray(rng.normal(size=shape)) for shape in shapes]
    norm = np.sqrt(sum(float(np.sum(g**2)) for g in grads))
    shares = {"far above c": 0.2, "a little above c": 0.95, "a little below c": 1.05, "far below c": 40.0}
    for label, share in shares.items():
        for k, g in enumerate(f([g.copy() for g in grads], share * norm), start=1):
            yield f"norm {label}: array {k}", g
    yield "one array, c = 2", f([rng.uniform(3, 4, size=3)], 2.0)[0]
    yield "all zeros", f([np.zeros(2), np.zeros((1, 2))], 0.5)[1]
    for label, c in (("above", 0.1), ("below", 100.0)):
        unharmed = f.run_remotely(_overwritten, np.ones(2), c)
        yield f"norm {label} c: your array, after you have overwritten the new ones", unharmed


def orthogonalise(f, rng):
    for shape in ((3, 3), (2, 4), (4, 2), (1, 1)):
        G = rng.uniform(1, 3, size=shape) * rng.choice([-1, 1], size=shape)
        for steps in (0, 1, 4):
            yield f"shape {shape}, steps = {steps}", f(G.copy(), steps=steps)
    yield "shape (3, 2), default steps", f(rng.normal(size=(3, 2)))
    yield "your matrix, after you have overwritten the result", after_overwriting(f, np.eye(2), 0)


def _overwritten(f, g, c):
    for new in f([g], c):
        new[...] = 77
    return g


def _message(f, name):
    try:
        f(name)
    except ValueError as error:
        return str(error)
    return ""


def _walk(f, rng, keys, shape, state, **settings):
    """Steps with changing rates; what one returns goes into the next. `keys`: of the state."""
    w = weights(rng, shape)
    where = f"shape {shape}, {settings_label(settings)}"
    for k, g in enumerate(gradients(rng, shape, -3, 3 if settings else 4), start=1):
        w, state = f(w, g, state, rng.uniform(0.01, 0.05), **settings)
        yield f"step {k}: w ({where})", w
        for key in keys:
            yield f"step {k}: state {key} ({where})", state.get(key, "missing")


def _edges(f, rng, keys):
    """Where the default eps counts, and a first gradient of zeros."""
    w, lr = weights(rng, (2,)), rng.uniform(0.01, 0.05)
    yield "a tiny gradient, default settings: w", f(w, TINY, {}, lr)[0]
    state = f(w, np.zeros(2), {}, lr)[1]
    for key in keys:
        yield f"a first gradient of zeros: state {key}", state.get(key, "missing")
    unharmed = after_overwriting(f, w, np.zeros(2), {}, lr)
    yield "a first gradient of zeros: your w, after you have overwritten the new one", unharmed


def _one(rng):
    return weights(rng, (2,)), rng.uniform(1, 2, size=2)


def _members(f):
    answer = set(f())
    for name in NAMES:
        yield f"{name!r} is in your set", "yes" if name in answer else "no"
    yield "names that are none of the seven", ", ".join(sorted(map(str, answer - set(NAMES)))) or "none"


def _moments(rng, shape):
    m, s = 0.3 * rng.normal(size=shape), rng.uniform(0.1, 2, size=shape)
    return {"m": m, "s": s, "t": int(rng.integers(2, 9))}
