"""The side of the border where student code runs. Nothing here knows a test, a grade or a solution."""

import sys


def isolation() -> str:
    """What a process can lock itself in with, such as "Landlock 7"; "" where there is nothing."""
    if sys.platform != "linux":
        return ""
    from autograder.sandbox import confinement, syscalls

    return confinement.find_isolation() if syscalls.ALLOWED else ""
