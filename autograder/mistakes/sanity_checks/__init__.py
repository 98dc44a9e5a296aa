"""Known mistakes of notebook 06."""

from autograder.mistakes.sanity_checks import bugs, gradients, losses, training

MISTAKES = [*gradients.MISTAKES, *bugs.MISTAKES, *losses.MISTAKES, *training.MISTAKES]
