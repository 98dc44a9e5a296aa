"""Decide what to tell a student: passed, this known mistake, these two, or the first quantity that differs."""

from dataclasses import dataclass, field, replace

import numpy as np

from utils.checks.calls import Call
from utils.checks.differences import difference, first_element, in_numbers, shown
from utils.checks.errors import Place
from utils.checks.observe import Observation, first_difference, same
from utils.checks.signature import signature


@dataclass(frozen=True)
class KnownMistake:
    """A known mistake, or one form of it, as the checks need it: what to say, and what a probe sees of it."""

    name: str
    explanation: str
    """What was done, why it is wrong, what to do, where to read: at most three sentences."""
    seen: list[Observation]


@dataclass(frozen=True)
class Expected:
    """All that the instant check of one exercise compares with; no solution is in it."""

    exercise: str
    topic: str
    """The module of `utils.checks.probes` that holds the probe."""
    expected: list[Observation]
    mistakes: list[KnownMistake]
    pairs: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Two of the mistakes, by their places, for the signature of what is seen of an answer with both."""


@dataclass(frozen=True)
class Found:
    """What a search for a small edit that mends the answer has found."""

    line: int
    mistake: str | None = None
    """The known mistake that is left after the edit, where something else speaks for it, too."""
    whole: bool = False
    """The edit alone mends all."""


@dataclass(frozen=True)
class Verdict:
    """The answer to `check(f)`. Shown as a small table in Jupyter and as text elsewhere."""

    exercise: str
    outcome: str
    """"passed", "mistake", "different", "error" or "not attempted"."""
    text: str
    mistake: str | None = None
    """The known mistake's name."""
    also: str | None = None
    """The name of a second one."""
    line: Place | None = None
    """The line of the answer's cell to look at, where nothing is named."""
    rows: tuple[tuple[str, str, str], ...] = ()
    """Quantity, expected, got; empty unless the outcome is "different"."""
    note: str = ""
    """What can be said without a number: an exception in a sentence, or how the form or the values differ."""
    call: Call | None = None
    """The call whose result differs."""
    agreed: tuple[str, ...] = ()
    """Other results of that call, which are right."""
    printed: str = ""
    """What the answer has printed."""
    remark: str = ""
    """What the student should know of the cell."""
    standing: str = ""
    """After a pass: what it is worth, and how far the notebook is done."""
    perhaps: KnownMistake | None = None
    """What explains the first difference, though not all of them: `settled` decides."""

    @property
    def quantity(self) -> str | None:
        """The first quantity that differs, where the outcome is "different"."""
        return self.rows[0][0] if self.rows else None

    @property
    def passed(self) -> bool:
        return self.outcome == "passed"


def judge(known: Expected, got: list[Observation]) -> Verdict:
    """Compare what was seen of a student's exercise with the reference and with every known mistake."""
    if same(known.expected, got):
        text = f"the visible checks agree in {len(known.expected)} quantities; hidden checks remain."
        return Verdict(known.exercise, "passed", text)
    if len(got) == 1 and got[0].name == "error" and got[0].value == "NotImplementedError":
        return Verdict(known.exercise, "not attempted", "nothing here yet. Replace `raise NotImplementedError()`.")
    return _named(known, got) or replace(_unnamed(known, got), perhaps=at_least(known, got))


def settled(verdict: Verdict, found: Found | None, line: Place | None) -> Verdict:
    """A verdict without a name after the search for the `line`: where no one edit mends all, there are two mistakes."""
    if (perhaps := verdict.perhaps) and not (found and found.whole):
        text = f"this is {perhaps.name}, and something else besides: {perhaps.explanation}"
        return replace(verdict, outcome="mistake", text=text, mistake=perhaps.name, line=line)
    return replace(verdict, line=line, mistake=found and found.mistake)


def _named(known: Expected, got: list[Observation]) -> Verdict | None:
    """The verdict where known mistakes explain what was seen: one, two, or one that is not all."""
    raised = f" {got[-1].note}" if got[-1].name == "error" else ""

    def verdict(text: str, *found: KnownMistake, also: str | None = None) -> Verdict:
        return Verdict(known.exercise, "mistake", text + raised, found[0].name, also)

    for mistake in known.mistakes:
        if same(mistake.seen, got):
            return verdict(f"this is {mistake.name}: {mistake.explanation}", mistake)
    if pair := known.pairs.get(signature(known.expected, got)):
        one, two = (known.mistakes[place] for place in pair)
        return verdict(f"these are two mistakes at once. {_sentence(one)} {_sentence(two)}", one, two, also=two.name)
    return None


