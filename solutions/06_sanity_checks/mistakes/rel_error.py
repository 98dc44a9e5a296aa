"""Known mistakes of `rel_error`."""

ERROR = "error = np.where(size < 1e-12, 0.0, gap / np.maximum(size, 1e-12))"
SIZE = "size = np.maximum(np.abs(a), np.abs(b))"

SEE = "section 2."
MISTAKES = [
    ("the absolute error", {ERROR: "error = gap"},
     "0.01 is nothing for a gradient of 1000 and everything for one of 0.001. Divide by the larger size."),
    ("NaN where both elements are zero", {ERROR: "error = gap / size"},
     "two zeros agree, and so do two values that are only rounding. Treat such elements separately."),
    ("an exception for exact zeros only",
     {ERROR: "error = np.where(size == 0, 0.0, gap / np.where(size == 0, 1, size))"},
     "1e-13 against -3e-14 is rounding, not a bug. Treat pairs below 1e-12 as equal."),
    ("a constant added to the denominator", {ERROR: "error = gap / (size + 1e-8)"},
     "errors of small gradients then look smaller than they are. Treat tiny pairs separately, and add nothing for the rest."),
    ("a denominator that is at least 1e-8", {ERROR: "error = gap / np.maximum(size, 1e-8)"},
     "errors of gradients below 1e-8 then look smaller than they are. The limit for rounding here is 1e-12."),
    ("a mean over the elements", {"np.max(error, initial=0.0)": "np.mean(error) if error.size else 0.0"},
     "one wrong element in a million disappears in a mean. Return the worst one."),
    ("a division by |a| only", {SIZE: "size = np.abs(a)"},
     "the result then depends on which gradient you call a, and can be huge. Divide by the larger of the two."),
    ("a division by |b| only", {SIZE: "size = np.abs(b)"},
     "the result then depends on which gradient you call b, and can be huge. Divide by the larger of the two."),
    ("a division by the sum of both", {SIZE: "size = np.abs(a) + np.abs(b)"},
     "some books do that, but it gives about half of the error defined here. Divide by the larger of the two."),
    ("a division by the smaller of the two", {SIZE: "size = np.minimum(np.abs(a), np.abs(b))"},
     "the error then has no upper limit, and where one of the two is zero it is lost or infinite. Divide by the larger."),
    ("a maximum without absolute values", {SIZE: "size = np.maximum(a, b)"},
     "the maximum of -3 and -2 is not the one of larger size. Take absolute values first."),
    ("a difference without its absolute value", {"gap = np.abs(a - b)": "gap = a - b"},
     "a negative difference is an error too, and it is lost in the maximum. Take the absolute value."),
    ("a ratio of norms", [
        {ERROR: "error = np.linalg.norm(gap) / max(np.linalg.norm(size), 1e-12)"},
        {ERROR: "error = np.linalg.norm(gap) / max(np.linalg.norm(a), np.linalg.norm(b), 1e-12)"},
        {ERROR: "error = np.linalg.norm(gap) / max(np.linalg.norm(a) + np.linalg.norm(b), 1e-12)"},
     ],
     "one large right element hides many small wrong ones. Divide each element by its own size."),
    ("one common denominator for all elements", {ERROR: "error = gap / max(np.max(size, initial=0.0), 1e-12)"},
     "errors of small elements then hardly count. Divide each element by its own size."),
    ("all elements instead of the worst", {"float(np.max(error, initial=0.0))": "error"},
     "the docstring asks for one number. Return the largest."),
    ("no answer for empty arrays", [{", initial=0.0": ""}, {"np.max(error, initial=0.0)": "max(np.ravel(error))"}],
     "the maximum of nothing is an error. Return 0.0 where there are no elements."),
    ("elements excused for a small difference", {"size < 1e-12": "gap < 1e-12"},
     "two tiny elements may differ by half of their size. Excuse an element only where both are below 1e-12 in size."),
]
