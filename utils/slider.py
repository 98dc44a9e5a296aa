"""A figure with a slider that needs no kernel: all its frames are drawn beforehand and kept in the notebook."""

import base64
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from utils.alternative import describe

SHARP = 1.5
"""Pixels of a frame for each of the page: fewer than other figures have, because there are many of them."""
QUALITY = 50
"""Of a frame's WebP, which makes a drawing of lines half as large as a PNG; what is lost cannot be seen."""
MOST = 400_000
"""Bytes of the whole output."""
# Lab's shortcuts would take the arrow keys away. Where Lab drops the script, the Tab key goes from frame to frame.
PAGE = """<div class="slider-figure" style="max-width:{width}px;padding:4px;background-color:#ffffff;color:#333333">
<label style="display:none">{label}
<input type="range" min="0" max="{last}" value="{start}" data-lm-suppress-shortcuts="true"
 style="width:70%;vertical-align:middle;accent-color:#0072B2;color-scheme:light"></label>
<div style="overflow-x:auto;white-space:nowrap">{frames}</div>
<style>@media print {{ .slider-figure label, .slider-figure figure:not(.still) {{ display: none !important }} }}</style>
<script>
(root => {{
  const frames = [...root.querySelectorAll("figure")], input = root.querySelector("input");
  frames.forEach(frame => frame.querySelector("a").removeAttribute("tabindex"));
  const show = () => {{
    frames.forEach((frame, k) => {{
      frame.classList.toggle("still", k == input.value);
      frame.style.display = k == input.value ? "block" : "none";
    }});
    input.setAttribute("aria-valuetext", frames[input.value].textContent);
  }};
  input.oninput = show;
  root.querySelector("label").style.display = "block";
  show();
}})(document.currentScript.parentNode)
</script></div>"""
FRAME = """<figure class="{kind}" style="display:inline-block;width:100%;margin:0">\
<figcaption style="font-weight:bold"><a tabindex="0">{caption}</a></figcaption>\
<img alt="{text}" width="{width}" src="data:image/webp;base64,{source}"></figure>"""


@dataclass(frozen=True)
class Frame:
    """What the slider shows at one value."""

    caption: str
    """The value in words, as in `lr = 0.1`."""
    text: str
    """What the figure says to a screen reader."""
    picture: Image.Image
    """The pixels, for dense screens."""
    width: int
    """In pixels of the page."""


@dataclass(frozen=True)
class SliderFigure:
    """Frames under one slider; a strip to scroll where scripts are dropped; in print the one that is shown."""

    label: str
    frames: list[Frame]
    start: int

    def _repr_mimebundle_(self, **_) -> dict:
        still = self.frames[self.start]
        words = f"{still.caption}: {still.text}"
        return {"text/html": self.html(), "image/png": _encoded(still, "PNG"), "text/plain": words}

    def show(self) -> None:
        """Display it, as `plt.show` does with a figure."""
        display(self)

    def html(self) -> str:
        """One output that holds everything. Raises ValueError where it is larger than `MOST`."""
        frames = "".join(_element(frame, k == self.start) for k, frame in enumerate(self.frames))
        width, last = self.frames[0].width, len(self.frames) - 1
        page = PAGE.format(width=width, label=escape(self.label), last=last, start=self.start, frames=frames)
        if len(page) > MOST:
            raise ValueError(
                f"slider_figure: {len(self.frames)} frames make {len(page)} bytes, more than {MOST}; "
                "draw fewer or smaller ones"
            )
        return page


def slider_figure(draw: Callable, values: Sequence, label: str, start: int = 0) -> SliderFigure:
    """A slider named `label` over `values`; `draw(value)` makes one figure, as `plotting.axes` does.

    `start` is the place in `values` that is shown first. All frames must be of one size. Their axes lie
    where those of the first frame lie; give them fixed limits as well, or the picture jumps.
    """
    places = []  # of the first frame's axes: where they stay in all of them
    return SliderFigure(label, [_frame(draw, value, label, places) for value in values], start % len(values))


def _frame(draw: Callable, value: object, label: str, places: list) -> Frame:
    plt.close("all")
    draw(value)
    figure = plt.gcf()
    words, width = describe(figure), round(figure.get_figwidth() * figure.dpi)
    figure.set_dpi(SHARP * figure.dpi)
    if places:
        figure.set_layout_engine("none")
        for ax, place in zip(figure.axes, places, strict=True):
            ax.set_position(place)
    canvas = FigureCanvasAgg(figure)  # whatever shows this notebook's figures
    canvas.draw()
    places[:] = places or [ax.get_position(original=True) for ax in figure.axes]
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    plt.close(figure)
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    return Frame(f"{label} = {shown}", words, picture, width)


def _encoded(frame: Frame, format: str) -> bytes:
    file = io.BytesIO()
    frame.picture.save(file, format, quality=QUALITY, method=2)  # a PNG takes no notice of the last two
    return file.getvalue()


def _element(frame: Frame, still: bool) -> str:
    source = base64.b64encode(_encoded(frame, "WEBP")).decode()
    words = {"caption": escape(frame.caption), "text": escape(frame.text), "width": frame.width}
    return FRAME.format(kind="still" if still else "", source=source, **words)
