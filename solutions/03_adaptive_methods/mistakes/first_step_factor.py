"""Known mistakes of `first_step_factor`."""

SEE = "section 4, “What the correction is worth”."
MISTAKES = [
    ("the factor upside down", {"(1 - b1) / np.sqrt(1 - b2)": "np.sqrt(1 - b2) / (1 - b1)"},
     "asked for is the raw length over the corrected one. m stands above the line."),
    ("a factor without the root", {"(1 - b1) / np.sqrt(1 - b2)": "(1 - b1) / (1 - b2)"},
     "the step divides by the root of s, not by s. Take the root of what is left of s."),
    ("a factor with the root over both", {"(1 - b1) / np.sqrt(1 - b2)": "np.sqrt((1 - b1) / (1 - b2))"},
     "m stands in the step without a root. Only s is under it."),
    ("a factor with the betas swapped", {"(1 - b1) / np.sqrt(1 - b2)": "(1 - b2) / np.sqrt(1 - b1)"},
     "b1 belongs to m, above the line, and b2 to s, below."),
    ("a factor made of the shares that are kept", {"(1 - b1) / np.sqrt(1 - b2)": "b1 / np.sqrt(b2)"},
     "from zero, the old average adds nothing. After one step m holds the new gradient's share."),
    ("a factor that forgets m", {"(1 - b1) / np.sqrt(1 - b2)": "1 / np.sqrt(1 - b2)"},
     "m is too small at the start as well, and makes up for part of it. Count both."),
]
