# ---
# jupyter:
#   jupytext: {cell_metadata_filter: all}
#   kernelspec: {name: python3, display_name: Python 3 (ipykernel), language: python}
# ---

# %% [markdown]
# # After training: averages of networks, averages of weights
# Your network is trained and you want one or two points more. Lectures offer a cupboard full: train five and average, keep snapshots of
# one, keep a moving average of its weights. Each comes with a promise of "about two per cent". You will build all of them, weigh each
# against what it costs, and see one kind of average ruin perfectly good networks.
#
# *You need*: notebook 04 (cosine, restarts) and PyTorch's modules. *You get*: an `EMA` for any model, `snapshot_ensemble` and
# `refresh_bn`. *Time*: 80 minutes; sections 1 to 9 take 5, 15, 8, 17, 15, 10, 5, 3 and 2.

# %%
import copy
import math

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.datasets import load_digits
from tqdm.auto import tqdm

from utils.checks import check, needs
from utils.claims import CONDITIONAL, FAILS, HOLDS, Claims
from utils.data import Absent, cifar10, letters
from utils.models import StagedCNN
from utils.plotting import axes, plot_spread, style
from utils.remember import remember  # runs an experiment once, and anew when your functions change
from utils.training import MLPs, cross_entropy, orders, train

# %% [markdown]
# ## 1. Five networks, five sets of mistakes
# 25 networks learn 3000 letters in 52 classes. They differ only in their seed: other first weights, another order of the letters. Each
# is right on about 68 % of new letters. Take five of them. If they all fail on the *same* letters, a committee is useless. If they fail
# independently, it is nearly perfect: three of five rarely fail together. Which is it? Guess how many letters *all five* get wrong.

# %% demo="cosine, in code"
torch.set_num_threads(1)  # these networks are too small to share
SIZES = [64, 128, 52]
(X, y), (X_big, y_big), (X_test, y_test) = [
    (images.reshape(-1, 64), labels)
    for images, labels in (letters(n, s) for n, s in ((3000, 1), (20_000, 1), (4000, 3)))
]
groups = np.arange(25).reshape(5, 5)  # five committees of five

def cosine(T):
    """The factor of the rate in update t: half a cosine over T updates."""
    return lambda t: (1 + math.cos(math.pi * t / T)) / 2

# %% demo="right, in code"
def right(answers, labels=y_test):
    """Per cent of the labels that the answers (..., N) meet."""
    return 100 * np.mean(np.asarray(answers) == labels, axis=-1)

@remember
def on_letters():
    """25 networks trained on letters, and their logits (25, N, 52) for the test letters."""
    nets = MLPs(SIZES, range(25))
    with tqdm(total=1500, desc="25 networks", leave=False) as bar:
        train(nets, X, y, 1500, 0.1, schedule=cosine(1500), after_step=lambda t, nets: bar.update())
    return nets, nets.logits(X_test).numpy()

# %% demo="25 networks"
nets, logits = on_letters()
preds = logits.argmax(2)
single = right(preds)

# %% demo="how many of five are wrong"
wrong = np.array([np.bincount((preds[g] != y_test).sum(0), minlength=6) for g in groups]) / 40
p = 1 - single.mean() / 100
alone = [100 * math.comb(5, k) * p**k * (1 - p) ** (5 - k) for k in range(6)]
ax = axes(
    "Most mistakes are shared; the others can be outvoted", "networks of five that are wrong", "test letters (%)"
)
ax.bar(range(6), wrong.mean(0), yerr=wrong.std(0), color="#56B4E9", label="measured (5 groups of five, 1 sd)")
ax.plot(alone, "ks", ms=5, label="if they erred independently")
ax.legend(fontsize=8)
plt.show()
print(f"one network: {single.mean():.1f} ± {single.std():.1f} % right; all five wrong: {wrong[:, 5].mean():.1f} %")

# %% [markdown]
# Neither. For one letter in five all five fail (many are honest doubles: O and o, S and s), where independence predicts one in 320. No
# committee can mend those. The letters in the middle, where one to four are wrong, are what there is to win.
#
# ## 2. Average what they say
# Each network gives probabilities, not only a name. Average those, and a network that is sure outweighs one that hesitates:
#
# $$ \bar p(c \mid x) = \frac 1M \sum_{m=1}^{M} \mathrm{softmax}\big(z_m(x)\big)_c $$

# %% [markdown]
# ### Exercise: the mean of the probabilities
# Logits may be large: $e^{1000}$ is no number. Adding the same constant to all logits of a sample changes nothing, so choose it well.


# %% exercise="mean_probs"
def mean_probs(logits_list):
    """Probabilities of an ensemble: the softmax of each network's logits, then the mean over networks.

    logits_list: array (M, N, C), or list of M arrays (N, C): networks, samples, classes.  Logits of any
    finite size, 1000 or -1000 too.  Returns an array (N, C) whose rows sum to 1.
    """
    ### BEGIN SOLUTION
    z = np.asarray(logits_list)
    e = np.exp(z - z.max(axis=2, keepdims=True))
    p = e / e.sum(axis=2, keepdims=True)
    return p.mean(axis=0)
    ### END SOLUTION


# %% [markdown] hint="mean_probs"
# Over which of the three axes must the probabilities of *one* network add up to 1? Over which one do you average? In which order?

# %% check="mean_probs" points=12
check(mean_probs)

# %% [markdown]
# The other way is a ballot: each network names one class, the class with most votes wins. It needs no probabilities, so it also works for
# a committee of different methods.
#
# ### Exercise: a vote
# With five voters and 52 candidates ties are common. Someone must decide, and always in the same way: the smallest label wins.


# %% exercise="majority_vote"
def majority_vote(preds, C):
    """The class that most networks name for each sample; among equals the smallest label.

    preds: int array (M, N) of labels 0 ... C-1: networks, samples.  C: number of classes.
    Returns an int array (N,).
    """
    ### BEGIN SOLUTION
    ballots = np.asarray(preds)[:, :, None] == np.arange(C)
    return ballots.sum(axis=0).argmax(axis=1)
    ### END SOLUTION


# %% [markdown] hint="majority_vote"
# A table (N, C) of votes settles it. How do you count, for each sample, how often the label 3 was named? Which of several equal
# maxima does `argmax` return?

# %% check="majority_vote" points=10
check(majority_vote)

# %% [markdown]
# Now committees of 1 to 25. Two predictions before you run it: which of the two ways wins for a committee of *two*? And from where on are more
# networks hardly worth their training?

