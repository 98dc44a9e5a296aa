"""Known mistakes of notebook 04: cosine, with and without restarts."""

from autograder.mistakes import of

COSINE = "(1 + math.cos(math.pi * share)) / 2"
WHOLE = "lr_min + (lr0 - lr_min) * " + COSINE
LOOP = "while t >= length:"
CYCLE = "t, length = t - length, length * mult"

MISTAKES = [
    *of(
        "cosine_decay",
        (
            "a straight line",
            {COSINE: "(1 - share)"},
            "your ends are right, but the way between them is straight. There is a cosine in the formula.",
        ),
        (
            "a whole period of the cosine",
            {"math.pi * share": "2 * math.pi * share"},
            "your rate is at its lowest in the middle and back at the top in the end. Half a period is enough.",
        ),
        (
            "a quarter of the cosine",
            {COSINE: "math.cos(math.pi * share / 2)"},
            "a quarter falls late and steeply, and ends with a corner. Half a period has a flat end on both sides.",
        ),
        (
            "a cosine without its one half",
            {COSINE: "(1 + math.cos(math.pi * share))"},
            "one plus a cosine runs from 2 to 0, so you begin at twice the rate. Halve it.",
        ),
        (
            "a cosine without its one",
            {"(1 + math.cos(math.pi * share)) / 2": "math.cos(math.pi * share)"},
            "a bare cosine goes down to -1, a rate that climbs. Lift it above zero first.",
        ),
        (
            "a rate that ignores lr_min",
            {WHOLE: "lr0 * " + COSINE},
            "the run should end at `lr_min`, not at zero. It is the floor of the curve.",
        ),
        (
            "lr_min added to the whole curve",
            {"(lr0 - lr_min) * (1": "lr0 * (1"},
            "your run begins at `lr0 + lr_min`. Only the part above the floor is scaled.",
        ),
        (
            "a cosine to zero that is cut off at lr_min",
            {WHOLE: "max(lr_min, lr0 * " + COSINE + ")"},
            "your curve hits the floor early and has a corner there. It should reach `lr_min` exactly at T.",
        ),
        (
            "a rate that comes up again after T",
            {"min(t, T) / T": "t / T"},
            "the cosine turns at T and takes the rate back up, behind your back. After T it stays at `lr_min`.",
        ),
        (
            "a rate that starts again after T",
            {"min(t, T) / T": "(t % T) / T"},
            "restarts are a later exercise; here the run is over at T. After T it stays at `lr_min`.",
        ),
        (
            "a rate that falls to zero after T",
            {"return lr_min +": "return 0.0 if t > T else lr_min +"},
            "after T the rate stays where it ended, at `lr_min`. Clamp the time, not the rate.",
        ),
        (
            "a cosine that ends one update too soon",
            {"min(t, T) / T": "min(t / (T - 1), 1)"},
            "the last update, T - 1, then has the rate of t = T, and T = 1 divides by zero. Divide by T.",
        ),
        (
            "a schedule that is one update ahead",
            {"min(t, T)": "min(t + 1, T)"},
            "steps are counted from zero, and the first update deserves the full rate. Use `t` as it comes.",
        ),
        (
            "an angle in degrees",
            {"math.pi * share": "180 * share"},
            "Python's cosine wants radians. Half a turn is pi.",
        ),
        (
            "a curve that rises",
            {"1 + math.cos": "1 - math.cos"},
            "you begin at the bottom and end at full rate. The cosine is added.",
        ),
        (
            "a sine",
            {"math.cos(math.pi": "math.sin(math.pi"},
            "a sine starts in the middle and rises first. The formula has a cosine.",
        ),
        see="section 3.",
    ),
    *of(
        "sgdr",
        (
            "a restart that comes one update late",
            {LOOP: "while t > length:"},
            "an update at `lr_min` is squeezed in, and all later cycles are shifted. A cycle of T0 updates ends with number T0 - 1.",
        ),
        (
            "a schedule that is one update ahead",
            {"length = T0\n": "t, length = t + 1, T0\n"},
            "steps are counted from zero, and the first update deserves the full rate. Use `t` as it comes.",
        ),
        (
            "cycles that are one update short",
            {LOOP: "while t >= length - 1:", "t - length": "t - length + 1"},
            "every restart comes too soon, and the shift grows with each cycle. The first has updates 0 to T0 - 1.",
        ),
        (
            "cycles that are all of one length",
            {"length * mult": "length"},
            "`mult` has no effect. Each cycle is `mult` times as long as the one before.",
        ),
        (
            "cycles that grow by a constant amount",
            {"length * mult": "length + T0 * (mult - 1)"},
            "lengths are multiplied, not added to: with mult = 2 they are T0, 2 T0, 4 T0, 8 T0.",
        ),
        (
            "a first cycle that is already multiplied",
            {"length = T0": "length = T0 * mult"},
            "the first cycle has T0 updates. Multiply after it, not before.",
        ),
        (
            "a schedule that never restarts",
            {LOOP: "while False:"},
            "after the first cycle the rate stays at the bottom. Find out how far into its own cycle t is.",
        ),
        (
            "cycles whose cosine still has the first length",
            {"cosine_decay(t, length,": "cosine_decay(t, T0,"},
            "later cycles are longer, but your cosine runs out after T0 updates. Stretch it over its own cycle.",
        ),
        (
            "a cosine that is given the time of the whole run",
            {"length = T0\n": "length, start = T0, t\n", "cosine_decay(t,": "cosine_decay(start,"},
            "after the first restart the cosine thinks it is over. Give it the time since the restart.",
        ),
        (
            "a schedule that ignores lr_min",
            {"lr0, lr_min)\n": "lr0)\n"},
            "every cycle should end near `lr_min`. Pass it on.",
        ),
        (
            "restarts at half the rate",
            {CYCLE: "t, length, lr0 = t - length, length * mult, lr0 / 2"},
            "some people do that, but here each cycle begins at `lr0`. Leave the height alone.",
        ),
        (
            "a linear decay with restarts",
            {"cosine_decay(t, length, lr0, lr_min)": "lr_min + (lr0 - lr_min) * (1 - t / length)"},
            "the restarts are right, the shape is not. Use your `cosine_decay`.",
        ),
        (
            "every second cycle run backwards",
            {
                "length = T0\n": "length, odd = T0, False\n",
                CYCLE: CYCLE + "\n        odd = not odd",
                "cosine_decay(t,": "cosine_decay(length - t if odd else t,",
            },
            "your rate swings up as slowly as it came down. A restart jumps back to `lr0` at once.",
        ),
        see="section 5.",
    ),
]
