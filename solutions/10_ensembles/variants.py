"""Correct answers to notebook 10, each written in another way."""

import copy
import itertools
import math
from collections import Counter

import numpy as np
import torch

from autograder.authoring.variants import variant


def _softmax(z):
    """Softmax of one row."""
    e = [math.exp(float(value) - float(max(z))) for value in z]
    return [value / sum(e) for value in e]


def _norms(model):
    """All batch norms of a model, told by what they keep."""
    return [m for m in model.modules() if hasattr(m, "running_mean") and hasattr(m, "momentum")]


@variant("mean_probs")
def probs_by_torch(logits_list):
    z = torch.stack([torch.as_tensor(one) for one in logits_list])
    return torch.softmax(z, dim=-1).mean(0)


@variant("mean_probs")
def probs_by_rows(logits_list):
    total = 0
    for logits in logits_list:
        total = total + np.array([_softmax(row) for row in logits])
    return total / len(logits_list)


@variant("mean_probs")
def probs_in_float32(logits_list):
    z = np.stack(logits_list).astype(np.float32)
    logp = z - z.max(-1, keepdims=True)
    logp = logp - np.log(np.exp(logp).sum(-1, keepdims=True))
    return np.exp(logp).sum(0) / np.float32(len(z))


@variant("majority_vote")
def vote_by_bincount(preds, C):
    return np.array([np.bincount(column, minlength=C).argmax() for column in np.asarray(preds).T])


@variant("majority_vote")
def vote_by_counter(preds, C):
    winners = []
    for column in np.transpose(preds).tolist():
        votes = Counter(column)
        winners.append(min(votes, key=lambda label: (-votes[label], label)))
    return winners


@variant("majority_vote")
def vote_by_one_hot(preds, C):
    table = torch.nn.functional.one_hot(torch.as_tensor(np.asarray(preds)).long(), C).sum(0).numpy()
    return np.argmax(table, axis=1)


@variant("disagreement")
def disagreement_by_combinations(preds):
    pairs = list(itertools.combinations(preds, 2))
    return sum((a != b).mean() for a, b in pairs) / max(len(pairs), 1)


@variant("disagreement")
def disagreement_by_matrix(preds):
    M = len(preds)
    if M < 2:
        return 0.0
    differ = (preds[:, None, :] != preds[None, :, :]).mean(2)
    return differ.sum() / (M * (M - 1))


@variant("disagreement")
def disagreement_by_counts(preds):
    preds = np.asarray(preds)
    M, N = preds.shape
    agreeing = sum(c * (c - 1) for column in preds.T for c in Counter(column.tolist()).values())
    return 1 - agreeing / (N * M * (M - 1)) if M > 1 else 0.0


@variant("ece")
def ece_by_sums(p, y, bins=10):
    sure, hit = np.max(p, axis=1), np.argmax(p, axis=1) == y
    place = np.clip(np.floor(sure * bins).astype(int), 0, bins - 1)
    return np.abs(np.bincount(place, weights=hit - sure, minlength=bins)).sum() / len(y)


@variant("ece")
def ece_by_samples(p, y, bins=10):
    held = {}
    for row, label in zip(p.tolist(), y.tolist(), strict=True):
        confidence = max(row)
        held.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, row.index(confidence) == label))
    gaps = [abs(sum(c for c, _ in answers) - sum(hit for _, hit in answers)) for answers in held.values()]
    return sum(gaps) / len(y)


@variant("ece")
def ece_by_histograms(p, y, bins=10):
    sure, hit = p.max(1), 1.0 * (p.argmax(1) == y)
    edges = np.arange(bins + 1) / bins
    n, said, true = (np.histogram(sure, edges, weights=w)[0] for w in (np.ones(len(y)), sure, hit))
    full = n > 0
    return np.average(np.abs(true[full] / n[full] - said[full] / n[full]), weights=n[full])


