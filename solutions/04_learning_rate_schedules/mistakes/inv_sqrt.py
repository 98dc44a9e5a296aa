"""Known mistakes of `inv_sqrt`."""

from ._shared import EARLY

ROOT = "lr0 / math.sqrt(t + 1)"

SEE = "section 3."
MISTAKES = [
    ("the root of t instead of t + 1", {ROOT: "lr0 / math.sqrt(t)"},
     "at the first update, t = 0, you divide by zero. Count the update you are about to make."),
    ("the root of t, with the first update guarded", {"sqrt(t + 1": "sqrt(max(t, 1)"},
     "the first two updates get the same rate, and all later rates lag by one. Count the update you are about to make."),
    ("the 1 added outside the root", {ROOT: "lr0 / (math.sqrt(t) + 1)"},
     "the rate is then a half already at t = 1. Add it under the root."),
    ("a denominator without the root", {ROOT: "lr0 / (t + 1)"}, "that decays like 1/t, which is much faster. Take the root."),
    ("a multiplication instead of a division", {ROOT: "lr0 * math.sqrt(t + 1)"}, "your rate grows with time. Divide."),
    ("a power whose brackets are missing", {"math.sqrt(t + 1)": "((t + 1) ** 1 / 2)"},
     "`** 1 / 2` is the first power, halved. Put the exponent in brackets."),
    ("a cube root", {ROOT: "lr0 / (t + 1) ** (1 / 3)"},
     "`1 / 3` is the exponent of a cube root. Use that of the square root."),
    ("lr0 under the root", {"lr0 /": "math.sqrt(lr0) /"},
     "only the time belongs under the root; the schedule starts at `lr0`."),
    ("a schedule that is one update ahead", {"sqrt(t + 1": "sqrt(t + 2"}, EARLY),
    ("the decay factor without lr0", {"lr0 / math": "1 / math"},
     "the schedule starts at `lr0`, not at one. Multiply by it."),
]
