"""Known mistakes of `EMA`."""

START = "self.average = [p.detach().clone() for p in self.params]"
MOVE = "e.mul_(self.decay).add_(w, alpha=1 - self.decay)"
KEEP = "self.raw = [p.detach().clone() for p in self.params]"
APPLY = "self.write(self.average)"
RESTORE = "self.write(self.raw)"
COPY = "                p.copy_(value)"
LOOP = "for e, w in zip(self.average, self.params, strict=True):"

SEE = "section 4."
MISTAKES = [
    ("an average that is the tensors themselves", {START: "self.average = [p.detach() for p in self.params]"},
     "without a copy both names mean one tensor, and the average moves with every update of the optimiser. Copy the values when you begin."),
    ("decay the wrong way round", {MOVE: "e.mul_(1 - self.decay).add_(w, alpha=self.decay)"},
     "with decay 0.99 your average follows the last point and averages nothing. The decay is the share of the old average that stays."),
    ("an average that starts at zero", {START: "self.average = [torch.zeros_like(p).detach() for p in self.params]"},
     "it is too small for the first hundreds of steps. Start with a copy of the tensors."),
    ("a new point that is not scaled", {", alpha=1 - self.decay)": ")"},
     "old and new shares add up to more than 1, so the average grows far beyond the weights. The new point gets what the decay leaves."),
    ("an average that stands still", {MOVE: "pass"},
     "no update ever reaches it. Move it towards the tensors in each update."),
    ("an average that is the last point", {MOVE: "e.copy_(w)"},
     "with it you evaluate the raw weights and believe them to be averages. Keep the share `decay` of the old average, and see that `apply` writes it into the tensors."),
    ("only the first tensor", {LOOP: "for e, w in [*zip(self.average, self.params)][:1]:"},
     "a model has many tensors, and all the others keep their first values in your average. Go through all of them."),
    ("a restore that changes nothing", {RESTORE: "pass"},
     "training then goes on from the average. Copy the values before `apply` writes over them (a second name for a tensor is no copy), and put them back."),
    ("weights remembered at the beginning only", {"        " + KEEP + "\n": "", START: START + "\n        " + KEEP},
     "`restore` then throws all training since away. Remember what is there each time `apply` is called."),
    ("an apply that gives the average away",
     {APPLY: "for p, e in zip(self.params, self.average, strict=True):\n            p.data = e"},
     "the model then holds your only copy, and `restore` writes over it. Copy the values into the tensors, in place."),
    ("new tensors in place of the old ones", {COPY: "                p.data = value.clone()"},
     "whoever holds the old tensors sees nothing of it. Copy the values into them, in place."),
    ("a restore that forgets the average",
     {RESTORE: "self.average = [p.detach().clone() for p in self.raw]\n        self.write(self.raw)"},
     "after a look at the validation set the average would begin again. `restore` must leave it alone."),
    ("a generator that is used up", {"list(params), decay": "params, decay"},
     "`model.parameters()` can be walked through once; after that it is empty. Make a list of it when you begin."),
    ("an in-place change of a tensor that requires a gradient",
     {"with torch.no_grad():\n            for p, value": "if True:\n            for p, value"},
     "PyTorch refuses it, because autograd could no longer trust the tensor. Do it under `torch.no_grad()`."),
    ("a plain mean of all points", {
        START: START + "\n        self.count = 1",
        "        with torch.no_grad():\n            for e, w": "        self.count += 1\n        with torch.no_grad():\n            for e, w",
        MOVE: "e.add_(w - e, alpha=1 / self.count)",
     }, "it never forgets, and the decay has no effect. That is the other average; here the old one keeps the share `decay`."),
]