@variant("ece")
def ece_by_torch(p, y, bins=10):
    sure, answer = torch.as_tensor(p).max(1)
    hit, total = (answer.numpy() == y).astype(float), torch.tensor(0.0, dtype=torch.float64)
    place = torch.bucketize(sure, torch.arange(1, bins) / bins, right=True)
    for b in place.unique():
        rows = (place == b).numpy()
        total += len(hit[rows]) / len(y) * abs(hit[rows].mean() - float(sure[rows].mean()))
    return total.item()


@variant("temperature")
def temperature_by_torch(logits, y, grid):
    z, labels = torch.as_tensor(logits), torch.as_tensor(y)
    losses = [torch.nn.functional.cross_entropy(z / float(T), labels) for T in grid]
    return float(grid[int(torch.stack(losses).argmin())])


@variant("temperature")
def temperature_by_scipy(logits, y, grid):
    from scipy.special import log_softmax

    rows = np.arange(len(y))
    return min(grid, key=lambda T: -np.sum(log_softmax(logits / T, axis=-1)[rows, y]))


@variant("temperature")
def temperature_by_logaddexp(logits, y, grid):
    best, lowest = None, np.inf
    for T in grid:
        loss = np.mean(np.logaddexp.reduce(logits / T, axis=1) - np.take_along_axis(logits, y[:, None], 1)[:, 0] / T)
        if loss < lowest:
            best, lowest = T, loss
    return best


@variant("temperature")
def temperature_all_at_once(logits, y, grid):
    z = logits[None] / np.reshape(grid, (-1, 1, 1))
    z = z - z[:, np.arange(len(y)), y][..., None]
    top = z.max(2)
    losses = (top + np.log(np.exp(z - top[..., None]).sum(2))).mean(1)
    return np.asarray(grid)[losses.argmin()]


@variant("EMA")
class EMAByLerp:
    def __init__(self, params, decay):
        self.d = decay
        self.pairs = [(p, p.detach().clone()) for p in params]
        self.backup = None

    @torch.no_grad()
    def update(self):
        for p, e in self.pairs:
            e.lerp_(p, 1 - self.d)

    @torch.no_grad()
    def apply(self):
        self.backup = [p.clone() for p, _ in self.pairs]
        for p, e in self.pairs:
            p.copy_(e)

    @torch.no_grad()
    def restore(self):
        for (p, _), old in zip(self.pairs, self.backup, strict=True):
            p.copy_(old)


@variant("EMA")
class EMAInNumpy:
    def __init__(self, params, decay):
        self.params = tuple(params)
        self.decay = decay
        self.shadow = self._read()

    def _read(self):
        return [p.detach().cpu().numpy().copy() for p in self.params]

    def _write(self, arrays):
        with torch.no_grad():
            for p, array in zip(self.params, arrays, strict=True):
                p.copy_(torch.as_tensor(array))

    def update(self):
        self.shadow = [self.decay * e + (1 - self.decay) * w for e, w in zip(self.shadow, self._read(), strict=True)]

    def apply(self):
        self.stash = self._read()
        self._write(self.shadow)

    def restore(self):
        self._write(self.stash)


@variant("EMA")
class EMABySwapping:
    """apply and restore are one and the same exchange."""

    def __init__(self, params, decay):
        self.params, self.decay = list(params), decay
        self.other = copy.deepcopy([p.data for p in self.params])

    def update(self):
        for i, p in enumerate(self.params):
            self.other[i] = self.other[i] - (1 - self.decay) * (self.other[i] - p.data)

    def apply(self):
        for i, p in enumerate(self.params):
            mine = p.data.clone()
            p.data.copy_(self.other[i])
            self.other[i] = mine

    def restore(self):
        self.apply()


@variant("polyak_mean")
def mean_by_weights(avg, w, k):
    return (1 - 1 / k) * avg + w / k


@variant("polyak_mean")
def mean_by_sum(avg, w, k):
    return ((k - 1) * avg + w) / k


@variant("polyak_mean")
def mean_in_place_of_a_copy(avg, w, k):
    new = np.array(avg, dtype=float)
    new += np.subtract(w, avg) * (1.0 / k)
    return new


