"""Known mistakes of `log_uniform`."""

DRAW = "np.exp(rng.uniform(np.log(lo), np.log(hi), size))"
GUARD = "if not 0 < lo < hi:"

SEE = "section 2."
MISTAKES = [
    ("uniform draws", {DRAW: "rng.uniform(lo, hi, size)"},
     "nine out of ten then fall into the top decade. Draw the logarithm uniformly."),
    ("10 to the power of the ends", {DRAW: "10 ** rng.uniform(lo, hi, size)"},
     "lo and hi are values, not exponents. Take their logarithms first."),
    ("logarithms that are not undone", {DRAW: "rng.uniform(np.log(lo), np.log(hi), size)"},
     "these are the logarithms of the values. Undo the logarithm."),
    ("natural logarithms undone with base 10", {DRAW: "10 ** rng.uniform(np.log(lo), np.log(hi), size)"},
     "`np.log` is undone by `np.exp`, and `10 **` undoes `np.log10`. Use a pair that belongs together."),
    ("draws that ignore the generator you were given",
     {DRAW: "np.exp(np.random.default_rng(0).uniform(np.log(lo), np.log(hi), size))"},
     "every call then gives the same values. Draw from `rng`."),
    ("draws from a private generator",
     {"size, rng):": "size, rng, own=np.random.default_rng(1)):", "rng.uniform(": "own.uniform("},
     "then the seed of `rng` does not reproduce the values. Draw from `rng`."),
    ("one draw for all values", {DRAW: "np.full(size, np.exp(rng.uniform(np.log(lo), np.log(hi))))"},
     "each value needs its own draw. Pass the size to the generator."),
    ("a size that is ignored", {"np.log(hi), size)": "np.log(hi))"},
     "a single number comes back. Pass the size to the generator."),
    ("log-normal draws", {DRAW: "np.sqrt(lo * hi) * np.exp(np.log(hi / lo) / 4 * rng.normal(size=size))"},
     "a normally distributed logarithm favours the middle and can leave the range. Draw it uniformly."),
    ("draws of whole decades", {DRAW: "lo * 10.0 ** rng.integers(0, max(1, int(np.log10(hi / lo))) + 1, size)"},
     "only a few different values are ever tried. Draw the logarithm from a continuous range."),
    ("no error for invalid ends", {GUARD: "if False:"},
     "zero has no logarithm. Raise a ValueError unless 0 < lo < hi."),
    ("base-10 logarithms undone with exp", {DRAW: "np.exp(rng.uniform(np.log10(lo), np.log10(hi), size))"},
     "`np.log10` is undone by `10 **`, and `np.exp` undoes `np.log`. Use a pair that belongs together."),
    ("hi in place of hi / lo", {DRAW: "lo * hi ** rng.random(size)"},
     "starting at lo, the values may grow by a factor of up to hi / lo. Take the power of that ratio."),
    ("a grid in random order", {DRAW: "rng.permutation(lo * (hi / lo) ** np.linspace(0, 1, int(np.prod(size)))).reshape(size)"},
     "every call then returns the same values, and only their order is random. Draw each value by itself."),
    ("no error where lo equals hi", {GUARD: "if not 0 < lo <= hi:"},
     "such a range has nothing in it to draw from. Raise a ValueError unless lo is below hi."),
]
