"""Known mistakes of `Adam`."""

CALL = "self.params[i], self.states[i] = adam_step(w, g, state, self.lr, *self.betas, self.eps)"
STATES = "self.states = [{} for _ in self.params]"
LOOP = "for i, g in enumerate(grads):"
TURN = "\n" + " " * 16

SEE = "section 6."
MISTAKES = [
    ("an Adam whose one clock is advanced for each parameter", {
        STATES: STATES + "\n        self.t = 0",
        CALL: 'state = {**state, "t": self.t}' + TURN + CALL + TURN + "self.t += 1",
     }, "with two parameters t runs twice too fast, so the correction fades early. Each counts its own."),
    ("an Adam whose clock runs on where a gradient is missing", {
        STATES: STATES + "\n        self.t = 0",
        CALL: 'state = {**state, "t": self.t}\n                ' + CALL,
        "return list(self.params)": "self.t += 1\n        return list(self.params)",
     }, "a parameter that paused has taken fewer steps, so its correction is another. Each counts its own."),
    ("an Adam whose parameters share m and s", {
        STATES: STATES + "\n        self.shared = {}",
        CALL: 'state = self.shared | {"t": state.get("t", 0)}' + TURN + CALL + TURN + 'self.shared = self.states[i]',
     }, "each parameter then steps along the gradients of the others. Give each a state of its own."),
    ("an Adam that finds its state by the parameter's shape", {
        STATES: "self.states = {}",
        "self.params[i], self.states[i]\n": "self.params[i], self.states.get(self.params[i].shape, {})\n",
        CALL: CALL.replace("self.states[i]", "self.states[w.shape]"),
     }, "two parameters of one shape are still two parameters. Find the state by position."),
    ("an Adam that takes a missing gradient for zero",
     {"if g is not None:": "g = np.zeros_like(w) if g is None else g\n            if g is not None:"},
     "the parameter then rolls on with its old m. None means: leave it alone, and its state too."),
    ("an Adam that skips gradients of zeros", {"if g is not None:": "if g is not None and np.any(g):"},
     "zero is a gradient like others: the averages shrink and the weight rolls on. Treat only None so."),
    ("an Adam that forgets the state where a gradient is missing",
     {CALL: CALL + "\n            else:\n                self.states[i] = {}"},
     "a pause is no new start. None leaves m, s and t as they are."),
    ("an Adam that cannot take None", {"if g is not None:": "if True:"},
     "a parameter that took no part in the loss has no gradient. Test for None before you compute."),
    ("an Adam that leaves parameters without gradient out of its answer",
     {"return list(self.params)": "return [w for w, g in zip(self.params, grads) if g is not None]"},
     "the caller then no longer knows which array is which. Return all parameters, in their order."),
    ("an Adam that starts afresh at each step", {LOOP: STATES + "\n        " + LOOP},
     "m and s then never build up. Make the states once, when the optimiser is made."),
    ("an Adam that returns the new parameters and forgets them", {
        CALL: "new[i], self.states[i] = adam_step(w, g, state, self.lr, *self.betas, self.eps)",
        LOOP: "new = list(self.params)\n        for i, g in enumerate(grads):",
        "return list(self.params)": "return new",
     }, "the next step then starts from the old place. Keep the new arrays in `.params`."),
    ("an Adam that returns nothing", {"return list(self.params)": "return None"},
     "the docstring promises the list of new parameters. Return it at the end."),
    ("an Adam that ignores the betas it is given", {"*self.betas, self.eps": "eps=self.eps"},
     "the constructor took them and the step never uses them. Hand them on."),
]