# %% demo="committees, in code"
SIZES_M = (1, 2, 3, 5, 10, 15, 25)

def committees(draws=40):
    """Accuracy (draws, sizes) of random committees, by mean probability and by vote."""
    rng, result = np.random.default_rng(0), []
    for _ in range(draws):
        order = rng.permutation(25)
        chosen = [order[:M] for M in SIZES_M]
        result.append(
            [[right(mean_probs(logits[c]).argmax(1)), right(majority_vote(preds[c], 52))] for c in chosen]
        )
    return np.array(result).transpose(2, 0, 1)

# %% demo="committees of every size"
with needs(mean_probs, majority_vote):
    by_mean, by_vote = committees()
    runs = {"mean of probabilities": by_mean, "vote": by_vote}
    title = "Five networks give most of what 25 give"
    ax = plot_spread(SIZES_M, runs, title, ("networks", "test accuracy (%), 40 draws, 1 sd"))
    ax.set_xticks(SIZES_M)
    plt.show()
    for name, a in runs.items():
        print(f"{name}:", *[f"{M}: {x:.1f}" for M, x in zip(SIZES_M, a.mean(0), strict=True)], sep="  ")

# %% [markdown]
# A vote of two is worth next to nothing: they agree, or the smaller label wins, which is a coin. Probabilities use the doubt as well. The
# gain is 1.6 points for five networks and 1.8 for 25: five times the work for two tenths. (The band at 25 has no width, because
# there is only one committee of all 25.)

# %% [markdown]
# ### Exercise: how much do they disagree?
# Copies of one network make a committee without any gain. What a committee lives on can be measured without a single label: how often do two
# of its members name different classes?


# %% exercise="disagreement"
def disagreement(preds):
    """Mean over all pairs of different networks of the share of samples on which the two differ.

    preds: int array (M, N): networks, samples.  Returns a float from 0 to 1; 0.0 for a single network.
    """
    ### BEGIN SOLUTION
    M = len(preds)
    shares = [np.mean(preds[i] != preds[j]) for i in range(M) for j in range(i)]
    return float(np.mean(shares)) if shares else 0.0
    ### END SOLUTION


# %% [markdown] hint="disagreement"
# How many pairs are there among three networks? Is a network a pair with itself?

# %% check="disagreement" points=8
check(disagreement)

# %% [markdown]
# The same with 300 digits, where a network is right on 95 %. Each dot below is a committee of two. What do you expect of
# the digits, with so little to disagree about?

# %% demo="25 networks for digits"
digits = load_digits()
order = np.random.default_rng(0).permutation(1797)
pixels, names = (digits.data[order] / 16).astype(np.float32), digits.target[order]

@remember
def on_digits():
    """Logits (25, N, 10) of 25 networks trained on 300 digits, for the others."""
    easy = MLPs([64, 64, 10], range(25))
    train(easy, pixels[:300], names[:300], 400, 0.1, schedule=cosine(400))
    return easy.logits(pixels[300:]).numpy()

easy_logits = on_digits()

# %% demo="disagreement and gain"
def stake_and_gain(z, labels):
    """Disagreement (%) of the networks, and what their mean gains over the mean of them (points)."""
    alone = right(z.argmax(2), labels).mean()
    return 100 * disagreement(z.argmax(2)), right(mean_probs(z).argmax(1), labels) - alone

with needs(mean_probs, disagreement):
    mean_probs(logits[:2]), disagreement(preds[:2])  # unwritten ones say so here, before the figure
    ax = axes("No disagreement, no gain", "disagreement of the two (%)", "points gained over the mean of the two")
    for index, (name, z, t) in enumerate((("digits", easy_logits, names[300:]), ("letters", logits, y_test))):
        pairs = [(i, (i + d) % 25) for i in range(25) for d in (1, 2, 3, 4)]
        x, gain = np.transpose([stake_and_gain(z[[*pair]], t) for pair in pairs])
        label = f"{name}: disagree {x.mean():.1f} %, gain {gain.mean():+.2f} ± {gain.std():.2f}"
        ax.plot(x, gain, "o^"[index], ms=4, alpha=0.6, color=style("", index)["color"], label=label)
    ax.axhline(0, color="0.7", lw=0.8)
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# Disagreement is the *stake*, not the prize: for letters the two differ on 15 % of all samples and win 0.85 points. Where they differ, at most
# one is right, and the mean must pick that one; it does so a little more often than a coin would.

# %% [markdown]
# ## 3. An average that ruins
# Five networks cost five times the memory and the time of one, each time they are used. Why not average the *weights*, once, and keep one
# network? Walk on a straight line from the weights of one network to those of another, and look how accurate the networks on the way are.
# Prediction?


# %% demo="network of, in code"
def network_of(weights):
    """Networks with these weights: a list of tensors (M, ., .) as in `MLPs.parameters`."""
    built = MLPs(SIZES, range(len(weights[0])))
    with torch.no_grad():
        for parameter, value in zip(built.parameters, weights, strict=True):
            parameter.copy_(value)
    return built

def walk(a):
    """Accuracy (25,) a share a of the way from network i to network i + 1."""
    mixed = network_of([(1 - a) * w + a * w.roll(-1, 0) for w in nets.parameters])
    return 100 * mixed.score(X_test, y_test)[0]

# %% demo="midway, in code"
@remember
def midway():
    """Accuracy (5,) of the mean weights of each committee."""
    means = [torch.stack([w[g].mean(0) for g in groups]) for w in on_letters()[0].parameters]
    return 100 * network_of(means).score(X_test, y_test)[0]

# %% demo="a walk between two networks"
way = np.linspace(0, 1, 11)
chance = torch.softmax(torch.tensor(logits), 2)
mixed = lambda a: right(((1 - a) * chance + a * chance.roll(-1, 0)).argmax(2))
runs = {
    "mixed probabilities": np.transpose([mixed(a) for a in way]),
    "mixed weights": np.transpose([walk(a) for a in way]),
}
plot_spread(
    way,
    runs,
    "Half a network plus half another is neither",
    ("share of the second", "test accuracy (%), 25 pairs, 1 sd"),
)
plt.show()
middle = midway()
print(
    f"middle of two: {runs['mixed weights'][:, 5].mean():.1f} %;",
    f"mean weights of five: {middle.mean():.1f} ± {middle.std():.1f} %",
)

