"""Correct answers to notebook 01, each written in another way."""

import numpy as np

from autograder.authoring.variants import variant


def one_sample(x, target, w):
    """Gradient of half the squared error of one example."""
    return (np.dot(x, w) - target) * np.asarray(x)


def signs_of(values):
    return [1 if v > 0 else -1 for v in values if v != 0]


@variant("quadratic")
def by_einsum(x, H, b):
    value = 0.5 * np.einsum("i,ij,j->", x, H, x) - np.dot(b, x)
    return float(value), np.einsum("ij,j->i", H, x) - b


@variant("quadratic")
def from_the_gradient(x, H, b):
    g = np.matmul(H, x) - b
    return 0.5 * x.dot(g - b), g


@variant("quadratic")
def with_loops(x, H, b):
    n = len(x)
    g = [sum(H[i][j] * x[j] for j in range(n)) - b[i] for i in range(n)]
    f = sum(x[i] * (g[i] + b[i]) / 2 - b[i] * x[i] for i in range(n))
    return f, np.array(g)


@variant("quadratic")
def with_autograd(x, H, b):
    import torch

    w = torch.tensor(x, requires_grad=True)
    f = w @ torch.tensor(H) @ w / 2 - torch.tensor(b) @ w
    f.backward()
    return f.item(), w.grad.numpy()


@variant("gd")
def appending(grad, x0, lr, steps):
    x = np.array(x0, dtype=float)
    points = [x.copy()]
    for _ in range(steps):
        x -= lr * np.asarray(grad(x))
        points.append(x.copy())
    return np.stack(points)


@variant("gd")
def by_recursion(grad, x0, lr, steps):
    x = np.asarray(x0, dtype=float)
    if steps == 0:
        return x[None].copy()
    return np.vstack([x, by_recursion(grad, x - lr * grad(x), lr, steps - 1)])


@variant("gd")
def by_accumulate(grad, x0, lr, steps):
    from itertools import accumulate

    path = accumulate(range(steps), lambda x, _: x - lr * grad(x), initial=np.array(x0) * 1.0)
    return np.array(list(path))


@variant("gd")
def list_of_arrays(grad, x0, lr, steps):
    path = [np.array(x0, dtype=np.float64)]
    while len(path) <= steps:
        path.append(path[-1] + -lr * grad(path[-1]))
    return path


@variant("lr_facts")
def by_cholesky(H):
    H = np.array(H, dtype=float)
    if (abs(H - H.T) > 1e-10).any():
        raise ValueError("not symmetric")
    np.linalg.cholesky(H)  # its LinAlgError is a ValueError
    w = np.linalg.eigvals(H).real
    kappa = w.max() / w.min()
    facts = {"kappa": kappa, "lr_max": 2 / w.max(), "lr_opt": 2 / (w.min() + w.max())}
    return {**facts, "rate": (kappa - 1) / (kappa + 1)}


@variant("lr_facts")
def by_the_factor(H):
    w, _ = np.linalg.eigh(H)
    if not np.array_equal(H, np.transpose(H)) or not np.all(w > 1e-12):
        raise ValueError(f"H must be symmetric positive definite, its eigenvalues are {w}")
    lr = 1 / np.mean([w[0], w[-1]])
    rate = np.abs(1 - lr * w).max()
    return {"rate": rate, "lr_opt": lr, "lr_max": 2 * w[-1] ** -1, "kappa": np.linalg.cond(H)}


@variant("lr_facts")
def with_torch(H):
    import torch

    H = torch.as_tensor(H, dtype=torch.float64)
    w = torch.linalg.eigvalsh(H)
    if not torch.equal(H, H.T) or w.min() <= 0:
        raise ValueError("no")
    k = float(w.max() / w.min())
    best = float(2 / (w.max() + w.min()))
    return {"kappa": k, "lr_max": float(2 / w.max()), "lr_opt": best, "rate": 1 - 2 / (k + 1)}


@variant("sign_flips")
def by_loop(traj, axis):
    last, count = 0, 0
    for before, after in zip(traj[:-1], traj[1:], strict=True):
        move = after[axis] - before[axis]
        if move * last < 0:
            count += 1
        last = move or last
    return count


@variant("sign_flips")
def by_product(traj, axis):
    d = traj[1:, axis] - traj[:-1, axis]
    d = np.sign(d[np.abs(d) > 0])
    return np.count_nonzero(d[1:] * d[:-1] < 0)


