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
    ("a loss that counts the right class", {LOSS: LOSS + " + delta"},
     "the right class misses the margin to itself by delta, in every example. Sum over the other classes only."),
    ("a hinge loss in which the right class competes with itself", {SKIP: ""},
     "it adds delta to each example's loss and one to the count of its slope. Leave it out of the sum."),
    ("a sum over the examples", {LOSS: "float(np.maximum(margins, 0).sum())", SLOPES: "violated"},
     "a larger batch would then mean larger steps. Take the mean, in the loss and in its slopes."),
    ("a mean in the loss, and a sum in its slopes", {SLOPES: "violated"},
     "dS must be the slope of the very number you return. The mean belongs to both."),
    ("a mean in the slopes, and a sum in the loss", {LOSS: "float(np.maximum(margins, 0).sum())"},
     "the loss must be the number whose slopes you return. The mean belongs to both."),
    ("a mean over the classes too",
     {LOSS: "float(np.maximum(margins, 0).sum() / margins.size)", SLOPES: "violated / margins.size"},
     "PyTorch does this, and the formula here doesn't: classes are added up, examples averaged."),
    ("slopes without a push for the right class", {COUNT: "violated[rows, y] = 0"},
     "the right score stands in every term, with a minus. Count how many terms of its row are positive."),
    ("slopes that push the right class only once", {COUNT: "violated[rows, y] = -np.minimum(violated.sum(1), 1)"},
     "it stands in each positive term of its row. Push once for each."),
    ("slopes that push the right class the wrong way", {COUNT: "violated[rows, y] = violated.sum(1)"},
     "a higher right score lowers the loss, so its slope is negative. Each row must add up to zero."),
    ("slopes with their sign turned", {SLOPES: "-violated / len(y)"},
     "wrong scores that come too close raise the loss, so their slope is positive. Turn the signs."),
    ("slopes as large as the violations", {INSIDE: "np.maximum(margins, 0)"},
     "the slope of a line is the same all along: 1 inside the margin, 0 outside. Only the loss grows."),
    ("the squared hinge",
     {INSIDE: "2 * np.maximum(margins, 0)", LOSS: "float((np.maximum(margins, 0) ** 2).sum() / len(y))"},
     "that is a loss of its own, harder on large violations. Here the terms are not squared."),
    ("a margin of 1 whatever delta is", {MARGINS: MARGINS.replace("delta", "1.0")},
     "the caller's margin is never used. Put delta into the formula."),
    ("a margin with its sign turned", {MARGINS: MARGINS.replace("+ delta", "- delta")},
     "then wrong scores may come as close as they like, and even beat the right one a little. Add delta."),
    ("a difference the wrong way round", {MARGINS: "margins = S[rows, y][:, None] - S + delta"},
     "it punishes examples for being right. Wrong score minus right score is what must stay low."),
    ("a loss without its floor", {LOSS: "float(margins.sum() / len(y))"},
     "a class that is far away would pay the others' debts. Each term is at least 0."),
    ("a slope on the edge", {INSIDE: f"((margins >= 0) & {OTHERS}).astype(float)"},
     "a term that is exactly zero counts as satisfied, says the docstring. Count the positive ones."),
    ("a loss of the worst class only", {
        INSIDE: "((margins > 0) & (margins == margins.max(1, keepdims=True))).astype(float)",
        LOSS: "float(margins.max(1).sum() / len(y))",
     }, "that is another multiclass hinge. In ours every class that comes too close adds its term."),
    ("the right answer, made inside your input", {MARGINS: "S -= S[rows, y][:, None] - delta\n    margins = S"},
     "the scores belong to the caller, who still needs them. Work on a new array."),
]
