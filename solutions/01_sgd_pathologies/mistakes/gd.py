"""Known mistakes of `gd`."""

MISTAKES = [
    ("a trajectory without its last point", [{"    return traj": "    return traj[:-1] if steps else traj"}, {"    return traj": "    return traj[:-1]"}],
     "`steps` steps visit `steps + 1` points, counting the start. Store the point that the last step reaches. See the docstring."),
    ("a trajectory without its start", {"    return traj": "    return traj[1:] if steps else traj"},
     "row 0 must be where you began. Store the start before the first step. See the docstring."),
    ("a last row that is never filled", {"range(steps)": "range(steps - 1)", "np.empty": "np.zeros"},
     "your loop makes one step less than `steps`, and the last row keeps its zeros. Count the steps from row 0 to the last row. See the docstring."),
    ("one step too many", {"np.empty((steps + 1,": "np.empty((steps + 2,", "range(steps)": "range(steps + 1)"},
     "`steps` counts moves, not points. Count the rows you make for `steps=0`. See the docstring."),
    ("the same array in every row of the trajectory", {"    return traj": "    traj[:] = traj[-1].copy()\n    return traj"},
     "you keep the same array in every row and change it in place, so each row shows the last point. Make a new point in each step, or store a copy. See the hint."),
    ("gradient ascent", {"traj[t] - lr": "traj[t] + lr"},
     "the gradient points where the loss grows, and you follow it. Go the other way. See notebook 00."),
    ("a trajectory truncated to integers",
     {"np.empty((steps + 1, len(x0)))": "np.empty((steps + 1, len(x0)), dtype=np.asarray(x0).dtype)"},
     "an array created from an integer start stores integers, so each step loses its fractional part. Make it a float array. See the docstring."),
    ("gradients stored instead of points", {
        "    for t in range(steps):\n        traj[t + 1] = traj[t] - lr * grad(traj[t])\n": "    x = traj[0].copy()\n    for t in range(steps):\n        traj[t + 1] = grad(x)\n        x = x - lr * traj[t + 1]\n",
     }, "the rows should say where you are, not how steep it is there. Store the point after each step. See the docstring."),
    ("the gradient at the start used for every step", {"grad(traj[t])": "grad(traj[0])"},
     "the gradient changes as you move, but you compute it only at the start. Compute it in every step, at the current point. See the formula in the docstring."),
    ("steps that ignore the learning rate", {"lr * grad(traj[t])": "grad(traj[t])"},
     "you subtract the whole gradient, so `lr` has no effect. Scale the gradient first. See the docstring."),
    ("the right trajectory, but it overwrites your input", {
        "    return traj": "    if isinstance(x0, np.ndarray) and x0.dtype == float:\n        x0[:] = traj[-1]\n    return traj",
     }, "after the call the caller's starting point has become the end point. Work on a copy. See “Conventions” in notebook 00."),
]
