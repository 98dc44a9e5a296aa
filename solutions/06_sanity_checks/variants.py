"""Correct answers to notebook 06, each written in another way."""

import math

import numpy as np

from autograder.authoring.variants import variant


def fixed_backward_1(params, X, y):
    h = np.maximum(X @ params["W1"] + params["b1"], 0)
    scores = h @ params["W2"] + params["b2"]
    p = np.exp(scores - scores.max(1)[:, None])
    d = (p / p.sum(1)[:, None] - np.eye(scores.shape[1])[y]) / len(X)
    back = np.where(h > 0, d @ params["W2"].T, 0)
    return {"b2": np.ones(len(X)) @ d, "W2": h.T @ d, "b1": np.ones(len(X)) @ back, "W1": (back.T @ X).T}


def fixed_backward_2(params, X, y):
    import torch

    p = {name: torch.tensor(w, requires_grad=True) for name, w in params.items()}
    out = torch.tanh(torch.tensor(X) @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]
    ((out - torch.tensor(y)) ** 2).sum().div(2 * len(X)).backward()
    return {name: w.grad.numpy() for name, w in p.items()}


def fixed_backward_3(params, X, y):
    grads = dict(backward_3(params, X, y))  # noqa: F821
    h = np.tanh(X @ params["W"] + params["b"])
    d = h @ params["W"].T + params["c"] - y
    grads["W"] = grads["W"] + np.einsum("ni,nj->ij", X, (d @ params["W"]) * (1 - h) * (1 + h)) / len(X)
    return grads


def _bumped(x, index, by):
    """A float copy of x with one element moved."""
    new = np.array(x, dtype=np.float64)
    new[index] += by
    return new


def _named(k):
    """Which gradient differs between the given and the mended pass."""
    params, X, y = case(k, np.random.default_rng(3))  # noqa: F821
    given, right = globals()[f"backward_{k}"](params, X, y), globals()[f"fixed_backward_{k}"](params, X, y)
    return next(name for name in params if not np.allclose(given[name], right[name]))


@variant("num_grad")
def slopes_from_copies(f, x, h=1e-5):
    slopes = [(f(_bumped(x, i, h)) - f(_bumped(x, i, -h))) / (2 * h) for i in np.ndindex(np.shape(x))]
    return np.reshape(slopes, np.shape(x))


