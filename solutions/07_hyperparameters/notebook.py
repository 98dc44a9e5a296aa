# ---
# jupyter:
#   jupytext: {cell_metadata_filter: all}
#   kernelspec: {name: python3, display_name: Python 3 (ipykernel), language: python}
# ---

# %% [markdown]
# # Choosing hyperparameters
# A network learns its weights. Its *hyperparameters*, the learning rate first of all, it leaves to you. You will write the searches that
# find good ones, a test that picks a learning rate in 100 steps, and a function that diagnoses learning curves. At the end they become one
# function that you can keep.
#
# *You need*: notebook 06 (the first loss, overfitting a few examples). *You get*: `random_search`, `lr_find`, `refine`, `successive_halving`,
# `diagnose`, `cross_val` and, made of them, `babysit`.

# %%
import itertools

import matplotlib.pyplot as plt
import numpy as np
import torch

from utils.checks import check, hint, needs, solution
from utils.claims import Claims, seeds, tuning_seeds
from utils.curves import KINDS, make_run
from utils.data import letters, load_digits
from utils.plotting import axes, style
from utils.predict import came, predict, predictions
from utils.remember import remember  # runs an experiment once, and anew when your functions change
from utils.schematics.learning import show_folds, show_three_sets
from utils.shipped import Shipped  # brings results of experiments that take minutes
from utils.slider import slider_figure
from utils.training import MLPs, side_by_side, train

# %% demo="the digits"
digits = load_digits()                       # 1797 images of 8 x 8 pixels, ten classes
order = np.random.default_rng(0).permutation(1797)
X, y = (digits.data[order] / 16).astype(np.float32), digits.target[order]

# %% [markdown]
# ## 1. Where are the good learning rates? (4 min)
# 45 learning rates between 0.0001 and 32, ten networks for each, trained side by side for 120 steps on 400 digits. If you had to try ten
# rates, where would you put them?

# %% demo="hundreds of networks at once"
shipped = Shipped("07_hyperparameters.npz")
torch.set_num_threads(1)                     # on networks this small, a second thread within an operation mostly waits

