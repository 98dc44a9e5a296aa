"""Probes of notebook 00."""

import numpy as np


def gd_step(f, rng):
    for shape in ((3,), (2, 3), ()):
        x, g = (np.array(row) for row in rng.normal(size=(2, *shape)))  # arrays of shape () too
        for lr in (0.1, 0.7):
            yield f"x after a step with lr={lr}, shape {shape}", f(x.copy(), g, lr)
