# ---
# jupyter:
#   jupytext: {cell_metadata_filter: all}
#   kernelspec: {name: python3, display_name: Python 3 (ipykernel), language: python}
# ---

# %% [markdown]
# # Choosing hyperparameters
# A network learns its weights. The numbers around it, the learning rate first of all, it leaves to you, and most choices are wrong: of
# the 225 networks in the first picture about one in six is any good. You will write the searches that find it, a test that picks a
# learning rate in 100 steps, and a doctor who reads learning curves. At the end they become one function that you can keep.
#
# *You need*: notebook 06 (the first loss, learning by heart). *You get*: `random_search`, `lr_find`, `refine`, `diagnose`, `cross_val`
# and, made of them, `babysit`. *Time*: 85 minutes; sections 1 to 10 take 3, 12, 18, 15, 8, 15, 8, 3, 2 and 1.

# %%
import itertools

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.datasets import load_digits

from utils.checks import check, needs
from utils.claims import CONDITIONAL, FAILS, HOLDS, Claims
from utils.curves import KINDS, make_run
from utils.data import letters
from utils.plotting import axes, style
from utils.remember import remember  # runs an experiment once, and anew when your functions change
from utils.training import MLPs, train

# %%
digits = load_digits()                       # 1797 images of 8 x 8 pixels, ten classes
order = np.random.default_rng(0).permutation(1797)
X, y = (digits.data[order] / 16).astype(np.float32), digits.target[order]

# %% [markdown]
# ## 1. Most learning rates are wrong
# 45 learning rates between 0.0001 and 32, five networks for each, all 225 trained side by side for 150 steps on 400 digits. Both panels
# show the same numbers. If you had to try ten rates, at which places of which axis would you put them?

# %% demo="hundreds of networks at once"
torch.set_num_threads(1)                     # on networks this small, a second thread mostly waits

def scores(lrs, decays, seeds, steps=150):
    """Accuracy on 800 held-out digits of one network per entry, trained side by side on 400."""
    nets = MLPs([64, 16, 10], [int(seed) for seed in seeds])
    train(nets, X[:400], y[:400], steps, lrs, weight_decay=decays)
    return nets.score(X[400:1200], y[400:1200])[0]

@remember
def landscape():
    """45 learning rates, and the accuracy of five networks at each, (5, 45)."""
    lrs = 10.0 ** np.linspace(-4, 1.5, 45)
    return lrs, scores(np.tile(lrs, 5), 0.0, np.repeat(range(5), 45)).reshape(5, 45)

# %% demo="one landscape on two axes"
lrs, heights = landscape()
fig, both = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained", sharey=True)
for ax, scale in zip(both, ("linear", "log"), strict=True):
    ax.plot(lrs, heights.mean(0), marker="o", ms=3, color="#0072B2")
    ax.fill_between(lrs, heights.min(0), heights.max(0), color="#0072B2", alpha=0.15, lw=0)
    ax.set(xscale=scale, xlabel=f"learning rate, {scale} axis")
both[0].set(title="Evenly spaced rates all miss the peak ...", ylabel="accuracy on new digits")
both[1].set_title("... which is broad where rates are multiplied")
plt.show()
good = lrs[heights.mean(0) > 0.9]
print(f"above 90 %: {len(good)} of 45 rates, from {good[0]:.3f} to {good[-1]:.2f}; "
      f"that is {100 * (good[-1] - good[0]) / (lrs[-1] - lrs[0]):.1f} % of the linear axis "
      f"and {100 * np.log(good[-1] / good[0]) / np.log(lrs[-1] / lrs[0]):.0f} % of the logarithmic one")

# %% [markdown]
# Ten rates evenly spaced on the left would begin at 0.0001 and go on at 3.5: nine of them dead, one asleep. A learning rate acts by its
# *factor*: from 0.01 to 0.02 is as far as from 0.1 to 0.2. So is a weight decay. They are searched on a logarithmic axis.

# %% [markdown]
# ## 2. Steps by factors
# Two ways to choose values on such an axis: evenly, or at random. Evenly in the logarithm means that each value is the same factor times
# the one before.

# %% [markdown]
# ### Exercise: an even grid of factors

# %% exercise="log_grid"
def log_grid(lo, hi, n):
    """n values from lo to hi, both included, each the same factor times the one before.

    0 < lo < hi, otherwise ValueError.  n >= 2: an int.  Returns an array of shape (n,).
    """
    ### BEGIN SOLUTION
    if not 0 < lo < hi:
        raise ValueError(f"log_grid({lo}, {hi}, {n}): needs 0 < lo < hi")
    return lo * (hi / lo) ** (np.arange(n) / (n - 1))
    ### END SOLUTION

# %% [markdown] hint="log_grid"
# From 0.01 to 100 in five values: 0.01, 0.1, 1, 10, 100. What is the factor, and how often do you multiply by it?

# %% check="log_grid" points=8
check(log_grid)

# %% [markdown]
# At random: draw the *logarithm* uniformly between $\ln \text{lo}$ and $\ln \text{hi}$, then undo the logarithm,
#
# $$ x = e^{u}, \qquad u \sim U(\ln \text{lo},\; \ln \text{hi}). $$

# %% [markdown]
# ### Exercise: a random value of any size

# %% exercise="log_uniform"
def log_uniform(lo, hi, size, rng):
    """Random values between lo and hi whose logarithm is uniform.

    0 < lo < hi, otherwise ValueError.  size: an int or a shape.  rng: the NumPy Generator to draw from.
    Returns an array of that shape.
    """
    ### BEGIN SOLUTION
    if not 0 < lo < hi:
        raise ValueError(f"log_uniform({lo}, {hi}, ...): needs 0 < lo < hi")
    return np.exp(rng.uniform(np.log(lo), np.log(hi), size))
    ### END SOLUTION

# %% [markdown] hint="log_uniform"
# Between 0.001 and 10 there are four decades: how many of 1000 values should fall into each? If you use `10 **`, which logarithm belongs
# to it?

# %% check="log_uniform" points=10
check(log_uniform)

# %% demo="one thousand draws"
with needs(log_uniform):
    rng, edges = np.random.default_rng(0), 10.0 ** np.arange(-4, 2)
    draws = {"uniform": rng.uniform(1e-4, 10, 1000), "log-uniform (yours)": log_uniform(1e-4, 10, 1000, rng)}
    ax = axes("Uniform draws hardly ever try a small rate", "learning rate", "draws out of 1000")
    for index, (name, values) in enumerate(draws.items()):
        counts, x = np.histogram(values, edges)[0], np.arange(5) + 0.4 * index
        look = {"color": style("", index)["color"], "hatch": ["", "//"][index], "edgecolor": "w"}
        bars = ax.bar(x, counts, 0.38, label=name, **look)
        ax.bar_label(bars, counts, fontsize=8)
    ax.set_xticks(np.arange(5) + 0.2, ["0.0001 – 0.001", "0.001 – 0.01", "0.01 – 0.1", "0.1 – 1", "1 – 10"])
    ax.tick_params(axis="x", labelsize=8)
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# ## 3. Nine trials: grid or dice?
# Two hyperparameters and nine trainings. A grid tries three values of each, in all nine combinations. Dice try nine points. Which would
# you bet on, and does it depend on whether both hyperparameters matter?

