"""Known mistakes of `exp_decay`."""

from ._shared import EARLY, INV

EXP = "math.exp(-k * t)"

SEE = "section 3."
MISTAKES = [
    ("k to the power t", {EXP: "k**t"},
     "k is a speed, not the factor of one update; at k = 0 your rate is zero at once. The factor is e to the -k."),
    ("a rate that grows", {"-k * t": "k * t"},
     "the exponent lacks its sign, and training explodes. Decay is e to a negative power."),
    ("a power of two", {EXP: "2 ** (-k * t)"},
     "your k is a half-life's, and decay is slower by a factor of 0.69. The base is e."),
    ("compound decay by a share k", {EXP: "(1 - k) ** t"},
     "that is the exponential only for tiny k, and at k above one it changes sign. Use the exponential itself."),
    ("k taken for a time", {"-k * t": "-t / k if k else 0"},
     "k is per update, so a larger k means faster decay; yours is slower. Multiply."),
    ("a schedule that is one update ahead", {"-k * t": "-k * (t + 1)"}, EARLY),
    ("the factor without the rate", {"lr0 * math": "math"},
     "the schedule starts at `lr0`, not at one. Multiply by it."),
    ("decay like 1/t", {"lr0 * " + EXP: INV},
     "that is the other exercise. This one shrinks by the same factor at every update."),
    ("a straight line", {EXP: "(1 - k * t)"},
     "that is only the beginning of the exponential, and it goes below zero. Use the exponential."),
]
