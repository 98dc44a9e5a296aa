"""Hidden tests of notebook 03. Each docstring is the sentence the student reads."""

import numpy as np
import pytest
import torch

exercise = pytest.mark.exercise
NAMES = {"sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"}


def gradients(rng, shape, steps):
    """Sizes from 1e-4 to 100, a quarter of them exactly zero."""
    size = 10.0 ** rng.uniform(-4, 2, size=(steps, *shape))
    return rng.choice([-1.0, 1.0], size=size.shape) * size * (rng.random(size.shape) > 0.25)


def torch_path(make, w, gs):
    """The weights after each step of a torch optimiser."""
    w, path = torch.nn.Parameter(torch.tensor(w)), []
    optimiser = make([w])
    for g in gs:
        w.grad = torch.tensor(g)
        optimiser.step()
        path.append(w.detach().numpy().copy())
    return np.array(path)


def path_of(step, w, gs, lr, **settings):
    """The weights after each step of the student's rule."""
    state, path = {}, []
    for g in gs:
        w, state = step(w, g, state, lr, **settings)
        path.append(w)
    return np.array(path)


@exercise("adagrad_step", weight=3)
def test_adagrad_agrees(agrees_with_reference):
    """AdaGrad's weights and its sum of squares are right over four steps, whatever the shape."""
    agrees_with_reference("adagrad_step")


@exercise("adagrad_step")
def test_adagrad_is_torchs(student, rng, assert_close):
    """Twenty steps of your AdaGrad are torch.optim.Adagrad's."""
    w, gs, lr = rng.normal(size=(3, 2)), gradients(rng, (3, 2), 20), rng.uniform(0.05, 0.5)
    want = torch_path(lambda p: torch.optim.Adagrad(p, lr=lr, eps=1e-6), w, gs)
    assert_close("w", path_of(student.adagrad_step, w, gs, lr, eps=1e-6), want, atol=1e-5)


@exercise("adagrad_step")
def test_adagrad_has_no_unit(student, rng, assert_close):
    """AdaGrad's path stays the same when all gradients are 1000 times larger."""
    w, gs = rng.normal(size=4), rng.uniform(0.5, 2, size=(6, 4)) * rng.choice([-1, 1], size=(6, 4))
    small = path_of(student.adagrad_step, w, gs, 0.3, eps=1e-12)
    assert_close("w", path_of(student.adagrad_step, w, 1000 * gs, 0.3, eps=1e-12), small, atol=1e-5)
    assert_close("w after one step", small[0], w - 0.3 * np.sign(gs[0]))


@exercise("adagrad_lrs", weight=3)
def test_rates_agree(agrees_with_reference):
    """The effective learning rates of a history are right in every step and weight."""
    agrees_with_reference("adagrad_lrs")


@exercise("adagrad_lrs")
def test_rates_of_a_constant_gradient(student, rng, assert_close):
    """For a constant gradient the rate falls like one over the root of the step's number."""
    g, lr = rng.uniform(0.5, 5, size=3), rng.uniform(0.1, 1)
    want = lr / np.sqrt(np.arange(1, 31))[:, None] / g
    assert_close("rates", student.adagrad_lrs(np.tile(g, (30, 1)), lr, eps=1e-12), want)


@exercise("rmsprop_step", weight=3)
def test_rmsprop_agrees(agrees_with_reference):
    """RMSProp's weights and its running average are right over four steps, whatever the shape."""
    agrees_with_reference("rmsprop_step")


@exercise("rmsprop_step")
def test_rmsprop_is_torchs(student, rng, assert_close):
    """Twenty steps of your RMSProp are torch.optim.RMSprop's."""
    w, gs = rng.normal(size=(2, 3)), gradients(rng, (2, 3), 20)
    lr, rho = rng.uniform(0.01, 0.1), rng.uniform(0.8, 0.99)
    want = torch_path(lambda p: torch.optim.RMSprop(p, lr=lr, alpha=rho, eps=1e-6), w, gs)
    assert_close("w", path_of(student.rmsprop_step, w, gs, lr, rho=rho, eps=1e-6), want, atol=1e-5)


