"""Known mistakes of `sign_flips`."""

MISTAKES = [
    ("a count on positions", {"np.diff(traj[:, axis])": "traj[:, axis]"},
     "a path can bounce without ever crossing zero. Count sign changes of the steps, not of the places. See the exercise's first sentence."),
    ("a count of runs in place of changes", {"signs[1:] != signs[:-1]))": "signs[1:] != signs[:-1])) + 1"},
     "you are one too high: between two runs in opposite directions there is one change. Try a path that never turns. See the hint."),
    ("a count that misses the last change", {"signs[1:] != signs[:-1]": "signs[1:-1] != signs[:-2]"},
     "you stop one pair of displacements too early. Count the pairs of neighbours for three displacements. See the hint."),
    ("a count in which standing still is a change of sign", {"moves[moves != 0]": "moves"},
     "zero has another sign than both its neighbours, so one pause counts twice. Drop the zeros first. See the docstring."),
    ("a count that a pause interrupts",
     {"np.sign(moves[moves != 0])": "np.sign(moves)", "signs[1:] != signs[:-1]": "signs[1:] * signs[:-1] < 0"},
     "if the path stops between going up and going down, you see no change. Drop the zeros first. See the docstring."),
    ("a count along one point in place of one coordinate", {"traj[:, axis]": "traj[axis]"},
     "points are rows, so `axis` picks a column. Index the second dimension. See the docstring."),
    ("a count over all coordinates", {
        "    return int(np.sum(signs[1:] != signs[:-1]))": "    every = [np.diff(column) for column in traj.T]\n    every = [np.sign(moves[moves != 0]) for moves in every]\n    return int(sum(np.sum(signs[1:] != signs[:-1]) for signs in every))",
     }, "only the coordinate called `axis` is wanted. Take its column first. See the docstring."),
]
