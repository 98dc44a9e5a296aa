"""Known mistakes of `sign_flips`."""

MISTAKES = [
    ("sign changes of the positions", {"np.diff(traj[:, axis])": "traj[:, axis]"},
     "a path can bounce without ever crossing zero. Count sign changes of the steps, not of the positions. See the exercise's first sentence."),
    ("runs counted instead of changes", {"signs[1:] != signs[:-1]))": "signs[1:] != signs[:-1])) + 1"},
     "your count is one too high: between two runs in opposite directions there is one change. Try a path that never turns. See the hint."),
    ("a count that misses the last change", {"signs[1:] != signs[:-1]": "signs[1:-1] != signs[:-2]"},
     "you stop one pair of displacements too early. Count the pairs of neighbours for three displacements. See the hint."),
    ("zero displacements counted as sign changes", {"moves[moves != 0]": "moves"},
     "the sign of zero differs from both its neighbours, so one pause counts twice. Drop the zeros first. See the docstring."),
    ("a pause taken for a step down", {"np.sign(moves[moves != 0])": "np.where(moves > 0, 1, -1)"},
     "a displacement of zero is no step in either direction. Drop the zeros first. See the docstring."),
    ("a pause taken for a step up", {"np.sign(moves[moves != 0])": "np.where(moves < 0, -1, 1)"},
     "a displacement of zero is no step in either direction. Drop the zeros first. See the docstring."),
    ("a sign change missed across a pause",
     {"np.sign(moves[moves != 0])": "np.sign(moves)", "signs[1:] != signs[:-1]": "signs[1:] * signs[:-1] < 0"},
     "if the path stops between going up and going down, you see no change. Drop the zeros first. See the docstring."),
    ("zeros dropped from the positions", {"np.diff(traj[:, axis])": "np.diff(traj[traj[:, axis] != 0, axis])", "moves[moves != 0]": "moves"},
     "a point at zero is a point like any other. Take the displacements first, then drop those that are zero. See the docstring."),
    ("a row of traj instead of a column", {"traj[:, axis]": "traj[axis]"},
     "points are rows, so `axis` picks a column. Index the second dimension. See the docstring."),
    ("a count over all coordinates", {
        "    return int(np.sum(signs[1:] != signs[:-1]))": "    every = [np.diff(column) for column in traj.T]\n    every = [np.sign(moves[moves != 0]) for moves in every]\n    return int(sum(np.sum(signs[1:] != signs[:-1]) for signs in every))",
     }, "the count is for the coordinate `axis` alone. Take its column first. See the docstring."),
]
