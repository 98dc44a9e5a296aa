"""Progress bars as a line of text, gone when they end: a widget would be dead in a saved notebook."""

import sys

from IPython import get_ipython
from IPython.display import DisplayHandle
from tqdm import tqdm as text_bar


class Line:
    """A file that shows the last line written to it, in one output of the cell."""

    def __init__(self):
        self.output = DisplayHandle()
        self.output.display({"text/plain": ""}, raw=True)

    def write(self, text: str) -> None:
        """Show this in place of what was shown."""
        if text.strip("\n"):
            self.output.update({"text/plain": text.strip("\r\n ")}, raw=True)

    def flush(self) -> None:
        """Everything is shown at once."""


def tqdm(iterable=None, desc: str | None = None, total: int | None = None, **settings) -> text_bar:
    """tqdm's bar, gone when it ends; outside a notebook it goes to standard error, as tqdm's own does."""
    inside = getattr(get_ipython(), "kernel", None) is not None
    settings = {"leave": False, "ncols": 79} | settings
    return text_bar(iterable, desc, total, file=Line() if inside else sys.stderr, **settings)
