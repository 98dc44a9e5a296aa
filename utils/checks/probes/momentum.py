"""Probes of notebook 02."""

import numpy as np

from utils.checks.observe import raised
from utils.checks.probes._arrays import after_overwriting
from utils.checks.probes._optimisers import apart, gradients, jittered, settings_label, train, weights


def momentum_step(f, rng):
    yield from _walk(f, rng, "x")


def nesterov_tilde_step(f, rng):
    yield from _walk(f, rng, "xt")


def nesterov_lookahead_step(f, rng):
    for shape, rest, settings in _cases(rng):
        x, v, curvature = *_start(rng, shape, rest), rng.uniform(0.3, 3, size=shape)
        where, asked = f"shape {shape}, {settings_label(settings)}", []

        def grad(at, asked=asked, curvature=curvature):
            asked.append(np.array(at))
            return curvature * at - 1.0

        for k in range(1, 5):
            new = f(x, v, grad, _rate(rng), **settings)
            x, v = new[0], new[1]
            yield f"step {k}: x ({where})", x
            yield f"step {k}: v ({where})", v
        yield f"gradients asked for in four steps ({where})", len(asked)
    yield "how many things it returns", len(f(x, v, grad, _rate(rng)))


def tilde_to_x(f, rng):
    for shape in ((3,), (2, 2), ()):
        xt, v = _start(rng, shape, False)
        yield f"x, shape {shape}", f(xt, v, jittered(rng, 0.6))
        yield f"x with the default rho, shape {shape}", f(xt, v)
        yield f"x at rest, shape {shape}", f(xt, np.zeros(shape), jittered(rng, 0.6))
    xt, v = _start(rng, (3,), False)
    yield "x with rho = 0", f(xt, v, 0.0)
    yield "your xt, after you have overwritten the result (rho = 0)", after_overwriting(f, xt, v, 0.0)


def velocity_to_torch(f, rng):
    yield from _converted(f, rng, "buffer")


def torch_to_velocity(f, rng):
    yield from _converted(f, rng, "velocity")


def heavy_ball(f, rng):
    pairs = {"1, 100": (1.0, 100.0), "0.5, 8": (0.5, 8.0), "ints": (1, 25)}
    low = rng.uniform(0.1, 3, 3)
    random = zip(low, low * rng.uniform(2, 1000, 3), strict=True)
    pairs |= {f"random, pair {k}": (float(a), float(b)) for k, (a, b) in enumerate(random, start=1)}
    for name, (mu, L) in pairs.items():
        lr, rho = f(mu, L)
        yield f"lr ({name})", lr
        yield f"rho ({name})", rho
    yield "with mu = 0 it raises", raised(f, 0.0, 3.0)
    yield "with mu below zero it raises", raised(f, -1.0, 3.0)
    yield "with mu above L it raises", raised(f, 3.0, 2.0)
    refused = raised(f, 4.0, 4.0)
    yield "with mu = L it raises", refused
    if refused == "nothing":
        yield "lr and rho (mu = L)", f(4.0, 4.0)


def effective_lr(f, rng):
    yield "with the default rho", f(_rate(rng))
    for rho in (0.5, 0.99):
        yield f"with rho = {rho}", f(_rate(rng), rho)
    for k in range(1, 4):
        yield f"with a random rho, number {k}", f(_rate(rng), float(rng.uniform(0.1, 0.95)))
    yield "without memory", f(_rate(rng), 0.0)


def SGD(f, rng):
    yield from _class(f, rng, [(3,), (3,)], {"momentum": jittered(rng, 0.8)})
    yield from _class(f, rng, [(2,), ()], {})
    nesterov = {"momentum": jittered(rng, 0.7), "nesterov": True}
    yield from _class(f, rng, [(3,), (2, 2)], nesterov)
    yield from _class(f, rng, [(2, 1), (2,)], nesterov | {"weight_decay": jittered(rng, 0.3)})
    yield from _class(f, rng, [(2,), ()], {"momentum": jittered(rng, 0.6), "weight_decay": jittered(rng, 0.5)})
    yield from apart(f, rng, {"lr": _rate(rng)})


def _walk(f, rng, name):
    """Four steps from rest or in motion, with changing rates; what a step returns goes into the next."""
    for shape, rest, settings in _cases(rng):
        x, v = _start(rng, shape, rest)
        where = f"shape {shape}, {settings_label(settings)}"
        for k, g in enumerate(gradients(rng, shape, -2), start=1):
            new = f(x, v, g, _rate(rng), **settings)
            x, v = new[0], new[1]
            yield f"step {k}: {name} ({where})", x
            yield f"step {k}: v ({where})", v
    yield "how many things it returns", len(f(x, v, g, _rate(rng)))


def _converted(f, rng, name):
    for shape in ((3,), (2, 2), ()):
        memory = np.array(rng.normal(size=shape) * 10.0 ** rng.uniform(-2, 2, size=shape))
        for k in (1, 2):
            yield f"{name}, shape {shape}, learning rate {k}", f(memory, _rate(rng))


def _cases(rng):
    """Shape, whether it starts at rest, settings."""
    return [
        ((3,), True, {}),
        ((2, 2), False, {"rho": jittered(rng, 0.6)}),
        ((), False, {"rho": jittered(rng, 0.8)}),
        ((2,), False, {"rho": 0.0}),
    ]


def _class(f, rng, shapes, settings):
    yield from train(f, rng, shapes, {"lr": _rate(rng)} | settings, -2, f", {settings_label(settings)}")


def _start(rng, shape, rest):
    """A point well away from zero, and a velocity."""
    x = weights(rng, shape)
    return x, np.array(0.0 * x if rest else rng.normal(size=shape))


def _rate(rng):
    return float(rng.uniform(0.02, 0.3))
