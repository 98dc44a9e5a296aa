"""Correct answers to notebook 03, each written in another way."""

import numpy as np

from autograder.authoring.variants import variant


def _zeros(state, key, like):
    """What `state` holds under `key`, zeros at the start."""
    return np.array(state[key], dtype=float) if key in state else np.zeros(np.shape(like))


def _blend(old, new, share):
    """A running average in its other form: move a bit of the way toward the new value."""
    return old + (1 - share) * (new - old)


@variant("adagrad_step")
def adagrad_on_copies(w, g, state, lr, eps=1e-8):
    h = _zeros(state, "h", w)
    h += np.square(g)
    new = np.array(w, dtype=float)
    new -= np.divide(lr, np.sqrt(h) + eps) * g
    return new, dict(h=h)  # noqa: C408


@variant("adagrad_step")
def adagrad_element_by_element(w, g, state, lr, eps=1e-8):
    shape = np.shape(w)
    h = [a + b * b for a, b in zip(_zeros(state, "h", w).ravel(), np.ravel(g), strict=True)]
    new = [a - lr * b / (c**0.5 + eps) for a, b, c in zip(np.ravel(w), np.ravel(g), h, strict=True)]
    return np.reshape(new, shape), {"h": np.reshape(h, shape)}


@variant("adagrad_step")
def adagrad_in_float32(w, g, state, lr, eps=1e-8):
    w, g = np.asarray(w, dtype=np.float32), np.asarray(g, dtype=np.float32)
    h = np.asarray(state.get("h", 0), dtype=np.float32) + g * g
    return w - np.float32(lr) * (g / (np.sqrt(h) + np.float32(eps))), {**state, "h": h}


@variant("adagrad_step")
def adagrad_with_torch(w, g, state, lr, eps=1e-8):
    import torch

    w, g = torch.tensor(np.asarray(w)), torch.tensor(np.asarray(g))
    h = torch.addcmul(torch.tensor(_zeros(state, "h", w)), g, g)
    return torch.addcdiv(w, g, h.sqrt().add(eps), value=-lr).numpy(), {"h": h.numpy()}


@variant("adagrad_lrs")
def rates_in_a_loop(gs, lr, eps=1e-8):
    h, rates = np.zeros(gs.shape[1]), []
    for g in gs:
        h = h + g * g
        rates.append(lr / (h**0.5 + eps))
    return rates


@variant("adagrad_lrs")
def rates_by_a_triangle(gs, lr, eps=1e-8):
    lower = np.tril(np.ones((len(gs), len(gs))))
    return np.divide(lr, eps + np.sqrt(lower @ gs**2))


@variant("adagrad_lrs")
def rates_by_accumulate(gs, lr, eps=1e-8):
    h = np.add.accumulate(gs * gs)
    return lr * np.reciprocal(np.sqrt(h) + eps)


@variant("rmsprop_step")
def rmsprop_by_blending(w, g, state, lr, rho=0.99, eps=1e-8):
    s = _blend(_zeros(state, "s", w), g * g, rho)
    return w - lr / (s**0.5 + eps) * g, {"s": s}


@variant("rmsprop_step")
def rmsprop_branching(w, g, state, lr, rho=0.99, eps=1e-8):
    square = (1.0 - rho) * np.power(g, 2)
    s = square if not state else rho * state["s"] + square
    step = g / np.add(np.sqrt(s), eps)
    return np.subtract(w, lr * step), {"s": np.asarray(s)}


@variant("rmsprop_step")
def rmsprop_with_torch(w, g, state, lr, rho=0.99, eps=1e-8):
    import torch

    w = torch.nn.Parameter(torch.tensor(np.asarray(w)))
    optimiser = torch.optim.RMSprop([w], lr=lr, alpha=rho, eps=eps)
    w.grad = torch.zeros_like(w)
    optimiser.step()
    memory = optimiser.state[w]["square_avg"]
    memory.copy_(torch.tensor(_zeros(state, "s", w.detach())))
    w.grad = torch.tensor(np.asarray(g))
    optimiser.step()
    return w.detach().numpy(), {"s": memory.numpy()}


