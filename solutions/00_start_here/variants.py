"""Correct answers to notebook 00, each written in another way."""

import numpy as np

from autograder.authoring.variants import variant


@variant("gd_step")
def by_broadcast(x, g, lr):
    return np.add(x, np.multiply(-lr, g))


@variant("gd_step")
def on_a_copy(x, g, lr):
    new = np.array(x, dtype=float)
    new -= lr * np.asarray(g)
    return new


@variant("gd_step")
def with_torch(x, g, lr):
    import torch

    return (torch.as_tensor(x) - lr * torch.as_tensor(g)).numpy()
