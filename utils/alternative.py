"""Alternative text: a figure says to a screen reader what its title, axes and legend say to the eye."""

import base64
import io
from html import escape

import matplotlib.pyplot as plt
from IPython import get_ipython
from matplotlib.axes import Axes
from matplotlib.figure import Figure


def describe(figure: Figure) -> str:
    """The words of a figure: for each pair of axes title, axes and what is shown."""
    return " ".join(filter(None, map(_axes, figure.axes))) or "figure without words"


def _axes(ax: Axes) -> str:
    legend = ax.get_legend()
    shown = [text.get_text() for text in legend.get_texts()] if legend else []
    parts = [ax.get_title()]
    parts += [f"{side}: {label}" for side, label in (("across", ax.get_xlabel()), ("up", ax.get_ylabel())) if label]
    parts += [f"shown: {', '.join(shown)}"] if shown else []
    text = "; ".join(filter(None, parts))
    return f"{text}." if text else ""


def as_image(figure: Figure) -> str:
    """The figure as an HTML image with its alternative text; the PNG that JupyterLab shows otherwise can have none."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=figure.dpi, bbox_inches="tight")
    data = base64.b64encode(file.getvalue()).decode()
    return f'<img alt="{escape(describe(figure))}" src="data:image/png;base64,{data}">'


def speak() -> None:
    """From now on figures of this notebook are shown with their alternative text; outside a kernel nothing changes."""
    shell = get_ipython()
    if getattr(shell, "kernel", None) is None:
        return
    plt.close(plt.figure())  # the backend loads with the first figure, and sets its own way of showing them
    shell.display_formatter.formatters["image/png"].pop(Figure, None)  # one picture is enough
    shell.display_formatter.formatters["text/html"].for_type(Figure, as_image)
