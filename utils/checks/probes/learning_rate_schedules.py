"""Probes of notebook 04."""

import math

import numpy as np

from utils.checks.observe import raised


def step_decay(f, rng):
    lr0, gamma = rng.uniform(0.05, 2), rng.uniform(0.3, 0.7)
    first, second, third = np.cumsum(rng.integers(3, 6, 3)).tolist()
    for order, milestones in (("in order", [first, second, third]), ("out of order", [third, first, second])):
        yield f"rates, milestones {order}", [f(t, lr0, milestones, gamma) for t in range(third + 3)]
    yield "rate just before the first milestone", f(first - 1, lr0, [first, second], gamma)
    yield "rate at the first milestone", f(first, lr0, [first, second], gamma)
    yield "rate with the default gamma", f(second, lr0, [first, second, third])
    yield "rate long after a single milestone", f(50 * first, lr0, [first], gamma)
    yield "rate without milestones", f(first, lr0, [], gamma)
    yield "rate with a milestone at zero", f(0, lr0, [0], gamma)
    yield "rates, one milestone twice in the list", [f(t, lr0, [2, 4, 2], gamma) for t in range(6)]
    yield "rate after seven milestones", f(9, lr0, [*range(7)], gamma)


def exp_decay(f, rng):
    k, lr0 = rng.uniform(0.02, 0.3), rng.uniform(0.05, 2)
    yield from _endless(f, rng, lr0, k)
    yield "log of lr0 over a very late rate, per update", np.log(lr0 / f(1000, lr0, k)) / 1000


def inv_t_decay(f, rng):
    k, lr0 = rng.uniform(0.02, 0.3), rng.uniform(0.05, 2)
    yield from _endless(f, rng, lr0, k)


def cosine_decay(f, rng):
    lr0, T = rng.uniform(0.05, 2), int(rng.integers(9, 14))
    low = lr0 * rng.uniform(0.2, 0.4)
    yield "rate at t = 0", f(0, T, lr0)
    yield "rates of a run", [f(t, T, lr0) for t in range(T)]
    yield "rate at t = T", f(T, T, lr0)
    yield "rates after T", [f(T + t, T, lr0) for t in (1, 2, T, 7 * T)]
    yield "rates of a run with lr_min", [f(t, T, lr0, low) for t in range(T)]
    yield "rate at t = T with lr_min", f(T, T, lr0, lr_min=low)
    yield "rates after T with lr_min", [f(T + t, T, lr0, low) for t in (1, 2, T, 7 * T)]
    problem = raised(f, 0, 1, lr0, low)
    yield "with T = 1 it raises", problem
    if problem == "nothing":
        yield "rates for T = 1", [f(t, 1, lr0, low) for t in range(3)]


def linear_decay(f, rng):
    lr0, T = rng.uniform(0.05, 2), int(rng.integers(9, 14))
    yield "rate at t = 0", f(0, T, lr0)
    yield "rates of a run", [f(t, T, lr0) for t in range(T)]
    yield "rate at t = T", f(T, T, lr0)
    yield "rates after T", [f(T + t, T, lr0) for t in (1, 2, T, 7 * T)]
    problem = raised(f, 0, 1, lr0)
    yield "with T = 1 it raises", problem
    if problem == "nothing":
        yield "rates for T = 1", [f(t, 1, lr0) for t in range(3)]


def inv_sqrt(f, rng):
    lr0 = rng.uniform(0.05, 2)
    yield "rate of update 1", f(1, lr0)
    yield "rates of updates 2 to 8", [f(t, lr0) for t in range(2, 9)]
    yield "rate of a late update", f(int(rng.integers(500, 2000)), lr0)
    yield "rate at t = 0", f(0, lr0)


def with_warmup(f, rng):
    lr0, k = rng.uniform(0.05, 2), rng.uniform(0.05, 0.2)
    base = lambda t: lr0 * math.exp(-k * t)  # noqa: E731
    warm = int(rng.integers(4, 8))
    yield "rate at t = 0", f(0, warm, base)
    yield "rates of the stairs", [f(t, warm, base) for t in range(warm)]
    yield "rate of the first update after the stairs", f(warm, warm, base)
    yield "rates after the stairs", [f(warm + t, warm, base) for t in range(1, 6)]
    yield "rates with one stair", [f(t, 1, base) for t in range(4)]
    yield "rates over a rising base", [f(t, 3, lambda t: lr0 * (2 + t * t)) for t in range(8)]
    yield "rates without warm-up", [f(t, 0, base) for t in range(4)]


def wsd(f, rng):
    lr0, warm, cool = rng.uniform(0.05, 2), int(rng.integers(3, 6)), int(rng.integers(4, 7))
    T = warm + cool + int(rng.integers(4, 7))
    yield "rates of the stairs", [f(t, T, warm, cool, lr0) for t in range(warm)]
    yield "rates of the flat part", [f(t, T, warm, cool, lr0) for t in range(warm, T - cool)]
    yield "rates of the line", [f(t, T, warm, cool, lr0) for t in range(T - cool, T)]
    yield "rates from T on", [f(T + t, T, warm, cool, lr0) for t in (0, 1, 2, 5 * T)]
    yield "rates without warm-up", [f(t, T, 0, cool, lr0) for t in range(T + 2)]
    yield "rates without decay", [f(t, T, warm, 0, lr0) for t in range(T + 2)]
    yield "rates without a flat part", [f(t, 6, 3, 3, lr0) for t in range(8)]
    yield "rates with one stair and one update of decay", [f(t, 4, 1, 1, lr0) for t in range(6)]


