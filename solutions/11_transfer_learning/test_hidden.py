"""Hidden tests of notebook 11. Each docstring is the sentence the student reads."""

import numpy as np
import pytest
import torch

from utils.checks.probes._networks import network, perceptron
from utils.models import StagedCNN

exercise = pytest.mark.exercise


@exercise("replace_head", weight=3)
def test_heads_agree(agrees_with_reference):
    """The new head has the right shape and small random weights of your generator, and the original is untouched."""
    agrees_with_reference("replace_head")


@exercise("replace_head")
def test_any_model_gets_a_head(student, rng, assert_close):
    """It works on any model with `features` and `head`: scores of the right shape, near zero, on the same features."""

    def trial(student, X, seed, C):
        import torch

        from utils.checks.probes._networks import perceptron

        model = perceptron(seed)
        new = student.replace_head(model, C, torch.Generator().manual_seed(seed)).eval()
        F = new.features(torch.from_numpy(X))
        return F.detach().numpy(), new.head(F).detach().numpy(), model.head.out_features

    C, X, seed = int(rng.integers(4, 9)), rng.normal(size=(5, 4)), int(rng.integers(1000))
    F, scores, old = student.run_remotely(trial, X, seed, C)
    assert_close("shape of the scores", scores.shape, (5, C))
    assert_close("features", F, perceptron(seed).eval().features(torch.from_numpy(X)).detach())
    assert old == 3 and 0 < np.abs(scores).max() < 0.3


@exercise("freeze", weight=3)
def test_freezing_agrees(agrees_with_reference):
    """The right parameters learn, the right batch norms stand still now and later, and the count is right."""
    agrees_with_reference("freeze")


@exercise("freeze")
def test_frozen_stages_survive_training(student, reference, rng, assert_close):
    """After a few steps of training, frozen stages are what they were, batch norms included, and the others are not."""

    def trial(student, x, y, seed):
        import torch

        from utils.checks.probes._networks import network

        model = network(seed, ["c1", "c2", "c3", "fc"])
        count = student.freeze(model, "c2")
        sgd = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        for _ in range(3):
            sgd.zero_grad()
            scores = model.train()(torch.from_numpy(x))
            torch.nn.functional.cross_entropy(scores, torch.from_numpy(y)).backward()
            sgd.step()
        return count, [w.detach().double().numpy() for w in model.state_dict().values()]

    images = rng.normal(size=(8, 1, 8, 8)), rng.integers(0, 3, 8), int(rng.integers(1000))
    (count, weights), (right, wanted) = student.run_remotely(trial, *images), trial(reference, *images)
    assert_close("numbers that learn", count, right)
    names = network(images[2], ["c1", "c2", "c3", "fc"]).state_dict()
    for name, weight, want in zip(names, weights, wanted, strict=True):
        assert_close(f"{name} after training", weight, want)


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

    message = student.run_remotely(trial)
    assert all(name in message for name in ("c1", "c2", "c3", "fc"))


@exercise("extract", weight=3)
def test_features_agree(agrees_with_reference):
    """Features of every stage are right, in batches, in eval mode and without a graph; the mode is put back."""
    agrees_with_reference("extract")


@exercise("extract")
def test_top_features_give_the_scores(student, rng, assert_close):
    """The head applied to the features of the last stage gives the model's own scores, for any model."""

    def trial(student, X, seed, batch):
        import numpy as np
        import torch

        from utils.checks.probes._networks import perceptron

        return np.asarray(student.extract(perceptron(seed), torch.from_numpy(X), "crown", batch))

    X, seed = rng.normal(size=(11, 1, 2, 2)), int(rng.integers(1000))
    F, model = student.run_remotely(trial, X, seed, int(rng.integers(2, 5))), perceptron(seed).eval()
    with torch.no_grad():
        assert_close("scores", model.head(torch.from_numpy(F)), model(torch.from_numpy(X)))


@exercise("linear_probe", weight=3)
def test_probes_agree(agrees_with_reference):
    """Labels are right for features of any scale, for new samples of one class and for columns that never vary."""
    agrees_with_reference("linear_probe")


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
def test_groups_agree(agrees_with_reference):
    """Two groups, the body first, each trainable parameter in one of them and at the right rate."""
    agrees_with_reference("param_groups")


