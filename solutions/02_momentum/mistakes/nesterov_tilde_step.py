"""Known mistakes of `nesterov_tilde_step`."""

from ._shared import NEW, ONLY, OWNER, STALE, SWAPPED, UPHILL

TILDE = "return xt - rho * v + (1 + rho) * v_next, v_next"

SEE = "section 4, the line with the brace."
MISTAKES = [
    ("a step that keeps the old look-ahead", {"xt - rho * v": "xt"},
     "xt already contains the look-ahead along the old velocity. Subtract it before you add the new one."),
    ("a step that subtracts v instead of rho v", {"xt - rho * v": "xt - v"},
     "only the fraction rho of v was added to make xt. Subtract exactly that."),
    ("a step that adds the old look-ahead again", {"xt - rho * v": "xt + rho * v"},
     "the sign is wrong: x lies behind xt, not ahead of it. Subtract the old look-ahead."),
    ("a step with the two velocities swapped", {TILDE: "return xt - rho * v_next + (1 + rho) * v, v_next"},
     "the look-ahead to subtract is the old one, the step to add is the new one. Swap them."),
    ("a step along the old velocity", {TILDE: "return xt - rho * v + (1 + rho) * v, v_next"},
     "the new gradient then has no effect on this step. The step and the new look-ahead use the new velocity."),
    ("a step that returns x instead of xt", {TILDE: "return xt - rho * v + v_next, v_next"},
     "that is where the ball is, but the caller keeps the look-ahead point. Add the new look-ahead."),
    ("a look-ahead as long as the velocity", {TILDE: "return xt - rho * v + 2 * v_next, v_next"},
     "the look-ahead goes only as far as the velocity will still be there after friction. Take the fraction rho of it."),
    ("a step that only changes the look-ahead", {TILDE: "return xt - rho * v + rho * v_next, v_next"},
     "you replace the old look-ahead by the new one, but the ball itself never moves. Add its step too."),
    ("plain momentum", {TILDE: "return xt + v_next, v_next"},
     "you move the look-ahead point as if it were the ball. Subtract the old look-ahead, take the step, then add the new look-ahead."),
    ("a step without friction", {NEW: "v_next = v - lr * g\n"},
     "the velocity itself follows plain momentum, friction included. Keep the fraction rho of v."),
    ("a push uphill", {"- lr * g": "+ lr * g"}, UPHILL),
    ("a push scaled by 1 - rho", {"- lr * g": "- (1 - rho) * lr * g"},
     "the push counts in full here, as in plain momentum. Scale it by the learning rate only."),
    ("a step that returns only the point", {TILDE: TILDE.removesuffix(", v_next")}, ONLY),
    ("a step that returns the old velocity", {TILDE: TILDE.removesuffix("_next")}, STALE),
    ("a step that returns the velocity first", {TILDE: "return v_next, xt - rho * v + (1 + rho) * v_next"}, SWAPPED),
    ("the right step, but it overwrites your xt",
     {TILDE: "xt -= rho * v\n    xt += (1 + rho) * v_next\n    return xt, v_next"},
     OWNER),
]
