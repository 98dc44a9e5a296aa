"""What probes of several notebooks need to drive an optimiser."""

import numpy as np


def train(f, rng, shapes, settings, smallest, where=""):
    """Four steps of a class on several parameters, with missing and with zero gradients."""
    given = [weights(rng, shape) for shape in shapes]
    opt = f(given, **settings)
    yield f".params[0] before the first step{where}", opt.params[0]
    for k, grads in enumerate(zip(*(gradients(rng, shape, smallest) for shape in shapes), strict=True), start=1):
        grads = [None if (k, i) in ((2, len(shapes) - 1), (3, 1)) else g for i, g in enumerate(grads)]
        grads[0] = np.zeros(shapes[0]) if k == 3 else grads[0]
        before = [None if g is None else np.array(g) for g in grads]
        new = opt.step(grads)
        for i, shape in enumerate(shapes):
            missing = " (gradient None)" if grads[i] is None else ""
            yield f"step {k}: parameter {i} of shape {shape}{missing}{where}", new[i]
        same = all(a is None or np.array_equal(a, b) for a, b in zip(before, grads, strict=True))
        yield f"step {k}: gradients as they were{where}", same
    for i in range(len(shapes)):
        yield f".params[{i}] at the end{where}", opt.params[i]


def apart(f, rng, settings):
    """Whether a class works on arrays of its own: the caller's after a step, and its own after the caller's changed."""
    yours, its = f.run_remotely(_apart, weights(rng, (2,)), rng.uniform(1, 2, size=2), settings)
    yield "your parameter after a step", yours
    yield "its parameter before the first step, after you have overwritten yours", its


def _apart(f, w, g, settings):
    import numpy as np

    stepped, overwritten = [np.array(w)], [np.array(w)]
    f(stepped, **settings).step([g])
    opt = f(overwritten, **settings)
    overwritten[0][...] = 77
    return [np.array(stepped[0]), np.array(opt.params[0])]


def weights(rng, shape):
    """Well away from zero, so that rounding stays small against every weight."""
    return np.array(rng.choice([-1.0, 1.0], size=shape) * rng.uniform(2, 4, size=shape))


def gradients(rng, shape, smallest, steps=4):
    """Sizes from 10**smallest to 100 with exact zeros among them; the last component begins with one."""
    g = rng.choice([-1.0, 1.0], size=(steps, *shape)) * 10.0 ** rng.uniform(smallest, 2, size=(steps, *shape))
    flat = g.reshape(steps, -1)
    if flat.shape[1] > 1:
        flat[0, -1] = 0.0
    flat[2, 0] = 0.0
    return [np.array(row) for row in g]  # of shape () too: rows of an array would be numbers there


def jittered(rng, value):
    return float(value + rng.uniform(-0.03, 0.03))


def settings_label(settings):
    """Which settings are given; never their values, which hidden tests draw afresh."""
    return f"with {', '.join(settings)}" if settings else "default settings"
