"""Known mistakes of `tta`."""

ALL = "[f(way(X)) for way in ways]"
MEAN = f"return np.mean({ALL}, axis=0)"

SEE = "the end of section 7."
MISTAKES = [
    ("a sum of probabilities instead of a mean", {"np.mean(": "np.sum("},
     "rows of probabilities must add up to 1. Divide by the number of views."),
    ("a mean of the images instead of the answers", {MEAN: "return f(np.mean([way(X) for way in ways], axis=0))"},
     "the mean of nine crops is a blurred image that the network has never seen. Ask it about each view, and average what it says."),
    ("each view made from the one before", {MEAN: "total = 0\n    for way in ways:\n        X = way(X)\n        total = total + f(X)\n    return total / len(ways)"},
     "a mirror of a mirror is the image again. Every view is made from the image as it was given."),
    ("a geometric mean", [
        {MEAN: f"return np.exp(np.mean(np.log({ALL}), axis=0))"},
        {MEAN: f"q = np.exp(np.mean(np.log({ALL}), axis=0))\n    return q / q.sum(axis=-1, keepdims=True)"},
     ],
     "a mean of logarithms lets a single view rule a class out. Take the plain mean of the probabilities."),
    ("a vote instead of a mean", {MEAN: f"p = np.array({ALL})\n    return np.mean(p == p.max(axis=-1, keepdims=True), axis=0)"},
     "a view that hesitates then counts as much as one that is sure. Average the probabilities."),
    ("labels instead of probabilities", {MEAN: MEAN.replace("return ", "p = ") + "\n    return p.argmax(axis=-1)"},
     "the caller may need to know how sure the answer is. Return the mean probabilities."),
    ("the image itself added to the views", [{ALL: "[f(X)] + " + ALL}, {MEAN: f"return (f(X) + sum({ALL})) / len(ways)"}],
     "it is one of the views only if the caller puts it into the list. Ask about the views given."),
    ("a division by one view too many", {MEAN: f"return sum({ALL}) / (len(ways) + 1)"},
     "the image itself is not among the views unless the caller puts it there. Divide by their number."),
    ("the first view left out", {"for way in ways]": "for way in (ways[1:] or ways)]"},
     "every view in the list counts. Go through all of them."),
    ("the last view only", {MEAN: "for way in ways:\n        p = f(way(X))\n    return p"},
     "each view overwrites the answer to the one before. Keep all of them and average."),
    ("the surest view for each class", {"np.mean(": "np.max("},
     "the largest probabilities of several views don't add up to 1. Take the mean."),
    ("the median instead of the mean", {"np.mean(": "np.median("},
     "medians of probabilities don't add up to 1. Take the mean."),
    ("a mean over the wrong axis", {", axis=0)": ", axis=-1)"},
     "that averages over the classes. The views are along the first axis."),
    ("a single mean of everything", {", axis=0)": ")"},
     "each image and class has its own mean over the views. Average along the axis of the views only."),
    ("a change of the answers instead of the images", {"f(way(X))": "way(f(X))"},
     "the views are views of the images. First the change, then the network."),
    ("all answers instead of their mean", {MEAN: f"return np.array({ALL})"},
     "return their mean, which has the shape of one answer."),
]
