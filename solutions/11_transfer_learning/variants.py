"""Correct answers to notebook 11, each written in another way."""

import copy

import numpy as np
import torch
from torch import nn

from autograder.authoring.variants import variant


def _up_to(model, stage):
    """The stages from the input to the one named; ValueError where there is none of that name."""
    found = []
    for name, module in model.features._modules.items():
        found.append((name, module))
        if name == stage:
            return found
    raise ValueError(f"{stage} is none of {[name for name, _ in found]}")


def _cosine(a, b):
    """Cosine of the angle between two vectors, 0 where one of them is zero."""
    size = float(np.sqrt(a @ a) * np.sqrt(b @ b))
    return float(a @ b) / size if size > 0 else 0.0


@variant("replace_head")
def head_by_init(model, C, generator):
    new = copy.deepcopy(model)
    old = model.head.weight
    new.head = nn.Linear(old.shape[1], C, device=old.device, dtype=old.dtype)
    nn.init.normal_(new.head.weight, mean=0.0, std=0.01, generator=generator)
    nn.init.zeros_(new.head.bias)
    return new


@variant("replace_head")
def head_from_parameters(model, C, generator):
    new, old = copy.deepcopy(model), model.head.weight
    weight = torch.empty(C, model.head.in_features).normal_(0, 0.01, generator=generator)
    new.head = nn.Linear(model.head.in_features, C)
    new.head.weight = nn.Parameter(weight.to(old))
    new.head.bias = nn.Parameter(torch.zeros(C).to(old))
    return new


@variant("replace_head")
def head_by_state(model, C, generator):
    head = nn.Linear(model.head.in_features, C).to(model.head.weight)
    numbers = torch.randn(C * model.head.in_features, generator=generator, dtype=torch.float64) / 100
    head.load_state_dict({"weight": numbers.reshape(C, -1), "bias": torch.zeros(C)})
    clone = copy.deepcopy(model)
    clone.head = head
    return clone


@variant("freeze")
def freeze_walking(model, until):
    lower = _up_to(model, until)
    for _name, module in lower:
        module.eval()
        for p in module.parameters():
            p.requires_grad = False
    model.frozen_stages.update(name for name, _ in lower)
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


@variant("freeze")
def freeze_by_slices(model, until):
    names = list(dict(model.features.named_children()))
    if until not in names:
        raise ValueError(names)
    end = names.index(until) + 1
    model.features[:end].requires_grad_(False)
    model.features[:end].eval()
    model.frozen_stages = set(model.frozen_stages) | set(names[:end])
    return int(np.sum([np.prod(p.shape) for p in model.parameters() if p.requires_grad]))


@variant("freeze")
def freeze_with_a_flag(model, until):
    stages, done = dict(model.features.named_children()), False
    if until not in stages:
        raise ValueError(f"choose one of {list(stages)}")
    for name in stages:
        if not done:
            stages[name].requires_grad_(False).train(False)
            model.frozen_stages.add(name)
        done = done or name == until
    everything = sum(p.numel() for p in model.parameters())
    return everything - sum(p.numel() for p in model.parameters() if not p.requires_grad)


@variant("extract")
def extract_in_a_loop(model, X, stage, batch=256):
    lower, was, rows = _up_to(model, stage), model.training, []
    model.eval()
    try:
        for i in range(0, len(X), batch):
            with torch.inference_mode():
                Z = X[i : i + batch]
                for _, module in lower:
                    Z = module(Z)
                rows.extend(Z.reshape(len(Z), -1).cpu().numpy())
    finally:
        model.train(was)
    return np.stack(rows)


@variant("extract")
@torch.no_grad()
def extract_with_a_hook(model, X, stage, batch=256):
    if stage not in dict(model.features.named_children()):
        raise ValueError(list(dict(model.features.named_children())))
    was, caught = model.training, []
    handle = getattr(model.features, stage).register_forward_hook(lambda m, i, out: caught.append(out.flatten(1)))
    model.eval()
    for part in torch.split(X, batch):
        model(part)
    handle.remove()
    model.train(was)
    return torch.cat(caught).numpy()


@variant("extract")
def extract_with_a_loader(model, X, stage, batch=256):
    body = nn.Sequential(*[module for _, module in _up_to(model, stage)])
    was = model.training
    model.train(False)
    with torch.no_grad():
        found = [body(x).flatten(1).numpy() for x in torch.utils.data.DataLoader(X, batch_size=batch)]
    model.train(was)
    return np.concatenate(found, axis=0)


@variant("linear_probe")
def probe_by_logistic_regression(F, y, Ft):
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=2000)).fit(F, y).predict(Ft)


