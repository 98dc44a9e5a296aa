# ---
# jupyter:
#   jupytext: {cell_metadata_filter: all}
#   kernelspec: {name: python3, display_name: Python 3 (ipykernel), language: python}
# ---

# %% [markdown]
# # After training: averages of networks, averages of weights
# Your network is trained and you want one or two points more. Lectures offer several ways: train five and average, keep snapshots of one,
# keep a moving average of its weights. Each comes with a promise of "about two per cent". You will build all of them, compare each with
# what it costs, and find out which averages are safe.
#
# *You need*: notebook 04 (cosine, restarts) and PyTorch's modules. *You get*: two measures of calibration, an `EMA` for any model,
# `snapshot_ensemble` and `refresh_bn`.

# %%
import copy
import math

import matplotlib.pyplot as plt
import numpy as np
import torch

from utils.bars import tqdm
from utils.checks import check, hint, needs, solution
from utils.claims import Claims, seeds
from utils.data import Absent, cifar10, letters, load_digits
from utils.models import StagedCNN
from utils.plotting import axes, plot_spread, style
from utils.predict import came, predict, predictions
from utils.remember import remember  # runs an experiment once, and anew when your functions change
from utils.schematics.networks import show_two_averages
from utils.shipped import Shipped  # brings results of experiments that take minutes
from utils.slider import slider_figure
from utils.training import MLPs, cross_entropy, orders, train

# %% [markdown]
# ## 1. Five networks, five sets of mistakes (4 min)
# A hundred networks learn 2000 letters in 52 classes. They differ only in their seed: other first weights, another order of the letters. Each
# is right on about 62 % of new letters. Take five of them: an *ensemble* (Hansen & Salamon, 1990,
# [doi:10.1109/34.58871](https://doi.org/10.1109/34.58871)). If they all fail on the *same* letters, it is useless. If they fail independently,
# all five rarely fail together: on one letter in a hundred.

# %% demo="cosine, in code"
torch.set_num_threads(1)  # these networks are too small to share
SIZES, FIRST = [64, 64, 52], seeds()[0]  # other seeds see other letters, too
(X, y), (X_valid, y_valid), (X_test, y_test) = [
    (images.reshape(-1, 64), labels)
    for images, labels in (letters(12_000, 11 + FIRST), letters(1500, 5000 + FIRST), letters(4000, 8000 + FIRST))
]
HUNDRED = [*seeds(100)][:100]
groups = np.arange(100).reshape(20, 5)  # twenty ensembles of five

def cosine(T):
    """The factor of the rate in update t: half a cosine over T updates."""
    return lambda t: (1 + math.cos(math.pi * t / T)) / 2

# %% demo="right, in code"
def right(answers, labels=y_test):
    """Per cent of the labels that the answers (..., N) meet."""
    return 100 * np.mean(np.asarray(answers) == labels, axis=-1)

@remember
def on_letters():
    """A hundred networks trained on letters, and their logits (100, N, 52) for the test letters and for others."""
    nets = MLPs(SIZES, HUNDRED)
    with tqdm(total=1000, desc="100 networks", leave=False) as bar:
        train(nets, X[:2000], y[:2000], 1000, 0.1, schedule=cosine(1000), after_step=lambda t, nets: bar.update())
    return nets, nets.logits(X_test).numpy(), nets.logits(X_valid).numpy()

# %% demo="a hundred networks"
nets, logits, others = on_letters()
preds = logits.argmax(2)
single = right(preds)

# %% predict="all five wrong"
predict("How many letters do all five networks get wrong?",
        a="about one in a hundred", b="about one in ten",
        c="about one in four",
        guess="")

# %% demo="how many of five are wrong"
wrong = np.array([np.bincount((preds[g] != y_test).sum(0), minlength=6) for g in groups]) / 40
p = 1 - single.mean() / 100
alone = [100 * math.comb(5, k) * p**k * (1 - p) ** (5 - k) for k in range(6)]
ax = axes("Most mistakes are shared; the others can be outvoted", "networks of five that are wrong", "test letters (%)")
ax.bar(range(6), wrong.mean(0), yerr=wrong.std(0, ddof=1), color="#56B4E9")
ax.plot(alone, "ks", ms=5)
ax.annotate("if they erred independently", (1, alone[1]), (1.5, alone[1] + 1), va="center")
ax.annotate("measured (20 ensembles, 1 sd)", (0, wrong[:, 0].mean()), (0.5, wrong[:, 0].mean() - 1), va="center")
plt.show()
print(f"one network: {single.mean():.1f} ± {single.std(ddof=1):.1f} % right;"
      f" all five wrong: {wrong[:, 5].mean():.1f} %, by independence {alone[5]:.1f} %")
came("c")

# %% [markdown] seen="all five wrong"
# For about one letter in four all five fail (many look alike: O and o, S and s), where independence predicts one in a hundred. No
# ensemble can get those right. The letters in the middle, where one to four are wrong, are what there is to win.

# %% [markdown]
# ## 2. Average what they say (26 min)
# Each network gives probabilities, not only a name. Average those, and a network that is sure outweighs one that hesitates:
#
# $$ \bar p(c \mid x) = \frac 1M \sum_{m=1}^{M} \mathrm{softmax}\big(z_m(x)\big)_c $$

# %% [markdown]
# ### Exercise: the mean of the probabilities
# Logits may be large: $e^{1000}$ is no number. Adding the same constant to all logits of a sample changes nothing, so choose it well.
#
# | | |
# |---|---|
# | `logits_list` | array `(M, N, C)`, or a list of `M` arrays `(N, C)`: networks, samples, classes |
# | size of the logits | any finite one, 1000 and -1000 too |
# | returns | an array `(N, C)` whose rows sum to 1 |


# %% exercise="mean_probs"
def mean_probs(logits_list):
    """Probabilities of an ensemble: the mean of its networks' softmaxes.

    logits_list: (M, N, C), or M arrays (N, C): networks, samples, classes.
    Returns an array (N, C).
    """
    ### BEGIN SOLUTION
    z = np.asarray(logits_list)
    e = np.exp(z - z.max(axis=2, keepdims=True))
    p = e / e.sum(axis=2, keepdims=True)
    return p.mean(axis=0)
    ### END SOLUTION


# %% [markdown] hint="mean_probs"
# Over which of the three axes must the probabilities of *one* network add up to 1? Over which one do you average? In which order?
#
# ---
# Make one array of all logits. Subtract from each sample's logits their largest one, so that no exponential is above 1, and divide the
# exponentials by their sum over the classes. Only then average over the networks.
#
# ---
# `z = np.asarray(logits_list)`, `e = np.exp(z - z.max(axis=..., keepdims=True))`, `e` over its sum along the same axis, and a `.mean` along
# another.

# %% check="mean_probs" points=10
check(mean_probs)

# %% [markdown]
# The other way is a majority vote: each network names one class, the class with most votes wins. It needs no probabilities, so it also
# works for an ensemble of different methods.
#
# ### Exercise: a vote
# With five voters and 52 candidates ties are common. Someone must decide, and always in the same way: the smallest label wins.
#
# | | |
# |---|---|
# | `preds` | int array `(M, N)` of labels from 0 to `C - 1`: networks, samples |
# | `C` | number of classes |
# | a tie | the smallest of the labels that have most votes |
# | returns | an int array `(N,)` |


# %% exercise="majority_vote"
def majority_vote(preds, C):
    """The class that most networks name for each sample.

    preds: int array (M, N) of labels.  C: number of classes.
    Returns an int array (N,); among equals the smallest label.
    """
    ### BEGIN SOLUTION
    ballots = np.asarray(preds)[:, :, None] == np.arange(C)
    return ballots.sum(axis=0).argmax(axis=1)
    ### END SOLUTION


# %% [markdown] hint="majority_vote"
# A table (N, C) of votes settles it. How do you count, for each sample, how often the label 3 was named? Which of several equal maxima does
# `argmax` return?
#
# ---
# Compare every prediction with every label 0 to `C - 1`, which gives an array `(M, N, C)` of true and false. Add up over the networks, then
# take for each sample the label with most votes.
#
# ---
# `np.asarray(preds)[:, :, None] == np.arange(C)` are the ballots; `.sum(axis=...)` counts them, and `.argmax(axis=...)` names the first of
# the largest.

# %% check="majority_vote" points=8
check(majority_vote)

# %% [markdown]
# Now ensembles of 1 to 25. Compare the two ways for an ensemble of *two*, and look from where on more networks are hardly worth their
# training.

# %% demo="ensembles, in code"
SIZES_M = (1, 2, 3, 5, 10, 15, 25)

def ensembles(draws=20):
    """Accuracy (draws, sizes) of random ensembles, by mean probability and by vote."""
    rng, result = np.random.default_rng(0), []
    for _ in range(draws):
        order = rng.permutation(100)
        chosen = [order[:M] for M in SIZES_M]
        result.append(
            [[right(mean_probs(logits[c]).argmax(1)), right(majority_vote(preds[c], 52))] for c in chosen]
        )
    return np.array(result).transpose(2, 0, 1)

