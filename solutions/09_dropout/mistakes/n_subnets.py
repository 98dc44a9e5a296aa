"""Known mistakes of `n_subnets`."""

SEE = "section 5."
MISTAKES = [
    ("two for each unit, added up", {"2**n": "2 * n"},
     "each further unit is on or off in every network that you had before, so their number doubles."),
    ("n squared", {"2**n": "n**2"},
     "n squared counts pairs of units. Here each unit is on or off: two choices, n times."),
    ("a count without one of them", {"2**n": "2**n - 1"},
     "the network with all units off counts too, although it is dull."),
    ("an n factorial", {"2**n": "int(np.prod(np.arange(1, n + 1, dtype=object)))"},
     "that counts orders. Here each unit is on or off, and there is no order."),
    ("half of them", {"2**n": "2 ** max(n - 1, 0)"},
     "start with no unit at all: that is one network. Each unit doubles the number."),
    ("a float", {"2**n": "2.0**n"},
     "the size is right, but a float keeps 16 digits. Python's integers keep all of them."),
    ("a NumPy integer that overflows", {"2**n": "int(np.left_shift(np.int64(1), np.int64(n % 64))) if n < 63 else 0"},
     "NumPy's integers hold 63 bits and then turn over silently. Python's own hold any number."),
]
