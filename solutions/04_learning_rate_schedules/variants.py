"""Correct answers to notebook 04, each written in another way."""

import copy
import math

import numpy as np

from autograder.authoring.variants import variant


def _blend(high, low, share):
    """A share of the way from high to low."""
    return high + (low - high) * share


@variant("step_decay")
def steps_in_a_loop(t, lr0, milestones, gamma=0.1):
    lr = lr0
    for _ in [m for m in sorted(milestones) if t >= m]:
        lr *= gamma
    return lr


@variant("step_decay")
def steps_by_search(t, lr0, milestones, gamma=0.1):
    passed = np.searchsorted(np.sort(np.asarray(milestones, dtype=int)), t, side="right")
    return float(lr0 * np.power(gamma, passed))


@variant("step_decay")
def steps_by_recursion(t, lr0, milestones, gamma=0.1):
    if not milestones:
        return lr0
    head, *rest = milestones
    return step_decay(t, lr0 * gamma if head <= t else lr0, rest, gamma)  # noqa: F821


@variant("exp_decay")
def exp_by_numpy(t, lr0, k):
    return np.exp(np.log(lr0) - k * t)


@variant("exp_decay")
def exp_by_power(t, lr0, k):
    return lr0 * math.exp(-k) ** t


@variant("exp_decay")
def exp_with_torch(t, lr0, k):
    import torch

    return lr0 * torch.exp(torch.tensor(-k * t, dtype=torch.float64)).item()


@variant("inv_t_decay")
def inv_by_power(t, lr0, k):
    return lr0 * (1.0 + t * k) ** -1


@variant("inv_t_decay")
def inv_by_reciprocals(t, lr0, k):
    return 1 / (1 / lr0 + k * t / lr0)


@variant("inv_t_decay")
def inv_in_numpy(t, lr0, k):
    return np.divide(lr0, np.add(1, np.multiply(k, t)))


@variant("cosine_decay")
def cosine_early_return(t, T, lr0, lr_min=0.0):
    if t >= T:
        return lr_min
    return lr_min + 0.5 * (lr0 - lr_min) * (1 + np.cos(np.pi * t / T))


@variant("cosine_decay")
def cosine_as_a_square(t, T, lr0, lr_min=0.0):
    return _blend(lr0, lr_min, math.sin(math.pi / 2 * min(1, t / T)) ** 2)


@variant("cosine_decay")
def cosine_clipped_with_torch(t, T, lr0, lr_min=0.0):
    import torch

    angle = torch.tensor(math.pi * t / T, dtype=torch.float64).clamp(max=math.pi)
    return torch.lerp(torch.tensor(lr_min).double(), torch.tensor(lr0).double(), (1 + angle.cos()) / 2)


@variant("linear_decay")
def line_by_interpolation(t, T, lr0):
    return np.interp(t, [0, T], [lr0, 0.0])


@variant("linear_decay")
def line_with_branch(t, T, lr0):
    return 0.0 if t >= T else lr0 * (T - t) / T


@variant("linear_decay")
def line_by_blending(t, T, lr0):
    return _blend(lr0, 0, min(t / T, 1))


@variant("inv_sqrt")
def root_by_power(t, lr0):
    return lr0 * (1 + t) ** -0.5


@variant("inv_sqrt")
def root_in_numpy(t, lr0):
    return lr0 / np.sqrt(np.float32(t + 1))


@variant("inv_sqrt")
def root_of_the_quotient(t, lr0):
    return math.sqrt(lr0 * lr0 / (t + 1))


@variant("with_warmup")
def warmup_in_one_line(t, warm, base):
    return base(t - warm) if t >= warm else (t + 1) * base(0) / warm


@variant("with_warmup")
def warmup_by_max(t, warm, base):
    return base(max(0, t - warm)) * min(1.0, (t + 1) / max(warm, 1))


@variant("with_warmup")
def warmup_by_lists(t, warm, base):
    stairs = np.linspace(0, base(0), warm + 1)[1:]
    return [*stairs, *(base(s) for s in range(t + 1))][t]


