"""Known mistakes of `rmsprop_step`."""

from ._shared import ABS, DICT, FIXED, INSIDE, LOST, NO_EPS, NO_ROOT, OWNER, UPHILL

SEE = "section 3."
MISTAKES = [
    ("RMSProp with rho and 1 - rho swapped",
     {'rho * state.get("s", 0.0) + (1 - rho) ': '(1 - rho) * state.get("s", 0.0) + rho '},
     "at rho = 0.99 it then forgets almost everything at once. The old average gets the large weight."),
    ("RMSProp without 1 - rho", {"(1 - rho) * g**2": "g**2"},
     "the weights of old and new must add up to one, or s grows to many times the squared gradient. Give the new square its weight too."),
    ("RMSProp that divides by the average from before this step",
     {"lr * g / (np.sqrt(s) + eps)": 'lr * g / (np.sqrt(state.get("s", 0.0)) + eps)'},
     "the first step then divides by eps alone and is enormous. Update s first, then divide."),
    ("RMSProp with eps inside the root", {"(np.sqrt(s) + eps)": "np.sqrt(s + eps)"}, INSIDE),
    ("RMSProp with a fixed eps", [{"+ eps)": "+ 1e-8)"}, {"+ eps)": "+ 1e-7)"}], FIXED),
    ("RMSProp that stores the root of s", {'{"s": s}': '{"s": np.sqrt(s)}'},
     "the next step then averages a root with squares. Store s itself, and take the root in the step only."),
    ("RMSProp with one average for all weights", [{"g**2\n": "np.mean(g**2)\n"}, {"g**2\n": "np.full_like(g, np.mean(g**2))\n"}],
     "then all weights share one learning rate, and a weight with small gradients hardly moves. Average each element's own squares."),
    ("RMSProp without eps", {"(np.sqrt(s) + eps)": "np.sqrt(s)"}, NO_EPS),
    ("RMSProp without the root", {"np.sqrt(s)": "s"}, NO_ROOT),
    ("RMSProp with the gradient's size instead of its square", {"g**2": "np.abs(g)"}, ABS),
    ("AdaGrad", {'rho * state.get("s", 0.0) + (1 - rho) * ': 'state.get("s", 0.0) + '},
     "your sum only ever grows. Reduce the old value by a fraction before you add the new one."),
    ("RMSProp without memory", {'s = rho * state.get("s", 0.0) + (1 - rho) * g**2': "s = (1 - rho) * g**2"}, LOST),
    ("RMSProp that starts from the first square", {'state.get("s", 0.0)': 'state.get("s", g**2)'},
     "other books do that, but here `{}` means zeros. Start from zero."),
    ("a step uphill", {"w - lr": "w + lr"}, UPHILL),
    ("the right step, but it overwrites your input",
     {"return w - lr * g / (np.sqrt(s) + eps),": "w -= lr * g / (np.sqrt(s) + eps)\n    return w,"},
     OWNER),
    ("the right step, but it changes the caller's state", {'{"s": s}': 'state.update({"s": s}) or state'}, DICT),
]
