"""Known mistakes of `EMA`."""

START = "self.average = [p.detach().clone() for p in self.params]"
MOVE = "e.mul_(self.decay).add_(w, alpha=1 - self.decay)"
KEEP = "self.raw = [p.detach().clone() for p in self.params]"
APPLY = "self.write(self.average)"
RESTORE = "self.write(self.raw)"
COPY = "                p.copy_(value)"
LOOP = "for e, w in zip(self.average, self.params, strict=True):"

SEE = "section 5."
MISTAKES = [
    ("an average that shares memory with the parameters", {START: "self.average = [p.detach() for p in self.params]"},
     "without a copy both names refer to one tensor, and the average moves with every update of the optimiser. Copy the values at the start."),
    ("decay and 1 - decay swapped", {MOVE: "e.mul_(1 - self.decay).add_(w, alpha=self.decay)"},
     "with decay 0.99 your average follows the last point and hardly averages at all. The decay is the weight of the old average."),
    ("an average that starts at zero", {START: "self.average = [torch.zeros_like(p).detach() for p in self.params]"},
     "it is too small for the first few hundred steps. Start with a copy of the tensors."),
    ("a new point added at full weight", {", alpha=1 - self.decay)": ")"},
     "the weights add up to more than 1, so the average grows far too large. The new point gets the weight that the decay leaves."),
    ("an average that is never updated", {MOVE: "pass"},
     "it keeps its starting values. Move it towards the tensors in each update."),
    ("the last point instead of an average", {MOVE: "e.copy_(w)"},
     "you then evaluate the raw weights and believe them to be averages. Give the old average the weight `decay`, and make sure that `apply` writes it into the tensors."),
    ("only the first tensor averaged", {LOOP: "for e, w in [*zip(self.average, self.params)][:1]:"},
     "a model has many tensors, and all the others keep their first values in your average. Go through all of them."),
    ("a restore that changes nothing", {RESTORE: "pass"},
     "training then continues from the average. Copy the values before `apply` overwrites them (a second name for a tensor is not a copy), and put them back."),
    ("weights saved at construction instead of in apply", {"        " + KEEP + "\n": "", START: START + "\n        " + KEEP},
     "`restore` then throws away all training since. Save the current values each time `apply` is called."),
    ("an apply that shares the average with the model",
     {APPLY: "for p, e in zip(self.params, self.average, strict=True):\n            p.data = e"},
     "the model then holds your only copy, and `restore` overwrites it. Copy the values into the tensors, in place."),
    ("tensors replaced instead of changed in place", {COPY: "                p.data = value.clone()"},
     "code that holds the old tensors does not see the change. Copy the values into them, in place."),
    ("a restore that resets the average",
     {RESTORE: "self.average = [p.detach().clone() for p in self.raw]\n        self.write(self.raw)"},
     "the average would start again after every validation. `restore` must leave it alone."),
    ("a parameter generator that is already exhausted", [
        {"list(params), decay": "params, decay"},
        {"list(params), decay": "params, decay", LOOP: "for e, w in zip(self.average, self.params):",
         "for p, value in zip(self.params, values, strict=True):": "for p, value in zip(self.params, values):"},
     ],
     "`model.parameters()` can be iterated over once; after that it is empty. Make a list of it at the start."),
    ("an in-place change of a tensor that requires a gradient",
     {"with torch.no_grad():\n            for p, value": "if True:\n            for p, value"},
     "PyTorch refuses it, because autograd could no longer trust the tensor. Do it under `torch.no_grad()`."),
    ("a smaller decay in the first updates", {
        START: START + "\n        self.t = 0",
        LOOP: "self.t += 1\n            d = min(self.decay, (1 + self.t) / (10 + self.t))\n            " + LOOP,
        MOVE: "e.mul_(d).add_(w, alpha=1 - d)",
     }, "TensorFlow and others offer this warm-up of the average. Here every update uses the same decay."),
    ("a plain mean of all points", {
        START: START + "\n        self.count = 1",
        "        with torch.no_grad():\n            for e, w": "        self.count += 1\n        with torch.no_grad():\n            for e, w",
        MOVE: "e.add_(w - e, alpha=1 / self.count)",
     }, "it never forgets, and the decay has no effect. Here the old average always gets the weight `decay`."),
]
