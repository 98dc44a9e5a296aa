"""Known mistakes of `best_of_n`."""

DRAW = "drawn = rng.choice(len(val), n, replace=False)"
KEEP = "chosen.append(drawn[np.argmax(val[drawn])])"
END = "return float(np.mean(val[chosen])), float(np.mean(test[chosen]))"

SEE = "section 5."
MISTAKES = [
    ("test scores that choose", {KEEP: "chosen.append(drawn[np.argmax(test[drawn])])"},
     "the data that judge must have no part in the choice. Look for the highest val."),
    ("the best of each score", [
        {KEEP: "chosen.append(drawn)", END: "return float(np.mean([val[d].max() for d in chosen])), float(np.mean([test[d].max() for d in chosen]))"},
        {KEEP: "chosen.append((drawn[np.argmax(val[drawn])], drawn[np.argmax(test[drawn])]))", END: "a, b = np.array(chosen).T\n    return float(np.mean(val[a])), float(np.mean(test[b]))"}],
     "the trial with the best test score is another one, which nobody has chosen. Report the test score of the trial that val chooses."),
    ("draws with replacement", [{DRAW: "drawn = rng.choice(len(val), n)"}, {DRAW: "drawn = rng.integers(len(val), size=n)"}],
     "the same trial can then be drawn twice, and fewer than n compete. Draw different ones."),
    ("the mean of the drawn trials, not the best", {KEEP: "chosen.extend(drawn)"},
     "a search reports the trial that it chooses. Find the highest val among those drawn."),
    ("the place among the drawn taken for the row", {KEEP: "chosen.append(np.argmax(val[drawn]))"},
     "argmax counts within the drawn trials. Look up which trial stands at that place."),
    ("the lowest score chosen", {KEEP: "chosen.append(drawn[np.argmin(val[drawn])])"}, "higher is better. Look for the maximum."),
    ("one score reported twice", [{END: "return float(np.mean(val[chosen])), float(np.mean(val[chosen]))"}, {END: "return float(np.mean(test[chosen])), float(np.mean(test[chosen]))"}],
     "the two numbers are to be compared: val chose, test did not. Return the mean of each."),
    ("the two means in the wrong order", {END: "return float(np.mean(test[chosen])), float(np.mean(val[chosen]))"},
     "val comes first. Swap the two."),
    ("the first n trials in every search", [{DRAW: "drawn = np.arange(n)"}, {DRAW: "drawn = np.arange(len(val))[:n]"}],
     "then all searches are the same one. Draw the trials with rng."),
    ("one draw for all searches", {"    for _ in range(reps):\n": "    drawn = rng.choice(len(val), n, replace=False)\n    for _ in range(reps):\n", "        " + DRAW + "\n": ""},
     "all searches then have the same trials, and the mean has the luck of one draw. Draw anew for each."),
    ("a generator of its own", {"    chosen = []\n": "    rng = np.random.default_rng(0)\n    chosen = []\n"},
     "the caller's generator is never used, so its seed means nothing. Draw from rng."),
    ("a thousand searches whatever reps says", {"range(reps)": "range(1000)"}, "reps is accepted but never used. Use it in the loop."),
    ("the best of all searches", {END: "best = max(chosen, key=lambda row: val[row])\n    return float(val[best]), float(test[best])"},
     "that is one search with nearly all trials. Average over the searches."),
    ("sums in place of means", {END: "return float(np.sum(val[chosen])), float(np.sum(test[chosen]))"}, "they grow with reps. Average."),
    ("the winner of the last search only", {END: "return float(val[chosen[-1]]), float(test[chosen[-1]])"},
     "one search says little. Average over all of them."),
]
