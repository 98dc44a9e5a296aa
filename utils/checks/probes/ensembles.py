"""Probes of notebook 10."""

import numpy as np

from utils.checks.observe import raised
from utils.checks.probes._arrays import after_overwriting, second_after_overwriting
from utils.checks.probes._averages import EMA
from utils.checks.probes._random import tried

__all__ = ["EMA"]


def mean_probs(f, rng):
    for name, shape in (("three networks", (3, 5, 4)), ("two networks, many classes", (2, 3, 7))):
        yield f"{name}: probabilities", f(rng.normal(size=shape) * rng.uniform(1, 4, size=(*shape[:2], 1)))
    yield "a sure network and a doubtful one", f(_sure_and_doubtful(rng))
    yield "a list of four arrays", tried(f, list(rng.normal(size=(4, 3, 3)) * 2))
    yield "a single network", f(rng.normal(size=(1, 4, 3)))
    yield "a single sample", f(rng.normal(size=(3, 1, 3)))
    eighths = np.round(8 * rng.normal(size=(2, 4, 3))) / 8
    yield "logits near 1000", f(eighths + 1000)
    signs = np.array([[1], [-1], [0], [1]])
    yield "logits near 1000 for one sample, near -1000 for the next", f(eighths + 1000 * signs)
    yield "logits far apart within a sample", f(1000 * eighths)


def majority_vote(f, rng):
    for M, N, C in ((5, 12, 3), (4, 12, 4), (7, 10, 30)):
        yield f"{M} networks, {C} classes", f(rng.integers(0, C, size=(M, N)), C)
    low, mid, high = np.sort(rng.choice(12, 3, replace=False))
    yield "two against two, the larger label named first", f(np.array([[high], [low], [high], [low]]), 12)
    yield "two against two against one", f(np.array([[mid], [high], [low], [high], [mid]]), 12)
    yield "all name another class", f(np.array([[high, mid], [mid, low], [low, high]]), 12)
    yield "a majority for the last class", f(np.array([[11, 0], [11, 11], [0, 11]]), 12)
    yield "a plurality against the middle", f(np.array([[0], [0], [5], [11], [11], [11], [4]]), 12)
    yield "a single network", f(rng.integers(0, 6, size=(1, 6)), 6)
    many = np.repeat([[2, 1], [0, 1], [0, 0]], [200, 80, 40], axis=0)
    yield "320 networks", f(rng.permutation(many), 3)
    yield "320 networks: the labels are ints", _are_ints(f(many, 3))


def disagreement(f, rng):
    for M, N, C in ((2, 10, 3), (3, 8, 4), (5, 12, 3)):
        yield f"{M} networks", f(rng.integers(0, C, size=(M, N)))
    row = rng.integers(0, 9, size=8)
    yield "three equal networks", f(np.stack([row, row, row]))
    yield "three that never agree", f(np.stack([row, row + 1, row + 2]))
    yield "one that differs from two equal ones", f(np.stack([row, row, row + 1]))
    yield "a chain: each differs from the next on a few", f(np.tril(np.ones((4, 6), dtype=int)) + row[0])
    yield "a single network", tried(f, row[None])
    yield "a single sample", f(np.array([[1], [0], [1], [2]]))


def ece(f, rng):
    for bins, C in ((10, 4), (5, 3), (15, 8)):
        yield f"{bins} bins, {C} classes", f(*_answers(rng, 80, C, bins), bins)
    yield "the bins left out: ten", f(*_answers(rng, 60, 4, 10))
    yield "one bin", f(*_answers(rng, 30, 3, 1), 1)
    yield "two classes", f(*_answers(rng, 40, 2, 10), 10)
    yield "a single sample", f(*_answers(rng, 1, 5, 10), 10)
    p, y = np.array([[0.93, 0.07]] * 4 + [[0.72, 0.28]] * 4), np.array([0, 0, 1, 1, 0, 0, 0, 0])
    yield "too sure in one bin, too doubtful in another", f(p, y, 10)
    order = rng.permutation(3)
    sure = np.eye(3)[order]
    yield "sure of all, right in all", f(sure, order, 10)
    yield "sure of all, right in one", f(sure, np.roll(order, 1) * [1, 1, 0] + order * [0, 0, 1], 10)
    edges = np.array([[0.25] * 4, [0.5, 0.5, 0, 0], [0.25, 0.75, 0, 0], [0.625, 0.375, 0, 0], [0, 0, 0, 1.0]])
    yield "confidences on the edges of four bins", f(edges, np.array([0, 0, 1, 1, 3]), 4)
    yield "two largest probabilities", f(np.array([[0.1, 0.45, 0.45]] * 3), np.array([1, 1, 2]), 10)


