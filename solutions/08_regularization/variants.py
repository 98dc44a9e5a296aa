"""Correct answers to notebook 08, each written in another way."""

import numpy as np

from autograder.authoring.variants import variant


def _row(scores, right, delta):
    """Hinge loss of one example, and its slopes."""
    slopes, loss = np.zeros(len(scores)), 0.0
    for j, score in enumerate(scores):
        gap = score - scores[right] + delta
        if j != right and gap > 0:
            loss += gap
            slopes[j] += 1
            slopes[right] -= 1
    return loss, slopes


def _flat(function, W):
    """A function of numbers, applied to each element."""
    W = np.asarray(W, dtype=float)
    return np.array([function(w) for w in W.ravel()]).reshape(W.shape)


@variant("svm_loss")
def hinge_row_by_row(S, y, delta=1.0):
    answers = [_row(scores, right, delta) for scores, right in zip(S, y, strict=True)]
    return np.mean([loss for loss, _ in answers]), [slopes / len(y) for _, slopes in answers]


@variant("svm_loss")
def hinge_with_one_hot(S, y, delta=1.0):
    right = np.eye(S.shape[1])[y]
    gaps = np.maximum(S - (S * right).sum(1, keepdims=True) + delta * (1 - right), 0)
    active = (gaps > 0) * (1 - right)
    return np.sum(gaps * (1 - right)) / len(S), (active - right * active.sum(1, keepdims=True)) / len(S)


@variant("svm_loss")
def hinge_with_torch(S, y, delta=1.0):
    import torch

    leaf, y = torch.tensor(S, requires_grad=True), torch.tensor(y)
    gaps = leaf - leaf.gather(1, y[:, None]) + delta
    other = torch.arange(S.shape[1]) != y[:, None]
    loss = gaps[other & (gaps > 0)].sum() / len(y)
    loss.backward()
    return loss.detach(), leaf.grad


@variant("l2")
def squares_by_dot(W):
    flat = np.ravel(W)
    return flat @ flat, W + W


@variant("l2")
def squares_in_a_loop(W):
    return sum(w * w for w in np.ravel(W)), _flat(lambda w: 2 * w, W)


@variant("l2")
def squares_by_norm(W):
    return np.linalg.norm(np.ravel(W)) ** 2, np.multiply(2.0, W)


@variant("l2")
def squares_in_float32(W):
    W = np.asarray(W, dtype=np.float32)
    return np.square(W).sum(), 2 * W


@variant("l1")
def sizes_by_norm(W):
    return np.linalg.norm(np.ravel(W), 1), (W > 0) * 1.0 - (W < 0) * 1.0


@variant("l1")
def sizes_in_a_loop(W):
    return sum(abs(w) for w in np.ravel(W)), _flat(lambda w: 0.0 if w == 0 else w / abs(w), W)


@variant("l1")
def sizes_by_their_signs(W):
    signs = np.where(W > 0, 1, np.where(W < 0, -1, 0))
    return np.sum(signs * W), signs


@variant("l1")
def sizes_with_torch(W):
    import torch

    W = torch.as_tensor(np.array(W))
    return W.abs().sum(), W.sign()


@variant("elastic")
def elastic_at_once(W, beta):
    return np.sum(beta * W**2 + np.abs(W)), 2 * beta * W + np.sign(W)


@variant("elastic")
def elastic_factored(W, beta):
    size = np.abs(W)
    return (size * (beta * size + 1)).sum(), np.sign(W) * (2 * beta * size + 1)


@variant("elastic")
def elastic_element_by_element(W, beta):
    grad = _flat(lambda w: 2 * beta * w + (w > 0) - (w < 0), W)
    return _flat(lambda w: beta * w * w + abs(w), W).sum(), grad


@variant("elastic")
def elastic_with_numbers_for_penalties(W, beta):
    (a, da), (b, db) = l2(W), l1(W)  # noqa: F821
    return float(np.dot([beta, 1.0], [a, b])), np.add(np.multiply(beta, da), db)


@variant("total_loss")
def total_step_by_step(X, y, W, b, lam, reg):
    loss, slopes = svm_loss(np.dot(X, W) + b[None, :], y, 1.0)  # noqa: F821
    price = reg(W)
    dW = np.einsum("nd,nc->dc", X, slopes)
    dW = dW + np.multiply(lam, price[1])
    return loss + lam * price[0], dW, np.ones(len(X)) @ slopes


@variant("total_loss")
def total_without_the_hinge_exercise(X, y, W, b, lam, reg):
    rows = [_row(x @ W + b, right, 1.0) for x, right in zip(X, y, strict=True)]
    slopes = np.array([slope for _, slope in rows]) / len(X)
    value, grad = reg(W.copy())
    return sum(loss for loss, _ in rows) / len(X) + value * lam, X.T.dot(slopes) + grad * lam, slopes.sum(axis=0)


@variant("total_loss")
def total_with_a_column_of_ones(X, y, W, b, lam, reg):
    wide, both = np.hstack([X, np.ones((len(X), 1))]), np.vstack([W, b])
    loss, slopes = svm_loss(wide @ both, y)  # noqa: F821
    grads = wide.T @ slopes
    return [loss + lam * reg(W)[0], grads[:-1] + lam * reg(W)[1], grads[-1]]


