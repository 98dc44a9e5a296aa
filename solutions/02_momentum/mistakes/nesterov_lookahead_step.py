"""Known mistakes of `nesterov_lookahead_step`."""

from ._shared import BALL, ONLY, OWNER, STALE, SWAPPED, UPHILL

ASK = "v_next = rho * v - lr * grad(x + rho * v)"

SEE = "section 4."
MISTAKES = [
    ("plain momentum, with the gradient at x", {"grad(x + rho * v)": "grad(x)"},
     "Nesterov's idea is to take the gradient where the old velocity is about to carry the ball. Evaluate it there."),
    ("a look-ahead in the wrong direction", {"grad(x + rho * v)": "grad(x - rho * v)"},
     "you take the gradient behind the ball. It is about to move along the velocity, so look that way."),
    ("a look-ahead by v instead of rho v", {"grad(x + rho * v)": "grad(x + v)"},
     "after friction only the fraction rho of v carries the ball on. Look exactly that far ahead."),
    ("a look-ahead with the new velocity", {ASK: "v_next = rho * v - lr * grad(x + rho * v - lr * grad(x))"},
     "that computes the gradient twice, which costs two passes. The old velocity alone says where to look."),
    ("a step that also starts from the look-ahead point", {BALL: "return x + rho * v + v_next, v_next"},
     "the new velocity contains the old one already, so you count it twice. Take the gradient there, but start the step from x."),
    ("a step with the old velocity", {BALL: "return x + v, v_next"},
     "the new gradient then has no effect on this step. Move by the new velocity."),
    ("a step in the look-ahead variable", {BALL: "return x + (1 + rho) * v_next, v_next"},
     "that mixes the two forms: here x is the ball itself. Move by the new velocity once."),
    ("the right step, but it computes the gradient twice", {BALL: "return x + rho * v - lr * grad(x + rho * v), v_next"},
     "every gradient is a full pass through a network. Compute it once and keep the result."),
    ("a push uphill", {"- lr * grad": "+ lr * grad"}, UPHILL),
    ("a step without friction", {ASK: "v_next = v - lr * grad(x + rho * v)"},
     "the factor rho belongs in the velocity as well as in the look-ahead. Keep only that fraction of v."),
    ("a velocity without the old velocity", {ASK: "v_next = -lr * grad(x + rho * v)"},
     "you look ahead and then drop the old velocity. Keep the fraction rho of it."),
    ("a push scaled by 1 - rho", {"- lr * grad": "- (1 - rho) * lr * grad"},
     "the push counts in full here, as in plain momentum. Scale it by the learning rate only."),
    ("a step that returns only x", {BALL: "return x + v_next"}, ONLY),
    ("a step that returns the old velocity", {BALL: "return x + v_next, v"}, STALE),
    ("a step that returns the velocity first", {BALL: "return v_next, x + v_next"}, SWAPPED),
    ("the right step, but it overwrites your x", {BALL: "x += v_next\n    return x, v_next"}, OWNER),
    ("the right step, but it overwrites your v",
     {ASK: "ahead = x + rho * v\n    v *= rho\n    v -= lr * grad(ahead)\n    v_next = v"},
     OWNER),
]
