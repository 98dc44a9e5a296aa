"""Hidden tests of notebook 10. Each docstring is the sentence the student reads."""

import itertools
import math

import numpy as np
import pytest
import torch

exercise = pytest.mark.exercise


@exercise("mean_probs", weight=3)
def test_probabilities_agree(agrees_with_reference):
    """The probabilities are the mean of the networks' own, for logits of any size."""
    agrees_with_reference("mean_probs")


@exercise("mean_probs")
def test_probabilities_are_torchs(student, rng, assert_close):
    """They are what torch's softmax gives, averaged over the networks."""
    z = rng.normal(size=(6, 7, 5)) * 5
    assert_close("probabilities", student.mean_probs(z), torch.softmax(torch.tensor(z), dim=2).mean(0))


@exercise("mean_probs")
def test_a_shift_changes_nothing(student, rng, assert_close):
    """Rows sum to 1, and a constant added to all logits of a network changes nothing."""
    z = np.round(rng.normal(size=(3, 6, 4)), 2)
    p = student.mean_probs(z)
    assert_close("sums of the rows", np.sum(np.asarray(p), axis=1), np.ones(6))
    assert_close("probabilities after a shift", student.mean_probs(z + rng.integers(-50, 50, (3, 1, 1))), p)
    want = np.mean([np.exp(one) / np.exp(one).sum(1, keepdims=True) for one in z], axis=0)
    assert_close("probabilities", p, want)


def counted(preds, C):
    """The vote, by counting with Python's lists."""
    return [max(range(C), key=lambda c, column=column: (column.count(c), -c)) for column in preds.T.tolist()]


@exercise("majority_vote", weight=3)
def test_votes_agree(agrees_with_reference):
    """The most frequent label wins for each sample, and among equals the smallest."""
    agrees_with_reference("majority_vote")


@exercise("majority_vote")
def test_votes_are_counted(student, rng, assert_close):
    """Hundreds of ballots are counted one by one."""
    for C in (2, 5, 40):
        preds = rng.integers(0, C, size=(6, 60))
        assert_close("winners", student.majority_vote(preds, C), counted(preds, C))


@exercise("disagreement", weight=3)
def test_disagreement_agrees(agrees_with_reference):
    """Every pair of different networks counts once, and a single network disagrees with nobody."""
    agrees_with_reference("disagreement")


@exercise("disagreement")
def test_disagreement_by_pairs(student, rng, assert_close):
    """It is the mean of the shares that each pair alone would give."""
    preds = rng.integers(0, 5, size=(6, 40))
    pairs = [np.mean(a != b) for a, b in itertools.combinations(preds, 2)]
    assert_close("disagreement", student.disagreement(preds), np.mean(pairs))
    assert_close("disagreement of the first two", student.disagreement(preds[:2]), np.mean(preds[0] != preds[1]))


def calibrated_answers(rng):
    """Probabilities (24, 5) of which each confidence, 3/4 or 1/2, is right exactly as often as it says; labels."""
    sure = np.repeat([0.75, 0.5], 12)
    p = np.repeat((1 - sure)[:, None] / 4, 5, axis=1)
    top = rng.integers(0, 5, 24)
    p[np.arange(24), top] = sure
    wrong = np.concatenate([np.arange(12) % 4 == 0, np.arange(12) % 2 == 0])
    order = rng.permutation(24)
    return p[order], ((top + wrong) % 5)[order]


@exercise("ece", weight=3)
def test_ece_agrees(agrees_with_reference):
    """Each bin's gap between accuracy and confidence counts by its share of the samples, whatever its sign."""
    agrees_with_reference("ece")


@exercise("ece")
def test_ece_of_the_calibrated(student, rng, assert_close):
    """It is 0 for answers that are right as often as they say, and 1 for sure ones that are all wrong."""
    p, y = calibrated_answers(rng)
    assert_close("error of calibrated answers", student.ece(p, y, 8), 0.0)
    assert_close("error when all labels are wrong", student.ece(np.eye(5)[y], (y + 1) % 5, 8), 1.0)
    assert_close("error when all are sure and right", student.ece(np.eye(5)[y], y, 8), 0.0)


