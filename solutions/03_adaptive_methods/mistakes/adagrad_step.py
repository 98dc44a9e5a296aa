"""Known mistakes of `adagrad_step`."""

from ._shared import ABS, DICT, FIXED, INSIDE, LOST, NO_EPS, NO_ROOT, OWNER, UPHILL

SEE = "section 2."
MISTAKES = [
    ("AdaGrad with eps inside the root", {"(np.sqrt(h) + eps)": "np.sqrt(h + eps)"}, INSIDE),
    ("AdaGrad with a fixed eps", [{"+ eps)": "+ 1e-8)"}, {"+ eps)": "+ 1e-7)"}], FIXED),
    ("AdaGrad without eps", {"(np.sqrt(h) + eps)": "np.sqrt(h)"}, NO_EPS),
    ("AdaGrad without the root", {"np.sqrt(h)": "h"}, NO_ROOT),
    ("a sum of gradients instead of squares", {"g**2\n": "g\n"},
     "gradients of both signs cancel and the sum may turn negative. Add up squares."),
    ("a sum of absolute gradients instead of squares", {"g**2\n": "np.abs(g)\n"}, ABS),
    ("AdaGrad that divides by the sum from before this step",
     {"lr * g / (np.sqrt(h) + eps)": 'lr * g / (np.sqrt(state.get("h", 0.0)) + eps)'},
     "the first step then divides by eps alone and is enormous. Add the new square first, then divide."),
    ("a running average instead of a sum", {'h = state.get("h", 0.0) + g**2': 'h = 0.9 * state.get("h", 0.0) + 0.1 * g**2'},
     "that is RMSProp, which comes next. AdaGrad adds up all squares and forgets none."),
    ("AdaGrad without memory", {'h = state.get("h", 0.0) + g**2': "h = g**2"}, LOST),
    ("one sum for all weights", {"0.0) + g**2": "np.zeros_like(w)) + np.sum(g**2)"},
     "then all weights share one learning rate, which is what AdaGrad is meant to avoid. Keep a sum for each element."),
    ("a step uphill", {"w - lr": "w + lr"}, UPHILL),
    ("the right step, but it overwrites your input",
     {"return w - lr * g / (np.sqrt(h) + eps),": "w -= lr * g / (np.sqrt(h) + eps)\n    return w,"},
     OWNER),
    ("the right step, but it changes the caller's state", {'{"h": h}': 'state.update({"h": h}) or state'}, DICT),
]
