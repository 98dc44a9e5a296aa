"""Known mistakes of `lr_find`."""

SAFE = "np.max(losses) <= 4 * losses[0]"
FINITE = "np.all(np.isfinite(losses)) and "
PICK = "max(lr for lr, drop in drops.items() if drop >= best - 0.05 * abs(best))"
DROP = "smoothed[0] - smoothed[-1]"

SEE = "Section 4."
MISTAKES = [
    ("the minimum of a run that diverges",
     {f"if {FINITE}{SAFE}:": "if True:", DROP: "smoothed[0] - np.nanmin(smoothed)"},
     "a run may fall far and explode a moment later. Throw diverging runs out before you compare."),
    ("a choice among runs that diverge too", {f"if {FINITE}{SAFE}:": "if np.all(np.isfinite(losses)):"},
     "a run that jumped to five times its first loss is no basis for training on. Throw it out."),
    ("a choice that lets NaN in", {f"if {FINITE}{SAFE}:": "if not np.max(losses) > 4 * losses[0]:"},
     "no comparison with NaN is true, so it slips through. Ask whether all losses are finite."),
    ("the smallest of the good rates", {PICK: PICK.replace("max(lr for", "min(lr for")},
     "at equal progress the larger rate gets further later on. Take the largest."),
    ("the rate of the best run", {PICK: "max(drops, key=drops.get)"},
     "the best of several equal runs is decided by noise. Take the largest rate within 5 % of it."),
    ("the largest rate that does not diverge", {PICK: "max(drops)"},
     "not to explode is not yet to learn. Compare the drops."),
    ("the last of the good rates instead of the largest",
     {PICK: "[lr for lr, drop in drops.items() if drop >= best - 0.05 * abs(best)][-1]"},
     "the rates come in any order. Take the largest of them."),
    ("losses that are not smoothed", {"smoothed = smooth(losses)": "smoothed = losses"},
     "a single last loss is one minibatch's opinion. Smooth first."),
    ("the lowest smoothed loss instead of the largest drop", {DROP: "-smoothed[-1]"},
     "runs may start at different losses. Compare how far each has fallen."),
    ("a drop to the lowest point of a run", {DROP: "smoothed[0] - smoothed.min()"},
     "what counts is where the run stands after its last step. Use the last smoothed loss."),
    ("a drop relative to the first loss", {DROP: "(smoothed[0] - smoothed[-1]) / smoothed[0]"},
     "asked for is the difference. Don't divide."),
    ("5 % of a drop below zero taken to the wrong side", {"best - 0.05 * abs(best)": "0.95 * best"},
     "where all losses rise, 0.95 D lies above D and nothing is left. Subtract 5 % of its size."),
    ("a divergence called too early", {"4 * losses[0]": "losses[0] * 1.5"},
     "a bump is not yet a divergence. Allow up to four times the first loss."),
    ("a number of steps that is fixed", {"np.asarray(run(lr, iters)": "np.asarray(run(lr, 100)"},
     "the caller's iters is never used. Pass it on."),
    ("every rate trained twice", {
        "losses = np.asarray(run(lr, iters), dtype=float)": "run(lr, iters)\n        losses = np.asarray(run(lr, iters), dtype=float)",
     }, "a fresh model each time makes the second training a waste. Keep what `run` returns."),
    ("one model for all rates", {
        "        losses = np.asarray(run(lr, iters), dtype=float)\n": "        losses = np.asarray(run(lr, iters), dtype=float) if lr == list(lrs)[0] else losses\n",
     }, "each rate needs a fresh start, and `run` gives it. Call it for each of them."),
    ("nothing said when all runs diverge",
     {"    if not drops:\n": "    if not drops:\n        return float(min(lrs))\n    if False:\n"},
     "a rate that is known to diverge is no answer. Raise ValueError."),
]
