"""Correct answers to notebook 09, each written in another way; the helpers serve the other module too."""

import numpy as np

from autograder.variants import variant


def _keep(shape, p_drop, rng):
    """A boolean mask, True with probability 1 - p_drop."""
    return rng.uniform(size=shape) > p_drop


def _window(image, i, j, H, W):
    """H rows and W columns from (i, j), with zeros outside the image."""
    out = np.zeros((H, W, image.shape[2]))
    for row in range(H):
        for col in range(W):
            if 0 <= row + i < image.shape[0] and 0 <= col + j < image.shape[1]:
                out[row, col] = image[row + i, col + j]
    return out


def _enlarged(image, h, w):
    rows = [i * image.shape[0] // h for i in range(h)]
    cols = [j * image.shape[1] // w for j in range(w)]
    return image[np.ix_(rows, cols)]


def _lit(image, b, c):
    mean = np.mean(image)
    return np.minimum(1, np.maximum(0, c * image + (1 - c) * mean + b))


@variant("dropout_mask")
def mask_by_binomial(shape, p_drop, rng):
    if p_drop < 0 or p_drop >= 1:
        raise ValueError("p_drop")
    return rng.binomial(1, 1 - p_drop, size=shape) * 1.0


@variant("dropout_mask")
def mask_element_by_element(shape, p_drop, rng):
    if not 0.0 <= p_drop < 1.0:
        raise ValueError("out of range")
    mask = np.ones(shape)
    for index in np.ndindex(*shape):
        if rng.random() < p_drop:
            mask[index] = 0
    return mask


@variant("dropout_mask")
def mask_by_choice(shape, p_drop, rng):
    if p_drop not in (0, 0.0) and not 0 < p_drop < 1:
        raise ValueError(p_drop)
    return rng.choice([0.0, 1.0], size=shape, p=[p_drop, 1 - p_drop])


@variant("dropout_mask")
def mask_in_float32(shape, p_drop, rng):
    if p_drop >= 1 or p_drop < 0:
        raise ValueError
    return np.floor(rng.random(shape) + 1 - p_drop).astype(np.float32)


@variant("vanilla_dropout")
def vanilla_by_where(x, p_keep, train, rng):
    if train:
        return np.where(dropout_mask(np.shape(x), 1 - p_keep, rng) > 0, x, 0.0)  # noqa: F821
    return np.multiply(p_keep, x)


@variant("vanilla_dropout")
def vanilla_without_the_mask_exercise(x, p_keep, train, rng):
    if train and not 0 < p_keep <= 1:
        raise ValueError("p_keep must be above 0 and at most 1")
    return x * (_keep(x.shape, 1 - p_keep, rng) if train else p_keep)


@variant("vanilla_dropout")
def vanilla_with_a_copy(x, p_keep, train, rng):
    out = np.array(x, dtype=float)
    if train:
        out[dropout_mask(x.shape, 1 - p_keep, rng) == 0] = 0  # noqa: F821
    else:
        out *= p_keep
    return out


@variant("vanilla_dropout")
def vanilla_in_float32(x, p_keep, train, rng):
    factor = dropout_mask(x.shape, 1 - p_keep, rng) if train else p_keep  # noqa: F821
    return (x * factor).astype(np.float32)


@variant("inverted_dropout")
def inverted_scaled_first(x, p_drop, train, rng):
    if train:
        mask = dropout_mask(x.shape, p_drop, rng)  # noqa: F821
        return mask * (x / (1 - p_drop)), (mask, p_drop)
    return x, None


@variant("inverted_dropout")
def inverted_without_the_mask_exercise(x, p_drop, train, rng):
    if not train:
        return 1.0 * x, None
    if not 0 <= p_drop < 1:
        raise ValueError("p_drop must be in [0, 1)")
    keep = _keep(x.shape, p_drop, rng)
    return np.where(keep, x / (1 - p_drop), 0), [keep, p_drop]


@variant("inverted_dropout")
def inverted_in_float32(x, p_drop, train, rng):
    if not train:
        return x.astype(np.float32), None
    mask = dropout_mask(x.shape, p_drop, rng)  # noqa: F821
    return (x * mask / (1 - p_drop)).astype(np.float32), (mask, p_drop)


@variant("dropout_backward")
def backward_by_where(dout, cache):
    if cache is not None:
        return np.where(np.asarray(cache[0]) > 0, dout / (1 - cache[1]), 0)
    return dout


@variant("dropout_backward")
def backward_with_torch(dout, cache):
    import torch

    if cache is None:
        return dout.copy()
    leaf = torch.zeros(dout.shape, dtype=torch.float64, requires_grad=True)
    (leaf * torch.tensor(np.asarray(cache[0], dtype=float)) / (1 - cache[1])).backward(torch.tensor(dout))
    return leaf.grad


@variant("dropout_backward")
def backward_by_one_factor(dout, cache):
    mask, p_drop = (1.0, 0.0) if cache is None else cache
    factor = np.divide(mask, 1 - p_drop)
    return np.asarray(dout * factor, dtype=np.float32)


@variant("dropconnect")
def dropconnect_scaled_last(x, W, b, p_drop, train, rng):
    if train:
        return (x @ (W * dropout_mask(W.shape, p_drop, rng))) / (1 - p_drop) + b  # noqa: F821
    return np.dot(x, W) + b


@variant("dropconnect")
def dropconnect_by_inverted_dropout(x, W, b, p_drop, train, rng):
    if train and not 0 <= p_drop < 1:
        raise ValueError("p_drop")
    weights = W if not train else W * _keep(W.shape, p_drop, rng) / (1 - p_drop)
    return np.einsum("nd,dm->nm", x, weights) + b[None, :]


@variant("dropconnect")
def dropconnect_unit_by_unit(x, W, b, p_drop, train, rng):
    used = W.copy()
    if train:
        used[dropout_mask(W.shape, p_drop, rng) == 0] = 0  # noqa: F821
        used /= 1 - p_drop
    return np.stack([x @ used[:, k] + b[k] for k in range(len(b))], axis=1)


@variant("n_subnets")
def count_by_shift(n):
    return 1 << n


@variant("n_subnets")
def count_by_doubling(n):
    count = 1
    for _ in range(n):
        count += count
    return count


@variant("n_subnets")
def count_by_pow(n):
    return pow(2, int(n))


@variant("mc_predict")
def crowd_by_sums(f, x, K, rng):
    answers = [np.asarray(f(x, rng), dtype=float) for _ in range(K)]
    mean = sum(answers) / K
    return mean, np.sqrt(sum((a - mean) ** 2 for a in answers) / K)


@variant("mc_predict")
def crowd_in_a_loop(f, x, K, rng):
    out = []
    while len(out) < K:
        out.append(f(x, rng))
    return np.mean(out, axis=0), np.std(out, axis=0)


@variant("mc_predict")
def crowd_by_running_mean(f, x, K, rng):
    mean, squares = 0.0, 0.0
    for k in range(1, K + 1):
        answer = f(x, rng)
        gap = answer - mean
        mean = mean + gap / k
        squares = squares + gap * (answer - mean)
    return [mean, np.sqrt(squares / K)]


from autograder.variants.dropout import images  # noqa: E402, F401
