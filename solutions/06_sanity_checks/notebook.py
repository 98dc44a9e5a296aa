# ---
# jupyter:
#   jupytext: {cell_metadata_filter: all}
#   kernelspec: {name: python3, display_name: Python 3 (ipykernel), language: python}
# ---

# %% [markdown]
# # Is it wired right?
# Most bugs end in an error message. A wrong gradient does not. Here you build four small checks that find such bugs before a night of
# training does. You try each on networks that you know are broken, and learn which bugs it cannot see.
#
# *You need*: notebook 01 and the chain rule. *You get*: `grad_check`, `check_initial_loss`, `overfit_check` and `update_ratio`, ready for
# your own projects.

# %%
import matplotlib.pyplot as plt
import numpy as np

from utils.checks import check, hint, needs, solution
from utils.claims import Claims, seeds, tuning_seeds
from utils.data import load_digits
from utils.plotting import axes, style
from utils.predict import came, predict, predictions
from utils.remember import remember  # runs an experiment once, and anew when your functions change
from utils.schematics.learning import show_chain_of_checks, show_gradient_check
from utils.shipped import Shipped  # brings results of experiments that take minutes
from utils.slider import slider_figure

# %% demo="the digits"
digits = load_digits()                       # 1797 images of 8 x 8 pixels, ten classes
pixels, labels = digits.data / 16, digits.target

# %% demo="four checks before a long run"
show_chain_of_checks()

# %% [markdown]
# ## 1. Three networks, two bugs (5 min)
# The network of this notebook has 64 pixels, a hidden layer with ReLU, ten scores and softmax. Read its backward pass once, because most
# networks of this notebook have this form. The last line can put a `fault` into right gradients.

# %% demo="the network" open=true
def loss_and_grads(params, X, y, fault=""):
    """Mean cross-entropy of a network with one hidden layer, and a dict with the gradient of each array."""
    z = X @ params["W1"] + params["b1"]
    h = np.maximum(z, 0)
    scores = h @ params["W2"] + params["b2"]
    scores = scores - scores.max(1, keepdims=True)
    logp = scores - np.log(np.exp(scores).sum(1, keepdims=True))
    d = (np.exp(logp) - np.eye(10)[y]) / len(y)
    back = d @ params["W2"].T
    inner = back * (z > 0)
    grads = {"W1": X.T @ inner, "b1": inner.sum(0), "W2": h.T @ d, "b2": d.sum(0)}
    return -logp[np.arange(len(y)), y].mean(), infected(grads, fault, X, back)

# %% demo="start and faults"
def start(seed, hidden=64, head=0.1):
    """Random weights; `head` scales those of the last layer, and so the first scores."""
    rng = np.random.default_rng(seed)
    W1, W2 = rng.normal(size=(64, hidden)) * np.sqrt(2 / 64), rng.normal(size=(hidden, 10)) / np.sqrt(hidden)
    return {"W1": W1, "b1": np.zeros(hidden), "W2": head * W2, "b2": np.zeros(10)}

def infected(grads, fault, X, back):
    """The same gradients with one of our faults in them; `back`: the gradient of the hidden layer."""
    if fault == "mask":
        return grads | {"W1": X.T @ back, "b1": back.sum(0)}
    factors = {"mean": ("b1", 1 / len(X)), "frozen": ("W1", 0.0), "uphill": ("W1", -1.0)}
    name, factor = factors.get(fault, ("b1", 1.0))
    return grads | {name: factor * grads[name]}

# %% [markdown]
# Below, three networks are trained by this loop. Two of them have a bug in their backward pass.

# %% demo="three networks train" open=true
def sgd(params, X, y, lr, steps, seed, fault=""):
    """Minibatch SGD (batch 32); returns the last weights and the loss at each step."""
    rng, losses = np.random.default_rng(seed), []
    for _ in range(steps):
        rows = rng.integers(0, len(y), 32)
        loss, grads = loss_and_grads(params, X[rows], y[rows], fault)
        params = {name: w - lr * grads[name] for name, w in params.items()}
        losses.append(loss)
    return params, np.array(losses)

def answers(params, X):
    """The class with the highest score, for each row."""
    return (np.maximum(X @ params["W1"] + params["b1"], 0) @ params["W2"] + params["b2"]).argmax(1)

# %% predict="losses of three networks"
predict("What will the losses of the two networks with a bug do?",
        a="stay near their start", b="stop far above that of the sound one",
        c="fall much like that of the sound one",
        guess="")

# %% demo="which of them has a bug"
order = np.random.default_rng(0).permutation(1797)
X, y = pixels[order], labels[order]
names = ("network A", "network B", "network C")
INSIDE = dict(zip(names, np.random.default_rng(5).permutation(["mean", "mask", ""]).tolist(), strict=True))
ax = axes("Two of these three have a bug in their gradient", "step", "training loss (mean of 20 steps)")
for index, (name, fault) in enumerate(INSIDE.items()):
    params, losses = sgd(start(0), X[:1000], y[:1000], 0.3, 600, 0, fault)
    accuracy = 100 * np.mean(answers(params, X[1000:]) == y[1000:])
    smooth = np.convolve(losses, np.ones(20) / 20, "valid")
    ax.plot(smooth, label=f"{name}: {accuracy:.1f} % right on new digits", **style("", index))
ax.set_yscale("log")
ax.legend(fontsize=8)
plt.show()
came("c")

# %% [markdown] seen="losses of three networks"
# All three train, all three generalise, and none prints an error. The loss can't tell, because *almost* downhill is downhill too.

# %% [markdown]
# Which one would you trust? In section 3 you will be asked, and then 40 numbers give the answer before the first step.

# %% [markdown]
# ## 2. A slope without calculus (24 min)
# You can measure a derivative without deriving anything: move $x$ a little and see what $f$ does. Either to one side, or to both:
#
# $$ \frac{f(x+h) - f(x)}{h} = f'(x) + \tfrac{h}{2} f''(x) + \dots \qquad
# \frac{f(x+h) - f(x-h)}{2h} = f'(x) + \tfrac{h^2}{6} f'''(x) + \dots $$
#
# In the second, *centred* form the term with $f''$ cancels. Is that worth a second evaluation of $f$? Look at the chords.

# %% demo="two chords"
x, h = np.linspace(-0.2, 2.2, 200), 0.8
curve = lambda x: np.exp(x) / 2
ax = axes("The centred chord is nearly parallel to the tangent", "$x$", "$f(x)$")
ax.plot(x, curve(x), color="0.2", label="$f$")
ax.plot(x, curve(1) * x, color="0.75", lw=6, zorder=0, label=f"tangent at 1: slope {curve(1):.2f}")
for index, (name, left) in enumerate({"one-sided": 1.0, "centred": 1 - h}.items()):
    ends, look = np.array([left, 1 + h]), style("", index)
    slope = np.diff(curve(ends))[0] / np.diff(ends)[0]
    ax.plot(ends, curve(ends), marker="o", label=f"{name}, h = {h}: slope {slope:.2f}", **look)
ax.legend(fontsize=8)
plt.show()

# %% [markdown]
# ### Exercise: a numerical gradient
# The centred difference for each coordinate in turn, all others at their place.
#
# | | |
# |---|---|
# | `f` | a function from an array of the shape of `x` to a number |
# | `x` | an array of any shape, `()` included, perhaps of ints or float32; stays as it was, so work on a float64 copy |
# | `h` | how far to go to each side, above 0 |
# | returns | a float64 array of the shape of `x` |

# %% exercise="num_grad"
def num_grad(f, x, h=1e-5):
    """The gradient of f at x by centred differences.

    x: array of any shape, stays as it was.
    Returns a float64 array of x's shape.
    """
    ### BEGIN SOLUTION
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        old = x[index]
        x[index] = old + h
        up = f(x)
        x[index] = old - h
        down = f(x)
        x[index] = old
        grad[index] = (up - down) / (2 * h)
    return grad
    ### END SOLUTION

# %% [markdown] hint="num_grad"
# When you come to the second coordinate, where is the first one? And what is `np.array([1, 2])[0] + 1e-5` once you store it in an array
# of ints?
#
# ---
# Copy `x` as floats and make a gradient of zeros. For each index: set that one element above its old value and call `f`, set it below and
# call `f` again, put the old value back, store the quotient. `np.ndindex(x.shape)` walks through arrays of any shape, even `()`.
#
# ---
# ```python
# x = np.array(x, dtype=float)
# grad = np.zeros(x.shape)
# for index in np.ndindex(...):
#     old = x[index]
#     x[index] = old + h
#     up = f(x)
#     ...                          # the same below, then put old back
#     grad[index] = ...
# return grad
# ```

# %% check="num_grad" points=15
check(num_grad)

# %% [markdown]
# A smaller `h` means a smaller error, says the formula. Here are the errors of both forms from $h = 0.1$ down to $10^{-12}$.

# %% demo="error against h"
with needs(num_grad):
    x, hs = np.random.default_rng(0).normal(size=30), 10.0 ** np.arange(-12, -0.9, 0.5)
    wave = lambda x: np.exp(np.sin(x)).sum()
    truth = np.cos(x) * np.exp(np.sin(x))
    one_sided = lambda h: np.array([wave(x + h * e) - wave(x) for e in np.eye(30)]) / h
    errors = {"one-sided": [np.abs(one_sided(h) - truth).max() for h in hs],
              "centred (yours)": [np.abs(num_grad(wave, x, h) - truth).max() for h in hs]}
    ax = axes("Too small a step is as bad as too large a one", "step $h$", "largest error of 30 slopes")
    for index, (name, values) in enumerate(errors.items()):
        best = int(np.argmin(values))
        ax.loglog(hs, values, label=f"{name}: {values[best]:.0e} at h = {hs[best]:.0e}", **style("", index))
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# On the right the formula rules: slope 1 for one side, slope 2 for both. On the left rounding rules: `f` is known to about 16 digits, a
# tiny difference of two values keeps few of them, and division by $2h$ blows up the rest. At $h = 10^{-5}$ the centred form is near its
# best, and that is why it is the default.

