"""Correct answers to notebook 09, each written in another way."""

import numpy as np

from autograder.authoring.variants import variant


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
    return +dout


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


@variant("hflip")
def mirror_in_a_loop(X, rng, p=0.5):
    return np.array([image[:, ::-1] if rng.random() < p else image for image in X])


@variant("hflip")
def mirror_by_index(X, rng, p=0.5):
    out = X.copy()
    turn = rng.binomial(1, p, len(X)).astype(bool)
    out[turn] = np.flip(X[turn], axis=2)
    return out


@variant("hflip")
def mirror_by_share(X, rng, p=0.5):
    coin = (rng.random((len(X), 1, 1, 1)) < p) * 1.0
    return (coin * np.flip(X, 2) + (1 - coin) * X).astype(np.float32)


@variant("random_crop")
def crop_pixel_by_pixel(X, pad, rng):
    N, H, W, _ = X.shape
    return [_window(image, *(int(rng.integers(2 * pad + 1)) - pad for _ in range(2)), H, W) for image in X]


@variant("random_crop")
def crop_by_fancy_index(X, pad, rng):
    N, H, W, _ = X.shape
    big = np.zeros((N, H + 2 * pad, W + 2 * pad, X.shape[3]))
    big[:, pad : pad + H, pad : pad + W] = X
    down, across = rng.integers(0, 2 * pad + 1, (2, N))
    rows, cols = down[:, None] + np.arange(H), across[:, None] + np.arange(W)
    return big[np.arange(N)[:, None, None], rows[:, :, None], cols[:, None, :]]