@exercise("rmsprop_step")
def test_rmsprop_without_memory(student, rng, assert_close):
    """With rho = 0 every step has the length lr, whatever the gradient."""
    w, gs, lr = rng.normal(size=5), rng.normal(size=(4, 5)), rng.uniform(0.1, 1)
    want = w - lr * np.cumsum(np.sign(gs), axis=0)
    assert_close("w", path_of(student.rmsprop_step, w, gs, lr, rho=0.0, eps=1e-12), want, atol=1e-5)


@exercise("adam_step", weight=3)
def test_adam_agrees(agrees_with_reference):
    """Adam's weights, both averages and its count of steps are right over four steps, whatever the shape."""
    agrees_with_reference("adam_step")


@exercise("adam_step")
def test_adam_is_torchs(student, rng, assert_close):
    """Thirty steps of your Adam are torch.optim.Adam's."""
    w, gs = rng.normal(size=(3, 2)), gradients(rng, (3, 2), 30)
    lr, betas = rng.uniform(0.01, 0.1), (rng.uniform(0.6, 0.9), rng.uniform(0.9, 0.99))
    want = torch_path(lambda p: torch.optim.Adam(p, lr=lr, betas=betas, eps=1e-6), w, gs)
    assert_close("w", path_of(student.adam_step, w, gs, lr, b1=betas[0], b2=betas[1], eps=1e-6), want, atol=1e-5)


@exercise("adam_step")
def test_adam_begins_with_the_sign(student, rng, assert_close):
    """Under a constant gradient every step of Adam has the length lr."""
    w, g, lr = rng.normal(size=6), rng.normal(size=6), rng.uniform(0.01, 1)
    want = w - lr * np.outer(np.arange(1, 6), np.sign(g))
    assert_close("w", path_of(student.adam_step, w, np.tile(g, (5, 1)), lr, eps=1e-14), want, atol=1e-5)


@exercise("first_step_factor", weight=3)
def test_factor_agrees(agrees_with_reference):
    """The factor is right for usual and unusual betas."""
    agrees_with_reference("first_step_factor")


@exercise("first_step_factor")
def test_factor_is_what_adam_does(student, reference, rng, assert_close):
    """The factor is the length of a first Adam step whose averages are left as they are."""
    b1, b2, g = rng.uniform(0.1, 0.95), rng.uniform(0.5, 0.999), rng.normal(size=1)
    state = reference.adam_step(np.zeros(1), g, {}, 1.0, b1, b2)[1]
    assert_close("factor", student.first_step_factor(b1, b2), np.abs(state["m"][0]) / np.sqrt(state["s"][0]))


@exercise("Adam", weight=3)
def test_class_agrees(student, reference, agrees_with_reference):
    """The class moves each parameter by its own gradients, averages and step count."""
    student.given(adam_step=reference.adam_step)
    agrees_with_reference("Adam")


@exercise("Adam", weight=2)
def test_class_is_torchs(student, reference, rng, assert_close):
    """Fifty steps agree with torch.optim.Adam to 1e-10, with zero gradients and with missing ones."""
    student.given(adam_step=reference.adam_step)
    shapes = [(3, 2), (4,), (3, 2), ()]
    params = [rng.normal(size=shape) for shape in shapes]
    history = [[None if rng.random() < 0.2 else np.array(gradients(rng, s, 1)[0]) for s in shapes] for _ in range(50)]
    mine = student.Adam(params, lr=0.02, betas=(0.8, 0.99), eps=1e-6)
    theirs = [torch.nn.Parameter(torch.tensor(w)) for w in params]
    optimiser = torch.optim.Adam(theirs, lr=0.02, betas=(0.8, 0.99), eps=1e-6)
    for grads in history:
        for w, g in zip(theirs, grads, strict=True):
            w.grad = None if g is None else torch.tensor(g)
        optimiser.step()
        new = mine.step(grads)
        for i, w in enumerate(theirs):
            assert_close("a parameter", new[i], w.detach().numpy(), rtol=1e-10, atol=1e-10)