# %% demo="ensembles of every size"
with needs(mean_probs, majority_vote):
    by_mean, by_vote = ensembles()
    runs = {"mean of probabilities": by_mean, "vote": by_vote}
    title = "Five networks give most of what 25 give"
    ax = plot_spread(SIZES_M, runs, title, ("networks", "test accuracy (%), 20 draws, 1 sd"))
    ax.set_xticks(SIZES_M)
    plt.show()
    for name, a in runs.items():
        print(f"{name}:", *[f"{M}: {x:.1f}" for M, x in zip(SIZES_M, a.mean(0), strict=True)], sep="  ")

# %% [markdown]
# A vote of two is worth next to nothing: they agree, or the smaller label wins, which is arbitrary. Probabilities use the doubt as well.
# From five networks on the two ways differ by a tenth or two, and 25 networks gain a tenth or two more than five, for five times the work.

# %% [markdown]
# ### Exercise: how much do they disagree?
# An ensemble of copies of one network gains nothing. What an ensemble needs is *diversity*, and that can be measured without a single label:
# how often do two of its members name different classes?
#
# | | |
# |---|---|
# | `preds` | int array `(M, N)` of labels: networks, samples |
# | pairs | all pairs of two *different* networks, each with the same weight |
# | returns | a float from 0 to 1; `0.0` for a single network |


# %% exercise="disagreement"
def disagreement(preds):
    """Mean share of samples on which two different networks differ.

    preds: int array (M, N).  Returns a float; 0.0 for a single network.
    """
    ### BEGIN SOLUTION
    M = len(preds)
    shares = [np.mean(preds[i] != preds[j]) for i in range(M) for j in range(i)]
    return float(np.mean(shares)) if shares else 0.0
    ### END SOLUTION


# %% [markdown] hint="disagreement"
# How many pairs are there among three networks? Is a network a pair with itself?
#
# ---
# For each pair of different networks take the share of samples with different labels. Average these shares over the pairs; a single network
# has none, so treat it apart.
#
# ---
# `shares = [np.mean(... != ...) for i in range(M) for j in range(i)]`, and the mean of the list as a `float`, unless the list is empty.

# %% check="disagreement" points=6
check(disagreement)

# %% [markdown]
# The same with 300 digits, where a network is right on 95 % and there is little to disagree about. Each dot below is an ensemble of two.

# %% demo="a hundred networks for digits"
digits = load_digits()
order = np.random.default_rng(0).permutation(1797)
pixels, names = (digits.data[order] / 16).astype(np.float32), digits.target[order]

@remember
def on_digits():
    """Logits (100, N, 10) of networks trained on 300 digits, for the others."""
    easy = MLPs([64, 64, 10], HUNDRED)
    train(easy, pixels[:300], names[:300], 300, 0.1, schedule=cosine(300))
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
        label = f"{name}: disagree {x.mean():.1f} %, gain {gain.mean():+.2f} ± {gain.std(ddof=1):.2f}"
        ax.plot(x, gain, "o^"[index], ms=4, alpha=0.6, color=style("", index)["color"], label=label)
    ax.axhline(0, color="0.7", lw=0.8)
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# Disagreement is what *can* be won, not what is won: for letters the two differ on nearly a fifth of all samples and gain less than a point.
# Where they differ, at most one is right, and the mean must pick that one; it does so a little more often than chance.

# %% [markdown]
# ## 3. How sure, and how often right? (20 min, further)
# A network that says "90 %" should be right nine times in ten. If it is, and as often at 60 % and at 99 %, it is *calibrated*, and its
# probabilities can be used: to ask a person, or to weigh a risk. A *reliability diagram* shows it: put the answers into bins by their
# confidence, the largest probability, and compare in each bin the mean confidence with the share that is right.

# %% [markdown]
# ### Exercise: the expected calibration error
# The diagram as one number, the ECE: the gap between accuracy and mean confidence in each bin, without its sign, averaged over the
# *answers* (Guo et al., 2017, [arXiv:1706.04599](https://arxiv.org/abs/1706.04599), section 2). So a bin that holds a third of the answers
# counts a third.
#
# | | |
# |---|---|
# | `p` | float array `(N, C)`, probabilities whose rows sum to 1 |
# | `y` | int array `(N,)` of the right labels |
# | the answer | the class of the largest probability, among equals the smallest label; that probability is the confidence |
# | bins | `bins` of equal width from 0 to 1; on an edge the upper one, but 1 is in the last (how rounding moves an edge such as 0.3 is up to you) |
# | empty bins | count nothing |
# | returns | a float from 0 to 1 |


# %% exercise="ece"
def ece(p, y, bins=10):
    """Expected calibration error of probabilities, by confidence.

    p: (N, C), rows sum to 1.  y: (N,) labels.  bins: of equal width, 0 to 1.
    Returns a float.
    """
    ### BEGIN SOLUTION
    sure, right = p.max(axis=1), p.argmax(axis=1) == y
    place = np.minimum((sure * bins).astype(int), bins - 1)
    total = 0.0
    for b in range(bins):
        rows = place == b
        if rows.any():
            gap = right[rows].mean() - sure[rows].mean()
            total += rows.mean() * abs(gap)
    return float(total)
    ### END SOLUTION


# %% [markdown] hint="ece"
# Ten answers with confidences near 0.95, nine of them right, and one with 0.35 that is wrong: which gap has which weight? And in which of
# ten bins is a confidence of exactly 1?
#
# ---
# For each sample find the confidence, whether the answer is right, and the number of its bin. Go through the bins, skip those that hold
# nothing, and add up: the share of the samples in the bin, times the size of the difference of two means.
#
# ---
# `p.max(axis=...)` and `p.argmax(axis=...) == y`; bin numbers from `(sure * bins).astype(int)`, kept below `bins` by `np.minimum`. In the
# loop `rows = place == b`, and `rows.mean() * abs(...)` if `rows.any()`.

# %% check="ece" points=10
check(ece)

# %% [markdown]
# The usual repair costs one number. Divide all logits by a **temperature** $T$: no answer changes, but above 1 all of them become less
# sure. Notebook 09 did so for a network with dropout.
#
# ### Exercise: one temperature
# The yardstick is the mean *negative log-likelihood* of $\mathrm{softmax}(z / T)$: minus the logarithm of the probability of the right
# label. It is taken on data that the network was not trained on.
#
# | | |
# |---|---|
# | `logits` | float array `(N, C)`; any finite size, 1000 and -1000 too |
# | `y` | int array `(N,)` of the right labels |
# | `grid` | list or array of numbers above 0 to choose from, at least one, in any order |
# | among equals | the first in the grid |
# | returns | a float, one of `grid` |


# %% exercise="temperature"
def temperature(logits, y, grid):
    """The number of grid that calibrates the logits best when they are
    divided by it: the lowest negative log-likelihood.

    logits: (N, C).  y: (N,) labels.  Returns a float.
    """
    ### BEGIN SOLUTION
    losses = []
    for T in grid:
        z = logits / T
        z = z - z.max(axis=1, keepdims=True)
        logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        losses.append(-logp[np.arange(len(y)), y].mean())
    return float(grid[np.argmin(losses)])
    ### END SOLUTION


# %% [markdown] hint="temperature"
# The right label is 800 below the best logit: what is the logarithm of its probability, and what does `np.log(softmax(z))` make of it?
#
# ---
# For each temperature: divide the logits *as they were given*, subtract each row's largest, and take the logarithm of the softmax in one
# go: the logit minus the logarithm of the sum of exponentials. Pick out the right labels, average, change the sign. Keep the temperature
# whose loss is the smallest.
#
# ---
# `logp = z - np.log(np.exp(z).sum(axis=..., keepdims=True))`, then `logp[np.arange(len(y)), ...]`; the losses in a list, and `np.argmin`
# of it as the place in `grid`.

# %% check="temperature" points=8
check(temperature)

# %% [markdown]
# The diagram for the letters. Every network is also calibrated by your `temperature`, on 1500 letters that were neither trained on nor
# tested. So are the ensembles of five; their logits are the logarithms of their mean probabilities.

# %% demo="calibrated, in code"
GRID = np.geomspace(0.7, 2.5, 20)

def softmax(z):
    """Probabilities (N, C) of one network."""
    return mean_probs([z])

@remember
def calibrated():
    """{name: probabilities (20, members, N, 52)} for the test letters: the members of the ensembles, and their means."""
    found = {"one network": [], "one, calibrated": [], "five networks": [], "five, calibrated": []}
    for g in groups:
        T = [temperature(z, y_valid, GRID) for z in others[g]]
        five, seen = mean_probs(logits[g]), np.log(mean_probs(others[g]))
        cooled = softmax(np.log(five) / temperature(seen, y_valid, GRID))
        ones = [softmax(z) for z in logits[g]], [softmax(z / t) for z, t in zip(logits[g], T, strict=True)]
        for probabilities, p in zip(found.values(), (*ones, [five], [cooled]), strict=True):
            probabilities.append(p)
    return {name: np.array(probabilities) for name, probabilities in found.items()}

