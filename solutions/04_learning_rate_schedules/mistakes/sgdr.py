"""Known mistakes of `sgdr`."""

LOOP = "while t >= length:"
CYCLE = "t, length = t - length, length * mult"

SEE = "section 5."
MISTAKES = [
    ("a restart that comes one update late", {LOOP: "while t > length:"},
     "each cycle gets an extra update at `lr_min`, and all later cycles are shifted. The first cycle has updates 0 to T0 - 1."),
    ("a schedule that is one update ahead", {"length = T0\n": "t, length = t + 1, T0\n"},
     "steps are counted from zero, and the first update uses the full rate. Use `t` as it is."),
    ("cycles that are one update short", {LOOP: "while t >= length - 1:", "t - length": "t - length + 1"},
     "every restart comes too soon, and the shift grows with each cycle. The first has updates 0 to T0 - 1."),
    ("cycles of equal length", {"length * mult": "length"},
     "`mult` has no effect. Each cycle is `mult` times as long as the one before."),
    ("cycles that grow only once", {"length * mult": "T0 * mult"},
     "each cycle is `mult` times as long as the one before, not as the first. Multiply the length that you have."),
    ("a length multiplied before it is subtracted", {CYCLE: "length *= mult\n        t -= length"},
     "you take off the next cycle's length instead of the one that is over. Subtract first, then multiply."),
    ("cycles that grow by mult updates", {"length * mult": "length + mult"},
     "mult is a factor. Multiply the length by it."),
    ("cycles that grow by a constant amount", {"length * mult": "length + T0 * (mult - 1)"},
     "lengths are multiplied, not added to: with mult = 2 they are T0, 2 T0, 4 T0, 8 T0."),
    ("a first cycle that is mult times too long", {"length = T0": "length = T0 * mult"},
     "the first cycle has T0 updates. Multiply after it, not before."),
    ("a schedule that never restarts", {LOOP: "while False:"},
     "after the first cycle the rate stays at the bottom. Find out how far into its own cycle t is."),
    ("a cosine of length T0 in every cycle", {"cosine_decay(t, length,": "cosine_decay(t, T0,"},
     "later cycles are longer, but your cosine runs out after T0 updates. Stretch it over its own cycle."),
    ("a cosine given the time since the start",
     {"length = T0\n": "length, start = T0, t\n", "cosine_decay(t,": "cosine_decay(start,"},
     "after the first restart the cosine is already at its end. Give it the time since the restart."),
    ("a schedule that ignores lr_min", {"lr0, lr_min)\n": "lr0)\n"},
     "every cycle should end near `lr_min`. Pass it on."),
    ("restarts at half the rate", {CYCLE: "t, length, lr0 = t - length, length * mult, lr0 / 2"},
     "some people do that, but here each cycle begins at `lr0`. Keep it the same."),
    ("linear decay with restarts",
     {"cosine_decay(t, length, lr0, lr_min)": "lr_min + (lr0 - lr_min) * (1 - t / length)"},
     "the restarts are right, the shape is not. Use your `cosine_decay`."),
    ("every second cycle run backwards", {
        "length = T0\n": "length, odd = T0, False\n",
        CYCLE: CYCLE + "\n        odd = not odd",
        "cosine_decay(t,": "cosine_decay(length - t if odd else t,",
     }, "your rate swings up as slowly as it came down. A restart jumps back to `lr0` at once."),
]
