"""Correct answers to notebook 11: training in phases."""

import copy

import torch
from torch import nn

from autograder.variants import variant


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