def errors_of(measure):
    """{name: (20,)} of a measure of probabilities and labels, of single networks the mean of five."""
    return {name: np.array([np.mean([measure(p, y_test) for p in members]) for members in found])
            for name, found in calibrated().items()}

# %% predict="when it says 85"
predict("Letters for which one network says 80 to 90 %: how many are right?",
        a="about 74 %", b="about 85 %", c="about 92 %",
        guess="")

# %% demo="a reliability diagram"
def reliability(p, bins=10):
    """Mean confidence and accuracy (%) in the bins that hold a hundredth of the answers or more."""
    sure, hit = p.max(-1).ravel(), (p.argmax(-1) == y_test).ravel().astype(float)
    held, said, true = (np.histogram(sure, bins, (0, 1), weights=w)[0] for w in (np.ones(len(sure)), sure, hit))
    full = held > 0.01 * len(sure)
    return 100 * said[full] / held[full], 100 * true[full] / held[full]

with needs(mean_probs, ece, temperature):
    error = errors_of(ece)
    ax = axes("One network is overconfident; a temperature repairs that", "confidence (%), mean in the bin",
              "right (%)", (6, 4.6))
    ax.plot([0, 100], [0, 100], color="0.7", lw=1, label="calibrated")
    for index, (name, p) in enumerate(calibrated().items()):
        said, true = reliability(p)
        label = f"{name}: ECE {100 * error[name].mean():.1f} points"
        ax.plot(said, true, marker="os^D"[index], ms=5, label=label, **style("", index))
    ax.set(xlim=(10, 101), ylim=(10, 101))
    ax.legend(fontsize=8)
    plt.show()
    answer = reliability(calibrated()["one network"])[1][-2]
    print(f"one network, confidence 80 to 90 %: {answer:.1f} % right")
    came("abc"[np.digitize(answer, [80, 90])])

# %% [markdown] seen="when it says 85"
# At every confidence the network is right less often than it says. Its temperature, above 1, brings the dots to the line. The ensemble is
# between: its members disagree where they are wrong, and the mean is less sure there.

# %% [markdown]
# So has an ensemble only found a dear way to a temperature, as the many passes of dropout had (notebook 09)? Calibration can't tell: who
# answers every letter with the share of its class is calibrated, and of no use. The likelihood can, for it rewards probabilities
# that are calibrated *and* tell the letters apart.

# %% demo="likelihood, in code"
def nll(p, labels):
    """Mean negative log-likelihood of probabilities (N, C)."""
    return -np.log(p[np.arange(len(labels)), labels]).mean()

# %% predict="probabilities of five"
predict("The negative log-likelihood of five networks, against that of one "
        "calibrated network: it is",
        a="lower", b="about the same", c="higher",
        guess="")

# %% demo="better probabilities"
with needs(mean_probs, temperature):
    for name, values in errors_of(nll).items():
        print(f"{name:<16} negative log-likelihood {values.mean():.3f} ± {values.std(ddof=1):.3f}")
    came("a")

# %% [markdown] seen="probabilities of five"
# An ensemble's likelihood is better than any temperature makes that of one network, and a temperature improves it further. A
# temperature doubts all examples alike; the doubt of an ensemble is about the example. (Lakshminarayanan et al., 2017,
# [arXiv:1612.01474](https://arxiv.org/abs/1612.01474).)

# %% [markdown]
# ## 4. Average the weights? (4 min)
# Five networks cost five times the memory and the time of one, each time they are used. Why not average the *weights*, once, and keep one
# network? Go on a straight line from the weights of one network to those of another, and look how accurate the networks on the way are.

# %% demo="two kinds of averages"
show_two_averages()


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
    mixed = network_of([(1 - a) * w[:25] + a * w[1:26] for w in nets.parameters])
    return 100 * mixed.score(X_test, y_test)[0]

# %% demo="midway, in code"
@remember
def midway():
    """Accuracy (20,) of the mean weights of each ensemble."""
    means = [torch.stack([w[g].mean(0) for g in groups]) for w in on_letters()[0].parameters]
    return 100 * network_of(means).score(X_test, y_test)[0]

# %% predict="half way"
predict("Both ends are right on about 62 %. How many letters does the "
        "network half way between their weights get right?",
        a="about 20 %", b="about 48 %", c="about 63 %",
        guess="")

# %% demo="a walk between two networks"
way = np.linspace(0, 1, 9)
chance = torch.softmax(torch.tensor(logits[:26]), 2)
mixed = lambda a: right(((1 - a) * chance[:25] + a * chance[1:]).argmax(2))
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
    f"middle of two: {runs['mixed weights'][:, 4].mean():.1f} %;",
    f"mean weights of five: {middle.mean():.1f} ± {middle.std(ddof=1):.1f} %",
)
came("b")

# %% [markdown] seen="half way"
# Half a network plus half another is neither. The likely cause is *permutation symmetry*: the hidden units of a network can be shuffled
# without changing what it computes, so unit 7 of one network need not correspond to unit 7 of the other. (We have not tested this here.
# Ainsworth et al., 2023, [arXiv:2209.04836](https://arxiv.org/abs/2209.04836), do: with matched units the middle of two wide networks is
# good.)

# %% [markdown]
# To average weights you need networks whose units correspond. There is one cheap source of them: the *same* run, at different times.

# %% [markdown]
# ## 5. Averages along one run (28 min)
# At a constant rate SGD does not arrive, it hovers around the minimum (notebook 01). The noise of the gradients has *mean zero*, and iterates
# far enough apart are nearly independent. So once SGD hovers, the mean of many iterates is much nearer to the minimum than any of them.
# There are two ways to form it in constant memory. The first, an exponential moving average (EMA), forgets:
#
# $$ e \leftarrow d\,e + (1-d)\,w $$
#
# With $d = 0.99$ it is a mean over the last hundred iterates or so.

# %% [markdown]
# ### Exercise: the class EMA
# It stands beside a model and needs no cooperation: `update()` after each step, `apply()` before you evaluate, `restore()` before you
# train on. Everything happens *in place*, because the optimiser and the model hold these tensors and no others.
#
# | | |
# |---|---|
# | `params` | any iterable of tensors, `model.parameters()` for example; they may require gradients |
# | `decay` | the $d$ above, `0 <= decay < 1` |
# | at first | the average is a copy of the tensors |
# | `update()` | reads the tensors, which have changed since, and moves the average |
# | `apply()` | puts the average into the tensors, in place, and remembers what was there |
# | `restore()` | puts back, in place, what `apply` found there; the average stays as it is |
# | order | `apply` and `restore` alternate, with no `update` between them |