def _sentence(mistake: KnownMistake) -> str:
    return f"{mistake.name[:1].upper()}{mistake.name[1:]}: {mistake.explanation}"


def at_least(known: Expected, got: list[Observation]) -> KnownMistake | None:
    """The known mistake that explains the first difference, though not all of them.

    It agrees up to and including the first quantity that differs, and in one more that does, in digits that no
    accident gives; wherever it differs from what is expected, so does the answer; no other mistake explains as much.
    """
    want, have = first_difference(known.expected, got) or (None, None)
    if want is None or have is None or not is_telling(have):
        return None
    right, found = _agreement(known.expected, got), dict[str, int]()
    for mistake in known.mistakes:
        agreed = _agreement(mistake.seen, got)
        if (
            agreed > right
            and _evidence(mistake, known.expected, got[:agreed]) > 1
            and shows(mistake, known.expected, got)
        ):
            found[mistake.name] = max(agreed, found.get(mistake.name, 0))
    best = [name for name, agreed in found.items() if agreed == max(found.values())]
    return next(m for m in known.mistakes if m.name == best[0]) if len(best) == 1 else None


def is_telling(seen: Observation) -> bool:
    """Digits in it are evidence: no statistic, and not only numbers such as 0, 1 and 0.5."""
    if isinstance(seen.value, str) or seen.atol is not None:
        return False
    values = seen.value[np.isfinite(seen.value)]
    return bool(np.any(np.abs(values * 64 - np.rint(values * 64)) > 1e-6))


def _evidence(mistake: KnownMistake, expected: list[Observation], got: list[Observation]) -> int:
    """In how many telling quantities an answer is wrong as the mistake is."""
    rows = zip(expected, mistake.seen, got, strict=False)
    return sum(is_telling(have) and wrong.agrees(have) and not want.agrees(have) for want, wrong, have in rows)


def _agreement(one: list[Observation], other: list[Observation]) -> int:
    """How many quantities agree before the first that differs."""
    pairs = zip(one, other, strict=False)
    return next((k for k, (a, b) in enumerate(pairs) if not a.agrees(b)), min(len(one), len(other)))


def shows(mistake: KnownMistake, expected: list[Observation], got: list[Observation]) -> bool:
    """Nothing that this mistake spoils is right in the answer."""
    return not any(
        have.agrees(want) and not want.agrees(wrong)
        for want, wrong, have in zip(expected, mistake.seen, got, strict=False)
        if want.name == wrong.name == have.name
    )


def _unnamed(known: Expected, got: list[Observation]) -> Verdict:
    """An exception, or the first quantity that differs."""
    want, have = first_difference(known.expected, got) or (None, None)
    call = have and have.call
    if have is not None and have.name == "error":
        place = f" (before “{want.name}”)" if want else ""
        text = f"{have.note[:1].lower()}{have.note[1:]}{place}"
        return Verdict(known.exercise, "error", text, note=have.note, call=call)
    name, note = (want or have).name, difference(want, have)
    text = f"“{name}” is the first quantity that differs. {in_numbers(want, have) or note}".strip()
    rows, agreed = _rows(name, want, have), _agreed(known, got, call)
    return Verdict(known.exercise, "different", text, rows=rows, note=note, call=call, agreed=agreed)


def _rows(name: str, want: Observation | None, have: Observation | None) -> tuple[tuple[str, str, str], ...]:
    """Name, expected and got: the whole, then the element where it begins to differ."""
    whole = (name, shown(want), shown(have))
    place = first_element(want, have)
    if want is None or have is None or place is None:
        return (whole,)
    one, other = (shown(replace(seen, value=np.asarray(seen.value[place]))) for seen in (want, have))
    return whole, (f"its first wrong element, {list(place)}", one, other)


def _agreed(known: Expected, got: list[Observation], call: Call | None) -> tuple[str, ...]:
    """The names of what is right about a call."""
    pairs = zip(known.expected, got, strict=False)
    return tuple(have.name for want, have in pairs if call is not None and have.call is call and want.agrees(have))


def with_causes(verdict: Verdict, others: dict[str, Verdict]) -> Verdict:
    """A failed verdict that also says which of the `others`, exercises that this one uses, are not right themselves."""
    unwritten = [f"`{name}`" for name, other in sorted(others.items()) if other.outcome == "not attempted"]
    wrong = [f"`{name}`" for name in sorted(others)]
    if verdict.outcome == "not attempted" and unwritten:
        return replace(verdict, outcome="error", text=f"it calls {' and '.join(unwritten)}: write that first.")
    if wrong:
        return replace(verdict, text=f"{verdict.text} It calls {' and '.join(wrong)}, not correct yet: fix that first.")
    return verdict
