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
# *You need*: notebooks 01 to 03 and the idea of an epoch. *You get*: eight schedules, a `Scheduler` for any PyTorch optimiser and an
# `EarlyStopping` that keeps the best weights. *Time*: 85 minutes; sections 1 to 10 take 5, 10, 15, 10, 10, 10, 10, 10, 4 and 1.

# %%
import math

import matplotlib.pyplot as plt
import numpy as np
import torch
from scipy.stats import ttest_1samp
from sklearn.datasets import load_digits
from tqdm.auto import tqdm

from utils.checks import check, needs
from utils.claims import CONDITIONAL, FAILS, HOLDS, Claims
from utils.data import letters
from utils.plotting import axes, plot_spread, style
from utils.remember import remember  # runs an experiment once, and anew when your functions change
from utils.training import MLPs, train

# %% [markdown]
# ## 1. One rate, four fates
# A small network learns 1000 handwritten digits with momentum, at four constant learning rates, for 20 epochs. Two of them
# fall fast in the first epoch. Which one is ahead then, and which one in the end?

# %% demo="four fates, in code"
torch.set_num_threads(1)  # these networks are too small to share
FATES = {"low": 0.003, "good": 0.1, "high": 0.35, "very high": 3.0}

@remember
def four_fates(seeds=5, epochs=20):
    """Training loss (rates, seeds, epochs) of a network on 1000 digits; an epoch has 31 minibatches."""
    digits = load_digits()
    nets = MLPs([64, 64, 10], [*range(seeds)] * len(FATES))
    rates = np.repeat([*FATES.values()], seeds)
    losses = train(nets, digits.data[:1000] / np.float32(16), digits.target[:1000], 31 * epochs, rates)
    return losses.reshape(epochs, 31, len(FATES), seeds).mean(1).transpose(1, 2, 0)

# %% demo="four learning rates"
fates = four_fates()
runs = {f"{name}: {lr:g}": loss for (name, lr), loss in zip(FATES.items(), fates, strict=True)}
title = "The fastest start is not the best end"
ax = plot_spread(np.arange(1, 21), runs, title, ("epoch", "training loss (mean of 5 seeds, band: 1 sd)"))
ax.axhline(math.log(10), color="0.6", lw=0.8)
ax.text(20, math.log(10) * 1.08, "guessing", ha="right", fontsize=8, color="0.3")
ax.set(yscale="log", xticks=[1, 5, 10, 15, 20])
plt.show()
for epoch in (1, 20):
    means = zip(FATES, fates[:, :, epoch - 1].mean(1), strict=True)
    print(f"loss in epoch {epoch}:", *[f"{name} {loss:.3f}" for name, loss in means], sep="  ")

# %% [markdown]
# Learn these four shapes by heart: you will meet them in your own plots. *Very high* is worse than guessing. *Low* is a calm slope that is
# still going down when you stop. *High* is ahead of *good* in the first epoch (0.99 against 1.22) and ends six times as high: it hovers,
# its steps are too long for the bottom of the valley.
#
# So a rate is good *for a while*. Begin high, end low: that is a schedule, a rule for the rate **within** one run. Choosing the
# best rate **between** runs is tuning, another thing (some notes mix them up), and a schedule must be tuned too.

# %% [markdown]
# In this course step $t$ counts from zero, and the rate at $t$ is the one used *for* update $t$. A run of $T$ updates uses the rates of
# $t = 0, \dots, T-1$; nobody ever takes the step $t = T$. Half the slips below are slips about this.
#
# ## 2. Steps down
# The oldest schedule: keep the rate, and at a few *milestones* multiply it by $\gamma$. The recipe that made ResNets famous is $\gamma =
# 0.1$ after 30, 60 and 90 epochs.
#
# $$ \alpha_t = \alpha_0\, \gamma^{\,\text{number of milestones} \,\le\, t} $$

# %% [markdown]
# ### Exercise: step decay
# A milestone of 30 means that update 30 is the first with the lower rate.


# %% exercise="step_decay"
def step_decay(t, lr0, milestones, gamma=0.1):
    """Learning rate for update t: lr0, multiplied by gamma once for every milestone m <= t.

    t: int >= 0, counted from zero.  lr0 > 0.  milestones: list of ints, in any order.
    0 < gamma < 1.  Returns a float.
    """
    ### BEGIN SOLUTION
    return lr0 * gamma ** sum(m <= t for m in milestones)
    ### END SOLUTION


# %% [markdown] hint="step_decay"
# You need no loop over time, only a count. How many of the milestones 60, 30, 90 have been reached at $t = 60$?

# %% check="step_decay" points=10
check(step_decay)

# %% [markdown]
# Now a harder data set: 20 000 letters of 8 x 8 pixels in 52 classes, where a network with 128 hidden units gets about 75 % right. Three
# runs at the rate 0.2: constant, a step down by ten at half time, and the same step after one twentieth. What does each loss curve
# do *in the fifty steps after the step*?

# %% demo="settings for letters and networks"
STEPS = 1050
parts = [letters(n, seed) for n, seed in ((20_000, 1), (2000, 2), (4000, 3))]
(X, y), (X_val, y_val), (X_test, y_test) = [(images.reshape(-1, 64), labels) for images, labels in parts]

# %% demo="letters and networks"
def race(entries, seeds=range(5), method="momentum", steps=STEPS, n=len(X), batch=32, look=None):
    """Train a network for each entry (schedule, rate) and seed; a schedule maps t to a factor of the rate.

    Returns validation and test accuracy (entries, seeds) in %, and the losses (entries, seeds, steps).
    """
    nets, rates = (MLPs([64, 128, 52], [*seeds] * len(entries)), np.repeat([lr for _, lr in entries], len(seeds)))
    factors = lambda t: np.repeat([schedule(t) for schedule, _ in entries], len(seeds))
    factors(0)  # an unwritten schedule says so here, before the bar appears
    with tqdm(total=steps, desc=f"{len(rates)} networks, {method}", leave=False) as bar:
        after = lambda t, nets: (bar.update(), look and look(t, nets))
        losses = train(
            nets, X[:n], y[:n], steps, rates, batch=batch, optimiser=method, schedule=factors, after_step=after
        )
    scores = [nets.score(*part)[0].reshape(len(entries), -1) for part in ((X_val, y_val), (X_test, y_test))]
    return 100 * scores[0], 100 * scores[1], losses.T.reshape(len(entries), len(seeds), -1)

