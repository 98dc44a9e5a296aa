# ---
# jupyter:
#   jupytext: {cell_metadata_filter: all}
#   kernelspec: {name: python3, display_name: Python 3 (ipykernel), language: python}
# ---

# %% [markdown]
# # Adaptive methods: AdaGrad, RMSProp, Adam, AdamW
# A network has a million weights and you give it one learning rate. Some weights see gradients a hundred thousand times larger than others.
# The methods of this notebook give every weight a rate of its own, and pay for it with one or two numbers of memory each. You will write
# all four, find out which of their promises survive a test, and end with an `Adam` that agrees with PyTorch's to ten digits.
#
# *You need*: notebook 01 (condition number, saddles) and 02 (momentum). *You get*: `adagrad_step`, `rmsprop_step`, `adam_step`,
# `adamw_step` and a class `Adam`. *Time*: 85 minutes; sections 1 to 9 take 5, 15, 10, 20, 10, 10, 5, 5 and 5.

# %%
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits

from utils.checks import check, needs
from utils.claims import CONDITIONAL, FAILS, HOLDS, Claims
from utils.plotting import axes, plot_curves, plot_paths, style
from utils.remember import remember  # runs an experiment once, and anew when your functions change
from utils.surfaces import rosenbrock, saddle, valley

digits = load_digits()                       # 1797 images of 8 x 8 pixels, ten classes

# %% [markdown]
# ## 1. One rate cannot serve them all
# The simplest classifier of digits has 64 rows of weights, one for each pixel. Below, the pixels come in two versions: as they are, and
# each multiplied by a random factor, as when one column of a table holds metres and the next one millimetres. How far apart are the
# largest and the smallest gradient before the first step?

# %% demo="forward, in code"
def forward(params, X):
    """Inputs of each layer, and the log-probabilities of the classes."""
    acts = [X]
    for W in params[:-1]:
        acts.append(np.maximum(acts[-1] @ W, 0))
    z = acts[-1] @ params[-1]
    z = z - z.max(-1, keepdims=True)
    return acts, z - np.log(np.exp(z).sum(-1, keepdims=True))

# %% demo="a small network with its gradients"
def gradients(params, X, Y):
    """The gradient of each weight array; Y holds one row of zeros and a one for each image."""
    acts, logp = forward(params, X)
    delta, grads = (np.exp(logp) - Y) / Y.shape[-2], []
    for W, a in zip(params[::-1], acts[::-1], strict=True):
        grads.insert(0, a.swapaxes(-1, -2) @ delta)
        delta = (delta @ W.swapaxes(-1, -2)) * (a > 0)
    return grads

# %% demo="gradients of 64 pixels"
pixels, labels = digits.data / 16, np.eye(10)[digits.target]
scales = 10 ** np.random.default_rng(0).normal(size=64)
ax = axes("One learning rate has to serve all of these", "pixel, sorted by gradient", "size of its gradient")
for name, X in {"pixels as they are": pixels, "pixels badly scaled": pixels * scales}.items():
    size = np.sort(np.linalg.norm(gradients([np.zeros((64, 10))], X, labels)[0], axis=1))
    size = size[size > 0]
    ax.plot(size, label=f"{name}: {len(size)} are not zero, largest / smallest = {size[-1] / size[0]:.0e}",
            ls="-" if name.endswith("are") else "--", color="#000000" if name.endswith("are") else "#0072B2")
ax.set_yscale("log")
ax.legend(fontsize=8)
plt.show()

# %% [markdown]
# Three pixels are always black: their gradient is exactly zero. Remember them; they will bite in section 2. For the others a rate that
# suits the largest leaves the smallest standing still. In notebook 01 this was the narrow valley, and the steep wall set the speed limit.
#
# So give each weight its own rate. It must be *large where gradients are small*, and it must come from what the optimiser sees anyway: the
# gradients so far.

# %% [markdown]
# ## 2. AdaGrad divides by everything it has seen
# Add up the squares of all gradients a weight has received, and divide its step by the root of the sum:
#
# $$ h \leftarrow h + g^2, \qquad w \leftarrow w - \alpha\,\frac{g}{\sqrt{h} + \epsilon} $$
#
# All of it is element by element. Why the root? Multiply the loss by 1000: $g$ grows by 1000, $\sqrt{h}$ too, and the step stays as it
# was. Then $\alpha$ means "how far in $w$", not "how far per unit of slope".

# %% [markdown]
# Why $\epsilon$? Lecture notes often print the formula without it. A black pixel then gives $0/0$, and a NaN in the weights spreads
# through the network within one step. It stands *outside* the root in this course, as in PyTorch; inside, $10^{-8}$ would act like
# $10^{-4}$.
#
# In code, whatever a method remembers is a dict called `state`. It goes in and a new one comes out; `{}` is the start and means zeros.

# %% [markdown]
# ### Exercise: one AdaGrad step
# Return the new weights and the new state. The arrays you are given belong to the caller: don't change them.

# %% exercise="adagrad_step"
def adagrad_step(w, g, state, lr, eps=1e-8):
    """One step of AdaGrad, element by element: h collects g squared; divide the step by root h plus eps.

    w, g: float arrays of one shape (any).  state: {} at the start, later the dict you returned; key "h".
    lr > 0, eps >= 0.  Returns (w_next, state_next): a new array, and a new dict whose "h" has w's shape.
    """
    ### BEGIN SOLUTION
    h = state.get("h", 0.0) + g**2
    return w - lr * g / (np.sqrt(h) + eps), {"h": h}
    ### END SOLUTION

# %% [markdown] hint="adagrad_step"
# `state.get("h", 0.0)` works for the empty dict too. Does the gradient of *this* step already count in its own denominator? With one
# gradient seen, how long is the step, whatever the gradient's size?

# %% check="adagrad_step" points=12
check(adagrad_step)

# %% [markdown]
# Now use it. `run` calls any update rule of the form `step(w, g, state, lr)`; plain descent and momentum are wrapped in the same form.
#
# Prediction: three valleys, where the second axis is 1, 100 and 10 000 times as steep as the first. Plain descent slows down as the valley
# gets narrower. And AdaGrad?

# %% demo="two old methods in the new form"
def sgd_step(w, g, state, lr):
    return w - lr * g, {}

def momentum_step(w, g, state, lr, rho=0.9):
    v = rho * state.get("v", 0.0) - lr * g
    return w + v, {"v": v}

def run(step, grad, w, lr, steps, **settings):
    """The path of an update rule, shape (steps + 1, *w.shape)."""
    path, state = [np.array(w, dtype=float)], {}
    for _ in range(steps):
        w, state = step(path[-1], grad(path[-1]), state, lr, **settings)
        path.append(w)
    return np.array(path)

