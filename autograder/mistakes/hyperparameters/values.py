"""Known mistakes of notebook 07: values on a logarithmic axis, counting them, and moving in."""

from autograder.mistakes import of

GRID = "lo * (hi / lo) ** (np.arange(n) / (n - 1))"
DRAW = "np.exp(rng.uniform(np.log(lo), np.log(hi), size))"
COUNT = "len({trial[name] for trial in trials})"
GUARD = "if not 0 < lo < hi:"
ENDS = "(float(best[name] / half), float(best[name] * half))"
NEAR = "min(np.log(best[name] / lo), np.log(hi / best[name])) < 0.05 * width"
BEST = 'max(trials, key=lambda trial: -np.inf if np.isnan(trial["score"]) else trial["score"])'

MISTAKES = [
    *of(
        "log_grid",
        (
            "a linear grid",
            {GRID: "np.linspace(lo, hi, n)"},
            "evenly spaced values leave the small ones out. Keep the factor between neighbours equal, not the difference.",
        ),
        (
            "a grid that stops before its upper end",
            {"(n - 1)": "n"},
            "n values have n - 1 steps between them. Make the last one equal to hi.",
        ),
        (
            "a grid that leaves its lower end out",
            {"np.arange(n) / (n - 1)": "(np.arange(n) + 1) / n"},
            "both ends are to be included. Make the first value equal to lo.",
        ),
        (
            "a grid with neither of its ends",
            {"np.arange(n) / (n - 1)": "(np.arange(n) + 0.5) / n"},
            "middles of cells are a fine grid, but another one. Begin at lo and end at hi.",
        ),
        (
            "exponents given as values",
            {GRID: "np.logspace(lo, hi, n)"},
            "`np.logspace` wants the logarithms of the ends, to base 10. Give it those.",
        ),
        (
            "natural logarithms undone to base 10",
            {GRID: "10 ** np.linspace(np.log(lo), np.log(hi), n)"},
            "`np.log` is undone by `np.exp`, and `10 **` undoes `np.log10`. Use a pair that belongs together.",
        ),
        (
            "logarithms that are not undone",
            {GRID: "np.linspace(np.log(lo), np.log(hi), n)"},
            "these are the logarithms of the values. Undo the logarithm.",
        ),
        (
            "a grid from large to small",
            {GRID: "hi * (lo / hi) ** (np.arange(n) / (n - 1))"},
            "the values are right, the order isn't. Begin at lo.",
        ),
        (
            "one value too many",
            {GRID: "lo * (hi / lo) ** (np.arange(n + 1) / n)"},
            "n is the number of values, not of steps. Return n of them.",
        ),
        (
            "a grid for ends that make no sense",
            {GUARD: "if False:"},
            "zero has no logarithm. Raise ValueError unless 0 < lo < hi.",
        ),
        see="Section 2.",
    ),
    *of(
        "log_uniform",
        (
            "uniform draws",
            {DRAW: "rng.uniform(lo, hi, size)"},
            "nine of ten then fall into the top decade. Draw the logarithm uniformly.",
        ),
        (
            "10 to the power of the ends",
            {DRAW: "10 ** rng.uniform(lo, hi, size)"},
            "lo and hi are values, not exponents. Take their logarithms first.",
        ),
        (
            "logarithms that are not undone",
            {DRAW: "rng.uniform(np.log(lo), np.log(hi), size)"},
            "these are the logarithms of the values. Undo the logarithm.",
        ),
        (
            "natural logarithms undone to base 10",
            {DRAW: "10 ** rng.uniform(np.log(lo), np.log(hi), size)"},
            "`np.log` is undone by `np.exp`, and `10 **` undoes `np.log10`. Use a pair that belongs together.",
        ),
        (
            "draws that ignore the generator you were given",
            {DRAW: "np.exp(np.random.default_rng(0).uniform(np.log(lo), np.log(hi), size))"},
            "every call then gives the same values. Draw from `rng`.",
        ),
        (
            "draws from a generator of its own",
            {"size, rng):": "size, rng, own=np.random.default_rng(1)):", "rng.uniform(": "own.uniform("},
            "nobody can repeat such a search. Draw from `rng`.",
        ),
        (
            "one draw for all",
            {DRAW: "np.full(size, np.exp(rng.uniform(np.log(lo), np.log(hi))))"},
            "each value needs its own draw. Pass the size to the generator.",
        ),
        (
            "a size that is ignored",
            {"np.log(hi), size)": "np.log(hi))"},
            "a single number comes back. Pass the size to the generator.",
        ),
        (
            "log-normal draws",
            {DRAW: "np.sqrt(lo * hi) * np.exp(np.log(hi / lo) / 4 * rng.normal(size=size))"},
            "a normal logarithm prefers the middle and leaves the range. Draw it uniformly.",
        ),
        (
            "draws of whole decades",
            {DRAW: "lo * 10.0 ** rng.integers(0, max(1, int(np.log10(hi / lo))) + 1, size)"},
            "only a few different values are ever tried. Draw the logarithm from a continuous range.",
        ),
        (
            "draws for ends that make no sense",
            {GUARD: "if False:"},
            "zero has no logarithm. Raise ValueError unless 0 < lo < hi.",
        ),
        see="Section 2.",
    ),
    *of(
        "distinct_values",
        (
            "a count of trials",
            {COUNT: "len(trials)"},
            "a grid of nine trials has tried only three rates. Count equal values once.",
        ),
        (
            "a count of different settings",
            {COUNT: "len({tuple(trial.values()) for trial in trials})"},
            "asked for is one hyperparameter, not all together. Look at `name` only.",
        ),
        (
            "a count of scores",
            {"trial[name]": "trial.get('score', 0)"},
            "scores differ even where the settings are equal. Look at `name`.",
        ),
        (
            "a count of values that are rounded",
            {"trial[name]": "round(trial[name], 4) if not isinstance(trial[name], str) else trial[name]"},
            "small rates are all alike after rounding. Compare them as they are.",
        ),
        (
            "a count of changes from one trial to the next",
            {COUNT: "1 + sum(a[name] != b[name] for a, b in zip(trials, trials[1:]))"},
            "a value may come back later. Count each once, wherever it stands.",
        ),
        (
            "the values instead of their number",
            {COUNT: "sorted({trial[name] for trial in trials})"},
            "asked for is how many there are. Return a count.",
        ),
        see="Section 3.",
    ),
    *of(
        "refine",
        (
            "a range in linear steps",
            {
                ENDS: "(float(best[name] - shrink * (hi - lo) / 2), float(best[name] + shrink * (hi - lo) / 2))",
            },
            "half a linear range below a small rate lies below zero. Shrink on the log axis: divide and multiply.",
        ),
        (
            "no flag for borders",
            {"border.append(name)": "pass"},
            "a best value at the end of a range says that better ones may lie outside. Report it.",
        ),
        (
            "a range cut at the old ends",
            {ENDS: "(float(max(lo, best[name] / half)), float(min(hi, best[name] * half)))"},
            "if the best lies at a border, the better ones may lie beyond. Don't cut the new range.",
        ),
        (
            "a range that is twice as wide",
            {"shrink * width / 2": "shrink * width"},
            "half of the new width belongs to each side of the best. Divide it by two.",
        ),
        (
            "a range of fixed width",
            {"shrink * width / 2": "0.3 * width / 2"},
            "the caller's shrink is never used. Use it.",
        ),
        (
            "a range that does not shrink",
            {"shrink * width / 2": "width / 2"},
            "then the next round is as coarse as this one. Multiply the logarithmic width by shrink.",
        ),
        (
            "a range around the middle of the old one",
            {ENDS: "(float(np.sqrt(lo * hi) / half), float(np.sqrt(lo * hi) * half))"},
            "then the trials have told you nothing. Put the best value in the middle.",
        ),
        (
            "a range around the worst trial",
            {
                BEST: 'min(trials, key=lambda trial: np.inf if np.isnan(trial["score"]) else trial["score"])',
            },
            "the highest score is best. Look for the maximum.",
        ),
        (
            "a trial of NaN taken for the best",
            {BEST: "max(trials, key=lambda trial: trial['score'])"},
            "no comparison with NaN is true, so it wins by standing first. Leave such trials out.",
        ),
        (
            "a range around the last trial",
            {BEST: "trials[-1]"},
            "the last one is nothing special. Look for the highest score.",
        ),
        (
            "a border measured in linear steps",
            {NEAR: "min(best[name] - lo, hi - best[name]) < 0.05 * (hi - lo)"},
            "linearly, almost every small rate is close to the lower end. Compare logarithms.",
        ),
        (
            "a border at the lower end only",
            {NEAR: "np.log(best[name] / lo) < 0.05 * width"},
            "ranges end on both sides. Take the nearer end.",
        ),
        (
            "a border at the upper end only",
            {NEAR: "np.log(hi / best[name]) < 0.05 * width"},
            "ranges end on both sides. Take the nearer end.",
        ),
        (
            "a border of 10 %",
            {"0.05 * width": "0.1 * width"},
            "asked for is closer than 5 % of the old width. Compare with that.",
        ),
        (
            "a flag for those that are not at a border",
            {"if min(": "if not min("},
            "the condition is turned round. Report the ones that are close.",
        ),
        see="Section 5.",
    ),
]