# %% [markdown]
# ### Exercise: how far apart are two gradients?
# An error of 0.01 is nothing for a gradient of 1000 and everything for one of 0.001. So divide the difference of two elements by the
# larger size of the two, and take the worst element. Where both are zero, or so small that they are only rounding, there is nothing to
# compare.
#
# | | |
# |---|---|
# | `a`, `b` | float arrays of one shape, any |
# | both below $10^{-12}$ in size | that element has error 0 |
# | empty arrays | 0.0 |
# | returns | a float from 0 to 2 |

# %% exercise="rel_error"
def rel_error(a, b):
    """The largest elementwise relative error of a and b; one float.

    An element where both are below 1e-12 in size has error 0.
    """
    ### BEGIN SOLUTION
    gap = np.abs(a - b)
    size = np.maximum(np.abs(a), np.abs(b))
    error = np.where(size < 1e-12, 0.0, gap / np.maximum(size, 1e-12))
    return float(np.max(error, initial=0.0))
    ### END SOLUTION

# %% [markdown] hint="rel_error"
# What should `rel_error` say of 3 and -3? Of 0 and 5? Of 0 and 0? Try the three on paper. It must not matter which of the two you call `a`.
#
# ---
# Make two arrays, the sizes of the differences and the larger of both sizes, and divide one by the other. Replace the quotient by 0 where
# the larger size is below the limit, and keep the division there from warning. Then take the maximum, with 0 for an empty array.
#
# ---
# `np.maximum(np.abs(a), np.abs(b))` is the larger size. `np.where(size < 1e-12, 0.0, gap / np.maximum(size, ...))` never divides by zero.
# `np.max(..., initial=0.0)` knows what to do with nothing.

# %% check="rel_error" points=10
check(rel_error)

# %% [markdown]
# Networks are usually trained in float32, which keeps 7 digits instead of 16. Then a check needs a larger `h`. Below, the right gradient of
# a network's last layer is checked in both precisions.

# %% demo="precision errors, in code"
def whole(a, b):
    """One error for the array: the length of a - b over the lengths of a and b."""
    return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))

def slices(seed):
    """Every sixtieth digit: about thirty."""
    return pixels[seed % 60 :: 60], labels[seed % 60 :: 60]

def precision_errors(seed, kind, hs):
    """Errors of the numerical gradient of W2 for each h, the loss in precision `kind`: worst element, whole array."""
    params, (X, y) = start(seed, hidden=8, head=1.0), slices(seed)
    exact = loss_and_grads(params, X, y)[1]["W2"]
    low = {name: w.astype(kind) for name, w in params.items()}
    loss = lambda W2: float(loss_and_grads(low | {"W2": W2.astype(kind)}, X.astype(kind), y)[0])
    found = [num_grad(loss, params["W2"], h) for h in hs]
    return np.array([[rel_error(g, exact) for g in found], [whole(g, exact) for g in found]])

# %% predict="the best h in float32"
predict("In float32, at the best h: how far is the worst element of a right "
        "gradient off?",
        a="about 0.001 %", b="about 0.1 %", c="a few per cent",
        guess="")

# %% demo="float32 against float64"
with needs(num_grad, rel_error):
    hs, kinds = 10.0 ** np.arange(-9, -0.9), (np.float64, np.float32)
    ax = axes("In float32 no step size makes an elementwise check sharp", "step $h$", "relative error of a right gradient")
    for index, kind in enumerate(kinds):
        runs, look = np.array([precision_errors(seed, kind, hs) for seed in range(10)]), style("", index)
        for part, what in enumerate(("worst element", "whole array")):
            middle = np.exp(np.log(runs[:, part]).mean(axis=0))
            label = f"{kind.__name__}, {what}: best {middle.min():.0e} at h = {hs[middle.argmin()]:.0e}"
            ax.loglog(hs, middle, label=label, **look | {"linestyle": ("-", ":")[part]})
            if part == 0:
                ax.fill_between(hs, runs[:, 0].min(axis=0), runs[:, 0].max(axis=0), color=look["color"], alpha=0.12)
    ax.axhline(1e-4, color="0.5", lw=0.8)
    ax.set_ylim(1e-14, 3)
    ax.legend(fontsize=8, loc="lower right")
    plt.show()
    worst = np.exp(np.log(runs[:, 0]).mean(axis=0)).min()
    came("abc"[np.digitize(worst, [1e-4, 1e-2])])

# %% [markdown] seen="the best h in float32"
# In float32 the worst element of a right gradient is off by a few per cent, in some batches by far more, even at the best $h$: some
# element is nearly zero, and its rounding is as large as itself. A small bug looks the same. The error of the *whole array* is near the
# grey line of $10^{-4}$, so in float32 a comparison of lengths still tells right from wrong.

# %% [markdown]
# So check in float64 and train in what you like. In float64 anything above the line is a bug, or one of two things that section 3 shows.

# %% [markdown]
# ## 3. A check for whole networks (15 min)
# A network with a million weights needs two million losses for a full numerical gradient. A bug in a formula spoils most elements of an
# array, so a sample finds it. But sample *each array*: of ten coordinates drawn from all weights together, hardly one would fall on a
# bias.
#
# Two things make a right gradient look wrong. The first is chance: with dropout on, two calls give two losses. The second is a kink.

# %% demo="two ways to one slope"
show_gradient_check()

# %% demo="a kink"
with needs(num_grad):
    x = np.linspace(-0.02, 0.02, 401)
    slopes = {h: num_grad(lambda x: np.maximum(x, 0).sum(), x, h) for h in (1e-2, 1e-3)}
    ax = axes("Within $h$ of a kink it is the numerical slope that is wrong", "$x$", "slope of max(x, 0)")
    ax.step(x, x > 0, color="0.75", lw=6, zorder=0, label="exact")
    for index, (h, slope) in enumerate(slopes.items()):
        ax.plot(x, slope, label=f"numerical, h = {h:g}", **style("", index))
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# A small $h$ makes this rare. If a few elements fail and the rest agree well, suspect a kink: draw other inputs and see
# whether the failure moves.

# %% [markdown]
# ### Exercise: check n coordinates of every array
# Fifteen lines, with the two functions you have.
#
# | | |
# |---|---|
# | `loss` | a function from a dict like `params` to a number |
# | `params`, `grads` | dicts, name to array of any shape |
# | `n` | coordinates per array, at least 1, drawn by `rng` without replacement; all of them where `n` exceeds the size |
# | moved | only those coordinates, with $h = 10^{-5}$; `params` stays as it was |
# | errors | a `ValueError` where an array is not float64, and where two calls of `loss(params)` give two values |
# | returns | a dict, name to the largest relative error (`rel_error`) of that array |

# %% exercise="grad_check"
def grad_check(loss, params, grads, n, rng):
    """Compare grads with num_grad at n coordinates of each array.

    rng draws them without replacement; only those are moved.
    Returns a dict, name -> rel_error.  Raises ValueError for a parameter
    that is not float64, and for a loss that gives two values.
    """
    ### BEGIN SOLUTION
    if any(w.dtype != np.float64 for w in params.values()):
        raise ValueError("grad_check(params=...) needs float64: in less, differences drown in rounding")
    if loss(params) != loss(params):
        raise ValueError("grad_check(loss=...) gives two values for the same parameters; switch dropout off")
    errors = {}
    for name, w in params.items():
        chosen = rng.choice(w.size, min(n, w.size), replace=False)

        def loss_at(values, name=name, w=w, chosen=chosen):
            moved = w.copy()
            moved.flat[chosen] = values
            return loss({**params, name: moved})

        errors[name] = rel_error(grads[name].flat[chosen], num_grad(loss_at, w.flat[chosen]))
    return errors
    ### END SOLUTION

# %% [markdown] hint="grad_check"
# Can you write a function of just the chosen values, so that `num_grad` does the rest? `w.flat[[3, 7]]` reads two elements of an array of
# any shape, and on a copy it also writes them.
#
# ---
# Raise the two errors first. Then, for each array: draw the coordinates with `rng.choice`, write a function that puts given values at
# those places of a copy and returns the loss, give it to `num_grad`, and compare with the same places of the gradient.
#
# ---
# ```python
# if any(w.dtype != ... for w in params.values()): raise ValueError(...)
# if loss(params) != ...: raise ValueError(...)
# errors = {}
# for name, w in ...:
#     chosen = rng.choice(w.size, ..., replace=False)
#     def loss_at(values):
#         moved = w.copy()
#         moved.flat[chosen] = ...
#         return loss({**params, name: ...})
#     errors[name] = rel_error(..., num_grad(loss_at, ...))
# return errors
# ```

# %% check="grad_check" points=15
check(grad_check)

# %% [markdown]
# Back to the riddle of section 1: ten coordinates of each of four arrays, before the first step.

# %% demo="network errors, in code"
def network_errors(params, X, y, fault, n, rng):
    """`grad_check` of the network with a fault."""
    grads = loss_and_grads(params, X, y, fault)[1]
    return grad_check(lambda p: loss_and_grads(p, X, y)[0], params, grads, n, rng)

# %% predict="the sound network"
predict("Which network has no bug?",
        a="network A", b="network B", c="network C",
        guess="")

