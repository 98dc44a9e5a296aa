"""Hidden tests of notebook 01. Each docstring is the sentence the student reads."""

import numpy as np
import pytest
import torch

exercise = pytest.mark.exercise


def spd(rng, n):
    A = rng.normal(size=(n, n))
    return A @ A.T + 0.1 * np.eye(n)


@exercise("quadratic", weight=3)
def test_quadratic_agrees(agrees_with_reference):
    """Value and gradient of the bowl are right, whatever the dimension."""
    agrees_with_reference("quadratic")


@exercise("quadratic")
def test_quadratic_autograd(student, rng, assert_close):
    """The gradient is the one that PyTorch derives from the formula of f."""
    x, b, H = rng.normal(size=5), rng.normal(size=5), spd(rng, 5)
    w = torch.tensor(x, requires_grad=True)
    value = w @ torch.tensor(H) @ w / 2 - torch.tensor(b) @ w
    value.backward()
    f, g = student.quadratic(x, H, b)
    assert_close("f", f, value.item())
    assert_close("g", g, w.grad.numpy())


@exercise("quadratic")
def test_quadratic_bottom(student, rng, assert_close):
    """At the bottom of a bowl the gradient vanishes and the value is -b·x/2."""
    H, b = spd(rng, 3), rng.normal(size=3)
    bottom = np.linalg.solve(H, b)
    f, g = student.quadratic(bottom, H, b)
    assert_close("g", g, np.zeros(3), atol=1e-6)
    assert_close("f", f, -b @ bottom / 2)


@exercise("gd", weight=3)
def test_gd_agrees(agrees_with_reference):
    """The trajectory has every point, the start included, on any slope and from any kind of start."""
    agrees_with_reference("gd")


@exercise("gd")
def test_gd_torch(student, rng, assert_close):
    """The points are those that torch.optim.SGD visits."""
    w, lr = torch.nn.Parameter(torch.tensor(rng.normal(size=3))), rng.uniform(0.05, 0.2)
    optimizer, path = torch.optim.SGD([w], lr=lr), [w.detach().numpy().copy()]
    for _ in range(7):
        optimizer.zero_grad()
        torch.sum(torch.cosh(w)).backward()
        optimizer.step()
        path.append(w.detach().numpy().copy())
    assert_close("trajectory", student.gd(np.sinh, path[0].copy(), lr, 7), np.array(path))


@exercise("gd")
def test_gd_closed_form(student, rng, assert_close):
    """On a bowl each coordinate shrinks by the same factor in every step."""
    curvatures, start, lr = rng.uniform(0, 3, 4), rng.normal(size=4), rng.uniform(0.1, 0.6)
    path = student.gd(lambda x: curvatures * x, start, lr, 9)
    assert_close("trajectory", path, start * (1 - lr * curvatures) ** np.arange(10)[:, None])


@exercise("lr_facts", weight=3)
def test_lr_facts_agrees(agrees_with_reference):
    """The four facts follow from the eigenvalues, and matrices without a minimum are refused."""
    agrees_with_reference("lr_facts")


@exercise("lr_facts")
def test_lr_facts_at_work(student, rng, assert_close):
    """At lr_opt the slowest direction shrinks by exactly the rate, and no other learning rate does better."""
    H = spd(rng, 4)
    facts = student.lr_facts(H)
    lr, rate = float(facts["lr_opt"]), float(facts["rate"])

    def slowest(lr):
        return np.abs(np.linalg.eigvals(np.eye(4) - lr * H)).max()

    assert_close("rate", rate, slowest(lr))
    assert all(slowest(lr * factor) > rate for factor in (0.9, 0.99, 1.01, 1.1))


@exercise("lr_facts")
def test_lr_facts_border(student, rng, assert_close):
    """At lr_max the steepest direction bounces for ever, and kappa is NumPy's condition number."""
    H = spd(rng, 3)
    facts = student.lr_facts(H)
    factors = np.linalg.eigvals(np.eye(3) - float(facts["lr_max"]) * H).real
    assert_close("lr_max", factors.min(), -1.0)
    assert_close("kappa", facts["kappa"], np.linalg.cond(H))


@exercise("sign_flips", weight=3)
def test_sign_flips_agrees(agrees_with_reference):
    """Bounces are counted along one coordinate, pauses left out."""
    agrees_with_reference("sign_flips")


@exercise("sign_flips")
def test_sign_flips_moved(student, rng, assert_close):
    """Moving or mirroring a path, or pausing on it, changes no bounce."""
    path = rng.normal(size=(30, 3))
    got = student.sign_flips(path, 2)
    count = sum(a * b < 0 for a, b in zip(np.diff(path[:-1, 2]), np.diff(path[1:, 2]), strict=True))
    assert_close("bounces", got, count)
    for other in (path + 50, -path, np.repeat(path, 2, axis=0)):
        assert_close("bounces", student.sign_flips(other, 2), count)


