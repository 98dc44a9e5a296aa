"""Toy losses in two dimensions, with gradients: where an optimiser's habits can be seen."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Surface:
    """A loss of two parameters. `f` takes arrays (2, ...) and returns (...); `grad` takes and returns (2,)."""

    name: str
    f: Callable[[np.ndarray], np.ndarray]
    grad: Callable[[np.ndarray], np.ndarray]
    box: tuple[float, float, float, float]
    """The part worth drawing: left, right, bottom, top."""
    minimum: tuple[float, float] | None = None


def valley(kappa: float = 100.0, angle: float = 0.0) -> Surface:
    """A quadratic bowl with eigenvalues 1 and `kappa`, turned by `angle` degrees; minimum at the origin."""
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    turn = np.array([[c, -s], [s, c]])
    hessian = turn @ np.diag([1.0, kappa]) @ turn.T

    def f(w):
        w = np.asarray(w, dtype=float)
        return np.einsum("i...,ij,j...->...", w, hessian, w) / 2

    reach = 11.0 if angle == 0 else 9.0
    box = (-reach, reach, -2.5, 2.5) if angle == 0 else (-reach, reach, -reach, reach)
    return Surface(f"valley, κ = {kappa:g}", f, lambda w: hessian @ w, box, (0.0, 0.0))


def saddle() -> Surface:
    """f = x²/2 + y⁴/4 - y²/2: a saddle at the origin between minima at (0, ±1)."""
    return Surface(
        "saddle",
        lambda w: w[0] ** 2 / 2 + w[1] ** 4 / 4 - w[1] ** 2 / 2,
        lambda w: np.array([w[0], w[1] ** 3 - w[1]]),
        (-1.3, 1.3, -1.5, 1.5),
        (0.0, 1.0),
    )


def rosenbrock() -> Surface:
    """Rosenbrock's banana (1960): a curved valley, f = (1-x)² + 100 (y-x²)², minimum at (1, 1)."""

    def grad(w):
        x, y = w
        return np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])

    return Surface(
        "Rosenbrock",
        lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2,
        grad,
        (-1.7, 1.7, -0.6, 1.8),
        (1.0, 1.0),
    )
