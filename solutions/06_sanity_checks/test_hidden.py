"""Hidden tests of notebook 06. Each docstring is the sentence the student reads."""

import numpy as np
import pytest
import torch

exercise = pytest.mark.exercise


def torch_losses():
    """The three losses of section 4 in torch, written anew."""

    def classes(p, X, y):
        scores = torch.relu(X @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]
        return torch.nn.functional.cross_entropy(scores, y)

    def numbers(p, X, y):
        return ((torch.tanh(X @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"] - y) ** 2).sum(1).mean() / 2

    def tied(p, X, y):
        return ((torch.tanh(X @ p["W"] + p["b"]) @ p["W"].T + p["c"] - y) ** 2).sum(1).mean() / 2

    return {1: classes, 2: numbers, 3: tied}


def torch_grads(k, params, X, y):
    """Gradients of network k by automatic differentiation."""
    leaves = {name: torch.tensor(w, requires_grad=True) for name, w in params.items()}
    torch_losses()[k](leaves, torch.tensor(X), torch.tensor(y)).backward()
    return {name: leaf.grad.numpy() for name, leaf in leaves.items()}


def case(k, rng, n=7, d=5, hidden=6, out=4):
    """Parameters, inputs and targets of network k."""
    shapes = {"W1": (d, hidden), "b1": (hidden,), "W2": (hidden, out), "b2": (out,)}
    shapes = {"W": (d, hidden), "b": (hidden,), "c": (d,)} if k == 3 else shapes
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    y = rng.integers(0, out, n) if k == 1 else rng.normal(size=(n, d if k == 3 else out))
    return params, rng.normal(size=(n, d)), y


@exercise("num_grad", weight=3)
def test_slopes_agree(agrees_with_reference):
    """Slopes are right at arrays of any shape, at ints and for other steps, and your input stays as it was."""
    agrees_with_reference("num_grad")


@exercise("num_grad")
def test_slopes_are_autograds(student, rng, assert_close):
    """The slopes of a smooth function are those of torch's automatic differentiation."""
    A, x = rng.normal(size=(4, 5)), rng.normal(size=(5, 2))
    leaf = torch.tensor(x, requires_grad=True)
    torch.sin(torch.tensor(A) @ leaf).prod(1).sum().backward()
    got = student.num_grad(lambda x: float(np.sin(A @ x).prod(1).sum()), x)
    assert_close("slopes", got, leaf.grad.numpy(), rtol=1e-4, atol=1e-8)


@exercise("num_grad")
def test_a_parabola_is_exact(student, rng, assert_close):
    """For a parabola the centred difference is exact, however large the step."""
    c, x = rng.uniform(1, 3, size=4), rng.uniform(1, 3, size=4)
    assert_close("slopes", student.num_grad(lambda x: float(np.sum(c * x**2)), x, h=0.5), 2 * c * x)


@exercise("rel_error", weight=3)
def test_errors_agree(agrees_with_reference):
    """The largest relative error is right, for zeros, tiny numbers and opposite signs too."""
    agrees_with_reference("rel_error")


@exercise("rel_error")
def test_errors_have_no_unit(student, rng, assert_close):
    """The error stays the same when the two are swapped, or both multiplied by 1000."""
    a, b = rng.uniform(1, 2, size=(2, 3, 4))
    want = max(abs(p - q) / max(p, q) for p, q in zip(a.ravel(), b.ravel(), strict=True))
    assert_close("error", student.rel_error(a, b), want)
    assert_close("error of the two swapped", student.rel_error(b, a), want)
    assert_close("error of both times 1000", student.rel_error(1000 * a, 1000 * b), want)


@exercise("grad_check", weight=3)
def test_check_agrees(student, reference, agrees_with_reference):
    """Each array is checked at n coordinates that the generator draws, and float32 and dropout are refused."""
    student.given(num_grad=reference.num_grad, rel_error=reference.rel_error)
    agrees_with_reference("grad_check")


@exercise("grad_check")
def test_check_accepts_autograd(student, reference, rng):
    """Gradients of a network by automatic differentiation pass with small errors; a spoilt array is singled out."""
    student.given(num_grad=reference.num_grad, rel_error=reference.rel_error)
    params, X, y = case(2, rng, n=4, d=3, hidden=3, out=2)
    grads = torch_grads(2, params, X, y)
    grads["b1"] = 1.1 * grads["b1"]
    errors = student.grad_check(lambda p: float(reference.loss_2(p, X, y)), params, grads, 30, rng)
    assert set(errors) == set(params)
    assert 0.09 < errors.pop("b1") < 0.092
    assert all(0 <= error < 1e-2 for error in errors.values())


@exercise("grad_check")
def test_check_tries_small_arrays(student, reference, rng):
    """A wrong bias of one element is found beside a large array, at every attempt."""
    student.given(num_grad=reference.num_grad, rel_error=reference.rel_error)
    params = {"large": rng.uniform(1, 2, size=(40, 50)), "bias": rng.uniform(1, 2, size=1)}
    grads = {"large": 2 * params["large"], "bias": params["bias"]}
    for _ in range(4):
        errors = student.grad_check(lambda p: float(sum(np.sum(w**2) for w in p.values())), params, grads, 2, rng)
        assert 0.49 < errors["bias"] < 0.51
        assert errors["large"] < 1e-4


@exercise("find_the_bug", weight=3)
def test_bugs_agree(student, reference, agrees_with_reference):
    """The wrong gradients are named, and the three mended passes return the right ones."""
    student.given(num_grad=reference.num_grad, rel_error=reference.rel_error, grad_check=reference.grad_check)
    agrees_with_reference("find_the_bug")


@exercise("find_the_bug")
def test_mended_passes_are_autograds(student, rng, assert_close):
    """The gradients of your three mended passes are those of torch's automatic differentiation."""

    def mended(student, k, params, X, y):
        grads = student.find_the_bug.__globals__[f"fixed_backward_{k}"](params, X, y)
        return dict(grads)

    for k in (1, 2, 3):
        params, X, y = case(k, rng)
        got, want = student.run_remotely(mended, k, params, X, y), torch_grads(k, params, X, y)
        for name in params:
            assert_close(f"{name} of network {k}", got[name], want[name])


@exercise("find_the_bug")
def test_names_are_where_autograd_differs(student, reference, rng):
    """The gradient that you name is the only one on which the given pass and automatic differentiation disagree."""
    student.given(num_grad=reference.num_grad, rel_error=reference.rel_error, grad_check=reference.grad_check)
    for k in (1, 2, 3):
        params, X, y = case(k, rng)
        given, want = getattr(reference, f"backward_{k}")(params, X, y), torch_grads(k, params, X, y)
        wrong = [name for name in params if not np.allclose(given[name], want[name])]
        assert [student.find_the_bug(k)] == wrong


@exercise("expected_initial_loss", weight=3)
def test_first_losses_agree(agrees_with_reference):
    """Both kinds are right for any number of classes, and another kind raises ValueError."""
    agrees_with_reference("expected_initial_loss")


@exercise("expected_initial_loss")
def test_first_losses_are_torchs(student, rng, assert_close):
    """They are what torch's losses give for scores that are all equal."""
    C = int(rng.integers(3, 200))
    scores, y = torch.full((2, C), rng.normal(), dtype=torch.float64), torch.tensor([0, C - 1])
    want = torch.nn.functional.cross_entropy(scores, y).item()
    assert_close("softmax", student.expected_initial_loss("softmax", C), want)
    want = C * torch.nn.functional.multi_margin_loss(scores, y).item()
    assert_close("hinge", student.expected_initial_loss("hinge", C), want)


@exercise("expected_initial_loss")
def test_the_error_helps(student):
    """The ValueError for an unknown kind lists the two that there are."""

    def trial(student):
        try:
            student.expected_initial_loss("squared", 10)
        except ValueError as error:
            return str(error)
        return ""

    message = student.run_remotely(trial)
    assert "softmax" in message and "hinge" in message


@exercise("check_initial_loss", weight=3)
def test_judgements_agree(student, reference, agrees_with_reference):
    """Ok, too high and too low are told apart for both kinds, with the edge of the tolerance inside."""
    student.given(expected_initial_loss=reference.expected_initial_loss)
    agrees_with_reference("check_initial_loss")


@exercise("check_initial_loss")
def test_judgements_of_a_real_start(student, reference, rng):
    """Small random scores are ok, large ones too high, and scores that know the label too low."""
    student.given(expected_initial_loss=reference.expected_initial_loss)
    C = int(rng.integers(5, 20))
    scores, y = torch.tensor(rng.normal(size=(4000, C))), torch.tensor(rng.integers(0, C, 4000))
    know = torch.nn.functional.one_hot(y, C)
    starts = {"ok": 0.01 * scores, "too high": 4 * scores, "too low": 0.1 * scores + 5 * know}
    for want, start in starts.items():
        loss = torch.nn.functional.cross_entropy(start, y).item()
        assert student.check_initial_loss(loss, "softmax", C) == want


@exercise("overfit_check", weight=3)
def test_overfitting_agrees(agrees_with_reference):
    """The right minibatches in the right order, the right number of updates, no regularization, and the accuracy."""
    agrees_with_reference("overfit_check")


@exercise("overfit_check")
def test_a_classifier_learns_by_heart(student, rng):
    """A linear classifier that separates the first examples gets 1.0, although the rest is noise."""

    def trial(student, X, y):
        import numpy as np

        class Linear:
            def __init__(self):
                self.w, self.regularization = np.zeros(X.shape[1]), 1.9

            def train_step(self, X, y):
                slope = X.T @ (1 / (1 + np.exp(-X @ self.w)) - y) / len(y)
                self.w = self.w - 0.5 * (slope + self.regularization * self.w)
                return 0.0

            def predict(self, X):
                return (X @ self.w > 0).astype(int)

        return student.overfit_check(Linear, X, y, steps=400, batches=4, batch=6)

    X = rng.normal(size=(300, 10))
    X += np.sign(X[:, :1]) * np.eye(10)[0]
    y = np.where(np.arange(300) < 24, X[:, 0] > 0, rng.random(300) < 0.5).astype(int)
    assert student.run_remotely(trial, X, y) == 1.0


@exercise("overfit_check")
def test_a_stubborn_model_gets_its_share(student, rng, assert_close):
    """A model that always says 1 gets the share of ones among the examples used."""

    def trial(student, X, y):
        import types

        import numpy as np

        model = types.SimpleNamespace(train_step=lambda X, y: 1.0, predict=lambda X: np.ones(len(X)), regularization=1)
        return student.overfit_check(lambda: model, X, y, steps=5, batches=3, batch=7)

    y = np.concatenate([rng.permutation(np.arange(21) < 8), np.ones(60, dtype=bool)]).astype(int)
    assert_close("accuracy", student.run_remotely(trial, rng.normal(size=(81, 2)), y), 8 / 21)


@exercise("update_ratio", weight=3)
def test_ratios_agree(agrees_with_reference):
    """The ratio is right for arrays of any shape, and NaN where the array was zero."""
    agrees_with_reference("update_ratio")


@exercise("update_ratio")
def test_ratio_of_an_sgd_step(student, rng, assert_close):
    """For plain SGD the ratio is the learning rate times the gradient's norm over the weight's."""
    w, lr = torch.nn.Parameter(torch.tensor(rng.normal(size=(4, 3, 2)))), rng.uniform(0.01, 0.5)
    w.grad = torch.tensor(rng.normal(size=(4, 3, 2)))
    before = w.detach().numpy().copy()
    torch.optim.SGD([w], lr=lr).step()
    want = lr * torch.linalg.vector_norm(w.grad).item() / np.sqrt(np.sum(before**2))
    assert_close("ratio", student.update_ratio(before, w.detach().numpy()), want)


@exercise("name_the_bug")
def test_names_agree(agrees_with_reference):
    """All six bugs are named, and numbers of no loop are refused."""
    agrees_with_reference("name_the_bug")


def named(student, reference, k):
    """The bug of loop k has its name, and no other loop has that name: a constant answer knows nothing."""
    said = [student.name_the_bug(number) for number in range(1, 7)]
    assert said[k - 1] == reference.name_the_bug(k)
    assert said.count(said[k - 1]) == 1


@exercise("name_the_bug")
def test_bug_1_is_named(student, reference):
    """The bug of loop 1 is named, and no other loop is said to have it."""
    named(student, reference, 1)


@exercise("name_the_bug")
def test_bug_2_is_named(student, reference):
    """The bug of loop 2 is named, and no other loop is said to have it."""
    named(student, reference, 2)


@exercise("name_the_bug")
def test_bug_3_is_named(student, reference):
    """The bug of loop 3 is named, and no other loop is said to have it."""
    named(student, reference, 3)


@exercise("name_the_bug")
def test_bug_4_is_named(student, reference):
    """The bug of loop 4 is named, and no other loop is said to have it."""
    named(student, reference, 4)


@exercise("name_the_bug")
def test_bug_5_is_named(student, reference):
    """The bug of loop 5 is named, and no other loop is said to have it."""
    named(student, reference, 5)


@exercise("name_the_bug")
def test_bug_6_is_named(student, reference):
    """The bug of loop 6 is named, and no other loop is said to have it."""
    named(student, reference, 6)