# %% [markdown]
# ### Exercise: all combinations
# Whoever calls it gives a function `f` that trains and returns a score *on validation data*. The test set has no part in any search: a
# number that chose your settings can't judge them any more.

# %% exercise="grid_search"
def grid_search(space, f, mode="max"):
    """Try every combination of values once.

    space: dict, name -> list of values (numbers or strings).  f: takes one value of each as keyword arguments
    and returns a score.  mode: "max" or "min", what is better; another raises ValueError that lists both.
    Returns (best, trials): trials is a list of dicts, each with the settings and their "score", in any order;
    best is a dict with the settings of the best trial, without a score.  A score of NaN never wins.
    """
    ### BEGIN SOLUTION
    if mode not in ("max", "min"):
        raise ValueError(f"grid_search(mode={mode!r}): choose max or min")
    trials = []
    for values in itertools.product(*space.values()):
        params = dict(zip(space, values, strict=True))
        trials.append({**params, "score": f(**params)})
    worst = -np.inf if mode == "max" else np.inf
    key = lambda trial: worst if np.isnan(trial["score"]) else trial["score"]
    best = max(trials, key=key) if mode == "max" else min(trials, key=key)
    return {name: best[name] for name in space}, trials
    ### END SOLUTION

# %% [markdown] hint="grid_search"
# `itertools.product([1, 2], "ab")` gives four pairs; `f(**{"lr": 0.1})` is `f(lr=0.1)`. Training with a rate far too large ends in NaN:
# what is `max([float("nan"), 0.9])`?

# %% check="grid_search" points=7
check(grid_search)

# %% [markdown]
# ### Exercise: dice

# %% exercise="random_search"
def random_search(space, n, f, rng, mode="max"):
    """Try n random points, each coordinate log-uniform and drawn anew for each trial.

    space: dict, name -> (lo, hi).  n >= 1.  rng: the NumPy Generator to draw from.
    f, mode and what is returned, (best, trials): as in `grid_search`.
    """
    ### BEGIN SOLUTION
    if mode not in ("max", "min"):
        raise ValueError(f"random_search(mode={mode!r}): choose max or min")
    trials = []
    for _ in range(n):
        params = {name: float(log_uniform(lo, hi, (), rng)) for name, (lo, hi) in space.items()}
        trials.append({**params, "score": f(**params)})
    worst = -np.inf if mode == "max" else np.inf
    key = lambda trial: worst if np.isnan(trial["score"]) else trial["score"]
    best = max(trials, key=key) if mode == "max" else min(trials, key=key)
    return {name: best[name] for name in space}, trials
    ### END SOLUTION

# %% [markdown] hint="random_search"
# Where must the drawing stand, before the loop or in it? `log_uniform(lo, hi, (), rng)` is one number. The rest you have written above.

# %% check="random_search" points=7
check(random_search)

# %% [markdown]
# Suppose that one of the two hyperparameters hardly matters, as is usual, but you don't know which. Then what counts is how many
# different values of the *other* one you have tried.

# %% [markdown]
# ### Exercise: how many values were tried?

# %% exercise="distinct_values"
def distinct_values(trials, name):
    """How many different values of one hyperparameter a list of trials has tried.

    trials: list of dicts, as the searches return it.  name: a key of them.  Returns an int.
    """
    ### BEGIN SOLUTION
    return len({trial[name] for trial in trials})
    ### END SOLUTION

# %% [markdown] hint="distinct_values"
# A `set` keeps equal things once.

# %% check="distinct_values" points=6
check(distinct_values)

# %% demo="the shadows of nine trials"
def ridge(lr, decay, at=0.2, width=0.22):
    """A score that only the learning rate matters for: a narrow bell on the log axis (width in decades)."""
    return float(np.exp(-np.log10(lr / at) ** 2 / (2 * width**2)))

def centred(lo, hi, n):
    """A grid in the middles of n equal cells of the log axis, so that no trial is wasted on an end."""
    half = (hi / lo) ** (0.5 / n)
    return list(log_grid(lo * half, hi / half, n))

# %% demo="nine trials and their shadows"
with needs(log_grid, log_uniform, grid_search, random_search, distinct_values):
    space = {"lr": (1e-4, 10), "decay": (1e-7, 0.1)}
    rng, lrs = np.random.default_rng(6), np.logspace(-4, 1, 300)
    grid = {name: centred(*ends, 3) for name, ends in space.items()}
    searches = {"grid": grid_search(grid, ridge)[1], "dice": random_search(space, 9, ridge, rng)[1]}
    fig, both = plt.subplots(1, 2, figsize=(10, 3.8), layout="constrained", sharey=True)
    for ax, (name, trials) in zip(both, searches.items(), strict=True):
        ax.fill_between(lrs, 1e-7, 1e-7 * 10 ** (2 * np.array([ridge(lr, 0) for lr in lrs])), color="0.8")
        ax.plot([t["lr"] for t in trials], [t["decay"] for t in trials], "o", color="#0072B2")
        ax.vlines([t["lr"] for t in trials], 1e-7, 4e-7, color="#D55E00")
        title = f"{name.capitalize()}: {distinct_values(trials, 'lr')} different rates, best score "
        ax.set(xscale="log", yscale="log", title=title + f"{max(t['score'] for t in trials):.2f}")
        ax.set(xlabel="learning rate (matters)", ylim=(1e-7, 0.1))
    both[0].set_ylabel("weight decay (doesn't)")
    plt.show()

# %% [markdown]
# The grey hill is the score, a function of the rate alone. The grid's nine points throw three shadows on it, the dice throw nine.
#
# One picture is an anecdote. Make the hill a strip, of width $w$ as a share of the axis, at a random place. Nine dice all miss it with
# probability $(1-w)^9$. Three columns of a grid in the middles of their cells hit it with about $3w$. Columns that begin and end at the
# edges waste two of three on places where a strip can't be centred.

# %% demo="the strip, computed and counted"
def exact(width, columns):
    """Probability that a strip, its centre uniform where it fits into [0, 1], covers one of the columns."""
    spans = [(max(c - width / 2, width / 2), min(c + width / 2, 1 - width / 2)) for c in columns]
    return sum(max(0.0, right - left) for left, right in spans) / (1 - width)

def counted(width, repeats, search, seed):
    """Share of random strips on the axis from 1 to 10 in which `search(f, rng)` finds one point."""
    rng, hits = np.random.default_rng(seed), 0
    for _ in range(repeats):
        centre = rng.uniform(width / 2, 1 - width / 2)
        best = search(lambda a, b: float(abs(np.log10(a) - centre) < width / 2), rng)[1]
        hits += max(trial["score"] for trial in best)
    return hits / repeats

