"""Known mistakes of `ece`."""

SURE = "sure, right = p.max(axis=1), p.argmax(axis=1) == y"
PLACE = "place = np.minimum((sure * bins).astype(int), bins - 1)"
GAP = "gap = right[rows].mean() - sure[rows].mean()"
ADD = "total += rows.mean() * abs(gap)"
END = "return float(total)"

SEE = "section 3."
MISTAKES = [
    ("bins that are not weighted", [
        {ADD: "total += abs(gap)", END: "return float(total / bins)"},
        {ADD: "total += abs(gap)", END: "return float(total / len(np.unique(place)))"},
     ],
     "a bin with two answers then counts as much as one with two thousand. Weight each gap by the share of the samples in its bin."),
    ("a sum of gaps without weights", {ADD: "total += abs(gap)"},
     "it grows with the number of bins, and can exceed 1. Weight each gap by the share of the samples in its bin."),
    ("gaps that cancel", [
        {ADD: "total += rows.mean() * gap"},
        {ADD: "total += rows.mean() * gap", END: "return float(abs(total))"},
        {END: "return float(abs(right.mean() - sure.mean()))"},
     ],
     "a bin that is too sure and one that is not sure enough then look calibrated together. Take the size of each bin's gap before you add."),
    ("the largest gap instead of the mean", {ADD: "total = max(total, abs(gap))"},
     "that is the *maximum* calibration error, which one nearly empty bin can decide. Average the gaps, with the shares as weights."),
    ("empty bins that make NaN", {"if rows.any():": "if True:"},
     "the mean of nothing is NaN, and everything added to it is NaN too. Skip bins that hold no sample."),
    ("the probability of the right label as the confidence", {SURE: "sure, right = p[np.arange(len(y)), y], p.argmax(axis=1) == y"},
     "at test nobody knows the right label, so it cannot say how sure the network is. Confidence is the largest probability of the row."),
    ("the probability of class 1 as the confidence", {SURE: "sure, right = p[:, 1], p.argmax(axis=1) == y"},
     "that is how two classes are plotted. Here confidence is the largest probability of the row."),
    ("bins of classes instead of confidences", {PLACE: "place = p.argmax(axis=1)", "for b in range(bins):": "for b in range(p.shape[1]):"},
     "a class holds sure and doubtful answers, and their gaps cancel. Put the answers into bins by their confidence."),
    ("a confidence of 1 that is in no bin", {PLACE: "place = (sure * bins).astype(int)"},
     "it gets a bin number beyond the last one, so the surest answers are left out. They belong to the last bin."),
    ("bins closed above instead of below", [
        {PLACE: "place = np.maximum(np.ceil(sure * bins).astype(int) - 1, 0)"},
        {PLACE: "edges = np.linspace(0, 1, bins + 1)\n    place = np.clip(np.digitize(sure, edges, right=True) - 1, 0, bins - 1)"},
     ],
     "that is the convention of the paper. Here a confidence on an edge belongs to the bin above it."),
    ("a confidence on an edge in two bins", {"rows = place == b": "rows = (sure * bins >= b) & (sure * bins <= b + 1)"},
     "it is counted twice. It belongs to the bin above it alone, 1 to the last."),
    ("bins with equally many answers", [
        {PLACE: "place = np.empty(len(y), dtype=int)\n    place[np.argsort(sure, kind='stable')] = np.arange(len(y)) * bins // len(y)"},
        {PLACE: "place = np.clip(np.searchsorted(np.quantile(sure, np.linspace(0, 1, bins + 1)), sure, side='right') - 1, 0, bins - 1)"},
     ],
     "that is another measure, with adaptive bins. Here all bins have the same width."),
    ("bins from the smallest to the largest confidence", [
        {PLACE: "edges = np.linspace(sure.min(), sure.max(), bins + 1)\n    place = np.clip(np.digitize(sure, edges) - 1, 0, bins - 1)"},
        {PLACE: "edges = np.histogram_bin_edges(sure, bins)\n    place = np.clip(np.searchsorted(edges, sure, side='right') - 1, 0, bins - 1)"},
     ],
     "their edges then depend on the network, and two networks cannot be compared. The bins run from 0 to 1."),
    ("bins from 1/C to 1", {PLACE: "low = 1 / p.shape[1]\n    place = np.clip(((sure - low) / (1 - low) * bins).astype(int), 0, bins - 1)"},
     "a largest probability is never below 1/C, but the docstring counts the bins from 0. Let the lowest ones be empty."),
    ("the middle of the bin instead of the mean confidence", {GAP: "gap = right[rows].mean() - (b + 0.5) / bins"},
     "the confidences of a bin need not lie around its middle. Take their mean."),
    ("a gap for each answer", {END: "return float(np.abs(right - sure).mean())"},
     "a single answer is right or wrong, never right to 80 %. Compare the means of a bin."),
    ("squared gaps", [
        {ADD: "total += rows.mean() * gap**2"},
        {ADD: "total += rows.mean() * gap**2", END: "return float(np.sqrt(total))"},
     ],
     "squares give large gaps more weight. The ECE averages their sizes."),
    ("the share of wrong answers", {SURE: "sure, right = p.max(axis=1), p.argmax(axis=1) != y"},
     "a confidence of 0.9 should go with 90 % right answers, not with 90 % wrong ones. Compare it with the accuracy."),
    ("always ten bins", {PLACE: "bins = 10\n    " + PLACE},
     "the caller chooses their number. Use the argument."),
    ("points instead of a share", {END: "return float(100 * total)"},
     "the docstring asks for a number from 0 to 1. Return the mean gap itself."),
]
