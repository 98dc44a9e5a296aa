"""Hidden tests of notebook 09. Each docstring is the sentence the student reads."""

import numpy as np
import pytest
import torch

exercise = pytest.mark.exercise


def given(student, reference, *names):
    """Ours for the earlier exercises that an answer may use."""
    student.given(**{name: getattr(reference, name) for name in names})


def child_rng(rng):
    return np.random.default_rng(int(rng.integers(10**9)))


def images(rng, n=3):
    """Images in which every pixel is another number."""
    return rng.permutation(n * 4 * 5 * 2).reshape(n, 4, 5, 2) / (n * 40)


@exercise("dropout_mask", weight=3)
def test_masks_agree(agrees_with_reference):
    """Independent zeros and ones in the right shares, from the generator given; a p_drop out of range is refused."""
    agrees_with_reference("dropout_mask")


@exercise("dropout_mask")
def test_nothing_dropped(student, rng):
    """With p_drop = 0 every element is kept, and with 0.999 hardly one."""
    assert np.asarray(student.dropout_mask((40, 50), 0.0, child_rng(rng))).sum() == 2000
    assert np.asarray(student.dropout_mask((40, 50), 0.999, child_rng(rng))).sum() < 40


@exercise("vanilla_dropout", weight=3)
def test_vanilla_agrees(student, reference, agrees_with_reference):
    """A mask in training, a factor at test, and p_keep is the probability of staying."""
    given(student, reference, "dropout_mask")
    agrees_with_reference("vanilla_dropout")


@exercise("vanilla_dropout")
def test_vanilla_expectation(student, reference, rng):
    """The output at test is the mean of many outputs in training."""
    given(student, reference, "dropout_mask")
    x, p = rng.uniform(1, 2, size=7), float(rng.uniform(0.6, 0.9))
    runs = np.asarray(student.vanilla_dropout(np.tile(x, (4000, 1)), p, True, child_rng(rng)))
    test = np.asarray(student.vanilla_dropout(x, p, False, None))
    assert runs.shape == (4000, 7) and np.any(runs == 0)
    assert np.all(np.abs(runs.mean(0) - test) < 8 * 2 * 0.5 / 4000**0.5)


@exercise("inverted_dropout", weight=3)
def test_inverted_agrees(student, reference, agrees_with_reference):
    """Mask and scale in training, nothing at test, and the cache holds what was done."""
    given(student, reference, "dropout_mask")
    agrees_with_reference("inverted_dropout")


@exercise("inverted_dropout")
def test_inverted_expectation(student, reference, rng):
    """Averaged over many masks, the output is the input."""
    given(student, reference, "dropout_mask")
    x, p = rng.uniform(1, 2, size=6), float(rng.uniform(0.2, 0.4))
    runs = np.asarray(student.inverted_dropout(np.tile(x, (4000, 1)), p, True, child_rng(rng))[0])
    assert runs.shape == (4000, 6) and np.any(runs == 0)
    assert np.all(np.abs(runs.mean(0) - x) < 8 * 2 / 4000**0.5)


@exercise("inverted_dropout")
def test_inverted_is_torchs(student, reference, rng, assert_close):
    """Where units are kept, the values are those of torch.nn.functional.dropout."""
    given(student, reference, "dropout_mask")
    x, p = rng.uniform(1, 2, size=(30, 20)), float(rng.uniform(0.2, 0.8))
    ours = np.asarray(student.inverted_dropout(x, p, True, child_rng(rng))[0])
    torchs = torch.nn.functional.dropout(torch.tensor(x), p, training=True).numpy()
    both = (ours != 0) & (torchs != 0)
    assert np.any(ours == 0) and both.any()
    assert_close("kept values", ours[both], torchs[both])


@exercise("dropout_backward", weight=3)
def test_backward_agrees(student, reference, agrees_with_reference):
    """The same mask and the same factor as in the forward pass, and slopes as they are at test."""
    given(student, reference, "dropout_mask", "inverted_dropout")
    agrees_with_reference("dropout_backward")


@exercise("dropout_backward")
def test_backward_is_autograds(student, rng, assert_close):
    """The gradient is what torch's automatic differentiation makes of x * mask / (1 - p_drop)."""
    mask, p = (rng.random((6, 5)) < 0.5).astype(float), float(rng.uniform(0.2, 0.8))
    leaf, dout = torch.tensor(rng.normal(size=(6, 5)), requires_grad=True), rng.normal(size=(6, 5))
    (leaf * torch.tensor(mask) / (1 - p)).backward(torch.tensor(dout))
    assert_close("dx", student.dropout_backward(dout, (mask, p)), leaf.grad.numpy())


@exercise("dropconnect", weight=3)
def test_dropconnect_agrees(student, reference, agrees_with_reference):
    """One mask on the weights for the whole batch, scaled, the bias left alone, and an ordinary layer at test."""
    given(student, reference, "dropout_mask")
    agrees_with_reference("dropconnect")


