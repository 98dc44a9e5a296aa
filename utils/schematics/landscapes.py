"""Ideas of notebooks 01, 02 and 05: surfaces, steps as arrows, a search along a line, the two loops of L-BFGS."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.polynomial import Polynomial

from utils.schematics.drawing import BLUE, DARK, GREEN, GREY, ORANGE, arrow, box, canvas, word


def show_stationary_points() -> None:
    """Four surfaces that are level at one point, hill-shaded."""
    a, b = np.meshgrid(np.linspace(-1, 1, 41), np.linspace(-1, 1, 41))
    surfaces = {
        "minimum:\nup on every side": a**2 + b**2,
        "maximum:\ndown on every side": -(a**2) - b**2,
        "saddle: up one way,\ndown the other": a**2 - b**2,
        "flat to second order:\nthe Hessian can't tell": a**2 - b**3,
    }
    figure, row = plt.subplots(1, 4, figsize=(9.6, 3.1), subplot_kw={"projection": "3d"})
    figure.subplots_adjust(left=0, right=1, top=0.92, bottom=0.16, wspace=0)
    figure.suptitle("Level at the marked point, and four different landscapes around it", x=0.01, ha="left")
    for ax, (name, height) in zip(row, surfaces.items(), strict=True):
        ax.plot_surface(a, b, height, color="#cfd8dc", rcount=41, ccount=41, linewidth=0)
        ax.computed_zorder = False  # or the surface would hide the point
        ax.plot([0], [0], [0.02], "o", color=ORANGE, markersize=7, zorder=5)
        ax.text2D(0.5, -0.1, name, transform=ax.transAxes, ha="center", va="center", fontsize=10)
        ax.view_init(elev=32, azim=-62)
        ax.set_axis_off()
        ax.set_box_aspect((1, 1, 0.8), zoom=1.2)
    plt.show()


def show_eigenvectors() -> None:
    """What a matrix makes of the arrows of a circle: two of them keep their direction."""
    H = np.array([[1.5, 0.7], [0.7, 1.5]])
    before, after = canvas("H turns every arrow but its eigenvectors: these it only stretches", (6.8, 3.4), 2)
    for angle in np.radians(np.arange(0, 360, 22.5)):
        v = np.array([np.cos(angle), np.sin(angle)])
        _eigen_arrow(before, v, v)
        _eigen_arrow(after, v, H @ v)
    for ax, name in ((before, "arrows $v$ of length 1"), (after, "the same arrows, as $Hv$")):
        ax.set(xlim=(-2.1, 2.1), ylim=(-2.3, 2.1), aspect="equal")
        word(ax, (0, -2.15), name)
    word(after, (1.62, 1.92), "longer by λ = 2.2", BLUE, ha="right")
    word(after, (-0.85, 0.95), "λ = 0.8", ORANGE)
    plt.show()


def _eigen_arrow(ax: Axes, v: np.ndarray, end: np.ndarray) -> None:
    """Blue and orange where `v` is an eigenvector of a matrix with equal numbers on its diagonal."""
    color = BLUE if np.isclose(v[0], v[1]) else ORANGE if np.isclose(v[0], -v[1]) else "#bbbbbb"
    arrow(ax, (0, 0), end, color, width=1.2 if color == "#bbbbbb" else 2.6)


def show_velocity() -> None:
    """A step with momentum as a sum of two arrows."""
    (ax,) = canvas("The new velocity is what is left of the old one, plus a push downhill", (6.4, 2.9))
    x, kept, push = np.array([0.0, 0.0]), np.array([3.0, 0.5]), np.array([0.7, -1.3])
    arrow(ax, x, kept, GREY)
    arrow(ax, x + kept, x + kept + push, ORANGE)
    arrow(ax, x, x + kept + push, BLUE, width=3)
    ax.plot(*x, "o", color=DARK, markersize=8)
    ax.plot(*(kept + push), "o", color=DARK, markersize=8)
    word(ax, (1.5, 0.5), r"old velocity, shrunk: $\rho v$", GREY, rotation=7)
    word(ax, (3.5, -0.1), r"push: $-\alpha \nabla f(x)$", ORANGE, ha="left")
    word(ax, (1.7, -0.62), "new velocity $v$", BLUE, rotation=-9)
    word(ax, (-0.15, 0), "$x$", ha="right")
    word(ax, (3.75, -0.95), "new $x$", ha="left")
    ax.set(xlim=(-0.6, 5.6), ylim=(-1.25, 0.95))
    plt.show()


def show_look_ahead() -> None:
    """The same two arrows: where momentum and where Nesterov ask for the slope."""
    pair = canvas("Momentum asks for the slope where it is, Nesterov where it is about to be", (8, 3.3), 2)
    kept, here, there = np.array([3.0, 0.4]), np.array([0.35, -0.7]), np.array([-0.45, -1.25])
    rules = {"momentum: slope at $x$": (here, (0, 0)), r"Nesterov: slope at $x + \rho v$": (there, kept)}
    for ax, (name, (push, asked)) in zip(pair, rules.items(), strict=True):
        arrow(ax, (0, 0), kept, GREY)
        arrow(ax, kept, kept + push, ORANGE)
        arrow(ax, (0, 0), kept + push, BLUE, width=3)
        ax.plot(0, 0, "o", color=DARK, markersize=7)
        ax.plot(*asked, "o", color=ORANGE, markersize=13, fillstyle="none", markeredgewidth=2)
        word(ax, (1.3, 0.42), r"$\rho v$", GREY)
        word(ax, (1.2, -0.65), "new $v$", BLUE)
        word(ax, kept + push / 2 + (0.15, 0), r"$-\alpha\,\nabla f$", ORANGE, ha="left")
        word(ax, (-0.2, 0), "$x$", ha="right")
        word(ax, (1.7, -1.4), name)
        ax.set(xlim=(-0.6, 4.6), ylim=(-1.6, 0.9))
    plt.show()


def show_backtracking() -> None:
    """Armijo's condition along a direction: a step is halved until it has earned enough."""
    (ax,) = canvas("Halve the step until the loss has fallen by a fair part of what the slope promised", (6.8, 3.5))
    t, loss = np.linspace(0, 1.08, 200), Polynomial([1.2, -1.4, 1.4])
    ax.plot(t, loss(t), color=DARK)
    ax.plot(t, 1.2 - 1.4 * t, color=GREY, linestyle=":")
    ax.plot(t, 1.2 - 0.3 * t, color=GREEN, linestyle="--")
    ax.plot(1, loss(1), "o", color=ORANGE, markersize=9)
    ax.plot(0.5, loss(0.5), "o", color=BLUE, markersize=9)
    word(ax, (0.8, 1.3), "a = 1: above,\nso too long", ORANGE)
    word(ax, (0.66, 0.64), "a = ½: below,\ntaken", BLUE)
    word(ax, (0.03, 1.29), "you are here", ha="left")
    word(ax, (1.14, 0.87), "enough: a part\nof that", GREEN, ha="left")
    word(ax, (0.84, -0.18), "the slope's promise", GREY, ha="right")
    ax.plot(0, 1.2, "o", color=DARK, markersize=8)
    ax.set(xlim=(-0.05, 1.5), ylim=(-0.4, 1.4))
    plt.show()


