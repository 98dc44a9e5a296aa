"""Probes of notebook 03."""

import numpy as np

from utils.checks.observe import raised

NAMES = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")


def adagrad_step(f, rng):
    yield from _walk(f, rng, "h", (3,), {})
    yield from _walk(f, rng, "h", (2, 2), {"h": rng.uniform(0.1, 2, size=(2, 2))}, eps=1e-2)
    yield from _walk(f, rng, "h", (), {}, eps=1e-2)


def adagrad_lrs(f, rng):
    for steps, n in ((4, 3), (6, 1)):
        gs = np.stack(_gradients(rng, (n,), steps))
        for settings in ({}, {"eps": 1e-2}):
            lr = rng.uniform(0.1, 1)
            yield f"rates of {steps} steps, {_said(settings)}", f(gs, lr, **settings)


def rmsprop_step(f, rng):
    yield from _walk(f, rng, "s", (3,), {})
    start = {"s": rng.uniform(0.1, 2, size=(2, 2))}
    yield from _walk(f, rng, "s", (2, 2), start, rho=_near(rng, 0.8), eps=1e-2)
    yield from _walk(f, rng, "s", (), {}, rho=_near(rng, 0.6), eps=1e-2)


def adam_step(f, rng):
    yield from _walk(f, rng, "mst", (3,), {})
    betas = {"b1": _near(rng, 0.7), "b2": _near(rng, 0.95)}
    yield from _walk(f, rng, "mst", (2, 2), _moments(rng, (2, 2)), **betas, eps=1e-2)
    yield from _walk(f, rng, "mst", (), {}, b1=_near(rng, 0.8), b2=_near(rng, 0.6), eps=1e-2)


def adamw_step(f, rng):
    yield from _walk(f, rng, "mst", (3,), {})
    betas = {"b1": _near(rng, 0.7), "b2": _near(rng, 0.95)}
    yield from _walk(f, rng, "mst", (2, 2), _moments(rng, (2, 2)), **betas, eps=1e-2, wd=_near(rng, 0.7))
    yield from _walk(f, rng, "mst", (), {}, b1=_near(rng, 0.8), wd=0.0)


def first_step_factor(f, rng):
    for b1, b2 in ((0.9, 0.999), (0.9, 0.9), (0.0, 0.99)):
        yield f"factor at b1 = {b1}, b2 = {b2}", f(b1, b2)
    for k, (b1, b2) in enumerate(rng.uniform(0.1, 0.9, size=(3, 2)).tolist(), start=1):
        yield f"factor at random betas, pair {k}", f(b1, b2)


def Adam(f, rng):
    yield from _train(f, rng, [(3,), (3,), (2, 3)], {})
    betas = (_near(rng, 0.7), _near(rng, 0.9))
    yield from _train(f, rng, [(2,), ()], {"lr": 0.05, "betas": betas, "eps": 1e-2})


def state_arrays(f, rng):
    for name in NAMES:
        yield f"state_arrays({name!r})", f(name)
    yield "an unknown name raises", raised(f, "newton")


def who_stalls(f, rng):
    yield from _members(f)


def who_is_sign_descent_at_step_one(f, rng):
    yield from _members(f)


def _walk(f, rng, keys, shape, state, **settings):
    """Four steps with changing rates; what a step returns goes into the next. `keys`: of the state."""
    w = _weights(rng, shape)
    where = f"shape {shape}, {_said(settings)}"
    for k, g in enumerate(_gradients(rng, shape), start=1):
        w, state = f(w, g, state, rng.uniform(0.01, 0.05), **settings)
        yield f"step {k}: w ({where})", w
        for key in keys:
            yield f"step {k}: state {key} ({where})", state.get(key, "missing")


def _train(f, rng, shapes, settings):
    """Four steps of a class on several parameters, with missing and with zero gradients."""
    given = [np.array(_weights(rng, shape)) for shape in shapes]
    kept = [w.copy() for w in given]
    opt = f(given, **settings)
    for k, grads in enumerate(zip(*(_gradients(rng, shape) for shape in shapes), strict=True), start=1):
        grads = [None if (k, i) in ((2, len(shapes) - 1), (3, 1)) else g for i, g in enumerate(grads)]
        grads[0] = 0.0 * grads[0] if k == 3 else grads[0]
        before = [None if g is None else np.array(g) for g in grads]
        new = opt.step(grads)
        for i, shape in enumerate(shapes):
            missing = " (gradient None)" if grads[i] is None else ""
            yield f"step {k}: parameter {i} of shape {shape}{missing}", new[i]
        same = all(a is None or np.array_equal(a, b) for a, b in zip(before, grads, strict=True))
        yield f"step {k}: gradients as they were", same
    for i in range(len(shapes)):
        yield f".params[{i}] at the end", opt.params[i]
    yield "your arrays as they were", all(map(np.array_equal, kept, given))


def _members(f):
    answer = set(f())
    for name in NAMES:
        yield f"{name!r} is in your set", "yes" if name in answer else "no"
    yield "names that are none of the seven", ", ".join(sorted(map(str, answer - set(NAMES)))) or "none"


def _weights(rng, shape):
    """Well away from zero, so that rounding stays small against every weight."""
    return rng.choice([-1.0, 1.0], size=shape) * rng.uniform(2, 4, size=shape)


def _gradients(rng, shape, steps=4):
    """Sizes from 1e-3 to 100 with exact zeros among them; the last component begins with one."""
    g = rng.choice([-1.0, 1.0], size=(steps, *shape)) * 10.0 ** rng.uniform(-3, 2, size=(steps, *shape))
    flat = g.reshape(steps, -1)
    if flat.shape[1] > 1:
        flat[0, -1] = 0.0
    flat[2, 0] = 0.0
    return list(g)


def _moments(rng, shape):
    m, s = 0.3 * rng.normal(size=shape), rng.uniform(0.1, 2, size=shape)
    return {"m": m, "s": s, "t": int(rng.integers(2, 9))}


def _near(rng, value):
    return float(value + rng.uniform(-0.03, 0.03))


def _said(settings):
    """Which settings are given; never their values, which hidden tests draw afresh."""
    return f"with {', '.join(settings)}" if settings else "default settings"
