"""A figure with a slider: one output of bounded size that holds all its frames, with words, a still and no kernel."""

import re

import matplotlib.pyplot as plt
import pytest

from utils import slider
from utils.plotting import axes
from utils.slider import slider_figure


def draw(value):
    axes(f"the line {value} <high>", "step", "loss", (4, 2)).plot([0, 1], [value, value])


def test_each_frame_has_its_value_and_its_words():
    page = slider_figure(draw, [0.1, 2, "three"], "lr", start=-1).html()
    assert re.findall("<a [^>]*>(.*?)</a>", page) == ["lr = 0.1", "lr = 2", "lr = three"]
    assert re.findall('alt="(.*?)"', page)[1] == "the line 2 &lt;high&gt;; across: step; up: loss."
    assert 'max="2" value="2"' in page
    assert plt.get_fignums() == []


def test_everything_lies_in_the_output():
    page = slider_figure(draw, [1, 2], "lr").html()
    assert "http" not in page
    assert page.count('src="data:image/webp;base64,') == 2


def test_a_viewer_of_pictures_gets_the_frame_that_is_shown_first():
    shown = slider_figure(draw, [1, 2], "lr", start=1)
    bundle = shown._repr_mimebundle_()
    width = int.from_bytes(bundle["image/png"][16:20], "big")  # of the image's header
    assert width == slider.SHARP * shown.frames[1].width == 600
    assert bundle["text/plain"].startswith("lr = 2: the line 2")


def test_axes_stay_in_their_place():
    drawn = []

    def wider(value):
        drawn.append(axes("a line", "step", "loss", (4, 2)))
        drawn[-1].plot([0, value])

    slider_figure(wider, [1, 123_456], "lr")
    assert drawn[0].get_position().bounds == drawn[1].get_position().bounds


def test_an_output_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(slider, "MOST", 5000)
    with pytest.raises(ValueError, match=r"2 frames make \d+ bytes, more than 5000; draw fewer"):
        slider_figure(draw, [1, 2], "lr").html()
