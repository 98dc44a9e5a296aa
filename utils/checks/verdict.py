"""Decide what to tell a student: passed, this known mistake, or the first quantity that differs."""

from dataclasses import dataclass, replace

import numpy as np

from utils.checks.observe import Observation, first_difference, same


@dataclass(frozen=True)
class KnownMistake:
    """A known mistake as the checks need it: what to say, and what a probe sees of it."""

    name: str
    explanation: str
    """What was done, why it is wrong, what to do, where to read: at most three sentences."""
    seen: list[Observation]


@dataclass(frozen=True)
class Verdict:
    """The answer to `check(f)`. Shown as a small table in Jupyter and as text elsewhere."""

    exercise: str
    outcome: str
    """"passed", "mistake", "different", "error" or "not attempted"."""
    text: str
    mistake: str | None = None
    """The known mistake's name."""
    rows: tuple[tuple[str, str, str], ...] = ()
    """Quantity, expected, got; empty unless the outcome is "different"."""
    note: str = ""
    """The exception's own words where the outcome is "error"."""

    @property
    def quantity(self) -> str | None:
        """The first quantity that differs, where the outcome is "different"."""
        return self.rows[0][0] if self.rows else None

    @property
    def passed(self) -> bool:
        return self.outcome == "passed"


def judge(exercise: str, expected: list[Observation], got: list[Observation], mistakes: list[KnownMistake]) -> Verdict:
    """Compare what was seen of a student's `exercise` with the reference and with every known mistake."""
    if same(expected, got):
        text = f"the visible checks agree in {len(expected)} quantities; hidden checks remain."
        return Verdict(exercise, "passed", text)
    if len(got) == 1 and got[0].name == "error" and got[0].value == "NotImplementedError":
        return Verdict(exercise, "not attempted", "nothing here yet. Replace `raise NotImplementedError()`.")
    for mistake in mistakes:
        if same(mistake.seen, got):
            return Verdict(exercise, "mistake", f"this is {mistake.name}: {mistake.explanation}", mistake.name)
    want, have = first_difference(expected, got)
    if have is not None and have.name == "error":
        text = f"it raised {have.value}: {have.note}" if have.note else f"it raised {have.value}."
        return Verdict(exercise, "error", text + _where(len(got) - 1, expected), note=have.note)
    return Verdict(exercise, "different", *_difference(want, have))


def with_causes(verdict: Verdict, others: dict[str, Verdict]) -> Verdict:
    """A failed verdict that also says which of the `others`, exercises that this one uses, are not right themselves."""
    unwritten = [f"`{name}`" for name, other in sorted(others.items()) if other.outcome == "not attempted"]
    wrong = [f"`{name}`" for name, other in sorted(others.items()) if not other.passed]
    if verdict.outcome == "not attempted" and unwritten:
        return replace(verdict, outcome="error", text=f"it calls {' and '.join(unwritten)}: write that first.")
    if wrong:
        return replace(verdict, text=f"{verdict.text} It calls {' and '.join(wrong)}, not correct yet: fix that first.")
    return verdict


def _where(index: int, expected: list[Observation]) -> str:
    return f" (before “{expected[index].name}”)" if index < len(expected) else ""


def _difference(want: Observation | None, have: Observation | None) -> tuple:
    """Text, no mistake, and the one row of the table."""
    name = (want or have).name
    text = f"“{name}” is the first quantity that differs."
    shapes = [getattr(seen.value, "shape", None) for seen in (want, have) if seen]
    if len(shapes) == 2 and None not in shapes and shapes[0] != shapes[1]:
        text = f"“{name}” has shape {shapes[1]} instead of {shapes[0]}."
    return text, None, ((name, shown(want), shown(have)),)


def shown(seen: Observation | None, width: int = 60) -> str:
    """A value in at most `width` characters."""
    if seen is None:
        return "nothing"
    if isinstance(seen.value, str):
        return seen.value[:width]
    text = np.array2string(seen.value, precision=5, threshold=8, edgeitems=2, separator=", ")
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 2] + " …"
