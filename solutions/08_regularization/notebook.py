# ---
# jupyter:
#   jupytext: {cell_metadata_filter: all}
#   kernelspec: {name: python3, display_name: Python 3 (ipykernel), language: python}
# ---

# %% [markdown]
# # Penalties: what large weights should cost
# A network with enough weights learns whatever you show it, wrong labels included. A penalty puts a price on weights, so that only what many
# examples agree on is worth its cost. You will write the common penalties, see one of them make exact zeros, find that "L2" and "weight
# decay" are two things inside Adam, and measure where penalties help (much) and where they don't (at all).
#
# *You need*: notebooks 01 to 03. *You get*: a hinge loss with any penalty, decay, `soft_threshold` and `max_norm`, ready for use.
# *Time*: 80 minutes; sections 1 to 10 take 5, 12, 12, 10, 10, 10, 8, 5, 3 and 5.

# %%
import functools

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.datasets import load_digits

from utils.checks import check, needs
from utils.claims import CONDITIONAL, FAILS, HOLDS, Claims
from utils.plotting import axes, style
from utils.remember import remember  # runs an experiment once, and anew when your functions change
from utils.training import MLPs, train

torch.set_num_threads(1)                     # these networks are too small to share
digits = load_digits()                       # 1797 images of 8 x 8 pixels, ten classes
pixels, labels = digits.data / 16, digits.target

# %% [markdown]
# ## 1. Left alone, a network learns the lies too
# Ten networks, each with 300 digits of its own. Thirty per cent of the training labels were drawn again by a die with ten faces, so that 27 %
# are wrong; the 1000 test labels are all right. Before you run the cell: does the accuracy on the *test* digits rise, level off, or fall?

# %% demo="sample, in code"
def sample(seed, noise):
    """300 digits to train on and 200 to validate, some labels of both redrawn; 1000 to test, labels right."""
    rng = np.random.default_rng(seed)
    order, wrong = rng.permutation(1797), rng.random(1797) < noise
    y = np.where(wrong, rng.integers(0, 10, 1797), labels[order])
    X = pixels[order].astype(np.float32)
    return X[:300], y[:300], X[300:500], y[300:500], X[797:], labels[order[797:]]

def samples(seeds, noise):
    """The same for many seeds, stacked."""
    return [np.stack(parts) for parts in zip(*(sample(seed, noise) for seed in seeds), strict=True)]

# %% demo="digits with some labels redrawn"
def score(nets, X, y):
    """Accuracy in per cent of each network on its own digits."""
    with torch.no_grad():
        return 100 * (nets.forward(torch.as_tensor(X)).argmax(2).numpy() == y).mean(1)

# %% demo="left alone, in code"
@remember
def left_alone(noise, steps=600, every=20):
    """Accuracies (times, 10) on training, validation and test digits, at a learning rate of 0.1."""
    X, y, Xv, yv, Xt, yt = samples(range(10), noise)
    nets, seen = MLPs([64, 128, 10], range(10)), []

    def look(t, nets):
        if (t + 1) % every == 0:
            seen.append([score(nets, X, y), score(nets, Xv, yv), score(nets, Xt, yt)])

    train(nets, X, y, steps, 0.1, after_step=look)
    return np.array(seen).transpose(1, 0, 2)

# %% demo="ten networks learn"
learns, _, knows = left_alone(0.3)
steps = 20 * np.arange(1, 31)
ax = axes("First it learns the digits, then it learns the lies", "step", "accuracy, %")
for name, runs in {"training labels, 27 % of them wrong": learns, "new digits": knows}.items():
    look = style("", 0 if runs is learns else 1)
    ax.plot(steps, runs.mean(1), label=name, **look)
    ax.fill_between(steps, runs.min(1), runs.max(1), color=look["color"], alpha=0.15, linewidth=0)
ax.legend(fontsize=8, loc="lower right")
plt.show()
print(f"new digits: best {knows.mean(1).max():.1f} % at step {steps[knows.mean(1).argmax()]}, "
      f"at the end {knows[-1].mean():.1f} %; training labels at the end {learns[-1].mean():.1f} %")

# %% [markdown]
# The network explains every label in the end, the wrong ones at the cost of the right ones. Two cures suggest themselves: stop in time, or
# make it expensive to explain a single odd example. This notebook is about the second, and section 9 compares the two.

# %% [markdown]
# ## 2. A loss that can be satisfied
# To see what a penalty does, start with a loss that leaves it room. Cross-entropy is never content: it always wants the right score to be
# still larger. The *hinge loss* asks for a margin $\Delta$ between the right score and each other one, and then for nothing more:
#
# $$ L = \frac1N \sum_{i=1}^{N} \sum_{j \ne y_i} \max(0,\; s_{ij} - s_{i y_i} + \Delta) $$
#
# Every wrong class that comes too close pushes twice: its own score down, the right one up.

# %% [markdown]
# ### Exercise: the hinge loss and its gradient
# For one example: each $j$ with a positive term adds $+1$ to the slope of $s_j$, and $-1$ to that of $s_y$. Then the mean over the examples.

# %% exercise="svm_loss"
def svm_loss(S, y, delta=1.0):
    """Multiclass hinge loss, 1/N sum_i sum_{j != y_i} max(0, S[i, j] - S[i, y_i] + delta), and its gradient.

    S: float array (N, C), scores.  y: int array (N,), the right classes.  delta > 0: the margin.
    A term that is exactly zero has slope 0.  Returns (loss, dS): a float, and an array (N, C).
    """
    ### BEGIN SOLUTION
    rows = np.arange(len(y))
    margins = S - S[rows, y][:, None] + delta
    margins[rows, y] = 0
    violated = (margins > 0).astype(float)
    violated[rows, y] = -violated.sum(1)
    return float(np.maximum(margins, 0).sum() / len(y)), violated / len(y)
    ### END SOLUTION

# %% [markdown] hint="svm_loss"
# `S[np.arange(N), y]` are the right scores. If you let $j$ run over *all* classes, how much does $j = y$ add for each example? And when all
# scores of a row rise by the same amount, the loss stays: so what must each row of `dS` add up to?

# %% check="svm_loss" points=18
check(svm_loss)

# %% [markdown]
# One example, four classes. The three wrong scores are 1, 0 and -1; the right one moves from left to right. Where are the bends of the hinge
# loss, and what slopes lie between them?

# %% demo="softmax loss, in code"
def softmax_loss(S, y):
    """Cross-entropy of one row, for comparison."""
    return float(np.log(np.exp(S[0]).sum()) - S[0, y[0]])

# %% demo="a loss that can be satisfied"
with needs(svm_loss):
    right, y = np.linspace(-2.5, 4.5, 141), np.array([0])
    rows = [np.array([[s, 1.0, 0.0, -1.0]]) for s in right]
    hinge, slopes = zip(*((loss, dS[0, 0]) for loss, dS in (svm_loss(S, y) for S in rows)), strict=True)
    title = "The hinge wants a margin of one, and then it wants nothing"
    ax = axes(title, "score of the right class", "loss")
    ax.plot(right, hinge, label="hinge", **style("", 0))
    ax.plot(right, [softmax_loss(S, y) for S in rows], label="cross-entropy", **style("", 1))
    for s in (-1.5, 0.5, 1.5, 3.2):
        at = np.abs(right - s).argmin()
        ax.annotate(f"slope {slopes[at] + 0:.0f}", (s, hinge[at]), (6, 8), textcoords="offset points")
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# Bends at 0, 1 and 2, one above each wrong score. Right of 2 the loss is exactly zero, and so is the slope: this example has no more
# influence. That leaves a question open. Among all weights that satisfy everybody, which will you get?