@variant("linear_probe")
def probe_by_least_squares(F, y, Ft):
    mean, sd = np.mean(F, 0), np.std(F, 0)
    A, B = ((Z - mean) / np.where(sd == 0, 1, sd) for Z in (F, Ft))
    labels, Y = np.unique(y), np.asarray(y)[:, None] == np.unique(y)
    W = np.linalg.solve(A.T @ A + 10 * np.eye(A.shape[1]), A.T @ (Y - Y.mean(0)))
    return labels[np.argmax(B @ W + Y.mean(0), axis=1)]


@variant("linear_probe")
def probe_by_gradient_descent(F, y, Ft):
    mean, sd = F.mean(0), F.std(0)
    A, B = ((Z - mean) / (sd + (sd == 0)) for Z in (F, Ft))
    labels, where = np.unique(y, return_inverse=True)
    W, b = np.zeros((F.shape[1], len(labels))), np.zeros(len(labels))
    for _ in range(300):
        scores = np.exp(A @ W + b - (A @ W + b).max(1, keepdims=True))
        d = (scores / scores.sum(1, keepdims=True) - np.eye(len(labels))[where]) / len(A)
        W, b = W - 0.3 * (A.T @ d + 0.01 * W), b - 0.3 * d.sum(0)
    return [labels[c] for c in (B @ W + b).argmax(1)]


@variant("linear_probe")
def probe_by_a_support_vector_machine(F, y, Ft):
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import LinearSVC

    scaler = StandardScaler().fit(F)
    return LinearSVC(C=0.01, max_iter=5000).fit(scaler.transform(F), y).predict(scaler.transform(Ft))


@variant("param_groups")
def groups_by_name(model, lr_head, lr_body=None):
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    return [
        {"lr": 0.1 * lr_head if lr_body is None else lr_body, "params": [p for n, p in named if "head." not in n]},
        {"lr": lr_head, "params": [p for n, p in named if n.startswith("head.")]},
    ]


@variant("param_groups")
def groups_by_identity(model, lr_head, lr_body=None):
    ids = {id(p) for p in model.head.parameters()}
    body, head = [], []
    for p in model.parameters():
        if p.requires_grad:
            (head if id(p) in ids else body).append(p)
    return [{"params": body, "lr": lr_head * 0.1 if lr_body is None else lr_body}, {"params": head, "lr": lr_head}]


@variant("param_groups")
def groups_in_a_tuple(model, lr_head, lr_body=None):
    rates = lr_head / 10 if lr_body is None else lr_body, lr_head

    def learning(part):
        return [*filter(lambda p: p.requires_grad, part.parameters())]

    parts = learning(model.features), learning(model.head)
    return tuple({"params": part, "lr": lr} for part, lr in zip(parts, rates, strict=True))


@variant("nearest")
def nearest_in_a_loop(F, i, k):
    if k < 1 or k > len(F) - 1:
        raise ValueError(k)
    others = [j for j in range(len(F)) if j != i]
    return sorted(others, key=lambda j: _cosine(F[i], F[j]), reverse=True)[:k]


@variant("nearest")
def nearest_with_torch(F, i, k):
    Z = torch.as_tensor(F)
    if not 0 < k < len(Z):
        raise ValueError("k")
    similar = torch.nn.functional.cosine_similarity(Z, Z[i : i + 1], dim=1, eps=1e-30)
    similar[i] = -2.0
    return similar.topk(k).indices.numpy()


@variant("nearest")
def nearest_by_distance_of_directions(F, i, k):
    if k not in range(1, len(F)):
        raise ValueError("k")
    length = np.sqrt((F**2).sum(1))
    dots = F @ F[i]
    similar = np.divide(dots, length * length[i], out=np.zeros(len(F)), where=length * length[i] > 0)
    order = np.argsort(similar)[::-1]
    return order[order != i][:k]


@variant("plan")
def plan_with_ifs(n_per_class, similarity):
    if similarity == "similar":
        return "linear probe" if n_per_class <= 20 else "fine-tune a few layers"
    if similarity == "different":
        return "probe several stages" if n_per_class <= 20 else "fine-tune more layers"
    raise ValueError('similarity must be "similar" or "different"')


@variant("plan")
def plan_by_match(n_per_class, similarity):
    match similarity, n_per_class >= 21:
        case "similar", False:
            return "linear probe"
        case "similar", True:
            return "fine-tune a few layers"
        case "different", False:
            return "probe several stages"
        case "different", True:
            return "fine-tune more layers"
    raise ValueError(f"{similarity!r}: similar or different")


