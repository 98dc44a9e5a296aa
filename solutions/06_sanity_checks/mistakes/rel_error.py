"""Known mistakes of `rel_error`."""

ERROR = "error = np.where(size < 1e-12, 0.0, gap / np.maximum(size, 1e-12))"
SIZE = "size = np.maximum(np.abs(a), np.abs(b))"

SEE = "section 2."
MISTAKES = [
    ("the absolute error", {ERROR: "error = gap"},
     "0.01 is nothing for a gradient of 1000 and everything for one of 0.001. Divide by the larger size."),
    ("an error that is NaN where both are zero", {ERROR: "error = gap / size"},
     "0/0 is NaN, and equal zeros are no error; tiny rounding counts as zero too. Treat such elements apart."),
    ("an error that forgives only exact zeros",
     {ERROR: "error = np.where(size == 0, 0.0, gap / np.where(size == 0, 1, size))"},
     "1e-13 against -3e-14 is rounding, not a bug. Treat pairs below 1e-12 as equal."),
    ("a constant added to the denominator", {ERROR: "error = gap / (size + 1e-8)"},
     "errors of small gradients then look smaller than they are. Treat tiny pairs apart and divide the rest honestly."),
    ("a denominator that is at least 1e-8", {ERROR: "error = gap / np.maximum(size, 1e-8)"},
     "errors of gradients below 1e-8 then look smaller than they are. The limit for rounding here is 1e-12."),
    ("a mean over the elements", {"np.max(error, initial=0.0)": "np.mean(error) if error.size else 0.0"},
     "one wrong element of a million disappears in a mean. The worst one speaks for all."),
    ("a division by the first only", {SIZE: "size = np.abs(a)"},
     "the result then depends on which gradient you call a, and can be huge. Divide by the larger of the two."),
    ("a division by the second only", {SIZE: "size = np.abs(b)"},
     "the result then depends on which gradient you call b, and can be huge. Divide by the larger of the two."),
    ("a division by the sum of both", {SIZE: "size = np.abs(a) + np.abs(b)"},
     "other books do that; it gives about half of what is asked. Divide by the larger of the two."),
    ("a division by the smaller of the two", {SIZE: "size = np.minimum(np.abs(a), np.abs(b))"},
     "zero against anything then gives no finite number. Divide by the larger."),
    ("a largest size without absolute values", {SIZE: "size = np.maximum(a, b)"},
     "the larger of -3 and -2 is not the one of larger size. Take absolute values first."),
    ("a difference without absolute value", {"gap = np.abs(a - b)": "gap = a - b"},
     "a negative difference is an error too, and yours is lost in the maximum. Take its size."),
    ("a ratio of norms", {ERROR: "error = np.linalg.norm(gap) / max(np.linalg.norm(size), 1e-12)"},
     "one large right element hides many small wrong ones. Divide each element by its own size."),
    ("one common size for all elements", {ERROR: "error = gap / max(np.max(size, initial=0.0), 1e-12)"},
     "elements of a small gradient then never count. Divide each element by its own size."),
    ("all elements instead of the worst", {"float(np.max(error, initial=0.0))": "error"},
     "asked for is one number. Return the largest."),
]
