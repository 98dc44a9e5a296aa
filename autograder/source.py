"""Where `authoring.source` was before the move: scripts that check a checkout from outside still import it here."""

from autograder.authoring.source import find, read, sources

__all__ = ["find", "read", "sources"]
