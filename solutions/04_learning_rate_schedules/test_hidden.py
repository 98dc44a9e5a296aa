"""Hidden tests of notebook 04. Each docstring is the sentence the student reads."""

import numpy as np
import pytest
import torch

exercise = pytest.mark.exercise


def torch_rates(make, lr, steps):
    """The rates that the updates of a torch optimiser use under one of torch's schedulers."""
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    scheduler, rates = make(optimiser), []
    for _ in range(steps):
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        scheduler.step()
    return np.array(rates)


@exercise("step_decay", weight=3)
def test_steps_agree(agrees_with_reference):
    """The rate falls by gamma at each milestone, and milestones may come in any order."""
    agrees_with_reference("step_decay")


@exercise("step_decay")
def test_steps_are_torchs(student, rng, assert_close):
    """The rates are those of torch's MultiStepLR."""
    lr, gamma = rng.uniform(0.1, 2), rng.uniform(0.2, 0.8)
    milestones = np.cumsum(rng.integers(2, 9, 4)).tolist()
    rates = [student.step_decay(t, lr, milestones, gamma) for t in range(40)]
    step = torch.optim.lr_scheduler.MultiStepLR
    assert_close("rates", rates, torch_rates(lambda o: step(o, milestones, gamma), lr, 40))


@exercise("exp_decay", weight=3)
def test_exponential_agrees(agrees_with_reference):
    """The exponential's rates are right early and late, slow and fast."""
    agrees_with_reference("exp_decay")


@exercise("exp_decay")
def test_exponential_shrinks_by_one_factor(student, rng, assert_close):
    """From each update to the next the rate shrinks by the same factor."""
    lr, k = rng.uniform(0.1, 2), rng.uniform(0.05, 0.5)
    rates = np.array([student.exp_decay(t, lr, k) for t in range(30)], dtype=float)
    assert_close("a rate from the one before", rates[1:], rates[:-1] * np.exp(-k))
    assert_close("first rate", rates[0], lr)


@exercise("inv_t_decay", weight=3)
def test_one_over_t_agrees(agrees_with_reference):
    """The rates of 1/t decay are right early and late, slow and fast."""
    agrees_with_reference("inv_t_decay")


@exercise("inv_t_decay")
def test_one_over_t_has_a_straight_inverse(student, rng, assert_close):
    """The rate times 1 + k t is the first rate, at every update."""
    lr, k = rng.uniform(0.1, 2), rng.uniform(0.05, 0.5)
    rates = np.array([student.inv_t_decay(t, lr, k) for t in range(30)], dtype=float)
    assert_close("lr0 / rate", rates * (1 + k * np.arange(30)), np.full(30, lr))


@exercise("cosine_decay", weight=3)
def test_cosine_agrees(agrees_with_reference):
    """The cosine runs from lr0 to lr_min and stays there, for T = 1 too."""
    agrees_with_reference("cosine_decay")


@exercise("cosine_decay")
def test_cosine_is_torchs(student, rng, assert_close):
    """The rates of a run are those of torch's CosineAnnealingLR."""
    lr, T = rng.uniform(0.5, 2), int(rng.integers(20, 60))
    low = lr * rng.uniform(0.01, 0.2)
    rates = [student.cosine_decay(t, T, lr, low) for t in range(T)]
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR
    assert_close("rates", rates, torch_rates(lambda o: cosine(o, T, low), lr, T))


@exercise("cosine_decay")
def test_cosine_never_comes_up(student, rng, assert_close):
    """The curve is symmetrical about its middle, and no later rate is higher than an earlier one."""
    lr, T = rng.uniform(0.5, 2), 2 * int(rng.integers(10, 20))
    rates = np.array([student.cosine_decay(t, T, lr, 0.1) for t in range(3 * T)], dtype=float)
    assert_close("first and last rate added", rates[: T + 1] + rates[: T + 1][::-1], np.full(T + 1, lr + 0.1))
    assert (np.diff(rates) <= 1e-12).all()


@exercise("linear_decay", weight=3)
def test_line_agrees(agrees_with_reference):
    """The line runs from lr0 to zero at T and stays there, for T = 1 too."""
    agrees_with_reference("linear_decay")


@exercise("linear_decay")
def test_line_is_torchs(student, rng, assert_close):
    """The rates are those of torch's LinearLR to an end factor of zero."""
    lr, T = rng.uniform(0.1, 2), int(rng.integers(20, 60))
    rates = [student.linear_decay(t, T, lr) for t in range(T + 5)]
    line = torch.optim.lr_scheduler.LinearLR
    want = torch_rates(lambda o: line(o, start_factor=1.0, end_factor=0.0, total_iters=T), lr, T + 5)
    assert_close("rates", rates, want, atol=1e-6)


@exercise("inv_sqrt", weight=3)
def test_root_agrees(agrees_with_reference):
    """The rates of the inverse square root are right from the first update on."""
    agrees_with_reference("inv_sqrt")


