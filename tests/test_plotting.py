"""Figures speak: what their words say reaches a screen reader."""

import matplotlib.pyplot as plt

from utils.alternative import describe, pictures
from utils.plotting import axes, plot_curves


def test_a_figure_is_described_by_its_titles_axes_and_curves():
    ax = plot_curves({"Adam": [3, 2, 1], "SGD": [3, 2, 3], "two": [1, 2]}, "SGD wins <here>", "step", "loss")
    ax.plot([1, 2, 4], color="0.5")
    ax.text(2, 4, "by\nits word", color="0.5")
    ax.figure.suptitle("Headline")
    text = describe(ax.figure)
    assert text == (
        "Headline. SGD wins <here>; across: step; up: loss; shown: two; "
        "Adam falls from 3 to 1; SGD ends at 3, low 2; by its word rises from 1 to 4."
    )
    plt.close(ax.figure)


def test_a_figure_is_sharp_on_dense_screens_and_has_words_beside_its_pixels():
    ax = axes("<here>", "step", "loss")
    both = pictures(ax.figure)
    width = int.from_bytes(both["image/png"][16:20], "big")
    assert f'<img alt="&lt;here&gt;; across: step; up: loss." width="{width // 2}"' in both["text/html"]
    assert 1000 < width < 1600
    plt.close(ax.figure)


def test_a_figure_without_words_says_so():
    figure, _ = plt.subplots()
    assert describe(figure) == "figure without words"
    plt.close(figure)
    ax = axes("one", "x", "")
    assert describe(ax.figure) == "one; across: x."
    plt.close(ax.figure)


def test_words_on_an_axis_are_no_obstacle():
    ax = axes("one", "x", "")
    ax.plot([1, 2, 3], ["low", "middle", "high"], label="a ladder")
    assert describe(ax.figure) == "one; across: x; a ladder rises from 0 to 2."
    plt.close(ax.figure)