@variant("sgdr")
def restarts_by_recursion(t, T0, mult, lr0, lr_min=0.0):
    if t < T0:
        return cosine_decay(t, T0, lr0, lr_min)  # noqa: F821
    return sgdr(t - T0, T0 * mult, mult, lr0, lr_min)  # noqa: F821


@variant("sgdr")
def restarts_by_edges(t, T0, mult, lr0, lr_min=0.0):
    edges = [0]
    while edges[-1] <= t:
        edges.append(edges[-1] + T0 * mult ** (len(edges) - 1))
    share = (t - edges[-2]) / (edges[-1] - edges[-2])
    return lr_min + (lr0 - lr_min) / 2 * (1 + math.cos(math.pi * share))


@variant("sgdr")
def restarts_step_by_step(t, T0, mult, lr0, lr_min=0.0):
    since, length = 0, T0
    for _ in range(t):
        since += 1
        if since == length:
            since, length = 0, mult * length
    return _blend(lr0, lr_min, (1 - np.cos(np.pi * since / length)) / 2)


@variant("scale_lr")
def scale_by_factor(lr_ref, batch_ref, batch):
    return (batch / batch_ref) * lr_ref


@variant("scale_lr")
def scale_per_example(lr_ref, batch_ref, batch):
    return lr_ref / batch_ref * batch


@variant("scale_lr")
def scale_in_numpy(lr_ref, batch_ref, batch):
    return np.exp(np.log(lr_ref) + np.log(batch) - np.log(batch_ref))


@variant("Scheduler")
class SchedulerOfDicts:
    def __init__(self, optimizer, schedule):
        self.groups = list(optimizer.param_groups)
        self.initial = [float(g["lr"]) for g in self.groups]
        self.schedule, self.history = schedule, []

    @property
    def t(self):
        return len(self.history)

    def step(self):
        rate = self.schedule(self.t)
        for g, lr in zip(self.groups, self.initial, strict=True):
            g["lr"] = rate * lr / self.initial[0]
        self.history.append(rate)


@variant("Scheduler")
class SchedulerThatBeginsAtOnce:
    def __init__(self, optimizer, schedule):
        self.opt, self.schedule = optimizer, schedule
        self.ratio = np.array([g["lr"] for g in optimizer.param_groups]) / optimizer.param_groups[0]["lr"]
        self.t, self.history = 0, []
        self._set(schedule(0))

    def _set(self, lr):
        for i in range(len(self.ratio)):
            self.opt.param_groups[i]["lr"] = float(self.ratio[i] * lr)

    def step(self):
        self.history += [self.schedule(self.t)]
        self._set(self.history[-1])
        self.t = self.t + 1


@variant("Scheduler")
class SchedulerWithNotes:
    def __init__(self, optimizer, schedule):
        for g in optimizer.param_groups:
            g["first_lr"] = g["lr"]
        self.optimizer, self.fn, self.t, self.history = optimizer, schedule, 0, []

    def step(self):
        t, self.t = self.t, self.t + 1
        lead, *others = self.optimizer.param_groups
        lead["lr"] = self.fn(t)
        for g in others:
            g["lr"] = lead["lr"] * (g["first_lr"] / lead["first_lr"])
        self.history.append(lead["lr"])


@variant("EarlyStopping")
class StoppingByDeepcopy:
    def __init__(self, patience, min_delta=0.0, mode="max"):
        if patience <= 0:
            raise ValueError("patience >= 1")
        if mode not in {"max", "min"}:
            raise ValueError("mode: max or min")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best, self.best_state, self.bad = None, None, 0

    def _better(self, metric):
        if self.best is None:
            return not math.isnan(metric)
        up = self.mode == "max"
        return metric > self.best + self.min_delta if up else metric < self.best - self.min_delta

    def update(self, metric, model):
        if self._better(metric):
            self.best, self.bad = metric, 0
            self.best_state = copy.deepcopy(model.state_dict())
            return False
        self.bad += 1
        return self.bad >= self.patience

    def restore(self, model):
        model.load_state_dict(copy.deepcopy(self.best_state))