# %% [markdown]
# Hidden unit 7 of one network has nothing to do with unit 7 of the other: the hidden units of a network can be shuffled without changing
# what it computes, so two training runs end in *different orders*, and the mean of two orders is none. To average weights you
# need networks whose units correspond. There is one cheap source of such networks: the *same* run, at different times.

# %% [markdown]
# ## 4. Averages along one run
# At a constant rate SGD does not arrive, it hovers around the minimum (notebook 01). The noise has no preferred direction, so the *mean* of the
# hovering iterates is much nearer to the minimum than any of them. Two ways to form it, both in constant memory. The first forgets:
#
# $$ e \leftarrow d\,e + (1-d)\,w $$
#
# With $d = 0.99$ it is a mean over the last hundred iterates or so.

# %% [markdown]
# ### Exercise: the class EMA
# It stands beside a model and needs no cooperation: `update()` after each step, `apply()` before you evaluate, `restore()` before you
# train on. Everything happens *in place*, because the optimiser and the model hold these tensors and no others.


# %% exercise="EMA"
class EMA:
    """An exponential moving average of tensors: e <- decay e + (1 - decay) w.  It starts as a copy of them.

    params: any iterable of tensors, `model.parameters()` for example; they may require gradients.
    0 <= decay < 1.  apply and restore alternate, with no update between them; both act in place.
    """

    def __init__(self, params, decay):
        ### BEGIN SOLUTION
        self.params, self.decay = list(params), decay
        self.average = [p.detach().clone() for p in self.params]
        ### END SOLUTION

    def update(self):
        """Read the tensors, which have changed since, and move the average."""
        ### BEGIN SOLUTION
        with torch.no_grad():
            for e, w in zip(self.average, self.params, strict=True):
                e.mul_(self.decay).add_(w, alpha=1 - self.decay)
        ### END SOLUTION

    def apply(self):
        """Put the average into the tensors and remember what was there."""
        ### BEGIN SOLUTION
        self.raw = [p.detach().clone() for p in self.params]
        self.write(self.average)
        ### END SOLUTION

    def restore(self):
        """Put back what `apply` found there; the average stays as it is."""
        ### BEGIN SOLUTION
        self.write(self.raw)

    def write(self, values):
        with torch.no_grad():
            for p, value in zip(self.params, values, strict=True):
                p.copy_(value)
        ### END SOLUTION


# %% [markdown] hint="EMA"
# How often can you loop over `model.parameters()`, a generator? After `kept = w`, what does `kept` hold when the optimiser has
# moved `w` in place? And what does PyTorch say to an in-place change of a tensor that requires a gradient? (`torch.no_grad()`.)

# %% check="EMA" points=20
check(EMA)

# %% [markdown]
# The second way forgets nothing: the plain mean of all iterates so far. This is what Polyak and Ruppert averaged; lectures often say
# "Polyak averaging" and mean the EMA. To update a mean you need the old mean, the new point, and how many there are with it:
#
# $$ \bar w_k = \bar w_{k-1} + \frac{w_k - \bar w_{k-1}}{k} $$
#
# ### Exercise: a running mean


# %% exercise="polyak_mean"
def polyak_mean(avg, w, k):
    """The mean of k points, from avg, the mean of the first k - 1, and w, the k-th.

    avg, w: arrays of one shape (any).  k: int >= 1; for k = 1 avg (any finite values) has no weight.
    Returns a new array.
    """
    ### BEGIN SOLUTION
    return avg + (w - avg) / k
    ### END SOLUTION


# %% [markdown] hint="polyak_mean"
# With $k = 1$ the result must be `w`, with $k = 2$ the point half way. Three points 6, 0, 3: follow it on paper.

# %% check="polyak_mean" points=10
check(polyak_mean)

# %% [markdown]
# A bowl with curvatures 1 and 0.05, gradients with noise of size 1, constant rate 0.3, a start far out. Which of iterate, EMA and
# mean is best after 300 steps, which after 700, which after 3000?


# %% demo="two averages in a noisy bowl"
@remember
def all_bowls(steps=3000, lr=0.3):
    """Excess loss (4, 5, steps), each a mean of 40 runs: iterate, EMA, mean of all, mean from half time on."""
    rng, h, half = np.random.default_rng(0), np.array([1.0, 0.05]), steps // 2
    x, excess = torch.full((200, 2), 20.0, dtype=torch.float64), np.full((4, 5, steps), np.nan)
    ema, mean, late = EMA([x], 0.99), np.zeros((200, 2)), np.zeros((200, 2))
    height = lambda p: (h * p**2).sum(1).reshape(5, 40).mean(1) / 2
    for t in range(steps):
        x -= lr * torch.tensor(h * x.numpy() + rng.normal(size=(200, 2)))
        ema.update()
        mean = polyak_mean(mean, x.numpy(), t + 1)
        excess[0, :, t], excess[2, :, t] = height(x.numpy()), height(mean)
        if t >= half:
            late = polyak_mean(late, x.numpy(), t + 1 - half)
            excess[3, :, t] = height(late)
        ema.apply()
        excess[1, :, t] = height(x.numpy())
        ema.restore()
    return excess


# %% demo="who forgets and who averages"
with needs(EMA, polyak_mean):
    bowls = all_bowls()
    labels = ("iterate", "EMA, d = 0.99", "mean of all", "mean from half time")
    runs = {f"{n}: {e:.4f} in the end": b for n, b, e in zip(labels, bowls, bowls[:, :, -1].mean(1), strict=True)}
    ax = plot_spread(
        np.arange(1, 3001),
        runs,
        "The EMA forgets the start; the mean removes the noise",
        ("step", "loss above the minimum (5 x 40 runs)"),
    )
    ax.set(xscale="log", yscale="log")
    plt.show()
    for t in (300, 700):
        print(
            f"after {t} steps:",
            *[f"{n} {b[:, t - 1].mean():.2f}" for n, b in zip(labels[:3], bowls, strict=False)],
            sep="  ",
        )

# %% [markdown]
# For 300 steps both averages are *worse* than the iterate: they drag the start along. The EMA forgets it fast and is best at 700. In the
# end it stays at the noise of a hundred iterates, while the mean goes on averaging it away. Hence the usual mixture (dots): throw the
# first half away, average the rest. The price is that you must know where the half is.

# %% [markdown]
# A network is no bowl: its early iterates are in another valley, so nobody takes the mean of all. Here is your EMA (0.99) beside networks
# that learn 20 000 letters at constant rates 0.1 and 0.2, and under a cosine from 0.1. Will the average of a run without any schedule
# get as far as the cosine?