@exercise("inv_sqrt")
def test_root_halves_at_four_times_the_updates(student, rng, assert_close):
    """After four times as many updates the rate is half as high."""
    lr, n = rng.uniform(0.1, 2), rng.integers(2, 500, 8).tolist()
    late = [student.inv_sqrt(4 * m - 1, lr) for m in n]
    assert_close("rate after four times the updates", late, [student.inv_sqrt(m - 1, lr) / 2 for m in n])
    assert_close("first rate", student.inv_sqrt(0, lr), lr)


@exercise("with_warmup", weight=3)
def test_warmup_agrees(agrees_with_reference):
    """Stairs lead to base(0), then base begins from its own zero; without stairs it begins at once."""
    agrees_with_reference("with_warmup")


@exercise("with_warmup")
def test_warmup_is_torchs(student, rng, assert_close):
    """The rates are those of torch's LambdaLR chained after a warm-up by SequentialLR."""
    warm, lr, k = int(rng.integers(5, 15)), rng.uniform(0.1, 2), rng.uniform(0.02, 0.2)
    rates = [student.with_warmup(t, warm, lambda t: lr / (1 + k * t)) for t in range(40)]
    tools = torch.optim.lr_scheduler

    def chained(optimiser):
        up = tools.LambdaLR(optimiser, lambda t: (t + 1) / warm)
        return tools.SequentialLR(optimiser, [up, tools.LambdaLR(optimiser, lambda t: 1 / (1 + k * t))], [warm])

    assert_close("rates", rates, torch_rates(chained, lr, 40))


@exercise("with_warmup")
def test_warmup_never_looks_back(student, rng):
    """Your function asks base only for times from zero on, and only for times that have come."""
    asked, warm = [], int(rng.integers(3, 8))

    def base(t):
        asked.append(int(t))
        return 1.0 + t

    rates = [float(student.with_warmup(t, warm, base)) for t in range(warm + 5)]
    assert min(asked) == 0
    assert max(asked) <= warm + 5
    assert np.allclose(np.diff(rates[:warm]), 1 / warm)
    assert np.allclose(rates[warm:], np.arange(5) + 1.0)


@exercise("sgdr", weight=3)
def test_restarts_agree(student, reference, agrees_with_reference):
    """Every cycle begins at lr0, ends near lr_min and is mult times as long as the last."""
    student.given(cosine_decay=reference.cosine_decay)
    agrees_with_reference("sgdr")


@exercise("sgdr")
def test_restarts_are_torchs(student, reference, rng, assert_close):
    """The rates are those of torch's CosineAnnealingWarmRestarts."""
    student.given(cosine_decay=reference.cosine_decay)
    lr, T0, mult = rng.uniform(0.5, 2), int(rng.integers(5, 12)), int(rng.integers(1, 4))
    low = lr * rng.uniform(0.01, 0.2)
    rates = [student.sgdr(t, T0, mult, lr, low) for t in range(80)]
    restarts = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts
    assert_close("rates", rates, torch_rates(lambda o: restarts(o, T0, mult, low), lr, 80))


@exercise("scale_lr", weight=3)
def test_rule_agrees(agrees_with_reference):
    """The rate is in proportion to the batch, for larger and smaller batches."""
    agrees_with_reference("scale_lr")


@exercise("scale_lr")
def test_rule_is_proportional(student, rng, assert_close):
    """Scaling twice is scaling once, and scaling back returns the first rate."""
    lr, (a, b, c) = rng.uniform(0.01, 1), rng.integers(8, 5000, 3).tolist()
    twice = student.scale_lr(student.scale_lr(lr, a, b), b, c)
    assert_close("rate scaled twice", twice, student.scale_lr(lr, a, c))
    assert_close("rate scaled there and back", student.scale_lr(student.scale_lr(lr, a, b), b, a), lr)
    assert_close("rate of ten times the batch", student.scale_lr(lr, a, 10 * a), 10 * lr)


def under_lambda_lr(lrs, table, slopes):
    """Parameters after momentum over groups whose rates torch's LambdaLR sets, one update for each slope."""
    params = [torch.nn.Parameter(torch.zeros(2, dtype=torch.float64)) for _ in lrs]
    groups = [{"params": [p], "lr": lr} for p, lr in zip(params, lrs, strict=True)]
    optimiser = torch.optim.SGD(groups, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda t: table[t % len(table)] / lrs[0])
    for slope in slopes:
        for p in params:
            p.grad = torch.tensor(slope)
        optimiser.step()
        scheduler.step()
    return [p.detach().numpy() for p in params]


@exercise("Scheduler", weight=3)
def test_scheduler_agrees(agrees_with_reference):
    """Every update of every group uses the rate of its own time, and the history lists the first group's."""
    agrees_with_reference("Scheduler")


