"""Known mistakes of notebook 03."""

from autograder.mistakes.adaptive_methods import adam, optimisers, quiz, rates

MISTAKES = [*rates.MISTAKES, *adam.MISTAKES, *optimisers.MISTAKES, *quiz.MISTAKES]