# %% demo="an EMA beside the training"
PLANS = {"constant 0.1": (0.1, False), "constant 0.2": (0.2, False), "cosine from 0.1": (0.1, True)}

@remember
def ema_runs(steps=2000, every=200):
    """Accuracy (looks, 2, 3, 5): of the iterate and of its EMA, for three plans and five seeds."""
    some, looks = MLPs(SIZES, [*range(5)] * 3), []
    ema, (lrs, falls) = EMA(some.parameters, 0.99), np.repeat([*PLANS.values()], 5, axis=0).T

    def look(t, some):
        ema.update()
        bar.update()
        if (t + 1) % every == 0:
            raw = some.score(X_test, y_test)[0]
            ema.apply()
            looks.append([raw, some.score(X_test, y_test)[0]])
            ema.restore()

    with tqdm(total=steps, desc="15 networks", leave=False) as bar:
        falling = lambda t: np.where(falls, cosine(steps)(t), 1.0)
        train(some, X_big, y_big, steps, lrs, schedule=falling, after_step=look)
    return 100 * np.array(looks).reshape(-1, 2, 3, 5)


# %% demo="does the average reach the cosine"
with needs(EMA):
    seen = ema_runs()
    ax = axes(
        "An average at a moderate rate replaces the decay", "update", "test accuracy (%), mean of 5 seeds", (6.8, 4)
    )
    for i, name in enumerate(PLANS):
        color = style("", i)["color"]
        for j, (dash, what) in enumerate(((":", "iterate"), ("-", "EMA"))):
            a = seen[:, j, i]
            ax.plot(
                200 * np.arange(1, 11),
                a.mean(1),
                dash,
                color=color,
                lw=1.8,
                label=f"{name}, {what}: {a[-1].mean():.1f} ± {a[-1].std():.1f}",
            )
    ax.legend(fontsize=7, loc="lower right")
    plt.show()

# %% [markdown]
# At 0.1 the average is worth 4.4 points and ends 1.5 *above* the cosine. And it has been good all along: you could have stopped anywhere,
# without planning the decay. At 0.2 it is worth twice as much and reaches less: it takes noise away, and cannot mend iterates that are
# spread too wide. On the cosine run it ends with nothing, because there is no noise left to average.

# %% [markdown]
# ## 5. Five networks from one run
# Notebook 04 restarted a cosine. Each restart throws the network out of its place, each end of a cycle lets it settle. Keep a copy at each
# such end: five networks for the price of one. That is a *snapshot ensemble*. First: which steps are the ends?
#
# ### Exercise: the steps to keep


# %% exercise="snapshot_steps"
def snapshot_steps(T, cycles):
    """The last step of each cycle, when T steps (counted from zero) are cut into equal cycles.

    T, cycles: ints >= 1.  Raises ValueError where T is not divisible by cycles.
    Returns a list of `cycles` ints.
    """
    ### BEGIN SOLUTION
    if T % cycles:
        raise ValueError(f"snapshot_steps({T}, {cycles}): the steps can't be cut into equal cycles")
    length = T // cycles
    return [length * (c + 1) - 1 for c in range(cycles)]
    ### END SOLUTION


# %% [markdown] hint="snapshot_steps"
# Six steps 0, 1, 2, 3, 4, 5 in two cycles: which is the last step of the first, which of the second?

# %% check="snapshot_steps" points=12
check(snapshot_steps)

# %% [markdown]
# Now the run itself. In a cycle of $L = T/\text{cycles}$ steps the rate falls like a cosine, and then jumps up again:
#
# $$ \alpha_t = \frac{\alpha_0}{2}\left(1 + \cos\frac{\pi\,(t \bmod L)}{L}\right) $$
#
# ### Exercise: a snapshot ensemble
# You get the model and a function that makes one update of it. You decide on the rates, and when to copy.


# %% exercise="snapshot_ensemble"
def snapshot_ensemble(model, train_step, T, cycles, lr0):
    """Train a model in place over cosine cycles and return its copies at the ends of the cycles.

    model: a torch module, in train mode, in which it stays.  train_step(model, lr) makes one update; it is
    called T times, with the rate of the formula above.  T divisible by cycles, else ValueError.
    Returns a list of `cycles` deep copies in eval mode, in order of time.
    """
    ### BEGIN SOLUTION
    last, length = snapshot_steps(T, cycles), T // cycles
    copies = []
    for t in range(T):
        lr = lr0 * (1 + math.cos(math.pi * (t % length) / length)) / 2
        train_step(model, lr)
        if t in last:
            copies.append(copy.deepcopy(model).eval())
    return copies
    ### END SOLUTION


# %% [markdown] hint="snapshot_ensemble"
# After `copies.append(model)` three times, how many networks are in the list? And `model.eval()` returns the model: whose mode does it change?

# %% check="snapshot_ensemble" points=16
check(snapshot_ensemble)

# %% [markdown]
# A fair comparison has an *equal budget*: 2000 updates. One cosine (from 0.1 or 0.2, whichever is better), or five cycles, or five separate
# networks with 400 updates each. They are spent on 20 000 letters (3 epochs: short of time), on 2500 (26 epochs) and on
# 1000 (64 epochs: time to spare), three budgets picked from ten that we tried, because they differ. Which of the three ways wins where?


# %% demo="Together, in code"
class Together(torch.nn.Module):
    """Networks side by side as one torch module: a copy of it is a copy of all of them."""

    def __init__(self, seeds, shares=1.0):
        super().__init__()
        self.nets = MLPs(SIZES, seeds)
        self.shares = torch.tensor(np.broadcast_to(shares, len(seeds)).copy())

# %% demo="the budgets"
def updates(model, data, log, bar):
    """A train_step: momentum on minibatches of 32; a network's share scales its rate. Logs rate and loss."""
    inputs, labels = map(torch.as_tensor, data)
    rule = torch.optim.SGD(model.nets.parameters, lr=1.0, momentum=0.9)
    rows = orders(model.nets.seeds, len(labels), 32)

    def train_step(model, lr):
        batch = next(rows)
        loss = cross_entropy(model.nets.forward(inputs[batch]), labels[batch])
        rule.zero_grad()
        (loss * model.shares).sum().backward()
        rule.param_groups[0]["lr"] = lr
        rule.step()
        bar.update()
        log.append((lr, float(loss.detach().mean())))

    return train_step


