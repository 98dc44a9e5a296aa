"""Known mistakes of `tilde_to_x`."""

SEE = "section 4."
MISTAKES = [
    ("a look ahead added once more", {"xt - rho": "xt + rho"},
     "x lies behind the look-ahead point, and you go further ahead. Solve the definition for x."),
    ("a whole velocity taken back", {"rho * v": "v"}, "only the share rho of v was added. Take back that share."),
    ("one plus rho velocities taken back", {"rho * v": "(1 + rho) * v"},
     "that undoes the step as well, and you land where the ball was before. Undo the look ahead only."),
    ("the share that friction takes, taken back", {"rho * v": "(1 - rho) * v"},
     "what was added is the share that survives. Take that one."),
    ("a velocity divided by rho", {"rho * v": "v / rho"}, "xt was made by multiplying v by rho. Take just that away."),
    ("the look-ahead point as it is", {"return xt - rho * v": "return 1.0 * xt"},
     "it differs from x as long as the ball moves. Solve the definition for x."),
    ("the right point, made inside your input", {"return xt - rho * v": "xt -= rho * v\n    return xt"},
     "`-=` changes the caller's array, which they may still need. Make a new one."),
]