# %% demo="hit rates of grid and dice"
widths, ends = (0.05, 0.1, 0.2), (1, 10)
with needs(log_grid, log_uniform, grid_search, random_search):
    grids = {"grid in the middles": centred(*ends, 3), "grid to the edges": list(log_grid(*ends, 3))}
    searches = {name: lambda f, rng, v=v: grid_search({"a": v, "b": v}, f) for name, v in grids.items()}
    searches = {"dice": lambda f, rng: random_search({"a": ends, "b": ends}, 9, f, rng)} | searches
    columns = {name: np.log10(values) for name, values in grids.items()}
    truth = {"dice": [1 - (1 - w) ** 9 for w in widths]}
    truth |= {name: [exact(w, c) for w in widths] for name, c in columns.items()}
    measured = {name: [counted(w, 1500, s, 0) for w in widths] for name, s in searches.items()}
    ax = axes("Nine dice hit a strip more often than nine grid points", "width of the strip", "share of hits")
    for index, name in enumerate(searches):
        x, color = np.arange(3) + 0.27 * (index - 1), style("", index)["color"]
        bars = ax.bar(x, truth[name], 0.25, color=color, alpha=0.55, label=f"{name}: bar exact, dot counted")
        ax.bar_label(bars, [f"{value:.3f}" for value in truth[name]], fontsize=8, padding=4)
        ax.plot(x, measured[name], "o", color="k", ms=4)
    ax.set_xticks(range(3), widths)
    ax.set_ylim(0, 1.05)
    ax.legend(fontsize=8, loc="upper left")
    plt.show()

# %% [markdown]
# So much for strips. Now real trainings: the landscape of section 1 with a weight decay as its second axis. Ninety duels of grid and
# dice, nine networks each. First in a range of 6.5 decades, whose place varies by a decade to either side, since you don't know yet where
# the good rates are; then in three decades chosen by somebody who does. How often will the dice win?

# %% demo="searches with real trainings"
def noted(search):
    """The settings that `search(f)` asks for, without training any; equal dice ask for the same again."""
    asked = []
    search(lambda **params: asked.append(params) or 0.0)
    return asked

def trained(searches, seeds, steps=150):
    """Run searches for real: train all they ask for side by side, then let each look its scores up."""
    asked = [noted(search) for search in searches]
    lrs, decays = ([params[name] for group in asked for params in group] for name in ("lr", "decay"))
    found = scores(lrs, decays, [seed for seed, group in zip(seeds, asked, strict=True) for _ in group], steps)
    keys = [(seed, *params.values()) for seed, group in zip(seeds, asked, strict=True) for params in group]
    table = dict(zip(keys, found.tolist(), strict=True))
    return [search(lambda seed=seed, **p: table[seed, *p.values()]) for seed, search in zip(seeds, searches, strict=True)]

# %% demo="forty duels"
@remember
def duels(lowest, decades, jitter, repeats):
    """Best accuracy of grid and dice in each of many duels of nine trials, (2, repeats)."""
    searches = []
    for kind in range(2):
        for seed in range(repeats):
            low = 10 ** (lowest + np.random.default_rng(seed).uniform(-jitter, jitter))
            space = {"lr": (low, low * 10**decades), "decay": (1e-7, 10**-1.5)}
            grid = {name: centred(*ends, 3) for name, ends in space.items()}
            dice = lambda f, space=space, seed=seed: random_search(space, 9, f, np.random.default_rng(seed))
            searches.append(dice if kind else lambda f, grid=grid: grid_search(grid, f))
    best = [max(trial["score"] for trial in trials) for _, trials in trained(searches, 2 * [*range(repeats)])]
    return np.array(best).reshape(2, repeats)

with needs(log_grid, log_uniform, grid_search, random_search):
    duels(-4, 6.5, 1.08, 60)                  # 1080 trainings, kept for the next cell

# %% demo="duels in a wide and in a narrow range"
with needs(log_grid, log_uniform, grid_search, random_search):
    fields = {"6.5 decades": duels(-4, 6.5, 1.08, 60), "3 decades, well chosen": duels(-3, 3, 0.5, 30)}
    fig, both = plt.subplots(1, 2, figsize=(9, 3.9), layout="constrained")
    for ax, (name, (grid, dice)) in zip(both, fields.items(), strict=True):
        ends = min(grid.min(), dice.min()) - 0.01, 0.97
        ax.plot(ends, ends, color="0.7", lw=1)
        ax.plot(grid, dice, "o", ms=5, alpha=0.6, color="#0072B2")
        gain = 100 * (dice - grid)
        ax.set(xlabel="best accuracy of the grid", ylabel="best accuracy of the dice")
        ax.set_title(f"{name}: dice win {np.sum(gain > 0)} of {len(gain)}")
        error = gain.std() / len(gain) ** 0.5
        print(f"{name}: dice minus grid {gain.mean():+.1f} points (standard error {error:.1f});",
              f"below 85 %: grid {np.sum(grid < 0.85)} times, dice {np.sum(dice < 0.85)} times")
    plt.show()

# %% [markdown]
# Above the line the dice are better. In the wide range the grid has three rates for 6.5 decades, and at times all three miss: the points
# far to the left. Nine dice miss too, less often. In a well chosen range there is nothing left to miss, and it is the toss of a coin.
# Dice are insurance against your own ignorance, not better trainings.

# %% [markdown]
# ## 4. A learning rate in 100 steps
# You need not train to the end to see that a rate is bad. A hundred steps are enough for the loss to fall clearly, if it wants to. So:
# try a grid of rates, 100 steps each, and look whose loss has fallen most. But a single loss is one minibatch's opinion.
#
# The usual smoothing is a running mean $s \leftarrow \beta s + (1-\beta)\, x$, started at zero, and corrected for that start as in Adam:
# after loss number $t = 1, 2, \dots$ the smoothed loss is $s / (1 - \beta^t)$.

# %% [markdown]
# ### Exercise: a smooth loss

# %% exercise="smooth"
def smooth(losses, beta=0.9):
    """Moving average with its start corrected: s <- beta s + (1 - beta) x from s = 0, divided by 1 - beta^t.

    losses: a list or array of n numbers.  0 <= beta < 1.  Returns an array (n,); its first is losses[0].
    """
    ### BEGIN SOLUTION
    s, result = 0.0, []
    for t, loss in enumerate(losses, start=1):
        s = beta * s + (1 - beta) * loss
        result.append(s / (1 - beta**t))
    return np.array(result)
    ### END SOLUTION

# %% [markdown] hint="smooth"
# For losses that are all 3 the answer is 3 everywhere. Does yours begin there, or near 0? Keep $s$ itself uncorrected.

# %% check="smooth" points=10
check(smooth)

# %% [markdown]
# Thirteen rates, 100 steps of SGD with momentum on digits, one network each. Which would you take? Mind the last three.

# %% demo="curves of one hundred steps"
RATES = {"SGD": np.logspace(-2, 1, 10), "momentum": np.logspace(-3.5, 0.5, 13),
         "Adam": np.logspace(-4.5, -0.5, 13)}

@remember
def sweeps(optimiser):
    """Losses (400, 5, rates) of five networks at each rate; accuracies after 62 and 400 steps, (5, rates)."""
    rates, found = RATES[optimiser], {}
    nets = MLPs([64, 64, 10], np.repeat(range(5), len(rates)).tolist())
    look = lambda t, nets: t + 1 in (62, 400) and found.update({t + 1: nets.score(X[1000:], y[1000:])[0]})
    losses = train(nets, X[:1000], y[:1000], 400, np.tile(rates, 5), optimiser=optimiser, after_step=look)
    return losses.reshape(400, 5, -1).astype(float), *(found[t].reshape(5, -1) for t in (62, 400))