# %% demo="the riddle solved"
with needs(num_grad, rel_error, grad_check):
    first = start(0), pixels[:32], labels[:32]
    found = {name: network_errors(*first, fault, 10, np.random.default_rng(0))
             for name, fault in INSIDE.items()}
    ax = axes("Forty numbers tell what six hundred steps do not", "", "relative error of the gradient")
    for index, (name, errors) in enumerate(found.items()):
        x, color = np.arange(4) + 0.15 * (index - 1), style("", index)["color"]
        ax.plot(x, list(errors.values()), "os^"[index], color=color, label=name, ms=8)
    ax.axhline(1e-4, color="0.5", lw=0.8, ls=":")
    ax.set_xticks(range(4), errors)
    ax.set(yscale="log", ylim=(1e-11, 10))
    ax.legend(fontsize=8)
    plt.show()
    came(min(found, key=lambda name: max(found[name].values()))[-1].lower())

# %% [markdown] seen="the sound network"
# B is sound. A lets the gradient through where the ReLU was off, so both arrays of the first layer are wrong. C averages over the batch
# where it should add up, in `b1` alone. With a batch of one example you would never have seen C's fault: average and sum agree. Check
# with a batch of several.

# %% [markdown]
# ## 4. Three bugs to find (23 min, further)
# Three small networks, each with one fault in its backward pass, and in each exactly one array of gradients is wrong. The losses are
# right. Read the code or ask `grad_check`, or do both.
#
# The first is the network of section 1 again, in short.

# %%
def loss_1(params, X, y):
    """Mean cross-entropy of a ReLU network.  X: (N, D).  y: (N,) labels."""
    scores = np.maximum(X @ params["W1"] + params["b1"], 0) @ params["W2"] + params["b2"]
    return np.mean(np.log(np.exp(scores).sum(1)) - scores[np.arange(len(y)), y])

def backward_1(params, X, y):
    h = np.maximum(X @ params["W1"] + params["b1"], 0)
    p = np.exp(h @ params["W2"] + params["b2"])
    d = p / p.sum(1, keepdims=True)
    d[np.arange(len(y)), y] -= 1
    d = d / len(y)
    back = d @ params["W2"].T * (h > 0)
    return {"W1": X.T @ back, "b1": back.mean(0), "W2": h.T @ d, "b2": d.sum(0)}

# %% [markdown]
# The second predicts numbers, with tanh and a squared error.

