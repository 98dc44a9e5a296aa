"""Sentences that lectures repeat, each with the experiment that tests it and an honest verdict."""

import time
from dataclasses import asdict, dataclass
from html import escape

import numpy as np

from utils.remember import close_account, open_account

HOLDS, CONDITIONAL, FAILS = "holds", "holds only when", "does not hold here"
MIME = "application/vnd.downhill.claims+json"
"""Under this type the rows lie in a saved notebook, beside the table."""


@dataclass(frozen=True)
class Row:
    """One tested claim."""

    notebook: str
    claim: str
    source: str
    """Where it is taught."""
    effect: float
    """Mean of the measured quantity over the seeds."""
    spread: float
    """Its standard deviation over the seeds."""
    unit: str
    """What the quantity is, with its unit."""
    seeds: int
    seconds: float
    """What the experiment took, runs included that an earlier cell made."""
    verdict: str
    """Begins with HOLDS, CONDITIONAL or FAILS."""


class Experiment:
    """A claim whose experiment is running; made by `Claims.test`."""

    def __init__(self, claims: "Claims", claim: str, source: str):
        self._claims, self._claim, self._source = claims, claim, source
        self._start, self._kept = time.perf_counter(), open_account()

    def measured(self, values, unit: str, verdict: str) -> None:
        """Enter the result: one value per seed. Raises ValueError where the verdict is none of the three."""
        if not verdict.startswith((HOLDS, CONDITIONAL, FAILS)):
            raise ValueError(f"verdict={verdict!r} must begin with {HOLDS!r}, {CONDITIONAL!r} or {FAILS!r}")
        values = np.atleast_1d(np.asarray(values, dtype=float))
        seconds = round(time.perf_counter() - self._start + close_account(self._kept), 4)
        effect, spread = float(values.mean()), float(values.std())
        row = Row(self._claims.notebook, self._claim, self._source, effect, spread, unit, len(values), seconds, verdict)
        self._claims.enter(row)


class Claims:
    """The claims of one notebook; the last line of its last cell shows the table."""

    def __init__(self, notebook: str):
        self.notebook = notebook
        self.rows: list[Row] = []

    def test(self, claim: str, source: str) -> Experiment:
        """Call this before the experiment; its time counts from here, with that of remembered runs it uses."""
        return Experiment(self, claim, source)

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
        head = "".join(
            f"<th style='text-align:left'>{w}</th>" for w in ("the lecture says", "measured here", "verdict")
        )
        return f"<table><tr>{head}</tr>{''.join(map(_html, self.rows))}</table>"


def measured(row: Row) -> str:
    """Effect, spread and unit, as a reader wants them."""
    spread = f" ± {row.spread:.3g}" if row.seeds > 1 else ""
    runs = f" ({row.seeds} runs)" if row.seeds > 1 else ""
    return f"{row.effect:.4g}{spread} {row.unit}{runs}"


def _html(row: Row) -> str:
    cells = (f"{row.claim} ({row.source})", measured(row), row.verdict)
    return "<tr>" + "".join(f"<td style='text-align:left'>{escape(c)}</td>" for c in cells) + "</tr>"
