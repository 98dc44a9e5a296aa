"""Known mistakes of notebook 07."""

from autograder.mistakes.hyperparameters import curves, finder, folds, searches, values

MISTAKES = [*values.MISTAKES, *searches.MISTAKES, *finder.MISTAKES, *curves.MISTAKES, *folds.MISTAKES]