# %%
def loss_2(params, X, y):
    """Half the mean squared error of a tanh network.  X: (N, D).  y: (N, M) targets."""
    out = np.tanh(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
    return np.sum((out - y) ** 2) / (2 * len(y))

def backward_2(params, X, y):
    z = X @ params["W1"] + params["b1"]
    h = np.tanh(z)
    d = (h @ params["W2"] + params["b2"] - y) / len(y)
    back = d @ params["W2"].T * (1 - h**2)
    return {"W1": X.T @ back, "b1": back.sum(0), "W2": z.T @ d, "b2": d.sum(0)}

# %% [markdown]
# The third is an autoencoder that uses the same weights twice: `W` on the way in, its transpose on the way out.

# %%
def loss_3(params, X, y):
    """Half the mean squared error of an autoencoder with tied weights.  X, y: (N, D); y is wanted."""
    out = np.tanh(X @ params["W"] + params["b"]) @ params["W"].T + params["c"]
    return np.sum((out - y) ** 2) / (2 * len(y))

def backward_3(params, X, y):
    h = np.tanh(X @ params["W"] + params["b"])
    d = (h @ params["W"].T + params["c"] - y) / len(y)
    back = d @ params["W"] * (1 - h**2)
    return {"W": d.T @ h, "b": back.sum(0), "c": d.sum(0)}

# %% [markdown]
# A case to try them on: random inputs, targets and weights, none of them zero.

# %%
def case(k, rng):
    """Parameters, X and y for network k (1, 2 or 3)."""
    shapes = {"W1": (4, 3), "b1": (3,), "W2": (3, 2), "b2": (2,)}
    shapes = {"W": (4, 3), "b": (3,), "c": (4,)} if k == 3 else shapes
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    y = rng.integers(0, 2, 5) if k == 1 else rng.normal(size=(5, 4 if k == 3 else 2))
    return params, rng.normal(size=(5, 4)), y

# %% [markdown]
# A smaller case first, not graded: a linear model $Xw + b$ with half the mean squared error, and one gradient wrong. `grad_check` points
# at the array.

# %% demo="a warm-up with two arrays" open=true
def loss_0(params, X, y):
    return np.sum((X @ params["w"] + params["b"] - y) ** 2) / (2 * len(y))

def backward_0(params, X, y):
    error = X @ params["w"] + params["b"] - y
    return {"w": X.T @ error, "b": error.mean()}

with needs(num_grad, rel_error, grad_check):
    warm = np.random.default_rng(0)
    X0, y0, p0 = warm.normal(size=(5, 3)), warm.normal(size=5), {"w": warm.normal(size=3), "b": np.array(0.5)}
    print(grad_check(lambda p: loss_0(p, X0, y0), p0, backward_0(p0, X0, y0), 4, warm))

# %% [markdown]
# <details><summary>What it says</summary>
#
# The error of `w` is 0.8, that of `b` as good as zero. A gradient five times too large has the error $(5 - 1)/5$, and there are five
# examples: the loss divides by their number, the gradient of `w` forgets to. The others hide their faults better.
#
# </details>

# %% [markdown]
# ### Exercise: name the gradient, repair the network
# Four functions in one cell: the three repaired backward passes, and `find_the_bug`, which says what was wrong. They count together. A
# repaired pass may call the faulty one and replace what is wrong, or be a corrected copy.
#
# | | |
# |---|---|
# | `fixed_backward_1`, `_2`, `_3` | take the arguments of `backward_k`, return a dict with the right gradient of each parameter |
# | `find_the_bug(k)` | the name of the array whose gradient is wrong in `backward_k`, such as `"W1"` |
# | `k` | 1, 2 or 3; anything else raises a `ValueError` |

# %% exercise="find_the_bug"
def fixed_backward_1(params, X, y):
    """backward_1 without its fault: a dict of right gradients."""
    ### BEGIN SOLUTION
    grads = backward_1(params, X, y)
    return {**grads, "b1": len(y) * grads["b1"]}
    ### END SOLUTION


def fixed_backward_2(params, X, y):
    """backward_2 without its fault."""
    ### BEGIN SOLUTION
    h = np.tanh(X @ params["W1"] + params["b1"])
    d = (h @ params["W2"] + params["b2"] - y) / len(y)
    return {**backward_2(params, X, y), "W2": h.T @ d}
    ### END SOLUTION


def fixed_backward_3(params, X, y):
    """backward_3 without its fault."""
    ### BEGIN SOLUTION
    h = np.tanh(X @ params["W"] + params["b"])
    d = (h @ params["W"].T + params["c"] - y) / len(y)
    back = d @ params["W"] * (1 - h**2)
    return {**backward_3(params, X, y), "W": d.T @ h + X.T @ back}
    ### END SOLUTION


def find_the_bug(k):
    """The name of the array whose gradient in backward_k is wrong.

    k: 1, 2 or 3; any other raises ValueError.
    """
    ### BEGIN SOLUTION
    names = {1: "b1", 2: "W2", 3: "W"}
    if k not in names:
        raise ValueError(f"find_the_bug({k!r}): there are networks 1, 2 and 3")
    return names[k]
    ### END SOLUTION

# %% [markdown] hint="find_the_bug"
# Of the array that `grad_check` points at, ask: what did the forward pass multiply it with? How many rows does it serve? In how many
# places is it used?
#
# ---
# Let `grad_check` name the array for each network. Derive the gradient of that array alone from the forward pass, write it, and check
# again. Keep the other gradients as they are.
#
# ---
# `params, X, y = case(1, rng)`, then `grad_check(lambda p: loss_1(p, X, y), params, backward_1(params, X, y), 20, rng)`; the same for 2
# and 3. A repaired pass can end with `return {**backward_1(params, X, y), "the array": ...}`. Each row of a batch adds to a bias. A weight
# meets what came out of the layer before it. An array used twice has one term for each use. `find_the_bug` is a dict and an error.

# %% check="find_the_bug" points=15
check(find_the_bug)

# %% demo="errors of three networks"
def errors_of(networks):
    """Relative error of each array of each network, as "1: W1" and so on."""
    errors = {}
    for k, (loss, backward) in enumerate(networks, start=1):
        params, X, y = case(k, np.random.default_rng(k))
        grads, rng = backward(params, X, y), np.random.default_rng(0)
        found = grad_check(lambda p: loss(p, X, y), params, grads, 20, rng)
        errors |= {f"{k}: {name}": error for name, error in found.items()}
    return errors

# %% demo="before and after"
mended = fixed_backward_1, fixed_backward_2, fixed_backward_3
with needs(num_grad, rel_error, grad_check, find_the_bug, *mended):
    suspects = [f"{k}: {find_the_bug(k)}" for k in (1, 2, 3)]
    before = errors_of([(loss_1, backward_1), (loss_2, backward_2), (loss_3, backward_3)])
    after = errors_of(zip((loss_1, loss_2, loss_3), mended, strict=True))
    title, x = "One array each, and it is repaired", "network: array (▸ your answers)"
    ax = axes(title, x, "relative error of the gradient", (7, 3.6))
    ax.semilogy(list(before.values()), "x", ms=9, mew=2, color="#D55E00", label="as given")
    ax.semilogy(list(after.values()), "o", ms=8, mfc="none", color="#0072B2", label="repaired")
    ax.axhline(1e-4, color="0.5", lw=0.8, ls=":")
    ax.set_xticks(range(len(before)), [f"▸{name}" if name in suspects else name for name in before])
    ax.legend(fontsize=8, loc="center right")
    plt.show()

# %% [markdown] seen="three faults"
# Three common faults: a sum that became a mean, a gradient computed from the input of an activation instead of its output, and a missing
# term where one array is used twice.

# %% [markdown]
# The fault of network 2 hides best, where the weights of its first layer are small. The next figure shows how small they have to be.

# %% demo="hidden error, in code"
def hidden_error(seed, size):
    """What grad_check says of the wrong W2 of network 2 when the first layer's weights are scaled down."""
    params, X, y = case(2, np.random.default_rng(seed))
    params |= {"W1": size * params["W1"], "b1": size * params["b1"]}
    grads, rng = backward_2(params, X, y), np.random.default_rng(0)
    return grad_check(lambda p: loss_2(p, X, y), params, grads, 20, rng)["W2"]

# %% demo="a bug that hides"
with needs(num_grad, rel_error, grad_check):
    sizes = 10.0 ** np.arange(-4, 0.6, 0.5)
    runs, look = [[hidden_error(seed, size) for size in sizes] for seed in range(5)], style("", 0)
    title = "Check with weights of ordinary size: small ones hide the bug"
    ax = axes(title, "size of the first layer's weights", "relative error of the wrong W2")
    ax.loglog(sizes, np.mean(runs, axis=0), marker="o", label="mean of 5 seeds", **look)
    ax.fill_between(sizes, np.min(runs, axis=0), np.max(runs, axis=0), color=look["color"], alpha=0.15)
    ax.axhline(1e-4, color="0.5", lw=0.8, ls=":", label="what passes as right")
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# At weights of $10^{-3}$, a usual scale for a first try, the bug passes in four of five seeds, because $\tanh z \approx z$ for small $z$.
# At weights of 1 it is plain to see. For the same reason some people let a network train for a few steps before they check it.

# %% [markdown]
# ## 5. The first loss is known before you run (17 min)
# Before training, all scores are nearly equal. Softmax then gives each of $C$ classes the probability $1/C$, and the cross-entropy is
# $-\ln(1/C) = \ln C$. The hinge loss of notebook 08, $\sum_{j \ne y} \max(0, s_j - s_y + 1)$, has $C - 1$ terms, each equal to its
# margin 1.
#
# Both are for the *data* term. A penalty on the weights comes on top and must be left out.

# %% [markdown]
# ### Exercise: the loss to expect
# Turn the two sentences above into a function.
#
# | | |
# |---|---|
# | `kind` | `"softmax"` (cross-entropy, natural logarithm) or `"hinge"` (multiclass, margin 1); anything else raises a `ValueError` that lists the two |
# | `C` | the number of classes, an int of at least 2 |
# | returns | a float: the loss per example where all scores are equal, without regularization |

# %% exercise="expected_initial_loss"
def expected_initial_loss(kind, C):
    """The loss per example where all C scores are equal; a float.

    kind: "softmax" or "hinge"; any other raises ValueError that lists
    the two.  Regularization is left out.
    """
    ### BEGIN SOLUTION
    expected = {"softmax": np.log(C), "hinge": C - 1}
    if kind not in expected:
        raise ValueError(f"expected_initial_loss({kind!r}): choose one of {', '.join(expected)}")
    return float(expected[kind])
    ### END SOLUTION

# %% [markdown] hint="expected_initial_loss"
# Ten classes: the two numbers are 2.30 and 9. Which logarithm gives 2.30?
#
# ---
# Compute both numbers, look up the one that was asked for, and raise an error that names the two words if it is another.
#
# ---
# A dict with `"softmax": np.log(C)` and the count of wrong classes for `"hinge"`, then `if kind not in ...: raise ValueError(...)` and
# `float(...)`.

# %% check="expected_initial_loss" points=6
check(expected_initial_loss)

# %% [markdown]
# Now make the scores larger, still without any training: random numbers with a given standard deviation, 2000 examples, ten classes.

# %% demo="first losses, in code"
def first_losses(spread, seed, C=10):
    """Mean cross-entropy and hinge loss of 2000 rows of random scores; class 0 is always right."""
    scores = spread * np.random.default_rng(seed).normal(size=(2000, C))
    top = scores.max(1)
    soft = np.log(np.exp(scores - top[:, None]).sum(1)) + top - scores[:, 0]
    return soft.mean(), np.maximum(0, scores[:, 1:] - scores[:, :1] + 1).sum(1).mean()

# %% demo="first loss against the size of the scores"
with needs(expected_initial_loss):
    targets = {"softmax": expected_initial_loss("softmax", 10), "hinge": expected_initial_loss("hinge", 10)}
    spreads = np.array([0.01, 0.03, 0.1, 0.3, 1, 3, 10])
    runs = np.array([[first_losses(s, seed) for s in spreads] for seed in range(5)])
    title = "The rule is about small scores, not about bugs"
    ax = axes(title, "standard deviation of the scores", "first loss")
    for index, (kind, target) in enumerate(targets.items()):
        look = style("", index)
        ax.loglog(spreads, runs[:, :, index].mean(0), marker="o", label=f"{kind}, mean of 5 seeds", **look)
        ax.axhline(target, color=look["color"], lw=0.8, ls=":")
        ax.text(0.011, 1.07 * target, f"{target:.2f}", color=look["color"])
    at = dict(zip(spreads, runs[:, :, 0].mean(0), strict=True))
    print("softmax:", *[f"{at[s]:.2f} at {s:g}" for s in (0.1, 0.3, 1.0, 3.0, 10.0)], sep="  ")
    ax.set_yticks([2, 5, 10, 20, 50], [2, 5, 10, 20, 50])
    ax.minorticks_off()
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# A network that starts at 2.73 may be sound: its scores have a standard deviation of 1. It is still worth knowing, since the first steps
# will be spent on unlearning those scores. Multiply the last layer by 0.1 at the start, and $\ln C$ becomes a sharp test: then a first loss
# that is off means labels, classes or loss are not what you think.

# %% [markdown]
# What do large scores look like to one image? Drag the slider, or press the arrow keys on it: the bars are what an untrained network
# believes.

# %% demo="the beliefs of an untrained network, with a slider"
def beliefs(size):
    scores = size * np.random.default_rng(3).normal(size=10)
    p = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
    ax = axes(f"scores of size {size:g}: it gives {p.max():.0%} to one class", "class", "probability", (6.4, 3.2))
    ax.bar(range(10), p, color="#0072B2")
    ax.axhline(0.1, color="0.5", lw=0.8, ls=":")
    ax.text(-0.4, 0.92, f"loss if the label is drawn at random: {-np.log(p).mean():.2f} (ln 10 = 2.30)", fontsize=9)
    ax.set(ylim=(0, 1), xticks=range(10))

slider_figure(beliefs, [0.01, 0.1, 0.3, 0.6, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0], "size of the scores", start=1).show()

# %% [markdown]
# ### Exercise: judge a first loss
# The check itself: is a measured first loss what it should be, and if not, in which direction is it off?
#
# | | |
# |---|---|
# | `data_loss` | the loss before training, regularization left out, a float |
# | `kind`, `C` | as in `expected_initial_loss` |
# | `tol` | absolute tolerance, at least 0; a loss that is off by exactly `tol` is still `"ok"` |
# | returns | `"ok"`, `"too high"` or `"too low"` |

# %% exercise="check_initial_loss"
def check_initial_loss(data_loss, kind, C, tol=0.1):
    """Compare a loss before training with the one to expect.

    Returns "ok" within tol of it (edge included), otherwise "too high"
    or "too low".
    """
    ### BEGIN SOLUTION
    gap = data_loss - expected_initial_loss(kind, C)
    if abs(gap) <= tol:
        return "ok"
    return "too high" if gap > 0 else "too low"
    ### END SOLUTION

# %% [markdown] hint="check_initial_loss"
# Three outcomes, two comparisons. Does a loss that is off by exactly `tol` pass? What must you call to know what to expect?
#
# ---
# Take the difference of the measured and the expected loss. Its size decides whether it is ok, its sign which of the other two it is.
#
# ---
# `gap = data_loss - expected_initial_loss(...)`, then `if abs(gap) <= ...: return ...`, and for the rest the sign of `gap`.

# %% check="check_initial_loss" points=8
check(check_initial_loss)

# %% [markdown]
# Six ways to start the network, 20 seeds each. Some of them are bugs, some are not.

# %% demo="first loss, in code"
def first_loss(seed, head=0.1, penalty=0.0, leak=False, wrong_rows=False):
    """Loss of an untrained network on 200 digits, with something odd about it."""
    params, X, y = start(seed, head=head), pixels[:200], labels[:200]
    scores = np.maximum(X @ params["W1"], 0) @ params["W2"]
    scores = scores + 3 * np.eye(10)[y] if leak else scores
    logp = scores - np.log(np.exp(scores).sum(0 if wrong_rows else 1, keepdims=True))
    return -logp[np.arange(200), y].mean() + penalty * np.sum(params["W1"] ** 2)

# %% predict="the surer sign"
predict("Which first loss is the surer sign of a bug?",
        a="one that is too high", b="one that is too low", c="both alike",
        guess="")

# %% demo="six ways to start"
ways = {"small last layer": {}, "last layer as usual (× 1)": {"head": 1.0}, "last layer × 5": {"head": 5.0},
        "penalty left in": {"penalty": 0.01}, "softmax over the wrong axis": {"wrong_rows": True},
        "label leaks into the scores": {"leak": True}}
with needs(expected_initial_loss, check_initial_loss):
    losses = {name: [first_loss(seed, **odd) for seed in range(20)] for name, odd in ways.items()}
    said = {name: [check_initial_loss(loss, "softmax", 10) for loss in runs] for name, runs in losses.items()}
    ax = axes("Too high may be innocent, too low hardly ever", "first loss", "", (7, 3.4))
    for row, (runs, words) in enumerate(zip(losses.values(), said.values(), strict=True)):
        most = max(set(words), key=words.count)
        ax.plot(runs, np.full(20, row), "|", ms=14, color="#0072B2")
        ax.text(8, row, f"{most} ({words.count(most)} of 20)", va="center", fontsize=9)
    ax.axvline(np.log(10), color="0.5", lw=0.8, ls=":")
    ax.set(xscale="log", xlim=(0.3, 40), ylim=(5.6, -0.6), yticks=range(6), yticklabels=ways)
    ax.set_xticks([0.5, 1, 2.3, 5, 10], [0.5, 1, "ln 10", 5, 10])
    ax.minorticks_off()
    plt.show()
    came("b")

# %% [markdown] seen="the surer sign"
# *Too high* may be a large start, which is no bug, a penalty that doesn't belong there, or a real one such as a softmax over the wrong
# axis. *Too low* needs a reason too: an untrained network knows at most how frequent the classes are. With balanced classes the labels
# have leaked into the scores, or the loss is averaged once too often.

# %% [markdown]
# ## 6. Overfit a few minibatches (15 min)
# A network that cannot overfit 160 digits will not learn 60 000. So take five to ten *minibatches* (some notes say samples; the claims
# below show the difference). Switch off everything that hinders memorising (decay, dropout, augmentation), and train until it makes no
# mistake *on them*.
#
# To be checked this way, a model needs three things: `train_step(X, y)`, `predict(X)` and a number `regularization`.

# %% demo="the network as an object" open=true
class Net:
    """The network with a learning rate, an optional fault and a weight decay."""

    def __init__(self, seed=0, lr=0.5, fault="", head=0.1, regularization=1e-3):
        self.params, self.lr, self.fault = start(seed, head=head), lr, fault
        self.regularization = regularization

    def train_step(self, X, y):
        loss, grads = loss_and_grads(self.params, X, y, self.fault)
        pull = {name: 2 * self.regularization * w * (w.ndim == 2) for name, w in self.params.items()}
        self.params = {name: w - self.lr * (grads[name] + pull[name]) for name, w in self.params.items()}
        return loss

    def predict(self, X):
        return answers(self.params, X)

# %% [markdown]
# ### Exercise: can it overfit?
# Train a new model on the first few minibatches, unregularized, and return its accuracy on them.
#
# | | |
# |---|---|
# | `make_model` | a function without arguments; its model has `train_step(X, y)` (one update), `predict(X)` (labels) and `regularization`: set it to 0 before training |
# | `X`, `y` | arrays (N, ...) and (N,), inputs and labels |
# | examples | only the first `batches * batch`, or all if there are fewer |
# | minibatches | cut in order, `batch` examples each; the last may be smaller |
# | `steps` | updates; update $t$, from 0, takes minibatch $t$ modulo their number |
# | returns | the accuracy on those examples, a float, 1.0 for no mistake |

# %% exercise="overfit_check"
def overfit_check(make_model, X, y, steps=200, batches=10, batch=32):
    """Accuracy of a new, unregularized model on what it trained on.

    make_model() has train_step(X, y), predict(X), regularization.
    X: (N, ...).  y: (N,).  Uses the first batches * batch examples;
    update t takes minibatch t modulo their number.
    """
    ### BEGIN SOLUTION
    model = make_model()
    model.regularization = 0
    X, y = X[: batches * batch], y[: batches * batch]
    count = -(-len(y) // batch)
    for t in range(steps):
        first = t % count * batch
        model.train_step(X[first : first + batch], y[first : first + batch])
    return float(np.mean(model.predict(X) == y))
    ### END SOLUTION

# %% [markdown] hint="overfit_check"
# With 10 examples and `batch=4`: how many minibatches, and how large is each? On which examples does the accuracy count, on those you
# trained on, or on new ones?
#
# ---
# Make the model and switch its regularization off. Cut the data to the examples that are used, count the minibatches (round up), and let
# update after update take the next one, beginning again after the last. Then compare the predictions with the labels.
#
# ---
# ```python
# model = make_model()
# model.regularization = ...
# X, y = X[: ...], y[: ...]
# count = ...                          # rounded up: -(-a // b)
# for t in range(steps):
#     first = t % count * ...
#     model.train_step(X[first : ...], y[first : ...])
# return float(np.mean(...))
# ```

# %% check="overfit_check" points=12
check(overfit_check)

# %% [markdown]
# Five minibatches, 5 seeds, and more and more updates. The sound network should reach 1. Beside it are one whose decay you forgot to
# switch off, one with random labels, one whose first layer never moves, and one with a rate 100 times too low.

# %% demo="memorised, in code"
@remember
def memorised(seed, steps, batches=5, batch=32, shuffled=False, stuck=0.0, **settings):
    """`overfit_check` of the network; `stuck`: a decay that setting `regularization` doesn't switch off."""
    rng = np.random.default_rng(seed)
    rows = rng.permutation(1797)[: batches * batch]
    y = rng.permutation(labels[rows]) if shuffled else labels[rows]
    kind = type("Net", (Net,), {"regularization": property(lambda self: stuck, lambda self, value: None)})
    make = lambda: (kind if stuck else Net)(seed, **settings)
    return overfit_check(make, pixels[rows], y, steps, batches, batch)

# %% predict="random labels"
predict("160 digits with random labels, 800 updates: how many of them are "
        "right then?",
        a="about 100 %", b="about 10 %", c="about 50 %",
        guess="")

# %% demo="accuracy over updates"
with needs(overfit_check):
    budgets = [25, 50, 100, 200, 400, 800]
    cases = {"sound": {}, "decay left on (0.05)": {"stuck": 0.05}, "random labels": {"shuffled": True},
             "first layer frozen": {"fault": "frozen"}, "rate 100 times too low": {"lr": 0.005}}
    runs = {name: np.array([[memorised(seed, n, **kw) for n in budgets] for seed in range(5)])
            for name, kw in cases.items()}
    title = "It finds brakes; given time, it learns random labels too"
    ax = axes(title, "updates", "accuracy on the 160 digits it trained on")
    for index, (name, accuracy) in enumerate(runs.items()):
        look = style("", index) | {"capsize": 2, "marker": "o", "ms": 4}
        ax.errorbar(budgets, accuracy.mean(0), accuracy.std(0), label=name, **look)
    ax.set_xscale("log")
    ax.set_xticks(budgets, budgets)
    ax.minorticks_off()
    ax.legend(fontsize=8)
    plt.show()
    print("after 800:", *[f"{name} {hits[:, -1].mean():.3f}" for name, hits in runs.items()], sep="  ")
    came("bca"[np.digitize(runs["random labels"][:, -1].mean(), [0.3, 0.8])])

# %% [markdown] seen="random labels"
# At 200 updates the sound network is done and the others are not. At 800 random labels are memorised as well, and a frozen first layer
# hinders nothing: the last layer alone can do it.

# %% [markdown]
# So the budget is part of the check: a generous one says only that *something* learns. To know whether the labels belong to the images,
# look at a few with your own eyes.

# %% [markdown]
# ## 7. How far does a step move a weight? (10 min)
# One more number to watch while training, for each array $w$ by itself: the length of the update over the length of the array,
#
# $$ \frac{\lVert \Delta w \rVert}{\lVert w \rVert}
# = \frac{\lVert w_{\text{after}} - w_{\text{before}} \rVert}{\lVert w_{\text{before}} \rVert} $$
#
# Update *over* weight: some students' notes print it upside down, and then 0.001 would mean updates a thousand times the weights. A bias
# that starts at zero has no length to compare with, and no ratio.

# %% [markdown]
# ### Exercise: the update ratio
# The two norms run over all elements of the array, whatever its shape.
#
# | | |
# |---|---|
# | `before`, `after` | float arrays of one shape, any |
# | norm | the root of the sum of all squares |
# | `before` all zeros | NaN, without a warning |
# | returns | a float |

# %% exercise="update_ratio"
def update_ratio(before, after):
    """How long an update is, relative to the array that it changes.

    One number for the whole array, of any shape; NaN, without a warning,
    where before is all zeros.
    """
    ### BEGIN SOLUTION
    length = np.sqrt(np.sum(np.square(before)))
    if length == 0:
        return float("nan")
    return float(np.sqrt(np.sum(np.square(after - before))) / length)
    ### END SOLUTION

# %% [markdown] hint="update_ratio"
# A weight of length 10 moves by 0.01: what is the ratio? `np.linalg.norm` takes matrices too; what does it do with an array of three
# axes?
#
# ---
# Compute the length of `before` as the root of the sum of its squares. If it is zero, return NaN before you divide. Otherwise divide the
# length of the difference by it.
#
# ---
# `length = np.sqrt(np.sum(np.square(...)))`, then `if length == 0: return float("nan")`, then the same expression for `after - before`
# over `length`.

# %% check="update_ratio" points=11
check(update_ratio)

# %% [markdown]
# The rule of thumb says 0.001. Here is plain SGD at five rates, from 0.001 to 3, with the ratio of `W1` beside the loss.

# %% demo="watched, in code"
@remember
def watched(seed, lr, steps=600):
    """Ratio of W1 and loss at each step, and the accuracy on held-out digits."""
    rng = np.random.default_rng(seed)
    order, net, ratios, losses = rng.permutation(1797), Net(seed, lr, regularization=0.0), [], []
    for _ in range(steps):
        rows, before = order[rng.integers(0, 1000, 32)], net.params["W1"]
        losses.append(net.train_step(pixels[rows], labels[rows]))
        ratios.append(update_ratio(before, net.params["W1"]))
    rest = order[1000:]
    return ratios, losses, np.mean(net.predict(pixels[rest]) == labels[rest])

# %% demo="ratio and loss at five rates"
@remember
def all_watched():
    """For each rate the ratios (seeds, steps), the losses (seeds, steps) and the accuracies (seeds,)."""
    rates = (0.001, 0.01, 0.1, 1.0, 3.0)
    return {lr: [np.array(part) for part in zip(*(watched(seed, lr) for seed in range(5)), strict=True)] for lr in rates}

def smoothed(runs):
    """Mean over seeds and over 20 steps."""
    return np.convolve(np.mean(runs, axis=0), np.ones(20) / 20, "valid")

# %% predict="the ratio of the best rate"
predict("How large is the ratio at the rate that learns best, early in "
        "training?",
        a="about 0.001, as the rule says", b="about 0.005", c="about 0.05",
        guess="")

# %% demo="the picture of ratio and loss"
with needs(update_ratio):
    watches = all_watched()
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
    for index, (lr, (ratios, losses, _)) in enumerate(watches.items()):
        left.semilogy(np.maximum(smoothed(ratios), 1e-7), label=f"lr = {lr:g}", **style("", index))
        wide = {"lw": 5, "alpha": 0.35} if lr == 0.001 else {}           # it lies under lr = 3
        right.semilogy(smoothed(losses), label=f"lr = {lr:g}", **style("", index) | wide)
    left.axhline(1e-3, color="0.5", lw=5, alpha=0.3)
    left.set(title="The rate nearest to 0.001 ...", xlabel="step", ylabel="update / weight, W1 (cut at 1e-7)")
    right.set(title="... is not the one that learns best", xlabel="step", ylabel="training loss")
    right.legend(fontsize=8)
    plt.show()
    best = max(watches, key=lambda lr: watches[lr][2].mean())
    came("abc"[np.digitize(np.median(watches[best][0][:, :100]), [0.003, 0.02])])

# %% demo="ratio and loss in numbers"
with needs(update_ratio):
    for lr, (ratios, losses, accuracy) in all_watched().items():
        parts = np.median(ratios[:, :100]), np.median(ratios[:, -100:]), losses[:, -100:].mean()
        print("lr {:<6g} ratio {:.0e} early, {:.0e} late; loss {:.3f}".format(lr, *parts),
              f"; held-out accuracy {100 * accuracy.mean():.1f} ± {100 * accuracy.std():.1f} %", sep="")

# %% [markdown] seen="the ratio of the best rate"
# The rate nearest to the rule is 0.1 (0.003 early). The best is 1.0: it starts at 0.05, nearly fifty times the rule, and has come down to
# 0.003 by itself at the end, since gradients shrink with the loss. At 3.0 the early ratio, 0.008, looks healthy. But the network is
# dead, its ReLUs are off, and its late ratio is exactly 0.

# %% [markdown]
# So read the ratio as an order of magnitude: $10^{-5}$ says "nothing moves", more than $10^{-1}$ "watch out", 0 "dead". It does not choose
# a rate for you. Notebook 07 does that.

# %% [markdown]
# ## 8. Which check sees which fault? (7 min, further)
# You now have four checks, one of them with three budgets, and seven faults. Each square below counts in how many of 5 seeds a check
# finds something wrong (for the ratio: outside $10^{-4}$ to $10^{-1}$). The counts come with the course; a dot says that yours, which run
# on the first seed, find it too.

# %% demo="settings for which check sees which fault"
FAULTS = {"none": {}, "b1 averaged": {"fault": "mean"}, "no ReLU mask": {"fault": "mask"},
          "W1 frozen": {"fault": "frozen"}, "W1 uphill": {"fault": "uphill"},
          "last layer × 5": {"head": 5.0}, "rate × 0.01": {"lr": 0.005},
          "random labels": {"shuffled": True}}

# %% demo="alarms, in code"
def alarms(seed, shuffled=False, **odd):
    """Which checks find something wrong: true or false for each column of the map."""
    net, rng = Net(seed, **odd), np.random.default_rng(seed)
    rows = rng.permutation(1797)[:320]
    X, y = pixels[rows], rng.permutation(labels[rows]) if shuffled else labels[rows]
    errors = network_errors(net.params, X[:32], y[:32], net.fault, 10, rng)
    first = loss_and_grads(net.params, X, y)[0]
    budgets = (600, 1, 10), (200,), (600,)                     # updates, then minibatches and examples in each, if not 5 and 32
    how = odd | ({"shuffled": True} if shuffled else {})
    mistaken = [memorised(seed, *budget, **how) < 1 for budget in budgets]
    ratio = np.median([step_ratio(net, X[i : i + 32], y[i : i + 32]) for i in list(range(0, 320, 32)) * 3])
    return [max(errors.values()) > 1e-4, check_initial_loss(first, "softmax", 10) != "ok",
            *mistaken, not 1e-4 < ratio < 1e-1]

# %% demo="which check sees which fault"
def step_ratio(net, X, y):
    before = net.params["W1"]
    net.train_step(X, y)
    return update_ratio(before, net.params["W1"])

shipped = Shipped("06_sanity_checks.npz")

@shipped
def all_alarms():
    """In how many of five seeds each check finds each fault, (faults, checks)."""
    return [np.sum([alarms(seed, **odd) for seed in range(5)], axis=0) for odd in FAULTS.values()]

# %% predict="an averaged bias"
predict("The gradient of b1 is averaged, not summed. How many of the six "
        "columns find it in most seeds?",
        a="none", b="one", c="several",
        guess="")

# %% demo="the map of checks and faults"
used = num_grad, rel_error, grad_check, expected_initial_loss, check_initial_loss
with needs(*used, overfit_check, update_ratio):
    seen, mine = all_alarms(), np.array([alarms(0, **odd) for odd in FAULTS.values()])
    columns = ["gradient\ncheck", "first\nloss", "10 samples,\n600 steps", "5 batches,\n200 steps",
               "5 batches,\n600 steps", "update\nratio"]
    ax = axes("Small bugs need the gradient check; a generous budget hides large ones", "", "", (7.4, 4.4))
    ax.imshow(seen, cmap="Greys", vmin=0, vmax=6, aspect="auto")
    for (row, column), count in np.ndenumerate(seen):
        ink = "white" if count > 3 else "black"
        ax.text(column, row, f"{count} of 5" if count else "–", ha="center", va="center", color=ink)
    ax.plot(*np.argwhere(mine).T[::-1] + [[0.4], [-0.35]], "o", ms=4, color="#D55E00")
    ax.set_xticks(range(6), columns)
    ax.set_yticks(range(len(FAULTS)), FAULTS)
    plt.show()
    found = int((seen[list(FAULTS).index("b1 averaged")] >= 3).sum())
    came("abc"[min(found, 2)])

# %% [markdown] seen="an averaged bias"
# The gradient check sees all four wrong gradients, and nothing else. Of the two bugs of section 1, one seed in five apart, it is the only
# check that sees them. Overfitting depends on its budget. With 200 updates, which the sound network just needs, it catches the frozen
# layer and the random labels in every seed; with 600 it catches the frozen layer once and the random labels never.

# %% [markdown]
# We know here how long a sound network takes. In a project of your own you don't, and it is tempting to train until the check passes.
#
# Your gradients come from PyTorch? Then the commonest bug is one that no formula has: a forgotten `optimizer.zero_grad()`. `backward()`
# *adds* to `p.grad`, so each step uses the sum of all gradients so far.

# %% demo="a forgotten zero_grad, in code"
import torch

torch.set_num_threads(1)

def forgetful(seed, forget, steps=200, lr=0.5):
    """Train a torch network on five minibatches; the losses, and the share of the 160 digits it then gets right."""
    torch.manual_seed(seed)
    rows = np.random.default_rng(seed).permutation(1797)[:160]
    X, y = torch.tensor(pixels[rows], dtype=torch.float32), torch.tensor(labels[rows])
    net = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
    optimiser, losses = torch.optim.SGD(net.parameters(), lr=lr), []
    for t in range(steps):
        part = slice(t % 5 * 32, t % 5 * 32 + 32)
        if not forget:
            optimiser.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(X[part]), y[part])
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses, (net(X).argmax(1) == y).float().mean().item()

@shipped
def forgotten(forget):
    """The same of five seeds: losses (5, steps), shares (5,)."""
    losses, hits = zip(*(forgetful(seed, forget) for seed in range(5)), strict=True)
    return {"losses": losses, "hits": hits}

# %% demo="a forgotten zero_grad"
ax = axes("Without zero_grad each step also takes all steps before it again", "step", "loss on the minibatch")
for index, forget in enumerate((False, True)):
    runs = forgotten(forget)
    name = "zero_grad forgotten" if forget else "sound"
    by_heart = 100 * np.mean(runs["hits"])
    ax.semilogy(np.mean(runs["losses"], axis=0), label=f"{name}: {by_heart:.0f} % by heart", **style("", index))
ax.legend(fontsize=8)
plt.show()

# %% [markdown]
# The first loss is right, and so is the first gradient: a check of a single `backward()` passes. Overfitting sees it. So does running
# one step of your loop twice on the same batch at rate 0: `p.grad` should be the same, and here it is twice as large the second time.

# %% [markdown]
# ## 9. Six PyTorch loops, six bugs (16 min, further)
# Here is a sound loop in PyTorch, in the form that `overfit_check` wants. Below it, folded, are six loops that differ from it in one method
# each. Don't open that cell yet: in a project of your own you would not know which line to look at either. Name each bug from its symptoms
# first, then read the code and see whether you were right.

# %% demo="network, loss and optimiser, in code"
class Parts:
    """A network with dropout, its loss, and its optimiser."""

    regularization = 0

    def __init__(self, seed=0, lr=0.5):
        torch.manual_seed(seed)
        self.body = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Dropout(0.3))
        self.head = torch.nn.Linear(64, 10)
        self.optimiser = torch.optim.SGD([*self.body.parameters(), *self.head.parameters()], lr=lr)

    def scores(self, X):
        return self.head(self.body(torch.tensor(X, dtype=torch.float32)))

    def loss(self, X, y):
        return torch.nn.functional.cross_entropy(self.scores(X), torch.tensor(y))