@exercise("dropconnect")
def test_dropconnect_expectation(student, reference, rng):
    """Averaged over many masks, the output in training is the one at test."""
    given(student, reference, "dropout_mask")
    x, W, b = rng.uniform(0, 1, (2, 30)), rng.uniform(-1, 1, (30, 400)), rng.normal(size=400)
    W = np.tile(W[:, :1], (1, 400))
    p, generator = float(rng.uniform(0.2, 0.4)), child_rng(rng)
    runs = np.asarray(student.dropconnect(x, W, b, p, True, generator)) - b
    test = np.asarray(student.dropconnect(x, W, b, p, False, None)) - b
    spread = np.sqrt(np.sum((x[:, :, None] * W[:, :1]) ** 2, axis=1)[:, 0] * p / (1 - p) / 400)
    assert runs.shape == (2, 400) and np.ptp(runs, axis=1).min() > 1e-3
    assert np.all(np.abs(runs.mean(1) - test.mean(1)) < 7 * spread)


@exercise("n_subnets", weight=3)
def test_counts_agree(agrees_with_reference):
    """The count is right for small and large n, to the last digit."""
    agrees_with_reference("n_subnets")


@exercise("n_subnets")
def test_counts_are_masks(student):
    """The count is the number of different masks that can be written down."""
    for n in (1, 4, 7):
        masks = {tuple(k >> i & 1 for i in range(n)) for k in range(3**n)}
        assert student.n_subnets(n) == len(masks)


@exercise("mc_predict", weight=3)
def test_crowds_agree(agrees_with_reference):
    """K passes with the generator given, their mean and their standard deviation."""
    agrees_with_reference("mc_predict")


@exercise("mc_predict")
def test_crowd_of_counts(student, assert_close):
    """For passes that return 0, 1, 2 and so on, mean and standard deviation are those of the numbers."""

    def trial(student):
        import itertools

        import numpy as np

        counter = itertools.count()
        mean, sd = student.mc_predict(lambda x, rng: x + next(counter), np.zeros((2, 3)), 9, np.random.default_rng(0))
        return np.asarray(mean, dtype=float), np.asarray(sd, dtype=float)

    mean, sd = student.run_remotely(trial)
    assert_close("mean", mean, np.full((2, 3), 4.0))
    assert_close("standard deviation", sd, np.full((2, 3), np.arange(9).std()))


@exercise("hflip", weight=3)
def test_mirrors_agree(agrees_with_reference):
    """Each image is mirrored left to right on its own, with probability p."""
    agrees_with_reference("hflip")


@exercise("hflip")
def test_two_mirrors(student, rng, assert_close):
    """With p = 1 each image is numpy's fliplr of it."""
    X = images(rng)
    assert_close("mirrored", student.hflip(X, child_rng(rng), 1.0), [np.fliplr(image) for image in X])


@exercise("random_crop", weight=3)
def test_crops_agree(agrees_with_reference):
    """Every place of the window is equally likely, for each image on its own, and the frame is zero."""
    agrees_with_reference("random_crop")


@exercise("random_crop")
def test_crops_keep_order(student, rng):
    """What is left of the image is still in order, and the rest is zero."""
    X = images(rng, 20) + 1
    got = np.asarray(student.random_crop(X, 2, child_rng(rng)))
    assert got.shape == X.shape and np.any(got != X)
    for new, old in zip(got, X, strict=True):
        kept = new[new > 0]
        assert np.abs(kept[:, None] - old.ravel()).min(1).max() < 1e-5
        assert 12 <= kept.size <= 40
        assert np.count_nonzero((new > 0).any((1, 2))) * np.count_nonzero((new > 0).any((0, 2))) * 2 == kept.size


@exercise("random_scale_crop", weight=3)
def test_scales_agree(agrees_with_reference):
    """Scales and places are drawn for each image, by nearest neighbour, and a wrong range is refused."""
    agrees_with_reference("random_scale_crop")


@exercise("random_scale_crop")
def test_scales_are_torchs(student, rng):
    """At a fixed scale, each result is a window of what torch's nearest interpolation makes of the image."""
    X = images(rng, 6)
    got = np.asarray(student.random_scale_crop(X, 2.5, 2.5, child_rng(rng)))
    assert got.shape == X.shape
    large = torch.nn.functional.interpolate(torch.tensor(X).permute(0, 3, 1, 2), size=(10, 12), mode="nearest")
    large = large.permute(0, 2, 3, 1).numpy()
    for new, big in zip(got, large, strict=True):
        windows = [big[i : i + 4, j : j + 5] for i in range(7) for j in range(8)]
        assert any(np.allclose(new, window, atol=1e-5) for window in windows)