@exercise("ece")
def test_ece_counts_each_sample(student, rng, assert_close):
    """A sample given twice counts twice, and the order of the samples does not matter."""
    p, y = rng.dirichlet(0.3 * np.ones(4), size=50), rng.integers(0, 4, 50)
    rows = rng.permutation(np.concatenate([np.arange(50), np.flatnonzero(p.max(1) > 0.8)]))
    sure, hit = p.max(1)[rows], (p.argmax(1) == y)[rows]
    place = np.minimum(sure * 6, 5).astype(int)
    gaps = [abs(sum(hit[place == b]) - sum(sure[place == b])) for b in range(6)]
    assert_close("error", student.ece(p[rows], y[rows], 6), sum(gaps) / len(rows))


@exercise("temperature", weight=3)
def test_temperature_agrees(agrees_with_reference):
    """The temperature of the lowest negative log-likelihood is chosen, for logits of any size."""
    agrees_with_reference("temperature")


@exercise("temperature")
def test_temperature_is_torchs(student, rng, assert_close):
    """It is the one that torch's cross-entropy finds best."""
    grid = rng.permutation(np.geomspace(0.2, 9, 40))
    z = rng.normal(size=(70, 6)) * 2
    y = (z / 2 + rng.gumbel(size=z.shape)).argmax(1)
    losses = [float(torch.nn.functional.cross_entropy(torch.tensor(z / T), torch.tensor(y))) for T in grid]
    assert_close("temperature", student.temperature(z, y, grid), grid[np.argmin(losses)])


@exercise("temperature")
def test_temperature_goes_with_the_logits(student, rng, assert_close):
    """Logits four times as large need four times the temperature."""
    grid, z = np.geomspace(0.25, 8, 30), 2 * rng.normal(size=(60, 4))
    y = (z / 1.5 + rng.gumbel(size=z.shape)).argmax(1)
    first = student.temperature(z, y, grid)
    assert_close("temperature of the larger logits", student.temperature(4 * z, y, 4 * grid), 4 * float(first))
    losses = [-np.mean((z / T)[np.arange(60), y] - np.log(np.exp(z / T).sum(1))) for T in grid]
    assert_close("temperature", first, grid[np.argmin(losses)])


def average_by_hand(values, decay):
    """The average of a list of readings, the first of which it starts with."""
    weights = [decay ** (len(values) - 1)] + [(1 - decay) * decay**k for k in range(len(values) - 2, -1, -1)]
    return sum(w * v for w, v in zip(weights, values, strict=True))


@exercise("EMA", weight=3)
def test_ema_agrees(agrees_with_reference):
    """The average starts as a copy, forgets at its own pace, is put in place and taken out again."""
    agrees_with_reference("EMA")


@exercise("EMA", weight=2)
def test_ema_is_a_weighted_sum(student, rng, assert_close):
    """After many updates it is the sum of all readings with geometric weights, and `restore` leaves no trace."""

    def trial(student, readings, decay):
        import torch

        w = torch.nn.Parameter(torch.tensor(readings[0]))
        ema = student.EMA([w], decay)
        for reading in readings[1:]:
            with torch.no_grad():
                w.copy_(torch.tensor(reading))
            ema.update()
        ema.apply()
        average = w.detach().numpy().copy()
        ema.restore()
        return [average, w.detach().numpy().copy()]

    readings, decay = rng.normal(size=(25, 6)), float(rng.uniform(0.6, 0.95))
    average, raw = student.run_remotely(trial, readings, decay)
    assert_close("average", average, average_by_hand(readings, decay))
    assert_close("tensor after restore", raw, readings[-1])


