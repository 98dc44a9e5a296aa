"""Known mistakes of `EarlyStopping`."""

COPY = "{name: tensor.clone() for name, tensor in model.state_dict().items()}"
BETTER = "if self.sign * (metric - self.best) > self.min_delta:"
KEEP = "self.best, self.waited = metric, 0"
WAIT = "self.waited += 1"
STOP = "return self.waited >= self.patience"
STATE = "self.best_state = " + COPY

SEE = "section 8."
MISTAKES = [
    ("best weights that are not copied", {COPY: "model.state_dict()"},
     "state_dict() hands out the live tensors, and the next update changes them. What you restore are the last weights; clone them."),
    ("a copy of the last weights", {WAIT: WAIT + "\n            " + STATE},
     "you copy at every look, so the best weights are overwritten by worse ones. Copy only after an improvement."),
    ("a copy of the first weights only", {STATE: "self.best_state = self.best_state or " + COPY},
     "later improvements are better. Replace the copy at each of them."),
    ("a copy without the running statistics", {"model.state_dict().items()": "model.named_parameters()"},
     "batch norm keeps its means and variances in buffers, which are no parameters. Copy the whole state_dict."),
    ("a stop at the first drop", {STOP: "return self.waited >= 1"},
     "validation is noisy and turns at the third look. Wait for `patience` looks in a row."),
    ("one look too patient", {STOP: "return self.waited > self.patience"},
     "with patience 3 the third look without improvement stops the run, not the fourth. Let equality count."),
    ("one look too impatient", {STOP: "return self.waited >= max(self.patience - 1, 1)"},
     "with patience 3 the run ends at the third look without improvement. Count again."),
    ("no stop at all", {STOP: "return False"},
     "the loop around you waits for a True. Compare the looks without improvement with `patience`."),
    ("a stop the wrong way round", {STOP: "return self.waited < self.patience"},
     "True means: stop now. You return True while there is patience left."),
    ("looks that are never forgiven", {KEEP: "self.best = metric"},
     "patience counts looks in a row. After an improvement the count begins again."),
    ("a comparison with the last look", {WAIT: WAIT + "\n            self.best = metric"},
     "a run that falls far and recovers a little looks like progress to you. Compare with the best so far."),
    ("an equal metric taken for an improvement", {"> self.min_delta": ">= self.min_delta"},
     "a metric that stands still would go on for ever. It must be strictly more."),
    ("a min_delta that is ignored", {"> self.min_delta": "> 0"},
     "tiny gains then keep the run alive. They must exceed `min_delta`."),
    ("a min_delta with the wrong sign", {"> self.min_delta": "> -self.min_delta"},
     "a small loss then counts as an improvement. The metric must beat the best by more than `min_delta`."),
    ("a best that creeps",
     {WAIT: WAIT + "\n            self.best = self.sign * max(self.sign * self.best, self.sign * metric)"},
     "gains below `min_delta` move your yardstick, so a slow steady climb never counts. Only an improvement changes it."),
    ("a min_delta in per cent",
     {"> self.min_delta": "> self.min_delta * abs(self.best if math.isfinite(self.best) else 0)"},
     "`min_delta` is in the metric's own units. Add it, don't multiply."),
    ("a mode that is ignored", {'1 if mode == "max" else -1': "1"},
     "a loss should go down. In mode min, smaller is better."),
    ("modes the wrong way round", {'1 if mode == "max" else -1': '-1 if mode == "max" else 1'},
     "max means: larger is better. Swap the two."),
    ("a NaN taken for an improvement", {BETTER: "if not self.sign * (metric - self.best) <= self.min_delta:"},
     "every comparison with NaN is false, so your negation lets it in, and after that nothing compares. Ask whether it is better, not whether it is worse."),
    ("a NaN that is not counted", {WAIT: "self.waited += metric == metric"},
     "a run that has blown up then goes on for ever. A NaN is a look without improvement."),
    ("a restore that restores nothing", {"model.load_state_dict(self.best_state)": "pass"},
     "the model keeps its last weights, and all the watching was for nothing. Load the copy into the model."),
    ("a restore that gives the copy away",
     {"load_state_dict(self.best_state)": "load_state_dict(self.best_state, assign=True)"},
     "the model then trains on in your only copy. Load the values, not the tensors."),
    ("a patience of zero let through", {"if patience < 1:": "if patience < 0:"},
     "with patience 0 every look stops the run, the best one too. Raise the ValueError of the docstring."),
    ("a mode that nobody knows, let through", {'if mode not in ("max", "min"):': "if False:"},
     "a mistyped mode would silently pick one. Raise the ValueError of the docstring."),
]
