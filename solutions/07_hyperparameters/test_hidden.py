"""Hidden tests of notebook 07. Each docstring is the sentence the student reads."""

from math import comb

import numpy as np
import pytest
from scipy.stats import kstest
from sklearn.model_selection import ParameterGrid
from sklearn.preprocessing import StandardScaler

from utils.curves import KINDS, make_run

exercise = pytest.mark.exercise


@pytest.fixture
def lent(student, reference):
    """Ours for the earlier exercises that an answer may use."""
    student.given(kfold=reference.kfold, log_uniform=reference.log_uniform)


@exercise("log_grid", weight=3)
def test_log_grid_agrees(agrees_with_reference):
    """The values are right for ranges wide and narrow, and ends without sense are refused."""
    agrees_with_reference("log_grid")


@exercise("log_grid")
def test_log_grid_has_equal_factors(student, rng, assert_close):
    """Each value is the same factor times the one before, from the lower end to the upper one."""
    lo, n = 10.0 ** rng.uniform(-4, 0), int(rng.integers(5, 12))
    values = np.asarray(student.log_grid(lo, 1e3 * lo, n), dtype=float)
    assert_close("factors", values[1:] / values[:-1], np.full(n - 1, 1e3 ** (1 / (n - 1))))
    assert_close("ends", values[[0, -1]], [lo, 1e3 * lo])


@exercise("log_uniform", weight=3)
def test_log_uniform_agrees(agrees_with_reference):
    """Size, range, spread and source of chance are right, and ends without sense are refused."""
    agrees_with_reference("log_uniform")


@exercise("log_uniform")
def test_log_uniform_passes_a_test(student, rng):
    """The logarithms pass the test of Kolmogorov and Smirnov for a uniform distribution."""
    lo, decades = 10.0 ** rng.uniform(-6, 0), rng.uniform(1, 6)
    values = np.asarray(student.log_uniform(lo, lo * 10**decades, 1500, rng))
    assert values.shape == (1500,)
    assert kstest(np.log10(values / lo) / decades, "uniform").pvalue > 1e-7


@exercise("grid_search", weight=3)
def test_grid_agrees(agrees_with_reference):
    """Every combination is tried once and noted, and the best one is found at either end."""
    agrees_with_reference("grid_search")


@exercise("grid_search")
def test_grid_is_sklearns(student, rng):
    """It trains the settings that scikit-learn's ParameterGrid lists."""
    space, asked = {"a": rng.random(3).tolist(), "b": rng.random(2).tolist(), "c": ["x", "y"]}, []
    student.grid_search(space, lambda a, b, c: asked.append((a, b, c)) or a + b)
    assert sorted(asked) == sorted((p["a"], p["b"], p["c"]) for p in ParameterGrid(space))


@exercise("random_search", weight=3)
def test_dice_agree(lent, agrees_with_reference):
    """Trials are drawn anew, on log axes, from the generator given, and the best one is found at either end."""
    agrees_with_reference("random_search")


@exercise("random_search")
def test_dice_find_the_top(student, lent, rng):
    """With many dice on a smooth hill the best is close to the top."""
    top, space = 10.0 ** rng.uniform(-2, -1), {"lr": (1e-4, 10.0)}
    best, trials = student.random_search(space, 400, lambda lr: -abs(np.log10(lr / top)), rng)
    assert abs(np.log10(best["lr"] / top)) < 0.25
    assert len(trials) == 400


@exercise("distinct_values", weight=3)
def test_distinct_agrees(agrees_with_reference):
    """Equal values count once, wherever they stand."""
    agrees_with_reference("distinct_values")


@exercise("distinct_values")
def test_distinct_of_both_searches(student, reference, rng):
    """A grid of n by m has tried n and m values; as many dice have tried n times m of each."""
    n, m = int(rng.integers(2, 6)), int(rng.integers(6, 9))
    grid = reference.grid_search({"a": rng.random(n).tolist(), "b": rng.random(m).tolist()}, lambda a, b: a)[1]
    dice = reference.random_search({"a": (1, 9), "b": (1, 9)}, n * m, lambda a, b: a, rng)[1]
    assert [student.distinct_values(grid, name) for name in "ab"] == [n, m]
    assert [student.distinct_values(dice, name) for name in "ab"] == [n * m, n * m]


@exercise("smooth", weight=3)
def test_smooth_agrees(agrees_with_reference):
    """The corrected mean is right at every step, for any beta."""
    agrees_with_reference("smooth")


