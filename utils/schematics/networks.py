"""Ideas of notebooks 09, 10 and 11: networks as circles and lines, averages of networks, bodies and heads."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from utils.schematics.drawing import BLUE, DARK, GREEN, GREY, ORANGE, arrow, box, canvas, word

LAYERS = (3, 5, 5, 2)


def _network(ax: Axes, off: set, name: str) -> None:
    """A small network; the units in `off`, as (layer, place), are crossed out and have no lines."""
    places = {(k, unit): (1.3 * k, unit - (n - 1) / 2) for k, n in enumerate(LAYERS) for unit in range(n)}
    there = places.keys() - off
    lines = [(places[a], places[b]) for a in there for b in there if b[0] == a[0] + 1]
    ax.add_collection(LineCollection(sorted(lines), colors="0.75", linewidths=0.8, zorder=0))
    for unit, place in places.items():
        ax.plot(*place, "o", markersize=13, color="white" if unit in off else BLUE, markeredgecolor=GREY)
        if unit in off:
            ax.plot(*place, "x", markersize=10, color=ORANGE, markeredgewidth=2)
    word(ax, (1.95, -3), name)
    ax.set(xlim=(-0.5, 4.4), ylim=(-3.4, 2.6))


def show_dropout() -> None:
    """Two steps of training with crossed-out units, and the whole network at test."""
    row = canvas("Each step trains another thinned network; at test all units answer", (8.4, 3.1), 3)
    _network(row[0], {(1, 0), (1, 3), (2, 1), (2, 4)}, "one step of training")
    _network(row[1], {(1, 1), (1, 4), (2, 0), (2, 2)}, "the next step")
    _network(row[2], set(), "at test")
    plt.show()


def show_views() -> None:
    """One picture that has a left and a right, in several views that keep its label."""
    row = canvas("Many views of one picture, and one label for all of them", (8.4, 2.5), 5)
    names = "as it is", "mirrored", "moved", "nearer", "darker"
    views = (1, 0, 0, 1), (-1, 0, 0, 1), (1, 0.35, -0.3, 1), (1, 0.2, 0, 1.5), (1, 0, 0, 1)
    for ax, name, (side, x, y, zoom) in zip(row, names, views, strict=True):
        _sailing_boat(ax, side, np.array([x, y]), zoom)
        ax.plot([-1, 1, 1, -1, -1], [-1, -1, 1, 1, -1], color=DARK, linewidth=1.5)
        if name == "darker":
            ax.fill([-1, 1, 1, -1], [-1, -1, 1, 1], color="0.2", alpha=0.45, linewidth=0)
        word(ax, (0, -1.3), name)
        word(ax, (0, 1.25), "boat", GREEN)
        ax.set(xlim=(-1.1, 1.1), ylim=(-1.5, 1.45), aspect="equal")
    plt.show()


def _sailing_boat(ax: Axes, side: int, shift: np.ndarray, zoom: float) -> None:
    """A hull, a mast and a sail on one side of it, cut at the frame."""
    parts = {
        "#cfe6f5": [(-9, -9), (9, -9), (9, -0.5), (-9, -0.5)],
        "#8c6d46": [(-0.6, -0.3), (0.7, -0.3), (0.45, -0.6), (-0.4, -0.6)],
        ORANGE: [(0.05, -0.2), (0.05, 0.7), (0.6, -0.2)],
    }
    frame = Rectangle((-1, -1), 2, 2, transform=ax.transData)
    for color, corners in parts.items():
        (shape,) = ax.fill(*(np.array(corners) * (side * zoom, zoom) + shift).T, color=color, linewidth=0)
        shape.set_clip_path(frame)
    (mast,) = ax.plot(*(np.array([(0, -0.3), (0, 0.8)]) * (side * zoom, zoom) + shift).T, color=DARK, linewidth=2)
    mast.set_clip_path(frame)


def show_two_averages() -> None:
    """Three networks averaged by what they say, and by their weights."""
    predictions, weights = canvas("Average what networks say, or what they are: that is not the same", (8.4, 3.3), 2)
    for ax, middle, color in ((predictions, False, BLUE), (weights, True, ORANGE)):
        for k, y in enumerate((1, 0, -1)):
            box(ax, (0.8, y), f"network {k + 1}", (1.9, 0.65), GREY)
            end = (2.65 if middle else 3.15, 0.3 * y)
            arrow(ax, (1.8, y), end, color, width=1.5)
        ax.set(xlim=(-0.2, 7.2), ylim=(-2, 1.6))
    box(predictions, (4.2, 0), "mean of the\nprobabilities", (2, 0.9), BLUE)
    arrow(predictions, (5.25, 0), (5.75, 0), BLUE)
    word(predictions, (5.8, 0), "answer", ha="left")
    word(predictions, (3.4, -1.75), "three passes for each answer")
    box(weights, (3.7, 0), "mean of the\nweights", (2, 0.9), ORANGE)
    arrow(weights, (4.75, 0), (5.75, 0), ORANGE)
    word(weights, (5.8, 0), "answer", ha="left")
    word(weights, (3.4, -1.75), "one network, one pass")
    plt.show()


def show_body_and_head() -> None:
    """A trained body keeps its place, and gets a new head."""
    (ax,) = canvas("Keep the body that has learnt to see; give it a new head", (7.4, 3.2))
    for k, name in enumerate(("c1", "c2", "c3", "fc")):
        x = 1.9 + 1.4 * k
        for y, color in ((0.9, GREY), (-0.9, BLUE)):
            box(ax, (x, y), name, (1, 0.75), color, "#f4f4f4" if y > 0 else "#e3eff7")
            arrow(ax, (x - 0.88, y), (x - 0.52, y), color, width=1.4)
        arrow(ax, (x, 0.47), (x, -0.47), GREEN, dashed=True, width=1.3)
    for y, image, head, color in ((0.9, "letters", "52 letters", GREY), (-0.9, "digits", "10 digits", ORANGE)):
        word(ax, (0.55, y), image, color if y < 0 else GREY)
        arrow(ax, (6.65, y), (7.02, y), color, width=1.4)
        box(ax, (7.85, y), head, (1.6, 0.75), color)
    word(ax, (8.75, 0.9), "old head", GREY, ha="left")
    word(ax, (8.75, -0.9), "new head,\nuntrained", ORANGE, ha="left")
    word(ax, (5.4, 0.02), "copy", GREEN)
    ax.set(xlim=(0, 10.2), ylim=(-1.5, 1.5))
    plt.show()


def show_what_moves() -> None:
    """Probe, fine-tuning and what is between them: what is frozen, what is trained, and at which rate."""
    (ax,) = canvas("What is frozen, what moves a little, what moves freely", (7.4, 3.2))
    frozen, low = "frozen", "low rate"
    ways = {"probe": (frozen, frozen), "in between": (frozen, low), "fine-tuning": (low, low)}
    for y, (name, stages) in zip((1.1, 0, -1.1), ways.items(), strict=True):
        word(ax, (1.2, y), name, ha="right")
        for x, part, state in zip((2.5, 5.1), ("lower", "upper"), stages, strict=True):
            colors = (GREY, "#eeeeee") if state == frozen else (BLUE, "#e3eff7")
            box(ax, (x, y), f"{part} stages:\n{state}", (2.1, 0.85), *colors)
        box(ax, (7.5, y), "head:\nfull rate", (1.7, 0.85), ORANGE, "#fbe3d3")
        arrow(ax, (3.6, y), (4.0, y), GREY, width=1.4)
        arrow(ax, (6.2, y), (6.6, y), GREY, width=1.4)
    ax.set(xlim=(0, 8.6), ylim=(-1.7, 1.7))
    plt.show()
