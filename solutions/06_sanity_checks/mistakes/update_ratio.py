"""Known mistakes of `update_ratio`."""

RATIO = "float(np.sqrt(np.sum(np.square(after - before))) / length)"
LENGTH = "length = np.sqrt(np.sum(np.square(before)))"
UPDATE = "np.sqrt(np.sum(np.square(after - before)))"

SEE = "section 7."
MISTAKES = [
    ("the inverse ratio, weight over update", {RATIO: f"float(length / {UPDATE})"},
     "some lecture notes print it that way, but then 1000 is a usual value and no update gives infinity. Divide the update by the weight."),
    ("a division by the new weights", [
        {LENGTH: "zero = np.all(before == 0)\n    length = np.sqrt(np.sum(np.square(after)))", "if length == 0:": "if zero:"},
        {"np.square(before)": "np.square(after)"},
     ], "an update is compared with what it changes. Divide by the length before the update."),
    ("`after` taken for the update", {"np.square(after - before)": "np.square(after)"},
     "you are given the new weights, not the update. Subtract the old ones."),
    ("a ratio of squared lengths", {RATIO: "float(np.sum(np.square(after - before)) / length**2)"},
     "the norm is the root of the sum of squares. Take the roots."),
    ("a ratio of standard deviations", {RATIO: "float(np.std(after - before) / np.std(before))"},
     "some people use that, but it ignores the mean, so a shift of all weights counts for nothing. Use norms."),
    ("the change of the norm, not the norm of the change", {UPDATE: "np.abs(np.sqrt(np.sum(np.square(after))) - length)"},
     "weights can rotate without growing, and then you see no update. Subtract first, then take the norm."),
    ("a mean of element-wise ratios", {RATIO: "float(np.mean(np.abs(after - before) / np.abs(before)))"},
     "one weight close to zero then dominates the result. Take two norms and divide once."),
    ("a ratio of largest elements", {RATIO: "float(np.max(np.abs(after - before)) / np.max(np.abs(before)))"},
     "the norm adds up all squares. Use it for both."),
    ("a ratio of sums of absolute values", {RATIO: "float(np.sum(np.abs(after - before)) / np.sum(np.abs(before)))"},
     "that is the L1 norm. Use the root of the sum of squares."),
    ("the spectral norm of a matrix", {
        RATIO: "float(np.linalg.norm(after - before, 2) / np.linalg.norm(before, 2) if before.ndim == 2 else np.sqrt(np.sum(np.square(after - before))) / length)",
     }, "`ord=2` of a matrix is its largest singular value. Add up all squares."),
    ("a ratio for each row", {
        RATIO: 'np.linalg.norm(after - before, axis=-1) / np.linalg.norm(before, axis=-1) if before.ndim > 1 else ' + RATIO,
     }, "the docstring asks for one number for the whole array. Add up all squares."),
    ("an infinite ratio for biases that start at zero",
     {"    if length == 0:\n": "    if length == 0:\n        return float('inf')\n    if False:\n"},
     "a bias at zero has no length to compare with, and inf would look like an alarm. Return NaN."),
    ("a ratio of 0 for biases that start at zero",
     {"    if length == 0:\n": "    if length == 0:\n        return 0.0\n    if False:\n"},
     "0 would say that the bias does not move. It has no ratio: return NaN."),
    ("no special case for biases that start at zero",
     [{"    if length == 0:\n": "    if False:\n"},
      {'if length == 0:\n        return float("nan")\n    return': "with np.errstate(all='ignore'):\n        return"}],
     "dividing by a length of zero gives inf where there is an update. Return NaN there."),
    ("a constant added to the length", {"/ length)": "/ (length + 1e-8))", "    if length == 0:\n": "    if False:\n"},
     "a bias at zero then gets a ratio of millions. It has no ratio: return NaN."),
    ("a division by zero that warns", {"    if length == 0:\n": f"    ratio = {UPDATE} / length\n    if length == 0:\n"},
     "the division happens before its result is thrown away; `np.where` does that too. Return before you divide."),
]