# %% demo="decays, in code"
DECAYS = {"constant": [], "step at half time": [STEPS // 2], "step after a twentieth": [STEPS // 20]}

@remember
def decays():
    """Test accuracy (3, seeds) and losses (3, seeds, steps) of the three decays."""
    return race([(lambda t, m=m: step_decay(t, 1.0, m), 0.2) for m in DECAYS.values()])[1:]

# %% demo="a step down at the right and at the wrong time"
with needs(step_decay):
    accuracy, losses = decays()
    smooth = losses.reshape(3, 5, -1, 15).mean(3)
    runs = {
        f"{name}: {a.mean():.1f} % right in the end": loss
        for name, a, loss in zip(DECAYS, accuracy, smooth, strict=True)
    }
    title = "Stepping down too soon looks like a good idea for half the run"
    plot_spread(np.arange(8, STEPS, 15), runs, title, ("update", "training loss (mean of 15 updates)"))
    plt.show()

# %% [markdown]
# Both steps make the loss drop at once: the hovering stops. For the next 450 updates the early stepper is even *ahead*. Then the other
# one steps down and passes it within a few updates, by five points of accuracy: the distance had been covered at the high rate. A loss that
# drops when you lower the rate proves that there was noise, not that it was time.
#
# When is it time? When the loss at the high rate has stopped falling. That takes a look at the curve; the smooth shapes below try to spare
# you the look. (Some notes step down by a fixed *amount*. Two such steps of 0.9 $\alpha_0$ make a negative rate.)

# %% [markdown]
# ## 3. Shapes without corners
# Two old formulas need no milestones, only a speed $k$:
#
# $$ \alpha_t = \alpha_0\, e^{-kt} \qquad\text{and}\qquad \alpha_t = \frac{\alpha_0}{1 + kt} $$
#
# ### Exercise: exponential decay


# %% exercise="exp_decay"
def exp_decay(t, lr0, k):
    """Learning rate for update t: lr0 times e to the power -k t.

    t: int >= 0, counted from zero.  lr0 > 0.  k >= 0, per update.  Returns a float.
    """
    ### BEGIN SOLUTION
    return lr0 * math.exp(-k * t)
    ### END SOLUTION


# %% [markdown] hint="exp_decay"
# By which factor does the rate shrink from one update to the next? Is it the same factor every time?

# %% check="exp_decay" points=5
check(exp_decay)

# %% [markdown]
# ### Exercise: decay like 1/t


# %% exercise="inv_t_decay"
def inv_t_decay(t, lr0, k):
    """Learning rate for update t: lr0 over 1 + k t.

    t: int >= 0, counted from zero.  lr0 > 0.  k >= 0, per update.  Returns a float.
    """
    ### BEGIN SOLUTION
    return lr0 / (1 + k * t)
    ### END SOLUTION


# %% [markdown] hint="inv_t_decay"
# After how many updates is the rate half of `lr0`? What does your function return at $t = 0$?

# %% check="inv_t_decay" points=5
check(inv_t_decay)

# %% [markdown]
# Both begin at $\alpha_0$ with the same slope. The difference is in the tail. Suppose the gradient is 1 all the way: how far can each
# of them walk in a hundred, a thousand, a hundred thousand updates?

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

# %% [markdown]
# Theory likes $1/t$: the steps add up to infinity, so any distance can be covered, while their *squares* add up to something finite, so
# the noise dies (Robbins and Monro's conditions, 1951). Practice likes it less: the tail is so flat that a run of ordinary length ends
# with the rate still high, or never had a high rate at all.

# %% [markdown]
# If you know beforehand that you will make $T$ updates, you can do better: stay high, come down, and end near zero just in time. Half
# a period of a cosine does that:
#
# $$ \alpha_t = \alpha_{\min} + \tfrac12(\alpha_0 - \alpha_{\min})\left(1 + \cos\frac{\pi t}{T}\right) $$
#
# ### Exercise: cosine decay
# After $T$ the rate stays at its minimum: no schedule may come up again behind your back.


# %% exercise="cosine_decay"
def cosine_decay(t, T, lr0, lr_min=0.0):
    """Learning rate for update t: half a cosine from lr0 at t = 0 to lr_min at t = T, and lr_min ever after.

    t: int >= 0, counted from zero.  T: int >= 1, the length of the run in updates.  0 <= lr_min <= lr0.
    Returns a float.
    """
    ### BEGIN SOLUTION
    share = min(t, T) / T
    return lr_min + (lr0 - lr_min) * (1 + math.cos(math.pi * share)) / 2
    ### END SOLUTION


# %% [markdown] hint="cosine_decay"
# What must come out at $t = 0$, at $t = T/2$, at $t = T$ and at $t = 2T$? The last one is not what the formula gives.

# %% check="cosine_decay" points=12
check(cosine_decay)

# %% [markdown]
# The two other shapes in wide use are simpler. A straight line to zero, and the slow $1/\sqrt{t}$, which needs no $T$. Some notes write
# $\alpha_0/\sqrt{t}$: at the very first update that divides by zero.
#
# $$ \alpha_t = \alpha_0 \left(1 - \frac tT\right) \qquad\text{and}\qquad \alpha_t = \frac{\alpha_0}{\sqrt{t+1}} $$
#
# ### Exercise: linear decay


# %% exercise="linear_decay"
def linear_decay(t, T, lr0):
    """Learning rate for update t: a straight line from lr0 at t = 0 to zero at t = T, and zero ever after.

    t: int >= 0, counted from zero.  T: int >= 1, the length of the run in updates.  lr0 > 0.
    Returns a float.
    """
    ### BEGIN SOLUTION
    return lr0 * max(0.0, 1 - t / T)
    ### END SOLUTION


# %% [markdown] hint="linear_decay"
# A negative rate climbs the loss. For which $t$ would the formula give one?

# %% check="linear_decay" points=5
check(linear_decay)

# %% [markdown]
# ### Exercise: one over the root


# %% exercise="inv_sqrt"
def inv_sqrt(t, lr0):
    """Learning rate for update t: lr0 over the root of t + 1.

    t: int >= 0, counted from zero.  lr0 > 0.  Returns a float.
    """
    ### BEGIN SOLUTION
    return lr0 / math.sqrt(t + 1)
    ### END SOLUTION


# %% [markdown] hint="inv_sqrt"
# How many updates have been made, this one included, at $t = 0$? At which $t$ has the rate fallen to a half?

# %% check="inv_sqrt" points=5
check(inv_sqrt)

# %% [markdown]
# All of them together, for a run of 1050 updates. Before you look: which of the seven leaves the high rate first,
# and which last?

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
    print(
        f"last rate used, t = {STEPS - 1}:", *[f"{name} {rate[-1]:.0e}" for name, rate in rates.items()], sep="  "
    )

# %% [markdown]
# Look at the means in the legend: "the same learning rate" is not the same amount of walking. $1/\sqrt t$ with first rate 1 walks
# six per cent of what the constant does. So a race of schedules at one common $\alpha_0$ compares amounts, not shapes. It is the
# comparison that you will see most often.

# %% [markdown]
# ## 4. A fair race
# So tune each shape on its own. Two seeds try three or four rates for each of the seven (52 networks side by side) and the rate
# with the best *validation* accuracy is kept. Prediction: the constant's best rate is about 0.1. Will the best first rate of the cosine be
# lower, equal or higher?

# %% demo="settings for tune every schedule on its own"
RATES = {
    "constant": (0.06, 0.1, 0.15),
    "step": (0.1, 0.15, 0.22),
    "exponential": (0.1, 0.22, 0.33, 0.5),
    "1/t": (0.1, 0.33, 0.5, 0.75),
    "cosine": (0.1, 0.15, 0.22, 0.33),
    "linear": (0.1, 0.15, 0.22, 0.33),
    "1/√t": (0.1, 0.75, 1.1, 1.6),
}
GRIDS = {
    "momentum": RATES,
    "SGD": {"constant": (0.4, 0.7, 1.1), "step": (0.7, 1.1, 1.7), "cosine": (1.1, 1.7, 2.4)},
    "Adam": {"constant": (0.006, 0.009, 0.013), "step": (0.009, 0.013, 0.019), "cosine": (0.009, 0.013, 0.019)},
}

# %% demo="tune every schedule on its own"
@remember
def tuning(method, seeds=(10, 11)):
    """Mean validation accuracy of each rate, by schedule."""
    rates = GRIDS[method]
    entries = [(SHAPES[name], lr) for name, tried in rates.items() for lr in tried]
    score = iter(race(entries, seeds, method)[0].mean(1))
    return {name: np.array([next(score) for _ in tried]) for name, tried in rates.items()}

def best_rates(method):
    return {name: tried[tuning(method)[name].argmax()] for name, tried in GRIDS[method].items()}


# %% demo="accuracy over the rate"
SEVEN = (step_decay, exp_decay, inv_t_decay, cosine_decay, linear_decay, inv_sqrt)
with needs(*SEVEN):
    scores = tuning("momentum")
    ax = axes(
        "Every shape has a best rate of its own, ten times apart",
        "first learning rate $\\alpha_0$",
        "validation accuracy (%), 2 seeds",
        (7, 3.8),
    )
    for name, tried in RATES.items():
        ax.plot(tried, scores[name], marker=".", label=name, **LOOKS[name])
        ax.plot(best_rates("momentum")[name], scores[name].max(), "*", ms=12, color=LOOKS[name]["color"])
    ax.set(xscale="log", xticks=[0.1, 0.2, 0.5, 1], xticklabels=[0.1, 0.2, 0.5, 1])
    ax.minorticks_off()
    ax.legend(fontsize=8, loc="lower right")
    plt.show()

# %% [markdown]
# The stars span a factor of ten. Whatever decays wants to begin higher than the constant does; the sooner it decays, the higher. At the
# common rate 0.1 three shapes lose to the constant. They are not worse: they walk too little.
#
# Now the race itself: every shape at its own star, five fresh seeds, test letters that no tuning has seen. All seven networks of a seed
# start alike and see the same minibatches, so differences are taken seed by seed.


# %% demo="final, in code"
@remember
def final(method):
    """Test accuracy (seeds,) of every schedule at its best rate."""
    rates = best_rates(method)
    return dict(zip(rates, race([(SHAPES[n], lr) for n, lr in rates.items()], method=method)[1], strict=True))

# %% demo="the race at the best rates"
with needs(*SEVEN):
    rates, result = best_rates("momentum"), final("momentum")
    gains = {name: result[name] - result["constant"] for name in result if name != "constant"}
    ax = axes(
        "Tuned on its own, every shape beats the constant rate", "", "points over the best constant rate", (7, 3.6)
    )
    for i, (name, gain) in enumerate(gains.items()):
        ax.plot(i + np.linspace(-0.15, 0.15, 5), gain, "o", ms=5, alpha=0.6, color=LOOKS[name]["color"])
        ax.plot(i, gain.mean(), "_", ms=34, mew=2.5, color=LOOKS[name]["color"])
    ax.axhline(0, color="0.5", lw=0.8)
    ax.set_xticks(range(6), [f"{name}\n$\\alpha_0$ = {rates[name]:g}" for name in gains], fontsize=8)
    plt.show()
    print(
        f"constant, rate {rates['constant']:g}: {result['constant'].mean():.1f} ± {result['constant'].std():.1f} %"
    )
    print(*[f"{name}: {gain.mean():+.1f} ± {gain.std():.1f}" for name, gain in gains.items()], sep="   ")

# %% [markdown]
# On average all six beat the best constant rate, which gets 69.6 %. The line and the cosine gain four to five
# points, as good as equal. The shapes that leave the high rate at once gain half as much or less, even at their own best rates. (Only the
# first rate was tuned; $k$ stayed.)
#
# That was momentum. Lectures say that RMSProp and Adam can do without a schedule, since they adapt their rates themselves. Same
# protocol, for plain SGD and for Adam. Predict the number of points that a constant rate costs Adam.

# %% demo="tuning SGD"
def shown(method):
    result = final(method)
    return "   ".join(f"{n} at {lr:g}: {result[n].mean():.1f} %" for n, lr in best_rates(method).items())

with needs(step_decay, cosine_decay):
    print(shown("SGD"))

# %% demo="tuning Adam"
with needs(step_decay, cosine_decay):
    print(shown("Adam"))


# %% demo="costs, in code"
def costs():
    """Points (seeds,) that cosine and step gain over the constant rate, by method."""
    runs = {method: final(method) for method in ("SGD", "momentum", "Adam")}
    return {m: {s: run[s] - run["constant"] for s in ("step", "cosine")} for m, run in runs.items()}

# %% demo="what a constant rate costs"
with needs(*SEVEN):
    paid = costs()
    ax = axes("Adam gains least from a schedule, and still gains", "", "points over the best constant rate")
    for i, (method, gains) in enumerate(paid.items()):
        for j, (shape, marker) in enumerate((("step", "s"), ("cosine", "o"))):
            x, color = i + 0.3 * j - 0.15, style(method)["color"]
            ax.plot(x + np.linspace(-0.06, 0.06, 5), gains[shape], marker, ms=5, alpha=0.6, color=color)
            ax.plot(x, gains[shape].mean(), "_", ms=28, mew=2.5, color=color)
    ax.axhline(0, color="0.5", lw=0.8)
    ax.set_xticks([i + d for i in range(3) for d in (-0.15, 0.15)], ["step", "cosine"] * 3, fontsize=8)
    top = ax.get_ylim()[1]
    ax.set(ylim=(None, 1.15 * top))
    for i, (method, gains) in enumerate(paid.items()):
        ax.text(i, 1.04 * top, method, ha="center")
        print(f"{method}:", *[f"{shape} {g.mean():+.1f} ± {g.std():.1f}" for shape, g in gains.items()])
    plt.show()

# %% [markdown]
# It costs Adam 1.7 points: less than momentum (4.0) and SGD (6.2), but not nothing. Adam's division sets the *proportions* between the
# weights' steps. It does not make the steps shorter when only noise is left. A constant rate is a fine first run and a poor last one.

# %% [markdown]
# ## 5. Restarts make a run that can end early
# A cosine must know $T$ on the first day. If you don't, or if you want usable networks on the way, let it run out early and start it
# again, each cycle longer than the last. That is SGDR, "stochastic gradient descent with warm restarts".

# %% [markdown]
# ### Exercise: cosine with restarts
# The first cycle has `T0` updates, the next `T0 * mult`, then `T0 * mult**2`, and so on. The first update of each cycle uses `lr0`. Use
# your `cosine_decay`.


# %% exercise="sgdr"
def sgdr(t, T0, mult, lr0, lr_min=0.0):
    """Learning rate for update t: cosines from lr0 towards lr_min, each mult times as long as the last.

    t: int >= 0, counted from zero.  T0, mult: ints >= 1; cycles of T0, T0 mult, T0 mult^2, ... updates.
    0 <= lr_min <= lr0.  Returns a float; at the first update of a cycle it is lr0.
    """
    ### BEGIN SOLUTION
    length = T0
    while t >= length:
        t, length = t - length, length * mult
    return cosine_decay(t, length, lr0, lr_min)
    ### END SOLUTION


# %% [markdown] hint="sgdr"
# With `T0 = 10` and `mult = 2`, in which cycle is update 35, how many updates of that cycle are over, and how long is it?

# %% check="sgdr" points=12
check(sgdr)

# %% [markdown]
# Cycles of 70, 140, 280 and 560 updates against one cosine over all 1050, both from the rate 0.2. At which of the four ends of
# cycles will the restarted networks be ahead, and who wins at 1050?

# %% demo="accuracy along the way"
RESTARTS, LONG = (lambda t: sgdr(t, 70, 2, 1.0)), (lambda t: cosine_decay(t, STEPS, 1.0))
ENDS = np.array([70, 210, 490, 1050])

@remember
def along(every=35):
    """Of both: validation accuracy in % after every 35 updates (2, seeds, points); test accuracy at the end."""
    seen = []
    look = lambda t, nets: (t + 1) % every == 0 and seen.append(nets.score(X_val, y_val)[0])
    test = race([(RESTARTS, 0.2), (LONG, 0.2)], look=look)[1]
    return 100 * np.array(seen).T.reshape(*test.shape, -1), test


# %% demo="warm restarts"
with needs(cosine_decay, sgdr):
    seen, test = along()
    fig, (top, ax) = plt.subplots(2, 1, figsize=(6.8, 4.8), sharex=True, layout="constrained", height_ratios=(1, 2))
    for shape, color in ((RESTARTS, "#009E73"), (LONG, "#0072B2")):
        top.plot([0.2 * shape(t) for t in range(STEPS)], color=color, ls="--" if shape is LONG else "-")
    names = ("restarts after 70, 210, 490", "one cosine")
    runs = {
        f"{name}: test {a.mean():.1f} ± {a.std():.1f} %": run
        for name, run, a in zip(names, seen, test, strict=True)
    }
    plot_spread(np.arange(35, STEPS + 1, 35), runs, "", ("", ""), ax)
    for line, band, color in zip(ax.lines, ax.collections, ("#009E73", "#0072B2"), strict=True):
        line.set_color(color), band.set_color(color)
    ax.plot(ENDS, seen[0].mean(0)[ENDS // 35 - 1], "o", color="0.2")
    ax.legend(fontsize=8, loc="lower right")
    ax.set(xlabel="updates", ylabel="validation accuracy (%)", ylim=(30, None))
    top.set(title="Every cycle ends usable; the last is no better than one cosine", ylabel="rate")
    plt.show()

# %% [markdown]
# At 210 and 490 updates the restarted networks are ahead: theirs is a rate of nearly zero, the cosine's is still high. Each restart then
# throws away some ten points, for a while. At 1050 the two are equal within their spread (72.9 and 73.3 %). So restarts buy no accuracy;
# they buy a run that you may end after any cycle. (Notebook 10 keeps the networks at the ends of cycles and lets them vote.)

# %% [markdown]
# ## 6. Large batches need longer steps, and seldom a warm-up
# You rent a larger machine and read 512 letters an update instead of 32. An epoch now has 16 times fewer updates, so at the old rate you
# walk 16 times less. The gradients agree better, so you can afford longer steps. The *linear scaling rule* takes this at its word: $k$
# times the batch, $k$ times the rate.

# %% [markdown]
# ### Exercise: the linear rule


# %% exercise="scale_lr"
def scale_lr(lr_ref, batch_ref, batch):
    """The learning rate for another batch size by the linear rule: in proportion to the batch.

    lr_ref > 0: a rate that is good at batch_ref examples an update.  batch_ref, batch: ints >= 1.
    Returns a float.
    """
    ### BEGIN SOLUTION
    return lr_ref * batch / batch_ref
    ### END SOLUTION


# %% [markdown] hint="scale_lr"
# Twice the batch: half as many updates in an epoch. What makes up for that?

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
@remember
def batches(epochs=5):
    """Test accuracy (rules, seeds, batches) after five epochs of 10 000 letters."""
    result = []
    for B in BATCHES:
        rules = [lr(B) for lr in RULES.values()][: 1 if B == 32 else 3]
        entries = [(cosine_over(epochs * (10_000 // B)), lr) for lr in rules]
        result.append(np.broadcast_to(race(entries, steps=epochs * (10_000 // B), n=10_000, batch=B)[1], (3, 5)))
    return np.stack(result, axis=2)


# %% demo="the linear rule, and where it breaks"
with needs(cosine_decay, scale_lr):
    result = batches()
    runs = dict(zip(RULES, result, strict=True))
    ax = plot_spread(
        np.array(BATCHES),
        runs,
        "The linear rule carries to 128, almost to 512, and then breaks",
        ("batch size", "test accuracy (%), five epochs"),
    )
    ax.set(xscale="log", xticks=BATCHES, xticklabels=BATCHES)
    ax.minorticks_off()
    plt.show()
    print("points lost against batches of 32:")
    for name, accuracy in runs.items():
        lost = accuracy[:, 1:] - accuracy[:, :1]
        print(
            f"{name}:",
            *[f"{B}: {x.mean():+.1f} ± {x.std():.1f}" for B, x in zip(BATCHES[1:], lost.T, strict=True)],
            sep="  ",
        )

# %% [markdown]
# The linear rule loses 0.2 points at 128, 1.6 at 512 and 5.2 at 1024, where five epochs are only 45 updates.
# The root rule keeps the *noise* of a step as it was, but the distance counts, and it loses more at every size.
#
# Longer steps have a price at the start, where the landscape is steepest. *Warm-up* pays it: the first `warm` updates climb in equal
# stairs to the full rate, then the schedule begins, as if nothing had happened.

# %% [markdown]
# ### Exercise: warm-up before any schedule
# `base` is a schedule with its numbers filled in, for example `lambda t: cosine_decay(t, 1000, 0.2)`. The stairs end at the rate with which
# `base` begins, and none of them is zero: an update at rate 0 is an update wasted.


# %% exercise="with_warmup"
def with_warmup(t, warm, base):
    """Learning rate for update t: `warm` equal stairs up to base(0), then base from its own beginning.

    t: int >= 0, counted from zero.  warm: int >= 0; stair t is base(0) (t + 1) / warm; the last is base(0).
    base: function from an int >= 0 to a rate; update `warm` uses base(0), the next one base(1).
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

# %% check="with_warmup" points=10
check(with_warmup)

# %% [markdown]
# Batches of 512, ten epochs (190 updates), at two rates: 0.8, which the linear rule asks for, and 3.2, four times that. Each without
# warm-up, with a tenth of the run, and with three tenths. The usual advice: "large rates need a short warm-up". Which of the two rates
# needs it, and is a tenth enough?

# %% demo="warm-up of three lengths"
UPDATES, SHARES = 10 * (10_000 // 512), (0.0, 0.1, 0.3)

def warmed(share):
    """A factor that climbs for a share of the updates and then falls as a cosine over the rest."""
    warm = int(share * UPDATES)
    return lambda t: with_warmup(t, warm, cosine_over(UPDATES - warm))

@remember
def warmups():
    """Test accuracy (2 rates, 3 lengths, seeds), batches of 512."""
    entries = [(warmed(share), rate) for rate in (0.8, 3.2) for share in SHARES]
    return race(entries, steps=UPDATES, n=10_000, batch=512)[1].reshape(2, 3, -1)


# %% demo="when warm-up matters"
with needs(cosine_decay, with_warmup):
    result = warmups()
    title = "At four times the rate of the linear rule, only a long warm-up helps"
    ax = axes(title, "", "test accuracy (%), batches of 512")
    for i, name in enumerate(("rate 0.8 (linear rule)", "rate 3.2 (four times that)")):
        group = result[i]
        for j, accuracy in enumerate(group):
            color = COLORS[(0, 1, 4)[j]]
            ax.plot(4 * i + j + np.linspace(-0.15, 0.15, 5), accuracy, "o", ms=5, alpha=0.6, color=color)
            ax.plot(4 * i + j, accuracy.mean(), "_", ms=34, mew=2.5, color=color)
        pairs = zip(SHARES, group, strict=True)
        print(f"{name}:", *[f"warm-up {share:.0%}: {a.mean():.1f} ± {a.std():.1f} " for share, a in pairs])
        ax.text(4 * i + 1, result.max() + 2, name, ha="center")
    ax.set_xticks([0, 1, 2, 4, 5, 6], ["none", "10 %", "30 %"] * 2)
    ax.set(xlabel="warm-up, share of all updates", ylim=(None, result.max() + 5))
    plt.show()

# %% [markdown]
# At the linear rule's rate warm-up adds half a point. At four times that rate the run without it loses 13 points, and a tenth does not
# help; three tenths bring most of it back, 69.4 %, which is *still* less than the lower rate gets without any warm-up. So warm-up widens
# the range of rates that survive. It is no reason to choose a rate from its far end.

# %% [markdown]
# ## 7. A scheduler for any optimiser
# So far the schedules told a race of toy networks what to do. To use them on your own models, hang them on a PyTorch optimiser. Its
# parameters lie in `optimizer.param_groups`, a list of dicts; each has its own `"lr"`. Fine-tuning, for one, gives the body of a network a
# tenth of the rate of its head, and a schedule must keep that ratio.

# %% [markdown]
# ### Exercise: the class Scheduler
# `step()` is called once **before** each `optimizer.step()`. (PyTorch's own schedulers are called after it, and set the rate of the *next*
# update. Both work; mixing them shifts everything by one.)


# %% exercise="Scheduler"
class Scheduler:
    """Sets the learning rate of a torch optimiser before each of its updates, in place.

    optimizer: any torch optimiser; the rates its param_groups have now are their initial rates.
    schedule: function from t = 0, 1, 2, ... to the rate (>= 0) of the first group.
    `.t` counts the calls of step; `.history` is the list of the rates of the first group, one for each call.
    """

    def __init__(self, optimizer, schedule):
        ### BEGIN SOLUTION
        self.optimizer, self.schedule = optimizer, schedule
        first = optimizer.param_groups[0]["lr"]
        self.shares = [group["lr"] / first for group in optimizer.param_groups]
        self.t, self.history = 0, []
        ### END SOLUTION

    def step(self):
        """Call before optimizer.step(): each group gets schedule(t) times its initial rate over the first's.

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

# %% check="Scheduler" points=13
check(Scheduler)

# %% [markdown]
# A network with two groups, the head at ten times the rate of the body, under warm-up and cosine. Beside it PyTorch's own
# `LambdaLR`, called after each update, as it wants to be. Do they agree?


# %% demo="plan, in code"
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
# ## 8. Knowing when to stop
# 300 digits, and 30 % of their labels are wrong. A network big enough learns the digits first and the wrong labels later, so the accuracy
# on a validation set goes up and comes down again. *Early stopping* watches it and ends the run.
#
# Two careless versions are common. "Stop when validation turns": but it is noisy and turns at the third look. "Save a snapshot at every
# update": thousands of copies that nobody wants. Instead look every few updates, allow some looks without improvement (*patience*), keep a
# **copy** of the best weights, and go back to them.

# %% [markdown]
# ### Exercise: the class EarlyStopping
# A trap lies in wait: `model.state_dict()` hands you the *live* tensors. The next update changes them, in your "best" weights too.


# %% exercise="EarlyStopping"
class EarlyStopping:
    """Watches a metric, keeps a copy of the best weights, says when to stop.

    patience: int >= 1, so many looks in a row without improvement mean: stop.  Less raises ValueError.
    min_delta >= 0: a metric > best + min_delta is an improvement, in mode "min" one < best - min_delta;
    the first number always is one, NaN never.  Another mode raises ValueError that names the two.
    `.best`: the metric of the last improvement.  `.best_state`: a deep copy of model.state_dict() at that look
    (None before the first).
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
        """One look at the metric of the model as it is now.  Returns True if it is time to stop, else False."""
        ### BEGIN SOLUTION
        if self.sign * (metric - self.best) > self.min_delta:
            self.best, self.waited = metric, 0
            self.best_state = {name: tensor.clone() for name, tensor in model.state_dict().items()}
        else:
            self.waited += 1
        return self.waited >= self.patience
        ### END SOLUTION

    def restore(self, model):
        """Load the best weights into the model, in place; the copy stays good for another time."""
        ### BEGIN SOLUTION
        model.load_state_dict(self.best_state)
        ### END SOLUTION


# %% [markdown] hint="EarlyStopping"
# Three things to keep: the best metric, the weights of that look, and how many looks have passed since. Which of them does a look without
# improvement change? For the copy: what does `.clone()` do to a tensor?

# %% check="EarlyStopping" points=18
check(EarlyStopping)

# %% [markdown]
# Now all of it in one ordinary PyTorch loop: your scheduler, and two of your stoppers, one with patience 1 ("stop when it turns") and one
# with patience 10. A look every 10 updates at 300 validation digits whose labels are as bad as the others; nobody cleans them for you. The
# loop runs on after the stops, so that you see what they missed.


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


# %% demo="watched, in code"
@remember
def watched(seed, share, patiences=(1, 10), updates=600, every=10):
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

# %% demo="a loop with a scheduler and two stoppers"
def watched_with(share):
    """Five seeds, with so many labels wrong."""
    return [watched(seed, share) for seed in range(5)]


# %% demo="early stopping on noisy labels"
with needs(Scheduler, with_warmup, EarlyStopping):
    runs = watched_with(0.3)
    looks, stopped, back = runs[0]
    t = 10 * np.arange(1, len(looks) + 1)
    ax = axes("The best network is an early one", "update", "accuracy (%)")
    ax.plot(t, looks[:, 0], color="0.6", lw=1, label="validation, noisy labels")
    ax.plot(t, looks[:, 1], color="#0072B2", label="test, clean labels")
    for p, color in ((1, "#D55E00"), (10, "#009E73")):
        ax.axvline(t[stopped[p]], color=color, ls="--", lw=1)
        ax.plot(t[stopped[p]], back[p], "o", ms=8, color=color, label=f"patience {p}: restored, {back[p]:.1f} %")
    ax.legend(fontsize=8)
    plt.show()
    for p in (1, 10):
        print(
            f"patience {p}: stops after",
            *[t[stop[p]] for _, stop, _ in runs],
            "updates; test",
            *[f"{b[p]:.1f}" for _, _, b in runs],
            "%",
        )
    print("last weights:", *[f"{look[-1, 1]:.1f}" for look, _, _ in runs], "%")

# %% [markdown]
# By patience 10, the best network is there after 30 to 100 updates; then wrong labels are learnt by heart. To stop and go back to the
# copy is worth twelve points: 80 % against 68 % for the last weights (means of 5 seeds). And patience 1, the careless rule, does as well as
# patience 10. Is patience a luxury, then? The last section asks the same with clean labels.

# %% [markdown]
# ## 9. Claims, tested
# What lectures say about learning rates, each sentence with its experiment (folded away; click the bar to read it). Where something is
# random there are five paired seeds, twenty for the first claim, and the verdict is computed from what was measured. First the shape of a
# loss curve.

# %% demo="claims about loss curves"
claims = Claims("04_learning_rate_schedules")
test = claims.test("A high rate is fast at first and ends on a higher loss", "EECS 498 lecture 11, notes")
good, high = four_fates(20)[1:3]  # in a single run chance decides where a high rate ends
ahead = ttest_1samp(np.log(good[:, 0] / high[:, 0]), 0, alternative="greater").pvalue < 0.01
ratio = high[:, -1] / good[:, -1]
behind = ttest_1samp(np.log(ratio), 0, alternative="greater").pvalue < 0.01
test.measured(ratio, "times the good rate's loss after 20 epochs", HOLDS if ahead and behind else FAILS)
test = claims.test("With a good rate the loss converges within 100 updates", "EECS 498 lecture 11, notes")
good = four_fates()[1]
left, fallen = good[:, 3] / good[:, -1], good[:, 0].mean() / good[:, 3].mean()
kind = HOLDS if left.mean() < 1.1 else f"{FAILS}: it has dropped clearly ({fallen:.0f}-fold), no more"
test.measured(left, "times the final loss, updates 94 to 124 of 620", kind)

# %% demo="claims about steps"
with needs(step_decay):
    test = claims.test("When the rate steps down, the loss drops at once", "EECS 498 lecture 11, notes")
    accuracy, losses = decays()
    half, window = STEPS // 2, 40
    drop = losses[1, :, half - window : half].mean(1) - losses[1, :, half : half + window].mean(1)
    test.measured(drop, "lower loss, 40 updates after against 40 before", HOLDS if drop.min() > 0 else FAILS)
    test = claims.test("A step too early costs accuracy in the end", "EECS 498 lecture 11, notes")
    accuracy = decays()[0]
    lost, gained = accuracy[1] - accuracy[2], (accuracy[2] - accuracy[0]).mean()
    kind = f"{HOLDS} (but here it beats no step at all by {gained:.1f} points)" if lost.min() > 0 else FAILS
    test.measured(lost, "points lost by a step at 1/20 of the run", kind)

# %% demo="claims about formulas"
with needs(linear_decay, cosine_decay):
    test = claims.test("After all epochs the rate has reached zero", "EECS 498 lecture 11, notes")
    last = [rule(STEPS - 1, STEPS, 1.0) for rule in (linear_decay, cosine_decay)]
    kind = HOLDS if max(last) == 0 else f"{FAILS}: zero belongs to t = T, an update that nobody makes"
    test.measured(
        1e6 * np.mean(last), "millionths of the first rate in the last update (mean of linear, cosine)", kind
    )

test = claims.test("Inverse square root decay is α0/√t", "EECS 498 lecture 11, notes")
with np.errstate(divide="ignore"):
    first = 1 / np.sqrt(np.arange(3.0))

broken = int(np.isinf(first).sum())

# %% demo="claims about formulas, part 2"
test.measured(
    broken, "infinite rates among the first three", f"{FAILS}: t counts from zero, so add 1" if broken else HOLDS
)

# %% demo="a claim about cost"
import time

# %% demo="a claim about cost, part 2"
with needs(cosine_decay):
    test, nets = (
        claims.test("Cosine decay raises the cost of training", "EECS 498 lecture 11, notes"),
        MLPs([64, 128, 52], [0]),
    )
    shares = []
    for _ in range(5):
        start = time.perf_counter()
        train(nets, X, y, 100, 0.01)
        middle = time.perf_counter()
        for t in range(100):
            cosine_decay(t, 100, 0.01)
        shares.append(100 * (time.perf_counter() - middle) / (middle - start))
    kind = HOLDS if np.median(shares) > 1 else f"{FAILS}: what it costs is that T must be known"
    test.measured(np.round(np.median(shares), 2), "% of the time of one small network's updates", kind)

# %% [markdown]
# Next, the races. The claim about one common rate is what most comparisons of schedules silently assume.

# %% demo="claims about races"
with needs(*SEVEN):
    test = claims.test("Schedules can be compared at one common first rate", "common practice")
    scores = tuning("momentum")
    at_common = {name: scores[name][RATES[name].index(0.1)] for name in RATES}
    tuned_result = final("momentum")
    gain = {name: tuned_result[name] - tuned_result["constant"] for name in RATES}
    flips = [n for n in RATES if at_common[n] < at_common["constant"] and gain[n].mean() > 0]
    kind = f"{FAILS}: {', '.join(flips)}" if flips else HOLDS
    test.measured(len(flips), "shapes of six lose to the constant at rate 0.1 and beat it at their own", kind)
    test = claims.test("Cosine beats a straight line", "EECS 498 lecture 11, notes")
    gap = final("momentum")["cosine"] - final("momentum")["linear"]
    test.measured(gap, "points, each at its best rate", HOLDS if gap.mean() > gap.std() else FAILS)

# %% demo="claims about methods"
with needs(*SEVEN):
    test, paid = claims.test("SGD and momentum need a schedule", "EECS 498 lecture 11, notes"), costs()
    pair = np.minimum(paid["SGD"]["cosine"], paid["momentum"]["cosine"])
    test.measured(pair, "points gained by a cosine, the lesser of the two", HOLDS if pair.mean() > 1 else FAILS)
    test = claims.test("For Adam and RMSProp a constant rate is fine", "EECS 498 lecture 11, notes")
    adam = costs()["Adam"]["cosine"]
    test.measured(
        adam, "points that it costs Adam against a cosine (RMSProp not run)", FAILS if adam.mean() > 1 else HOLDS
    )
    test = claims.test("Adam needs a schedule less than the others", "EECS 498 lecture 11, notes")
    paid = {method: gains["cosine"] for method, gains in costs().items()}
    less = np.minimum(paid["SGD"], paid["momentum"]) - paid["Adam"]
    test.measured(less, "points less", HOLDS if less.mean() > less.std() / 2 else FAILS)

# %% demo="a claim about restarts"
with needs(cosine_decay, sgdr):
    test = claims.test("Warm restarts end in a better network", "a common reading of SGDR")
    seen, ends = along()
    gap, ahead = ends[0] - ends[1], (seen[0] - seen[1]).mean(0)[ENDS // 35 - 1]
    kind = HOLDS if gap.mean() > gap.std() else f"{FAILS}; at update 490 they are {ahead[2]:+.1f} points ahead"
    test.measured(gap, "points against one cosine of the same length", kind)

# %% [markdown]
# Large batches, then early stopping. Its runs are made once more with clean labels, where the best network is *not* an early one.

# %% demo="claims about large batches"
with needs(cosine_decay, scale_lr, with_warmup):
    test = claims.test("k times the batch, k times the rate", "EECS 498 lecture 11, notes")
    lost = (lambda a: a[2, :, 1:] - a[2, :, :1])(batches())
    listed = ", ".join(f"{B}: {x:+.1f}" for B, x in zip(BATCHES[1:], lost.mean(0), strict=True))
    fine = [B for B, x in zip(BATCHES[1:], lost.mean(0), strict=True) if x > -1]
    kind = (
        HOLDS
        if len(fine) == 3
        else f"{CONDITIONAL} k is small: up to a batch of {max(fine, default=32)} here ({listed})"
    )
    test.measured(lost[:, 0], "points at a batch of 128 against 32", kind)

# %% demo="claims about large batches, part 2"
with needs(cosine_decay, scale_lr, with_warmup):
    test = claims.test("Large rates need a short warm-up", "EECS 498 lecture 11, notes")
    gains = (lambda a: a[:, 1:] - a[:, :1])(warmups())
    (_, mild), (short, long) = gains.mean(2)
    said = f"the rate is beyond the linear rule ({mild:+.1f} at it), and then it must be long (10 %: {short:+.1f})"
    test.measured(
        gains[1, 1],
        "points gained by a warm-up of 30 % at four times the linear rule's rate",
        HOLDS if min(mild, short) > 1 else f"{CONDITIONAL} {said}" if long > 1 else FAILS,
    )

# %% demo="claims about stopping"
with needs(Scheduler, with_warmup, EarlyStopping):
    test = claims.test("Early stopping prevents overfitting", "EECS 498 lecture 11, notes")
    gain, spared = ([b[10] - look[-1, 1] for look, _, b in watched_with(share)] for share in (0.3, 0.0))
    kind = f"{CONDITIONAL} there is something wrong to learn (clean labels: {np.mean(spared):+.1f})"
    test.measured(
        gain,
        "points over the last weights, 30 % wrong labels",
        FAILS if np.mean(gain) < 1 else HOLDS if np.mean(spared) > 1 else kind,
    )

# %% demo="claims about stopping, part 2"
with needs(Scheduler, with_warmup, EarlyStopping):
    test = claims.test("Stop as soon as validation turns", "EECS 498 lecture 11, notes")
    cost, dear = (np.array([b[10] - b[1] for _, _, b in runs]) for runs in map(watched_with, (0.3, 0.0)))
    test.measured(
        dear,
        "points lost against patience 10, clean labels",
        HOLDS
        if dear.mean() < 0.5
        else f"{CONDITIONAL} the peak comes early (30 % wrong labels: {cost.mean():.1f} lost)",
    )

# %% demo="claims about stopping, part 3"
with needs(Scheduler, with_warmup, EarlyStopping):
    test = claims.test("Stopping is enough, no copy is needed", "often implied")
    late = [b[10] - look[stop[10], 1] for look, stop, b in watched_with(0.3)]
    test.measured(
        late, "points lost by the weights at the stop against the copy", FAILS if np.mean(late) > 1 else HOLDS
    )
claims

# %% [markdown]
# ### What you saw
# - Distance is covered at a high rate, noise is removed by a low one. A schedule does the first and then the second; when it steps down
#   matters more than how.
# - Compare schedules only after tuning each on its own. At one common rate the comparison measures who walks furthest.
# - A line or a cosine to zero is worth four to six points to SGD and momentum here, and about two to Adam.
# - The linear rule for batches holds for a while. Warm-up matters beyond it, not at it, and then it must be long.
# - Early stopping needs its copy: without it, three of its twelve points are gone. It needs patience when the labels are clean.

# %% [markdown]
# ## 10. When to use what, and what to read
# If you know the length of the run: warm-up over a few per cent, then a cosine or a line to nearly zero. That is how most large models are
# trained today, Adam or not. If you don't: constant, then a decay over the last fifth of the run whenever you decide to stop. Lecture
# notes disagree about which schedule is "the most used"; it depends on the year and the field.

# %% [markdown]
# *Further reading.* Loshchilov & Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (2017): section 3 is your `sgdr`. Goyal et
# al., "Accurate, Large Minibatch SGD" (2017): section 2 for the linear rule and warm-up. Prechelt, "Early Stopping, But When?" (1998): section
# 2 compares stopping rules.
#
# *Open question.* A schedule must know when the run ends. Averaging the weights of a constant-rate run (notebook 10) gets close to a decayed
# run without knowing. Is decay only a way of averaging, or does it find something that no average does?
