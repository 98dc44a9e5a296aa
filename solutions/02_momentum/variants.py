"""Correct answers to notebook 02, each written in another way."""

import numpy as np

from autograder.authoring.variants import variant


def _coast(v, rho):
    """What friction leaves of a velocity."""
    return np.multiply(v, rho)


@variant("momentum_step")
def momentum_on_copies(x, v, g, lr, rho=0.9):
    v, x = np.array(v, dtype=float), np.array(x, dtype=float)
    v *= rho
    v -= lr * g
    x += v
    return x, v


@variant("momentum_step")
def momentum_element_by_element(x, v, g, lr, rho=0.9):
    new = [rho * b - lr * c for b, c in zip(np.ravel(v), np.ravel(g), strict=True)]
    moved = [a + b for a, b in zip(np.ravel(x), new, strict=True)]
    return [np.reshape(moved, np.shape(x)), np.reshape(new, np.shape(x))]


@variant("momentum_step")
def momentum_in_float32(x, v, g, lr, rho=0.9):
    x, v, g = (np.asarray(a, dtype=np.float32) for a in (x, v, g))
    v = np.float32(rho) * v - np.float32(lr) * g
    return x + v, v


@variant("momentum_step")
def momentum_with_torch(x, v, g, lr, rho=0.9):
    import torch

    x, v, g = (torch.tensor(np.asarray(a)) for a in (x, v, g))
    v = torch.mul(v, rho).add(g, alpha=-lr)
    return torch.add(x, v).numpy(), v.numpy()


@variant("nesterov_lookahead_step")
def lookahead_from_the_place(x, v, grad, lr, rho=0.9):
    ahead = x + _coast(v, rho)
    new = ahead - lr * grad(ahead)
    return new, new - x


@variant("nesterov_lookahead_step")
def lookahead_on_copies(x, v, grad, lr, rho=0.9):
    v = np.array(v, dtype=float)
    v *= rho
    slope = np.asarray(grad(np.add(x, v)))
    v -= lr * slope
    return np.add(x, v), v


@variant("nesterov_lookahead_step")
def lookahead_through_momentum(x, v, grad, lr, rho=0.9):
    return momentum_step(x, v, grad(x + rho * v), lr, rho)  # noqa: F821


@variant("nesterov_tilde_step")
def tilde_as_torch_writes_it(xt, v, g, lr, rho=0.9):
    v = _coast(v, rho) - lr * g
    return xt + rho * v - lr * g, v


@variant("nesterov_tilde_step")
def tilde_by_way_of_the_ball(xt, v, g, lr, rho=0.9):
    ball = xt - rho * v
    v = rho * v - lr * g
    ball = ball + v
    return ball + rho * v, v


@variant("nesterov_tilde_step")
def tilde_expanded(xt, v, g, lr, rho=0.9):
    return xt + rho**2 * v - (1 + rho) * lr * g, np.subtract(rho * v, lr * g)


@variant("nesterov_tilde_step")
def tilde_with_torch(xt, v, g, lr, rho=0.9):
    import torch

    xt, v, g = (torch.tensor(np.asarray(a)) for a in (xt, v, g))
    new = torch.add(rho * v, g, alpha=-lr)
    return torch.add(xt - rho * v, new, alpha=1 + rho).numpy(), new.numpy()


@variant("tilde_to_x")
def back_by_coasting(xt, v, rho=0.9):
    return np.subtract(xt, _coast(v, rho))


@variant("tilde_to_x")
def back_on_a_copy(xt, v, rho=0.9):
    x = np.array(xt, dtype=float)
    x -= rho * np.asarray(v)
    return x


@variant("tilde_to_x")
def back_with_torch(xt, v, rho=0.9):
    import torch

    return torch.sub(torch.tensor(np.asarray(xt)), torch.tensor(np.asarray(v)), alpha=rho)


@variant("velocity_to_torch")
def buffer_by_reciprocal(v, lr):
    return np.multiply(-1 / lr, v)


@variant("velocity_to_torch")
def buffer_in_float32(v, lr):
    return np.asarray(v, dtype=np.float32) / np.float32(-lr)


@variant("velocity_to_torch")
def buffer_element_by_element(v, lr):
    return np.reshape([-a / lr for a in np.ravel(v)], np.shape(v))


@variant("torch_to_velocity")
def velocity_by_negation(buf, lr):
    return np.negative(np.asarray(buf) * lr)


@variant("torch_to_velocity")
def velocity_as_a_step(buf, lr):
    return 0.0 - buf * lr