# %% demo="AdaGrad does not feel the scale of an axis"
with needs(adagrad_step):
    paths = {}
    for kappa in (1, 100, 10_000):
        for name, step, lr in (("SGD", sgd_step, 1 / kappa), ("AdaGrad", adagrad_step, 2.0)):
            paths[f"{name}, κ = {kappa}"] = run(step, valley(kappa).grad, [-10, 7], lr, steps=50)
    ax = axes("Make an axis 10 000 times steeper: AdaGrad does not notice", "step", "distance to the minimum")
    for (name, path), width in zip(paths.items(), (1, 6, 3, 3, 5, 1), strict=True):
        dash, alpha = ("-", 1.1 - 0.13 * width) if name.startswith("AdaGrad") else (":", 1)
        look = style(name) | {"linestyle": dash, "linewidth": width, "alpha": alpha}
        ax.plot(np.maximum(np.linalg.norm(path, axis=1), 1e-8), label=name, **look)
    ax.set(yscale="log", ylim=(1e-6, 30))
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# The three AdaGrad lines lie on each other: the scale of an axis cancels in $g/\sqrt{h}$. Plain descent, each time at the rate $1/\kappa$
# that the steep wall allows, is done in one step where the valley is round, and stands still where it is narrow.
#
# That is the gift. The price is in the sum: it never shrinks.

# %% [markdown]
# ### Exercise: the rate that is left
# The factor in front of $g$, $\alpha / (\sqrt{h} + \epsilon)$, is the *effective learning rate*. Compute it for each step of a whole
# history of gradients.

# %% exercise="adagrad_lrs"
def adagrad_lrs(gs, lr, eps=1e-8):
    """AdaGrad's effective learning rate at each step: the factor that multiplies the gradient there.

    gs: float array (steps, n), row t holds the gradients of step t.  lr > 0, eps >= 0.
    Returns an array (steps, n); the gradient of a step counts in its own rate.
    """
    ### BEGIN SOLUTION
    return lr / (np.sqrt(np.cumsum(gs**2, axis=0)) + eps)
    ### END SOLUTION

# %% [markdown] hint="adagrad_lrs"
# Row `t` needs the sum of rows `0` to `t`. NumPy has a function for running sums; along which axis does time go?

# %% check="adagrad_lrs" points=8
check(adagrad_lrs)

# %% demo="the rate runs down like one over root t"
with needs(adagrad_lrs):
    gs = np.random.default_rng(0).normal(size=(10_000, 40))
    rates, t = adagrad_lrs(gs, lr=0.1), np.arange(1, 10_001)
    ax = axes("The brake only ever gets tighter: $1/\\sqrt{t}$", "step $t$", "effective learning rate")
    ax.loglog(t, np.median(rates, axis=1), label="AdaGrad, median of 40 weights", **style("AdaGrad"))
    ax.fill_between(t, *np.quantile(rates, [0.05, 0.95], axis=1), color=style("AdaGrad")["color"], alpha=0.2)
    ax.loglog(t, 0.1 / np.sqrt(t), ":", color="0.3", label="$0.1/\\sqrt{t}$")
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# One explanation you may meet says that AdaGrad slows a weight down because a weight that has moved a lot "must be near its optimum". It
# knows nothing of the kind. It knows the history of squared gradients, and a weight far away on a steep wall has a larger history than a
# weight close by on a flat floor. Section 9 measures it.

# %% [markdown]
# ## 3. RMSProp forgets on purpose
# A sum remembers for ever. Replace it by a running average that lets a share $1-\rho$ of its content go at each step:
#
# $$ s \leftarrow \rho\, s + (1-\rho)\, g^2, \qquad w \leftarrow w - \alpha\,\frac{g}{\sqrt{s} + \epsilon} $$
#
# It looks back over about $1/(1-\rho)$ steps: 100 for the usual $\rho = 0.99$. Steady gradients give $\sqrt{s} \approx |g|$ and steps of
# length $\alpha$, for ever.

# %% [markdown]
# ### Exercise: one RMSProp step

# %% exercise="rmsprop_step"
def rmsprop_step(w, g, state, lr, rho=0.99, eps=1e-8):
    """One step of RMSProp: s averages the squared gradient, and the step is divided by root s plus eps.

    w, g: float arrays of one shape (any).  state: {} at the start, later the dict you returned; key "s".
    lr > 0, 0 <= rho < 1, eps >= 0.
    Returns (w_next, state_next): a new array, and a new dict whose "s" has w's shape.
    """
    ### BEGIN SOLUTION
    s = rho * state.get("s", 0.0) + (1 - rho) * g**2
    return w - lr * g / (np.sqrt(s) + eps), {"s": s}
    ### END SOLUTION

# %% [markdown] hint="rmsprop_step"
# With `rho = 0` nothing is remembered: what is `s` then, and how long is each step?

# %% check="rmsprop_step" points=12
check(rmsprop_step)

# %% [markdown]
# A bad batch, a cliff, a wrong label: for 50 steps the gradient is 100 instead of 1. Then all is well again. Which method recovers, and
# after how long?

# %% demo="burst, in code"
def burst(size, steps=1000):
    """A gradient of `size` for 50 steps, then of 1."""
    return np.concatenate([np.full(50, float(size)), np.ones(steps)])

# %% demo="after a burst"
with needs(adagrad_lrs, rmsprop_step):
    gs, state, rates = burst(100), {}, []
    for g in gs:
        _, state = rmsprop_step(np.zeros(1), np.array([g]), state, 0.01)
        rates.append(0.01 / (np.sqrt(state["s"][0]) + 1e-8))
    curves = {"AdaGrad": adagrad_lrs(gs[:, None], 0.01)[:, 0], "RMSProp": np.array(rates)}
    title = "AdaGrad never forgives a burst; RMSProp forgets it"
    ax = plot_curves(curves, title, "step", "effective learning rate")
    ax.axvspan(0, 50, color="0.9")
    plt.show()

# %% [markdown]
# In the grey band the gradients are 100. Afterwards RMSProp's rate doubles every 138 steps ($\sqrt{\rho}$ to that power is one half)
# until it is back at $\alpha$; AdaGrad's stays at 0.000014; without the burst it would end at 0.00031.
#
# Forgetting has a price too. Predict: with a constant `lr`, which of the two ends *nearer* to the minimum of a round bowl?

# %% demo="forgetting hovers"
with needs(adagrad_step, rmsprop_step):
    curves = {}
    for name, step in (("AdaGrad", adagrad_step), ("RMSProp", rmsprop_step)):
        noise = np.random.default_rng(0).normal(size=(3000, 20))
        step_noise = iter(noise)
        path = run(step, lambda w, n=step_noise: w + next(n), np.full(20, 3.0), lr=0.1, steps=3000)
        curves[f"{name}, lr = 0.1"] = np.linalg.norm(path, axis=1)
    title = "Noisy gradients: the method that forgets keeps shaking"
    plot_curves(curves, title, "step", "distance to the minimum")
    plt.show()

