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
     "state_dict() returns the live tensors, and the next update changes them, so you restore the last weights. Clone them."),
    ("a copy of the last weights", {WAIT: WAIT + "\n            " + STATE},
     "you copy at every look, so the best weights are overwritten by worse ones. Copy only after an improvement."),
    ("a copy of the first weights only", {STATE: "self.best_state = self.best_state or " + COPY},
     "you keep the first copy even when later weights are better. Replace it at each improvement."),
    ("a copy without the running statistics", {"model.state_dict().items()": "model.named_parameters()"},
     "batch norm keeps its means and variances in buffers, which are not parameters. Copy the whole state_dict."),
    ("a stop at the first look without improvement", {STOP: "return self.waited >= 1"},
     "validation is noisy, and one bad look means little. Wait for `patience` looks in a row."),
    ("a stop one look too late", {STOP: "return self.waited > self.patience"},
     "with patience 3 the third look without improvement stops the run, not the fourth. Let equality count."),
    ("a stop one look too early", {STOP: "return self.waited >= max(self.patience - 1, 1)"},
     "with patience 3 the run ends at the third look without improvement, not the second. Count again."),
    ("an update that never says stop", {STOP: "return False"},
     "the training loop waits for True. Compare the looks without improvement with `patience`."),
    ("True and False swapped", {STOP: "return self.waited < self.patience"},
     "True means: stop now. You return True while there is patience left."),
    ("a count not reset after an improvement", {KEEP: "self.best = metric"},
     "patience counts looks in a row. After an improvement the count begins again."),
    ("a comparison with the last look", {WAIT: WAIT + "\n            self.best = metric"},
     "a run that falls far and recovers a little looks like progress to you. Compare with the best so far."),
    ("a gain of exactly min_delta counted as an improvement", {"> self.min_delta": ">= self.min_delta"},
     "with min_delta 0 a constant metric would then never stop the run. The gain must be strictly larger."),
    ("min_delta ignored", {"> self.min_delta": "> 0"},
     "tiny gains then keep the run alive. They must exceed `min_delta`."),
    ("min_delta with the wrong sign", {"> self.min_delta": "> -self.min_delta"},
     "a small setback then counts as an improvement. The metric must beat the best by more than `min_delta`."),
    ("a best value changed by gains below min_delta",
     {WAIT: WAIT + "\n            self.best = self.sign * max(self.sign * self.best, self.sign * metric)"},
     "the bar then rises with every small gain, so a slow steady climb never counts. Only an improvement may change the best value."),
    ("a relative min_delta",
     {"> self.min_delta": "> self.min_delta * abs(self.best if math.isfinite(self.best) else 0)"},
     "`min_delta` is in the metric's own units. Add it, don't multiply."),
    ("mode ignored", {'1 if mode == "max" else -1': "1"},
     "a loss should go down. In mode 'min', smaller is better."),
    ("the two modes swapped", {'1 if mode == "max" else -1': '-1 if mode == "max" else 1'},
     "with 'max', larger is better. Swap the two."),
    ("NaN counted as an improvement", {BETTER: "if not self.sign * (metric - self.best) <= self.min_delta:"},
     "every comparison with NaN is false, so your negated test accepts it, and then whatever comes next. Test whether the metric is better, not whether it is worse."),
    ("NaN not counted as a look", {WAIT: "self.waited += metric == metric"},
     "a run that has diverged then goes on forever. A NaN is a look without improvement."),
    ("a restore that restores nothing", {"model.load_state_dict(self.best_state)": "pass"},
     "the model keeps its last weights, not the best ones. Load the copy into the model."),
    ("a restore that hands the saved tensors to the model",
     {"load_state_dict(self.best_state)": "load_state_dict(self.best_state, assign=True)"},
     "further training then overwrites your only copy. Load the values, not the tensors themselves."),
    ("a patience of zero accepted", {"if patience < 1:": "if patience < 0:"},
     "with patience 0 every look stops the run, even the best one. Raise the ValueError of the docstring."),
    ("unknown modes accepted", {'if mode not in ("max", "min"):': "if False:"},
     "a mistyped mode would silently select one of the two. Raise the ValueError of the docstring."),
]
