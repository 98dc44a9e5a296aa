"""All that the instant check finds out about one answer, without showing it."""

from collections.abc import Callable
from dataclasses import dataclass

from utils.checks import frozen
from utils.checks.deadline import TookTooLong, deadline
from utils.checks.errors import Place, condition_of, line_of, place
from utils.checks.observe import Observation, observe
from utils.checks.pinpoint import SECONDS, pinpoint
from utils.checks.probes import probe_of
from utils.checks.verdict import Expected, Found, Verdict, judge, settled

LIMIT_S = 10.0
"""How long an answer may work; as in grading."""


@dataclass
class Examination:
    """One answer to one exercise: first `verdict`, then, where that has no name, `search`."""

    known: Expected
    f: Callable
    verdict: Verdict
    got: list[Observation]
    """What the probe saw; nothing where the answer did not come to an end."""

    @property
    def open(self) -> bool:
        """Nothing explains it yet."""
        return self.verdict.outcome in ("different", "error") and bool(self.got)

    def _raising(self) -> int | None:
        """The line that raised an exception; of a `raise` of the answer's own the condition, which is wrong."""
        line = self.got[-1].line
        meant = line and line_of(self.f, line).text.startswith("raise")
        return condition_of(self.f, line) if line and meant else line

    def search(self, seconds: float = SECONDS) -> Found | None:
        """Look for the line that the difference comes from; afterwards the verdict is settled."""
        found = pinpoint(self.known, probe_of(self.known.topic, self.known.exercise), self.f, self.got, seconds)
        line = found.line if found and (found.whole or not self._raising()) else self._raising()
        self.verdict = settled(self.verdict, found, line_of(self.f, line) if line else None)
        return found


def examine(notebook: str, exercise: str, f: Callable, seconds: float = LIMIT_S) -> Examination:
    """Run the probe of an exercise on `f`, for so many seconds at most, and judge what it sees."""
    known = frozen.load(notebook, exercise)
    try:
        with deadline(seconds):
            got = observe(probe_of(known.topic, exercise), f, frozen.SEED)
        return Examination(known, f, judge(known, got), got)
    except TookTooLong as error:
        verdict = _stopped(exercise, f"still running after {seconds:g} seconds", place(error, f))
    except KeyboardInterrupt as error:
        verdict = _stopped(exercise, "interrupted", place(error, f))
    return Examination(known, f, verdict, [])


def _stopped(exercise: str, what: str, at: Place | None) -> Verdict:
    where = f", in line {at.line} of your cell: `{at.text}`" if at else ""
    return Verdict(exercise, "error", f"{what}{where}.", line=at)