@exercise("param_groups")
def test_groups_of_any_model(student, rng, assert_close):
    """With Adam's first step, which is as long as the rate, body and head of any model move by their own rates."""

    def trial(student, seed, lr):
        import torch

        from utils.checks.probes._networks import perceptron

        model = perceptron(seed)
        adam = torch.optim.Adam(student.param_groups(model, lr))
        for p in model.parameters():
            p.grad = torch.ones_like(p)
        adam.step()
        return [p.detach().numpy() for p in model.parameters()]

    lr, seed = float(rng.uniform(0.01, 0.5)), int(rng.integers(1000))
    model = perceptron(seed)
    for (name, old), new in zip(model.named_parameters(), student.run_remotely(trial, seed, lr), strict=True):
        rate = lr if name.startswith("head") else lr / 10
        assert_close(f"step of {name}", old.detach() - new, np.full(old.shape, rate), rtol=1e-4)


@exercise("finetune", weight=3)
def test_fine_tuning_agrees(agrees_with_reference):
    """Each phase trains the right part at its rate with a fresh Adam, in shuffled minibatches, on a copy."""
    agrees_with_reference("finetune")


@exercise("finetune")
def test_head_phase_is_a_linear_model(student, rng, assert_close):
    """While only the head learns, the result is that of a linear model trained on fixed features."""

    def trial(student, X, y, lr, seed):
        import torch

        from utils.checks.probes._networks import perceptron

        phases = [{"train": "head", "lr": lr, "epochs": 6}]
        X, y = torch.from_numpy(X), torch.from_numpy(y)
        new = student.finetune(perceptron(seed), X, y, phases, torch.Generator().manual_seed(0))
        return [w.detach().numpy() for w in (new.head.weight, new.head.bias)]

    X, y, lr = rng.normal(size=(13, 4)), rng.integers(0, 3, 13), float(rng.uniform(0.01, 0.1))
    seed = int(rng.integers(1000))
    model = perceptron(seed).eval()
    F, adam = model.features(torch.from_numpy(X)).detach(), torch.optim.Adam(model.head.parameters(), lr=lr)
    for _ in range(6):
        adam.zero_grad()
        torch.nn.functional.cross_entropy(model.head(F), torch.from_numpy(y)).backward()
        adam.step()
    weight, bias = student.run_remotely(trial, X, y, lr, seed)
    assert_close("weights of the head", weight, model.head.weight.detach())
    assert_close("biases of the head", bias, model.head.bias.detach())


@exercise("finetune")
def test_fine_tuning_learns(student, rng):
    """Head first and then everything learns bright and dark images, and a frozen body stays as it was."""

    def trial(student, X, y, seed):
        import torch

        from utils.models import StagedCNN

        model = StagedCNN(2, width=4, generator=torch.Generator().manual_seed(seed)).double()
        model.features.c1.requires_grad_(False)
        model.frozen_stages.add("c1")
        phases = [{"train": "head", "lr": 0.02, "epochs": 8}, {"train": "all", "lr": 0.004, "epochs": 12}]
        X, y = torch.from_numpy(X), torch.from_numpy(y)
        new = student.finetune(model, X, y, phases, torch.Generator().manual_seed(seed))
        return new.training, [w.detach().double().numpy() for w in new.state_dict().values()]

    y, seed = rng.permutation(np.repeat([0, 1], 80)), int(rng.integers(1000))
    X = y[:, None, None, None] + 0.3 * rng.normal(size=(160, 1, 8, 8))
    mode, weights = student.run_remotely(trial, X[:80], y[:80], seed)
    model = StagedCNN(2, width=4, generator=torch.Generator().manual_seed(seed)).double().eval()
    names = list(model.state_dict())
    moved = {n for n, w in zip(names, weights, strict=True) if not np.array_equal(w, model.state_dict()[n].double())}
    assert not mode and "head.weight" in moved and "features.c3.0.weight" in moved
    assert not any(name.startswith("features.c1") for name in moved)
    model.load_state_dict({name: torch.as_tensor(w) for name, w in zip(names, weights, strict=True)})
    new_images = torch.from_numpy(X[80:])
    assert np.mean(model(new_images).argmax(1).numpy() == y[80:]) > 0.9


@exercise("nearest", weight=3)
def test_neighbours_agree(agrees_with_reference):
    """Neighbours are right and in order, with copies, opposite directions and zeros, and never the row itself."""
    agrees_with_reference("nearest")


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
def test_plans_agree(agrees_with_reference):
    """All four cells of the table are right, with twenty labels a class counted as little."""
    agrees_with_reference("plan")


