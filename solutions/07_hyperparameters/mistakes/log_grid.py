"""Known mistakes of `log_grid`."""

GRID = "lo * (hi / lo) ** (np.arange(n) / (n - 1))"
GUARD = "if not 0 < lo < hi:"

SEE = "section 2."
MISTAKES = [
    ("a linear grid", {GRID: "np.linspace(lo, hi, n)"},
     "evenly spaced values leave out the small ones. Keep the factor between neighbours equal, not the difference."),
    ("a grid without its upper end", {"(n - 1)": "n"},
     "n values have n - 1 steps between them. Make the last one equal to hi."),
    ("a grid without its lower end", {"np.arange(n) / (n - 1)": "(np.arange(n) + 1) / n"},
     "both ends must be included. Make the first value equal to lo."),
    ("a grid of cell midpoints", {"np.arange(n) / (n - 1)": "(np.arange(n) + 0.5) / n"},
     "cell midpoints make a valid grid, but a different one. Start at lo and end at hi."),
    ("values given as exponents", {GRID: "np.logspace(lo, hi, n)"},
     "`np.logspace` wants the logarithms of the ends, to base 10. Give it those."),
    ("natural logarithms undone with base 10", {GRID: "10 ** np.linspace(np.log(lo), np.log(hi), n)"},
     "`np.log` is undone by `np.exp`, and `10 **` undoes `np.log10`. Use a pair that belongs together."),
    ("logarithms that are not undone", {GRID: "np.linspace(np.log(lo), np.log(hi), n)"},
     "these are the logarithms of the values. Undo the logarithm."),
    ("a grid from large to small", {GRID: "hi * (lo / hi) ** (np.arange(n) / (n - 1))"},
     "the values are right, the order isn't. Start at lo."),
    ("one value too many", {GRID: "lo * (hi / lo) ** (np.arange(n + 1) / n)"},
     "n is the number of values, not of steps. Return n of them."),
    ("no error for invalid ends", {GUARD: "if False:"},
     "zero has no logarithm. Raise a ValueError unless 0 < lo < hi."),
    ("base-10 logarithms undone with exp", {GRID: "np.exp(np.linspace(np.log10(lo), np.log10(hi), n))"},
     "`np.log10` is undone by `10 **`, and `np.exp` undoes `np.log`. Use a pair that belongs together."),
    ("hi in place of hi / lo", {"(hi / lo)": "hi"},
     "starting at lo, the values must grow by the factor hi / lo in all. Take the power of that ratio."),
    ("no error where lo equals hi", {GUARD: "if not 0 < lo <= hi:"},
     "such a range has nothing in it to try. Raise a ValueError unless lo is below hi."),
]
