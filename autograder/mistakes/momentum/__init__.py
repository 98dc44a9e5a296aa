"""Known mistakes of notebook 02."""

from autograder.mistakes.momentum import formulas, optimiser, steps

MISTAKES = [*steps.MISTAKES, *formulas.MISTAKES, *optimiser.MISTAKES]