# %% demo="one hundred steps of thirteen rates"
with needs(smooth):
    losses = sweeps("momentum")[0][:100, 0]
    ax = axes("A hundred steps tell dead, slow, good and wild rates apart", "step", "training loss, smoothed")
    for index, rate in enumerate(RATES["momentum"]):
        shade = plt.get_cmap("viridis")(index / 13)
        ax.plot(smooth(losses[:, index]), color=shade, ls="-" if index < 10 else "--")
        ax.text(100 + 10 * (index % 4), smooth(losses[:, index])[-1], f"{rate:.2g}", color=shade, fontsize=8)
    ax.set(ylim=(0, 3), xlim=(0, 141), xticks=range(0, 101, 20))
    plt.show()

# %% [markdown]
# The fall is the smoothed loss at the start minus the one at the end. The largest fall belongs to a whole group of rates, within the
# noise. Of these take the *largest*: at equal progress it gets further later on. Runs that blew up on their way don't count, whatever
# they reached.

# %% [markdown]
# ### Exercise: find a learning rate
# Eight lines, with `smooth`. You don't train anything yourself: `run` does.

# %% exercise="lr_find"
def lr_find(run, lrs, iters=100):
    """The largest learning rate whose loss falls, within 5 %, as far as the best one's.

    run: run(lr, iters) trains a fresh model and returns its losses, one a step.  Call it once for each rate.
    lrs: rates in any order.  A run diverges if a loss is NaN, infinite, or larger than four times its first.
    A run's drop is its first smoothed loss minus its last (`smooth` with its default beta).  Of the runs that
    don't diverge, the best has the largest drop D; return the largest rate, a float, with a drop of at least
    D - 0.05 |D|.  Raises ValueError where all runs diverge.
    """
    ### BEGIN SOLUTION
    drops = {}
    for lr in lrs:
        losses = np.asarray(run(lr, iters), dtype=float)
        if np.all(np.isfinite(losses)) and np.max(losses) <= 4 * losses[0]:
            smoothed = smooth(losses)
            drops[float(lr)] = smoothed[0] - smoothed[-1]
    if not drops:
        raise ValueError("lr_find(lrs=...): all runs diverge; try smaller rates")
    best = max(drops.values())
    return max(lr for lr, drop in drops.items() if drop >= best - 0.05 * abs(best))
    ### END SOLUTION

# %% [markdown] hint="lr_find"
# First throw out, then compare. A dict from rate to drop keeps both. Where would a run stand that falls to 0.01 and then explodes?

# %% check="lr_find" points=15
check(lr_find)

# %% [markdown]
# Now the test that matters: is the rate that wins after 100 steps also the right one for 400? Three optimisers, five seeds each; `run`
# looks up networks that were trained side by side.

# %% demo="found rates, in code"
def found_rates(optimiser):
    """For each of five seeds the index of the rate that your lr_find picks."""
    losses, rates = sweeps(optimiser)[0], RATES[optimiser].tolist()
    runs = [lambda lr, iters, seed=seed: losses[:iters, seed, rates.index(lr)] for seed in range(5)]
    return [rates.index(lr_find(run, rates)) for run in runs]

# %% demo="found in 100 steps, judged after 400"
with needs(smooth, lr_find):
    chosen = {optimiser: found_rates(optimiser) for optimiser in RATES}
    title = "A hundred steps find the edge of what works"
    ax = axes(title, "learning rate", "accuracy on new digits after 400 steps")
    for name, rates in RATES.items():
        accuracy, picks = sweeps(name)[2], chosen[name]
        ax.plot(rates, accuracy.mean(0), label=f"{name}, mean of 5 seeds", **style(name))
        mine, best = accuracy[range(5), picks], accuracy.max(1)
        ax.plot(rates[picks], mine, "o", ms=7, mfc="none", color=style(name)["color"])
        lower = accuracy[range(5), np.subtract(picks, 1)]
        lost, kept = 100 * (best - mine), 100 * (best - lower)
        print(f"{name}: {lost.mean():.1f} ± {lost.std():.1f} points below the best rate;",
              f"one rate lower {kept.mean():.1f} ± {kept.std():.1f}")
    ax.set(xscale="log", ylim=(0.8, 1))
    ax.legend(fontsize=8, loc="lower center")
    plt.show()

# %% [markdown]
# The circles are what you found. The best rate stands close to the cliff, and "the largest" takes you close to it too: at times over the
# top. One rate lower, a factor of about two, costs SGD half a point here and saves Adam two. Many people do just that: find the edge,
# then step back.

# %% [markdown]
# ## 5. Coarse to fine
# With 27 trainings to spend, you could throw them all over the whole range. Or throw nine, move to where it was best, throw nine into a
# smaller range around that, and once more. What might go wrong with the second plan?

# %% [markdown]
# ### Exercise: move in
# The new range is centred at the best trial, so it may stick out over an end of the old one. That is wanted: a best value close to an end
# says that the range was badly placed, and should be reported.

# %% exercise="refine"
def refine(space, trials, shrink=0.3):
    """A smaller space around the best trial, on the log axis, and which of its values lie at a border.

    space: dict, name -> (lo, hi).  trials: dicts with the names and "score"; the highest is best, NaN never.
    Each new range has shrink times the logarithmic width of the old one, and the best value in its middle
    (geometrically); it is not cut where it leaves the old range.  Returns (new_space, border): border lists
    the names whose best value is closer than 5 % of the old logarithmic width to one of the two old ends.
    """
    ### BEGIN SOLUTION
    best = max(trials, key=lambda trial: -np.inf if np.isnan(trial["score"]) else trial["score"])
    new_space, border = {}, []
    for name, (lo, hi) in space.items():
        width = np.log(hi / lo)
        half = np.exp(shrink * width / 2)
        new_space[name] = (float(best[name] / half), float(best[name] * half))
        if min(np.log(best[name] / lo), np.log(hi / best[name])) < 0.05 * width:
            border.append(name)
    return new_space, border
    ### END SOLUTION

# %% [markdown] hint="refine"
# From 0.01 to 100 there are four decades; with `shrink=0.5` and a best value of 1 the new range goes from 0.1 to 10. By what factor is
# each end away from the middle?

# %% check="refine" points=8
check(refine)

# %% demo="rounds, in code"
def rounds(seeds, space, count=3, n=9):
    """For each seed `count` rounds of n dice, each in the refined space of the last: trials and spaces."""
    spaces, history = [[space] for _ in seeds], [[] for _ in seeds]
    for stage in range(count):
        dice = [lambda f, s=s, seed=seed: random_search(s[-1], n, f, np.random.default_rng([seed, stage]))
                for seed, s in zip(seeds, spaces, strict=True)]
        for past, s, (_, trials) in zip(history, spaces, trained(dice, seeds), strict=True):
            past.append(trials)
            s.append(refine(s[-1], [trial for group in past for trial in group])[0])
    return history, spaces

WIDE = {"lr": (1e-5, 100.0), "decay": (1e-7, 0.1)}

# %% demo="three rounds of nine"
@remember
def staged():
    """Three rounds of nine, and 27 dice in the whole range, 20 seeds: trials, spaces, and the best scores."""
    history, spaces = rounds(range(20), WIDE)
    dice = [lambda f, seed=seed: random_search(WIDE, 27, f, np.random.default_rng([seed, 9]))
            for seed in range(20)]
    best = lambda trials: max(trial["score"] for trial in trials)
    flat = [best(trials) for _, trials in trained(dice, range(20))]
    return history, spaces, np.array([[best(sum(past, [])) for past in history], flat])