@variant("snapshot_steps")
def steps_by_range(T, cycles):
    if T % cycles != 0:
        raise ValueError("T must be a multiple of cycles")
    return list(range(T // cycles - 1, T, T // cycles))


@variant("snapshot_steps")
def steps_by_search(T, cycles):
    length, rest = divmod(T, cycles)
    if rest:
        raise ValueError(f"{T} steps don't make {cycles} equal cycles")
    return [t for t in range(T) if t % length == length - 1]


@variant("snapshot_steps")
def steps_by_cumsum(T, cycles):
    if T / cycles != T // cycles:
        raise ValueError((T, cycles))
    return np.cumsum([T // cycles] * cycles) - 1


@variant("snapshot_ensemble")
def snapshots_by_cycles(model, train_step, T, cycles, lr0):
    if T % cycles:
        raise ValueError("uneven cycles")
    kept, L = [], T // cycles
    for _ in range(cycles):
        for s in range(L):
            train_step(model, lr0 * math.cos(math.pi * s / (2 * L)) ** 2)
        kept.append(copy.deepcopy(model))
    for one in kept:
        one.eval()
    return kept


@variant("snapshot_ensemble")
def snapshots_by_table(model, train_step, T, cycles, lr0):
    ends = set(snapshot_steps(T, cycles))  # noqa: F821
    cycle = 0.5 * lr0 * (1 + np.cos(np.pi * np.arange(T // cycles) / (T // cycles)))
    kept = ()
    for t, lr in enumerate(np.tile(cycle, cycles)):
        train_step(model, lr)
        if t in ends:
            twin = copy.deepcopy(model)
            twin.train(False)
            kept += (twin,)
    return list(kept)


@variant("snapshot_ensemble")
def snapshots_by_state(model, train_step, T, cycles, lr0):
    length = T / cycles
    if length != int(length):
        raise ValueError(f"{T} is no multiple of {cycles}")
    states = []
    for t in range(T):
        train_step(model, lr=lr0 / 2 * (math.cos(math.pi * math.fmod(t, length) / length) + 1))
        if (t + 1) % length == 0:
            states.append(copy.deepcopy(model.state_dict()))
    models = [copy.deepcopy(model) for _ in states]
    for one, state in zip(models, states, strict=True):
        one.load_state_dict(state)
        one.eval()
    return models


@variant("refresh_bn")
def refresh_by_momentum_one(model, X):
    modes, norms = [(m, m.training) for m in model.modules()], _norms(model)
    old = [norm.momentum for norm in norms]
    model.train(False)
    for norm in norms:
        norm.momentum, norm.training = 1.0, True
    with torch.no_grad():
        model(X)
    for norm, momentum in zip(norms, old, strict=True):
        norm.momentum = momentum
    for m, mode in modes:
        m.training = mode


@variant("refresh_bn")
def refresh_by_hooks(model, X):
    modes = {m: m.training for m in model.modules()}
    model.eval()

    def measure(norm, inputs):
        (x,) = inputs
        axes = [axis for axis in range(x.dim()) if axis != 1]
        norm.running_mean.copy_(x.mean(axes))
        norm.running_var.copy_(x.var(axes, unbiased=True))
        view = [1, -1] + [1] * (x.dim() - 2)
        biased = x.var(axes, unbiased=False)
        fixed[norm] = ((x - x.mean(axes).view(view)) / (biased + norm.eps).sqrt().view(view), view)

    def answer(norm, inputs, output):
        x, view = fixed.pop(norm)
        return x * norm.weight.view(view) + norm.bias.view(view)

    fixed = {}
    hooks = [norm.register_forward_pre_hook(measure) for norm in _norms(model)]
    hooks += [norm.register_forward_hook(answer) for norm in _norms(model)]
    with torch.no_grad():
        model(X)
    for hook in hooks:
        hook.remove()
    for m, mode in modes.items():
        m.training = mode


@variant("refresh_bn")
def refresh_a_twin(model, X):
    twin = copy.deepcopy(model).eval()
    for norm in _norms(twin):
        norm.reset_running_stats()
        norm.momentum = None
        norm.train()
    twin(X)
    for mine, fresh in zip(_norms(model), _norms(twin), strict=True):
        mine.running_mean.copy_(fresh.running_mean)
        mine.running_var.copy_(fresh.running_var)
