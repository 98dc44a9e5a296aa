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
    ("SGD with one velocity shared by all parameters", {
        MADE: "self.velocity = 0.0",
        PAIR: "w, v = self.params[i], self.velocity",
        CALL: CALL.replace("self.velocities[i]", "self.velocity"),
     }, "each parameter is then carried along by the gradients of the others. Give each its own velocity."),
    ("SGD with velocities looked up by shape", {
        MADE: "self.velocities = {w.shape: np.zeros_like(w) for w in self.params}",
        PAIR: "w, v = self.params[i], self.velocities[self.params[i].shape]",
        CALL: CALL.replace("velocities[i]", "velocities[w.shape]"),
     }, "two parameters of the same shape then share one velocity. Look it up by position."),
    ("SGD with the velocities reset at every step", {LOOP: MADE + "\n        " + LOOP},
     "the velocities never build up, so it is plain descent. Create them once, in the constructor."),
    ("SGD that resets the velocity on a None gradient",
     {CALL: CALL + "\n            else:\n                self.velocities[i] = np.zeros_like(w)"},
     "a parameter that skips a step has not lost its velocity. On None, leave the velocity as it is."),
    ("SGD that treats a None gradient as zero",
     {"if g is not None:": "g = np.zeros_like(w) if g is None else g\n            if g is not None:"},
     "the parameter then keeps moving with its old velocity. None means: leave the parameter and its velocity alone."),
    ("SGD that skips gradients of zero", {"if g is not None:": "if g is not None and np.any(g):"},
     "zero is a gradient like any other: the ball rolls on and slows down. Skip only None."),
    ("SGD that fails on None gradients", {"if g is not None:": "if True:"},
     "a parameter that took no part in the loss has no gradient. Test for None before you compute."),
    ("SGD with the weight decay counted twice", {CALL: DECAY + DEEP + CALL},
     "you add the decay twice, or with the 2 from differentiating a squared penalty. Here weight_decay multiplies w directly."),
    ("SGD with decay both in gradient and in weight",
     {CALL: "w = w * (1 - self.lr * self.weight_decay)" + DEEP + CALL},
     "the gradient already contains the decay. Apply it once, before the velocity."),
    ("SGD with decoupled weight decay", {DECAY: "w = w * (1 - self.lr * self.weight_decay)"},
     "AdamW does that. Here the decay is part of the gradient, so it goes through the velocity."),
    ("SGD without weight decay", {DECAY: "g = 1.0 * g"},
     "weight_decay is accepted but never used. Add the decay to the gradient."),
    ("SGD with weight decay on matrices only", {DECAY: DECAY.replace("* w", "* w * (w.ndim > 1)")},
     "exempting vectors is a habit of training scripts, which put them into a group of their own. PyTorch's SGD decays every parameter it is given."),
    ("SGD with the wrong sign of the weight decay", {DECAY: DECAY.replace("+", "-")},
     "your weights grow instead of shrinking. The step goes against the gradient, so the decay in the gradient must point away from zero."),
    ("SGD that ignores nesterov", {RULE: "momentum_step"},
     "the flag is accepted but never used. With it, take the step in the look-ahead variable."),
    ("SGD that always uses Nesterov's step", {RULE: "nesterov_tilde_step"},
     "without the flag PyTorch uses plain momentum. Let `nesterov` choose the rule."),
    ("SGD with the two rules swapped", {RULE: "momentum_step if nesterov else nesterov_tilde_step"},
     "the flag chooses the wrong rule. Nesterov's step is for True."),
    ("SGD that ignores momentum", {"self.lr, self.momentum)": "self.lr, 0.0)"},
     "without it this is plain descent. Pass the momentum on to the step."),
    ("SGD with momentum fixed at 0.9", {"self.lr, self.momentum)": "self.lr)"},
     "the step falls back on its own default. Pass the momentum on to it."),
    ("SGD with the gradient scaled by 1 - momentum", {CALL: CALL.replace("v, g, self.lr", "v, (1 - self.momentum) * g, self.lr")},
     "PyTorch calls that dampening, and it is off by default. Use the gradient in full."),
    ("SGD that changes the caller's parameters", {"[np.array(w, dtype=float) for w in params]": "params"},
     "you work on the caller's own list or arrays, which should stay as they are. Copy each array in the constructor."),
    ("SGD that keeps the caller's arrays", {"[np.array(w, dtype=float) for w in params]": "list(params)"},
     "that copies the list and not the arrays, so your parameters change when the caller's do. Copy each array."),
    ("SGD that returns the new parameters without storing them", {
        CALL: "new[i], self.velocities[i] = self.rule(w, v, g, self.lr, self.momentum)",
        LOOP: "new = list(self.params)\n        " + LOOP,
        BACK: "return new",
     }, "the next step then starts from the old parameters. Keep the new arrays in `.params`."),
    ("SGD that does not return parameters without a gradient",
     {BACK: "return [w for w, g in zip(self.params, grads) if g is not None]"},
     "the caller then no longer knows which array is which. Return all parameters, in their order."),
    ("SGD whose step returns nothing", {BACK: "return None"},
     "the docstring promises the list of new parameters. Return it at the end."),
    ("SGD that adds the decay to the caller's gradients", {DECAY: "g += self.weight_decay * w"},
     "`+=` changes the caller's gradient. Make a new array."),
]
