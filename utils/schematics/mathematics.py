"""What the course assumes of mathematics, in pictures: arrows, slopes, chains, stretched circles, averages."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from utils.schematics.drawing import BLUE, DARK, GREEN, GREY, ORANGE, arrow, box, canvas, word


def show_vectors() -> None:
    """A sum of arrows, and a product as a shadow."""
    total, shadow = canvas("Add arrows end to end; a dot product measures a shadow", (7.6, 2.9), 2)
    a, b = np.array([2.2, 0.5]), np.array([0.6, 1.3])
    arrow(total, (0, 0), a, BLUE)
    arrow(total, a, a + b, ORANGE)
    arrow(total, (0, 0), a + b, DARK, dashed=True)
    word(total, (1.3, 0.02), "$a$", BLUE)
    word(total, (2.75, 1.1), "$b$", ORANGE)
    word(total, (1.2, 1.15), "$a + b$")
    v, u = np.array([1.5, 1.6]), np.array([2.8, 0.0])
    arrow(shadow, (0, 0), u, BLUE)
    arrow(shadow, (0, 0), v, ORANGE)
    shadow.plot([v[0], v[0]], [0, v[1]], ":", color=GREY)
    shadow.plot([0, v[0]], [-0.12, -0.12], color=GREEN, linewidth=4, solid_capstyle="butt")
    word(shadow, (3.0, 0.02), "$u$", BLUE)
    word(shadow, (1.62, 1.72), "$v$", ORANGE)
    word(shadow, (0.75, -0.42), "shadow × length of $u$ = $u^\\top v$", GREEN, ha="left")
    for ax, right in ((total, 3.4), (shadow, 4.6)):
        ax.set(xlim=(-0.2, right), ylim=(-0.65, 2.05), aspect="equal")
    plt.show()


def show_slope() -> None:
    """A curve, and the line that is all that a derivative knows of it."""
    (ax,) = canvas("The derivative is the slope of the line that touches", (6.4, 3))
    x = np.linspace(-1.9, 1.9, 200)
    ax.plot(x, x**2 / 2, color=GREY)
    ax.plot([-0.1, 1.9], [-0.6, 1.4], color=BLUE)
    ax.plot([1, 1.6], [0.5, 0.5], ":", color=DARK)
    ax.plot([1.6, 1.6], [0.5, 1.1], ":", color=DARK)
    ax.plot(1, 0.5, "o", color=ORANGE)
    word(ax, (1.3, 0.36), "$h$")
    word(ax, (1.66, 0.8), "$f'(x)\\, h$", ha="left")
    word(ax, (0.92, 0.66), "$x$", ORANGE)
    word(ax, (-1.75, 1.75), "$f$", GREY)
    word(ax, (-0.15, -0.5), "rises by $f'(x)$ for each 1 to the right", BLUE, ha="right")
    ax.set(xlim=(-2.9, 2.4), ylim=(-0.75, 1.9))
    plt.show()


def show_gradient() -> None:
    """Contour lines, and the arrow across them."""
    (ax,) = canvas("The gradient points straight across the contour lines, uphill", (6.4, 3.1))
    a, b = np.meshgrid(np.linspace(-2.4, 2.4, 120), np.linspace(-1.5, 1.5, 100))
    ax.contour(a, b, a**2 / 2 + 1.5 * b**2, levels=[0.25, 0.75, 1.5, 2.5, 3.75], colors="0.8", linewidths=1)
    at = np.array([1.25, 0.62])
    g = at * (1, 3)
    arrow(ax, at, at + 0.3 * g, ORANGE)
    arrow(ax, at, at - 0.3 * g, BLUE)
    ax.plot(*at, "o", color=DARK)
    ax.plot(0, 0, "*", color=GREY, markersize=11)
    word(ax, at + 0.3 * g + (0.1, 0.12), "gradient", ORANGE, ha="left")
    word(ax, at - 0.3 * g + (0.02, -0.16), "a step of descent", BLUE)
    word(ax, (-0.12, 0), "lowest point", GREY, ha="right")
    ax.set(xlim=(-2.5, 3.3), ylim=(-1.5, 1.5), aspect="equal")
    plt.show()


def show_chain() -> None:
    """Boxes in a row: what goes forward, and the factors that come back."""
    (ax,) = canvas("The chain rule multiplies what each box does to a small change", (7.4, 2.4))
    for k, name in enumerate(("$u = 3w$", "$v = u^2$", "$L = v - 5$")):
        x = 2.2 + 2.3 * k
        box(ax, (x, 0), name, (1.5, 0.7), DARK, "#f4f4f4")
        arrow(ax, (x - 1.5, 0.12), (x - 0.8, 0.12), BLUE)
        arrow(ax, (x - 0.8, -0.12), (x - 1.5, -0.12), ORANGE)
    arrow(ax, (7.6, 0.12), (8.3, 0.12), BLUE)
    arrow(ax, (8.3, -0.12), (7.6, -0.12), ORANGE)
    for x, forward, back in (
        (0.45, "$w = 2$", "$36$"),
        (3.35, "6", "$12$"),
        (5.65, "36", "$1$"),
        (8.55, "31", "1"),
    ):
        word(ax, (x, 0.55), forward, BLUE)
        word(ax, (x, -0.55), back, ORANGE)
    word(ax, (2.2, -0.75), "× 3", ORANGE)
    word(ax, (4.5, -0.75), "× $2u$ = 12", ORANGE)
    word(ax, (6.8, -0.75), "× 1", ORANGE)
    ax.set(xlim=(-0.3, 9.2), ylim=(-1.1, 0.9))
    plt.show()


def show_curvatures() -> None:
    """The two eigenvectors of a bowl, in its contour lines: one way is steep, one is flat."""
    flat, steep = canvas("Eigenvectors are the axes of a bowl, eigenvalues its curvatures along them", (7.8, 3), 2)
    turn = np.radians(30)
    along, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    a, b = np.meshgrid(np.linspace(-2.2, 2.2, 120), np.linspace(-1.5, 1.5, 100))
    p, q = a * along[0] + b * along[1], a * across[0] + b * across[1]
    flat.contour(a, b, p**2 / 2 + 2.5 * q**2, levels=[0.2, 0.6, 1.2, 2, 3], colors="0.8", linewidths=1)
    arrow(flat, (0, 0), 1.6 * along, BLUE)
    arrow(flat, (0, 0), 0.8 * across, ORANGE)
    word(flat, (1.5, 0.45), "λ = 1", BLUE, ha="left")
    word(flat, (-0.55, 0.75), "λ = 5", ORANGE, ha="right")
    flat.set(xlim=(-2.3, 2.3), ylim=(-1.6, 1.6), aspect="equal")
    _cuts(steep)
    plt.show()


def _cuts(ax: Axes) -> None:
    """The bowl's height along each of its axes."""
    s = np.linspace(-1.5, 1.5, 100)
    ax.plot(s, s**2 / 2, color=BLUE)
    ax.plot(s[abs(s) < 0.78], 2.5 * s[abs(s) < 0.78] ** 2, color=ORANGE)
    word(ax, (1.62, 1.05), "along the first", BLUE, ha="left")
    word(ax, (0.85, 1.5), "along the second", ORANGE, ha="left")
    ax.set(xlim=(-1.7, 3.4), ylim=(-0.2, 1.75))


def show_expectation() -> None:
    """Draws around a mean, and averages of 16 of them, which stay closer."""
    (ax,) = canvas("Averages keep the expectation, and stray less far than single draws", (6.8, 2.7))
    rng = np.random.default_rng(2)
    draws, averages = rng.normal(size=60), rng.normal(size=(60, 16)).mean(axis=1)
    for y, values, color in ((0.9, draws, GREY), (0, averages, BLUE)):
        ax.plot(values, y + rng.uniform(-0.16, 0.16, 60), "o", color=color, markersize=4, alpha=0.7)
    ax.axvline(0, color=GREEN, linewidth=1.5)
    word(ax, (0.06, 1.35), "the expectation", GREEN, ha="left")
    word(ax, (-2.9, 0.9), "single draws", GREY, ha="right")
    word(ax, (-2.9, 0), "averages of 16", BLUE, ha="right")
    ax.set(xlim=(-5, 2.9), ylim=(-0.4, 1.55))
    plt.show()