# %% exercise="EMA"
class EMA:
    """An exponential moving average of tensors; it starts as a copy.

    params: any iterable of tensors.  0 <= decay < 1.
    apply and restore alternate; both act in place.
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
# How often can you loop over `model.parameters()`, a generator? After `kept = w`, what does `kept` hold when the optimiser has moved `w` in
# place? And what does PyTorch say to an in-place change of a tensor that requires a gradient?
#
# ---
# In `__init__` keep the tensors in a list, and copies of them as the average. `update` moves each average by the formula. `apply` first
# copies what is in the tensors, then writes the average into them; `restore` writes those copies back. Do all writing under
# `torch.no_grad()`.
#
# ---
# ```
# self.params = list(params)
# self.average = [p.detach().clone() for ...]
# # update
# with torch.no_grad():
#     for e, w in zip(self.average, self.params):
#         e.mul_(...).add_(w, alpha=...)
# # apply: keep clones as self.raw, then p.copy_(e) for each
# # restore: p.copy_(...) for each
# ```

# %% check="EMA" points=18
check(EMA)

# %% [markdown]
# The second way forgets nothing: the plain mean of all iterates so far. This is what Polyak and Ruppert averaged (*Polyak averaging*); some
# notes call the EMA by that name.
#
# ### Exercise: a running mean
# To update a mean you need the old mean, the new point, and how many points there are with it. The sum of the first $k - 1$ points is
# $(k - 1)\,\bar w_{k-1}$: work out $\bar w_k$ from there, without a list of all points.
#
# | | |
# |---|---|
# | `avg`, `w` | arrays of one shape, any: the mean of the first `k - 1` points, and the `k`-th point |
# | `k` | int, `k >= 1`; for `k = 1` `avg` (any finite values) has no weight |
# | returns | a new array, the mean of the `k` points |


# %% exercise="polyak_mean"
def polyak_mean(avg, w, k):
    """The mean of k points, from that of the first k - 1 and the k-th.

    avg, w: arrays of one shape.  k: int >= 1.  Returns a new array.
    """
    ### BEGIN SOLUTION
    return avg + (w - avg) / k
    ### END SOLUTION


# %% [markdown] hint="polyak_mean"
# With $k = 1$ the result must be `w`, with $k = 2$ the point half way. Three points 6, 0, 3: follow it on paper.
#
# ---
# Go from the old mean toward the new point, by a share of the way that falls with $k$: the whole way for the first point, half of it for
# the second.
#
# ---
# $\bar w_k = \bar w_{k-1} + (w_k - \bar w_{k-1}) / k$, in one line, and not in place.

# %% check="polyak_mean" points=6
check(polyak_mean)

# %% [markdown]
# A bowl with curvatures 1 and 0.05, gradients with noise of size 1, constant rate 0.3, a start far out. The figure compares the iterate, its
# EMA with $d = 0.99$ and the mean of all iterates over 3000 steps.


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


# %% predict="300 steps"
predict("Which is nearest to the minimum after 300 steps?",
        a="the iterate", b="the EMA", c="the mean of all",
        guess="")

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
    came("abc"[bowls[:3, :, 299].mean(1).argmin()])

# %% [markdown] seen="300 steps"
# For 300 steps both averages are *worse* than the iterate, because they still contain the start. The EMA forgets it fast and is best at 700.
# In the end it keeps the noise of a hundred iterates, while the mean goes on averaging it away. Hence the usual mixture, *suffix averaging*
# (dots): throw the first half away, average the rest. For that you must know the length of the run in
# advance.

# %% [markdown]
# Move $d$ yourself: one run from 20, in one direction of that kind.

# %% demo="one run, with a slider for the decay"
def one_run(d):
    x, noise = torch.tensor([20.0]), np.random.default_rng(3).normal(size=400)
    ema, path = EMA([x], d), []
    for t in range(400):
        path.append([x.item(), None])
        x -= 0.3 * (0.2 * x + float(noise[t]))
        ema.update()
        ema.apply()
        path[-1][1] = x.item()
        ema.restore()
    iterate, average = np.array(path).T
    late = np.sqrt(np.mean(average[200:] ** 2)) / np.sqrt(np.mean(iterate[200:] ** 2))
    ax = axes(f"d = {d:g}: in the second half {late:.2f} of the iterate's distance", "step", "distance to the minimum")
    ax.axhline(0, color="0.6", linewidth=0.8)
    ax.plot(iterate, color="0.7", linewidth=1, label="iterate")
    ax.plot(average, label="EMA", **style("", 0))
    ax.set(xlim=(0, 400), ylim=(-4, 20))
    ax.legend(loc="upper right")

with needs(EMA):
    slider_figure(one_run, [0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998], "d", start=3).show()

# %% [markdown]
# A network's loss is not a bowl: its early iterates are in another valley, so nobody takes the mean of all. Here is your EMA (0.99) beside
# networks that learn 12 000 letters at constant rates 0.1 and 0.2, and under cosines from 0.1 and 0.2. The better cosine, by other letters,
# is the rival of the averages of runs without any schedule. Ten seeds come with the course; your EMA stands beside the first of them.

# %% demo="an EMA beside the training"
shipped = Shipped("10_ensembles.npz")
PLANS = {"constant 0.1": (0.1, False), "constant 0.2": (0.2, False), "cosine from 0.1": (0.1, True),
         "cosine from 0.2": (0.2, True)}

def beside(chosen, steps=1000, every=100):
    """Accuracy (looks, 2, 4, seeds): of the iterate and of your EMA; and the better cosine by other letters, 2 or 3."""
    some, looks, n = MLPs(SIZES, [*chosen] * 4), [], len(chosen)
    ema, (lrs, falls) = EMA(some.parameters, 0.99), np.repeat([*PLANS.values()], n, axis=0).T

    def look(t, some):
        ema.update()
        bar.update()
        if (t + 1) % every == 0:
            raw = some.score(X_test, y_test)[0]
            ema.apply()
            looks.append([raw, some.score(X_test, y_test)[0]])
            ema.restore()

    with tqdm(total=steps, desc="networks", leave=False) as bar:
        falling = lambda t: np.where(falls, cosine(steps)(t), 1.0)
        train(some, X, y, steps, lrs, schedule=falling, after_step=look)
    found = some.score(X_valid, y_valid)[0].reshape(4, n).mean(1)
    return {"looks": 100 * np.array(looks).reshape(-1, 2, 4, n), "best": 2 + int(found[3] > found[2])}

@shipped
def ema_runs():
    """The same of our EMA, all seeds."""
    return beside(seeds())

# %% predict="average against cosine"
predict("Where does the EMA at constant rate 0.1 end, against the better "
        "cosine?",
        a="some points lower", b="within a point", c="some points higher",
        guess="")

# %% demo="does the average reach the cosine"
with needs(EMA):
    seen, mine = ema_runs()["looks"], beside(seeds()[:1])["looks"]
    fig, pair = plt.subplots(1, 2, figsize=(9.6, 3.8), sharey=True, layout="constrained")
    for j, (ax, what) in enumerate(zip(pair, ("the iterates ...", "... and their averages"), strict=True)):
        for i, name in enumerate(PLANS):
            a = seen[:, j, i]
            label = f"{name}: {a[-1].mean():.1f} ± {a[-1].std(ddof=1):.1f}"
            ax.plot(100 * np.arange(1, len(a) + 1), a.mean(1), lw=1.8, label=label, **style("", i))
            ax.plot(100 * len(a), mine[-1, j, i, 0], "o", ms=8, mfc="none", color=style("", i)["color"])
        ax.set(title=what, xlabel="update")
        ax.legend(fontsize=8, loc="lower right")
    pair[0].set_ylabel("test accuracy (%), mean of the seeds")
    pair[1].set_xlabel("update (circles: your EMA, first seed)")
    fig.suptitle("An average at a moderate constant rate replaces the decay")
    plt.show()
    came("b")

# %% [markdown] seen="average against cosine"
# At 0.1 the average is worth several points and reaches the better of the two cosines, or a little more. And it has been good all along:
# you could have stopped anywhere, without planning the decay. At 0.2 it gains even more and yet ends lower: it takes noise away, and can't
# help iterates that are spread too wide. On the cosine runs it ends with nothing, because there is no noise left to average.

# %% [markdown]
# ## 6. Five networks from one run (24 min)
# Notebook 04 restarted a cosine (SGDR, Loshchilov and Hutter, 2017, [arXiv:1608.03983](https://arxiv.org/abs/1608.03983)). Each restart
# moves the network away, each end of a cycle lets it settle. Keep a copy at each such end: five networks for the training time of one. That
# is a *snapshot ensemble*.
#
# ### Exercise: the steps to keep
# First: which steps are the ends of the cycles? Steps are counted from zero.
#
# | | |
# |---|---|
# | `T`, `cycles` | ints `>= 1`: all steps, and the number of equal cycles |
# | `T` not divisible by `cycles` | raises `ValueError` |
# | returns | a list of `cycles` ints, the last step of each cycle |


# %% exercise="snapshot_steps"
def snapshot_steps(T, cycles):
    """The last step of each cycle, of T steps cut into equal cycles.

    T, cycles: ints >= 1.  Returns a list of `cycles` ints.
    """
    ### BEGIN SOLUTION
    if T % cycles:
        raise ValueError(f"snapshot_steps({T}, {cycles}): the steps can't be cut into equal cycles")
    length = T // cycles
    return [length * (c + 1) - 1 for c in range(cycles)]
    ### END SOLUTION


# %% [markdown] hint="snapshot_steps"
# Six steps 0, 1, 2, 3, 4, 5 in two cycles: which is the last step of the first, which of the second?
#
# ---
# Raise the error first. A cycle has `T // cycles` steps; the last one of a cycle is the step before the next cycle begins, and the next one
# would begin at a multiple of that length.
#
# ---
# `if T % cycles: raise ValueError(...)`, then a list over `for c in range(cycles)` of the length times something with `c`, less one.

# %% check="snapshot_steps" points=6
check(snapshot_steps)

# %% [markdown]
# Now the run itself. In a cycle of $L = T/\text{cycles}$ steps the rate falls like a cosine, and then jumps up again:
#
# $$ \alpha_t = \frac{\alpha_0}{2}\left(1 + \cos\frac{\pi\,(t \bmod L)}{L}\right) $$
#
# ### Exercise: a snapshot ensemble
# You get the model and a function that makes one update of it. You decide on the rates, and when to copy.
#
# | | |
# |---|---|
# | `model` | a torch module, in train mode, in which it stays; it is trained in place |
# | `train_step` | `train_step(model, lr)` makes one update; call it `T` times, with the rate of the formula |
# | `T`, `cycles` | `T` divisible by `cycles`, else `ValueError` |
# | `lr0` | the $\alpha_0$ of the formula |
# | returns | a list of `cycles` *deep* copies in eval mode, in order of time |


# %% exercise="snapshot_ensemble"
def snapshot_ensemble(model, train_step, T, cycles, lr0):
    """Train a model in cosine cycles and return copies from their ends.

    model: torch module, trained in place.  train_step(model, lr): one update.
    Returns a list of `cycles` deep copies in eval mode.
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
# After `copies.append(model)` three times, how many networks are in the list? And `model.eval()` returns the model: whose mode does it
# change?
#
# ---
# Ask `snapshot_steps` for the ends; it raises the error, too. For each of the `T` steps compute the rate, make the update, and after the
# last update of a cycle put a deep copy into the list, with the copy in eval mode.
#
# ---
# ```
# last, length = snapshot_steps(...), T // cycles
# for t in range(T):
#     lr = lr0 * (1 + math.cos(math.pi * ... / length)) / 2
#     train_step(...)
#     if ...:
#         copies.append(copy.deepcopy(model)...)
# ```