@variant("plan")
def plan_by_key(n_per_class, similarity):
    if similarity not in ("similar", "different"):
        raise ValueError("similar, different")
    size = "more layers" if similarity == "different" else "a few layers"
    probe = "probe several stages" if similarity == "different" else "linear probe"
    return f"fine-tune {size}" if n_per_class > 20 else probe


@variant("zoo_facts")
def facts_in_a_loop(table):
    gains, best = {}, None
    for name, (top1, _) in table.items():
        if best is None or top1 < table[best][0]:
            best = name
        twin = table.get(f"{name} with batch normalization")
        if twin is not None:
            gains[name] = top1 - twin[0]
    return {"best": best, "bn_gain": gains}


@variant("zoo_facts")
def facts_from_the_twins(table):
    ending = " with batch normalization"
    plain = {name: name.removesuffix(ending) for name in table if name.endswith(ending)}
    gains = {short: table[short][0] - table[name][0] for name, short in plain.items()}
    return {"bn_gain": gains, "best": sorted(table.items(), key=lambda row: row[1][0])[0][0]}


@variant("zoo_facts")
def facts_with_accuracies(table):
    right = {name: 100 - row[0] for name, row in table.items()}
    pairs = [(a, b) for a in table for b in table if b == a + " with batch normalization"]
    return {"bn_gain": {a: right[b] - right[a] for a, b in pairs}, "best": max(right, key=right.get)}


@variant("finetune")
def tune_with_a_loader(model, X, y, stages, generator):
    new = copy.deepcopy(model)
    for stage in stages:
        if stage["train"] == "head":
            params = list(new.head.parameters())
        elif stage["train"] == "all":
            params = [p for p in new.parameters() if p.requires_grad]
        else:
            raise ValueError("head or all")
        data = torch.utils.data.TensorDataset(X, y)
        loader = torch.utils.data.DataLoader(data, batch_size=32, shuffle=True, generator=generator)
        adam = torch.optim.Adam(params, lr=stage["lr"])
        new.train()
        if stage["train"] == "head":
            new.features.eval()
        for _ in range(stage["epochs"]):
            for xb, yb in loader:
                new.zero_grad()
                loss = nn.CrossEntropyLoss()(new(xb), yb)
                loss.backward()
                adam.step()
    new.eval()
    return new


@variant("finetune")
def tune_on_kept_features(model, X, y, stages, generator):
    new = copy.deepcopy(model)

    def phase(f, Z, params, lr, epochs):
        adam = torch.optim.Adam(params, lr)
        for _ in range(epochs):
            order = torch.randperm(len(y), generator=generator)
            for i in range(0, len(y), 32):
                rows = order[i : i + 32]
                adam.zero_grad()
                torch.nn.functional.nll_loss(f(Z[rows]).log_softmax(1), y[rows]).backward()
                adam.step()

    for stage in stages:
        if stage["train"] == "all":
            phase(new.train(), X, [p for p in new.parameters() if p.requires_grad], stage["lr"], stage["epochs"])
        elif stage["train"] == "head":
            with torch.no_grad():
                Z = new.eval().features(X)
            phase(new.head, Z, list(new.head.parameters()), stage["lr"], stage["epochs"])
        else:
            raise ValueError(stage["train"])
    return new.eval()


@variant("finetune")
def tune_with_saved_flags(model, X, y, stages, generator):
    new = copy.deepcopy(model)
    flags = [p.requires_grad for p in new.parameters()]
    for stage in stages:
        if stage["train"] not in {"head", "all"}:
            raise ValueError("stages")
        new.train()
        if stage["train"] == "head":
            new.features.requires_grad_(False).eval()
        adam = torch.optim.AdamW(filter(lambda p: p.requires_grad, new.parameters()), stage["lr"], weight_decay=0)
        for _ in range(stage["epochs"]):
            keys = torch.rand(len(X), generator=generator).argsort()
            for rows in keys.split(32):
                adam.zero_grad(set_to_none=False)
                torch.nn.functional.cross_entropy(new(X[rows]), y[rows], reduction="sum").div(len(rows)).backward()
                adam.step()
        for p, flag in zip(new.parameters(), flags, strict=True):
            p.requires_grad_(flag)
    return new.eval()


@variant("soup")
def soup_tensor_by_tensor(models):
    new, n = copy.deepcopy(models[0]), len(models)
    with torch.no_grad():
        for kind in (nn.Module.parameters, nn.Module.buffers):
            for target, *same in zip(kind(new), *map(kind, models), strict=True):
                if target.dtype.is_floating_point:
                    target.copy_(sum(same) / n)
    return new


