"""Known mistakes of notebook 06: the first loss."""

from autograder.mistakes import of

EXPECTED = '{"softmax": np.log(C), "hinge": C - 1}'

MISTAKES = [
    *of(
        "expected_initial_loss",
        (
            "a logarithm to base 10",
            {"np.log(C)": "np.log10(C)"},
            "losses use the natural logarithm: ten classes give 2.30, not 1.",
        ),
        (
            "a logarithm to base 2",
            {"np.log(C)": "np.log2(C)"},
            "that is the loss in bits; losses use the natural logarithm. Ten classes give 2.30, not 3.32.",
        ),
        (
            "a hinge loss of C",
            {"C - 1": "C"},
            "the right class takes no part in the sum. Count the others.",
        ),
        (
            "a hinge loss of 1",
            {"C - 1": "1"},
            "each wrong class adds its margin. Count them.",
        ),
        (
            "a hinge loss of zero",
            {"C - 1": "0"},
            "equal scores miss the margin, for each of the wrong classes. Put equal scores into the formula.",
        ),
        (
            "a mean over the classes",
            {"C - 1": "(C - 1) / C"},
            "the hinge loss adds the wrong classes up and averages over examples only. Leave the sum as it is.",
        ),
        (
            "the two kinds swapped",
            {EXPECTED: '{"hinge": np.log(C), "softmax": C - 1}'},
            "cross-entropy has the logarithm, the hinge has margins. Exchange them.",
        ),
        (
            "the logarithm with its sign turned",
            {"np.log(C)": "-np.log(C)"},
            "the loss is minus the logarithm of 1/C, so it is positive. Check the sign.",
        ),
        (
            "a probability instead of a loss",
            {"np.log(C)": "1 / C"},
            "1/C is what each class gets. The loss is minus its logarithm.",
        ),
        (
            "a logarithm of the wrong classes only",
            {"np.log(C)": "np.log(C - 1)"},
            "softmax shares the probability among all classes, the right one too. Count all of them.",
        ),
        (
            "a loss for kinds that are unknown",
            {"if kind not in expected:": "if kind not in expected:\n        return 0.0\n    if False:"},
            "a mistyped kind should not pass in silence. Raise ValueError that lists the two.",
        ),
        see="section 5.",
    ),
    *of(
        "check_initial_loss",
        (
            "a comparison with the softmax loss only",
            {"expected_initial_loss(kind, C)": 'expected_initial_loss("softmax", C)'},
            "the hinge loss starts elsewhere. Pass the kind on.",
        ),
        (
            "a comparison with the hinge loss only",
            {"expected_initial_loss(kind, C)": 'expected_initial_loss("hinge", C)'},
            "cross-entropy starts elsewhere. Pass the kind on.",
        ),
        (
            "a comparison with the other kind",
            {
                "expected_initial_loss(kind, C)": 'expected_initial_loss({"softmax": "hinge", "hinge": "softmax"}[kind], C)'
            },
            "each kind has its own first loss, and you took the other one's. Pass the kind on as it is.",
        ),
        (
            "a relative tolerance",
            {"abs(gap) <= tol": "abs(gap) <= tol * expected_initial_loss(kind, C)"},
            "tol is meant in units of the loss. Compare the difference itself.",
        ),
        (
            "an edge that fails",
            {"abs(gap) <= tol": "abs(gap) < tol"},
            "a loss off by exactly tol is still within it. Include the edge.",
        ),
        (
            "high and low swapped",
            {'"too high" if gap > 0 else "too low"': '"too low" if gap > 0 else "too high"'},
            "a loss above the expected one is too high. Exchange the two.",
        ),
        (
            "a check that never says too low",
            {"abs(gap) <= tol": "gap <= tol"},
            "a loss below the expected one passes as ok, yet it is the more alarming of the two. Look at both sides.",
        ),
        (
            "a check that never says too high",
            {"abs(gap) <= tol": "gap >= -tol"},
            "a loss above the expected one passes as ok. Look at both sides.",
        ),
        (
            "one word for every deviation",
            {'"too high" if gap > 0 else "too low"': '"too high"'},
            "too high and too low have different causes. Tell them apart.",
        ),
        (
            "a fixed tolerance",
            {"abs(gap) <= tol": "abs(gap) <= 0.1"},
            "the caller's tol is never used. Use the one you are given.",
        ),
        (
            "true and false for an answer",
            {'return "ok"': "return True", 'return "too high" if gap > 0 else "too low"': "return False"},
            "asked for is one of three words. Say which way it is off.",
        ),
        see="section 5.",
    ),
]
