"""The staged networks: shapes, equal weights from equal generators, frozen batch norms, and a body from ImageNet."""

import pytest
import torch

from autograder.authoring.source import find
from utils.models import StagedCNN, efficientnet_lite0, filled

GOLDEN = {
    "class": 616,
    "features": [0.43465, 0.15839, 0.0, 0.0, 0.20851, 0.0, 0.0, 4.47019],
    "logits": [-4.10296, 5.57673, -8.10654, -5.54698, -0.48562, 1.92124, 2.30065, -1.03611],
}
"""What the network of the weights' own package makes of `photograph()`."""


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


def photograph(side=64):
    """A picture that needs no file: waves in three colours, as the network wants its pixels."""
    y, x = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
    waves = [torch.sin(x / (3.0 + color)) * torch.cos(y / (5.0 - color)) for color in range(3)]
    return torch.stack(waves)[None]


@pytest.fixture(scope="module")
def lite0():
    return efficientnet_lite0()


def test_lite0_computes_what_the_network_of_its_own_package_computed(lite0):
    """The numbers are those of efficientnet-lite-pytorch 0.1.0, whose code gave the very same outputs at 64, 128, 224."""
    assert sum(p.numel() for p in lite0.parameters()) == 4_652_008 and not lite0.training
    with torch.no_grad():
        features = lite0.features(photograph())
        logits = lite0.head(features)
    assert features.shape == (1, 1280) and logits.argmax() == GOLDEN["class"]
    assert torch.allclose(features[0, ::160], torch.tensor(GOLDEN["features"]), rtol=1e-3, atol=1e-4)
    assert torch.allclose(logits[0, ::125], torch.tensor(GOLDEN["logits"]), rtol=1e-3, atol=1e-3)


def test_the_tools_of_the_notebook_work_on_lite0(lite0):
    notebook = find("11_transfer_learning").reference()
    stages = ["stem", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "top"]
    assert [name for name, _ in lite0.features.named_children()] == stages
    model = notebook.replace_head(lite0, 10, generator())
    upper = sum(p.numel() for name in ("b7", "top") for p in model.features.get_submodule(name).parameters())
    assert notebook.freeze(model, "b6") == upper + 12_810
    X, y = photograph().repeat(4, 1, 1, 1), torch.arange(4)
    assert notebook.extract(model, X, "b4").shape == (4, 80 * 4 * 4)
    tuned = notebook.finetune(model, X, y, [{"train": "all", "lr": 1e-4, "epochs": 1}], generator())
    moved = {
        name.split(".")[1] for name, w in tuned.named_parameters() if not torch.equal(w, model.get_parameter(name))
    }
    assert moved == {"b7", "top", "weight", "bias"}
    still = tuned.features.b6[0].layers[0][2]
    assert torch.equal(still.running_mean, lite0.features.b6[0].layers[0][2].running_mean)