@variant("num_grad")
def slopes_from_directions(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    grad = np.empty(x.size)
    for i, e in enumerate(np.eye(x.size)):
        step = h * e.reshape(x.shape)
        grad[i] = (f(x + step) - f(x - step)) / h / 2
    return grad.reshape(x.shape)


@variant("num_grad")
def slopes_with_an_iterator(f, x, h=1e-5):
    x, grad = np.array(x, dtype=float), np.zeros_like(x, dtype=float)
    walk = np.nditer(x, flags=["multi_index"])
    while not walk.finished:
        i = walk.multi_index
        kept, ends = float(x[i]), []
        for sign in (1, -1):
            x[i] = kept + sign * h
            ends.append(float(f(x.copy())))
            x[i] = kept
        grad[i] = 0.5 * (ends[0] - ends[1]) / h
        walk.iternext()
    return grad


@variant("rel_error")
def error_in_a_loop(a, b):
    worst = 0.0
    for p, q in zip(np.ravel(a), np.ravel(b), strict=True):
        size = max(abs(p), abs(q))
        if size >= 1e-12:
            worst = max(worst, abs(p - q) / size)
    return worst


@variant("rel_error")
def error_of_those_that_count(a, b):
    size = np.max(np.abs([a, b]), axis=0)
    errors = np.abs(np.subtract(a, b))[size >= 1e-12] / size[size >= 1e-12]
    return errors.max() if errors.size else 0.0


@variant("rel_error")
def error_with_torch(a, b):
    import torch

    a, b = torch.as_tensor(a).flatten(), torch.as_tensor(b).flatten()
    size = torch.maximum(a.abs(), b.abs())
    errors = torch.where(size < 1e-12, torch.zeros_like(size), (a - b).abs() / size)
    return errors.nan_to_num().max().item() if len(errors) else 0.0


@variant("grad_check")
def check_by_hand(loss, params, grads, n, rng):
    for name, w in params.items():
        if w.dtype != np.float64:
            raise ValueError(f"{name} must be float64")
    if abs(loss(params) - loss(params)) > 0:
        raise ValueError("the loss is random")
    result = {}
    for name, w in params.items():
        result[name] = 0.0
        for i in rng.permutation(w.size)[:n]:
            index = np.unravel_index(i, w.shape)
            ends = [loss(params | {name: _bumped(w, index, by)}) for by in (1e-5, -1e-5)]
            slope = (ends[0] - ends[1]) / 2e-5
            error = rel_error(np.array(grads[name][index]), np.array(slope))  # noqa: F821
            result[name] = max(result[name], error)
    return result


@variant("grad_check")
def check_with_lists(loss, params, grads, n, rng):
    if {str(np.asarray(w).dtype) for w in params.values()} != {"float64"}:
        raise ValueError("float64, please")
    if len({loss(params) for _ in range(3)}) > 1:
        raise ValueError("dropout is on")

    def errors(name):
        flat, shape = np.ravel(params[name]), params[name].shape
        picks = rng.choice(np.arange(flat.size), size=min(flat.size, n), replace=False, shuffle=False)

        def along(values):
            new = flat.copy()
            new[picks] = values
            return loss(dict(params, **{name: new.reshape(shape)}))

        return rel_error(num_grad(along, flat[picks]), np.ravel(grads[name])[picks])  # noqa: F821

    return {name: errors(name) for name in params}


@variant("grad_check")
def check_one_at_a_time(loss, params, grads, n, rng):
    first, second = loss(params), loss(params)
    if first != second or not all(w.dtype == float for w in params.values()):
        raise ValueError("this loss or these parameters cannot be checked")
    copies, worst = {name: w.copy() for name, w in params.items()}, {}
    for name, w in copies.items():
        numeric, exact = [], []
        for i in rng.choice(w.size, w.size if n > w.size else n, replace=False):
            kept = w.flat[i]
            w.flat[i] = kept + 1e-5
            up = loss(copies)
            w.flat[i] = kept - 1e-5
            numeric.append((up - loss(copies)) / 2e-5)
            exact.append(grads[name].flat[i])
            w.flat[i] = kept
        worst[name] = rel_error(np.array(exact), np.array(numeric))  # noqa: F821
    return worst


@variant("find_the_bug")
def names_by_position(k):
    if k in (1, 2, 3):
        return ["b1", "W2", "W"][k - 1]
    raise ValueError("there are three networks")


@variant("find_the_bug")
def names_by_comparison(k):
    if k not in (1, 2, 3):
        raise ValueError(k)
    return _named(k)


@variant("find_the_bug")
def names_by_checking(k):
    if not 1 <= k <= 3:
        raise ValueError("k is 1, 2 or 3")
    rng, loss, backward = np.random.default_rng(0), (loss_1, loss_2, loss_3)[k - 1], globals()[f"backward_{k}"]  # noqa: F821
    params, X, y = case(k, rng)  # noqa: F821
    errors = grad_check(lambda p: loss(p, X, y), params, backward(params, X, y), 6, rng)  # noqa: F821
    return max(errors, key=errors.get)


@variant("expected_initial_loss")
def expectation_by_branches(kind, C):
    if kind == "softmax":
        return -math.log(1 / C)
    if kind == "hinge":
        return float(C) - 1.0
    raise ValueError("kind must be softmax or hinge")


@variant("expected_initial_loss")
def expectation_by_trying(kind, C):
    scores = np.zeros(C)
    if kind not in ("softmax", "hinge"):
        raise ValueError(f"{kind}: hinge or softmax")
    if kind == "softmax":
        return np.log(np.sum(np.exp(scores))) - scores[0]
    return np.maximum(0, scores[1:] - scores[0] + 1).sum()


@variant("expected_initial_loss")
def expectation_by_functions(kind, C):
    rules = {"hinge": lambda: C - 1, "softmax": lambda: np.log2(C) * np.log(2)}
    if rules.get(kind) is None:
        raise ValueError(f"choose from {sorted(rules)}")
    return rules[kind]()


@variant("check_initial_loss")
def judged_from_both_sides(data_loss, kind, C, tol=0.1):
    expected = expected_initial_loss(kind, C)  # noqa: F821
    if data_loss - expected > tol:
        return "too high"
    if expected - data_loss > tol:
        return "too low"
    return "ok"


@variant("check_initial_loss")
def judged_by_sign(data_loss, kind, C, tol=0.1):
    gap = data_loss - {"softmax": math.log(C), "hinge": C - 1}[kind]
    return ("ok", "too high", "too low")[int(np.sign(gap)) if abs(gap) > tol else 0]


@variant("check_initial_loss")
def judged_on_a_ruler(data_loss, kind, C, tol=0.1):
    gap = np.float64(data_loss) - np.float64(expected_initial_loss(kind, C))  # noqa: F821
    return "ok" if -tol <= gap <= tol else ("too low", "too high")[bool(gap > 0)]


@variant("overfit_check")
def overfit_with_a_cycle(make_model, X, y, steps=200, batches=10, batch=32):
    import itertools

    model, n = make_model(), min(len(y), batches * batch)
    model.regularization = 0.0
    parts = [(X[i : min(i + batch, n)], y[i : min(i + batch, n)]) for i in range(0, n, batch)]
    for part in itertools.islice(itertools.cycle(parts), steps):
        model.train_step(*part)
    return (model.predict(X[:n]) == y[:n]).mean()


@variant("overfit_check")
def overfit_with_indices(make_model, X, y, steps=200, batches=10, batch=32):
    model = make_model()
    setattr(model, "regularization", 0)  # noqa: B010
    used = np.arange(len(y))[: batch * batches]
    starts = range(0, len(used), batch)
    for t in range(steps):
        at = starts[t % len(starts)]
        model.train_step(X[used[at : at + batch]], y[used[at : at + batch]])
    return 1 - np.count_nonzero(model.predict(X[used]) - y[used]) / len(used)


@variant("overfit_check")
def overfit_in_rounds(make_model, X, y, steps=200, batches=10, batch=32):
    model, done = make_model(), 0
    model.regularization = 0
    X, y = np.array(X[: batches * batch]), np.array(y[: batches * batch])
    while done < steps:
        for at in range(0, len(y), batch):
            if done < steps:
                model.train_step(X[at : at + batch], y[at : at + batch])
                done += 1
    right = [p == q for at in range(0, len(y), batch) for p, q in zip(model.predict(X[at : at + batch]), y[at:])]  # noqa: B905
    return sum(right) / len(y)


@variant("update_ratio")
def ratio_by_norm(before, after):
    length = np.linalg.norm(np.ravel(before))
    return np.linalg.norm(np.ravel(after) - np.ravel(before)) / length if length > 0 else np.nan


@variant("update_ratio")
def ratio_in_a_loop(before, after):
    old = math.fsum(p * p for p in np.ravel(before))
    new = math.fsum((q - p) ** 2 for p, q in zip(np.ravel(before), np.ravel(after), strict=True))
    return math.sqrt(new / old) if old else math.nan


@variant("update_ratio")
def ratio_with_torch(before, after):
    import torch

    before, after = torch.tensor(np.asarray(before)), torch.tensor(np.asarray(after))
    if not before.any():
        return float("nan")
    return (torch.linalg.vector_norm(after - before) / torch.linalg.vector_norm(before)).item()


@variant("name_the_bug")
def bug_by_cases(k):
    match k:
        case 1:
            return "softmax_twice"
        case 2:
            return "zero_grad"
        case 3:
            return "broadcast"
        case 4:
            return "in_place"
        case 5:
            return "eval"
        case 6:
            return "detached"
    raise ValueError(k)


@variant("name_the_bug")
def bug_from_a_list(k):
    if k not in range(1, 7):
        raise ValueError("loops 1 to 6")
    return ["softmax_twice", "zero_grad", "broadcast", "in_place", "eval", "detached"][k - 1]


@variant("name_the_bug")
def bug_from_a_sentence(k):
    words = ["softmax_twice", "zero_grad", "broadcast", "in_place", "eval", "detached"]
    numbered = dict(enumerate(words, start=1))
    try:
        return numbered[k]
    except KeyError:
        raise ValueError(f"no loop {k}") from None
