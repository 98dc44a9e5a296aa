"""Correct answers to notebook 09, augmentation; helpers stand in the package."""

import numpy as np

from autograder.variants import variant
from autograder.variants.dropout import _enlarged, _lit, _window


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