@variant("random_crop")
def crop_by_sliding_windows(X, pad, rng):
    padded = np.pad(X, [(0, 0), (pad, pad), (pad, pad), (0, 0)]).astype(np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(padded, X.shape[1:3], axis=(1, 2))
    at = rng.integers(0, windows.shape[1] * windows.shape[2], len(X))
    return np.stack([windows[k, i // windows.shape[2], i % windows.shape[2]] for k, i in enumerate(at)]).transpose(
        0, 2, 3, 1
    )


@variant("random_scale_crop")
def scale_by_building(X, lo, hi, rng):
    if lo < 1 or hi < lo:
        raise ValueError("1 <= lo <= hi")
    out, (H, W) = [], X.shape[1:3]
    for image in X:
        s = lo + (hi - lo) * rng.random()
        big = _enlarged(image, int(round(s * H)), int(round(s * W)))
        i, j = rng.integers(0, big.shape[0] - H + 1), rng.integers(0, big.shape[1] - W + 1)
        out.append(big[i : i + H, j : j + W])
    return np.array(out)


@variant("random_scale_crop")
def scale_all_draws_first(X, lo, hi, rng):
    if not (lo >= 1 and lo <= hi):
        raise ValueError(f"lo={lo}, hi={hi}")
    N, H, W = X.shape[:3]
    size = np.rint(rng.uniform(lo, hi, N)[:, None] * [H, W]).astype(int)
    corner = np.floor(rng.random((N, 2)) * (size - [H, W] + 1)).astype(int)
    rows = (corner[:, :1] + np.arange(H)) * H // size[:, :1]
    cols = (corner[:, 1:] + np.arange(W)) * W // size[:, 1:]
    return X[np.arange(N)[:, None, None], rows[:, :, None], cols[:, None, :]]


@variant("random_scale_crop")
def scale_with_torch(X, lo, hi, rng):
    import torch

    if not 1 <= lo <= hi:
        raise ValueError
    out, (H, W) = [], X.shape[1:3]
    for image in X:
        s = rng.uniform(lo, hi)
        rows, cols = torch.arange(round(s * H)) * H // round(s * H), torch.arange(round(s * W)) * W // round(s * W)
        i, j = int(rng.integers(len(rows) - H + 1)), int(rng.integers(len(cols) - W + 1))
        out.append(torch.tensor(np.array(image))[rows[i : i + H]][:, cols[j : j + W]])
    return torch.stack(out)


@variant("color_jitter")
def light_in_a_loop(X, strength, rng):
    return np.array([_lit(x, rng.uniform(-strength, strength), rng.uniform(1 - strength, 1 + strength)) for x in X])


@variant("color_jitter")
def light_contrast_first(X, strength, rng):
    c = 1 - strength + 2 * strength * rng.random((len(X), 1, 1, 1))
    b = strength * (2 * rng.random((len(X), 1, 1, 1)) - 1)
    middle = X.reshape(len(X), -1).mean(1)[:, None, None, None]
    return ((X - middle) * c + middle + b).clip(0, 1)


@variant("color_jitter")
def light_brightness_first(X, strength, rng):
    draw = lambda: strength * rng.uniform(-1, 1, len(X))[:, None, None, None]  # noqa: E731
    bright = X + draw()
    mean = bright.mean((1, 2, 3), keepdims=True)
    return np.clip(bright + draw() * (bright - mean), 0.0, 1.0).astype(np.float32)


@variant("augment_batches")
def batches_by_split(X, y, rng, train, batch=64):
    order = np.arange(len(X))
    if train:
        rng.shuffle(order)
    for rows in np.array_split(order, range(batch, len(X), batch)):
        images = X[rows]
        yield (recipe(images, rng), y[rows]) if train else (images, y[rows])  # noqa: F821


@variant("augment_batches")
def batches_as_a_list(X, y, rng, train, batch=64):
    if train:
        order = rng.permutation(len(y))
        X, y = X[order], y[order]
    pairs = [(X[i : i + batch], y[i : i + batch]) for i in range(0, len(y), batch)]
    return [(recipe(a, rng), b) for a, b in pairs] if train else pairs  # noqa: F821


@variant("augment_batches")
def batches_while_there_are_any(X, y, rng, train, batch=64):
    left = list(rng.permutation(len(X))) if train else list(range(len(X)))
    change = (lambda images: recipe(images, rng)) if train else (lambda images: images)  # noqa: F821
    while left:
        rows, left = left[:batch], left[batch:]
        yield change(X[rows]), y[rows]


@variant("mixup")
def mixup_share_first(X, Y, alpha, rng):
    lam = rng.beta(alpha, alpha, size=(len(X), 1))
    partner = rng.permutation(len(X))
    wide = lam.reshape(-1, *[1] * (X.ndim - 1))
    return X[partner] + wide * (X - X[partner]), Y[partner] + lam * (Y - Y[partner])


@variant("mixup")
def mixup_in_a_loop(X, Y, alpha, rng):
    order = np.arange(len(X))
    rng.shuffle(order)
    pairs = []
    for i, j in enumerate(order):
        share = rng.beta(alpha, alpha)
        pairs.append((share * X[i] + (1 - share) * X[j], share * Y[i] + (1 - share) * Y[j]))
    images, answers = zip(*pairs, strict=True)
    return np.stack(images), np.stack(answers)


@variant("mixup")
def mixup_by_gammas(X, Y, alpha, rng):
    """A Beta variable is a ratio of Gamma variables."""
    a, b = rng.gamma(alpha, size=(2, len(X)))
    lam = a / (a + b)
    other = rng.permuted(np.arange(len(X)))
    return np.einsum("n,n...->n...", lam, X) + np.einsum("n,n...->n...", 1 - lam, X[other]), (
        np.diag(lam) @ Y + np.diag(1 - lam) @ Y[other]
    )


@variant("tta")
def tta_by_sum(f, X, ways):
    return sum(f(way(X)) for way in ways) / len(ways)


@variant("tta")
def tta_by_running_mean(f, X, ways):
    mean = 0.0
    for k, way in enumerate(ways, start=1):
        mean = mean + (f(way(X)) - mean) / k
    return mean


@variant("tta")
def tta_by_stack(f, X, ways):
    answers = np.stack([np.asarray(f(view)) for view in [way(X) for way in ways]], axis=-1)
    return answers @ np.full(len(ways), 1 / len(ways))
