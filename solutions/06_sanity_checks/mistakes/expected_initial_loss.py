"""Known mistakes of `expected_initial_loss`."""

EXPECTED = '{"softmax": np.log(C), "hinge": C - 1}'

SEE = "section 5."
MISTAKES = [
    ("a logarithm to base 10", {"np.log(C)": "np.log10(C)"},
     "losses use the natural logarithm: ten classes give 2.30, not 1."),
    ("a logarithm to base 2", {"np.log(C)": "np.log2(C)"},
     "that is the loss in bits; losses use the natural logarithm. Ten classes give 2.30, not 3.32."),
    ("a hinge loss of C", {"C - 1": "C"}, "the right class is not part of the sum. Count the others."),
    ("a hinge loss of 1", {"C - 1": "1"}, "each wrong class adds its margin. Count them."),
    ("a hinge loss of zero", {"C - 1": "0"},
     "with equal scores every wrong class violates the margin. Put equal scores into the formula."),
    ("a hinge loss averaged over the classes", {"C - 1": "(C - 1) / C"},
     "the hinge loss sums over the wrong classes and averages over examples only. Keep the sum."),
    ("softmax and hinge swapped", {EXPECTED: '{"hinge": np.log(C), "softmax": C - 1}'},
     "cross-entropy has the logarithm, the hinge loss has the margins. Swap them."),
    ("a logarithm with the wrong sign", {"np.log(C)": "-np.log(C)"},
     "the loss is minus the logarithm of 1/C, so it is positive. Check the sign."),
    ("a probability instead of a loss", {"np.log(C)": "1 / C"},
     "1/C is the probability of each class. The loss is minus its logarithm."),
    ("a softmax over the wrong classes only", {"np.log(C)": "np.log(C - 1)"},
     "softmax divides the probability among all classes, including the right one. Count all of them."),
    ("no error for an unknown kind",
     {"if kind not in expected:": "if kind not in expected:\n        return 0.0\n    if False:"},
     "a mistyped kind should not pass silently. Raise a ValueError that lists the two."),
    ("other spellings of the kinds accepted", {"    if kind not in expected:": "    kind = kind.lower()\n    if kind not in expected:"},
     "the docstring allows two words, and any other raises a ValueError. Compare the word as it is."),
    ("an error that does not list the kinds", {": choose one of {', '.join(expected)}": ""},
     "who mistypes a kind needs to know which there are. Name both in the message."),
]
