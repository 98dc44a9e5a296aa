"""Known mistakes of notebook 09."""

from autograder.mistakes.dropout import batches, crowd, forward, images, light, masks

MISTAKES = [*masks.MISTAKES, *forward.MISTAKES, *crowd.MISTAKES, *images.MISTAKES, *light.MISTAKES, *batches.MISTAKES]
