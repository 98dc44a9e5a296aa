"""Hidden tests of notebook 08. Each docstring is the sentence the student reads."""

import numpy as np
import pytest
import scipy.optimize
import torch

exercise = pytest.mark.exercise


def torch_hinge(S, y, delta):
    """The multiclass hinge loss of torch, which averages over the classes, and its gradient."""
    leaf = torch.tensor(S, requires_grad=True)
    loss = S.shape[1] * torch.nn.functional.multi_margin_loss(leaf, torch.tensor(y), margin=delta)
    loss.backward()
    return loss.item(), leaf.grad.numpy()


def given(student, reference, *names):
    """Ours for the earlier exercises that an answer may use."""
    student.given(**{name: getattr(reference, name) for name in names})


@exercise("svm_loss", weight=3)
def test_hinge_agrees(agrees_with_reference):
    """Loss and slopes are right for any number of classes, for other margins, and for satisfied examples."""
    agrees_with_reference("svm_loss")


@exercise("svm_loss")
def test_hinge_is_torchs(student, rng, assert_close):
    """Loss and slopes are those of torch's multi_margin_loss, times the number of classes."""
    n, classes, delta = 12, int(rng.integers(3, 9)), float(rng.uniform(0.5, 3))
    S, y = 2 * rng.normal(size=(n, classes)), rng.integers(0, classes, n)
    got, want = student.svm_loss(S, y, delta), torch_hinge(S, y, delta)
    assert_close("loss", got[0], want[0])
    assert_close("dS", got[1], want[1])


@exercise("svm_loss")
def test_hinge_ignores_a_common_shift(student, rng, assert_close):
    """Adding a number to all scores of a row changes nothing, so the slopes of each row add up to zero."""
    S, y = 0.1 * rng.normal(size=(5, 4)), rng.integers(0, 4, 5)
    loss, dS = student.svm_loss(S, y)
    dS = np.asarray(dS)
    assert loss > 0 and np.abs(dS).max() > 0
    assert_close("loss after a shift", student.svm_loss(S + rng.normal(size=(5, 1)), y)[0], loss)
    assert_close("sum of each row's slopes", np.sum(dS, axis=1), np.zeros(5))


@exercise("l2", weight=3)
def test_squares_agree(agrees_with_reference):
    """Value and gradient are right for weights of any shape."""
    agrees_with_reference("l2")


@exercise("l2")
def test_squares_are_autograds(student, rng, assert_close):
    """The gradient is what torch's automatic differentiation makes of the sum of squares."""
    leaf = torch.tensor(rng.normal(size=(3, 4)), requires_grad=True)
    value = leaf.square().sum()
    value.backward()
    got = student.l2(leaf.detach().numpy().copy())
    assert_close("value", got[0], value.item())
    assert_close("gradient", got[1], leaf.grad.numpy())


@exercise("l1", weight=3)
def test_sizes_agree(agrees_with_reference):
    """Value and gradient are right for weights of any shape, with 0 at the kink."""
    agrees_with_reference("l1")


@exercise("l1")
def test_sizes_are_autograds(student, rng, assert_close):
    """The gradient is what torch's automatic differentiation makes of the sum of sizes."""
    leaf = torch.tensor(rng.normal(size=(3, 4)) * (rng.random((3, 4)) > 0.3), requires_grad=True)
    value = leaf.abs().sum()
    value.backward()
    got = student.l1(leaf.detach().numpy().copy())
    assert_close("value", got[0], value.item())
    assert_close("gradient", got[1], leaf.grad.numpy())


@exercise("elastic", weight=3)
def test_elastic_agrees(student, reference, agrees_with_reference):
    """Value and gradient are right for small and large beta, and for weights of any shape."""
    given(student, reference, "l2", "l1")
    agrees_with_reference("elastic")


@exercise("elastic")
def test_elastic_is_autograds(student, reference, rng, assert_close):
    """The gradient is what torch's automatic differentiation makes of beta W^2 + |W|."""
    given(student, reference, "l2", "l1")
    leaf, beta = torch.tensor(rng.normal(size=(5, 2)), requires_grad=True), float(rng.uniform(0.1, 3))
    value = (beta * leaf.square() + leaf.abs()).sum()
    value.backward()
    got = student.elastic(leaf.detach().numpy().copy(), beta)
    assert_close("value", got[0], value.item())
    assert_close("gradient", got[1], leaf.grad.numpy())


@exercise("total_loss", weight=3)
def test_total_agrees(student, reference, agrees_with_reference):
    """Loss and both gradients are right for several penalties, and the bias is not penalised."""
    given(student, reference, "svm_loss", "l2", "l1", "elastic")
    agrees_with_reference("total_loss")


