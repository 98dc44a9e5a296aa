"""Open challenges: a baseline to beat within a budget. Nothing of them is graded or required."""

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

from platformdirs import user_state_path


class OverBudget(RuntimeError):
    """A function was called once too often."""


def budget(f: Callable, calls: int) -> Callable:
    """`f`, which may be called so many times; the call after that raises OverBudget."""
    left = calls

    def counted(*args, **options):
        nonlocal left
        if not left:
            raise OverBudget(f"the budget of {calls} calls is spent: stop before, and return the best you have")
        left -= 1
        return f(*args, **options)

    return counted


def challenge(name: str, yours: float, baseline: float, unit: str, lower: bool = False) -> None:
    """Print how your score compares with the baseline and with the best that you have had so far.

    `lower=True` where less is better. A score that is no number counts as nothing. The best is kept in the user's
    state folder, and where that cannot be written, not at all.
    """
    best = _best(name, float(yours), lower)
    ahead = yours < baseline if lower else yours > baseline
    direction = ", lower is better" if lower else ""
    word = "You beat the baseline" if ahead else "The baseline stands"
    print(f"{word}: yours {yours:.4g}, baseline {baseline:.4g} ({unit}{direction}).")
    print(f"Your best so far: {best:.4g}.")


def _best(name: str, score: float, lower: bool) -> float:
    """The best of this score and of those kept."""
    path = user_state_path("downhill", appauthor=False) / "challenges.json"
    kept = _read(path)
    old = kept.get(name, score)
    better = (score < old if lower else score > old) or old != old
    kept[name] = score if better else old
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(kept), "utf-8")
    return kept[name]


def _read(path: Path) -> dict[str, float]:
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):  # none yet, or damaged
        return {name: float(score) for name, score in json.loads(path.read_text("utf-8")).items()}
    return {}
