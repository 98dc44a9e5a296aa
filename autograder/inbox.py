"""Where `classroom.inbox` was before the move: scripts that check a checkout from outside still import it here."""

from autograder.classroom.inbox import collect

__all__ = ["collect"]