@exercise("total_loss")
def test_total_is_autograds(student, reference, rng, assert_close):
    """The gradients are those of torch's automatic differentiation, with the elastic net as penalty."""
    given(student, reference, "svm_loss", "l2", "l1", "elastic")
    n, d, classes, lam = 9, 4, 5, float(rng.uniform(0.05, 0.5))
    X, y = rng.normal(size=(n, d)), rng.integers(0, classes, n)
    W, b = (torch.tensor(rng.normal(size=shape), requires_grad=True) for shape in ((d, classes), (classes,)))
    hinge = classes * torch.nn.functional.multi_margin_loss(torch.tensor(X) @ W + b, torch.tensor(y))
    loss = hinge + lam * (0.5 * W.square() + W.abs()).sum()
    loss.backward()
    arrays = W.detach().numpy().copy(), b.detach().numpy().copy()
    got = student.total_loss(X, y, *arrays, lam, lambda W: reference.elastic(W, 0.5))
    for name, value, want in zip(("loss", "dW", "db"), got, (loss.item(), W.grad, b.grad), strict=True):
        assert_close(name, value, want)


@exercise("total_loss")
def test_total_leaves_the_bias_free(student, reference, rng, assert_close):
    """Where all examples are satisfied only W costs anything, however large the bias."""
    given(student, reference, "svm_loss", "l2", "l1", "elastic")
    X, W, lam = rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), float(rng.uniform(0.1, 1))
    loss, dW, db = student.total_loss(X, np.ones(4, dtype=int), W, np.array([0.0, 500.0]), lam, reference.l2)
    assert_close("loss", loss, lam * np.sum(W**2))
    assert_close("dW", dW, 2 * lam * W)
    assert_close("db", db, np.zeros(2))


@exercise("decay_step", weight=3)
def test_decay_agrees(agrees_with_reference):
    """The new weights are right over four steps with changing rates, whatever the shape."""
    agrees_with_reference("decay_step")


@exercise("decay_step")
def test_decay_is_torchs(student, rng, assert_close):
    """Twenty steps are those of torch.optim.SGD with the same weight_decay."""
    w, lr, wd = rng.normal(size=(3, 2)), float(rng.uniform(0.02, 0.2)), float(rng.uniform(0.1, 1))
    leaf = torch.nn.Parameter(torch.tensor(w))
    optimiser = torch.optim.SGD([leaf], lr=lr, weight_decay=wd)
    for g in rng.normal(size=(20, 3, 2)):
        leaf.grad = torch.tensor(g)
        optimiser.step()
        w = student.decay_step(w, g, lr, wd)
    assert_close("w", w, leaf.detach().numpy())


@exercise("lam_for", weight=3)
def test_lambda_agrees(agrees_with_reference):
    """The price is right for weak and strong decay."""
    agrees_with_reference("lam_for")


@exercise("lam_for")
def test_lambda_makes_the_same_step(student, reference, rng, assert_close):
    """A step with this price in the gradient is a step with decay."""
    w, g = rng.normal(size=(2, 5))
    wd, lr = float(rng.uniform(0.1, 2)), 0.1
    priced = w - lr * (g + float(student.lam_for(wd)) * reference.l2(w)[1])
    assert_close("w", priced, reference.decay_step(w, g, lr, wd))


@exercise("soft_threshold", weight=3)
def test_threshold_agrees(agrees_with_reference):
    """Weights move toward zero by t and stop there, whatever their sign and shape."""
    agrees_with_reference("soft_threshold")


@exercise("soft_threshold")
def test_threshold_is_torchs(student, rng, assert_close):
    """It is torch's softshrink, and its zeros are exact."""
    w, t = rng.normal(size=(6, 5)), float(rng.uniform(0.3, 1))
    want = torch.nn.functional.softshrink(torch.tensor(w), t).numpy()
    got = np.asarray(student.soft_threshold(w, t))
    assert_close("w", got, want)
    assert np.array_equal(got == 0, want == 0)


@exercise("soft_threshold")
def test_threshold_minimises(student, rng, assert_close):
    """It finds the minimum of (u - w)^2 / 2 + t |u|, as a search on a line does."""
    t = float(rng.uniform(0.5, 1.5))
    w = np.array([-3.0, -0.3, 0.2, 2.5]) * t

    def price(u, at):
        return (u - at) ** 2 / 2 + t * abs(u)

    want = [scipy.optimize.minimize_scalar(price, args=(at,), bracket=(-9, 9), tol=1e-12).x for at in w]
    assert_close("w", student.soft_threshold(w, t), np.array(want), rtol=1e-4, atol=1e-5)


@exercise("adam_l2_vs_decoupled", weight=3)
def test_shares_agree(agrees_with_reference):
    """Both shares are right for each coordinate, for other settings and with zeros."""
    agrees_with_reference("adam_l2_vs_decoupled")


