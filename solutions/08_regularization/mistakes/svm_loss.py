"""Known mistakes of `svm_loss`."""

MARGINS = "margins = S - S[rows, y][:, None] + delta"
SKIP = "    margins[rows, y] = 0\n"
INSIDE = "(margins > 0).astype(float)"
COUNT = "violated[rows, y] = -violated.sum(1)"
LOSS = "float(np.maximum(margins, 0).sum() / len(y))"
SLOPES = "violated / len(y)"
OTHERS = "(np.arange(S.shape[1]) != y[:, None])"

SEE = "section 2."
MISTAKES = [
    ("the right class counted in the loss", {LOSS: LOSS + " + delta"},
     "the right class misses the margin to itself by delta, in every example. Sum over the other classes only."),
    ("the right class counted in the loss and the gradient", {SKIP: ""},
     "it adds delta to each example's loss and one to the count for the right class. Leave it out of the sum."),
    ("a sum over the examples", {LOSS: "float(np.maximum(margins, 0).sum())", SLOPES: "violated"},
     "a larger batch would then mean larger steps. Take the mean, in the loss and in the gradient."),
    ("a mean in the loss, a sum in the gradient", {SLOPES: "violated"},
     "dS must be the gradient of the loss you return. The mean belongs to both."),
    ("a sum in the loss, a mean in the gradient", {LOSS: "float(np.maximum(margins, 0).sum())"},
     "the loss must be the one whose gradient you return. The mean belongs to both."),
    ("a mean over the classes too",
     [{LOSS: "float(np.maximum(margins, 0).sum() / margins.size)", SLOPES: "violated / margins.size"},
      {LOSS: "float(np.maximum(margins, 0).sum() / margins.size)"}],
     "PyTorch does this, but the formula here sums over classes and averages only over examples."),
    ("no gradient for the right class", {COUNT: "violated[rows, y] = 0"},
     "the right score is in every term, with a minus sign. Count how many terms of its row are positive."),
    ("the right class counted only once in the gradient", {COUNT: "violated[rows, y] = -np.minimum(violated.sum(1), 1)"},
     "its score is in each positive term of its row. Count every one of them."),
    ("the wrong sign in the gradient for the right class", {COUNT: "violated[rows, y] = violated.sum(1)"},
     "a higher right score lowers the loss, so its slope is negative. Each row must add up to zero."),
    ("a gradient with the wrong sign", {SLOPES: "-violated / len(y)"},
     "wrong scores that come too close raise the loss, so their slope is positive. Flip the signs."),
    ("a gradient as large as the violations", {INSIDE: "np.maximum(margins, 0)"},
     "the hinge has slope 1 wherever the margin is violated, and 0 elsewhere. Only the loss grows with the violation."),
    ("the squared hinge",
     {INSIDE: "2 * np.maximum(margins, 0)", LOSS: "float((np.maximum(margins, 0) ** 2).sum() / len(y))"},
     "that is a different loss, harder on large violations. Here the terms are not squared."),
    ("a margin of 1 whatever delta is", {MARGINS: MARGINS.replace("delta", "1.0")},
     "the caller's margin is never used. Put delta into the formula."),
    ("a margin with the wrong sign", {MARGINS: MARGINS.replace("+ delta", "- delta")},
     "then wrong scores may come as close as they like, and even beat the right one a little. Add delta."),
    ("the right score minus the wrong score", {MARGINS: "margins = S[rows, y][:, None] - S + delta"},
     "that penalises examples for being right. The wrong score minus the right score is what must stay low."),
    ("a loss without the maximum with zero", {LOSS: "float(margins.sum() / len(y))"},
     "a class far below the margin would cancel the violations of others. Each term is at least 0."),
    ("a nonzero slope exactly at the margin", {INSIDE: f"((margins >= 0) & {OTHERS}).astype(float)"},
     "the docstring gives slope 0 to a term that is exactly zero. Count only the positive ones."),
    ("a loss of the worst class only", {
        INSIDE: "((margins > 0) & (margins == margins.max(1, keepdims=True))).astype(float)",
        LOSS: "float(margins.max(1).sum() / len(y))",
     }, "that is another multiclass hinge loss. Here every class that comes too close adds its term."),
    ("the right answer, computed inside the caller's S", {MARGINS: "S -= S[rows, y][:, None] - delta\n    margins = S"},
     "the scores belong to the caller, who still needs them. Work on a new array."),
    ("whole rows of S, picked by the class numbers", {MARGINS: "margins = S - S[y] + delta"},
     "S[y] takes the class numbers for numbers of rows. Each row needs one number to compare with: its score of its right class."),
]
