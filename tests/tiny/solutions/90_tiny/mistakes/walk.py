"""Known mistakes of `walk`."""

MISTAKES = [
    ("noise that is halved too", {"halve(x) + rng.normal(size=len(x))": "halve(x + rng.normal(size=len(x)))"},
     "the noise comes after halving. Add it last."),
]
