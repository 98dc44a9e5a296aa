"""Known mistakes of notebook 02: one step of momentum, and of Nesterov in both forms."""

from autograder.mistakes import of

NEW = "v_next = rho * v - lr * g\n"
BALL = "return x + v_next, v_next"
ASK = "v_next = rho * v - lr * grad(x + rho * v)"
TILDE = "return xt - rho * v + (1 + rho) * v_next, v_next"

UPHILL = "the gradient points where the loss grows, and you push along it. Push the other way."
OWNER = "`+=`, `-=` and `*=` change the caller's arrays, which they may still need. Make new ones."
ONLY = "the next step starts from the new velocity, and the caller has nothing to hand on. Return both."
STALE = (
    "the point is right and the ball never gets faster, for you return the velocity you were given. Return the new one."
)
SWAPPED = "the caller takes the velocity for the point. Return the point first, then the velocity."

MISTAKES = [
    *of(
        "momentum_step",
        (
            "a step with the old velocity",
            {BALL: "return x + v, v_next"},
            "x moves by the velocity from before the push, so it is always one step behind. "
            "Make the new velocity first, then move by it.",
        ),
        ("a push uphill", {"- lr * g": "+ lr * g"}, UPHILL),
        (
            "momentum with an averaged gradient",
            {"- lr * g": "- (1 - rho) * lr * g"},
            "some courses average, and their learning rate means less for it. Here the push counts in full.",
        ),
        (
            "momentum that averages and keeps the rate outside",
            {NEW: "v_next = rho * v + (1 - rho) * g\n", BALL: "return x - lr * v_next, v_next"},
            "that is the third form of the table in section 5. In ours, v itself is the next step.",
        ),
        (
            "PyTorch's convention",
            {NEW: "v_next = rho * v + g\n", BALL: "return x - lr * v_next, v_next"},
            "their buffer is a sum of gradients and the rate comes later. In ours the rate is inside v, "
            "and x moves by v itself.",
        ),
        (
            "PyTorch's convention with the sign in the buffer",
            {NEW: "v_next = rho * v - g\n", BALL: "return x + lr * v_next, v_next"},
            "the rate is applied to the whole velocity, old parts too. Here it scales only the new push.",
        ),
        (
            "momentum with its velocity mirrored",
            {NEW: "v_next = rho * v + lr * g\n", BALL: "return x - v_next, v_next"},
            "the path is right, but your v points uphill. Ours is the step itself, sign included.",
        ),
        ("a step that returns only x", {BALL: "return x + v_next"}, ONLY),
        ("a step that returns the old velocity", {BALL: "return x + v_next, v"}, STALE),
        ("a step that returns velocity first", {BALL: "return v_next, x + v_next"}, SWAPPED),
        (
            "momentum without friction",
            {"rho * v": "v"},
            "nothing of the old velocity is lost, so the ball swings for ever. Keep only the share rho of it.",
        ),
        (
            "momentum with friction on the push as well",
            {NEW: "v_next = rho * (v - lr * g)\n"},
            "the new push is shrunk before it has moved anything. Friction acts on the old velocity only.",
        ),
        (
            "a step that forgets the old velocity",
            {"rho * v - lr": "-lr"},
            "that is plain descent, with nothing remembered. Let the share rho of v survive.",
        ),
        (
            "the learning rate left out",
            {"lr * g": "g"},
            "the push is then as long as the gradient. Scale it by the learning rate.",
        ),
        (
            "Nesterov's step in the look-ahead variable",
            {BALL: "return x + rho * v_next - lr * g, v_next"},
            "that comes in section 4. Plain momentum moves by the new velocity and nothing else.",
        ),
        (
            "the right step, taken inside your input x",
            {BALL: "x += v_next\n    return x, v_next"},
            OWNER,
        ),
        (
            "the right velocity, made inside your input v",
            {NEW: "v *= rho\n    v -= lr * g\n    v_next = v\n"},
            OWNER,
        ),
        (
            "the right step, taken inside both inputs",
            {NEW: "v *= rho\n    v -= lr * g\n    x += v\n", BALL: "return x, v"},
            OWNER,
        ),
        see="section 2.",
    ),
    *of(
        "nesterov_lookahead_step",
        (
            "plain momentum, with the gradient at x",
            {"grad(x + rho * v)": "grad(x)"},
            "Nesterov's whole idea is to ask where the old velocity is about to carry the ball. Ask there.",
        ),
        (
            "a look behind",
            {"grad(x + rho * v)": "grad(x - rho * v)"},
            "you ask where the ball has been. It is about to move along the velocity, so look that way.",
        ),
        (
            "a look too far ahead",
            {"grad(x + rho * v)": "grad(x + v)"},
            "friction comes first, so only the share rho of v carries the ball there. Look that far.",
        ),
        (
            "a look ahead with the new velocity",
            {ASK: "v_next = rho * v - lr * grad(x + rho * v - lr * grad(x))"},
            "that asks for the gradient twice, which costs two passes. The old velocity alone says where to look.",
        ),
        (
            "a step that also starts from the look-ahead point",
            {BALL: "return x + rho * v + v_next, v_next"},
            "the new velocity contains the old one already, so you count it twice. Look from there, but start from x.",
        ),
        (
            "a step with the old velocity",
            {BALL: "return x + v, v_next"},
            "the look ahead then never reaches the point. Move by the new velocity.",
        ),
        (
            "a step in the look-ahead variable",
            {BALL: "return x + (1 + rho) * v_next, v_next"},
            "that mixes the two forms: asked for here is the ball itself. Move by the new velocity once.",
        ),
        ("a push uphill", {"- lr * grad": "+ lr * grad"}, UPHILL),
        (
            "a step without friction",
            {ASK: "v_next = v - lr * grad(x + rho * v)"},
            "the share rho belongs in the velocity as well as in the look ahead. Keep only that share of v.",
        ),
        (
            "a velocity that forgets",
            {ASK: "v_next = -lr * grad(x + rho * v)"},
            "you look ahead and then drop the old velocity. Let the share rho of it survive.",
        ),
        (
            "a push that is averaged",
            {"- lr * grad": "- (1 - rho) * lr * grad"},
            "the push counts in full here, as in plain momentum. Scale it by the learning rate only.",
        ),
        ("a step that returns only x", {BALL: "return x + v_next"}, ONLY),
        ("a step that returns the old velocity", {BALL: "return x + v_next, v"}, STALE),
        ("a step that returns velocity first", {BALL: "return v_next, x + v_next"}, SWAPPED),
        ("the right step, taken inside your input x", {BALL: "x += v_next\n    return x, v_next"}, OWNER),
        (
            "the right velocity, made inside your input v",
            {ASK: "ahead = x + rho * v\n    v *= rho\n    v -= lr * grad(ahead)\n    v_next = v"},
            OWNER,
        ),
        see="section 4.",
    ),
    *of(
        "nesterov_tilde_step",
        (
            "a step that keeps the old look ahead",
            {"xt - rho * v": "xt"},
            "xt already contains a look ahead along the old velocity. Take it back before you add the new one.",
        ),
        (
            "a step that takes back a whole velocity",
            {"xt - rho * v": "xt - v"},
            "only the share rho of v was added to make xt. Take back that share.",
        ),
        (
            "a step that adds the old look ahead again",
            {"xt - rho * v": "xt + rho * v"},
            "the sign is wrong: x lies behind xt, not before it. Take the old look ahead back.",
        ),
        (
            "a step with the two velocities swapped",
            {TILDE: "return xt - rho * v_next + (1 + rho) * v, v_next"},
            "the look ahead to take back is the old one, the step to add is new. Swap them.",
        ),
        (
            "a step along the old velocity",
            {TILDE: "return xt - rho * v + (1 + rho) * v, v_next"},
            "the gradient then never reaches the point. The step and the new look ahead use the new velocity.",
        ),
        (
            "a step that returns x",
            {TILDE: "return xt - rho * v + v_next, v_next"},
            "that is where the ball is, but the caller keeps the look-ahead point. Add the new look ahead.",
        ),
        (
            "a step that only changes the look ahead",
            {TILDE: "return xt - rho * v + rho * v_next, v_next"},
            "you exchange the old look ahead for the new one, and the ball itself never moves. Add its step too.",
        ),
        (
            "plain momentum",
            {TILDE: "return xt + v_next, v_next"},
            "it moves the look-ahead point as if that were the ball. Take back, step, look ahead.",
        ),
        (
            "a step without friction",
            {NEW: "v_next = v - lr * g\n"},
            "the velocity itself follows plain momentum, friction included. Keep the share rho of v.",
        ),
        ("a push uphill", {"- lr * g": "+ lr * g"}, UPHILL),
        (
            "a push that is averaged",
            {"- lr * g": "- (1 - rho) * lr * g"},
            "the push counts in full here, as in plain momentum. Scale it by the learning rate only.",
        ),
        ("a step that returns only the point", {TILDE: TILDE.removesuffix(", v_next")}, ONLY),
        ("a step that returns the old velocity", {TILDE: TILDE.removesuffix("_next")}, STALE),
        (
            "a step that returns velocity first",
            {TILDE: "return v_next, xt - rho * v + (1 + rho) * v_next"},
            SWAPPED,
        ),
        (
            "the right step, taken inside your input xt",
            {TILDE: "xt -= rho * v\n    xt += (1 + rho) * v_next\n    return xt, v_next"},
            OWNER,
        ),
        see="section 4, the line with the brace.",
    ),
]
