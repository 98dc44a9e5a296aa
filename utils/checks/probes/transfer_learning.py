"""Probes of notebook 11."""

import numpy as np

from utils.checks.observe import raised
from utils.checks.probes._differences import lora_layer, lora_start, souped, souped_perceptrons
from utils.checks.probes._networks import (
    features_of,
    frozen_network,
    minibatches_of,
    partly_frozen,
    rates_of,
    shapes_of,
    stages_in_error,
    tuned_network,
    two_heads,
)

STAGES = np.array(["wide", "edges", "parts", "area"])
"""Names of four stages; a probe draws their order, so that the alphabet says nothing."""


def freeze(f, rng):
    names, seed = _names(rng), int(rng.integers(10**6))
    x = rng.normal(size=(5, 1, 8, 8))
    for k, until in enumerate(names):
        seen = f.run_remotely(frozen_network, seed, names, until, k % 2 == 0, x)
        for name, value in seen.items():
            yield f"frozen up to stage {k + 1}: {name}", value
    cases = {
        "stage 3 frozen before": (True, "frozen"),
        "stage 3 alone in eval mode": (True, "mode"),
        "stage 3 alone in training": (False, "mode"),
        "head frozen": (True, "head"),
    }
    for case, settings in cases.items():
        for name, value in f.run_remotely(partly_frozen, seed, names, *settings).items():
            yield f"{case}: {name}", value
    yield "a stage that does not exist raises", raised(f.run_remotely, frozen_network, seed, names, "roof", True, x)
    yield "the error lists the stages", f.run_remotely(stages_in_error, seed, names)


def replace_head(f, rng):
    C, seed = int(rng.integers(58, 63)), int(rng.integers(10**6))
    n = 32 * C
    seen = f.run_remotely(two_heads, seed, _names(rng), C)
    yield "shape of the new weights", np.array(seen["shape"]) - np.array([C, 0])
    yield "mean of the new weights", seen["mean"], 5.4 * seen["sd"] * np.sqrt(2 / n)
    yield "standard deviation of the new weights", seen["sd"], 5.4 * seen["sd"] / np.sqrt(n)
    about = ("dtype", "bias", "head learns", "body learns", "body", "old head", "old body after the new one is trained")
    for name in about:
        yield name, seen[name]
    yield "equal generators give equal heads", seen["equal"]
    yield "another state of the generator gives another head", seen["other"]


def extract(f, rng):
    names, seed = _names(rng), int(rng.integers(10**6))
    X = rng.normal(size=(7, 1, 8, 8))
    sizes = (6, 3), (2, 5), (1, 1)
    for (n, batch), shape in zip(sizes, f.run_remotely(shapes_of, seed, names, X, sizes[:1]), strict=False):
        yield f"{n} images, batch {batch}: shape", shape
    for k, until in enumerate(names):
        seen = f.run_remotely(features_of, seed, names, X, until, {"batch": 3}, k % 2 == 0, names[:1] if k == 2 else [])
        kind = seen.pop("kind")
        for name, value in seen.items():
            yield f"stage {k + 1}: {name}", value
    yield "kind of the result", kind
    for (n, batch), shape in zip(sizes[1:], f.run_remotely(shapes_of, seed, names, X, sizes[1:]), strict=True):
        yield f"{n} images, batch {batch}: shape", shape
    seen = f.run_remotely(features_of, seed, names, rng.normal(size=(260, 1, 8, 8)), names[2], {}, True, [])
    yield "260 images, default batch: images in each pass", seen["images in each pass"]
    yield "260 images, default batch: shape", seen["shape"]
    wrong = (seed, names, X, "roof", {"batch": 3}, True, [])
    yield "a stage that does not exist raises", raised(f.run_remotely, features_of, *wrong)
    yield "the error lists the stages", f.run_remotely(stages_in_error, seed, names, X)


def linear_probe(f, rng):
    names = np.sort(rng.choice(np.arange(3, 40), 3, replace=False))
    F, y = _blobs(rng, names, 12)
    Ft, _ = _blobs(rng, names, 4)
    yield "labels of three classes", f(F, y, Ft)
    yield "labels where all new samples are of one class", f(F, y, _blobs(rng, names, 12)[0][24:])
    small = np.repeat([-1.0, 1.0], 20)
    far = (100 + small + 0.05 * rng.normal(size=40))[:, None]
    tiny = 1e-3 * (np.repeat([-1.0, 1.0], [50, 30]) + 0.05 * rng.normal(size=80))[:, None]
    yield "labels by one tiny feature", f(tiny, np.repeat(names[:2], [50, 30]), tiny[::10])
    yield "labels by one feature far from zero", f(far, np.where(small > 0, names[1], names[2]), far[::5])
    F = np.stack([1e-3 * (3 + small + 0.05 * rng.normal(size=40)), 1e3 * rng.normal(size=40)], axis=1)
    yield "labels by a small feature beside a large one", f(F, np.where(small > 0, names[0], names[2]), F[::5])
    Ft = F[::5].copy()
    Ft[0, 0], Ft[-1, 0] = -1e3, 1e3
    yield "labels with outliers among the new samples", f(F, np.where(small > 0, 1, 0), Ft)
    F, y = _blobs(rng, names, 12)
    still = np.insert(F, 1, float(rng.integers(3)), axis=1)
    yield "labels with a feature that never varies", f(still, y, still[::4])
    yield "label of a single new sample", f(F, y, F[:1])
    F, y, Ft = _square(rng)
    yield "labels of four classes at the corners of a square", f(F, y, Ft)
    F, y = np.concatenate([F, Ft[:1], Ft[:1], Ft[:1]]), np.concatenate([y, y[-1:], y[-1:], y[-1:]])
    yield "the same with three wrong labels at the first new sample", f(F, y, Ft)


