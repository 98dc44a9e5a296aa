"""Hidden tests of notebook 11. Each docstring is the sentence the student reads."""

import numpy as np
import pytest
import torch

exercise = pytest.mark.exercise


@exercise("replace_head", weight=3)
def test_heads_agree(same):
    """The new head has the right shape and small random weights of your generator, and the original is untouched."""
    same("replace_head")


@exercise("replace_head")
def test_any_model_gets_a_head(student, rng, close):
    """It works on any model with `features` and `head`: scores of the right shape, near zero, on the same features."""

    def trial(student, X, seed, C):
        import torch
        from torch import nn

        class Plain(nn.Module):
            def __init__(self):
                super().__init__()
                self.features = nn.Sequential(nn.Linear(6, 9), nn.Tanh())
                self.head = nn.Linear(9, 2)

        model, X = Plain(), torch.from_numpy(X).float()
        new = student.replace_head(model, C, torch.Generator().manual_seed(seed))
        scores = new.head(new.features(X)).detach().numpy()
        return scores, (new.features(X) - model.features(X)).detach().numpy(), model.head.out_features

    C = int(rng.integers(3, 9))
    scores, gap, old = student.drive(trial, rng.normal(size=(5, 6)), int(rng.integers(1000)), C)
    close("shape of the scores", scores.shape, (5, C))
    close("features", gap, np.zeros((5, 9)))
    assert old == 2 and 0 < np.abs(scores).max() < 0.3


@exercise("freeze", weight=3)
def test_freezing_agrees(same):
    """The right parameters learn, the right batch norms stand still now and later, and the count is right."""
    same("freeze")


@exercise("freeze")
def test_frozen_stages_survive_training(student, rng):
    """After a few steps of training, frozen stages are what they were, batch norms included, and the others are not."""

    def trial(student, x, y, seed):
        import torch

        from utils.models import StagedCNN

        model = StagedCNN(3, width=2, generator=torch.Generator().manual_seed(seed))
        count = student.freeze(model, "c2")
        kept = {name: w.clone() for name, w in model.state_dict().items()}
        sgd = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        for _ in range(3):
            sgd.zero_grad()
            scores = model.train()(torch.from_numpy(x).float())
            torch.nn.functional.cross_entropy(scores, torch.from_numpy(y)).backward()
            sgd.step()
        moved = [name for name, w in model.state_dict().items() if not torch.equal(w, kept[name])]
        numbers = [p.numel() for name, p in model.named_parameters() if "c1" not in name and "c2" not in name]
        return " ".join(moved), count, sum(numbers)

    x, y = rng.normal(size=(8, 1, 8, 8)), rng.integers(0, 3, 8)
    moved, count, numbers = student.drive(trial, x, y, int(rng.integers(1000)))
    assert "c1" not in moved and "c2" not in moved
    assert "c3.1.running_mean" in moved and "head.weight" in moved and "fc.1.bias" in moved
    assert count == numbers


@exercise("freeze")
def test_the_error_lists_the_stages(student):
    """The ValueError for an unknown stage lists those that there are."""

    def trial(student):
        from utils.models import StagedCNN

        try:
            student.freeze(StagedCNN(2, width=1), "c9")
        except ValueError as error:
            return str(error)
        return ""

    message = student.drive(trial)
    assert all(name in message for name in ("c1", "c2", "c3", "fc"))


@exercise("extract", weight=3)
def test_features_agree(same):
    """Features of every stage are right, in batches, in eval mode and without a graph; the mode is put back."""
    same("extract")