# %% demo="the map of three rounds"
with needs(log_uniform, random_search, refine):
    history, spaces, (stepwise, flat) = staged()
    fig, (ax, right) = plt.subplots(1, 2, figsize=(10, 3.9), layout="constrained", width_ratios=(3, 2))
    for stage, (trials, space) in enumerate(zip(history[0], spaces[0][:-1], strict=True)):
        (left, end), (low, high) = space["lr"], space["decay"]
        color = style("", stage)["color"]
        box = [left, end, end, left, left], [low, low, high, high, low]
        ax.plot(*box, color=color, ls="-:"[stage == 0], lw=1)
        ax.plot([t["lr"] for t in trials], [t["decay"] for t in trials], "os^"[stage], color=color, ms=5,
                label=f"round {stage + 1}: best {max(t['score'] for t in trials):.3f}")
    ax.set(xscale="log", yscale="log", xlabel="learning rate", ylabel="weight decay")
    ax.set_title("Each round moves in")
    ax.legend(fontsize=8, loc="upper left")
    right.plot([0, 1], [flat, stepwise], color="0.75", marker="o", mfc="#0072B2", mec="#0072B2")
    right.set_xticks([0, 1], ["27 at once", "9 + 9 + 9"])
    wins = np.sum(stepwise > flat)
    right.set(title=f"Better in {wins} of 20 seeds", ylabel="best accuracy found", xlim=(-0.3, 1.3))
    plt.show()
    gain = 100 * (stepwise - flat)
    print(f"9 + 9 + 9 minus 27: {gain.mean():+.1f} ± {gain.std():.1f} points, worst {gain.min():+.1f}")

# %% [markdown]
# On the left the map of the first seed, on the right all twenty. Nine trials are enough to find the region, and the other eighteen aren't
# wasted on dead rates. But a plan that moves in can be led astray by an early stroke of luck; then the whole range would have been better.

# %% [markdown]
# ## 6. Six curves and what they ask for
# A finished run tells more than its last number. Three curves are enough: the training loss, and the accuracies on training and on
# validation data. Doctors learn from cases, so here are six kinds, made at random by `make_run(kind, rng)`. Run the cell with other seeds
# until you can tell them apart, and write down *by what*.

# %% demo="six cases"
def show_run(ax, run, title):
    """Loss (grey, left axis) and accuracies (right axis) of one run."""
    loss, train_acc, val_acc = run
    ax.plot(loss, color="0.55", lw=1)
    right = ax.twinx()
    right.plot(train_acc, color="#0072B2", label="training")
    right.plot(val_acc, color="#D55E00", ls="--", label="validation")
    ax.set(title=title, ylim=(0, None))
    right.set_ylim(0, 1.02)
    right.tick_params(labelsize=8)
    ax.tick_params(labelsize=8)
    return right

# %% demo="a gallery of runs"
rng = np.random.default_rng(0)                                    # try 1, 2, 3 ...
fig, places = plt.subplots(2, 3, figsize=(11, 5.4), layout="constrained")
for ax, kind in zip(places.flat, KINDS, strict=True):
    right = show_run(ax, make_run(kind, rng), f'"{kind}"')
places[0, 0].set_ylabel("training loss (grey)")
places[1, 0].set_ylabel("training loss (grey)")
right.legend(fontsize=8, loc="center right", title="accuracy (right axis)", title_fontsize=8)
for ax in places[1]:
    ax.set_xlabel("epoch")
plt.show()

# %% [markdown]
# | answer | what happened | what to do |
# |---|---|---|
# | `bad_init` | for a long time nothing, then it learns | larger first weights |
# | `decay_lr` | a plateau, and everything on it shakes | lower the rate now |
# | `decayed_too_early` | it fell well until a corner, then silence | lower it later |
# | `train_longer` | still rising when the time was up | more epochs |
# | `overfitting` | a wide gap between training and validation | regularize, more data |
# | `underfitting` | no gap, flat, and low | a larger model |

# %% [markdown]
# *No gap* alone is not a diagnosis: five kinds have little or none. And a plateau that comes from long steps shakes, because each step
# throws the weights about; after a cut of the rate they lie still.

# %% [markdown]
# ### Exercise: the doctor
# Graded on 60 runs, ten of each kind; a kind counts when at least nine of its ten are recognised and few others bear its name. Points are
# for each kind.

# %% exercise="diagnose"
def diagnose(train_loss, train_acc, val_acc):
    """What a run asks for, from its curves.

    train_loss, train_acc, val_acc: arrays (epochs,), 40 to 80 epochs; accuracies from 0 to 1.
    Returns one of "bad_init", "decay_lr", "decayed_too_early", "train_longer", "overfitting", "underfitting".
    """
    ### BEGIN SOLUTION
    n = len(val_acc) // 5
    middle, late = slice(-3 * n, -2 * n), slice(-n, None)
    level = np.mean(train_acc[late])
    if level - np.mean(val_acc[late]) > 0.15:
        return "overfitting"
    if np.mean(train_loss[n - 2 : n + 1]) > 0.95 * np.mean(train_loss[:2]):
        return "bad_init"
    if np.mean(val_acc[late]) - np.mean(val_acc[middle]) > 0.05:
        return "train_longer"
    if level < 0.5:
        return "underfitting"
    if np.mean(np.abs(np.diff(train_acc[-2 * n :]))) > 0.006:
        return "decay_lr"
    return "decayed_too_early"
    ### END SOLUTION

# %% [markdown] hint="diagnose"
# Six kinds need five questions, and the order matters. Which kind can you tell with one number, the gap at the end? Which of the rest by
# the first fifth of the loss alone? Use means over several epochs; and for "it shakes", `np.diff`.

# %% check="diagnose" points=17
check(diagnose)

# %% [markdown]
# The cases were drawn by a program. Do they have anything to do with life? Six real trainings on letters (52 classes, five seeds each),
# each spoilt on purpose: weights too small, rate too high, rate cut at a sixth, too short, 300 examples, six hidden units.

# %% demo="settings for six trainings spoilt on purpose"
SPOILT = {
    "bad_init": dict(sizes=[64, 64, 64, 64, 52], lr=0.05, steps=1200, gain=0.2),
    "decay_lr": dict(sizes=[64, 96, 52], lr=0.2, steps=1200),
    "decayed_too_early": dict(sizes=[64, 96, 52], lr=0.1, steps=1200,
                              schedule=lambda t: 1 if t < 200 else 0.01),
    "train_longer": dict(sizes=[64, 96, 52], lr=0.01, steps=600),
    "overfitting": dict(sizes=[64, 192, 52], lr=0.05, steps=780, n=300),
    "underfitting": dict(sizes=[64, 6, 52], lr=0.05, steps=2100),
}

# %% demo="six trainings spoilt on purpose"
def recorded(nets, data, steps, lr, points=60, **how):
    """Train, and note loss and accuracies at `points` moments: three arrays (networks, points)."""
    (A, a), (B, b), seen, every = *data, [], steps // points
    look = lambda t, nets: seen.append([nets.score(A[:400], a[:400])[0], nets.score(B, b)[0]])
    after = lambda t, nets: (t + 1) % every == 0 and look(t, nets)
    losses = train(nets, A, a, steps, lr, after_step=after, **how)
    loss = losses[: every * points].reshape(points, every, -1).mean(1).T.astype(float)
    return loss, *np.array(seen[:points], dtype=float).transpose(1, 2, 0)

