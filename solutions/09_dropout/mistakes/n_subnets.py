"""Known mistakes of `n_subnets`."""

SEE = "section 5."
MISTAKES = [
    ("a count that only grows by two per unit", {"2**n": "2 * n"},
     "each further unit can be on or off in every network that you had before, so their number doubles."),
    ("n squared", {"2**n": "n**2"},
     "n squared counts pairs of units. Here each unit is on or off: two choices, n times."),
    ("the network with all units off left out", {"2**n": "2**n - 1"},
     "it does no useful work, but it counts too."),
    ("n factorial", {"2**n": "int(np.prod(np.arange(1, n + 1, dtype=object)))"},
     "that counts orderings. Here each unit is on or off, and there is no order."),
    ("a caret in place of a power", {"2**n": "2 ^ n"},
     "in Python ^ is the bitwise exclusive or. Use the operator for powers."),
    ("twice the number of subnetworks", {"2**n": "2 ** (n + 1)"},
     "with no unit there is one network. Each unit doubles the number once."),
    ("half of the subnetworks", {"2**n": "2 ** max(n - 1, 0)"},
     "start with no unit at all: that is one network. Each unit doubles the number."),
    ("a float instead of an integer", {"2**n": "2.0**n"},
     "the size is right, but a float keeps only about 16 digits. Python's integers keep all of them."),
    ("a NumPy integer that overflows", {"2**n": "int(np.left_shift(np.int64(1), np.int64(n % 64))) if n < 63 else 0"},
     "NumPy's integers have 63 bits for the number and then overflow silently. Python's own have no limit."),
]
