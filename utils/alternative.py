"""Alternative text: a figure says to a screen reader what its titles, axes and curves say to the eye."""

import base64
import io
from html import escape

import matplotlib.pyplot as plt
import numpy as np
from IPython import get_ipython
from matplotlib.axes import Axes
from matplotlib.colors import same_color
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

DENSE = 2
"""Pixels of the image for each of the page."""
MOST = 8
"""Curves of one pair of axes that are described; nobody listens to more."""


def describe(figure: Figure) -> str:
    """The words of a figure: its headline, and for each pair of axes title, axes, what is shown and how curves run."""
    headline = figure.get_suptitle()
    words = [f"{headline}." if headline else "", *map(_axes, figure.axes)]
    return " ".join(" ".join(words).split()) or "figure without words"


def _axes(ax: Axes) -> str:
    legend = ax.get_legend()
    shown = [text.get_text() for text in legend.get_texts()] if legend else []
    parts = [ax.get_title() or ax.get_title("left")]
    parts += [f"{side}: {label}" for side, label in (("across", ax.get_xlabel()), ("up", ax.get_ylabel())) if label]
    curves = dict(filter(None, (_curve(line, ax) for line in ax.get_lines())))
    shown = [name for name in shown if name not in curves]
    parts += [f"shown: {', '.join(shown)}"] if shown else []
    parts += [f"{name} {run}" for name, run in curves.items()][:MOST]
    text = "; ".join(filter(None, parts))
    return f"{text}." if text else ""


def _curve(line: Line2D, ax: Axes) -> tuple[str, str] | None:
    """A curve's name, of the legend or of a word beside it in its colour, and where it begins and ends."""
    y = np.asarray(line.get_ydata(orig=False), dtype=float)  # words on an axis are numbers, too
    y = y[np.isfinite(y)]
    name = line.get_label()
    if name.startswith("_"):
        beside = (text.get_text() for text in ax.texts if same_color(text.get_color(), line.get_color()))
        name = next((words for words in beside if any(map(str.isalpha, words))), "")
    if not name or len(y) < 3:
        return None
    first, last, low, high = (f"{value:.2g}" for value in (y[0], y[-1], y.min(), y.max()))
    goes = f"{'rises' if y[-1] > y[0] else 'falls'} from {first} to {last}" if first != last else f"ends at {last}"
    between = [f"{word} {value}" for word, value in (("low", low), ("high", high)) if value not in (first, last)]
    return name, f"stays at {first}" if low == high else ", ".join([goes, *between])


def pictures(figure: Figure) -> dict:
    """The figure as a PNG for dense screens, and as HTML with its alternative text, which a PNG cannot have."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=DENSE * figure.dpi, bbox_inches="tight")
    data = file.getvalue()
    width = int.from_bytes(data[16:20], "big") // DENSE  # of the image's header
    text, source = escape(describe(figure)), base64.b64encode(data).decode()
    html = f'<img alt="{text}" width="{width}" src="data:image/png;base64,{source}">'
    return {"text/html": html, "image/png": data}


def speak() -> None:
    """From now on figures of this notebook are shown with their alternative text; outside a kernel nothing changes."""
    shell = get_ipython()
    if getattr(shell, "kernel", None) is None:
        return
    plt.close(plt.figure())  # the backend loads with the first figure, and sets its own way of showing them
    shell.display_formatter.mimebundle_formatter.for_type(Figure, lambda figure, **_: pictures(figure))