@exercise("extract")
def test_top_features_give_the_scores(student, rng, close):
    """The head applied to the features of the last stage gives the model's own scores, for any model."""

    def trial(student, X, batch):
        from collections import OrderedDict

        import torch
        from torch import nn

        class Plain(nn.Module):
            def __init__(self):
                super().__init__()
                low = nn.Sequential(nn.Conv2d(2, 3, 3), nn.ReLU(), nn.Dropout(0.5))
                top = nn.Sequential(nn.Flatten(), nn.Linear(48, 4), nn.Tanh())
                self.features = nn.Sequential(OrderedDict(roots=low, crown=top))
                self.head = nn.Linear(4, 3)

            def forward(self, x):
                return self.head(self.features(x))

        model, X = Plain().double(), torch.from_numpy(X)
        F = student.extract(model, X, "crown", batch)
        with torch.no_grad():
            want = model.eval().head(model.features(X))
            return model.head(torch.as_tensor(F)).numpy(), want.numpy()

    got, want = student.drive(trial, rng.normal(size=(11, 2, 6, 6)), int(rng.integers(2, 5)))
    close("scores", got, want)


@exercise("linear_probe", weight=3)
def test_probes_agree(same):
    """Labels are right for features of any scale, for new samples of one class and for columns that never vary."""
    same("linear_probe")


@exercise("linear_probe")
def test_one_by_one_is_all_at_once(student, rng):
    """New samples get the same labels one by one as all together, and most of them are right."""
    y = np.repeat([11, 4, 8, 2], 15)
    centres = dict(zip((11, 4, 8, 2), 4 * np.eye(4, 6) + rng.normal(size=6), strict=True))

    def draw(labels):
        return np.array([centres[c] for c in labels]) + 0.5 * rng.normal(size=(len(labels), 6))

    F, yt = draw(y), rng.permutation(y)[:12]
    Ft = draw(yt)
    together = np.array(student.linear_probe(F, y, Ft))
    alone = np.array([student.linear_probe(F, y, row[None])[0] for row in Ft])
    assert np.array_equal(together, alone) and np.mean(together == yt) > 0.8


@exercise("param_groups", weight=3)
def test_groups_agree(same):
    """Two groups, the body first, each trainable parameter in one of them and at the right rate."""
    same("param_groups")


@exercise("param_groups")
def test_groups_of_any_model(student, rng, close):
    """With Adam's first step, which is as long as the rate, body and head of any model move by their own rates."""

    def trial(student, X, lr):
        import torch
        from torch import nn

        class Plain(nn.Module):
            def __init__(self):
                super().__init__()
                self.features = nn.Sequential(nn.Linear(4, 5), nn.Tanh())
                self.head = nn.Linear(5, 2)

        model = Plain().double()
        adam = torch.optim.Adam(student.param_groups(model, lr))
        before = [p.detach().clone() for p in model.parameters()]
        model.head(model.features(torch.from_numpy(X)).detach()).square().sum().backward()
        for p in model.features.parameters():
            p.grad = torch.ones_like(p)
        adam.step()
        return [(a - b).abs().max().item() for a, b in zip(before, model.parameters(), strict=True)]

    lr = float(rng.uniform(0.01, 0.5))
    close("steps", student.drive(trial, rng.normal(size=(7, 4)), lr), [lr / 10, lr / 10, lr, lr], rtol=1e-4)


@exercise("finetune", weight=3)
def test_fine_tuning_agrees(same):
    """Each phase trains the right part at its rate with a fresh Adam, in shuffled minibatches, on a copy."""
    same("finetune")


@exercise("finetune")
def test_head_phase_is_a_linear_model(student, rng, close):
    """While only the head learns, the result is that of a linear model trained on fixed features."""

    def trial(student, X, y, lr):
        import copy

        import torch
        from torch import nn

        class Plain(nn.Module):
            def __init__(self):
                super().__init__()
                self.features = nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.Tanh(), nn.Dropout(0.5))
                self.head = nn.Linear(5, 3)

            def forward(self, x):
                return self.head(self.features(x))

        model, X, y = Plain().double(), torch.from_numpy(X), torch.from_numpy(y)
        phases = [{"train": "head", "lr": lr, "epochs": 6}]
        new = student.finetune(model, X, y, phases, torch.Generator().manual_seed(0))
        head, F = copy.deepcopy(model.head), model.eval().features(X).detach()
        adam = torch.optim.Adam(head.parameters(), lr=lr)
        for _ in range(6):
            adam.zero_grad()
            nn.functional.cross_entropy(head(F), y).backward()
            adam.step()
        return [w.detach().numpy() for w in (new.head.weight, head.weight, new.head.bias, head.bias)]

    X, y = rng.normal(size=(13, 4)), rng.integers(0, 3, 13)
    got, want, bias, wanted = student.drive(trial, X, y, float(rng.uniform(0.01, 0.1)))
    close("weights of the head", got, want)
    close("biases of the head", bias, wanted)


