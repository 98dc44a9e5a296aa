"""Known mistakes of notebook 05."""

from autograder.mistakes.second_order import bfgs, damping, newton, two_loops

MISTAKES = [*newton.MISTAKES, *damping.MISTAKES, *bfgs.MISTAKES, *two_loops.MISTAKES]
