"""Sentences that lectures repeat, each with the experiment that tests it and a verdict by one rule.

A claim states beforehand what it measures and the smallest effect that would matter, `least`. The rule asks whether
the 95 % confidence interval of the mean, by Student's t over paired seeds, lies on one side of `least`:

* above it, the sentence *holds*;
* below it, it *does not hold here*;
* around it, the experiment has *not decided*, and the verdict says how many seeds would.

Student's t, because its interval can be checked by hand and also says how far the effect may be off; ratios, whose
tails are long, are tested by their logarithms.
"""

import math
import os
import time
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape

import numpy as np

from utils.remember import close_account, open_account

HOLDS, CONDITIONAL, FAILS = "holds", "holds only when", "does not hold here"
UNDECIDED = "not decided"
VERDICTS = (CONDITIONAL, HOLDS, FAILS, UNDECIDED)
"""How every verdict begins."""
CONFIDENCE = 0.95
MIME = "application/vnd.downhill.claims+json"
"""Under this type the rows lie in a saved notebook, beside the table."""
SEEDS = "DOWNHILL_SEEDS"
"""The environment variable in which `course claims --seeds A:B` hands seeds to a notebook."""
TUNING = 10_000
"""Seeds from here on choose settings; those below judge."""


@dataclass(frozen=True)
class Row:
    """One tested claim."""

    notebook: str
    claim: str
    source: str
    """Where it is taught."""
    effect: float
    """Mean of the measured quantity over the seeds; of ratios the geometric mean."""
    spread: float
    """Its standard deviation over the seeds (of the sample, n - 1); of ratios that of their natural logarithms."""
    unit: str
    """What the quantity is, with its unit."""
    seeds: int
    seconds: float
    """What the experiment took, runs included that an earlier cell made."""
    verdict: str
    """Begins with one of VERDICTS."""
    se: float = 0.0
    """Standard error of the mean, on the scale of `spread`."""
    least: float = 0.0
    """The smallest effect that matters, stated before the experiment."""
    wording: str = ""
    """The sentence as its source says it."""
    fresh: bool = False
    """Measured on other seeds than those of the published verdict."""
    link: str = ""
    main: bool = False
    """One of the three claims of its notebook that matter most."""


@dataclass(frozen=True)
class Estimate:
    """A mean over paired seeds with its uncertainty; of ratios everything is on the logarithmic scale."""

    mean: float
    sd: float
    n: int

    @classmethod
    def of(cls, values: Sequence[float]) -> "Estimate":
        values = np.atleast_1d(np.asarray(values, dtype=float))
        return cls(float(values.mean()), float(values.std(ddof=1)) if len(values) > 1 else 0.0, len(values))

    @property
    def se(self) -> float:
        return self.sd / math.sqrt(self.n)

    @property
    def margin(self) -> float:
        """Half the width of the confidence interval."""
        return _quantile(self.n) * self.se if self.n > 1 else 0.0

    def against(self, least: float) -> str:
        """HOLDS, FAILS or UNDECIDED. A value that no seed changes is its own interval."""
        if self.mean - self.margin >= least:
            return HOLDS
        return FAILS if self.mean + self.margin < least else UNDECIDED

    def within(self, least: float) -> str:
        """The same for the sentence that two things are equal: the whole interval within `least` of zero."""
        if abs(self.mean) + self.margin <= least:
            return HOLDS
        return FAILS if abs(self.mean) - self.margin > least else UNDECIDED

    def seeds_to_decide(self, least: float) -> int | None:
        """How many seeds would decide, if mean and spread stay as they are; None where even 10 000 would not."""
        gap, counts = abs(self.mean - least), range(self.n + 1, 10_001)
        first = bisect_left(counts, True, key=lambda n: _quantile(n) * self.sd <= gap * math.sqrt(n))
        return counts[first] if first < len(counts) else None


def _quantile(n: int) -> float:
    from scipy.special import stdtrit  # late: each notebook imports this module, and scipy takes its time

    return float(stdtrit(n - 1, (1 + CONFIDENCE) / 2))