# %% demo="a sound loop" open=true
class Loop(Parts):
    def train_step(self, X, y):
        self.body.train()
        self.optimiser.zero_grad()
        loss = self.loss(X, y)
        loss.backward()
        self.optimiser.step()
        return loss.item()

    def predict(self, X):
        self.body.eval()
        return self.scores(X).argmax(1).numpy()

# %% demo="six loops with a bug, in code"
class Loop1(Loop):
    def loss(self, X, y):
        return torch.nn.functional.cross_entropy(self.scores(X).softmax(1), torch.tensor(y))

class Loop2(Loop):
    def train_step(self, X, y):
        self.body.train()
        loss = self.loss(X, y)
        loss.backward()
        self.optimiser.step()
        return loss.item()

class Loop3(Loop):
    def loss(self, X, y):
        logp = self.scores(X).log_softmax(1)
        return -logp[:, y].mean()

# %% demo="six loops with a bug, in code, part 2"
class Loop4(Loop):
    def train_step(self, X, y):
        self.body.train()
        self.optimiser.zero_grad()
        loss = self.loss(X, y)
        loss.backward()
        for w in self.optimiser.param_groups[0]["params"]:
            w -= self.optimiser.param_groups[0]["lr"] * w.grad
        return loss.item()

class Loop5(Loop):
    def predict(self, X):
        return self.scores(X).argmax(1).numpy()

