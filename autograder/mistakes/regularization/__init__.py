"""Known mistakes of notebook 08."""

from autograder.mistakes.regularization import decay, hinge, penalties, zeros

MISTAKES = [*hinge.MISTAKES, *penalties.MISTAKES, *decay.MISTAKES, *zeros.MISTAKES]