# %% demo="real runs"
@remember
def real_runs():
    """For each kind three arrays (5 seeds, 60 moments)."""
    (A, a), (B, b) = letters(12000, seed=1), letters(500, seed=2)
    A, B, runs = A.reshape(-1, 64), B.reshape(-1, 64), {}
    for kind, how in SPOILT.items():
        n, rest = how.get("n", 12000), {k: v for k, v in how.items() if k not in ("sizes", "gain", "n")}
        nets = MLPs(how["sizes"], range(5), gain=how.get("gain", 1.0))
        runs[kind] = recorded(nets, ((A[:n], a[:n]), (B, b)), **rest)
    return runs

# %% demo="the doctor on real runs"
with needs(diagnose):
    runs = real_runs()
    said = {kind: [diagnose(*(c[s] for c in curves)) for s in range(5)] for kind, curves in runs.items()}
    right_ones = sum(words.count(kind) for kind, words in said.items())
    fig, places = plt.subplots(2, 3, figsize=(11, 5.6), layout="constrained")
    fig.suptitle(f"Real trainings: {right_ones} of 30 diagnoses agree with what we did")
    for ax, (kind, curves) in zip(places.flat, runs.items(), strict=True):
        words = said[kind]
        most = max(set(words), key=words.count)
        right = show_run(ax, [c[0] for c in curves], f"did: {kind}\nsaid: {most} ({words.count(most)} of 5)")
        ax.set(xlabel="moment of 60", ylabel="training loss (grey)")
    plt.show()
    wrong = [f"{kind}, called {word}" for kind, words in said.items() for word in words if word != kind]
    print("not agreed:", "; ".join(wrong))

# %% [markdown]
# The one it gets wrong is a network of six units whose accuracy still crept up, by more than five points, when it stopped: *train longer*
# is not a foolish thing to say of it. Rules made for drawn curves survive real ones because they ask for what training does: gaps,
# slopes, shaking.

# %% [markdown]
# ## 7. One number, k opinions
# Every score so far came from *one* split into training and validation data. With 800 held-out digits that is fine. With 40 patients it
# is a lottery: another split, another winner. Cross-validation cuts the data into $k$ parts; each is the validation set once.

# %% [markdown]
# ### Exercise: k folds

# %% exercise="kfold"
def kfold(n, k, rng):
    """Split the indices 0 ... n-1 at random into k parts; each is the validation part once.

    2 <= k <= n, otherwise ValueError.  rng: the NumPy Generator that shuffles.
    Returns a list of k pairs (train_idx, val_idx) of int arrays; sizes of the parts differ by at most one.
    """
    ### BEGIN SOLUTION
    if not 2 <= k <= n:
        raise ValueError(f"kfold({n}, {k}, ...): needs 2 <= k <= n")
    parts = np.array_split(rng.permutation(n), k)
    return [(np.concatenate(parts[:i] + parts[i + 1 :]), part) for i, part in enumerate(parts)]
    ### END SOLUTION

# %% [markdown] hint="kfold"
# Eleven examples in three folds: 4, 4 and 3. `np.array_split` knows that. Why shuffle at all? Think of a file that is sorted by class.

# %% check="kfold" points=6
check(kfold)

# %% [markdown]
# ### Exercise: a score with its spread
# Columns are to be standardised: mean 0, standard deviation 1. Whose mean? The validation part stands for data that you haven't got yet,
# so it can't have a say.

# %% exercise="cross_val"
def cross_val(fit_score, X, y, k, rng):
    """Mean and standard deviation of k validation scores.

    fit_score: fit_score(Xtr, ytr, Xva, yva) trains on the first two and returns a score on the last two.
    X: array (n, d).  y: array (n,).  Folds from `kfold`.  In each fold both parts of X are standardised with
    the column means and standard deviations (divisor n) of the *training* part; a column that is constant
    there is only centred.
    Returns (mean, sd) of the k scores, two floats; sd with divisor k.
    """
    ### BEGIN SOLUTION
    found = []
    for train_idx, val_idx in kfold(len(y), k, rng):
        mean, sd = X[train_idx].mean(0), X[train_idx].std(0)
        sd = np.where(sd > 0, sd, 1.0)
        Xtr, Xva = (X[train_idx] - mean) / sd, (X[val_idx] - mean) / sd
        found.append(fit_score(Xtr, y[train_idx], Xva, y[val_idx]))
    return float(np.mean(found)), float(np.std(found))
    ### END SOLUTION

# %% [markdown] hint="cross_val"
# In which order: standardise, then split, or the other way round? And a pixel that is black in all training digits: what is 0 / 0?

# %% check="cross_val" points=6
check(cross_val)

# %% [markdown]
# How bad is a leak? 50 examples with 2000 columns of pure noise and random labels: nothing to be learnt, every honest score is 50 %.
# Three ways to prepare the data: honestly; standardised with all rows; and with the 20 columns that fit the labels best, chosen with all
# rows.

# %% demo="nearest mean, in code"
def nearest_mean(Xtr, ytr, Xva, yva):
    """Accuracy of a classifier that says the class whose mean is nearer."""
    centres = np.stack([Xtr[ytr == c].mean(0) for c in (0, 1)])
    return np.mean(np.argmin(((Xva[:, None] - centres) ** 2).sum(2), axis=1) == yva)

def best_columns(X, y, count=20):
    """The columns whose class means are furthest apart."""
    return np.argsort(np.abs(X[y == 1].mean(0) - X[y == 0].mean(0)))[-count:]

def selecting(Xtr, ytr, Xva, yva):
    """Choose the columns from the training part, then classify."""
    chosen = best_columns(Xtr, ytr)
    return nearest_mean(Xtr[:, chosen], ytr, Xva[:, chosen], yva)

# %% demo="three preparations of noise"
def leaks(seed):
    """Per cent right after three preparations of noise."""
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(50, 2000)) * np.exp(rng.normal(size=2000)), rng.permutation(np.arange(50) % 2)
    scaled = (X - X.mean(0)) / X.std(0)
    dice = [np.random.default_rng(seed) for _ in range(3)]
    honest = cross_val(selecting, X, y, 5, dice[0])[0]
    leaky = [selecting(scaled[a], y[a], scaled[b], y[b]) for a, b in kfold(50, 5, dice[1])]
    chosen = cross_val(nearest_mean, scaled[:, best_columns(scaled, y)], y, 5, dice[2])[0]
    return 100 * honest, 100 * np.mean(leaky), 100 * chosen

# %% demo="what a leak is worth"
LEAKS = "all inside\nthe folds", "scaled\nwith all rows", "columns chosen\nwith all rows"
with needs(kfold, cross_val):
    found = np.array([leaks(seed) for seed in range(20)])
    ax = axes("A leak through the labels turns noise into a discovery", "", "cross-validated accuracy, %")
    for index in range(3):
        spread = index + np.linspace(-0.15, 0.15, 20)
        ax.plot(spread, found[:, index], "o", ms=4, color=style("", index)["color"])
        ax.text(index + 0.22, found[:, index].mean(), f"{found[:, index].mean():.0f} %", va="center")
    ax.axhline(50, color="0.5", lw=0.8, ls=":")
    ax.set_xticks(range(3), LEAKS)
    ax.set_xlim(-0.4, 2.6)
    plt.show()
    shift = found[:, 1] - found[:, 0]
    print(f"scaling with all rows moves the score by {shift.mean():+.1f} ± {shift.std():.1f} points")

