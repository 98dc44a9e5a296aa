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


def test_layers_start_with_hes_scale_and_the_last_with_half_of_it():
    nets = MLPs((400, 300, 200), range(5))
    first, last = (weight.std((1, 2)).detach().numpy() for weight in nets.weights)
    assert np.allclose(first, np.sqrt(2 / 400), rtol=0.02)
    assert np.allclose(last, 0.5 * np.sqrt(2 / 300), rtol=0.02)


def test_gain_scales_every_layer_of_its_own_network():
    plain, scaled = MLPs((6, 5, 4), [3, 3]), MLPs((6, 5, 4), [3, 3], gain=[1.0, 2.5])
    for before, after in zip(plain.weights, scaled.weights, strict=True):
        assert torch.equal(after[0], before[0])
        assert torch.allclose(after[1], 2.5 * before[1])


@pytest.mark.parametrize("p_drop", [0.25, 0.8])
def test_dropout_keeps_the_expected_output(p_drop):
    """The layer after the dropped units is linear: the mean over masks is the output without dropout."""
    nets = MLPs((8, 64, 3), [1], p_drop=p_drop)
    x = torch.linspace(-1, 1, 8)[None]
    drawn = nets.forward(x.expand(20_000, -1), torch.Generator().manual_seed(2))[0].detach()
    error = drawn.std(0) / len(drawn) ** 0.5
    assert torch.all((drawn.mean(0) - nets.forward(x)[0, 0].detach()).abs() < 4.5 * error)
    assert torch.all(drawn.std(0) > 0.01), "units were dropped"


def test_every_minibatch_is_full_and_an_epoch_holds_no_sample_twice():
    rows = [next_rows for next_rows, _ in zip(orders([0, 1], 10, 4), range(4), strict=False)]
    assert [tuple(r.shape) for r in rows] == [(2, 4)] * 4
    for epoch in (rows[:2], rows[2:]):
        assert all(len(set(torch.cat([r[net] for r in epoch]).tolist())) == 8 for net in (0, 1))


def test_after_step_sees_every_update():
    seen = []
    train(MLPs((64, 4, 10), [0]), X, y, 3, 0.1, after_step=lambda t, nets: seen.append((t, len(nets.weights))))
    assert seen == [(0, 2), (1, 2), (2, 2)]
