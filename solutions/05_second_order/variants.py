"""Correct answers to notebook 05, each written in another way."""

import numpy as np

from autograder.authoring.variants import variant


def halve(f, x, d, slope):
    """The first of 1, 1/2, 1/4, ... that lowers f enough, or None."""
    here, a = f(x), 1.0
    for _ in range(31):
        if f(x + a * d) <= here + 1e-4 * a * slope:
            return a
        a *= 0.5
    return None


def positive_definite(H):
    try:
        np.linalg.cholesky(H)
    except np.linalg.LinAlgError:
        return False
    return True


def usable(S, Y):
    return [(np.asarray(s), np.asarray(y)) for s, y in zip(S, Y, strict=True) if np.dot(y, s) > 0]


@variant("taylor")
def by_einsum(f0, g, H, d, order):
    if order == 1:
        return f0 + np.dot(g, d)
    if order == 2:
        return f0 + np.dot(g, d) + 0.5 * np.einsum("i,ij,j->", d, H, d)
    raise ValueError("order must be 1 or 2")


@variant("taylor")
def with_loops(f0, g, H, d, order):
    terms = {1: [], 2: [H[i][j] * d[i] * d[j] / 2 for i in range(len(d)) for j in range(len(d))]}
    if order not in terms:
        raise ValueError(order)
    return f0 + sum(a * b for a, b in zip(g, d, strict=True)) + sum(terms[order])


@variant("taylor")
def factored(f0, g, H, d, order):
    if not 1 <= order <= 2:
        raise ValueError(f"no model of order {order}")
    mean_slope = np.asarray(g) + (order - 1) * (H @ d) / 2
    return float(f0 + mean_slope.dot(d))


@variant("taylor")
def in_torch(f0, g, H, d, order):
    import torch

    if order not in {1, 2}:
        raise ValueError("order")
    g, H, d = (torch.tensor(a, dtype=torch.float64) for a in (g, H, d))
    return f0 + g @ d + (0.5 * d @ (H @ d) if order == 2 else 0.0)


