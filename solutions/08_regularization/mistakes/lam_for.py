"""Known mistakes of `lam_for`."""

SEE = "section 5."
MISTAKES = [
    ("the decay itself", {"wd / 2": "1.0 * wd"},
     "the gradient of lambda w squared has a 2 in it, so such a price decays twice as fast. Compare the two steps."),
    ("twice the decay", {"wd / 2": "2.0 * wd"}, "that is the way from lambda to wd. Asked for is the way back."),
    ("a negative price", {"wd / 2": "-wd / 2"},
     "a negative price makes weights grow, and decay shrinks them. Compare the signs of the two steps."),
    ("a quarter of the decay", {"wd / 2": "wd / 4"}, "there is one 2 to undo: that of the slope of w squared."),
    ("a squared decay", {"wd / 2": "wd**2 / 2"}, "the weight is squared in the penalty, its price isn't."),
    ("a root of the decay", {"wd / 2": "wd**0.5"},
     "both steps are proportional to their coefficient, so the two are proportional to each other."),
]