def temperature(f, rng):
    grid = np.geomspace(0.1, 12, 60)
    for name, T in (("too sure", rng.uniform(2, 4)), ("too doubtful", rng.uniform(0.3, 0.6))):
        yield f"a network that is {name}", f(*_scores(rng, 60, 5, T), grid)
    yield "two classes", f(*_scores(rng, 80, 2, rng.uniform(1.5, 3)), grid)
    yield "a grid in disorder", f(*_scores(rng, 60, 4, 2.0), rng.permutation(grid))
    yield "a list of three", f(*_scores(rng, 60, 4, 1.7), [3.0, 0.5, 1.5])
    yield "a grid of one", f(*_scores(rng, 5, 3, 1.0), np.array([rng.uniform(1, 2)]))
    z, y = _scores(rng, 50, 4, 0.5)
    z, low = np.round(8 * z) / 8, np.geomspace(0.1, 1.2, 30)
    yield "logits near 1000", f(z + 1000, y, low)
    signs = rng.permuted([[1], [-1]] * 25)
    yield "logits near 1000 for one sample, near -1000 for the next", f(z + 1000 * signs, y, low)
    right = rng.integers(0, 3, 6)
    yield "a network that never errs", f(rng.uniform(2, 4) * np.eye(3)[right], right, [1.0, 0.5, 2.0])
    far, y = np.array([[0.0, 900, 0], [700, 0, 0], [0, 0, 800], [0, 600, 0]]), np.array([0, 0, 2, 1])
    yield "a sure network that errs", f(far, y, [1.0, 30.0, 100.0, 300.0, 1000.0, 3000.0, 10000.0])
    yield "a sure network that errs, low temperatures", f(far, y, [0.25, 0.5, 0.75])
    yield "equal logits: every temperature is as good", f(0 * far, y, [2.0, 0.5, 3.0, 1.0])


def polyak_mean(f, rng):
    for shape in ((3,), (2, 2), ()):
        mean, points = rng.normal(size=shape), 10.0 ** rng.uniform(-2, 2) * rng.normal(size=(6, *shape))
        for k, point in enumerate(points, start=1):
            mean = f(np.asarray(mean), np.asarray(point), k)
            if k in (1, 2, 6):
                yield f"shape {shape}: mean of {k}", mean
    avg, w = rng.normal(size=3), rng.normal(size=3)
    yield "the first point", f(avg, w, 1)
    yield "the fourth point", f(avg, w, 4)
    yield "a point after thousands", f(avg, 1000 * w, int(rng.integers(2000, 9000)))
    yield "a point that is the mean already", f(avg, avg.copy(), 7)
    for k in (1, 2):
        avg, w = np.array([1.0, 2.0]), np.array([3.0, 5.0])
        yield f"avg after the result is overwritten (k = {k})", after_overwriting(f, avg, w, k)
        yield f"w after the result is overwritten (k = {k})", second_after_overwriting(f, avg, w, k)


def snapshot_steps(f, rng):
    length, cycles = (int(n) for n in rng.integers((4, 4), (9, 8)))
    steps = f(length * cycles, cycles)
    yield "several cycles", steps
    yield "several cycles: the steps are ints", _are_ints(steps)
    yield "few long cycles", f(3 * int(rng.integers(30, 90)), 3)
    yield "one cycle", f(length, 1)
    yield "cycles of a single step", f(4, 4)
    yield "steps that cannot be cut equally raise", raised(f, length * cycles + 1, cycles)
    yield "one step too few raises", raised(f, length * cycles - 1, cycles)
    yield "more cycles than steps raise", raised(f, cycles, 2 * cycles)


def snapshot_ensemble(f, rng):
    length, lr0 = int(rng.integers(4, 7)), float(rng.uniform(0.1, 0.9))
    for name, cycles in (("four cycles", 4), ("one cycle", 1)):
        seen = f.run_remotely(_snapshots, length * cycles, cycles, lr0, rng.normal(size=(6, 2)))
        for what in SNAPSHOTS:
            yield f"{name}: {what}", seen[what]
    seen = f.run_remotely(_snapshots, 3, 3, lr0, rng.normal(size=(6, 2)))
    yield "cycles of a single step: rates of the updates", seen["rates of the updates"]
    yield "steps that cannot be cut equally raise", f.run_remotely(_snapshots_raise, 4 * length + 1, 4)


SNAPSHOTS = (
    "number of updates", "rates of the updates", "modules in train mode during each update", "number of copies",
    "weights of the copies", "weights of the copies after more training", "running means of the copies",
    "modules of the copies in train mode", "weights of the model at the end",
    "modules of the model in train mode at the end",
)  # fmt: skip


def refresh_bn(f, rng):
    for name in ("flat", "nested", "images"):
        shape = {"flat": (300, 3), "nested": (12, 3), "images": (9, 2, 4, 4)}[name]
        X = 3 * rng.normal(size=shape) + rng.normal(size=(1, *shape[1:]))
        seen = f.run_remotely(_refresh, name, X, rng.uniform(0.5, 2, size=2), int(rng.integers(10**6)))
        for what in ("running means", "running variances", "parameters", "modes", "momenta", "answers"):
            yield f"{name} network: {what}", seen[what]


