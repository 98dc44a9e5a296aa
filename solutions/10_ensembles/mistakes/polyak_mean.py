"""Known mistakes of `polyak_mean`."""

STEP = "return avg + (w - avg) / k"

SEE = "section 5."
MISTAKES = [
    ("points counted from zero", {STEP: "return avg + (w - avg) / (k + 1)"},
     "the first point then gets weight 1/2, and the starting value stays in the mean forever. `k` already counts the new point."),
    ("the new point left out of the count", {STEP: "return avg + (w - avg) / max(k - 1, 1)"},
     "you give it the weight for k - 1 points. With the new one there are k."),
    ("the midpoint of the old mean and the new point", {STEP: "return (avg + w) / 2"},
     "the last point gets half of the total weight, however many came before. In a mean of k points each has weight 1/k."),
    ("an exponential moving average instead of the mean", [
        {STEP: "return 0.9 * avg + 0.1 * w"}, {STEP: "return 0.99 * avg + 0.01 * w"}, {STEP: "return 0.999 * avg + 0.001 * w"},
     ],
     "it forgets old points; the mean does not. The weight of the new point must fall with k."),
    ("a step away from the new point", {"(w - avg)": "(avg - w)"},
     "the mean must move towards the new point. Check the sign."),
    ("the correction without the mean", {STEP: "return (w - avg) / k"},
     "that is only how far the mean moves. Add it to the old mean."),
    ("an old mean counted as a single point", {STEP: "return (avg + w) / k"},
     "avg stands for k - 1 points, not for one. Give it their weight before you divide by k."),
    ("the given point itself returned for k = 1", {STEP: "return w if k == 1 else avg + (w - avg) / k"},
     "whoever changes the result changes the caller's array as well. Return a copy."),
    ("an old mean that is not scaled down", {STEP: "return avg + w / k"},
     "the mean then grows without limit. Its own weight must shrink as well."),
    ("the sum instead of the mean", {STEP: "return (k - 1) * avg + w"},
     "that is the sum of all points. Divide it by their number."),
    ("the given mean changed in place", {STEP: "avg += (w - avg) / k\n    return avg"},
     "the array belongs to the caller. Return a new one."),
    ("the new point instead of the mean", {STEP: "return w"}, "all earlier points are forgotten. Move the mean only part of the way, less with each new point."),
]