def show_two_loops() -> None:
    """L-BFGS unrolled: in through the pairs, newest first; a scaling; out again, oldest first."""
    (ax,) = canvas("L-BFGS passes the gradient through its pairs: in from the newest, out from the oldest", (7, 3.4))
    pairs = {"newest\n$(s_3, y_3)$": 2.2, "$(s_2, y_2)$": 4.2, "oldest\n$(s_1, y_1)$": 6.2}
    for name, x in pairs.items():
        box(ax, (x, 0), name, (1.3, 0.9), GREY, "#f4f4f4")
        arrow(ax, (x, 0.95), (x, 0.5), ORANGE, width=1.4)
        arrow(ax, (x, -0.5), (x, -0.95), BLUE, width=1.4)
    for y, ends, color in ((1.25, (0.6, 7.4), ORANGE), (-1.25, (7.4, 0.6), BLUE)):
        arrow(ax, (ends[0], y), (ends[1], y), color, width=2.5)
    arrow(ax, (7.9, 0.95), (7.9, -0.95), DARK)
    word(ax, (0.45, 1.25), "$q = g$", ORANGE, ha="right")
    word(ax, (0.45, -1.25), "$q = Cg$", BLUE, ha="right")
    word(ax, (4.2, 1.65), "first loop: take each $y$ out of $q$, note how much ($a$)", ORANGE)
    word(ax, (4.2, -1.65), "second loop: put each $s$ back in, by the noted $a$", BLUE)
    word(ax, (8.05, 0), "scale\nby γ", ha="left")
    ax.set(xlim=(-0.6, 8.9), ylim=(-1.9, 1.9))
    plt.show()