# %% demo="three ways to spend a budget"
def spend(data, T):
    """Logits (., seeds, N, 52) of five snapshots, two cosines (0.2 and 0.1), five nets at T/5; and a log."""
    logs, found = [[], [], []], []
    five, two_rates = [*range(5)], np.repeat([1, 0.5], 5)
    plans = (five, 1.0, T, 5), (five * 2, two_rates, T, 1), ([*range(25)], 1.0, T // 5, 1)
    with tqdm(total=2 * T + T // 5, desc=f"{T} updates", leave=False) as bar:
        for (seeds, shares, steps, cycles), log in zip(plans, logs, strict=True):
            model = Together(seeds, shares)
            kept = snapshot_ensemble(model, updates(model, data, log, bar), steps, cycles, 0.2)
            found.append(torch.stack([one.nets.logits(X_test) for one in kept]).numpy())
    snaps, cosines, fifths = found
    shape = cosines.shape[2:]
    return snaps, cosines.reshape(2, 5, *shape), fifths.reshape(5, 5, *shape), np.array(logs[0])

# %% demo="three budgets"
@remember
def budgets():
    snapshot_ensemble(Together([0]), lambda model, lr: None, 1, 1, 1.0)  # an unwritten one says so here
    return {
        f"{epochs} epochs of {n} letters": spend((X_big[:n], y_big[:n]), 2000)
        for epochs, n in ((3, 20_000), (26, 2500), (64, 1000))
    }

with needs(snapshot_steps, snapshot_ensemble):
    budgets()

# %% demo="the rate and the loss over five cycles"
with needs(snapshot_steps, snapshot_ensemble):
    *_, log = budgets()["26 epochs of 2500 letters"]
    ends, smooth = np.array(snapshot_steps(len(log), 5)), log[:, 1].reshape(-1, 20).mean(1)
    fig, (top, bottom) = plt.subplots(2, 1, figsize=(6.6, 4), sharex=True, layout="constrained")
    top.plot(log[:, 0], color="#000000", lw=1.2)
    bottom.plot(np.arange(10, len(log), 20), smooth, color="#0072B2", lw=1.2)
    bottom.plot(ends, smooth[ends // 20], "o", color="#D55E00", label="snapshots")
    top.set(title="After a restart the loss must come down again: that time is the price", ylabel="rate")
    bottom.set(xlabel="update (2500 letters)", ylabel="training loss, 5 seeds", yscale="log")
    bottom.legend(fontsize=8)
    plt.show()


# %% demo="spent, in code"
def spent(kind):
    """Accuracies (5 seeds) of the ways to spend a budget; disagreements of snapshots and of whole runs."""
    snaps, cosines, fifths, _ = budgets()[kind]
    table = {
        "one cosine from 0.2": right(cosines[0].argmax(2)),
        "one cosine from 0.1": right(cosines[1].argmax(2)),
        "last snapshot": right(snaps[-1].argmax(2)),
        "five snapshots": np.array([right(mean_probs(snaps[:, s]).argmax(1)) for s in range(5)]),
        "five nets, 400 updates": np.array([right(mean_probs(fifths[g]).argmax(1)) for g in range(5)]),
    }
    return table, [disagreement(snaps[:, s].argmax(2)) for s in range(5)], disagreement(cosines[0].argmax(2))

# %% demo="all tables, in code"
@remember
def all_tables():
    return {kind: spent(kind) for kind in budgets()}

# %% demo="who spends a budget best"
with needs(snapshot_steps, snapshot_ensemble, mean_probs, disagreement):
    tables = all_tables()
    fig, panels = plt.subplots(1, 3, figsize=(10.5, 3.2), sharey=True, layout="constrained")
    for ax, (kind, (table, among, between)) in zip(panels, tables.items(), strict=True):
        for row, a in enumerate(table.values()):
            ax.plot(a, np.full(5, row), "o", ms=5, alpha=0.5, color=style("", row)["color"])
            ax.plot(a.mean(), row, "|", ms=22, mew=2.5, color=style("", row)["color"])
        ax.set_title(kind, fontsize=10)
        ax.set(xlabel="test accuracy (%)", yticks=range(5), yticklabels=table)
        ax.set_ylim(4.5, -0.5)
        print(kind, *[f"{name} {a.mean():.1f}" for name, a in table.items()], sep="  ")
        print(
            f"    disagreement: snapshots {100 * np.mean(among):.1f} %, five whole cosine runs {100 * between:.1f} %"
        )
    fig.suptitle("Snapshots pay between too little time and plenty")
    plt.show()

# %% [markdown]
# Short of time, one run wins: four of the five snapshots are stopped too soon, and separate runs still more so. With time to spare, 400
# updates are enough, and separate networks win. In between lies a window where snapshots beat both, here by a
# point. (Short of time they disagree *more* than whole runs do. Disagreement of bad members is no diversity to be proud of.)

# %% [markdown]
# ## 6. What the averages forget: batch norm
# Batch norm keeps a running mean and variance of its inputs, for use in eval mode. They are **not** parameters: they belong to the weights
# that produced them. Put averaged weights into the model, and its statistics describe a network that no longer exists. The cure is one pass
# over training data that measures them anew, and changes nothing else.

# %% [markdown]
# ### Exercise: refresh batch norm
# The statistics must be those of *this* `X` alone. Dropout must stay off, or you measure the wrong network. And whoever calls you may be in the
# middle of something: each module gets back the mode it had.


# %% exercise="refresh_bn"
def refresh_bn(model, X):
    """Measure the running means and variances of all batch norms anew, in place, in one forward pass of all X.

    model: a torch module; batch norms may sit at any depth.  X: tensor of inputs (at least two).
    Old statistics get no weight.  During the pass everything but the batch norms is in eval mode.
    Afterwards parameters, modes of all modules and the batch norms' `momentum` are as before.  Returns nothing.
    """
    ### BEGIN SOLUTION
    modes = {module: module.training for module in model.modules()}
    norms = [m for m in modes if isinstance(m, torch.nn.modules.batchnorm._BatchNorm)]
    momenta = [norm.momentum for norm in norms]
    model.eval()
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
        norm.train()
    with torch.no_grad():
        model(X)
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum
    for module, mode in modes.items():
        module.training = mode
    ### END SOLUTION


# %% [markdown] hint="refresh_bn"
# `model.modules()` walks through all depths. A batch norm in train mode updates its statistics by its `momentum`; `momentum=None`
# means a plain average over all batches since the last `reset_running_stats()`. What does `model.train()` do to the dropout layers?

# %% check="refresh_bn" points=12
check(refresh_bn)

# %% [markdown]
# A convolutional network with three batch norms learns capital letters at a constant rate. Its weights are averaged over the second half of
# the run, with your `polyak_mean`, and put back. How much does the one pass matter?

# %% demo="share right, in code"
capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
(C_train, c_train), (C_test, c_test) = [
    (torch.tensor(images)[:, None], torch.tensor(labels))
    for images, labels in (letters(2000, s, characters=capitals) for s in (1, 3))
]

@torch.no_grad()
def share_right(model, inputs, labels):
    model.eval()
    answer = model(inputs).argmax(1)
    model.train()
    return 100 * float((answer == labels).float().mean())

# %% demo="a convolutional network and its mean"
def mean_of_a_run(seed, steps=300):
    """Accuracy of the last iterate, and of the mean weights with old and with fresh statistics."""
    generator = torch.Generator().manual_seed(seed)
    model = StagedCNN(26, width=8, generator=generator)
    model.head.weight.data.mul_(0.3)  # small logits at the start, as notebook 06 wants them
    rule = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    mean, half = [0.0 for _ in model.parameters()], steps // 2
    for t in range(steps):
        rows = torch.randint(len(c_train), (50,), generator=generator)
        rule.zero_grad()
        torch.nn.functional.cross_entropy(model(C_train[rows]), c_train[rows]).backward()
        rule.step()
        if t >= half:
            now = [p.detach().clone() for p in model.parameters()]
            mean = [polyak_mean(m, p, t - half + 1) for m, p in zip(mean, now, strict=True)]
    result = [share_right(model, C_test, c_test)]
    torch.nn.utils.vector_to_parameters(torch.nn.utils.parameters_to_vector(mean), model.parameters())
    result.append(share_right(model, C_test, c_test))
    refresh_bn(model, C_train)
    return [*result, share_right(model, C_test, c_test)]


# %% demo="all means, in code"
@remember
def all_means():
    polyak_mean(0.0, 1.0, 1), refresh_bn(StagedCNN(26), C_train[:9])  # unwritten ones say so here
    return np.array([mean_of_a_run(seed) for seed in tqdm(range(5), desc="runs", leave=False)])

# %% demo="old statistics and fresh ones"
with needs(polyak_mean, refresh_bn):
    cnn = all_means()
    ax = axes("Mean weights are worth little until batch norm is refreshed", "", "test accuracy (%), 5 seeds")
    for row in cnn:
        ax.plot(range(3), row, "o-", color="0.7", lw=1, ms=4)
    ax.plot(range(3), cnn.mean(0), "_", ms=40, mew=3, color="#0072B2")
    for i, value in enumerate(cnn.mean(0)):
        ax.text(i + 0.17, value, f"{value:.1f}", va="center", fontsize=9)
    ax.set_xticks(range(3), ["last iterate", "mean weights,\nold statistics", "mean weights,\nfresh statistics"])
    ax.set_xlim(-0.4, 2.5)
    plt.show()

# %% [markdown]
# One line too few, and you would have concluded that averaging does not work. PyTorch has the same as
# `torch.optim.swa_utils.update_bn`; forgetting it is the most common way to be disappointed by averaged weights.

# %% [markdown]
# ## 7. Large batches revisited
# In notebook 04 the linear rule lost some points at a batch of 512. Two cures are offered: longer training, and averaging. A cure
# must be tried on *both* sides, though: what helps a batch of 512 may help one of 32 as much, and then no gap closes. 10 000 letters,
# linear rule, five seeds. Which of the two closes the gap?

# %% demo="two cures for large batches"
CURES = ("cosine, 6 epochs", "constant + EMA, 6 epochs", "cosine, 12 epochs")

def large_batches(batch, epochs, plans, bar):
    """Accuracies (2, plans, 5) of iterates and of their EMA over 4000 samples; a plan: does the rate fall?"""
    steps, some = epochs * (10_000 // batch), MLPs(SIZES, [*range(5)] * len(plans))
    ema, falls = EMA(some.parameters, 1 - batch / 4000), np.repeat(plans, 5)
    train(
        some,
        X_big[:10_000],
        y_big[:10_000],
        steps,
        0.05 * batch / 32,
        batch=batch,
        schedule=lambda t: np.where(falls, cosine(steps)(t), 1.0),
        after_step=lambda t, some: (ema.update(), bar.update()),
    )
    raw = some.score(X_test, y_test)[0]
    ema.apply()
    return 100 * np.array([raw, some.score(X_test, y_test)[0]]).reshape(2, -1, 5)


# %% demo="cures, in code"
@remember
def cures():
    """Accuracy (cures, seeds) for each batch."""
    EMA([], 0.9)  # an unwritten one says so here
    with tqdm(total=18 * (10_000 // 32 + 10_000 // 512), desc="updates", leave=False) as bar:
        result = {
            B: (large_batches(B, 6, [True, False], bar), large_batches(B, 12, [True], bar)) for B in (32, 512)
        }
    return {B: np.array([six[0, 0], six[1, 1], twelve[0, 0]]) for B, (six, twelve) in result.items()}

# %% demo="does the gap close"
with needs(EMA):
    rows = cures()
    ax = axes("Both cures help, and both help a small batch too", "", "test accuracy (%), 5 seeds", (6.8, 3.6))
    for index, (B, a) in enumerate(rows.items()):
        x, look = np.arange(3) + 0.16 * (2 * index - 1), style("", index)
        ax.plot(x[:, None] + np.linspace(-0.05, 0.05, 5), a, "o^"[index], ms=4, alpha=0.5, color=look["color"])
        ax.plot(x, a.mean(1), "_", ms=26, mew=2.5, color=look["color"], label=f"batch {B}")
    for i, gap in enumerate((rows[32] - rows[512]).mean(1)):
        ax.text(i, rows[32][i].max() + 0.25, f"gap {gap:.1f}", ha="center", fontsize=9)
    ax.set_xticks(range(3), CURES)
    ax.set_ylim(None, rows[32].max() + 0.8)
    ax.legend(fontsize=8, loc="lower right")
    plt.show()
    for B, a in rows.items():
        print(
            f"batch {B}:", *[f"{n} {r.mean():.1f} ± {r.std():.1f}" for n, r in zip(CURES, a, strict=True)], sep="  "
        )

# %% [markdown]
# The EMA lifts both by more than three points, twice the time by about four. So the answer depends on the question. "Can a batch of 512
# reach what 32 reached in six epochs?" Yes, either way. "Is it then as good as 32 with the same cure?" Not quite: of a gap of 1.4 points,
# 1.1 and 0.7 are left.

# %% [markdown]
# ## 8. Claims, tested
# What lectures say about the last two points of accuracy, each sentence with its experiment. First: committees of five, each against the mean
# of its members. Gains here are measured and never graded: yours may differ by a few tenths on another machine.

# %% demo="claims about committees"
claims = Claims("10_ensembles")
NOTES, EECS = "CS231n lecture 7, notes", "EECS 498 lecture 11, notes"

def fives():
    """Accuracy of the five committees."""
    return np.array([right(mean_probs(on_letters()[1][g]).argmax(1)) for g in groups])

# %% demo="claims about committees, part 2"
with needs(mean_probs, majority_vote):
    test = claims.test("Averaging several networks gives about 2 %", f"{NOTES}; {EECS}")
    gain, easy_logits = fives() - single[groups].mean(1), on_digits()
    plain = right(easy_logits.argmax(2), names[300:])
    small = np.mean([right(mean_probs(easy_logits[g]).argmax(1), names[300:]) - plain[g].mean() for g in groups])
    said = (
        f"{CONDITIONAL} there are many mistakes: one network wrong on {100 - single.mean():.0f} %, "
        f"{gain.mean():+.1f} points; on {100 - plain.mean():.0f} % (digits), {small:+.1f}"
    )
    test.measured(
        gain,
        "points gained by five networks, letters",
        HOLDS if min(gain.mean(), small) > 1.5 else said if gain.mean() > 1 else FAILS,
    )

# %% demo="claims about committees, part 3"
with needs(mean_probs, majority_vote):
    test = claims.test("A committee beats its best member", "common belief")
    over = fives() - single[groups].max(1)
    test.measured(over, "points over the best of five", HOLDS if over.min() > 0 else FAILS)
    test = claims.test("More members, more accuracy, with diminishing returns", NOTES)
    logits = on_letters()[1]
    steps = np.array([[right(mean_probs(logits[g[:M]]).argmax(1)) for M in (1, 2, 5)] for g in groups])
    first, rest = np.diff(steps, axis=1).mean(0)
    test.measured(
        steps[:, 2] - steps[:, 1],
        f"points from 2 to 5 members (from 1 to 2: {first:.1f})",
        HOLDS if first / 1 > rest / 3 > 0 else FAILS,
    )

# %% demo="claims about committees, part 4"
with needs(mean_probs, majority_vote):
    test = claims.test("Mean probabilities beat a vote", "common practice")
    gap = fives() - [right(majority_vote(preds[g], 52)) for g in groups]
    test.measured(gap, "points, committees of five", HOLDS if gap.mean() > gap.std() / 2 else FAILS)

# %% demo="claims about committees, part 5"
test, middle = claims.test("The mean of the weights is nearly as good as the committee", "a common wish"), midway()
test.measured(
    middle - single[groups].mean(1),
    "points against a single network, mean weights of five",
    HOLDS if middle.mean() > single.mean() else f"{FAILS}: units of independent runs don't correspond",
)

# %% demo="claims about snapshots"
def tuned(table):
    """The better of the two cosines."""
    return max((table[f"one cosine from {lr}"] for lr in (0.2, 0.1)), key=np.mean)


with needs(snapshot_ensemble, snapshot_steps, mean_probs, disagreement):
    test = claims.test("Snapshots of one run: an ensemble for free", f"{NOTES}; {EECS}")
    tables = [table for table, _, _ in all_tables().values()]  # short of time, in between, time to spare
    gains, spare = [table["five snapshots"] - tuned(table) for table in tables], tables[2]
    behind = (spare["five snapshots"] - spare["five nets, 400 updates"]).mean()
    said = (
        f"{CONDITIONAL} time is neither short (3 epochs: {gains[0].mean():+.1f}) "
        f"nor plenty (64 epochs: {behind:+.1f} against five separate networks)"
    )
    unit = "points against one tuned cosine, equal budget of 26 epochs"
    sure = gains[1].mean() > gains[1].std() / 2
    holds = HOLDS if min(gains[0].mean(), behind) > 0 else said
    test.measured(gains[1], unit, holds if sure else FAILS)

# %% demo="claims about snapshots, part 2"
with needs(snapshot_ensemble, snapshot_steps, mean_probs, disagreement):
    test = claims.test("Several short independent runs beat one long run", "common belief")
    split = [table["five nets, 400 updates"] - tuned(table) for table, _, _ in all_tables().values()]
    means = [part.mean() for part in split]
    unit = f"points, five networks, 64 epochs in all (26 epochs: {means[1]:+.1f}; 3 epochs: {means[0]:+.1f})"
    said = f"{CONDITIONAL} there is time to spare"
    test.measured(split[2], unit, FAILS if means[2] < 0 else HOLDS if min(means) > 0 else said)
    test = claims.test("Snapshots are less diverse than independent networks", "common belief")
    less = [100 * (whole - np.array(among)) for _, among, whole in all_tables().values()]
    said = f"{CONDITIONAL} each cycle can settle (3 epochs: {-less[0].mean():.1f} points more)"
    kind = FAILS if less[1].mean() < less[1].std() else HOLDS if less[0].mean() > 0 else said
    test.measured(less[1], "points less disagreement than whole cosine runs, 26 epochs", kind)

# %% [markdown]
# Then the averages of weights, and large batches.

# %% demo="claims about averages"
with needs(EMA, polyak_mean):
    test = claims.test("A running average of the weights almost always gains a percent or two", NOTES)
    final = ema_runs()[-1]
    gains = final[1] - final[0]
    said = f"{CONDITIONAL} the rate stays up (after a cosine: {gains[2].mean():+.1f} ± {gains[2].std():.1f})"
    test.measured(
        gains[0],
        "points of the EMA over the iterate, constant rate 0.1",
        FAILS if gains[0].mean() < 1 else HOLDS if gains[2].mean() > 1 else said,
    )

# %% demo="claims about averages, part 2"
with needs(EMA, polyak_mean):
    test, final = claims.test("An average makes the decay of the rate unnecessary", "common belief"), ema_runs()[-1]
    against = final[1, :2] - final[0, 2]
    said = f"{CONDITIONAL} the constant rate is moderate (at 0.2: {against[1].mean():+.1f})"
    test.measured(
        against[0],
        "points, EMA at constant 0.1 against a cosine",
        FAILS if against[0].mean() < 0 else HOLDS if against[1].mean() > 0 else said,
    )

# %% demo="claims about averages, part 3"
with needs(EMA, polyak_mean):
    test = claims.test("Polyak averaging is a moving average", f"{NOTES}; {EECS}")
    bowls = all_bowls()
    ratio = bowls[1, :, -1] / bowls[3, :, -1]
    test.measured(
        ratio,
        "times the excess loss of the mean from half time, noisy bowl",
        f"{FAILS}: it is the plain mean" if ratio.min() > 1.5 else HOLDS,
    )

# %% demo="claims about statistics and batches"
with needs(EMA, polyak_mean, refresh_bn):
    test, cnn = claims.test("Averaged weights need new batch-norm statistics", "Izmailov et al., 2018"), all_means()
    test.measured(
        cnn[:, 2] - cnn[:, 1],
        "points gained by one pass over the training data",
        HOLDS if np.min(cnn[:, 2] - cnn[:, 1]) > 0 else FAILS,
    )
    for name, cure in (("Averaging the weights", 1), ("Training longer", 2)):
        test, rows = claims.test(f"{name} closes the gap of a large batch", "common belief"), cures()
        gaps = rows[32] - rows[512]
        reached, left = (rows[512][cure] - rows[32][0]).mean(), gaps[cure]
        said = f"{CONDITIONAL} the small batch goes without ({reached:+.1f} points against 32 uncured)"
        test.measured(
            left,
            f"points left at 512 (uncured: {gaps[0].mean():.1f})",
            HOLDS if left.mean() < 0.3 else said if reached > 0 else FAILS,
        )

# %% demo="claims about statistics and batches, part 2"
claims

# %% [markdown]
# ### What you saw
# - Five networks gain about one and a half points on letters and a third of one on digits: they can win only what they disagree about.
# - Average probabilities of anything; average weights only along one run, and refresh batch norm afterwards.
# - An EMA at a moderate constant rate did better than a cosine, without knowing when the run would end. After a decay it adds nothing.
# - At an equal budget one run wins when time is short, separate networks when there is plenty, snapshots in a window between.
# - A cure for large batches must be given to small ones too before you call the gap closed.

# %% [markdown]
# ## 9. On real data: the two per cent (optional)
# Three committees of five small convolutional networks on 1500 photographs of CIFAR-10, averaged down to 16 x 16, four epochs. It runs if
# the data are here (set `DOWNHILL_DATA`, or call `cifar10(download=True)` once), on a GPU if there is one. Measured once: 30.3 ± 4.3 %
# for one network, 36.8 % for five, a gain of **6.6 ± 0.3** points. More than "two per cent", and no reason to rejoice: these networks are
# trained for seconds, vary a lot, and so leave much to win. With better networks the gain shrinks, as it did from letters to digits.

# %% demo="shrunk, in code"
device = "cuda" if torch.cuda.is_available() else "cpu"

def shrunk(X):
    """Colour images (N, 32, 32, 3) as a tensor (N, 3, 16, 16)."""
    return torch.nn.functional.adaptive_avg_pool2d(torch.tensor(X.transpose(0, 3, 1, 2)), 16).to(device)

# %% demo="committees on real images"
def real_network(seed, X, y, X_new, epochs=4, batch=50):
    """Logits for X_new of a network trained with momentum and a cosine."""
    generator = torch.Generator().manual_seed(seed)
    model = StagedCNN(10, width=8, side=16, channels=3, generator=generator)
    model = model.to(device, memory_format=torch.channels_last)
    rule = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9)
    falls, t = cosine(epochs * len(X) // batch), 0
    for _ in range(epochs):
        for rows in torch.randperm(len(X), generator=generator).split(batch):
            rule.param_groups[0]["lr"], t = 0.02 * falls(t), t + 1
            rule.zero_grad()
            torch.nn.functional.cross_entropy(model(X[rows.to(device)]), y[rows.to(device)]).backward()
            rule.step()
    with torch.no_grad():
        return model.eval()(X_new).cpu().numpy()


# %% demo="the two per cent on real images"
with needs(mean_probs):
    mean_probs(logits[:2])  # an unwritten exercise says so here, before the data are asked for
    try:
        (X_real, y_real), (X_new, y_new) = cifar10()
        X_real, y_real = shrunk(X_real[:1500]), torch.tensor(y_real[:1500], device=device)
        z = [real_network(seed, X_real, y_real, shrunk(X_new)) for seed in tqdm(range(15), "CIFAR-10", leave=False)]
        committees = np.stack(z).reshape(3, 5, -1, 10)
        ones = right(committees.argmax(3), y_new)
        fives = np.array([right(mean_probs(five).argmax(1), y_new) for five in committees])
        gain = fives - ones.mean(1)
        print(
            f"one network {ones.mean():.1f} ± {ones.std():.1f} %, five {fives.mean():.1f} %,"
            f" gain {gain.mean():.1f} ± {gain.std():.1f} points"
        )
    except Absent:
        print("CIFAR-10 is not on this machine, so this section is skipped.")

# %% [markdown]
# ## 10. When to use it, and what to read
# Committees win competitions and are rare in products: five networks cost five times as much for every answer. Teams that want the accuracy
# *distil* the committee into one network, or keep it where doubt must be measured. An EMA costs one copy of the weights and
# nothing at use; diffusion models are hardly ever sampled without one. Averaging the weights of several *fine-tuned* copies of one
# pretrained network ("model soups") works too: they start in the same valley, so their units correspond.

# %% [markdown]
# *Further reading.* Huang et al., "Snapshot Ensembles: Train 1, Get M for Free" (2017): section 3 is your `snapshot_ensemble`. Izmailov et
# al., "Averaging Weights Leads to Wider Optima and Better Generalization" (2018): section 3 has the running mean and the pass for batch norm.
# Polyak & Juditsky, "Acceleration of Stochastic Approximation by Averaging" (1992): section 2, the linear case, is your bowl.
# Lakshminarayanan et al., "Simple and Scalable Predictive Uncertainty Estimation using Deep Ensembles" (2017): section 2.
#
# *Open question.* If hidden units could be put into corresponding orders first, would the mean of two independent networks work? For wide
# networks it nearly does. Is there, up to such shuffles, only *one* valley?