def param_groups(f, rng):
    names, seed, lr = _names(rng), int(rng.integers(10**6)), round(float(rng.uniform(0.1, 1)), 3)
    body = round(float(rng.uniform(0.02, 0.05)), 4)
    cases = {
        "default": ({}, 0, True),
        "a rate for the body": ({"lr_body": body}, 0, True),
        "body at rest": ({"lr_body": 0.0}, 0, True),
        "two stages frozen": ({}, 2, True),
        "body frozen": ({"lr_body": body}, 4, True),
        "head frozen": ({}, 0, False),
    }
    for case, (settings, frozen, head) in cases.items():
        seen = f.run_remotely(rates_of, seed, names, lr, settings, frozen, head)
        for name, value in seen.items():
            yield f"{case}: {name}", value


def finetune(f, rng):
    names, seed = _names(rng), int(rng.integers(10**6))
    X, y = rng.normal(size=(9, 1, 8, 8)), rng.integers(0, 3, 9)
    low, high = float(rng.uniform(0.01, 0.02)), float(rng.uniform(0.04, 0.06))
    head = {"train": "head", "lr": high, "epochs": 3}
    rest = {"train": "all", "lr": low, "epochs": 4}
    cases = {
        "head": ([head], 0),
        "all": ([rest], 0),
        "head, then all": ([head, rest], 0),
        "all, then all at another rate": ([rest, {"train": "all", "lr": high, "epochs": 2}], 0),
        "all, then head": ([rest, head], 0),
        "head, then all, one stage frozen": ([head, rest], 1),
    }
    for case, (stages, frozen) in cases.items():
        seen = f.run_remotely(tuned_network, seed, names, X, y, stages, frozen)
        for name, value in seen.items():
            yield f"{case}: {name}", value
    yield from _minibatches(f, rng, names, seed)
    odd = [{"train": "body", "lr": low, "epochs": 1}]
    yield "an unknown part raises", raised(f.run_remotely, tuned_network, seed, names, X, y, odd, 0)


def nearest(f, rng):
    F = rng.normal(size=(9, 4)) * 10.0 ** rng.uniform(-1.5, 1.5, size=(9, 1)) + 0.3
    for i, k in ((0, 3), (8, 5), (4, 1)):
        yield f"nearest to row {i}, k = {k}", f(F, i, k)
    yield "all the others", f(F, 2, 8)
    turned = np.concatenate([F, -F[3:4], 7 * F[3:4], F[3:4]])
    yield "with a copy, a larger and an opposite one", np.sort(f(turned, 3, 2))
    yield "the last of all, with an opposite one", f(turned, 3, 11)[-1]
    yield "nearest to the copy", np.sort(f(turned, 11, 2))
    sparse = np.abs(F)
    sparse[[1, 5]] = [np.zeros(4), -np.array([1.0, 2.0, 1.0, 3.0])]
    yield "with a row of zeros", f(sparse, 0, 8)
    yield "k = 0 raises", raised(f, F, 0, 0)
    yield "k as large as the number of rows raises", raised(f, F, 0, 9)


def plan(f, rng):
    few, many = int(rng.integers(2, 20)), int(rng.integers(22, 5000))
    for similarity in ("similar", "different"):
        for name, n in (("one label", 1), ("few", few), ("twenty", 20), ("twenty-one", 21), ("many", many)):
            yield f"{similarity}, {name}", f(n, similarity)
    yield "another word", f.run_remotely(_reply, few)
    yield "the error lists the two words", f.run_remotely(_words_in_error, few)


def zoo_facts(f, rng):
    for case in ("first table", "second table"):
        facts = f(_table(rng, 3 + (case == "second table")))
        gains = facts["bn_gain"]
        for depth in (11, 13, 16, 19)[: 3 + (case == "second table")]:
            yield f"{case}: gain of {_vgg(depth)}", gains.get(_vgg(depth), "missing")
        yield f"{case}: number of gains", len(gains)
        yield f"{case}: best", facts["best"]
        yield f"{case}: entries", " ".join(sorted(facts))