@exercise("EMA")
def test_ema_is_torchs(student, rng, assert_close):
    """It is the average that torch's own AveragedModel keeps of a model in training."""

    def trial(student, X, decay):
        import torch

        model = torch.nn.Linear(3, 1, bias=False).double()
        with torch.no_grad():
            model.weight.fill_(1.0)
        rule, ema = torch.optim.SGD(model.parameters(), lr=0.1), student.EMA(model.parameters(), decay)
        for x in X:
            rule.zero_grad()
            (model(torch.tensor(x)) ** 2).sum().backward()
            rule.step()
            ema.update()
        ema.apply()
        return model.weight.detach().numpy().copy()

    X, decay = rng.normal(size=(12, 3)), float(rng.uniform(0.5, 0.9))
    model = torch.nn.Linear(3, 1, bias=False).double()
    with torch.no_grad():
        model.weight.fill_(1.0)
    rule = torch.optim.SGD(model.parameters(), lr=0.1)
    average = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(decay))
    average.update_parameters(model)  # its first reading is the start, as ours
    for x in X:
        rule.zero_grad()
        (model(torch.tensor(x)) ** 2).sum().backward()
        rule.step()
        average.update_parameters(model)
    assert_close("average", student.run_remotely(trial, X, decay), average.module.weight)


@exercise("polyak_mean", weight=3)
def test_mean_agrees(agrees_with_reference):
    """Each step moves the mean by a k-th of the way to the new point."""
    agrees_with_reference("polyak_mean")


@exercise("polyak_mean")
def test_mean_is_numpys(student, rng, assert_close):
    """After a hundred points it is their mean."""
    points, mean = rng.normal(size=(100, 3)) + 5, rng.normal(size=3)
    for k, point in enumerate(points, start=1):
        mean = student.polyak_mean(np.asarray(mean), point, k)
    assert_close("mean of a hundred points", mean, points.mean(0))


@exercise("snapshot_steps", weight=3)
def test_steps_agree(agrees_with_reference):
    """The last step of each cycle is named, and an uneven run is refused."""
    agrees_with_reference("snapshot_steps")


@exercise("snapshot_steps")
def test_steps_are_ends(student, rng, assert_close):
    """The steps are those after which a new cycle begins, and the last one ends the run."""
    for _ in range(4):
        length, cycles = (int(n) for n in rng.integers(2, 40, size=2))
        ends = [t for t in range(length * cycles) if (t + 1) % length == 0]
        assert_close("steps", student.snapshot_steps(length * cycles, cycles), ends)


