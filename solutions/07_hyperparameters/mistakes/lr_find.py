"""Known mistakes of `lr_find`."""

SAFE = "np.max(losses) <= 4 * losses[0]"
FINITE = "np.all(np.isfinite(losses)) and "
PICK = "max(lr for lr, drop in drops.items() if drop >= best - 0.05 * abs(best))"
DROP = "smoothed[0] - smoothed[-1]"

SEE = "section 4."
MISTAKES = [
    ("the minimum of a diverging run",
     {f"if {FINITE}{SAFE}:": "if True:", DROP: "smoothed[0] - np.nanmin(smoothed)"},
     "a loss may fall far and explode a moment later. Discard diverging runs before you compare."),
    ("diverging runs kept in the comparison", {f"if {FINITE}{SAFE}:": "if np.all(np.isfinite(losses)):"},
     "a rate whose loss jumps to five times its first value is not safe to train with. Discard such runs."),
    ("runs with a NaN loss kept in the comparison", {f"if {FINITE}{SAFE}:": "if not np.max(losses) > 4 * losses[0]:"},
     "no comparison with NaN is true, so it slips through. Check whether all losses are finite."),
    ("the smallest of the good rates", {PICK: PICK.replace("max(lr for", "min(lr for")},
     "if two rates do equally well, the larger one makes more progress later. Take the largest."),
    ("the rate of the best run", {PICK: "max(drops, key=drops.get)"},
     "which of several equal runs comes out best is decided by noise. Take the largest rate within 5 % of it."),
    ("the largest rate that does not diverge", {PICK: "max(drops)"},
     "a run that does not explode may still learn nothing. Compare the drops."),
    ("the last of the good rates instead of the largest",
     {PICK: "[lr for lr, drop in drops.items() if drop >= best - 0.05 * abs(best)][-1]"},
     "the rates come in any order. Take the largest of them."),
    ("losses that are not smoothed", {"smoothed = smooth(losses)": "smoothed = losses"},
     "a single last loss depends on one minibatch. Smooth first."),
    ("the lowest smoothed loss instead of the largest drop", {DROP: "-smoothed[-1]"},
     "runs may start at different losses. Compare how far each has fallen."),
    ("a drop to the lowest point of a run", {DROP: "smoothed[0] - smoothed.min()"},
     "what counts is where the run is after its last step. Use the last smoothed loss."),
    ("a drop relative to the first loss", {DROP: "(smoothed[0] - smoothed[-1]) / smoothed[0]"},
     "the docstring asks for the difference. Don't divide."),
    ("a 5 % tolerance on the wrong side of a negative drop", {"best - 0.05 * abs(best)": "0.95 * best"},
     "where all losses rise, D is negative, so 0.95 D lies above D and no run is left. Subtract 5 % of its absolute value."),
    ("a divergence called too early", {"4 * losses[0]": "losses[0] * 1.5"},
     "a bump is not yet a divergence. Allow up to four times the first loss."),
    ("a fixed number of steps", {"np.asarray(run(lr, iters)": "np.asarray(run(lr, 100)"},
     "the caller's iters is never used. Pass it on."),
    ("every rate trained twice", {
        "losses = np.asarray(run(lr, iters), dtype=float)": "run(lr, iters)\n        losses = np.asarray(run(lr, iters), dtype=float)",
     }, "each call trains a fresh model, so the first training is wasted. Keep what `run` returns."),
    ("one run for all rates", {
        "        losses = np.asarray(run(lr, iters), dtype=float)\n": "        losses = np.asarray(run(lr, iters), dtype=float) if lr == list(lrs)[0] else losses\n",
     }, "each rate needs its own run. Call `run` for each of them."),
    ("no error when all runs diverge",
     {"    if not drops:\n": "    if not drops:\n        return float(min(lrs))\n    if False:\n"},
     "a rate that is known to diverge is useless to the caller. Raise a ValueError."),
    ("a divergence called at exactly four times the first loss", {"<= 4 *": "< 4 *"},
     "the docstring says larger than four times. A loss of exactly four times the first is still allowed."),
    ("a tolerance of 10 % instead of 5 %", {"0.05 * abs(best)": "0.1 * abs(best)"},
     "the docstring says within 5 % of the best drop. Use that."),
]
