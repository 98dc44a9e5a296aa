"""Known mistakes of `Average`."""

MISTAKES = [
    ("a sum instead of a mean", {"self.total / self.count": "self.total"}, "divide by the count."),
]
