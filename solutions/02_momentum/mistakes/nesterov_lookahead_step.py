"""Known mistakes of `nesterov_lookahead_step`."""

from ._shared import BALL, ONLY, OWNER, STALE, SWAPPED, UPHILL

ASK = "v_next = rho * v - lr * grad(x + rho * v)"

SEE = "section 4."
MISTAKES = [
    ("plain momentum, with the gradient at x", {"grad(x + rho * v)": "grad(x)"},
     "Nesterov's whole idea is to ask where the old velocity is about to carry the ball. Ask there."),
    ("a look behind", {"grad(x + rho * v)": "grad(x - rho * v)"},
     "you ask where the ball has been. It is about to move along the velocity, so look that way."),
    ("a look too far ahead", {"grad(x + rho * v)": "grad(x + v)"},
     "friction comes first, so only the share rho of v carries the ball there. Look that far."),
    ("a look ahead with the new velocity", {ASK: "v_next = rho * v - lr * grad(x + rho * v - lr * grad(x))"},
     "that asks for the gradient twice, which costs two passes. The old velocity alone says where to look."),
    ("a step that also starts from the look-ahead point", {BALL: "return x + rho * v + v_next, v_next"},
     "the new velocity contains the old one already, so you count it twice. Look from there, but start from x."),
    ("a step with the old velocity", {BALL: "return x + v, v_next"},
     "the look ahead then never reaches the point. Move by the new velocity."),
    ("a step in the look-ahead variable", {BALL: "return x + (1 + rho) * v_next, v_next"},
     "that mixes the two forms: asked for here is the ball itself. Move by the new velocity once."),
    ("a push uphill", {"- lr * grad": "+ lr * grad"}, UPHILL),
    ("a step without friction", {ASK: "v_next = v - lr * grad(x + rho * v)"},
     "the share rho belongs in the velocity as well as in the look ahead. Keep only that share of v."),
    ("a velocity that forgets", {ASK: "v_next = -lr * grad(x + rho * v)"},
     "you look ahead and then drop the old velocity. Let the share rho of it survive."),
    ("a push that is averaged", {"- lr * grad": "- (1 - rho) * lr * grad"},
     "the push counts in full here, as in plain momentum. Scale it by the learning rate only."),
    ("a step that returns only x", {BALL: "return x + v_next"}, ONLY),
    ("a step that returns the old velocity", {BALL: "return x + v_next, v"}, STALE),
    ("a step that returns velocity first", {BALL: "return v_next, x + v_next"}, SWAPPED),
    ("the right step, taken inside your input x", {BALL: "x += v_next\n    return x, v_next"}, OWNER),
    ("the right velocity, made inside your input v",
     {ASK: "ahead = x + rho * v\n    v *= rho\n    v -= lr * grad(ahead)\n    v_next = v"},
     OWNER),
]
