# ---
# jupyter:
#   jupytext: {cell_metadata_filter: all}
#   kernelspec: {name: python3, display_name: Python 3 (ipykernel), language: python}
# ---

# %% [markdown]
# # Noise that teaches: dropout and augmentation
# Switch off parts of the network while it trains, or change the images that it learns from: both make the task harder, and both can make
# the answer better. You will write the three forms of dropout, find out what a forgotten factor costs, average an ensemble of $2^n$
# networks, and measure what flips, crops and mixed images are worth.
#
# *You need*: notebook 08 and the chain rule. *You get*: dropout with its backward pass, DropConnect, Monte-Carlo dropout, and a small
# augmentation library, for training and for test.

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch

from utils.bars import tqdm
from utils.checks import check, hint, needs, solution
from utils.claims import Claims, seeds
from utils.data import Absent, cifar10, load_digits
from utils.models import StagedCNN
from utils.plotting import axes, style
from utils.predict import came, predict, predictions
from utils.remember import remember  # runs an experiment once, and anew when your functions change
from utils.schematics.networks import show_dropout, show_views
from utils.shipped import Shipped  # brings results of experiments that take minutes
from utils.slider import slider_figure
from utils.training import MLPs, train

torch.set_num_threads(1)                     # these networks are too small to share

# %% demo="the digits"
digits = load_digits()                       # 1797 images of 8 x 8 pixels, ten classes
pixels, labels = (digits.data / 16).astype(np.float32), digits.target

# %% [markdown]
# ## 1. Two numbers called p (11 min)
# Dropout switches units off at random while the network trains. The lecture's slide calls $p$ the probability of dropping a unit; the code
# beside it calls `p` the probability of *keeping* it. At one half nobody notices. So no variable of this notebook is called `p` where it
# matters: there are `p_drop` and `p_keep`, and they add up to one.

# %% [markdown]
# ### Exercise: a mask
# Each element is drawn on its own: a *Bernoulli* variable, 0 for "dropped" and 1 for "kept". In PyTorch, and from section 3 on here too,
# the number given is `p_drop`.
#
# | | |
# |---|---|
# | `shape` | a tuple, `()` included |
# | `p_drop` | each element's chance to be 0; `ValueError` unless `0 <= p_drop < 1` |
# | `rng` | a NumPy `Generator`, the only source of randomness |
# | returns | a float array of that shape |

# %% exercise="dropout_mask"
def dropout_mask(shape, p_drop, rng):
    """A mask of independent elements: 0 with probability p_drop, else 1.

    shape: a tuple.  rng: a numpy Generator.  Returns a float array.
    """
    ### BEGIN SOLUTION
    if not 0 <= p_drop < 1:
        raise ValueError(f"p_drop={p_drop} must be at least 0 and below 1")
    return (rng.random(shape) >= p_drop).astype(float)
    ### END SOLUTION

# %% [markdown] hint="dropout_mask"
# `rng.random(shape)` gives numbers from 0 up to, but without, 1. Which share of them is at least 0.2? And what should `p_drop = 0` give?
#
# ---
# Test `p_drop` first. Draw one uniform number for each element, compare it with `p_drop` so that the share `1 - p_drop` comes out true, and
# turn true and false into 1.0 and 0.0.
#
# ---
# `(rng.random(shape) ... p_drop).astype(float)`: which comparison keeps all elements at `p_drop = 0`? Before it, `raise ValueError(...)`
# under `if not 0 <= p_drop < 1:`.

# %% check="dropout_mask" points=6
check(dropout_mask)

# %% [markdown]
# A digit seen through five masks each. Look up to which `p_drop` *you* can still read it.

# %% demo="strip, in code"
def strip(title, rows, names=()):
    """Rows of images (N, H, W, C), one name to each row."""
    across, down = max(map(len, rows)), len(rows)
    fig, grid = plt.subplots(down, across, figsize=(1.15 * across + 1, 1.2 * down + 0.4), squeeze=False,
                             layout="constrained")
    for ax in grid.flat:
        ax.set(xticks=[], yticks=[], frame_on=False)
    for k, images in enumerate(rows):
        for ax, image in zip(grid[k], images, strict=False):
            ax.imshow(image.squeeze(), cmap="gray_r", vmin=0, vmax=1)
        grid[k, 0].set_ylabel(names[k] if names else "", rotation=0, ha="right", va="center")
    fig.suptitle(title)
    plt.show()

# %% demo="a digit through masks"
with needs(dropout_mask):
    rng, three = np.random.default_rng(1), pixels[3].reshape(8, 8, 1)
    rows = {f"p_drop = {p}": [three * dropout_mask(three.shape, p, rng) for _ in range(5)]
            for p in (0.25, 0.5, 0.75)}
    strip("With a quarter of the pixels gone it is still a 3; with three quarters, hardly", list(rows.values()), list(rows))

# %% [markdown]
# A network trained on such pictures cannot rely on one pixel, or one hidden unit, because it may be gone the next time. That is the idea of
# dropout: units may not *co-adapt*, each correcting the mistakes of particular others, and what the network knows has to be spread over a
# *redundant* representation (Hinton et al., 2012, [arXiv:1207.0580](https://arxiv.org/abs/1207.0580)).

# %% demo="a thinned network at each step"
show_dropout()

# %% [markdown]
# ## 2. What the next layer sees (13 min)
# In training a hidden layer hands on $h \circ m$, on average $p_{keep}\, h$. When you use the network, nothing is dropped, the next layer
# gets the whole $h$, and its sums come out too large. So the first form of dropout shrinks them *at test*:
#
# $$ \text{training: } h \circ m \qquad\qquad \text{test: } p_{keep}\, h $$
#
# Students' notes of a lecture say "multiply by the dropout probability", just after calling $p$ the probability of being *off*. The figure
# below compares the two.

# %% [markdown]
# ### Exercise: vanilla dropout
# The original form of Srivastava et al., with the number that they used: `p_keep`.
#
# | | |
# |---|---|
# | `x` | float array of any shape |
# | `p_keep` | each element's chance to stay; `ValueError`, in training only, unless `0 < p_keep <= 1` |
# | `train` | bool: `True` draws a fresh mask, `False` only scales |
# | `rng` | a NumPy `Generator`; at test it is not used |
# | returns | a new array of `x`'s shape |

# %% exercise="vanilla_dropout"
def vanilla_dropout(x, p_keep, train, rng):
    """Dropout as first published: masked in training, scaled at test.

    x: float array of any shape.  train: bool.  rng: a numpy Generator.
    Returns a new array of x's shape.
    """
    ### BEGIN SOLUTION
    if not train:
        return x * p_keep
    return x * dropout_mask(x.shape, 1 - p_keep, rng)
    ### END SOLUTION

# %% [markdown] hint="vanilla_dropout"
# Your mask wants `p_drop`; what you have is `p_keep`. And if nine of ten units stay in training, how far off is the sum of all ten?
#
# ---
# Two branches. At test multiply by the share of units that are there in training, on average. In training multiply by a fresh mask of `x`'s
# shape, and give the mask the chance to be *dropped*.
#
# ---
# At test `x * ...` with one of your arguments. In training `x * dropout_mask(x.shape, ..., rng)`, where the gap is made of `p_keep` and 1;
# the mask raises the error for you.

# %% check="vanilla_dropout" points=10
check(vanilla_dropout)

# %% [markdown]
# One unit of the next layer sums 50 hidden units, of which 80 % are kept in training. Grey: its input under 4000 masks. The lines are
# three ways to use it at test: leave out the factor, use `p_keep`, or use `p_drop`. The right one lies in the middle of the grey.

# %% demo="next unit, in code"
def next_unit(seed=0, n=50):
    """Hidden activations (n,), none negative, and weights (n,) of one unit of the next layer, 0 to 1."""
    rng = np.random.default_rng(seed)
    return np.maximum(rng.normal(size=n) + 0.5, 0), rng.random(n)

# %% demo="what the next unit gets"
with needs(dropout_mask, vanilla_dropout):
    h, w = next_unit()
    sums = vanilla_dropout(np.tile(h, (4000, 1)), 0.8, True, np.random.default_rng(0)) @ w
    ways = {"no factor": h @ w, "times p_keep": vanilla_dropout(h, 0.8, False, None) @ w,
            "times p_drop": 0.2 * h @ w}
    ax = axes("Keep 80 % in training: then the factor at test is 0.8", "sum that the next unit gets", "masks")
    ax.hist(sums, 60, color="0.75", label=f"training, mean {sums.mean():.1f}")
    for index, (name, value) in enumerate(ways.items()):
        ax.axvline(value, lw=2, label=f"test, {name}: {value:.1f}", **style("", index))
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# The factor is the probability of *staying*. The two agree at one half only, so at one half nobody notices the mistake.
#
# The slides go further: with the factor, the output at test *is* the expected output in training. For this sum it is. Now the sums of 200
# units pass a ReLU.

# %% demo="through relu, in code"
def through_relu(seed, masks=4000, p_keep=0.5):
    """Expected output in training and the output at test, of one sum and of the ReLU after it."""
    rng = np.random.default_rng(seed)
    h, w = np.maximum(rng.normal(size=50), 0), rng.normal(size=(50, 200))
    train, test = vanilla_dropout(np.tile(h, (masks, 1)), p_keep, True, rng) @ w, p_keep * h @ w
    return train.mean(0), test, np.maximum(train, 0).mean(0), np.maximum(test, 0)

# %% predict="mean of a ReLU"
predict("The mean of the ReLU's output over all masks, against the ReLU of "
        "the mean sum: it is",
        a="smaller", b="equal", c="larger",
        guess="")

# %% demo="through a ReLU"
with needs(dropout_mask, vanilla_dropout):
    linear, scaled, mean, relu = through_relu(0)
    ax = axes("Behind a ReLU, scaling is only an approximation", "output at test, scaled by p_keep",
              "mean output over 4000 masks", (5.6, 4.2))
    ax.plot([-4, 4], [-4, 4], color="0.7", lw=1)
    ax.plot(scaled, linear, ".", color="0.6", label="sums of 200 units: on the line")
    ax.plot(relu, mean, "^", ms=4, color=style("", 1)["color"], label="after the ReLU: on it or above")
    ax.legend(fontsize=8)
    plt.show()
    print(f"mean over 200 units: {mean.mean():.2f} in training, {relu.mean():.2f} at test")
    came("c")

# %% [markdown] seen="mean of a ReLU"
# A ReLU is convex, so the mean of its outputs lies above the output of the mean (Jensen's inequality), most where the sum is near zero.
# In deeper networks such gaps add up.

# %% [markdown]
# Scaling costs one pass instead of thousands; section 5 measures what it loses.

# %% [markdown]
# ## 3. Inverted dropout: scale while you train (28 min)
# A network is trained once and used for years. So today's form moves the factor to training and leaves the test alone:
#
# $$ \text{training: } \frac{h \circ m}{1 - p_{drop}} \qquad\qquad \text{test: } h $$
#
# This is *inverted* dropout, and what PyTorch does. The backward pass will need the mask, so the forward pass returns a cache.

