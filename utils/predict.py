"""A guess before the picture: `predict(...)` asks, the figure's cell says what `came`, `predictions()` adds up.

Nothing of it is graded or required. A guess is a letter that the student writes into the cell, so it is kept with the
notebook, wherever that is opened.
"""

import sys
from dataclasses import dataclass
from html import escape


@dataclass
class Prediction:
    """A question, its choices by letter, the student's guess ("" for none), and the right letter once it is known."""

    question: str
    choices: dict[str, str]
    guess: str
    right: str = ""

    def __repr__(self) -> str:
        choices = [f"  {letter}  {text}" for letter, text in self.choices.items()]
        return "\n".join([self.question, *choices, self._next()])

    def _repr_html_(self) -> str:
        rows = [
            f"<div style='margin-left:1em'><b>{k}</b>&ensp;{escape(text)}</div>" for k, text in self.choices.items()
        ]
        return (
            f"<div style='border-left:4px solid #0072B2;padding:.3em .8em'><b>{escape(self.question)}</b>"
            f"{''.join(rows)}{escape(self._next())}</div>"
        )

    def _next(self) -> str:
        if self.guess:
            return f"Your guess: {self.guess}. Run the next cell."
        return 'Write a letter between the quotes of guess="", run this cell with Shift+Enter, then the next one.'

    def outcome(self) -> str:
        """What was predicted and what came, in a sentence."""
        came = f"{self.right}, {self.choices[self.right]}"
        if not self.guess:
            return f"It is {came}. (You made no prediction.)"
        if self.guess == self.right:
            return f"You predicted {came}: right."
        return f"You predicted {self.guess}, {self.choices[self.guess]}. It is {came}."


_asked: dict[str, Prediction] = {}
"""The predictions of this notebook by their questions, in the order in which they were asked first."""
_figures: dict[tuple[str, int], str] = {}
"""Which question a figure answers, by the place in the code that says what came."""


def predict(question: str, *, guess: str = "", **choices: str) -> Prediction:
    """Ask for a guess before a figure; the choices' names are the letters a, b, c ...

    Raises ValueError where there are fewer than two choices, or the guess is none of their letters.
    """
    guess = str(guess).strip().lower()
    if len(choices) < 2:
        raise ValueError(f"predict({question!r}) needs two choices or more, such as a=..., b=...; got {len(choices)}")
    if guess and guess not in choices:
        raise ValueError(f"guess={guess!r} is none of the choices; write one of {', '.join(choices)}")
    _asked[question] = Prediction(question, choices, guess, getattr(_asked.get(question), "right", ""))
    return _asked[question]


def came(letter: str) -> None:
    """Print, in the figure's cell, what was predicted and what came; nothing where nobody has been asked.

    The question is the last one that no figure has answered yet. A cell that runs again answers the same one again.
    Raises ValueError where that question has no such choice.
    """
    frame = sys._getframe(1)
    place = (frame.f_code.co_filename, frame.f_lineno)
    if place not in _figures:
        waiting = [question for question in _asked if question not in _figures.values()]
        if not waiting:
            return
        _figures[place] = waiting[-1]
    prediction = _asked[_figures[place]]
    if letter not in prediction.choices:
        raise ValueError(f"{prediction.question!r} has no choice {letter!r}, only {', '.join(prediction.choices)}")
    prediction.right = letter
    print(prediction.outcome())


def predictions() -> None:
    """Print how many predictions came true, and which did not."""
    made = [p for p in _asked.values() if p.guess and p.right]
    if not made:
        return print("You predicted nothing in this run. Guesses that are wrong teach most: try some.")
    wrong = [p for p in made if p.guess != p.right]
    print(
        f"You predicted {len(made) - len(wrong)} of {len(made)}.", "The surprises were:" if wrong else "No surprises."
    )
    for p in wrong:
        print(f"- {p.question} {p.choices[p.right]} (you: {p.choices[p.guess]})")
