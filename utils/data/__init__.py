"""Data for the experiments: digits, letters drawn on the spot, MNIST and CIFAR-10 for those who have them."""

from utils.data.glyphs import LETTERS, letters
from utils.data.originals import Absent, cifar10, mnist

__all__ = ["LETTERS", "Absent", "cifar10", "letters", "load_digits", "mnist"]


def load_digits():
    """scikit-learn's digits: `data` (1797, 64), pixels from 0 to 16, `images` (1797, 8, 8), and `target` (1797,).

    The library is imported only now, because that takes seconds, and most of what uses a notebook draws no digit.
    """
    from sklearn import datasets

    return datasets.load_digits()
