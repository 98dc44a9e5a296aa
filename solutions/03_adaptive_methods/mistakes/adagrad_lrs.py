"""Known mistakes of `adagrad_lrs`."""

from ._shared import ABS, INSIDE, NO_EPS, NO_ROOT

SEE = "section 2."
MISTAKES = [
    ("a rate from the latest gradient only", {"np.cumsum(gs**2, axis=0)": "gs**2"},
     "AdaGrad uses all squares so far, not just the newest one. Add them up along time."),
    ("the square of a sum instead of a sum of squares", {"np.cumsum(gs**2, axis=0)": "np.cumsum(gs, axis=0) ** 2"},
     "gradients of both signs cancel in your sum. Square each of them first, then add up."),
    ("a sum without an axis", {", axis=0": ""},
     "NumPy then strings all gradients together and adds up across weights, too. Say along which axis time runs."),
    ("the step instead of the rate", {"return lr /": "return gs * lr /"},
     "you multiplied by the gradient too. Return only the factor in front of it."),
    ("a sum over weights instead of steps", {"axis=0": "axis=1"},
     "each row is one step, so you mix different weights. Add up along the other axis."),
    ("rates that come one step late", {"np.cumsum(gs**2, axis=0)": "(np.cumsum(gs**2, axis=0) - gs**2)"},
     "the gradient of a step counts in its own rate, and you leave it out. Include the current row."),
    ("a rate with eps inside the root", {"(np.sqrt(np.cumsum(gs**2, axis=0)) ": "np.sqrt(np.cumsum(gs**2, axis=0) "},
     INSIDE),
    ("a rate without eps", {"(np.sqrt(np.cumsum(gs**2, axis=0)) + eps)": "np.sqrt(np.cumsum(gs**2, axis=0))"}, NO_EPS),
    ("a rate without the root", {"np.sqrt(np.cumsum(gs**2, axis=0))": "np.cumsum(gs**2, axis=0)"}, NO_ROOT),
    ("absolute gradients instead of squares", {"gs**2": "np.abs(gs)"}, ABS),
]