@exercise("smooth")
def test_smooth_is_linear(student, rng, assert_close):
    """Adding a constant to all losses adds it to the smooth ones, and doubling doubles."""
    losses, beta = rng.normal(size=15), rng.uniform(0.3, 0.95)
    plain = np.asarray(student.smooth(losses, beta))
    assert_close("shifted and doubled", student.smooth(2 * losses + 7, beta), 2 * plain + 7)
    assert np.abs(np.diff(plain)).sum() < 0.95 * np.abs(np.diff(losses)).sum()


@exercise("smooth")
def test_smooth_is_adams_first_moment(student, rng, assert_close):
    """It is the corrected first moment that PyTorch's Adam keeps."""
    import torch

    w, losses, want = torch.zeros(1, dtype=torch.float64, requires_grad=True), rng.uniform(1, 2, 12), []
    rule = torch.optim.Adam([w], lr=1.0, betas=(0.8, 0.9))
    for t, loss in enumerate(losses, start=1):
        w.grad = torch.tensor([loss])
        rule.step()
        want.append(rule.state[w]["exp_avg"].item() / (1 - 0.8**t))
    assert_close("smooth losses", student.smooth(losses, 0.8), want)


@exercise("lr_find", weight=3)
def test_lr_find_agrees(student, reference, agrees_with_reference):
    """Diverging runs are thrown out, drops are smooth, and of the good rates the largest is taken."""
    student.given(smooth=reference.smooth)
    agrees_with_reference("lr_find")


@exercise("lr_find")
def test_lr_find_on_a_bowl(student, reference, rng):
    """Gradient descent on a bowl diverges above 2 / L; the rate found is stable and brings the loss down."""
    student.given(smooth=reference.smooth)
    curvature, x0 = 10.0 ** rng.uniform(-1, 1), rng.uniform(1, 2)
    rates = [float(factor / curvature) for factor in (3.0, 0.02, 0.004, 1.2, 2.4, 0.5)]

    def run(lr, iters):
        return 0.5 * curvature * (x0 * (1 - lr * curvature) ** np.arange(iters)) ** 2

    assert student.lr_find(run, rates, 60) == rates[3]


@exercise("diagnose")
def test_diagnoses_agree(agrees_with_reference):
    """Of each of the six kinds at least nine runs of ten are recognised."""
    agrees_with_reference("diagnose")


def recognised(student, rng, kind):
    """Nine of ten runs of a kind get its name, and at most five of 25 others: a constant answer knows nothing."""
    others = [name for name in KINDS if name != kind]
    assert [student.diagnose(*make_run(kind, rng)) for _ in range(10)].count(kind) >= 9
    assert [student.diagnose(*make_run(name, rng)) for name in 5 * others].count(kind) <= 5


@exercise("diagnose", weight=2)
def test_bad_init_is_recognised(student, rng):
    """Runs of kind bad_init are recognised, and few others are called so."""
    recognised(student, rng, "bad_init")


@exercise("diagnose", weight=2)
def test_decay_lr_is_recognised(student, rng):
    """Runs of kind decay_lr are recognised, and few others are called so."""
    recognised(student, rng, "decay_lr")


@exercise("diagnose", weight=2)
def test_decayed_too_early_is_recognised(student, rng):
    """Runs of kind decayed_too_early are recognised, and few others are called so."""
    recognised(student, rng, "decayed_too_early")


@exercise("diagnose", weight=2)
def test_train_longer_is_recognised(student, rng):
    """Runs of kind train_longer are recognised, and few others are called so."""
    recognised(student, rng, "train_longer")


@exercise("diagnose", weight=2)
def test_overfitting_is_recognised(student, rng):
    """Runs of kind overfitting are recognised, and few others are called so."""
    recognised(student, rng, "overfitting")


@exercise("diagnose", weight=2)
def test_underfitting_is_recognised(student, rng):
    """Runs of kind underfitting are recognised, and few others are called so."""
    recognised(student, rng, "underfitting")


@exercise("kfold", weight=3)
def test_kfold_agrees(agrees_with_reference):
    """The parts are disjoint, cover everything once, differ by one at most, and are shuffled by the generator given."""
    agrees_with_reference("kfold")


@exercise("kfold")
def test_kfold_gives_everyone_a_turn(student, rng):
    """Each index is validated once and trained on k - 1 times."""
    n, k = int(rng.integers(15, 40)), int(rng.integers(3, 7))
    folds = student.kfold(n, k, rng)
    assert np.array_equal(np.bincount(np.concatenate([np.asarray(b) for _, b in folds]), minlength=n), np.ones(n))
    trained = np.bincount(np.concatenate([np.asarray(a) for a, _ in folds]), minlength=n)
    assert np.array_equal(trained, np.full(n, k - 1))


@exercise("cross_val", weight=3)
def test_cross_val_agrees(lent, agrees_with_reference):
    """Each fold is standardised by its training part alone, and mean and spread of the scores are right."""
    agrees_with_reference("cross_val")