@exercise("classify", weight=3)
def test_classify_agrees(agrees_with_reference):
    """Minimum, maximum, saddle and degenerate point get their names, in any dimension and orientation."""
    agrees_with_reference("classify")


@exercise("classify")
def test_classify_upside_down(student, rng):
    """Turned upside down, a minimum is a maximum and a saddle stays a saddle."""
    H = spd(rng, 4)
    shifted = H - np.mean(np.linalg.eigvalsh(H)[1:3]) * np.eye(4)
    kinds = [str(student.classify(M)) for M in (H, -H, shifted, -shifted)]
    assert kinds == ["min", "max", "saddle", "saddle"]


@exercise("classify")
def test_classify_flat(student, rng):
    """A direction without curvature makes a point degenerate, unless the others disagree among themselves."""
    A = rng.normal(size=(4, 2))
    turn = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    mixed = (turn * [2.0, 0.0, -1.0, 0.0]) @ turn.T
    kinds = [str(student.classify(M)) for M in (A @ A.T, -A @ A.T, (mixed + mixed.T) / 2)]
    assert kinds == ["degenerate", "degenerate", "saddle"]


@exercise("saddle_fraction", weight=3)
def test_saddle_fraction_agrees(agrees_with_reference):
    """The share of saddles is right for small dimensions and drawn from the generator given."""
    agrees_with_reference("saddle_fraction")


@exercise("saddle_fraction")
def test_saddle_fraction_known(student, rng):
    """In two dimensions the share is 1/√2 and in four almost one, up to chance."""
    for n, p in ((2, 1 / np.sqrt(2)), (4, 0.9950)):
        share = float(student.saddle_fraction(n, 10_000, rng))
        assert abs(share - p) < 6 * np.sqrt(p * (1 - p) / 10_000)


@exercise("minibatch_grad", weight=3)
def test_minibatch_grad_agrees(agrees_with_reference):
    """The gradient is the mean over the rows of the batch, repeated rows included."""
    agrees_with_reference("minibatch_grad")


@exercise("minibatch_grad")
def test_minibatch_grad_torch(student, rng, assert_close):
    """It is the gradient that PyTorch derives from half the mean squared error."""
    X, y, w, idx = rng.normal(size=(9, 4)), rng.normal(size=9), rng.normal(size=4), rng.integers(0, 9, 6)
    v = torch.tensor(w, requires_grad=True)
    (torch.nn.functional.mse_loss(torch.tensor(X[idx]) @ v, torch.tensor(y[idx])) / 2).backward()
    assert_close("gradient", student.minibatch_grad(X, y, w, idx), v.grad.numpy())


@exercise("minibatch_grad")
def test_minibatch_grad_unbiased(student, rng, assert_close):
    """The mean over all batches of equal size is the full gradient."""
    X, y, w = rng.normal(size=(12, 3)), rng.normal(size=12), rng.normal(size=3)
    parts = rng.permutation(12).reshape(4, 3)
    mean = sum(np.asarray(student.minibatch_grad(X, y, w, idx)) for idx in parts) / 4
    assert_close("mean of the minibatch gradients", mean, X.T @ (X @ w - y) / 12)


@exercise("grad_noise", weight=3)
def test_grad_noise_agrees(student, reference, agrees_with_reference):
    """The scatter of minibatch gradients is right and drawn from the generator given."""
    student.given(minibatch_grad=reference.minibatch_grad)
    agrees_with_reference("grad_noise")


@exercise("grad_noise")
def test_grad_noise_theory(student, reference, rng):
    """The noise is that of a single example divided by B, up to chance."""
    student.given(minibatch_grad=reference.minibatch_grad)
    X, y, w = rng.normal(size=(20, 6)), rng.normal(size=20), rng.normal(size=6)
    single = (X * (X @ w - y)[:, None]).var(axis=0).sum()
    for B in (4, 10):
        noise = float(student.grad_noise(X, y, w, B, 500, rng))
        assert 0.6 < noise * B / single < 1.5


@exercise("grad_noise")
def test_grad_noise_none(student, reference, rng, assert_close):
    """Where all examples agree there is no noise; doubled inputs and targets make it sixteen times larger."""
    student.given(minibatch_grad=reference.minibatch_grad)
    X, y, w = np.tile(rng.normal(size=4), (7, 1)), np.full(7, 2.0), rng.normal(size=4)
    assert_close("noise", student.grad_noise(X, y, w, 2, 20, rng), 0.0)
    X, y = rng.normal(size=(15, 4)), rng.normal(size=15)
    one, two = (np.random.default_rng(seed) for seed in [int(rng.integers(10**6))] * 2)
    noise = float(student.grad_noise(X, y, w, 3, 50, one))
    assert noise > 0
    assert_close("noise", student.grad_noise(2 * X, 2 * y, w, 3, 50, two), 16 * noise)
