"""A changed text as the smallest edits of the text that it was made from, so that two changes can be made at once."""

import ast
import difflib
import functools
import re

_TOKENS = re.compile(r"\w+|\s+|.", re.DOTALL)


@functools.lru_cache(4096)
def edits(before: str, after: str) -> tuple[tuple[int, int, str], ...]:
    """(start, end, new text) for each place of `before` that `after` has otherwise, in order."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    starts = [0]
    for token in old:
        starts.append(starts[-1] + len(token))
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple((starts[a], starts[b], "".join(new[c:d])) for tag, a, b, c, d in blocks if tag != "equal")


def both(solution: str, one: str, other: str) -> str | None:
    """`solution` with the changes of both texts; None where they meet, or where the result is no Python."""
    changes = sorted([*edits(solution, one), *edits(solution, other)])
    if any(_meet(a, b) for a, b in zip(changes, changes[1:], strict=False)):
        return None
    text = solution
    for start, end, new in reversed(changes):
        text = text[:start] + new + text[end:]
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    return text


def _meet(a: tuple[int, int, str], b: tuple[int, int, str]) -> bool:
    """Whether two edits, the earlier one first, change the same text or put something into the same place."""
    return b[0] < a[1] or b[:2] == a[:2]
