"""Known mistakes of `grad_check`."""

CHOSEN = "chosen = rng.choice(w.size, min(n, w.size), replace=False)"
ASKED = "errors[name] = rel_error(grads[name].flat[chosen], num_grad(loss_at, w.flat[chosen]))"
AGREE = "if loss(params) != loss(params):"

SEE = "section 3."
MISTAKES = [
    ("one sample from all weights together", {
        "errors = {}": "errors = {}\n    sizes = [w.size for w in params.values()]\n    share = dict(zip(params, rng.multivariate_hypergeometric(sizes, min(n, sum(sizes)))))",
        "min(n, w.size)": "share[name]",
     }, "nearly all draws fall on the largest array, and a bias may never be tried. Draw n from each array."),
    ("no error for float32 parameters", {"if any(w.dtype != np.float64 for w in params.values()):": "if False:"},
     "with 7 digits the difference is lost in rounding, and a correct gradient looks wrong. Raise an error for anything but float64."),
    ("no error for a random loss, as with dropout on", {AGREE: "if False:"},
     "two calls give two losses, so the differences measure noise. Call the loss twice, and raise an error if the values differ."),
    ("a draw with replacement",
     [{"replace=False": "replace=True"}, {CHOSEN: "chosen = np.unique(rng.integers(0, w.size, min(n, w.size)))"}],
     "the same coordinate may come up twice while others are missed. Draw without replacement."),
    ("a check of the first n coordinates", {CHOSEN: "chosen = np.arange(min(n, w.size))"},
     "a bug in the last row is then never found, however often you check. Draw the coordinates with rng."),
    ("a check of all coordinates", {"min(n, w.size)": "w.size"},
     "it is correct, but it takes two losses for each of a million weights. Draw n of them."),
    ("a draw that ignores rng", {"n, rng):": "n, rng, own=np.random.default_rng(1)):", "rng.choice(": "own.choice("},
     "a check that cannot be repeated cannot be debugged. Draw with the rng you are given."),
    ("n coordinates drawn even from smaller arrays", {"min(n, w.size)": "n"},
     "a small bias doesn't have that many. Take all of them there."),
    ("one-sided differences", {
        "num_grad(loss_at, w.flat[chosen])": "np.array([(loss_at(w.flat[chosen] + 1e-5 * e) - loss(params)) / 1e-5 for e in np.eye(len(chosen))])",
     }, "their error is larger by a factor of ten thousand or more. Use your centred `num_grad`."),
    ("the mean error of each array", {
        ASKED: "errors[name] = np.mean([rel_error(a, b) for a, b in zip(grads[name].flat[chosen], num_grad(loss_at, w.flat[chosen]))])",
     }, "one wrong element disappears among the right ones. Return the largest error of each array."),
    ("absolute errors",
     {ASKED: "errors[name] = np.max(np.abs(grads[name].flat[chosen] - num_grad(loss_at, w.flat[chosen])))"},
     "their size depends on the size of the gradient. Use your `rel_error`."),
    ("one error for the whole network", {"return errors": "return dict.fromkeys(params, max(errors.values()))"},
     "then you can't tell which array is wrong. Keep one error per name."),
    ("gradients read in a different order",
     [{"grads[name].flat[chosen]": "grads[name].flat[np.sort(chosen)]"},
      {CHOSEN: CHOSEN + "\n        drawn, chosen = chosen, np.sort(chosen)", "grads[name].flat[chosen]": "grads[name].flat[drawn]"}],
     "they no longer match the numerical ones element by element. Read both at the same coordinates."),
    ("weights that are not moved back", {"moved = w.copy()": "moved = w"},
     "you move the caller's weights and leave them there. Move a copy."),
]
