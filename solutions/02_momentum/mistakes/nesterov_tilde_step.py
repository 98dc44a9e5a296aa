"""Known mistakes of `nesterov_tilde_step`."""

from ._shared import NEW, ONLY, OWNER, STALE, SWAPPED, UPHILL

TILDE = "return xt - rho * v + (1 + rho) * v_next, v_next"

SEE = "section 4, the line with the brace."
MISTAKES = [
    ("a step that keeps the old look ahead", {"xt - rho * v": "xt"},
     "xt already contains a look ahead along the old velocity. Take it back before you add the new one."),
    ("a step that takes back a whole velocity", {"xt - rho * v": "xt - v"},
     "only the share rho of v was added to make xt. Take back that share."),
    ("a step that adds the old look ahead again", {"xt - rho * v": "xt + rho * v"},
     "the sign is wrong: x lies behind xt, not before it. Take the old look ahead back."),
    ("a step with the two velocities swapped", {TILDE: "return xt - rho * v_next + (1 + rho) * v, v_next"},
     "the look ahead to take back is the old one, the step to add is new. Swap them."),
    ("a step along the old velocity", {TILDE: "return xt - rho * v + (1 + rho) * v, v_next"},
     "the gradient then never reaches the point. The step and the new look ahead use the new velocity."),
    ("a step that returns x", {TILDE: "return xt - rho * v + v_next, v_next"},
     "that is where the ball is, but the caller keeps the look-ahead point. Add the new look ahead."),
    ("a step that only changes the look ahead", {TILDE: "return xt - rho * v + rho * v_next, v_next"},
     "you exchange the old look ahead for the new one, and the ball itself never moves. Add its step too."),
    ("plain momentum", {TILDE: "return xt + v_next, v_next"},
     "it moves the look-ahead point as if that were the ball. Take back, step, look ahead."),
    ("a step without friction", {NEW: "v_next = v - lr * g\n"},
     "the velocity itself follows plain momentum, friction included. Keep the share rho of v."),
    ("a push uphill", {"- lr * g": "+ lr * g"}, UPHILL),
    ("a push that is averaged", {"- lr * g": "- (1 - rho) * lr * g"},
     "the push counts in full here, as in plain momentum. Scale it by the learning rate only."),
    ("a step that returns only the point", {TILDE: TILDE.removesuffix(", v_next")}, ONLY),
    ("a step that returns the old velocity", {TILDE: TILDE.removesuffix("_next")}, STALE),
    ("a step that returns velocity first", {TILDE: "return v_next, xt - rho * v + (1 + rho) * v_next"}, SWAPPED),
    ("the right step, taken inside your input xt",
     {TILDE: "xt -= rho * v\n    xt += (1 + rho) * v_next\n    return xt, v_next"},
     OWNER),
]
