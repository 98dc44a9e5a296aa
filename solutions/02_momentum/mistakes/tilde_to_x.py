"""Known mistakes of `tilde_to_x`."""

SEE = "section 4."
MISTAKES = [
    ("a second look-ahead added", {"xt - rho": "xt + rho"},
     "x lies behind the look-ahead point, and you go further ahead. Solve the definition for x."),
    ("v subtracted instead of rho v", {"rho * v": "v"}, "only the fraction rho of v was added. Subtract exactly that."),
    ("(1 + rho) v subtracted instead of rho v", {"rho * v": "(1 + rho) * v"},
     "that undoes the step as well, and you land where the ball was before. Undo only the look-ahead."),
    ("(1 - rho) v subtracted instead of rho v", {"rho * v": "(1 - rho) * v"},
     "what was added is the fraction of v that survives friction. Subtract that one."),
    ("v / rho subtracted instead of rho v", {"rho * v": "v / rho"}, "to make xt, v was multiplied by rho. Subtract exactly what was added."),
    ("the look-ahead point returned unchanged", {"return xt - rho * v": "return 1.0 * xt"},
     "it differs from x as long as the ball moves. Solve the definition for x."),
    ("a rho of 0 replaced by the default", {"return": "rho = rho or 0.9\n    return"},
     "0 is a rho like any other: nothing was added, so nothing is taken back. Python takes it for false, so don't test it that way."),
    ("the right point, but it overwrites your input", {"return xt - rho * v": "xt -= rho * v\n    return xt"},
     "`-=` changes the caller's array, which they may still need. Make a new one."),
]
