"""Hidden tests of notebook 02. Each docstring is the sentence the student reads."""

import numpy as np
import pytest
import torch

exercise = pytest.mark.exercise


def gradients(rng, shape, steps):
    """Sizes from 1e-3 to 10, a quarter of them exactly zero."""
    size = 10.0 ** rng.uniform(-3, 1, size=(steps, *shape))
    return rng.choice([-1.0, 1.0], size=size.shape) * size * (rng.random(size.shape) > 0.25)


def torch_path(w, gs, **settings):
    """The weights after each step of torch.optim.SGD, and its last buffer."""
    w, path = torch.nn.Parameter(torch.tensor(w)), []
    optimiser = torch.optim.SGD([w], **settings)
    for g in gs:
        w.grad = torch.tensor(g)
        optimiser.step()
        path.append(w.detach().numpy().copy())
    return np.array(path), optimiser.state[w]["momentum_buffer"].numpy()


def path_of(step, x, gs, lr, rho):
    """The points after each step of the student's rule, from rest, and the last velocity."""
    v, path = np.zeros_like(x), []
    for g in gs:
        x, v = step(x, v, g, lr, rho)
        path.append(x)
    return np.array(path), v


@exercise("momentum_step", weight=3)
def test_momentum_agrees(agrees_with_reference):
    """Point and velocity are right over four steps, from rest and in motion, whatever the shape."""
    agrees_with_reference("momentum_step")


@exercise("momentum_step")
def test_momentum_is_torchs(student, rng, assert_close):
    """Twenty steps at a constant learning rate are torch.optim.SGD's, and v is the last step."""
    x, gs = rng.normal(size=(3, 2)), gradients(rng, (3, 2), 20)
    lr, rho = rng.uniform(0.01, 0.2), rng.uniform(0.5, 0.95)
    path, v = path_of(student.momentum_step, x, gs, lr, rho)
    assert_close("x", path, torch_path(x, gs, lr=lr, momentum=rho)[0], atol=1e-5)
    assert_close("v", v, path[-1] - path[-2], atol=1e-5)


@exercise("momentum_step")
def test_momentum_on_a_slope(student, rng, assert_close):
    """On a steady slope the velocity is the sum of a geometric series."""
    g, lr, rho = rng.normal(size=4), rng.uniform(0.1, 1), rng.uniform(0.3, 0.9)
    _, v = path_of(student.momentum_step, np.zeros(4), np.tile(g, (12, 1)), lr, rho)
    assert_close("v", v, -lr * g * (1 - rho**12) / (1 - rho), atol=1e-6)


@exercise("nesterov_lookahead_step", weight=3)
def test_lookahead_agrees(agrees_with_reference):
    """Point and velocity are right over four steps, and the gradient is asked for once a step."""
    agrees_with_reference("nesterov_lookahead_step")


@exercise("nesterov_lookahead_step")
def test_lookahead_in_a_bowl(student, rng, assert_close):
    """In a bowl the path follows from a recurrence of two terms."""
    h, x0 = rng.uniform(0.5, 4, 3), rng.normal(size=3)
    lr, rho = rng.uniform(0.02, 0.2), rng.uniform(0.4, 0.9)
    x, v, want = x0, np.zeros(3), [x0, (1 - lr * h) * x0]
    for _ in range(8):
        x, v = student.nesterov_lookahead_step(x, v, lambda at: h * at, lr, rho)
        want.append((1 - lr * h) * ((1 + rho) * want[-1] - rho * want[-2]))
    assert_close("x", x, want[8])


@exercise("nesterov_lookahead_step")
def test_lookahead_looks_once_and_there(student, rng, assert_close):
    """The one place where the gradient is asked for is x + rho v."""
    x, v, rho, places = rng.normal(size=4), rng.normal(size=4), rng.uniform(0.3, 0.9), []

    def grad(at):
        places.append(np.array(at))
        return np.ones(4)

    new = student.nesterov_lookahead_step(x, v, grad, 0.1, rho)
    assert_close("number of questions", len(places), 1)
    assert_close("place of the question", places[0], x + rho * v)
    assert_close("x", new[0], x + rho * v - 0.1)