# %% [markdown]
# Scaling with all rows is a fault, but it can't tell the labels, and its effect here is nil on average. Choosing columns by their labels
# before cutting the folds finds 96 % where there is nothing to be found. Whatever looks at `y` belongs inside the fold.

# %% [markdown]
# ## 8. Seven steps, one function
# The lectures' recipe, in order: look at the first loss; learn a little by heart; find a rate; search coarsely and briefly; search finely
# and longer; look at the curves; go back to where they send you. You own all the parts. What is left is a page of glue.
#
# Your side of the contract is `fit(steps, samples, **settings)`: train a fresh network, on the first `samples` examples or on all if
# `None`, and return the three curves of section 6.

# %% demo="seven steps"
ADVICE = {"bad_init": "scale the first weights up", "decay_lr": "let the rate fall towards the end",
          "decayed_too_early": "lower the rate later", "train_longer": "train longer",
          "overfitting": "regularize, or get more data", "underfitting": "take a larger network"}

def first_steps(fit, space, middle, classes):
    """Steps 1 to 3: the first loss, 160 examples by heart, a rate. Returns the rate."""
    first, rates = fit(1, None, **middle)[0][0], log_grid(*space["lr"], 13)
    print(f"1  first loss {first:.2f}; {np.log(classes):.2f} expected for {classes} classes")
    heart = max(fit(300, 160, **middle | {"lr": lr, "decay": 0.0})[1][-1] for lr in rates[::3])
    print(f"2  160 examples by heart: {100 * heart:.0f} %" + ("" if heart > 0.99 else "; find the bug first"))
    lr = lr_find(lambda lr, iters: fit(iters, None, **middle | {"lr": lr})[0], rates)
    print(f"3  loss falls best at a rate of {lr:.2g}")
    return lr

# %% demo="the function to keep"
def babysit(fit, space, classes, rng, n=6, steps=150):
    """The seven steps, printed. `space` has "lr" and "decay"; returns the best settings and their curves."""
    middle = {name: float(np.sqrt(lo * hi)) for name, (lo, hi) in space.items()}
    lr = first_steps(fit, space, middle, classes)
    space = space | {"lr": (lr / 30, 3 * lr)}
    for step, longer in ((4, 1), (5, 3)):
        score = lambda **params: fit(longer * steps, None, **params)[2][-1]
        best, trials = random_search(space, n, score, rng)
        space, border = refine(space, trials)
        top = max(trial["score"] for trial in trials)
        print(f"{step}  {n} trials of {longer * steps} steps: best accuracy {top:.3f} at",
              *[f"{name} {value:.2g}" for name, value in best.items()], "(at a border)" if border else "")
    curves = fit(6 * steps, None, **best)
    kind = diagnose(*curves)
    print(f"6  {6 * steps} steps: accuracy {curves[2][-1]:.3f}; the curves say {kind}")
    print(f"7  {ADVICE[kind]}, then go back to step 5")
    return best, curves

# %% demo="a project for the babysitter"
def project(size, hidden):
    """`fit` for a network with one hidden layer on `size` letters."""
    (A, a), (B, b) = letters(size, seed=5), letters(500, seed=6)

    def fit(steps, samples, lr, decay):
        data = (A.reshape(size, -1)[:samples], a[:samples]), (B.reshape(500, -1), b)
        points = min(steps, 60 if steps > 100 else 100)
        curves = recorded(MLPs([64, hidden, 52], [0]), data, steps, lr, points, weight_decay=decay)
        return [curve[0] for curve in curves]
    return fit

# %% demo="the babysitter with 400 letters"
used = log_grid, log_uniform, random_search, smooth, lr_find, refine, diagnose
ranges = {"lr": (1e-3, 10.0), "decay": (1e-6, 1e-2)}
with needs(*used):
    best, curves = babysit(project(400, 96), ranges, 52, np.random.default_rng(0))

# %% [markdown]
# Step 7 sends you for more data. Letters can be had: 8000 of them. What will it complain about next?

# %% demo="the babysitter with 8000 letters"
with needs(*used):
    best, curves = babysit(project(8000, 96), ranges, 52, np.random.default_rng(0))

# %% [markdown]
# The wide gap is closed and the accuracy up by 22 points; now it asks for a schedule, and notebook 04 has them. Step 7 is the one that
# people forget: the curves say where to go back *to*. Copy `babysit` into your next project and write a `fit` for it; the rest stays.

# %% [markdown]
# ## 9. Claims, tested
# What lectures say about the search, each against an experiment with at least five seeds (its code is folded away; click the bar). First
# the axis, and grids against dice.

# %% demo="claims about where to search"
claims = Claims("07_hyperparameters")
NOTES, EECS = "CS231n notes, neural networks part 3", "EECS 498 lecture 11, notes"

def best_of(draw, seed, repeats=200, n=5):
    """Mean over many searches of the best accuracy among n rates, read off the landscape of one seed."""
    (lrs, heights), rng = landscape(), np.random.default_rng(seed)
    found = [np.interp(np.log(draw(n, rng)), np.log(lrs), heights[seed]).max() for _ in range(repeats)]
    return 100 * np.mean(found)

# %% demo="claims about where to search, part 2"
with needs(log_uniform):
    test = claims.test("Search learning rates on a logarithmic scale", NOTES)
    gain = [best_of(lambda n, rng: log_uniform(1e-4, 30, n, rng), s)
            - best_of(lambda n, rng: rng.uniform(1e-4, 30, n), s) for s in range(5)]
    test.measured(gain, "points gained over uniform draws, 5 trials", HOLDS if min(gain) > 0 else FAILS)
    test = claims.test("Random search can hit the exact optimum", EECS)
    lrs, heights = landscape()
    peaks = lrs[heights.argmax(1)]
    draws = [log_uniform(1e-4, 30, 9000, np.random.default_rng(s)) for s in range(5)]
    nearest = [np.abs(draws[s] / peaks[s] - 1).min() for s in range(5)]
    verdict = f"{FAILS}: as near as you like, never there" if min(nearest) > 0 else HOLDS
    test.measured(nearest, "relative distance of the nearest of 9000 draws", verdict)

# %% demo="claims about grid and dice"
with needs(log_grid, log_uniform, grid_search, random_search, distinct_values):
    test = claims.test("Random search tries more values of what matters", f"{NOTES}; {EECS}")
    ends, zero = {"lr": (1e-4, 10), "decay": (1e-7, 0.1)}, lambda **params: 0.0
    found = [random_search(ends, 9, zero, np.random.default_rng(s))[1] for s in range(5)]
    tried = [distinct_values(trials, "lr") for trials in found]
    even = distinct_values(grid_search({name: centred(*e, 3) for name, e in ends.items()}, zero)[1], "lr")
    test.measured(tried, f"different rates in 9 trials (grid: {even})", HOLDS if min(tried) > even else FAILS)
    test = claims.test("Random search beats grid search", f"{NOTES}; {EECS}")
    wide, narrow = (100 * (d[1] - d[0]) for d in (duels(-4, 6.5, 1.08, 60), duels(-3, 3, 0.5, 30)))
    wins = [gain.mean() > 2 * gain.std() / len(gain) ** 0.5 for gain in (wide, narrow)]
    said = f"{CONDITIONAL} the range is wide: {narrow.mean():+.1f} points in 3 well chosen decades"
    verdict = HOLDS if all(wins) else (said if wins[0] else FAILS)
    test.measured(wide, f"points gained, 9 trials, 6.5 decades (dice win {np.mean(wide > 0):.0%})", verdict)

