"""Known mistakes of `lam_for`."""

SEE = "section 5."
MISTAKES = [
    ("wd itself", {"wd / 2": "1.0 * wd"},
     "the gradient of lambda w squared has a 2 in it, so this lambda makes weights decay twice as fast. Compare the two steps."),
    ("twice wd", {"wd / 2": "2.0 * wd"}, "that converts lambda into wd. The docstring asks for the opposite direction."),
    ("a negative lambda", {"wd / 2": "-wd / 2"},
     "a negative lambda makes weights grow, and decay shrinks them. Compare the signs of the two steps."),
    ("a quarter of wd", {"wd / 2": "wd / 4"}, "there is only one 2 to undo: that of the slope of w squared."),
    ("the square of wd", {"wd / 2": "wd**2 / 2"}, "the weight is squared in the penalty, its coefficient isn't."),
    ("the square root of wd", {"wd / 2": "wd**0.5"},
     "both steps are proportional to their coefficient, so the two are proportional to each other."),
    ("a division rounded down", {"wd / 2": "wd // 2"},
     "`//` drops everything after the decimal point, and a decay is mostly below 1. Use `/`."),
]
