"""What the probes of notebook 11 build beside a student's function: networks, and a look at what became of them."""

import numpy as np


def network(seed, names, classes=3, batch_norm=True, width=2):
    """A StagedCNN in float64 whose stages bear `names` in this order; its numbers come from NumPy."""
    from collections import OrderedDict

    import torch

    from utils.models import StagedCNN

    model = StagedCNN(classes, width=width, batch_norm=batch_norm)
    model.features = torch.nn.Sequential(OrderedDict(zip(names, model.features.children(), strict=True)))
    return _filled(model, seed)


def perceptron(seed):
    """Another kind of network: four numbers an image, three classes, stages "roots" (with dropout) and "crown"."""
    from collections import OrderedDict

    from torch import nn

    class Perceptron(nn.Module):
        def __init__(self):
            super().__init__()
            roots = nn.Sequential(nn.Flatten(), nn.Linear(4, 5), nn.BatchNorm1d(5), nn.Tanh(), nn.Dropout(0.5))
            crown = nn.Sequential(nn.Linear(5, 6), nn.Tanh())
            self.features = nn.Sequential(OrderedDict(roots=roots, crown=crown))
            self.head = nn.Linear(6, 3)

        def forward(self, x):
            return self.head(self.features(x))

    return _filled(Perceptron(), seed)


def _filled(model, seed):
    """The model in float64, with numbers from NumPy in all that it keeps."""
    import torch

    rng = np.random.default_rng(seed)
    with torch.no_grad():
        for w in model.double().state_dict().values():
            if w.dtype == torch.float64:
                sample = rng.normal(0, 0.5, w.shape) if w.dim() > 1 else rng.uniform(0.2, 1, w.shape)
                w.copy_(torch.from_numpy(np.asarray(sample)))
    return model


def summary(tensors):
    """One number for each tensor that changes with every element of it."""
    sums = [t.detach().cpu().numpy().astype(float).ravel() for t in tensors]
    return np.array([np.sum(t * np.cos(np.arange(t.size))) for t in sums])


def norms(model):
    """The batch norms of a model."""
    from torch.nn import BatchNorm2d

    return [module for module in model.modules() if isinstance(module, BatchNorm2d)]


def frozen_network(f, seed, names, until, mode, x):
    """What `freeze` leaves of a network, before and after it is trained for a step."""
    import torch

    from utils.checks.probes._networks import network, norms, summary

    model = network(seed, names).train(mode)
    seen = {"trainable numbers": f(model, until)}
    seen["which parameters learn"] = [p.requires_grad for p in model.parameters()]
    seen["batch norms in training mode"] = [norm.training for norm in norms(model)]
    seen["the same after train()"] = [norm.training for norm in norms(model.train())]
    with torch.no_grad():
        model(torch.from_numpy(x))
    seen["running means after a batch"] = summary(norm.running_mean for norm in norms(model))
    seen["the same after eval()"] = [norm.training for norm in norms(model.eval())]
    return seen | {"weights": summary(model.parameters())}


def partly_frozen(f, seed, names, mode, apart):
    """What `freeze` up to the first stage leaves of a third stage or a head that was frozen, or in another mode."""
    from utils.checks.probes._networks import network, norms

    model = network(seed, names).train(mode)
    later = getattr(model.features, names[2])
    if apart == "frozen":
        later.requires_grad_(False).eval()
        model.frozen_stages.add(names[2])
    elif apart == "mode":
        later.train(not mode)
    else:
        model.head.requires_grad_(False)
    f(model, names[0])
    if apart == "mode":
        return {"batch norms in training mode": [norm.training for norm in norms(model)]}
    seen = {"parameters that learn": sum(p.requires_grad for p in model.parameters())}
    modes = [norm.training for norm in norms(model.train())]
    return seen | ({"batch norms in training mode after train()": modes} if apart == "frozen" else {})


def stages_in_error(f, seed, names, *args):
    """Which of the stages the error for one that does not exist names."""
    import torch

    from utils.checks.probes._networks import network

    given = [torch.from_numpy(args[0])] if args else []
    try:
        f(network(seed, names), *given, "roof")
    except ValueError as error:
        return [name in str(error) for name in names]
    return []


def two_heads(f, seed, names, C):
    """The new model and what has become of the old one."""
    import numpy as np
    import torch

    from utils.checks.probes._networks import network, summary

    old = network(seed, names, classes=4, width=8)
    getattr(old.features, names[0]).requires_grad_(False)
    old.head.requires_grad_(False)
    body, head = summary(old.features.state_dict().values()), summary(old.head.parameters())
    generators = [torch.Generator().manual_seed(seed + k) for k in (0, 0, 1)]
    torch.manual_seed(1)
    new = f(old, C, generators[0])
    torch.manual_seed(2)
    equal, other = f(old, C, generators[1]), f(old, C, generators[2])
    w = new.head.weight.detach().numpy().astype(float)
    seen = {"shape": w.shape, "mean": w.mean(), "sd": w.std(), "dtype": str(new.head.weight.dtype)}
    seen["bias"] = "none" if new.head.bias is None else np.abs(new.head.bias.detach().numpy()).max()
    seen["head learns"] = [p.requires_grad for p in new.head.parameters()]
    seen["body learns"] = [p.requires_grad for p in new.features.parameters()]
    seen["body"] = summary(new.features.state_dict().values()) - body
    seen["equal"] = torch.equal(new.head.weight, equal.head.weight)
    seen["other"] = not torch.equal(new.head.weight, other.head.weight)
    with torch.no_grad():
        for p in new.parameters():
            p.add_(1.0)
    seen["old head"] = summary(old.head.parameters()) - head
    seen["old body after the new one is trained"] = summary(old.features.state_dict().values()) - body
    return seen


