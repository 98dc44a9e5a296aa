"""Probes of the tiny notebook."""

import numpy as np
import torch


def halve(f, rng):
    for shape in ((3,), (2, 2)):
        yield f"half, shape {shape}", f(rng.normal(size=shape))
    yield "half of zero", f(np.zeros(2))


def walk(f, rng):
    for steps in (1, 3):
        yield f"after {steps} steps", f(rng.normal(size=3), steps, np.random.default_rng(int(rng.integers(1000))))


def Average(f, rng):
    average = f(torch.tensor(rng.normal(size=2)))
    yield "mean of one", average.mean()
    for count in (2, 3):
        average.add(torch.tensor(rng.normal(size=2)))
        yield f"mean of {count}", average.mean()