@variant("sign_flips")
def by_helper(traj, axis):
    signs = signs_of(np.diff(np.array(traj), axis=0)[:, axis])
    return sum(a != b for a, b in zip(signs[:-1], signs[1:], strict=True))


@variant("sign_flips")
def by_jump(traj, axis):
    moves = np.diff(traj.T[axis])
    return int(np.abs(np.diff(np.sign(moves[moves.nonzero()]))).sum() // 2)


@variant("classify")
def by_extremes(H, tol=1e-8):
    w = np.linalg.eigvalsh(H)
    low, high = w[0], w[-1]
    if low < -tol and high > tol:
        return "saddle"
    if np.min(np.abs(w)) <= tol:
        return "degenerate"
    return "min" if low > 0 else "max"


@variant("classify")
def by_signs(H, tol=1e-8):
    w = np.linalg.eigh(np.asarray(H))[0]
    signs = {0 if abs(v) <= tol else int(np.sign(v)) for v in w}
    names = {(1,): "min", (-1,): "max"}
    return "saddle" if {1, -1} <= signs else names.get(tuple(signs), "degenerate")


@variant("classify")
def by_counting(H, tol=1e-8):
    w = np.real(np.linalg.eigvals(H))
    n, up, down = len(w), sum(w > tol), sum(w < -tol)
    if up == n:
        return "min"
    if down == n:
        return "max"
    return "saddle" if up and down else "degenerate"


@variant("saddle_fraction")
def one_by_one(n, trials, rng):
    found = 0
    for _ in range(trials):
        A = rng.normal(size=(n, n))
        w = np.linalg.eigvalsh(0.5 * (A + A.T))
        found += w.min() < 0 < w.max()
    return found / trials


@variant("saddle_fraction")
def unscaled(n, trials, rng):
    A = rng.normal(size=(trials, n, n))
    w = np.linalg.eigvalsh(A + np.swapaxes(A, 1, 2))
    return 1 - np.all(w > 0, axis=1).mean() - np.all(w < 0, axis=1).mean()


@variant("saddle_fraction")
def drawn_as_symmetric(n, trials, rng):
    H = np.tril(rng.standard_normal((trials, n, n)), -1) / np.sqrt(2)
    H = H + H.transpose(0, 2, 1) + np.eye(n) * rng.standard_normal((trials, 1, n))
    w = np.linalg.eigvalsh(H)
    return np.mean(w.min(axis=1) * w.max(axis=1) < 0)


@variant("minibatch_grad")
def sample_by_sample(X, y, w, idx):
    return np.mean([one_sample(X[i], y[i], w) for i in idx], axis=0)


@variant("minibatch_grad")
def by_broadcasting(X, y, w, idx):
    xb, yb = np.take(X, idx, axis=0), np.take(y, idx)
    return ((xb.dot(w) - yb)[:, np.newaxis] * xb).mean(0)


@variant("minibatch_grad")
def with_autograd_too(X, y, w, idx):
    import torch

    v = torch.tensor(w, requires_grad=True)
    error = torch.tensor(X[idx]) @ v - torch.tensor(y[idx])
    (error.square().mean() / 2).backward()
    return v.grad


@variant("minibatch_grad")
def from_moments(X, y, w, idx):
    A, B = X[idx], len(idx)
    return A.T @ A @ w / B - A.T @ y[idx] / B


@variant("grad_noise")
def trace_of_cov(X, y, w, B, reps, rng):
    grads = [minibatch_grad(X, y, w, rng.choice(len(y), size=B)) for _ in range(reps)]  # noqa: F821
    return np.trace(np.atleast_2d(np.cov(np.array(grads).T)))


@variant("grad_noise")
def all_at_once(X, y, w, B, reps, rng):
    idx = rng.integers(len(X), size=(reps, B))
    single = X * (X @ w - y)[:, None]
    grads = single[idx].mean(axis=1)
    return ((grads - grads.mean(axis=0)) ** 2).sum() / reps


@variant("grad_noise")
def running_sums(X, y, w, B, reps, rng):
    total, squares = np.zeros(len(w)), 0.0
    for _ in range(reps):
        rows = np.floor(rng.random(B) * len(y)).astype(int)
        g = X[rows].T @ (X[rows] @ w - y[rows]) / B
        total += g
        squares += g @ g
    return (squares - total @ total / reps) / (reps - 1)