# %% [markdown]
# ### Exercise: inverted dropout
# Both modes of the form above, with the cache that the way back will need.
#
# | | |
# |---|---|
# | `x` | float array of any shape, left as it was |
# | `p_drop` | `ValueError`, in training only, unless `0 <= p_drop < 1` |
# | `rng` | a NumPy `Generator`; at test it is not used |
# | returns | `(out, cache)`, `out` of `x`'s shape: in training a new array, at test `x` itself or a copy |
# | `cache` | `(mask, p_drop)`, the mask of zeros and ones; at test `None` |

# %% exercise="inverted_dropout"
def inverted_dropout(x, p_drop, train, rng):
    """Inverted dropout: masked and scaled in training, x itself at test.

    x: float array of any shape.  train: bool.  rng: a numpy Generator.
    Returns (out, cache): cache is (mask, p_drop) in training, None at test.
    """
    ### BEGIN SOLUTION
    if not train:
        return x.copy(), None
    mask = dropout_mask(x.shape, p_drop, rng)
    return x * mask / (1 - p_drop), (mask, p_drop)
    ### END SOLUTION

# %% [markdown] hint="inverted_dropout"
# With `p_drop = 0.75` one unit of four stays. By how much must it grow so that the next layer's sum is the same as before, on average?
#
# ---
# At test hand back a copy and no cache. In training draw a mask, multiply by it, divide by the probability of staying, and keep the mask as
# it is, of zeros and ones, together with `p_drop`.
#
# ---
# `if not train: return x.copy(), None`. Then `mask = dropout_mask(x.shape, p_drop, rng)` and `return x * mask / ..., (mask, p_drop)`.

# %% check="inverted_dropout" points=13
check(inverted_dropout)

# %% [markdown]
# 1000 units pass your layer at `p_drop = 0.5`, many times. Each pass is far off; the average should come to the input, if slowly.

# %% demo="the average of many masks"
with needs(dropout_mask, inverted_dropout):
    rng, h = np.random.default_rng(0), np.random.default_rng(5).random(1000)
    counts, total, errors = (1, 10, 100, 1000, 10_000), 0.0, []
    for k in range(1, counts[-1] + 1):
        total = total + inverted_dropout(h, 0.5, True, rng)[0]
        if k in counts:
            errors.append(np.sqrt(np.mean((total / k - h) ** 2) / np.mean(h**2)))
    ax = axes("Right on average: ten times nearer takes a hundred times the masks", "masks averaged",
              "rms error, relative to the input")
    ax.loglog(counts, errors, marker="o", label="your layer", **style("", 0))
    ax.loglog(counts, 1 / np.sqrt(counts), label="$1 / \\sqrt{\\mathrm{masks}}$", **style("", 1))
    ax.legend(fontsize=8)
    plt.show()
    print("relative error:", ", ".join(f"{e:.3g} ({k})" for k, e in zip(counts, errors, strict=True)))

# %% demo="a digit, with a slider for p_drop"
def a_digit(p_drop):
    rng, three = np.random.default_rng(1), pixels[3].reshape(8, 8)
    passes = np.array([inverted_dropout(three, p_drop, True, rng)[0] for _ in range(300)])
    fig, row = plt.subplots(1, 5, figsize=(7, 2.1), layout="constrained")
    fig.suptitle(f"p_drop = {p_drop:g}: what is kept is multiplied by {1 / (1 - p_drop):.3g}")
    names = "at test", "pass 1", "pass 2", "pass 3", "mean of 300"
    for ax, name, image in zip(row, names, [three, *passes[:3], passes.mean(0)], strict=True):
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=2)
        ax.set(xticks=[], yticks=[], xlabel=name)
        ax.spines[:].set_visible(True)

with needs(dropout_mask, inverted_dropout):
    slider_figure(a_digit, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], "p_drop", start=2).show()

# %% [markdown]
# ### Exercise: the way back
# The layer multiplied each element by a number. The chain rule multiplies its slope by *the same* number.
#
# | | |
# |---|---|
# | `dout` | float array, the gradient with respect to the layer's output; left as it was |
# | `cache` | what `inverted_dropout` returned: `(mask, p_drop)`, the mask of `dout`'s shape, or `None` |
# | `cache is None` | at test the layer did nothing, and so does its way back |
# | returns | a new array of `dout`'s shape, also at test |

# %% exercise="dropout_backward"
def dropout_backward(dout, cache):
    """Gradient of the loss with respect to the input of inverted_dropout.

    dout: the gradient with respect to its output.  cache: what it returned.
    Returns a new array of dout's shape.
    """
    ### BEGIN SOLUTION
    if cache is None:
        return dout.copy()
    mask, p_drop = cache
    return dout * mask / (1 - p_drop)
    ### END SOLUTION

# %% [markdown] hint="dropout_backward"
# If a unit was dropped, how does the loss change when its input moves a little? And if it was kept, and doubled?
#
# ---
# At test return a copy. In training the gradient of a dropped unit is 0, and that of a kept one grows by the factor by which the unit grew.
# The cache has all you need; draw nothing anew.
#
# ---
# `mask, p_drop = cache`; then the line that the forward pass has for `x`, written for `dout`.

# %% check="dropout_backward" points=8
check(dropout_backward)

# %% [markdown]
# Your two functions in a network: 64 pixels, 128 ReLUs, dropout, ten scores, plain NumPy. It trains on 300 digits of which 27 % have a
# wrong label, as in notebook 08. Watch both accuracies, on the labels that it was trained on and on new digits. Four seeds come with the
# course; your functions train the first of them anew (circles).

# %% demo="digits, some labels wrong"
def sample(seed, n, noise=0.0):
    """n digits to train on, a share of the labels drawn again at random, and 1000 to test."""
    rng = np.random.default_rng(seed)
    order, wrong = rng.permutation(1797), rng.random(n) < noise
    y = np.where(wrong, rng.integers(0, 10, n), labels[order[:n]])
    return pixels[order[:n]], y, pixels[order[797:]], labels[order[797:]]

def samples(seeds, n, noise=0.0):
    """The same for many seeds, stacked."""
    return [np.stack(parts) for parts in zip(*(sample(seed, n, noise) for seed in seeds), strict=True)]

# %% demo="your layer in a network" open=true
def numpy_run(seed, p_drop, steps=800, lr=0.2, every=80):
    """Accuracy on training labels and on new digits, in per cent, every 80 steps of plain SGD."""
    (X, y, Xt, yt), rng, seen = sample(seed, 300, 0.3), np.random.default_rng(seed), []
    W1, W2 = rng.normal(size=(64, 128)) * np.sqrt(2 / 64), rng.normal(size=(128, 10)) * np.sqrt(0.5 / 128)
    b1, b2 = np.zeros(128), np.zeros(10)
    for t in range(1, steps + 1):
        rows = rng.integers(0, 300, 16)
        z = X[rows] @ W1 + b1
        h, cache = inverted_dropout(np.maximum(z, 0), p_drop, True, rng)
        p = np.exp(h @ W2 + b2 - (h @ W2 + b2).max(1, keepdims=True))
        d = (p / p.sum(1, keepdims=True) - np.eye(10)[y[rows]]) / 16
        back = dropout_backward(d @ W2.T, cache) * (z > 0)
        W2, b2 = W2 - lr * h.T @ d, b2 - lr * d.sum(0)
        W1, b1 = W1 - lr * X[rows].T @ back, b1 - lr * back.sum(0)
        if t % every == 0:
            seen.append([100 * np.mean((np.maximum(A @ W1 + b1, 0) @ W2 + b2).argmax(1) == c)
                         for A, c in ((X, y), (Xt, yt))])
    return seen

# %% demo="your layer in a network, four seeds"
shipped = Shipped("09_dropout.npz")

@shipped
def numpy_runs(p_drop):
    """The same with our layer, (seeds, moments, 2)."""
    return [numpy_run(seed, p_drop) for seed in seeds(10)[:4]]

# %% predict="the best rate of dropping"
predict("27 % of the labels are wrong. Which p_drop does best on new digits?",
        a="0", b="0.25", c="0.5", d="0.75",
        guess="")

# %% demo="four rates of dropping"
with needs(dropout_mask, inverted_dropout, dropout_backward):
    steps = 80 * np.arange(1, 11)
    runs = {p: numpy_runs(p) for p in (0.0, 0.25, 0.5, 0.75)}
    mine = {p: numpy_run(seeds(10)[0], p)[-1] for p in tqdm(runs, desc="your layer", leave=False)}
    fig, pair = plt.subplots(1, 2, figsize=(9.6, 3.6), sharey=True, layout="constrained")
    for index, (p, run) in enumerate(runs.items()):
        for ax, values, end in zip(pair, run.transpose(2, 0, 1), mine[p], strict=True):
            ax.plot(steps, values.mean(0), label=f"p_drop = {p}", **style("", index))
            ax.plot(800, end, "o", ms=8, mfc="none", color=style("", index)["color"])
            ax.text(832, values.mean(0)[-1], f"{p}", color=style("", index)["color"], va="center")
            color = style("", index)["color"]
            ax.fill_between(steps, values.min(0), values.max(0), color=color, alpha=0.12, lw=0)
    pair[0].set(title="The fewer wrong labels it memorises ...", xlabel="step",
                ylabel="accuracy, % (band: four seeds)")
    pair[1].set(title="... the better it is on new digits", xlabel="step (at the curves: p_drop)")
    pair[0].legend(fontsize=8, loc="lower right")
    plt.show()
    for p, run in runs.items():
        print(f"p_drop = {p}: {run[:, -1, 0].mean():.1f} % of the training labels, "
              f"{run[:, -1, 1].mean():.1f} ± {run[:, -1, 1].std(ddof=1):.1f} % of new digits")
    came("abcd"[np.argmax([run[:, -1, 1].mean() for run in runs.values()])])

# %% [markdown] seen="the best rate of dropping"
# Without dropout the network gets more of its training labels right than are true, 73 %: it has begun to memorise the wrong ones, and is
# worse on new digits for it. With `p_drop = 0.75` it stays below 73 % on the training labels and is about ten points better on new digits.
# What fits a single example depends on a few particular units, and these are missing half of the time.

# %% [markdown]
# Now a common bug: in training the mask, at test nothing, and the factor nowhere. Twenty networks were trained with `p_drop = 0.5`, so
# each of two hidden layers hands on twice too much at test.

# %% demo="torch run, in code"
# digits to train on, share of labels drawn again, updates, units of the two hidden layers
CLEAN, NOISY = (100, 0.0, 600, 128), (150, 0.3, 200, 128)

def falling(steps):
    """The factor of the rate in update t: half a cosine."""
    return lambda t: 0.5 * (1 + np.cos(np.pi * t / steps))

@remember
def torch_run(n, noise, steps, units, p_drop=0.0, kind=MLPs):
    """Networks with two hidden layers, 20 of them for right labels and 10 for wrong ones, and their digits."""
    chosen = seeds(10 if noise else 20)
    X, y, Xt, yt = samples(chosen, n, noise)
    nets = kind([64, units, units, 10], chosen, p_drop=p_drop)
    train(nets, X, y, steps, 0.05, schedule=falling(steps))
    return nets, (X, y, Xt, yt)

def accuracy(run):
    """Per cent of new digits that each of its networks gets right."""
    return 100 * run[0].score(*run[1][2:])[0]

