"""Show a verdict: a compact coloured table in Jupyter, plain text elsewhere."""

import io
import sys
from collections.abc import Callable
from html import escape

from utils.checks.calls import parameters
from utils.checks.verdict import Verdict
from utils.progress import MIME

COLOURS = {"passed": "#2e7d32", "not attempted": "#757575"}
WORDS = {"passed": "passed", "not attempted": "not attempted"}
STYLE = "border-left:4px solid {colour};padding:.3em .8em;margin:0"


class Printed(io.StringIO):
    """What an answer prints, of which only the beginning is kept."""

    LINES, CHARACTERS = 10, 2000

    def write(self, text: str) -> int:
        if self.tell() <= self.CHARACTERS:
            super().write(text)
        return len(text)

    def __str__(self) -> str:
        lines = self.getvalue()[: self.CHARACTERS].splitlines()
        more = ["…"] if len(lines) > self.LINES or self.tell() > self.CHARACTERS else []
        return "\n".join([*lines[: self.LINES], *more])


class VerdictView:
    """A verdict that Jupyter and a terminal can display."""

    def __init__(self, verdict: Verdict, f: Callable | None = None):
        self.verdict = verdict
        call = verdict.call and f and not isinstance(f, type) and verdict.call.text(verdict.exercise, parameters(f))
        self.call = call or ""
        self._handle = None

    def show(self) -> None:
        """Show it now, where somebody looks: what `update` finds out later appears in the same place."""
        if "IPython" in sys.modules and sys.modules["IPython"].get_ipython():
            from IPython.display import display

            self._handle = display(self, display_id=True)

    def update(self, verdict: Verdict) -> None:
        """Show another verdict in the same place."""
        self.verdict = verdict
        if self._handle:
            handle, self._handle = self._handle, None
            handle.update(self)
            self._handle = handle

    def _ipython_display_(self) -> None:
        """Nothing more, where it is on the page already: the value of a cell is displayed a second time."""
        if self._handle is None:
            raise NotImplementedError  # IPython then asks for the bundle

    def __repr__(self) -> str:
        v = self.verdict
        lines = [f"{v.exercise}: {WORDS.get(v.outcome, 'not yet')}. {_sentence(v.text)}{self._standing()}"]
        for name, want, got in v.rows:
            lines += [f"  quantity: {name}", f"  expected: {want}", f"  got:      {got}"]
        return "\n".join(lines + [f"  {label} {text}" for label, text in self._more()])

    def _standing(self) -> str:
        return f" {self.verdict.standing}" if self.verdict.standing else ""

    def _more(self) -> list[tuple[str, str]]:
        """Labels and texts below the table."""
        v = self.verdict
        rows = [("note:", v.remark)]
        rows += [("right in the same call:", ", ".join(f"“{name}”" for name in v.agreed[:3]))]
        rows += [("the call, to try yourself:", f"`{self.call}`" if self.call else "")]
        if v.line and f"in line {v.line.line} of" not in v.text:
            besides = f" Besides, there is {v.mistake}." if v.mistake and v.outcome != "mistake" else ""
            rows += [("look at", f"line {v.line.line} of your cell: `{v.line.text}`.{besides}")]
        rows += [("your code printed:", f"`{v.printed}`" if v.printed else "")]
        if not (v.passed or v.text.startswith("interrupted")):
            rows += [("stuck?", f"Run `hint({v.exercise})` in a new cell, or `solution({v.exercise})`.")]
        return [row for row in rows if row[1]]

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        note = {"exercise": self.verdict.exercise, "outcome": self.verdict.outcome}
        return {"text/html": self.html(), "text/plain": repr(self), MIME: note}

    def html(self) -> str:
        v = self.verdict
        word = WORDS.get(v.outcome, "not yet")
        style = STYLE.format(colour=COLOURS.get(v.outcome, "#b3541e"))
        head = f"<b>{escape(v.exercise)}</b>: {word}. {_marked(_sentence(v.text))}{self._standing()}"
        more = "".join(f"<div>{escape(_sentence(label))} {_marked(text)}</div>" for label, text in self._more())
        return f'<div style="{style}">{head}{self._table()}{more}</div>'

    def _table(self) -> str:
        if not self.verdict.rows:
            return ""
        head = "".join(f"<th>{word}</th>" for word in ("quantity", "expected", "got"))
        cells = [[escape(text) for text in row] for row in self.verdict.rows]
        body = "".join(f"<tr><td>{n}</td><td><code>{w}</code></td><td><code>{g}</code></td></tr>" for n, w, g in cells)
        return f"<table style='margin:.3em 0'><tr>{head}</tr>{body}</table>"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _marked(text: str) -> str:
    """Text for HTML, with `code` in backticks set as code."""
    code = "<code style='white-space:pre-wrap'>{}</code>".format
    return "".join(code(part) if i % 2 else part for i, part in enumerate(escape(text).split("`")))