@variant("adam_step")
def adam_by_scaled_rate(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    t = 1 + state.get("t", 0)
    m, s = _blend(_zeros(state, "m", w), g, b1), _blend(_zeros(state, "s", w), g * g, b2)
    root = np.sqrt(1 - b2**t)
    return w - lr * root / (1 - b1**t) * m / (np.sqrt(s) + eps * root), {"m": m, "s": s, "t": t}


@variant("adam_step")
def adam_on_a_copy_of_the_state(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    new = {"m": np.zeros_like(w), "s": np.zeros_like(w), "t": 0} | state
    new["t"] += 1
    new["m"] = b1 * new["m"] + (1 - b1) * g
    new["s"] = b2 * new["s"] + (1 - b2) * g * g

    def corrected(key, beta):
        return new[key] / -np.expm1(new["t"] * np.log(beta)) if beta else new[key]

    return w - lr * corrected("m", b1) / (corrected("s", b2) ** 0.5 + eps), new


@variant("adam_step")
def adam_with_torch(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    import torch

    w, g = torch.tensor(np.asarray(w)), torch.tensor(np.asarray(g))
    t = torch.tensor(state.get("t", 0) + 1)
    m = torch.lerp(g, torch.tensor(_zeros(state, "m", w)), b1)
    s = torch.lerp(g * g, torch.tensor(_zeros(state, "s", w)), b2)
    new = w - lr * (m / (1 - b1 ** t.item())) / ((s / (1 - b2 ** t.item())).sqrt() + eps)
    return new.numpy(), {"m": m.numpy(), "s": s.numpy(), "t": t.item()}


@variant("first_step_factor")
def factor_by_power(b1, b2):
    return (1 - b1) * (1 - b2) ** -0.5


@variant("first_step_factor")
def factor_by_trying(b1, b2):
    g = 3.0
    m, s = (1 - b1) * g, (1 - b2) * g * g
    return float(m / np.sqrt(s))


@variant("first_step_factor")
def factor_in_logarithms(b1, b2):
    return np.exp(np.log1p(-b1) - np.log1p(-b2) / 2)


@variant("Adam")
class AdamInLists:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = [np.array(w, dtype=float, copy=True) for w in params]
        self.m, self.s = ([np.zeros(w.shape) for w in self.params] for _ in range(2))
        self.t = [0] * len(self.params)
        self.lr, (self.b1, self.b2), self.eps = lr, betas, eps

    def step(self, grads):
        for i in (i for i, g in enumerate(grads) if g is not None):
            self.t[i] += 1
            self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * grads[i]
            self.s[i] = self.b2 * self.s[i] + (1 - self.b2) * grads[i] ** 2
            mean, square = self.m[i] / (1 - self.b1 ** self.t[i]), self.s[i] / (1 - self.b2 ** self.t[i])
            self.params[i] = self.params[i] - self.lr * mean / (np.sqrt(square) + self.eps)
        return self.params


@variant("Adam")
class AdamInClosures:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self._rules = [self._rule(np.array(w, dtype=float), lr, betas, eps) for w in params]
        self.params = [rule(None) for rule in self._rules]

    @staticmethod
    def _rule(w, lr, betas, eps):
        state = {}

        def rule(g):
            nonlocal w, state
            if g is not None:
                w, state = adam_step(w, g, state, lr, b1=betas[0], b2=betas[1], eps=eps)  # noqa: F821
            return w

        return rule

    def step(self, grads):
        self.params = [rule(g) for rule, g in zip(self._rules, grads, strict=True)]
        return self.params


@variant("Adam")
class AdamOfTorch:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        import torch

        self._w = [torch.nn.Parameter(torch.tensor(np.asarray(w, dtype=float))) for w in params]
        self._optimiser = torch.optim.Adam(self._w, lr=lr, betas=betas, eps=eps)

    @property
    def params(self):
        return [w.detach().numpy().copy() for w in self._w]

    def step(self, grads):
        import torch

        for w, g in zip(self._w, grads, strict=True):
            w.grad = None if g is None else torch.tensor(np.asarray(g))
        self._optimiser.step()
        return self.params


@variant("adamw_step")
def adamw_by_subtraction(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8, wd=0.01):
    moved, state = adam_step(w, g, state, lr, b1, b2, eps)  # noqa: F821
    return moved - lr * wd * w, state


@variant("adamw_step")
def adamw_from_the_direction(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8, wd=0.01):
    move, new = adam_step(np.zeros_like(w), g, state, lr, b1=b1, b2=b2, eps=eps)  # noqa: F821
    return (1 - lr * wd) * np.asarray(w) + move, new


@variant("adamw_step")
def adamw_written_out(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8, wd=0.01):
    t = state.get("t", 0) + 1
    m, s = _blend(_zeros(state, "m", w), g, b1), _blend(_zeros(state, "s", w), g * g, b2)
    ratio = m / (1 - b1**t) / (np.sqrt(s / (1 - b2**t)) + eps)
    return w - lr * (ratio + wd * w), {"m": m, "s": s, "t": t}


@variant("state_arrays")
def arrays_by_match(name):
    match name:
        case "sgd":
            return 0
        case "adam" | "adamw":
            return 2
        case "momentum" | "nesterov" | "adagrad" | "rmsprop":
            return 1
    raise ValueError("unknown; take sgd, momentum, nesterov, adagrad, rmsprop, adam or adamw")


@variant("state_arrays")
def arrays_by_lookup(name):
    names = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"]
    counts = np.array([0, 1, 1, 1, 1, 2, 2])
    try:
        return counts[names.index(name)]
    except ValueError:
        raise ValueError(f"{name} is not in {names}") from None


@variant("state_arrays")
def arrays_by_their_names(name):
    kept = {"sgd": "", "momentum": "v", "nesterov": "v", "adagrad": "h", "rmsprop": "s"}
    kept |= {"adam": "ms", "adamw": "ms"}
    if name in kept:
        return len(kept[name])
    raise ValueError(f"{name!r}: one of {sorted(kept)}")


@variant("who_stalls")
def stalls_as_list():
    return ["adagrad"]


@variant("who_stalls")
def stalls_frozen():
    return frozenset(("adagrad",))


@variant("who_stalls")
def stalls_from_keys():
    return set({"adagrad": "its sum only grows"})


@variant("who_is_sign_descent_at_step_one")
def signs_as_tuple():
    return "adamw", "adam", "adagrad"


@variant("who_is_sign_descent_at_step_one")
def signs_by_union():
    return {"adagrad"} | {"adam" + end for end in ("", "w")}


@variant("who_is_sign_descent_at_step_one")
def signs_by_exclusion():
    return {"adagrad", "rmsprop", "adam", "adamw"} - {"rmsprop"}


@variant("clip_by_norm")
def clip_the_long_vector(grads, c):
    norm = np.linalg.norm(np.concatenate([np.ravel(g) for g in grads]))
    return [np.array(g) * min(1.0, c / norm) if norm > 0 else np.array(g) for g in grads]


@variant("clip_by_norm")
def clip_in_a_loop(grads, c):
    total = 0.0
    for g in grads:
        total += float((np.asarray(g) ** 2).sum())
    out = []
    for g in grads:
        out.append(g * (c / np.sqrt(total)) if total > c**2 else np.copy(g))
    return out


@variant("clip_by_norm")
def clip_with_torch(grads, c):
    import torch

    params = [torch.nn.Parameter(torch.zeros(np.shape(g), dtype=torch.float64)) for g in grads]
    for p, g in zip(params, grads, strict=True):
        p.grad = torch.tensor(np.array(g, dtype=float))
    length = torch.sqrt(sum((p.grad**2).sum() for p in params))
    return [(p.grad * (c / length if length > c else 1.0)).numpy() for p in params]


@variant("orthogonalise")
def orthogonalise_by_the_other_product(G, steps=10):
    X = np.array(G, dtype=float) / np.sqrt((np.asarray(G) ** 2).sum())
    for _ in range(steps):
        X = 1.5 * X - 0.5 * (X @ (X.T @ X))
    return X


@variant("orthogonalise")
def orthogonalise_by_a_factor(G, steps=10):
    X, k = G / np.sqrt(np.trace(G.T @ G)), 0
    while k < steps:
        X = (3 * np.eye(len(X)) - X @ X.T) @ X / 2
        k += 1
    return X


@variant("orthogonalise")
def orthogonalise_the_singular_values(G, steps=10):
    U, s, V = np.linalg.svd(G, full_matrices=False)
    s = s / np.sqrt(np.sum(s**2))
    for _ in range(steps):
        s = 1.5 * s - 0.5 * s**3
    return (U * s) @ V
