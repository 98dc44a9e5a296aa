"""Ideas of notebooks 03, 04, 06, 07 and 08: averages, scaled steps, batches, checks, splits of data, penalties."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Circle, Polygon, Rectangle

from utils.schematics.drawing import BLUE, DARK, GREEN, GREY, LIGHT, ORANGE, arrow, box, canvas, word


def show_scaled_step() -> None:
    """A gradient that is steep in one coordinate, before and after each coordinate is divided by its own size."""
    pair = canvas("Divided by its own size, each coordinate gets a step of the same length", (7.4, 3), 2)
    rules = {"step against the gradient": (0.45, -1.5), "each coordinate scaled": (1.2, -1.2)}
    angle = np.linspace(0, 2 * np.pi, 100)
    for ax, (name, step) in zip(pair, rules.items(), strict=True):
        for size in (0.35, 0.7, 1.05):
            ax.plot(2 + 2.4 * size * np.cos(angle), size * np.sin(angle), color=LIGHT, linewidth=1)
        ax.plot(2, 0, "*", color=GREY, markersize=12)
        start = np.array([0.3, 0.7])
        arrow(ax, start, start + (step[0], 0), ORANGE, dashed=True, width=1.3)
        arrow(ax, start, start + (0, step[1]), ORANGE, dashed=True, width=1.3)
        arrow(ax, start, start + step, BLUE, width=2.8)
        ax.plot(*start, "o", color=DARK, markersize=7)
        word(ax, (2, -1.4), name)
        ax.set(xlim=(-0.7, 4.7), ylim=(-1.6, 1.2), aspect="equal")
    plt.show()


def show_bias_correction() -> None:
    """A running average that starts at zero, the same one corrected, and what it should be."""
    (ax,) = canvas("A running average starts too small, and the correction undoes exactly that", (6.8, 3.2))
    t = np.arange(1, 61)
    seen = 1 + 0.35 * np.random.default_rng(2).standard_normal(60)
    raw, m = [], 0.0
    for g in seen:
        m = 0.95 * m + 0.05 * g
        raw.append(m)
    corrected = np.array(raw) / (1 - 0.95**t)
    ax.plot(t, seen, ".", color="#bbbbbb", markersize=5)
    ax.plot([0, 60], [1, 1], color=GREY, linestyle=":")
    ax.plot(t, raw, color=ORANGE)
    ax.plot(t, corrected, color=BLUE, linestyle="--")
    word(ax, (61, 1.13), "true mean", GREY, ha="left")
    word(ax, (61, 0.82), "average $m$", ORANGE, ha="left")
    word(ax, (24, 1.62), r"corrected: $m\,/\,(1-\beta^t)$", BLUE)
    word(ax, (2.5, -0.02), "begins at 0", ORANGE, ha="left")
    ax.set(xlim=(-2, 76), ylim=(-0.15, 1.95))
    plt.show()


def show_linear_rule() -> None:
    """Four small steps with small batches, and one step four times as long with their mean gradient."""
    (ax,) = canvas("Four steps with small batches, or one four times as long with all their examples", (7, 2.9))
    steps, at = np.array([[1.1, 0.45], [1.15, -0.5], [0.95, 0.4], [1.2, -0.15]]), np.zeros(2)
    for step in steps:
        arrow(ax, at, at + step, ORANGE, width=1.8)
        ax.plot(*at, "o", color=DARK, markersize=6)
        at = at + step
    ax.plot(*at, "o", color=DARK, markersize=6)
    arrow(ax, (0, -0.55), (at[0], at[1] - 0.55), BLUE, width=3)
    word(ax, (2.2, 0.75), "4 batches of 32, each step by α", ORANGE)
    word(ax, (2.2, -0.85), "1 batch of 128, one step by 4α", BLUE)
    word(ax, (4.65, -0.2), "near the same place,\nas long as the slope\nis the same all the way", ha="left", fontsize=9)
    ax.set(xlim=(-0.3, 6.9), ylim=(-1.1, 1))
    plt.show()


def show_patience() -> None:
    """Looks at the validation set: a best one, those without improvement, the stop, the way back."""
    (ax,) = canvas("Patience counts the looks without improvement; then back to the best copy", (6.8, 3.3))
    score = np.array([0.2, 0.5, 0.68, 0.66, 0.78, 0.83, 0.8, 0.81, 0.76, 0.74])
    ax.plot(score, color="#bbbbbb", zorder=0)
    ax.plot(score, "o", color=DARK, markersize=7)
    ax.plot(5, score[5], "o", color=GREEN, markersize=13)
    for count, look in enumerate(range(6, 10), start=1):
        word(ax, (look, score[look] - 0.09), str(count), ORANGE)
    back = {"arrowstyle": "-|>", "color": BLUE, "connectionstyle": "arc3,rad=0.4"}
    ax.annotate("", (5.05, 0.88), (9, 0.79), arrowprops=back)
    word(ax, (4.8, 0.93), "best: keep a copy", GREEN, ha="right")
    word(ax, (7.5, 1.07), "restore", BLUE)
    word(ax, (7.6, 0.5), "patience 4 is used up: stop", ORANGE)
    word(ax, (3.15, 0.57), "1", ORANGE)
    word(ax, (4.4, 0.22), "looks at the validation set →", GREY, ha="left")
    ax.set(xlim=(-0.4, 9.8), ylim=(0.1, 1.15))
    plt.show()


def show_gradient_check() -> None:
    """Two ways to one number, and their comparison."""
    (ax,) = canvas("Two ways to the same slope: if they disagree, one of them is wrong", (7.4, 3))
    box(ax, (0.9, 0), "one weight\n$w$", (1.5, 0.9))
    box(ax, (3.7, 0.9), "your backward pass:\nonce, by formulas", (2.5, 0.9), BLUE)
    box(ax, (3.7, -0.9), "two losses, at\n$w+h$ and $w-h$", (2.5, 0.9), ORANGE)
    box(ax, (7.1, 0), "relative\nerror", (1.5, 0.9))
    for y, color, text in ((0.9, BLUE, "analytic"), (-0.9, ORANGE, "numerical")):
        arrow(ax, (1.7, y * 0.25), (2.4, y * 0.8), color)
        arrow(ax, (5, y * 0.8), (6.3, y * 0.25), color)
        word(ax, (6.05, y * 1.05), text, color)
    word(ax, (8.05, 0.28), "tiny: both right", GREEN, ha="left")
    word(ax, (8.05, -0.28), "large: look again", ORANGE, ha="left")
    ax.set(xlim=(0, 10), ylim=(-1.5, 1.5))
    plt.show()


def show_chain_of_checks() -> None:
    """What to check in which order before a long run."""
    (ax,) = canvas("Before a long run: four checks, each for another kind of fault", (8, 2.3))
    checks = {
        "gradients": "does the formula\nmatch the slope?",
        "first loss": "is it what guessing\nwould cost?",
        "a few batches": "can it learn\nthem by heart?",
        "update ratio": "how far does a step\nmove a weight?",
    }
    for k, (name, question) in enumerate(checks.items()):
        box(ax, (2.3 * k, 0.3), name, (1.7, 0.6), BLUE)
        word(ax, (2.3 * k, -0.5), question, fontsize=9)
        arrow(ax, (2.3 * k + 0.9, 0.3), (2.3 * k + 1.4, 0.3), GREY)
    box(ax, (9.2, 0.3), "train", (1.4, 0.6), GREEN)
    ax.set(xlim=(-1.1, 10.1), ylim=(-1, 0.8))
    plt.show()


def show_folds() -> None:
    """Five folds of cross-validation as rows."""
    (ax,) = canvas("Each part is the validation set once, and trains in all other rounds", (6.8, 2.9))
    for row in range(5):
        for part in range(5):
            held = part == row
            look = {"facecolor": BLUE if held else LIGHT, "edgecolor": "white", "linewidth": 3}
            ax.add_patch(Rectangle((part, -row), 1, 0.85, **look))
            word(ax, (part + 0.5, 0.42 - row), "validate" if held else "train", "white" if held else DARK, fontsize=9)
        word(ax, (-0.15, 0.42 - row), f"round {row + 1}", GREY, ha="right")
        word(ax, (5.2, 0.42 - row), f"score {row + 1}", BLUE, ha="left")
    word(ax, (6.2, -1.58), "mean,\nand spread", DARK, ha="left")
    ax.set(xlim=(-0.9, 7.2), ylim=(-4.2, 1))
    plt.show()


def show_three_sets() -> None:
    """Who may look at which part of the data."""
    (ax,) = canvas("Each decision has a part of the data of its own; the last part decides nothing", (7, 2.6))
    parts = [
        ("training", 5.0, LIGHT, "fits the weights", "every step"),
        ("validation", 2.4, BLUE, "chooses settings", "every trial"),
        ("test", 2.2, GREEN, "says how good it is", "once"),
    ]
    left = 0.0
    for name, width, color, job, times in parts:
        ax.add_patch(Rectangle((left, 0), width - 0.06, 0.8, facecolor=color, edgecolor="none"))
        word(ax, (left + width / 2, 0.4), name, DARK if color == LIGHT else "white")
        word(ax, (left + width / 2, -0.35), job)
        word(ax, (left + width / 2, -0.8), times, GREY)
        left += width
    ax.set(xlim=(-0.2, left + 0.3), ylim=(-1.1, 1))
    plt.show()


def show_margin() -> None:
    """Scores of one example on a line: which of them the hinge loss charges."""
    (ax,) = canvas("The hinge loss charges what comes closer than the margin, and nothing else", (7, 2.5))
    ax.add_patch(Rectangle((3, -0.3), 3, 0.6, facecolor="#fbe3d3", edgecolor="none"))
    arrow(ax, (0, 0), (7.6, 0), GREY, width=1.2)
    places = {"far below:\nfree": (1.2, DARK), "too close:\npays": (4.3, ORANGE), "right class": (6, BLUE)}
    for name, (x, color) in places.items():
        ax.plot(x, 0, "o", color=color, markersize=11)
        word(ax, (x, -0.72), name, color)
    arrow(ax, (3, 0.5), (4.3, 0.5), ORANGE, width=1.6)
    word(ax, (3.65, 0.75), "its loss", ORANGE)
    ax.annotate("", (3, 1.1), (6, 1.1), arrowprops={"arrowstyle": "<|-|>", "color": DARK})
    word(ax, (4.5, 1.32), "margin Δ")
    word(ax, (7.75, 0), "score", GREY, ha="left")
    ax.set(xlim=(-0.2, 8.6), ylim=(-1.1, 1.5))
    plt.show()


def show_diamond_and_ball() -> None:
    """Where the loss's contours first touch what an L2 and an L1 penalty allow."""
    pair = canvas("The ball is touched anywhere, the diamond at a corner: there a weight is zero", (7.4, 3.6), 2)
    diamond = Polygon([(1, 0), (0, 1), (-1, 0), (0, -1)])
    shapes = {"L2: both weights are small": Circle((0, 0), 1), "L1: one of them is zero": diamond}
    for ax, (name, shape) in zip(pair, shapes.items(), strict=True):
        a, b = np.meshgrid(np.linspace(-1.4, 2.9, 216), np.linspace(-1.4, 3.2, 231))
        loss = (a - 0.9) ** 2 + 1.5 * (b - 1.9) ** 2 - 0.7 * (a - 0.9) * (b - 1.9)
        inside = (a**2 + b**2 <= 1) if "L2" in name else (np.abs(a) + np.abs(b) <= 1)
        best = np.unravel_index(np.where(inside, loss, np.inf).argmin(), loss.shape)
        levels = loss[best] * np.array([0.12, 0.4, 1.0])
        ax.contour(a, b, loss, levels=levels, colors=["0.75", "0.75", "0.4"], linewidths=1.2)
        shape.set(facecolor="#d6e8f4", edgecolor=BLUE, linewidth=1.5)
        ax.add_patch(shape)
        ax.axhline(0, color=LIGHT, linewidth=1, zorder=0)
        ax.plot([0, 0], [-1.3, 3.1], color=LIGHT, linewidth=1, zorder=0)
        ax.plot(0.9, 1.9, "*", color=GREY, markersize=12)
        ax.plot(a[best], b[best], "o", color=ORANGE, markersize=9)
        word(ax, (0.6, -1.5), name)
        word(ax, (2.65, 0.2), "$w_0$", GREY)
        word(ax, (-0.25, 2.9), "$w_1$", GREY)
        ax.set(xlim=(-1.5, 2.9), ylim=(-1.7, 3.2), aspect="equal")
    plt.show()
