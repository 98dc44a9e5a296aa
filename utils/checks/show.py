"""Show a verdict: a compact coloured table in Jupyter, plain text elsewhere."""

from html import escape

from utils.checks.verdict import Verdict

MIME = "application/vnd.downhill.check+json"
"""Rides along with each shown verdict; `course progress` reads it from the saved notebook."""
COLOURS = {"passed": "#2e7d32", "not attempted": "#757575"}
WORDS = {"passed": "passed", "not attempted": "not attempted"}
STYLE = "border-left:4px solid {colour};padding:.3em .8em;margin:0"


class VerdictView:
    """A verdict that Jupyter and a terminal can display."""

    def __init__(self, verdict: Verdict):
        self.verdict = verdict

    def __repr__(self) -> str:
        v = self.verdict
        lines = [f"{v.exercise}: {WORDS.get(v.outcome, 'not yet')}. {_sentence(v.text)}"]
        for name, want, got in v.rows:
            lines += [f"  quantity: {name}", f"  expected: {want}", f"  got:      {got}"]
        return "\n".join(lines)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        note = {"exercise": self.verdict.exercise, "outcome": self.verdict.outcome}
        return {"text/html": self.html(), "text/plain": repr(self), MIME: note}

    def html(self) -> str:
        v = self.verdict
        word = WORDS.get(v.outcome, "not yet")
        style = STYLE.format(colour=COLOURS.get(v.outcome, "#b3541e"))
        head = f"<b>{escape(v.exercise)}</b>: {word}. {_marked(_sentence(v.text))}"
        return f'<div style="{style}">{head}{self._table()}</div>'

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
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
