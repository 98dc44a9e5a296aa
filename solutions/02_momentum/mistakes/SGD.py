"""Known mistakes of `SGD`."""

MADE = "self.velocities = [np.zeros_like(w) for w in self.params]"
PAIR = "w, v = self.params[i], self.velocities[i]"
DECAY = "g = g + self.weight_decay * w"
CALL = "self.params[i], self.velocities[i] = self.rule(w, v, g, self.lr, self.momentum)"
LOOP = "for i, g in enumerate(grads):"
RULE = "nesterov_tilde_step if nesterov else momentum_step"
BACK = "return list(self.params)"
DEEP = "\n" + " " * 16

SEE = "section 7."
MISTAKES = [
    ("an SGD whose parameters share one velocity", {
        MADE: MADE + "\n        self.shared = 0.0",
        PAIR: "w, v = self.params[i], self.shared if np.shape(self.shared) == self.params[i].shape else np.zeros_like(self.params[i])",
        CALL: "self.params[i], self.shared = self.rule(w, v, g, self.lr, self.momentum)",
     }, "each parameter is then carried along by the gradients of another. Give each its own velocity."),
    ("an SGD that finds its velocity by the parameter's shape", {
        MADE: "self.velocities = {w.shape: np.zeros_like(w) for w in self.params}",
        PAIR: "w, v = self.params[i], self.velocities[self.params[i].shape]",
        CALL: CALL.replace("velocities[i]", "velocities[w.shape]"),
     }, "two parameters of one shape are still two parameters. Find the velocity by position."),
    ("an SGD that starts from rest at each step", {LOOP: MADE + "\n        " + LOOP},
     "the velocities never build up, so it is plain descent. Make them once, when the optimiser is made."),
    ("an SGD that forgets the velocity where a gradient is missing",
     {CALL: CALL + "\n            else:\n                self.velocities[i] = np.zeros_like(w)"},
     "a pause is no new start. None leaves the velocity as it is."),
    ("an SGD that takes a missing gradient for zero",
     {"if g is not None:": "g = np.zeros_like(w) if g is None else g\n            if g is not None:"},
     "the parameter then rolls on with its old velocity. None means: leave it alone, and its velocity too."),
    ("an SGD that skips gradients of zeros", {"if g is not None:": "if g is not None and np.any(g):"},
     "zero is a gradient like others: the ball rolls on and slows down. Treat only None so."),
    ("an SGD that cannot take None", {"if g is not None:": "if True:"},
     "a parameter that took no part in the loss has no gradient. Test for None before you compute."),
    ("an SGD with the decay counted twice", {CALL: DECAY + DEEP + CALL},
     "the pull is added two times, or carries the 2 of a penalty on the square of w. weight_decay is the coefficient itself."),
    ("an SGD that decays in the gradient and in the weight",
     {CALL: "w = w * (1 - self.lr * self.weight_decay)" + DEEP + CALL},
     "the decay in the gradient has done that already. Do it once, before the velocity."),
    ("an SGD with the decay outside the velocity", {DECAY: "w = w * (1 - self.lr * self.weight_decay)"},
     "that is the decoupled decay of AdamW. Here it is part of the gradient, so the velocity remembers it."),
    ("an SGD without decay", {DECAY: "g = 1.0 * g"},
     "weight_decay is taken and never used. Add its pull to the gradient."),
    ("an SGD that makes the weights grow", {DECAY: DECAY.replace("+", "-")},
     "the sign of the decay is wrong. The gradient of a pull to zero points away from zero."),
    ("an SGD that ignores nesterov", {RULE: "momentum_step"},
     "the flag is taken and never used. With it, the step is the one in the look-ahead variable."),
    ("an SGD that is always Nesterov's", {RULE: "nesterov_tilde_step"},
     "without the flag PyTorch takes plain momentum. Let `nesterov` choose the rule."),
    ("an SGD with the two rules swapped", {RULE: "momentum_step if nesterov else nesterov_tilde_step"},
     "the flag chooses the wrong one. Nesterov's step is for True."),
    ("an SGD that ignores momentum", {"self.lr, self.momentum)": "self.lr, 0.0)"},
     "the velocities are made and never used. Hand the momentum on to the step."),
    ("an SGD whose momentum is always 0.9", {"self.lr, self.momentum)": "self.lr)"},
     "the step falls back on its own default. Hand the momentum on to it."),
    ("an SGD that averages gradients", {CALL: CALL.replace("v, g, self.lr", "v, (1 - self.momentum) * g, self.lr")},
     "the push is shrunk by one minus momentum; PyTorch calls that dampening, and it is off. Let the push count in full."),
    ("an SGD that returns the new parameters and forgets them", {
        CALL: "new[i], self.velocities[i] = self.rule(w, v, g, self.lr, self.momentum)",
        LOOP: "new = list(self.params)\n        " + LOOP,
        BACK: "return new",
     }, "the next step then starts from the old place. Keep the new arrays in `.params`."),
    ("an SGD that leaves parameters without gradient out of its answer",
     {BACK: "return [w for w, g in zip(self.params, grads) if g is not None]"},
     "the caller then no longer knows which array is which. Return all parameters, in their order."),
    ("an SGD that returns nothing", {BACK: "return None"},
     "the docstring promises the list of new parameters. Return it at the end."),
    ("an SGD that adds the decay to the gradients you gave it", {DECAY: "g += self.weight_decay * w"},
     "`+=` changes the caller's gradient. Make a new array."),
]
