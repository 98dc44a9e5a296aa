"""Schematic pictures: each is shown once, has a title that says its idea, and no words outside of it or over each other."""

import importlib
import pkgutil

import matplotlib.pyplot as plt
import pytest

from autograder.authoring.source import pages, sources
from utils import plotting, schematics

MODULES = [importlib.import_module(f"utils.schematics.{m.name}") for m in pkgutil.iter_modules(schematics.__path__)]
PICTURES = {name: f for module in MODULES for name, f in vars(module).items() if name.startswith("show_")}


@pytest.mark.parametrize("name", PICTURES)
def test_words_lie_within_the_picture_and_apart(name, monkeypatch):
    assert plotting.STYLES  # imported for its style
    monkeypatch.setattr(plt, "show", lambda: None)
    PICTURES[name]()
    figure = plt.gcf()
    figure.canvas.draw()
    assert figure.get_suptitle()
    words = [text for holder in (figure, *figure.axes) for text in holder.texts if text.get_text()]
    places = {text: text.get_window_extent() for text in words}
    for text, place in places.items():
        assert figure.bbox.x0 <= place.x0 and place.x1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= place.y0 and place.y1 <= figure.bbox.y1, text
        assert [other for other in places if other is not text and place.overlaps(places[other])] == [], text
    plt.close(figure)


@pytest.mark.parametrize("name", PICTURES)
def test_each_is_shown_in_one_notebook(name):
    cells = [cell for source in [*sources(), *pages()] for cell in source.cells if f"{name}()" in cell.text]
    assert [cell.role for cell in cells] == ["demo"]
