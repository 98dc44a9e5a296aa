"""Known mistakes of `adamw_step`."""

from ._shared import OWNER

SEE = "section 7."
MISTAKES = [
    ("Adam with the decay in the gradient", {"adam_step(w * (1 - lr * wd), g,": "adam_step(w, g + wd * w,"},
     "Adam then divides the decay by the root of s, so weights with large gradients hardly shrink. Apply it to w, outside of Adam."),
    ("AdamW whose decay ignores the learning rate", {"lr * ": ""},
     "when a schedule lowers lr, the decay must shrink along with the steps. Multiply it by lr too."),
    ("AdamW with the decay after the step", {
        "return adam_step(w * (1 - lr * wd), g, state, lr, b1, b2, eps)": "w, state = adam_step(w, g, state, lr, b1, b2, eps)\n    return w * (1 - lr * wd), state",
     }, "some books do that, but then the step itself is shrunk too. Here, as in PyTorch, w shrinks first."),
    ("AdamW with the decay divided by the root of s", {
        "return adam_step(w * (1 - lr * wd), g, state, lr, b1, b2, eps)": "w_next, new = adam_step(w, g, state, lr, b1, b2, eps)\n    return w_next - lr * wd * w / (np.sqrt(new[\"s\"] / (1 - b2 ** new[\"t\"])) + eps), new",
     }, "weights with large gradients then hardly shrink. Take the decay out of the fraction."),
    ("AdamW without bias correction", {
        "return adam_step(w * (1 - lr * wd), g, state, lr, b1, b2, eps)": "new = adam_step(w, g, state, lr, b1, b2, eps)[1]\n    return w * (1 - lr * wd) - lr * new[\"m\"] / (np.sqrt(new[\"s\"]) + eps), new",
     }, "the step should be Adam's, correction included. Call the adam_step that you have."),
    ("AdamW that ignores b1, b2 and eps", {", b1, b2, eps)": ")"},
     "they are accepted but not passed on, so adam_step falls back on its defaults. Pass all three."),
    ("AdamW with the betas swapped", {"lr, b1, b2": "lr, b2, b1"},
     "adam_step takes b1 first. Pass them in the order of its definition."),
    ("AdamW with the wrong sign of the decay", {"- ": "+ "}, "your weights grow. Weight decay pulls them toward zero."),
    ("Adam without decay", {"adam_step(w * (1 - lr * wd),": "adam_step(w,"},
     "wd is accepted but never used. Shrink w before the step."),
    ("AdamW that decays twice", {"wd), g,": "wd), g + wd * w,"},
     "you shrink w and also put the decay into the gradient. Leave g as it is."),
    ("AdamW with twice the decay", {"- ": "- 2 * "},
     "the 2 comes from differentiating a squared penalty; wd multiplies w directly. Leave the 2 out."),
    ("AdamW that multiplies w by lr times wd", {"(1 - lr ": "(lr "},
     "you multiply by the fraction of w that goes, not by the fraction that stays. Almost all of w should stay."),
    ("the right step, but it overwrites your input",
     {"return adam_step(w * (1 - lr * wd),": "w *= 1 - lr * wd\n    return adam_step(w,"},
     OWNER),
]