# %% [markdown]
# ## 3. A price on weights
# Take weights $W$ with loss zero. Then $2W$ has loss zero too, and $100\,W$; the data don't care. So add a price:
#
# $$ L(W) + \lambda R(W), \qquad R_2(W) = \sum W^2, \qquad R_1(W) = \sum |W| $$
#
# No $\frac12$, no root and no mean here. Many books put $\frac12$ before $\sum W^2$, and their $\lambda$ is then twice ours.

# %% [markdown]
# ### Exercise: the sum of squares
# This, without its root, is what people call L2.

# %% exercise="l2"
def l2(W):
    """The L2 penalty and its gradient: the sum of all squares, and 2 W.

    W: float array of any shape.  Returns (value, grad): a float, and a new array of W's shape.
    """
    ### BEGIN SOLUTION
    return float(np.sum(W**2)), 2 * W
    ### END SOLUTION

# %% [markdown] hint="l2"
# For a single weight of 3 the value is 9. How much does it rise when the weight becomes 3.01? All weights together cost one number; how many
# slopes are there?

# %% check="l2" points=7
check(l2)

# %% [markdown]
# Three clouds of points, and weights that separate them. Scale these weights by $c$: what happens to the loss to the left of the dot where
# it reaches zero, and to the right? Then the same with a price.

# %% demo="clouds, in code"
def clouds(seed, spread=0.35, n=20):
    """Three clouds of n points on a circle of radius 1.5, and their classes."""
    rng, y = np.random.default_rng(seed), np.repeat([0, 1, 2], n)
    angle = np.array([0.5, 2.6, 4.7])[y]
    return 1.5 * np.stack([np.cos(angle), np.sin(angle)], 1) + spread * rng.normal(size=(3 * n, 2)), y

# %% demo="scale the weights"
with needs(svm_loss, l2):
    (X, y), scales = clouds(0), np.linspace(0, 3, 301)
    W = np.stack([X[y == k].mean(0) for k in range(3)], axis=1)
    data = np.array([svm_loss(X @ (c * W), y)[0] for c in scales])
    price = np.array([l2(c * W)[0] for c in scales])
    title = "The data fix a direction; the price fixes the length"
    ax = axes(title, "scale $c$ of the weights", "loss of $c\\,W$")
    for index, lam in enumerate((0.0, 0.01, 0.1)):
        total = data + lam * price
        ax.plot(scales, total, label=f"λ = {lam}" if lam else "hinge loss alone", **style("", index))
        ax.plot(scales[total.argmin()], total.min(), "o", ms=8, color=style("", index)["color"])
    ax.set(ylim=(-0.05, 1.5))
    ax.legend(fontsize=8)
    plt.show()
    print(f"hinge loss zero from c = {scales[data.argmin()]:.2f} on")

# %% [markdown]
# Without a price all scales to the right are equally good. With one, there is a single best: the larger $\lambda$, the shorter the weights,
# and the more examples stay inside the margin.
#
# Length is not all. With inputs $x = (1, 1, 1, 1)$ the weights $(1, 0, 0, 0)$ and $(\frac14, \frac14, \frac14, \frac14)$ give the same
# score. $R_2$ charges 1 for the first and $\frac14$ for the second: it prefers to ask everybody a little.

# %% [markdown]
# ### Exercise: the sum of sizes
# Its slope is $+1$ or $-1$, wherever you stand. At zero there is a kink; take 0 there.

# %% exercise="l1"
def l1(W):
    """The L1 penalty and its gradient: the sum of all |W|, and the signs of W, 0 where W is 0.

    W: float array of any shape.  Returns (value, grad): a float, and a new array of W's shape.
    """
    ### BEGIN SOLUTION
    return float(np.sum(np.abs(W))), np.sign(W)
    ### END SOLUTION

# %% [markdown] hint="l1"
# What does $R_1$ charge for the two weight vectors above? And which NumPy function knows only -1, 0 and 1?

# %% check="l1" points=7
check(l1)

# %% [markdown]
# No data now, only the price: descent on $\lambda R$ from five weights, large and small. Which of the two penalties gets a weight to zero?

# %% demo="only price, in code"
def only_price(penalty, w, lr, steps):
    """Descent on the penalty alone; the weights at each step."""
    path = [w]
    for _ in range(steps):
        path.append(path[-1] - lr * penalty(path[-1])[1])
    return np.array(path)

# %% demo="only the price"
with needs(l2, l1):
    start = np.array([1.0, 0.75, 0.5, 0.25, 0.06])
    paths = {"L2 takes a share of each weight ...": only_price(l2, start, 0.04, 45),
             "... L1 takes the same sum from all": only_price(l1, start, 0.04, 45)}
    fig, pair = plt.subplots(1, 2, figsize=(9, 3.4), sharey=True, layout="constrained")
    for ax, (title, path) in zip(pair, paths.items(), strict=True):
        ax.plot(path, color=style("", 0)["color"])
        ax.axhline(0, color="0.7", lw=0.8, zorder=0)
        ax.set(title=title, xlabel="step (lr · λ = 0.04)")
    pair[0].set_ylabel("weight")
    plt.show()
    last = [np.sum(path[-1] == 0) for path in paths.values()]
    print(f"exactly zero after 45 steps: {last[0]} of 5 with L2, {last[1]} of 5 with L1")

# %% [markdown]
# L2 slows down as it comes near zero and never arrives. L1 comes at full speed, and jumps over: its small weights flutter around zero.
# So L1 *wants* zeros, and descent doesn't deliver them. Section 6 mends that.
#
# First a weakness of L1. Two inputs that say the same are charged the same however the weight is shared between them, so L1 has no opinion.
# Add a little L2 and it has one: that mixture is the *elastic net*.

# %% [markdown]
# ### Exercise: the elastic net
# In the form of the lecture, $R(W) = \sum (\beta W^2 + |W|)$. Libraries have other forms: two coefficients, or $\alpha$ and $1 - \alpha$.

# %% exercise="elastic"
def elastic(W, beta):
    """The elastic net penalty and its gradient: the sum of beta W^2 + |W|, where the sign of 0 is 0.

    W: float array of any shape.  beta >= 0: how much the squares count.
    Returns (value, grad): a float, and a new array of W's shape.
    """
    ### BEGIN SOLUTION
    squares, sizes = l2(W), l1(W)
    return beta * squares[0] + sizes[0], beta * squares[1] + sizes[1]
    ### END SOLUTION

# %% [markdown] hint="elastic"
# You have both halves already. With `beta = 0` it must be `l1`. Which half does `beta` belong to?

# %% check="elastic" points=8
check(elastic)

# %% [markdown]
# Two inputs that are twins but for a little noise; the target is their sum. Forty data sets, each fitted with both penalties. Where in the
# plane of the two weights will the dots lie?

