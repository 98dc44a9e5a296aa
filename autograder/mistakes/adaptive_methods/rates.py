"""Known mistakes of notebook 03: AdaGrad and RMSProp."""

from autograder.mistakes import of
from autograder.mistakes.adaptive_methods.said import ABS, DICT, INSIDE, LOST, NO_EPS, NO_ROOT, OWNER, UPHILL

MISTAKES = [
    *of(
        "adagrad_step",
        ("AdaGrad with eps inside the root", {"(np.sqrt(h) + eps)": "np.sqrt(h + eps)"}, INSIDE),
        ("AdaGrad without eps", {"(np.sqrt(h) + eps)": "np.sqrt(h)"}, NO_EPS),
        ("AdaGrad without the root", {"np.sqrt(h)": "h"}, NO_ROOT),
        (
            "a sum of gradients instead of squares",
            {"g**2\n": "g\n"},
            "gradients of both signs cancel and the sum may turn negative. Add up squares.",
        ),
        ("a sum of absolute gradients instead of squares", {"g**2\n": "np.abs(g)\n"}, ABS),
        (
            "AdaGrad that divides by the sum from before this step",
            {"lr * g / (np.sqrt(h) + eps)": 'lr * g / (np.sqrt(state.get("h", 0.0)) + eps)'},
            "the first step then divides by eps alone and flies away. Add the new square first, then divide.",
        ),
        (
            "a sum that forgets",
            {'h = state.get("h", 0.0) + g**2': 'h = 0.9 * state.get("h", 0.0) + 0.1 * g**2'},
            "a running average is RMSProp, which comes next. AdaGrad adds and never lets go.",
        ),
        ("AdaGrad without memory", {'h = state.get("h", 0.0) + g**2': "h = g**2"}, LOST),
        (
            "one sum for all weights",
            {"0.0) + g**2": "np.zeros_like(w)) + np.sum(g**2)"},
            "then all weights share one rate again, and that was the problem. Keep a sum for each element.",
        ),
        ("a step uphill", {"w - lr": "w + lr"}, UPHILL),
        (
            "the right step, taken inside your input",
            {"return w - lr * g / (np.sqrt(h) + eps),": "w -= lr * g / (np.sqrt(h) + eps)\n    return w,"},
            OWNER,
        ),
        ("the right step, with the caller's state changed", {'{"h": h}': 'state.update({"h": h}) or state'}, DICT),
        see="section 2.",
    ),
    *of(
        "adagrad_lrs",
        (
            "a rate from the last gradient only",
            {"np.cumsum(gs**2, axis=0)": "gs**2"},
            "AdaGrad divides by everything so far, not by the newest square. Add up along time.",
        ),
        (
            "the step instead of the rate",
            {"return lr /": "return gs * lr /"},
            "you multiplied by the gradient too. Asked for is the factor in front of it.",
        ),
        (
            "a sum along the weights",
            {"axis=0": "axis=1"},
            "each row is one step, so you mix different weights. Add up along the other axis.",
        ),
        (
            "rates that come one step late",
            {"np.cumsum(gs**2, axis=0)": "(np.cumsum(gs**2, axis=0) - gs**2)"},
            "the gradient of a step counts in its own rate, and you leave it out. Include the current row.",
        ),
        (
            "a rate with eps inside the root",
            {"(np.sqrt(np.cumsum(gs**2, axis=0)) ": "np.sqrt(np.cumsum(gs**2, axis=0) "},
            INSIDE,
        ),
        (
            "a rate without eps",
            {"(np.sqrt(np.cumsum(gs**2, axis=0)) + eps)": "np.sqrt(np.cumsum(gs**2, axis=0))"},
            NO_EPS,
        ),
        ("a rate without the root", {"np.sqrt(np.cumsum(gs**2, axis=0))": "np.cumsum(gs**2, axis=0)"}, NO_ROOT),
        ("absolute gradients instead of squares", {"gs**2": "np.abs(gs)"}, ABS),
        see="section 2.",
    ),
    *of(
        "rmsprop_step",
        (
            "RMSProp with rho and 1 - rho swapped",
            {'rho * state.get("s", 0.0) + (1 - rho) ': '(1 - rho) * state.get("s", 0.0) + rho '},
            "at rho = 0.99 it then forgets almost everything at once. The old average gets the large share.",
        ),
        (
            "RMSProp without 1 - rho",
            {"(1 - rho) * g**2": "g**2"},
            "old and new shares must add up to one, "
            "or s grows to many times the squared gradient. Weigh the new square too.",
        ),
        (
            "RMSProp that divides by the average from before this step",
            {"lr * g / (np.sqrt(s) + eps)": 'lr * g / (np.sqrt(state.get("s", 0.0)) + eps)'},
            "the first step then divides by eps alone and flies away. Update s first, then divide.",
        ),
        ("RMSProp with eps inside the root", {"(np.sqrt(s) + eps)": "np.sqrt(s + eps)"}, INSIDE),
        ("RMSProp without eps", {"(np.sqrt(s) + eps)": "np.sqrt(s)"}, NO_EPS),
        ("RMSProp without the root", {"np.sqrt(s)": "s"}, NO_ROOT),
        ("RMSProp with the gradient's size instead of its square", {"g**2": "np.abs(g)"}, ABS),
        (
            "AdaGrad",
            {'rho * state.get("s", 0.0) + (1 - rho) * ': 'state.get("s", 0.0) + '},
            "your sum only ever grows. Let a share of the old go before the new comes in.",
        ),
        ("RMSProp without memory", {'s = rho * state.get("s", 0.0) + (1 - rho) * g**2': "s = (1 - rho) * g**2"}, LOST),
        (
            "RMSProp that starts from the first square",
            {'state.get("s", 0.0)': 'state.get("s", g**2)'},
            "other books do that, but here `{}` means zeros. Start from zero.",
        ),
        ("a step uphill", {"w - lr": "w + lr"}, UPHILL),
        (
            "the right step, taken inside your input",
            {"return w - lr * g / (np.sqrt(s) + eps),": "w -= lr * g / (np.sqrt(s) + eps)\n    return w,"},
            OWNER,
        ),
        ("the right step, with the caller's state changed", {'{"s": s}': 'state.update({"s": s}) or state'}, DICT),
        see="section 3.",
    ),
]