@exercise("nesterov_tilde_step", weight=3)
def test_tilde_agrees(agrees_with_reference):
    """Look-ahead point and velocity are right over four steps, from rest and in motion, whatever the shape."""
    agrees_with_reference("nesterov_tilde_step")


@exercise("nesterov_tilde_step")
def test_tilde_is_torchs(student, rng, assert_close):
    """Twenty steps at a constant learning rate are torch.optim.SGD's with nesterov=True."""
    x, gs = rng.normal(size=(2, 3)), gradients(rng, (2, 3), 20)
    lr, rho = rng.uniform(0.01, 0.2), rng.uniform(0.5, 0.95)
    path, v = path_of(student.nesterov_tilde_step, x, gs, lr, rho)
    want, buffer = torch_path(x, gs, lr=lr, momentum=rho, nesterov=True)
    assert_close("xt", path, want, atol=1e-5)
    assert_close("v", v, -lr * buffer, atol=1e-5)


@exercise("nesterov_tilde_step")
def test_tilde_is_the_look_ahead(student, reference, rng, assert_close):
    """On a curved loss the look-ahead points are those of the form with a look ahead."""
    slope, lr, rho = np.tanh, rng.uniform(0.1, 0.5), rng.uniform(0.4, 0.9)
    x = xt = 3 * rng.normal(size=5)
    v = vt = np.zeros(5)
    for _ in range(10):
        x, v = reference.nesterov_lookahead_step(x, v, slope, lr, rho)
        xt, vt = student.nesterov_tilde_step(xt, vt, slope(xt), lr, rho)
    assert_close("xt", xt, x + rho * v)
    assert_close("v", vt, v)


@exercise("tilde_to_x", weight=3)
def test_back_agrees(agrees_with_reference):
    """The ball's position is right for several shapes, in motion and at rest."""
    agrees_with_reference("tilde_to_x")


@exercise("tilde_to_x")
def test_back_undoes_the_look_ahead(student, rng, assert_close):
    """Whatever x and v were, it gives back x from x + rho v."""
    for rho in rng.uniform(0.1, 0.99, 3):
        x, v = 10 * rng.normal(size=(2, 6))
        assert_close("x", student.tilde_to_x(x + rho * v, v, float(rho)), x)


@exercise("velocity_to_torch", weight=3)
def test_buffer_agrees(agrees_with_reference):
    """The buffer is right for several shapes and learning rates."""
    agrees_with_reference("velocity_to_torch")


@exercise("velocity_to_torch")
def test_buffer_is_torchs(student, reference, rng, assert_close):
    """After ten steps it turns our velocity into the buffer that torch.optim.SGD holds."""
    x, gs = rng.normal(size=4), gradients(rng, (4,), 10)
    lr, rho = rng.uniform(0.02, 0.3), rng.uniform(0.5, 0.95)
    _, v = path_of(reference.momentum_step, x, gs, lr, rho)
    assert_close("buffer", student.velocity_to_torch(v, lr), torch_path(x, gs, lr=lr, momentum=rho)[1])


@exercise("torch_to_velocity", weight=3)
def test_velocity_agrees(agrees_with_reference):
    """The velocity is right for several shapes and learning rates."""
    agrees_with_reference("torch_to_velocity")


@exercise("torch_to_velocity")
def test_velocity_is_torchs_step(student, rng, assert_close):
    """It turns the buffer that torch.optim.SGD holds into the step that it made."""
    x, gs = rng.normal(size=4), gradients(rng, (4,), 10)
    lr = rng.uniform(0.02, 0.3)
    path, buffer = torch_path(x, gs, lr=lr, momentum=0.8)
    assert_close("velocity", student.torch_to_velocity(buffer, lr), path[-1] - path[-2])


@exercise("heavy_ball", weight=3)
def test_pair_agrees(agrees_with_reference):
    """The pair is right for narrow and round bowls, and impossible curvatures raise ValueError."""
    agrees_with_reference("heavy_ball")