@shipped
def right_of(n, noise, steps, units, p_drop=0.0, kind="MLPs"):
    """The accuracy of such a run."""
    return accuracy(torch_run(n, noise, steps, units, p_drop, {"MLPs": MLPs, "Connected": Connected}[kind]))

# %% demo="forget the factor"
def with_factor(nets, X, factor):
    """Logits (M, N, 10) with both hidden layers multiplied by a factor."""
    h = torch.as_tensor(X)
    with torch.no_grad():
        for weight, bias in zip(nets.weights[:-1], nets.biases[:-1], strict=True):
            h = factor * torch.relu(torch.baddbmm(bias, h, weight))
        return torch.baddbmm(nets.biases[-1], h, nets.weights[-1])

def judged(logits, y):
    """Accuracy in per cent and mean negative log-likelihood of each network."""
    logp, y = logits.log_softmax(2), torch.as_tensor(y)
    nll = -logp.gather(2, y[..., None]).mean((1, 2))
    return 100 * (logp.argmax(2) == y).float().mean(1).numpy(), nll.numpy()

# %% demo="forgotten, in code"
def forgotten(factors=(0.5, 1.0, 2.0, 4.0)):
    """Accuracy and negative log-likelihood (factors, 10) of networks trained with half of the units."""
    nets, (_, _, Xt, yt) = torch_run(*CLEAN, 0.5)
    return factors, *map(np.array, zip(*(judged(with_factor(nets, Xt, c), yt) for c in factors), strict=True))

# %% predict="the forgotten factor"
predict("How many points of accuracy does the bug cost?",
        a="less than one", b="about five", c="more than ten",
        guess="")

# %% demo="factors on the hidden layers"
factors, right, nll = forgotten()
fig, pair = plt.subplots(1, 2, figsize=(9.6, 3.4), layout="constrained")
titles = "A wrong factor hardly changes the accuracy ...", "... and ruins the likelihood"
names = "accuracy on new digits, %", "negative log-likelihood"
for ax, values, title, name in zip(pair, (right, nll), titles, names, strict=True):
    ax.plot(factors, values.mean(1), marker="o", **style("", 0))
    ax.fill_between(factors, values.min(1), values.max(1), color=style("", 0)["color"], alpha=0.15, lw=0)
    ax.axvline(1, color="0.6", lw=1, ls=":")
    ax.set(title=title, ylabel=name, xscale="log",
           xlabel="factor on the hidden layers at test (1: right, 2: forgotten)")
    ax.set_xticks(factors, factors)
    ax.minorticks_off()
pair[0].set_ylim(80, 95)
plt.show()
for c, a, loss in zip(factors, right, nll, strict=True):
    print(f"factor {c:<4}: accuracy {a.mean():.2f} ± {a.std(ddof=1):.2f} %, "
          f"negative log-likelihood {loss.mean():.3f}")
came("a" if right[1].mean() - right[2].mean() < 1 else "b" if right[1].mean() - right[2].mean() < 10 else "c")

# %% [markdown] seen="the forgotten factor"
# Next to nothing. A ReLU passes a factor on, so twice the activations in each of two layers are nearly four times the scores, and the
# largest stays the largest. But the network is now *overconfident*: it is sure where it is wrong. The negative log-likelihood grows nearly
# fourfold, and everything that uses the probabilities suffers. A test of dropout should look at expected activations, as `check` did,
# not at accuracy.

# %% [markdown]
# Is co-adaptation something that you can see? A unit that corrects particular others is missed when it is gone, and so are they. Take
# networks trained on 100 digits with right labels, with dropout and without. Set *one* of the 128 units of the first hidden layer to zero
# and count: how many of 1000 new digits do they get wrong that they got right before? Do that with each unit in turn (*ablation*).

# %% demo="ablation, in code"
def ablated(nets, X, keep):
    """Answers (M, N) with the first hidden layer multiplied by `keep` (units,)."""
    with torch.no_grad():
        h = torch.as_tensor(X)
        for k, (weight, bias) in enumerate(zip(nets.weights[:-1], nets.biases[:-1], strict=True)):
            h = torch.relu(torch.baddbmm(bias, h, weight))
            h = h * torch.as_tensor(keep, dtype=h.dtype) if k == 0 else h
        return torch.baddbmm(nets.biases[-1], h, nets.weights[-1]).argmax(2).numpy()

@shipped
def one_unit_less(n, noise, steps, units, p_drop):
    """Per ablated unit: right answers lost, and answers changed, of 1000, (2, units, networks)."""
    nets, (_, _, Xt, yt) = torch_run(n, noise, steps, units, p_drop)
    whole, found = ablated(nets, Xt, np.ones(units)), []
    for unit in range(units):
        answers = ablated(nets, Xt, np.arange(units) != unit)
        found.append([(whole == yt).sum(1) - (answers == yt).sum(1), (answers != whole).sum(1)])
    return np.transpose(found, (1, 0, 2))

def some_units_less(p_drop, shares):
    """Accuracy (shares, networks) with the first hidden layer under one of your masks."""
    nets, (_, _, Xt, yt) = torch_run(*CLEAN, p_drop)
    masks = [dropout_mask((CLEAN[3],), share, np.random.default_rng(0)) for share in shares]
    return np.array([100 * (ablated(nets, Xt, mask) == yt).mean(1) for mask in masks])

# %% predict="the unit that is missed most"
predict("Of the unit that is missed most: how many of 1000 digits does its "
        "loss cost?",
        a="about 25 without dropout, about 5 with it", b="about 25 either way",
        c="about 5 without dropout, about 25 with it",
        guess="")

# %% demo="one unit less, and many"
with needs(dropout_mask):
    shares = (0.0, 0.1, 0.25, 0.5, 0.75)
    fig, pair = plt.subplots(1, 2, figsize=(9.6, 3.6), layout="constrained")
    worst = []
    for index, (p, name) in enumerate(((0.0, "without dropout"), (0.5, "p_drop = 0.5"))):
        lost, look = np.sort(one_unit_less(*CLEAN, p)[0], axis=0)[::-1], style("", index)
        pair[0].plot(np.arange(1, 129), lost.mean(1), **look)
        pair[0].text((12, 4)[index], (11, -3)[index], name, color=look["color"], fontsize=9)
        right = some_units_less(p, shares)
        pair[1].errorbar(shares, right.mean(1), right.std(1, ddof=1), marker="o", ms=4, capsize=2, **look)
        worst.append(lost[0].mean())
        print(f"{name}: the unit that is missed most costs {worst[-1]:.0f} of 1000 digits; half of the units gone: "
              f"{right[0].mean():.0f} % right fall to {right[3].mean():.0f} %")
    pair[0].axhline(0, color="0.7", lw=0.8, zorder=0)
    pair[0].set(title="One unit less costs little after dropout ...", xlabel="unit, those first that are missed most",
                ylabel="right answers lost, of 1000")
    pair[1].set(title="... and so do many", xlabel="share of the units set to zero", ylabel="accuracy on new digits, %")
    plt.show()
    came("abc"[np.digitize(np.log2(worst[1] / worst[0]), [-1, 1])])

# %% [markdown] seen="the unit that is missed most"
# Without dropout single units carry answers that no other can give; after dropout the representation is redundant, and hardly any unit is
# indispensable. Networks trained with dropout can lose half of the layer and keep most of what they know. (Below zero the network is
# better without the unit.)

# %% [markdown]
# ## 4. Drop the weights instead (15 min, further)
# Dropout removes a unit for the whole next layer. *DropConnect* ([Wan et al., 2013](https://proceedings.mlr.press/v28/wan13.html))
# removes single weights: the mask is on $W$. A layer with 64 inputs and 128 outputs has 64 switches in dropout and 8192 in DropConnect.
#
# $$ \text{training: } \; x\, \frac{W \circ M}{1 - p_{drop}} + b \qquad\qquad \text{test: } \; x W + b $$

# %% [markdown]
# ### Exercise: DropConnect
# One mask for each call, shared by all rows of the batch, and the bias is never dropped. That is a simplification: the paper draws a mask
# for each *example*, drops biases too, and at test samples each sum from a Gaussian with the right mean and variance.
#
# | | |
# |---|---|
# | `x`, `W`, `b` | float arrays `(N, D)`, `(D, M)`, `(M,)` |
# | `p_drop` | each weight's chance to be dropped; `ValueError`, in training only, unless `0 <= p_drop < 1` |
# | `rng` | a NumPy `Generator`; at test it is not used |
# | returns | an array `(N, M)` |

# %% exercise="dropconnect"
def dropconnect(x, W, b, p_drop, train, rng):
    """A linear layer whose weights, not its units, are dropped in training.

    x: (N, D).  W: (D, M).  b: (M,).  train: bool.  rng: a numpy Generator.
    Returns an array (N, M).
    """
    ### BEGIN SOLUTION
    if not train:
        return x @ W + b
    mask = dropout_mask(W.shape, p_drop, rng)
    return x @ (W * mask / (1 - p_drop)) + b
    ### END SOLUTION

# %% [markdown] hint="dropconnect"
# Which of the arrays does the mask have the shape of? If two rows of `x` are equal, what should their outputs be?
#
# ---
# At test it is the plain linear layer. In training draw one mask for the weights, scale what is kept as inverted dropout does, and use
# these weights for the whole batch; then add the bias.
#
# ---
# `mask = dropout_mask(W.shape, p_drop, rng)`, then `x @ (...) + b`, with `W`, the mask and one minus `p_drop` in the gap.

# %% check="dropconnect" points=11
check(dropconnect)

# %% [markdown]
# One digit, one layer of 128 units, 2000 draws of each kind at `p_drop = 0.5`. The means agree. Compare the spread, and whether two units
# of the layer err together.

# %% demo="two kinds of noise"
with needs(dropout_mask, inverted_dropout, dropconnect):
    rng, x = np.random.default_rng(0), pixels[:1].astype(float)
    W, b = rng.normal(size=(64, 128)) * np.sqrt(2 / 64), np.zeros(128)
    ways = {"dropout on inputs": [inverted_dropout(x, 0.5, True, rng)[0] @ W + b for _ in range(2000)],
            "DropConnect": [dropconnect(x, W, b, 0.5, True, rng) for _ in range(2000)]}
    ax = axes("Same mean, same spread; with DropConnect the units err independently",
              "correlation of the errors of two units", "pairs of units, %")
    for index, (name, draws) in enumerate(ways.items()):
        draws = np.array(draws)[:, 0]
        pairs = np.corrcoef(draws.T)[np.triu_indices(128, 1)]
        label = f"{name} (spread {draws.std(0).mean():.2f})"
        ax.hist(pairs, np.linspace(-0.8, 0.8, 65), weights=np.full(len(pairs), 100 / len(pairs)),
                histtype="step", lw=2, label=label, **style("", index))
    ax.legend(fontsize=8, loc="upper right")
    plt.show()

# %% [markdown]
# For a single output the two are the same: each of its 64 terms is there or not. But a dropped *input* is missing for all 128 units at
# once, and they err together. With 8192 switches the units err independently.
#
# Is that better training? Below, each kind is compared with the same networks without noise, at `p_drop = 0.5`. DropConnect has a mask for
# each example, as in the paper: with your single mask for a minibatch all its examples err together, which is a handicap.

