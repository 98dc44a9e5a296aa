"""Text for a terminal: made of what came from outside, and set in columns."""

import unicodedata
from collections.abc import Iterable


def printable(text: str, keep: str = "") -> str:
    """`text` with no control, bidirectional, zero-width or broken characters but those in `keep`."""
    return "".join(char if char in keep or is_plain(char) else "\N{REPLACEMENT CHARACTER}" for char in text)


def is_plain(char: str) -> bool:
    """Whether a character shows itself and does nothing else."""
    category = unicodedata.category(char)
    return category[0] != "C" and category not in ("Zl", "Zp")


def columns(rows: Iterable[tuple[str, ...]], align: str) -> list[str]:
    """A line for each row, its cells padded to the width of their column.

    `align` has a character for each column: "<" for left, ">" for right. The last column is not padded on its right.
    """
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(f"{cell:{a}{w}}" for cell, a, w in zip(row, align, widths, strict=True)).rstrip() for row in rows]