@variant("num_hessian")
def stacked(grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    rows = np.array([np.subtract(grad(x + step), grad(x - step)) for step in h * np.eye(len(x))]) / (2 * h)
    return 0.5 * (rows + rows.T)


@variant("num_hessian")
def in_place_and_back(grad, x, h=1e-5):
    x = np.array(x) * 1.0
    n = x.size
    H = np.zeros((n, n))
    for j in range(n):
        kept = x[j]
        x[j] = kept + h
        up = np.array(grad(x))
        x[j] = kept - h
        down = np.array(grad(x))
        x[j] = kept
        H[:, j] += (up - down) / (4 * h)
        H[j, :] += (up - down) / (4 * h)
    return H


@variant("num_hessian")
def entry_by_entry(grad, x, h=1e-5):
    x = np.array(x, dtype=np.float64)
    eye = np.identity(len(x))

    def part(i, j):
        return (grad(x + h * eye[j])[i] - grad(x - h * eye[j])[i]) / (2 * h)

    return [[(part(i, j) + part(j, i)) / 2 for j in range(len(x))] for i in range(len(x))]


@variant("newton_step")
def by_inverse(x, g, H):
    return x - np.linalg.inv(H) @ g


@variant("newton_step")
def by_eigenvectors(x, g, H):
    values, V = np.linalg.eigh(H)
    return x - V @ ((V.T @ g) / values)


@variant("newton_step")
def from_minus_g(x, g, H):
    from scipy.linalg import solve

    d = solve(H, -np.asarray(g), assume_a="sym")
    return np.add(x, d)


@variant("newton_step")
def solved_in_torch(x, g, H):
    import torch

    d = torch.linalg.solve(torch.tensor(H), torch.tensor(g, dtype=torch.float64))
    return torch.tensor(x, dtype=torch.float64) - d


@variant("damped_newton")
def by_cholesky(f, grad, hess, x0, steps=50, tol=1e-8):
    x = np.array(x0, dtype=float)
    points = [x]
    for _ in range(steps):
        g = np.asarray(grad(x))
        if np.linalg.norm(g, np.inf) <= tol:
            break
        M, k = hess(x), 0
        while not positive_definite(M):
            M = hess(x) + 1e-3 * 10.0**k * np.eye(len(x))
            k += 1
        d = np.linalg.solve(M, -g)
        a = halve(f, x, d, g @ d)
        if a is None:
            break
        x = x + a * d
        points.append(x)
    return np.stack(points)


@variant("damped_newton")
def by_table(f, grad, hess, x0, steps=50, tol=1e-8):
    traj = [np.asarray(x0) + 0.0]
    ladder = [0.0] + [1e-3 * 10**k for k in range(20)]
    while len(traj) < steps + 1 and max(abs(grad(traj[-1]))) > tol:
        x, g = traj[-1], grad(traj[-1])
        values, V = np.linalg.eigh(hess(x))
        tau = next(t for t in ladder if values[0] + t > 0)
        d = -V @ (V.T @ g / (values + tau))
        a, tries = 1.0, 0
        while f(x + a * d) > f(x) + 1e-4 * a * np.dot(g, d):
            a, tries = a / 2, tries + 1
            if tries > 30:
                return np.array(traj)
        traj.append(x + a * d)
    return traj


@variant("damped_newton")
def by_recursion(f, grad, hess, x0, steps=50, tol=1e-8):
    x = np.array(x0, dtype=float)
    g = grad(x)
    if steps == 0 or (np.abs(g) <= tol).all():
        return x[None]
    H, tau = hess(x), 0
    while np.min(np.linalg.eigvalsh(H + tau * np.eye(x.size))) <= 0:
        tau = tau * 10 if tau else 0.001
    d = -np.linalg.inv(H + tau * np.eye(x.size)) @ g
    a = halve(f, x, d, d @ g)
    if a is None:
        return x[None]
    return np.vstack([x, by_recursion(f, grad, hess, x + a * d, steps - 1, tol)])


@variant("bfgs_update")
def multiplied_out(Hinv, s, y):
    sy, z = np.dot(s, y), Hinv @ y
    if sy <= 1e-10 * np.sqrt(s @ s) * np.sqrt(y @ y):
        return np.array(Hinv)
    cross = np.outer(z, s)
    return Hinv - (cross + cross.T) / sy + (1 + y @ z / sy) * np.outer(s, s) / sy


@variant("bfgs_update")
def with_columns(Hinv, s, y):
    s, y = s.reshape(-1, 1), y.reshape(-1, 1)
    product = (y.T @ s).item()
    if not product > 1e-10 * np.linalg.norm(s) * np.linalg.norm(y):
        return Hinv + 0.0
    rho, eye = 1 / product, np.eye(len(s))
    return (eye - rho * s @ y.T) @ Hinv @ (eye - rho * y @ s.T) + rho * s @ s.T


@variant("bfgs_update")
def inverse_of_the_direct_form(Hinv, s, y):
    sy = float(s @ y)
    if sy <= 1e-10 * np.linalg.norm(s) * np.linalg.norm(y):
        return np.copy(Hinv)
    B = np.linalg.inv(Hinv)
    B = B - np.outer(B @ s, B @ s) / (s @ B @ s) + np.outer(y, y) / sy
    return np.linalg.inv(B)


@variant("lbfgs_direction")
def recursive(g, S, Y):
    pairs = usable(S, Y)
    if not pairs:
        return -np.asarray(g)
    newest = pairs[-1]
    gamma = newest[0] @ newest[1] / (newest[1] @ newest[1])

    def apply(k, q):
        if k == 0:
            return gamma * q
        s, y = pairs[k - 1]
        rho = 1 / (s @ y)
        a = rho * (s @ q)
        r = apply(k - 1, q - a * y)
        return r + s * (a - rho * (y @ r))

    return -apply(len(pairs), g)


@variant("lbfgs_direction")
def with_the_matrix(g, S, Y):
    pairs = usable(S, Y)
    if not pairs:
        return -g
    s, y = pairs[-1]
    B = np.eye(len(g)) * np.dot(s, y) / np.dot(y, y)
    for s, y in pairs:
        V = np.eye(len(g)) - np.outer(s, y) / np.dot(s, y)
        B = V @ B @ V.T + np.outer(s, s) / np.dot(s, y)
    return -(B @ g)


@variant("lbfgs_direction")
def looped_in_torch(g, S, Y):
    import torch

    q = -torch.tensor(g, dtype=torch.float64)
    pairs = [tuple(torch.tensor(v, dtype=torch.float64) for v in pair) for pair in usable(S, Y)]
    stack = []
    for s, y in pairs[::-1]:
        stack.append(torch.dot(s, q) / torch.dot(s, y))
        q = q - stack[-1] * y
    if pairs:
        q = q * torch.dot(*pairs[-1]) / pairs[-1][1].square().sum()
    for s, y in pairs:
        q = q + s * (stack.pop() - torch.dot(y, q) / torch.dot(s, y))
    return q.numpy()


@variant("memory_bytes")
def by_branches(n, method, m=10):
    if method in ("newton", "bfgs"):
        return 4 * n**2
    if method == "lbfgs":
        return 8 * n * m
    if method == "adam":
        return 8 * n
    if method == "momentum":
        return 4 * n
    raise ValueError(f"unknown method {method}; use newton, bfgs, lbfgs, adam or momentum")


@variant("memory_bytes")
def by_match(n, method, m=10):
    match method:
        case "newton" | "bfgs":
            arrays = n
        case "lbfgs":
            arrays = m + m
        case "adam":
            arrays = 2
        case "momentum":
            arrays = 1
        case _:
            raise ValueError("one of 'newton', 'bfgs', 'lbfgs', 'adam', 'momentum'")
    return arrays * n * 4


@variant("memory_bytes")
def by_itemsize(n, method, m=10):
    arrays = dict.fromkeys(["newton", "bfgs"], n) | {"lbfgs": 2 * m, "adam": 2, "momentum": 1}
    try:
        return int(np.dtype(np.float32).itemsize) * n * arrays[method]
    except KeyError as error:
        raise ValueError(f"{method!r} is none of {sorted(arrays)}") from error


@variant("hvp")
def hvp_by_unit_steps(grad, x, v, h=1e-5):
    size = np.sqrt(v @ v)
    if not size:
        return 0.0 * np.asarray(v)
    step = np.asarray(v) * (h / size)
    return (grad(x + step) - grad(x - step)) * size / h / 2


@variant("hvp")
def hvp_with_early_scale(grad, x, v, h=1e-5):
    v = np.array(v, dtype=float)
    if np.all(v == 0):
        return np.zeros_like(v)
    scale = h / np.linalg.norm(v)
    ahead, behind = grad(x + scale * v), grad(x - scale * v)
    return (ahead - behind) / (2 * scale)


@variant("hvp")
def hvp_of_two_sides(grad, x, v, h=1e-5):
    length = float(np.linalg.norm(v))
    u = v / length if length > 0 else np.zeros(len(v))
    sides = [sign * grad(x + sign * h * u) for sign in (1, -1)]
    return np.add(*sides) * length / (2 * h)


@variant("sharpness")
def sharpness_by_while(hv, n, rng, iters=100):
    v, k = rng.standard_normal(n), 0
    v /= np.sqrt(v @ v)
    w = hv(v)
    while k < iters and np.linalg.norm(w) > 0:
        v = w / np.linalg.norm(w)
        w, k = hv(v), k + 1
    return v @ w


@variant("sharpness")
def sharpness_with_uniform_start(hv, n, rng, iters=100):
    u = rng.uniform(-1, 1, n)
    u = u / np.linalg.norm(u)
    for _ in range(iters):
        u = np.asarray(hv(u))
        size = np.linalg.norm(u)
        if size == 0:
            return 0.0
        u = u / size
    return np.dot(u, hv(u)) / np.dot(u, u)


@variant("sharpness")
def sharpness_of_the_last_product(hv, n, rng, iters=100):
    v = rng.normal(0, 1, n)
    quotient = 0.0
    for _ in range(iters + 1):
        if not v.any():
            return 0.0
        v = v / np.linalg.norm(v)
        w = hv(v)
        quotient, v = float(v @ w), w
    return quotient
