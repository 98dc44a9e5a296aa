"""Hidden tests of notebook 05. Each docstring is the sentence the student reads."""

import numpy as np
import pytest
import torch
from scipy.optimize import BFGS, LbfgsInvHessProduct, minimize, rosen, rosen_der, rosen_hess

exercise = pytest.mark.exercise


def spd(rng, n):
    A = rng.normal(size=(n, n))
    return A @ A.T + 0.5 * np.eye(n)


def pairs(rng, n, m):
    """Steps, and changes of gradient from one bowl."""
    H, S = spd(rng, n), list(rng.normal(size=(m, n)))
    return S, [H @ s for s in S]


@exercise("taylor", weight=3)
def test_taylor_agrees(agrees_with_reference):
    """Both models are right in any dimension, and other orders are refused."""
    agrees_with_reference("taylor")


@exercise("taylor")
def test_taylor_is_exact_for_a_quadratic(student, rng, assert_close):
    """The second-order model of a quadratic is the quadratic, however far you go."""
    H, b, x, d = spd(rng, 4), rng.normal(size=4), rng.normal(size=4), 5 * rng.normal(size=4)

    def f(x):
        return x @ H @ x / 2 - b @ x

    assert_close("model", student.taylor(f(x), H @ x - b, H, d, 2), f(x + d))


@exercise("taylor")
def test_taylor_errors_shrink(student, rng):
    """Ten times nearer, the line's error is a hundred times smaller and the parabola's a thousand times."""
    x, d = rng.uniform(0.5, 1, 3), rng.uniform(0.5, 1, 3)
    for order in (1, 2):
        near, far = (
            np.sum(np.exp(x + h * d))
            - float(student.taylor(np.sum(np.exp(x)), np.exp(x), np.diag(np.exp(x)), h * d, order))
            for h in (1e-3, 1e-2)
        )
        assert abs(np.log10(far / near) - order - 1) < 0.1


@exercise("num_hessian", weight=3)
def test_num_hessian_agrees(agrees_with_reference):
    """The Hessian comes from centred differences of the distance you are given, and is symmetric."""
    agrees_with_reference("num_hessian")


@exercise("num_hessian")
def test_num_hessian_is_torchs(student, rng, assert_close):
    """It is the Hessian that PyTorch derives."""
    x, a = rng.normal(size=4), rng.normal(size=(4, 4))
    want = torch.autograd.functional.hessian(lambda w: torch.cosh(torch.tensor(a) @ w).sum(), torch.tensor(x)).numpy()
    assert_close("Hessian", student.num_hessian(lambda w: a.T @ np.sinh(a @ w), x), want, atol=1e-6)


@exercise("num_hessian")
def test_num_hessian_is_symmetric(student, rng, assert_close):
    """For a gradient with errors the result is the symmetric part."""
    A = rng.normal(size=(4, 4))
    got = np.asarray(student.num_hessian(lambda x: A @ x, rng.normal(size=4)))
    assert_close("Hessian", got, (A + A.T) / 2, atol=1e-6)


@exercise("newton_step", weight=3)
def test_newton_step_agrees(agrees_with_reference):
    """The step solves the linear system, on bowls, domes and saddles."""
    agrees_with_reference("newton_step")


@exercise("newton_step")
def test_newton_step_reaches_the_bottom(student, rng, assert_close):
    """In a bowl one step reaches the point where the slope is zero, from anywhere."""
    H, b, x = spd(rng, 5), rng.normal(size=5), 10 * rng.normal(size=5)
    assert_close(
        "slope after the step", H @ np.asarray(student.newton_step(x, H @ x - b, H)) - b, np.zeros(5), atol=1e-7
    )


@exercise("newton_step")
def test_newton_step_turns_along(student, rng, assert_close):
    """Stretching and turning the coordinates stretches and turns the step along."""
    H, g, x = spd(rng, 3), rng.normal(size=3), rng.normal(size=3)
    A = spd(rng, 3) + rng.normal(size=(3, 3)) / 10
    plain = np.asarray(student.newton_step(x, g, H))
    other = np.asarray(student.newton_step(np.linalg.solve(A, x), A.T @ g, A.T @ H @ A))
    assert_close("step in other coordinates", A @ other, plain, atol=1e-7)
    assert_close("the slope of the model there", g + H @ (plain - x), np.zeros(3), atol=1e-7)


@exercise("damped_newton", weight=3)
def test_damped_newton_agrees(agrees_with_reference):
    """One step in a bowl, never uphill, out of saddles, home from far out, and it stops when it should."""
    agrees_with_reference("damped_newton")


@exercise("damped_newton")
def test_damped_newton_on_rosenbrock(student, rng, assert_close):
    """On Rosenbrock's valley it ends where SciPy's minimiser does, and never climbs."""
    for n in (2, 3):
        start = np.tile([-1.2, 1.0, -1.0], 2)[:n] + 0.05 * rng.normal(size=n)
        start = start if n == 2 else np.abs(start)
        traj = np.asarray(student.damped_newton(rosen, rosen_der, rosen_hess, start))
        assert_close("the start", traj[0], start)
        assert_close("the end", traj[-1], minimize(rosen, start, jac=rosen_der, method="BFGS").x, atol=1e-4)
        assert np.all(np.diff([rosen(x) for x in traj]) <= 0)


@exercise("damped_newton")
def test_damped_newton_leaves_a_maximum(student, rng):
    """From close to the top of a hill it goes down to a minimum."""
    f, grad = (lambda x: np.sum(x**4 / 4 - x**2 / 2)), (lambda x: x**3 - x)
    start = rng.choice([-1, 1], 3) * rng.uniform(0.05, 0.3, 3)
    traj = np.asarray(student.damped_newton(f, grad, lambda x: np.diag(3 * x**2 - 1), start))
    assert len(traj) > 2
    assert np.allclose(traj[-1], np.sign(start), atol=1e-5)


