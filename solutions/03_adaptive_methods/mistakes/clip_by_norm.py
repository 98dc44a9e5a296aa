"""Known mistakes of `clip_by_norm`."""

SUM = "np.sqrt(sum(np.sum(g**2) for g in grads))"
FACTOR = "c / norm if norm > c else 1.0"
END = "[g * factor for g in grads]"

SEE = "section 9."
MISTAKES = [
    ("a norm for each array", {END: "[g * (c / np.linalg.norm(g)) if np.linalg.norm(g) > c else g * 1.0 for g in grads]"},
     "the direction of the whole step then changes, as arrays are shortened by different factors. Take one norm over all of them."),
    ("gradients that are always scaled to c", {FACTOR: "c / norm if norm > 0 else 1.0"},
     "small gradients grow, and the step never gets shorter near a minimum. Scale only what is too long."),
    ("a clip that scales the short and leaves the long", {"norm > c": "norm < c"},
     "the comparison is the wrong way round. Shorten where the norm is above c."),
    ("values clipped one by one", [{END: "[np.clip(g, -c, c) for g in grads]"},
     {END: "[np.minimum(np.maximum(g, -c), c) for g in grads]"}],
     "that is clipping by value, which turns the direction. Multiply every array by the same factor."),
    ("a squared norm", {SUM: "sum(np.sum(g**2) for g in grads)"}, "the sum of squares is not yet a length. Take its root."),
    ("a sum of the arrays' norms", {SUM: "sum(np.linalg.norm(g) for g in grads)"},
     "lengths of parts do not add up to the length of the whole. Add squares, and take the root at the end."),
    ("the largest value in place of the norm", {SUM: "max(np.max(np.abs(g)) for g in grads)"},
     "that is the maximum norm. Here the Euclidean norm counts: squares of all numbers, added up."),
    ("the largest of the arrays' norms", {SUM: "max(np.linalg.norm(g) for g in grads)"},
     "all arrays are one vector together. Add the squares of all of them."),
    ("a sum of absolute values in place of the norm", {SUM: "sum(np.sum(np.abs(g)) for g in grads)"},
     "that is the 1-norm. Here the Euclidean norm counts: add squares, and take the root."),
    ("a factor upside down", {"c / norm if": "norm / c if"}, "long gradients get longer. Divide c by the norm."),
    ("gradients of length 1 where they should have length c", {"c / norm if": "1 / norm if"},
     "c says when to clip, and also to what length. Scale to c."),
    ("only the first array clipped", {END: "[grads[0] * factor, *(g * 1.0 for g in grads[1:])]"},
     "the factor is that of the whole vector. Apply it to each array."),
    ("gradients divided by c", {FACTOR: "1 / c if norm > c else 1.0"},
     "the result is as much too long as before, only smaller. The factor is c over the norm."),
    ("the right values, written over your gradients",
     {END: "[np.multiply(g, factor, out=g) for g in grads]"},
     "the caller still needs the gradients as they were. Return new arrays."),
    ("the same arrays handed back where nothing is clipped", {END: "[g * factor for g in grads] if norm > c else grads"},
     "whoever changes the result then changes the gradients, too. Return new arrays in every case."),
]
