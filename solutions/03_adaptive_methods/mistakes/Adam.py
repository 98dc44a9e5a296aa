"""Known mistakes of `Adam`."""

CALL = "self.params[i], self.states[i] = adam_step(w, g, state, self.lr, *self.betas, self.eps)"
STATES = "self.states = [{} for _ in self.params]"
LOOP = "for i, g in enumerate(grads):"
TURN = "\n" + " " * 16

SEE = "section 6."
MISTAKES = [
    ("Adam with one step counter advanced by every parameter", {
        STATES: STATES + "\n        self.t = 0",
        CALL: 'state = {**state, "t": self.t}' + TURN + CALL + TURN + "self.t += 1",
     }, "with two parameters t grows twice as fast, so the correction fades too early. Give each parameter its own t."),
    ("Adam with a step counter that also counts None", {
        STATES: STATES + "\n        self.t = 0",
        CALL: 'state = {**state, "t": self.t}\n                ' + CALL,
        "return list(self.params)": "self.t += 1\n        return list(self.params)",
     }, "a parameter without a gradient takes no step, so its t must not grow. Give each parameter its own t."),
    ("Adam with m and s shared by all parameters", {
        STATES: STATES + "\n        self.shared = {}",
        CALL: 'state = self.shared | {"t": state.get("t", 0)}' + TURN + CALL + TURN + 'self.shared = self.states[i]',
     }, "each parameter then steps along the gradients of the others. Give each its own state."),
    ("Adam with states looked up by shape", {
        STATES: "self.states = {}",
        "self.params[i], self.states[i]\n": "self.params[i], self.states.get(self.params[i].shape, {})\n",
        CALL: CALL.replace("self.states[i]", "self.states[w.shape]"),
     }, "two parameters of the same shape then share one state. Look it up by position."),
    ("Adam that treats a None gradient as zero",
     {"if g is not None:": "g = np.zeros_like(w) if g is None else g\n            if g is not None:"},
     "the parameter then keeps moving with its old m. None means: leave the parameter and its state alone."),
    ("Adam that skips gradients of zero", {"if g is not None:": "if g is not None and np.any(g):"},
     "zero is a gradient like any other: the averages shrink and the weight moves on. Skip only None."),
    ("Adam that resets the state on a None gradient",
     {CALL: CALL + "\n            else:\n                self.states[i] = {}"},
     "a parameter that skips a step has not lost its averages. On None, leave m, s and t as they are."),
    ("Adam that fails on None gradients", {"if g is not None:": "if True:"},
     "a parameter that took no part in the loss has no gradient. Test for None before you compute."),
    ("Adam that does not return parameters without a gradient",
     {"return list(self.params)": "return [w for w, g in zip(self.params, grads) if g is not None]"},
     "the caller then no longer knows which array is which. Return all parameters, in their order."),
    ("Adam with the states reset at every step", {LOOP: STATES + "\n        " + LOOP},
     "m and s then never build up. Create the states once, in the constructor."),
    ("Adam that returns the new parameters without storing them", {
        CALL: "new[i], self.states[i] = adam_step(w, g, state, self.lr, *self.betas, self.eps)",
        LOOP: "new = list(self.params)\n        for i, g in enumerate(grads):",
        "return list(self.params)": "return new",
     }, "the next step then starts from the old parameters. Keep the new arrays in `.params`."),
    ("Adam whose step returns nothing", {"return list(self.params)": "return None"},
     "the docstring promises the list of new parameters. Return it at the end."),
    ("Adam that changes the caller's parameters", {"[np.array(w, dtype=float) for w in params]": "params"},
     "you work on the caller's own list or arrays, which should stay as they are. Copy each array in the constructor."),
    ("Adam that keeps the caller's arrays", {"[np.array(w, dtype=float) for w in params]": "list(params)"},
     "that copies the list and not the arrays, so your parameters change when the caller's do. Copy each array."),
    ("Adam with eps and the betas in the wrong order", {"*self.betas, self.eps": "self.eps, *self.betas"},
     "your adam_step takes eps for b1. Pass them in the order of its definition, or by name."),
    ("Adam that ignores its eps", {"*self.betas, self.eps": "*self.betas"},
     "the constructor takes it, but the step never uses it. Pass it on."),
    ("Adam with an attribute named step", {STATES: STATES + "\n        self.step = 0"},
     "an attribute hides the method of the same name, and nobody can call it any more. Call the counter `t`."),
    ("Adam that ignores its betas", {"*self.betas, self.eps": "eps=self.eps"},
     "the constructor takes them, but the step never uses them. Pass them on."),
]
