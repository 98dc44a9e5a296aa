"""Known mistakes of `first_step_factor`."""

SEE = "section 4, “What the correction is worth”."
MISTAKES = [
    ("the inverse of the factor", {"(1 - b1) / np.sqrt(1 - b2)": "np.sqrt(1 - b2) / (1 - b1)"},
     "you divide the corrected length by the uncorrected one. Divide the other way round."),
    ("a factor without the root", {"(1 - b1) / np.sqrt(1 - b2)": "(1 - b1) / (1 - b2)"},
     "the step divides by the root of s, not by s. Take the root in the denominator."),
    ("a root over the whole fraction", {"(1 - b1) / np.sqrt(1 - b2)": "np.sqrt((1 - b1) / (1 - b2))"},
     "m enters the step without a root. Only s is under one."),
    ("a factor whose brackets are missing", {"(1 - b1) /": "1 - b1 /"},
     "division goes before subtraction, so only b1 is divided. Put the numerator in brackets."),
    ("a factor with the betas swapped", {"(1 - b1) / np.sqrt(1 - b2)": "(1 - b2) / np.sqrt(1 - b1)"},
     "b1 belongs to m, in the numerator, and b2 to s, in the denominator."),
    ("a factor with the weights of the old averages", {"(1 - b1) / np.sqrt(1 - b2)": "b1 / np.sqrt(b2)"},
     "the old averages are zero and contribute nothing. After one step m is the new gradient times its own weight."),
    ("a factor without m", {"(1 - b1) / np.sqrt(1 - b2)": "1 / np.sqrt(1 - b2)"},
     "m is too small at the start as well, which partly compensates. Include both."),
]
