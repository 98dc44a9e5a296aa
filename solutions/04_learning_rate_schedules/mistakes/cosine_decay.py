"""Known mistakes of `cosine_decay`."""

COSINE = "(1 + math.cos(math.pi * share)) / 2"
WHOLE = "lr_min + (lr0 - lr_min) * " + COSINE

SEE = "section 3."
MISTAKES = [
    ("linear decay", {COSINE: "(1 - share)"},
     "both ends are right, but the curve between them is a straight line. The formula has a cosine."),
    ("a full period of the cosine", {"math.pi * share": "2 * math.pi * share"},
     "your rate is at its lowest in the middle and back at the top at the end. Half a period is enough."),
    ("a quarter period of the cosine", {COSINE: "math.cos(math.pi * share / 2)"},
     "a quarter period falls steeply at the end and stops with a corner. Half a period is flat at both ends."),
    ("a cosine without the factor 1/2", {COSINE: "(1 + math.cos(math.pi * share))"},
     "one plus a cosine runs from 2 to 0, so you begin at twice the rate. Halve it."),
    ("a cosine without the 1 added", {"(1 + math.cos(math.pi * share)) / 2": "math.cos(math.pi * share)"},
     "a bare cosine goes down to -1, and a negative rate climbs the loss. Lift it above zero first."),
    ("a rate that ignores lr_min", {WHOLE: "lr0 * " + COSINE},
     "the run should end at `lr_min`, not at zero. It is the floor of the curve."),
    ("lr_min added to the whole curve", {"(lr0 - lr_min) * (1": "lr0 * (1"},
     "your run begins at `lr0 + lr_min`. Only the part above the floor is scaled."),
    ("a cosine to zero that is cut off at lr_min", {WHOLE: "max(lr_min, lr0 * " + COSINE + ")"},
     "your curve hits the floor early and has a corner there. It should reach `lr_min` exactly at T."),
    ("a rate that rises again after T", {"min(t, T) / T": "t / T"},
     "the cosine turns at T and takes the rate back up. After T it stays at `lr_min`."),
    ("a restart after T", {"min(t, T) / T": "(t % T) / T"},
     "restarts are a later exercise; here the run is over at T. After T it stays at `lr_min`."),
    ("a rate that falls to zero after T", [{"return lr_min +": "return 0.0 if t > T else lr_min +"}, {"return lr_min +": "return 0.0 if t >= T else lr_min +"}],
     "after T the rate stays where it ended, at `lr_min`. Clamp the time, not the rate."),
    ("a cosine that ends one update too early", [{"min(t, T) / T": "min(t / (T - 1), 1)"}, {"min(t, T) / T": "min(t / max(T - 1, 1), 1)"}],
     "the last update, T - 1, then has the rate of t = T, and T = 1 would divide by zero. Divide by T."),
    ("a schedule that is one update ahead", {"min(t, T)": "min(t + 1, T)"},
     "steps are counted from zero, and the first update uses the full rate. Use `t` as it is."),
    ("an angle in degrees", {"math.pi * share": "180 * share"}, "Python's cosine wants radians. Half a turn is pi."),
    ("a cosine that rises", {"1 + math.cos": "1 - math.cos"},
     "you begin at the bottom and end at full rate. Check the sign of the cosine."),
    ("a sine instead of a cosine", {"math.cos(math.pi": "math.sin(math.pi"},
     "a sine starts in the middle and rises first. The formula has a cosine."),
]
