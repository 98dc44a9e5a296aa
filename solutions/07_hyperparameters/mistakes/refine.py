"""Known mistakes of `refine`."""

ENDS = "(float(best[name] / half), float(best[name] * half))"
NEAR = "min(np.log(best[name] / lo), np.log(hi / best[name])) < 0.05 * width"
BEST = 'max(trials, key=lambda trial: -np.inf if np.isnan(trial["score"]) else trial["score"])'

SEE = "section 5."
MISTAKES = [
    ("a range on the linear axis",
     {ENDS: "(float(best[name] - shrink * (hi - lo) / 2), float(best[name] + shrink * (hi - lo) / 2))"},
     "a linear range around a small rate reaches below zero. Shrink on the log axis: divide and multiply."),
    ("no report of values at a border", {"border.append(name)": "pass"},
     "a best value at the end of a range means that better ones may lie outside. Report it."),
    ("a range cut at the old ends", {ENDS: "(float(max(lo, best[name] / half)), float(min(hi, best[name] * half)))"},
     "if the best lies at a border, the better ones may lie beyond. Don't cut the new range."),
    ("a range twice as wide as it should be", {"shrink * width / 2": "shrink * width"},
     "half of the new width belongs to each side of the best. Divide it by two."),
    ("a range of fixed width", {"shrink * width / 2": "0.3 * width / 2"}, "the caller's shrink is never used. Use it."),
    ("a range that does not shrink", {"shrink * width / 2": "width / 2"},
     "then the next round is as coarse as this one. Multiply the logarithmic width by shrink."),
    ("a range around the middle of the old one",
     {ENDS: "(float(np.sqrt(lo * hi) / half), float(np.sqrt(lo * hi) * half))"},
     "that ignores the result of the trials. Put the best value in the middle."),
    ("a range around the worst trial",
     {BEST: 'min(trials, key=lambda trial: np.inf if np.isnan(trial["score"]) else trial["score"])'},
     "the highest score is best. Look for the maximum."),
    ("a NaN score taken for the best", {BEST: "max(trials, key=lambda trial: trial['score'])"},
     "no comparison with NaN is true, so it wins if it comes first. Leave such trials out."),
    ("a range around the last trial", {BEST: "trials[-1]"},
     "the last one is nothing special. Look for the highest score."),
    ("a border test on the linear axis", {NEAR: "min(best[name] - lo, hi - best[name]) < 0.05 * (hi - lo)"},
     "linearly, almost every small rate is close to the lower end. Compare logarithms."),
    ("a border test at the lower end only", {NEAR: "np.log(best[name] / lo) < 0.05 * width"},
     "a range has two ends. Test the nearer one."),
    ("a border test at the upper end only", {NEAR: "np.log(hi / best[name]) < 0.05 * width"},
     "a range has two ends. Test the nearer one."),
    ("a border test with 10 % instead of 5 %", {"0.05 * width": "0.1 * width"},
     "the docstring says closer than 5 % of the old width. Compare with that."),
    ("a report of the values that are not at a border", {"if min(": "if not min("},
     "the condition is inverted. Report the ones that are close."),
]
