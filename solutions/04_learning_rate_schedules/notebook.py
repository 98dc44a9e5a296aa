# ---
# jupyter:
#   jupytext: {cell_metadata_filter: all}
#   kernelspec: {name: python3, display_name: Python 3 (ipykernel), language: python}
# ---

# %% [markdown]
# # Learning-rate schedules, warm-up, early stopping
# You can spend a week on a better optimiser and gain one point of accuracy, or write one line that turns the learning rate down and gain
# five. In this notebook you write that line in eight shapes, race them against each other *fairly*, and find out which advice about them
# survives: when to warm up, how far the linear rule for large batches carries, and when to stop.
#
# *You need*: notebooks 01 to 03 and the idea of an epoch.
# *You get*: eight schedules, a `Scheduler` for any PyTorch optimiser and an `EarlyStopping` that keeps the best weights.

# %%
import math

import matplotlib.pyplot as plt
import numpy as np
import torch

from utils.bars import tqdm
from utils.checks import check, hint, needs, solution
from utils.claims import Claims, seeds, tuning_seeds
from utils.data import letters, load_digits
from utils.plotting import axes, plot_spread, style
from utils.predict import came, predict, predictions
from utils.remember import remember  # runs an experiment once, and anew when your functions change
from utils.schematics.learning import show_linear_rule, show_patience
from utils.shipped import Shipped  # brings results of experiments that take minutes
from utils.slider import slider_figure
from utils.training import MLPs, side_by_side, train

# %% [markdown]
# ## 1. One rate, four fates (4 min)
# A small network learns 1000 handwritten digits with momentum, at four constant learning rates, for 20 epochs. Two of them, 0.1 ("good")
# and 0.35 ("high"), bring the loss down fast in the first epoch.

# %% predict="four learning rates"
predict("Which of these two is ahead after one epoch, and which after 20?",
        a="good, then good", b="high, then good", c="good, then high",
        guess="")

# %% demo="four fates, in code"
torch.set_num_threads(1)  # these networks are too small to share
shipped = Shipped("04_learning_rate_schedules.npz")
FATES = {"low": 0.003, "good": 0.1, "high": 0.35, "very high": 3.0}


@shipped
def four_fates(epochs=20):
    """Training loss (rates, seeds, epochs) of a network on 1000 digits; an epoch has 31 minibatches."""
    digits, many = load_digits(), [*seeds(10)]

    def fates(rates):
        nets = MLPs([64, 64, 10], many * len(rates))
        each = np.repeat(rates, len(many))
        return train(nets, digits.data[:1000] / np.float32(16), digits.target[:1000], 31 * epochs, each)

    rates = [*FATES.values()]
    losses = np.concatenate(side_by_side(fates, [rates[:2], rates[2:]]), axis=1)
    return losses.reshape(epochs, 31, len(FATES), len(many)).mean(1).transpose(1, 2, 0)


# %% demo="four learning rates"
fates = four_fates()
runs = {f"{name}: {lr:g}": loss for (name, lr), loss in zip(FATES.items(), fates, strict=True)}
title = "The fastest start is not the best end"
labels = ("epoch", "training loss (geometric mean of 10 seeds)")
ax = plot_spread(np.arange(1, 21), runs, title, labels, log=True)
ax.axhline(math.log(10), color="0.6", lw=0.8)
ax.text(20, math.log(10) * 0.72, "guessing", ha="right", fontsize=8, color="0.3")
ax.set_xticks([1, 5, 10, 15, 20])
plt.show()
for epoch in (1, 20):
    means = zip(FATES, fates[:, :, epoch - 1].mean(1), strict=True)
    print(f"loss in epoch {epoch}:", *[f"{name} {loss:.3f}" for name, loss in means], sep="  ")
came("b")

# %% [markdown] seen="four learning rates"
# Remember these four shapes: you will meet them in your own plots. *Very high* is worse than guessing. *Low* falls slowly and is
# still falling when the run ends. *High* is ahead of *good* in the first epoch and ends several times as high (the printed losses say
# how much): it hovers, because its steps are too long for the bottom of the valley.

# %% [markdown]
# So a rate is good *for a while*. Begin high, end low: that is a schedule, a rule for the rate **within** one run. Choosing the
# best rate **between** runs is tuning, another thing (some notes mix them up), and a schedule must be tuned too.

# %% [markdown]
# In this course step $t$ counts from zero, and the rate at $t$ is the one used *for* update $t$. A run of $T$ updates uses the rates of
# $t = 0, \dots, T-1$; the step $t = T$ is never made. Half of the common mistakes below are about this.

# %% [markdown]
# ## 2. Steps down (11 min)
# The oldest schedule, step decay: keep the rate, and at a few *milestones* multiply it by $\gamma$. The ResNet paper (He et al., 2016,
# arXiv:1512.03385) divided the rate by 10 "when the error plateaus"; $\gamma = 0.1$ after 30, 60 and 90 epochs is how the
# well-known training scripts wrote that down. (PyTorch's `ReduceLROnPlateau` watches the error itself.)
#
# $$ \alpha_t = \alpha_0\, \gamma^{\,\text{number of milestones} \,\le\, t} $$

# %% [markdown]
# ### Exercise: step decay
# A milestone of 30 means that update 30 is the first with the lower rate.
#
# | | |
# |---|---|
# | `t` | int >= 0, counted from zero |
# | `lr0`, `gamma` | `lr0` > 0, 0 < `gamma` < 1 |
# | `milestones` | list of ints, in any order |
# | returns | a float: the rate for update `t` |


# %% exercise="step_decay"
def step_decay(t, lr0, milestones, gamma=0.1):
    """Learning rate for update t: lower by gamma at each milestone.

    t: int >= 0.  milestones: ints, in any order.
    Returns a float.
    """
    ### BEGIN SOLUTION
    return lr0 * gamma ** sum(m <= t for m in milestones)
    ### END SOLUTION


# %% [markdown] hint="step_decay"
# You need no loop over time, only a count. How many of the milestones 60, 30, 90 have been reached at $t = 60$?
#
# ---
# Count the milestones that are at most $t$, and raise `gamma` to that power.
#
# ---
# `sum(m <= t for m in milestones)` counts them.

# %% check="step_decay" points=9
check(step_decay)

# %% [markdown]
# Now a harder data set: 20 000 letters of 8 x 8 pixels in 52 classes, and a network with 128 hidden units that reads each about once
# (630 updates). Three runs at the rate 0.2: constant, a step down by ten at half time, and the same step after one twentieth.

# %% predict="a step down, late or early"
predict("Half time: the loss drops within fifty updates of the step. And at "
        "one twentieth?",
        a="no drop", b="the same drop", c="it rises",
        guess="")

# %% demo="settings for letters and networks"
STEPS = 630
parts = [letters(n, seed) for n, seed in ((20_000, 1), (2000, 2), (4000, 3))]
(X, y), (X_val, y_val), (X_test, y_test) = [(images.reshape(-1, 64), labels) for images, labels in parts]


