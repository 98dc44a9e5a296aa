"""Many small networks trained side by side: what makes "five seeds of ten settings" an affair of seconds."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import torch
import torch.nn.functional as F

OPTIMISERS = {
    "SGD": torch.optim.SGD,
    "momentum": partial(torch.optim.SGD, momentum=0.9),
    "Nesterov": partial(torch.optim.SGD, momentum=0.9, nesterov=True),
    "AdaGrad": torch.optim.Adagrad,
    "RMSProp": torch.optim.RMSprop,
    "Adam": torch.optim.Adam,
}
Order = Iterator[torch.Tensor]


class MLPs:
    """M independent multi-layer perceptrons with ReLUs, one per seed, whose passes run as one.

    `sizes`: units of each layer, input first. `seeds`: one per network; networks with the same seed start alike and
    see their samples in the same order, which pairs them. `gain` (one number, or one per network) scales He's
    initialisation (He et al., 2015, eq. 10); the last layer starts with half of it. `p_drop` (likewise) drops hidden
    units while training.
    """

    def __init__(self, sizes: Sequence[int], seeds: Sequence[int], gain=1.0, p_drop=0.0):
        self.seeds = [int(seed) for seed in seeds]
        self.p_drop = self.each(p_drop)
        generators = [torch.Generator().manual_seed(1000 + seed) for seed in self.seeds]
        scale = self.each(gain)
        self.weights, self.biases = [], []
        for layer, (d, units) in enumerate(zip(sizes[:-1], sizes[1:], strict=True)):
            he = (2 / d) ** 0.5 * (0.5 if layer == len(sizes) - 2 else 1.0)
            start = torch.stack([torch.randn(d, units, generator=generator) for generator in generators])
            self.weights.append((start * he * scale).requires_grad_())
            self.biases.append(torch.zeros(len(self.seeds), 1, units, requires_grad=True))

    def each(self, value) -> torch.Tensor:
        """One number per network, or the same for all, as (M, 1, 1)."""
        values = np.broadcast_to(np.asarray(value, dtype=np.float32), (len(self.seeds),))
        return torch.tensor(values)[:, None, None]

    @property
    def parameters(self) -> list[torch.Tensor]:
        """Weights (M, inputs, outputs) of all layers, then biases (M, 1, outputs)."""
        return self.weights + self.biases

    def forward(self, x: torch.Tensor, generator: torch.Generator | None = None) -> torch.Tensor:
        """Logits (M, B, C) of inputs (B, d), or (M, B, d); a generator means training, and draws what drops out."""
        h = x.expand(len(self.seeds), -1, -1)
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            h = F.relu(torch.baddbmm(bias, h, weight))
            if generator is not None and self.p_drop.any():
                h = h * (torch.rand(h.shape, generator=generator) >= self.p_drop) / (1 - self.p_drop)
        return torch.baddbmm(self.biases[-1], h, self.weights[-1])

    @torch.no_grad()
    def logits(self, X) -> torch.Tensor:
        """Logits (M, N, C) of samples (N, d), or (M, N, d) where each network has its own; 500 at a time."""
        return torch.cat([self.forward(x) for x in torch.as_tensor(X).split(500, dim=-2)], dim=1)

    def score(self, X, y) -> tuple[np.ndarray, np.ndarray]:
        """Accuracy and mean cross-entropy, each (M,), on samples and labels (N,), shared or one set per network."""
        logits, labels = self.logits(X), torch.as_tensor(y).expand(len(self.seeds), -1)
        return (logits.argmax(2) == labels).float().mean(1).numpy(), cross_entropy(logits, labels).numpy()


def cross_entropy(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Mean over the samples, (M,), of logits (M, B, C) and labels (M, B), or probabilities of the classes (M, B, C)."""
    losses = F.cross_entropy(logits.flatten(0, 1), labels.flatten(0, 1), reduction="none")
    return losses.view(labels.shape[:2]).mean(1)


def train(
    nets: MLPs,
    X,
    y,
    steps: int,
    lr,
    *,
    batch: int = 32,
    optimiser: str = "momentum",
    schedule: Callable[[int], float] | None = None,
    weight_decay=0.0,
    penalty: Callable[[MLPs], torch.Tensor] | None = None,
    augment: Callable[[torch.Tensor, torch.Generator], torch.Tensor] | None = None,
    after_step: Callable[[int, MLPs], None] | None = None,
) -> np.ndarray:
    """Train all networks in place for `steps` updates; returns the losses (steps, M) of their minibatches.

    X (N, d) and y (N,) are shared, or (M, N, d) and (M, N) per network, or (M, N, C) where labels are mixed.
    `lr` and `weight_decay` (added to the gradient of the weights, biases excluded) are one number or one per network.
    `optimiser` is a name of OPTIMISERS. `schedule(t)` is the factor of the learning rate in update t, one number or
    one per network. `penalty(nets)` (M,) is added to the losses; `augment(x, generator)` changes the inputs (M, B, d);
    `after_step(t, nets)` looks on.
    """
    X, y = torch.as_tensor(X, dtype=torch.float32), torch.as_tensor(y)
    generator = torch.Generator().manual_seed(nets.seeds[0])
    lr, decay = nets.each(lr), nets.each(weight_decay)
    rule = OPTIMISERS[optimiser](nets.parameters, lr=1.0)
    losses = np.empty((steps, len(nets.seeds)), dtype=np.float32)
    for t, rows in zip(range(steps), orders(nets.seeds, X.shape[-2], batch), strict=False):
        xb, yb = _pick(X, y, rows)
        loss = cross_entropy(nets.forward(augment(xb, generator) if augment else xb, generator), yb)
        rule.zero_grad()
        (loss + penalty(nets) if penalty else loss).sum().backward()
        for weight in nets.weights if decay.any() else []:
            weight.grad += decay * weight.detach()
        _update(rule, nets.parameters, lr * nets.each(schedule(t)) if schedule else lr)
        losses[t] = loss.detach().numpy()
        if after_step:
            after_step(t, nets)
    return losses


def side_by_side(f: Callable, items: Sequence) -> list:
    """[f(item) for item in items], two at a time: PyTorch lets go of Python while it computes.

    For trainings of many networks, on two cores, with `torch.set_num_threads(1)`; what they return does not change.
    """
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(f, items))


@torch.no_grad()
def _update(rule: torch.optim.Optimizer, parameters: list[torch.Tensor], lr: torch.Tensor) -> None:
    """One step of `rule`, scaled: all these methods' steps are proportional to the learning rate."""
    before = [parameter.clone() for parameter in parameters]
    rule.step()
    for parameter, old in zip(parameters, before, strict=True):
        torch.lerp(old, parameter, lr, out=parameter)


def orders(seeds: Sequence[int], n: int, batch: int) -> Order:
    """Rows (M, batch) of the next minibatches, epoch by epoch; equal seeds give equal orders."""
    generators = {seed: torch.Generator().manual_seed(seed) for seed in seeds}
    batch = min(batch, n)
    while True:
        shuffled = {seed: torch.randperm(n, generator=generator) for seed, generator in generators.items()}
        epoch = torch.stack([shuffled[seed] for seed in seeds])
        for start in range(0, n - batch + 1, batch):
            yield epoch[:, start : start + batch]


def _pick(X: torch.Tensor, y: torch.Tensor, rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The samples of a minibatch (M, B, d) and their labels (M, B)."""
    network = torch.arange(len(rows))[:, None]
    return X[network, rows] if X.dim() == 3 else X[rows], y[network, rows] if y.dim() > 1 else y[rows]