@variant("soup")
def soup_as_a_running_mean(models):
    new = copy.deepcopy(models[0])
    state = new.state_dict()
    for k, model in enumerate(models[1:], start=2):
        for name, value in model.state_dict().items():
            if "num_batches_tracked" not in name:
                state[name] += (value - state[name]) / k
    return new


@variant("soup")
def soup_in_numpy(models):
    new = copy.deepcopy(models[0])
    mean = {}
    for name, first in models[0].state_dict().items():
        arrays = [model.state_dict()[name].detach().cpu().numpy() for model in models]
        mean[name] = torch.as_tensor(np.mean(arrays, axis=0)) if first.is_floating_point() else first.clone()
    new.load_state_dict(mean)
    return new


@variant("soup")
def soup_by_flat_vectors(models):
    from torch.nn.utils import parameters_to_vector, vector_to_parameters

    clones = [copy.deepcopy(model) for model in models]
    vectors = torch.stack([parameters_to_vector(clone.parameters()).detach() for clone in clones])
    new = clones[0]
    flags = [p.requires_grad for p in new.parameters()]
    vector_to_parameters(vectors.mean(0), new.parameters())
    for p, flag in zip(new.parameters(), flags, strict=True):
        p.requires_grad_(flag)
    for name, buffer in new.named_buffers():
        if torch.is_floating_point(buffer):
            buffer.copy_(torch.stack([m.get_buffer(name) for m in models]).mean(dim=0))
    return new


@variant("LoRALinear")
class LoRAByWeights(nn.Module):
    def __init__(self, linear, r, alpha, generator):
        super().__init__()
        self.base = copy.deepcopy(linear)
        for p in self.base.parameters():
            p.requires_grad = False
        W = linear.weight.detach()
        self.A = nn.Parameter(torch.empty(r, linear.in_features).to(W))
        self.B = nn.Parameter(W.new_zeros(linear.out_features, r))
        nn.init.normal_(self.A, std=linear.in_features**-0.5, generator=generator)
        self.r, self.alpha = r, alpha

    def weight(self):
        return self.base.weight + self.alpha * self.B @ self.A / self.r

    def forward(self, x):
        return nn.functional.linear(x, self.weight(), self.base.bias)

    def merge(self):
        linear = copy.deepcopy(self.base)
        linear.weight = nn.Parameter(self.weight().detach().clone())
        return linear


@variant("LoRALinear")
class LoRAByFunctions(nn.Module):
    def __init__(self, linear, r, alpha, generator):
        super().__init__()
        self.base = nn.Linear(linear.in_features, linear.out_features, bias=linear.bias is not None)
        self.base.to(linear.weight).load_state_dict(linear.state_dict())
        self.base.requires_grad_(False)
        A = torch.randn((r, linear.in_features), generator=generator, dtype=torch.float64)
        self.A = nn.Parameter(A.div(linear.in_features**0.5).to(linear.weight))
        self.B = nn.Parameter(torch.zeros_like(linear.weight[:, :1]).repeat(1, r).detach())
        self.alpha, self.r = alpha, r

    def forward(self, x):
        low = nn.functional.linear(x, self.A)
        return self.base(x) + nn.functional.linear(low, self.B) * (self.alpha / self.r)

    def merge(self):
        biased = self.base.bias is not None
        new = nn.Linear(self.base.in_features, self.base.out_features, bias=biased).to(self.base.weight)
        difference = self.alpha / self.r * torch.einsum("or,ri->oi", self.B, self.A)
        new.weight.data = self.base.weight.data + difference.data
        if biased:
            new.bias.data = self.base.bias.data.clone()
        return new


@variant("LoRALinear")
class LoRAByStates(nn.Module):
    def __init__(self, linear, r, alpha, generator):
        super().__init__()
        self.base = copy.deepcopy(linear)
        self.base.eval()
        for p in self.base.parameters():
            p.requires_grad_(False)
        kind = {"dtype": linear.weight.dtype, "device": linear.weight.device}
        numbers = torch.normal(0.0, linear.in_features**-0.5, (r, linear.in_features), generator=generator)
        self.register_parameter("A", nn.Parameter(numbers.to(**kind)))
        self.register_parameter("B", nn.Parameter(torch.zeros((linear.out_features, r), **kind)))
        self.scale = alpha / r

    def forward(self, x):
        out = x @ (self.base.weight.T + self.scale * (self.B @ self.A).T)
        return out if self.base.bias is None else out + self.base.bias

    def merge(self):
        state = {name: value.clone() for name, value in self.base.state_dict().items()}
        state["weight"] += self.scale * (self.B @ self.A).detach()
        new = copy.deepcopy(self.base)
        new.load_state_dict(state)
        return new.requires_grad_(True)
