"""Known mistakes of notebook 10."""

from autograder.mistakes.ensembles import averages, committees, norms, snapshots

MISTAKES = [*committees.MISTAKES, *averages.MISTAKES, *snapshots.MISTAKES, *norms.MISTAKES]