# %% demo="Connected, in code"
class Connected(MLPs):
    """The same networks with DropConnect on the weights behind hidden units.

    Each example of a minibatch has its own mask (which the ten networks share, to save time).
    """

    def forward(self, x, generator=None):
        h, last = x.expand(len(self.seeds), -1, -1), len(self.weights) - 1
        for k, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            noisy = generator is not None and k > 0
            z = bias + (self.dropped(h, weight, generator) if noisy else h @ weight)
            h = torch.relu(z) if k < last else z
        return h

    def dropped(self, h, weight, generator):
        shape = (h.shape[1], *weight.shape[1:])
        keep = (torch.rand(shape, generator=generator) >= self.p_drop[0]) / (1 - self.p_drop[0])
        return torch.cat([row @ (weight * mask) for row, mask in zip(h.split(1, 1), keep, strict=True)], 1)

# %% demo="gains, in code"
ROWS = {"dropout, labels right": (CLEAN, "MLPs"), "dropout, 27 % wrong": (NOISY, "MLPs"),
        "DropConnect, 27 % wrong": (NOISY, "Connected")}

@remember
def gains():
    """{row: points gained on new digits over the same networks without noise, seed by seed}."""
    return {name: right_of(*setting, 0.5, kind) - right_of(*setting)
            for name, (setting, kind) in tqdm(ROWS.items(), desc="training", leave=False)}

# %% predict="dropout against DropConnect"
predict("Where does p_drop = 0.5 gain most on new digits?",
        a="dropout, labels right", b="dropout, 27 % wrong",
        c="DropConnect, 27 % wrong",
        guess="")

# %% demo="paired gains"
ax = axes("Noise pays most where labels are wrong",
          "points gained on new digits by p_drop = 0.5 (dots: seeds)", "", (7, 2.6))
for k, (name, values) in enumerate(gains().items()):
    ax.plot(values, np.full(len(values), k) + np.linspace(-0.15, 0.15, len(values)), ".", color="0.6")
    ax.plot(values.mean(), k, "D", ms=7, color=style("", k)["color"])
    print(f"{name:<24} {values.mean():+.1f} ± {values.std(ddof=1):.1f} points, "
          f"{np.sum(values > 0)} of {len(values)} gain")
ax.axvline(0, color="0.6", lw=1, ls=":")
ax.set_yticks(range(3), ROWS)
ax.invert_yaxis()
plt.show()
came("abc"[np.argmax([values.mean() for values in gains().values()])])

# %% [markdown] seen="dropout against DropConnect"
# With right labels dropout gains a point or two, with wrong ones about ten. DropConnect is no better than dropout. More switches are not
# better switches, here.

# %% [markdown]
# ## 5. An ensemble of networks (19 min, further)
# Another way to look at it: each mask leaves a smaller network, and training visits a different one at each step. It is like *bagging*,
# an ensemble of networks trained on different samples, except that all of them share their weights.

# %% [markdown]
# ### Exercise: how many?
# Count the different subnetworks that dropout can make of `n` units. Each unit is on or off; all off counts, too.
#
# | | |
# |---|---|
# | `n` | int, `n >= 0` |
# | returns | an int, exact for every `n`, also for `n = 100` |

# %% exercise="n_subnets"
def n_subnets(n):
    """How many different subnetworks dropout can make of n units.

    n: int >= 0.  Returns an int, exact for every n.
    """
    ### BEGIN SOLUTION
    return 2**n
    ### END SOLUTION

# %% [markdown] hint="n_subnets"
# Two units: both, the first, the second, none. What does a third unit do to each of these? And how many digits can a NumPy integer hold?
#
# ---
# Each further unit doubles the number of subnetworks: every one of before is there with it and without it. Begin with `n = 0`, where one is
# left. Use Python's own integers.
#
# ---
# A power of two, in one line: `**`, and no `np.`.

# %% check="n_subnets" points=2
check(n_subnets)

# %% [markdown]
# Four units can still be shown, all of them. One input, weights as drawn, `p_drop = 0.5`: the output of each subnetwork, its sum doubled as
# in your layer, before and after a ReLU.

# %% demo="all subnetworks of four units"
with needs(n_subnets):
    h, w = np.array([1.0, 0.6, 0.8, 0.4]), np.array([1.2, -1.5, 0.9, -0.5])
    masks = np.array([[k >> i & 1 for i in range(4)] for k in range(n_subnets(4))])
    sums = 2 * (masks * h) @ w
    order, outs = np.argsort(sums), np.maximum(sums, 0)
    fig, (top, ax) = plt.subplots(2, 1, figsize=(7.6, 4.6), sharex=True, height_ratios=(1, 2.4),
                                  layout="constrained")
    top.imshow(masks[order].T, cmap="Greys", vmin=0, vmax=1.6, aspect="auto", extent=(-0.5, 15.5, 4.5, 0.5))
    top.set(ylabel="unit", yticks=range(1, 5))
    ax.plot(sums[order], "o", color="0.6", label=f"sums: mean {sums.mean():.2f}, all units on {h @ w:.2f}")
    ax.plot(outs[order], "^", color=style("", 1)["color"],
            label=f"after the ReLU: mean {outs.mean():.2f}, all units on {max(h @ w, 0):.2f}")
    ax.axhline(h @ w, color="0.5", lw=1, ls=":")
    ax.set(xlabel="the 16 subnetworks, sorted (dark: units that are on)", ylabel="output")
    ax.legend(fontsize=8)
    fig.suptitle("One pass with all units on stands for the mean of 16 networks, nearly")
    plt.show()

# %% [markdown]
# The mean of the sums is exactly the sum with all units on; after the ReLU it is not. So why not average the subnetworks themselves?
# *Monte-Carlo dropout* (Gal and Ghahramani, 2016, [arXiv:1506.02142](https://arxiv.org/abs/1506.02142)) does: leave the masks on at test,
# pass $K$ times, take the mean. The standard deviation over the passes says where the subnetworks disagree.

# %% [markdown]
# ### Exercise: ask K of them
# The function is given a pass with masks, and calls it.
#
# | | |
# |---|---|
# | `f` | a function: `f(x, rng)` is one pass with its own masks, drawn from `rng`, and returns an array |
# | `x` | whatever `f` takes |
# | `K` | int, `K >= 1` |
# | `rng` | a NumPy `Generator`, handed on to each pass as it is |
# | returns | `(mean, sd)`, two arrays of the shape of one pass; `sd` has the divisor `K` |

# %% exercise="mc_predict"
def mc_predict(f, x, K, rng):
    """Mean and standard deviation over K stochastic passes, by element.

    f: f(x, rng) is one pass, an array.  K >= 1.  rng: a numpy Generator.
    Returns (mean, sd), two arrays of the shape of one pass.
    """
    ### BEGIN SOLUTION
    passes = np.array([f(x, rng) for _ in range(K)])
    return passes.mean(axis=0), passes.std(axis=0)
    ### END SOLUTION

# %% [markdown] hint="mc_predict"
# What do you get from `K = 1`? And if you made a new generator for each pass, from the same seed, how would the masks differ?
#
# ---
# Call `f` `K` times with the same `x` and the same generator, stack the results along a new first axis, and take mean and standard
# deviation over that axis.
#
# ---
# `passes = np.array([... for _ in range(K)])`; then `.mean(axis=...)` and `.std(axis=...)`, which divides by `K` as it is.

# %% check="mc_predict" points=8
check(mc_predict)

# %% [markdown]
# The twenty networks of section 3, trained with half of their units on 100 digits. Each answer is the mean of $K$ softmax outputs, against
# one pass with all units on. To be fair, that one pass comes in two forms: as it is, and *calibrated* with one **temperature** $T$: its
# scores are divided by $T$, chosen on 497 other digits for the best likelihood (Guo et al., 2017,
# [arXiv:1706.04599](https://arxiv.org/abs/1706.04599)). A temperature changes no answer, only how sure it is.

# %% demo="Monte-Carlo dropout"
@remember
def asked(counts=(1, 5, 50)):
    """{K: mean and spread (20, 400, 10) of the probabilities in K passes}, the scores of one full pass, and labels."""
    nets, (_, _, Xt, yt) = torch_run(*CLEAN, 0.5)
    generator, Xt = torch.Generator(), torch.as_tensor(Xt[:, :400])

    def one_pass(x, rng):
        with torch.no_grad():
            return nets.forward(x, generator.manual_seed(int(rng.integers(2**40)))).softmax(2).numpy()

    passes = {K: mc_predict(one_pass, Xt, K, np.random.default_rng(K)) for K in counts}
    return passes, nets.logits(Xt), yt[:, :400]

# %% demo="a temperature, in code"
def held_out():
    """497 digits for each seed that are neither trained on nor tested."""
    orders = [np.random.default_rng(seed).permutation(1797)[300:797] for seed in seeds(20)]
    return pixels[np.array(orders)], labels[np.array(orders)]

def best_temperature(logits, y):
    """For each network the number (M, 1, 1) to divide its logits by for the lowest negative log-likelihood."""
    tried = np.geomspace(0.5, 10, 60)
    best = np.argmin([judged(logits / float(T), y)[1] for T in tried], axis=0)
    return torch.as_tensor(tried[best], dtype=torch.float32)[:, None, None]

@remember
def calibrated():
    """The scores of one full pass, divided by each network's temperature."""
    X, y = held_out()
    return asked()[1] / best_temperature(torch_run(*CLEAN, 0.5)[0].logits(X), y)

# %% predict="fifty passes"
predict("The negative log-likelihood of 50 passes, against that of the "
        "calibrated pass: it is",
        a="clearly lower", b="about the same", c="clearly higher",
        guess="")

# %% demo="many passes against one"
def many_and_one():
    """{name: (accuracy, negative log-likelihood), each (20,)}."""
    passes, full, y = asked()
    many = {f"{K} pass{'es' * (K > 1)}": judged(torch.as_tensor(mean).log(), y) for K, (mean, _) in passes.items()}
    return many | {"one full pass": judged(full, y), "the same, calibrated": judged(calibrated(), y)}

with needs(mc_predict):
    table = many_and_one()
    fig, pair = plt.subplots(1, 2, figsize=(9.6, 3), sharey=True, layout="constrained")
    for part, (ax, x) in enumerate(zip(pair, ("accuracy on new digits, %", "negative log-likelihood"), strict=True)):
        for k, values in enumerate(table.values()):
            color = style("", 0 if k < 3 else 1)["color"]
            ax.plot(values[part], k + np.linspace(-0.15, 0.15, 20), ".", color="0.7")
            ax.plot(values[part].mean(), k, "D", ms=7, color=color)
        ax.set(xlabel=x, yticks=range(5), yticklabels=table)
    pair[0].invert_yaxis()
    fig.suptitle("What fifty passes buy is a temperature")
    plt.show()
    for name, (hits, nll) in table.items():
        print(f"{name:<21} accuracy {hits.mean():.2f} %, negative log-likelihood {nll.mean():.3f}")
    came("b")

# %% [markdown] seen="fifty passes"
# Fifty passes are as often right as one full pass: no gain in accuracy. Their probabilities are much better, but only because the one pass
# is overconfident: one temperature does the same, at no cost.

