"""Known mistakes of `wsd`."""

UP = "lr0 * (t + 1) / warm"
DOWN = "lr0 * (T - t) / cool"
WHEN = "t >= T - cool"

SEE = "section 6."
MISTAKES = [
    ("a decay from the start", {"    if t < warm:\n": "    return lr0 * (T - t) / T\n    if t < warm:\n"},
     "that is the linear schedule. Here the rate stays at lr0 until the last `cool` updates."),
    ("a decay that begins right after the warm-up", {WHEN: "True", DOWN: "lr0 * (T - t) / (T - warm)"},
     "the stable part is missing. Only the last `cool` updates fall."),
    ("a line that reaches zero one update too early", {DOWN: "lr0 * (T - 1 - t) / cool"},
     "the last update then has rate zero and is wasted, and the line does not begin at lr0. Count the updates left, this one included."),
    ("a line with the last update at zero", [{DOWN: "lr0 * (T - 1 - t) / (cool - 1)"}, {DOWN: "lr0 * (T - 1 - t) / max(cool - 1, 1)"}],
     "the last update, T - 1, is then wasted. Zero comes at t = T."),
    ("a first rate of zero", {UP: "lr0 * t / warm"}, "an update at rate zero is wasted. The first stair is lr0 over warm."),
    ("stairs that never reach the full rate", {UP: "lr0 * (t + 1) / (warm + 1)"},
     "the last stair is lr0 itself. Divide by the number of stairs."),
    ("no warm-up", {UP: "lr0"}, "the first updates climb in stairs. Use warm."),
    ("no decay", {DOWN: "lr0"}, "the rate never falls. The last `cool` updates go down a line."),
    ("a line that rises from zero", {DOWN: "lr0 * (t - (T - cool)) / cool"},
     "the last updates climb, and the rate falls to zero at T in one drop. Count the updates that are left, not those that are over."),
    ("a drop to a tenth in place of the line", {DOWN: "lr0 * 0.1"}, "that is a step. The decay here is a line from lr0 to zero."),
    ("a cosine in place of the line", {DOWN: "lr0 * (1 + math.cos(math.pi * (t - T + cool) / cool)) / 2"},
     "the decay of this contract is a straight line. Let the rate fall by the same amount at each update."),
    ("a decay that begins one update late", {WHEN: "t > T - cool", DOWN: "lr0 * (T + 1 - t) / cool"},
     "the line is shifted by one update, so at T - 1 the rate is twice what it should be. Count the updates left."),
    ("a decay of the first `cool` updates after the warm-up", {WHEN: "t < warm + cool", DOWN: "lr0 * (warm + cool - t) / cool"},
     "the decay belongs to the end of the run. Count back from T."),
    ("a rate that goes below zero after T", {"    if t >= T:\n        return 0.0\n": ""},
     "after T the line runs on and your optimiser climbs the loss. From T on the rate is zero."),
    ("the full rate after T", {"        return 0.0\n": "        return lr0\n"}, "the run is over at T. The rate is zero from there on."),
    ("the factor without lr0", {UP: "(t + 1) / warm", DOWN: "(T - t) / cool", "    return lr0\n": "    return 1.0\n"},
     "you return the share of the rate. Multiply by lr0."),
]
