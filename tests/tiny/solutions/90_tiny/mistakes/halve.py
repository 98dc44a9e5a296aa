"""Known mistakes of `halve`."""

MISTAKES = [
    ("doubling", {"0.5 * x": "2 * x"}, "you multiply where the docstring divides. Divide by two."),
]
