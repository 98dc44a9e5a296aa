"""Probes of notebook 08."""

import numpy as np

from utils.checks.probes._arrays import after_overwriting
from utils.checks.probes._optimisers import gradients, settings_label, weights


def svm_loss(f, rng):
    for n, classes, settings in ((4, 3, {}), (3, 5, {"delta": float(rng.uniform(2, 4))}), (2, 2, {})):
        where = f"{n} examples, {classes} classes, {settings_label(settings)}"
        S, y = 2 * rng.normal(size=(n, classes)), rng.integers(0, classes, n)
        yield from _pair(f(S, y, **settings), where, "dS")
    order = rng.permutation(4)
    rows = np.array([[3.0, 0.0, 1.0, 2.5], [0.0, 0.0, 0.0, 0.0], [9.0, 1.0, 2.0, 3.0]])[:, order]
    right = np.full(3, int(np.argmax(order == 0)))
    yield from _pair(f(rows, right), "one class too close, all equal, all far", "dS")
    yield from _pair(f(rows[2:], right[2:]), "a satisfied example", "dS")
    yield from _pair(f(np.array([[2.0, 1.0, 4.0], [0.5, 0.25, 0.0]]), np.array([0, 0])), "on the edge", "dS")
    big = 100 * rng.normal(size=(2, 3))
    yield from _pair(f(big, rng.integers(0, 3, 2), 1.0), "large scores", "dS")
    yield from _pair(f(rng.normal(size=(1, 4)), np.array([2])), "one example", "dS")


def l2(f, rng):
    yield from _penalty(f, rng)


def l1(f, rng):
    yield from _penalty(f, rng)


def elastic(f, rng):
    for beta in (float(rng.uniform(0.1, 0.4)), float(rng.uniform(2, 5))):
        size = "a small beta" if beta < 1 else "a large beta"
        yield from _penalty(f, rng, size, beta)
    yield from _zeros(f, "beta = 0", 0.0)


def total_loss(f, rng):
    price = {"fourth powers": _fourth_powers, "cosh": _cosh}
    for (n, d, classes), lam, name in (
        ((5, 3, 4), 0.0, "fourth powers"),
        ((4, 3, 3), float(rng.uniform(0.2, 0.6)), "fourth powers"),
        ((6, 2, 3), float(rng.uniform(1, 3)), "cosh"),
        ((1, 3, 2), 0.5, "fourth powers"),
    ):
        X, y = 2 * rng.normal(size=(n, d)), rng.integers(0, classes, n)
        W, b = rng.normal(size=(d, classes)), rng.normal(size=classes)
        loss, dW, db = _three(f(X, y, W, b, lam, price[name]))
        where = "one example" if n == 1 else f"penalty on {name}" if lam else "lam = 0"
        yield f"loss ({where})", loss
        yield f"dW ({where})", dW
        yield f"db ({where})", db
    asked = []
    f(X, y, W, b, lam, lambda W: asked.append(np.shape(W)) or _fourth_powers(W))
    yield "shapes that the penalty is asked for", str(sorted({str(shape) for shape in asked}))


def decay_step(f, rng):
    for shape, settings in (((3,), {}), ((2, 2), {"wd": float(rng.uniform(0.2, 0.8))}), ((), {"wd": 0.3})):
        w = weights(rng, shape)
        for k, g in enumerate(gradients(rng, shape, -3), start=1):
            new = f(w, g, float(rng.uniform(0.02, 0.3)), **settings)
            yield f"step {k}: w (shape {shape}, {settings_label(settings)})", new
            w = np.asarray(new)
    yield "w without decay", f(weights(rng, (2,)), rng.normal(size=2), 0.1, 0.0)
    yield "w with decay alone", f(weights(rng, (2,)), np.zeros(2), 0.1, 0.5)
    yield "w with lr * wd above 1", f(weights(rng, (2,)), rng.normal(size=2), 2.0, 0.8)


def lam_for(f, rng):
    yield "for no decay", f(0.0)
    for k in (1, 2, 3):
        yield f"for a decay, number {k}", f(float(10.0 ** rng.uniform(-4, 1)))


def soft_threshold(f, rng):
    t = float(rng.uniform(0.5, 1.5))
    for shape in ((6,), (2, 3), ()):
        w = np.array(rng.choice([-1.0, 1.0], size=shape) * rng.uniform(1.6, 4, size=shape))
        yield f"weights above t, shape {shape}", f(w, t)
        yield f"weights below t, shape {shape}", f(np.asarray(w / 10), t)
    yield "exactly on the threshold", f(np.array([t, -t, 0.0, 2 * t]), t)
    yield "with t = 0", f(np.append(rng.normal(size=3), 0.0), 0.0)
    mixture = f(np.array([3.0, -0.2, 0.2, -5.0, 0.0]) * t, t)
    yield "a mixture", mixture
    yield "a mixture: which are exactly zero", np.asarray(mixture) == 0
    yield "your w, after you have overwritten the result (t = 0)", after_overwriting(f, np.array([1.0, -2.0, 0.0]), 0.0)