# %% [markdown]
# And the spread? It should say which answers a person ought to look at. So take a wrong and a right answer at random: how often has the
# wrong one the larger spread? This chance is called *AUROC*. The rival is free: one minus the largest probability of the one full pass.

# %% predict="which doubt is right"
predict("Which doubt points to the wrong answers more often?",
        a="the free one, of one pass", b="the spread of 50 passes",
        c="both alike",
        guess="")

# %% demo="who finds the mistakes"
def auroc(doubt, wrong):
    """% of pairs of a wrong and a right answer in which the wrong one has more doubt, for each network."""
    return np.array([100 * np.mean(d[w][:, None] > d[~w]) for d, w in zip(doubt, wrong, strict=True)])

def finds_mistakes():
    """AUROC (20,) of the spread of 50 passes, and of one minus the largest probability of the full pass."""
    passes, full, y = asked()
    (mean, sd), one = passes[50], full.softmax(2).numpy()
    spread = np.take_along_axis(sd, mean.argmax(2)[..., None], 2)[..., 0]
    return auroc(spread, mean.argmax(2) != y), auroc(1 - one.max(2), one.argmax(2) != y)

with needs(mc_predict):
    for name, values in zip(("spread of 50 passes", "1 - largest probability, one pass"), finds_mistakes(), strict=True):
        print(f"{name:<34} AUROC {values.mean():.1f} ± {values.std(ddof=1):.1f} %")
    came("a")

# %% [markdown] seen="which doubt is right"
# The free rival wins. Before you pay for many passes, compare with one calibrated pass.

# %% [markdown]
# ## 6. Noise with a meaning (44 min)
# Dropout's noise knows nothing about images. You do: a cat is a cat when seen in a mirror, a step to the left, a little nearer, in dimmer
# light. Each of these is a new training example for free, *if the label stays true*: data augmentation. From now on images are arrays
# $(N, H, W, C)$ of floats in $[0, 1]$.

# %% demo="many views of one picture"
show_views()

# %% demo="a tower and some digits"
from sklearn.datasets import load_sample_image

photo = load_sample_image("china.jpg")[20:420, 0:400]
tower = photo.reshape(50, 8, 50, 8, 3).mean((1, 3))[None] / 255                   # (1, 50, 50, 3)
few = pixels[[12, 3, 4, 6, 7]].reshape(-1, 8, 8, 1).astype(float)                 # a 2, a 3, a 4, a 6, a 7

# %% [markdown]
# ### Exercise: a mirror
# Left and right change places, for each image with probability `p`, on its own.
#
# | | |
# |---|---|
# | `X` | float array `(N, H, W, C)`, left as it was |
# | `rng` | a NumPy `Generator` |
# | `p` | probability of a flip, `0 <= p <= 1` |
# | returns | a new array of `X`'s shape |

# %% exercise="hflip"
def hflip(X, rng, p=0.5):
    """Mirror each image left to right with probability p, each on its own.

    X: float array (N, H, W, C).  rng: a numpy Generator.
    Returns a new array of X's shape.
    """
    ### BEGIN SOLUTION
    coins = rng.random(len(X)) < p
    return np.where(coins[:, None, None, None], X[:, :, ::-1], X)
    ### END SOLUTION

# %% [markdown] hint="hflip"
# Which axis runs from left to right: 1 or 2? `X[:, ::-1]` turns pictures upside down. And how many random decisions do you need for 64
# images?
#
# ---
# Draw one uniform number for each image; where it is below `p`, the image is mirrored. Then choose, image by image, between `X` and `X`
# with its columns reversed.
#
# ---
# `coins = rng.random(len(X)) < p`, then `np.where(coins[...], X[...], X)`: the first gap gives `coins` three more axes, the second reverses
# one axis of `X`.

# %% check="hflip" points=4
check(hflip)

# %% demo="mirrored"
with needs(hflip):
    mirrored = hflip(few, np.random.default_rng(0), p=1.0)
    strip("A mirrored tower is still a tower; a mirrored 3 is no longer a 3", [
        [*few, tower[0]], [*mirrored, hflip(tower, np.random.default_rng(0), 1.0)[0]]],
        ["as it is", "mirrored"])

# %% [markdown]
# ### Exercise: random shift
# Put a frame of `pad` zeros around the image and cut out a window of the old size. All $(2\,pad + 1)^2$ places are equally likely, and
# each image has its own.
#
# | | |
# |---|---|
# | `X` | float array `(N, H, W, C)`, left as it was |
# | `pad` | int, `pad >= 0`: rows and columns added on each of the four sides |
# | `rng` | a NumPy `Generator` |
# | returns | a new array of `X`'s shape |

# %% exercise="random_crop"
def random_crop(X, pad, rng):
    """Pad each image with zeros, cut a window of its size at random.

    X: float array (N, H, W, C).  pad: int >= 0.  rng: a numpy Generator.
    Returns a new array of X's shape.
    """
    ### BEGIN SOLUTION
    N, H, W, _ = X.shape
    padded = np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    corners = rng.integers(0, 2 * pad, size=(N, 2), endpoint=True)
    return np.array([image[i : i + H, j : j + W] for image, (i, j) in zip(padded, corners, strict=True)])
    ### END SOLUTION

# %% [markdown] hint="random_crop"
# With `pad = 1` the upper left corner of the window can stand in rows 0, 1 and 2. Does `rng.integers(0, 2)` ever give 2?
#
# ---
# Pad rows and columns, not images and not channels. For each image draw a row and a column for the window's corner, each from 0 to `2 *
# pad` with the end included, and cut `H` rows and `W` columns from there.
#
# ---
# `np.pad(X, ((0, 0), (pad, pad), ..., (0, 0)))`; corners from `rng.integers(0, 2 * pad, size=(N, 2), endpoint=True)`; and an array made of
# `image[i : i + H, ...]` in a loop over padded images and corners.

# %% check="random_crop" points=6
check(random_crop)

# %% demo="cropped"
with needs(random_crop):
    rng = np.random.default_rng(0)
    strip("Moved by up to a pixel, or up to twelve", [random_crop(np.repeat(few[1:2], 7, 0), 1, rng),
          random_crop(np.repeat(tower, 7, 0), 12, rng)], ["pad = 1", "pad = 12"])

# %% [markdown]
# ### Exercise: random zoom
# For each image draw a scale $s$ from `lo` to `hi`, enlarge the image $s$ times, and cut a window of the old size at random. To enlarge
# from $H$ to $h$ rows, row $i$ of the new image is row $\lfloor i H / h \rfloor$ of the old one: the nearest neighbour.
#
# | | |
# |---|---|
# | `X` | float array `(N, H, W, C)`, left as it was |
# | `lo`, `hi` | `ValueError` unless `1 <= lo <= hi`; each image's own scale $s$ is uniform from `lo` to `hi` |
# | enlarged image | `h = round(s H)` rows and `w = round(s W)` columns |
# | window | all `(h - H + 1) (w - W + 1)` places are equally likely |
# | `rng` | a NumPy `Generator` |
# | returns | a new array of `X`'s shape |

# %% exercise="random_scale_crop"
def random_scale_crop(X, lo, hi, rng):
    """Enlarge each image by its own scale, cut a window of its size.

    X: float array (N, H, W, C).  1 <= lo <= hi.  rng: a numpy Generator.
    Returns a new array of X's shape.
    """
    ### BEGIN SOLUTION
    if not 1 <= lo <= hi:
        raise ValueError(f"lo={lo} and hi={hi} must be 1 <= lo <= hi")
    N, H, W, _ = X.shape
    out = np.empty_like(X)
    for k, s in enumerate(rng.uniform(lo, hi, size=N)):
        h, w = round(s * H), round(s * W)
        rows = (rng.integers(h - H + 1) + np.arange(H)) * H // h
        cols = (rng.integers(w - W + 1) + np.arange(W)) * W // w
        out[k] = X[k][rows][:, cols]
    return out
    ### END SOLUTION

# %% [markdown] hint="random_scale_crop"
# You need not build the enlarged image: which rows of the *old* one will the window show? If 8 rows become 12, the window can start at 0,
# 1, 2, 3 or 4.
#
# ---
# For each image: its scale, the enlarged height and width, a first row and a first column of the window. Add 0 to `H - 1` to the first row
# and map these rows back to old ones; columns likewise. Index the old image with both.
#
# ---
# ```
# for k, s in enumerate(rng.uniform(...)):
#     h, w = round(s * H), ...
#     rows = (rng.integers(h - H + 1) + np.arange(H)) * ... // ...
#     cols = ...
#     out[k] = X[k][rows][:, cols]
# ```

# %% check="random_scale_crop" points=6
check(random_scale_crop)

# %% demo="scaled"
with needs(random_scale_crop):
    rng = np.random.default_rng(3)
    strip("Up to 1.3 times larger, or up to three times", [
          random_scale_crop(np.repeat(few[1:2], 7, 0), 1, 1.3, rng),
          random_scale_crop(np.repeat(tower, 7, 0), 1, 3, rng)], ["to 1.3", "to 3"])

# %% [markdown]
# ### Exercise: brightness and contrast
# Colour jitter, on the grey digits of this notebook a jitter of the light. Brightness adds a number to all pixels of an image, contrast
# stretches them about their mean: $\bar x + b + c\,(x - \bar x)$.
#
# | | |
# |---|---|
# | `X` | float array `(N, H, W, C)` in [0, 1], left as it was |
# | `strength` | `0 <= strength < 1` |
# | $b$, $c$ | uniform from `-strength` to `strength`, and from `1 - strength` to `1 + strength`; one of each for an image |
# | $\bar x$ | the mean over all pixels and channels of that image |
# | `rng` | a NumPy `Generator` |
# | returns | a new array of `X`'s shape, clipped to [0, 1] |

# %% exercise="color_jitter"
def color_jitter(X, strength, rng):
    """Change brightness and contrast of each image, clipped to [0, 1].

    X: float array (N, H, W, C) in [0, 1].  rng: a numpy Generator.
    Returns a new array of X's shape.
    """
    ### BEGIN SOLUTION
    shape = (len(X), 1, 1, 1)
    bright = rng.uniform(-strength, strength, shape)
    contrast = rng.uniform(1 - strength, 1 + strength, shape)
    mean = X.mean(axis=(1, 2, 3), keepdims=True)
    return np.clip(mean + bright + contrast * (X - mean), 0, 1)
    ### END SOLUTION

# %% [markdown] hint="color_jitter"
# An array of shape `(N, 1, 1, 1)` meets one of shape `(N, H, W, C)`: what happens? And what would a screen do with a brightness of 1.3?
#
# ---
# Draw $b$ and $c$ as arrays with one number for each image, in a shape that broadcasts. Take each image's own mean over its three axes, put
# the formula together, and clip at the end.
#
# ---
# `rng.uniform(-strength, strength, (len(X), 1, 1, 1))` is $b$, and $c$ likewise; `X.mean(axis=(...), keepdims=True)`; `np.clip(..., 0, 1)`.

# %% check="color_jitter" points=4
check(color_jitter)