@exercise("random_scale_crop")
def test_scaled_windows_are_equally_likely(student, rng):
    """All positions of the window are equally likely."""
    X = np.tile([[[0.0]], [[1.0]]], (2000, 1, 1, 1))
    got = np.asarray(student.random_scale_crop(X, 2.0, 2.0, child_rng(rng)))
    assert got.shape == X.shape
    assert abs(np.mean(got[:, 0] != got[:, 1]) - 1 / 3) < 8 * (2 / 9 / 2000) ** 0.5


@exercise("color_jitter", weight=3)
def test_light_agrees(agrees_with_reference):
    """Brightness and contrast are uniform and drawn for each image, about its mean, and clipped."""
    agrees_with_reference("color_jitter")


@exercise("color_jitter")
def test_light_keeps_the_order_of_pixels(student, rng):
    """Where nothing is clipped, the brightest pixel stays the brightest, and images change by different amounts."""
    X = 0.4 + 0.2 * images(rng, 8)
    got = np.asarray(student.color_jitter(X, 0.2, child_rng(rng))).reshape(8, -1)
    assert got.shape == (8, 40)
    old = X.reshape(8, -1)
    assert np.array_equal(got.argsort(1), old.argsort(1))
    assert np.unique(np.round(got.mean(1) - old.mean(1), 6)).size > 4
    assert np.unique(np.round(got.std(1) / old.std(1), 6)).size > 4


@exercise("augment_batches", weight=3)
def test_batches_agree(student, reference, agrees_with_reference):
    """Shuffled and augmented in training, as they are at test, and each image keeps its label."""
    given(student, reference, "random_crop", "color_jitter")
    agrees_with_reference("augment_batches")


@exercise("augment_batches")
def test_batches_keep_labels(student, reference, rng):
    """Images that are all of one colour, with the colour as label, still match after an epoch."""
    given(student, reference, "random_crop", "color_jitter")

    def trial(student, X, y, seed):
        import numpy as np

        parts = list(student.augment_batches(X, y, np.random.default_rng(seed), True, 16))
        return np.concatenate([np.asarray(a) for a, _ in parts]), np.concatenate([np.asarray(b) for _, b in parts])

    y = rng.integers(0, 3, 50)
    X = 0.3 * np.eye(3)[y][:, None, None, :] * np.ones((50, 6, 6, 1)) + 0.2
    got, labels = student.run_remotely(trial, X, y, int(rng.integers(10**9)))
    assert np.array_equal(np.asarray(got)[:, 2:4, 2:4].mean((1, 2)).argmax(1), labels)
    assert np.array_equal(np.sort(labels), np.sort(y)) and not np.array_equal(labels, y)


@exercise("mixup", weight=3)
def test_mixtures_agree(agrees_with_reference):
    """Each image and its label are mixed with one partner's, in one share from the Beta distribution."""
    agrees_with_reference("mixup")


@exercise("mixup")
def test_mixtures_of_equal_images(student, rng, assert_close):
    """Equal images stay as they are, whatever their shares, and their labels say how much of each is there."""
    X, Y = np.repeat(rng.random((1, 2, 3, 1)), 12, axis=0), np.eye(12)
    images, answers = student.mixup(X, Y, 0.8, child_rng(rng))
    assert_close("images", images, X)
    assert_close("sums of the labels", np.sum(np.asarray(answers), axis=1), np.ones(12))
    images, answers = student.mixup(rng.random((12, 2, 3, 1)), np.tile([[0.3, 0.7]], (12, 1)), 0.8, child_rng(rng))
    assert np.ptp(np.asarray(images)) > 0
    assert_close("labels that are all alike", answers, np.tile([[0.3, 0.7]], (12, 1)))


@exercise("mixup")
def test_mixtures_with_a_large_alpha(student, rng, assert_close):
    """With a very large alpha every mixture is half and half."""
    order = rng.permutation(6)
    Y = np.eye(6)[order]
    images, answers = student.mixup(Y.reshape(6, 1, 2, 3), Y, 1e14, child_rng(rng))
    answers = np.round(np.asarray(answers, dtype=float), 5)
    assert np.all(np.isin(answers, [0, 0.5, 1])), "a share is neither 0, 1/2 nor 1"
    assert_close("images", np.round(np.reshape(images, (6, 6)), 5), answers)
    assert_close("share of the image itself", (answers * Y).max(1) >= 0.5, np.ones(6))


@exercise("tta", weight=3)
def test_views_agree(agrees_with_reference):
    """The answers to all views of the images as they are given, averaged."""
    agrees_with_reference("tta")


@exercise("tta")
def test_views_of_numbers(student, rng, assert_close):
    """Where the views add numbers and the network is a square, the mean is that of the squares."""

    def trial(student, X, shifts):
        ways = [lambda A, shift=shift: A + shift for shift in shifts]
        return student.tta(lambda A: A**2, X, ways)

    X, shifts = rng.normal(size=(3, 4)), rng.normal(size=5)
    assert_close("mean", student.run_remotely(trial, X, shifts), np.mean([(X + s) ** 2 for s in shifts], axis=0))
