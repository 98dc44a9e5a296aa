"""Probes of notebook 09: augmentation."""

import numpy as np

from utils.checks.observe import raised
from utils.checks.probes._arrays import after_overwriting
from utils.checks.probes._random import SIGMAS, child_rng, generator, rare, share_tolerance, tried


def hflip(f, rng):
    X = rng.random((4, 2, 3, 2))
    for where, p in (("p left out", 0.5), ("a small p", float(rng.uniform(0.15, 0.3)))):
        out = f.run_remotely(_repeat, X, [], [] if p == 0.5 else [p], int(rng.integers(10**9)), 200)
        yield f"{where}: shape", np.shape(out)
        turned, kept = (np.isclose(out, image).all(axis=(2, 3, 4)) for image in (X[:, :, ::-1], X))
        neither = np.mean(~turned & ~kept)
        yield f"{where}: share of images neither as they were nor mirrored", *rare(neither, 200)
        for other, what in ((X[:, ::-1], "upside down"), (X[..., ::-1], "with their channels reversed")):
            yield f"{where}: share of images {what}", *rare(np.isclose(out, other).all(axis=(2, 3, 4)).mean(), 200)
        yield f"{where}: share mirrored", turned.mean(), 2 * share_tolerance(p, turned.size)
        yield f"{where}: calls that treat all four alike", np.mean(turned.std(1) == 0), share_tolerance(0.5, 200)
    many = np.tile([[[0.0], [1.0]]], (300, 1, 1, 1))
    for p, what in ((1.0, "as they were"), (0.0, "mirrored")):
        first = np.asarray(f(many.copy(), child_rng(rng), p))[:, 0, 0, 0]
        yield f"p = {p:g}: share of 300 images of one channel that are {what}", *rare(np.mean(first == 1 - p), 300)
    yield "one image: shape", np.shape(f(X[:1].copy(), child_rng(rng)))
    yield from generator(lambda rng: f(many[:30].copy(), rng), rng)
    yield "X after the result is overwritten (p = 0)", after_overwriting(f, _pixels(), child_rng(rng), 0.0)


def random_crop(f, rng):
    for pad in (1, 2):
        X = rng.uniform(0.1, 1, (4, 3, 5, 2))
        out = f.run_remotely(_repeat, X, [pad], [], int(rng.integers(10**9)), 150)
        yield f"pad = {pad}: shape", np.shape(out)
        large = np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
        yield from _positions(out, large, f"pad = {pad}")
    seen = np.asarray(f(np.ones((2000, 1, 1, 1)), 1, child_rng(rng))) != 0
    yield "pad = 1, images of one pixel: share that shows it", seen.mean(), share_tolerance(1 / 9, 2000)
    yield "pad = 0: images", f(X[:2].copy(), 0, child_rng(rng))
    yield "one image: shape", np.shape(f(X[:1].copy(), 1, child_rng(rng)))
    yield from generator(lambda rng: f(np.tile(X, (5, 1, 1, 1)), 2, rng), rng)
    yield "X after the result is overwritten (pad = 0)", after_overwriting(f, _pixels(), 0, child_rng(rng))


