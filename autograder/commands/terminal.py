"""What a command prints to: terminals of few letters, pipes that are closed, progress bars."""

import io
import os
import sys


def print_what_it_can() -> None:
    """A letter that its encoding lacks is printed as an escape; a Windows console lacks most."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def close_output() -> int:
    """The reader of our output has closed it (`course grade ... | head`): exit without a message."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def bar(what: str):
    """A progress bar on standard error, gone when it is done."""
    from tqdm import tqdm

    return lambda items, total=None: tqdm(items, desc=what, total=total, leave=False, file=sys.stderr, disable=None)