def annealed(T, cycles, lr0):
    """Rates of torch's warm restarts."""
    rule = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr0)
    schedule, rates = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(rule, T // cycles), []
    for _ in range(T):
        rates.append(rule.param_groups[0]["lr"])
        rule.step()
        schedule.step()
    return rates


@exercise("snapshot_ensemble", weight=3)
def test_snapshots_agree(student, reference, agrees_with_reference):
    """Rates restart in each cycle, and each cycle leaves a deep copy in eval mode."""
    student.given(snapshot_steps=reference.snapshot_steps)
    agrees_with_reference("snapshot_ensemble")


@exercise("snapshot_ensemble", weight=2)
def test_snapshots_are_torchs(student, reference, rng, assert_close):
    """The rates are those of torch's CosineAnnealingWarmRestarts, and the copies are the weights at the ends."""
    student.given(snapshot_steps=reference.snapshot_steps)

    def trial(student, T, cycles, lr0):
        import torch

        model, rates = torch.nn.Linear(1, 1, bias=False).double(), []
        with torch.no_grad():
            model.weight.zero_()

        def step(model, lr):
            rates.append(float(lr))
            with torch.no_grad():
                model.weight += lr

        models = student.snapshot_ensemble(model, step, T, cycles, lr0)
        return [rates, [float(one.weight) for one in models]]

    cycles, length, lr0 = int(rng.integers(2, 6)), int(rng.integers(3, 12)), float(rng.uniform(0.1, 2))
    want = annealed(cycles * length, cycles, lr0)
    rates, weights = student.run_remotely(trial, cycles * length, cycles, lr0)
    assert_close("rates", rates, want)
    assert_close("weights of the copies", weights, [math.fsum(want[: length * (c + 1)]) for c in range(cycles)])


@exercise("snapshot_ensemble")
def test_copies_answer_for_themselves(student, reference, rng, assert_close):
    """The copies differ from one another, and dropout is off in them and on in the model."""
    student.given(snapshot_steps=reference.snapshot_steps)

    def trial(student, x):
        import torch

        model = torch.nn.Sequential(torch.nn.Linear(3, 1, bias=False), torch.nn.Dropout(0.5)).double()
        with torch.no_grad():
            model[0].weight.fill_(1.0)

        def step(model, lr):
            with torch.no_grad():
                model[0].weight.mul_(2.0)

        models = student.snapshot_ensemble(model, step, 6, 3, 0.1)
        x = torch.tensor(x)
        return [float(one(x).sum()) for one in models] + [float(model.training)]

    x = rng.uniform(1, 2, size=(1, 3))
    assert_close("answers", student.run_remotely(trial, x), [x.sum() * 4, x.sum() * 16, x.sum() * 64, 1.0])


def moments(X, W, b):
    """Batch-norm statistics of X W' + b: means, and variances with divisor n - 1."""
    z = X @ W.T + b
    return np.concatenate([z.mean(0), z.var(0, ddof=1)])


@exercise("refresh_bn", weight=3)
def test_refresh_agrees(agrees_with_reference):
    """All statistics are those of X alone, and nothing else has changed, in flat, nested and convolutional networks."""
    agrees_with_reference("refresh_bn")


@exercise("refresh_bn")
def test_refresh_is_the_moments(student, rng, assert_close):
    """The statistics are mean and variance of the inputs of the batch norm, whatever they were before."""

    def trial(student, X, W, b):
        import numpy as np
        import torch

        model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Dropout(0.5), torch.nn.BatchNorm1d(4)).double()
        with torch.no_grad():
            model[0].weight.copy_(torch.tensor(W))
            model[0].bias.copy_(torch.tensor(b))
        model(torch.tensor(X) * 5)
        student.refresh_bn(model, torch.tensor(X))
        return np.concatenate([model[2].running_mean.numpy(), model[2].running_var.numpy()])

    X, W, b = rng.normal(size=(20, 3)), rng.normal(size=(4, 3)), rng.normal(size=4)
    assert_close("statistics", student.run_remotely(trial, X, W, b), moments(X, W, b))


@exercise("refresh_bn")
def test_refresh_is_torchs(student, rng, assert_close):
    """A refreshed network answers as one refreshed by torch's update_bn."""

    def trial(student, X, scale):
        import torch

        layers = [torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.ReLU(), torch.nn.Conv2d(2, 2, 3)]
        model = torch.nn.Sequential(*layers, torch.nn.BatchNorm2d(2)).double()
        with torch.no_grad():
            for k, p in enumerate(model.parameters()):
                p.copy_(scale * torch.cos(k + torch.arange(p.numel(), dtype=p.dtype)).view_as(p))
        student.refresh_bn(model, torch.tensor(X))
        with torch.no_grad():
            return model.eval()(torch.tensor(X[:2])).numpy()

    X, scale = rng.normal(size=(8, 1, 6, 6)), float(rng.uniform(0.5, 1.5))
    layers = [torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.ReLU(), torch.nn.Conv2d(2, 2, 3)]
    model = torch.nn.Sequential(*layers, torch.nn.BatchNorm2d(2)).double()
    with torch.no_grad():
        for k, p in enumerate(model.parameters()):
            p.copy_(scale * torch.cos(k + torch.arange(p.numel(), dtype=p.dtype)).view_as(p))
    torch.optim.swa_utils.update_bn([torch.tensor(X)], model)
    with torch.no_grad():
        want = model.eval()(torch.tensor(X[:2])).numpy()
    assert_close("answers", student.run_remotely(trial, X, scale), want)