# %% demo="letters and networks"
def race(entries, chosen=None, method="momentum", steps=STEPS, n=len(X), batch=32, every=STEPS):
    """Train a network for each entry (schedule, rate) and seed (those that judge, unless others are chosen).

    A schedule maps t to a factor of the rate.  Returns in %, each (entries, seeds) first, validation accuracies after
    `every` so many updates, test accuracies, and the losses of all updates.
    """
    runs = [(schedule, lr, seed) for schedule, lr in entries for seed in chosen or seeds(10)]
    for schedule, _ in entries:
        schedule(0)  # an unwritten schedule says so here, before the bar appears
    with tqdm(total=steps, desc=f"{len(runs)} networks, {method}", leave=False) as bar:
        found = side_by_side(
            lambda half: lane(half, method, steps, n, batch, every, bar if half[0] is runs[0] else None),
            [runs[: len(runs) // 2], runs[len(runs) // 2 :]],
        )
    seen, scores, losses = (np.concatenate(parts) for parts in zip(*found, strict=True))
    by_entry = lambda values: values.reshape(len(entries), len(runs) // len(entries), *values.shape[1:])
    return 100 * by_entry(seen), 100 * by_entry(scores), by_entry(losses)


def lane(runs, method, steps, n, batch, every, bar):
    """What `race` returns, of some of its runs."""
    nets, seen = MLPs([64, 128, 52], [seed for *_, seed in runs]), []

    def after(t, nets):
        bar and bar.update()
        (t + 1) % every == 0 and seen.append(nets.score(X_val, y_val)[0])

    factors = lambda t: [schedule(t) for schedule, *_ in runs]
    rates = [lr for _, lr, _ in runs]
    how = {"batch": batch, "optimiser": method, "schedule": factors, "after_step": after}
    losses = train(nets, X[:n], y[:n], steps, rates, **how)
    return np.array(seen).reshape(-1, len(runs)).T, nets.score(X_test, y_test)[0], losses.T


# %% demo="decays, in code"
DECAYS = {"constant": [], "step at half time": [STEPS // 2], "step after a twentieth": [STEPS // 20]}


@remember
def decays():
    """Test accuracy (3, seeds) and losses (3, seeds, steps) of the three decays."""
    return race([(lambda t, m=m: step_decay(t, 1.0, m), 0.2) for m in DECAYS.values()])[1:]


# %% demo="a step down, late or early"
with needs(step_decay):
    accuracy, losses = decays()
    smooth = losses.reshape(*losses.shape[:2], -1, 15).mean(3)
    runs = {
        f"{name}: {a.mean():.1f} % right in the end": loss
        for name, a, loss in zip(DECAYS, accuracy, smooth, strict=True)
    }
    title = "A step at half time pays at once; a step after a twentieth pays little"
    plot_spread(np.arange(8, STEPS, 15), runs, title, ("update", "training loss (mean of 15 updates)"))
    plt.show()
    came("a")

# %% [markdown] seen="a step down, late or early"
# The step at half time makes the loss drop at once: the hovering stops. The early step shows no drop. There was no hovering yet, and at a
# tenth of the rate the network makes slower progress than the other two for some 200 updates. In the end it beats the constant rate, but
# not the later step, which had used the high rate to get far; the legend says by how many points. A loss that drops when you lower the
# rate proves that there was noise, not that it was time.

# %% [markdown]
# When is it time to step down? When the loss at the high rate has stopped falling. That takes a look at the curve; the smooth shapes below
# need none. (Some notes step down by a fixed *amount*. Two such steps of 0.9 $\alpha_0$ make a negative rate.)

# %% [markdown]
# ## 3. Shapes without corners (30 min)
# Two old shapes need no milestones, only a speed $k$. Both begin at $\alpha_0$. In the first, every update lowers the *logarithm* of the rate
# by $k$. In the second, every update raises its *inverse*, $1/\alpha$, by $k/\alpha_0$. Which functions of $t$ are they?
#
# ### Exercise: exponential decay
# The first of the two. `math.exp` works on single numbers.
#
# | | |
# |---|---|
# | `t` | int >= 0, counted from zero |
# | `lr0`, `k` | `lr0` > 0, `k` >= 0, per update |
# | returns | a float: the rate for update `t` |

# %% exercise="exp_decay"
def exp_decay(t, lr0, k):
    """Learning rate for update t under exponential decay.

    t: int >= 0.  k >= 0, per update.  Returns a float.
    """
    ### BEGIN SOLUTION
    return lr0 * math.exp(-k * t)
    ### END SOLUTION


# %% [markdown] hint="exp_decay"
# By which factor does the rate shrink from one update to the next? Is it the same factor every time?
#
# ---
# Compute $e^{-kt}$ and multiply by the first rate.
#
# ---
# `lr0 * math.exp(...)`, with a minus sign inside.

# %% check="exp_decay" points=4
check(exp_decay)

# %% [markdown]
# ### Exercise: decay like 1/t
# The second. Begin with $1/\alpha_t$, which is a straight line.
#
# | | |
# |---|---|
# | `t`, `lr0`, `k`, returns | as in `exp_decay` |

# %% exercise="inv_t_decay"
def inv_t_decay(t, lr0, k):
    """Learning rate for update t that falls like 1/t.

    t: int >= 0.  k >= 0, per update.  Returns a float.
    """
    ### BEGIN SOLUTION
    return lr0 / (1 + k * t)
    ### END SOLUTION


# %% [markdown] hint="inv_t_decay"
# After how many updates is the rate half of `lr0`? What does your function return at $t = 0$?
#
# ---
# Divide the first rate by a number that is 1 at $t = 0$ and grows by $k$ with each update.
#
# ---
# `lr0 / (1 + ...)`.

# %% check="inv_t_decay" points=4
check(inv_t_decay)

# %% [markdown]
# Both begin at $\alpha_0$ with the same slope. The difference is in the tail. Suppose the gradient is 1 all the way: how far can each
# of them walk in a hundred, a thousand, a hundred thousand updates?

# %% predict="how far the rates can walk"
predict("Which of the two can walk any distance, given enough updates?",
        a="1/t", b="the exponential", c="both",
        guess="")

# %% demo="how far the rates can walk"
with needs(exp_decay, inv_t_decay):
    t = np.unique(np.geomspace(1, 100_000, 60).astype(int))
    walks = {
        name: np.cumsum([rule(i, 1.0, 0.01) for i in range(100_000)])[t - 1]
        for name, rule in (("$e^{-kt}$", exp_decay), ("$1/(1+kt)$", inv_t_decay))
    }
    ax = axes(
        "Exponential decay walks a finite way; 1/t goes on for ever",
        "updates",
        "distance walked, $\\alpha_0 = 1$, $k = 0.01$",
    )
    for index, (name, walk) in enumerate(walks.items()):
        ax.plot(t, walk, label=f"{name}: {walk[-1]:.0f} in the end", **style("", index))
    ax.axhline(100, color="0.6", lw=0.8, ls=":")
    ax.text(1, 108, "$1/k$", fontsize=8, color="0.3")
    ax.set_xscale("log")
    ax.legend(fontsize=8)
    plt.show()
    came("a")

# %% [markdown] seen="how far the rates can walk"
# Theory likes $1/t$: the steps add up to infinity, so any distance can be covered, while their *squares* add up to something finite, so
# the noise dies out (the conditions of Robbins and Monro, 1951). Practice likes it less: the tail is so flat that a run of ordinary
# length ends with the rate still high, or never had a high rate at all.

# %% [markdown]
# Shape them yourself, for a run of 600 updates: the larger $k$, the sooner they fall.

# %% demo="two shapes, with a slider for the speed"
def two_shapes(speed):
    ax, k = axes(f"k = {speed:g} / 600", "update $t$", "rate / first rate"), speed / 600
    for index, (name, rule) in enumerate((("$e^{-kt}$", exp_decay), ("$1/(1+kt)$", inv_t_decay))):
        rates = [rule(t, 1.0, k) for t in range(600)]
        look = style("", index)
        ax.plot(rates, label=f"{name}: ends at {rates[-1]:.2g}, mean {np.mean(rates):.2f}", **look)
        ax.fill_between(range(600), rates, color=look["color"], alpha=0.08, linewidth=0)
    ax.set(xlim=(0, 600), ylim=(0, 1.25))
    ax.legend(fontsize=9, loc="upper right")

with needs(exp_decay, inv_t_decay):
    slider_figure(two_shapes, [0, 0.5, 1, 2, 4, 8, 16, 50, 200], "600 k", start=3).show()

# %% [markdown]
# If you know beforehand that you will make $T$ updates, you can do better: stay high, come down, and end near zero just in time. Half
# a period of a cosine does that:
#
# $$ \alpha_t = \alpha_{\min} + \tfrac12(\alpha_0 - \alpha_{\min})\left(1 + \cos\frac{\pi t}{T}\right) $$
#
# ### Exercise: cosine decay
# After $T$ the rate stays at its minimum; the cosine would come up again.
#
# | | |
# |---|---|
# | `t` | int >= 0, counted from zero |
# | `T` | int >= 1, the length of the run in updates |
# | `lr0`, `lr_min` | 0 <= `lr_min` <= `lr0` |
# | returns | a float: `lr0` at $t = 0$, `lr_min` at $t = T$ and ever after |

# %% exercise="cosine_decay"
def cosine_decay(t, T, lr0, lr_min=0.0):
    """Learning rate for update t: half a cosine, lr0 to lr_min.

    t: int >= 0.  T: int >= 1; from t = T on the rate is lr_min.
    Returns a float.
    """
    ### BEGIN SOLUTION
    share = min(t, T) / T
    return lr_min + (lr0 - lr_min) * (1 + math.cos(math.pi * share)) / 2
    ### END SOLUTION


# %% [markdown] hint="cosine_decay"
# What must come out at $t = 0$, at $t = T/2$, at $t = T$ and at $t = 2T$? The last one is not what the formula gives.
#
# ---
# Compute the share of the run that is over, $t/T$, and let it be at most 1. Then put the share into the formula.
#
# ---
# `share = min(t, T) / T`; the rest is the formula with `math.cos` and `math.pi`.

# %% check="cosine_decay" points=10
check(cosine_decay)

# %% [markdown]
# The two other shapes in wide use are simpler. A straight line to zero, and the slow $1/\sqrt{t}$, which needs no $T$. Some notes write
# $\alpha_0/\sqrt{t}$: at the very first update that divides by zero.
#
# ### Exercise: linear decay
# A straight line from `lr0` to zero.
#
# | | |
# |---|---|
# | `t` | int >= 0, counted from zero |
# | `T` | int >= 1, the length of the run in updates |
# | `lr0` | > 0 |
# | returns | a float: zero at $t = T$ and ever after |

# %% exercise="linear_decay"
def linear_decay(t, T, lr0):
    """Learning rate for update t: a straight line from lr0 to zero.

    t: int >= 0.  T: int >= 1; from t = T on the rate is zero.
    Returns a float.
    """
    ### BEGIN SOLUTION
    return lr0 * max(0.0, 1 - t / T)
    ### END SOLUTION


# %% [markdown] hint="linear_decay"
# A negative rate climbs the loss. For which $t$ would the formula give one?
#
# ---
# Compute the share of the run that is left, let it be at least zero, and multiply by the first rate.
#
# ---
# `max(0.0, ...)` keeps the share from going negative.

# %% check="linear_decay" points=5
check(linear_decay)

# %% [markdown]
# ### Exercise: one over the root
# The slow one of the two, with $t + 1$ below the root.
#
# | | |
# |---|---|
# | `t` | int >= 0, counted from zero |
# | `lr0` | > 0 |
# | returns | a float: the rate for update `t` |

# %% exercise="inv_sqrt"
def inv_sqrt(t, lr0):
    """Learning rate for update t that falls like one over a root.

    t: int >= 0.  Returns a float.
    """
    ### BEGIN SOLUTION
    return lr0 / math.sqrt(t + 1)
    ### END SOLUTION


# %% [markdown] hint="inv_sqrt"
# How many updates have been made, this one included, at $t = 0$? At which $t$ has the rate fallen to a half?
#
# ---
# Divide the first rate by the root of the number of updates, this one included.
#
# ---
# `lr0 / math.sqrt(...)`.

# %% check="inv_sqrt" points=5
check(inv_sqrt)

# %% [markdown]
# All of them together, for a run of 630 updates. Which of the seven leaves the high rate first, and which last?

# %% demo="seven shapes"
SHAPES = {
    "constant": lambda t: 1.0,
    "step": lambda t: step_decay(t, 1.0, [STEPS // 2, 3 * STEPS // 4]),
    "exponential": lambda t: exp_decay(t, 1.0, 5 / STEPS),
    "1/t": lambda t: inv_t_decay(t, 1.0, 20 / STEPS),
    "cosine": lambda t: cosine_decay(t, STEPS, 1.0),
    "linear": lambda t: linear_decay(t, STEPS, 1.0),
    "1/√t": lambda t: inv_sqrt(t, 1.0),
}
COLORS = ("#000000", "#D55E00", "#009E73", "#E69F00", "#0072B2", "#56B4E9", "#CC79A7")
DASHES = ("-", "--", "-.", ":", "-", "--", "-.")
LOOKS = {name: {"color": c, "linestyle": d} for name, c, d in zip(SHAPES, COLORS, DASHES, strict=True)}

# %% demo="seven ways down"
with needs(step_decay, exp_decay, inv_t_decay, cosine_decay, linear_decay, inv_sqrt):
    rates = {name: [shape(t) for t in range(STEPS)] for name, shape in SHAPES.items()}
    ax = axes("Seven ways down from the same rate", "update $t$", "rate / first rate", (7, 3.8))
    for name, rate in rates.items():
        ax.plot(rate, label=f"{name}: mean {np.mean(rate):.2f}", lw=2, **LOOKS[name])
    ax.legend(fontsize=8, loc="upper right", bbox_to_anchor=(1, 0.97))
    plt.show()
    print(f"last rate used, t = {STEPS - 1}:", *[f"{name} {rate[-1]:.0e}" for name, rate in rates.items()], sep="  ")

# %% [markdown]
# Look at the means in the legend: "the same learning rate" is not the same distance. $1/\sqrt t$ with first rate 1 walks less than a tenth
# of what the constant does. So a race of schedules at one common $\alpha_0$ compares distances, not shapes, and most published
# comparisons are of this kind.

# %% [markdown]
# ## 4. A fair race (8 min)
# So tune each shape on its own. Three seeds try three or four rates for each of the seven (75 networks side by side) and the rate
# with the best *validation* accuracy is kept. The constant's best rate is about 0.1.

# %% predict="accuracy over the rate"
predict("Against the constant's best rate, the best first rate of the cosine "
        "is",
        a="lower", b="equal", c="higher",
        guess="")

# %% demo="settings for tune every schedule on its own"
RATES = {
    "constant": (0.06, 0.1, 0.15),
    "step": (0.1, 0.15, 0.22),
    "exponential": (0.1, 0.22, 0.33, 0.5),
    "1/t": (0.1, 0.33, 0.5, 0.75),
    "cosine": (0.1, 0.15, 0.22),
    "linear": (0.1, 0.15, 0.22, 0.33),
    "1/√t": (0.1, 0.75, 1.1, 1.6),
}
GRIDS = {
    "momentum": RATES,
    "SGD": {"constant": (0.7, 1.1, 1.7), "cosine": (1.1, 1.7, 2.4)},
    "RMSProp": {"constant": (0.004, 0.006, 0.009), "cosine": (0.004, 0.006, 0.009)},
    "Adam": {"constant": (0.009, 0.013, 0.019), "cosine": (0.013, 0.019, 0.027)},
}


# %% demo="tune every schedule on its own"
@shipped
def tuned(method):
    """Mean validation accuracy of each rate, by schedule, on the seeds that choose settings."""
    rates = GRIDS[method]
    entries = [(SHAPES[name], lr) for name, tried in rates.items() for lr in tried]
    score = iter(race(entries, tuning_seeds(3), method)[0].mean((1, 2)))
    return {name: np.array([next(score) for _ in tried]) for name, tried in rates.items()}


def tuning(method):
    """The same, for your schedules: an unwritten one says so here."""
    for schedule in SHAPES.values():
        schedule(0)
    return tuned(method)


def best_rates(method):
    return {name: tried[tuning(method)[name].argmax()] for name, tried in GRIDS[method].items()}


# %% demo="accuracy over the rate"
SEVEN = (step_decay, exp_decay, inv_t_decay, cosine_decay, linear_decay, inv_sqrt)
with needs(*SEVEN):
    scores = tuning("momentum")
    ax = axes(
        "Every shape has a best rate of its own, ten times apart",
        "first learning rate $\\alpha_0$",
        "validation accuracy (%), 3 seeds",
        (7, 3.8),
    )
    for name, tried in RATES.items():
        ax.plot(tried, scores[name], marker=".", label=name, **LOOKS[name])
        ax.plot(best_rates("momentum")[name], scores[name].max(), "*", ms=12, color=LOOKS[name]["color"])
    ax.set(xscale="log", xticks=[0.1, 0.2, 0.5, 1], xticklabels=[0.1, 0.2, 0.5, 1])
    ax.minorticks_off()
    ax.legend(fontsize=8, loc="lower right")
    plt.show()
    came("c")

# %% [markdown] seen="accuracy over the rate"
# The stars span a factor of ten. Whatever decays wants to begin higher than the constant does; the sooner it decays, the higher. At the
# common rate 0.1 the shapes that decay at once lose to the constant. They are not worse: they do not get far enough.

# %% [markdown]
# Now the race itself: every shape at its own star, twenty fresh seeds, test letters that no tuning has seen. All seven networks of a seed
# start alike and see the same minibatches, so differences are taken seed by seed.


# %% demo="final, in code"
TWENTY = [*seeds(20)][:20]


@shipped
def raced(method):
    """Test accuracy (seeds,) of every schedule at its best rate."""
    rates = best_rates(method)
    return dict(zip(rates, race([(SHAPES[n], lr) for n, lr in rates.items()], TWENTY, method)[1], strict=True))


def final(method):
    """The same; `best_rates` says where one of your schedules is unwritten."""
    best_rates(method)
    return raced(method)


# %% demo="the race at the best rates"
with needs(*SEVEN):
    rates, result = best_rates("momentum"), final("momentum")
    gains = {name: result[name] - result["constant"] for name in result if name != "constant"}
    ax = axes(
        "Tuned on its own, every shape beats the constant rate", "", "points over the best constant rate", (7, 3.6)
    )
    for i, (name, gain) in enumerate(gains.items()):
        ax.plot(i + np.linspace(-0.15, 0.15, len(gain)), gain, "o", ms=4, alpha=0.6, color=LOOKS[name]["color"])
        ax.plot(i, gain.mean(), "_", ms=34, mew=2.5, color=LOOKS[name]["color"])
    ax.axhline(0, color="0.5", lw=0.8)
    ax.set_xticks(range(6), [f"{name}\n$\\alpha_0$ = {rates[name]:g}" for name in gains], fontsize=8)
    plt.show()
    print(f"constant, rate {rates['constant']:g}: {result['constant'].mean():.1f} ± {result['constant'].std():.1f} %")
    print(*[f"{name}: {gain.mean():+.1f} ± {gain.std():.1f}" for name, gain in gains.items()], sep="   ")

# %% [markdown]
# All six beat the best constant rate. The line and the cosine gain most, less than a point apart on average; the line is ahead, as in
# larger studies (Defazio et al., 2023, arXiv:2310.07831; Bergsma et al., 2025, arXiv:2502.15938). The shapes that leave the high rate at
# once gain less, even at their own best rates. (Only the first rate was tuned; $k$ stayed.)
#
# That was momentum in PyTorch's convention: the rate multiplies the whole velocity, so a lower rate also shrinks the steps that are
# still coming from old gradients. In the lecture's convention (notebook 02) it multiplies new gradients only; under a schedule the two
# differ.

# %% [markdown]
# Lectures say that RMSProp and Adam can do without a schedule, since they adapt their rates themselves. Same protocol, for plain SGD,
# RMSProp and Adam.

# %% predict="what a constant rate costs"
predict("How many points of accuracy does a constant rate cost Adam?",
        a="none", b="about 1", c="more than 2",
        guess="")


# %% demo="tuning SGD"
def shown(method):
    result = final(method)
    return "   ".join(f"{n} at {lr:g}: {result[n].mean():.1f} %" for n, lr in best_rates(method).items())


with needs(cosine_decay):
    print(shown("SGD"))

# %% demo="tuning RMSProp and Adam"
with needs(cosine_decay):
    for method in ("RMSProp", "Adam"):
        print(f"{method}:", shown(method))


# %% demo="costs, in code"
def costs():
    """Points (seeds,) that a cosine gains over the constant rate, by method, each at its best rate."""
    return {method: final(method)["cosine"] - final(method)["constant"] for method in GRIDS}


# %% demo="what a constant rate costs"
with needs(*SEVEN):
    ax = axes("Adam gains from a schedule too, RMSProp hardly", "", "points that a cosine gains over a constant")
    for i, (method, gain) in enumerate(costs().items()):
        color = style(method)["color"]
        ax.plot(i + np.linspace(-0.15, 0.15, len(gain)), gain, "o", ms=4, alpha=0.6, color=color)
        ax.plot(i, gain.mean(), "_", ms=34, mew=2.5, color=color)
        print(f"{method}: {gain.mean():+.1f} ± {gain.std(ddof=1):.1f} points")
    ax.axhline(0, color="0.5", lw=0.8)
    ax.set_xticks(range(len(GRIDS)), GRIDS)
    plt.show()
    came("c")

# %% [markdown] seen="what a constant rate costs"
# A constant rate costs Adam less than it costs momentum and SGD, but several points all the same. Adam's division sets the *proportions*
# between the weights' steps. It does not make the steps shorter when only noise is left. A constant rate is a fine first run and a poor
# last one. RMSProp loses next to nothing in this short run. Why it differs from Adam is not tested here; PyTorch's version
# has no bias correction, so its first steps are up to ten times as long as the rate says, and that forbids the high first rates from
# which a cosine gains.

# %% [markdown]
# ## 5. Restarts make a run that can end early (12 min, further)
# A cosine must know $T$ on the first day. If you don't, or if you want usable networks on the way, let it run out early and start it
# again, each cycle longer than the last. That is SGDR, "stochastic gradient descent with warm restarts".

# %% [markdown]
# ### Exercise: cosine with restarts
# The first cycle has `T0` updates, the next `T0 * mult`, then `T0 * mult**2`, and so on. The first update of each cycle uses `lr0`. Use
# your `cosine_decay`.
#
# | | |
# |---|---|
# | `t` | int >= 0, counted from zero |
# | `T0`, `mult` | ints >= 1 |
# | `lr0`, `lr_min` | 0 <= `lr_min` <= `lr0` |
# | returns | a float; at the first update of a cycle it is `lr0`, and then falls towards `lr_min` |


# %% exercise="sgdr"
def sgdr(t, T0, mult, lr0, lr_min=0.0):
    """Learning rate for update t: cosines, one after the other.

    t: int >= 0.  T0, mult: ints >= 1; cycles of T0, T0 mult,
    T0 mult^2, ... updates, each from lr0 towards lr_min.
    Returns a float.
    """
    ### BEGIN SOLUTION
    length = T0
    while t >= length:
        t, length = t - length, length * mult
    return cosine_decay(t, length, lr0, lr_min)
    ### END SOLUTION


# %% [markdown] hint="sgdr"
# With `T0 = 10` and `mult = 2`, in which cycle is update 35, how many updates of that cycle are over, and how long is it?
#
# ---
# Begin with the first cycle. As long as `t` lies beyond the cycle, take the cycle's length away from `t` and make the length `mult` times
# as large. What is left of `t` is its place within the cycle.
#
# ---
# ```python
# length = T0
# while t >= length:
#     t, length = ..., ...
# return cosine_decay(...)
# ```

# %% check="sgdr" points=10
check(sgdr)

# %% [markdown]
# Cycles of 42, 84, 168 and 336 updates against one cosine over all 630, both from the rate 0.2. At which of the four ends of
# cycles will the restarted networks be ahead, and who wins at 630?

# %% demo="accuracy along the way"
RESTARTS, LONG = (lambda t: sgdr(t, 42, 2, 1.0)), (lambda t: cosine_decay(t, STEPS, 1.0))
ENDS = np.array([42, 126, 294, 630])


@remember
def along(every=21):
    """Of both: validation accuracy in % after every 21 updates (2, seeds, points); test accuracy at the end."""
    return race([(RESTARTS, 0.2), (LONG, 0.2)], every=every)[:2]


# %% demo="warm restarts"
with needs(cosine_decay, sgdr):
    seen, test = along()
    fig, (top, ax) = plt.subplots(2, 1, figsize=(6.8, 4.8), sharex=True, layout="constrained", height_ratios=(1, 2))
    for rule, color in ((RESTARTS, "#009E73"), (LONG, "#0072B2")):
        top.plot([0.2 * rule(t) for t in range(STEPS)], color=color, ls="--" if rule is LONG else "-")
    names = ("restarts after 42, 126, 294", "one cosine")
    runs = {
        f"{name}: test {a.mean():.1f} ± {a.std(ddof=1):.1f} %": run
        for name, run, a in zip(names, seen, test, strict=True)
    }
    plot_spread(np.arange(21, STEPS + 1, 21), runs, "", ("", ""), ax)
    for line, band, color in zip(ax.lines, ax.collections, ("#009E73", "#0072B2"), strict=True):
        line.set_color(color), band.set_color(color)
    ax.plot(ENDS, seen[0].mean(0)[ENDS // 21 - 1], "o", color="0.2")
    ax.legend(fontsize=8, loc="lower right")
    ax.set(xlabel="updates", ylabel="validation accuracy (%)", ylim=(30, None))
    top.set(title="Every cycle ends usable; the last ends behind one cosine", ylabel="rate")
    plt.show()

# %% [markdown]
# At 126 and 294 updates the restarted networks are ahead: their rate is nearly zero there, while the cosine's is still high. Each restart
# then throws away some points, for a while. At the end the restarts have cost about a point against one cosine (see the legend). What they
# give in return is a run that you may end after any cycle. (Notebook 10 keeps the networks at the ends of cycles and lets them vote.)

# %% [markdown]
# ## 6. Large batches, longer steps, warm-up (26 min)
# You rent a larger machine and read 512 letters an update instead of 32. An epoch now has 16 times fewer updates, so at the old rate you
# walk 16 times less. The gradients agree better, so you can afford longer steps. The *linear scaling rule* takes this at its word: $k$
# times the batch, $k$ times the rate.

# %% demo="the linear rule in arrows"
show_linear_rule()

# %% [markdown]
# ### Exercise: the linear rule
# What rate does the rule ask for at another batch size?
#
# | | |
# |---|---|
# | `lr_ref` | > 0, a rate that is good at `batch_ref` examples an update |
# | `batch_ref`, `batch` | ints >= 1 |
# | returns | a float: the rate for `batch` examples an update |

# %% exercise="scale_lr"
def scale_lr(lr_ref, batch_ref, batch):
    """The learning rate for another batch size by the linear rule.

    lr_ref > 0: good at batch_ref examples an update.
    Returns a float.
    """
    ### BEGIN SOLUTION
    return lr_ref * batch / batch_ref
    ### END SOLUTION


# %% [markdown] hint="scale_lr"
# Twice the batch: half as many updates in an epoch. What makes up for that?
#
# ---
# By which factor $k$ has the batch grown? The rate grows by the same one.
#
# ---
# $k$ is `batch / batch_ref`.

# %% check="scale_lr" points=5
check(scale_lr)

# %% [markdown]
# Five epochs of 10 000 letters each, so everybody reads the same examples; batches of 32 to 1024, from a rate of 0.05 at 32. Where does the
# rule break? And would the *root* of $k$ be a better rule, as the noise argument of notebook 01 suggests?

# %% demo="cosine over, in code"
BATCHES = (32, 128, 512, 1024)
RULES = {
    "rate kept": lambda B: 0.05,
    "root rule": lambda B: 0.05 * math.sqrt(B / 32),
    "linear rule": lambda B: scale_lr(0.05, 32, B),
}


def cosine_over(updates):
    return lambda t: cosine_decay(t, updates, 1.0)


# %% demo="how large a batch"
@shipped
def batched(epochs):
    """Test accuracy (rules, seeds, batches) after so many epochs of 10 000 letters."""
    result = []
    for B in BATCHES:
        rules = [lr(B) for lr in RULES.values()][: 1 if B == 32 else 3]
        entries = [(cosine_over(epochs * (10_000 // B)), lr) for lr in rules]
        accuracy = race(entries, steps=epochs * (10_000 // B), n=10_000, batch=B)[1]
        result.append(np.broadcast_to(accuracy, (3, accuracy.shape[1])))
    return np.stack(result, axis=2)


def batches():
    """The same after five; an unwritten function says so here."""
    [lr(32) for lr in RULES.values()], cosine_over(2)(0)
    return batched(5)


# %% demo="the linear rule, and where it breaks"
with needs(cosine_decay, scale_lr):
    result = batches()
    runs = dict(zip(RULES, result, strict=True))
    title = "With momentum the linear rule carries to 128, almost to 512, and then breaks"
    ax = plot_spread(np.array(BATCHES), runs, title, ("batch size", "test accuracy (%), five epochs"))
    ax.set(xscale="log", xticks=BATCHES, xticklabels=BATCHES)
    ax.minorticks_off()
    plt.show()
    print("points over batches of 32:")
    for name, accuracy in runs.items():
        over = zip(BATCHES[1:], (accuracy[:, 1:] - accuracy[:, :1]).T, strict=True)
        print(f"{name}:", *[f"{B}: {x.mean():+.1f} ± {x.std(ddof=1):.1f}" for B, x in over], sep="  ")

# %% [markdown]
# For momentum, the linear rule is as good as exact at 128, loses a point or two at 512 and more at 1024, where five epochs are only 45
# updates. The root rule keeps the *noise* of a step as it was, but the distance counts, and it loses more at every size. For Adam it is
# the other way round: there the root rule is the accepted one (Krizhevsky, 2014, arXiv:1404.5997, discusses both rules; Malladi et al.,
# 2022, arXiv:2205.10287, derive the root rule for Adam). This notebook tests momentum only.

# %% [markdown]
# Long steps do harm where the rate is above what the curvature allows. *Warm-up* is the usual remedy: the first `warm` updates climb in
# equal stairs to the full rate, and meanwhile the network drifts to flatter ground (Gilmer et al., 2021, arXiv:2110.04369; Kalra &
# Barkeshli, 2024, arXiv:2406.09405). Then the schedule begins, as if nothing had happened.

# %% [markdown]
# ### Exercise: warm-up before any schedule
# `base` is a schedule with its numbers filled in, for example `lambda t: cosine_decay(t, 1000, 0.2)`. The stairs end at the rate with which
# `base` begins, and none of them is zero: an update at rate 0 is an update wasted.
#
# | | |
# |---|---|
# | `t`, `warm` | ints >= 0; `t` counts from zero |
# | `base` | function from an int >= 0 to a rate |
# | `t` < `warm` | `warm` equal stairs up; the last one is `base(0)` |
# | after that | `base` from its own beginning: update `warm` uses `base(0)`, the next one `base(1)` |
# | returns | a float |


# %% exercise="with_warmup"
def with_warmup(t, warm, base):
    """Learning rate for update t: `warm` equal stairs, then base.

    t, warm: ints >= 0.  base: function from an int >= 0 to a rate;
    the last stair is base(0), and update `warm` uses base(0) again.
    Returns a float.
    """
    ### BEGIN SOLUTION
    if t < warm:
        return base(0) * (t + 1) / warm
    return base(t - warm)
    ### END SOLUTION


# %% [markdown] hint="with_warmup"
# Write down the first six rates for `warm = 3` and a `base` that says 8, 4, 2, ... Which rate appears twice? And what must happen for
# `warm = 0`?
#
# ---
# Two cases. During the warm-up take a growing share of `base(0)`, the whole of it at the last stair. After it ask `base`, with a clock that
# starts at zero then.
#
# ---
# ```python
# if t < warm:
#     return base(0) * ... / warm  # 1, 2, ..., warm parts
# return base(...)
# ```

# %% check="with_warmup" points=8
check(with_warmup)

# %% [markdown]
# Batches of 512, ten epochs (190 updates), at two rates: 0.8, which the linear rule asks for, and 3.2, four times that. Each without
# warm-up, with a tenth of the run, and with three tenths. The usual advice: "large rates need a short warm-up".

# %% predict="when warm-up matters"
predict("At the rate 3.2, which warm-up helps by more than 5 points?",
        a="only the longer one", b="both", c="neither",
        guess="")

# %% demo="warm-up of three lengths"
UPDATES, SHARES = 10 * (10_000 // 512), (0.0, 0.1, 0.3)


def warmed(share):
    """A factor that climbs for a share of the updates and then falls as a cosine over the rest."""
    warm = int(share * UPDATES)
    return lambda t: with_warmup(t, warm, cosine_over(UPDATES - warm))


@shipped
def warmed_up():
    """Test accuracy (2 rates, 3 lengths, seeds), batches of 512."""
    entries = [(warmed(share), rate) for rate in (0.8, 3.2) for share in SHARES]
    return race(entries, steps=UPDATES, n=10_000, batch=512)[1].reshape(2, 3, -1)


def warmups():
    """The same; an unwritten function says so here."""
    warmed(0.1)(0)
    return warmed_up()


# %% demo="when warm-up matters"
with needs(cosine_decay, with_warmup):
    result = warmups()
    title = "At four times the rate of the linear rule, only a long warm-up helps"
    ax = axes(title, "", "test accuracy (%), batches of 512")
    for i, name in enumerate(("rate 0.8 (linear rule)", "rate 3.2 (four times that)")):
        group = result[i]
        for j, accuracy in enumerate(group):
            color = COLORS[(0, 1, 4)[j]]
            x = 4 * i + j + np.linspace(-0.15, 0.15, len(accuracy))
            ax.plot(x, accuracy, "o", ms=4, alpha=0.6, color=color)
            ax.plot(4 * i + j, accuracy.mean(), "_", ms=34, mew=2.5, color=color)
        pairs = zip(SHARES, group, strict=True)
        print(f"{name}:", *[f"warm-up {share:.0%}: {a.mean():.1f} ± {a.std(ddof=1):.1f} " for share, a in pairs])
        ax.text(4 * i + 1, result.max() + 2, name, ha="center")
    ax.set_xticks([0, 1, 2, 4, 5, 6], ["none", "10 %", "30 %"] * 2)
    ax.set(xlabel="warm-up, share of all updates", ylim=(None, result.max() + 5))
    plt.show()
    came("a")

# %% [markdown] seen="when warm-up matters"
# At the linear rule's rate a warm-up adds about half a point. At four times that rate the run without it loses more than ten points, and a
# tenth does not help; three tenths bring most of it back, which is *still* less than the lower rate gets without any warm-up. So warm-up
# widens the range of rates that survive. It is not a reason to choose a rate from its far end. (All this is momentum on a small network.
# Today warm-up is met mostly with Adam and Transformers, where it has further reasons; that is not tested here.)

# %% [markdown]
# ### Warm-up, stable, decay
# A cosine must know its length $T$ from the start. Whoever may want to train longer takes another shape: a warm-up, then a *constant* rate for
# as long as it is worth it, then a short line to zero. It is called *WSD* (warm-up, stable, decay; Hu et al., 2024,
# [arXiv:2404.06395](https://arxiv.org/abs/2404.06395)), and in short runs of language models it ends where the cosine does (Hägele et al.,
# 2024, [arXiv:2405.18392](https://arxiv.org/abs/2405.18392)). A checkpoint of the stable part can be continued, or cooled down at any time.
#
# ### Exercise: WSD
#
# | | |
# |---|---|
# | `t` | int >= 0, counted from zero |
# | `T`, `warm`, `cool` | ints >= 0 with `warm + cool <= T`; `warm` and `cool` may be 0 |
# | `t < warm` | `warm` equal stairs up; the last one is `lr0` |
# | the last `cool` updates before `T` | a line that begins at `lr0` and would reach zero at `T` |
# | between the two | `lr0` |
# | from `T` on | zero |
# | returns | a float |


# %% exercise="wsd"
def wsd(t, T, warm, cool, lr0):
    """Learning rate for update t: stairs up, a flat part, a line down.

    t: int >= 0.  T: length of the run; warm + cool <= T, either may
    be 0.  From t = T on the rate is zero.  Returns a float.
    """
    ### BEGIN SOLUTION
    if t >= T:
        return 0.0
    if t < warm:
        return lr0 * (t + 1) / warm
    if t >= T - cool:
        return lr0 * (T - t) / cool
    return lr0
    ### END SOLUTION


# %% [markdown] hint="wsd"
# Write down the ten rates for `T = 10`, `warm = 2`, `cool = 4` and `lr0 = 8`. Which is the first that is below 8 again, and how large is the last one?
#
# ---
# Four cases in order: the run is over; the warm-up; the last `cool` updates; all others. In the last `cool` updates the share is the number of
# updates left, this one included, of `cool`.
#
# ---
# `t >= T`, then `t < warm` with `lr0 * (t + 1) / ...`, then `t >= T - cool` with `lr0 * (...) / cool`, then `lr0`.

# %% check="wsd" points=6
check(wsd)

# %% [markdown]
# One trunk, three runs: a WSD of 300 updates, one of 450 and one of 630, beside their cosines.

# %% demo="one trunk, three runs"
with needs(wsd, cosine_decay):
    ax = axes("WSD runs share a trunk; cosines of different lengths share nothing", "update $t$", "rate / first rate", (7, 3.6))
    for T, color in ((300, "#E69F00"), (450, "#009E73"), (630, "#0072B2")):
        ax.plot([wsd(t, T, 30, T // 5, 1.0) for t in range(T + 1)], color=color, lw=2)
        ax.plot([cosine_decay(t, T, 1.0) for t in range(T + 1)], ":", color=color, lw=1.5)
        ax.text(0.84 * T + 12, 0.8, f"T = {T}", color=color)
    ax.text(160, 1.03, "WSD: one trunk", color="0.3")
    ax.text(20, 0.3, "cosines (dotted)", color="0.3")
    ax.set(ylim=(0, 1.12), xlim=(0, 690))
    plt.show()

# %% [markdown]
# ## 7. A scheduler for any optimiser (23 min)
# So far the schedules told a race of toy networks what to do. To use them on your own models, connect them to a PyTorch optimiser. Its
# parameters are in `optimizer.param_groups`, a list of dicts; each has its own `"lr"`. Fine-tuning, for one, gives the body of a network a
# tenth of the rate of its head, and a schedule must keep that ratio.

# %% [markdown]
# ### Exercise: the class Scheduler
# `step()` is called once **before** each `optimizer.step()`. (PyTorch's own schedulers are called after it, and set the rate of the *next*
# update. Both work; mixing them shifts everything by one.)
#
# | | |
# |---|---|
# | `optimizer` | any torch optimiser; the rates that its `param_groups` have now are their initial rates |
# | `schedule` | function from $t$ = 0, 1, 2, ... to the rate (>= 0) of the first group |
# | `step()` | the first group gets `schedule(t)`; every other group keeps its initial ratio to the first. Changed in place |
# | `.t` | counts the calls of `step`, from 0 |
# | `.history` | list of the rates of the first group, one for each call |


# %% exercise="Scheduler"
class Scheduler:
    """Sets the rates of a torch optimiser before each of its updates.

    schedule: function from t = 0, 1, 2, ... to the first group's rate.
    `.t` counts the calls of step; `.history` lists schedule(t).
    """

    def __init__(self, optimizer, schedule):
        ### BEGIN SOLUTION
        self.optimizer, self.schedule = optimizer, schedule
        first = optimizer.param_groups[0]["lr"]
        self.shares = [group["lr"] / first for group in optimizer.param_groups]
        self.t, self.history = 0, []
        ### END SOLUTION

    def step(self):
        """Call before optimizer.step(): set the rates of all groups.

        Appends schedule(t) to `.history`, then adds one to `.t`.
        """
        ### BEGIN SOLUTION
        lr = self.schedule(self.t)
        for group, share in zip(self.optimizer.param_groups, self.shares, strict=True):
            group["lr"] = lr * share
        self.history.append(lr)
        self.t += 1
        ### END SOLUTION


# %% [markdown] hint="Scheduler"
# What do you have to remember *before* you overwrite the first rate? A schedule may pass through zero: what happens then to a ratio that
# you compute from the current rates?
#
# ---
# In `__init__` keep the ratio of each group's rate to the first one's, and start `t` and the history. In `step` ask the schedule once, give
# each group that rate times its ratio, note the rate, and count.
#
# ---
# ```python
# first = ...["lr"]
# self.shares = [... for group in optimizer.param_groups]
# ```
#
# and in `step`
#
# ```python
# lr = self.schedule(self.t)
# for group, share in zip(self.optimizer.param_groups, self.shares):
#     group["lr"] = ...
# ```

# %% check="Scheduler" points=11
check(Scheduler)

# %% [markdown]
# A network with two groups, the head at ten times the rate of the body, under warm-up and cosine. Beside it PyTorch's own
# `LambdaLR`, called after each update, as it wants to be. Do they agree?


# %% demo="plan, in code" open=true
def plan(t):
    return with_warmup(t, 20, lambda t: cosine_decay(t, 180, 0.1))


def two_groups():
    """An optimiser over a head (rate 0.1) and a body (rate 0.01)."""
    head, body = torch.nn.Parameter(torch.ones(2)), torch.nn.Parameter(torch.ones(3))
    return torch.optim.SGD([{"params": [head], "lr": 0.1}, {"params": [body], "lr": 0.01}])


# %% demo="two groups under one schedule"
def rates_of(optimiser, before=None, after=None, steps=200):
    """The rates (steps, 2) that the updates really use."""
    rates = []
    for _ in range(steps):
        before and before.step()
        rates.append([group["lr"] for group in optimiser.param_groups])
        optimiser.step()
        after and after.step()
    return np.array(rates)


# %% demo="your Scheduler and torch's"
with needs(cosine_decay, with_warmup, Scheduler):
    optimiser = two_groups()
    mine = rates_of(optimiser, before=Scheduler(optimiser, plan))
    optimiser = two_groups()
    factor = lambda t: plan(t) / 0.1
    theirs = rates_of(optimiser, after=torch.optim.lr_scheduler.LambdaLR(optimiser, factor))
    ax = axes("One schedule, two groups: the ratio stays", "update", "learning rate used (log scale)")
    for i, name in enumerate(("head", "body")):
        ax.plot(mine[:, i], label=f"{name}, your Scheduler", lw=2, color=COLORS[(4, 1)[i]])
        ax.plot(theirs[:, i], ":", color="0.1", label="torch's LambdaLR" if i else None)
    ax.set(yscale="log", ylim=(1e-5, 0.3))
    ax.legend(fontsize=8)
    plt.show()
    print(f"largest difference: {np.abs(mine - theirs).max():.0e}")

# %% [markdown]
# ### A schedule that looks
# ResNet's rate fell "when the error plateaus" (section 2). That is a schedule too, one that asks the validation loss instead of a clock.
#
# ### Exercise: the class Plateau
#
# | | |
# |---|---|
# | `optimizer` | any torch optimiser; all its groups are changed, in place |
# | `update(metric)` | one look at a metric, of which lower is better; returns nothing |
# | better | strictly below the best so far, which is infinite before the first look; NaN never is |
# | `patience` looks in a row that are not better | every group's rate is multiplied by `factor` at the last of them, and counting starts anew |
#
# (PyTorch's `ReduceLROnPlateau` waits for one look more, and asks for an improvement by a ten-thousandth.)


# %% exercise="Plateau"
class Plateau:
    """Lowers the rates of a torch optimiser when a metric stands still.

    factor: of every cut.  patience: int >= 1, looks without a new
    best before a cut.
    """

    def __init__(self, optimizer, factor=0.1, patience=10):
        ### BEGIN SOLUTION
        self.optimizer, self.factor, self.patience = optimizer, factor, patience
        self.best, self.waited = math.inf, 0
        ### END SOLUTION

    def update(self, metric):
        """One look: cut every group's rate, or don't."""
        ### BEGIN SOLUTION
        if metric < self.best:
            self.best, self.waited = metric, 0
            return
        self.waited += 1
        if self.waited == self.patience:
            for group in self.optimizer.param_groups:
                group["lr"] *= self.factor
            self.waited = 0
        ### END SOLUTION


# %% [markdown] hint="Plateau"
# Which two things must the object remember between looks? After a cut, does the best so far change? Does the count?
#
# ---
# Start with an infinite best and a count of zero. At a better metric keep it and forget the count. Otherwise count; when the count reaches the
# patience, multiply the rate in every group and start counting anew.
#
# ---
# In `update`: `if metric < self.best:` ... `else:` count, and `for group in self.optimizer.param_groups: group["lr"] *= ...` when it is time.

# %% check="Plateau" points=8
check(Plateau)

# %% [markdown]
# ## 8. Knowing when to stop (17 min)
# 300 digits, and 30 % of their labels are wrong. A network big enough learns the digits first and the wrong labels later, so the accuracy
# on a validation set goes up and comes down again. *Early stopping* watches it and ends the run.
#
# Two careless versions are common. "Stop when validation turns": but it is noisy and turns at the third look. "Save a snapshot at every
# update": thousands of copies that you do not need. Instead look every few updates, allow some looks without improvement (*patience*),
# keep a **copy** of the best weights, and go back to them.

# %% demo="patience, look by look"
show_patience()

# %% [markdown]
# ### Exercise: the class EarlyStopping
# Be careful: `model.state_dict()` hands you the *live* tensors. The next update changes them, in your "best" weights too.
#
# | | |
# |---|---|
# | `patience` | int >= 1: so many looks in a row without improvement mean stop; less raises `ValueError` |
# | `mode` | `"max"` or `"min"`; another raises `ValueError` that names the two |
# | improvement | `metric > best + min_delta`, in mode `"min"` `metric < best - min_delta`; the first finite number always is one, NaN never; `min_delta` >= 0 |
# | `.best` | the metric of the last improvement |
# | `.best_state` | a deep copy of `model.state_dict()` at that look, `None` before the first |
# | `update(metric, model)` | one look at the model as it is now; returns `True` if it is time to stop, else `False` |
# | `restore(model)` | loads the best weights into the model, in place; the copy stays good for another time |

# %% exercise="EarlyStopping"
class EarlyStopping:
    """Watches a metric, keeps the best weights, says when to stop.

    patience: int >= 1, looks without improvement; less: ValueError.
    mode: "max" or "min"; any other: ValueError that names the two.
    `.best`: the best metric.  `.best_state`: a copy of its weights.
    """

    def __init__(self, patience, min_delta=0.0, mode="max"):
        ### BEGIN SOLUTION
        if patience < 1:
            raise ValueError(f"EarlyStopping(patience={patience!r}): it must be at least 1")
        if mode not in ("max", "min"):
            raise ValueError(f"EarlyStopping(mode={mode!r}): choose 'max' or 'min'")
        self.patience, self.min_delta, self.sign = patience, min_delta, 1 if mode == "max" else -1
        self.best, self.best_state, self.waited = -self.sign * math.inf, None, 0
        ### END SOLUTION

    def update(self, metric, model):
        """One look.  Returns True if it is time to stop, else False."""
        ### BEGIN SOLUTION
        if self.sign * (metric - self.best) > self.min_delta:
            self.best, self.waited = metric, 0
            self.best_state = {name: tensor.clone() for name, tensor in model.state_dict().items()}
        else:
            self.waited += 1
        return self.waited >= self.patience
        ### END SOLUTION

    def restore(self, model):
        """Load the best weights into the model, in place."""
        ### BEGIN SOLUTION
        model.load_state_dict(self.best_state)
        ### END SOLUTION


# %% [markdown] hint="EarlyStopping"
# Three things to keep: the best metric, the weights of that look, and how many looks have passed since. Which of them does a look without
# improvement change? For the copy: what does `.clone()` do to a tensor?
#
# ---
# In `__init__` test both arguments and start with the worst possible best metric, no copy and a count of zero. In `update` ask whether the
# metric is an improvement: if so, keep metric and copy and reset the count; if not, count one more. Then compare with `patience`.
#
# ---
# One sign serves both modes: `self.sign` is 1 or -1, and the best metric starts at `-self.sign * math.inf`.
#
# ```python
# if self.sign * (metric - self.best) > ...:
#     self.best, self.waited = ...
#     self.best_state = {name: ... for name, tensor in model.state_dict().items()}
# else:
#     ...
# return ...
# ```
#
# `restore` is one call of `model.load_state_dict`.

# %% check="EarlyStopping" points=15
check(EarlyStopping)

# %% [markdown]
# Now all of it in one ordinary PyTorch loop: your scheduler, and two of your stoppers, one with patience 1 ("stop when it turns") and one
# with patience 10. A look every 10 updates at 300 validation digits whose labels are as bad as the others; in practice they are no cleaner.
# The loop runs on after the stops, so that you see what they missed.


# %% demo="noisy digits, in code"
def noisy_digits(seed, share=0.3):
    """300 training and 300 validation digits with wrong labels among them, and 1197 clean test digits."""
    digits, rng = load_digits(), np.random.default_rng(seed)
    order, labels = rng.permutation(1797), digits.target.copy()
    wrong = order[:600][rng.random(600) < share]
    labels[wrong] = (labels[wrong] + rng.integers(1, 10, len(wrong))) % 10
    pixels, labels = torch.tensor(digits.data[order] / 16).float(), torch.tensor(labels[order])
    return [(pixels[a:b], labels[a:b]) for a, b in ((0, 300), (300, 600), (600, 1797))]


def share_right(model, data):
    with torch.no_grad():
        return 100 * float((model(data[0]).argmax(1) == data[1]).float().mean())


# %% demo="noisy digits"
def fresh_network(seed):
    """A network 64-128-10 with He's initialisation from a generator of its own."""
    generator, layers = (torch.Generator().manual_seed(seed), [torch.nn.Linear(64, 128), torch.nn.Linear(128, 10)])
    for layer in layers:
        torch.nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
        torch.nn.init.zeros_(layer.bias)
    return torch.nn.Sequential(layers[0], torch.nn.ReLU(), layers[1]), generator


# %% demo="watched, in code" open=true
@remember
def watched(seed, share=0.3, patiences=(1, 10), updates=600, every=10):
    """Accuracies (looks, 2) on validation and test; each stopper's last look; test accuracy of its weights."""
    (train_x, train_y), val, test = noisy_digits(seed, share)
    model, generator = fresh_network(seed)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    scheduler = Scheduler(optimiser, lambda t: with_warmup(t, 20, lambda t: 0.1))
    stoppers, stopped, looks = {p: EarlyStopping(p) for p in patiences}, {}, []
    for t in range(updates):
        rows = torch.randint(300, (32,), generator=generator)
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(model(train_x[rows]), train_y[rows]).backward()
        scheduler.step()
        optimiser.step()
        if (t + 1) % every == 0:
            looks.append((share_right(model, val), share_right(model, test)))
            for p in set(patiences) - set(stopped):
                if stoppers[p].update(looks[-1][0], model):
                    stopped[p] = len(looks) - 1
    back = {p: (stoppers[p].restore(model), share_right(model, test))[1] for p in patiences}
    return np.array(looks), stopped, back


# %% predict="early stopping on noisy labels"
predict("How much better than the last weights are those of patience 10?",
        a="about 1 point", b="more than 5 points", c="worse",
        guess="")

# %% demo="early stopping on noisy labels"
with needs(Scheduler, with_warmup, EarlyStopping):
    looks, stopped, back = watched(seeds(20)[0])
    t = 10 * np.arange(1, len(looks) + 1)
    ax = axes("The best network is an early one", "update", "accuracy (%)")
    ax.plot(t, looks[:, 0], color="0.6", lw=1, label="validation, noisy labels")
    ax.plot(t, looks[:, 1], color="#0072B2", label="test, clean labels")
    for p, color in ((1, "#D55E00"), (10, "#009E73")):
        stop = stopped[p]
        best = looks[: stop + 1, 0].argmax()  # the look whose weights were kept
        ax.plot(t[best], back[p], "o", ms=8, color=color, label=f"patience {p}: restored, {back[p]:.1f} %")
        ax.axvline(t[stop], color=color, ls="--", lw=1)
        arrow = {"arrowstyle": "->", "color": color}
        ax.annotate("", (t[best], back[p]), (t[stop], looks[stop, 1]), arrowprops=arrow)
    ax.legend(fontsize=8)
    plt.show()
    print(*[f"patience {p}: stops after {t[stopped[p]]} updates, test {back[p]:.1f} %" for p in (1, 10)], sep="\n")
    print(f"last weights: {looks[-1, 1]:.1f} %")
    came("b")

# %% [markdown]
# Dashed: where each stopper ends the run; the arrow goes back to the weights that it kept. One run proves little, for a noisy curve turns
# at a random look. So the same with 20 seeds, each with digits and wrong labels of its own. These runs come with the course; your
# `EarlyStopping` is shown the recorded accuracies, as if they were coming in.


# %% demo="twenty runs, in code"
@shipped
def watch_many(share, updates=600, every=10):
    """Accuracy (%) on validation and test, and test loss, (3, seeds, looks), with so many labels wrong."""
    parts = zip(*[noisy_digits(seed, share) for seed in seeds(20)], strict=True)
    (x, y), val, test = [tuple(map(torch.stack, zip(*part, strict=True))) for part in parts]
    test = test[0][:, :600], test[1][:, :600]
    looks, nets = [], MLPs([64, 128, 10], seeds(20))

    def look(t, nets):
        if (t + 1) % every == 0:
            accuracy, loss = nets.score(*test)
            looks.append((100 * nets.score(*val)[0], 100 * accuracy, loss))

    train(nets, x, y, updates, 0.1, schedule=lambda t: with_warmup(t, 20, lambda t: 1.0), after_step=look)
    return np.array(looks).transpose(1, 2, 0)


def watched_many():
    """The same for 30 % of the labels wrong and for none; an unwritten warm-up says so here."""
    with_warmup(0, 20, lambda t: 1.0)
    return {share: watch_many(share) for share in (0.3, 0.0)}


class Numbered(torch.nn.Module):
    """A model whose only weight says which look it is from."""

    def __init__(self):
        super().__init__()
        self.look = torch.nn.Parameter(torch.zeros(()), requires_grad=False)


# %% demo="twenty runs replayed, in code"
def replay(validation, patience):
    """Your EarlyStopping on recorded accuracies: the look at which it stops, and that whose weights come back."""
    stopper, model = EarlyStopping(patience), Numbered()
    for look, metric in enumerate(validation):
        model.look.fill_(look)  # in place, as an optimiser does it
        if stopper.update(float(metric), model):
            break
    stopper.restore(model)
    return look, int(model.look)


def stops(share):
    """By name, test accuracy (seeds,) of copies by patience, of the weights at the stop, and of the last weights."""
    val, test, _ = watched_many()[share]
    looks = {p: np.array([replay(run, p) for run in val]) for p in (1, 10)}
    at = lambda chosen: test[np.arange(len(test)), chosen]
    found = {f"copy, patience {p}": at(looks[p][:, 1]) for p in looks}
    return found | {"at the stop, patience 10": at(looks[10][:, 0]), "last weights": test[:, -1]}


# %% demo="twenty runs"
with needs(with_warmup, EarlyStopping):
    for share in (0.3, 0.0):
        print(f"{share:.0%} wrong labels, test accuracy in %, mean of 20 seeds:")
        for name, accuracy in stops(share).items():
            print(f"  {name}: {accuracy.mean():.1f} (worst {accuracy.min():.1f})")

# %% [markdown] seen="early stopping on noisy labels"
# With wrong labels the best network is there early; then the wrong labels are memorised. To stop and go back to the copy is worth more than
# ten points over the last weights, and more than half of that is due to the *copy*: the weights at the stop are already ten looks old.
# Patience 1, the careless rule, sometimes hits the best network and sometimes stops long before it: a few points lost on average, many
# in the worst run, with clean labels as well as with wrong ones.

# %% [markdown]
# ## Open challenge: two hundred steps, any schedule (10 min, further)
# Five networks learn 1000 digits in 200 steps. Your schedule sets the rate of every one of them. The baseline is your `cosine_decay` from
# the best of three rates. Change `my_schedule` and beat it on the other digits. Nothing of this is graded; your best score is kept.

# %% demo="your schedule" open=true
def my_schedule(t, T):
    """The learning rate of update t, of T."""
    return 0.1

# %% demo="any schedule, your best so far"
from utils.challenge import challenge


def two_hundred(schedule):
    """Per cent of 797 digits that five networks read after 200 steps, on average."""
    X, y = (load_digits().data / 16).astype(np.float32), load_digits().target
    nets = MLPs([64, 32, 10], seeds(10)[:5])
    train(nets, X[:1000], y[:1000], 200, 1.0, schedule=lambda t: schedule(t, 200))
    return 100 * nets.score(X[1000:], y[1000:])[0].mean()

with needs(cosine_decay):
    baseline = max(two_hundred(lambda t, T: cosine_decay(t, T, lr)) for lr in (0.1, 0.2, 0.4))
    challenge("04", two_hundred(my_schedule), baseline, "% of new digits")

# %% [markdown]
# ## 9. Claims, tested (5 min)
# What lectures and papers say about learning rates, each sentence with its experiment (folded away; click the bar to read it). Ten paired
# seeds judge, twenty for early stopping; rates were chosen on three others. First loss curves, then the time that a schedule takes.

# %% demo="claims about loss curves"
claims = Claims("04_learning_rate_schedules")
EECS, WEB = "EECS 498 lecture 11, students' notes", "https://web.eecs.umich.edu/~justincj/teaching/eecs498/"
NOTES, NN3 = "CS231n notes, neural networks 3", "https://cs231n.github.io/neural-networks-3/"
test = claims.test(
    "A high rate is fast at first and ends on a higher loss",
    NOTES,
    "times the good rate's loss after 20 epochs",
    1.5,
    link=NN3,
    ratio=True,
)
good, high = four_fates()[1:3]
first = np.exp(np.log(high[:, 0] / good[:, 0]).mean())
test.measured(high[:, -1] / good[:, -1], note=f"in the first epoch {first:.2f} times")

# %% demo="claims about steps"
with needs(step_decay):
    unit = "lower loss, 40 updates after against 40 before"
    test = claims.test("When the rate steps down, the loss drops at once", EECS, unit, 0.05, link=WEB)
    accuracy, losses = decays()
    half, window = STEPS // 2, 40
    test.measured(losses[1, :, half - window : half].mean(1) - losses[1, :, half : half + window].mean(1))
    unit = "points lost by a step at 1/20 of the run against one at half time"
    test = claims.test("A step too early costs accuracy in the end", EECS, unit, 1, link=WEB)
    accuracy = decays()[0]
    test.measured(
        accuracy[1] - accuracy[2], note=f"over no step at all {(accuracy[2] - accuracy[0]).mean():+.1f} points"
    )

# %% demo="a claim about cost"
import time


def share_of_time(_, updates=100):
    """% of the time of a small network's updates that the cosine takes."""
    start = time.perf_counter()
    train(MLPs([64, 128, 52], [0]), X, y, updates, 0.01)
    middle = time.perf_counter()
    for t in range(updates):
        cosine_decay(t, updates, 0.01)
    return 100 * (time.perf_counter() - middle) / (middle - start)


# %% demo="a claim about cost, part 2"
with needs(cosine_decay):
    unit = "% of the time of one small network's updates"
    test = claims.test("Cosine decay raises the cost of training", EECS, unit, 1, link=WEB)
    test.measured([share_of_time(seed) for seed in seeds(10)])

# %% [markdown]
# Next, the races. What a cosine costs is not time: its length $T$ must be known. And neither a line nor a cosine reaches zero within the
# run, as some notes say: zero belongs to $t = T$, an update that is never made.


# %% demo="common rate, in code"
@shipped
def at_common_rate():
    """Test accuracy (seeds,) of 1/√t at the rate 0.1, which is near the best of the constant."""
    return race([(SHAPES["1/√t"], 0.1)], TWENTY)[1][0]


# %% demo="claims about races"
with needs(*SEVEN):
    test = claims.test(
        "Who wins depends on how the rates were tuned",
        "Choi et al., 2019",
        "points that 1/√t gains by its own rate over the common 0.1",
        1,
        wording="we demonstrate the sensitivity of optimizer comparisons to the hyperparameter tuning protocol",
        link="https://arxiv.org/abs/1910.05446",
    )
    common, result = at_common_rate(), final("momentum")
    over = [(scores - result["constant"]).mean() for scores in (common, result["1/√t"])]
    test.measured(
        result["1/√t"] - common, note=f"over the constant: {over[0]:+.1f} at the common rate, {over[1]:+.1f} at its own"
    )
    unit = "points of the cosine over the line, each at its best rate"
    test = claims.test("Cosine and linear decay are about equal", EECS, unit, 1, link=WEB, equal=True)
    test.measured(result["cosine"] - result["linear"])

# %% demo="claims about methods"
with needs(*SEVEN):
    gain = costs()
    lesser = np.minimum(gain["SGD"], gain["momentum"])
    unit = "points gained by a cosine, the lesser of the two"
    test = claims.test("SGD and momentum need a schedule", EECS, unit, 1, link=WEB, main=True)
    test.measured(lesser)
    unit = "points of the constant rate over a cosine, each at its best rate; -1 would be fine"
    for method, main in (("Adam", True), ("RMSProp", False)):
        test = claims.test(f"For {method} a constant rate is fine", EECS, unit, -1, link=WEB, main=main)
        test.measured(-gain[method])
    test = claims.test("RMSProp and Adam need a schedule less than SGD and momentum", EECS, "points less", 1, link=WEB)
    test.measured((gain["SGD"] + gain["momentum"] - gain["RMSProp"] - gain["Adam"]) / 2)

# %% demo="a claim about restarts"
with needs(cosine_decay, sgdr):
    test = claims.test(
        "Warm restarts improve the accuracy of a run that may end early",
        "Loshchilov & Hutter, 2017",
        f"points over one cosine at the end of the third cycle, update {ENDS[2]}",
        1,
        wording="a simple warm restart technique for stochastic gradient descent to improve its anytime performance",
        link="https://arxiv.org/abs/1608.03983",
    )
    seen, ends = along()
    gap = ends[0] - ends[1]
    third = (seen[0] - seen[1])[:, ENDS[2] // 21 - 1]
    test.measured(third, note=f"in the end {gap.mean():+.1f} ± {gap.std(ddof=1):.1f} points")

# %% [markdown]
# Large batches, then early stopping. Its runs are made once more with clean labels.

# %% demo="claims about large batches"
GOYAL, PAPER = "Goyal et al., 2017", "https://arxiv.org/abs/1706.02677"
with needs(cosine_decay, scale_lr, with_warmup):
    test = claims.test(
        "k times the batch, k times the rate",
        GOYAL,
        "points at a batch of 128 over 32; -1 would be fine",
        -1,
        wording="When the minibatch size is multiplied by k, multiply the learning rate by k.",
        link=PAPER,
        main=True,
    )
    over = (lambda a: a[2, :, 1:] - a[2, :, :1])(batches())
    test.measured(
        over[:, 0],
        without=over[:, 2],
        condition="k is small (4, not 32)",
        note=f"k = 16: {over[:, 1].mean():+.1f}",
    )

# %% demo="claims about large batches, part 2"
with needs(cosine_decay, scale_lr, with_warmup):
    unit = "points gained by a warm-up of 30 % at four times the linear rule's rate"
    test = claims.test("Large rates for large batches need a warm-up", GOYAL, unit, 1, link=PAPER)
    (short_mild, mild), (short, long) = (lambda a: a[:, 1:] - a[:, :1])(warmups())
    note = f"a warm-up of 10 % gains {short.mean():+.1f} there, and {short_mild.mean():+.1f} at the linear rule's rate"
    test.measured(long, without=mild, condition="the rate is beyond the linear rule's", note=note)

# %% demo="claims about stopping"
with needs(with_warmup, EarlyStopping):
    noisy, clean = stops(0.3), stops(0.0)
    unit = "points of the copy over the last weights, 30 % wrong labels"
    test = claims.test("Early stopping prevents overfitting", EECS, unit, 1, link=WEB)
    gain, spared = (found["copy, patience 10"] - found["last weights"] for found in (noisy, clean))
    loss = watched_many()[0.0][2]
    worse = np.exp(np.log(loss[:, -1] / loss.min(1)).mean())
    note = f"the loss on clean labels ends at {worse:.2f} times its lowest"
    test.measured(gain, without=spared, condition="labels are wrong", note=note)

# %% demo="claims about stopping, part 2"
with needs(with_warmup, EarlyStopping):
    noisy, clean = stops(0.3), stops(0.0)
    unit = "points of patience 1 over patience 10, mean of runs with 30 % and without wrong labels"
    test = claims.test("Stop as soon as validation turns", EECS, unit, -0.5, link=WEB)
    lost = [found["copy, patience 1"] - found["copy, patience 10"] for found in (noisy, clean)]
    test.measured(np.mean(lost, axis=0), note=f"wrong labels {lost[0].mean():+.1f}, clean {lost[1].mean():+.1f}")
    test = claims.test(
        "Keep a copy of the best weights and return it, not the last ones",
        "Goodfellow, Bengio & Courville, Deep Learning, section 7.8",
        "points of the copy over the weights at the stop, patience 10, 30 % wrong labels",
        1,
        link="https://www.deeplearningbook.org/contents/regularization.html",
    )
    test.measured(noisy["copy, patience 10"] - noisy["at the stop, patience 10"])
claims

# %% [markdown]
# How many of your predictions came true?

# %% demo="your predictions" open=true
predictions()

# %% [markdown]
# ### What you saw
# - Distance is covered at a high rate, noise is removed by a low one. A schedule does the first and then the second; when it steps down
#   matters more than how.
# - Compare schedules only after tuning each on its own. At one common rate the comparison measures who walks furthest.
# - A line or a cosine to zero is worth several points to SGD, momentum and Adam, and next to nothing to RMSProp in this short run.
# - Restarts give usable networks on the way and cost about a point in the end.
# - With momentum the linear rule for batches holds for a while. Warm-up matters beyond it, little at it, and then it must be long.
# - Early stopping needs its copy and some patience, whether the labels are clean or not.

# %% [markdown]
# ## 10. When to use what, and what to read (2 min)
# If you know the length of the run: warm-up over a few per cent, then a cosine or a line to nearly zero. That is how most large models are
# trained today, Adam or not. If you don't: constant, then a decay over the last fifth of the run whenever you decide to stop. Lecture
# notes disagree about which schedule is "the most used"; it depends on the year and the field.

# %% [markdown]
# *Further reading.* Loshchilov & Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (2017): section 3 is your `sgdr`. Goyal et
# al., "Accurate, Large Minibatch SGD" (2017): section 2 for the linear rule and warm-up. Prechelt, "Early Stopping, But When?" (1998):
# section 2 compares stopping rules.
#
# *Open question.* A schedule must know when the run ends. Averaging the weights of a constant-rate run (notebook 10) gets close to a
# decayed run without knowing. Is decay only a way of averaging, or does it find something that no average does?
