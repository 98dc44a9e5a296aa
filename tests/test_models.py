"""The staged network: shapes, the same weights from the same generator, frozen batch norms that stay still."""

import torch

from utils.models import StagedCNN, filled


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def test_shapes_and_size():
    plain = StagedCNN(52, batch_norm=False)
    assert sum(p.numel() for p in plain.parameters()) == 43_124
    assert plain(torch.zeros(3, 1, 8, 8)).shape == (3, 52)
    assert StagedCNN(10, side=28, channels=3)(torch.zeros(2, 3, 28, 28)).shape == (2, 10)
    assert [name for name, _ in plain.features.named_children()] == ["c1", "c2", "c3", "fc"]


def test_equal_generators_make_equal_networks():
    one, two, other = (StagedCNN(5, generator=generator(seed)) for seed in (1, 1, 2))
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), two.parameters(), strict=True))
    assert not torch.equal(one.head.weight, other.head.weight)


def test_frozen_stages_keep_their_statistics_in_training_mode():
    model = StagedCNN(5)
    model.frozen_stages = {"c1", "c2"}
    model.train()
    model(torch.randn(16, 1, 8, 8))
    still = [model.features.c1[1].running_mean, model.features.c2[1].running_mean]
    assert all(torch.equal(mean, torch.zeros_like(mean)) for mean in still)
    assert not torch.equal(model.features.c3[1].running_mean, torch.zeros(64))
    assert model.training and not model.features.c1.training and model.features.c3.training


def test_a_network_is_filled_from_one_vector_of_all_that_it_has_learnt():
    taught = StagedCNN(5, generator=generator())
    taught(torch.randn(16, 1, 8, 8))  # its running means move
    state = taught.state_dict()
    vector = torch.cat([values.flatten().float() for values in state.values()]).numpy()
    new = filled(StagedCNN(5), vector)
    assert not new.training
    assert all(torch.equal(values, state[name]) for name, values in new.state_dict().items())
