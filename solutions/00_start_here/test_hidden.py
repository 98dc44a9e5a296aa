"""Hidden tests of notebook 00. Each docstring is the sentence the student reads."""

import pytest
import torch

exercise = pytest.mark.exercise


@exercise("gd_step", weight=3)
def test_agrees(agrees_with_reference):
    """A step goes against the gradient, scaled by the learning rate, whatever the shape."""
    agrees_with_reference("gd_step")


@exercise("gd_step")
def test_torch_agrees(student, rng, assert_close):
    """One step is what torch.optim.SGD does."""
    x, g, lr = rng.normal(size=5), rng.normal(size=5), rng.uniform(0.1, 1)
    w = torch.nn.Parameter(torch.tensor(x))
    w.grad = torch.tensor(g)
    torch.optim.SGD([w], lr=lr).step()
    assert_close("x", student.gd_step(x, g, lr), w.detach().numpy())