def features_of(f, seed, names, X, stage, settings, mode, frozen):
    """Features, and how the network was driven for them."""
    import numpy as np
    import torch

    from utils.checks.probes._networks import network, norms, summary

    model, log = network(seed, names), []
    model.frozen_stages |= set(frozen)
    model.train(mode)

    def watch(module, args):
        log.append((len(args[0]), torch.is_grad_enabled()))

    getattr(model.features, names[0]).register_forward_pre_hook(watch)
    found = f(model, torch.from_numpy(X), stage, **settings)
    F, kind = np.asarray(found), type(found).__name__
    seen = {"shape": F.shape, "some features": F[:5, :: max(1, F.shape[-1] // 4)][:, :4]}
    seen["features of the last image"] = F[-1, :: max(1, F.shape[-1] // 4)][:4]
    seen["images in each pass"] = [n for n, _ in log]
    seen["passes that build a graph"] = sum(graph for _, graph in log)
    seen["running means afterwards"] = summary(norm.running_mean for norm in norms(model))
    seen["batch norms in training mode afterwards"] = [norm.training for norm in norms(model)]
    return seen | {"kind": kind}


def shapes_of(f, seed, names, X, pairs):
    """The shape of the features of the first n images with batches of a size, for pairs of the two."""
    import numpy as np
    import torch

    from utils.checks.probes._networks import network

    X, model = torch.from_numpy(X), network(seed, names)
    return [np.shape(f(model, X[:n], names[0], batch)) for n, batch in pairs]


def rates_of(f, seed, names, lr, settings, frozen, head):
    """The groups, and the rate at which they let each parameter move."""
    from utils.checks.probes._networks import network

    model = network(seed, names, width=1)
    for name in names[:frozen]:
        getattr(model.features, name).requires_grad_(False)
    model.head.requires_grad_(head)
    groups = f(model, lr, **settings)
    seen = {"lists of parameters": all(isinstance(group["params"], list) for group in groups)}
    members = [(id(p), group["lr"]) for group in groups for p in group["params"]]
    seen["rates of the groups"] = [group["lr"] for group in groups]
    seen["parameters in each group"] = [sum(1 for _ in group["params"]) for group in groups]
    seen["rate of each parameter"] = [sum(rate for i, rate in members if i == id(p)) for p in model.parameters()]
    seen["parameters listed twice"] = len(members) - len({i for i, _ in members})
    return seen


def tuned_network(f, seed, names, X, y, stages, frozen):
    """The trained model in one number a parameter, its batch norms, and what has become of the model given."""
    import torch

    from utils.checks.probes._networks import network, norms, summary

    model = network(seed, names)
    for name in names[:frozen]:
        getattr(model.features, name).requires_grad_(False)
        model.frozen_stages |= {name}
    model.train()
    given = summary(model.state_dict().values())
    new = f(model, torch.from_numpy(X), torch.from_numpy(y), stages, torch.Generator().manual_seed(seed))
    seen = {"weights": summary(new.parameters())}
    seen["running means"] = summary(norm.running_mean for norm in norms(new))
    seen["parts in training mode"] = sum(module.training for module in new.modules())
    seen["parameters that learn"] = sum(p.requires_grad for p in new.parameters())
    return seen | {"change of the model given": abs(summary(model.state_dict().values()) - given).max()}


def minibatches_of(f, seed, names, X, y):
    """Sizes, the samples of two epochs in order, and the first epochs of two more calls."""
    import numpy as np
    import torch

    from utils.checks.probes._networks import network

    def order(draw):
        model, log = network(seed, names), []

        def watch(module, args):
            if torch.is_grad_enabled():
                log.append(args[0].detach().sum(1).numpy())

        model.head.register_forward_pre_hook(watch)
        torch.manual_seed(draw + len(runs))
        stages, generator = [{"train": "head", "lr": 0.01, "epochs": 2}], torch.Generator().manual_seed(draw)
        f(model, torch.from_numpy(X), torch.from_numpy(y), stages, generator)
        runs.append(log)
        return np.concatenate(log or [np.zeros(1)])

    runs = []
    first, again, other = order(1), order(1), order(2)
    return [len(batch) for batch in runs[0]], first[:70], first[70:], (again[:70], other[:70])