class Loop6(Loop):
    def scores(self, X):
        h = self.body(torch.tensor(X, dtype=torch.float32))
        return self.head(h.detach())

LOOPS = {"sound": Loop, "loop 1": Loop1, "loop 2": Loop2, "loop 3": Loop3, "loop 4": Loop4, "loop 5": Loop5, "loop 6": Loop6}

# %% [markdown]
# Your checks look at each of them: the first loss, whether it overfits five minibatches in 200 updates, how far the first layer moves. Three
# cheap questions come on top. What is the loss at the end? With a rate of 0 and the same batch twice, is the gradient the same? And asked
# twice after training, does it answer the same?

# %% demo="symptoms, in code"
def minibatches(seed):
    rows = np.random.default_rng(seed).permutation(1797)[:160]
    return pixels[rows], labels[rows]

def curve(kind, seed, steps=200):
    """Losses of a loop on five minibatches, and the loop."""
    (X, y), loop = minibatches(seed), kind(seed)
    return np.array([loop.train_step(X[t % 5 * 32 :][:32], y[t % 5 * 32 :][:32]) for t in range(steps)]), loop

def gradient_again(kind, seed):
    """Length of the second gradient over that of the first: same batch, same dropout, rate 0."""
    (X, y), loop, lengths = minibatches(seed), kind(seed, lr=0.0), []
    for _ in range(2):
        torch.manual_seed(seed)
        loop.train_step(X[:32], y[:32])
        lengths.append(loop.head.weight.grad.norm().item())
    return lengths[1] / lengths[0]

