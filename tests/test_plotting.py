"""Figures speak: what their words say reaches a screen reader."""

import matplotlib.pyplot as plt

from utils.alternative import as_image, describe
from utils.plotting import axes, plot_curves


def test_a_figure_is_described_by_its_title_axes_and_legend():
    ax = plot_curves({"Adam": [3, 2], "SGD": [3, 1]}, "SGD wins <here>", "step", "loss")
    text = describe(ax.figure)
    assert text == "SGD wins <here>; across: step; up: loss; shown: Adam, SGD."
    assert '<img alt="SGD wins &lt;here&gt;; across' in as_image(ax.figure)
    plt.close(ax.figure)


def test_a_figure_without_words_says_so():
    figure, _ = plt.subplots()
    assert describe(figure) == "figure without words"
    plt.close(figure)
    ax = axes("one", "x", "")
    assert describe(ax.figure) == "one; across: x."
    plt.close(ax.figure)
