"""Known mistakes of `polyak_mean`."""

STEP = "return avg + (w - avg) / k"

SEE = "section 4."
MISTAKES = [
    ("points counted from zero", {STEP: "return avg + (w - avg) / (k + 1)"},
     "the first point then gets weight 1/2 and the starting value stays for ever. `k` counts the new point, too."),
    ("old points counted without the new one", {STEP: "return avg + (w - avg) / max(k - 1, 1)"},
     "the new point gets the weight of a mean over k - 1. There are k points with it."),
    ("a mean of the old mean and the new point", {STEP: "return (avg + w) / 2"},
     "the last point gets half of all weight, however many came before. In a mean of k points each has the weight 1/k."),
    ("a moving average", {STEP: "return 0.9 * avg + 0.1 * w"},
     "it forgets; the mean does not. The weight of the new point must fall with k."),
    ("a step away from the new point", {"(w - avg)": "(avg - w)"},
     "the mean must move towards the new point. Check the sign."),
    ("the correction without the mean", {STEP: "return (w - avg) / k"},
     "that is only how far the mean moves. Add it to the mean."),
    ("a new point over k, the old mean as it is", {STEP: "return avg + w / k"},
     "the mean then grows without end. Its own weight must shrink as well."),
    ("a sum that is not divided", {STEP: "return (k - 1) * avg + w"},
     "that is the sum of all points. Divide it by their number."),
    ("a change of the given mean", {STEP: "avg += (w - avg) / k\n    return avg"},
     "the array belongs to the caller. Return a new one."),
    ("the new point", {STEP: "return w"}, "all the others are forgotten. Move the mean by a k-th of the way."),
]