@variant("decay_step")
def decay_inside_the_bracket(w, g, lr, wd=0.01):
    return w - lr * (g + wd * w)


@variant("decay_step")
def decay_on_a_copy(w, g, lr, wd=0.01):
    w = np.array(w, dtype=float)
    w -= lr * wd * w
    w -= np.multiply(lr, g)
    return w


@variant("decay_step")
def decay_element_by_element(w, g, lr, wd=0.01):
    pairs = zip(np.ravel(w), np.ravel(g), strict=True)
    return np.reshape([a - lr * wd * a - lr * b for a, b in pairs], np.shape(w))


@variant("decay_step")
def decay_with_torch(w, g, lr, wd=0.01):
    import torch

    return torch.tensor(np.asarray(w)).mul(1 - lr * wd).sub(torch.tensor(np.asarray(g)), alpha=lr).numpy()


@variant("lam_for")
def half_by_product(wd):
    return 0.5 * wd


@variant("lam_for")
def half_as_an_array(wd):
    return np.divide(wd, 2)


@variant("lam_for")
def half_by_two_steps(wd):
    # with w = 1 and lr = 1 decay takes wd, and a price of lambda takes 2 lambda
    per_lambda = 2.0
    return float(wd) / per_lambda


@variant("soft_threshold")
def threshold_by_two_sides(w, t):
    return np.maximum(w - t, 0) - np.maximum(-w - t, 0)


@variant("soft_threshold")
def threshold_by_what_is_clipped(w, t):
    return w - np.clip(w, -t, t)


@variant("soft_threshold")
def threshold_by_cases(w, t):
    return np.where(w > t, w - t, np.where(w < -t, w + t, 0.0))


@variant("soft_threshold")
def threshold_element_by_element(w, t):
    return _flat(lambda w: max(abs(w) - t, 0.0) * (1 if w > 0 else -1), w)


@variant("adam_l2_vs_decoupled")
def shares_by_steps(w, g, s, lr, wd=0.01, eps=1e-8):
    rates = lr / (s**0.5 + eps)
    return rates * wd, lr * wd * np.ones_like(s)


@variant("adam_l2_vs_decoupled")
def shares_by_scaling(w, g, s, lr, wd=0.01, eps=1e-8):
    decoupled = np.zeros(np.shape(s)) + wd * lr
    return decoupled / (eps + np.sqrt(s)), decoupled


@variant("adam_l2_vs_decoupled")
def shares_element_by_element(w, g, s, lr, wd=0.01, eps=1e-8):
    return [_flat(lambda s: lr / (s**0.5 + eps) * wd, s), _flat(lambda s: wd * lr, s)]


@variant("max_norm")
def ceiling_by_the_smaller_factor(W, c, axis=0):
    length = np.linalg.norm(W, axis=axis, keepdims=True)
    return W * np.minimum(1.0, c / np.maximum(length, 1e-12))


@variant("max_norm")
def ceiling_vector_by_vector(W, c, axis=0):
    def cut(vector):
        length = np.sqrt(vector @ vector)
        return vector * c / length if length > c else vector

    return np.apply_along_axis(cut, axis, W)


@variant("max_norm")
def ceiling_on_a_copy(W, c, axis=0):
    W = np.moveaxis(np.array(W, dtype=float), axis, -1)
    lengths = np.sqrt(np.square(W).sum(-1))
    W = np.where((lengths > c)[..., None], W / np.where(lengths > 0, lengths, 1)[..., None] * c, W)
    return np.moveaxis(W, -1, axis)


@variant("max_norm")
def ceiling_by_division(W, c, axis=0):
    return W / np.maximum(1, np.sqrt((W * W).sum(axis=axis, keepdims=True)) / c)


@variant("smoothed_loss")
def smoothed_by_torch(S, y, eps):
    import torch

    scores = torch.tensor(S, dtype=torch.float64, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(scores, torch.as_tensor(y), label_smoothing=float(eps))
    loss.backward()
    return loss.item(), scores.grad.numpy()


@variant("smoothed_loss")
def smoothed_in_two_parts(S, y, eps):
    from scipy.special import log_softmax

    logp, hard = log_softmax(S, axis=1), np.eye(S.shape[1])[y]
    loss = (1 - eps) * -np.mean(logp[np.arange(len(y)), y]) + eps * -np.mean(logp)
    return loss, np.exp(logp) / len(y) - ((1 - eps) * hard + eps / S.shape[1]) / len(y)


@variant("smoothed_loss")
def smoothed_row_by_row(S, y, eps):
    total, slopes = 0.0, np.zeros(S.shape)
    for i, (row, label) in enumerate(zip(S, y, strict=True)):
        top = np.logaddexp.reduce(row)
        q = [(1 - eps) * (j == label) + eps / len(row) for j in range(len(row))]
        total += sum(q[j] * (top - row[j]) for j in range(len(row)))
        slopes[i] = np.exp(row - top) - q
    return total / len(y), slopes / len(y)