# %% [markdown]
# RMSProp keeps taking steps of length $\alpha$, so it circles the minimum at a distance that $\alpha$ sets. AdaGrad's fading rate, a
# fault a moment ago, is a learning-rate schedule for free. Whoever uses RMSProp or Adam has to bring a schedule along: that is notebook
# 04.

# %% [markdown]
# ## 4. Adam remembers twice and corrects its start
# RMSProp says how *long* a step should be. Momentum says in which *direction*. Adam keeps one running average for each:
#
# $$ m \leftarrow \beta_1 m + (1-\beta_1)\, g, \qquad s \leftarrow \beta_2\, s + (1-\beta_2)\, g^2 $$
#
# Both start at zero, so both begin too small. Feed a constant $g$: after $t$ steps $m = (1-\beta_1^t)\, g$ and $s = (1-\beta_2^t)\, g^2$.
# Divide the factors out:
#
# $$ \hat m = \frac{m}{1-\beta_1^t}, \qquad \hat s = \frac{s}{1-\beta_2^t}, \qquad w \leftarrow w - \alpha\,\frac{\hat m}{\sqrt{\hat s}+\epsilon} $$

# %% [markdown]
# Four places where people slip, and where slides have slipped too:
#
# - $t$ counts from 1: at $t = 0$ you divide zero by zero. Our `state["t"]` counts finished steps, so add one first.
# - $\beta^t$ is a power.
# - $\hat m$, $\hat s$ are for this step only. What you store is $m$ and $s$.
# - `for t in range(1, n)` makes `n - 1` steps, and the paper's $\epsilon$ is $10^{-8}$, where one well-known slide has `1e-7`.

# %% [markdown]
# ### Exercise: one Adam step

