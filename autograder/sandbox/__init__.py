"""The side of the border where student code runs. Nothing here knows a test, a grade or a solution."""

import sys

ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""On arrays as small as the course's, more threads mostly wait for each other: minutes on a busy machine."""
LARGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
"""For a process that is forked for each submission: a third less time for each fork of 400 MB."""


def isolation() -> str:
    """What a process can lock itself in with, such as "Landlock 7"; "" where there is nothing."""
    if sys.platform != "linux":
        return ""
    from autograder.sandbox import confinement, syscalls

    return confinement.find_isolation() if syscalls.ALLOWED else ""