def soup(f, rng):
    names, seed = _names(rng), int(rng.integers(10**6))
    for n, mode in ((3, True), (1, True), (2, False), (4, False)):
        for name, value in f.run_remotely(souped, seed, names, n, mode).items():
            yield f"{n} model{'s' * (n > 1)}: {name}", value
    yield "three models of another kind: scores", f.run_remotely(souped_perceptrons, seed, rng.normal(size=(3, 4)))


def LoRALinear(f, rng):
    seed, sizes, r = int(rng.integers(10**6)), (400, 30), 8
    n, sd = r * sizes[0], sizes[0] ** -0.5
    tolerances = {
        "mean of A": 5.4 * sd * np.sqrt(2 / n),
        "standard deviation of A": 5.4 * sd / np.sqrt(n),
    }
    for name, value in f.run_remotely(lora_start, seed, sizes, r, 12.0).items():
        yield name, value, *([tolerances[name]] if name in tolerances else [])
    cases = {
        "rank 2": ((5, 3), 2, True, (4,), float(rng.uniform(2.5, 3.5))),
        "rank 1, no bias": ((3, 4), 1, False, (), float(rng.uniform(0.3, 0.7))),
        "as many outputs as inputs": ((4, 4), 3, True, (2, 3), float(rng.uniform(5, 9))),
    }
    for case, ((ins, outs), rank, biased, before, alpha) in cases.items():
        weight, bias = rng.normal(size=(outs, ins)), rng.normal(size=outs)
        numbers = rng.normal(size=(rank, ins)), rng.normal(size=(outs, rank))
        given = weight, bias if biased else None, *numbers, alpha, rng.normal(size=(*before, ins))
        for name, value in f.run_remotely(lora_layer, *given).items():
            yield f"{case}: {name}", value


def _names(rng):
    """The four names in an order that is not the alphabet's, at no cut."""
    orders = ("wide", "edges", "area", "parts"), ("wide", "parts", "area", "edges"), ("wide", "area", "parts", "edges")
    return list(orders[int(rng.integers(3))])


def _blobs(rng, names, n):
    """Three classes of n samples each, far apart, in five features; the labels are `names`."""
    y = np.repeat(names, n)
    centres = 10 + 8 * np.eye(3, 5)
    return np.repeat(centres, n, axis=0) + 0.3 * rng.normal(size=(3 * n, 5)), y


def _vgg(depth):
    """A name, one of them of two words."""
    return f"VGG-{depth}" if depth < 19 else "Wide VGG-19"


def _reply(f, n):
    """What comes back for another word: the advice, or in words the kind of the result or of the exception."""
    try:
        advice = f(n, "related")
    except Exception as error:
        return "raises ValueError" if isinstance(error, ValueError) else f"raises {type(error).__name__}"
    return advice if isinstance(advice, str) else f"a {type(advice).__name__}"


def _words_in_error(f, n):
    """Which of the two words the error for another one names."""
    try:
        f(n, "related")
    except ValueError as error:
        return [word in str(error) for word in ("similar", "different")]
    return []


def _square(rng):
    """Four classes of twenty samples; labels that lie near each other sit at opposite corners."""
    low, high = (rng.choice(np.arange(start, start + 10), 2, replace=False) for start in (3, 40))
    corners = 2.0 * np.array([[1, 1], [-1, -1], [1, -1], [-1, 1]])
    F = np.repeat(corners, 20, axis=0) + 0.3 * rng.normal(size=(80, 2))
    return F, np.repeat([*low, *high], 20), 1.2 * np.repeat(corners, 2, axis=0)


def _table(rng, depths):
    """A zoo of random errors, in random order; the best model has no batch normalization."""
    rows = {"Slim": (52.0, 30.0), "Deep-101": (20.0 + rng.uniform(0, 1), 6.5), "Deep-50": (22.5, 4 + rng.uniform(0, 1))}
    for depth in (11, 13, 16, 19)[:depths]:
        top1, top5 = rng.uniform(28, 31), rng.uniform(9, 11)
        rows[_vgg(depth)] = (top1, top5)
        rows[f"{_vgg(depth)} with batch normalization"] = (top1 - rng.uniform(1, 2), top5 - rng.uniform(0.3, 0.9))
    return {name: rows[name] for name in rng.permutation(list(rows)).tolist()}


def _minibatches(f, rng, names, seed):
    """Which samples meet in which pass of the head, with more of them than a minibatch holds."""
    X, y = rng.normal(size=(70, 1, 8, 8)), rng.integers(0, 3, 70)
    sizes, first, second, again = f.run_remotely(minibatches_of, seed, names, X, y)
    yield "70 samples: sizes of the minibatches of two epochs", sizes
    yield "70 samples: those of the first epoch, sorted", np.sort(first)[::7]
    yield "70 samples: those of the second epoch, sorted", np.sort(second)[::7]
    yield "70 samples: both epochs in one order", np.array_equal(first, second)
    yield "70 samples: sorted already", np.array_equal(first, np.sort(first))
    yield "70 samples: equal generators give equal orders", np.array_equal(first, again[0])
    yield "70 samples: another generator gives another order", not np.array_equal(first, again[1])