@exercise("finetune")
def test_fine_tuning_learns(student, rng):
    """Head first and then everything learns bright and dark images by heart, and a frozen body stays as it was."""

    def trial(student, X, y, seed):
        import torch

        from utils.models import StagedCNN

        model = StagedCNN(2, width=4, generator=torch.Generator().manual_seed(seed))
        model.features.c1.requires_grad_(False)
        model.frozen_stages.add("c1")
        X, y = torch.from_numpy(X).float(), torch.from_numpy(y)
        phases = [{"train": "head", "lr": 0.02, "epochs": 8}, {"train": "all", "lr": 0.004, "epochs": 12}]
        new = student.finetune(model, X, y, phases, torch.Generator().manual_seed(seed))
        still = torch.equal(new.features.c1[0].weight, model.features.c1[0].weight)
        moved = not torch.equal(new.features.c3[0].weight, model.features.c3[0].weight)
        with torch.no_grad():
            return (new(X).argmax(1) == y).double().mean().item(), still, moved, new.training

    y = rng.permutation(np.repeat([0, 1], 40))
    X = y[:, None, None, None] + 0.3 * rng.normal(size=(80, 1, 8, 8))
    accuracy, still, moved, mode = student.drive(trial, X, y, int(rng.integers(1000)))
    assert accuracy > 0.9 and still and moved and not mode


@exercise("nearest", weight=3)
def test_neighbours_agree(same):
    """Neighbours are right and in order, with copies, opposite directions and zeros, and never the row itself."""
    same("nearest")


@exercise("nearest")
def test_neighbours_have_no_unit(student, rng):
    """They stay the same when rows are multiplied by positive numbers, and are those of torch's cosine similarity."""
    F, i, k = rng.normal(size=(30, 6)), int(rng.integers(30)), int(rng.integers(4, 12))
    found = np.array(student.nearest(F, i, k))
    scaled = F * 10.0 ** rng.uniform(-2, 2, size=(30, 1))
    similar = torch.cosine_similarity(torch.tensor(F), torch.tensor(F[i : i + 1]))
    want = [j for j in similar.argsort(descending=True).tolist() if j != i][:k]
    assert found.tolist() == want and np.array(student.nearest(scaled, i, k)).tolist() == want


@exercise("plan", weight=3)
def test_plans_agree(same):
    """All four cells of the table are right, with twenty labels a class counted as little."""
    same("plan")


@exercise("plan")
def test_plans_change_at_twenty(student, rng):
    """Up to 20 labels a class the advice is a probe, from 21 on it is fine-tuning, and the words differ by column."""
    few, many = int(rng.integers(1, 21)), int(rng.integers(21, 10_000))
    advice = [student.plan(n, word) for n in (few, many) for word in ("similar", "different")]
    assert len(set(advice)) == 4
    assert ["probe" in text for text in advice] == [True, True, False, False]
    assert advice[3].endswith("more layers")


@exercise("zoo_facts", weight=3)
def test_facts_agree(same):
    """Gains and the best model are right for any table, with models that have no twin left out."""
    same("zoo_facts")


@exercise("zoo_facts")
def test_facts_of_the_notebook(student, reference, close):
    """For the notebook's table batch normalization gains more the deeper the VGG, and the deepest ResNet is best."""
    facts = student.zoo_facts(reference.ZOO)
    names = [f"VGG-{depth}" for depth in (11, 13, 16, 19)]
    want = [reference.ZOO[name][0] - reference.ZOO[f"{name} with batch normalization"][0] for name in names]
    close("gains", [facts["bn_gain"][name] for name in names], want)
    assert sorted(want) == want and facts["best"] == "ResNet-152"