@exercise("adam_l2_vs_decoupled")
def test_shares_are_torchs_adamw(student, rng, assert_close):
    """The decoupled share is what torch's AdamW takes from a weight whose gradient is zero."""
    w, lr, wd = rng.normal(size=6), float(rng.uniform(0.05, 0.2)), float(rng.uniform(0.1, 2))
    leaf = torch.nn.Parameter(torch.tensor(w))
    leaf.grad = torch.zeros(6, dtype=torch.float64)
    torch.optim.AdamW([leaf], lr=lr, weight_decay=wd).step()
    shares = student.adam_l2_vs_decoupled(w, np.zeros(6), np.ones(6), lr, wd)
    assert_close("decoupled share", shares[1], 1 - leaf.detach().numpy() / w)


@exercise("adam_l2_vs_decoupled")
def test_shares_are_differences_of_steps(student, rng, assert_close):
    """The share with L2 is the difference between the steps of Adam with and without the price, over the weight."""
    w, g, s = rng.uniform(1, 2, 5), rng.normal(size=5), rng.uniform(0.01, 10, 5)
    lr, wd, eps = 0.1, float(rng.uniform(0.1, 1)), float(rng.uniform(0.01, 0.1))

    def step(g):
        return w - lr * g / (np.sqrt(s) + eps)

    shares = student.adam_l2_vs_decoupled(w, g, s, lr, wd, eps)
    assert_close("share with L2", shares[0], (step(g) - step(g + wd * w)) / w)


@exercise("max_norm", weight=3)
def test_ceiling_agrees(agrees_with_reference):
    """Long vectors are cut to length c along either axis, short ones and zeros stay."""
    agrees_with_reference("max_norm")


@exercise("max_norm")
def test_ceiling_is_torchs_renorm(student, rng, assert_close):
    """It is torch.renorm on columns, and on rows."""
    W, c = rng.normal(size=(4, 6)) * rng.uniform(0.1, 3, size=6), float(rng.uniform(0.8, 2))
    assert_close("columns", student.max_norm(W, c), torch.renorm(torch.tensor(W), 2, 1, c).numpy(), rtol=1e-4)
    assert_close(
        "rows", student.max_norm(W.T, c, axis=1), torch.renorm(torch.tensor(W.T.copy()), 2, 0, c).numpy(), rtol=1e-4
    )


@exercise("max_norm")
def test_ceiling_holds_and_keeps_directions(student, rng, assert_close):
    """Columns that were too long get length c and keep their direction; a second call changes nothing."""
    c = float(rng.uniform(0.5, 2))
    W = rng.normal(size=(7, 4))
    W = W / np.linalg.norm(W, axis=0) * np.array([2.0, 5.0, 0.5, 30.0]) * c
    cut = np.asarray(student.max_norm(W, c))
    assert_close("lengths", np.linalg.norm(cut, axis=0), np.minimum(np.linalg.norm(W, axis=0), c))
    assert_close("directions", cut / np.linalg.norm(cut, axis=0), W / np.linalg.norm(W, axis=0))
    assert_close("a second call", student.max_norm(cut, c), cut)


@exercise("smoothed_loss", weight=3)
def test_smoothed_loss_agrees(agrees_with_reference):
    """Loss and gradient have the label mixed with the uniform distribution, for scores of any size."""
    agrees_with_reference("smoothed_loss")


@exercise("smoothed_loss")
def test_smoothed_loss_is_torchs(student, rng, assert_close):
    """They are those of torch's cross-entropy with label smoothing."""
    import torch

    S, y, eps = rng.normal(size=(6, 5)), rng.integers(0, 5, 6), float(rng.uniform(0.1, 0.6))
    scores = torch.tensor(S, requires_grad=True)
    want = torch.nn.functional.cross_entropy(scores, torch.tensor(y), label_smoothing=eps)
    want.backward()
    loss, dS = student.smoothed_loss(S, y, eps)
    assert_close("loss", loss, want.item())
    assert_close("gradient", dS, scores.grad.numpy())


@exercise("smoothed_loss")
def test_smoothed_loss_has_a_lowest_point(student, rng, assert_close):
    """Scores whose softmax is the target have slope zero."""
    y, eps = rng.integers(0, 4, 5), float(rng.uniform(0.1, 0.5))
    target = (1 - eps) * np.eye(4)[y] + eps / 4
    loss, dS = student.smoothed_loss(np.log(target) + rng.normal(size=(5, 1)), y, eps)
    assert_close("gradient there", dS, np.zeros((5, 4)))
    assert_close("loss there", loss, -np.sum(target * np.log(target)) / 5)