# %% demo="symptoms, in code, part 2"
def symptoms(kind, seed=0):
    """What the checks and three questions say of a loop, as text."""
    (X, y), loop = minibatches(seed), kind(seed)
    first, before = loop.loss(X, y).item(), loop.body[0].weight.detach().numpy().copy()
    words = f"{first:.2f}, {check_initial_loss(first, 'softmax', 10):<10}"
    try:
        loop.train_step(X[:32], y[:32])
        moved = update_ratio(before, loop.body[0].weight.detach().numpy())
        losses, loop = curve(kind, seed)
        same = np.mean(loop.predict(X) == loop.predict(X))
        right = overfit_check(lambda: kind(seed), X, y, 200, 5)
        return f"{words} {right:>8.0%} {moved:>13.4f} {losses[-20:].mean():>10.2f} {gradient_again(kind, seed):>10.2f} {same:>13.0%}"
    except RuntimeError:
        return f"{words} stops in its first step with a RuntimeError"

# %% predict="silent bugs"
predict("How many of the six loops stop with an error message?",
        a="none", b="one", c="three",
        guess="")

# %% demo="symptoms of six loops"
with needs(expected_initial_loss, check_initial_loss, overfit_check, update_ratio):
    found = {name: symptoms(kind) for name, kind in LOOPS.items()}
    print(f"{'':8}{'first loss':<18}{'by heart':>7}{'layer 1 moves':>14}{'last loss':>11}{'gradient':>11}{'same answer':>14}")
    print(f"{'':61}{'again':>9}{'again':>13}")
    print(*[f"{name:8}{text}" for name, text in found.items()], sep="\n")
    stops = sum("Error" in text for text in found.values())
    came("abc"[np.digitize(stops, [1, 3])])

# %% [markdown] seen="silent bugs"
# The other five run, and four of them look like a poor network or a poor rate: that is what people then change for a week. Compare each row
# with the first one, and ask which bug *must* do just that.

# %% [markdown]
# ### Exercise: name the bug
# Three of the nine names fit none of the loops.
#
# | name | the bug |
# |---|---|
# | `"zero_grad"` | `optimizer.zero_grad()` is forgotten |
# | `"eval"` | `model.eval()` is forgotten before predicting |
# | `"softmax_twice"` | the loss gets probabilities, and applies softmax to them once more |
# | `"broadcast"` | in the loss every row meets every label, as when shapes (N, 1) and (N,) make (N, N) |
# | `"detached"` | a `detach()` cuts the graph below the last layer |
# | `"in_place"` | a parameter that needs a gradient is changed in place |
# | `"shuffled"` | the labels belong to other images |
# | `"low_rate"` | the rate is 100 times too low |
# | `"summed"` | the loss is a sum over the batch, not a mean |
#
# `k` is 1 to 6; anything else raises a `ValueError`.

# %% exercise="name_the_bug"
def name_the_bug(k):
    """Which bug loop k has, one of the nine names.

    k: 1 to 6; any other raises ValueError.
    """
    ### BEGIN SOLUTION
    bugs = {1: "softmax_twice", 2: "zero_grad", 3: "broadcast", 4: "in_place", 5: "eval", 6: "detached"}
    if k not in bugs:
        raise ValueError(f"name_the_bug({k!r}): there are loops 1 to 6")
    return bugs[k]
    ### END SOLUTION

# %% [markdown] hint="name_the_bug"
# Which of the nine bugs touches training, and which only what is asked afterwards? Which makes a gradient exactly zero, and which makes it
# twice as long?
#
# ---
# Go through the *names*, not the loops: for each write down the one number of the table that it must change. A softmax of probabilities can't
# give any class more than $e / (e + 9)$, so the loss stays above a number that you can compute. A loss in which every row meets every label
# knows only how frequent the classes are.
#
# ---
# Start with the sure ones: the row that stops, the layer that doesn't move, the gradient that is longer the second time, the answers that
# change. Two are left, both with a last loss that is too high; compare it with $-\ln\, e/(e+9)$ and with $\ln 10$. Then it is a dict and an
# error, as in `find_the_bug`.

# %% check="name_the_bug" points=8
check(name_the_bug)

# %% demo="loss curves of six loops"
with needs(name_the_bug):
    ax = axes("Five of the six loops run, and one of these looks sound", "update", "loss on the minibatch, mean of 5 seeds", (7.4, 4))
    for index, (name, kind) in enumerate(LOOPS.items()):
        if kind is Loop4:
            continue
        mean = np.mean([curve(kind, seed)[0].reshape(-1, 5).mean(1) for seed in range(5)], axis=0)
        look = style("", index) if index else {"color": "0.75", "lw": 6}
        label = name if name == "sound" else f"{name[-1]}: {name_the_bug(int(name[-1]))}"
        ax.plot(np.arange(2, 200, 5), mean, label=label, **look)
    for height, text in ((np.log(10), "ln 10"), (np.log(np.e + 9) - 1, r"$-\ln\, e/(e+9)$")):
        ax.axhline(height, color="0.5", lw=0.8, ls=":")
        ax.text(224, height + 0.02, text, fontsize=8, color="0.35", ha="right", va="bottom")
    ax.set_xlim(0, 225)
    ax.legend(fontsize=8, loc="upper left", bbox_to_anchor=(1.02, 1))
    plt.show()

# %% [markdown]
# The dotted lines are the loss of guessing, and the least that a softmax of probabilities can reach. A curve alone tells few of the loops
# apart. The loop that predicts in training mode has the curve of the sound one: its training *is* sound, and
# only its answers change from call to call. So keep all of these checks in one function, and run it after each change of a training loop.

# %% [markdown]
# *Can the loss go up again?* From one minibatch to the next it always does a little. If it jumps up in a run that went well, look at three
# things. The batch itself: a broken image, a label out of place, a NaN or an infinity in the data; keep the row numbers of each batch, so
# that you can look. The rate: near its upper limit a small change of curvature is enough (notebooks 01 and 05). And the optimiser: after a
# quiet stretch Adam's second moment is small, so the next large gradient makes a long step (notebook 03). What people do: clip the norm
# of the gradient, skip a batch with a loss that isn't finite, or go back to the last copy of the weights and leave out the batches around
# the jump. A large language model was trained that way: from about 100 steps before each spike, without the next few hundred
# batches (Chowdhery et al., 2022, [arXiv:2204.02311](https://arxiv.org/abs/2204.02311), section 5.1).

# %% [markdown]
# ## Open challenge: four values for a slope (10 min, further)
# Your `num_grad` asks for two values of the function for each slope. You may ask for four. How many digits of the slope can you get?
# Change `my_slope` and beat `num_grad` at the best of five `h`. Nothing of this is graded; your best score is kept.

# %% demo="your slope" open=true
def my_slope(f, x):
    """The slope of f at the number x. `f` may be called four times."""
    return (f(x + 1e-5) - f(x)) / 1e-5

# %% demo="four values, your best so far"
from utils.challenge import budget, challenge