# %% exercise="adam_step"
def adam_step(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """One step of Adam with bias correction; eps is added outside the root, after the correction.

    w, g: float arrays of one shape (any).  state: {} at the start, later the dict you returned; keys "m", "s"
    (averages before correction, w's shape) and "t" (finished steps, an int).
    lr > 0, 0 <= b1, b2 < 1, eps >= 0.
    Returns (w_next, state_next): a new array and a new dict.
    """
    ### BEGIN SOLUTION
    t = state.get("t", 0) + 1
    m = b1 * state.get("m", 0.0) + (1 - b1) * g
    s = b2 * state.get("s", 0.0) + (1 - b2) * g**2
    m_hat = m / (1 - b1**t)
    s_hat = s / (1 - b2**t)
    return w - lr * m_hat / (np.sqrt(s_hat) + eps), {"m": m, "s": s, "t": t}
    ### END SOLUTION

# %% [markdown] hint="adam_step"
# Work the first step out on paper, with one gradient $g = 3$. What are $\hat m$ and $\hat s$, and how long is the step? If yours has
# another length, look at the correction. If only later steps differ, look at what you stored.

# %% check="adam_step" points=20
check(adam_step)

# %% [markdown]
# Back to the burst: a gradient of 1, 10 or 100 for 50 steps, then 1. How far does each method walk in the 1000 steps after it? Adam
# forgets as RMSProp does. So it should do as well as RMSProp; or does it?

# %% demo="travel, in code"
def travel(step, size, **settings):
    """Distance covered in the 1000 steps after a burst of gradients of this size."""
    gs = iter(burst(size))
    path = run(step, lambda w: np.array([next(gs)]), [0.0], lr=0.01, steps=1050, **settings)
    return abs(path[-1, 0] - path[50, 0])

# %% demo="travel after a burst"
with needs(adagrad_step, rmsprop_step, adam_step):
    rules = {"AdaGrad": adagrad_step, "RMSProp": rmsprop_step, "Adam": adam_step}
    travelled = {name: [travel(step, size) for size in (1, 10, 100)] for name, step in rules.items()}
    title = "Adam forgets ten times more slowly than RMSProp"
    ax = axes(title, "size of the burst", "travel in 1000 steps after it")
    for i, (name, lengths) in enumerate(travelled.items()):
        bars = ax.bar(np.arange(3) + 0.27 * (i - 1), lengths, 0.25, label=name,
                      color=style(name)["color"], hatch=["", "//", ".."][i], edgecolor="white")
        ax.bar_label(bars, fmt="%.3g", fontsize=8)
    ax.set_xticks(range(3), ["1 (no burst)", "10", "100"])
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# With $\beta_2 = 0.999$ Adam looks back over 1000 steps, and after a burst of 100 it nearly stalls: 0.47 against RMSProp's 3.2.
# Forgetting only helps if it is faster than you are patient. Large language models are trained with $\beta_2 = 0.95$ for this reason
# among others.
#
# ### What the correction is worth
# Leave the correction out and *both* averages are too small, one above the fraction line and one below. Which wins?

# %% [markdown]
# ### Exercise: the first step without correction
# How many times too long is Adam's very first step if $m$ and $s$ are used as they are? Set $t = 1$, take any $g$, forget $\epsilon$.

# %% exercise="first_step_factor"
def first_step_factor(b1, b2):
    """Length of Adam's first step without bias correction, divided by its length with it; eps is neglected.

    b1, b2: floats, 0 <= b1, b2 < 1.  Returns a float: above 1 means that the uncorrected step is too long.
    """
    ### BEGIN SOLUTION
    return (1 - b1) / np.sqrt(1 - b2)
    ### END SOLUTION

# %% [markdown] hint="first_step_factor"
# From zero, what is $m$ after one gradient? And $\sqrt{s}$? The corrected step is just $\alpha$ long.

# %% check="first_step_factor" points=8
check(first_step_factor)

# %% demo="multiplier, in code"
def multiplier(t, b1=0.9, b2=0.999):
    """Step t without correction over step t with it, for a constant gradient."""
    return (1 - b1**t) / np.sqrt(1 - b2**t)

# %% demo="the multiplier over time"
with needs(first_step_factor):
    t, pairs = np.arange(1, 4001), [(0.9, 0.999), (0.9, 0.99), (0.9, 0.9)]
    dots = [first_step_factor(b1, b2) for b1, b2 in pairs]
    title = "Without correction the start is too fast, if $β_2$ is close to 1"
    ax = axes(title, "step $t$", "step length / corrected")
    for (b1, b2), dot, color, dash in zip(pairs, dots, ("#CC79A7", "#0072B2", "0.3"), ("-", "--", ":"), strict=True):
        ax.loglog(t, multiplier(t, b1, b2), dash, color=color, label=f"$β_1$ = {b1}, $β_2$ = {b2}")
        ax.plot(1, dot, "o", color=color)
    m = multiplier(t)
    late = t[np.flatnonzero(m >= 1.1)[-1] + 1]
    said = f"{m[0]:.3f} at t = 1, {m.max():.3f} at t = {t[m.argmax()]},\nbelow 1.1 from t = {late}"
    ax.text(110, 4.6, said, fontsize=9)
    ax.set_yticks([0.3, 1, 3, 6], ["0.3", "1", "3", "6"])
    ax.minorticks_off()
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# Usually you read: "the averages are biased to zero, so the correction prevents too *large* steps". The missing link is that $s$ is
# biased *more* than $m$, and it stands below the line. The dots are your function. With both betas at 0.9 the raw first step is too
# *small*.
#
# Does a network mind? Below, 5 seeds of a network 64-64-64-10 take 200 steps on the digits at four rates, with and without. One trainer
# serves the rest of the notebook, so look at it once.

# %% demo="a trainer for many rates at once"
def initial(shape, hidden, rngs):
    """Random weights before a hidden layer, zeros where there is none; one array per seed."""
    return np.stack([hidden * np.sqrt(2 / shape[0]) * rng.normal(size=(1, *shape)) for rng in rngs])

def results(logp, Y):
    """Loss on the first 1000 images and accuracy on the rest."""
    loss, hits = -(logp * Y).sum(-1), logp.argmax(-1) == Y.argmax(-1)
    return np.nan_to_num(loss[..., :1000].mean(-1), nan=np.inf), hits[..., 1000:].mean(-1)

# %% demo="the trainer"
def train(step, sizes, rates, steps, spread=0.0, boost=lambda t: 1.0, seeds=5):
    """Loss and held-out accuracy (seeds, rates) on digits whose columns are scaled by 10^(spread N(0, 1))."""
    rngs, one = [np.random.default_rng(seed) for seed in range(seeds)], np.arange(seeds)[:, None]
    order = np.stack([rng.permutation(1797) for rng in rngs])
    X = np.stack([pixels[o] * 10 ** (spread * rng.normal(size=64)) for o, rng in zip(order, rngs, strict=True)])
    Y, params = labels[order], [initial(shape, len(sizes) > 2, rngs) for shape in zip(sizes[:-1], sizes[1:], strict=True)]
    states, rates = [{} for _ in params], np.reshape(rates, (-1, 1, 1))
    for t in range(1, steps + 1):
        rows = np.stack([rng.integers(0, 1000, 64) for rng in rngs])
        for i, g in enumerate(gradients(params, X[one, rows][:, None], Y[one, rows][:, None])):
            move, states[i] = step(np.zeros_like(g), g, states[i], 1.0)  # from zero, at rate 1: the direction
            params[i] = params[i] + rates * boost(t) * move
    return results(forward(params, X[:, None])[1], Y[:, None])

# %% demo="start runs, in code"
some_rates = [0.001, 0.003, 0.01, 0.03]

def start_runs():
    """Held-out accuracy of the same networks, with and without the correction."""
    sizes = (64, 64, 64, 10)
    return [train(adam_step, sizes, some_rates, 200, boost=b)[1] for b in (lambda t: 1.0, multiplier)]

# %% demo="training with and without correction"
with needs(adam_step):
    with_it, without = start_runs()
    title = "Without correction: fatal at the high rate, better at the low one"
    ax = axes(title, "learning rate", "held-out accuracy")
    kinds = (("with correction", with_it, "o-", "#CC79A7"), ("without", without, "s--", "0.35"))
    for name, runs, look, color in kinds:
        mean, sd = runs.mean(0), runs.std(0)
        ax.errorbar(some_rates, mean, sd, fmt=look, capsize=3, label=name, color=color)
        print(f"{name:16s}", *map("lr {}: {:.3f} ± {:.3f}".format, some_rates, mean, sd), sep="   ")
    ax.set_xscale("log")
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# At 0.03 the missing correction ruins the run. At 0.001 the run *without* it is better, for a dull reason: its first steps are up to 6.6
# times as long, and 0.001 is too slow for 200 steps. The correction makes `lr` mean the same at every step. It is no magic.

# %% [markdown]
# ## 5. The race, and what happens when you turn the valley
# Five methods, each at a rate that suits it, take 60 steps in a valley that lies along the axes. On the right the same valley, and the
# start with it, is turned by 45 degrees; the rates stay. Predict whose path is merely turned along.

# %% demo="rotation, in code"
RACERS = {"SGD": sgd_step, "momentum": momentum_step,
          "AdaGrad": adagrad_step, "RMSProp": rmsprop_step, "Adam": adam_step}

def rotation(angle):
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return np.array([[c, -s], [s, c]])

# %% demo="the race in two valleys"
with needs(adagrad_step, rmsprop_step, adam_step):
    rates = {"SGD": 0.015, "momentum": 0.003, "AdaGrad": 2.0, "RMSProp": 0.1, "Adam": 0.4}
    bowls = [valley(100, angle) for angle in (0, 45)]
    starts = [rotation(angle) @ [-9.0, 1.7] for angle in (0, 45)]
    paths = [{f"{name}, lr = {rates[name]}": run(step, bowl.grad, start, rates[name], 60)
              for name, step in RACERS.items()} for bowl, start in zip(bowls, starts, strict=True)]
    titles = ("Along the axes, the adaptive methods ignore the walls",
              "Turned by 45°, they feel them like everybody else")
    fig, pair = plt.subplots(1, 2, figsize=(10.5, 4.6), layout="constrained")
    for ax, *panel in zip(pair, bowls, paths, titles, strict=True):
        plot_paths(*panel, ax)
        ax.set(xlabel="$w_0$", ylabel="$w_1$")
        ax.legend(fontsize=8, loc="lower right")
    plt.show()

# %% [markdown]
# One start proves little. So turn a narrower valley (κ = 1000) little by little, with 5 random starts that turn along, and look at the
# loss after 300 steps. At each angle every method takes the best of 13 rates from $10^{-5}$ to 10.

# %% demo="best rates on a toy surface"
toy_rates = 10 ** np.arange(-5, 1.01, 0.5)

def sweep(step, surface, starts, steps, rates=toy_rates):
    """Final losses (starts, rates) from starts (2, n): all rates run side by side, as in `train`."""
    w, state = np.repeat(np.asarray(starts, float)[:, :, None], len(rates), axis=2), {}
    with np.errstate(all="ignore"):
        for _ in range(steps):
            slope = surface.grad(w.reshape(2, -1)).reshape(w.shape)
            move, state = step(np.zeros_like(w), slope, state, 1.0)
            w = w + rates * move
        return np.nan_to_num(surface.f(w), nan=np.inf, posinf=np.inf)

def best(losses):
    """Index of the rate with the smallest geometric mean."""
    return np.log(losses + 1e-300).mean(0).argmin()

# %% demo="losses in a turned valley"
angles = [0, 1, 3, 10, 20, 45]

def turned(step, angle, steps=300):
    """Final losses of 5 starts in a valley turned by `angle` degrees; the starts turn along."""
    rng = np.random.default_rng(0)
    starts = rng.uniform(0.5, 1.5, size=(2, 5)) * rng.choice([-1, 1], size=(2, 5))
    losses = sweep(step, valley(1000, angle), rotation(angle) @ starts, steps)
    return np.maximum(losses[:, best(losses)], 1e-20)

# %% demo="turning the valley"
with needs(adagrad_step, rmsprop_step, adam_step):
    ends = {name: np.log10([turned(step, angle) for angle in angles]) for name, step in RACERS.items()}
    ax = axes("Dividing each axis by its own scale helps only if the axes are the right ones",
              "angle of the valley (degrees)", "loss after 300 steps (cut at 1e-20)", (7.2, 3.8))
    for name, logs in ends.items():
        ax.errorbar(range(6), 10 ** logs.mean(1), label=name, marker="o", ms=4, capsize=2, **style(name),
                    yerr=[10 ** logs.mean(1) - 10 ** logs.min(1), 10 ** logs.max(1) - 10 ** logs.mean(1)])
    ax.set_yscale("log")
    ax.set_xticks(range(6), angles)
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# Descent and momentum don't know which way the axes point: their lines are flat. The adaptive methods keep one number *per axis*. At 10
# degrees AdaGrad has lost most of its lead, at 45 it is as slow as plain descent, and even Adam is far behind momentum. To adapt
# whole directions you need a matrix: notebook 05.
#
# Next, a saddle. You start on the ridge, $10^{-4}$ beside its crest. The gradient across is almost zero.

# %% demo="the race at a saddle"
with needs(adagrad_step, rmsprop_step, adam_step):
    curves = {name: np.abs(run(step, saddle().grad, [1.0, 1e-4], 0.05, 200)[:, 1])
              for name, step in RACERS.items()}
    ax = plot_curves(curves, "On a ridge a tiny gradient counts in full, once you divide by its size",
                     "step (all at lr = 0.05)", "distance from the crest")
    ax.axhline(0.5, color="0.6", lw=0.8, ls=":")
    print(*[f"{name}: step {np.argmax(curve > 0.5)}" for name, curve in curves.items()], sep=",  ")
    plt.show()

# %% [markdown]
# The printed steps are those that reach 0.5. Plain descent grows its distance by five per cent a step; dividing by $|g|$ makes the very
# first step full-sized. Exactly *on* the crest the gradient is 0 and nobody leaves, as in notebook 01.
#
# Last heat: the digits, where each pixel is an axis. Pixels as they are, then badly scaled as in section 1; 500 steps, 12 rates, 5 seeds.

# %% demo="digit runs, in code"
digit_rates = 10 ** np.arange(-3.5, 2.01, 0.5)

@remember
def digit_runs(sizes, steps, spread):
    """Losses and held-out accuracies (seeds,) of each method, each at the rate that is best for it."""
    loss, accuracy = {}, {}
    with np.errstate(all="ignore"):
        for name, step in RACERS.items():
            losses, hits = train(step, sizes, digit_rates, steps, spread)
            loss[name] = losses[:, losses.mean(0).argmin()]
            accuracy[name] = 100 * hits[:, hits.mean(0).argmax()]
    return {"loss": loss, "accuracy": accuracy}

# %% demo="badly scaled columns"
with needs(adagrad_step, rmsprop_step, adam_step):
    found = {"plain": digit_runs((64, 10), 500, 0.0), "scaled": digit_runs((64, 10), 500, 1.0)}
    title = "Adaptive methods survive bad scaling; otherwise it is a matter of taste"
    ax = axes(title, "", "training loss at the best rate", (8, 3.8))
    for i, name in enumerate(RACERS):
        for x, (kind, marker) in ((i, ("plain", "o")), (i + 6, ("scaled", "s"))):
            losses, color = found[kind]["loss"][name], style(name)["color"]
            ax.plot(np.full(5, x), losses, marker, ms=5, alpha=0.5, color=color)
            ax.plot(x, losses.mean(), "_", ms=22, mew=2.5, color=color)
    ax.set_yscale("log")
    ax.set_xticks([*range(5), *range(6, 11)], [*RACERS] * 2, rotation=25)
    ax.text(2, 1, "pixels as they are", ha="center")
    ax.text(8, 0.01, "pixels badly scaled", ha="center")
    plt.show()
    for kind, runs in found.items():
        print(f"{kind}:", *[f"{name} {loss.mean():.3f}" for name, loss in runs["loss"].items()], sep="  ")

# %% [markdown]
# On badly scaled pixels every adaptive method beats plain descent (Adam by a factor of six) and momentum. On the pixels as they are,
# momentum does as well as Adam, and AdaGrad, the one that "stalls", has the lowest mean loss of all. A fading rate is just what a convex
# problem with noisy gradients wants.

# %% [markdown]
# ## 6. An optimiser for whole networks
# A network is a list of arrays. `Adam` below keeps one state for each, copies the parameters it is given, and treats a missing gradient
# as PyTorch does: a parameter whose gradient is `None` stays as it is, and *so does its state*, its `t` included. A gradient of zeros is
# not missing: there the averages shrink and the weight rolls on.

# %% [markdown]
# ### Exercise: the class Adam
# Use your `adam_step`; then ten lines are plenty.

# %% exercise="Adam"
class Adam:
    """Adam over a list of parameters; agrees with torch.optim.Adam.

    params: list of float arrays of any shapes; they are copied, the caller's stay as they are.
    After construction and after each step, `.params` is the list of the current arrays.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        ### BEGIN SOLUTION
        self.params = [np.array(w, dtype=float) for w in params]
        self.states = [{} for _ in self.params]
        self.lr, self.betas, self.eps = lr, betas, eps
        ### END SOLUTION

    def step(self, grads):
        """One step.  grads: list as long as params, each an array of its parameter's shape, or None.

        Each parameter has its own m, s and t.  None leaves its parameter and its state alone.
        Returns the list of new parameters, also kept in `.params`; the gradients are not changed.
        """
        ### BEGIN SOLUTION
        for i, g in enumerate(grads):
            w, state = self.params[i], self.states[i]
            if g is not None:
                self.params[i], self.states[i] = adam_step(w, g, state, self.lr, *self.betas, self.eps)
        return list(self.params)
        ### END SOLUTION

# %% [markdown] hint="Adam"
# Two parameters of one shape must not share anything; nor must two of different shape share a `t`. What is the simplest thing to keep in
# a list, one for each parameter?

# %% check="Adam" points=15
check(Adam)

# %% [markdown]
# Does it agree with PyTorch, and what would a slip look like? Below, 50 steps on two arrays with small random gradients, zeros and `None`
# among them. Beside yours run two near misses: $\epsilon = 10^{-7}$, and a single clock `t` that both arrays advance.

# %% demo="your Adam, and torch's"
import torch


def yours(params, history, eps=1e-8):
    opt = Adam(params, lr=0.1, eps=eps)
    return [np.concatenate([w.ravel() for w in opt.step(grads)]) for grads in history]

def torchs(params, history):
    params = [torch.nn.Parameter(torch.tensor(w)) for w in params]
    opt, path = torch.optim.Adam(params, lr=0.1), []
    for grads in history:
        for w, g in zip(params, grads, strict=True):
            w.grad = None if g is None else torch.tensor(g)
        opt.step()
        path.append(np.concatenate([w.detach().numpy().ravel() for w in params]))
    return path

# %% demo="a near miss"
def one_clock(params, history):
    params, states, clock, path = list(params), [{} for _ in params], 0, []
    for grads in history:
        for i, g in enumerate(grads):
            if g is not None:
                params[i], states[i] = adam_step(params[i], g, states[i] | {"t": clock}, 0.1)
                clock += 1
        path.append(np.concatenate([w.ravel() for w in params]))
    return path

# %% demo="fifty steps against torch"
with needs(Adam, adam_step):
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=(3, 4)), rng.normal(size=4)]
    history = [[1e-3 * rng.normal(size=w.shape) * rng.integers(0, 2, size=w.shape) for w in arrays]
               for _ in range(50)]
    for t in (0, 7, 8, 30):
        history[t][1] = None
    truth = np.array(torchs(arrays, history))
    runs = {"yours": yours(arrays, history), "eps = 1e-7": yours(arrays, history, 1e-7),
            "one clock": one_clock(arrays, history)}
    gaps = {name: np.maximum(np.abs(path - truth).max(axis=1), 1e-17) for name, path in runs.items()}
    title = "Same rule, same numbers; a slip shows in the very first steps"
    ax = plot_curves(gaps, title, "step", "largest difference from torch")
    ax.axhline(1e-10, color="0.5", lw=0.8)
    ax.set(ylim=(1e-18, 10))
    print(f"largest difference of yours over 50 steps: {gaps['yours'].max():.1e}")
    plt.show()

# %% [markdown]
# What is left of yours is rounding. A single clock gives a curve that trains, and is wrong by a visible amount: such a bug can live in a
# code base for years.

# %% [markdown]
# ## 7. AdamW takes the decay out of the fraction
# To keep weights small you may pull each toward zero at every step. Written as a penalty, the pull $\lambda w$ is added to $g$, and Adam
# divides it by $\sqrt{\hat s}$: weights with large gradients are then hardly pulled at all. AdamW keeps the pull out of the fraction:
#
# $$ w \leftarrow (1 - \alpha\lambda)\, w, \qquad \text{then an Adam step with the pure gradient } g $$
#
# $\lambda$ is `weight_decay` in PyTorch. Which of the two is better is the business of notebook 08; here you write the step.

# %% [markdown]
# ### Exercise: one AdamW step
# Your `adam_step` does most of it.

# %% exercise="adamw_step"
def adamw_step(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8, wd=0.01):
    """One step of AdamW: shrink w by the factor (1 minus lr times wd), then an Adam step with g as it is.

    w, g: float arrays of one shape (any).  state: as in adam_step, keys "m", "s", "t".  lr > 0, wd >= 0.
    Returns (w_next, state_next): a new array and a new dict.
    """
    ### BEGIN SOLUTION
    return adam_step(w * (1 - lr * wd), g, state, lr, b1, b2, eps)
    ### END SOLUTION

# %% [markdown] hint="adamw_step"
# With `wd = 0` it must be Adam. With `g = 0` from the start, only the shrinking is left: by which factor? Do `m` and `s` ever see `wd`?

# %% check="adamw_step" points=12
check(adamw_step)

# %% [markdown]
# Three groups of weights start at 10. Their gradients are pure noise, of size 0.01, 1 and 100. Nothing pulls them anywhere but the decay.

# %% demo="every weight shrinks alike"
with needs(adam_step, adamw_step):
    rng, size = np.random.default_rng(0), np.repeat([0.01, 1.0, 100.0], 50)
    path = run(adamw_step, lambda w: size * rng.normal(size=150), np.full(150, 10.0), 0.01, 600, wd=0.5)
    groups = path.reshape(601, 3, 50).mean(axis=2).T
    curves = {f"noise of size {s:g}": group for s, group in zip((0.01, 1, 100), groups, strict=True)}
    title, rule = "AdamW shrinks every weight alike, whatever its gradients", 10 * 0.995 ** np.arange(601)
    ax = plot_curves(curves, title, "step", "mean of 50 weights", log="")
    ax.plot(rule, color="0.6", lw=5, alpha=0.4, label="$10\\,(1 - \\alpha\\lambda)^t$")
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# ## 8. What the memory costs
# Each method pays with arrays as large as the weights themselves, kept for the whole run.

# %% [markdown]
# ### Exercise: arrays of state
# Count them for each method; a counter such as `t` is no array.

# %% exercise="state_arrays"
def state_arrays(name):
    """How many arrays of the weights' size a method keeps from one step to the next.

    name: one of "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw".
    Returns an int (weights and gradients are not counted).
    Any other name raises ValueError with a message that lists the seven allowed ones.
    """
    ### BEGIN SOLUTION
    counts = {"sgd": 0, "momentum": 1, "nesterov": 1, "adagrad": 1, "rmsprop": 1, "adam": 2, "adamw": 2}
    if name not in counts:
        raise ValueError(f"state_arrays({name!r}): choose one of {', '.join(counts)}")
    return counts[name]
    ### END SOLUTION

# %% [markdown] hint="state_arrays"
# Look at the dicts that your functions return. `sgd` here is plain descent: what does it remember?

# %% check="state_arrays" points=5
check(state_arrays)

# %% demo="memory of a large model"
with needs(state_arrays):
    names = ["sgd", "momentum", "adagrad", "rmsprop", "adam", "adamw"]
    state = np.array([state_arrays(name) for name in names])
    title = "Adam keeps two more models in memory"
    ax = axes(title, "", "gigabytes for 7 billion weights, 4 bytes each", (6.4, 3.8))
    ax.bar(names, 28, color="0.8", label="weights")
    ax.bar(names, 28, bottom=28, color="0.6", label="gradients")
    look = {"color": "#CC79A7", "hatch": "//", "edgecolor": "white"}
    ax.bar(names, 28 * state, bottom=56, label="state of the method", **look)
    ax.legend(fontsize=8, loc="upper left")
    plt.show()

# %% [markdown]
# Two questions to close, both answered by a *set of names* from the list above, such as `{"sgd", "momentum"}`.
#
# ### Exercise: who stalls?
# Feed a method gradients of size 1 for ever, at constant `lr`. For which methods does the effective learning rate go to zero?

# %% exercise="who_stalls"
def who_stalls():
    """The methods whose effective learning rate goes to zero under gradients of constant size and a fixed lr.

    Returns a set of names out of "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw".
    """
    ### BEGIN SOLUTION
    return {"adagrad"}
    ### END SOLUTION

# %% [markdown] hint="who_stalls"
# Whose memory only ever grows?

# %% check="who_stalls" points=4
check(who_stalls)

# %% [markdown]
# ### Exercise: who begins with the sign?
# From `{}`, with default settings, whose first step is exactly `-lr * sign(g)`, whatever the size of `g`? Neglect $\epsilon$ and weight
# decay.

# %% exercise="who_is_sign_descent_at_step_one"
def who_is_sign_descent_at_step_one():
    """The methods whose first step from zero state is -lr sign(g), up to eps and apart from weight decay.

    Returns a set of names out of "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw".
    """
    ### BEGIN SOLUTION
    return {"adagrad", "adam", "adamw"}
    ### END SOLUTION

# %% [markdown] hint="who_is_sign_descent_at_step_one"
# Put one gradient into each formula and let it cancel. Or ask your functions: `adagrad_step(0.0, 7.0, {}, 0.1)`. A factor that is not 1
# disqualifies.

# %% check="who_is_sign_descent_at_step_one" points=4
check(who_is_sign_descent_at_step_one)

# %% [markdown]
# ## 9. Claims, tested
# What lectures say about these methods, each sentence with its experiment (folded away; click the bar to read it). Where something is random there are five seeds; the verdict is
# computed from what was measured. First the claims about AdaGrad.

# %% demo="claims about AdaGrad"
claims = Claims("03_adaptive_methods")
with needs(adagrad_lrs):
    test, t = claims.test("AdaGrad's learning rate decays to zero", "CS231n lecture 7, notes"), np.arange(100, 10_000)
    histories = [np.random.default_rng(seed).normal(size=(10_000, 9)) for seed in range(5)]
    rates = [adagrad_lrs(gs, 0.1)[100:].mean(1) for gs in histories]
    slopes = np.array([np.polyfit(np.log(t), np.log(rate), 1)[0] for rate in rates])
    test.measured(slopes, "= exponent of the rate over time", HOLDS if (slopes < -0.4).all() else FAILS)
with needs(adagrad_step, rmsprop_step, adam_step):
    test = claims.test("So AdaGrad stalls, and trains worse", "CS231n lecture 7, notes")
    losses = digit_runs((64, 10), 500, 0.0)["loss"]
    ratio = losses["AdaGrad"] / np.minimum(losses["RMSProp"], losses["Adam"])
    test.measured(ratio, "= its loss / the better of RMSProp's and Adam's, digits",
                  HOLDS if ratio.mean() > 1 else f"{FAILS}: lower in {(ratio < 1).sum()} of 5 seeds")

# %% demo="claims about what AdaGrad knows"
with needs(adagrad_step, adagrad_lrs):
    test = claims.test("AdaGrad can be written without epsilon", "CS231n lecture 7, notes")
    g = gradients([np.zeros((64, 10))], pixels, labels)[0]
    with np.errstate(all="ignore"):
        nans = 100 * np.isnan(adagrad_step(np.zeros((64, 10)), g, {}, 0.1, eps=0.0)[0]).mean()
    test.measured(nans, "% of the weights are NaN after one step on the digits", FAILS if nans else HOLDS)

# %% demo="does AdaGrad know where the optimum is?"
with needs(adagrad_step, adagrad_lrs):
    test, links = claims.test("A weight that AdaGrad slows down is near its optimum", "CS231n lecture 7, notes"), []
    for seed in range(5):
        start, steep = 10 ** np.random.default_rng(seed).uniform(-1, 1, size=(2, 500))
        path = run(adagrad_step, lambda w, c=steep: c * w, start, 0.1, 50)
        logs = np.log([adagrad_lrs(steep * path[:-1], 0.1)[-1], np.abs(path[-1])])
        links.append(np.corrcoef(logs)[0, 1])
    verdict = HOLDS if np.mean(links) > 0.5 else FAILS
    test.measured(links, "= correlation of log rate and log distance", verdict)

# %% [markdown]
# Next, what RMSProp and Adam are said to be. If Adam is "RMSProp plus momentum", then the running average of RMSProp's steps should walk
# as Adam does.

# %% demo="is Adam RMSProp plus momentum?"
def apart(seed, steps=2000):
    """Relative distance of the moves of Adam and of averaged RMSProp steps (same memory), step by step."""
    gs, state, adam, mean, gaps = np.random.default_rng(seed).normal(size=(steps, 50)), {}, {}, 0.0, []
    for g in gs:
        move, state = rmsprop_step(np.zeros(50), g, state, 1.0, rho=0.999)
        true, adam = adam_step(np.zeros(50), g, adam, 1.0)
        mean = 0.9 * mean + 0.1 * move
        gaps.append(np.linalg.norm(mean - true) / np.linalg.norm(true))
    return gaps

# %% demo="claims about RMSProp and Adam"
with needs(adagrad_step, rmsprop_step, adam_step):
    test = claims.test("RMSProp mends AdaGrad's stall", "CS231n lecture 7, notes")
    fast, slow, never = (10 * travel(rule, 100) for rule in (rmsprop_step, adam_step, adagrad_step))
    said = f"the memory is shorter than the wait: Adam's is 1000 steps, {slow:.1f} %; AdaGrad {never:.2f} %"
    test.measured(fast, "% of the travel at full rate, 1000 steps after a burst of 100",
                  HOLDS if slow > 20 else f"{CONDITIONAL} {said}")
    test = claims.test("Adam is RMSProp plus momentum", "CS231n lecture 7, slides")
    gaps = np.array([apart(seed) for seed in range(5)])
    early, late = 100 * gaps[:, 0], 100 * gaps[:, -1]
    test.measured(early, "% apart at step 1", HOLDS if early.mean() < 10 else
                  f"{CONDITIONAL} the start is over: {late.mean():.1f} % apart at step 2000")

# %% demo="claims about the start"
with needs(first_step_factor, adam_step):
    test = claims.test("Bias correction prevents too large first steps", "CS231n lecture 7, notes")
    default, equal = first_step_factor(0.9, 0.999), first_step_factor(0.9, 0.9)
    test.measured(default, "times too long without it at 0.9, 0.999", HOLDS if min(default, equal) > 1 else
                  f"{CONDITIONAL} β2 is much nearer to 1 than β1: at 0.9, 0.9 the factor is {equal:.2f}")
    test = claims.test("Without it training fails", "CS231n lecture 7, slides")
    gain = 100 * np.subtract(*(np.array(runs) for runs in start_runs()))
    low, high = gain[:, 0], gain[:, -1]
    said = f"the rate is high: {low.mean():.1f} ± {low.std():.1f} points at lr 0.001"
    test.measured(high, "points of accuracy lost without it at lr 0.03",
                  HOLDS if min(low.mean(), high.mean()) > 5 else f"{CONDITIONAL} {said}")

# %% demo="claims about counting"
test = claims.test("The exponent of beta is the loop's index i, from 0", "CS231n lecture 7, notes")
with np.errstate(all="ignore"):
    first = np.divide(0.0, 1 - 0.9 ** np.float64(0)) / np.sqrt(np.divide(0.0, 1 - 0.999 ** np.float64(0)))
verdict = FAILS + ": count from 1" if np.isnan(first) else HOLDS
test.measured(100 * np.isnan(first), "% of the weights NaN at i = 0", verdict)
test, made = claims.test("range(1, n) makes n steps", "CS231n lecture 7, slides"), len(range(1, 100))
test.measured(made, "steps for n = 100", HOLDS if made == 100 else FAILS)

# %% [markdown]
# Last, the general ones. For "good default" take three tasks on the digits: plain, badly scaled, and a network with a hidden layer. How
# many points of held-out accuracy is each method, at its best rate, behind the winner in its worst task?

# %% demo="claims about adaptive methods in general"
with needs(adagrad_step, rmsprop_step, adam_step):
    test = claims.test("Adaptive methods equalise badly scaled directions", "CS231n lecture 7, notes")
    loss = digit_runs((64, 10), 500, 1.0)["loss"]
    gain = loss["SGD"] / loss["Adam"]
    test.measured(gain, "times lower loss, Adam against SGD", HOLDS if gain.min() > 1 else FAILS)
    test = claims.test("... whichever way the directions point", "often implied")
    gain = turned(sgd_step, 45) / turned(adagrad_step, 45)
    unit = "times lower loss, AdaGrad against SGD, valley at 45°"
    test.measured(gain, unit, HOLDS if gain.mean() > 3 else FAILS)

# %% demo="the claim about the default"
with needs(adagrad_step, rmsprop_step, adam_step):
    test, net = claims.test("Adam is a good default", "CS231n lecture 7, slides"), digit_runs((64, 32, 10), 200, 0.0)
    tasks = [digit_runs((64, 10), 500, spread) for spread in (0.0, 1.0)] + [net]
    hits, losses = (np.array([list(task[kind].values()) for task in tasks]) for kind in ("accuracy", "loss"))
    behind = dict(zip(RACERS, (hits.max(1, keepdims=True) - hits).max(0), strict=True))
    ratio = dict(zip(RACERS, (losses / losses.min(1, keepdims=True)).max(0), strict=True))
    old = np.minimum(behind["SGD"], behind["momentum"])
    others = ", ".join(f"{name} {x.mean():.1f}" for name, x in behind.items() if name != "Adam")
    test.measured(behind["Adam"], "points behind the best in its worst task of three",
                  (HOLDS if (behind["Adam"] < old).all() else FAILS) + f"; the others: {others}")
    means = losses.mean(2) / losses.mean(2).min(1, keepdims=True)
    print("training loss / best loss, worst task, seed by seed:", end="")
    print(*[f"  {name} {x.mean():.1f} ± {x.std():.1f}" for name, x in ratio.items()])
    worst = dict(zip(RACERS, means.max(0), strict=True))
    print("the same after averaging over seeds:", *[f"  {name} {x:.1f}" for name, x in worst.items()])

# %% [markdown]
# "Good" is not "best": AdaGrad is as good a default here. Count training loss seed by seed, as in the first printed line, and AdaGrad is
# far ahead of Adam; average over the seeds first, as in the second, and Adam is ahead. A ranking of optimisers says as much about the
# yardstick as about the optimisers.

# %% demo="the claim about the best method"
with needs(adagrad_step, rmsprop_step, adam_step):
    test = claims.test("Adam is always the best choice", "common belief")
    losses = digit_runs((64, 10), 500, 0.0)["loss"]
    starts = np.array([[-1.2], [1.0]]) + 0.1 * np.random.default_rng(0).normal(size=(2, 10))
    momentum, adam = (sweep(rule, rosenbrock(), starts, 2000).min(1) for rule in (momentum_step, adam_step))
    ratio, wins = losses["Adam"] / losses["AdaGrad"], (momentum < adam).sum()
    verdict = HOLDS if ratio.max() < 1 and not wins else FAILS
    test.measured(ratio, "times AdaGrad's training loss, digits as they are",
                  f"{verdict}; momentum beats it from {wins} of 10 starts on Rosenbrock")
claims

# %% [markdown]
# ### What you saw
# - Dividing by the root of past squares makes each axis its own unit. It rescues badly scaled problems and saddles, and it stops working
#   when the valley is turned.
# - AdaGrad's rate fades like $1/\sqrt{t}$. That hurts after a burst; on a convex problem with noise it is a free schedule.
# - RMSProp and Adam forget, at a speed that you choose. After a burst of 100 Adam's default memory is too long for 1000 steps.
# - The correction makes `lr` mean the same from the first step on. It matters at high rates.

# %% [markdown]
# ## 10. When to use what, and what to read
# Transformers are trained with AdamW, warm-up and a falling schedule, often with $\beta_2 = 0.95$. Image networks still do well with
# momentum and a schedule. AdaGrad lives on where features are rare, as in recommendation. If you know nothing about a problem, AdamW at
# `lr=1e-3` is a fair first run; then tune the rate.
#
# *Further reading.* Kingma & Ba, "Adam" (2015): section 3 derives the correction, 6.4 tests it. Reddi, Kale & Kumar, "On the Convergence
# of Adam and Beyond" (2018): section 3 has a convex problem on which Adam fails. Loshchilov & Hutter, "Decoupled Weight Decay
# Regularization" (2019): section 2. Wilson et al., "The Marginal Value of Adaptive Gradient Methods in Machine Learning" (2017): section
# 3.
#
# *Open question.* On image networks momentum keeps up with Adam; on language models it falls far behind, even with full batches and no
# noise. Nobody has fully explained why. One suspicion: most of Adam's gain is the sign, not the scale. How would you test that with
# today's functions?