# %% demo="jittered"
with needs(color_jitter):
    rng = np.random.default_rng(1)
    strip("Brightness and contrast, drawn for each image", [color_jitter(np.repeat(few[1:2], 7, 0), 0.4, rng),
          color_jitter(np.repeat(tower, 7, 0), 0.4, rng)], ["0.4", "0.4"])

# %% [markdown]
# Two methods change more. *Cutout* (DeVries and Taylor, 2017, [arXiv:1708.04552](https://arxiv.org/abs/1708.04552)) blanks a square.

# %% demo="cutout, in code" open=true
def cutout(X, size, rng):
    """A square of zeros at a random place of each image; it may stick out."""
    out, (N, H, W, _) = X.copy(), X.shape
    for image, i, j in zip(out, rng.integers(1 - size, H, N), rng.integers(1 - size, W, N), strict=True):
        image[max(i, 0) : i + size, max(j, 0) : j + size] = 0
    return out

# %% [markdown]
# *Mixup* (Zhang et al., 2018, [arXiv:1710.09412](https://arxiv.org/abs/1710.09412)) mixes two images **and their labels**, in the same
# shares. An image that is 70 % a 3 and 30 % an 8 has the label 0.7 for "3" and 0.3 for "8". The network learns to go straight from one
# class to the other, instead of jumping somewhere between.
#
# ### Exercise: two images, two labels
# Each image gets a partner from the batch and keeps a share of itself, drawn from the distribution $\mathrm{Beta}(\alpha, \alpha)$. With
# a small $\alpha$ the share is mostly near 0 or 1, with $\alpha = 1$ it is uniform.
#
# | | |
# |---|---|
# | `X`, `Y` | float arrays `(N, H, W, C)` and `(N, K)`, `N >= 1`; a row of `Y` is a label, one-hot or mixed already; both left as they were |
# | `alpha` | above 0 |
# | partners | a random permutation of the batch, so that each image is a partner once; it may be its own |
# | shares | each image has its own, the weight of the image itself; it may be below one half |
# | `rng` | a NumPy `Generator` |
# | returns | `(X, Y)`, two new arrays of the same shapes |

# %% exercise="mixup"
def mixup(X, Y, alpha, rng):
    """Mix each image and its label with those of a partner.

    X: float array (N, H, W, C).  Y: float array (N, K).  alpha > 0.
    rng: a numpy Generator.  Returns (X, Y), two new arrays.
    """
    ### BEGIN SOLUTION
    other = rng.permutation(len(X))
    share = rng.beta(alpha, alpha, len(X))
    s, t = share[:, None, None, None], share[:, None]
    return s * X + (1 - s) * X[other], t * Y + (1 - t) * Y[other]
    ### END SOLUTION

# %% [markdown] hint="mixup"
# How many random numbers does a batch of 64 need for its partners, and how many for its shares? Which of them do the labels need anew?
#
# ---
# Draw one permutation and one share for each image. Give the shares as many axes as the images have, and mix: a share of the image, the
# rest from its partner. Do the same with the labels: same partners, same shares.
#
# ---
# `other = rng.permutation(...)` and `share = rng.beta(alpha, alpha, ...)`. With `s = share[:, None, None, None]` the images are
# `s * X + (...) * X[...]`; the labels need `share[:, None]`.

# %% check="mixup" points=8
check(mixup)

# %% [markdown]
# Such pictures never occur in the world. Do they help all the same? Section 7 measures both.

# %% demo="cutout and mixup"
with needs(mixup):
    rng = np.random.default_rng(46)
    mixed, targets = mixup(few[[0, 1, 2, 3, 4, 1, 2]], np.eye(10)[[2, 3, 4, 6, 7, 3, 4]], 2.0, rng)
    said = ["\n".join(f"{100 * t[k]:.0f} % {k}" for k in np.argsort(-t)[:2] if t[k] > 0) for t in targets]
    fig, grid = plt.subplots(2, 7, figsize=(9, 3.1), layout="constrained")
    cut = cutout(np.repeat(few[1:2], 7, 0), 3, np.random.default_rng(24))
    for ax, image in zip(grid.flat, [*cut, *mixed], strict=True):
        ax.imshow(image.squeeze(), cmap="gray_r", vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[], frame_on=False)
    for ax, text in zip(grid[1], said, strict=True):
        ax.set_xlabel(text, fontsize=8)
    fig.suptitle("Cutout hides a part and keeps the label; mixup mixes the labels too")
    plt.show()

# %% [markdown]
# ## 7. Noise in training, the average at test (24 min)
# One pattern runs through this notebook: **noise in training, its average at test**. Dropout draws masks and at test scales, which stands
# for their mean. Batch norm uses the statistics of a random minibatch, and at test their running mean. Stochastic depth (Huang et al.,
# 2016, [arXiv:1603.09382](https://arxiv.org/abs/1603.09382)) skips whole layers at random, and at test scales each by how often it was
# there. Fractional max-pooling (Graham, 2014, [arXiv:1412.6071](https://arxiv.org/abs/1412.6071)) pools over random regions, and averages
# several passes. Augmentation draws crops; what its average is comes at the end of this section.
#
# First the part that goes wrong: noise that is still on at test, and images that get the label of another one. The augmentation is in the
# cell below: a random crop, then brightness and contrast.

# %%
def recipe(X, rng):
    """What augment_batches does to the images of a training batch."""
    return color_jitter(random_crop(X, 1, rng), 0.2, rng)

# %% [markdown]
# ### Exercise: batches, augmented in training
# One epoch as a generator: it yields `(images, labels)` for each minibatch, and the last one may be smaller.
#
# | | |
# |---|---|
# | `X`, `y` | float array `(N, H, W, C)`, left as it was, and int array `(N,)` |
# | `train=True` | a fresh random order, each example once, every batch of images changed by `recipe(images, rng)` |
# | `train=False` | the order given, unchanged; `rng` is not used and may be `None` |
# | `batch` | int, `batch >= 1` |

# %% exercise="augment_batches"
def augment_batches(X, y, rng, train, batch=64):
    """One epoch: yields (images, labels) for each minibatch.

    X: float array (N, H, W, C).  y: int array (N,).  train: bool.
    rng: a numpy Generator, or None where train is False.
    """
    ### BEGIN SOLUTION
    order = rng.permutation(len(X)) if train else np.arange(len(X))
    for start in range(0, len(X), batch):
        rows = order[start : start + batch]
        yield (recipe(X[rows], rng) if train else X[rows]), y[rows]
    ### END SOLUTION

# %% [markdown] hint="augment_batches"
# If you shuffled `X` and `y` one after the other, whose labels would the images have? And how often does `range(0, len(X), batch)` go round
# for 130 images?
#
# ---
# Make *one* order, random in training and as given at test, and index both `X` and `y` with it. Walk through it in pieces of `batch`;
# change the images by `recipe` in training only, and `yield` each pair.
#
# ---
# ```
# order = ... if train else np.arange(len(X))
# for start in range(...):
#     rows = order[...]
#     yield (... if train else X[rows]), y[rows]
# ```

# %% check="augment_batches" points=10
check(augment_batches)

# %% [markdown]
# Ten networks trained on 100 digits with such batches, and tested twice: on the digits as they are, and on digits that came through
# the training recipe by mistake. The ten come with the course; your batches train the first of them anew (circles). See how much the
# mistake seems to cost.

# %% demo="left on, in code"
def left_on(chosen, epochs=60):
    """Accuracy (seeds,) on test digits as they are, and on those that went through the training recipe."""
    parts = []
    for seed in chosen:
        X, y, Xt, yt = sample(seed, 100)
        rng, images, new = np.random.default_rng(seed), X.reshape(-1, 8, 8, 1), Xt.reshape(-1, 8, 8, 1)
        batches = [list(augment_batches(images, y, rng, True, 100))[0] for _ in range(epochs)]
        tests = [list(augment_batches(new, yt, rng, on, 1000))[0] for on in (False, True)]
        parts.append([np.concatenate(part) for part in zip(*batches, strict=True)] + [a for test in tests for a in test])
    X, y, Xt, yt, Xa, ya = map(np.stack, zip(*parts, strict=True))
    flat = lambda images: images.reshape(*images.shape[:2], 64).astype(np.float32)
    nets = MLPs([64, 128, 10], chosen)
    train(nets, flat(X), y, 400, 0.1, schedule=falling(400))
    return [100 * nets.score(flat(images), answers)[0] for images, answers in ((Xt, yt), (Xa, ya))]

@shipped
def ten_left_on():
    """The same with our batches."""
    return left_on(seeds(10))

def all_left_on():
    """The same; an unwritten function says so here."""
    next(iter(augment_batches(np.zeros((1, 8, 8, 1)), np.zeros(1, int), np.random.default_rng(0), True, 1)))
    return ten_left_on()

# %% demo="augmentation at test"
with needs(random_crop, color_jitter, augment_batches):
    (off, on), mine = all_left_on(), left_on(seeds(10)[:1])
    ax = axes("Left on by mistake, augmentation makes a good network look bad", "seed",
              "accuracy on test digits, %")
    ax.set_xticks(range(10), seeds(10))
    for index, (name, values) in enumerate({"as they are": off, "augmented": on}.items()):
        ax.plot(values, "o^"[index], color=style("", index)["color"])
        ax.plot(0, mine[index][0], "o", ms=10, mfc="none", color=style("", index)["color"])
        ax.text(9.4, values.mean(), f"{name}:\n{values.mean():.1f} %", color=style("", index)["color"], va="center")
    ax.set_xlim(-0.5, 11.4)
    plt.show()

# %% [markdown]
# Now what each augmentation is worth, for 100 digits, twenty seeds and one hidden layer of 64: each digit comes in 60 versions, made once.
# A fifth way joins the others: small turns and shears, of less than a pixel. Augmented data take longer to learn,
# so all networks, the plain ones too, train for 600 updates at four times the rate of before (chosen on other seeds).

# %% demo="tilt, in code"
def tilt(X, rng):
    """Turned, scaled, sheared and moved a little, by less than a pixel, between the pixels (bilinear)."""
    turn, zoom, shear, right, down = rng.uniform(-1, 1, (5, len(X))) * [[0.2], [0.15], [0.2], [0.12], [0.12]]
    c, s, zoom = np.cos(turn), np.sin(turn), 1 / (1 + zoom)
    matrix = np.array([[c * zoom, (shear - s) * zoom, right], [s * zoom, c * zoom, down]])
    matrix = torch.as_tensor(matrix.transpose(2, 0, 1))
    images = torch.as_tensor(X, dtype=torch.float64).permute(0, 3, 1, 2)
    grid = torch.nn.functional.affine_grid(matrix, images.shape, align_corners=False)
    return torch.nn.functional.grid_sample(images, grid, align_corners=False).permute(0, 2, 3, 1).numpy()

# %% demo="six ways, in code"
def same_label(function):
    """A way to change images and labels that leaves the labels alone."""
    return lambda X, Y, rng: (function(X, rng), Y)

WAYS = {
    "nothing": same_label(lambda X, rng: X), "mirror, left-right": same_label(hflip),
    "crop, pad = 1": same_label(lambda X, rng: random_crop(X, 1, rng)),
    "cutout, 3 x 3": same_label(lambda X, rng: cutout(X, 3, rng)), "mixup": lambda X, Y, rng: mixup(X, Y, 0.4, rng),
    "tilt, below a pixel": same_label(tilt),
}