def mixup(f, rng):
    X, Y, own = np.eye(8).reshape(8, 2, 2, 2), np.eye(8), np.eye(8, dtype=bool)  # who is in the mixture can be read off
    for alpha in (1.0, 3.0, 0.4):
        images, labels = f.run_remotely(_mixtures, X, Y, alpha, int(rng.integers(10**9)), 200)
        yield f"alpha = {alpha}: shape of the images", np.shape(images)
        yield f"alpha = {alpha}: shape of the labels", np.shape(labels)
        images, labels = (np.reshape(mixed, (-1, 8, 8)) for mixed in (images, labels))
        for what, mixed in (("images", images), ("labels", labels)):
            yield f"alpha = {alpha}: share of {what} whose shares add up to 1", *_all(np.isclose(mixed.sum(2), 1))
            alone = np.isclose(mixed[:, own], 1, atol=1e-12)
            yield f"alpha = {alpha}: share of {what} that are not mixed", alone.mean(), SIGMAS * 0.125 / np.sqrt(200)
            parts = (~np.isclose(mixed, 0, atol=1e-14)).sum(2)
            yield f"alpha = {alpha}: share of {what} that are mixed of one or two", *_all(parts <= 2)
        partner = np.where(own, 0, images).argmax(2)
        there = np.where(own, 0, images).max(2) > 1e-14
        twice = [len(np.unique(who[mixed])) < mixed.sum() for who, mixed in zip(partner, there, strict=True)]
        yield f"alpha = {alpha}: share of batches in which a partner comes twice", *rare(np.mean(twice), 200)
        other = (np.where(own, 0, labels).argmax(2) != partner) & there
        yield f"alpha = {alpha}: share of images whose label has another partner", *rare(other.mean(), 1600)
        apart = ~np.isclose(images[:, own], labels[:, own], atol=1e-12)
        yield f"alpha = {alpha}: share of images whose label has another share", *rare(apart.mean(), 1600)
        swapped = apart & np.isclose(images[:, own] + labels[:, own], 1, atol=1e-12)
        yield f"alpha = {alpha}: share of images whose label has its partner's share", *rare(swapped.mean(), 1600)
        spans = [np.ptp(batch.diagonal()[mixed]) for batch, mixed in zip(images, there, strict=True) if mixed.sum() > 1]
        yield f"alpha = {alpha}: share of batches with equal shares", *rare(np.mean(np.less(spans or [0], 1e-9)), 200)
        shares = images[:, own][there] if there.any() else np.ones(1)
        spread = 4 * (2 * alpha + 1) * np.mean((shares - 0.5) ** 2)  # 1 for this Beta distribution
        sd, wide = 0.5 / np.sqrt(2 * alpha + 1), np.sqrt(2 - 6 / (2 * alpha + 3))
        yield f"alpha = {alpha}: mean share of the image itself", shares.mean(), SIGMAS * sd / np.sqrt(1400)
        yield f"alpha = {alpha}: spread of the shares", spread, SIGMAS * wide / np.sqrt(1400)
    one = f(X[:1].copy(), Y[:1].copy(), 0.7, child_rng(rng))
    yield "a single image", one[0]
    yield "a single image: label", one[1]
    X, Y = rng.random((5, 3, 4, 2)), rng.dirichlet(np.ones(3), size=5)
    mixed = f(X, Y, 0.5, child_rng(rng))
    yield "five colour images: shape", np.shape(mixed[0])
    yield "five mixed labels: sums", np.sum(np.asarray(mixed[1]), axis=1)
    yield from generator(lambda rng: f(X, Y, 0.8, rng)[0], rng)


