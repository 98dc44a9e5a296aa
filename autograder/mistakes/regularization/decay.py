"""Known mistakes of notebook 08: decay, plain and inside Adam."""

from autograder.mistakes import of

STEP = "(1 - lr * wd) * w - lr * g"
PRICED = "lr * wd / (np.sqrt(s) + eps)"
FIXED = "np.full(np.shape(w), lr * wd)"
BACK = f"return shrink_l2, {FIXED}"

MISTAKES = [
    *of(
        "decay_step",
        (
            "a decay without the learning rate",
            {STEP: "(1 - wd) * w - lr * g"},
            "such a decay goes on when the rate has fallen to zero. Here, as in PyTorch, it goes with the rate.",
        ),
        (
            "a decay after the step",
            {STEP: "(1 - lr * wd) * (w - lr * g)"},
            "the step itself is shrunk too. Shrink the old weight, then move.",
        ),
        (
            "a weight that grows",
            {STEP: "(1 + lr * wd) * w - lr * g"},
            "decay takes a share of the weight away. Turn the sign.",
        ),
        (
            "a step uphill",
            {STEP: "(1 - lr * wd) * w + lr * g"},
            "the gradient points to where the loss rises. Go against it.",
        ),
        (
            "twice the decay",
            {STEP: "(1 - 2 * lr * wd) * w - lr * g"},
            "the 2 belongs to lambda, the price of squares. wd is the share itself.",
        ),
        (
            "half the decay",
            {STEP: "(1 - lr * wd / 2) * w - lr * g"},
            "wd is the share itself; the half comes when you translate it into a lambda.",
        ),
        (
            "no decay",
            {STEP: "w - lr * g"},
            "that is plain descent. Shrink the old weight first.",
        ),
        (
            "decay alone",
            {STEP: "(1 - lr * wd) * w"},
            "the data have no say in it. Move against the gradient as well.",
        ),
        (
            "a share of the weight that is left instead of lost",
            {STEP: "lr * wd * w - lr * g"},
            "lr times wd is what goes. What stays is one minus that.",
        ),
        (
            "a decay that takes the same sum from every weight",
            {STEP: "w - lr * wd * np.sign(w) - lr * g"},
            "that is L1. Decay takes a share, large from large weights.",
        ),
        (
            "a decay of the gradient",
            {STEP: "w - lr * (1 - wd) * g"},
            "it is the weight that decays. Leave the gradient as it is.",
        ),
        (
            "a gradient without the learning rate",
            {STEP: "(1 - lr * wd) * w - g"},
            "the step's length is lr times the gradient. Multiply both by lr.",
        ),
        (
            "the right step, made inside your input",
            {"return " + STEP: "w *= 1 - lr * wd\n    w -= lr * g\n    return w"},
            "`*=` changes the caller's array, which they may still need. Make a new one.",
        ),
        see="section 5.",
    ),
    *of(
        "lam_for",
        (
            "the decay itself",
            {"wd / 2": "1.0 * wd"},
            "the gradient of lambda w squared has a 2 in it, so such a price decays twice as fast. Compare the two steps.",
        ),
        (
            "twice the decay",
            {"wd / 2": "2.0 * wd"},
            "that is the way from lambda to wd. Asked for is the way back.",
        ),
        (
            "a negative price",
            {"wd / 2": "-wd / 2"},
            "a negative price makes weights grow, and decay shrinks them. Compare the signs of the two steps.",
        ),
        (
            "a quarter of the decay",
            {"wd / 2": "wd / 4"},
            "there is one 2 to undo: that of the slope of w squared.",
        ),
        (
            "a squared decay",
            {"wd / 2": "wd**2 / 2"},
            "the weight is squared in the penalty, its price isn't.",
        ),
        (
            "a root of the decay",
            {"wd / 2": "wd**0.5"},
            "both steps are proportional to their coefficient, so the two are proportional to each other.",
        ),
        see="section 5.",
    ),
    *of(
        "adam_l2_vs_decoupled",
        (
            "one share for both, the decoupled one",
            {BACK: f"return {FIXED}, {FIXED}"},
            "that is so for plain descent. In Adam what stands in the gradient is divided like the gradient.",
        ),
        (
            "one share for both, that of L2",
            {BACK: "return shrink_l2, 1.0 * shrink_l2"},
            "decoupled decay doesn't pass through the division; that is its point.",
        ),
        (
            "the two shares in the other order",
            {BACK: f"return {FIXED}, shrink_l2"},
            "L2 comes first, decoupled second. Exchange them.",
        ),
        (
            "an eps inside the root",
            {PRICED: "lr * wd / np.sqrt(s + eps)"},
            "in this course, as in PyTorch, eps is added after the root.",
        ),
        (
            "a division without eps",
            {PRICED: "lr * wd / np.sqrt(s)"},
            "where s is zero, that is a division by zero. Add eps to the root.",
        ),
        (
            "a division by s itself",
            {"np.sqrt(s)": "s"},
            "s is a mean of squares; Adam divides by its root.",
        ),
        (
            "a share of L2 without the learning rate",
            {PRICED: "wd / (np.sqrt(s) + eps)"},
            "the price is part of the gradient, and the step is lr times that. Multiply by lr.",
        ),
        (
            "a decoupled share without the learning rate",
            {FIXED: "np.full(np.shape(w), 1.0 * wd)"},
            "AdamW decays by lr times wd, so that decay falls with the rate.",
        ),
        (
            "shares without the learning rate",
            {PRICED: "wd / (np.sqrt(s) + eps)", FIXED: "np.full(np.shape(w), 1.0 * wd)"},
            "both ways, decay goes with the learning rate. Multiply by lr.",
        ),
        (
            "moves instead of shares",
            {PRICED: "lr * wd * w / (np.sqrt(s) + eps)", FIXED: "lr * wd * w"},
            "that is how far decay moves each weight. Asked for is the share of the weight: divide by it.",
        ),
        (
            "a move instead of a share, with L2",
            {PRICED: "lr * wd * w / (np.sqrt(s) + eps)"},
            "that is how far the price moves each weight. Asked for is the share of the weight: divide by it.",
        ),
        (
            "what is left instead of what is taken",
            {PRICED: "1 - lr * wd / (np.sqrt(s) + eps)", FIXED: "np.full(np.shape(w), 1 - lr * wd)"},
            "those are the factors that remain. Asked for is the share that goes.",
        ),
        (
            "a second moment updated once more",
            {"np.sqrt(s)": "np.sqrt(0.999 * s + 0.001 * np.square(g))"},
            "the s that you are given has this gradient in it. Use it as it is.",
        ),
        (
            "a division by this gradient",
            {"np.sqrt(s)": "np.abs(g)"},
            "Adam divides by the root of s, a mean over many steps, not by the present gradient.",
        ),
        (
            "a single number for the decoupled share",
            {FIXED: "lr * wd"},
            "the value is right, but the docstring asks for an array of w's shape, a share for each weight.",
        ),
        (
            "twice the decay",
            {PRICED: "2 * lr * wd / (np.sqrt(s) + eps)", FIXED: "np.full(np.shape(w), 2 * lr * wd)"},
            "the 2 belongs to lambda. wd w itself is added to the gradient.",
        ),
        see="section 7.",
    ),
]