@variant("torch_to_velocity")
def velocity_with_torch(buf, lr):
    import torch

    return torch.tensor(np.asarray(buf)).mul(-lr).numpy()


@variant("heavy_ball")
def pair_from_kappa(mu, L):
    if mu <= 0 or mu > L:
        raise ValueError("need 0 < mu <= L")
    root = (L / mu) ** 0.5
    q = (root - 1) / (root + 1)
    return 4 / mu / (root + 1) ** 2, q * q


@variant("heavy_ball")
def pair_from_the_band(mu, L):
    import math

    if mu <= 0:
        raise ValueError("mu must be positive")
    if mu > L:
        raise ValueError("L must not be below mu")
    root_lr = 2 / (math.sqrt(mu) + math.sqrt(L))
    return root_lr**2, (1 - root_lr * math.sqrt(mu)) ** 2


@variant("heavy_ball")
def pair_expanded(mu, L):
    if min(mu, L - mu + 1e-300) <= 0:
        raise ValueError(f"not 0 < {mu} <= {L}")
    both = 2 * np.sqrt(mu * L)
    return np.array([4 / (L + mu + both), (L + mu - both) / (L + mu + both)])


@variant("effective_lr")
def rate_by_power(lr, rho=0.9):
    return lr * (1 - rho) ** -1


@variant("effective_lr")
def rate_by_waiting(lr, rho=0.9):
    speed = 0.0
    for _ in range(3000):
        speed = rho * speed + lr
    return speed


@variant("effective_lr")
def rate_by_the_series(lr, rho=0.9):
    return float(np.sum(lr * rho ** np.arange(3000.0)))


@variant("SGD")
class SGDWithBuffers:
    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        self.params = [np.array(w, dtype=float, copy=True) for w in params]
        self.buffers = [0.0] * len(self.params)
        self.lr, self.rho, self.nesterov, self.wd = lr, momentum, nesterov, weight_decay

    def step(self, grads):
        for i in (i for i, g in enumerate(grads) if g is not None):
            g = grads[i] + self.wd * self.params[i]
            self.buffers[i] = self.rho * self.buffers[i] + g
            push = g + self.rho * self.buffers[i] if self.nesterov else self.buffers[i]
            self.params[i] = self.params[i] - self.lr * push
        return self.params


@variant("SGD")
class SGDInClosures:
    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        step = nesterov_tilde_step if nesterov else momentum_step  # noqa: F821
        self._rules = [self._rule(np.array(w, dtype=float), step, lr, momentum, weight_decay) for w in params]
        self.params = [rule(None) for rule in self._rules]

    @staticmethod
    def _rule(w, step, lr, rho, wd):
        v = np.zeros(w.shape)

        def rule(g):
            nonlocal w, v
            if g is not None:
                w, v = step(w, v, np.add(g, wd * w), lr, rho=rho)
            return w

        return rule

    def step(self, grads):
        self.params = [rule(g) for rule, g in zip(self._rules, grads, strict=True)]
        return self.params


@variant("SGD")
class SGDInPlace:
    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        self.ball = [np.array(w, dtype=float) for w in params]
        self.v = {i: np.zeros(np.shape(w)) for i, w in enumerate(params)}
        self.settings = lr, momentum, momentum if nesterov else 0.0, weight_decay

    @property
    def params(self):
        ahead = self.settings[2]
        return [x + ahead * self.v[i] for i, x in enumerate(self.ball)]

    def step(self, grads):
        lr, rho, _, wd = self.settings
        for i, (w, g) in enumerate(zip(self.params, grads, strict=True)):
            if g is None:
                continue
            self.v[i] = _coast(self.v[i], rho) - lr * (g + wd * w)
            self.ball[i] = self.ball[i] + self.v[i]
        return self.params


@variant("SGD")
class SGDOfTorch:
    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        import torch

        self._w = [torch.nn.Parameter(torch.tensor(np.asarray(w, dtype=float))) for w in params]
        settings = {"momentum": momentum, "nesterov": nesterov, "weight_decay": weight_decay}
        self._optimiser = torch.optim.SGD(self._w, lr=lr, **settings)

    @property
    def params(self):
        return [w.detach().numpy().copy() for w in self._w]

    def step(self, grads):
        import torch

        for w, g in zip(self._w, grads, strict=True):
            w.grad = None if g is None else torch.tensor(np.asarray(g))
        self._optimiser.step()
        return self.params