def random_scale_crop(f, rng):
    for (H, W), s in (((3, 4), 2.0), ((4, 6), 1.3)):
        X, h, w = rng.uniform(0.1, 1, (4, H, W, 2)), round(s * H), round(s * W)
        out = f.run_remotely(_repeat, X, [s, s + 1e-9], [], int(rng.integers(10**9)), 150)
        yield f"scale {s}: shape", np.shape(out)
        large = X[:, np.arange(h) * H // h][:, :, np.arange(w) * W // w]
        yield from _positions(out, large, f"scale {s}")
    pairs = np.asarray(f(np.tile([[[0.0]], [[1.0]]], (50, 1, 1, 1)), 1.45, 1.45 + 1e-9, child_rng(rng)))
    seen = np.unique(pairs.reshape(50, 2), axis=0) if pairs.size == 100 else pairs
    yield "scale 1.45, images of rows 0 and 1: what the windows show", seen
    for s in (1.0, 1.3):
        yield f"lo = hi = {s}: shape", _shape(tried(f, X[:1].copy(), s, s, child_rng(rng)))
    yield "scale 1: images", f(X[:2, :2, :3].copy(), 1.0, 1 + 1e-9, child_rng(rng))
    yield from _scales(f, rng)
    yield from generator(lambda rng: f(np.tile(X, (5, 1, 1, 1)), 1.0, 3.0, rng), rng)
    for where, ends in (("lo below 1", (0.6, 1.4)), ("lo above hi", (1.4, 1.2))):
        yield f"{where} raises", raised(f, np.ones((2, 1, 1, 1)), *ends, child_rng(rng))
    x = after_overwriting(f, _pixels(), 1.0, 1 + 1e-9, child_rng(rng))
    yield "X after the result is overwritten (scale 1)", x


def color_jitter(f, rng):
    level, strength = np.array([0.6, 0.68, 0.76, 0.8]), float(rng.uniform(0.05, 0.1))
    X = level[:, None, None, None] + rng.uniform(0, 0.08, (4, 3, 3, 2))
    out = f.run_remotely(_repeat, X, [strength], [], int(rng.integers(10**9)), 300)
    yield "shape", np.shape(out)
    flat, x = np.asarray(out).reshape(300, 4, -1), X.reshape(4, -1)
    middle = x - x.mean(1, keepdims=True)
    contrast, shift = (flat * middle).sum(2) / (middle**2).sum(1), flat.mean(2) - x.mean(1)
    rest = flat - flat.mean(2, keepdims=True) - contrast[..., None] * middle
    yield "share of pixels off the best contrast and brightness", *rare(np.mean(np.abs(rest) > 1e-4), 300)
    for name, values in (("brightness", shift / strength), ("contrast", (contrast - 1) / strength)):
        yield f"{name}: mean change, over strength", values.mean(), SIGMAS * 0.6 / 1200**0.5
        yield f"{name}: mean square, over strength squared", np.mean(values**2), SIGMAS * 0.31 / 1200**0.5
        yield f"{name}: a change beyond the strength", bool(np.any(np.abs(values) > 1.002))
        alike = np.mean(np.ptp(values, axis=1) < 1e-4)
        yield f"{name}: share of calls that treat all four alike", *rare(alike, 300)
    both = np.mean(shift * (contrast - 1)) / strength**2
    yield "brightness and contrast, mean product", both, SIGMAS * 0.34 / 1200**0.5
    wide = f.run_remotely(
        _repeat, rng.integers(0, 2, (4, 3, 3, 2)).astype(float), [0.9], [], int(rng.integers(10**9)), 150
    )
    wide = np.asarray(wide)
    yield "strength 0.9: share of values below 0", *rare(np.mean(wide < 0), 600)
    yield "strength 0.9: share of values above 1", *rare(np.mean(wide > 1), 600)
    yield "strength 0.9: share of values at 0 or 1", np.mean((wide == 0) | (wide == 1)), 0.5 * SIGMAS / 600**0.5
    yield "strength 0: images", tried(f, X[:2, :2, :2].copy(), 0.0, child_rng(rng))
    yield "one image: shape", np.shape(f(X[:1].copy(), 0.1, child_rng(rng)))
    yield from generator(lambda rng: f(X.copy(), 0.1, rng), rng)
    x = tried(after_overwriting, f, _pixels(), 0.0, child_rng(rng))
    yield "X after the result is overwritten (strength 0)", x


def augment_batches(f, rng):
    X, y = rng.uniform(0.35, 0.65, (23, 5, 5, 2)), rng.permutation(23)
    yield "training: what is handed out", f.run_remotely(_handed_out, X, y, 5, int(rng.integers(10**9)))
    epochs, after = f.run_remotely(_epochs, X, y, True, 5, int(rng.integers(10**9)), 8)
    images, labels = (np.concatenate([np.asarray(e[k]) for e in epochs]) for k in (0, 1))
    yield "training: sizes of the batches", epochs[0][2]
    yield "training: labels of an epoch, sorted", sorted(np.asarray(epochs[0][1]).tolist())
    yield "training: first epoch in the order of y", np.array_equal(epochs[0][1], y)
    yield "training: two epochs in the same order", np.array_equal(epochs[0][1], epochs[1][1])
    yield from _augmented(images, labels, X, y)
    yield "training: X afterwards, largest change", float(np.abs(np.asarray(after) - X).max().round(6))
    ((images, labels, sizes),), _ = f.run_remotely(_epochs, X, y, False, 5, int(rng.integers(10**9)), 1)
    yield "test: sizes of the batches", sizes
    yield "test: labels", labels
    yield "test: images that were changed", int(np.sum(np.abs(np.asarray(images) - X).max((1, 2, 3)) > 1e-4))
    yield "test, rng is None: raises", raised(f.run_remotely, _epochs, X, y, False, 5, None, 1)
    seed = int(rng.integers(10**9))
    unused = np.random.default_rng(seed).random() == f.run_remotely(_next_number, X, y, seed)
    yield "test: draws from the generator", not unused
    few = rng.uniform(0.35, 0.65, (130, 2, 2, 1))
    for n, batch in ((130, 0), (6, 3), (3, 1), (4, 7), (1, 5)):
        both = [f.run_remotely(_epochs, few[:n], np.arange(n), train, batch, 3, 1)[0] for train in (True, False)]
        left = f"{n} images, batch {batch}" if batch else "batch left out"
        yield f"{left}: sizes in training and test", " and ".join(str(sizes) for ((_, _, sizes),) in both)


def _augmented(images, labels, X, y):
    """How the images of several training epochs come from those of X."""
    source, moved, contrast, likeness = _recognise(images, X)
    yield "training: share of images that are no crop of an image of X", *rare(np.mean(likeness < 0.999), len(images))
    wrong = np.mean(y[source] != labels) if len(labels) == len(source) else np.nan
    yield "training: share of images that carry another's label", float(np.round(wrong, 1))
    yield "training: share of images moved", moved.mean(), share_tolerance(8 / 9, len(moved))
    yield "training: share with another contrast", float(np.mean(np.abs(contrast - 1) > 1e-4).round(1))
    yield "training: two batches changed alike", np.allclose(contrast[:5], contrast[5:10], atol=1e-5)
    one, two = (contrast[k : k + len(X)][np.argsort(source[k : k + len(X)])] for k in (0, len(X)))
    alike = np.mean(np.abs(one - two) < 1e-5) if one.shape == two.shape else np.nan
    yield "training: most images changed alike in two epochs", bool(alike > 0.5)


def _positions(out, large, where):
    """Which window of `large` each image of `out` (calls, N, H, W, C) is: all of them equally often."""
    H, W = np.shape(out)[2:4]
    reach = large.shape[1] - H + 1, large.shape[2] - W + 1
    place = np.full((*np.shape(out)[:2], 2), -1)
    for at in np.ndindex(*reach):
        window = large[:, at[0] : at[0] + H, at[1] : at[1] + W]
        place[np.isclose(out, window, atol=1e-5).all(axis=(2, 3, 4))] = at
    yield f"{where}: share of images that are no window", *rare(np.mean(place[..., 0] < 0), len(place))
    for axis, name in enumerate(("down", "across")):
        shares = np.bincount(place[..., axis].ravel() + 1, minlength=reach[axis] + 1)[1:] / place[..., 0].size
        yield (
            f"{where}: shares of the positions {name}",
            shares,
            1.2 * share_tolerance(1 / reach[axis], place[..., 0].size),
        )
    alike = np.mean((place == place[:, :1]).all(axis=(1, 2)))
    yield f"{where}: calls that move all four alike", alike, 0.3
    share, chance = np.mean(place[..., 0] == place[..., 1]), 1 / max(reach)
    yield f"{where}: share moved as far down as across", share, 1.2 * share_tolerance(chance, place[..., 0].size)


def _scales(f, rng):
    """Scales between 1 and 3, read off images whose channels are the numbers of their rows and columns."""
    grid = np.stack(np.meshgrid(np.arange(12), np.arange(12), indexing="ij"), axis=-1)
    out = f.run_remotely(_repeat, np.tile((grid + 1) / 13, (4, 1, 1, 1)), [1.0, 3.0], [], int(rng.integers(10**9)), 100)
    found = np.round(np.asarray(out) * 13 - 1)
    rows, cols = found[:, :, :, 0, 0], found[:, :, 0, :, 1]
    down, across = rows[..., -1] - rows[..., 0], cols[..., -1] - cols[..., 0]
    root = 400**0.5
    yield "scales 1 to 3: rows seen, mean", down.mean(), 2.4 * SIGMAS / root
    yield "scales 1 to 3: rows seen, spread", down.std(), 1.6 * SIGMAS / root
    yield "scales 1 to 3: rows against columns seen", np.abs(down - across).mean(), 0.7 * SIGMAS / root
    yield "scales 1 to 3: first row, mean", rows[..., 0].mean(), 2.6 * SIGMAS / root
    yield "scales 1 to 3: calls with one scale for all four", np.mean(np.ptp(down, axis=1) <= 1), 0.35


def _recognise(images, X):
    """Which image of X each one is, whether it was moved by a pixel, the factor of its contrast, how alike they are."""
    shifts = [(i, j) for i in range(3) for j in range(3)]
    inner = np.concatenate([X[:, i : i + 3, j : j + 3].reshape(len(X), -1) for i, j in shifts])
    seen = np.asarray(images)[:, 1:4, 1:4].reshape(len(images), -1)
    inner, seen = (a - a.mean(1, keepdims=True) for a in (inner, seen))
    cosine = seen @ (inner / np.linalg.norm(inner, axis=1, keepdims=True)).T
    best = cosine.argmax(1)
    contrast, size = cosine.max(1) / np.linalg.norm(inner[best], axis=1), np.linalg.norm(seen, axis=1)
    return best % len(X), best // len(X) != 4, contrast, cosine.max(1) / np.maximum(size, 1e-12)


def _repeat(f, X, before, after, seed, calls):
    """Results of many calls with one generator."""
    import numpy as np

    rng = np.random.default_rng(seed)
    return np.array([np.array(f(X.copy(), *before, rng, *after), dtype=float) for _ in range(calls)])


def _pixels():
    """One image of one row."""
    return np.array([[[[0.25], [0.5]]]])


def _shape(result):
    return result if isinstance(result, str) else np.shape(result)


def _handed_out(f, X, y, batch, seed):
    """In words, what an epoch is made of."""
    import numpy as np

    parts = list(f(np.array(X), y, np.random.default_rng(seed), True, batch))
    if all(isinstance(part, (tuple, list)) and len(part) == 2 for part in parts):
        return "pairs"
    return ", ".join(f"a {type(part).__name__} of shape {np.shape(part)}" for part in parts[:3])


def _next_number(f, X, y, seed):
    """What the generator gives next after an epoch at test."""
    import numpy as np

    rng = np.random.default_rng(seed)
    for _ in f(np.array(X), y, rng, False, 5):
        pass
    return rng.random()


def _epochs(f, X, y, train, batch, seed, epochs):
    """For each epoch the images, the labels and the sizes of the batches; then X."""
    import numpy as np

    X, rng, seen = np.array(X), None if seed is None else np.random.default_rng(seed), []
    for _ in range(epochs):
        parts = [(np.array(a), np.array(b)) for a, b in f(X, y, rng, train, *([batch] if batch else []))]
        images, labels = zip(*parts, strict=True)
        seen.append((np.concatenate(images), np.concatenate(labels), [len(part) for part in labels]))
    return seen, X


def _all(good):
    """The share of elements that are good; all of them should be."""
    bad, *atol = rare(np.mean(~good), good.size)
    return (1 - bad, *atol)


def _mixtures(f, X, Y, alpha, seed, times):
    import numpy as np

    rng = np.random.default_rng(seed)
    pairs = [f(X.copy(), Y.copy(), alpha, rng) for _ in range(times)]
    return [np.array([np.asarray(part) for part in parts]) for parts in zip(*pairs, strict=True)]