def worst_error(slope):
    """The largest relative error at 60 places of four functions whose slopes are known."""
    known = [(np.exp, np.exp), (np.sin, np.cos), (lambda x: 1 / (1 + x * x), lambda x: -2 * x / (1 + x * x) ** 2),
             (lambda x: np.log(np.cosh(x)), np.tanh)]
    places = np.random.default_rng(0).uniform(0.2, 1.2, 15)
    return max(abs(slope(budget(f, 4), x) - df(x)) / abs(df(x)) for f, df in known for x in places)

def central(h):
    return lambda f, x: num_grad(lambda x: f(x[0]), np.array([x]), h)[0]

with needs(num_grad):
    baseline = min(worst_error(central(h)) for h in (1e-7, 1e-6, 1e-5, 1e-4, 1e-3))
    challenge("06", worst_error(my_slope), baseline, "largest relative error", lower=True)

# %% [markdown]
# ## 10. Claims, tested (5 min)
# What lectures say about these checks, each against an experiment with ten or twenty seeds. First the numerical gradient, on the last layer
# of our network, and with kinks, on its first.

# %% demo="claims about numerical gradients"
claims = Claims("06_sanity_checks")
NOTES, HOME = "CS231n notes, neural networks 3", "https://cs231n.github.io/neural-networks-3/"
EECS, COURSE = "students' notes of EECS 498 lecture 11", "https://web.eecs.umich.edu/~justincj/teaching/eecs498/"

def one_sided_error(seed, h):
    """As the worst element of `precision_errors` in float64, with one-sided differences."""
    params, (X, y) = start(seed, hidden=8, head=1.0), slices(seed)
    loss = lambda W2: loss_and_grads(params | {"W2": W2}, X, y)[0]
    bumps = h * np.eye(80).reshape(80, 8, 10)
    numeric = np.array([loss(params["W2"] + bump) - loss(params["W2"]) for bump in bumps]) / h
    return rel_error(numeric.reshape(8, 10), loss_and_grads(params, X, y)[1]["W2"])

# %% demo="claims about numerical gradients, part 2"
with needs(num_grad, rel_error):
    test, hs = claims.test("Check gradients in double precision", NOTES,
        "relative error of a right gradient in float32, worst element, at the best h",
        least=1e-3, ratio=True, wording="Use double precision", link=HOME, main=True), 10.0 ** np.arange(-4, -0.9)
    single = np.array([precision_errors(seed, np.float32, hs).min(axis=1) for seed in seeds(20)])
    test.measured(single[:, 0], without=single[:, 1], condition="elements are compared one by one, not whole arrays")
    test = claims.test("Use the centred formula", NOTES,
        "times the error of centred differences that one-sided ones make, h = 1e-5, worst element",
        least=10, ratio=True, wording="Use the centered formula", link=HOME)
    centred = [precision_errors(seed, np.float64, [1e-5])[0, 0] for seed in seeds(20)]
    test.measured([one_sided_error(seed, 1e-5) for seed in seeds(20)] / np.array(centred))

# %% demo="claim about kinks"
def failing(seed, h):
    """Per cent of 300 elements of W1 off by more than 1e-3 though the gradient is right."""
    params, (X, y), rng = start(seed, head=1.0), slices(seed), np.random.default_rng(seed)
    chosen, exact = rng.choice(64 * 64, 300, replace=False), loss_and_grads(params, X, y)[1]["W1"]

    def loss_at(values):
        moved = params["W1"].copy()
        np.put(moved, chosen, values)
        return loss_and_grads(params | {"W1": moved}, X, y)[0]

    numeric, exact = num_grad(loss_at, params["W1"].flat[chosen], h), exact.flat[chosen]
    return 100 * np.mean([rel_error(a, b) > 1e-3 for a, b in zip(numeric, exact, strict=True)])

# %% demo="claim about kinks, part 2"
with needs(num_grad, rel_error):
    test = claims.test("Kinks make a right gradient fail the check", NOTES,
        "% of right elements that are off by more than 1e-3", least=1, link=HOME)
    coarse, fine = ([failing(seed, h) for seed in seeds(10)] for h in (1e-2, 1e-5))
    test.measured(coarse, without=fine, condition="h is large, 1e-2, not 1e-5")

# %% [markdown]
# The first loss, for our sound network with a small last layer, as usual, and large.

# %% demo="claims about the first loss"
with needs(expected_initial_loss):
    test = claims.test("The first loss is ln C; otherwise the network has an error", EECS,
        "difference of the first loss from ln 10, sound network", least=0.1, equal=True, link=COURSE)
    small, usual, large = ([first_loss(seed, head=head) - expected_initial_loss("softmax", 10) for seed in seeds(20)]
                           for head in (0.1, 1.0, 5.0))
    test.measured(small, without=large, condition="the scores are small: last layer × 0.1, not × 5",
                  note=f"last layer × 1: {np.mean(usual):.2f}")

# %% [markdown]
# Overfitting: samples against minibatches, with and without decay, with true and with random labels.

# %% demo="claims about learning by heart"
@shipped
def caught(updates, *size):
    """Per cent (seeds,) of three faulty networks that do not learn all by heart."""
    faults = "mean", "mask", "frozen"
    passed = [[memorised(seed, updates, *size, fault=fault) == 1 for fault in faults] for seed in seeds(10)]
    return 100 * (1 - np.mean(passed, axis=1))

with needs(overfit_check):
    test = claims.test("A network that overfits 5-10 samples is wired right", EECS,
        "% of three faulty networks that it catches, 10 samples, 600 updates", least=90, link=COURSE, main=True)
    memorised(0, 25)                           # an unwritten check says so here
    few, many, soon = (caught(*budget) for budget in ((600, 1, 10), (600,), (200,)))
    test.measured(few, note=f"5 minibatches: {np.mean(many):.0f}, in 200 updates {np.mean(soon):.0f}")

# %% demo="claims about learning by heart, part 2"
with needs(overfit_check):
    test = claims.test("Turn regularization off for it", EECS,
        "points of training accuracy lost with decay 0.05, 400 updates", least=5, link=COURSE)
    test.measured([100 * (memorised(seed, 400) - memorised(seed, 400, stuck=0.05)) for seed in seeds(10)])
    test = claims.test("Networks easily fit random labels", "Zhang et al. 2017, section 2",
        "% of random labels of 160 digits learnt by heart", least=99,
        wording="Deep neural networks easily fit random labels", link="https://arxiv.org/abs/1611.03530")
    late, early = ([100 * memorised(seed, n, shuffled=True) for seed in seeds(10)] for n in (800, 200))
    true = np.mean([100 * memorised(seed, 200) for seed in seeds(10)])
    test.measured(late, without=early, condition=f"there is time: 800 updates, not 200, which teach {true:.0f} % of true ones")

# %% [markdown]
# The ratio, at the rate that is best on held-out digits by the mean of three other seeds.

# %% demo="claims about the ratio"
@shipped
def tried(lr):
    """Accuracy on held-out digits, mean of the seeds that choose."""
    return np.mean([watched(seed, lr)[2] for seed in tuning_seeds(3)])

with needs(update_ratio):
    test = claims.test("A ratio of about 0.001 is good", f"{NOTES}; {EECS}",
        "powers of ten between 0.001 and the median ratio of W1 at the best rate", least=1, equal=True,
        wording="A rough heuristic is that this ratio should be somewhere around 1e-3", link=HOME, main=True)
    rates = (0.01, 0.1, 0.3, 1.0, 3.0)
    best = max(rates, key=tried)
    powers = np.log10([watched(seed, best)[0] for seed in seeds(10)]) + 3
    last, first = np.median(powers[:, -100:], axis=1), np.median(powers[:, :100], axis=1)
    test.measured(last, without=first, condition="the run is nearly over: its last 100 steps, not its first",
                  note=f"best rate {best:g}")
claims

# %% [markdown]
# And how well did you predict?

# %% demo="your predictions" open=true
predictions()

# %% [markdown]
# ### What you saw
# - A network with a wrong gradient trains, generalises and looks well. Only a gradient check sees every such bug: in float64, with a
#   sample of each array, weights of ordinary size and a batch of several.
# - The first loss is $\ln C$ if the scores are small. Too high may be a large start; too low is a leak or a mean too many.
# - Overfitting five minibatches finds what holds training back: decay, a rate too low, steps uphill. It finds wrong labels only with a
#   tight budget, and small bugs hardly ever.
# - The common bugs of a PyTorch loop are silent, and each has a symptom of its own: a loss that stops at a known floor, a layer that doesn't
#   move, a gradient that grows by itself, an answer that changes.
# - Update over weight is an order of magnitude: at the best rate it began nearly fifty times above the rule of 0.001.

# %% [markdown]
# ## 11. When to use it, and what to read (3 min)
# Check gradients whenever you write a backward pass by hand: a new layer, a CUDA kernel, a custom loss. PyTorch has the same tool as
# `torch.autograd.gradcheck`, and its own layers are tested with it. If you only stack ready layers, skip it and do the other three, which
# take a minute: the first loss, overfitting a few minibatches, the ratio on a dashboard. Then look at a batch of inputs and labels with your
# own eyes, exactly as they enter the network.
#
# *Further reading.* Baydin et al., ["Automatic Differentiation in Machine Learning: a Survey"](https://arxiv.org/abs/1502.05767) (2018):
# section 2.1 on numerical differentiation and its errors. Zhang et al., ["Understanding deep learning requires rethinking
# generalization"](https://arxiv.org/abs/1611.03530) (2017): section 2.1, random labels on large networks. Both sections are short.
#
# *Open question.* Networks learn with gradients that are wrong on purpose: quantised, made sparse, even sent back through fixed random
# weights instead of $W^\top$. How wrong may a gradient be, and in which way, before training notices? Your faults are a place to start.