# %% [markdown]
# A hundred steps, short trials, and rounds.

# %% demo="claims about short runs"
with needs(smooth, lr_find):
    test = claims.test("100 iterations are enough to choose a learning rate", EECS)
    lost = np.array([100 * (sweeps(o)[2].max(1) - sweeps(o)[2][range(5), found_rates(o)]) for o in RATES])
    each = ", ".join(f"{name} {points:.1f}" for name, points in zip(RATES, lost.mean(1), strict=True))
    rough = f"{CONDITIONAL} some points may be lost"
    verdict = HOLDS if lost.mean() < 2 else (rough if lost.mean() < 10 else FAILS)
    test.measured(lost.mean(0), f"points below the best rate, 3 optimisers ({each})", verdict)
    test = claims.test("The loss converges within 100 iterations", EECS)
    ratio = []
    for seed in range(5):
        losses, rate = sweeps("momentum")[0], found_rates("momentum")[seed]
        ratio.append(losses[90:110, seed, rate].mean() / losses[380:, seed, rate].mean())
    verdict = FAILS if min(ratio) > 2 else HOLDS
    test.measured(ratio, "times the loss after 400 steps, at the rate found", verdict)

# %% demo="claims about short runs, part 2"
test = claims.test("Coarse search: a few epochs per setting are enough", EECS)
picks = {o: sweeps(o)[1].argmax(1) for o in RATES}
lost = np.array([100 * (sweeps(o)[2].max(1) - sweeps(o)[2][range(5), picks[o]]) for o in RATES])
test.measured(lost.mean(0), "points lost by choosing the rate after 2 epochs instead of 13",
              HOLDS if lost.mean() < 2 else FAILS)

with needs(log_uniform, random_search, refine):
    test = claims.test("Search from coarse to fine", NOTES)
    gain = 100 * (staged()[2][0] - staged()[2][1])
    clear = abs(gain.mean()) > 2 * gain.std() / len(gain) ** 0.5
    verdict = HOLDS if clear and gain.mean() > 0 else f"{FAILS}: no clear gain over as many trials at once"
    test.measured(gain, "points gained by 9 + 9 + 9 over 27 at once", verdict)

# %% [markdown]
# The curves, and validation.

# %% demo="claims about curves"
with needs(diagnose):
    test, runs = claims.test("The shape of the curves tells what to change", EECS), real_runs()
    right_ones = [np.mean([diagnose(*(c[s] for c in curves)) == kind for kind, curves in runs.items()])
                  for s in range(5)]
    verdict = HOLDS if np.mean(right_ones) > 0.8 else FAILS
    unit = "% of 6 real runs read rightly by rules for drawn ones"
    test.measured([100 * share for share in right_ones], unit, verdict)

test = claims.test("No gap between training and validation means underfitting", EECS)
gaps = {kind: (c[1] - c[2])[:, -12:].mean(1) for kind, c in real_runs().items()}
without = [kind for kind, gap in gaps.items() if gap.mean() < 0.05]
others = [kind for kind in without if kind != "underfitting"]
verdict = f"{CONDITIONAL} it is also low and flat: {', '.join(others)} had none either" if others else HOLDS

# %% demo="claims about curves, part 2"
test.measured([np.mean([100 * gaps[kind][s] for kind in without]) for s in range(5)],
              f"points of gap in {len(without)} kinds of real runs", verdict)

# %% demo="claims about validation"
def ridge_score(Xtr, ytr, Xva, yva):
    """Accuracy of ridge regression to one column per class."""
    W = np.linalg.solve(Xtr.T @ Xtr + 10 * np.eye(64), Xtr.T @ (np.eye(10)[ytr] - 0.1))
    return np.mean((Xva @ W).argmax(1) == yva)

# %% demo="claims about validation, part 2"
def estimates(group, repeats=20):
    """Standard deviation over data sets of 100 digits: of one fold's score, and of the 5-fold mean."""
    single, folded = [], []
    for i in range(repeats):
        rng = np.random.default_rng([group, i])
        rows = rng.permutation(1797)[:100]
        heard = []
        cross_val(lambda *data: heard.append(ridge_score(*data)) or 0.0, X[rows], y[rows], 5, rng)
        single.append(heard[0])
        folded.append(np.mean(heard))
    return np.std(single), np.std(folded)

# %% demo="claims about validation, part 3"
with needs(kfold, cross_val):
    source = "CS231n notes, image classification"
    test = claims.test("Cross-validation is steadier than one validation set", source)
    pairs = np.array([estimates(group) for group in range(5)])
    ratio = pairs[:, 0] / pairs[:, 1]
    test.measured(ratio, "times the spread with one fold, 100 digits", HOLDS if ratio.min() > 1 else FAILS)
    source = "CS231n notes, neural networks part 2"
    test = claims.test("Preprocessing statistics must come from the training part", source)
    found = np.array([leaks(seed) for seed in range(20)])
    shift, chosen = found[:, 1] - found[:, 0], found[:, 2] - found[:, 0]
    small = abs(shift.mean()) < 2
    verdict = f"{CONDITIONAL} they use labels: choosing columns gains {chosen.mean():.0f} points from noise"
    test.measured(shift, "points of accuracy by scaling with all rows", verdict if small else HOLDS)
claims

# %% [markdown]
# ### What you saw
# - Rates live on a logarithmic axis. On a linear one nearly all trials are wasted.
# - Dice beat a grid by trying more values of what matters: much in a wide range, nothing in a well chosen one.
# - A hundred steps choose a rate well, if a little boldly, though the loss is far from its end by then.
# - Coarse to fine gets a little more out of the same number of trials, and can be led astray by the first round.
# - Learning curves have a language: gap, slope, level, shaking. No gap alone says nothing.
# - A leak is dangerous in proportion to how much it knows about the labels.

# %% [markdown]
# ## 10. When to use it, and what to read
# For three or four hyperparameters: dice on log axes, coarse to fine, and a rate from 100 steps to begin with. For expensive trainings
# people use programs that learn from past trials (Optuna, Ax) and stop poor ones early (Hyperband); both begin with dice. Very large
# models are tuned small, and the settings carried over by scaling rules. Whatever you use: the test set comes once, at the end.
#
# *Further reading.* Bergstra and Bengio, "Random Search for Hyper-Parameter Optimization" (2012): section 1 and its figure 1, the shadows
# of nine trials. Smith, "Cyclical Learning Rates for Training Neural Networks" (2017): section 3.3, a learning-rate test within one run.
# Li et al., "Hyperband" (2018): section 3, when to stop a trial.
#
# *Open question.* All searches here treat trainings as a black box that returns one number at the end. You have just seen that the curves
# say more. How would a search look that reads them?
