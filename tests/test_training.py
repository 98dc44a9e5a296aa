"""The batched trainer does to each network what torch does to it alone."""

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits

from utils.training import OPTIMISERS, MLPs, orders, train

DIGITS = load_digits()
X, y = (DIGITS.data[:300] / 16).astype(np.float32), DIGITS.target[:300]


def alone(optimiser, seed, lr, decay, steps):
    """One network of the batch, trained by torch.optim itself; returns its losses."""
    nets = MLPs((64, 16, 10), [seed])
    parameters = [p.detach()[0].clone().requires_grad_() for p in nets.parameters]
    w1, w2, b1, b2 = parameters
    groups = [{"params": [w1, w2], "weight_decay": decay}, {"params": [b1, b2]}]
    rule = OPTIMISERS[optimiser](groups, lr=lr)
    losses = []
    for _, rows in zip(range(steps), orders([seed], 300, 32), strict=False):
        x = torch.tensor(X)[rows[0]]
        loss = torch.nn.functional.cross_entropy(torch.relu(x @ w1 + b1) @ w2 + b2, torch.tensor(y)[rows[0]])
        rule.zero_grad()
        loss.backward()
        rule.step()
        losses.append(loss.item())
    return losses


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_side_by_side_is_as_alone(optimiser):
    lr = [0.1, 0.02] if "a" not in optimiser.lower() and "P" not in optimiser else [0.01, 0.002]
    together = train(MLPs((64, 16, 10), [3, 5]), X, y, 30, lr, optimiser=optimiser, weight_decay=[0.0, 0.01])
    assert np.allclose(together[:, 0], alone(optimiser, 3, lr[0], 0.0, 30), rtol=2e-3)
    assert np.allclose(together[:, 1], alone(optimiser, 5, lr[1], 0.01, 30), rtol=2e-3)


def test_equal_seeds_start_alike_and_see_the_same():
    losses = train(MLPs((64, 16, 10), [7, 7, 8]), X, y, 5, 0.05)
    assert np.allclose(losses[:, 0], losses[:, 1]) and not np.allclose(losses[:, 0], losses[:, 2])


def test_a_schedule_scales_the_step_and_a_penalty_and_augmentation_are_felt():
    plain = train(MLPs((64, 16, 10), [1]), X, y, 20, 0.1)
    assert np.allclose(train(MLPs((64, 16, 10), [1]), X, y, 20, 0.2, schedule=lambda t: 0.5), plain)
    frozen = train(MLPs((64, 16, 10), [1]), X, y, 20, 0.1, schedule=lambda t: 0.0, batch=300)
    assert np.allclose(frozen, frozen[0], rtol=1e-4)
    pulled = MLPs((64, 16, 10), [1])
    train(pulled, X, y, 50, 0.1, penalty=lambda nets: sum((w**2).sum((1, 2)) for w in nets.weights))
    assert max(w.abs().max() for w in pulled.weights) < 0.05
    dark = train(MLPs((64, 16, 10), [1]), X, y, 20, 0.1, augment=lambda x, generator: 0 * x)
    assert dark[-1] > 2.0 > plain[-1]


def test_data_of_their_own_and_dropout():
    both = np.stack([X, X[::-1]]), np.stack([y, y[::-1]])
    nets = MLPs((64, 32, 10), [2, 2], p_drop=[0.0, 0.5])
    train(nets, *both, 300, 0.1)
    accuracy, loss = nets.score(X, y)
    assert accuracy.shape == loss.shape == (2,) and accuracy.min() > 0.95
    assert np.allclose(nets.logits(X), nets.logits(X))


def test_after_step_sees_every_update():
    seen = []
    train(MLPs((64, 4, 10), [0]), X, y, 3, 0.1, after_step=lambda t, nets: seen.append((t, len(nets.weights))))
    assert seen == [(0, 2), (1, 2), (2, 2)]
