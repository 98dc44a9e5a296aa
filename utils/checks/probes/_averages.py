"""Probes of notebook 10: moving averages of tensors."""


def EMA(f, rng):
    for name, decay in (("slow", rng.uniform(0.8, 0.95)), ("fast", rng.uniform(0.1, 0.4))):
        yield from _life(f"{name} decay", f.run_remotely(_ema_life, _values(rng), float(decay), False))
    yield from _life("a generator", f.run_remotely(_ema_life, _values(rng), 0.5, True))
    seen = f.run_remotely(_ema_life, _values(rng), 0.0, False)
    yield "decay 0: applied", seen["applied"]
    seen = f.run_remotely(_ema_of_a_model, rng.normal(size=(6, 4)), rng.normal(size=(6, 2)), 0.7)
    for name, value in seen.items():
        yield f"a model in training: {name}", value
    for name, value in f.run_remotely(_two_emas, _values(rng)).items():
        yield f"two averages of the same tensors: {name}", value


def _values(rng):
    """Six readings of three tensors of different shape and size."""
    return [[10.0**k * rng.normal(size=shape) for shape in ((3,), (2, 2), ())] for k in (0, 1, -2, 0, 2, 1)]


def _life(name, seen):
    for what, value in seen.items():
        yield f"{name}: {what}", value


def _ema_life(make, values, decay, lazy):
    """Three readings, apply, restore; two more, apply, restore; and one more of each."""
    import numpy as np
    import torch

    params = [torch.nn.Parameter(torch.tensor(value, dtype=torch.float64)) for value in values[0]]
    ema = make((p for p in params) if lazy else params, decay)

    def read():
        return np.concatenate([p.detach().numpy().ravel().copy() for p in params])

    def move(values):
        with torch.no_grad():
            for p, value in zip(params, values, strict=True):
                p.copy_(torch.tensor(value, dtype=torch.float64))
        ema.update()

    result = {}
    ema.apply()
    result["applied before any update"] = read()
    ema.restore()
    for value in values[1:4]:
        move(value)
    ema.apply()
    result["applied"] = read()
    ema.restore()
    result["restored"] = read()
    for value in values[4:]:
        move(value)
    result["raw after more updates"] = read()
    ema.apply()
    result["applied again"] = read()
    ema.restore()
    result["restored again"] = read()
    ema.apply()
    result["applied a third time"] = read()
    return result


def _ema_of_a_model(make, X, Y, decay):
    """Momentum on a linear model, with an average; what a reference held elsewhere sees."""
    import numpy as np
    import torch

    X, Y = torch.tensor(X), torch.tensor(Y)
    model = torch.nn.Linear(4, 2).double()
    with torch.no_grad():
        for p in model.parameters():
            p.fill_(0.3)
    rule = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.5)
    views, ema = [p.detach() for p in model.parameters()], make(model.parameters(), decay)

    def steps(n):
        for _ in range(n):
            rule.zero_grad()
            ((model(X) - Y) ** 2).mean().backward()
            rule.step()
            ema.update()

    def read(tensors):
        return np.concatenate([t.detach().numpy().ravel().copy() for t in tensors])

    steps(4)
    ema.apply()
    result = {"average": read(model.parameters()), "average, seen through other names": read(views)}
    ema.restore()
    steps(3)
    result["weights after training on"] = read(model.parameters())
    result["the same through other names"] = read(views)
    result["they require gradients"] = [bool(p.requires_grad) for p in model.parameters()]
    return result


def _two_emas(make, values):
    """Two averages with different decays on the same tensors."""
    import numpy as np
    import torch

    params = [torch.tensor(value, dtype=torch.float64) for value in values[0]]
    pair, result = (make(params, 0.9), make(params, 0.2)), {}
    for row in values[1:5]:
        for p, value in zip(params, row, strict=True):
            p.copy_(torch.tensor(value, dtype=torch.float64))
        for ema in pair:
            ema.update()
    for name, ema in zip(("the slow one", "the fast one"), pair, strict=True):
        ema.apply()
        result[name] = np.concatenate([p.numpy().ravel().copy() for p in params])
        ema.restore()
    return result
