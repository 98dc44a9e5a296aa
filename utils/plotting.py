"""Pictures of the course: the same method in the same colour everywhere, contours light, paths dark."""

from collections.abc import Mapping
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from utils.alternative import speak
from utils.surfaces import Surface

STYLES = {  # Okabe and Ito's colours, which colour-blind readers tell apart; the dash tells them apart in grey print
    "SGD": ("#000000", "-"),
    "gradient descent": ("#000000", "-"),
    "momentum": ("#0072B2", "--"),
    "Nesterov": ("#56B4E9", "-."),
    "AdaGrad": ("#D55E00", "-"),
    "RMSProp": ("#009E73", "--"),
    "Adam": ("#CC79A7", "-"),
    "AdamW": ("#E69F00", "-."),
}
_SPARE = [("#0072B2", "-"), ("#D55E00", "--"), ("#009E73", "-."), ("#CC79A7", ":"), ("#000000", "-"), ("#E69F00", "--")]


def style(name: str, index: int = 0) -> dict:
    """Colour and dash of the method that `name` begins with; other names take a spare pair by `index`."""
    method = max((m for m in STYLES if name.startswith(m)), key=len, default=None)
    color, dash = STYLES[method] if method else _SPARE[index % len(_SPARE)]
    return {"color": color, "linestyle": dash}


def axes(title: str, x: str, y: str, size: tuple[float, float] = (6.4, 3.6)) -> Axes:
    """One labelled pair of axes; title and labels are what the reader keeps."""
    _, ax = plt.subplots(figsize=size, layout="constrained")
    ax.set(title=title, xlabel=x, ylabel=y)
    return ax


def plot_surface(surface: Surface, ax: Axes, levels: int = 14) -> None:
    """Light contours, evenly spaced in the square root of the height, so that valleys show."""
    left, right, bottom, top = surface.box
    x, y = np.meshgrid(np.linspace(left, right, 161), np.linspace(bottom, top, 161))
    z = surface.f(np.stack([x, y]))
    ax.contour(x, y, np.sqrt(z - z.min()), levels=levels, colors="0.82", linewidths=0.8)
    if surface.minimum:
        ax.plot(*surface.minimum, "*", color="0.4", markersize=12)
    ax.set(xlim=(left, right), ylim=(bottom, top))


def plot_paths(surface: Surface, paths: Mapping[str, np.ndarray], title: str, ax: Axes | None = None) -> Axes:
    """The paths (steps + 1, 2) of some methods over the contours of `surface`. Returns the axes."""
    ax = ax or axes(title, "$w_0$", "$w_1$")
    plot_surface(surface, ax)
    for index, (name, path) in enumerate(paths.items()):
        path = np.asarray(path)
        ax.plot(*path.T, marker=".", markersize=4, linewidth=1.3, label=name, **style(name, index))
        ax.plot(*path[0], "o", color="0.2", markersize=5)
    ax.set_title(title)
    ax.legend(loc="best", fontsize=8)
    return ax


def plot_curves(
    curves: Mapping[str, np.ndarray], title: str, x: str, y: str, log: str = "y", ax: Axes | None = None
) -> Axes:
    """Named curves over steps 0, 1, 2, ...; `log` is "", "x", "y" or "xy"."""
    ax = ax or axes(title, x, y)
    for index, (name, values) in enumerate(curves.items()):
        ax.plot(values, label=name, **style(name, index))
    ax.set(title=title, xscale="log" if "x" in log else "linear", yscale="log" if "y" in log else "linear")
    ax.legend(loc="best", fontsize=8)
    return ax


def plot_spread(
    x: np.ndarray,
    runs: Mapping[str, np.ndarray],
    title: str,
    labels: tuple[str, str],
    ax: Axes | None = None,
    log: bool = False,
) -> Axes:
    """Mean over seeds with a band of one standard deviation; each run is (seeds, len(x)).

    With `log` both are those of the logarithms, drawn on a logarithmic axis: a band that would reach zero has no place.
    """
    ax, to, back = ax or axes(title, *labels), *((np.log, np.exp) if log else (np.asarray, np.asarray))
    for index, (name, values) in enumerate(runs.items()):
        mean, sd = np.mean(to(values), axis=0), np.std(to(values), axis=0)
        look = style(name, index)
        ax.plot(x, back(mean), label=name, **look)
        ax.fill_between(x, back(mean - sd), back(mean + sd), color=look["color"], alpha=0.15, linewidth=0)
    ax.set_yscale("log" if log else ax.get_yscale())
    ax.legend(loc="best", fontsize=8)
    return ax


plt.style.use(Path(__file__).with_name("style.mplstyle"))
speak()