def adam_l2_vs_decoupled(f, rng):
    for shape, settings in (((3,), {}), ((2, 3), {"wd": 0.3, "eps": 1e-2}), ((), {"wd": float(rng.uniform(0.1, 2))})):
        w, g = weights(rng, shape), gradients(rng, shape, -2)[1]
        s = np.asarray(10.0 ** rng.uniform(-4, 3, size=shape))
        for k in (1, 2):
            shrink = f(w, g, s, float(rng.uniform(0.01, 0.3)), **settings)
            where = f"shape {shape}, {settings_label(settings)}, learning rate {k}"
            yield f"share with L2 ({where})", shrink[0]
            yield f"share decoupled ({where})", shrink[1]
    s = np.array([4.0, 0.0, 1e-6])
    shrink = f(np.array([2.0, 0.0, -1.0]), np.array([0.0, 0.0, 5.0]), s, 0.1, 0.5, 0.1)
    yield "share with L2, zeros among weights, gradients and s", shrink[0]
    yield "share decoupled, zeros among weights, gradients and s", shrink[1]


def max_norm(f, rng):
    W = rng.normal(size=(4, 5)) * np.array([0.01, 0.1, 3.0, 10.0, 1.0])
    W[:, 4] *= 0.0
    c = float(rng.uniform(0.8, 1.2))
    yield "columns", f(W, c)
    yield "rows, axis = 1", f(W.T, c, axis=1)
    yield "rows of a square matrix, axis = 1", f(3 * rng.normal(size=(3, 3)), 1.0, 1)
    yield "columns of a square matrix", f(3 * rng.normal(size=(3, 3)), 2.0)
    yield "all short enough", f(0.1 * rng.normal(size=(3, 2)), 2.0)
    yield "one vector", f(np.array([3.0, 4.0]), 1.0)
    yield "a column of length exactly c", f(np.array([[3.0, 6.0], [4.0, 8.0]]), 5.0)
    yield "a batch of matrices, axis = 1", f(2 * rng.normal(size=(2, 3, 2)), c, axis=1)
    yield "rows, axis = -1", f(2 * rng.normal(size=(2, 3)), c, axis=-1)
    short = np.array([[0.3, -0.2], [0.1, 0.5]])
    yield "your W, all short enough, after you have overwritten the result", after_overwriting(f, short, 2.0)


def smoothed_loss(f, rng):
    cases = {
        "three classes": (5, 3, rng.uniform(0.05, 0.2)),
        "ten classes": (4, 10, rng.uniform(0.3, 0.5)),
        "two classes": (6, 2, 0.1),
        "a single example": (1, 4, 0.2),
        "eps = 0": (4, 3, 0.0),
        "eps = 1": (4, 3, 1.0),
    }
    for name, (N, C, eps) in cases.items():
        loss, dS = f(2 * rng.normal(size=(N, C)), rng.integers(0, C, N), eps)
        yield f"{name}: loss", loss
        yield f"{name}: gradient", dS
    S, y = np.round(8 * rng.normal(size=(4, 3))) / 8, rng.integers(0, 3, 4)
    for name, scores in (
        ("scores near 1000", S + 1000),
        ("scores near 1000 for one example, near -1000 for the next", S + 1000 * np.array([[1], [-1], [1], [-1]])),
        ("scores far apart within an example", S + np.array([0, 900, -900])),
    ):
        loss, dS = f(scores, y, 0.1)
        yield f"{name}: loss", loss
        yield f"{name}: gradient", dS


def _penalty(f, rng, where="", *settings):
    """Value and gradient for several shapes, with exact zeros."""
    for shape in ((4,), (2, 3), (2, 2, 2), ()):
        W = np.array(rng.choice([-1.0, 1.0], size=shape) * rng.uniform(1.5, 4, size=shape))
        yield from _pair(f(W, *settings), ", ".join(filter(None, (f"shape {shape}", where))), "gradient")
    yield from _zeros(f, where, *settings)


def _zeros(f, where, *settings):
    W = np.array([[0.0, -0.5, 2.0], [0.25, 0.0, -3.0]])
    yield from _pair(f(W, *settings), ", ".join(filter(None, ("zeros among the weights", where))), "gradient")


def _pair(answer, where, second):
    value, grad = answer[0], answer[1]
    yield f"value ({where})" if second == "gradient" else f"loss ({where})", value
    yield f"{second} ({where})", grad


def _three(answer):
    return answer[0], answer[1], answer[2]


def _fourth_powers(W):
    """A penalty that no exercise asks for."""
    return float(np.sum(W**4)), 4 * W**3


def _cosh(W):
    """Another one."""
    return float(np.sum(np.cosh(W) - 1)), np.sinh(W)
