"""What schematic pictures are made of: a canvas without axes, arrows and boxes, in the course's colours."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

BLUE, ORANGE, GREEN, PINK = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
DARK, GREY, LIGHT = "#333333", "#888888", "#d9d9d9"


def canvas(title: str, size: tuple[float, float] = (6.4, 3.2), columns: int = 1) -> list[Axes]:
    """Axes without ticks or frame in one row, under one title."""
    figure, row = plt.subplots(1, columns, figsize=size, layout="constrained", squeeze=False)
    figure.suptitle(title, x=0.01, ha="left")
    for ax in row[0]:
        ax.axis("off")
    return list(row[0])


def arrow(ax: Axes, start, end, color: str = DARK, dashed: bool = False, width: float = 2.0) -> None:
    """An arrow from `start` to `end`, in the units of the axes."""
    line = {"color": color, "linewidth": width, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 14}
    line |= {"linestyle": "--" if dashed else "-", "arrowstyle": "-|>"}
    ax.annotate("", end, start, arrowprops=line)
    ax.update_datalim(np.array([start, end], dtype=float))
    ax.autoscale_view()


def word(ax: Axes, place, text: str, color: str = DARK, **look) -> None:
    """Words centred at a place, unless `ha` or `va` says otherwise."""
    x, y = place
    ax.text(x, y, text, **{"color": color, "ha": "center", "va": "center", "fontsize": 10} | look)


def box(ax: Axes, place, text: str, size=(1.6, 0.7), color: str = DARK, fill: str = "white") -> None:
    """A rounded box with words, centred at a place."""
    (x, y), (width, height) = place, size
    look = {"edgecolor": color, "facecolor": fill, "linewidth": 1.5}
    corner = (x - width / 2, y - height / 2)
    ax.add_patch(FancyBboxPatch(corner, width, height, boxstyle="round,pad=0,rounding_size=0.12", **look))
    word(ax, place, text, color)
    ax.update_datalim([corner, (x + width / 2, y + height / 2)])
    ax.autoscale_view()
