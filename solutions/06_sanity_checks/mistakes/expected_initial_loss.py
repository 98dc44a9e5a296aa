"""Known mistakes of `expected_initial_loss`."""

EXPECTED = '{"softmax": np.log(C), "hinge": C - 1}'

SEE = "section 5."
MISTAKES = [
    ("a logarithm to base 10", {"np.log(C)": "np.log10(C)"},
     "losses use the natural logarithm: ten classes give 2.30, not 1."),
    ("a logarithm to base 2", {"np.log(C)": "np.log2(C)"},
     "that is the loss in bits; losses use the natural logarithm. Ten classes give 2.30, not 3.32."),
    ("a hinge loss of C", {"C - 1": "C"}, "the right class takes no part in the sum. Count the others."),
    ("a hinge loss of 1", {"C - 1": "1"}, "each wrong class adds its margin. Count them."),
    ("a hinge loss of zero", {"C - 1": "0"},
     "equal scores miss the margin, for each of the wrong classes. Put equal scores into the formula."),
    ("a mean over the classes", {"C - 1": "(C - 1) / C"},
     "the hinge loss adds the wrong classes up and averages over examples only. Leave the sum as it is."),
    ("the two kinds swapped", {EXPECTED: '{"hinge": np.log(C), "softmax": C - 1}'},
     "cross-entropy has the logarithm, the hinge has margins. Exchange them."),
    ("the logarithm with its sign turned", {"np.log(C)": "-np.log(C)"},
     "the loss is minus the logarithm of 1/C, so it is positive. Check the sign."),
    ("a probability instead of a loss", {"np.log(C)": "1 / C"},
     "1/C is what each class gets. The loss is minus its logarithm."),
    ("a logarithm of the wrong classes only", {"np.log(C)": "np.log(C - 1)"},
     "softmax shares the probability among all classes, the right one too. Count all of them."),
    ("a loss for kinds that are unknown",
     {"if kind not in expected:": "if kind not in expected:\n        return 0.0\n    if False:"},
     "a mistyped kind should not pass in silence. Raise ValueError that lists the two."),
]