def _answers(rng, N, C, bins):
    """Probabilities (N, C), the largest ones well inside the bins, and labels that they meet more or less often."""
    low = -(-bins // C)  # the first bin that lies above 1 / C
    place = rng.integers(min(low, bins - 1), bins, N) if bins > 1 else np.zeros(N, int)
    sure = (place + rng.uniform(0.1, 0.9, N)) / bins if bins > 1 else rng.uniform(0.6, 0.9, N)
    top, hit = rng.integers(0, C, N), rng.random(N) < rng.random(bins)[place]
    p = np.repeat(((1 - sure) / (C - 1))[:, None], C, axis=1)
    p[np.arange(N), top] = sure
    return p, np.where(hit, top, (top + rng.integers(1, C, N)) % C)


def _scores(rng, N, C, T):
    """Logits (N, C) that are T times too large, and labels."""
    z = 2 * rng.normal(size=(N, C))
    return T * z, (z + rng.gumbel(size=(N, C))).argmax(1)


def _are_ints(labels):
    return np.asarray(labels).dtype.kind in "iu"


def _sure_and_doubtful(rng):
    a, b = rng.uniform(4, 6), rng.uniform(0.1, 0.5)
    return np.array([[[a, 0.0, 0.0]], [[0.0, b, 0.0]], [[0.0, b, 0.0]]])


def _snapshots(make, T, cycles, lr0, X):
    """A snapshot ensemble of a tiny model whose update adds the rate to every weight."""
    import numpy as np
    import torch

    X = torch.tensor(X)
    model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.BatchNorm1d(2), torch.nn.Dropout(0.5)).double()
    with torch.no_grad():
        for p in model.parameters():
            p.zero_()
    rates, modes = [], []

    def step(model, lr):
        rates.append(float(lr))
        modes.append(sum(m.training for m in model.modules()))
        with torch.no_grad():
            model(X * len(rates))
            for p in model.parameters():
                p.add_(lr)

    def weights(models):
        return np.array([float(sum(p.sum() for p in one.parameters())) for one in models])

    models = list(make(model, step, T, cycles, lr0))
    result = {"number of updates": len(rates), "rates of the updates": np.array(rates)}
    result["modules in train mode during each update"] = np.array(modes)
    result["number of copies"], result["weights of the copies"] = len(models), weights(models)
    result["weights of the model at the end"] = weights([model])
    result["modules of the model in train mode at the end"] = sum(m.training for m in model.modules())
    result["modules of the copies in train mode"] = [sum(m.training for m in one.modules()) for one in models]
    for _ in range(3):
        step(model, 1.0)
    result["weights of the copies after more training"] = weights(models)
    result["running means of the copies"] = np.array([one[1].running_mean.numpy().copy() for one in models])
    return result


def _snapshots_raise(make, T, cycles):
    """The name of the error for T steps that cannot be cut into equal cycles."""
    import torch

    try:
        make(torch.nn.Linear(1, 1), lambda model, lr: None, T, cycles, 0.1)
    except ValueError:
        return "ValueError"
    return "nothing"


def _refresh(refresh, kind, X, scales, seed):
    """A network with worn statistics and mixed modes, refreshed; everything that could have changed."""
    import numpy as np
    import torch
    from torch import nn

    torch.manual_seed(seed)
    scales, X = [float(s) for s in scales], torch.tensor(X)
    if kind == "images":
        layers = [nn.Conv2d(2, 2, 3, padding=1), nn.BatchNorm2d(2, momentum=0.3), nn.Dropout2d(0.5), nn.Conv2d(2, 1, 1)]
        layers += [nn.BatchNorm2d(1), nn.Flatten(), nn.Linear(16, 2)]
    else:
        layers = [nn.Linear(3, 4), nn.BatchNorm1d(4, momentum=0.4), nn.ReLU(), nn.Dropout(0.5), nn.Linear(4, 2)]
        layers += [nn.BatchNorm1d(2), nn.Linear(2, 2)]
    if kind == "nested":
        layers = [nn.Sequential(*layers[:3]), nn.Sequential(nn.Sequential(*layers[3:6])), layers[6]]
    model = nn.Sequential(*layers).double()
    with torch.no_grad():
        for k, p in enumerate(model.parameters()):
            p.copy_(scales[k % 2] * torch.sin(1.0 + k + torch.arange(p.numel(), dtype=p.dtype)).view_as(p))
    model(2 * X + 1)
    norms = [m for m in model.modules() if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d))]
    {"flat": nn.Module.train, "nested": nn.Module.eval, "images": nn.Module.train}[kind](model)
    norms[1].eval(), layers[-1].eval()
    if kind == "nested":
        norms[0].train()
    refresh(model, X)
    result = {
        "running means": np.concatenate([norm.running_mean.numpy().copy() for norm in norms]),
        "running variances": np.concatenate([norm.running_var.numpy().copy() for norm in norms]),
        "parameters": np.concatenate([p.detach().numpy().ravel().copy() for p in model.parameters()]),
        "modes": np.array([m.training for m in model.modules()]),
        "momenta": np.array([-1.0 if norm.momentum is None else norm.momentum for norm in norms]),
    }
    with torch.no_grad():
        result["answers"] = model.eval()(X[:3]).numpy()
    return result