@exercise("cross_val")
def test_cross_val_is_sklearns(student, lent, reference, rng, assert_close):
    """Folds and a StandardScaler in scikit-learn give the same scores to a linear model."""
    X, seed = rng.normal(size=(30, 4)) * [1, 10, 100, 1] + 5, int(rng.integers(10**6))
    y = X @ rng.normal(size=4) + rng.normal(size=30)

    def fit_score(Xtr, ytr, Xva, yva):
        w = np.linalg.solve(Xtr.T @ Xtr + np.eye(4), Xtr.T @ ytr)
        return float(np.mean((Xva @ w - yva) ** 2))

    want = []
    for a, b in reference.kfold(30, 5, np.random.default_rng(seed)):
        scaler = StandardScaler().fit(X[a])
        want.append(fit_score(scaler.transform(X[a]), y[a], scaler.transform(X[b]), y[b]))
    assert_close(
        "mean and sd", student.cross_val(fit_score, X, y, 5, np.random.default_rng(seed)), [np.mean(want), np.std(want)]
    )


@exercise("cross_val")
def test_cross_val_ignores_units(student, lent, rng, assert_close):
    """Columns in other units and from another zero give the same mean and spread."""
    X, y, seed = rng.normal(size=(24, 3)), rng.normal(size=24), int(rng.integers(10**6))

    def score(Xtr, ytr, Xva, yva):
        return float(np.sum(Xva[:, 0] * yva) + np.sum(Xtr[:2]))

    plain, other = (
        np.asarray(student.cross_val(score, data, y, 4, np.random.default_rng(seed)))
        for data in (X, 1000 * X + [5, -70, 900])
    )
    assert_close("result in other units", other, plain, rtol=1e-4)
    assert plain[1] > 0


@exercise("refine", weight=3)
def test_refine_agrees(agrees_with_reference):
    """The new ranges are centred at the best trial on the log axis, and borders are reported."""
    agrees_with_reference("refine")


@exercise("refine")
def test_refine_shrinks_again_and_again(student, rng, assert_close):
    """After three rounds each range has the third power of shrink times its first logarithmic width."""
    space, shrink = {"a": (1e-5, 10.0), "b": (0.1, 0.9)}, rng.uniform(0.2, 0.6)
    start = {name: np.log(hi / lo) for name, (lo, hi) in space.items()}
    for _ in range(3):
        points = [{n: float(lo * (hi / lo) ** rng.random()) for n, (lo, hi) in space.items()} for _ in range(5)]
        best = points[int(rng.integers(5))]
        trials = [{**point, "score": -float(point is not best)} for point in points]
        space = {name: tuple(ends) for name, ends in student.refine(space, trials, shrink)[0].items()}
        assert_close("middle", [lo * hi for lo, hi in space.values()], [value**2 for value in best.values()])
    assert_close("width", [np.log(hi / lo) for lo, hi in space.values()], [shrink**3 * start[name] for name in space])


@exercise("best_of_n", weight=3)
def test_best_of_n_agrees(agrees_with_reference):
    """Different trials are drawn for each search, val chooses, and both scores of the chosen are averaged."""
    agrees_with_reference("best_of_n")


@exercise("best_of_n")
def test_best_of_n_is_the_exact_mean(student, rng):
    """The means are near those over all possible draws."""
    N, n, reps = 10, int(rng.integers(2, 6)), 3000
    val, test = rng.normal(size=N), rng.normal(size=N)
    order, weights = np.argsort(val), np.array([comb(rank, n - 1) for rank in range(N)]) / comb(N, n)
    for scores, mean in zip((val, test), student.best_of_n(val, test, n, rng, reps), strict=True):
        exact = weights @ scores[order]
        assert abs(mean - exact) < 6 * (weights @ (scores[order] - exact) ** 2 / reps) ** 0.5 + 1e-9


@exercise("successive_halving", weight=3)
def test_halving_agrees(agrees_with_reference):
    """The best go on from where they were with eta times the budget, NaN is worst, and every round is noted."""
    agrees_with_reference("successive_halving")


@exercise("successive_halving")
def test_halving_finds_the_best_for_less(student, rng):
    """Where the order never changes the best setting wins, and the steps are those of the rounds without repetition."""
    quality, taken = rng.permutation(30).tolist(), []

    def run(config, budget, state):
        taken.append(budget - (0 if state is None else state))
        return quality[config] * budget, budget

    best, rounds = student.successive_halving(list(range(30)), run, 2, 4)
    assert best == int(np.argmax(quality))
    assert [len(pairs) for pairs in rounds] == [30, 8, 2, 1]
    assert sum(taken) == 30 * 2 + 8 * 6 + 2 * 24 + 96
