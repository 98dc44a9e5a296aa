"""Known mistakes of notebook 01."""

from autograder.mistakes.sgd_pathologies import bowls, saddles_and_noise

MISTAKES = [*bowls.MISTAKES, *saddles_and_noise.MISTAKES]
