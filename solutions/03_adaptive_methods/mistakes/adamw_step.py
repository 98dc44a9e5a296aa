"""Known mistakes of `adamw_step`."""

from ._shared import OWNER

SEE = "section 7."
MISTAKES = [
    ("Adam with the decay in the gradient", {"adam_step(w * (1 - lr * wd), g,": "adam_step(w, g + wd * w,"},
     "Adam then divides the pull by the root of s, so weights with large gradients hardly shrink. Apply it to w, outside of Adam."),
    ("AdamW whose decay ignores the learning rate", {"lr * ": ""},
     "the pull must shrink along with the steps when a schedule lowers lr. Multiply the decay by lr too."),
    ("AdamW with the decay after the step", {
        "return adam_step(w * (1 - lr * wd), g, state, lr, b1, b2, eps)": "w, state = adam_step(w, g, state, lr, b1, b2, eps)\n    return w * (1 - lr * wd), state",
     }, "some books do it so, and then the step itself shrinks too. Here, as in PyTorch, w shrinks first."),
    ("AdamW that makes the weights grow", {"- ": "+ "}, "the sign of the decay is wrong. A decay pulls toward zero."),
    ("Adam without decay", {"adam_step(w * (1 - lr * wd),": "adam_step(w,"},
     "wd is taken and never used. Shrink w before the step."),
    ("AdamW that decays twice", {"wd), g,": "wd), g + wd * w,"},
     "you shrink w and also put the decay into the gradient. Leave g as it is."),
    ("AdamW with twice the decay", {"- ": "- 2 * "},
     "the 2 belongs to a penalty on the square of w; wd is the coefficient itself. Leave the 2 out."),
    ("AdamW that keeps only the decay of w", {"(1 - lr ": "(lr "},
     "you multiply by the share that goes, not by the one that stays. Almost all of w stays."),
    ("the right step, with the decay taken inside your input",
     {"return adam_step(w * (1 - lr * wd),": "w *= 1 - lr * wd\n    return adam_step(w,"},
     OWNER),
]