@exercise("Adam")
def test_class_leaves_your_arrays_alone(student, reference, rng, assert_close):
    """The arrays you hand over, parameters and gradients, are as they were after three steps."""

    def trial(student, w, g):
        import numpy as np

        mine, slope = np.array(w), np.array(g)
        optimiser = student.Adam([mine], lr=0.1)
        for _ in range(3):
            optimiser.step([slope])
        return [mine, slope, np.array(optimiser.params[0])]

    student.given(adam_step=reference.adam_step)
    w, g = rng.normal(size=5), rng.choice([-1, 1], 5) * rng.uniform(0.5, 2, 5)
    mine, slope, moved = student.run_remotely(trial, w, g)
    assert_close("your parameter", mine, w)
    assert_close("your gradient", slope, g)
    assert_close("the parameter after three steps", moved, w - 0.3 * np.sign(g), rtol=1e-3)


@exercise("adamw_step", weight=3)
def test_adamw_agrees(student, reference, agrees_with_reference):
    """AdamW's weights and state are right over four steps, whatever the shape."""
    student.given(adam_step=reference.adam_step)
    agrees_with_reference("adamw_step")


@exercise("adamw_step")
def test_adamw_is_torchs(student, reference, rng, assert_close):
    """Thirty steps of your AdamW are torch.optim.AdamW's."""
    student.given(adam_step=reference.adam_step)
    w, gs, lr, wd = rng.normal(size=6), gradients(rng, (6,), 30), rng.uniform(0.01, 0.1), rng.uniform(0.1, 1)
    settings = {"lr": lr, "betas": (0.8, 0.99), "eps": 1e-6, "weight_decay": wd}
    want = torch_path(lambda params: torch.optim.AdamW(params, **settings), w, gs)
    assert_close("w", path_of(student.adamw_step, w, gs, lr, b1=0.8, b2=0.99, eps=1e-6, wd=wd), want, atol=1e-5)


@exercise("adamw_step")
def test_adamw_only_decays_without_gradients(student, reference, rng, assert_close):
    """Where all gradients are zero, every step shrinks w by the same factor."""
    student.given(adam_step=reference.adam_step)
    w, lr, wd = rng.normal(size=4), rng.uniform(0.1, 0.5), rng.uniform(0.1, 1)
    want = np.outer((1 - lr * wd) ** np.arange(1, 6), w)
    assert_close("w", path_of(student.adamw_step, w, np.zeros((5, 4)), lr, wd=wd), want, atol=1e-5)


@exercise("state_arrays", weight=3)
def test_counts_agree(agrees_with_reference):
    """The number of arrays is right for all seven methods, and another name raises ValueError."""
    agrees_with_reference("state_arrays")


@exercise("state_arrays")
def test_counts_are_the_states(student, reference, assert_close):
    """The numbers are those of the dicts that the update rules return."""
    for name in ("adagrad", "rmsprop", "adam", "adamw"):
        state = getattr(reference, f"{name}_step")(np.ones(3), np.ones(3), {}, 0.1)[1]
        want = sum(np.ndim(value) > 0 for value in state.values())
        assert_close(f"state_arrays({name!r})", student.state_arrays(name), want)


@exercise("state_arrays")
def test_counts_help_who_mistypes(student):
    """The ValueError for an unknown name lists the seven allowed ones."""

    def trial(student):
        try:
            student.state_arrays("newton")
        except ValueError as error:
            return str(error)
        return ""

    message = student.run_remotely(trial)
    assert all(name in message for name in NAMES)


@exercise("who_stalls", weight=3)
def test_who_stalls_agrees(agrees_with_reference):
    """Exactly the methods whose effective rate goes to zero are named."""
    agrees_with_reference("who_stalls")


