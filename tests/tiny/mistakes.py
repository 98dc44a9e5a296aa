"""Known mistakes of the tiny notebook."""

from autograder.mistakes import of

MISTAKES = [
    *of("halve", ("doubling", {"0.5 * x": "2 * x"}, "you multiply where the docstring divides. Divide by two.")),
    *of(
        "walk",
        (
            "noise that is halved too",
            {"halve(x) + rng.normal(size=len(x))": "halve(x + rng.normal(size=len(x)))"},
            "the noise comes after halving. Add it last.",
        ),
    ),
    *of("Average", ("a sum instead of a mean", {"self.total / self.count": "self.total"}, "divide by the count.")),
]
