"""Known mistakes of notebook 04."""

from autograder.mistakes.learning_rate_schedules import classes, composed, shapes, smooth

MISTAKES = [*shapes.MISTAKES, *smooth.MISTAKES, *composed.MISTAKES, *classes.MISTAKES]
