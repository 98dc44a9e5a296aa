"""Known mistakes of notebook 11."""

from autograder.mistakes.transfer_learning import bodies, features, tables, training

MISTAKES = [*bodies.MISTAKES, *features.MISTAKES, *training.MISTAKES, *tables.MISTAKES]