@exercise("who_stalls")
def test_who_stalls_by_trial(student, reference):
    """The answer fits what 500 steps of AdaGrad and RMSProp under a constant gradient do."""
    gs, answer = np.ones((500, 1)), set(student.who_stalls())
    assert answer and answer <= NAMES
    for name in ("adagrad", "rmsprop"):
        path = path_of(getattr(reference, f"{name}_step"), np.zeros(1), gs, 0.1)
        assert (np.abs(path[-1] - path[-2])[0] < 0.05) == (name in answer)


@exercise("who_is_sign_descent_at_step_one", weight=3)
def test_signs_agree(agrees_with_reference):
    """Exactly the methods whose first step is lr times the sign are named."""
    agrees_with_reference("who_is_sign_descent_at_step_one")


@exercise("who_is_sign_descent_at_step_one")
def test_signs_by_trial(student, reference, rng):
    """The answer fits the first steps that the update rules take."""
    g, answer = rng.choice([-1, 1], 4) * rng.uniform(0.5, 2, 4), set(student.who_is_sign_descent_at_step_one())
    assert answer and answer <= NAMES
    for name, settings in (("adagrad", {}), ("rmsprop", {}), ("adam", {}), ("adamw", {"wd": 0.0})):
        first = getattr(reference, f"{name}_step")(np.zeros(4), g, {}, 0.1, **settings)[0]
        assert np.allclose(first, -0.1 * np.sign(g), rtol=1e-4) == (name in answer)


@exercise("clip_by_norm", weight=3)
def test_clip_agrees(agrees_with_reference):
    """Long gradients are shortened by one factor, short ones stay, in arrays of every shape."""
    agrees_with_reference("clip_by_norm")


@exercise("clip_by_norm")
def test_clip_is_torchs(student, rng, assert_close):
    """The result is that of torch.nn.utils.clip_grad_norm_."""
    grads = [rng.normal(size=(3, 2)), rng.normal(size=4)]
    for c in (0.5, 50.0):
        params = [torch.nn.Parameter(torch.zeros(g.shape, dtype=torch.float64)) for g in grads]
        for p, g in zip(params, grads, strict=True):
            p.grad = torch.tensor(g)
        torch.nn.utils.clip_grad_norm_(params, c)
        for p, got in zip(params, student.clip_by_norm([g.copy() for g in grads], c), strict=True):
            assert_close("a clipped gradient", got, p.grad.numpy(), rtol=1e-4)


@exercise("clip_by_norm")
def test_clip_keeps_the_direction(student, rng, assert_close):
    """However long the gradients are, their common norm ends at c and their direction stays."""
    for size in (10.0, 1e3, 1e6):
        grads = [size * rng.normal(size=5), size * rng.normal(size=(2, 2))]
        whole, new = (np.concatenate([np.ravel(g) for g in gs]) for gs in (grads, student.clip_by_norm(grads, 0.7)))
        assert_close("the clipped vector", new, 0.7 * whole / np.linalg.norm(whole))


@exercise("orthogonalise", weight=3)
def test_orthogonalise_agrees(agrees_with_reference):
    """The matrices after 0, 1, 4 and 10 steps are right, tall, wide and square."""
    agrees_with_reference("orthogonalise")


@exercise("orthogonalise")
def test_orthogonalise_ends_at_the_nearest(student, rng, assert_close):
    """After many steps it is the matrix with the same singular vectors and singular values 1."""
    for shape in ((4, 4), (3, 6), (6, 3)):
        U, s, V = np.linalg.svd(rng.normal(size=shape), full_matrices=False)
        G = (U * rng.uniform(1, 3, size=s.shape)) @ V
        assert_close("the result", student.orthogonalise(G, steps=30), U @ V, atol=1e-6)


@exercise("orthogonalise")
def test_orthogonalise_forgets_the_scale(student, reference, rng, assert_close):
    """A gradient a thousand times as large gives the same step."""
    G = rng.normal(size=(3, 4))
    for size in (1e-3, 1.0, 1e3):
        assert_close("the result", student.orthogonalise(size * G), reference.orthogonalise(G))
