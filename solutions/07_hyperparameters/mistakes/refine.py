"""Known mistakes of `refine`."""

ENDS = "(float(best[name] / half), float(best[name] * half))"
NEAR = "min(np.log(best[name] / lo), np.log(hi / best[name])) < 0.05 * width"
BEST = 'max(trials, key=lambda trial: -np.inf if np.isnan(trial["score"]) else trial["score"])'

SEE = "Section 5."
MISTAKES = [
    ("a range in linear steps",
     {ENDS: "(float(best[name] - shrink * (hi - lo) / 2), float(best[name] + shrink * (hi - lo) / 2))"},
     "half a linear range below a small rate lies below zero. Shrink on the log axis: divide and multiply."),
    ("no flag for borders", {"border.append(name)": "pass"},
     "a best value at the end of a range says that better ones may lie outside. Report it."),
    ("a range cut at the old ends", {ENDS: "(float(max(lo, best[name] / half)), float(min(hi, best[name] * half)))"},
     "if the best lies at a border, the better ones may lie beyond. Don't cut the new range."),
    ("a range that is twice as wide", {"shrink * width / 2": "shrink * width"},
     "half of the new width belongs to each side of the best. Divide it by two."),
    ("a range of fixed width", {"shrink * width / 2": "0.3 * width / 2"}, "the caller's shrink is never used. Use it."),
    ("a range that does not shrink", {"shrink * width / 2": "width / 2"},
     "then the next round is as coarse as this one. Multiply the logarithmic width by shrink."),
    ("a range around the middle of the old one",
     {ENDS: "(float(np.sqrt(lo * hi) / half), float(np.sqrt(lo * hi) * half))"},
     "then the trials have told you nothing. Put the best value in the middle."),
    ("a range around the worst trial",
     {BEST: 'min(trials, key=lambda trial: np.inf if np.isnan(trial["score"]) else trial["score"])'},
     "the highest score is best. Look for the maximum."),
    ("a trial of NaN taken for the best", {BEST: "max(trials, key=lambda trial: trial['score'])"},
     "no comparison with NaN is true, so it wins by standing first. Leave such trials out."),
    ("a range around the last trial", {BEST: "trials[-1]"},
     "the last one is nothing special. Look for the highest score."),
    ("a border measured in linear steps", {NEAR: "min(best[name] - lo, hi - best[name]) < 0.05 * (hi - lo)"},
     "linearly, almost every small rate is close to the lower end. Compare logarithms."),
    ("a border at the lower end only", {NEAR: "np.log(best[name] / lo) < 0.05 * width"},
     "ranges end on both sides. Take the nearer end."),
    ("a border at the upper end only", {NEAR: "np.log(hi / best[name]) < 0.05 * width"},
     "ranges end on both sides. Take the nearer end."),
    ("a border of 10 %", {"0.05 * width": "0.1 * width"},
     "asked for is closer than 5 % of the old width. Compare with that."),
    ("a flag for those that are not at a border", {"if min(": "if not min("},
     "the condition is turned round. Report the ones that are close."),
]
