"""Known mistakes of `snapshot_steps`."""

LIST = "return [length * (c + 1) - 1 for c in range(cycles)]"

SEE = "section 6."
MISTAKES = [
    ("first steps of the cycles", {LIST: "return [length * c for c in range(cycles)]"},
     "there the rate has just jumped up and the network is at its worst. Keep the last step of each cycle."),
    ("one step late", {LIST: "return [length * (c + 1) for c in range(cycles)]"},
     "steps count from zero, so yours are the first of the next cycle, and the last one does not exist. Go one back."),
    ("one step early", {LIST: "return [length * (c + 1) - 2 for c in range(cycles)]"},
     "each cycle has one more step, at its lowest learning rate. Keep the very last."),
    ("the last cycle left out", {LIST: "return [length * (c + 1) - 1 for c in range(cycles - 1)]"},
     "the last cycle ends with the run, and its network belongs to the ensemble too. There are as many snapshots as cycles."),
    ("the last cycle only", {LIST: "return [T - 1]"}, "that is one network, not an ensemble. Every cycle has a last step."),
    ("cycle length and number of cycles swapped",
     {"length = T // cycles\n    " + LIST: "return list(range(cycles - 1, T, cycles))"},
     "you made cycles of that many steps. The second argument is the number of cycles."),
    ("floats instead of ints", {"length = T // cycles": "length = T / cycles"},
     "`/` gives a float even where nothing is left over. Divide so that the result is an int."),
    ("an uneven number of steps accepted", {"if T % cycles:": "if False:"},
     "the last steps would belong to no cycle. Raise the ValueError of the docstring."),
    ("cycles that double in length",
     {LIST: "return sorted({(T + 1) * 2**c // 2**cycles - 1 for c in range(1, cycles + 1)})"},
     "here all cycles have the same length. Cut the run into equal parts."),
]