def sgdr(f, rng):
    lr0, T0 = rng.uniform(0.05, 2), int(rng.integers(4, 7))
    low = lr0 * rng.uniform(0.2, 0.4)
    for mult in (2, 1, 3):
        yield f"rates with mult = {mult}", [f(t, T0, mult, lr0) for t in range(3 * T0 + 4)]
    yield "rates with lr_min", [f(t, T0, 2, lr0, low) for t in range(3 * T0 + 4)]
    yield "rates of the first updates of the first four cycles", [f((2**i - 1) * T0, T0, 2, lr0, low) for i in range(4)]
    yield (
        "rates of the last updates of the first four cycles",
        [f((2**i - 1) * T0 - 1, T0, 2, lr0, lr_min=low) for i in range(1, 5)],
    )
    yield "rates with a first cycle of one update", [f(t, 1, 2, lr0, low) for t in range(8)]


def scale_lr(f, rng):
    lr, batch = rng.uniform(0.01, 0.3), int(rng.integers(20, 60))
    yield "rate for a larger batch", f(lr, batch, 3 * batch + 7)
    yield "rate for a much larger batch", f(lr, batch, int(batch * rng.integers(5, 20)) + 3)
    yield "rate for a smaller batch", f(lr, batch, batch // 3)
    yield "rate for the same batch", f(lr, batch, batch)
    yield "rate for a batch of one", f(lr, batch, 1)


def Scheduler(f, rng):
    ups, downs = rng.uniform(0.1, 2, 3), rng.uniform(0.01, 0.1, 3)
    table = [*ups.tolist(), 0.0, *downs.tolist()]
    for kind in ("SGD", "Adam"):
        lrs = rng.uniform(0.05, 0.5, 3).tolist()
        seen = f.run_remotely(_schedule_three_groups, kind, lrs, table)
        for group, name in enumerate(("first", "second", "third")):
            yield f"{kind}: rates that the {name} group's updates use", seen["rates"][group]
        yield f"{kind}: parameters after the updates", seen["weights"]
        yield f"{kind}: history", seen["history"]
        yield f"{kind}: t", seen["t"]
    seen = f.run_remotely(_schedule_three_groups, "SGD", [0.3], table)
    yield "one group: rates that its updates use", seen["rates"]
    yield "one group: history", seen["history"]
    yield "two schedulers: rates of their optimisers", f.run_remotely(_two_schedulers, table)


def Plateau(f, rng):
    a = float(rng.uniform(10, 20))
    walks = {
        "that falls and stands still": ([3, 2, 1, 1, 1, 1, 1, 1, 1, 1], {"factor": 0.5, "patience": 3}),
        "that swings": ([5, 4, 4.5, 4.2, 3.9, 4.4, 4.3, 4.1, 4, 4.2, 3.95], {"factor": 0.3, "patience": 4}),
        "with a new best between": ([5, 6, 6, 4, 6, 6, 6, 5, 3, 6, 6, 6], {"factor": 0.2, "patience": 3}),
        "that stays above its best": ([1, 4, 5, 6, 3, 2, 4, 3.5, 3, 2.5, 2], {"factor": 0.5, "patience": 2}),
        "with patience 1": ([2, 3, 1, 1, 2, 0], {"factor": 0.5, "patience": 1}),
        "with NaN": ([2, np.nan, np.nan, 1, np.nan, 3, 2], {"factor": 0.5, "patience": 2}),
        "with default settings": ([1, *[2] * 22], {}),
    }
    for name, (metrics, settings) in walks.items():
        lrs = rng.uniform(0.05, 0.5, 3).tolist()
        rates = f.run_remotely(_plateau, lrs, [a + m for m in metrics], settings)
        yield f"rates after each look, a metric {name}", rates


def EarlyStopping(f, rng):
    a = float(rng.uniform(10, 20))
    walks = {
        "with rises and falls": ([0, 2, 1, 1.5, 3, 2.5, 2, 1], {"patience": 3}),
        "that stands still": ([1, 1, 1, 1, 1], {"patience": 4}),
        "with patience 1": ([1, 2, 3, 2.5, 4], {"patience": 1}),
        "that creeps, with min_delta": ([0, 1.3, 1.7, 2.1, 2.8, 2.4, 3.1, 3.3, 3.5], {"patience": 4, "min_delta": 1.0}),
        "that rises by exactly min_delta": ([0, 0.5, 0, 0.25, 0], {"patience": 4, "min_delta": 0.5}),
        "with NaN": ([1, np.nan, 2, np.nan, np.nan, np.nan, 1.5, 1], {"patience": 4}),
        "that begins with NaN": ([np.nan, 1, 0, 2, 0, 0, 0], {"patience": 3}),
    }
    for name, (metrics, settings) in walks.items():
        exact = name.endswith("exactly min_delta")
        metrics = [m if exact else a + m for m in metrics]
        yield from _watch(f, f"a metric {name}", metrics, settings)
        if name in ("with rises and falls", "that creeps, with min_delta"):
            yield from _watch(f, f"the same {name}, mode min", [-m for m in metrics], settings | {"mode": "min"})
    yield "patience 0 raises", raised(f, 0)
    yield "an unknown mode raises", raised(f, 3, mode="maximum")
    message = f.run_remotely(_message, "neither")
    left_out = [mode for mode in ("max", "min") if mode not in message]
    yield "modes that the message leaves out", ", ".join(left_out) or "none"


def _endless(f, rng, lr0, k):
    """A schedule of t, lr0 and k; at first where no mistake divides by zero."""
    yield "rate of update 1", f(1, lr0, k)
    yield "rates of updates 2 to 7", [f(t, lr0, k) for t in range(2, 8)]
    yield "rate of a late update", f(int(rng.integers(40, 60)), lr0, k)
    yield "rates of updates 1 to 3, with a speed above one", [f(t, lr0, 1 + k) for t in range(1, 4)]
    yield "rate at t = 0", f(0, lr0, k)
    yield "rate with k = 0", f(5, lr0, 0.0)


def _watch(f, name, metrics, settings):
    """What a stopper says and keeps along a list of metrics."""
    seen = f.run_remotely(_stop, metrics, settings)
    yield f"{name}: stop?", seen["stops"]
    yield f"{name}: best", seen["best"]
    yield f"{name}: best_state, after more training", seen["kept"]
    yield f"{name}: model after restore", seen["restored"]
    yield f"{name}: best_state, after training from there", seen["kept again"]


def _message(make, mode):
    try:
        make(3, mode=mode)
    except ValueError as error:
        return str(error)
    return ""


def _schedule_three_groups(make, kind, lrs, table):
    """Run as many updates as `table` has rates, with a scheduler made by `make`."""
    import numpy as np
    import torch

    params = [torch.nn.Parameter(torch.ones(2, dtype=torch.float64)) for _ in lrs]
    groups = [{"params": [p], "lr": lr} for p, lr in zip(params, lrs, strict=True)]
    optimiser = getattr(torch.optim, kind)(groups)
    scheduler, rates = make(optimiser, lambda t: table[t % len(table)]), []
    for _ in table:
        for p in params:
            p.grad = torch.tensor([1.0, -0.3], dtype=torch.float64)
        scheduler.step()
        rates.append([float(group["lr"]) for group in optimiser.param_groups])
        optimiser.step()
    weights = np.array([p.detach().numpy() for p in params])
    return {"rates": np.array(rates).T, "weights": weights, "history": list(scheduler.history), "t": scheduler.t}


def _plateau(make, lrs, metrics, settings):
    """The rates (looks, groups) of an optimiser that a Plateau watches."""
    import numpy as np
    import torch

    groups = [{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": lr} for lr in lrs]
    optimiser = torch.optim.SGD(groups)
    plateau, rates = make(optimiser, **settings), []
    for metric in metrics:
        plateau.update(metric)
        rates.append([float(group["lr"]) for group in optimiser.param_groups])
    return np.array(rates)


def _two_schedulers(make, table):
    """Two optimisers, one scheduler each, called in turn."""
    import numpy as np
    import torch

    def optimiser(lr):
        return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)

    pair, rates = [optimiser(0.1), optimiser(0.2)], []
    one, two = make(pair[0], lambda t: table[t % 5]), make(pair[1], lambda t: 2 * table[t % 5])
    for t in range(4):
        one.step()
        for _ in range(t % 2 + 1):
            two.step()
        rates.append([float(o.param_groups[0]["lr"]) for o in pair])
    return np.array([*rates, [len(one.history), len(two.history)]])


def _stop(make, metrics, settings):
    """Show a stopper one model whose weights and statistics change before each look; then train on, restore, train."""
    import numpy as np
    import torch

    model = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.BatchNorm1d(1))

    def train(value):
        with torch.no_grad():
            for tensor in model.state_dict().values():
                tensor.fill_(value)

    def values(state):
        names = (dict(model.named_parameters()), dict(model.named_buffers()))
        missing = torch.tensor(np.nan)
        return np.array([np.mean([float(state.get(n, missing).float().mean()) for n in part]) for part in names])

    stopper, stops, best = make(**settings), [], []
    for k, metric in enumerate(metrics):
        train(k + 1)
        stops.append(bool(stopper.update(metric, model)))
        best.append(float(stopper.best) if stopper.best_state is not None else np.nan)
        if stops[-1]:
            break
    train(77)
    kept = values(stopper.best_state)
    stopper.restore(model)
    restored = values(model.state_dict())
    train(99)
    return {
        "stops": stops, "best": best, "kept": kept, "restored": restored, "kept again": values(stopper.best_state),
    }  # fmt: skip