class Experiment:
    """A claim whose experiment is running; made by `Claims.test`."""

    def __init__(self, claims: "Claims", stated: dict, equal: bool, ratio: bool):
        self._claims, self._stated, self._equal, self._ratio = claims, stated, equal, ratio
        self._start, self._kept = time.perf_counter(), open_account()

    def measured(self, values, *, without=None, condition="", note="") -> None:
        """Enter the result: one value for each seed, the larger the more the sentence is right.

        The rule gives the verdict. `without` is the same quantity where a `condition` is not met: the sentence holds
        only when it is met if it holds with it and does not without, and nothing is decided while one of the two is
        not. `note` is added to the verdict.
        Raises ValueError for ratios that are not positive.
        """
        found = self._estimate(values)
        verdict = self._verdict(found)
        if without is not None:
            verdict = self._conditional(verdict, self._estimate(without), condition)
        effect = math.exp(found.mean) if self._ratio else found.mean
        self._enter(found, effect, f"{verdict}{note and f' ({note})'}")

    def _estimate(self, values) -> Estimate:
        if self._ratio and not (np.asarray(values) > 0).all():
            raise ValueError(f"{self._stated['claim']!r}: ratios must be positive; got {values}")
        return Estimate.of(np.log(values) if self._ratio else values)

    @property
    def _least(self) -> float:
        least = self._stated["least"]
        return math.log(least) if self._ratio else least

    def _word(self, found: Estimate) -> str:
        return found.within(self._least) if self._equal else found.against(self._least)

    def _verdict(self, found: Estimate) -> str:
        word = self._word(found)
        if word != UNDECIDED:
            return word
        enough = found.seeds_to_decide(self._least if found.mean >= 0 or not self._equal else -self._least)
        return f"{UNDECIDED} ({f'about {enough} seeds would' if enough else 'no number of seeds would'})"

    def _conditional(self, verdict: str, other: Estimate, condition: str) -> str:
        mean = math.exp(other.mean) if self._ratio else other.mean
        measured = f"{mean:.3g} otherwise"
        if verdict == HOLDS and self._word(other) == FAILS:
            return f"{CONDITIONAL} {condition} ({measured})"
        if verdict == HOLDS and self._word(other) == UNDECIDED:
            return f"{self._verdict(other)}; it holds when {condition} ({measured})"
        return f"{verdict} ({measured})"

    def _enter(self, found: Estimate, effect: float, verdict: str) -> None:
        seconds = round(time.perf_counter() - self._start + close_account(self._kept), 4)
        numbers = {"effect": float(effect), "spread": found.sd, "se": found.se, "seeds": found.n, "seconds": seconds}
        fresh = seeds(found.n)[0] >= found.n
        self._claims.enter(Row(self._claims.notebook, verdict=verdict, fresh=fresh, **self._stated, **numbers))


class Claims:
    """The claims of one notebook; the last line of its last cell shows the table."""

    def __init__(self, notebook: str):
        self.notebook = notebook
        self.rows: list[Row] = []

    def test(
        self,
        claim: str,
        source: str,
        unit: str,
        least: float,
        *,
        wording: str = "",
        link: str = "",
        equal: bool = False,
        ratio: bool = False,
        main: bool = False,
    ) -> Experiment:
        """State a claim before its experiment; its time counts from here, with that of remembered runs it uses.

        `unit` says what will be measured, `least` the smallest effect that would matter, in that unit. `equal`: the
        sentence says that two things differ by less than `least`. `ratio`: the values are ratios, and `least` is one.
        `wording` is the sentence as its `source` says it, `link` leads there; `main` marks what matters most.
        """
        stated = {"claim": claim, "source": source, "unit": unit, "least": least}
        return Experiment(self, {**stated, "wording": wording, "link": link, "main": main}, equal, ratio)

    def enter(self, row: Row) -> None:
        """A claim tested again replaces its row."""
        self.rows = [old for old in self.rows if old.claim != row.claim] + [row]

    def as_dicts(self) -> list[dict]:
        return [asdict(row) for row in self.rows]

    def __repr__(self) -> str:
        return (
            "\n".join(f"{r.claim} ({r.source}): {measured(r)}: {r.verdict}" for r in self.rows) or "no claim tested yet"
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/plain": repr(self), "text/html": self._html(), MIME: self.as_dicts()}

    def _html(self) -> str:
        head = "".join(f"<th style='text-align:left'>{w}</th>" for w in ("what is said", "measured here", "verdict"))
        return f"<table><tr>{head}</tr>{''.join(map(_html, self.rows))}</table>"


def seeds(n: int = 10) -> range:
    """The seeds that judge: 0 to n - 1, or as many from those that `course claims --seeds A:B` has named.

    They are at least n, also where A:B has fewer. Raises ValueError where they reach those that choose settings.
    """
    named = os.environ.get(SEEDS, "")
    first, end = (int(part) for part in named.split(":")) if named else (0, n)
    end = max(end, first + n)
    if not 0 <= first < end <= TUNING:
        raise ValueError(f"{SEEDS}={named!r}: seeds lie between 0 and {TUNING}, those from there on choose settings")
    return range(first, end)


def tuning_seeds(n: int = 3) -> range:
    """The seeds that choose settings, on other data than those that judge."""
    return range(TUNING, TUNING + n)


def measured(row: Row) -> str:
    """Effect, standard error, spread and unit, as a reader wants them."""
    spread = f" ± {row.spread:.3g}" if row.seeds > 1 else ""
    error = f", standard error {row.se:.2g}" if row.seeds > 1 else ""
    runs = f" ({row.seeds} seeds{error})" if row.seeds > 1 else ""
    return f"{row.effect:.4g}{spread} {row.unit}{runs}; threshold {row.least:g}"


def _html(row: Row) -> str:
    said = f"<b>{escape(row.claim)}</b>" if row.main else escape(row.claim)
    source = f"<a href='{escape(row.link)}'>{escape(row.source)}</a>" if row.link else escape(row.source)
    wording = f"<br><i>“{escape(row.wording)}”</i>" if row.wording else ""
    cells = (f"{said} ({source}){wording}", escape(measured(row)), escape(row.verdict))
    return "<tr>" + "".join(f"<td style='text-align:left'>{cell}</td>" for cell in cells) + "</tr>"