# %% check="snapshot_ensemble" points=16
check(snapshot_ensemble)

# %% [markdown]
# A fair comparison has an *equal budget* of updates. One cosine (from 0.1 or 0.2, whichever is better on other letters), or five cycles, or
# five separate networks, each with a fifth of the updates. Three budgets: 1000 updates on 10 600 letters (3 epochs: short of time), 2000 on
# 1600 letters (40 epochs), and 1000 on 500 letters (64 epochs: time to spare). They were picked from a dozen that we tried on other letters
# with other seeds.

# %% demo="Together, in code"
class Together(torch.nn.Module):
    """Networks side by side as one torch module: a copy of it is a copy of all of them."""

    def __init__(self, chosen, shares=1.0):
        super().__init__()
        self.nets = MLPs(SIZES, chosen)
        self.shares = torch.tensor(np.broadcast_to(shares, len(chosen)).copy())

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
def spend(data, T, few):
    """Logits of five snapshots, of the better cosine, of that from 0.2, of five nets at T/5; and a log."""
    logs, found, n = [[], [], []], [], len(few)
    plans = (few, 1.0, T, 5), (few * 2, np.repeat([1, 0.5], n), T, 1), (HUNDRED[: 5 * n], 1.0, T // 5, 1)
    with tqdm(total=2 * T + T // 5, desc=f"{T} updates", leave=False) as bar:
        for (chosen, shares, steps, cycles), log in zip(plans, logs, strict=True):
            model = Together(chosen, shares)
            kept = snapshot_ensemble(model, updates(model, data, log, bar), steps, cycles, 0.2)
            found.append(torch.stack([one.nets.logits(X_test) for one in kept]).numpy())
            if chosen == few * 2:
                valid = kept[0].nets.score(X_valid, y_valid)[0].reshape(2, n).mean(1)
    snaps, cosines, fifths = found
    cosines = cosines.reshape(2, n, *cosines.shape[2:])
    return snaps, cosines[valid.argmax()], cosines[0], fifths.reshape(n, 5, *fifths.shape[2:]), np.array(logs[0])

# %% demo="three budgets"
BUDGETS = {"3 epochs of 10 600 letters": (10_600, 1000), "40 epochs of 1600 letters": (1600, 2000),
           "64 epochs of 500 letters": (500, 1000)}  # letters, updates

@shipped
def spent_on(kind):
    """What the ways to spend a budget give, seed by seed, and the log of one run."""
    n, T = BUDGETS[kind]
    snaps, cosines, alike, fifths, log = spend((X[:n], y[:n]), T, [*seeds(20)][:20])
    table = {
        "one cosine": right(cosines.argmax(2)),
        "last snapshot": right(snaps[-1].argmax(2)),
        "five snapshots": np.array([right(mean_probs(z).argmax(1)) for z in snaps.transpose(1, 0, 2, 3)]),
        "five short runs": np.array([right(mean_probs(z).argmax(1)) for z in fifths]),
    }
    among = [100 * disagreement(z.argmax(2)) for z in snaps.transpose(1, 0, 2, 3)]
    whole = alike.argmax(2)
    between = [100 * disagreement(np.roll(whole, -s, axis=0)[:5]) for s in range(len(whole))]
    return {"table": table, "among": among, "between": between, "log": log}

def spent(kind):
    """Accuracies (seeds,) of the ways to spend a budget; disagreements (seeds,) of snapshots and of whole runs; a log."""
    snapshot_steps(10, 5), mean_probs(np.zeros((1, 1, 2))), disagreement(np.zeros((2, 1), int))    # unwritten ones say so
    return [spent_on(kind)[name] for name in ("table", "among", "between", "log")]

with needs(snapshot_steps, snapshot_ensemble, mean_probs, disagreement):
    for kind in tqdm(BUDGETS, desc="budgets", leave=False):
        spent(kind)

# %% demo="the rate and the loss over five cycles"
with needs(snapshot_steps, snapshot_ensemble, mean_probs, disagreement):
    *_, log = spent("40 epochs of 1600 letters")
    ends, smooth = np.array(snapshot_steps(len(log), 5)), log[:, 1].reshape(-1, 20).mean(1)
    fig, (top, bottom) = plt.subplots(2, 1, figsize=(6.6, 4), sharex=True, layout="constrained")
    top.plot(log[:, 0], color="#000000", lw=1.2)
    bottom.plot(np.arange(10, len(log), 20), smooth, color="#0072B2", lw=1.2)
    bottom.plot(ends, smooth[ends // 20], "o", color="#D55E00")
    bottom.text(ends[0], smooth[ends[0] // 20] / 2, "snapshots", color="#D55E00", ha="right")
    top.set(title="After a restart the loss must come down again, and that takes time", ylabel="rate")
    bottom.set(xlabel="update (1600 letters)", ylabel="training loss, mean of seeds", yscale="log")
    plt.show()

# %% predict="snapshots win"
predict("In how many of the three budgets do the snapshots beat both one "
        "cosine and five short runs?",
        a="none", b="one", c="two", d="all three",
        guess="")

# %% demo="who spends a budget best"
with needs(snapshot_steps, snapshot_ensemble, mean_probs, disagreement):
    found = {kind: spent(kind) for kind in BUDGETS}
    fig, panels = plt.subplots(1, 3, figsize=(10.5, 3), layout="constrained")
    for ax, (kind, (table, among, between, _)) in zip(panels, found.items(), strict=True):
        for row, a in enumerate(table.values()):
            ax.plot(a, np.full(len(a), row), "o", ms=5, alpha=0.5, color=style("", row)["color"])
            ax.plot(a.mean(), row, "|", ms=22, mew=2.5, color=style("", row)["color"])
        ax.set_title(kind, fontsize=10)
        ax.set(xlabel="test accuracy (%)", yticks=range(4), yticklabels=table if ax is panels[0] else [])
        ax.set_ylim(3.5, -0.5)
        print(kind, *[f"{name} {a.mean():.1f}" for name, a in table.items()], sep="  ")
        print(f"    disagreement: snapshots {among.mean():.1f} %, five whole cosine runs {between.mean():.1f} %")
    fig.suptitle("Snapshots pay between too little time and plenty")
    plt.show()
    came("b")

# %% [markdown] seen="snapshots win"
# Short of time, one run wins: four of the five snapshots are stopped too soon, and separate runs still more so. With time to spare, a
# fifth of the updates is enough, and separate networks win. In between there is a window where snapshots are ahead of both: of one long run
# by about a point, of separate networks by a few tenths, which ten seeds do not settle. (Short of time the snapshots disagree *more* than
# whole runs do. Disagreement of bad members is not the diversity that helps. And we picked these three budgets because they differ.)

# %% [markdown]
# ## 7. What the averages forget: batch norm (17 min, further)
# Batch norm keeps a running mean and variance of its inputs, for use in eval mode. They are **not** parameters: they belong to the weights
# that produced them. Put averaged weights into the model, and its statistics describe a network that no longer exists. What helps is one
# pass over training data that measures them anew, and changes nothing else.

# %% [markdown]
# ### Exercise: refresh batch norm
# The statistics must be those of *this* `X` alone. Dropout must stay off, or you measure the wrong network. And you may be called in the
# middle of training: each module gets back the mode it had.
#
# | | |
# |---|---|
# | `model` | a torch module; batch norms may sit at any depth |
# | `X` | tensor of inputs, at least two: *one* forward pass of all of them |
# | old statistics | get no weight |
# | during the pass | everything but the batch norms is in eval mode |
# | afterwards | parameters, modes of all modules and the batch norms' `momentum` are as before |
# | returns | nothing; the model is changed in place |


# %% exercise="refresh_bn"
def refresh_bn(model, X):
    """Measure running means and variances of all batch norms, in place.

    model: a torch module.  X: tensor of inputs (at least two).
    One forward pass of all X.  Returns nothing.
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
# A batch norm in train mode updates its statistics by its `momentum`; `momentum=None` means a plain average over all batches since the last
# `reset_running_stats()`. What does `model.train()` do to the dropout layers? And which attribute says in which mode a module is?
#
# ---
# Note the mode of every module and the momentum of every batch norm. Put all into eval mode, then reset each batch norm, take away its
# momentum and put it alone into train mode. One pass without gradients; then give back all momenta and modes.
#
# ---
# ```
# modes = {module: ... for module in model.modules()}
# norms = [m for m in modes if isinstance(m, ...)]
# ...                     # keep the momenta; eval, reset, momentum None, train
# with torch.no_grad():
#     ...
# for module, mode in ...:
#     module.training = ...
# ```

# %% check="refresh_bn" points=12
check(refresh_bn)

# %% [markdown]
# A network with three batch norms learns letters at a constant rate. Its weights are averaged over the second half of the run, with your
# `polyak_mean`, and put back: stochastic weight averaging (SWA). The figure shows how much the one pass matters.

# %% demo="a network with batch norm"
def normed(seed):
    """Three hidden layers of 64, each with batch norm."""
    torch.manual_seed(seed)
    hidden = [(torch.nn.Linear(64, 64), torch.nn.BatchNorm1d(64), torch.nn.ReLU()) for _ in range(3)]
    return torch.nn.Sequential(*[layer for part in hidden for layer in part], torch.nn.Linear(64, 52))

@torch.no_grad()
def share_right(model):
    model.eval()
    answer = model(torch.as_tensor(X_test)).argmax(1).numpy()
    model.train()
    return right(answer)

# %% demo="a network and its mean" open=true
def mean_of_a_run(seed, steps=240):
    """Accuracy of the last iterate, and of the mean weights with old and with fresh statistics."""
    model, inputs, answers = normed(seed), torch.as_tensor(X[:3000]), torch.as_tensor(y[:3000])
    rule = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    mean, half = [0.0 for _ in model.parameters()], steps // 2
    for t in range(steps):
        rows = torch.randint(3000, (50,))
        rule.zero_grad()
        torch.nn.functional.cross_entropy(model(inputs[rows]), answers[rows]).backward()
        rule.step()
        if t >= half:
            now = [p.detach().clone() for p in model.parameters()]
            mean = [polyak_mean(m, p, t - half + 1) for m, p in zip(mean, now, strict=True)]
    result = [share_right(model)]
    torch.nn.utils.vector_to_parameters(torch.nn.utils.parameters_to_vector(mean), model.parameters())
    result.append(share_right(model))
    refresh_bn(model, inputs)
    return [*result, share_right(model)]

# %% demo="all means, in code"
@shipped
def means():
    return [mean_of_a_run(seed) for seed in tqdm(seeds(10), desc="runs", leave=False)]

def all_means():
    polyak_mean(0.0, 1.0, 1), refresh_bn(normed(0), torch.as_tensor(X[:9]))  # unwritten ones say so here
    return means()

# %% demo="old statistics and fresh ones"
with needs(polyak_mean, refresh_bn):
    averaged = all_means()
    ax = axes("Half of what the mean weights gain comes with fresh statistics", "", "test accuracy (%), lines: seeds")
    for row in averaged:
        ax.plot(range(3), row, "o-", color="0.7", lw=1, ms=4)
    ax.plot(range(3), averaged.mean(0), "_", ms=40, mew=3, color="#0072B2")
    for i, value in enumerate(averaged.mean(0)):
        ax.text(i + 0.17, value, f"{value:.1f}", va="center", fontsize=9)
    ax.set_xticks(range(3), ["last iterate", "mean weights,\nold statistics", "mean weights,\nfresh statistics"])
    ax.set_xlim(-0.4, 2.5)
    plt.show()

# %% [markdown]
# Without that one line you would see less than half of what averaging brings. PyTorch has the same as `torch.optim.swa_utils.update_bn`.

# %% [markdown]
# ## 8. Large batches revisited (12 min, further)
# A minibatch is an average, too: of gradients. In notebook 04 the linear rule (Goyal et al., 2017,
# [arXiv:1706.02677](https://arxiv.org/abs/1706.02677)) lost some points at large batches. Could you have known where, without training at
# any of them? Notebook 01 measured the *gradient noise scale* $\mathcal B = \mathrm{tr}\,\Sigma / |g|^2$, in examples: a batch of that size
# has as much noise as signal. McCandlish et al. (2018, [arXiv:1812.06162](https://arxiv.org/abs/1812.06162)) derive from it the best rate
# at a batch of $B$, by a quadratic model of the loss:
#
# $$ \alpha(B) = \frac{\alpha_{\max}}{1 + \mathcal B / B} $$
#
# Far below $\mathcal B$ it is the linear rule; far above, the noise is gone and a larger batch can't lengthen the step. So train at a batch
# of 8 only: find the best rate there, and measure $\mathcal B$ on the way. That fixes the whole curve.

# %% demo="the noise scale, in code"
RATES = 0.025 * 2 ** np.arange(0, 8.5, 0.5)
BATCHES = 8 * 2 ** np.arange(7)
TASKS = {"letters": (X[:10_000], y[:10_000], 40_000), "digits": (pixels[:1200], names[:1200], 12_000)}

def noise_scale(nets, inputs, answers, size=50):
    """tr Σ / |g|² of each network, from its gradients on 24 minibatches of `size` examples; nan where |g|² drowns."""
    grads = []
    for x, t in zip(torch.as_tensor(inputs).split(size)[:24], torch.as_tensor(answers).split(size), strict=False):
        loss = cross_entropy(nets.forward(x), t.expand(len(nets.seeds), -1)).sum()
        grads.append(torch.cat([g.flatten(1) for g in torch.autograd.grad(loss, nets.parameters)], 1))
    grads = torch.stack(grads).double()
    trace = size * grads.var(0).sum(1)
    signal = (grads.mean(0) ** 2).sum(1) - trace / (size * len(grads))
    return torch.where(signal > 0, trace / signal, torch.nan).numpy()

@shipped
def best_rates(task):
    """Constant rates (batches, seeds) with the lowest training loss after as many examples; plain SGD, ten seeds."""
    inputs, answers, examples = TASKS[task]
    found = []
    for batch in tqdm(BATCHES, desc=f"batches, {task}", leave=False):
        some = MLPs([64, 64, answers.max() + 1], [*seeds(10)][:10] * len(RATES))
        rates = np.repeat(RATES, 10)
        train(some, inputs, answers, examples // batch, rates, batch=batch, optimiser="SGD")
        losses = some.score(inputs[:4000], answers[:4000])[1].reshape(len(RATES), 10)
        found.append(RATES[np.nan_to_num(losses, nan=np.inf).argmin(0)])
    return found

@shipped
def noise_scales(task):
    """Noise scale (looks, seeds) along runs at a batch of 8 and its best rate, eight looks each."""
    inputs, answers, examples = TASKS[task]
    some, steps, seen = MLPs([64, 64, answers.max() + 1], [*seeds(10)][:10]), examples // 8, []

    def look(t, some):
        if (t + 1) % (steps // 8) == 0:
            seen.append(noise_scale(some, inputs, answers))

    train(some, inputs, answers, steps, best_rates(task)[0], batch=8, optimiser="SGD", after_step=look)
    return seen

def foretold(task, batch):
    """The best rate (seeds,) at a batch, from the best at 8 and the median noise scale."""
    scale = np.nanmedian(noise_scales(task), axis=0)
    return best_rates(task)[0] * (1 + scale / 8) / (1 + scale / batch)

middle = lambda values: np.exp(np.log(values).mean())
for task in TASKS:
    print(f"{task}: best rate at a batch of 8: {middle(best_rates(task)[0]):.2f}; noise scale, examples, "
          f"in eight looks: {' '.join(f'{m:.0f}' for m in np.nanmedian(noise_scales(task), axis=1))}")

# %% predict="where the linear rule ends"
predict("From a batch of 8 to one of 512 the linear rule makes the rate 64 "
        "times as large. And the best rate, on letters?",
        a="40 times or more", b="5 to 40 times", c="less than 5 times",
        guess="")

# %% demo="best rates over batches"
fig, pair = plt.subplots(1, 2, figsize=(9.6, 3.8), sharey=True, layout="constrained")
for ax, task in zip(pair, TASKS, strict=True):
    rates, scale = best_rates(task), np.nanmedian(noise_scales(task))
    start, spread = middle(rates[0]), np.exp(np.random.default_rng(0).uniform(-0.12, 0.12, rates.shape))
    ax.loglog(BATCHES, start * BATCHES / 8, **style("", 1))
    ax.loglog(BATCHES, [middle(foretold(task, B)) for B in BATCHES], **style("", 2))
    ax.plot(BATCHES[:, None] * spread, rates, "o", ms=3, color=style("", 0)["color"], alpha=0.5)
    ax.plot(BATCHES, [middle(row) for row in rates], "_", ms=16, mew=2.5, color=style("", 0)["color"])
    ax.axvline(scale, color="0.6", lw=0.8, ls=":")
    ax.text(scale * 1.05, 0.11, f"noise scale\n{scale:.0f}", fontsize=9)
    ax.set(title=task, xlabel="batch size (examples)", ylim=(0.09, 60))
    ax.set_xticks(BATCHES, BATCHES)
    ax.minorticks_off()
for height, text, index in ((28, "linear rule", 1), (14, "foretold from a batch of 8", 2), (7, "best rate, dots: seeds", 0)):
    pair[0].text(8, height, text, color=style("", index)["color"], fontsize=9)
pair[0].set_ylabel("best constant rate")
fig.suptitle("The linear rule ends near the noise scale on letters, and long before it on digits")
plt.show()
growth = middle(best_rates("letters")[-1] / best_rates("letters")[0])
for task in TASKS:
    last = [middle(f) for f in (best_rates(task)[-1], foretold(task, 512), 64 * best_rates(task)[0])]
    print(f"{task}, batch 512: best rate {last[0]:.1f}, foretold {last[1]:.1f}, linear rule {last[2]:.1f}")
came("cba"[np.digitize(growth, [5, 40])])

# %% [markdown] seen="where the linear rule ends"
# About ten times. On letters the best rate keeps to the linear rule up to 64 examples and then levels off, as the curve foretold. At 512 the
# curve is less than twice too high, the linear rule six times. On digits the noise scale misleads: from 32 examples on the best rate stays
# where it is. The model says when *noise* stops limiting the step. On digits something else limits it earlier, at every batch size; the
# curvature, for instance (notebook 01).

# %% [markdown]
# Beyond that size two remedies are offered: longer training (Hoffer et al., 2017, [arXiv:1705.08741](https://arxiv.org/abs/1705.08741)), and
# averaging. Each is tried on *both* sides, a batch of 256 and one of 32: 5000 letters, linear rule, ten seeds.

# %% demo="two remedies for large batches"
REMEDIES = ("cosine, 6 epochs", "constant + EMA, 6 epochs", "cosine, 12 epochs")

def large_batches(batch, epochs, plans, bar):
    """Accuracies (2, plans, seeds) of iterates and of their EMA over 4000 samples; a plan: does the rate fall?"""
    n = len(seeds())
    steps, some = epochs * (5000 // batch), MLPs(SIZES, [*seeds()] * len(plans))
    ema, falls = EMA(some.parameters, 1 - batch / 4000), np.repeat(plans, n)
    train(
        some,
        X[:5000],
        y[:5000],
        steps,
        0.05 * batch / 32,
        batch=batch,
        schedule=lambda t: np.where(falls, cosine(steps)(t), 1.0),
        after_step=lambda t, some: (ema.update(), bar.update()),
    )
    raw = some.score(X_test, y_test)[0]
    ema.apply()
    return 100 * np.array([raw, some.score(X_test, y_test)[0]]).reshape(2, -1, n)

# %% demo="remedies, in code"
@shipped
def remedied():
    """Accuracies (remedies, seeds), batches of 32, then of 256."""
    with tqdm(total=18 * (5000 // 32 + 5000 // 256), desc="updates", leave=False) as bar:
        result = {
            B: (large_batches(B, 6, [True, False], bar), large_batches(B, 12, [True], bar)) for B in (32, 256)
        }
    return [[six[0, 0], six[1, 1], twelve[0, 0]] for six, twelve in result.values()]

def remedies():
    """The same for each batch; an unwritten EMA says so here."""
    EMA([], 0.9)
    return dict(zip((32, 256), remedied(), strict=True))

# %% predict="which remedy"
predict("Each remedy is given to both batches. Which closes at least nine "
        "tenths of the gap?",
        a="longer training", b="the EMA", c="both", d="neither",
        guess="")

# %% demo="does the gap close"
with needs(EMA):
    rows = remedies()
    ax = axes("Both remedies help, and both help a small batch too", "", "test accuracy (%), dots: seeds", (6.8, 3.6))
    for index, (B, a) in enumerate(rows.items()):
        x, look = np.arange(3) + 0.16 * (2 * index - 1), style("", index)
        ax.plot(x[:, None] + np.linspace(-0.05, 0.05, a.shape[1]), a, "o^"[index], ms=4, alpha=0.5, color=look["color"])
        ax.plot(x, a.mean(1), "_", ms=26, mew=2.5, color=look["color"])
        ax.text(x[2] + 0.2, a[2].mean(), f"batch {B}", color=look["color"], va="center")
    for i, gap in enumerate((rows[32] - rows[256]).mean(1)):
        ax.text(i, rows[32][i].max() + 0.25, f"gap {gap:.1f}", ha="center", fontsize=9)
    ax.set_xticks(range(3), REMEDIES)
    ax.set(xlim=(-0.5, 2.8), ylim=(None, rows[32].max() + 0.8))
    plt.show()
    for B, a in rows.items():
        print(f"batch {B}:", *[f"{n} {r.mean():.1f} ± {r.std(ddof=1):.1f}" for n, r in zip(REMEDIES, a, strict=True)], sep="  ")
    came("d")

# %% [markdown] seen="which remedy"
# A remedy must be tried on both sides, and here both help both batches. So the answer depends on the question. "Can a batch of 256 reach
# what 32 reached in six epochs?" Yes, either way. "Is it then as good as 32 with the same remedy?" Not quite: about a third of the gap is
# left.

# %% [markdown]
# ## Open challenge: a thousand updates (12 min, further)
# Letters again, and a budget: 1000 updates in all, for as many networks as you like. The baseline is one network that uses them all, with
# a cosine. Ensembles, averages, snapshots, other schedules: what makes the most of them? Nothing of this is graded; your best score is
# kept.

# %% demo="your networks" open=true
def my_networks(seed):
    """Answers for X_test, from networks trained on X[:2000] for 1000 updates in all."""
    members = MLPs(SIZES, [seed, seed + 100])
    train(members, X[:2000], y[:2000], 500, 0.1, schedule=cosine(500))
    return members.logits(X_test).mean(0).argmax(1)

# %% demo="a thousand updates, your best so far"
from utils.challenge import challenge

mine = np.mean([right(my_networks(seed)) for seed in seeds()[:5]])
challenge("10", mine, single[:5].mean(), "% of new letters, five seeds")

# %% [markdown]
# ## 9. Claims, tested (5 min)
# What lectures and papers say about the last two points of accuracy, each sentence with its experiment and ten paired seeds or more. First:
# ensembles of five, each against the mean of its members. Gains here are measured and never graded: yours may differ by a few tenths.

# %% demo="claims about ensembles"
claims = Claims("10_ensembles")
SLIDES, STANFORD = "CS231n lecture 7, slides", "https://cs231n.stanford.edu/slides/"
NOTES, NN3 = "CS231n notes, neural networks 3", "https://cs231n.github.io/neural-networks-3/"
arxiv = "https://arxiv.org/abs/{}".format

def fives(z, labels):
    """Accuracies (20, 5) of the members of the ensembles, and (20,) of the ensembles."""
    return right(z.argmax(2), labels)[groups], np.array([right(mean_probs(z[g]).argmax(1), labels) for g in groups])

with needs(mean_probs):
    hard, easy = fives(logits, y_test), fives(on_digits(), names[300:])
    test = claims.test("Averaging several networks gives about 2 %", SLIDES, "points gained by five networks, letters", 1,
        link=STANFORD, main=True, wording="Train multiple independent models; at test time average their results: "
        "enjoy 2% extra performance")
    test.measured(hard[1] - hard[0].mean(1), without=easy[1] - easy[0].mean(1),
        condition=f"there are many mistakes: one network wrong on {100 - hard[0].mean():.0f} %, "
        f"not on {100 - easy[0].mean():.0f} % (digits)")

# %% demo="claims about ensembles, part 2"
with needs(mean_probs):
    test = claims.test("An ensemble of diverse members beats the best of them", "Dietterich 2000, section 1",
        "points over the best of five, letters", 0.5,
        link="https://doi.org/10.1007/3-540-45014-9_1")
    test.measured(hard[1] - hard[0].max(1), without=easy[1] - easy[0].max(1), condition="they disagree enough: letters, not digits")
    test = claims.test("More members, more accuracy, with diminishing returns", NOTES,
        "points that the 2nd member brings, minus the mean of the 3rd to 5th", 0.2, link=NN3,
        wording="the performance typically monotonically improves (though with diminishing returns)")
    steps = np.array([[right(mean_probs(logits[g[:M]]).argmax(1)) for M in (2, 5)] for g in groups])
    first, rest = steps[:, 0] - hard[0][:, :2].mean(1), (steps[:, 1] - steps[:, 0]) / 3
    test.measured(first - rest, note=f"{first.mean():.2f} and {rest.mean():.2f}")

# %% demo="claims about probabilities"
with needs(mean_probs, ece, temperature):
    DEEP, error = "Lakshminarayanan et al. 2017", errors_of(ece)
    test = claims.test("An ensemble gives better probabilities than one network", DEEP,
        "times the negative log-likelihood of five that one network has, calibrated by a temperature", 1.02, ratio=True,
        link=arxiv("1612.01474"))
    one, calm, five, cool = errors_of(nll).values()
    test.measured(calm / five, note=f"{np.mean(one / five):.2f} times before calibration, "
        f"{np.mean(calm / cool):.2f} when the five are calibrated, too")
    test = claims.test("One temperature calibrates a network", "Guo et al. 2017",
        "times the calibration error (ECE) that one temperature leaves", 2, ratio=True, link=arxiv("1706.04599"),
        wording="surprisingly effective at calibrating predictions")
    one, calm, five, cool = error.values()
    test.measured(one / calm, note=f"{100 * one.mean():.1f} and {100 * calm.mean():.1f} points")
    test = claims.test("An ensemble is better calibrated than its members", DEEP,
        "times the calibration error of five networks that one network has", 1.2, ratio=True, link=arxiv("1612.01474"),
        wording="well-calibrated uncertainty estimates")
    test.measured(one / five, note=f"{100 * five.mean():.1f} points, with a temperature {100 * cool.mean():.1f}")

# %% demo="claims about snapshots"
with needs(snapshot_steps, snapshot_ensemble, mean_probs, disagreement):
    test = claims.test("Snapshots of one run: an ensemble for free", "Huang et al. 2017",
        "points over one cosine, equal budget, 40 epochs", 0.5, link=arxiv("1704.00109"), main=True,
        wording="Snapshot Ensembles: Train 1, get M for free")
    few, some, many = [spent(kind)[:3] for kind in BUDGETS]  # short of time, in between, time to spare
    over = [table["five snapshots"] - table["one cosine"] for table, *_ in (few, some, many)]
    separate = many[0]["five snapshots"] - many[0]["five short runs"]
    test.measured(over[1], without=over[0], condition="there is time: 40 epochs, not 3",
        note=f"64 epochs: {over[2].mean():+.1f}, and {separate.mean():+.1f} against five separate networks")
    test = claims.test("Snapshots of one run are less diverse than independent runs", "Fort et al. 2019",
        "points less disagreement, 40 epochs", 1, link=arxiv("1912.02757"))
    less = [between - among for _, among, between in (few, some)]
    test.measured(less[1], without=less[0], condition="each cycle can settle: 40 epochs, not 3")

# %% [markdown]
# Then the averages of weights, and large batches.

# %% demo="claims about averages"
with needs(EMA):
    EMA([], 0.9)  # an unwritten one says so here
    (raw, mean), best = ema_runs()["looks"][-1], int(ema_runs()["best"])
    test = claims.test("A running average of the weights gains a percent or two", NOTES,
        "points of the EMA over the iterate, constant rate 0.1", 1, link=NN3, main=True,
        wording="One cheap way of almost always getting an extra percent or two of performance")
    test.measured(mean[0] - raw[0], without=mean[2] - raw[2], condition="the rate stays up: constant, not a cosine")
    test = claims.test("An average of the weights can replace the decay of the rate", "Defazio et al. 2024",
        "points of the EMA at constant 0.1 over the better cosine; -0.5 would be fine", -0.5, link=arxiv("2405.15682"))
    test.measured(mean[0] - raw[best], without=mean[1] - raw[best], condition="the constant rate is moderate: 0.1, not 0.2")

# %% demo="claims about statistics and batches"
with needs(EMA, polyak_mean, refresh_bn):
    test = claims.test("Averaged weights need new batch-norm statistics", "Izmailov et al. 2018, section 3",
        "points gained by one pass over the training data", 1, link=arxiv("1803.05407"))
    test.measured(all_means()[:, 2] - all_means()[:, 1])
    test, rows = claims.test("Training longer closes the gap of a large batch", "Hoffer et al. 2017",
        "points of batch 256 in 12 epochs over batch 32 in 6; -0.3 would be fine", -0.3, link=arxiv("1705.08741"),
        wording="Train longer, generalize better: closing the generalization gap in large batch training"), remedies()
    longer = rows[256][2]
    test.measured(longer - rows[32][0], without=longer - rows[32][2], condition="the small batch does not train longer, too")

# %% demo="claim about the noise scale"
test = claims.test("The gradient noise scale says how large a batch is useful", "McCandlish et al. 2018",
    "noise scale over the batch whose rate by the linear rule is the best at 512, letters; up to 3 or 1/3 would be fine", 3,
    link=arxiv("1812.06162"), equal=True, ratio=True,
    wording="a simple and easy-to-measure statistic called the gradient noise scale predicts the largest useful batch size")

def too_large(task):
    """The noise scale over the batch at which the linear rule should have ended."""
    return np.nanmedian(noise_scales(task), axis=0) / (8 * best_rates(task)[-1] / best_rates(task)[0])

test.measured(too_large("letters"), without=too_large("digits"), condition="the task is the letters, not the digits")
claims

# %% [markdown]
# Which of your predictions came true?

# %% demo="your predictions" open=true
predictions()

# %% [markdown]
# ### What you saw
# - Five networks gain a little over one point on letters and a few tenths on digits: they can win only what they disagree about.
# - One network is overconfident, and one temperature repairs that. The likelihood of five is better than any temperature makes that of one.
# - Average probabilities of anything; average weights only along one run, and refresh batch norm afterwards.
# - An EMA at a moderate constant rate does as well as a tuned cosine, without knowing when the run will end. After a decay it adds nothing.
# - At an equal budget one run wins when time is short, separate networks when there is plenty, snapshots in a window between.
# - The noise scale, measured at a batch of 8, foretold where the linear rule ends on letters; on digits it ended far earlier.
# - A remedy for large batches must be given to small ones too before you call the gap closed.

# %% [markdown]
# ## 10. On real data: the two per cent (2 min, further)
# Three ensembles of five small convolutional networks on 1500 photographs of CIFAR-10, averaged down to 16 x 16, four epochs. It runs if
# the data are here (set `DOWNHILL_DATA`, or call `cifar10(download=True)` once), on a GPU if there is one. Measured once: 30.3 ± 4.3 % for
# one network, 36.8 % for five, a gain of **6.6 ± 0.3** points. Don't expect that in general: these networks are trained for seconds only,
# vary a lot, and so leave much to win. With better networks the gain shrinks, as it did from letters to digits.

# %% demo="shrunk, in code"
device = "cuda" if torch.cuda.is_available() else "cpu"

def shrunk(X):
    """Colour images (N, 32, 32, 3) as a tensor (N, 3, 16, 16)."""
    return torch.nn.functional.adaptive_avg_pool2d(torch.tensor(X.transpose(0, 3, 1, 2)), 16).to(device)

# %% demo="ensembles on real images"
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
        three = np.stack(z).reshape(3, 5, -1, 10)
        ones = right(three.argmax(3), y_new)
        together = np.array([right(mean_probs(five).argmax(1), y_new) for five in three])
        gain = together - ones.mean(1)
        print(
            f"one network {ones.mean():.1f} ± {ones.std(ddof=1):.1f} %, five {together.mean():.1f} %,"
            f" gain {gain.mean():.1f} ± {gain.std(ddof=1):.1f} points"
        )
    except Absent:
        print("CIFAR-10 is not on this machine, so this section is skipped.")

# %% [markdown]
# ## 11. When to use it, and what to read (3 min)
# Ensembles win competitions and are rare in products: five networks cost five times as much for every answer. Teams that want the accuracy
# *distil* the ensemble into one network (Hinton et al., 2015, [arXiv:1503.02531](https://arxiv.org/abs/1503.02531)), or keep it where doubt
# must be measured. An EMA costs one copy of the weights and nothing at use; diffusion models are hardly ever sampled without one. Averaging
# the weights of several *fine-tuned* copies of one pretrained network ("model soups", Wortsman et al., 2022,
# [arXiv:2203.05482](https://arxiv.org/abs/2203.05482)) works too: they start in the same valley, so their units correspond.

# %% [markdown]
# *Further reading.* Huang et al., ["Snapshot Ensembles: Train 1, get M for free"](https://arxiv.org/abs/1704.00109) (2017): section 3 is
# your `snapshot_ensemble`. Izmailov et al., ["Averaging Weights Leads to Wider Optima and Better
# Generalization"](https://arxiv.org/abs/1803.05407) (2018): section 3 has the running mean and the pass for batch norm. Polyak & Juditsky,
# "Acceleration of Stochastic Approximation by Averaging" (1992): section 2, the linear case, is your bowl. Dietterich, "Ensemble Methods in
# Machine Learning" (2000): section 1, three reasons why ensembles work.
#
# *Open question.* If hidden units are put into corresponding orders first, does the mean of two independent networks work? For wide
# networks it nearly does (Ainsworth et al., above). Is there, up to such permutations, only *one* valley?
