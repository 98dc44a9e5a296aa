"""Known mistakes of `inv_t_decay`."""

from ._shared import EARLY, INV

SEE = "section 3."
MISTAKES = [
    ("a denominator without the 1", {INV: "lr0 / (k * t)"},
     "at t = 0 you divide by zero. The 1 makes the schedule begin at `lr0`."),
    ("no 1 in the denominator, with the first update guarded", [{INV: "lr0 / (k * t) if k * t else lr0"}, {INV: "lr0 / (k * t) if t else lr0"}],
     "the guard hides the division by zero, and the next update jumps. The 1 belongs in the denominator at every t."),
    ("a denominator without its brackets", {INV: "lr0 / 1 + k * t"},
     "division goes before addition, so k t is added to the rate and it grows. Put the denominator in brackets."),
    ("a denominator without t", {INV: "lr0 / (1 + k)"}, "that is one constant rate. The denominator grows with t."),
    ("a denominator without k", {INV: "lr0 / (1 + t)"},
     "the rate is then halved after one update, whatever k is. Multiply t by the speed k."),
    ("exponential decay with base 1 + k", {INV: "lr0 / (1 + k) ** t"},
     "a power of t falls much faster than 1/t. Here the denominator grows in equal steps."),
    ("a root in the denominator", {INV: "lr0 / math.sqrt(1 + k * t)"},
     "with a root the rate falls much more slowly. This schedule has none."),
    ("a multiplication instead of a division", {INV: "lr0 * (1 + k * t)"}, "your rate grows with time. Divide."),
    ("k taken for a time constant", [{"k * t": "(t / k if k else 0)"}, {"k * t": "t / k"}],
     "k is per update, so a larger k means faster decay; yours is slower. Multiply."),
    ("a schedule that is one update ahead", {"k * t": "k * (t + 1)"}, EARLY),
    ("exponential decay", {INV: "lr0 * math.exp(-k * t)"}, "that is the previous exercise. This one divides."),
    ("linear decay", {INV: "lr0 * (1 - k * t)"},
     "that is only the first-order approximation of the curve, and it goes below zero. Divide."),
]