# %% demo="twins, in code"
@remember
def twins(beta, lam=0.1, count=40, n=50):
    """Weights (2, count) after descent on half the mean squared error of each data set, plus a penalty."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(count, n))
    X = np.stack([x + 0.05 * rng.normal(size=(count, n)) for _ in range(2)])           # (2, count, n)
    y = X.sum(0) + 0.3 * rng.normal(size=(count, n))
    W, lr = np.zeros((2, count)), 0.3
    for t in range(3000):
        error = np.einsum("kc,kcn->cn", W, X) - y
        slope = np.einsum("kcn,cn->kc", X, error) / n
        W = W - lr * (1 - t / 3000) * (slope + lam * elastic(W, beta)[1])
    return W

# %% demo="twins"
with needs(l2, l1, elastic):
    fits = {"L1 (β = 0)": twins(0.0), "elastic net (β = 1)": twins(1.0)}
    ax = axes("Twins: L1 lets the noise decide, the elastic net shares", "weight of one twin",
              "weight of the other", (5.6, 4.6))
    ax.plot([0, 2], [0, 2], color="0.8", zorder=0)
    for (name, W), sign, color in zip(fits.items(), "o^", ("#0072B2", "#D55E00"), strict=True):
        gap = np.abs(W[0] - W[1]).mean()
        ax.plot(*W, sign, color=color, ms=5, label=f"{name}: {gap:.2f} apart on average")
    ax.set(aspect="equal", xlim=(-0.1, 2.1), ylim=(-0.1, 2.4))
    ax.legend(fontsize=8, loc="upper right")
    plt.show()

# %% [markdown]
# Along the line where the two weights have the same sum, L1 sees no difference, and the noise puts the dots anywhere. The elastic net
# brings them to the middle; it pays for that with smaller weights.

# %% [markdown]
# ## 4. Data and price in one loss
# Now put the parts together for a classifier with scores $XW + b$. One rule: **the bias is not charged.** It is one number per class, it
# cannot single out an example, and where the data lie away from zero it has to be large.

# %% [markdown]
# ### Exercise: hinge loss with any penalty
# `reg` is one of your penalties, or any other function from $W$ to a value and a gradient.

# %% exercise="total_loss"
def total_loss(X, y, W, b, lam, reg):
    """Hinge loss (delta = 1) of the scores X @ W + b plus lam times a penalty on W, and the gradients.

    X: float array (N, D).  y: int array (N,).  W: float array (D, C).  b: float array (C,).  lam >= 0.
    reg: function from W to (value, grad), such as `l2`; b is not penalised.
    Returns (loss, dW, db): a float and two arrays, of the shapes of W and b.
    """
    ### BEGIN SOLUTION
    data, dS = svm_loss(X @ W + b, y)
    value, grad = reg(W)
    return data + lam * value, X.T @ dS + lam * grad, dS.sum(0)
    ### END SOLUTION

# %% [markdown] hint="total_loss"
# The chain rule through $S = XW + b$: which product of $X$ and `dS` has the shape of $W$? Each row adds the same $b$, so where do its slopes
# go? `svm_loss` has taken the mean already.

# %% check="total_loss" points=15
check(total_loss)

# %% [markdown]
# Three clouds that touch, ten points each, trained by descent on your loss. The lines are where two classes tie, the grey band is where the
# best two scores differ by less than the margin. Predict: does the band get wider or narrower with $\lambda$?

# %% demo="descend, in code"
def descend(X, y, lam, reg, classes, lr=0.1, steps=1500, charged=False):
    """W and b after descent from zero, the rate falling to zero; `charged`: the bias pays too."""
    W, b = np.zeros((X.shape[1], classes)), np.zeros(classes)
    for t in range(steps):
        _, dW, db = total_loss(X, y, W, b, lam, reg)
        rate = lr * (1 - t / steps)
        W, b = W - rate * dW, b - rate * (db + charged * lam * reg(b)[1])
    return W, b

# %% demo="boundaries over lambda"
with needs(svm_loss, l2, total_loss):
    (X, y), lams = clouds(3, spread=0.75, n=10), (0.0, 0.03, 0.3)
    found = [descend(X, y, lam, l2, 3) for lam in lams]
    a = np.linspace(-3.6, 3.6, 240)
    grid = np.stack(np.meshgrid(a, a), axis=-1).reshape(-1, 2)
    fig, row = plt.subplots(1, 3, figsize=(10, 3.6), sharey=True, layout="constrained")
    fig.suptitle("A higher price on weights: a wider margin, and less trust in single points")
    for ax, lam, (W, b) in zip(row, lams, found, strict=True):
        scores = np.sort(grid @ W + b, axis=1)
        gap = (scores[:, -1] - scores[:, -2]).reshape(240, 240)
        ax.contourf(a, a, gap, levels=[0, 1], colors=["0.87"])
        winner = (grid @ W + b).argmax(1).reshape(240, 240)
        ax.contour(a, a, winner, levels=[0.5, 1.5], colors="0.2", linewidths=1)
        for k, sign in enumerate("o^s"):
            ax.plot(*X[y == k].T, sign, ms=5, color=style("", k)["color"])
        ax.set(title=f"λ = {lam:g}: size of W {np.sqrt(l2(W)[0]):.1f}", xlabel="$x_0$", aspect="equal")
    row[0].set_ylabel("$x_1$")
    plt.show()

# %% [markdown]
# Wider: the margin is 1 in *scores*, so the shorter the weights, the wider the band that it covers in the plane. A stray point inside a wide
# band is one voice among many.
#
# And the bias? Move the clouds away from zero, as data that nobody centred, and charge the bias like a weight.

# %% demo="bias cost, in code"
@remember
def bias_cost(shift, lam=0.1, seeds=5):
    """Accuracy on new points (seeds, 2): bias free, and bias charged; the data moved by `shift`."""
    hits = []
    for seed in range(seeds):
        (X, y), (Xt, yt) = clouds(seed, 0.75, 30), clouds(100 + seed, 0.75, 300)
        fits = [descend(X + shift, y, lam, l2, 3, 0.3 / (1 + shift**2), 2000, charged)
                for charged in (False, True)]
        hits.append([np.mean(((Xt + shift) @ W + b).argmax(1) == yt) for W, b in fits])
    return 100 * np.array(hits)

# %% demo="charge the bias"
with needs(svm_loss, l2, total_loss):
    shifts = (0, 2, 4)
    hits = np.array([bias_cost(shift) for shift in shifts])                       # (shifts, seeds, 2)
    title = "A charged bias cannot follow data that lie away from zero"
    ax = axes(title, "the data are moved by", "new points right, %")
    for index, name in enumerate(("bias free", "bias charged")):
        runs = hits[:, :, index]
        ax.plot(shifts, runs, ".", color=style("", index)["color"])
        ax.plot(shifts, runs.mean(1), label=name, **style("", index))
    ax.legend(fontsize=8)
    plt.show()
    print(*[f"moved by {s:g}: {h[:, 0].mean():.1f} and {h[:, 1].mean():.1f} %" for s, h in
            zip(shifts, hits, strict=True)], sep="   ")

# %% [markdown]
# Around the origin it makes no difference, and that is why some libraries get away with charging everything. Far from it the charged bias
# cannot reach where it has to be.

# %% [markdown]
# ## 5. For plain descent, a price is a decay
# Put $R_2$ into a step of descent and collect the terms in $w$:
#
# $$ w - \alpha\,(g + 2\lambda w) \;=\; (1 - 2\alpha\lambda)\, w - \alpha g $$
#
# So each step first shrinks the weight by a fixed share and then moves as if there were no price. The other way round, one can *start*
# from the shrinking and call its strength $wd$: this is *weight decay*.

# %% [markdown]
# ### Exercise: one step with decay
# Decay goes with the learning rate, as in PyTorch: where the rate falls, it falls.

# %% exercise="decay_step"
def decay_step(w, g, lr, wd=0.01):
    """One step of descent with decoupled weight decay: (1 - lr wd) w - lr g.

    w, g: float arrays of one shape (any); g is the gradient of the data term alone, at w.
    lr > 0.  wd >= 0.  Returns a new array of that shape.
    """
    ### BEGIN SOLUTION
    return (1 - lr * wd) * w - lr * g
    ### END SOLUTION

# %% [markdown] hint="decay_step"
# With `g = 0`, `lr = 0.1` and `wd = 0.5`, a weight of 2 becomes 1.9. Which weight is shrunk: the old one, or the one after the step?

# %% check="decay_step" points=8
check(decay_step)

# %% [markdown]
# ### Exercise: the price of a decay
# Compare the formula above with your `decay_step`: which $\lambda$ in $\lambda \sum W^2$ has the same effect on plain descent?

# %% exercise="lam_for"
def lam_for(wd):
    """The lambda of lambda * sum(W**2) for which plain descent decays with coefficient wd.

    wd >= 0.  Returns a float.
    """
    ### BEGIN SOLUTION
    return wd / 2
    ### END SOLUTION

# %% [markdown] hint="lam_for"
# Where does the 2 in $2\alpha\lambda$ come from? If your book has $\frac12\lambda\sum W^2$, its answer differs from ours.

# %% check="lam_for" points=4
check(lam_for)

# %% [markdown]
# A linear classifier on digits, trained twice: with the price in the gradient, and with decay outside it. How far are the two paths apart,
# for plain descent and with momentum?

# %% demo="two ways, in code"
@remember
def two_ways(seed, rho, stronger=1.0, wd=0.05, lr=0.02, steps=200):
    """Relative distance of W at each step: price in the gradient, or decay (times `stronger`) outside."""
    X, y = sample(seed, 0.0)[:2]
    W = np.zeros((2, 64, 10)) + 0.1 * np.random.default_rng(seed).normal(size=(64, 10))
    b, v, apart = np.zeros((2, 10)), np.zeros((2, 64, 10)), []
    for _ in range(steps):
        priced = total_loss(X, y, W[0], b[0], lam_for(wd), l2)
        plain = total_loss(X, y, W[1], b[1], 0.0, l2)
        v = rho * v + np.stack([priced[1], plain[1]])                             # PyTorch's form
        b = b - lr * np.stack([priced[2], plain[2]])
        W = np.stack([W[0] - lr * v[0], decay_step(W[1], v[1], lr, stronger * wd)])
        apart.append(np.linalg.norm(W[0] - W[1]) / np.linalg.norm(W[0]))
    return np.array(apart)

# %% demo="two ways to decay"
with needs(svm_loss, l2, total_loss, decay_step, lam_for):
    curves = {"plain descent": two_ways(0, 0.0), "with momentum 0.9": two_ways(0, 0.9),
              "with momentum 0.9, decay ten times stronger": two_ways(0, 0.9, 10.0)}
    title = "One and the same for plain descent, and not with momentum"
    ax = axes(title, "step", "relative distance of the weights")
    for index, (name, curve) in enumerate(curves.items()):
        ax.semilogy(np.maximum(curve, 1e-17), label=f"{name}: {curve[-1]:.0e}", **style("", index))
    ax.set(ylim=(1e-17, 100))
    ax.legend(fontsize=8, loc="center right")
    plt.show()

# %% [markdown]
# For plain descent they agree to rounding. With momentum the price goes through the memory, which makes it about ten times as strong
# (notebook 02, `effective_lr`); a decay ten times stronger comes near it, but isn't it.
#
# Now the question of the first figure. The networks of section 1 again, with decay from none to much, on digits with wrong labels and on
# clean ones. Where is the best decay in each case, and what does it gain?

# %% demo="train rivals side by side"
def compete(rivals, noise, seeds, lr=0.1, optimiser="momentum", steps=600):
    """Train each rival on the digits of each seed; {name: (accuracy on training labels, on new digits)}.

    A rival is a dict: `wd` goes into the gradient, `after(w, rate)` is applied to the weights after a step.
    The learning rate falls from `lr` to 0 along a cosine.
    """
    count, fall = len(seeds), lambda t: 0.5 * (1 + np.cos(np.pi * t / steps))
    X, y, _, _, Xt, yt = (np.concatenate([part] * len(rivals)) for part in samples(seeds, noise))
    nets = MLPs([64, 128, 10], list(seeds) * len(rivals))

    def look(t, nets):
        for k, rival in enumerate(rivals.values()):
            for w in nets.weights if "after" in rival else []:
                part = w.detach()[k * count : (k + 1) * count]
                changed = rival["after"](part.numpy(), float(lr * fall(t)))
                part.copy_(torch.as_tensor(np.asarray(changed, dtype=np.float32)))

    decay = np.repeat([rival.get("wd", 0.0) for rival in rivals.values()], count)
    train(nets, X, y, steps, lr, optimiser=optimiser, schedule=fall, weight_decay=decay, after_step=look)
    return dict(zip(rivals, zip(*(score(nets, *data).reshape(-1, count) for data in ((X, y), (Xt, yt))),
                                strict=True), strict=True))

# %% demo="decay sweep, in code"
DECAYS = (0.0, 0.003, 0.01, 0.02, 0.03, 0.06)

@remember
def decay_sweep(noise):
    """{decay: (training accuracies, test accuracies)} of five seeds."""
    return compete({wd: {"wd": wd} for wd in DECAYS}, noise, range(5))

# %% demo="decay with wrong and with right labels"
with needs(lam_for):
    ticks = [f"{lam_for(wd):g}" for wd in DECAYS]
    fig, pair = plt.subplots(1, 2, figsize=(9.6, 3.8), sharey=True, layout="constrained")
    for ax, noise, title in zip(pair, (0.3, 0.0), ("27 % of the labels wrong: decay helps much",
                                                   "all labels right: not at all"), strict=True):
        runs = np.array(list(decay_sweep(noise).values()))                            # (decays, 2, seeds)
        for index, name in enumerate(("training labels", "new digits")):
            mean, look = runs[:, index].mean(1), style("", index)
            ax.errorbar(range(len(DECAYS)), mean, runs[:, index].std(1), marker="o", ms=4, capsize=2,
                        label=name, **look)
        gain = runs[:, 1] - runs[0, 1]
        best = gain.mean(1).argmax()
        best = f"best: {ticks[best]}, {gain[best].mean():+.1f} points"
        ax.set(title=title, xlabel=f"λ = lam_for(wd)   ({best})")
        ax.set_xticks(range(len(DECAYS)), ticks)
    pair[0].set_ylabel("accuracy, %")
    pair[0].legend(fontsize=8)
    plt.show()
    for noise in (0.3, 0.0):
        runs = decay_sweep(noise)
        gain = [f"{lam_for(wd):g}: {np.mean(test - runs[0.0][1]):+.1f}" for wd, (_, test) in runs.items()]
        print("wrong labels," if noise else "right labels,", "gain at each λ, points:  ", "   ".join(gain))

# %% [markdown]
# With wrong labels the best decay is worth 15.6 points, and it *lowers* the accuracy on the training labels to 70 %, near the 73 % that are
# right: the network has stopped believing the odd ones. With clean labels the training accuracy is 100 %, the gap to new digits is five
# points, and no decay closes it. A gap alone does not tell you that a penalty will help.
#
# Nor does a missing gap say "underfitting". On the left, at its best, the gap is below zero, since only the training labels lie; two steps
# further right it is nearly as negative, and *there* the network underfits. Look at the levels, not at the difference.

# %% [markdown]
# ## 6. Exact zeros need another step
# Back to L1 and its flutter. The trouble was the kink: descent needs a slope, and there the slope jumps. So don't follow the slope of
# $|w|$; take a step on the data alone, to $w$, and then ask for the point $u$ that is cheap *and* near:
#
# $$ \min_u \; \tfrac12 (u - w)^2 + t\,|u|, \qquad t = \alpha \lambda $$
#
# If $w > t$, the best is $u = w - t$. If $w < -t$, it is $w + t$. And in between, the best is exactly 0. This is a *proximal* step.

# %% [markdown]
# ### Exercise: the soft threshold

# %% exercise="soft_threshold"
def soft_threshold(w, t):
    """The minimiser of (u - w)^2 / 2 + t |u|: w moved toward zero by t, and exactly 0 where |w| <= t.

    w: float array of any shape.  t >= 0: a float.  Returns a new array of w's shape.
    """
    ### BEGIN SOLUTION
    return np.sign(w) * np.maximum(np.abs(w) - t, 0)
    ### END SOLUTION

# %% [markdown] hint="soft_threshold"
# What should become of 3, -3 and 0.5 when `t = 1`? Treat the size first and give it its sign back.

# %% check="soft_threshold" points=10
check(soft_threshold)

# %% [markdown]
# The race of section 3 again, only the price, now with your threshold.

# %% demo="flutter and threshold"
with needs(l1, soft_threshold):
    start = np.array([1.0, 0.75, 0.5, 0.25, 0.06])
    path = [start]
    for _ in range(45):
        path.append(soft_threshold(path[-1], 0.04))
    paths = {"by the slope of |w|: flutter": only_price(l1, start, 0.04, 45),
             "by the threshold: zero": np.array(path)}
    fig, pair = plt.subplots(1, 2, figsize=(9, 3), sharey=True, layout="constrained")
    for ax, (title, path) in zip(pair, paths.items(), strict=True):
        ax.plot(path, color=style("", 0)["color"])
        ax.axhline(0, color="0.7", lw=0.8, zorder=0)
        zeros = np.sum(path[-1] == 0)
        ax.set(title=title, xlabel=f"step ({zeros} of 5 exactly zero at the end)", ylim=(-0.06, 0.3))
    pair[0].set_ylabel("weight (bottom part)")
    plt.show()

# %% [markdown]
# With data the zeros become a choice. Eight inputs, of which three matter; the weights that each penalty leaves, over $\lambda$. Which of
# the two pictures would tell you that there are three?

# %% demo="ista, in code"
def ista(X, y, lam, steps=300):
    """Minimise half the mean squared error plus lam R1 by proximal steps."""
    H, w = X.T @ X / len(y), np.zeros(X.shape[1])
    lr = 1 / np.linalg.eigvalsh(H)[-1]
    for _ in range(steps):
        w = soft_threshold(w - lr * (H @ w - X.T @ y / len(y)), lr * lam)
    return w

# %% demo="paths over lambda"
with needs(soft_threshold):
    rng, lams = np.random.default_rng(1), np.geomspace(1e-3, 5, 40)
    X, truth = rng.normal(size=(40, 8)), np.array([2.0, -1.5, 1.0, 0, 0, 0, 0, 0])
    y = X @ truth + 0.7 * rng.normal(size=40)
    ridge = lambda lam: np.linalg.solve(X.T @ X / 40 + 2 * lam * np.eye(8), X.T @ y / 40)
    paths = {"L2: everything fades, nothing leaves": [ridge(lam) for lam in lams],
             "L1: what doesn't matter leaves": [ista(X, y, lam) for lam in lams]}
    fig, pair = plt.subplots(1, 2, figsize=(9.6, 3.6), sharey=True, layout="constrained")
    for ax, (title, path) in zip(pair, paths.items(), strict=True):
        for i, weights in enumerate(np.array(path).T):
            label = {0: "inputs that matter", 3: "inputs that don't"}.get(i)
            ax.semilogx(lams, weights, label=label, **style("", 0 if i < 3 else 1))
        ax.set(title=title, xlabel="λ")
    pair[0].set_ylabel("weight")
    pair[0].legend(fontsize=8)
    plt.show()

# %% [markdown]
# Now digits whose 64 pixels are joined by 200 columns of pure noise, 300 examples, a linear softmax classifier. Three ways to train it; the
# picture shows how much of its weight each input gets. The threshold does what L1 wants; but does it also help on *new* digits?

# %% demo="among noise, in code"
def among_noise(seed, noisy=200):
    """Training and test digits with extra columns of noise, standard deviation 0.3."""
    X, y, _, _, Xt, yt = sample(seed, 0.0)
    rng = np.random.default_rng(seed)
    widen = lambda X: np.hstack([X, 0.3 * rng.normal(size=(len(X), noisy))])
    return widen(X), y, widen(Xt), yt

# %% demo="digits among noise"
def fit_linear(X, y, lam, way, steps=300):
    """Weights and biases of a softmax classifier with a penalty, by accelerated proximal gradient steps."""
    W = ahead = np.zeros((X.shape[1] + 1, 10))
    X, priced = np.hstack([X, np.ones((len(y), 1))]), np.arange(X.shape[1] + 1)[:, None] < X.shape[1]
    times = lambda A, B: (torch.from_numpy(A) @ torch.from_numpy(B)).numpy()           # on one core
    lr = 1 / (np.linalg.norm(X, 2) ** 2 / len(y) / 2 + 2 * lam)
    for t in range(steps):
        p = np.exp(times(X, ahead))
        slope = times(X.T, p / p.sum(1, keepdims=True) - np.eye(10)[y]) / len(y)
        if way in ("L2", "L1 by its slope"):
            slope = slope + lam * priced * (l2 if way == "L2" else l1)(ahead)[1]
        new = ahead - lr * slope
        new = np.where(priced, soft_threshold(new, lr * lam), new) if way == "L1 by threshold" else new
        W, ahead = new, new + t / (t + 3) * (new - W)
    return W[:-1], W[-1]

# %% demo="noise trials, in code"
@remember
def noise_trials(noisy=200):
    """{way: list over five seeds of (row norms of W, % exact zeros, % right on new digits)}."""
    ways, trials = {"no penalty": 0.0, "L2": 0.005, "L1 by its slope": 0.002, "L1 by threshold": 0.002}, {}
    for seed in range(5):
        X, y, Xt, yt = among_noise(seed, noisy)
        for way, lam in ways.items():
            W, b = fit_linear(X, y, lam, way)
            right = 100 * np.mean((Xt @ W + b).argmax(1) == yt)
            trials.setdefault(way, []).append((np.linalg.norm(W, axis=1), 100 * np.mean(W == 0), right))
    return trials

# %% demo="which inputs get the weight"
with needs(l2, l1, soft_threshold):
    trials = noise_trials()
    fig, row = plt.subplots(1, 3, figsize=(10.4, 3.6), sharey=True, layout="constrained")
    fig.suptitle("Only the threshold switches inputs off (64 pixels, then 200 columns of noise)")
    for ax, way in zip(row, ("L2", "L1 by its slope", "L1 by threshold"), strict=True):
        norms, zeros, right = zip(*trials[way], strict=True)
        x = np.arange(264)
        for part, color in ((x < 64, "#0072B2"), (x >= 64, "#D55E00")):
            ax.plot(x[part], np.maximum(norms[0][part], 1e-4), ".", ms=4, color=color)
        title = f"{way}\n{np.mean(zeros):.0f} % zeros, {np.mean(right):.1f} % right"
        ax.set(title=title, yscale="log", xlabel="input")
    row[0].set_ylabel("length of its weights (0: 1e-4)")
    plt.show()
    for where, found in {"with the noise columns": trials, "without them": noise_trials(0)}.items():
        hits = [f"{way} {np.mean([t[2] for t in runs]):.1f} %" for way, runs in found.items()]
        print(f"new digits right {where}:  ", ", ".join(hits))

# %% [markdown]
# L2 leaves some weight on every noisy column; its 2 % of zeros are pixels that are black in all 300 digits. By its slope, L1 makes weights
# small and no more of them zero. The threshold switches 62 % of the noisy columns off, and here this pays: 4.5 points over no penalty. (So
# does the slope; accuracy doesn't care whether a weight is small or zero. Memory and readers do.)
#
# Without the noise L1 *costs* 1.8 points: it switches off pixels that were of use. L1 is for inputs that you suspect to be useless.

# %% [markdown]
# ## 7. Inside Adam, L2 is not decay
# Adam divides whatever it finds in the gradient by $\sqrt s + \epsilon$ (notebook 03). If the price is in there, it is divided too. Leave
# momentum away and look at the part of the step that comes from the price alone:
#
# $$ \text{L2 in the gradient:}\quad \frac{\alpha \cdot wd \cdot w}{\sqrt s + \epsilon} \qquad\qquad
# \text{decoupled:}\quad \alpha \cdot wd \cdot w $$
#
# The second is AdamW. The first charges a weight less the larger the gradients it gets.

# %% [markdown]
# ### Exercise: the share that decay takes
# For each coordinate, and for both ways: which share of `w` does decay alone take away in one step?

# %% exercise="adam_l2_vs_decoupled"
def adam_l2_vs_decoupled(w, g, s, lr, wd=0.01, eps=1e-8):
    """The share of each weight that decay alone removes in one step of Adam without momentum.

    w, g, s: float arrays of one shape (any): weights, gradients of the data term, and the second moment
    that the step divides by (g is already in it: use it as it is).  lr > 0.  wd >= 0.  eps > 0, outside the
    root.  Returns (shrink_l2, shrink_decoupled), two arrays of that shape: with wd w added to the gradient,
    as in Adam with weight_decay, and with wd apart from it, as in AdamW.
    """
    ### BEGIN SOLUTION
    shrink_l2 = lr * wd / (np.sqrt(s) + eps)
    return shrink_l2, np.full(np.shape(w), lr * wd)
    ### END SOLUTION

# %% [markdown] hint="adam_l2_vs_decoupled"
# Write the step with the price and without it, take the difference, divide by `w`. Two of the six arguments drop out. Both shares are
# positive, and both are arrays.

# %% check="adam_l2_vs_decoupled" points=13
check(adam_l2_vs_decoupled)

# %% [markdown]
# A test in PyTorch: weights that start at 1 and get gradients of pure noise, of very different size, for 400 steps. There is nothing to learn,
# so only the decay is at work. Lines: your shares, 400 times over. Dots: `torch.optim.Adam(weight_decay=...)` and `AdamW`.

# %% demo="what is left, in code"
@remember
def what_is_left(kind, sizes, seed=0, lr=0.002, wd=1.0, steps=400):
    """Mean weight (sizes,) of 500 that start at 1 and get noise of each size as gradients."""
    generator = torch.Generator().manual_seed(seed)
    w, scale = torch.nn.Parameter(torch.ones(len(sizes), 500)), torch.tensor(sizes)[:, None]
    optimiser = getattr(torch.optim, kind)([w], lr=lr, weight_decay=wd)
    for _ in range(steps):
        w.grad = scale * torch.randn(w.shape, generator=generator)
        optimiser.step()
    return w.detach().mean(1).numpy()

# %% demo="what is left after 400 steps"
sizes = tuple(np.geomspace(1, 100, 9).tolist())
with needs(adam_l2_vs_decoupled):
    fine = np.geomspace(1, 100, 50)
    shares = adam_l2_vs_decoupled(np.ones(50), fine, fine**2, 0.002, 1.0)
    ax = axes("Adam with L2 spares weights with large gradients", "size of the gradients",
              "weight left after 400 steps")
    for index, (kind, share) in enumerate(zip(("Adam", "AdamW"), shares, strict=True)):
        look = style(kind)
        ax.semilogx(fine, (1 - share) ** 400, label=f"{kind}: your share", **look)
        left = what_is_left(kind, sizes)
        ax.semilogx(sizes, left, "os"[index], color=look["color"], label=f"{kind}: torch")
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# AdamW takes 55 % from every weight. Adam with L2 takes 1 % where gradients are large, though the user asked for the same `weight_decay`.
# (On the far left the price itself is a large part of $s$; there your share is an upper limit.) Does this matter for accuracy? The networks
# with wrong labels again, both ways, each over its own range of coefficients.

# %% demo="adam sweep, in code"
ADAM = (0.003, 0.01, 0.03, 0.1)
ADAMW = (0.1, 1.0, 2.0, 5.0)

@remember
def adam_sweep():
    """{(name, coefficient): (training accuracies, test accuracies)} of five seeds, lr = 0.01."""
    rivals = {("Adam", 0.0): {}} | {("Adam", wd): {"wd": wd} for wd in ADAM}
    nothing = functools.cache(lambda shape: np.zeros(shape, dtype=np.float32))
    for wd in ADAMW:
        rivals["AdamW", wd] = {"after": lambda w, rate, wd=wd: decay_step(w, nothing(w.shape), rate, wd)}
    return compete(rivals, 0.3, range(5), lr=0.01, optimiser="Adam")

# %% demo="Adam with L2 against AdamW"
with needs(decay_step):
    swept = adam_sweep()
    plain = swept["Adam", 0.0][1]
    ax = axes("Each tuned, they are as good; never swap their coefficients", "weight decay",
              "accuracy on new digits, %")
    for name, grid in (("Adam", ADAM), ("AdamW", ADAMW)):
        runs = np.array([swept[name, wd][1] for wd in grid])
        label = "Adam with L2" if name == "Adam" else name
        ax.errorbar(grid, runs.mean(1), runs.std(1), marker="o", ms=4, capsize=2, label=label, **style(name))
    ax.axhline(plain.mean(), color="0.6", lw=0.8, ls=":")
    ax.text(0.2, plain.mean() + 0.5, "no decay", fontsize=9)
    ax.set_xscale("log")
    ax.legend(fontsize=8)
    plt.show()
    for name in ("Adam", "AdamW"):
        hits = {wd: test.mean() for (kind, wd), (_, test) in swept.items() if kind == name}
        print(f"{name}, % at each decay:  ", *[f"{wd:g}: {hit:.1f} " for wd, hit in hits.items()])

# %% [markdown]
# At their best (on these very digits, which flatters both alike) they differ by less than the seeds do: AdamW is 0.9 points ahead, better in
# four of five. But the best coefficients are 0.03 and 2, a factor of 67, since $\sqrt s$ is small in these networks. So if you change `Adam`
# to `AdamW` and keep `weight_decay=0.03`, you have switched the decay off; and the other way round it stops the learning.

# %% [markdown]
# ## 8. A ceiling instead of a price
# One more way to keep weights small: let each unit have incoming weights up to a length $c$ for free, and cut what is longer. After
# every step,
#
# $$ w \leftarrow w \cdot \frac{c}{\lVert w \rVert_2} \quad \text{if } \lVert w \rVert_2 > c . $$

# %% [markdown]
# ### Exercise: max-norm
# A column of $W$ holds what comes into one unit, as in $XW + b$. Columns that are short enough stay as they are, zero columns too.

# %% exercise="max_norm"
def max_norm(W, c, axis=0):
    """Shorten the vectors of W that are longer than c to length c; the others stay as they are.

    W: float array; its vectors lie along `axis`, so with axis=0 each column of a matrix is one.
    The length is the root of the sum of squares.  c > 0: a float.  Returns a new array of W's shape.
    """
    ### BEGIN SOLUTION
    length = np.sqrt(np.sum(W**2, axis=axis, keepdims=True))
    return np.where(length > c, W * (c / np.maximum(length, c)), W)
    ### END SOLUTION

# %% [markdown] hint="max_norm"
# `np.sum(..., axis=axis, keepdims=True)` keeps a shape that divides `W`. What do you divide by in a column of zeros?

# %% check="max_norm" points=10
check(max_norm)

# %% [markdown]
# A promise from lecture notes: with a ceiling, a network cannot explode even when the learning rate is too high. Rates from sensible to
# absurd, clean labels, five seeds, a ceiling of 1 for all units, or for the hidden ones only. Does it rescue the high rates?

# %% demo="at rate, in code"
RATES = (0.1, 0.5, 1.0, 2.0, 4.0)

@remember
def at_rate(lr):
    """{"none", "hidden", "all"}: training and test accuracies of five seeds at a rate that falls from lr."""
    every = lambda w, rate: max_norm(w, 1.0, axis=1)                               # (networks, inputs, units)
    hidden = lambda w, rate: every(w, rate) if w.shape[1] == 64 else w
    rivals = {"none": {}, "hidden": {"after": hidden}, "all": {"after": every}}
    return compete(rivals, 0.0, range(5), lr, steps=300)

# %% demo="a ceiling at high learning rates"
with needs(max_norm):
    runs = [at_rate(lr) for lr in RATES]
    ax = axes("A ceiling over every layer survives rates that kill the rest", "learning rate at the start",
              "accuracy on new digits, %")
    for index, (name, label) in enumerate({"none": "no ceiling", "hidden": "ceiling for hidden units only",
                                           "all": "ceiling for all units"}.items()):
        hits, look = np.array([run[name][1] for run in runs]), style("", index)
        ax.plot(RATES, hits, ".", color=look["color"])
        ax.plot(RATES, hits.mean(1), label=label, **look)
    ax.set_xscale("log")
    ax.set_xticks(RATES, RATES)
    ax.minorticks_off()
    ax.legend(fontsize=8, loc="lower left")
    plt.show()
    print(*[f"rate {lr:g}: " + ", ".join(f"{name} {run[name][1].mean():.1f}" for name in run) + " %"
            for lr, run in zip(RATES, runs, strict=True)], sep="\n")

# %% [markdown]
# Over all layers the promise is kept up to a rate of 1, where 94 % stand against 47 %; at 2 four of five seeds still learn well, at 4 none
# does. Over the hidden units alone a ceiling does worse than none. So "cannot explode" holds for a network that has no way out.

# %% [markdown]
# ## 9. Where penalties pay, and where they don't
# All of them in one picture: L2 as decay, L1 by threshold, the ceiling, each at its best coefficient, chosen on ten *other* splits; and early
# stopping: the runs of section 1 at the step that 200 more digits like best, *their labels as wrong as the others*. Each dot is the gain of
# one of ten seeds over the same network without a penalty. How much do you expect on the right?

# %% demo="all rivals, in code"
@remember
def all_rivals(noise):
    """{name: test accuracies of ten seeds}, each at the coefficient that was best on seeds 10 to 19."""
    wd, lam, c = (0.02, 0.003, 1.0) if noise else (0.003, 0.0002, 2.0)
    rivals = {
        "no penalty": {},
        "L2": {"wd": wd},
        "L1": {"after": lambda w, rate: soft_threshold(w, 10 * rate * lam)},       # 10: momentum's memory
        "max-norm": {"after": lambda w, rate: max_norm(w, c, axis=1)},
    }
    hits = {name: test for name, (_, test) in compete(rivals, noise, range(10)).items()}
    _, judged, tested = left_alone(noise)
    return hits | {"early stopping": tested[judged.argmax(0), np.arange(10)]}

# %% demo="all of them"
with needs(soft_threshold, max_norm):
    both = [all_rivals(noise) for noise in (0.3, 0.0)]
    fig, pair = plt.subplots(1, 2, figsize=(9.8, 3.8), sharex=True, sharey=True, layout="constrained")
    fig.suptitle("Penalties are for labels you can't trust")
    for ax, hits, title in zip(pair, both, ("27 % of the labels wrong", "all labels right"), strict=True):
        names = list(hits)[1:]
        for k, name in enumerate(names):
            gain = hits[name] - hits["no penalty"]
            ax.plot(gain, k + np.linspace(-0.15, 0.15, 10), "o", ms=4, color="#0072B2", alpha=0.7)
            ax.plot([gain.mean()] * 2, [k - 0.3, k + 0.3], color="0.1", lw=2)
            ax.text(gain.mean(), k - 0.36, f"{gain.mean():+.1f}", ha="center", fontsize=9)
        ax.axvline(0, color="0.6", lw=0.8, ls=":")
        ax.set_yticks(range(4), names)
        title = f"{title} (without: {hits['no penalty'].mean():.1f} %)"
        ax.set(title=title, xlabel="gain on new digits, points", ylim=(3.6, -0.7))
    plt.show()

# %% [markdown]
# On the left all four win in every seed; L2 and the ceiling bring accuracy from 74.5 to 88 %. Early stopping gets two thirds of that, for
# one run and no coefficient to search. On the right the best penalties gain 0.2 points, less than half of the spread between seeds,
# and the coefficient that is best on the left costs there: see the last line under the figure of section 5.
#
# A penalty says: don't believe what only a few examples say. If those few are wrong, that is good advice. If they are right, it is not.

# %% [markdown]
# ## 10. Claims, tested
# What lectures say about penalties, with at least five seeds each (the code is folded away; click the bar). First what they are for: the
# accuracy on new digits.

# %% demo="claims about accuracy"
claims = Claims("08_regularization")
SLIDES, NOTES2 = "CS231n lecture 7, slides", "CS231n notes, neural networks part 2"

def helps(name):
    """Gains of ten seeds with wrong and with right labels, and the verdict on "raises accuracy"."""
    dirty, clean = (all_rivals(noise)[name] - all_rivals(noise)["no penalty"] for noise in (0.3, 0.0))
    won = np.sum(clean > 0)
    clearly = f"{clean.mean():+.2f} ± {clean.std():.2f}, {won} of 10 gain"
    said = f"{CONDITIONAL} labels are wrong (all right: {clearly})"
    always = clean.mean() > 0 and won >= 9
    return dirty, (HOLDS if always else said) if np.sum(dirty > 0) >= 9 else FAILS

# %% demo="claims about accuracy, part 2"
with needs(soft_threshold, max_norm):
    for name in ("L2", "L1", "max-norm"):
        test = claims.test(f"{name} raises the accuracy of a single model", SLIDES)
        gain, verdict = helps(name)
        test.measured(gain, "points on new digits, 27 % of the labels wrong", verdict)
    test = claims.test("Early stopping does the work of a penalty", "common belief")
    hits = all_rivals(0.3)
    short, gain = (hits["early stopping"] - hits[name] for name in ("L2", "no penalty"))
    wins, most = np.sum(short >= -0.5), gain.mean() / (hits["L2"] - hits["no penalty"]).mean()
    said = f"{FAILS}, not all of it: {most:.0%} of the gain" if gain.mean() > 2 else FAILS
    unit = "points on new digits, early stopping minus L2, wrong labels"
    test.measured(short, unit, HOLDS if wins >= 5 else said)

# %% demo="claim about the gap"
with needs(lam_for):
    gaps, gains, EECS = {}, {}, "EECS 498 lecture 11, notes"
    test = claims.test("A gap between training and new data calls for a penalty", EECS)
    for noise in (0.3, 0.0):
        runs = decay_sweep(noise)
        best = max(DECAYS, key=lambda wd, runs=runs: runs[wd][1].mean())
        gaps[noise], gains[noise] = runs[0.0][0] - runs[0.0][1], runs[best][1] - runs[0.0][1]
    closed = {noise: gains[noise].mean() / gaps[noise].mean() for noise in gaps}
    dirty = f"gap {gaps[0.3].mean():.1f}, best decay {gains[0.3].mean():+.1f}"
    verdict = f"{CONDITIONAL} labels are wrong ({dirty})" if closed[0.3] > 0.2 else FAILS
    unit = f"points by λ = {lam_for(best):g}, the best, all labels right, gap {gaps[0.0].mean():.1f} points"
    test.measured(gains[0.0], unit, HOLDS if closed[0.0] > 0.2 else verdict)

# %% [markdown]
# Zeros, noisy inputs and twins.

# %% demo="claims about zeros"
with needs(l2, l1, soft_threshold):
    test, trials = claims.test("L1 makes weights exactly zero", "often said"), noise_trials()
    slope, cut = (np.array([t[1] for t in trials[way]]) for way in ("L1 by its slope", "L1 by threshold"))
    base = np.mean([t[1] for t in trials["L2"]])
    said = f"{CONDITIONAL} a proximal step is taken (by its slope {slope.mean():.1f} %, L2 {base:.1f} %)"
    verdict = HOLDS if slope.min() > 50 else said if cut.min() > 50 else FAILS
    test.measured(cut, "% of the weights, by soft threshold", verdict)

# %% demo="claims about zeros, part 2"
with needs(l2, l1, soft_threshold):
    test, trials = claims.test("With L1 a model becomes nearly invariant to noisy inputs", NOTES2), noise_trials()
    part, other = (np.array([100 * np.sum(t[0][64:] ** 2) / np.sum(t[0] ** 2) for t in trials[way]])
                   for way in ("L1 by threshold", "L2"))
    off = np.mean([100 * np.mean(t[0][64:] == 0) for t in trials["L1 by threshold"]])
    gain, clean = (np.subtract(*([t[2] for t in runs[way]] for way in ("L1 by threshold", "no penalty")))
                   for runs in (trials, noise_trials(0)))
    points = f"{gain.mean():+.1f} points (without such columns {clean.mean():+.1f})"
    unit = f"% of W squared is on noise (L2: {other.mean():.0f}); {off:.0f} % of these columns off; {points}"
    test.measured(part, unit, HOLDS if part.max() < min(10, other.min()) and gain.min() > 0 else FAILS)

# %% demo="claims about zeros, part 3"
with needs(l2, l1, elastic):
    test = claims.test("The elastic net shares weight among twins, L1 does not", "Zou and Hastie 2005")
    alone, shared = (np.abs(np.subtract(*twins(beta))) for beta in (0.0, 1.0))
    unit = f"between the two weights with L1 ({shared.mean():.3f} with the elastic net)"
    test.measured(alone, unit, HOLDS if shared.mean() < 0.2 * alone.mean() else FAILS)

# %% [markdown]
# Decay and L2, the bias, and the ceiling.

# %% demo="claims about decay"
with needs(svm_loss, l2, total_loss, decay_step, lam_for):
    test = claims.test("L2 is weight decay", SLIDES)
    plain, heavy = (np.array([two_ways(seed, rho)[-1] for seed in range(5)]) for rho in (0.0, 0.9))
    left = [np.array([what_is_left(kind, (10.0,), seed)[0] for seed in range(5)])
            for kind in ("Adam", "AdamW")]
    said = (f"{CONDITIONAL} descent is plain: momentum {heavy.mean():.2f} apart; "
            f"Adam leaves {left[0].mean():.2f} of a weight, AdamW {left[1].mean():.2f}")
    verdict = (said if heavy.min() > 1e-3 else HOLDS) if plain.max() < 1e-10 else FAILS
    test.measured(plain, "apart after 200 steps of plain descent, relative", verdict)

# %% demo="claims about decay, part 2"
with needs(decay_step):
    test = claims.test("AdamW generalises better than Adam with L2", "Loshchilov and Hutter 2019")
    swept = adam_sweep()
    best = {name: max((swept[name, wd][1] for wd in grid), key=np.mean) for name, grid in
            (("Adam", ADAM), ("AdamW", ADAMW))}
    gain, same = best["AdamW"] - best["Adam"], swept["AdamW", 0.1][1] - swept["Adam", 0.1][1]
    wins = np.sum(gain > 0)
    unit = f"points, AdamW minus Adam with L2, each at its best ({same.mean():+.0f} at the same 0.1)"
    test.measured(gain, unit, HOLDS if gain.mean() > 0 and wins == 5 else f"{FAILS}: better in {wins} of 5")

# %% demo="claims about decay, part 3"
with needs(svm_loss, l2, total_loss):
    test = claims.test("Charging the bias too does little harm", f"{NOTES2}, for preprocessed data")
    near, away = (np.subtract(*bias_cost(shift).T[::-1]) for shift in (0, 4))
    said = f"{CONDITIONAL} the data lie around the origin (moved by 4: {away.mean():+.1f} points)"
    verdict = (HOLDS if away.min() > -1 else said) if np.abs(near).max() < 1 else FAILS
    test.measured(near, "points on new data around the origin", verdict)

# %% demo="claims about decay, part 4"
with needs(max_norm):
    test = claims.test("With a ceiling, a network cannot explode at high rates", NOTES2)
    runs = {lr: at_rate(lr) for lr in RATES}
    right = {name: {lr: run[name][1].mean() for lr, run in runs.items()}
             for name in ("none", "hidden", "all")}
    gain, usual = runs[2.0]["all"][1] - runs[2.0]["none"][1], right["none"][0.1]
    good = [lr for lr in RATES if right["all"][lr] > usual - 10]
    said = (f"{CONDITIONAL} it covers all layers (hidden only: {right['hidden'][2.0]:.0f} % right) and the "
            f"rate is at most {max(good):g} (at {RATES[-1]:g}: {right['all'][RATES[-1]]:.0f} %)")
    always = min(*right["all"].values(), *right["hidden"].values()) > usual - 10
    verdict = HOLDS if always else said if gain.min() > 5 else FAILS
    test.measured(gain, "points by a ceiling of 1 at rate 2", verdict)
claims

# %% [markdown]
# ### What you saw
# - The hinge loss can be satisfied, and then a price on weights decides which of many perfect answers you get.
# - L2 takes a share of each weight, L1 the same sum from all. Exact zeros need a proximal step: descent only makes L1 flutter.
# - With 27 % of the labels wrong, penalties gained 10 to 14 points; on clean digits, 0.2 at best. L1 also pays where most inputs are noise.
# - $\lambda \sum W^2$ is a decay with $wd = 2\lambda$ for plain descent. Inside Adam it spares weights with large gradients: use AdamW,
#   and search its coefficient anew.
# - Leave the bias out. It matters as soon as the data don't lie around zero.

# %% [markdown]
# ### When to use it
# Decay is in nearly every training run: $10^{-4}$ or so with momentum for image networks, 0.01 to 0.1 in AdamW for transformers, with biases
# and normalisation layers left out. Raise it when labels are noisy or data few; check that the accuracy on the training set comes *down*.
# L1 with a proximal step is for models that should be read, or have many useless inputs. The hinge loss is at home in support vector
# machines. Ceilings have become rare; clipping the gradient's norm has taken over the task of surviving high rates.
#
# ### Further reading
# - I. Loshchilov, F. Hutter, *Decoupled Weight Decay Regularization*, 2019: section 2 is your sections 5 and 7.
# - H. Zou, T. Hastie, *Regularization and variable selection via the elastic net*, 2005: section 2.3, why twins share.
# - A. Beck, M. Teboulle, *A Fast Iterative Shrinkage-Thresholding Algorithm*, 2009: section 4 is the accelerated method of section 6.
#
# **An open question.** Penalties paid here because every example was seen 64 times, and wrong ones learnt by heart. Large language models
# see most of their text once, and are trained with decay all the same. What does it do there? An experiment: 300 *new* digits for every
# epoch, 27 % of the labels wrong. Would L2 still gain anything?
