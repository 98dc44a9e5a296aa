"""What the probes of notebook 11 see of means of networks and of layers with a low-rank difference."""


def souped(f, seed, names, n, mode):
    """The soup of n networks in one number a tensor, its flags and modes, and what has become of those given."""
    import torch

    from utils.checks.probes._networks import network, norms, summary

    models = [network(seed + k, names, classes=4) for k in range(n)]
    for k, model in enumerate(models):
        model.train(mode == (k == 0))
        for i, norm in enumerate(norms(model)):
            norm.num_batches_tracked.fill_(3 + 4 * k * (i + 1))
        getattr(model.features, names[0 if k == 0 else 2]).requires_grad_(False)

    def states():
        return torch.cat([value.double().ravel() for model in models for value in model.state_dict().values()])

    before = states()
    new = f(models)
    seen = {"weights": summary(new.parameters())}
    seen["running means"] = summary(norm.running_mean for norm in norms(new))
    seen["running variances"] = summary(norm.running_var for norm in norms(new))
    seen["batches counted by the batch norms"] = [float(norm.num_batches_tracked) for norm in norms(new)]
    seen["parts in training mode"] = sum(module.training for module in new.modules())
    seen["which parameters learn"] = [p.requires_grad for p in new.parameters()]
    seen["change of the models given"] = float((states() - before).abs().max())
    with torch.no_grad():
        for value in new.state_dict().values():
            value.add_(1)
    return seen | {"change of the models given when the soup moves": float((states() - before).abs().max())}


def souped_perceptrons(f, seed, x):
    """What the soup of three networks of another kind computes."""
    import torch

    from utils.checks.probes._networks import perceptron

    new = f([perceptron(seed + k).eval() for k in range(3)])
    with torch.no_grad():
        return new.eval()(torch.from_numpy(x)).numpy()


def lora_start(f, seed, sizes, r, alpha):
    """A new layer of many numbers: its two matrices, and whose random numbers they are."""
    import numpy as np
    import torch

    linear, made = torch.nn.Linear(*sizes).double(), []
    for k in (0, 0, 1):
        torch.manual_seed(seed + 5 + len(made))
        made.append(f(linear, r, alpha, torch.Generator().manual_seed(seed + k)))
    layer = made[0]
    seen = {"shape of A": tuple(layer.A.shape), "shape of B": tuple(layer.B.shape)}
    seen["dtypes of A and B"] = f"{layer.A.dtype} {layer.B.dtype}"
    A, equal, other = (made[k].A.detach().double().numpy() for k in range(3))
    seen |= {"mean of A": A.mean(), "standard deviation of A": A.std()}
    seen["largest element of B"] = float(layer.B.detach().abs().max())
    seen["equal generators give equal A"] = np.array_equal(A, equal)
    return seen | {"another state of the generator gives another A": not np.array_equal(A, other)}


def lora_layer(f, weight, bias, A, B, alpha, x):
    """A layer whose two matrices have been given numbers: what it computes, what learns, what it merges to."""
    import torch

    linear = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=bias is not None).double()
    numbers = {"weight": weight} | ({} if bias is None else {"bias": bias})
    linear.load_state_dict({name: torch.from_numpy(value) for name, value in numbers.items()})
    layer = f(linear, len(A), alpha, torch.Generator().manual_seed(0))
    with torch.no_grad():
        layer.A.copy_(torch.from_numpy(A))
        layer.B.copy_(torch.from_numpy(B))
    inputs = torch.from_numpy(x).requires_grad_()
    output = layer(inputs)
    seen = {"output": output, "numbers that learn": sum(p.numel() for p in layer.parameters() if p.requires_grad)}
    seen["numbers of the base that learn"] = sum(p.numel() for p in layer.base.parameters() if p.requires_grad)
    seen["numbers of the layer given that learn"] = sum(p.numel() for p in linear.parameters() if p.requires_grad)
    if output.requires_grad:
        (output**2).sum().backward()
    for name, value in {"A": layer.A, "B": layer.B, "the input": inputs}.items():
        seen[f"gradient of {name}"] = "none" if value.grad is None else value.grad
    merged = layer.merge()
    seen["kind of the merged layer"] = type(merged).__name__
    merged_numbers = {name: getattr(merged, name, None) for name in ("weight", "bias")}
    seen |= {f"merged {name}": "none" if v is None else v.detach().clone() for name, v in merged_numbers.items()}
    with torch.no_grad():
        seen["output of the layer after merging"] = layer(inputs)
        for value in (merged_numbers["weight"], layer.base.weight):
            value is None or value.add_(1)
        seen["the same after all weights have moved"] = layer(inputs)
    seen["change of the layer given"] = float((linear.weight.detach() - torch.from_numpy(weight)).abs().max())
    return {name: value.detach().numpy() if torch.is_tensor(value) else value for name, value in seen.items()}