@variant("EarlyStopping")
class StoppingByHistory:
    def __init__(self, patience, min_delta=0.0, mode="max"):
        if mode not in ("max", "min") or patience < 1:
            raise ValueError(f"{mode!r} is neither 'max' nor 'min', or {patience} is below 1")
        self.left = self.patience = patience
        self.delta, self.down = min_delta, mode == "min"
        self.best, self.best_state = float("inf" if self.down else "-inf"), None

    def update(self, metric, model):
        gain = self.best - metric if self.down else metric - self.best
        self.left = self.patience if gain > self.delta else self.left - 1
        if gain > self.delta:
            self.best = float(metric)
            self.best_state = {k: v.detach().cpu().clone() for k, v in model.state_dict().items()}
        return self.left == 0

    def restore(self, model):
        for name, tensor in model.state_dict().items():
            tensor.copy_(self.best_state[name])


@variant("EarlyStopping")
class StoppingByLastGoodLook:
    def __init__(self, patience, min_delta=0.0, mode="max"):
        signs = {"max": 1.0, "min": -1.0}
        if mode not in signs or patience < 1:
            raise ValueError(f"patience {patience} must be >= 1, mode {mode!r} one of {list(signs)}")
        self.patience, self.min_delta, self.sign = patience, min_delta, signs[mode]
        self.looks, self.good, self.best, self._copy = 0, 0, np.nan, None

    @property
    def best_state(self):
        return None if self._copy is None else self._copy.state_dict()

    def update(self, metric, model):
        self.looks += 1
        first = np.isnan(self.best) and not np.isnan(metric)
        if first or self.sign * metric > self.sign * self.best + self.min_delta:
            self.good, self.best, self._copy = self.looks, metric, copy.deepcopy(model)
        return self.looks - self.good >= self.patience

    def restore(self, model):
        model.load_state_dict(self._copy.state_dict())


@variant("wsd")
def wsd_by_the_smaller(t, T, warm, cool, lr0):
    up = (t + 1) / warm if warm else 1
    down = (T - t) / cool if cool else float(t < T)
    return lr0 * max(0.0, min(1, up, down))


@variant("wsd")
def wsd_from_the_end(t, T, warm, cool, lr0):
    left = T - t
    if left <= 0:
        return 0 * lr0
    if left <= cool:
        return lr0 * left / cool
    return lr0 if t >= warm else lr0 / warm * (t + 1)


@variant("wsd")
def wsd_by_interpolation(t, T, warm, cool, lr0):
    if t < warm:
        return np.interp(t + 1, [0, warm], [0, lr0])
    if t >= T:
        return np.float64(0)
    return np.interp(t, [T - cool, T], [lr0, 0]) if cool else lr0


@variant("Plateau")
class PlateauOfLooks:
    def __init__(self, optimizer, factor=0.1, patience=10):
        self.opt, self.factor, self.patience, self.looks = optimizer, factor, patience, []
        self.lowest = None

    def update(self, metric):
        if self.lowest is None or metric < self.lowest:
            self.lowest, self.looks = metric if metric == metric else None, []
            return
        self.looks.append(metric)
        if len(self.looks) >= self.patience:
            self.looks.clear()
            for i, group in enumerate(self.opt.param_groups):
                self.opt.param_groups[i]["lr"] = group["lr"] * self.factor


@variant("Plateau")
class PlateauThatCountsDown:
    def __init__(self, optimizer, factor=0.1, patience=10):
        self.groups, self.factor, self.patience = optimizer.param_groups, factor, patience
        self.left, self.best = patience, float("inf")

    def update(self, metric):
        better = metric < self.best
        self.best = metric if better else self.best
        self.left = self.patience if better else self.left - 1
        if self.left == 0:
            self.left = self.patience
            for group in self.groups:
                group.update(lr=self.factor * group["lr"])


@variant("Plateau")
class PlateauWithAClock:
    def __init__(self, optimizer, factor=0.1, patience=10):
        self.optimizer, self.factor, self.patience = optimizer, factor, patience
        self.clock = self.since = 0
        self.best = np.inf

    def update(self, metric):
        self.clock += 1
        if metric < self.best:
            self.best, self.since = float(metric), self.clock
        elif self.clock - self.since == self.patience:
            self.since = self.clock
            for group in self.optimizer.param_groups:
                group["lr"] = group["lr"] * self.factor