@exercise("Scheduler")
def test_scheduler_is_torchs(student, rng, assert_close):
    """Momentum over three groups ends where torch's LambdaLR takes it."""

    def trial(student, lrs, table, slopes):
        import torch

        params = [torch.nn.Parameter(torch.zeros(2, dtype=torch.float64)) for _ in lrs]
        groups = [{"params": [p], "lr": lr} for p, lr in zip(params, lrs, strict=True)]
        optimiser = torch.optim.SGD(groups, momentum=0.9)
        scheduler = student.Scheduler(optimiser, lambda t: table[t % len(table)])
        for slope in slopes:
            for p in params:
                p.grad = torch.tensor(slope)
            scheduler.step()
            optimiser.step()
        return [p.detach().numpy() for p in params]

    lrs, table = rng.uniform(0.05, 0.5, 3).tolist(), rng.uniform(0.01, 1, 12).tolist()
    slopes = rng.normal(size=(12, 2))
    assert_close("parameters", student.run_remotely(trial, lrs, table, slopes), under_lambda_lr(lrs, table, slopes))


@exercise("EarlyStopping", weight=3)
def test_stopping_agrees(agrees_with_reference):
    """It stops at the right look, keeps a copy of the best weights and gives them back, in both modes."""
    agrees_with_reference("EarlyStopping")


@exercise("EarlyStopping", weight=2)
def test_stopping_on_random_walks(student, rng, assert_close):
    """On random metrics the restored weights are those of the best look before the stop."""

    def trial(student, walks, patience, mode):
        import torch

        result = []
        for walk in walks:
            stopper, model = student.EarlyStopping(patience, mode=mode), torch.nn.Linear(1, 1)
            for look, metric in enumerate(walk):
                with torch.no_grad():
                    model.weight.fill_(float(look))
                if stopper.update(float(metric), model):
                    break
            with torch.no_grad():
                model.weight.fill_(-1.0)
            stopper.restore(model)
            result.append([look, model.weight.item(), float(stopper.best)])
        return result

    walks = np.cumsum(rng.normal(size=(8, 40)), axis=1)
    for mode, sign in (("max", 1), ("min", -1)):
        patience, want = int(rng.integers(2, 5)), []
        for walk in sign * walks:
            leaders = np.maximum.accumulate(walk)
            since = [look - int(np.argmax(walk[: look + 1])) for look in range(40)]
            end = next((look for look in range(40) if since[look] >= patience), 39)
            want.append([end, end - since[end], sign * leaders[end]])
        assert_close(
            f"stop, best look and best metric, mode {mode}", student.run_remotely(trial, walks, patience, mode), want
        )


@exercise("EarlyStopping")
def test_stopping_names_the_modes(student):
    """The ValueError for an unknown mode names the two that there are."""

    def trial(student):
        try:
            student.EarlyStopping(3, mode="up")
        except ValueError as error:
            return str(error)
        return ""

    message = student.run_remotely(trial)
    assert "max" in message
    assert "min" in message


@exercise("wsd", weight=3)
def test_wsd_agrees(agrees_with_reference):
    """Stairs, flat part, line and the end are right, without warm-up and without decay too."""
    agrees_with_reference("wsd")


@exercise("wsd")
def test_wsd_is_a_trunk_that_can_be_prolonged(student, rng, assert_close):
    """A longer run has the same rates until the shorter one begins to fall, and all of them add up."""
    lr, warm, cool = rng.uniform(0.1, 2), int(rng.integers(2, 9)), int(rng.integers(5, 20))
    short, long = 60, 90
    trunk = [[student.wsd(t, T, warm, cool, lr) for t in range(short - cool)] for T in (short, long)]
    assert_close("the trunk", trunk[0], trunk[1])
    total = sum(student.wsd(t, short, warm, cool, lr) for t in range(short))
    assert_close("the sum of all rates", total, lr * (short - warm - cool + (warm + 1) / 2 + (cool + 1) / 2))


@exercise("Plateau", weight=3)
def test_plateau_agrees(agrees_with_reference):
    """The rates of all groups are right after each look at metrics that fall, stand still, swing or are NaN."""
    agrees_with_reference("Plateau")


@exercise("Plateau")
def test_plateau_on_random_walks(student, rng, assert_close):
    """On random metrics every cut comes with the look that completes the patience."""

    def trial(student, metrics, patience):
        import torch

        optimiser = torch.optim.Adam([{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": lr} for lr in (1.0, 0.1)])
        plateau, rates = student.Plateau(optimiser, factor=0.5, patience=patience), []
        for metric in metrics:
            plateau.update(metric)
            rates.append([group["lr"] for group in optimiser.param_groups])
        return rates

    for patience in (2, 5):
        metrics = rng.normal(size=40).cumsum().tolist()
        best, waited, rate, want = np.inf, 0, 1.0, []
        for metric in metrics:
            waited = 0 if metric < best else waited + 1
            best = min(best, metric)
            if waited == patience:
                rate, waited = rate / 2, 0
            want.append([rate, rate / 10])
        assert_close("rates", student.run_remotely(trial, metrics, patience), want)