# %% demo="versions, in code"
def versions(way, X, y, seed, copies=60):
    """Each image (64,) in so many versions, and their labels (., 10)."""
    images, answers = np.repeat(X, copies, 0).reshape(-1, 8, 8, 1), np.repeat(np.eye(10)[y], copies, 0)
    images, answers = WAYS[way](images, answers, np.random.default_rng(seed))
    return images.reshape(-1, 64).astype(np.float32), answers.astype(np.float32)

@remember
def twenty(way, steps, lr):
    """Networks trained on the versions, and new digits for each of them."""
    X, y, Xt, yt = samples(seeds(20), 100)
    made = [versions(way, *parts) for parts in zip(X, y, seeds(20), strict=True)]
    nets = MLPs([64, 64, 10], seeds(20))
    train(nets, *map(np.stack, zip(*made, strict=True)), steps, lr, schedule=falling(steps))
    return nets, Xt, yt

@shipped
def trained_on(way, steps, lr):
    """Accuracy (20,) on new digits after training on the versions."""
    nets, Xt, yt = twenty(way, steps, lr)
    return 100 * nets.score(Xt, yt)[0]

def augmented(way, steps=600, lr=0.2):
    """The same; an unwritten augmentation says so here."""
    versions(way, *(part[0][:2] for part in samples(seeds(1), 100)[:2]), 0)
    return trained_on(way, steps, lr)

def worth(way, *budget):
    """Points gained over the same networks without augmentation."""
    return augmented(way, *budget) - augmented("nothing", *budget)

# %% predict="what an augmentation is worth"
predict("Which one gains most on new digits?",
        a="mirrors", b="crops", c="mixup", d="small turns and shears",
        guess="")

# %% demo="five augmentations, twenty seeds"
with needs(hflip, random_crop, mixup):
    found = {way: worth(way) for way in tqdm(WAYS, desc="training", leave=False) if way != "nothing"}
    ax = axes("Small turns and shears help; a mirror harms, its pictures have the wrong label",
              "points gained on new digits (dots: seeds)", "", (8, 3.6))
    for k, values in enumerate(found.values()):
        ax.plot(values, np.full(20, k) + np.linspace(-0.2, 0.2, 20), ".", color="0.6")
        ax.plot(values.mean(), k, "D", ms=7, color=style("", 0)["color"])
    ax.axvline(0, color="0.6", lw=1, ls=":")
    ax.set_yticks(range(len(found)), found)
    ax.invert_yaxis()
    plt.show()
    for name, values in found.items():
        print(f"{name:<20} {values.mean():+.1f} ± {values.std(ddof=1):.1f} points, {np.sum(values > 0)} of 20 gain")
    early = worth("crop, pad = 1", 200, 0.05)
    print(f"crops, after only 200 updates at a quarter of the rate: {early.mean():+.1f} ± {early.std(ddof=1):.1f} points")
    came("d")

# %% [markdown] seen="what an augmentation is worth"
# A mirrored 3 teaches something false, and the mirror gains in no seed. Only turns and shears of less than a pixel help; the
# others, mixup too, bring nothing here. And look at the crops again: trained briefly, they cost about ten points, given time one or two. An
# augmentation that looks harmful may only be unfinished.

# %% [markdown]
# Ask three questions of any augmentation: does the label stay true, do such images occur at test, and is the training long enough?
#
# And a fourth: what is its average at test? The lecture's slides average over a fixed set of crops: *test-time augmentation*. Nothing is
# random in it. The set is given, for example all nine places of a window with `pad = 1`, and each of them is asked.

# %% [markdown]
# ### Exercise: ask several views
# The image itself is one of the views if the caller puts it into the list.
#
# | | |
# |---|---|
# | `f` | a function: `f(X)` returns the probabilities, an array with the classes along its last axis |
# | `X` | the images, whatever `f` takes, left as they were |
# | `ways` | a list of functions, at least one: `way(X)` is a view of all the images, a new array |
# | returns | the mean of the probabilities over the views, an array of the shape of `f(X)` |

# %% exercise="tta"
def tta(f, X, ways):
    """Test-time augmentation: the mean of f's answers to views of X.

    f(X): probabilities.  ways: a list of functions; way(X) is a view of X.
    Returns an array of the shape of f(X).
    """
    ### BEGIN SOLUTION
    return np.mean([f(way(X)) for way in ways], axis=0)
    ### END SOLUTION

# %% [markdown] hint="tta"
# Which is averaged: images, labels or probabilities? Does the second view start from the image, or from the first view?
#
# ---
# Make each view from the images as they were given, ask `f` for its probabilities, and average them over the views, element by element.
#
# ---
# A list over `for way in ways`, with `f` around `way` around `X`, and `np.mean` of it along the axis of the views.

# %% check="tta" points=4
check(tta)

# %% demo="nine crops, in code"
def moved(i, j):
    """The window of `random_crop` with pad = 1 that is i rows below the first and j columns right of it."""
    rim = (0, 0), (1, 1), (1, 1), (0, 0)
    return lambda X: np.pad(X, rim)[:, i : i + X.shape[1], j : j + X.shape[2]]

NINE = [moved(i, j) for i in range(3) for j in range(3)]

@remember
def nine_crops(way):
    """Accuracies (2, 20) on new digits: of the digit as it is, and of the mean over nine crops."""
    nets, Xt, yt = twenty(way, 600, 0.2)

    def answers(X):
        X = torch.as_tensor(X.reshape(*Xt.shape), dtype=torch.float32)
        return nets.logits(X).softmax(2).numpy()

    images = Xt.reshape(-1, 8, 8, 1)
    both = answers(images), tta(answers, images, NINE)
    return [100 * (p.argmax(2) == yt).mean(1) for p in both]

# %% predict="nine crops"
predict("What do the networks that were trained with crops gain from the mean "
        "over nine crops?",
        a="they lose several points", b="nothing", c="several points",
        guess="")

# %% demo="crops at test"
with needs(tta, random_crop, mixup):
    TRAINED = {"nothing": "nothing", "tilt, below a pixel": "turns and shears", "crop, pad = 1": "crops"}
    ax = axes("Average over what was noise in training, and over nothing else", "accuracy on new digits, % (dots: seeds)",
              "trained with", (7.4, 3))
    for k, way in enumerate(TRAINED):
        for index, values in enumerate(nine_crops(way)):
            y, color = k + 0.3 * index - 0.15, style("", index)["color"]
            ax.plot(values, np.full(20, y), ".", color=color, alpha=0.5)
            ax.plot(values.mean(), y, "os"[index], ms=7, color=color, label=("one view", "mean of nine crops")[index] * (not k) or None)
            ax.text(97.5, y, f"{values.mean():.1f}", color=color, va="center", fontsize=9)
    ax.set_yticks(range(3), TRAINED.values())
    ax.set(ylim=(2.5, -0.5), xlim=(None, 102))
    ax.legend(fontsize=8, loc="lower left")
    plt.show()
    gain = np.subtract(*nine_crops("crop, pad = 1")[::-1]).mean()
    came("abc"[np.digitize(gain, [-1.5, 1.5])])

# %% [markdown] seen="nine crops"
# Several points: with their nine crops these networks are better than those without augmentation, and no longer worse. A network that was
# trained with crops has learnt a problem in which the digit may be anywhere, and one view uses a ninth of what it knows. For networks
# that never saw a moved digit, most of the nine views are strange, and the mean is far worse.

# %% [markdown]
# ## 8. On real data, if you have it (3 min, further)
# A mirrored digit is wrong, a mirrored car is a car. This section wants CIFAR-10 (`utils.data.cifar10`: put it where DOWNHILL_DATA points,
# or call it once with `download=True`); without it the cell prints one sentence and you can go on. Measured once on 6000 images, made half
# as wide and half as high, of which each seed trains on 500: 33.7 ± 0.5 % of 2000 test images right without mirrors, 36.5 ± 1.1 % with
# them, a gain of 2.8 ± 1.0 points in five paired seeds. On 1000 images, 20 passes gave +2.8 ± 0.9 points and 10 passes -0.2 ± 1.6: mirrors
# pay once the network has seen each image often enough to memorise it.

