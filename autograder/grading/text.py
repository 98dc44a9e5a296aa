"""Text that came from outside, on its way to a terminal or a page."""

import unicodedata


def printable(text: str, keep: str = "") -> str:
    """`text` with no control, bidirectional, zero-width or broken characters but those in `keep`."""
    return "".join(char if char in keep or is_plain(char) else "\N{REPLACEMENT CHARACTER}" for char in text)


def is_plain(char: str) -> bool:
    """Whether a character shows itself and does nothing else."""
    category = unicodedata.category(char)
    return category[0] != "C" and category not in ("Zl", "Zp")