@exercise("heavy_ball")
def test_pair_is_best(student, rng):
    """Both extremes shrink by the root of rho per step, and no nearby pair shrinks the slower one faster."""

    def worst(lr, rho):
        return max(np.abs(np.roots([1, -(1 + rho - lr * h), rho])).max() for h in (mu, L))

    mu = rng.uniform(0.2, 2)
    L = mu * rng.uniform(5, 200)
    lr, rho = map(float, student.heavy_ball(mu, L))
    assert np.isclose(worst(lr, rho), np.sqrt(rho), rtol=1e-3)
    assert all(worst(lr * a, rho * b) > worst(lr, rho) for a in (0.97, 1, 1.03) for b in (0.97, 1.03))


@exercise("effective_lr", weight=3)
def test_rate_agrees(agrees_with_reference):
    """The effective rate is right for short and long memories."""
    agrees_with_reference("effective_lr")


@exercise("effective_lr")
def test_rate_is_the_final_speed(student, reference, rng, assert_close):
    """After many steps on a slope of one, momentum moves by the effective rate."""
    lr, rho = rng.uniform(0.01, 1), rng.uniform(0.2, 0.9)
    _, v = path_of(reference.momentum_step, np.zeros(1), np.ones((400, 1)), lr, rho)
    assert_close("effective rate", student.effective_lr(lr, rho), -v[0])


@exercise("SGD", weight=3)
def test_class_agrees(student, reference, agrees_with_reference):
    """The class is right over four steps, with and without Nesterov and decay, and with missing gradients."""
    given(student, reference)
    agrees_with_reference("SGD")


@exercise("SGD")
def test_class_is_torchs(student, reference, rng, assert_close):
    """Forty steps on three parameters, a gradient missing now and then, are torch.optim.SGD's to ten digits."""
    given(student, reference)
    for settings in (
        {"momentum": 0.9},
        {"momentum": 0.8, "nesterov": True, "weight_decay": 0.1},
        {"weight_decay": 0.2},
    ):
        arrays = [rng.normal(size=shape) for shape in ((3, 2), (3, 2), (4,))]
        theirs = [torch.nn.Parameter(torch.tensor(w)) for w in arrays]
        mine, optimiser = student.SGD(arrays, lr=0.05, **settings), torch.optim.SGD(theirs, lr=0.05, **settings)
        for _ in range(40):
            grads = [None if rng.random() < 0.2 else gradients(rng, w.shape, 1)[0] for w in arrays]
            for w, g in zip(theirs, grads, strict=True):
                w.grad = None if g is None else torch.tensor(g)
            optimiser.step()
            new = mine.step(grads)
        for i, w in enumerate(theirs):
            assert_close("a parameter", new[i], w.detach().numpy(), rtol=1e-10, atol=1e-10)


@exercise("SGD")
def test_class_leaves_your_arrays_alone(student, reference, rng, assert_close):
    """The arrays you hand over, parameters and gradients, are as they were after three steps."""

    def trial(student, w, g):
        import numpy as np

        mine, slope = np.array(w), np.array(g)
        optimiser = student.SGD([mine], lr=0.1, momentum=0.5, weight_decay=0.5)
        for _ in range(3):
            optimiser.step([slope])
        return [mine, slope, np.array(optimiser.params[0])]

    given(student, reference)
    w, g = rng.normal(size=(2, 5))
    mine, slope, moved = student.run_remotely(trial, w, g)
    assert_close("your parameter", mine, w)
    assert_close("your gradient", slope, g)
    path = [w, w]
    for _ in range(3):
        path.append(path[-1] + 0.5 * (path[-1] - path[-2]) - 0.1 * (g + 0.5 * path[-1]))
    assert_close("the parameter after three steps", moved, path[-1])


def given(student, reference):
    """Ours for every earlier exercise that the class may use."""
    names = "momentum_step", "nesterov_tilde_step", "nesterov_lookahead_step", "tilde_to_x"
    names += "velocity_to_torch", "torch_to_velocity"
    student.given(**{name: getattr(reference, name) for name in names})
