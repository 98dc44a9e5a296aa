"""Data for the experiments: letters drawn on the spot, and the originals MNIST and CIFAR-10 for those who have them."""

from utils.data.glyphs import LETTERS, letters
from utils.data.originals import Absent, cifar10, mnist

__all__ = ["LETTERS", "Absent", "cifar10", "letters", "mnist"]