@exercise("bfgs_update", weight=3)
def test_bfgs_agrees(agrees_with_reference):
    """The update is right, and pairs without upward curvature are skipped."""
    agrees_with_reference("bfgs_update")


@exercise("bfgs_update")
def test_bfgs_explains_the_step(student, rng, assert_close):
    """The new estimate turns y into s and stays symmetric and positive definite."""
    Hinv, s = spd(rng, 5), rng.normal(size=5)
    y = spd(rng, 5) @ s
    new = np.asarray(student.bfgs_update(Hinv, s, y))
    assert_close("the new estimate times y", new @ y, s)
    assert_close("its transpose", new.T, new, atol=1e-7)
    assert np.linalg.eigvalsh(new)[0] > 0


@exercise("bfgs_update")
def test_bfgs_is_scipys(student, rng, assert_close):
    """Five updates in a row give what SciPy's BFGS strategy has."""
    H, theirs, mine = spd(rng, 4), BFGS(init_scale=1.0), np.eye(4)
    theirs.initialize(4, "inv_hess")
    for s in rng.normal(size=(5, 4)):
        theirs.update(s, H @ s)
        mine = np.asarray(student.bfgs_update(mine, s, H @ s))
    assert_close("estimate", mine, theirs.get_matrix(), atol=1e-6)


@exercise("lbfgs_direction", weight=3)
def test_lbfgs_agrees(agrees_with_reference):
    """The two loops give the right direction for any number of pairs, bad ones left out."""
    agrees_with_reference("lbfgs_direction")


@exercise("lbfgs_direction")
def test_lbfgs_is_bfgs_without_the_matrix(student, reference, rng, assert_close):
    """The direction is the one that BFGS updates of a scaled identity give."""
    S, Y = pairs(rng, 6, 4)
    B, g = np.eye(6) * (S[-1] @ Y[-1]) / (Y[-1] @ Y[-1]), rng.normal(size=6)
    for s, y in zip(S, Y, strict=True):
        B = reference.bfgs_update(B, s, y)
    assert_close("direction", student.lbfgs_direction(g, S, Y), -B @ g, atol=1e-7)


@exercise("lbfgs_direction")
def test_lbfgs_is_scipys(student, rng, assert_close):
    """Where the scale is one, the direction is that of SciPy's L-BFGS matrix."""
    S, Y = pairs(rng, 5, 3)
    Y[-1] *= (S[-1] @ Y[-1]) / (Y[-1] @ Y[-1])
    g = rng.normal(size=5)
    assert_close(
        "direction",
        student.lbfgs_direction(g, S, Y),
        -LbfgsInvHessProduct(np.array(S), np.array(Y)).matvec(g),
        atol=1e-7,
    )


@exercise("memory_bytes", weight=3)
def test_memory_agrees(agrees_with_reference):
    """The bytes are right for all five methods, with and without m, and another name is refused."""
    agrees_with_reference("memory_bytes")


@exercise("memory_bytes")
def test_memory_is_that_of_arrays(student, rng, assert_close):
    """The numbers are the sizes of NumPy arrays of that shape."""
    n, m = int(rng.integers(20, 200)), int(rng.integers(2, 9))
    shapes = {"newton": (n, n), "bfgs": (n, n), "lbfgs": (2, m, n), "adam": (2, n), "momentum": (n,)}
    for method, shape in shapes.items():
        assert_close(f"bytes of {method!r}", student.memory_bytes(n, method, m), np.zeros(shape, np.float32).nbytes)


@exercise("memory_bytes")
def test_memory_helps_who_mistypes(student):
    """The ValueError for an unknown method lists the five allowed ones."""

    def trial(student):
        try:
            student.memory_bytes(10, "sgd")
        except ValueError as error:
            return str(error)
        return ""

    message = student.run_remotely(trial)
    assert all(name in message for name in ("newton", "bfgs", "lbfgs", "adam", "momentum"))


@exercise("hvp", weight=3)
def test_hvp_agrees(agrees_with_reference):
    """The product comes from a centred difference over the distance you are given, along v, for every length of v."""
    agrees_with_reference("hvp")


@exercise("hvp")
def test_hvp_is_torchs(student, rng, assert_close):
    """It is the product that PyTorch derives."""
    x, v, a = rng.normal(size=4), rng.normal(size=4), 0.5 * rng.normal(size=(4, 4))
    loss = lambda w: torch.cosh(torch.tensor(a) @ w).sum()  # noqa: E731
    want = torch.autograd.functional.hvp(loss, torch.tensor(x), torch.tensor(v))[1].numpy()
    assert_close("Hv", student.hvp(lambda w: a.T @ np.sinh(a @ w), x, v), want, rtol=1e-4, atol=1e-6)


@exercise("sharpness", weight=3)
def test_sharpness_agrees(agrees_with_reference):
    """The eigenvalue largest in size is found, with its sign, for bowls, domes and zero."""
    agrees_with_reference("sharpness")


@exercise("sharpness")
def test_sharpness_is_numpys(student, rng, assert_close):
    """It is the extreme eigenvalue that NumPy finds, positive or negative."""
    for sign in (1, -1):
        Q = np.linalg.qr(rng.normal(size=(6, 6)))[0]
        H = sign * (Q * np.array([9.0, 4, 2, -1, -3, 0.5])) @ Q.T
        values = np.linalg.eigvalsh(H)
        assert_close("sharpness", student.sharpness(lambda v, H=H: H @ v, 6, rng), values[np.abs(values).argmax()])