# %% demo="cifar run, in code"
def cifar_run(seed, flip, data, device, n=500, epochs=25, batch=50):
    """Accuracy on test images, in per cent, of a small CNN trained on n images."""
    (X, y), (Xt, yt) = data
    rng = np.random.default_rng(seed)
    order, steps = rng.permutation(len(X))[:n], epochs * (n // batch)
    generator = torch.Generator().manual_seed(seed)
    net = StagedCNN(10, width=8, side=16, channels=3, generator=generator)
    net = net.to(device, memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(net.parameters(), lr=0.003)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 0.003, total_steps=steps + 1)
    for step in range(steps):
        order = rng.permutation(order) if step % (n // batch) == 0 else np.roll(order, -batch)
        images = hflip(X[order[:batch]], rng, 0.5 if flip else 0.0)
        answers = torch.as_tensor(y[order[:batch]])
        loss = torch.nn.functional.cross_entropy(net(tensor(images, device)), answers.to(device))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    net.eval()
    with torch.no_grad():
        said = net(tensor(Xt, device)).argmax(1).cpu().numpy()
    return 100 * np.mean(said == yt)

# %% demo="flips on natural images"
def tensor(images, device):
    """Colour images (B, H, W, 3) from 0 to 1 as (B, 3, H, W) from -2 to 2."""
    return torch.as_tensor(4 * images - 2).float().permute(0, 3, 1, 2).to(device)

def halved(images):
    """Every 2 x 2 pixels become one, for speed."""
    B, H, W, C = images.shape
    return images.reshape(B, H // 2, 2, W // 2, 2, C).mean((2, 4))

# %% demo="flips, if there is data"
with needs(hflip):
    try:
        data, device = cifar10(), "cuda" if torch.cuda.is_available() else "cpu"
        hflip(data[0][0][:1], np.random.default_rng(0))
        data = [(halved(X), y) for X, y in data]
        scores = np.array([[cifar_run(seed, flip, data, device) for flip in (False, True)]
                           for seed in tqdm(range(5), desc="seeds")])
        ax = axes("On natural images a mirror helps", "seed", "accuracy on test images, %")
        for index, name in enumerate(("as they are", "mirrored, half of them")):
            label, color = f"{name}: {scores[:, index].mean():.1f}", style("", index)["color"]
            ax.plot(scores[:, index], "o^"[index], label=label, color=color)
        ax.legend(fontsize=8)
        plt.show()
        gap = scores[:, 1] - scores[:, 0]
        (plain, half), (sd, sd_half) = scores.mean(0), scores.std(0, ddof=1)
        print(f"as they are {plain:.1f} ± {sd:.1f} %, mirrored {half:.1f} ± {sd_half:.1f} %; "
              f"gain {gap.mean():+.1f} ± {gap.std(ddof=1):.1f} points in {len(gap)} paired seeds")
    except Absent:
        print("CIFAR-10 is not on this machine, so this experiment is skipped; nothing below needs it.")

# %% [markdown]
# ## Open challenge: a hundred labels (12 min, further)
# Ten networks, 100 labelled digits each, 300 steps. Change what they see: the images of a batch come to `my_augmentation`, as often as you
# like differently. The baseline has no augmentation and the best of three rates of dropout. Nothing of this is graded; your best score is
# kept.

# %% demo="your augmentation" open=true
def my_augmentation(x, generator):
    """New images for a batch x of shape (networks, B, 64), a tensor; `generator` is torch's."""
    return x

# %% demo="a hundred labels, your best so far"
from utils.challenge import challenge


def hundred_labels(p_drop=0.0, **settings):
    """Per cent of new digits that ten networks read."""
    X, y, Xt, yt = samples(seeds(10), 100)
    nets = MLPs([64, 64, 10], seeds(10), p_drop=p_drop)
    train(nets, X, y, 300, 0.1, schedule=lambda t: 1 - t / 300, **settings)
    return 100 * nets.score(Xt, yt)[0].mean()

baseline = max(hundred_labels(p_drop) for p_drop in (0.0, 0.2, 0.4))
challenge("09", hundred_labels(augment=my_augmentation), baseline, "% of new digits")

# %% [markdown]
# ## 9. Claims, tested (5 min)
# What lectures and papers say about all this, each sentence with ten or twenty paired seeds (the code is folded away; click the bar).
# First the factor.

# %% demo="claims about the factor"
claims = Claims("09_dropout")
SLIDES, STANFORD = "CS231n lecture 7, slides", "https://cs231n.stanford.edu/slides/"
NOTES, NN2 = "CS231n notes, neural networks 2", "https://cs231n.github.io/neural-networks-2/"
EECS, COURSE = "students' notes of EECS 498 lecture 11", "https://web.eecs.umich.edu/~justincj/teaching/eecs498/"
PAPER, JMLR = "Srivastava et al. 2014", "https://jmlr.org/papers/v15/srivastava14a.html"

with needs(dropout_mask, vanilla_dropout):
    test = claims.test("With the factor, the output at test is the expected output in training", SLIDES,
        "% between the two (rms over 200 units, half of 50 inputs kept)", 5, equal=True, link=STANFORD,
        wording="output at test time = expected output at training time")
    off = lambda mean, one: 100 * np.sqrt(np.mean((mean - one) ** 2) / np.mean(mean**2))
    found = [through_relu(seed) for seed in seeds(10)]
    test.measured([off(linear, scaled) for linear, scaled, *_ in found],
                  without=[off(mean, relu) for *_, mean, relu in found],
                  condition="what follows is linear, not a ReLU")

# %% demo="claim about forgetting"
test = claims.test("It is important to scale at test", NOTES, "points of accuracy lost without it", 1, link=NN2,
    wording="This is important because at test time all neurons see all their inputs")
factors, hits, nll = forgotten()
one, two = factors.index(1.0), factors.index(2.0)
test.measured(hits[one] - hits[two], note=f"the loss is {nll[two].mean() / nll[one].mean():.1f} times as large")

# %% demo="claim about co-adaptation"
test = claims.test("Dropout prevents co-adaptation", "Hinton et al. 2012", "times the answers that change when one hidden unit goes, "
    "without dropout over with it", 1.5, link="https://arxiv.org/abs/1207.0580", ratio=True,
    wording="prevents complex co-adaptations in which a feature detector is only helpful in the context of several other specific feature detectors")
changed = {case: [one_unit_less(*case, p)[1].mean(0) for p in (0.0, 0.5)] for case in (CLEAN, NOISY)}
noisy = np.exp(np.log(changed[NOISY][0] / changed[NOISY][1]).mean())
test.measured(np.divide(*changed[CLEAN]), note=f"27 % wrong labels: {noisy:.1f}")

# %% [markdown]
# Dropout, DropConnect, and many passes.

# %% demo="claims about dropout"
test = claims.test("Dropout raises the accuracy on new data", SLIDES, "points, 100 digits with right labels", 0.5,
                   link=STANFORD, main=True)
dirty = gains()["dropout, 27 % wrong"]
test.measured(gains()["dropout, labels right"], note=f"27 % wrong labels: {dirty.mean():+.1f}")
test = claims.test("With dropout, train for longer", f"{PAPER}, section 10",
    "points that 600 updates gain over 150, with dropout minus without", 0.5, link=JMLR,
    wording="A dropout network typically takes 2-3 times longer to train")
later = [right_of(*CLEAN, p) - right_of(100, 0.0, 150, 128, p) for p in (0.5, 0.0)]
test.measured(later[0] - later[1], note=f"with dropout {later[0].mean():+.1f}, without {later[1].mean():+.1f}")
test = claims.test("DropConnect beats dropout", "Wan et al. 2013",
    "points over dropout, both at 0.5, a mask for each example, 27 % wrong labels", 1,
    link="https://proceedings.mlr.press/v28/wan13.html")
test.measured(gains()["DropConnect, 27 % wrong"] - dirty)

# %% demo="claims about many passes"
with needs(mc_predict):
    GAL, ARXIV = "Gal and Ghahramani 2016", "https://arxiv.org/abs/1506.02142"
    table = many_and_one()
    many, one, calm = (table[name] for name in ("50 passes", "one full pass", "the same, calibrated"))
    test = claims.test("One scaled pass is a good approximation of the average", f"{PAPER}, section 7.5",
        "points of accuracy that 50 passes differ by", 1, equal=True, link=JMLR,
        wording="the weight scaling method is a fairly good approximation of the true model average")
    test.measured(many[0] - one[0])
    test = claims.test("Monte-Carlo dropout gives better probabilities", GAL,
        "times the negative log-likelihood of 50 passes that one pass has", 1.05, ratio=True, link=ARXIV, main=True)
    test.measured(one[1] / many[1], without=calm[1] / many[1],
                  condition="the one pass is not calibrated: a temperature does the same")
    test = claims.test("The spread of the passes says where the network errs", GAL,
        "points of AUROC over one minus the largest probability of one pass", 1, link=ARXIV)
    spread, free = finds_mistakes()
    test.measured(spread - free, note=f"{spread.mean():.0f} % against {free.mean():.0f} %")

# %% [markdown]
# Augmentation, and what a gap between training and new data can tell when noise is on in training.

# %% demo="claims about augmentation"
HELP = {
    "mirror, left-right": ("horizontal flips", SLIDES, STANFORD), "crop, pad = 1": ("random crops", SLIDES, STANFORD),
    "cutout, 3 x 3": ("cutout", "DeVries and Taylor 2017", "https://arxiv.org/abs/1708.04552"),
    "mixup": ("mixup, alpha 0.4", "Zhang et al. 2018", "https://arxiv.org/abs/1710.09412"),
    "tilt, below a pixel": ("small turns and shears", SLIDES, STANFORD),
}
with needs(hflip, random_crop, mixup):
    for way, (name, source, link) in HELP.items():
        test = claims.test(f"Augmentation raises accuracy: {name}", source, "points, 100 digits of 8 x 8 pixels, a small MLP",
                           1, link=link, main="flips" in name)
        test.measured(worth(way))

# %% demo="claims about test time and the gap"
with needs(random_crop, color_jitter, augment_batches):
    test = claims.test("Augment in training only", SLIDES, "points lost when it is left on at test", 1, link=STANFORD)
    off, on = all_left_on()
    test.measured(off - on)

with needs(tta, random_crop, mixup):
    test = claims.test("At test, average over a fixed set of crops", SLIDES, "points gained by the mean over nine crops", 1,
        link=STANFORD, wording="Testing: average a fixed set of crops")
    with_crops, without = (np.subtract(*nine_crops(way)[::-1]) for way in ("crop, pad = 1", "nothing"))
    test.measured(with_crops, without=without, condition="the training had such crops, too")

def gap(nets, X, y, Xt, yt):
    """Accuracy on the training digits, dropout on as in training, minus accuracy on new ones, in points."""
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        return (judged(nets.forward(torch.as_tensor(X), generator), y)[0] - 100 * nets.score(Xt, yt)[0]).mean()

@shipped
def noisy_run(p_drop):
    """Its gap, and the accuracies (seeds,) on new digits, 27 % wrong labels."""
    nets, data = torch_run(*NOISY, p_drop)
    return {"gap": gap(nets, *data), "accuracy": accuracy((nets, data))}

test = claims.test("No gap between training and new data means underfitting", EECS,
    "points gained by the network with the larger gap (no dropout), 27 % wrong labels", 0.5, link=COURSE)
full, half = noisy_run(0.0), noisy_run(0.5)
test.measured(full["accuracy"] - half["accuracy"],
              note=f"gap in accuracy {full['gap']:+.0f} without, {half['gap']:+.0f} with dropout")
claims

# %% [markdown]
# Which of your predictions came true?

# %% demo="your predictions" open=true
predictions()

# %% [markdown]
# ### What you saw
# - The factor of dropout is the probability of *staying*: at test in the vanilla form, divided out in training in the inverted one.
# - Forgetting it costs hardly any accuracy and multiplies the loss. Test expected activations, not accuracy.
# - After training with dropout hardly any unit is indispensable: losing one, or half of them, costs a fraction of what it costs without.
# - Behind a ReLU, the scaled pass is not the mean of the $2^n$ networks, but it is as often right as the mean of 50 of them. Their
#   probabilities are better than those of the raw pass, and no better than those of the pass with one temperature.
# - Dropout gains a point or two on right labels and about ten where 27 % are wrong, if it is trained for longer. DropConnect gains no more.
# - Mirrors harm digits, small turns and shears help. Give augmented data time before you judge them. No random augmentation at test; the
#   mean over a fixed set of crops gains several points, if such crops were in the training.
# - With noise on in training, training data look worse than they are, and a missing gap says nothing about underfitting.

# %% [markdown]
# ### When to use it
# PyTorch's `nn.Dropout(p)` is your inverted form, with `p` the probability of *dropping*; `model.train()` and `model.eval()` are its
# `train`, and forgetting the second is a bug of the kind in section 3. Transformers trained on little data use 0.1; very large language
# models, which see their text about once, often use none. Convolutional networks rely on batch normalisation and augmentation instead. For
# images today: flips and crops where the label allows them, then RandAugment ([arXiv:1909.13719](https://arxiv.org/abs/1909.13719)), mixup
# and its relative CutMix ([arXiv:1905.04899](https://arxiv.org/abs/1905.04899)).
#
# ### Further reading
# - N. Srivastava et al., [*Dropout: A Simple Way to Prevent Neural Networks from
#   Overfitting*](https://jmlr.org/papers/v15/srivastava14a.html), 2014: section 4 is your section 2, and section 7.5 compares scaling with
#   Monte-Carlo averages.
# - C. Guo et al., [*On Calibration of Modern Neural Networks*](https://arxiv.org/abs/1706.04599), 2017: section 4.2 is the temperature.
# - H. Zhang et al., [*mixup: Beyond Empirical Risk Minimization*](https://arxiv.org/abs/1710.09412), 2018: section 2, one page, with code.
#
# **An open question.** You chose the augmentations because you know what a digit is. Could a machine find out by itself which changes
# keep the label? An experiment: choose the strengths of your four by the validation accuracy, for digits and for letters. Do they agree?
