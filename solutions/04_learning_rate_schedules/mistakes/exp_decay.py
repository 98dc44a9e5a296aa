"""Known mistakes of `exp_decay`."""

from ._shared import EARLY, INV

EXP = "math.exp(-k * t)"

SEE = "section 3."
MISTAKES = [
    ("k to the power t", {EXP: "k**t"},
     "k is a speed, not the factor per update; at k = 0 your rate drops to zero at once. The factor is e to the -k."),
    ("a rate that grows", {"-k * t": "k * t"},
     "the exponent lacks its minus sign, and training diverges. Decay is e to a negative power."),
    ("base 2 instead of e", {EXP: "2 ** (-k * t)"},
     "your rate halves in 1/k updates, which is slower than it should be by a factor of 0.69. The base is e."),
    ("base 10 instead of e", {EXP: "10 ** (-k * t)"},
     "your rate is a tenth after 1/k updates, which is faster than it should be by a factor of 2.3. The base is e."),
    ("compound decay by a fraction k", {EXP: "(1 - k) ** t"},
     "that matches the exponential only for small k, and above k = 1 it changes sign. Use the exponential itself."),
    ("k taken for a time constant", [{"-k * t": "-t / k if k else 0"}, {"-k * t": "-t / k"}],
     "k is per update, so a larger k means faster decay; yours is slower. Multiply."),
    ("a schedule that is one update ahead", {"-k * t": "-k * (t + 1)"}, EARLY),
    ("a schedule that is one update behind", {"-k * t": "-k * (t - 1)"},
     "updates are counted from zero, and the first one uses `lr0`. Use `t` as it is."),
    ("the decay factor without lr0", {"lr0 * math": "math"},
     "the schedule starts at `lr0`, not at one. Multiply by it."),
    ("decay like 1/t", {"lr0 * " + EXP: INV},
     "that is the next exercise. This one shrinks by the same factor at every update."),
    ("linear decay", {EXP: "(1 - k * t)"},
     "that is only the first-order approximation of the exponential, and it goes below zero. Use the exponential."),
]