@exercise("plan")
def test_plans_change_at_twenty(student, rng):
    """Up to 20 labels a class the advice is a probe, from 21 on it is fine-tuning, and the words differ by column."""
    few, many = int(rng.integers(1, 21)), int(rng.integers(21, 10_000))
    advice = [student.plan(n, word) for n in (few, many) for word in ("similar", "different")]
    assert len(set(advice)) == 4
    assert ["probe" in text for text in advice] == [True, True, False, False]
    assert advice[3].endswith("more layers")


@exercise("zoo_facts", weight=3)
def test_facts_agree(agrees_with_reference):
    """Gains and the best model are right for any table, with models that have no twin left out."""
    agrees_with_reference("zoo_facts")


@exercise("zoo_facts")
def test_facts_of_the_notebook(student, reference, assert_close):
    """For the notebook's table batch normalization gains more the deeper the VGG, and the deepest ResNet is best."""
    facts = student.zoo_facts(reference.ZOO)
    names = [f"VGG-{depth}" for depth in (11, 13, 16, 19)]
    want = [reference.ZOO[name][0] - reference.ZOO[f"{name} with batch normalization"][0] for name in names]
    assert_close("gains", [facts["bn_gain"][name] for name in names], want)
    assert sorted(want) == want and facts["best"] == "ResNet-152"


@exercise("soup", weight=3)
def test_soups_agree(agrees_with_reference):
    """All that models of floats keep is averaged, all else is the first model's, and those given stay as they were."""
    agrees_with_reference("soup")


@exercise("soup")
def test_a_soup_of_linear_models_is_their_mean(student, rng, assert_close):
    """A soup of linear models says the mean of what they say, and a soup of one model says what that one does."""

    def trial(student, weights, X):
        import torch

        models = []
        for weight in weights:
            model = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=False).double()
            model.weight.data = torch.from_numpy(weight)
            models.append(model)
        X = torch.from_numpy(X)
        return [student.soup(some)(X).detach().numpy() for some in (models, models[:1], models[1:])]

    weights, X = rng.normal(size=(int(rng.integers(3, 7)), 3, 5)), rng.normal(size=(4, 5))
    all_of_them, first, others = student.run_remotely(trial, list(weights), X)
    assert_close("scores of the soup", all_of_them, X @ weights.mean(0).T)
    assert_close("scores of a soup of one", first, X @ weights[0].T)
    assert_close("scores of the soup without the first", others, X @ weights[1:].mean(0).T)


@exercise("LoRALinear", weight=3)
def test_low_rank_layers_agree(agrees_with_reference):
    """Shapes, first numbers, outputs, gradients and the merged layer are right; the layer given stays as it was."""
    agrees_with_reference("LoRALinear")


@exercise("LoRALinear")
def test_low_rank_layers_learn(student, rng, assert_close):
    """After some steps only A and B have moved, the output is what they make it, and the merged layer says the same."""

    def trial(student, W, X, Y, r, alpha, seed):
        import torch

        linear = torch.nn.Linear(W.shape[1], W.shape[0]).double()
        linear.weight.data = torch.from_numpy(W)
        X, Y = torch.from_numpy(X), torch.from_numpy(Y)
        layer = student.LoRALinear(linear, r, alpha, torch.Generator().manual_seed(seed))
        sgd, first = torch.optim.SGD(layer.parameters(), lr=0.02), layer(X).detach()
        for _ in range(5):
            sgd.zero_grad()
            ((layer(X) - Y) ** 2).mean().backward()
            sgd.step()
        numbers = linear.bias, layer.A, layer.B, layer.base.weight, first, layer(X), layer.merge()(X)
        return [value.detach().numpy() for value in numbers]

    ins, outs, r, alpha = 6, 4, int(rng.integers(1, 4)), float(rng.uniform(1, 5))
    W, X, Y = rng.normal(size=(outs, ins)), rng.normal(size=(9, ins)), rng.normal(size=(9, outs))
    bias, A, B, base, first, output, merged = student.run_remotely(trial, W, X, Y, r, alpha, int(rng.integers(1000)))
    assert_close("weight of the base", base, W)
    assert_close("output at first", first, X @ W.T + bias)
    assert_close("output after training", output, X @ (W + alpha / r * np.asarray(B) @ np.asarray(A)).T + bias)
    assert_close("output of the merged layer", merged, output)
    assert np.abs(np.asarray(B)).max() > 0
