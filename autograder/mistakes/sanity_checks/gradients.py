"""Known mistakes of notebook 06: numerical gradients and their comparison."""

from autograder.mistakes import of

ERROR = "error = np.where(size < 1e-12, 0.0, gap / np.maximum(size, 1e-12))"
SIZE = "size = np.maximum(np.abs(a), np.abs(b))"
COPY = "x = np.array(x, dtype=float)"
CHOSEN = "chosen = rng.choice(w.size, min(n, w.size), replace=False)"
ASKED = "errors[name] = rel_error(grads[name].flat[chosen], num_grad(loss_at, w.flat[chosen]))"
AGREE = "if loss(params) != loss(params):"

MISTAKES = [
    *of(
        "num_grad",
        (
            "a one-sided difference",
            {"x[index] = old - h": "x[index] = old"},
            "you divide by 2h what only one h made; the error is also of order h. Move to both sides.",
        ),
        (
            "a one-sided difference, divided by h",
            {"x[index] = old - h": "x[index] = old", "(2 * h)": "h"},
            "it is right to first order only, so its error is proportional to h. Move to both sides and the term cancels.",
        ),
        (
            "a backward difference",
            {"x[index] = old + h": "x[index] = old", "(2 * h)": "h"},
            "looking only to the left has an error of order h as well. Move to both sides and the term cancels.",
        ),
        (
            "a centred difference divided by h",
            {"(2 * h)": "h"},
            "from left to right you walk twice the step, so all slopes come out doubled. Divide by the whole way.",
        ),
        (
            "a centred difference with a slip in the brackets",
            {"/ (2 * h)": "/ 2 * h"},
            "Python divides by 2 and then multiplies by h. Put the whole denominator in brackets.",
        ),
        (
            "the difference alone",
            {" / (2 * h)": ""},
            "a slope is a difference over a distance, and you left the distance out. Divide by the whole way walked.",
        ),
        (
            "the slope with its sign turned",
            {"(up - down)": "(down - up)"},
            "you subtract the right end from the left one. Up minus down.",
        ),
        (
            "a walk that does not come back",
            {"        x[index] = old\n": ""},
            "each coordinate stays moved by h when you go on to the next. Put it back.",
        ),
        (
            "work on the caller's array, which does not come back",
            {COPY: "x = x if x.dtype == float else np.array(x, dtype=float)", "        x[index] = old\n": ""},
            "the array you were given has moved, and later coordinates see it. Work on a copy and put each one back.",
        ),
        (
            "work in the dtype of the input",
            {COPY: "x = np.array(x)"},
            "an array of ints rounds h away, and float32 keeps little of it. Make the copy float64.",
        ),
        (
            "a gradient that has lost its shape",
            {"return grad": "return grad.ravel()"},
            "whoever uses it needs to know which slope belongs to which element. Return an array of x's shape.",
        ),
        (
            "a function called with flattened arrays",
            {"up = f(x)": "up = f(x.ravel())", "down = f(x)": "down = f(x.ravel())"},
            "f expects what it was written for, an array of x's shape. Move single elements, keep the shape.",
        ),
        (
            "all coordinates moved together",
            {
                "x[index] = old + h": "x += h",
                "x[index] = old - h": "x -= 2 * h",
                "        x[index] = old\n": "        x += h\n",
            },
            "that is one slope, along the diagonal, repeated. Move one coordinate while the others stand still.",
        ),
        (
            "a step of fixed size",
            {COPY: COPY + "\n    h = 1e-5"},
            "the caller's h is never used. Use the one you are given.",
        ),
        see="section 2.",
    ),
    *of(
        "rel_error",
        (
            "the absolute error",
            {ERROR: "error = gap"},
            "0.01 is nothing for a gradient of 1000 and everything for one of 0.001. Divide by the larger size.",
        ),
        (
            "an error that is NaN where both are zero",
            {ERROR: "error = gap / size"},
            "0/0 is NaN, and equal zeros are no error; tiny rounding counts as zero too. Treat such elements apart.",
        ),
        (
            "an error that forgives only exact zeros",
            {ERROR: "error = np.where(size == 0, 0.0, gap / np.where(size == 0, 1, size))"},
            "1e-13 against -3e-14 is rounding, not a bug. Treat pairs below 1e-12 as equal.",
        ),
        (
            "a constant added to the denominator",
            {ERROR: "error = gap / (size + 1e-8)"},
            "errors of small gradients then look smaller than they are. Treat tiny pairs apart and divide the rest honestly.",
        ),
        (
            "a denominator that is at least 1e-8",
            {ERROR: "error = gap / np.maximum(size, 1e-8)"},
            "errors of gradients below 1e-8 then look smaller than they are. The limit for rounding here is 1e-12.",
        ),
        (
            "a mean over the elements",
            {"np.max(error, initial=0.0)": "np.mean(error) if error.size else 0.0"},
            "one wrong element of a million disappears in a mean. The worst one speaks for all.",
        ),
        (
            "a division by the first only",
            {SIZE: "size = np.abs(a)"},
            "the result then depends on which gradient you call a, and can be huge. Divide by the larger of the two.",
        ),
        (
            "a division by the second only",
            {SIZE: "size = np.abs(b)"},
            "the result then depends on which gradient you call b, and can be huge. Divide by the larger of the two.",
        ),
        (
            "a division by the sum of both",
            {SIZE: "size = np.abs(a) + np.abs(b)"},
            "other books do that; it gives about half of what is asked. Divide by the larger of the two.",
        ),
        (
            "a division by the smaller of the two",
            {SIZE: "size = np.minimum(np.abs(a), np.abs(b))"},
            "zero against anything then gives no finite number. Divide by the larger.",
        ),
        (
            "a largest size without absolute values",
            {SIZE: "size = np.maximum(a, b)"},
            "the larger of -3 and -2 is not the one of larger size. Take absolute values first.",
        ),
        (
            "a difference without absolute value",
            {"gap = np.abs(a - b)": "gap = a - b"},
            "a negative difference is an error too, and yours is lost in the maximum. Take its size.",
        ),
        (
            "a ratio of norms",
            {ERROR: "error = np.linalg.norm(gap) / max(np.linalg.norm(size), 1e-12)"},
            "one large right element hides many small wrong ones. Divide each element by its own size.",
        ),
        (
            "one common size for all elements",
            {ERROR: "error = gap / max(np.max(size, initial=0.0), 1e-12)"},
            "elements of a small gradient then never count. Divide each element by its own size.",
        ),
        (
            "all elements instead of the worst",
            {"float(np.max(error, initial=0.0))": "error"},
            "asked for is one number. Return the largest.",
        ),
        see="section 2.",
    ),
    *of(
        "grad_check",
        (
            "one sample from all weights together",
            {
                "errors = {}": "errors = {}\n    sizes = [w.size for w in params.values()]"
                "\n    share = dict(zip(params, rng.multivariate_hypergeometric(sizes, min(n, sum(sizes)))))",
                "min(n, w.size)": "share[name]",
            },
            "nearly all draws fall on the largest array, and a bias may never be tried. Draw n from each array.",
        ),
        (
            "a check in float32",
            {"if any(w.dtype != np.float64 for w in params.values()):": "if False:"},
            "with 7 digits the difference drowns in rounding, and a right gradient looks wrong. Raise for anything but float64.",
        ),
        (
            "a check with dropout on",
            {AGREE: "if False:"},
            "two calls give two losses, so differences measure chance. Call the loss twice and raise where they differ.",
        ),
        (
            "a draw with replacement",
            {"replace=False": "replace=True"},
            "the same coordinate comes up twice while others wait. Draw without replacement.",
        ),
        (
            "a check of the first n coordinates",
            {CHOSEN: "chosen = np.arange(min(n, w.size))"},
            "a fault in the last row is then never seen, however often you check. Draw the coordinates with rng.",
        ),
        (
            "a check of all coordinates",
            {"min(n, w.size)": "w.size"},
            "it is right and takes two losses for each of a million weights. Draw n of them.",
        ),
        (
            "a draw by another generator",
            {CHOSEN: "chosen = np.random.permutation(w.size)[:n]"},
            "a check that cannot be repeated cannot be debugged. Draw with the rng you are given.",
        ),
        (
            "n coordinates even of arrays that have fewer",
            {"min(n, w.size)": "n"},
            "a small bias has not so many to draw from. Take all of them there.",
        ),
        (
            "one-sided differences",
            {
                "num_grad(loss_at, w.flat[chosen])": "np.array([(loss_at(w.flat[chosen] + 1e-5 * e) - loss(params)) / 1e-5"
                " for e in np.eye(len(chosen))])"
            },
            "their error is larger by four digits and more. Use your centred `num_grad`.",
        ),
        (
            "the mean error of each array",
            {
                ASKED: "errors[name] = np.mean([rel_error(a, b) for a, b in zip(grads[name].flat[chosen], "
                "num_grad(loss_at, w.flat[chosen]))])"
            },
            "one wrong element disappears among the right ones. Return the largest error of each array.",
        ),
        (
            "absolute errors",
            {ASKED: "errors[name] = np.max(np.abs(grads[name].flat[chosen] - num_grad(loss_at, w.flat[chosen])))"},
            "their size depends on the size of the gradient. Use your `rel_error`.",
        ),
        (
            "one error for the whole network",
            {"return errors": "return dict.fromkeys(params, max(errors.values()))"},
            "then nobody learns which array is wrong. Keep one error for each name.",
        ),
        (
            "gradients read at other coordinates",
            {"grads[name].flat[chosen]": "grads[name].flat[np.sort(chosen)]"},
            "the two lists are then in different order. Read both at the same coordinates.",
        ),
        (
            "weights that stay moved",
            {"moved = w.copy()": "moved = w"},
            "you move the caller's weights and leave them there. Move a copy.",
        ),
        see="section 3.",
    ),
]
