"""Known mistakes of `momentum_step`."""

from ._shared import BALL, NEW, ONLY, OWNER, STALE, SWAPPED, UPHILL

SEE = "section 2."
MISTAKES = [
    ("a step with the old velocity", {BALL: "return x + v, v_next"},
     "x moves by the velocity from before the push, so it is always one step behind. Make the new velocity first, then move by it."),
    ("a push uphill", {"- lr * g": "+ lr * g"}, UPHILL),
    ("momentum with the push scaled by 1 - rho", {"- lr * g": "- (1 - rho) * lr * g"},
     "some courses average, so the same learning rate makes smaller steps there. Here the push counts in full."),
    ("momentum as a running average of gradients",
     {NEW: "v_next = rho * v + (1 - rho) * g\n", BALL: "return x - lr * v_next, v_next"},
     "that is the third form in the table of section 5. In ours, v itself is the next step."),
    ("PyTorch's convention", {NEW: "v_next = rho * v + g\n", BALL: "return x - lr * v_next, v_next"},
     "PyTorch's buffer is a sum of gradients, and the learning rate comes later. In ours lr is inside v, and x moves by v itself."),
    ("PyTorch's convention with the sign in the buffer",
     {NEW: "v_next = rho * v - g\n", BALL: "return x + lr * v_next, v_next"},
     "the learning rate multiplies the whole velocity, old parts too. Here it scales only the new push."),
    ("momentum with the sign of the velocity reversed", {NEW: "v_next = rho * v + lr * g\n", BALL: "return x - v_next, v_next"},
     "the path is right, but your v points uphill. Ours is the step itself, sign included."),
    ("a step that returns only x", {BALL: "return x + v_next"}, ONLY),
    ("a step that returns the old velocity", {BALL: "return x + v_next, v"}, STALE),
    ("a step that returns the velocity first", {BALL: "return v_next, x + v_next"}, SWAPPED),
    ("momentum without friction", {"rho * v": "v"},
     "nothing of the old velocity is lost, so the ball swings forever. Keep only the fraction rho of it."),
    ("momentum with friction on the push as well", {NEW: "v_next = rho * (v - lr * g)\n"},
     "the new push is shrunk before it has moved anything. Friction acts on the old velocity only."),
    ("a step that forgets the old velocity", {"rho * v - lr": "-lr"},
     "that is plain descent, with nothing remembered. Keep the fraction rho of v."),
    ("a push without the learning rate", {"lr * g": "g"},
     "the push is then as long as the gradient. Scale it by the learning rate."),
    ("Nesterov's step in the look-ahead variable", {BALL: "return x + rho * v_next - lr * g, v_next"},
     "that comes in section 4. Plain momentum moves by the new velocity and nothing else."),
    ("the right step, but it overwrites your x", {BALL: "x += v_next\n    return x, v_next"}, OWNER),
    ("the right step, but it overwrites your v", {NEW: "v *= rho\n    v -= lr * g\n    v_next = v\n"}, OWNER),
    ("the right step, but it overwrites your x and v", {NEW: "v *= rho\n    v -= lr * g\n    x += v\n", BALL: "return x, v"},
     OWNER),
]