def answers(lrs, decays, whose, steps=120):
    """Which of the 1397 digits held out it gets right, (entries, 1397), for a network per entry trained on 400.

    `whose`: the seed of each network.  They are trained side by side, some hundreds at a time.
    """
    def of(part):
        nets = MLPs([64, 16, 10], [whose[i] for i in part])
        train(nets, X[:400], y[:400], steps, lrs[part], batch=16, weight_decay=decays[part])
        return nets.logits(X[400:]).argmax(2).numpy() == y[400:]

    lrs, decays = (np.broadcast_to(values, len(whose)) for values in (lrs, decays))
    return np.concatenate(side_by_side(of, np.array_split(np.arange(len(whose)), 2 + len(whose) // 500)))

# %% demo="a landscape of learning rates"
@remember
def landscape():
    """45 learning rates, and the accuracy of a network at each for every seed, (seeds, 45)."""
    lrs, whose = 10.0 ** np.linspace(-4, 1.5, 45), np.repeat(seeds(10), 45)
    return lrs, answers(np.tile(lrs, len(whose) // 45), 0.0, whose).mean(1).reshape(-1, 45)

# %% predict="the good rates"
predict("Which part of the range from 0.0001 to 32 is good, within 2 % of "
        "the best?",
        a="about a third", b="about a tenth", c="under a hundredth",
        guess="")

# %% demo="one landscape on two axes"
lrs, heights = landscape()
fig, both = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained", sharey=True)
for ax, scale in zip(both, ("linear", "log"), strict=True):
    ax.plot(lrs, heights.mean(0), marker="o", ms=3, color="#0072B2")
    ax.fill_between(lrs, heights.min(0), heights.max(0), color="#0072B2", alpha=0.15, lw=0)
    ax.set(xscale=scale, xlabel=f"learning rate, {scale} axis")
both[0].set(title="Evenly spaced rates all miss the peak ...", ylabel="accuracy on new digits")
both[1].set_title("... which is broad where rates are multiplied")
both[1].text(0.8, 0.6, "line: mean of ten\nband: worst to best", fontsize=8, color="0.3")
plt.show()
mean, share = heights.mean(0), 100 * (heights > 0.85).mean()
good = lrs[mean > 0.98 * mean.max()]
print(f"above 85 %: {share:.0f} % of the networks; rates within 2 % of the best: {good[0]:.3f} to {good[-1]:.2f}, which is "
      f"{100 * (good[-1] - good[0]) / (lrs[-1] - lrs[0]):.1f} % of the linear axis "
      f"and {100 * np.log(good[-1] / good[0]) / np.log(lrs[-1] / lrs[0]):.0f} % of the logarithmic one")
came("cba"[np.digitize((good[-1] - good[0]) / (lrs[-1] - lrs[0]), [0.01, 0.2])])

# %% [markdown] seen="the good rates"
# Both panels show the same numbers. Ten rates evenly spaced on the left would begin at 0.0001 and go on at 3.5: nine of them diverge, one
# hardly moves.

# %% [markdown]
# A learning rate acts by its *factor*: from 0.01 to 0.02 is as far as from 0.1 to 0.2. So does a weight decay. They are searched on a
# logarithmic axis.

# %% [markdown]
# ## 2. Steps by factors (12 min)
# Two ways to choose values on such an axis: evenly, or at random. Evenly in the logarithm means that each value is the same factor times
# the one before.

# %% [markdown]
# ### Exercise: an even grid of factors
# Values for a grid on a logarithmic axis.
#
# | | |
# |---|---|
# | `lo`, `hi` | the two ends, both included; a `ValueError` unless 0 < `lo` < `hi` |
# | `n` | how many values, an int of at least 2 |
# | returns | an array of shape (n,) |

# %% exercise="log_grid"
def log_grid(lo, hi, n):
    """n values from lo to hi, evenly spaced on a log axis; shape (n,).

    0 < lo < hi, otherwise ValueError.  n >= 2.
    """
    ### BEGIN SOLUTION
    if not 0 < lo < hi:
        raise ValueError(f"log_grid({lo}, {hi}, {n}): needs 0 < lo < hi")
    return lo * (hi / lo) ** (np.arange(n) / (n - 1))
    ### END SOLUTION

# %% [markdown] hint="log_grid"
# From 0.01 to 100 in five values: 0.01, 0.1, 1, 10, 100. What is the factor, and how often do you multiply by it?
#
# ---
# Refuse bad ends. The factor from end to end is `hi / lo`; value number $i$ has a part of it, as a power, from 0 at the first value to 1 at
# the last.
#
# ---
# `lo` times `(hi / lo)` to the power of `np.arange(n)` divided by the number of steps between $n$ values.

# %% check="log_grid" points=6
check(log_grid)

# %% [markdown]
# At random: draw the *logarithm* uniformly between $\ln \text{lo}$ and $\ln \text{hi}$, then undo the logarithm,
#
# $$ x = e^{u}, \qquad u \sim U(\ln \text{lo},\; \ln \text{hi}). $$

# %% [markdown]
# ### Exercise: a random value of any size
# The formula above, for any number of values.
#
# | | |
# |---|---|
# | `lo`, `hi` | a `ValueError` unless 0 < `lo` < `hi` |
# | `size` | an int or a shape, `()` for a single number |
# | `rng` | the NumPy Generator to draw from |
# | returns | an array of that shape |

# %% exercise="log_uniform"
def log_uniform(lo, hi, size, rng):
    """Random values between lo and hi whose logarithm is uniform.

    0 < lo < hi, otherwise ValueError.  size: an int or a shape.
    """
    ### BEGIN SOLUTION
    if not 0 < lo < hi:
        raise ValueError(f"log_uniform({lo}, {hi}, ...): needs 0 < lo < hi")
    return np.exp(rng.uniform(np.log(lo), np.log(hi), size))
    ### END SOLUTION

# %% [markdown] hint="log_uniform"
# Between 0.001 and 10 there are four decades: how many of 1000 values should fall into each? If you use `10 **`, which logarithm belongs
# to it?
#
# ---
# Take the logarithm of both ends, draw uniformly between the two, and undo the logarithm of what you have drawn.
#
# ---
# `rng.uniform(low, high, size)` draws; `np.exp` undoes `np.log`.

# %% check="log_uniform" points=6
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
# ## 3. Nine trials: on a grid or at random? (29 min)
# Two hyperparameters and nine trainings. *Grid search* tries three values of each, in all nine combinations. *Random search* tries nine
# random points. Which of the two is better? First you write both.

# %% [markdown]
# ### Exercise: all combinations
# The caller passes a function `f` that trains and returns a score *on validation data*. The test set has no part in any search: a number
# that chose your settings can't judge them any more.
#
# | | |
# |---|---|
# | `space` | a dict, name to list of values (numbers or strings) |
# | `f` | takes one value of each as keyword arguments, returns a score |
# | `mode` | `"max"` or `"min"`, what is better; anything else raises a `ValueError` that lists both |
# | a score of NaN | never wins |
# | returns | `(best, trials)`: `best` is a dict with the settings of the best trial, without a score; `trials` is a list of dicts, each with the settings and their `"score"`, in any order |

# %% exercise="grid_search"
def grid_search(space, f, mode="max"):
    """Try every combination of values once.

    space: name -> list of values.  f(name=value, ...) returns a score.
    mode: "max" or "min"; another raises ValueError that lists both.
    Returns (best, trials): a dict of settings, and a list of dicts with
    the settings and their "score".  NaN never wins.
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
# Training with a rate far too large ends in NaN: what is `max([float("nan"), 0.9])`?
#
# ---
# Refuse a wrong mode. Make one dict of settings for each combination, call `f` with it, and append settings and score to the list. Then
# pick the best trial with a key that puts NaN last in either mode, and return its settings without the score.
#
# ---
# ```python
# trials = []
# for values in itertools.product(...):
#     params = dict(zip(space, values))
#     trials.append({**params, "score": ...})        # f(**{"lr": 0.1}) is f(lr=0.1)
# worst = ...                                        # -np.inf or np.inf
# key = lambda trial: worst if np.isnan(...) else ...
# best = ...                                         # max or min of trials, by key
# return {name: ... for name in space}, trials
# ```

# %% check="grid_search" points=7
check(grid_search)

# %% [markdown]
# ### Exercise: random search
# The same contract, but the trials are drawn.
#
# | | |
# |---|---|
# | `space` | a dict, name to `(lo, hi)`; each value is log-uniform between the two, drawn anew for each trial |
# | `n` | how many trials, at least 1 |
# | `rng` | the NumPy Generator to draw from |
# | `f`, `mode`, returns | as in `grid_search`: `(best, trials)`, NaN never wins |

# %% exercise="random_search"
def random_search(space, n, f, rng, mode="max"):
    """Try n random points; every trial draws each value log-uniformly.

    space: name -> (lo, hi).  f, mode, (best, trials): as in grid_search.
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
# Where must the drawing be, before the loop or in it? What can you keep of `grid_search`?
#
# ---
# Repeat $n$ times: draw one value for each name, call `f`, append settings and score. Checking the mode and picking the best trial are the
# same as before.
#
# ---
# `log_uniform(lo, hi, (), rng)` is one number. So the settings of one trial are `{name: float(...) for name, (lo, hi) in space.items()}`,
# inside `for _ in range(n):`.

# %% check="random_search" points=7
check(random_search)

# %% [markdown]
# Suppose that one of the two hyperparameters hardly matters, but you don't know which. That is usual: scores depend on few of the axes
# (Bergstra & Bengio, 2012, call it a low effective dimension). Then what counts is how many different values of the *other* one you have
# tried.

# %% [markdown]
# ### Exercise: how many values were tried?
# Count them in the list that your searches return.
#
# | | |
# |---|---|
# | `trials` | a list of dicts, as the searches return it |
# | `name` | a key of them |
# | returns | how many different values there are, an int |

# %% exercise="distinct_values"
def distinct_values(trials, name):
    """How many different values of one hyperparameter were tried; an int.

    trials: list of dicts, as the searches return it.  name: a key.
    """
    ### BEGIN SOLUTION
    return len({trial[name] for trial in trials})
    ### END SOLUTION

# %% [markdown] hint="distinct_values"
# Which Python collection keeps equal things only once?
#
# ---
# Collect the values of that name over all trials in a `set`, and count what is in it.
#
# ---
# `len({... for trial in trials})`.

# %% check="distinct_values" points=3
check(distinct_values)

# %% demo="a score and a grid, in code"
def bell(lr, decay, at=0.2, width=0.22):
    """A score that only the learning rate matters for: a narrow bell on the log axis (width in decades)."""
    return float(np.exp(-np.log10(lr / at) ** 2 / (2 * width**2)))

def centred(lo, hi, n):
    """A grid in the middles of n equal cells of the log axis, so that no trial is wasted on an end."""
    half = (hi / lo) ** (0.5 / n)
    return list(log_grid(lo * half, hi / half, n))

# %% demo="nine trials and the rates they try"
with needs(log_grid, log_uniform, grid_search, random_search, distinct_values):
    space = {"lr": (1e-4, 10), "decay": (1e-7, 0.1)}
    rng, lrs = np.random.default_rng(6), np.logspace(-4, 1, 300)
    grid = {name: centred(*ends, 3) for name, ends in space.items()}
    searches = {"grid search": grid_search(grid, bell)[1], "random search": random_search(space, 9, bell, rng)[1]}
    fig, both = plt.subplots(1, 2, figsize=(10, 3.8), layout="constrained", sharey=True)
    for ax, (name, trials) in zip(both, searches.items(), strict=True):
        ax.fill_between(lrs, 1e-7, 1e-7 * 10 ** (2 * np.array([bell(lr, 0) for lr in lrs])), color="0.8")
        ax.plot([t["lr"] for t in trials], [t["decay"] for t in trials], "o", color="#0072B2")
        ax.vlines([t["lr"] for t in trials], 1e-7, 4e-7, color="#D55E00")
        title = f"{name.capitalize()}: {distinct_values(trials, 'lr')} rates, best score "
        ax.set(xscale="log", yscale="log", title=title + f"{max(t['score'] for t in trials):.2f}")
        ax.set(xlabel="learning rate (matters)", ylim=(1e-7, 0.1))
    both[0].set_ylabel("weight decay (doesn't matter)")
    both[0].text(0.2, 2e-6, "score", ha="center", fontsize=8, color="0.3")
    both[0].text(9e-4, 1.6e-7, "rates tried", fontsize=8, color="#D55E00")
    plt.show()

# %% [markdown]
# The grey hill is the score, a function of the rate alone. The red ticks are the trials seen from the axis that matters: the grid has tried
# three rates, random search nine. It never tries a value twice; a grid repeats each of its three values three times.
#
# A trial costs the same in both. But a grid of $n$ values on each of $d$ axes needs $n^d$ of them, and random search needs as many as you
# like. (Some notes add that random search "can hit the exact optimum". A given point has probability zero; with more trials it comes
# nearer.)

# %% [markdown]
# With how many trials does the grid catch up? Drag the slider, or press the arrow keys on it.

# %% demo="the rates that trials try, with a slider"
def tried(n):
    side, rng = round(n**0.5), np.random.default_rng(6)
    grid = [(a, b) for a in centred(1e-4, 10, side) for b in centred(1e-7, 0.1, side)]
    drawn = list(zip(log_uniform(1e-4, 10, n, rng), log_uniform(1e-7, 0.1, n, rng), strict=True))
    _, both = plt.subplots(1, 2, figsize=(7.6, 3.2), layout="constrained", sharey=True)
    for ax, (name, points) in zip(both, {"grid": grid, "random": drawn}.items(), strict=True):
        lrs, decays = np.array(points).T
        ax.plot(lrs, decays, "o", color="#0072B2", ms=4)
        ax.vlines(lrs, 1e-7, 4e-7, color="#D55E00")
        ax.set(xscale="log", yscale="log", xlim=(1e-4, 10), ylim=(1e-7, 0.1), xlabel="learning rate")
        best = max(bell(lr, 0) for lr in lrs)
        ax.set_title(f"{name}: {len(np.unique(lrs.round(9)))} rates, best score {best:.2f}")
    both[0].set_ylabel("weight decay")

with needs(log_grid, log_uniform):
    slider_figure(tried, [4, 9, 16, 25, 36, 49, 64, 81, 100], "trials", start=1).show()

# %% [markdown]
# One picture is an anecdote. Make the hill a strip at a random place, whose width is a fraction $w$ of the axis. Nine random points all
# miss it with probability $(1-w)^9$. Three columns of a grid in the middles of their cells hit it with about $3w$. Columns that begin and
# end at the edges waste two of three on places where a strip can't be centred.

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

# %% demo="hit rates of grid and random search"
widths, ends = (0.05, 0.1, 0.2), (1, 10)
with needs(log_grid, log_uniform, grid_search, random_search):
    grids = {"grid in the middles": centred(*ends, 3), "grid to the edges": list(log_grid(*ends, 3))}
    searches = {name: lambda f, rng, v=v: grid_search({"a": v, "b": v}, f) for name, v in grids.items()}
    searches = {"random": lambda f, rng: random_search({"a": ends, "b": ends}, 9, f, rng)} | searches
    columns = {name: np.log10(values) for name, values in grids.items()}
    truth = {"random": [1 - (1 - w) ** 9 for w in widths]}
    truth |= {name: [exact(w, c) for w in widths] for name, c in columns.items()}
    measured = {name: [counted(w, 600, s, 0) for w in widths] for name, s in searches.items()}
    ax = axes("Nine random points hit a strip more often than a grid of nine", "width of the strip, share of the axis", "share of hits")
    for index, name in enumerate(searches):
        x, color = np.arange(3) + 0.27 * (index - 1), style("", index)["color"]
        bars = ax.bar(x, truth[name], 0.25, color=color, alpha=0.55, label=f"{name}: bar exact, dot counted")
        ax.bar_label(bars, [f"{value:.3f}" for value in truth[name]], fontsize=8, padding=4)
        ax.plot(x, measured[name], "o", color="k", ms=4)
    ax.set_xticks(range(3), widths)
    ax.set_ylim(0, 1.1)
    ax.legend(fontsize=8, loc="upper left")
    plt.show()

# %% [markdown]
# Now real trainings: the landscape of section 1 with a weight decay as its second axis. 240 duels of grid and random search, nine trials
# each. The range has 6.5 decades, and its place varies by a decade to either side, since you don't know yet where the good rates are. Then
# the same in three decades chosen by somebody who does know. These trainings come with the course; your searches fight twenty duels of
# each range anew.
#
# The held-out digits are cut in two, anew for each duel: one half chooses the best trial, the other, which has chosen nothing, judges it.
# A search that ends below 80 % has missed the good rates.

# %% demo="searches with real trainings, in code"
CHOOSE, JUDGE = slice(700), slice(700, None)

def score(found, whose, part):
    """Accuracy (entries,) on the part of the held-out digits that chooses or judges, cut anew for every seed."""
    cuts = [np.random.default_rng([seed, 7]).permutation(1397)[part] for seed in whose]
    return np.array([row[cut].mean() for row, cut in zip(found, cuts, strict=True)])

def noted(search):
    """The settings that `search(f)` asks for, without training any; with equal seeds it asks for the same again."""
    asked = []
    search(lambda **params: asked.append(params) or 0.0)
    return asked

# %% demo="searches with real trainings, in code, part 2"
def trained(searches, whose):
    """Run searches for real, all their trials side by side: for each its trials, and its winner's accuracy, judged."""
    asked = [noted(search) for search in searches]
    owner = [seed for seed, group in zip(whose, asked, strict=True) for _ in group]
    lrs, decays = ([params[name] for group in asked for params in group] for name in ("lr", "decay"))
    found = answers(lrs, decays, owner)
    both = zip(*[score(found, owner, part).tolist() for part in (CHOOSE, JUDGE)], strict=True)
    keys = [(seed, *params.values()) for seed, group in zip(whose, asked, strict=True) for params in group]
    table, results = dict(zip(keys, both, strict=True)), []
    for seed, search in zip(whose, searches, strict=True):
        best, trials = search(lambda seed=seed, **params: table[seed, *params.values()][0])
        results.append((trials, table[seed, *best.values()][1]))
    return results

# %% demo="240 duels, in code"
@remember
def fought(lowest, decades, jitter, each):
    """Accuracy in % that your grid search and random search end with, (2, seeds, each)."""
    names, searches = [100 * seed + i for seed in seeds(20) for i in range(each)], []
    for kind in range(2):
        for name in names:
            low = 10 ** (lowest + np.random.default_rng([name, 0]).uniform(-jitter, jitter))
            space = {"lr": (low, low * 10**decades), "decay": (1e-7, 10**-1.5)}
            grid = {axis: centred(*ends, 3) for axis, ends in space.items()}
            draw = lambda f, space=space, name=name: random_search(space, 9, f, np.random.default_rng([name, 1]))
            searches.append(draw if kind else lambda f, grid=grid: grid_search(grid, f))
    return 100 * np.array([found for _, found in trained(searches, 2 * names)]).reshape(2, -1, each)

@shipped
def duels(*field):
    """The same of our searches."""
    return fought(*field)

WIDE_FIELD, KNOWN_FIELD = (-4, 6.5, 1.0), (-3, 3, 0.5)           # lowest rate, decades, how far its place varies

# %% demo="twenty duels in each range"
with needs(log_grid, log_uniform, grid_search, random_search):
    yours = fought(*WIDE_FIELD, 1), fought(*KNOWN_FIELD, 1)    # 720 trainings

# %% predict="who misses less"
predict("Where does random search miss clearly less often than the grid?",
        a="in both ranges", b="only in the wide range",
        c="only in the narrow range",
        guess="")

# %% demo="duels in a wide and in a narrow range"
with needs(log_grid, log_uniform, grid_search, random_search):
    fields = {"6.5 decades": duels(*WIDE_FIELD, 12), "3 decades, well chosen": duels(*KNOWN_FIELD, 4)}
    fig, both = plt.subplots(1, 2, figsize=(9, 3.9), layout="constrained")
    for ax, mine, (name, (grid, drawn)) in zip(both, yours, fields.items(), strict=True):
        ends, misses = (min(grid.min(), drawn.min()) - 1, 97), [int(np.sum(f < 80)) for f in (grid, drawn)]
        ax.plot(ends, ends, color="0.7", lw=1)
        ax.plot(grid, drawn, "o", ms=4, alpha=0.4, mew=0, color="#0072B2")
        ax.plot(*mine[:, :, 0], "o", ms=8, mfc="none", color="#D55E00")
        ax.set(xlabel="grid search ends with, % right", ylabel="random search ends with, % right")
        ax.set_title(f"{name}: of {grid.size} grids {misses[0]} end\nbelow 80 %, of as many random searches {misses[1]}", fontsize=10)
        gain = (drawn - grid).ravel()
        print(f"{name}: random minus grid {gain.mean():+.1f} points (standard error {gain.std(ddof=1) / gain.size**0.5:.1f});",
              f"random search is better in {100 * np.mean(gain > 0):.0f} %")
    both[0].text(0.97, 0.04, "circles: your searches", transform=both[0].transAxes, ha="right", fontsize=9, color="#D55E00")
    plt.show()
    wide, narrow = (np.mean(grid < 80) - np.mean(drawn < 80) > 0.05 for grid, drawn in fields.values())
    came("a" if wide and narrow else "b" if wide else "c")

# %% [markdown] seen="who misses less"
# Above the line random search is better. In the wide range the grid has three rates for 6.5 decades, and often all three miss: the points
# far to the left. Nine random rates miss too, but less often. In a well chosen range there is nothing left to miss, and either may win.
# So random search helps where you don't know the range. It does not train better networks.

# %% [markdown]
# The mean gain in points is a poor summary: it depends on how bad the misses are, and its error stays large after 240 duels. The number of
# misses is the steady quantity.

# %% [markdown]
# ## 4. A learning rate in 100 steps (24 min)
# You need not train to the end to see that a rate is bad. In a hundred steps the loss falls clearly if the rate is any good; it does not
# have to converge. So try a grid of rates, 100 steps each, and see whose loss has fallen most. But a single loss is that of one
# minibatch, and noisy.
#
# The usual smoothing is a running mean $s \leftarrow \beta s + (1-\beta)\, x$, started at zero, and corrected for that start as in Adam:
# after loss number $t = 1, 2, \dots$ the smoothed loss is $s / (1 - \beta^t)$.

# %% [markdown]
# ### Exercise: a smooth loss
# The corrected running mean, as a function that `lr_find` will use.
#
# | | |
# |---|---|
# | `losses` | a list or an array of $n$ numbers |
# | `beta` | at least 0, below 1 |
# | returns | an array of shape (n,), one value per loss; the first is `losses[0]` |

# %% exercise="smooth"
def smooth(losses, beta=0.9):
    """Running mean from s = 0, each value corrected by 1 - beta^t.

    losses: n numbers.  Returns one value per loss, an array (n,).
    """
    ### BEGIN SOLUTION
    s, result = 0.0, []
    for t, loss in enumerate(losses, start=1):
        s = beta * s + (1 - beta) * loss
        result.append(s / (1 - beta**t))
    return np.array(result)
    ### END SOLUTION

# %% [markdown] hint="smooth"
# For losses that are all 3 the answer is 3 everywhere. Does yours begin there, or near 0?
#
# ---
# Go through the losses with a counter from 1. Update $s$, and append the corrected value to a list; keep $s$ itself uncorrected.
#
# ---
# `for t, loss in enumerate(losses, start=1):`, in it `s = beta * s + ...`, and append `s` over one minus a power of `beta`.

# %% check="smooth" points=7
check(smooth)

# %% [markdown]
# Ten rates, 100 steps of SGD with momentum on digits, one network each. Which would you take?

# %% demo="curves of one hundred steps"
RATES = {"SGD": np.logspace(-2, 1, 10), "momentum": np.logspace(-2.5, 0.5, 10), "Adam": np.logspace(-3.5, -0.5, 10)}

def sweep(optimiser):
    """Networks at each rate for the seeds that judge, then three that choose; the last 397 digits judge, 400 choose.

    Returns losses of the seeds that judge, of the first 110 steps and the mean of the last 20; accuracies (seeds, rates):
    "soon" after 62 steps on the digits that choose, "chooses" after 400 on those, "judges" after 400 on those that judge.
    """
    rates, whose, looks = RATES[optimiser], [*seeds(10), *tuning_seeds(3)], []
    nets = MLPs([64, 32, 10], np.repeat(whose, len(rates)))
    look = lambda t, nets: t + 1 in (62, 400) and looks.append(nets.score(X[1000:1400], y[1000:1400])[0])
    losses = train(nets, X[:1000], y[:1000], 400, np.tile(rates, len(whose)), optimiser=optimiser, after_step=look)
    looks.append(nets.score(X[1400:], y[1400:])[0])
    losses = losses.reshape(400, len(whose), -1)[:, :-3]
    accuracies = zip(("soon", "chooses", "judges"), (look.reshape(len(whose), -1) for look in looks), strict=True)
    return {"first": losses[:110], "last": losses[380:].astype(float).mean(0), **dict(accuracies)}

@shipped
def sweeps():
    return dict(zip(RATES, side_by_side(sweep, RATES), strict=True))

def first_losses(optimiser):
    """Losses (110, seeds, rates) of the first steps."""
    return sweeps()[optimiser]["first"].astype(float)

# %% demo="labels that keep apart, in code"
def spread_out(heights, gap):
    """Heights near the given ones, in the same order, at least `gap` apart: places for labels beside curves."""
    order, placed = np.argsort(heights), np.array(heights, dtype=float)
    for below, above in itertools.pairwise(order):
        placed[above] = max(placed[above], placed[below] + gap)
    over = max(0.0, placed.max() - max(heights))
    return placed - over * (placed - placed.min()) / (np.ptp(placed) or 1)

# %% demo="one hundred steps of ten rates"
with needs(smooth):
    losses = first_losses("momentum")[:100, 0]
    curves = np.array([smooth(column) for column in losses.T])
    ax = axes("A hundred steps tell slow, good and diverging rates apart", "step", "training loss, smoothed")
    places = spread_out(np.minimum(curves[:, -1], 2.9), 0.13)
    for index, (rate, curve) in enumerate(zip(RATES["momentum"], curves, strict=True)):
        shade = plt.get_cmap("viridis")(index / 13)
        ax.plot(curve, color=shade, ls="-" if index < 8 else "--")
        ax.plot([99, 106], [min(curve[-1], 2.9), places[index]], color=shade, lw=0.6)
        ax.text(107, places[index], f"{rate:.2g}", color=shade, fontsize=8, va="center")
    ax.set(ylim=(0, 3), xlim=(0, 118), xticks=range(0, 101, 20))
    plt.show()

# %% [markdown]
# The drop is the smoothed loss at the start minus the one at the end. The largest drop belongs to a whole group of rates, within the
# noise. Your function returns the *largest* rate of the group, the upper edge of what works, because that is one definite value. Whether
# to train at the edge or a step below it will be measured. Runs that diverged on their way don't count, whatever they reached.

# %% [markdown]
# ### Exercise: find a learning rate
# Eight lines, with `smooth`. You don't train anything yourself: `run` does.
#
# | | |
# |---|---|
# | `run` | `run(lr, iters)` trains a fresh model and returns its losses, one a step; call it once for each rate |
# | `lrs` | rates in any order |
# | diverged | a loss is NaN, infinite, or larger than four times the first of its run |
# | drop | first smoothed loss minus last (`smooth` with its default `beta`) |
# | returns | with $D$ the largest drop of the runs that don't diverge: the largest rate, a float, whose drop is at least $D - 0.05\, \lvert D \rvert$ |
# | all diverge | a `ValueError` |

# %% exercise="lr_find"
def lr_find(run, lrs, iters=100):
    """The largest rate whose drop is within 5 % of the best drop; a float.

    run(lr, iters) returns losses; call it once for each rate.
    A run diverges if a loss is NaN, infinite, or larger than four times
    its first.  The drop is the difference of first and last smoothed
    loss.  Raises ValueError where all runs diverge.
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
# Which rate would win if a run that falls to 0.01 and then explodes were compared with the others?
#
# ---
# First throw out, then compare. For each rate: run it, skip it if it diverged, otherwise note its drop in a dict from rate to drop. Raise
# the error if the dict is empty. Find the largest drop, then the largest rate whose drop is near enough to it.
#
# ---
# ```python
# drops = {}
# for lr in lrs:
#     losses = np.asarray(run(...), dtype=float)
#     if np.all(np.isfinite(losses)) and np.max(losses) <= ...:
#         smoothed = ...
#         drops[float(lr)] = ...
# if not drops: raise ValueError(...)
# best = max(...)
# return max(lr for lr, drop in drops.items() if drop >= ...)
# ```

# %% check="lr_find" points=15
check(lr_find)

# %% [markdown]
# Now the test that matters: is the rate found in 100 steps also right for 400? Three optimisers, ten seeds each; `run` looks up networks
# that were trained side by side, and come with the course. It is compared with one rate for each optimiser: the best after 400 steps on the mean of three other
# seeds, chosen on other digits than those that judge.

# %% demo="found rates, in code"
def found_rates(optimiser):
    """For each judging seed the index of the rate that your lr_find picks."""
    losses, rates = first_losses(optimiser), RATES[optimiser].tolist()
    runs = [lambda lr, iters, i=i: losses[:iters, i, rates.index(lr)] for i in range(losses.shape[1])]
    return np.array([rates.index(lr_find(run, rates)) for run in runs])

def over_best(optimiser, picks):
    """Points (seeds,) of each seed's pick over the rate that three other seeds find best, after 400 steps."""
    chooses, judges = sweeps()[optimiser]["chooses"], sweeps()[optimiser]["judges"]
    return 100 * (judges[range(len(picks)), picks] - judges[: len(picks), chooses[-3:].mean(0).argmax()])

# %% predict="at the edge"
predict("For which optimiser does the rate found in 100 steps lose most "
        "after 400?",
        a="plain SGD", b="momentum", c="Adam",
        guess="")

# %% demo="found in 100 steps, judged after 400"
with needs(smooth, lr_find):
    losses_at_edge = []
    title = "A hundred steps find the upper edge of what works"
    ax = axes(title, "learning rate", "accuracy on new digits after 400 steps")
    for name, rates in RATES.items():
        accuracy, picks = sweeps()[name]["judges"][:-3], found_rates(name)
        ax.plot(rates, accuracy.mean(0), **style(name))
        ax.plot(rates[picks], accuracy[range(len(picks)), picks], "o", ms=7, mfc="none", color=style(name)["color"])
        best = accuracy.mean(0).argmax()
        ax.text(rates[best], 0.985, name, ha="center", fontsize=9, color=style(name)["color"])
        edge, lower = over_best(name, picks), over_best(name, picks - 1)
        losses_at_edge.append(edge.mean())
        print(f"{name}: at the rate found {edge.mean():+.1f} ± {edge.std(ddof=1):.1f} points against the best rate;",
              f"one rate lower {lower.mean():+.1f} ± {lower.std(ddof=1):.1f}")
    ax.set(xscale="log", ylim=(0.8, 1))
    plt.show()
    came("abc"[np.argmin(losses_at_edge)])

# %% [markdown] seen="at the edge"
# The lines are means of ten seeds, the circles what you found for each. The best rate is close to a cliff, and so is "the largest". For SGD
# and momentum that costs next to nothing. For Adam the rate is sometimes too large, and one rate lower, a factor of about two, saves
# points.

# %% [markdown]
# So use the rate as an edge: train a step below it. Other finders do the same in other ways: fast.ai's takes the point where the loss falls
# most steeply, or a tenth of the rate where it is lowest. Both descend from Smith's test (2017,
# [arXiv:1506.01186](https://arxiv.org/abs/1506.01186)).

# %% [markdown]
# ## 5. Coarse to fine (24 min, further)
# With 27 trainings to spend, you could draw all of them from the whole range. Or draw nine, move to where it was best, draw nine from a
# smaller range around that, and once more.

# %% [markdown]
# ### Exercise: move in
# The new range is centred at the best trial, so it may stick out over an end of the old one. That is wanted: a best value close to an end
# says that the range was badly placed, and should be reported.
#
# | | |
# |---|---|
# | `space` | a dict, name to `(lo, hi)` |
# | `trials` | dicts with the names and `"score"`; the highest score is best, NaN never |
# | `shrink` | logarithmic width of a new range over that of the old one |
# | `new_space` | ranges with the best value in their middle on the log axis (geometrically), not cut where they leave the old ones |
# | `border` | names whose best value is closer than 5 % of the old logarithmic width to one of the two old ends |
# | returns | `(new_space, border)`, a dict and a list |

# %% exercise="refine"
def refine(space, trials, shrink=0.3):
    """A smaller space around the best trial, and what lies at a border.

    space: name -> (lo, hi).  trials: dicts with the names and "score".
    Returns (new_space, border): border lists the names whose best value
    is closer than 5 % of the old width (log axis) to one of the old ends.
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
#
# ---
# Find the best trial, with NaN last. For each name compute the width of the old range in logarithms, and from it the factor from the middle
# to an end. Divide and multiply the best value by that factor. Then compare its logarithmic distance to each old end with 5 % of the width.
#
# ---
# `width = np.log(hi / lo)` and `half = np.exp(shrink * width / 2)`; the new range is `(float(value / half), ...)`. The nearer end is at
# `min(np.log(value / lo), ...)`.

# %% check="refine" points=8
check(refine)

# %% demo="rounds, in code"
def rounds(whose, space, count=3, n=9):
    """For each seed `count` rounds of n random trials, each in the refined space of the last.

    Returns for each seed its rounds, pairs of trials and their winner's accuracy, judged, and its spaces.
    """
    spaces, history = [[space] for _ in whose], [[] for _ in whose]
    for stage in range(count):
        draws = [lambda f, s=s, seed=seed: random_search(s[-1], n, f, np.random.default_rng([seed, stage]))
                 for seed, s in zip(whose, spaces, strict=True)]
        for past, s, found in zip(history, spaces, trained(draws, whose), strict=True):
            past.append(found)
            s.append(refine(s[-1], [trial for trials, _ in past for trial in trials])[0])
    return history, spaces

# %% demo="three rounds of nine, in code"
WIDE = {"lr": (1e-5, 100.0), "decay": (1e-7, 0.1)}

def best_trial(trials):
    return max(trials, key=lambda trial: trial["score"])

# %% demo="two plans for 27 trials, in code"
@remember
def at_once():
    """27 random trials in the whole range for each of 20 seeds: settings, and what they get right, (20, 27, 1397)."""
    asked = [noted(lambda f, seed=seed: random_search(WIDE, 27, f, np.random.default_rng([seed, 9]))) for seed in seeds(20)]
    lrs, decays = ([params[name] for group in asked for params in group] for name in ("lr", "decay"))
    return asked, answers(lrs, decays, np.repeat(seeds(20), 27)).reshape(len(asked), 27, -1)

@remember
def staged():
    """Three rounds of nine, 20 seeds: rounds and spaces; accuracy in % of the winner of both plans, judged, (2, seeds)."""
    history, spaces = rounds([*seeds(20)], WIDE)
    stepwise = [max(past, key=lambda found: best_trial(found[0])["score"])[1] for past in history]
    winners = [found[[score(found, [seed] * 27, CHOOSE).argmax()]] for seed, found in zip(seeds(20), at_once()[1], strict=True)]
    return history, spaces, 100 * np.array([stepwise, score(np.concatenate(winners), seeds(20), JUDGE)])

# %% predict="two plans"
predict("In how many of 20 searches does 9 + 9 + 9 end higher than 27 at "
        "once?",
        a="10 to 14", b="15 to 20", c="fewer than 10",
        guess="")

# %% demo="the map of three rounds"
with needs(log_uniform, random_search, refine):
    history, spaces, (stepwise, flat) = staged()
    fig, (ax, pairs) = plt.subplots(1, 2, figsize=(10, 3.9), layout="constrained", width_ratios=(3, 2))
    for stage, ((trials, _), space) in enumerate(zip(history[0], spaces[0][:-1], strict=True)):
        (left, end), (low, high) = space["lr"], space["decay"]
        color = style("", stage)["color"]
        ax.plot([left, end, end, left, left], [low, low, high, high, low], color=color, ls="-:"[stage == 0], lw=1)
        label = f"round {stage + 1}: best {100 * best_trial(trials)['score']:.1f} %"
        ax.plot([t["lr"] for t in trials], [t["decay"] for t in trials], "os^"[stage], color=color, ms=5, label=label)
    ax.set(xscale="log", yscale="log", xlabel="learning rate", ylabel="weight decay", title="Each round moves in")
    ax.legend(fontsize=8, loc="upper left")
    pairs.plot([0, 1], [flat, stepwise], color="0.75", marker="o", mfc="#0072B2", mec="#0072B2")
    pairs.set_xticks([0, 1], ["27 at once", "9 + 9 + 9"])
    pairs.set(title=f"Better in {np.sum(stepwise > flat)} of {len(flat)} seeds", ylabel="right on unseen digits, %", xlim=(-0.3, 1.3))
    plt.show()
    gain = stepwise - flat
    print(f"9 + 9 + 9 minus 27, judged: {gain.mean():+.2f} points (standard error {gain.std(ddof=1) / len(gain)**0.5:.2f}), worst {gain.min():+.1f}")
    came("cab"[np.digitize(np.sum(gain > 0), [10, 15])])

# %% [markdown] seen="two plans"
# On the left the map of the first seed, with the scores that chose. On the right all twenty, judged on digits that have chosen nothing. Nine
# trials are enough to find the region, and the other eighteen aren't wasted on rates that diverge. But a
# plan that moves in can be led astray by an early lucky score. Twenty searches don't decide whether it gains over 27 trials at once.

# %% [markdown]
# Why judge on other digits? The score that won a search was the largest of many noisy ones. Part of it was skill, part was luck, and the
# luck does not come again. How much was it? You need not run a search again and again to find out. Run many trials once, and note two
# scores of each, one on data that choose and one on data that choose nothing. Then a search with $n$ trials is a draw of $n$ of them.

# %% [markdown]
# ### Exercise: the best of n
# Draw many such searches, and compare both scores of what they choose.
#
# | | |
# |---|---|
# | `val`, `test` | arrays (N,): the scores of N trials on data that choose, and on data that choose nothing; the higher the better |
# | `n` | trials in a search, from 1 to N |
# | `rng`, `reps` | the NumPy Generator to draw from, and how many searches are drawn |
# | one search | `n` *different* trials at random; it chooses the one with the highest `val` |
# | returns | `(val_mean, test_mean)`, two floats: means over the searches of both scores of the chosen trial |

# %% exercise="best_of_n"
def best_of_n(val, test, n, rng, reps=1000):
    """Mean scores of what searches with n of the N trials choose.

    val, test: scores (N,).  Draws reps times n different trials; val
    chooses.  Returns (val_mean, test_mean), two floats.
    """
    ### BEGIN SOLUTION
    chosen = []
    for _ in range(reps):
        drawn = rng.choice(len(val), n, replace=False)
        chosen.append(drawn[np.argmax(val[drawn])])
    return float(np.mean(val[chosen])), float(np.mean(test[chosen]))
    ### END SOLUTION

# %% [markdown] hint="best_of_n"
# Trials 4, 0 and 7 are drawn, and the second of them scores best. Which row of `val` and of `test` is that?
#
# ---
# Repeat: draw `n` different row numbers, find the place of the highest `val` among them, and keep the *row number* at that place. At the
# end average `val` over the kept rows, and `test` over the same rows.
#
# ---
# `rng.choice(..., replace=False)` draws different rows. `np.argmax(val[drawn])` is a place in `drawn`, so the row is
# `drawn[...]` of it.

# %% check="best_of_n" points=5
check(best_of_n)

# %% [markdown]
# Now with the 27 trials of each of the 20 seeds above. 100 digits choose; the 1297 others judge. (The 100 are drawn anew 40 times.)

# %% predict="too good"
predict("The best of 27 trials got 100 digits to choose it. By how much is "
        "that score too good, on average?",
        a="less than half a point", b="one or two points",
        c="more than three points",
        guess="")

# %% demo="the best of n, in code"
COUNTS = (1, 3, 9, 27)

@remember
def optimism(cuts=40):
    """Accuracy in % of the best of n trials on 100 digits that choose it and on all others, (2, counts, seeds)."""
    rng, result = np.random.default_rng(0), []
    for found in at_once()[1]:
        rows = np.array([rng.permutation(1397)[:100] for _ in range(cuts)])
        chose = found[:, rows].mean(2)                                          # trials, cuts
        others = (found.sum(1, keepdims=True) - 100 * chose) / 1297
        pairs = list(zip(chose.T, others.T, strict=True))
        result.append([np.mean([best_of_n(*pair, n, rng, 25) for pair in pairs], axis=0) for n in COUNTS])
    return 100 * np.array(result).transpose(2, 1, 0)

# %% demo="the best of n on other digits"
with needs(log_uniform, random_search, best_of_n):
    chose, fair = optimism()
    ax = axes("The best of many trials looks better than it is", "number of random trials", "score that chose minus\naccuracy on other digits, points")
    for i, gap in enumerate(chose - fair):
        ax.plot(i + np.linspace(-0.15, 0.15, len(gap)), gap, "o", ms=4, alpha=0.5, mew=0, color="#0072B2")
        ax.plot(i, gap.mean(), "_", ms=34, mew=2.5, color="#0072B2")
        ax.text(i + 0.22, gap.mean(), f"{gap.mean():+.1f}", va="center", fontsize=9)
    ax.axhline(0, color="0.5", lw=0.8, ls=":")
    ax.set_xticks(range(len(COUNTS)), COUNTS)
    plt.show()
    print(*[f"best of {n}: score {a:.1f} %, on other digits {b:.1f} %" for n, a, b in zip(COUNTS, chose.mean(1), fair.mean(1), strict=True)], sep="\n")
    came("abc"[np.digitize((chose - fair)[-1].mean(), [0.75, 2.5])])

# %% [markdown] seen="too good"
# The score of one trial is an honest estimate: its gap is about zero. The score of the best of 27 is a point too good (Cawley & Talbot,
# 2010, JMLR 11, on selection bias). A trial that failed is no rival, so what counts is how many *good* ones were beaten. Report the accuracy
# on data that chose nothing, and compare two searches there too: the one that tried more near the top looks better on the data that chose.

# %% [markdown]
# ## 6. Poor trials end early (18 min, further)
# Two knobs have been enough so far. The lectures list more, and each is searched in its own way:
#
# | knob | how to search it | below |
# |---|---|---|
# | learning rate | on a log axis, and first | 0.0001 to 10 |
# | its schedule | a few shapes, after the rate; a rate that falls to zero by the last step needs to know the last step | constant |
# | kind of update | a list of names; each has good rates of its own | SGD, momentum, Adam |
# | regularization | weight decay on a log axis, dropout evenly | both |
# | architecture | powers of two; as large as you can pay for | 4 to 128 hidden units |
#
# Five knobs need many trials. But a bad setting shows soon, so why train it to the end?

# %% [markdown]
# *Successive halving* gives every setting a short run and keeps the best third. These go on until they have had three times as many steps,
# the best third of them goes on again, until one setting is left (Jamieson & Talwalkar, 2016,
# [arXiv:1502.07943](https://arxiv.org/abs/1502.07943)). "Halving" is its name; a third is the usual share.
#
# 27 settings make four rounds: 27 of them to step 40, 9 to step 120, 3 to step 360, 1 to step 1080. Since each goes on from where it was,
# that takes $27 \cdot 40 + 9 \cdot 80 + 3 \cdot 240 + 720 = 3240$ steps, as many as *three* trials of 1080 steps.

# %% [markdown]
# ### Exercise: successive halving
# What `state` is, only `run` knows: a network and its optimiser, for example. You keep it and hand it back.
#
# | | |
# |---|---|
# | `configs` | a list of settings, at least one, of any type (dicts, numbers ...) |
# | `run` | `run(config, budget, state)` goes on from `state` (`None`: from the start) until `budget` steps in all; returns `(score, state)`, the score to compare and the state to go on from |
# | `budget` | steps of the first round; each round has `eta` times the budget of the one before |
# | `eta` | a whole number, at least 2; of $m$ settings the best $\lceil m / \text{eta} \rceil$ go on |
# | score | the higher the better; one of NaN is worse than all others |
# | ends | with the round in which a single setting runs |
# | returns | `(best, rounds)`: the setting of the last round; a list with, for each round, the list of pairs `(config, score)` of those that ran, in any order |

# %% exercise="successive_halving"
def successive_halving(configs, run, budget, eta=3):
    """Run all for a while, go on with the best, until one is left.

    run(config, budget, state) -> (score, state); state None: from the
    start.  NaN is worst.  Returns (best, rounds): a config, and for each
    round its pairs (config, score).
    """
    ### BEGIN SOLUTION
    live, rounds = [(config, None) for config in configs], []
    while True:
        done = [(config, *run(config, budget, state)) for config, state in live]
        rounds.append([(config, score) for config, score, _ in done])
        if len(done) <= 1:
            return done[0][0], rounds
        done.sort(key=lambda entry: -np.inf if np.isnan(entry[1]) else entry[1], reverse=True)
        live = [(config, state) for config, _, state in done[: int(np.ceil(len(done) / eta))]]
        budget = eta * budget
    ### END SOLUTION

# %% [markdown] hint="successive_halving"
# A setting and its state belong together: what keeps them together when you sort by score? And of two settings, with `eta` 3, how many go
# on?
#
# ---
# Keep a list of pairs, setting and state, which begins with all settings and `None`. Each round: run every pair, note settings and scores,
# return if there was only one, sort with the highest score first and NaN last, keep as many as go on, multiply the budget.
#
# ---
# ```python
# live, rounds = ..., []                                      # live: pairs of a config and its state
# while True:
#     done = [(config, *run(...)) for config, state in live]     # config, score, state
#     rounds.append(...)
#     if len(done) == 1: return ...
#     done.sort(key=lambda entry: ..., reverse=True)
#     live = ...                                                 # the first int(np.ceil(...)) of done
#     budget = ...
# ```

# %% check="successive_halving" points=9
check(successive_halving)

# %% [markdown]
# 27 settings of five knobs for each of 20 seeds. All 540 were trained to the end, and come with the course, so that your function can look
# up what it asks for, and be compared with the full trials that it saves. As in the duels one half of the held-out digits chooses and the
# other judges.

# %% demo="settings of five knobs, in code"
LOOKS = (40, 120, 360, 1080)

def settings(seed):
    """27 random settings of five knobs."""
    rng = np.random.default_rng([seed, 5])
    return [{"lr": 10 ** rng.uniform(-4, 1), "decay": 10 ** rng.uniform(-6, -1), "p_drop": rng.uniform(0, 0.5),
             "width": int(rng.choice([4, 8, 16, 32, 64, 128])), "rule": str(rng.choice(["SGD", "momentum", "Adam"]))}
            for _ in range(27)]

# %% demo="540 trainings, in code"
def alike(group):
    """Accuracies of networks of one width and rule, pairs (seed, setting): after LOOKS on the half that chooses, at last on the other."""
    whose, chosen = zip(*group, strict=True)
    knob = {name: [setting[name] for setting in chosen] for name in chosen[0]}
    nets, seen = MLPs([64, knob["width"][0], 10], whose, p_drop=knob["p_drop"]), []
    look = lambda t, nets: t + 1 in LOOKS and seen.append(nets.logits(X[400:]).argmax(2).numpy() == y[400:])
    train(nets, X[:400], y[:400], LOOKS[-1], knob["lr"], batch=16, optimiser=knob["rule"][0], weight_decay=knob["decay"], after_step=look)
    return np.array([*[score(right, whose, CHOOSE) for right in seen], score(seen[-1], whose, JUDGE)]).T

@shipped
def grown():
    """Accuracies (20, 27, 5) of all settings of 20 seeds, as `alike` returns them."""
    entries = [(seed, setting) for seed in seeds(20) for setting in settings(seed)]
    kinds = np.array([f"{setting['rule']} {setting['width']}" for _, setting in entries])
    groups, found = [np.flatnonzero(kinds == kind) for kind in np.unique(kinds)], np.empty((len(entries), 5))
    for rows, part in zip(groups, side_by_side(alike, [[entries[i] for i in rows] for rows in groups]), strict=True):
        found[rows] = part
    return found.reshape(-1, 27, 5)

# %% demo="halved and full, in code"
def halving(which):
    """What your function makes of one seed's settings (their numbers): `(best, rounds)`."""
    table = grown()[which]
    return successive_halving(list(range(27)), lambda i, steps, state: (table[i, LOOKS.index(steps)], steps), LOOKS[0])

@remember
def ended():
    """Accuracy in %, judged: of what halving chooses (20,), of the best of 1, 3, 9 and 27 full trials (20, 4)."""
    halved, rng = [table[halving(i)[0], 4] for i, table in enumerate(grown())], np.random.default_rng(0)
    full = [[best_of_n(table[:, 3], table[:, 4], n, rng, 300)[1] for n in COUNTS] for table in grown()]
    return 100 * np.array(halved), 100 * np.array(full)

# %% predict="halving"
predict("Halving 27 settings costs as much as 3 full trials. As the best of "
        "how many full trials does it end?",
        a="of 3", b="of 9", c="of about 27",
        guess="")

# %% demo="halving and full trials"
with needs(successive_halving, best_of_n):
    halved, full = ended()
    fig, (ax, cost) = plt.subplots(1, 2, figsize=(10, 3.9), layout="constrained", width_ratios=(3, 2))
    table, (best, history) = grown()[0], halving(0)
    for i in range(27):
        stays = sum(i in dict(entries) for entries in history)
        color = "#D55E00" if i == best else "0.35" if stays > 1 else "0.7"
        ax.plot(LOOKS, 100 * table[i, :4], ls=":", lw=0.8, color=color)
        ax.plot(LOOKS[:stays], 100 * table[i, :stays], marker="o", ms=4, color=color, zorder=2 + stays)
    ax.set(xscale="log", xlabel="steps", ylabel="right on digits that choose, %", title="Of 27 settings, 18 end after 40 steps")
    ax.set_xticks(LOOKS, LOOKS)
    ax.minorticks_off()
    ax.text(0.98, 0.04, "dotted: what was not run", transform=ax.transAxes, ha="right", fontsize=8, color="0.35")
    cost.plot(COUNTS, full.mean(0), marker="o", color="#0072B2")
    cost.text(9, full[:, 2].mean() - 5, "full trials", color="#0072B2", fontsize=9)
    cost.plot(3, halved.mean(), "*", ms=14, color="#D55E00")
    cost.text(2.6, halved.mean(), "halving", color="#D55E00", fontsize=9, ha="right", va="center")
    cost.set(xscale="log", xlabel="price in full trials", ylabel="right on unseen digits, %", title="Mean of 20 seeds")
    cost.set_xticks(COUNTS, COUNTS)
    cost.minorticks_off()
    plt.show()
    gaps = halved[:, None] - full
    print(*[f"halving minus the best of {n} full trials: {gap.mean():+.1f} points (standard error {gap.std(ddof=1) / 20**0.5:.1f})"
            for n, gap in zip(COUNTS, gaps.T, strict=True)], sep="\n")
    came("abc"[np.abs(gaps.mean(0))[1:].argmin()])

# %% [markdown] seen="halving"
# For the price of three trials it ends as high as all 27, within the noise. Forty steps can't say which setting is best, but they say which
# are hopeless, and in a range this wide most are. The price of a mistake is a slow starter that is given up too soon. So *Hyperband* runs
# several halvings with different first budgets, and libraries do it on many machines at once.

# %% [markdown]
# A search leaves something else behind: 540 trials. Plot their scores against *one* knob at a time, and you see which knobs matter and
# where a range was badly placed. That is an *isolation plot*. The rate will matter most. Which is second?

# %% predict="the second knob"
predict("After the rate, which knob decides most about the score?",
        a="the kind of update", b="the width", c="weight decay or dropout",
        guess="")

# %% demo="isolation plots, in code"
def bins(name, values):
    """For each value the number of its bin: eight equal ones (of logarithms, for rate and decay), or one for each value."""
    if name in ("width", "rule"):
        return np.unique(values, return_inverse=True)[1]
    place = np.log(values) if name != "p_drop" else np.array(values)
    return np.minimum(8 * (place - place.min()) / np.ptp(place), 7).astype(int)

def explained(member, score):
    """Share of the scores' variance that lies between the bins."""
    means = np.array([score[member == b].mean() for b in np.unique(member)])
    return np.var(means[np.unique(member, return_inverse=True)[1]]) / np.var(score)

# %% demo="isolation plots"
trials, final = [setting for seed in seeds(20) for setting in settings(seed)], 100 * grown()[:, :, 3].ravel()
names = {"lr": "learning rate", "width": "hidden units", "decay": "weight decay", "p_drop": "dropout", "rule": "kind of update"}
fig, places = plt.subplots(1, 5, figsize=(12, 3.3), layout="constrained", sharey=True)
shares = {}
for ax, (name, title) in zip(places, names.items(), strict=True):
    values = [trial[name] for trial in trials]
    member = bins(name, values)
    shares[name] = 100 * explained(member, final)
    x = np.array(member if name in ("width", "rule") else values, dtype=float)
    jitter = np.random.default_rng(0).uniform(-0.25, 0.25, len(x)) if name in ("width", "rule") else 0
    ax.plot(x + jitter, final, "o", ms=2.5, alpha=0.35, mew=0, color="#0072B2")
    rows = [member == b for b in np.unique(member)]
    ax.plot([np.median(x[row]) for row in rows], [np.quantile(final[row], 0.9) for row in rows], color="#D55E00")
    ax.set(title=f"{shares[name]:.0f} % of the variance", xlabel=title, xscale="log" if name in ("lr", "decay") else "linear")
    if name in ("width", "rule"):
        ax.set_xticks(range(len(rows)), np.unique(values))
places[0].set_ylabel("right on digits that choose, %")
fig.suptitle("dots: 540 trials; line: every tenth trial is above it", fontsize=9, color="#D55E00")
plt.show()
second = {"rule": "a", "width": "b", "decay": "c", "p_drop": "c"}
came(second[max(second, key=shares.get)])

# %% [markdown] seen="the second knob"
# The cloud says how often a value fails, the line how good it can be. Four hidden units are too few whatever the rest is. The kind of update
# decides nearly nothing *by itself*: each has its good rates in this range, and a plot of one knob can't show what two do together. The
# largest width is the best: this range was placed too low.

# %% [markdown]
# ## 7. Six curves and what they ask for (19 min)
# A finished run tells more than its last number. Three curves are enough: the training loss, and the accuracies on training and on
# validation data. Here are six kinds, made at random by `make_run(kind, rng)`. Open the cell below and run it with other seeds until you
# can tell the kinds apart, and write down *by what*.

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
# | `bad_init` | for a long time nothing, then it learns | larger first weights (notebook 06) |
# | `decay_lr` | a plateau, and all curves shake on it | lower the rate now |
# | `decayed_too_early` | it fell well until a corner, then nothing more | lower it later |
# | `train_longer` | still rising at the end, by more than five points | more epochs |
# | `overfitting` | a wide gap between training and validation | regularize, more data |
# | `underfitting` | no gap, flat, and low | a larger model |

# %% [markdown]
# *No gap* alone is not a diagnosis: five kinds have little or none. And a plateau that comes from long steps shakes, because each step
# moves the weights too far; after a cut of the rate the curves are calm.

# %% [markdown]
# ### Exercise: diagnose a run
# Graded on 60 runs, ten of each kind. A kind counts when at least nine of its ten are recognised and few others are called by its name.
# Points are for each kind.
#
# | | |
# |---|---|
# | `train_loss`, `train_acc`, `val_acc` | arrays (epochs,), with 40 to 80 epochs; accuracies from 0 to 1 |
# | returns | one of the six words of the table above |

# %% exercise="diagnose"
def diagnose(train_loss, train_acc, val_acc):
    """What a run asks for, from its curves, each of shape (epochs,).

    Returns "bad_init", "decay_lr", "decayed_too_early", "train_longer",
    "overfitting" or "underfitting".
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
# the first fifth of the loss alone?
#
# ---
# Use means over several epochs, such as the last fifth. Ask in this order: is the gap at the end wide; has the loss hardly fallen after the
# first fifth; does validation accuracy still rise by more than five points; is the level low; do the curves shake at the end? What is left
# was decayed too early.
#
# ---
# With `n = len(val_acc) // 5`: the end is `[-n:]`, the time before it `[-3 * n : -2 * n]`. The gap is the difference of two means there; the
# start is `train_loss[n - 2 : n + 1]` against `train_loss[:2]`. Shaking is `np.mean(np.abs(np.diff(train_acc[-2 * n :])))`. Print each
# quantity for some runs of each kind, and put the limit between the two groups.

# %% check="diagnose" points=15
check(diagnose)

# %% [markdown]
# These runs were made by a program. Do they resemble real ones? Here are six real trainings on letters (52 classes, ten seeds each), each
# spoilt on purpose: weights too small, rate too high, rate cut at a sixth, too short, 300 examples, six hidden units.

# %% demo="settings for six trainings spoilt on purpose"
SPOILT = {
    "bad_init": dict(sizes=[64, 48, 48, 48, 52], lr=0.05, steps=720, gain=0.2),
    "decay_lr": dict(sizes=[64, 64, 52], lr=0.2, steps=960),
    "decayed_too_early": dict(sizes=[64, 64, 52], lr=0.1, steps=960, schedule=lambda t: 1 if t < 160 else 0.01),
    "train_longer": dict(sizes=[64, 64, 52], lr=0.01, steps=600),
    "overfitting": dict(sizes=[64, 96, 52], lr=0.05, steps=600, n=300),
    "underfitting": dict(sizes=[64, 6, 52], lr=0.2, steps=800),
}

# %% demo="six trainings spoilt on purpose"
def recorded(nets, data, steps, lr, points=40, looks=40, **how):
    """Train, and note the loss at `points` moments and accuracies at `looks` of them: three arrays (networks, points).

    Between two looks the accuracy of the earlier stands.  points divides steps, and looks divides points.
    """
    (A, a), (B, b), seen = *data, []
    look = lambda nets: seen.append([nets.score(A[:400], a[:400])[0], nets.score(B, b)[0]])
    after = lambda t, nets: (t + 1) % (steps // looks) == 0 and look(nets)
    losses = train(nets, A, a, steps, lr, after_step=after, **how)
    loss = losses.reshape(points, steps // points, -1).mean(1).T.astype(float)
    return loss, *np.repeat(np.array(seen, dtype=float), points // looks, axis=0).transpose(1, 2, 0)

# %% demo="real runs"
@remember
def letter_data():
    """12 000 letters to train on and 500 to validate, as rows of pixels."""
    return [(images.reshape(-1, 64), labels) for images, labels in (letters(12000, seed=1), letters(500, seed=2))]

def real_run(kind, wider=1, **recording):
    """Three arrays (seeds, moments) of a kind of run; its hidden layers can be made some times as wide."""
    how, ((A, a), validation) = SPOILT[kind], letter_data()
    n, rest = how.get("n", 12000), {k: v for k, v in how.items() if k not in ("sizes", "gain", "n")}
    sizes = [64, *[wider * units for units in how["sizes"][1:-1]], 52]
    nets = MLPs(sizes, seeds(10), gain=how.get("gain", 1.0))
    return recorded(nets, ((A[:n], a[:n]), validation), **rest, **recording)

@shipped
def real_runs():
    letter_data()
    return dict(zip(SPOILT, side_by_side(real_run, SPOILT), strict=True))

# %% predict="real runs"
predict("How many of the 60 real runs will your rules diagnose rightly?",
        a="up to 20", b="about half", c="over 45",
        guess="")

# %% demo="diagnoses of real runs"
with needs(diagnose):
    runs, many = real_runs(), len(seeds(10))
    said = {kind: [diagnose(*(c[s] for c in curves)) for s in range(many)] for kind, curves in runs.items()}
    agreed = sum(words.count(kind) for kind, words in said.items())
    fig, places = plt.subplots(2, 3, figsize=(11, 5.6), layout="constrained")
    fig.suptitle(f"Real trainings: {agreed} of {6 * many} diagnoses agree with what we did")
    for ax, (kind, curves) in zip(places.flat, runs.items(), strict=True):
        words = said[kind]
        most = max(set(words), key=words.count)
        show_run(ax, [c[0] for c in curves], f"did: {kind}\nsaid: {most} ({words.count(most)} of {many})")
        ax.set(xlabel="moment of 40", ylabel="training loss (grey)")
    plt.show()
    wrong = [f"{kind}, called {word}" for kind, words in said.items() for word in words if word != kind]
    print("not agreed:", "; ".join(wrong) or "none")
    came("abc"[np.digitize(agreed, [21, 46])])

# %% [markdown] seen="real runs"
# Rules made for invented curves work on real ones because they ask for what training does: gaps, slopes, shaking. Where they disagree with
# what we did, it is mostly a matter of degree: a network of six units that still gains five points late *could* be trained longer.

# %% [markdown]
# ## 8. Cross-validation, and how scores leak (20 min, further)
# Every score of a search so far came from *one* set of validation data. With 700 held-out digits that is fine. With 40 patients it depends
# on luck: another split, another winner. *Cross-validation* cuts the data into $k$ parts; each is the validation set once.

# %% demo="five folds"
show_folds()

# %% [markdown]
# ### Exercise: k folds
# Only the indices; who trains on them comes next.
#
# | | |
# |---|---|
# | `n`, `k` | examples and parts; a `ValueError` unless 2 ≤ `k` ≤ `n` |
# | `rng` | the NumPy Generator that shuffles |
# | returns | a list of `k` pairs `(train_idx, val_idx)` of int arrays; each index is in one validation part, and the sizes of the parts differ by at most one |

# %% exercise="kfold"
def kfold(n, k, rng):
    """Split 0 ... n-1 at random into k parts, each once for validation.

    2 <= k <= n, otherwise ValueError.  Returns k pairs of int arrays,
    (train_idx, val_idx); sizes of the parts differ by at most one.
    """
    ### BEGIN SOLUTION
    if not 2 <= k <= n:
        raise ValueError(f"kfold({n}, {k}, ...): needs 2 <= k <= n")
    parts = np.array_split(rng.permutation(n), k)
    return [(np.concatenate(parts[:i] + parts[i + 1 :]), part) for i, part in enumerate(parts)]
    ### END SOLUTION

# %% [markdown] hint="kfold"
# Eleven examples in three folds: 4, 4 and 3. Why shuffle at all? Think of a file that is sorted by class.
#
# ---
# Refuse a bad `k`. Shuffle the indices once and cut them into `k` parts. For each part, join all the others.
#
# ---
# `parts = np.array_split(rng.permutation(n), k)`, and for part number `i` the rest is `np.concatenate(...)` of `parts[:i]` and what follows
# it.

# %% check="kfold" points=6
check(kfold)

# %% [markdown]
# ### Exercise: a score with its spread
# The spread over the folds says how far one fold can be off. It is not a standard error, and the training parts overlap, so don't compare
# two models by it: no unbiased estimate of the variance exists (Bengio & Grandvalet, 2004, JMLR 5).
#
# Columns are to be standardised: mean 0, standard deviation 1. Whose mean? The validation part stands for data that you don't have yet,
# so nothing may be computed from it.
#
# | | |
# |---|---|
# | `fit_score` | `fit_score(Xtr, ytr, Xva, yva)` trains on the first two, returns a score on the last two |
# | `X`, `y` | arrays (n, d) and (n,) |
# | `k`, `rng` | folds from `kfold` |
# | standardised | in each fold both parts of `X`, with the column means and standard deviations (divisor n) of the *training* part; a column that is constant there is only centred |
# | returns | `(mean, sd)` of the `k` scores, two floats; `sd` with divisor `k` |

# %% exercise="cross_val"
def cross_val(fit_score, X, y, k, rng):
    """Mean and spread (sd, divisor k) of the scores of k folds; 2 floats.

    fit_score(Xtr, ytr, Xva, yva) returns a score.  X: (n, d).  y: (n,).
    Both parts are standardised by the training part (sd: divisor n).
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
#
# ---
# For each fold: compute mean and standard deviation of the training rows' columns, replace a standard deviation of zero by one, transform
# both parts with them, call `fit_score`, and keep the score. At the end return the mean and the standard deviation of the scores.
#
# ---
# ```python
# found = []
# for train_idx, val_idx in kfold(...):
#     mean, sd = X[train_idx].mean(0), ...
#     sd = np.where(sd > 0, sd, 1.0)
#     Xtr, Xva = ..., ...
#     found.append(fit_score(...))
# return float(np.mean(found)), ...
# ```

# %% check="cross_val" points=6
check(cross_val)

# %% [markdown]
# How bad is a leak? 50 examples with 2000 columns of pure noise and random labels: there is nothing to learn, and every honest score is
# 50 %. There are four ways to prepare the data: honestly; standardised with all rows; every example entered twice, as if measured again;
# and with the 20 columns that fit the labels best, chosen with all rows.

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

# %% demo="four preparations of noise"
def leaks(seed):
    """Per cent right after four preparations of noise."""
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(50, 2000)) * np.exp(rng.normal(size=2000)), rng.permutation(np.arange(50) % 2)
    scaled, again = (X - X.mean(0)) / X.std(0), X + 0.5 * X.std(0) * rng.normal(size=X.shape)
    rngs = [np.random.default_rng(seed) for _ in range(4)]
    honest = cross_val(selecting, X, y, 5, rngs[0])[0]
    with_all = np.mean([selecting(scaled[a], y[a], scaled[b], y[b]) for a, b in kfold(50, 5, rngs[1])])
    twice = cross_val(selecting, np.concatenate([X, again]), np.tile(y, 2), 5, rngs[2])[0]
    chosen = cross_val(nearest_mean, scaled[:, best_columns(scaled, y)], y, 5, rngs[3])[0]
    return 100 * honest, 100 * with_all, 100 * twice, 100 * chosen

# %% predict="a leak"
predict("The 20 columns are chosen with all rows, then cross-validated. How "
        "many labels of noise are right?",
        a="about 60 %", b="over 90 %", c="about 75 %",
        guess="")

# %% demo="what a leak is worth"
LEAKS = "all inside\nthe folds", "scaled\nwith all rows", "each example\nentered twice", "columns chosen\nwith all rows"
with needs(kfold, cross_val):
    found = np.array([leaks(seed) for seed in seeds(20)])
    ax = axes("Leaks turn noise into discoveries", "", "cross-validated accuracy, %")
    for index in range(4):
        spread = index + np.linspace(-0.15, 0.15, len(found))
        ax.plot(spread, found[:, index], "o", ms=4, color=style("", index)["color"])
        ax.text(index + 0.22, found[:, index].mean(), f"{found[:, index].mean():.0f} %", va="center")
    ax.axhline(50, color="0.5", lw=0.8, ls=":")
    ax.set_xticks(range(4), LEAKS)
    ax.set_xlim(-0.4, 3.6)
    plt.show()
    shift = found[:, 1] - found[:, 0]
    print(f"scaling with all rows moves the score by {shift.mean():+.1f} ± {shift.std(ddof=1):.1f} points")
    came("acb"[np.digitize(found[:, 3].mean(), [68, 85])])

# %% [markdown] seen="a leak"
# Columns chosen by their labels before the folds were cut turn pure noise into a discovery. An example entered twice is a leak without any
# preprocessing: its copy in the training part knows the label. Scaling with all rows did no harm on average here.

# %% [markdown]
# That is no licence to scale with all rows. With few rows and many columns even steps that never see a label can bias a cross-validated
# score, in either direction (Moscovich & Rosset, 2022, [arXiv:1901.08974](https://arxiv.org/abs/1901.08974)). Keep everything that is
# computed from data inside the fold. Rows that belong together, of one patient or of one day, belong in the same fold, and each class
# should be in every fold. Settings chosen by cross-validation need an outer loop to judge them.

# %% [markdown]
# ## 9. Seven steps, one function (6 min, further)
# The lectures' recipe, in order: look at the first loss; overfit a small sample; find a rate; search coarsely and briefly; search finely and
# longer; look at the curves; go back to where they send you. You have written all the parts. What is left is to connect them.
#
# Your side of the contract is `fit(steps, samples, **settings)`: train a fresh network, on the first `samples` examples or on all if
# `None`, and return the three curves of section 7.

# %% demo="three parts of the data, three jobs"
show_three_sets()

# %% demo="seven steps" open=true
ADVICE = {"bad_init": "scale the first weights up", "decay_lr": "let the rate fall towards the end",
          "decayed_too_early": "lower the rate later", "train_longer": "train longer",
          "overfitting": "regularize, or get more data", "underfitting": "take a larger network"}

def first_steps(fit, space, middle, classes):
    """Steps 1 to 3: the first loss, overfitting 160 examples, a rate. Returns the rate."""
    first, rates = fit(1, None, **middle)[0][0], log_grid(*space["lr"], 9)
    print(f"1  first loss {first:.2f}; {np.log(classes):.2f} expected for {classes} classes")
    most = max(fit(160, 160, **middle | {"lr": lr, "decay": 0.0})[1][-1] for lr in rates[2:7:2])
    print(f"2  160 examples overfitted: {100 * most:.0f} % right" + ("" if most > 0.99 else "; find the bug first"))
    lr = lr_find(lambda lr, iters: fit(iters, None, **middle | {"lr": lr})[0], rates)
    print(f"3  loss falls best at a rate of {lr:.2g}")
    return lr

# %% demo="the function to keep" open=true
def babysit(fit, space, classes, rng, n=5, steps=120):
    """The seven steps, printed. `space` has "lr" and "decay"; returns the best settings and their curves."""
    middle = {name: float(np.sqrt(lo * hi)) for name, (lo, hi) in space.items()}
    lr = first_steps(fit, space, middle, classes)
    space = space | {"lr": (lr / 30, 3 * lr)}
    for step, longer in ((4, 1), (5, 2)):
        score = lambda **params: fit(longer * steps, None, **params)[2][-1]
        best, trials = random_search(space, n, score, rng)
        space, border = refine(space, trials)
        top = max(trial["score"] for trial in trials)
        print(f"{step}  {n} trials of {longer * steps} steps: best validation accuracy {top:.3f} at",
              *[f"{name} {value:.2g}" for name, value in best.items()], "(at a border)" if border else "")
    curves = fit(5 * steps, None, **best)
    kind = diagnose(*curves)
    print(f"6  {5 * steps} steps: validation accuracy {curves[2][-1]:.3f}; the curves say {kind}")
    print(f"7  {ADVICE[kind]}, then go back to step 5")
    return best, curves

# %% demo="a project, in code"
drawn_letters = remember(letters)            # the same letters are drawn once

def project(size, hidden, test=False):
    """`fit` for a network with one hidden layer on `size` letters; with `test` the last curve is of letters kept back."""
    (A, a), (B, b) = drawn_letters(size, 5), drawn_letters(500, 7 if test else 6)

    def fit(steps, samples, lr, decay):
        data = (A.reshape(size, -1)[:samples], a[:samples]), (B.reshape(500, -1), b)
        points, looks = (40, 40) if steps > 500 else (min(steps, 100), 1) if steps <= 100 else (40, 2)
        curves = recorded(MLPs([64, hidden, 52], [0]), data, steps, lr, points, looks, weight_decay=decay)
        return [curve[0] for curve in curves]
    return fit

# %% demo="seven steps with 400 letters"
used = log_grid, log_uniform, random_search, smooth, lr_find, refine, diagnose
ranges = {"lr": (1e-3, 10.0), "decay": (1e-6, 1e-2)}
with needs(*used):
    best, curves = babysit(project(400, 96), ranges, 52, np.random.default_rng(0))

# %% [markdown]
# Step 7 asks for more data. Here that is easy: 8000 letters instead of 400.

# %% demo="seven steps with 8000 letters"
with needs(*used):
    best, few = babysit(project(8000, 96), ranges, 52, np.random.default_rng(0)), curves[2][-1]
    best, curves = best
    print(f"\nvalidation accuracy {100 * (curves[2][-1] - few):+.0f} points over that with 400 letters")

# %% [markdown]
# The wide gap is closed, and the curves ask for something else. Step 7 is the one that people forget: the curves say where to go back *to*.
# Suppose you stop here. The validation letters have chosen the rate, the decay and when to stop, so their accuracy is a
# little too good. Letters that have had no part in it give the number to report, once.

# %% demo="the test set, once"
with needs(*used):
    test = project(8000, 96, test=True)(600, None, **best)[2][-1]
    print(f"accuracy on letters that chose nothing: {test:.3f} (validation: {curves[2][-1]:.3f})")

# %% [markdown]
# Copy `babysit` into your next project and write a `fit` for it; the rest stays.

# %% [markdown]
# ## Open challenge: twelve trials (12 min, further)
# A score depends on a rate and a decay, both over six powers of ten, and it is noisy. You may try 12 settings. The baseline is your
# `random_search` with 12 trials; both are judged on 200 such tasks, without the noise. Change `my_search` and beat it. Nothing of this is
# graded; your best score is kept.

# %% demo="your search" open=true
def my_search(run, rng):
    """The setting (lr, decay) that you choose. `run(lr, decay)` gives a score, 12 times."""
    trials = [(lr, decay) for lr in np.geomspace(1e-6, 1, 4) for decay in (1e-6, 1e-3, 1)]
    return max(trials, key=lambda trial: run(*trial))

# %% demo="twelve trials, your best so far"
from utils.challenge import budget, challenge


def made_task(rng):
    """The true score of a setting, 100 at best: the rate matters much, the decay little, and both together a bit."""
    best, tilt = rng.uniform([-5, -6], [-1, 0]), rng.uniform(-0.3, 0.3)

    def true_score(lr, decay):
        a, b = np.log10(lr) - best[0], np.log10(decay) - best[1]
        return 100 - 8 * min(a**2, 9) - 0.5 * (b + tilt * a) ** 2 - 30 * (a > 1)

    return true_score

def twelve_trials(search):
    """The true score of what was chosen, the mean of 200 tasks."""
    found = []
    for seed in range(200):
        rng, true_score = np.random.default_rng(seed), made_task(np.random.default_rng(1000 + seed))
        noise = np.random.default_rng(2000 + seed)
        run = budget(lambda lr, decay: true_score(lr, decay) + noise.normal(), 12)
        found.append(true_score(*search(run, rng)))
    return np.mean(found)

def at_random(run, rng):
    space = {"lr": (1e-6, 1.0), "decay": (1e-6, 1.0)}
    best, _ = random_search(space, 12, run, rng)
    return best["lr"], best["decay"]

with needs(random_search, log_uniform):
    challenge("07", twelve_trials(my_search), twelve_trials(at_random), "points of 100")

# %% [markdown]
# ## 10. Claims, tested (5 min)
# What lectures and papers say about the search, each sentence with its experiment (folded away; click the bar to read it). Ten paired seeds
# judge, or twenty; what was chosen was chosen on other data. First the axis, then grid against random search.

# %% demo="claims about where to search"
claims = Claims("07_hyperparameters")
NOTES, NN3 = "CS231n notes, neural networks 3", "https://cs231n.github.io/neural-networks-3/"
EECS, WEB = "students' notes of EECS 498 lecture 11", "https://web.eecs.umich.edu/~justincj/teaching/eecs498/"

def best_of(draw, heights, seed, repeats=200, n=5):
    """Mean in % over many searches of the best accuracy among n rates, read off one seed's landscape."""
    lrs, rng = np.log(landscape()[0]), np.random.default_rng(seed)
    return 100 * np.mean([np.interp(np.log(draw(n, rng)), lrs, heights).max() for _ in range(repeats)])

with needs(log_uniform):
    test = claims.test("Search learning rates on a logarithmic scale", NOTES,
        "points gained over uniform draws, best of 5 trials", least=5,
        wording="Search for hyperparameters on log scale.", link=NN3)
    ways = lambda n, rng: log_uniform(1e-4, 30, n, rng), lambda n, rng: rng.uniform(1e-4, 30, n)
    by_log, even = ([best_of(way, *pair) for pair in zip(landscape()[1], seeds(10), strict=True)] for way in ways)
    test.measured(np.subtract(by_log, even))

# %% demo="claims about grid and random search"
BERGSTRA, JMLR = "Bergstra & Bengio 2012, as CS231n quotes it", "https://www.jmlr.org/papers/v13/bergstra12a.html"
with needs(log_grid, log_uniform, grid_search, random_search):
    test = claims.test("Random search is more efficient than grid search", BERGSTRA,
        "% of searches of nine trials that end below 80 %: grid minus random, 6.5 decades", least=5,
        wording="randomly chosen trials are more efficient for hyper-parameter optimization than trials on a grid",
        link=JMLR, main=True)
    fought(*WIDE_FIELD, 1)                     # an unwritten search says so here
    wide, known = duels(*WIDE_FIELD, 12), duels(*KNOWN_FIELD, 4)
    fewer = [100 * (np.mean(grid < 80, axis=1) - np.mean(drawn < 80, axis=1)) for grid, drawn in (wide, known)]
    gain = (wide[1] - wide[0]).ravel()
    test.measured(fewer[0], without=fewer[1], condition="the range is wide, not three well chosen decades",
        note=f"mean accuracy {gain.mean():+.1f} points, standard error {gain.std(ddof=1) / gain.size**0.5:.1f}")

# %% [markdown]
# A hundred steps, short trials, rounds, halving, and the best of many.

# %% demo="claims about short runs"
with needs(smooth, lr_find):
    test = claims.test("100 iterations are enough to choose a learning rate", EECS,
        "points one rate below the one found over the best rate, mean of 3 optimisers; -1 would be fine", least=-1, link=WEB)
    picks = {name: found_rates(name) for name in RATES}
    each = [f"{name} {over_best(name, p - 1).mean():+.1f}, at the rate found {over_best(name, p).mean():+.1f}" for name, p in picks.items()]
    test.measured(np.mean([over_best(name, p - 1) for name, p in picks.items()], axis=0), note="; ".join(each))

test = claims.test("The loss converges within 100 iterations", EECS,
    "times the loss of step 100 that is left after 400, momentum, best rate", least=0.9, ratio=True, link=WEB)
best = sweeps()["momentum"]["chooses"][-3:].mean(0).argmax()
early = first_losses("momentum")[90:].mean(0)
test.measured(sweeps()["momentum"]["last"][:, best] / early[:, best])

# %% demo="claims about short trials and rounds"
test = claims.test("A short coarse search finds the region", NOTES,
    "decades off the best rate by choosing after 2 epochs instead of 13, mean of 3 optimisers; -0.5 would be fine", least=-0.5,
    wording="it can be helpful to perform the initial coarse search while only training for 1 epoch or even less", link=NN3)
off = []
for name, rates in RATES.items():
    soon, late = sweeps()[name]["soon"], sweeps()[name]["chooses"]
    off.append(np.abs(np.log10(rates[soon[:-3].argmax(1)] / rates[late[-3:].mean(0).argmax()])))
test.measured(-np.mean(off, axis=0))

with needs(log_uniform, random_search, refine):
    test = claims.test("Search from coarse to fine", NOTES,
        "points gained by 9 + 9 + 9 trials over 27 at once, on unseen digits", least=0.5,
        wording="Stage your search from coarse to fine.", link=NN3)
    stepwise, flat = staged()[2]
    test.measured(stepwise - flat)

# %% demo="claim about stopping early"
with needs(successive_halving, best_of_n):
    test = claims.test("Stopping poor trials early finds better settings for the same price", "Li et al. 2018, Hyperband",
        "points gained by halving 27 settings over 3 full trials of them, on unseen digits", least=1,
        link="https://arxiv.org/abs/1603.06560", main=True)
    halved, full = ended()
    gain = halved[:, None] - full
    test.measured(gain[:, 1], note=f"over 9 full trials {gain[:, 2].mean():+.1f}, over all 27 {gain[:, 3].mean():+.1f}")

# %% demo="claim about the best of many"
with needs(log_uniform, random_search, best_of_n):
    test = claims.test("The best of many trials looks better than it is", "Cawley & Talbot 2010",
        "points by which the score of the best of 27 trials, on 100 digits, exceeds its accuracy on others", least=0.5,
        link="https://www.jmlr.org/papers/v11/cawley10a.html", main=True)
    chose, fair = optimism()
    gaps = dict(zip(COUNTS, (chose - fair).mean(1), strict=True))
    test.measured((chose - fair)[-1], note=f"one trial {gaps[1]:+.1f}, best of 9 {gaps[9]:+.1f}")

# %% [markdown]
# The curves. If no gap means that the network is too small, then one twice as wide helps.

# %% demo="claims about curves"
with needs(diagnose):
    test = claims.test("The shape of the curves tells what to change", EECS,
        "% of 6 real runs read rightly by rules for invented ones", least=80, link=WEB)
    read = lambda kind, curves, s: diagnose(*(c[s] for c in curves)) == kind
    test.measured([100 * np.mean([read(*run, s) for run in real_runs().items()]) for s in range(len(seeds(10)))])

@shipped
def widened():
    """Points (seeds,) of validation accuracy gained by hidden layers twice as wide, of two kinds of runs."""
    kinds = "underfitting", "decayed_too_early"
    wide = side_by_side(lambda kind: real_run(kind, wider=2, points=1, looks=1)[2][:, -1], kinds)
    return [100 * (accuracy - real_runs()[kind][2][:, -1]) for kind, accuracy in zip(kinds, wide, strict=True)]

test = claims.test("No gap between training and validation means underfitting", NOTES,
    "points gained by twice the width, a network of 6 units", least=5,
    wording="the validation accuracy tracks the training accuracy fairly well. This case indicates that your model "
            "capacity is not high enough", link=NN3, main=True)
gap = 100 * (real_runs()["decayed_too_early"][1] - real_runs()["decayed_too_early"][2])[:, -8:].mean()
small, decayed = widened()
test.measured(small, without=decayed, condition="accuracy is also low", note=f"gap without it: {gap:.1f} points")

# %% [markdown]
# Validation. That five folds are steadier than one of them is arithmetic: they score five times as many examples, which makes a spread
# $\sqrt 5 = 2.24$ times smaller if they are independent. The question is whether they beat *one* set with as many examples.

# %% demo="claims about validation, in code"
def ridge_score(Xtr, ytr, Xva, yva):
    """Accuracy of ridge regression to one column per class."""
    W = np.linalg.solve(Xtr.T @ Xtr + 10 * np.eye(64), Xtr.T @ (np.eye(10)[ytr] - 0.1))
    return np.mean((Xva @ W).argmax(1) == yva)

def spreads(group, repeats=60):
    """Standard deviations over data sets of 100 digits: of one fold's score, of one on 100 others, of the 5-fold mean."""
    found = []
    for i in range(repeats):
        rng, scored = np.random.default_rng([group, i]), []
        rows = rng.permutation(1797)
        hundred = rows[:100]
        cross_val(lambda *data: scored.append(ridge_score(*data)) or 0.0, X[hundred], y[hundred], 5, rng)
        mean, sd = X[rows[:80]].mean(0), X[rows[:80]].std(0)
        a, b = ((X[part] - mean) / np.where(sd > 0, sd, 1) for part in (rows[:80], rows[100:200]))
        fresh = ridge_score(a, y[rows[:80]], b, y[rows[100:200]])
        found.append([scored[0], fresh, np.mean(scored)])
    return np.std(found, axis=0)

# %% demo="claims about validation"
with needs(kfold, cross_val):
    test = claims.test("Cross-validation gives a less noisy estimate", "CS231n notes, image classification",
        "times the spread of five folds that one set has, 20 digits", least=1.2, ratio=True,
        wording="a better and less noisy estimate", link="https://cs231n.github.io/classification/")
    one, fresh, folds = np.array([spreads(seed) for seed in seeds(20)]).T
    test.measured(one / folds, without=fresh / folds, condition="the one set has fewer examples, 20 instead of 100")
    test = claims.test("Preprocessing must be computed on the training part only", "CS231n notes, neural networks 2",
        "points that pure noise gains by choosing columns with all rows", least=2,
        wording="any preprocessing statistics (e.g. the data mean) must only be computed on the training data",
        link="https://cs231n.github.io/neural-networks-2/")
    found = np.array([leaks(seed) for seed in seeds(20)])
    scaling, twice, chosen = (found[:, 1:] - found[:, :1]).T
    test.measured(chosen, note=f"scaling with all rows {scaling.mean():+.1f}, examples entered twice {twice.mean():+.0f}")
claims

# %% [markdown]
# And how well did you predict?

# %% demo="your predictions" open=true
predictions()

# %% [markdown]
# ### What you saw
# - Search rates on a logarithmic axis. On a linear one nearly all trials are wasted.
# - Random search misses less often than a grid, because it tries more values of what matters. In a well chosen range it gains nothing.
# - A hundred steps find the edge of what works, though the loss is far from its end by then. Train a step below it, with Adam above all.
# - Most settings can be given up after a few dozen steps: halving 27 settings costs as much as three full trials, and ends about as high as all
#   27.
# - The score of the best of many trials is too good. Judge a search on data that chose nothing; there coarse to fine has no clear gain.
# - Learning curves are read by gap, slope, level and shaking. No gap alone says nothing.
# - Five folds are worth what their number of scored examples is worth. Leaks through labels or copies turn noise into discoveries.

# %% [markdown]
# ## 11. When to use it, and what to read (3 min)
# For three or four hyperparameters: random search on log axes, coarse to fine, and a rate from 100 steps to begin with. For expensive
# trainings people use programs that learn from past trials (Optuna, Ax) and stop poor ones early, as you did; both begin with random
# trials. Very large models are tuned small, and the settings carried over by scaling rules (Yang et al., 2022,
# [arXiv:2203.03466](https://arxiv.org/abs/2203.03466)). Whatever you use: the test set comes once, at the end.
#
# The cell below is section 6 in Optuna's words: `suggest_...` draws a setting, `report` and `should_prune` stop poor trials. Optuna is not
# part of the course; nothing runs until you call `with_optuna()` in a cell of your own.

# %% demo="the same with Optuna" open=true
def with_optuna(trials=27):
    """The best rate and width that Optuna finds in a few seconds."""
    try:
        import optuna
    except ImportError:
        return "This needs Optuna: run `python -m pip install optuna` in a terminal first."

    def objective(trial):
        lr = trial.suggest_float("lr", 1e-4, 10, log=True)
        nets = MLPs([64, trial.suggest_categorical("width", [4, 16, 64]), 10], [0])
        for before, steps in itertools.pairwise((0, *LOOKS)):
            train(nets, X[:400], y[:400], steps - before, lr, batch=16)
            accuracy = float(nets.score(X[400:1100], y[400:1100])[0][0])
            trial.report(accuracy, steps)
            if trial.should_prune():
                raise optuna.TrialPruned
        return accuracy

    stopper = optuna.pruners.SuccessiveHalvingPruner(reduction_factor=3)
    study = optuna.create_study(direction="maximize", pruner=stopper)
    study.optimize(objective, n_trials=trials)
    return study.best_params

# %% [markdown]
# *Further reading.* Bergstra and Bengio, "Random Search for Hyper-Parameter Optimization" (2012): section 1 and its figure 1, nine
# trials on a grid and at random. Smith, "Cyclical Learning Rates for Training Neural Networks" (2017): section 3.3, a learning-rate test within one run.
# Li et al., "Hyperband" (2018, [arXiv:1603.06560](https://arxiv.org/abs/1603.06560)): section 3, several halvings at once.
#
# *Open question.* All searches here treat trainings as a black box that returns one number at the end. You have just seen that the curves
# say more. How would a search look that reads them?
