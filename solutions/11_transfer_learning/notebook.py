# ---
# jupyter:
#   jupytext: {cell_metadata_filter: all}
#   kernelspec: {name: python3, display_name: Python 3 (ipykernel), language: python}
# ---

# %% [markdown]
# # Transfer learning: a network that has read before
# You have fifty labelled images, and a network wants thousands. So borrow one that has seen thousands of *other* images, and teach it your
# task. Which parts do you keep, which do you train, at which rate, and when does borrowing harm? You will write the tools, and then measure
# the table of advice that every lecture shows and hardly any computes.
#
# *You need*: notebooks 03 and 06, and the basics of PyTorch. *You get*: `freeze`, `replace_head`, `extract`, `param_groups` and `finetune`,
# for any model that has `features` and a `head`.

# %%
import contextlib
import copy
import functools

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.linear_model import RidgeClassifier
from torch import nn

from utils.bars import tqdm
from utils.checks import check, hint, needs, solution
from utils.claims import Claims, Estimate, seeds, tuning_seeds
from utils.data import LETTERS, Absent, cifar10, letters, load_digits, mnist
from utils.models import StagedCNN, efficientnet_lite0, filled
from utils.plotting import axes, style
from utils.predict import came, predict, predictions
from utils.remember import remember  # runs an experiment once, and anew when your functions change
from utils.schematics.networks import show_body_and_head, show_what_moves
from utils.shipped import Shipped  # brings results of experiments that take minutes
from utils.slider import slider_figure

# %% [markdown]
# ## 1. Fifty labels are not enough, but letters are free (5 min)
# The target: handwritten digits of 8 x 8 pixels, with $k$ labels for each of ten classes. The source: printed letters in 52 classes, as
# many as we like. The network has a body of four named stages (`c1`, `c2`, `c3` are convolutions with batch norm, `fc` is a linear layer
# with 32 outputs) and a linear head. Ten such networks, each trained on letters of its own for four epochs, come with the course; none
# will ever see a digit. Ten, because what transfers depends on the body, and one body would tell you about itself.

# %% demo="draw, in code"
torch.set_num_threads(1)                     # this network is too small to share
CHANNELS_LAST = torch.channels_last          # the order in memory that convolutions on a CPU like best

def draw(n, seed, characters=LETTERS):
    """n letters as tensors: images (n, 1, 8, 8) and labels (n,)."""
    X, y = letters(n, seed, characters=characters)
    return torch.from_numpy(X)[:, None], torch.from_numpy(y)

# %% demo="fit, in code" open=true
def fit(model, X, y, lr, steps, seed, size=32):
    """Train everything with Adam and a cosine schedule, in place; returns the model in eval mode."""
    generator, done = torch.Generator().manual_seed(seed), 0
    model.train().to(memory_format=CHANNELS_LAST)
    adam, size = torch.optim.Adam(model.parameters(), lr, fused=True), min(size, len(y))
    while done < steps:
        for some in torch.randperm(len(y), generator=generator).split(size)[: steps - done]:
            adam.param_groups[0]["lr"] = lr * (1 + np.cos(np.pi * done / steps)) / 2
            model.zero_grad()
            nn.functional.cross_entropy(model(X[some]), y[some]).backward()
            adam.step()
            done += 1
    return model.eval()

# %% demo="the source network"
@torch.no_grad()
def score(model, X, y):
    """Accuracy in per cent."""
    return 100 * (model(X).argmax(1) == y).float().mean().item()

# %% demo="bodies, in code"
SHIPPED = Shipped("11_transfer_learning.npz")
SOURCE_RATE = 2e-3

@SHIPPED
def weights(seed):
    """Everything that a network has learnt from letters, as one vector in half precision; ten seconds for a new one."""
    model = StagedCNN(52, width=8, generator=torch.Generator().manual_seed(seed))
    fit(model, *draw(16_000, seed), SOURCE_RATE, 500, seed, size=128)     # four epochs
    return torch.cat([values.flatten().float() for values in model.state_dict().values()]).half().numpy()

# %% demo="body, in code"
@functools.cache
def body(seed):
    """The network that has learnt from the letters of a seed, in eval mode."""
    return filled(StagedCNN(52, width=8), weights(seed))

# %% demo="ten networks that know letters"
new_letters = draw(3000, 50_000)
read = [score(body(seed), *new_letters) for seed in seeds(10)]
print(f"new letters read by ten networks: {np.mean(read):.1f} ± {np.std(read, ddof=1):.1f} %")
source, X_source, y_source = body(seeds(10)[0]), *draw(1000, 50_001)

# %% [markdown]
# That is not bad for 52 classes: o and O differ only in size, and so do several other pairs. And what do they see in a digit?
# Their heads can only say letters. Six of the digits have letters of nearly their shape: 0, 1, 2, 5, 6 and 8.

# %% predict="digits called letters"
predict("How many of these six digits go to a letter of their shape (O for "
        "0, l for 1, S for 5 ...)?",
        a="about a tenth", b="about half", c="nearly all",
        guess="")

# %% demo="digits read as letters"
digits = load_digits()                       # 1797 images of 8 x 8 pixels, ten classes
pictures = torch.tensor(digits.images / 16, dtype=torch.float32)[:, None]
classes = torch.tensor(digits.target)
with torch.no_grad():
    said = source(pictures).argmax(1)
fig, rows = plt.subplots(2, 10, figsize=(8, 2.6), layout="constrained")
for c in range(10):
    votes = torch.bincount(said[classes == c], minlength=52)
    words = [f"{LETTERS[i]} {100 * votes[i] / votes.sum():.0f} %" for i in votes.argsort(descending=True)[:3]]
    rows[0, c].imshow(X_source[y_source == votes.argmax()][0, 0], cmap="gray_r")
    rows[1, c].imshow(pictures[classes == c][1, 0], cmap="gray_r")
    rows[1, c].set_xlabel("\n".join(words), fontsize=8)
for ax in rows.flat:
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
rows[0, 0].set_ylabel("a letter", fontsize=8)
rows[1, 0].set_ylabel("a digit", fontsize=8)
fig.suptitle("It knows shapes, and its head has no digits (its three most frequent answers)")
plt.show()
TWINS = "OoDQ", "Il", "Zz", "", "", "Ss", "b", "", "B", ""   # letters of a digit's shape; four have none
with torch.no_grad():
    twins = [np.mean([LETTERS[i] in TWINS[c] for i in body(seed)(pictures[classes == c]).argmax(1)])
             for seed in seeds(10) for c in range(10) if TWINS[c]]
print(f"digits 0, 1, 2, 5, 6 and 8 that go to a letter of their shape, ten networks: {100 * np.mean(twins):.0f} %")
came("b")

# %% [markdown] seen="digits called letters"
# The head is useless; but digits don't fall anywhere: those that have a letter of nearly their shape often go to it.

# %% [markdown]
# So replace the head and keep the body.

# %% [markdown]
# ## 2. A new head, and why it should be small (13 min)
# At first a new head knows nothing. If its weights are small, all scores are nearly 0 and the first loss is $\ln C$ (notebook 06). If they
# are large, it is confidently wrong, and the gradient that it sends down into the good body is large and meaningless.

# %% demo="a body and two heads"
show_body_and_head()

# %% [markdown]
# ### Exercise: a new head on a copy
# Your models have two parts, as in torchvision: `model.features`, a Sequential of named stages, and `model.head`, an `nn.Linear`.
#
# | | |
# |---|---|
# | `model` | stays as it was: the copy is *deep*, training it never moves the original |
# | `C` | number of classes, an int `>= 2` |
# | `generator` | a `torch.Generator` (CPU), from which the new weights are drawn |
# | new head | an `nn.Linear` with as many inputs as the old one, on the old one's device and in its dtype |
# | its numbers | weights normal with standard deviation 0.01, biases zero; trainable, even if the old head was frozen |
# | body | copied as it is, frozen parts included |
# | returns | the new model |

# %% exercise="replace_head"
def replace_head(model, C, generator):
    """A deep copy of the model with a new, small head for C classes.

    model: has `features` (Sequential) and `head` (nn.Linear).  C: int >= 2.
    generator: a torch.Generator (CPU).  Returns the new model.
    """
    ### BEGIN SOLUTION
    new = copy.deepcopy(model)
    head = nn.Linear(model.head.in_features, C)
    with torch.no_grad():
        head.weight.copy_(0.01 * torch.randn(head.weight.shape, generator=generator))
        head.bias.zero_()
    new.head = head.to(model.head.weight)
    return new
    ### END SOLUTION

# %% [markdown] hint="replace_head"
# `copy.copy(model)` copies the model but shares its layers. What does that mean for the second experiment you run? And whose random numbers
# does a layer fresh from `nn.Linear` hold?
#
# ---
# Copy the whole model deeply. Make a linear layer with the old head's number of inputs, overwrite its weights with 0.01 times normal
# numbers from `generator` and its biases with zeros, bring it to the old head's device and dtype, and put it in place of the old head.
#
# ---
# ```
# new = copy.deepcopy(model)
# head = nn.Linear(..., C)
# with torch.no_grad():
#     head.weight.copy_(... * torch.randn(..., generator=generator))
#     head.bias....
# new.head = head.to(...)      # a tensor gives device and dtype
# ```

# %% check="replace_head" points=8
check(replace_head)

# %% [markdown]
# Your head as it is, then its weights times 10, 100 and 1000, on 32 digits: the first loss, and the gradient that reaches the body.

# %% demo="first step, in code"
def first_step(seed, factor):
    """Loss on 32 digits before any training, and the length of the gradient that reaches the body."""
    model = replace_head(body(seed), 10, torch.Generator().manual_seed(seed))
    model.head.weight.data *= factor
    rows = torch.randperm(1797, generator=torch.Generator().manual_seed(seed))[:32]
    loss = nn.functional.cross_entropy(model(pictures[rows]), classes[rows])
    loss.backward()
    return loss.item(), sum(p.grad.square().sum() for p in model.features.parameters()).sqrt().item()

# %% demo="first loss of a new head"
with needs(replace_head):
    factors = np.array([1, 10, 100, 1000])
    runs = np.array([[first_step(seed, factor) for factor in factors] for seed in seeds(10)])
    fig, pair = plt.subplots(1, 2, figsize=(8.4, 3.2), layout="constrained", sharex=True)
    fig.suptitle("The first step: a large new head is wrong and sends a large gradient into the body")
    for index, (ax, name) in enumerate(zip(pair, ("loss", "gradient of the body (norm)"), strict=True)):
        mean = np.exp(np.log(runs[:, :, index]).mean(0))
        ax.loglog(0.01 * factors, mean, marker="o", **style("", index))
        for at, value in zip(0.01 * factors, mean, strict=True):
            ax.annotate(f"{value:.3g}", (at, value), (7, -5), textcoords="offset points", fontsize=9)
        ax.set(xlabel="standard deviation of the head's weights", ylabel=name, xlim=(0.006, 60))
    pair[0].axhline(np.log(10), color="0.5", lw=0.8, ls=":")
    pair[0].text(0.6, 1.1 * np.log(10), "ln 10", color="0.4", fontsize=9)
    plt.show()

# %% [markdown]
# ## 3. Freezing: some things move without a gradient (16 min)
# The safest way to keep a body is not to train it: `requires_grad = False` for its parameters. That saves time and memory too, since nothing
# needs to be sent back through frozen stages. But is it still then? A batch norm in training mode updates its running mean and variance at
# every *forward* pass. No gradient is involved, and `requires_grad` has no say.
#
# The models here keep a set `frozen_stages`: stages named in it stay in eval mode even when you call `model.train()`.

# %% [markdown]
# ### Exercise: freeze the lower stages
# In place, all stages of `model.features` up to and including one. Frozen means two things: no parameter requires a gradient, and the stage
# is in eval mode.
#
# | | |
# |---|---|
# | `until` | name of the last stage to freeze; stages stand in the order of the Sequential, their names say nothing about it |
# | no such stage | raises `ValueError`; its message lists those that there are |
# | parameters | weights, biases and batch norms' scales of these stages require no gradient |
# | eval mode | now, and after any later `model.train()`: enter the stage's name in `model.frozen_stages`, a set |
# | the rest | later stages and the head stay as they are, and so does the mode of the model as a whole |
# | returns | how many numbers are still trainable in the whole model, an int |

# %% exercise="freeze"
def freeze(model, until):
    """Freeze, in place, all stages up to and including `until`.

    model: has `features`, `head` and `frozen_stages`.  until: a stage's name.
    Returns how many numbers are still trainable in the model, an int.
    """
    ### BEGIN SOLUTION
    names = [name for name, _ in model.features.named_children()]
    if until not in names:
        raise ValueError(f"freeze(until={until!r}): the stages are {', '.join(names)}")
    for name in names[: names.index(until) + 1]:
        stage = model.features.get_submodule(name)
        stage.requires_grad_(False)
        stage.eval()
        model.frozen_stages.add(name)
    return sum(p.numel() for p in model.parameters() if p.requires_grad)
    ### END SOLUTION

# %% [markdown] hint="freeze"
# `requires_grad_(False)` and `eval()` work on a whole module. After you have changed `frozen_stages`, who tells the batch norms *now*, and
# which stages would `model.train()` reach? It is in `utils/models.py`.
#
# ---
# List the stages' names in order, and raise the error where `until` is none of them. For each stage up to it: no gradients, eval mode, name
# into the set. Then count the numbers of all parameters that still require a gradient.
#
# ---
# `names = [name for name, _ in model.features.named_children()]`; a loop over `names[: ...]`, in which `model.features.get_submodule(name)`
# is the stage; at the end a `sum` of `p.numel()` over `model.parameters()` with a condition.

# %% check="freeze" points=10
check(freeze)

# %% [markdown]
# Here both networks have every parameter frozen. The target is digits as photographic negatives, white on black. The networks look at 32 at
# a time, in training mode, as they would while a new head is trained. Nobody takes a step. Then both read *letters* again.

# %% demo="drifting, in code"
PASSES = 0, 5, 10, 20, 40, 80

@SHIPPED
def drifted(seed, properly):
    """Accuracy on letters after so many forward passes over negatives of digits in training mode."""
    model, rng, seen, found = copy.deepcopy(body(seed)), np.random.default_rng(seed), 0, []
    freeze(model, "fc") if properly else model.requires_grad_(False)
    for n in PASSES:
        with torch.no_grad():
            for _ in range(n - seen):
                model.train()(1 - pictures[rng.integers(0, 1797, 32)])
        seen = n
        found.append(score(model.eval(), new_letters[0][:1000], new_letters[1][:1000]))
    return found

def drifting(seed, properly):
    """The same; an unwritten `freeze` says so here."""
    freeze(copy.deepcopy(body(seed)), "fc")
    return drifted(seed, properly)

# %% predict="frozen by requires_grad only"
predict("Before, a network reads 61 % of the letters. How many after 80 "
        "passes, with requires_grad = False only?",
        a="about 30 %", b="about 50 %", c="still 61 %",
        guess="")

# %% demo="two ways to freeze"
with needs(freeze):
    drift = {name: np.array([drifting(seed, properly) for seed in seeds(10)])
             for name, properly in {"freeze (yours)": True, "requires_grad = False only": False}.items()}
    title = "A frozen body that forgets: batch norms move without a gradient"
    ax = axes(title, "forward passes over negatives of digits, in training mode", "letters read (%)")
    for index, (name, runs) in enumerate(drift.items()):
        mean, look = runs.mean(0), style("", index)
        ax.plot(PASSES, mean, marker="o", label=name, **look)
        ax.fill_between(PASSES, runs.min(0), runs.max(0), color=look["color"], alpha=0.15, linewidth=0)
        ax.text(80, mean[-1] + 2.5, name, color=look["color"], ha="right", fontsize=9)
        print(f"{name}: {mean[0]:.1f} % before, {mean[-1]:.1f} % after {PASSES[-1]} passes (ten networks)")
    left = {until: freeze(copy.deepcopy(source), until) for until in ("c1", "c2", "c3", "fc")}
    print("numbers left to train, of", sum(p.numel() for p in source.parameters()), left)
    ax.set(ylim=(0, 75))
    plt.show()
    came("a")

# %% [markdown] seen="frozen by requires_grad only"
# Not one weight has changed, and a large part of the reading is gone. (Negatives are a hard case, chosen to show it: digits as they are
# look enough like letters to cost little.) Where a fine-tuned network behaves strangely, look at its batch norms first.

# %% [markdown]
# ## 4. What each stage knows (25 min)
# A frozen body is a fixed function, so compute it once and keep the result. Then any classifier can be trained on these *features*
# in milliseconds: some lectures call it using the network "as it is". And nobody says that you must take the top stage.
#
# ### Exercise: features of any stage
# Three things go wrong here in practice: training mode (batch statistics, drift), a graph that eats the memory, a last batch that is lost.
#
# | | |
# |---|---|
# | `X` | tensor `(N, channels, height, width)`, `N >= 1` |
# | `stage` | the last stage to pass; where there is none of that name, `ValueError`, whose message lists those that there are |
# | `batch` | `>= 1`: so many images pass at once; the last batch may be smaller |
# | mode | eval mode during the passes, without a graph; afterwards the model is in the mode (train or eval) it was in |
# | returns | a NumPy array `(N, D)`: each image's features, flattened, in the order of `X` |

# %% exercise="extract"
def extract(model, X, stage, batch=256):
    """Output of `model.features` up to and including `stage`.

    X: tensor (N, channels, height, width).  stage: a stage's name.
    Returns a NumPy array (N, D), one row for each image, in order.
    """
    ### BEGIN SOLUTION
    names = [name for name, _ in model.features.named_children()]
    if stage not in names:
        raise ValueError(f"extract(stage={stage!r}): the stages are {', '.join(names)}")
    lower, mode = model.features[: names.index(stage) + 1], model.training
    model.eval()
    with torch.no_grad():
        parts = [lower(part).flatten(1) for part in X.split(batch)]
    model.train(mode)
    return torch.cat(parts).cpu().numpy()
    ### END SOLUTION

# %% [markdown] hint="extract"
# A slice of a Sequential is a Sequential: `model.features[:2]` are the first two stages. `X.split(3)` cuts a tensor into pieces of three
# and keeps what remains. Which attribute says in which mode a model is?
#
# ---
# Raise the error first. Slice the stages you need, note the model's mode, switch to eval mode, send the pieces through without gradients
# and flatten each image. Then give the model its mode back, and join the pieces to one NumPy array.
#
# ---
# ```
# lower, mode = model.features[: ...], model.training
# model.eval()
# with torch.no_grad():
#     parts = [... for part in X.split(batch)]
# model.train(...)
# return torch.cat(parts)...
# ```

# %% check="extract" points=14
check(extract)

# %% [markdown]
# ### Exercise: a linear probe
# A linear classifier on features. Standardise them first, because the stages differ greatly in scale, and the penalty depends on that
# scale. With *whose* mean and standard deviation? The new images may arrive one by one.
#
# | | |
# |---|---|
# | `F`, `y` | array `(N, D)` of features and their `N` int labels, any numbers |
# | `Ft` | array `(M, D)`, the new features |
# | standardised | both, with the mean and standard deviation of `F`'s columns; a column that never varies is only centred |
# | solver | any convex one with a penalty on the weights, such as `RidgeClassifier(alpha=10)` or `LogisticRegression(C=0.1)` of sklearn |
# | returns | `M` labels, of those in `y` |

# %% exercise="linear_probe"
def linear_probe(F, y, Ft):
    """Labels for new features from a classifier trained on labelled ones.

    F: array (N, D).  y: N int labels.  Ft: array (M, D).
    Returns M labels, of those in y.
    """
    ### BEGIN SOLUTION
    mean, sd = F.mean(axis=0), F.std(axis=0)
    sd = np.where(sd > 0, sd, 1.0)
    solver = RidgeClassifier(alpha=10)
    solver.fit((F - mean) / sd, y)
    return solver.predict((Ft - mean) / sd)
    ### END SOLUTION

# %% [markdown] hint="linear_probe"
# Imagine that all new images show a 7. What would *their* mean tell you, and what would be left of it after you subtract it? A pixel in the
# corner is always 0: what is 0 / 0?
#
# ---
# Take mean and standard deviation of each column of `F`, and put 1 where the deviation is 0. Standardise `F`, fit a solver to it,
# standardise `Ft` with the same numbers, predict.
#
# ---
# `sd = np.where(sd > 0, ..., ...)`; `solver = RidgeClassifier(alpha=10)`; `solver.fit(..., y)` and `solver.predict(...)`, where both gaps
# have the form (features - mean) / sd.

# %% check="linear_probe" points=10
check(linear_probe)

# %% [markdown]
# Now with 1, 5, 10 and 20 labels a class: a network trained from scratch, a probe of the pixels, and a probe of each stage. Ten runs
# each, and every run has a body of its own and its own draw of labels. The usual advice for few labels and a similar task is a linear
# classifier on the *top* stage.

# %% demo="split, in code"
@functools.cache
def pool(target, seed):
    """All images and labels of a target; section 6 adds two, which are drawn for each seed."""
    return (pictures, classes) if target == "digits" else OTHERS[target](seed)

def rows_of(target, k, seed):
    """Where k labelled images a class stand, and 797 others to test on."""
    y = pool(target, seed)[1]
    order = torch.from_numpy(np.random.default_rng(seed).permutation(len(y)))
    test, rest = order[:797], order[797:]
    return torch.cat([rest[y[rest] == c][:k] for c in range(10)]), test

def sample(target, k, seed):
    """These images and their labels: X, y, X_test, y_test."""
    X, y = pool(target, seed)
    return [Z[some] for some in rows_of(target, k, seed) for Z in (X, y)]

# %% demo="from scratch, in code"
def updates_for(k):
    """Updates that most ways need, tried with three bodies that judge nothing; section 6 triples them as a check."""
    return 150 if k <= 20 else 300

@SHIPPED
def from_scratch(target, k, seed):
    """Test accuracy of a network that has seen nothing else, at twice the source's rate, its best of three."""
    X, y, *test = sample(target, k, seed)
    model = StagedCNN(10, width=8, generator=torch.Generator().manual_seed(seed))
    return score(fit(model, X, y, 2 * SOURCE_RATE, updates_for(k), seed), *test)

# %% demo="probed, in code"
@remember
def features(target, seed, stage):
    """What a stage of a body makes of all images."""
    X = pool(target, seed)[0]
    return X.flatten(1).numpy() if stage == "pixels" else extract(body(seed), X, stage)

@remember
def probed(target, k, seed, stage, columns=None):
    """Test accuracy of a linear probe of a stage, or of the pixels; of `columns` columns, drawn anew ten times."""
    F, y, (some, test) = features(target, seed, stage), pool(target, seed)[1].numpy(), rows_of(target, k, seed)
    rng = np.random.default_rng(seed)
    draws = [F[:, rng.permutation(F.shape[1])[:columns]] for _ in range(10)] if columns else [F]
    return 100 * np.mean([linear_probe(F[some], y[some], F[test]) == y[test] for F in draws])

# %% predict="which stage"
predict("Which probe is best with five labels a class?",
        a="pixels", b="c1, the first stage", c="c2 or c3", d="fc, the top",
        guess="")

# %% demo="probes of all stages"
ks, stages = (1, 5, 10, 20), ("pixels", "c1", "c2", "c3", "fc")
with needs(extract, linear_probe):
    found = {stage: np.array([[probed("digits", k, seed, stage) for k in ks] for seed in seeds(10)])
             for stage in stages}
    found["scratch"] = np.array([[from_scratch("digits", k, seed) for k in ks] for seed in seeds(10)])
    ax = axes("Knowledge of letters helps most below the top", "stage that is probed", "digits right (%)", (6.4, 4.2))
    for index, k in enumerate(ks):
        every, color = [Estimate.of(runs[:, index]) for runs in found.values()], style("", index)["color"]
        ax.errorbar(range(5), [e.mean for e in every[:5]], [e.se for e in every[:5]], marker="o", capsize=3, color=color)
        ax.errorbar(5, every[5].mean, every[5].se, marker="s", capsize=3, color=color)
        ax.text(5.2, every[5].mean, f"k = {k}", color=color, va="center", fontsize=9)
        print(f"k = {k:2d}:", *[f"{name} {e.mean:.1f} ± {e.sd:.1f}  " for name, e in zip(found, every, strict=True)])
    ax.set_xticks(range(6), [*stages, "from\nscratch"])
    ax.set_xlim(-0.3, 6)
    plt.show()
    came("abccd"[np.argmax([found[stage][:, 1].mean() for stage in stages])])

# %% demo="the same number of columns"
with needs(extract, linear_probe):
    for k in (5, 80):
        whole, cut, top = (Estimate.of([probed("digits", k, seed, *which) for seed in seeds(10)])
                           for which in (("c3",), ("c3", 32), ("fc",)))
        print(f"k = {k}: c3 {whole.mean:.1f} %, 32 of its 128 columns {cut.mean:.1f} %, all 32 of fc {top.mean:.1f} %")

# %% [markdown] seen="which stage"
# The curves rise to `c2` and `c3`, and fall again at `fc`. The usual explanation: the top has learnt what tells letters apart and thrown
# away the rest (Yosinski et al., 2014, [arXiv 1411.1792](https://arxiv.org/abs/1411.1792)). But `fc` has 32 numbers an image and `c3` 128.
# The last cell gives both 32, and then they are about equal: here the top is poorer mostly because it is *narrower*.

# %% [markdown]
# ## 5. Fine-tuning: move the body, too (34 min)
# A probe can't change what the body sees. With a few more labels you may let the body move too, starting from where letters have put
# it. The usual advice: at a lower rate than the head, about a tenth. PyTorch's optimisers take a list of *groups* for that, each with its
# own `lr`.

# %% demo="what moves, and how fast"
show_what_moves()

# %% [markdown]
# ### Exercise: two groups, each parameter once
# The list that a torch optimiser takes: the body first, then the head.
#
# | | |
# |---|---|
# | `model` | has `features` and `head` |
# | `lr_head` | `> 0` |
# | `lr_body` | `>= 0`, and 0 is a rate like any other; where it is `None`, a tenth of `lr_head` |
# | returns | `[{"params": [...], "lr": lr_body}, {"params": [...], "lr": lr_head}]` |
# | parameters | each that requires a gradient is in exactly one of the lists, frozen ones in none; a list may be empty |

# %% exercise="param_groups"
def param_groups(model, lr_head, lr_body=None):
    """Groups for a torch optimiser: the body first, then the head.

    model: has `features` and `head`.  lr_head > 0.  lr_body >= 0 or None.
    Returns two dicts, each with "params" (a list) and "lr".
    """
    ### BEGIN SOLUTION
    if lr_body is None:
        lr_body = lr_head / 10
    body = [p for p in model.features.parameters() if p.requires_grad]
    head = [p for p in model.head.parameters() if p.requires_grad]
    return [{"params": body, "lr": lr_body}, {"params": head, "lr": lr_head}]
    ### END SOLUTION

# %% [markdown] hint="param_groups"
# 0.0 is a valid value of `lr_body`, not a missing one: is `lr_body or ...` the same as asking whether it is None? And `model.parameters()` contains the
# head's too.
#
# ---
# Settle the body's rate first. Then make two lists, one from the features' parameters and one from the head's, of those that require a
# gradient, and return both with their rates.
#
# ---
# `if lr_body is None: ...`; `body = [p for p in model.features.parameters() if p.requires_grad]`; the same for `model.head`; a list of two
# dicts.

# %% check="param_groups" points=10
check(param_groups)

# %% [markdown]
# Five labels a class, a new head at rate 0.004, 60 steps of Adam at constant rates. Only the body's rate changes, from nothing to ten
# times the head's. The runs of five bodies come with the course; your `param_groups` trains the first of them anew.

# %% demo="grouped, in code" open=true
def grouped(k, seed, ratio, lr=2 * SOURCE_RATE, steps=60):
    """Test accuracy after training head and body at once, the body at `ratio` times the head's rate."""
    X, y, *test = sample("digits", k, seed)
    model = replace_head(body(seed), 10, torch.Generator().manual_seed(seed)).to(memory_format=CHANNELS_LAST)
    groups = param_groups(model, lr, lr * ratio)
    adam, generator = torch.optim.Adam(groups, fused=True), torch.Generator().manual_seed(seed)
    model.train(ratio > 0)
    for _ in range(steps):
        some = torch.randperm(len(y), generator=generator)[:32]
        adam.zero_grad()
        nn.functional.cross_entropy(model(X[some]), y[some]).backward()
        adam.step()
    return score(model.eval(), *test)

# %% demo="rates of the body, in code"
RATIOS = 0, 0.1, 1, 10

@SHIPPED
def all_grouped():
    """The same of our functions, (seeds, ratios)."""
    return [[grouped(5, seed, ratio) for ratio in RATIOS] for seed in seeds(5)]

# %% predict="rate of the body"
predict("Which rate of the body is best?",
        a="0: frozen", b="a tenth of the head's", c="the head's",
        d="ten times the head's",
        guess="")

# %% demo="rates of the body"
with needs(replace_head, param_groups):
    runs, mine = all_grouped(), [grouped(5, seeds(5)[0], ratio) for ratio in RATIOS]
    ax = axes("A body that moves as fast as its head learns most in few steps", "rate of the body / rate of the head",
              "digits right (%), k = 5")
    ax.plot(range(4), runs.T, color="0.75", lw=0.8)
    ax.plot(range(4), mine, "o", ms=8, mfc="none", color="#D55E00")
    ax.text(0.97, 0.04, "circles: your functions", transform=ax.transAxes, ha="right", fontsize=9, color="#D55E00")
    every = [Estimate.of(column) for column in runs.T]
    ax.errorbar(range(4), [e.mean for e in every], [e.se for e in every], marker="o", capsize=3, **style("", 0))
    for x, e in enumerate(every):
        ax.text(x + 0.06, e.mean - 1.5, f"{e.mean:.1f}", fontsize=9, color=style("", 0)["color"])
    ax.set_xlim(-0.3, 3.4)
    ax.set_xticks(range(4), ["0 (frozen)", *RATIOS[1:]])
    plt.show()
    came("abcd"[runs.mean(0).argmax()])

# %% [markdown] seen="rate of the body"
# Grey lines are five bodies, each with its own labels; the blue one is their mean. A tenth of the head's rate is better than nothing, and
# here the same rate is better still. Far beyond it, what was borrowed is lost.

# %% [markdown]
# A warm-up, not graded: one epoch for the head alone, on 50 digits. Two things are to be seen. The body's weights stay, because the
# optimiser does not have them; its running means stay, because it is in eval mode. Take `.eval()` away and look again.

# %% demo="one epoch for a head" open=true
with needs(replace_head):
    learner = replace_head(source, 10, torch.Generator().manual_seed(0))
    means = learner.features.c1[1].running_mean.clone()
    adam = torch.optim.Adam(learner.head.parameters(), lr=0.01)
    learner.eval()
    for some in torch.arange(50).split(32):
        adam.zero_grad()
        nn.functional.cross_entropy(learner(pictures[some]), classes[some]).backward()
        adam.step()
    print("running means moved by", (learner.features.c1[1].running_mean - means).abs().max().item())

# %% [markdown]
# ### Exercise: fine-tuning in stages
# A new head sends a useless gradient at first. So train it alone, then everything together at a lower rate (linear probing, then
# fine-tuning: LP-FT). Each of these phases gets a *fresh* optimiser: Adam's running means from the first don't fit the second.
#
# | | |
# |---|---|
# | `model` | stays as it was; a deep copy is trained |
# | `X`, `y` | tensor `(N, ...)` and int tensor `(N,)` |
# | `stages` | a list of dicts `{"train": "head" or "all", "lr": ..., "epochs": ...}`, done in order |
# | `"head"` | only the head's parameters are trained, and the body is in eval mode |
# | `"all"` | all parameters that require a gradient are trained, and the whole model is in training mode |
# | another `"train"` | raises `ValueError` |
# | `requires_grad` | frozen parameters stay frozen, and none differs afterwards |
# | each phase | a new `torch.optim.Adam` with the phase's `lr`, on the cross-entropy |
# | each epoch | all samples once, in minibatches of 32 (the last may be smaller), in an order that `generator` shuffles anew |
# | returns | the copy, in eval mode |

# %% exercise="finetune"
def finetune(model, X, y, stages, generator):
    """Train a deep copy of the model in phases; return it in eval mode.

    X: tensor (N, ...).  y: int tensor (N,).  generator: a torch.Generator.
    stages: dicts {"train": "head" or "all", "lr": ..., "epochs": ...}.
    """
    ### BEGIN SOLUTION
    model = copy.deepcopy(model)
    for stage in stages:
        if stage["train"] not in ("head", "all"):
            raise ValueError(f"finetune(stages=...): {stage['train']!r} is neither 'head' nor 'all'")
        everything = stage["train"] == "all"
        part = model if everything else model.head
        learning = [p for p in part.parameters() if p.requires_grad]
        optimizer = torch.optim.Adam(learning, lr=stage["lr"])
        model.eval()
        part.train()
        for _ in range(stage["epochs"]):
            for rows in torch.randperm(len(X), generator=generator).split(32):
                with torch.set_grad_enabled(everything):
                    features = model.features(X[rows])
                optimizer.zero_grad()
                nn.functional.cross_entropy(model.head(features), y[rows]).backward()
                optimizer.step()
    return model.eval()
    ### END SOLUTION

# %% [markdown] hint="finetune"
# Three loops: phases, epochs, minibatches. Which of them makes the optimiser? And in which order must `model.train()` and
# `model.features.eval()` be called while only the head learns?
#
# ---
# Copy the model deeply. For each phase: check the word, choose the part that learns (the model or its head), give Adam that part's
# parameters that require a gradient, put everything into eval mode and the learning part into training mode. Then epochs and minibatches as
# usual, with no gradients through the body where only the head learns.
#
# ---
# ```
# for stage in stages:
#     ...                                     # another word: ValueError
#     part = model if stage["train"] == "all" else ...
#     optimizer = torch.optim.Adam([p for p in part.parameters() if ...], lr=...)
#     model.eval()
#     part....
#     for _ in range(stage[...]):
#         for rows in torch.randperm(...).split(32):
#             ...                             # zero_grad, cross-entropy, backward, step
# ```

# %% check="finetune" points=15
check(finetune)

# %% [markdown]
# Five ways to spend sixty updates or so after a new head is on, all at constant rates. The bodies were trained at a rate of 0.002; lectures
# advise a tenth of it. The last two train the body at 0.002 after the head, once with `c1` and `c2` frozen. From scratch for comparison.

# %% demo="settings for strategies"
HEAD, TENTH, SAME = ({"train": what, "lr": lr} for what, lr in
                     (("head", 1e-2), ("all", SOURCE_RATE / 10), ("all", SOURCE_RATE)))
STRATEGIES = {  # phases and their shares of the updates, and how far the body is frozen
    "head only": ([(HEAD, 1)], None),
    "all at once": ([(SAME, 1)], None),
    "head, then all at a tenth": ([(HEAD, 0.4), (TENTH, 0.6)], None),
    "head, then all": ([(HEAD, 0.4), (SAME, 0.6)], None),
    "head, then c3 and fc": ([(HEAD, 0.4), (SAME, 0.6)], "c2"),
}

# %% demo="strategies"
def by_strategy(k, seed, strategy, updates=60):
    """Test accuracy of a strategy."""
    X, y, *test = sample("digits", k, seed)
    generator, (phases, until) = torch.Generator().manual_seed(seed), STRATEGIES[strategy]
    model = replace_head(body(seed), 10, generator).to(memory_format=CHANNELS_LAST)
    if until:
        freeze(model, until)
    epochs = updates / np.ceil(len(y) / 32)
    todo = [phase | {"epochs": round(share * epochs)} for phase, share in phases]
    return score(finetune(model, X, y, todo, generator), *test)

@SHIPPED
def all_strategies(k):
    """The same of our functions, (seeds,) for each strategy."""
    return {name: [by_strategy(k, seed, name) for seed in seeds(5)] for name in STRATEGIES}

# %% demo="strategies against labels"
with needs(replace_head, freeze, finetune):
    fig, pair = plt.subplots(1, 2, figsize=(8.4, 3), layout="constrained", sharey=True)
    fig.suptitle("With one label a class any borrowing helps; with twenty the body must move, and not at a tenth")
    for ax, k in zip(pair, (1, 20), strict=True):
        runs = all_strategies(k) | {"from scratch": np.array([from_scratch("digits", k, seed) for seed in seeds(5)])}
        mine = [by_strategy(k, seeds(5)[0], name) for name in tqdm(STRATEGIES, desc="your functions", leave=False)]
        ax.plot(mine, range(len(mine)), "o", ms=8, mfc="none", color="#D55E00")
        for place, (name, values) in enumerate(runs.items()):
            ax.plot(values, [place] * len(values), ".", color="0.7")
            ax.plot(values.mean(), place, "o", color="0.3" if name == "from scratch" else "#0072B2")
            ax.text(values.mean(), place - 0.2, f"{values.mean():.1f}", ha="center", fontsize=9)
        ax.set(title=f"{k} label{'s' * (k > 1)} a class", xlabel="digits right (%)", ylim=(5.5, -0.7))
    pair[0].set_yticks(range(6), runs)
    pair[1].text(0.03, 0.04, "circles: your functions", transform=pair[1].transAxes, fontsize=9, color="#D55E00")
    plt.show()

# %% [markdown]
# Small dots are five bodies, large ones their means; your functions have trained the first of the five. With one label a class each way of borrowing beats scratch, and they don't differ by
# more than the draws of labels do. With twenty, scratch (which has 150 updates) is far ahead of the head alone and as good as the best,
# and a tenth of the rate is *slow*: in so few updates the body hardly moves. The next section gives every way more time, and lets its
# rate fall along a cosine.

# %% [markdown]
# ## 6. Two questions decide, say the lectures (15 min)
# How many labels, and how similar is your task to the source? The answers make four cells:
#
# | | similar to the source | very different |
# |---|---|---|
# | **little data** | linear probe on the top stage | in trouble: try a probe at several stages |
# | **lots of data** | fine-tune a few layers | fine-tune more layers |
#
# "Little" and "lots" have no agreed border (some notes say less than a million images; that is a rule of thumb for ImageNet). Here it is
# 20 labels a class.
#
# ### Exercise: the table as a function
# A function that looks up the advice.
#
# | | |
# |---|---|
# | `n_per_class` | labels a class, `>= 1`; up to 20, 20 included, is little |
# | `similarity` | `"similar"` or `"different"`; any other raises `ValueError`, whose message lists the two |
# | returns | `"linear probe"`, `"fine-tune a few layers"`, `"probe several stages"` or `"fine-tune more layers"` |

# %% exercise="plan"
def plan(n_per_class, similarity):
    """What the table advises, as one of its four strings.

    n_per_class: labels a class, >= 1.  similarity: "similar" or "different".
    """
    ### BEGIN SOLUTION
    table = {"similar": ("linear probe", "fine-tune a few layers"),
             "different": ("probe several stages", "fine-tune more layers")}
    if similarity not in table:
        raise ValueError(f"plan(similarity={similarity!r}): choose one of {', '.join(table)}")
    return table[similarity][int(n_per_class > 20)]
    ### END SOLUTION

# %% [markdown] hint="plan"
# Two questions, four answers. In which cell is a project with 20 labels a class? With 21?
#
# ---
# Keep the table in a dict: for each similarity the pair of answers for little and for lots of data. Raise the error where the similarity is
# no key, else choose by the border.
#
# ---
# `table = {"similar": ("linear probe", ...), "different": (..., ...)}`; a comparison with 20, as 0 or 1, is the index into the pair.

# %% check="plan" points=3
check(plan)

# %% [markdown]
# Is it true? Digits are a similar target. Two very different ones: *textures*, noise with a preferred direction (five) and coarseness
# (two), where no shape ever repeats; and *dots*, where the class is how many there are (one to five, small or large).

# %% demo="textures, in code"
def textures(seed, n=2200):
    """Random-phase noise in ten classes: five directions, two frequencies."""
    rng = np.random.default_rng(seed)
    y, (fy, fx) = rng.integers(0, 10, n), np.meshgrid(*[np.fft.fftfreq(8)] * 2, indexing="ij")
    angle, frequency = (y % 5 * np.pi / 5)[:, None, None], np.where(y < 5, 0.16, 0.34)[:, None, None]
    at = [(fx - s * frequency * np.cos(angle)) ** 2 + (fy - s * frequency * np.sin(angle)) ** 2 for s in (1, -1)]
    z = np.fft.ifft2(sum(np.exp(-a / 0.0098) for a in at) * np.fft.fft2(rng.normal(size=(n, 8, 8)))).real
    z = z / z.std((1, 2), keepdims=True) + 0.5 * rng.normal(size=z.shape)
    return torch.tensor(np.clip(0.5 + 0.2 * z, 0, 1), dtype=torch.float32)[:, None], torch.tensor(y)

# %% demo="dots, in code"
def dots(seed, n=2200):
    """One to five dots, of one pixel (classes 0 to 4) or of 2 x 2 (5 to 9), with noise."""
    rng = np.random.default_rng(seed)
    y, X = rng.integers(0, 10, n), np.zeros((n, 8, 8))
    for image, c in zip(X, y, strict=True):
        size = 1 + c // 5
        for place in rng.permutation((8 // size) ** 2)[: c % 5 + 1]:
            i, j = size * (place // (8 // size)), size * (place % (8 // size))
            image[i : i + size, j : j + size] = rng.uniform(0.6, 1)
    X = np.clip(X + 0.1 * rng.normal(size=X.shape), 0, 1)
    return torch.tensor(X, dtype=torch.float32)[:, None], torch.tensor(y)

# %% demo="two strange targets"
OTHERS = {"textures": textures, "dots": dots}
fig, rows = plt.subplots(2, 10, figsize=(8, 2.2), layout="constrained")
for row, name in zip(rows, ("textures", "dots"), strict=True):
    X, y = pool(name, 0)
    for c, ax in enumerate(row):
        ax.imshow(X[y == c][0, 0], cmap="gray_r", vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    row[0].set_ylabel(name)
fig.suptitle("Ten classes each, and nothing to read")
plt.show()

# %% [markdown]
# The table, measured: digits and textures, 5 and 40 labels a class, seven ways. All that move the body first train the head by your
# `finetune`, then the rest along a cosine that starts at the source's rate or at a tenth of it. These runs took minutes and come with the
# course. What the table advises is blue.

# %% demo="moved, in code"
MOVES = {"tune c3 and fc": ("c2", SOURCE_RATE), "tune all": (None, SOURCE_RATE),
         "tune all at a tenth": (None, SOURCE_RATE / 10)}

def headed(X, y, model, generator, updates=60):
    """The model after some sixty updates of its head alone."""
    return finetune(model, X, y, [HEAD | {"epochs": round(updates / np.ceil(len(y) / 32))}], generator)

@SHIPPED
def moved(target, k, seed, way, longer=1):
    """Test accuracy: head first, then all that is free, along a cosine; `longer` multiplies its updates."""
    (X, y, *test), (until, lr) = sample(target, k, seed), MOVES[way]
    generator = torch.Generator().manual_seed(seed)
    model = replace_head(body(seed), 10, generator)
    if until:
        freeze(model, until)
    model = headed(X, y, model, generator)
    return score(fit(model, X, y, lr, longer * updates_for(k), seed), *test)

# %% demo="ways, in code"
WAYS = {"from scratch": from_scratch}
WAYS |= {f"probe {stage}": lambda *run, stage=stage: probed(*run, stage) for stage in ("c2", "c3", "fc")}
WAYS |= {way: lambda *run, way=way: moved(*run, way) for way in MOVES}
ADVISED = {"linear probe": ["probe fc"], "probe several stages": ["probe c2", "probe c3"],
           "fine-tune a few layers": ["tune c3 and fc"], "fine-tune more layers": ["tune all", "tune all at a tenth"]}

@remember
def runs_of(way, target="digits", k=5, n=10):
    """Accuracies of a way over n seeds; with n = 0, over three others, that choose and don't judge."""
    return np.array([WAYS[way](target, k, seed) for seed in (seeds(n) if n else tuning_seeds(3))])

# %% predict="blue"
predict("In how many of the four cells is a blue way the best of all, or "
        "within a point of it?",
        a="one", b="two", c="three", d="all four",
        guess="")

# %% demo="the measured table"
with needs(replace_head, freeze, extract, linear_probe, finetune, plan):
    fig, grid = plt.subplots(2, 2, figsize=(8.4, 5.4), layout="constrained", sharey=True)
    for row, k in zip(grid, (5, 40), strict=True):
        for ax, (target, word) in zip(row, {"digits": "similar", "textures": "different"}.items(), strict=True):
            for place, way in enumerate(WAYS):
                e, advised = Estimate.of(runs_of(way, target, k)), way in ADVISED[plan(k, word)]
                color = "#0072B2" if advised else "0.45"
                ax.errorbar(e.mean, place, xerr=e.se, marker="o", color=color, capsize=3)
                ax.text(e.mean, place - 0.22, f"{e.mean:.1f}", ha="center", fontsize=9, color=color)
            ax.set(title=f"{target}, {k} labels a class", yticks=range(len(WAYS)), yticklabels=WAYS, ylim=(6.6, -0.8))
            ax.margins(x=0.12)
    for ax in grid[1]:
        ax.set_xlabel("right (%), ten bodies")
    fig.suptitle("With many labels the advice (blue) is good; with few, other ways are far better")
    plt.show()
    came("b")

# %% demo="is the budget large enough"
with needs(replace_head, freeze, finetune):
    for way in MOVES:
        gains = [moved("digits", 40, seed, way, 3) - moved("digits", 40, seed, way) for seed in tuning_seeds(3)]
        print(f"{way}: three times the updates gain {np.mean(gains):+.1f} points (digits, k = 40, three other bodies)")

# %% [markdown] seen="blue"
# Many labels: the advice is good. On digits a few layers are within a point of the best; on textures more layers are better than few, and
# better than scratch. Few labels: on digits the top stage is far behind `c2` and even behind scratch; on textures earlier stages do beat the
# top, as said, but moving everything beats them all. And a tenth of the source's rate trails the full rate in every cell. Within 150 or 300
# updates it does not arrive, and three times as many close part of the gap only. (The rule comes from bodies that took days to train, and
# from runs of many thousand updates.)

# %% [markdown]
# Now the dots, where shape is noise and *number* is everything; five labels a class. Each point is the gain of a body that reads letters
# over a network from scratch.

# %% predict="dots"
predict("What does a probe of c3 do on the dots, against scratch?",
        a="it loses points", b="it makes no difference", c="it gains points",
        guess="")

# %% demo="gains over scratch, three targets"
with needs(replace_head, freeze, extract, linear_probe, finetune):
    ax = axes("Help or harm depends on the target, and on how free the body is", "", "gain over scratch (points), k = 5")
    targets = "digits", "textures", "dots"
    for index, way in enumerate(("probe c3", "tune all at a tenth", "tune all")):
        gains = np.array([runs_of(way, target) - runs_of("from scratch", target) for target in targets])
        x, color = np.arange(3) + 0.2 * (index - 1), style("", index)["color"]
        ax.plot(x[:, None] + np.zeros(10), gains, ".", color=color, alpha=0.4)
        ax.plot(x, gains.mean(1), "os^"[index], color=color, ms=8, label=way)
        print(f"{way:20s}", *[f"{target} {gain.mean():+.1f} ± {gain.std(ddof=1):.1f}  "
                              for target, gain in zip(targets, gains, strict=True)])
    ax.axhline(0, color="0.5", lw=0.8)
    ax.set_xticks(range(3), targets)
    ax.legend(fontsize=9, loc="upper right")
    plt.show()
    came("a")

# %% [markdown] seen="dots"
# This is *negative transfer*: a probe of `c3` loses six points to scratch, and tuning at a tenth seven. At the full rate the body can
# unlearn, and most of the loss is gone; on textures the same rate turns a loss into a gain. The stranger the target, the further the body
# must be free to move.

# %% [markdown]
# Whatever you borrow, you only notice harm if a run from scratch stands beside it.

# %% [markdown]
# ## 7. Search instead of training (13 min, further)
# Features need no classifier at all: take the images whose features point in the same direction as those of your query. This is image
# *retrieval*. The usual measure is the cosine:
#
# $$ \mathrm{sim}(a, b) = \frac{a^\top b}{\lVert a \rVert \, \lVert b \rVert} $$
#
# ### Exercise: the k nearest by cosine
# The query is one of the rows, and never among its own neighbours.
#
# | | |
# |---|---|
# | `F` | float array `(N, D)`; a row of zeros has similarity 0 to everything |
# | `i` | index of the query, a row of `F` |
# | `k` | `1 <= k < N`, any other raises `ValueError` |
# | returns | an int array `(k,)`: indices, the most similar first, never `i` itself; rows of equal similarity in either order |

# %% exercise="nearest"
def nearest(F, i, k):
    """Indices of the k rows of F most similar to row i by cosine.

    F: float array (N, D).  i: an index.  1 <= k < N.
    Returns an int array (k,), the most similar first; never i itself.
    """
    ### BEGIN SOLUTION
    if not 1 <= k < len(F):
        raise ValueError(f"nearest(k={k}): there are {len(F) - 1} other rows")
    length = np.linalg.norm(F, axis=1)
    unit = F / np.where(length > 0, length, 1.0)[:, None]
    similarity = unit @ unit[i]
    similarity[i] = -np.inf
    return np.argsort(-similarity, kind="stable")[:k]
    ### END SOLUTION

# %% [markdown] hint="nearest"
# `np.argsort` sorts upwards. Row i is nearest to itself, unless there is a copy of it: can you make sure that i never wins, instead of
# dropping whatever came first?
#
# ---
# Raise the error first. Divide each row by its length, or by 1 where that is 0; products with the query's row are then the cosines. Give
# the query itself a value that always loses, sort downwards and keep `k`.
#
# ---
# `length = np.linalg.norm(F, axis=1)`, `unit = F / np.where(...)[:, None]`, `similarity = unit @ unit[i]`, `similarity[i] = ...`, and
# `np.argsort` of its negative.

# %% check="nearest" points=10
check(nearest)

# %% [markdown]
# Three queries, by pixels and by the top stage of a network that has never seen a digit. Then all 1797 digits as queries, in numbers.

# %% predict="neighbours"
predict("Whose ten nearest are more often of the query's class?",
        a="those by the top stage", b="those by pixels",
        c="equal within a point",
        guess="")

# %% demo="retrieval gallery"
with needs(extract, nearest):
    spaces = {stage: features("digits", seeds(10)[0], stage) for stage in ("pixels", "fc")}
    queries = (1, 8, 95)
    fig, grid = plt.subplots(6, 9, figsize=(7, 5), layout="constrained")
    for row, (i, name) in enumerate((i, name) for i in queries for name in spaces):
        for ax, j in zip(grid[row], [i, *nearest(spaces[name], i, 8)], strict=True):
            ax.imshow(pictures[j, 0], cmap="gray_r")
            ax.set(xticks=[], yticks=[])
            wrong = classes[j] != classes[i]
            ax.spines[:].set(visible=True, color="#D55E00" if wrong else "0.8", lw=3 if wrong else 0.8)
        grid[row, 0].set_ylabel(name, rotation=0, ha="right", va="center")
        grid[row, 0].spines[:].set(color="black", lw=2)
    fig.suptitle("Query (black) and its eight nearest; a thick frame is another digit")
    plt.show()

# %% demo="retrieval in numbers"
@SHIPPED
def precise(stage, seed, k):
    """Per cent of the k nearest that are of the query's class, each of the 1797 digits a query."""
    F, y = features("digits", seed, stage), digits.target
    return 100 * np.mean([y[nearest(F, i, k)] == y[i] for i in range(len(F))])

def precision(stage, seed, k=10):
    """The same; an unwritten `nearest` says so here."""
    nearest(np.eye(3), 0, 1)
    return precise(stage, seed, k)

with needs(extract, nearest):
    pixelwise = precision("pixels", 0)
    print(f"right among the ten nearest: by pixels {pixelwise:.1f} %")
    for stage in ("c3", "fc"):
        e = Estimate.of([precision(stage, seed) for seed in tqdm(seeds(10), desc=stage, leave=False)])
        print(f"by {stage}, ten bodies: {e.mean:.1f} ± {e.sd:.1f} %")
    came("b")

# %% [markdown] seen="neighbours"
# These scans are centred and of one size, so pixels are hard to beat; `c3` is about as good, and the top, with its 32 numbers, worse. On
# photographs the same thing lies elsewhere in each picture: section 12 tries again.

# %% [markdown]
# Ask with other digits. Drag the slider, or press the arrow keys on it.

# %% demo="neighbours, with a slider for the query"
def neighbours(i):
    fig, grid = plt.subplots(2, 7, figsize=(6.4, 2.5), layout="constrained")
    for row, (name, space) in zip(grid, spaces.items(), strict=True):
        for ax, j in zip(row, [i, *nearest(space, i, 6)], strict=True):
            ax.imshow(pictures[j, 0], cmap="gray_r")
            ax.set(xticks=[], yticks=[])
            wrong = classes[j] != classes[i]
            ax.spines[:].set(visible=True, color="black" if j == i else "#D55E00" if wrong else "0.8", lw=3 if wrong else 1)
        row[0].set_ylabel(name, rotation=0, ha="right", va="center")
    fig.suptitle(f"Image {i} is a {classes[i]}: it (black) and its six nearest")

with needs(extract, nearest):
    slider_figure(neighbours, [2, 9, 33, 57, 95, 120, 290, 501, 777, 1100], "image").show()

# %% [markdown]
# ## 8. Choosing a body from a zoo (15 min, further)
# Trained bodies come from model zoos with a table. Here is a classic one: torchvision's errors on ImageNet in per cent, top-1 and top-5,
# from one central crop of each image. Lectures still link to it, but it has moved, and these are the *old* weights.

# %%
ZOO = {  # (top-1 error, top-5 error) in %
    "AlexNet": (43.45, 20.91), "SqueezeNet 1.1": (41.81, 19.38),
    "VGG-11": (30.98, 11.37), "VGG-13": (30.07, 10.75), "VGG-16": (28.41, 9.62), "VGG-19": (27.62, 9.12),
    "VGG-11 with batch normalization": (29.62, 10.19), "VGG-13 with batch normalization": (28.45, 9.63),
    "VGG-16 with batch normalization": (26.63, 8.50), "VGG-19 with batch normalization": (25.76, 8.15),
    "ResNet-18": (30.24, 10.92), "ResNet-34": (26.70, 8.58), "ResNet-50": (23.85, 7.13),
    "ResNet-101": (22.63, 6.44), "ResNet-152": (21.69, 5.94),
    "DenseNet-121": (25.35, 7.83), "DenseNet-169": (24.00, 7.00), "DenseNet-201": (22.80, 6.43),
}

# %% [markdown]
# ### Exercise: facts from a table
# What does batch normalization gain, and which model is best? A model may have a twin called
# `"<name> with batch normalization"`.
#
# | | |
# |---|---|
# | `table` | dict, name -> (top-1 error, top-5 error) in per cent |
# | `"bn_gain"` | dict, name of the plain model -> points of top-1 error that its twin has less; for those with a twin |
# | `"best"` | name of the model with the lowest top-1 error |
# | returns | a dict with these two keys |

# %% exercise="zoo_facts"
def zoo_facts(table):
    """What batch normalization gains, and which model is best, by top-1.

    table: dict, name -> (top-1 error, top-5 error) in per cent.
    Returns {"bn_gain": dict, name of the plain model -> gain, "best": name}.
    """
    ### BEGIN SOLUTION
    twin = " with batch normalization"
    gains = {name: table[name][0] - table[name + twin][0] for name in table if name + twin in table}
    return {"bn_gain": gains, "best": min(table, key=lambda name: table[name][0])}
    ### END SOLUTION

# %% [markdown] hint="zoo_facts"
# An error should be low, an accuracy high: which way round must you subtract for a gain to be positive? For VGG-11 it is 1.36.
#
# ---
# Go through the names; where the name with the suffix is in the table too, enter the difference of the two top-1 errors under the plain
# name. The best is the name whose first error is lowest.
#
# ---
# `{name: ... - ... for name in table if name + " with batch normalization" in table}`, and `min(table, key=lambda name: ...)`.

# %% check="zoo_facts" points=3
check(zoo_facts)

# %% [markdown]
# Then read the table critically: what does it *not* hold fixed? Below are its steps in points of top-1 error, and one that it does not show:
# ResNet-50, the same layers, trained again years later with a better recipe (torchvision's second weights, 19.14 % error).

# %% demo="what a step in the zoo is worth"
with needs(zoo_facts):
    facts = zoo_facts(ZOO)
    gains = {f"{name}: batch normalization": gain for name, gain in facts["bn_gain"].items()}
    for a, b in (("ResNet-18", "ResNet-34"), ("ResNet-50", "ResNet-152")):
        gains[f"{a} to {b[7:]}: depth"] = ZOO[a][0] - ZOO[b][0]
    gains["ResNet-50: a better recipe"] = ZOO["ResNet-50"][0] - 19.14
    ax = axes("A better recipe beats a hundred more layers", "points of top-1 error gained", "", (7, 3.2))
    colors = ["#0072B2"] * len(facts["bn_gain"]) + ["0.6"] * 2 + ["#D55E00"]
    ax.barh(list(gains), list(gains.values()), color=colors)
    for place, gain in enumerate(gains.values()):
        ax.text(gain + 0.05, place, f"{gain:.2f}", va="center", fontsize=8)
    ax.invert_yaxis()
    ax.set_xlim(0, 5.2)
    print(f"best in the table: {facts['best']}")
    plt.show()

# %% [markdown]
# Batch normalization gains more the deeper the VGG. But the largest step, 4.71 points, is in no row: a table of models is a table of models
# *and* recipes, years and crops. And it ranks bodies by what they do on ImageNet, not by what they will do for you: that is what your
# `extract` and `linear_probe` are for.

# %% [markdown]
# The rule of thumb behind the table is that *better pretraining transfers better* (Kornblith et al., 2019,
# [arXiv 1805.08974](https://arxiv.org/abs/1805.08974)). For each of ten seeds here are five bodies that differ in one thing only: for how
# long they have learnt letters.

# %% demo="five bodies, in code"
BUDGETS = 0, 30, 60, 125, 500                       # the first body has learnt nothing

@SHIPPED
def five_bodies(seed, k=5):
    """For each budget: letters read, digits read by probes of c3 and fc, all in per cent; (budgets, 3)."""
    (X, y), (some, test), found = draw(16_000, seed), rows_of("digits", k, seed), []
    for steps in BUDGETS:
        model = StagedCNN(52, width=8, generator=torch.Generator().manual_seed(seed))
        fit(model, X, y, SOURCE_RATE, steps, seed, size=128)
        spaces = [extract(model, pictures, stage) for stage in ("c3", "fc")]
        right = [linear_probe(F[some], digits.target[some], F[test]) == digits.target[test] for F in spaces]
        found.append([score(model, *new_letters), *(100 * np.mean(r) for r in right)])
    return found

# %% predict="better bodies"
predict("Letters for longer: what becomes of digits, five labels a class?",
        a="they profit at every stage", b="they profit below the top only",
        c="they are read worse in the end",
        guess="")

# %% demo="better bodies on letters, and on digits"
with needs(extract, linear_probe):
    linear_probe(extract(source, pictures[:50], "c3"), digits.target[:50], extract(source, pictures[:5], "c3"))
    runs = np.array([five_bodies(seed) for seed in seeds(10)])
    title = "More letters make better features for digits, after a bad start"
    ax = axes(title, "steps of pretraining, and letters read by the body", "digits right (%), k = 5", (7, 3.6))
    for index, stage in enumerate(("c3", "fc")):
        look = style("", index)
        ax.plot(range(5), runs[:, :, index + 1].T, color=look["color"], alpha=0.15, lw=0.8)
        ax.plot(range(5), runs[:, :, index + 1].mean(0), marker="o", **look)
        ax.text(4.1, runs[:, -1, index + 1].mean(), f"probe of {stage}", color=look["color"], va="center", fontsize=9)
    ax.set_xticks(range(5), [f"{n}\n{x:.0f} %" for n, x in zip(BUDGETS, runs[:, :, 0].mean(0), strict=True)])
    ax.set_xlim(-0.2, 5)
    plt.show()
    c3, fc = (runs[:, -1, i].mean() - runs[:, 0, i].mean() for i in (1, 2))
    came("a" if min(c3, fc) > 1 else "b" if c3 > 1 else "c")

# %% [markdown] seen="better bodies"
# In the end both stages profit. But look at the left: a body that has learnt *nothing* lets a probe of `c3` read nearly four digits of five, since
# random convolutions keep where the ink is, and the first steps make the top worse before they make it better. What a body knows is
# what it adds to an untrained one. Few people measure that.

# %% [markdown]
# ## 9. Model soups: the mean of tuned copies (15 min, further)
# Tune one body five times, with other rates and other orders of the minibatches, and you have five models. The usual way is to keep the
# best and throw four away. Notebook 10 tried to average the weights of networks, and half a network plus half another was neither: each had
# started from weights of its own. But your five copies started from *one* body and one new head. Their mean is called a *model soup*
# (Wortsman et al., 2022, [arXiv 2203.05482](https://arxiv.org/abs/2203.05482)). It costs one pass at test, like a single model.

# %% [markdown]
# ### Exercise: a soup of models
# Average whatever a model keeps and computes with, not only what an optimiser moves.
#
# | | |
# |---|---|
# | `models` | a list of one or more models of the same kind; they stay as they were |
# | floating-point tensors | parameters, frozen ones too, and the batch norms' running means and variances: their mean over the models |
# | integer tensors | such as the batch norms' counters of batches: those of the first model |
# | all else | which parameters require a gradient, which parts are in eval mode: as in the first model |
# | returns | a new model of that kind, which shares no memory with any of those given |

# %% exercise="soup"
def soup(models):
    """A new model whose weights are the mean of those of all models.

    models: a list of one or more models of the same kind, which stay as
    they were.  Integers and modes are the first model's.
    """
    ### BEGIN SOLUTION
    new = copy.deepcopy(models[0])
    states = [model.state_dict() for model in models]
    new.load_state_dict({
        name: torch.stack([state[name] for state in states]).mean(0) if value.is_floating_point() else value
        for name, value in states[0].items()
    })
    return new
    ### END SOLUTION

# %% [markdown] hint="soup"
# Which tensors of a model does `model.parameters()` leave out? Print the names in `model.state_dict()` of a network with batch norm and
# compare.
#
# ---
# Copy the first model deeply. For each name in its `state_dict()`: take the mean over all models' tensors of that name if it is a tensor of
# floats, else the first model's. Load the result into the copy and return it.
#
# ---
# ```
# new = copy.deepcopy(...)
# states = [model.state_dict() for ...]
# mean = {}
# for name, value in states[0].items():
#     if value.is_floating_point():
#         mean[name] = torch.stack([...]).mean(...)
#     else:
#         mean[name] = ...
# new.load_state_dict(...)
# ```

# %% check="soup" points=7
check(soup)

# %% [markdown]
# Digits, twenty labels a class. Five copies of one body, each with the same new head, are tuned at five rates around the source's and
# with five orders of the minibatches. Beside them, as in notebook 10, five *different* bodies tuned in the same five ways.

# %% demo="five tuned models, in code" open=true
SOUP_RATES = [SOURCE_RATE * factor for factor in (0.5, 0.7, 1, 1.4, 2)]

@remember
def tuned_copies(seed, bodies, k=20):
    """The models after tuning, in five ways, of copies of these five bodies with one new head."""
    X, y, *_ = sample("digits", k, seed)
    starts = [replace_head(body(b), 10, torch.Generator().manual_seed(seed)) for b in bodies]
    return [fit(start, X, y, lr, updates_for(k), 10 * seed + way)
            for way, (start, lr) in enumerate(zip(starts, SOUP_RATES, strict=True))]

# %% demo="a soup and its parts, in code"
def cooked(seed, bodies, k=20):
    """Accuracy of each of the five, of their soup, and of the mean of their probabilities."""
    models, (*_, X, y) = tuned_copies(seed, bodies, k), sample("digits", k, seed)
    with torch.no_grad():
        probabilities = sum(model(X).softmax(1) for model in models)
    committee = 100 * (probabilities.argmax(1) == y).float().mean().item()
    return [*(score(model, X, y) for model in models), score(soup(models), X, y), committee]

def pots(seed):
    """Five copies of one body, and five bodies."""
    first = seeds(10)[0]
    return {"one body": (seed,) * 5, "five bodies": tuple(first + (seed - first + j) % 10 for j in range(5))}

@SHIPPED
def all_cooked():
    """The same for ten seeds: (seeds, five models, soup, committee) of one body and of five."""
    return {pot: [cooked(seed, pots(seed)[pot]) for seed in seeds(10)] for pot in pots(seeds(10)[0])}

@SHIPPED
def best_way_to_tune():
    """Which of the five ways is best on three bodies that judge nothing."""
    return int(np.mean([cooked(seed, (seed,) * 5)[:5] for seed in tuning_seeds(3)], axis=0).argmax())

# %% predict="soup"
predict("What does the soup of five copies of one body do?",
        a="it reads nothing, as in notebook 10",
        b="it is a few points worse than its copies",
        c="it is as good as its copies, or better",
        guess="")

# %% demo="soups of one body and of five"
with needs(replace_head, soup):
    fig, pair = plt.subplots(1, 2, figsize=(8.4, 3), layout="constrained", sharey=True)
    fig.suptitle("Copies of one body can be averaged; tuned models of different bodies can't")
    found, mine = all_cooked(), cooked(seeds(10)[0], pots(seeds(10)[0])["one body"])
    for ax, (pot, runs) in zip(pair, found.items(), strict=True):
        columns = [runs[:, :5].mean(1), runs[:, :5].max(1), runs[:, 5], runs[:, 6]]
        for place, values in enumerate(columns):
            ax.plot([place] * len(values), values, ".", color="0.7")
            ax.plot(place, values.mean(), "o", color="#D55E00" if place == 2 else "#0072B2")
            ax.text(place + 0.13, values.mean(), f"{values.mean():.1f}", va="center", fontsize=9)
        ax.set(title=f"from {pot}", xlim=(-0.4, 3.6))
        ax.set_xticks(range(4), ["mean of\nthe five", "best of\nthe five", "soup", "five\nanswers"])
    pair[0].plot([0, 2], [np.mean(mine[:5]), mine[5]], "o", ms=9, mfc="none", color="#009E73")
    pair[0].text(0.03, 0.05, "circles: your soup and its parts", transform=pair[0].transAxes, fontsize=9, color="#009E73")
    pair[0].set_ylabel("digits right (%), k = 20")
    plt.show()
    came("c")

# %% [markdown] seen="soup"
# Copies of one body stay near each other: their units still correspond, and so the mean of the weights is a network. Between bodies they
# don't, and the soup reads hardly anything. “Five answers” is the mean of five probabilities, an ensemble; it needs five passes. “Best” is
# chosen on the test digits, so it is better than anyone could choose.

# %% [markdown]
# ## 10. LoRA: train a small difference (15 min, further)
# A large body has thousands of millions of weights. To tune a copy for each task, you keep as many numbers again for each, and Adam two more.
# *Low-rank adaptation* (LoRA; Hu et al., 2021, [arXiv 2106.09685](https://arxiv.org/abs/2106.09685)) freezes a layer's matrix $W$ and
# trains only a difference of low rank $r$:
#
# $$ y = x W^\top + b + \frac{\alpha}{r}\, x A^\top B^\top, \qquad A \in \mathbb{R}^{r \times in}, \; B \in \mathbb{R}^{out \times r} $$

# %% [markdown]
# ### Exercise: a linear layer with a low-rank difference
# Think about the first step. The layer should begin as the one that you were given; and yet a gradient must reach it. Which of the two
# may be zero?
#
# | | |
# |---|---|
# | `linear` | an `nn.Linear`, with or without a bias; it stays as it was |
# | `r`, `alpha` | rank, an int `>= 1`, and scale, a float |
# | `generator` | a `torch.Generator` (CPU), from which `A` is drawn |
# | `base` | attribute: a deep copy of `linear`, frozen |
# | `A` | attribute: parameter `(r, in)`, normal with standard deviation $1/\sqrt{in}$ |
# | `B` | attribute: parameter `(out, r)`, zeros |
# | device, dtype | of both: those of `linear.weight` |
# | `layer(x)` | the formula above; `x` is `(..., in)` |
# | `layer.merge()` | a new plain `nn.Linear`, frozen or not, with the outputs that the layer has now; the layer stays as it is |

# %% exercise="LoRALinear"
class LoRALinear(nn.Module):
    """A frozen linear layer plus a trainable difference of rank r.

    linear: nn.Linear, copied.  r: int >= 1.  alpha: float.
    generator: a torch.Generator (CPU).  Attributes: base, A, B.
    """

    def __init__(self, linear, r, alpha, generator):
        super().__init__()
        ### BEGIN SOLUTION
        self.base, self.scale = copy.deepcopy(linear).requires_grad_(False), alpha / r
        A = torch.randn(r, linear.in_features, generator=generator) / linear.in_features**0.5
        self.A = nn.Parameter(A.to(linear.weight))
        self.B = nn.Parameter(torch.zeros(linear.out_features, r).to(linear.weight))
        ### END SOLUTION

    def forward(self, x):
        """What the layer makes of x (..., in): an output (..., out)."""
        ### BEGIN SOLUTION
        return self.base(x) + self.scale * (x @ self.A.T @ self.B.T)
        ### END SOLUTION

    def merge(self):
        """A new plain nn.Linear that computes the same."""
        ### BEGIN SOLUTION
        merged = copy.deepcopy(self.base)
        with torch.no_grad():
            merged.weight += self.scale * self.B @ self.A
        return merged
        ### END SOLUTION

# %% [markdown] hint="LoRALinear"
# $x A^\top$ has shape `(..., r)`: it is small, and $B$ makes it large again. If both matrices are zero, what is the gradient of each? If
# both are random, what does the layer say before it has learnt anything?
#
# ---
# In `__init__` keep a deep copy of the layer and freeze it; draw `A` with the generator and scale it; make `B` of zeros; both are
# `nn.Parameter`s of the layer's dtype. `forward` adds the scaled difference to what the base says. `merge` copies the base and adds the same
# difference to its weight, which `nn.Linear` keeps as `(out, in)`.
#
# ---
# ```
# self.base = copy.deepcopy(linear).requires_grad_(...)
# self.A = nn.Parameter((torch.randn(..., generator=generator) / ...).to(linear.weight))
# self.B = nn.Parameter(...)
# # forward
# return self.base(x) + ... * (x @ self.A.T @ ...)
# # merge: a copy of the base; under torch.no_grad() its weight grows by a matrix (out, in) made of B and A
# ```

# %% check="LoRALinear" points=10
check(LoRALinear)

# %% [markdown]
# Now use it: convolutions frozen, a new head, and the layer `fc` (128 inputs, 32 outputs, 4128 numbers) in three ways: as it is, with your
# difference of rank 1, 2, 4 or 8, or trained whole. Digits, twenty labels a class. Each way has the best of four rates, chosen on three
# other bodies.

# %% demo="low rank, in code" open=true
def adapted(model, r, seed):
    """The model with its fc as a LoRALinear of rank r; with r = 0 fc is frozen, with r = None it is trained whole."""
    freeze(model, "fc" if r == 0 else "c3")
    if r:
        model.features.fc[1] = LoRALinear(model.features.fc[1], r, 2 * r, torch.Generator().manual_seed(seed))
    return model

# %% demo="low rank on digits, in code"
RANKS = {"fc frozen": 0, "rank 1": 1, "rank 2": 2, "rank 4": 4, "rank 8": 8, "fc whole": None}

def by_rank(seed, r, rate, k=20):
    """Test accuracy on digits after training the head and what is free of fc."""
    X, y, *test = sample("digits", k, seed)
    model = adapted(replace_head(body(seed), 10, torch.Generator().manual_seed(seed)), r, seed)
    return score(fit(model, X, y, rate, 2 * updates_for(k), seed), *test)

@SHIPPED
def best_rate(way):
    """The best of four rates on three bodies that judge nothing."""
    rates = [SOURCE_RATE * factor for factor in (2, 4, 8, 16)]
    return max(rates, key=lambda rate: np.mean([by_rank(seed, RANKS[way], rate) for seed in tuning_seeds(3)]))

@SHIPPED
def all_ranks():
    """Accuracies for each way, (seeds,)."""
    return {way: [by_rank(seed, r, float(best_rate(way))) for seed in seeds(10)] for way, r in RANKS.items()}

# %% predict="rank"
predict("How much of the gain of training fc whole does rank 1 reach, with "
        "160 numbers instead of 4128?",
        a="hardly any", b="a part, roughly half", c="nearly all, or more",
        guess="")

# %% demo="rank against accuracy"
with needs(replace_head, freeze, LoRALinear):
    runs = all_ranks()
    mine = by_rank(seeds(10)[0], 4, float(best_rate("rank 4")))
    free = [sum(p.numel() for p in adapted(copy.deepcopy(source), r, 0).features.parameters() if p.requires_grad)
            for r in RANKS.values()]
    title = "The higher the rank, the nearer to training the whole layer"
    ax = axes(title, "numbers of fc that are trained", "digits right (%), k = 20")
    every = [Estimate.of(values) for values in runs.values()]
    ax.plot(range(6), np.array([*runs.values()]), color="0.85", lw=0.8)
    ax.errorbar(range(6), [e.mean for e in every], [e.se for e in every], marker="o", capsize=3, **style("", 0))
    ax.plot(3, mine, "o", ms=9, mfc="none", color="#D55E00")
    for place, e in enumerate(every):
        ax.text(place + 0.07, e.mean - 0.5, f"{e.mean:.1f}", fontsize=9, color=style("", 0)["color"])
    ax.text(0.97, 0.04, "circle: your layer", transform=ax.transAxes, ha="right", fontsize=9, color="#D55E00")
    ax.set_xticks(range(6), [f"{name}\n{n}" for name, n in zip(RANKS, free, strict=True)])
    plt.show()
    gain = [e.mean - every[0].mean for e in every]
    came("a" if gain[1] < gain[5] / 4 else "b" if gain[1] < 0.75 * gain[5] else "c")

# %% [markdown] seen="rank"
# Rank 1 gains little, rank 8 nearly all, with less than a third of the numbers. In a layer as small as this one that is no great saving. In
# one of 4096 x 4096 weights rank 8 is 65 536 numbers of 16.8 million, and after `merge` the model is as fast as it was.

# %% [markdown]
# ## 11. Where head first wins (8 min, further)
# Your small heads left head first little to gain. Its real case is another one (Kumar et al., 2022,
# [arXiv 2202.10054](https://arxiv.org/abs/2202.10054)): a head that starts *large*, as `nn.Linear` makes it, bends the body to fit the few
# images that you have, and whatever it does not see in them it forgets. That costs most where the test images are *not* like those for
# training. So look at test digits as they are, moved by one pixel, and with noise; twenty labels a class.

# %% demo="head first, in code"
def first_or_not(k, seed, first, default):
    """The body tuned at the source's rate, after its head or at once; the head small or as PyTorch makes it."""
    X, y, *_ = sample("digits", k, seed)
    generator = torch.Generator().manual_seed(seed)
    model = replace_head(body(seed), 10, generator)
    if default:
        bound = model.head.in_features**-0.5
        for values in model.head.parameters():
            nn.init.uniform_(values, -bound, bound, generator=generator)
    model = headed(X, y, model, generator) if first else model
    return fit(model, X, y, SOURCE_RATE, updates_for(k), seed)

@SHIPPED
def with_head(k, seed, first, default):
    """Accuracy on test digits as they are."""
    return score(first_or_not(k, seed, first, default), *sample("digits", k, seed)[2:])

# %% demo="shifted digits, in code"
MOVES_BY_ONE = [(1, -1, 0, 0), (-1, 1, 0, 0), (0, 0, 1, -1), (0, 0, -1, 1)]     # right, left, down, up

@SHIPPED
def shifted(k, seed, first, default):
    """Accuracy on test digits as they are, moved by a pixel (all four ways), and with noise."""
    model, (*_, X, y) = first_or_not(k, seed, first, default), sample("digits", k, seed)
    moved_X = torch.cat([nn.functional.pad(X, sides) for sides in MOVES_BY_ONE])
    noise = 0.3 * torch.randn(X.shape, generator=torch.Generator().manual_seed(seed))
    return [score(model, X, y), score(model, moved_X, y.repeat(4)), score(model, X + noise, y)]

def head_first_gain(default, n=20, k=20):
    """Points that head first gains, (seeds, three kinds of test digits)."""
    return np.array([shifted(k, seed, True, default) - shifted(k, seed, False, default) for seed in seeds(n)])

# %% predict="shifted"
predict("A large new head. On which test digits does training the head first "
        "gain most?",
        a="those as they are", b="those moved by a pixel",
        c="on none a point",
        guess="")

# %% demo="head first on shifted digits"
with needs(replace_head, finetune):
    first_or_not(20, seeds(10)[0], True, True)                              # an unwritten function says so here
    title = "Head first pays where the head is large and the test digits have moved"
    ax = axes(title, "test digits", "points gained by head first", (7, 3.4))
    for index, (name, default) in enumerate({"PyTorch's head": True, "your small head": False}.items()):
        gains, x, color = head_first_gain(default), np.arange(3) + 0.24 * (index - 0.5), style("", index)["color"]
        ax.plot(x[:, None] + np.zeros(20), gains.T, ".", color=color, alpha=0.3)
        for place, column in zip(x, gains.T, strict=True):
            e = Estimate.of(column)
            ax.errorbar(place, e.mean, e.se, marker="os"[index], capsize=3, color=color, label=name if place == x[0] else None)
            ax.text(place + 0.04, e.mean + 0.3, f"{e.mean:+.1f}", color=color, fontsize=9)
    ax.axhline(0, color="0.5", lw=0.8)
    ax.set_xticks(range(3), ["as they are", "moved by a pixel", "noisy"])
    ax.set_xlim(-0.4, 2.5)
    ax.legend(fontsize=9, loc="upper left")
    plt.show()
    gain = head_first_gain(True).mean(0)
    came("c" if max(gain) < 1 else "b" if gain[1] > gain[0] else "a")

# %% [markdown] seen="shifted"
# With PyTorch's head, head first gains five points on digits that have moved, and a point or two on the others. With your small head little
# is left to gain: it protects the body in another way. Take both, and test on data that are not like your own.

# %% [markdown]
# ## 12. A body that has seen photographs (25 min)
# Letters of 8 x 8 pixels were the source so far. This is the real thing: EfficientNet-lite0, 4.65 million numbers, trained by Google on
# the 1.3 million photographs of ImageNet; it names 75 % of new ones correctly, of 1000 classes. Its weights (Apache licence 2.0) were
# installed with the course, as a package of their own, so nothing is downloaded. `utils/models.py` builds the network in sixty lines, with
# `features` and `head`: every tool that you have written works on it as it is.

# %% demo="a body and its input" open=true
@functools.cache
def photo_body():
    """EfficientNet-lite0 with its weights from ImageNet, in eval mode."""
    return efficientnet_lite0()

def resized(images, side):
    """Photographs (N, height, width, 3) in [0, 1] as a tensor (N, 3, side, side)."""
    X = torch.from_numpy(images).float().permute(0, 3, 1, 2)
    return nn.functional.interpolate(X, (side, side), mode="bilinear", antialias=True)

def scaled(X):
    """Pixels in [0, 1] as this body wants them: p of 0 to 255 goes in as (p - 127) / 128."""
    return (255 * X - 127) / 128

# %% demo="your tools on a real body"
with needs(replace_head, freeze):
    sizes = {}
    for until in (None, "b3", "b5", "b7", "top"):
        model = replace_head(photo_body(), 10, torch.Generator().manual_seed(0))
        sizes[until] = freeze(model, until) if until else sum(p.numel() for p in model.parameters())
    for until, n in sizes.items():
        print(f"frozen up to {until or 'nothing':8s} {n:9,d} numbers left to train")

# %% [markdown]
# A body expects its images as its source had them: the size of things, the order of colours, the scale of the numbers. Each body has its
# own convention, and nothing raises an error if you use another. The two photographs that come with scikit-learn, a flower and a palace,
# as this body wants them; as many other bodies want them (ImageNet's mean and deviation); in [0, 1], as matplotlib does; and as bytes.

# %% demo="what goes in, in code"
MEAN, DEVIATION = (torch.tensor(values)[:, None, None] for values in ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)))
INPUTS = {"(p - 127) / 128": scaled, "other bodies' mean and sd": lambda X: (X - MEAN) / DEVIATION,
          "p / 255": lambda X: X, "p": lambda X: 255 * X}
NAMES = {985: "daisy", 996: "hen-of-the-woods", 109: "brain coral", 698: "palace", 442: "bell cote", 619: "lampshade"}

def two_photographs(side=224):
    """The largest squares in the middle of scikit-learn's flower and palace, as floats in [0, 1]."""
    from sklearn.datasets import load_sample_images  # takes its time

    cut = [image[:427, 106:533] / 255 for image in load_sample_images().images[::-1]]
    return resized(np.stack(cut), side)

# %% predict="normalisation"
predict("The same flower in four scales of its pixels. What does the body "
        "say?",
        a="a daisy in all four", b="something else in two of them",
        c="an error in three of them",
        guess="")

# %% demo="one flower, four scales"
with torch.no_grad():
    flower, palace = two_photographs()
    said = {name: photo_body()(scale(torch.stack([flower, palace]))).softmax(1) for name, scale in INPUTS.items()}
fig, (left, right) = plt.subplots(1, 2, figsize=(8.4, 2.8), layout="constrained", width_ratios=(1, 2.4))
fig.suptitle("Nothing fails; it only sees worse")
left.imshow(flower.permute(1, 2, 0))
left.set_axis_off()
for place, p in enumerate(p[0] for p in said.values()):
    top, daisy = int(p.argmax()), float(p[985])
    right.barh(place, p[top], color="#0072B2" if top == 985 else "0.6")
    words = f"{NAMES.get(top, f'class {top}')} {p[top]:.2f}" + ("" if top == 985 else f", daisy {daisy:.2f}")
    right.text(p[top] + 0.004, place, words, va="center", fontsize=9)
right.set(xlabel="probability of the first answer", xlim=(0, 0.36))
right.set_yticks(range(4), said)
right.invert_yaxis()
plt.show()
tops = {name: (int(p[1].argmax()), float(p[1].max())) for name, p in said.items()}
print("the palace:", *[f"{name}: {NAMES.get(top, top)} {p:.2f}" for name, (top, p) in tops.items()], sep="\n   ")
came("b" if sum(int(p[0].argmax()) != 985 for p in said.values()) == 2 else "a")

# %% [markdown] seen="normalisation"
# (It is a dahlia; ImageNet has none, and a daisy is the nearest.) With other bodies' numbers it is still a daisy, at half the probability; as
# p / 255 it is a mushroom, and as bytes a coral. No line of code complained. When a borrowed body disappoints, look at its input first.

# %% [markdown]
# Now few labels and real images: CIFAR-10, photographs of 32 x 32 pixels in ten classes, enlarged to 128 x 128. Features of 600 of
# them come with the course, each stage averaged over the places of the picture; so do the results of ten draws of labels from 2000 images,
# with 500 others to test on. Against the body stand a small network from scratch, a probe of the pixels, and a probe of what people computed
# before networks learnt it: *histograms of oriented gradients* (HOG), how many edges of which direction there are in each part of a picture.

# %% demo="photographs, in code"
@functools.cache
def photos():
    """CIFAR-10: 3000 images (N, 32, 32, 3) and labels. Absent where they are not on this machine."""
    (X, y), (Xt, yt) = cifar10()
    return np.concatenate([X[:2000], Xt[:1000]]), np.concatenate([y[:2000], yt[:1000]])

@torch.no_grad()
def stage_means(images, scale=scaled, side=128):
    """Features of all stages, (N, channels) each: means over the places of the picture."""
    parts = []
    for some in np.array_split(images, max(1, len(images) // 50)):
        Z, found = scale(resized(some, side)).to(memory_format=CHANNELS_LAST), {}
        for name, stage in photo_body().features.named_children():
            Z = stage(Z)
            found[name] = Z.flatten(2).mean(2).numpy() if Z.dim() == 4 else Z.numpy()
        parts.append(found)
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

# %% demo="oriented gradients, in code"
def hog(images, cell=8, bins=9):
    """Histograms of oriented gradients, (N, D): how much edge of which direction in each cell, each picture to length 1."""
    dy, dx = np.gradient(images.mean(3), axis=(1, 2))
    n, side = len(images), images.shape[1] // cell
    which = (np.arctan2(dy, dx) % np.pi * bins / np.pi).astype(int) % bins
    edges = np.hypot(dy, dx)[..., None] * (which[..., None] == np.arange(bins))
    cells = np.sqrt(edges.reshape(n, side, cell, side, cell, bins).sum((2, 4))).reshape(n, -1)
    return cells / (np.linalg.norm(cells, axis=1, keepdims=True) + 1e-9)

@functools.cache
def photo_spaces():
    """Features of all 3000 images by name: pixels, HOG, and each stage."""
    X, _ = photos()
    return {"pixels": X.reshape(len(X), -1), "HOG": hog(X)} | stage_means(X)

# %% demo="600 photographs, in code"
PHOTO_STAGES = "stem", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "top"

@SHIPPED
def photo_features():
    """Features of the first 300 images for training and the first 300 for tests in half precision, and labels.

    `python -m utils.shipped solutions/11_transfer_learning/notebook.py` makes them, where CIFAR-10 is.
    """
    spaces, rows = photo_spaces(), np.r_[:300, 2000:2300]
    return {stage: spaces[stage][rows].astype(np.float16) for stage in PHOTO_STAGES} | {"labels": photos()[1][rows]}

def photo_rows(k, seed):
    """k labelled images a class of the first 2000, and 500 of the others to test on."""
    rng, y = np.random.default_rng(seed), photos()[1]
    order = rng.permutation(2000)
    return np.concatenate([order[y[order] == c][:k] for c in range(10)]), 2000 + rng.permutation(1000)[:500]

# %% demo="probes of photographs, in code"
PHOTO_LABELS = 1, 5, 20

def small_network(X, y, seed):
    """A network that sees nothing but these images (N, 3, 32, 32), at the best of sixteen settings on other draws."""
    model = StagedCNN(10, width=16, side=32, channels=3, generator=torch.Generator().manual_seed(seed))
    return fit(model, X, y, 5e-4, updates_for(len(y) // 10), seed)

def photo_scratch(k, seed):
    """Test accuracy of such a network."""
    (X, y), (some, test) = photos(), photo_rows(k, seed)
    X, y = torch.from_numpy(X).permute(0, 3, 1, 2), torch.from_numpy(y)
    return score(small_network(X[some], y[some], seed), X[test], y[test])

@SHIPPED
def photo_scores(k, seed):
    """Test accuracies with k labels a class: from scratch, and of a probe of each space."""
    y, (some, test) = photos()[1], photo_rows(k, seed)
    scores = {name: 100 * np.mean(linear_probe(F[some], y[some], F[test]) == y[test]) for name, F in photo_spaces().items()}
    return scores | {"scratch": photo_scratch(k, seed)}

# %% predict="stage of a real body"
predict("Twenty labels a class. Which probe is best?",
        a="pixels or HOG", b="a stage in the middle", c="the top",
        guess="")

# %% demo="probes of a real body"
def mine_on_photos(k=20, seed=0):
    """Accuracy of your probe on the 600 images that come with the course, for each stage."""
    shipped, rng = photo_features(), np.random.default_rng(seed)
    y, order = shipped["labels"], rng.permutation(300)
    some = np.concatenate([order[y[order] == c][:k] for c in range(10)])
    spaces = [shipped[stage].astype(float) for stage in PHOTO_STAGES]
    return [100 * np.mean(linear_probe(F[some], y[some], F[300:]) == y[300:]) for F in spaces]

with needs(linear_probe), contextlib.suppress(Absent):          # seeds that are not shipped need the images
    ways = ["scratch", "pixels", "HOG", *PHOTO_STAGES]
    table = {k: np.array([[photo_scores(k, seed)[way] for way in ways] for seed in seeds(10)]) for k in PHOTO_LABELS}
    title = "A body that knows photographs reads new ones best near its top"
    ax = axes(title, "what is probed", "photographs right (%)", (7.6, 4))
    for index, (k, runs) in enumerate(table.items()):
        mean, se, color = runs.mean(0), runs.std(0, ddof=1) / np.sqrt(10), style("", index)["color"]
        ax.errorbar(range(3), mean[:3], se[:3], fmt="s", capsize=3, color=color)
        ax.errorbar(range(3, 12), mean[3:], se[3:], marker="o", capsize=3, color=color)
        ax.text(11.2, mean[-1], f"k = {k}", color=color, va="center", fontsize=9)
        print(f"k = {k:2d}:", *[f"{way} {value:.1f}" for way, value in zip(ways, mean, strict=True)])
    ax.plot(range(3, 12), mine_on_photos(), "o", ms=9, mfc="none", color=style("", 2)["color"])
    ax.text(0.02, 0.94, "circles: your probe, k = 20, on the 600 images", transform=ax.transAxes, fontsize=9,
            color=style("", 2)["color"])
    ax.set_xticks(range(12), ["from\nscratch", *ways[1:]])
    ax.set_xlim(-0.4, 12.3)
    plt.show()
    best = ways[int(table[20].mean(0).argmax())]
    came("c" if best == "top" else "a" if best in ("pixels", "HOG", "scratch") else "b")

# %% [markdown] seen="stage of a real body"
# With letters the top was the wrong stage to borrow. Here it is the right one once there are twenty labels a class; with fewer the stage
# just below it is at least as good. This source had a thousand classes and has 1280 features at the top, and your task is of its kind. What was true of one
# body is not true of all. From scratch, two hundred photographs teach about half as much.
#
# Pixels and HOG are what people had before. HOG was a fine idea of many years, and every trained stage from `b2` on beats it. This was the
# surprise of 2014: features of AlexNet, trained for ImageNet and used “off the shelf” with a linear classifier, beat one hand-made pipeline
# after the other (Donahue et al., 2014, [arXiv 1310.1531](https://arxiv.org/abs/1310.1531); Razavian et al., 2014,
# [arXiv 1403.6382](https://arxiv.org/abs/1403.6382)).

# %% [markdown]
# And the neighbours of section 7? Precision among the ten nearest: on digits pixels were better than a body of letters.

# %% predict="neighbours of photographs"
predict("Now photographs, and the top of this body. Whose ten nearest are "
        "more often of the query's class?",
        a="those by the top", b="those by pixels",
        c="equal within a point",
        guess="")

# %% demo="neighbours of photographs, in numbers"
@SHIPPED
def photo_precision(space, seed, n=500, k=10):
    """Per cent of the k nearest that are of the query's class, among n images drawn from the 3000."""
    rows = np.random.default_rng(seed).permutation(3000)[:n]
    F, y = photo_spaces()[space][rows], photos()[1][rows]
    return 100 * np.mean([y[nearest(F, i, k)] == y[i] for i in range(n)])

with needs(nearest), contextlib.suppress(Absent):
    shipped = photo_features()
    F, y = shipped["top"].astype(float), shipped["labels"]
    print(f"your nearest, top, 600 images: {100 * np.mean([y[nearest(F, i, 10)] == y[i] for i in range(600)]):.1f} %")
    for space in ("pixels", "HOG", "top"):
        e = Estimate.of([photo_precision(space, seed) for seed in seeds(10)])
        print(f"by {space}, ten draws of 500 images: {e.mean:.1f} ± {e.sd:.1f} %")
    came("a" if e.mean > np.mean([photo_precision("pixels", seed) for seed in seeds(10)]) + 1 else "c")

# %% demo="neighbours of photographs, in pictures"
with needs(nearest):
    try:
        X, y = photos()
        fig, grid = plt.subplots(6, 9, figsize=(7, 5), layout="constrained")
        spaces = {name: photo_spaces()[name][:600] for name in ("pixels", "top")}
        for row, (i, name) in enumerate((i, name) for i in (4, 12, 31) for name in spaces):
            for ax, j in zip(grid[row], [i, *nearest(spaces[name], i, 8)], strict=True):
                ax.imshow(X[j])
                ax.set(xticks=[], yticks=[])
                wrong = y[j] != y[i]
                ax.spines[:].set(visible=True, color="#D55E00" if wrong else "0.8", lw=3 if wrong else 0.8)
            grid[row, 0].set_ylabel(name, rotation=0, ha="right", va="center")
            grid[row, 0].spines[:].set(color="black", lw=2)
        fig.suptitle("Query (black) and its eight nearest; a thick frame is another class")
        plt.show()
    except Absent:
        print("CIFAR-10 is not on this machine, so its pictures are not shown (set DOWNHILL_DATA, or cifar10(download=True)).")

# %% [markdown] seen="neighbours of photographs"
# A thing in a photograph may be anywhere, of any colour, in front of anything. Pixels compare backgrounds; the top compares things. This is
# what lectures mean when they say that retrieval works on features.

# %% [markdown]
# The table of advice once more, now with the body for which it was made. Photographs are similar to its source, and the digits of
# 8 x 8 pixels, which were the similar task for a body of letters, are the very different one. All images are enlarged to 64 x 64, so that
# five draws of labels for each cell could be run in half an hour.

# %% demo="the table with a real body, in code"
PHOTO_MOVES = {"tune b6 to top": ("b5", 1e-3), "tune all": (None, 1e-3)}

@functools.cache
def photo_target(target):
    """All images as the body wants them at 64 x 64, the small ones as they are, labels, and how many are to learn from."""
    if target == "photographs":
        X, y = photos()
        return scaled(resized(X, 64)), torch.from_numpy(X).permute(0, 3, 1, 2), torch.from_numpy(y), 2000
    order = torch.from_numpy(np.random.default_rng(0).permutation(1797))
    small = pictures[order]
    large = resized(1 - small.permute(0, 2, 3, 1).repeat(1, 1, 1, 3).numpy(), 64)
    return scaled(large), small, classes[order], 1000

@SHIPPED
def photo_table(target, k, seed):
    """Test accuracies with k labels a class: scratch, probes of b4 and top, and what moves the body."""
    X, small, y, n = photo_target(target)
    rng, generator = np.random.default_rng(seed), torch.Generator().manual_seed(seed)
    order = torch.from_numpy(rng.permutation(n))
    some = torch.cat([order[y[order] == c][:k] for c in range(10)])
    test = n + torch.from_numpy(rng.permutation(len(y) - n)[:400])
    if target == "photographs":
        fresh = small_network(small[some], y[some], seed)
    else:
        fresh = StagedCNN(10, width=8, generator=torch.Generator().manual_seed(seed))
        fit(fresh, small[some], y[some], 2 * SOURCE_RATE, updates_for(k), seed)
    scores = {"from scratch": score(fresh, small[test], y[test])}
    for stage in ("b4", "top"):
        F, Ft = (extract(photo_body(), X[rows], stage, 50).reshape(len(rows), 1280 if stage == "top" else 80, -1).mean(2)
                 for rows in (some, test))
        scores[f"probe {stage}"] = 100 * np.mean(linear_probe(F, y[some].numpy(), Ft) == y[test].numpy())
    for way, (until, lr) in PHOTO_MOVES.items():
        model = replace_head(photo_body(), 10, generator)
        until and freeze(model, until)
        model = headed(X[some], y[some], model, generator)
        scores[way] = score(fit(model, X[some], y[some], lr, 60 if k <= 20 else 120, seed), X[test], y[test])
    return scores

# %% predict="table with a real body"
predict("The digits are now the very different task, 40 labels a class. "
        "Which is best?",
        a="a small network from scratch", b="a probe of the top",
        c="moving the body of photographs",
        guess="")

# %% demo="the table with a real body"
PHOTO_ADVICE = {"linear probe": ["probe top"], "probe several stages": ["probe b4"],
                "fine-tune a few layers": ["tune b6 to top"], "fine-tune more layers": ["tune all"]}
with needs(replace_head, freeze, extract, linear_probe, finetune, plan), contextlib.suppress(Absent):
    fig, grid = plt.subplots(2, 2, figsize=(8.4, 4.6), layout="constrained", sharey=True)
    for row, k in zip(grid, (5, 40), strict=True):
        for ax, (target, word) in zip(row, {"photographs": "similar", "digits": "different"}.items(), strict=True):
            runs = [photo_table(target, k, seed) for seed in seeds(5)]
            for place, way in enumerate(runs[0]):
                e = Estimate.of([run[way] for run in runs])
                color = "#0072B2" if way in PHOTO_ADVICE[plan(k, word)] else "0.45"
                ax.errorbar(e.mean, place, xerr=e.se, marker="o", color=color, capsize=3)
                ax.text(e.mean, place - 0.22, f"{e.mean:.1f}", ha="center", fontsize=9, color=color)
            ax.set(title=f"{target}, {k} labels a class", yticks=range(5), yticklabels=runs[0], ylim=(4.6, -0.8))
            ax.margins(x=0.12)
    for ax in grid[1]:
        ax.set_xlabel("right (%), five draws of labels")
    fig.suptitle("Photographs help with photographs; for digits nobody needs them")
    plt.show()
    means = {way: np.mean([photo_table("digits", 40, seed)[way] for seed in seeds(5)]) for way in runs[0]}
    best = max(means, key=means.get)
    came("a" if best == "from scratch" else "c" if best in PHOTO_MOVES else "b")

# %% [markdown] seen="table with a real body"
# With the body for which it was made, the table is right: in each cell the blue way is the best of those that borrow, though not always by
# more than five draws can tell. But the right column says nothing of the way that needs no body: for digits a small network from scratch
# is ahead of whatever photographs have taught, with five labels a class and with forty.

# %% [markdown]
# In your own project the body comes from a library, and only names differ: `fc`, `classifier[-1]` or `heads.head` where it says `head`
# here. The recipe for the two most used ones; it downloads weights, so it is not run here.
#
# ```python
# import torchvision                                     # pip install torchvision
# weights = torchvision.models.ResNet18_Weights.DEFAULT
# model, prepare = torchvision.models.resnet18(weights=weights), weights.transforms()     # size and scale of *this* body
# model.fc = nn.Linear(model.fc.in_features, 10)         # EfficientNet: model.classifier[-1]; ViT: model.heads.head
#
# import timm                                            # pip install timm
# model = timm.create_model("convnext_tiny", pretrained=True, num_classes=10)             # with a new head
# prepare = timm.data.create_transform(**timm.data.resolve_model_data_config(model))
# head = model.get_classifier()                          # the same name for every body; num_classes=0: features
# ```
#
# Bodies are borrowed far beyond classification. A *detector* such as Faster R-CNN runs a body trained on ImageNet over the picture, and small
# new heads say where things are and what they are. A *captioner* gives its features to a model of language, which was itself trained on other
# text; only what joins the two must be learnt from pairs of pictures and captions, which are few.

# %% [markdown]
# ## Open challenge: five labels a class (12 min, further)
# Fifty labelled digits, and a body that knows letters. The baseline is your probe on its third stage. Several stages at once, fine-tuning,
# shifted copies of the fifty: what reads more? Nothing of this is graded; your best score is kept.

# %% demo="your reader" open=true
def my_reader(model, X, y, X_new):
    """Labels for X_new from 50 labelled digits; images are tensors (N, 1, 8, 8), y is an array."""
    features, new = extract(model, X, "fc"), extract(model, X_new, "fc")
    return linear_probe(features, y, new)

# %% demo="five labels a class, your best so far"
from utils.challenge import challenge


def five_labels(reader):
    """Per cent of the other digits that are read, the mean of five draws and bodies."""
    found = []
    for seed in seeds(10)[:5]:
        rng, y = np.random.default_rng(seed), classes.numpy()
        rows = np.concatenate([rng.permutation(np.flatnonzero(y == c))[:5] for c in range(10)])
        new = np.setdiff1d(np.arange(len(y)), rows)
        found.append(100 * np.mean(reader(body(seed), pictures[rows], y[rows], pictures[new]) == y[new]))
    return np.mean(found)

def third_stage(model, X, y, X_new):
    return linear_probe(extract(model, X, "c3"), y, extract(model, X_new, "c3"))

with needs(extract, linear_probe):
    challenge("11", five_labels(my_reader), five_labels(third_stage), "% of new digits")

# %% [markdown]
# ## 13. Claims, tested (5 min)
# What lectures say about transfer, each against an experiment with ten bodies, each with its own draw of labels (its code is folded away;
# click the bar). Where the best of several ways is needed, it was chosen on three other bodies. First the table's left column: a similar
# target.

# %% demo="claims about a similar target"
claims = Claims("11_transfer_learning")
NOTES, HOME = "CS231n notes, transfer learning", "https://cs231n.github.io/transfer-learning/"
EECS, COURSE = "students' notes of EECS 498 lecture 11", "https://web.eecs.umich.edu/~justincj/teaching/eecs498/"
SLIDES, DECK = "CS231n lecture 7, slides", "https://cs231n.stanford.edu/slides/"
all_tools = replace_head, freeze, extract, linear_probe, finetune

def best_way(target, k, ways=WAYS, but=()):
    """The way that is best on average on the three bodies that choose."""
    others = [way for way in ways if way not in but]
    return max(others, key=lambda way: runs_of(way, target, k, 0).mean())

def ahead(way, target, k, n=10):
    """Points of a way over the best other one, n seeds, and that one's name."""
    rival = best_way(target, k, but=(way,))
    return runs_of(way, target, k, n) - runs_of(rival, target, k, n), rival

# %% demo="claims about a similar target, part 2"
with needs(*all_tools):
    test = claims.test("Little data, similar: a linear classifier on the top stage", f"{NOTES}; {SLIDES}",
        "points over the best other way, k = 5; -0.5 would be fine", -0.5, link=HOME, main=True,
        wording="the best idea might be to train a linear classifier on the CNN codes")
    gain, rival = ahead("probe fc", "digits", 5)
    over = (runs_of("probe fc") - runs_of("from scratch")).mean()
    test.measured(gain, note=f"best: {rival}; over scratch {over:+.1f}")
    test = claims.test("Top stages are too specific: transfer falls from c3 to fc", "Yosinski et al., 2014, section 4",
        "points of a probe of c3 over one of fc, k = 80", 3, link="https://arxiv.org/abs/1411.1792")
    whole, cut, top = (np.array([probed("digits", 80, seed, *which) for seed in seeds(10)])
                       for which in (("c3",), ("c3", 32), ("fc",)))
    test.measured(whole - top, without=cut - top, condition="c3 has its 128 columns, not 32 like fc")

# %% demo="claims about a similar target, part 3"
with needs(*all_tools):
    test = claims.test("Lots of data, similar: fine-tune a few layers", f"{SLIDES}; {EECS}",
        "points over the best other way, k = 40; -0.5 would be fine", -0.5, link=DECK, main=True,
        wording="Finetune a few layers")
    gain, rival = ahead("tune c3 and fc", "digits", 40, 20)
    over = (runs_of("tune c3 and fc", k=40) - runs_of("from scratch", k=40)).mean()
    test.measured(gain, note=f"best: {rival}; over scratch {over:+.1f}")

# %% [markdown]
# How to fine-tune: a low rate, and the head first. Every run here has the same number of updates of the whole network; head first has sixty
# of the head in addition, which cost little. Heads start small, as yours, or like PyTorch's `nn.Linear`.

# %% demo="claims about fine-tuning"
with needs(*all_tools):
    test = claims.test("Fine-tune at a tenth of the original rate", f"{SLIDES}; {EECS}",
        "points over the original rate, k = 40, 300 updates; -0.5 would be fine", -0.5, link=DECK, main=True,
        wording="1/10 of original LR is good starting point")
    by_strategy(1, seeds(5)[0], "head, then c3 and fc", 0)      # unwritten functions say so here
    slow, fast = "tune all at a tenth", "tune all"
    longer = np.mean([moved("digits", 40, seed, slow, 3) - moved("digits", 40, seed, fast, 3)
                      for seed in tuning_seeds(3)])
    few = (runs_of(slow) - runs_of(fast)).mean()
    test.measured(runs_of(slow, k=40) - runs_of(fast, k=40), note=f"k = 5: {few:+.1f}; 900 updates: {longer:+.1f}")
    test = claims.test("Train the new head first, then everything", EECS,
        "points over everything at once, k = 5, PyTorch's first weights of the head", 1, link=COURSE)
    large, small = ([with_head(5, seed, True, default) - with_head(5, seed, False, default) for seed in seeds(10)]
                    for default in (True, False))
    test.measured(large, without=small, condition="the head starts large")

# %% demo="claims about fine-tuning, part 2"
with needs(*all_tools):
    test = claims.test("Head first helps where the test data have shifted", "Kumar et al., 2022",
        "points over everything at once, mean of moved and noisy test digits, k = 20", 1, link="https://arxiv.org/abs/2202.10054")
    large, small = (head_first_gain(default) for default in (True, False))
    test.measured(large[:, 1:].mean(1), without=small[:, 1:].mean(1), condition="the head starts large",
                  note=f"on digits as they are {large[:, 0].mean():+.1f}")

# %% demo="claims about fine-tuning, part 3"
with needs(freeze):
    test = claims.test("requires_grad = False freezes a layer", "PyTorch, autograd mechanics",
        "points of letters gained by 80 passes, no step taken; -1 would be fine", -1,
        link="https://pytorch.org/docs/stable/notes/autograd.html",
        wording="To freeze parts of your model, simply apply .requires_grad_(False)")
    still, drift = (np.array([(lambda a: a[-1] - a[0])(drifting(seed, properly)) for seed in seeds(10)])
                    for properly in (True, False))
    test.measured(still, without=drift, condition="its batch norms are also in eval mode")

# %% [markdown]
# Better bodies, averages of tuned copies, and low rank.

# %% demo="claims about better bodies"
with needs(extract, linear_probe):
    test = claims.test("Better pretraining transfers better", "Kornblith et al., 2019",
        "points of digits by a probe of c3, k = 5, after 500 steps over after 60", 1, link="https://arxiv.org/abs/1805.08974",
        wording="Do Better ImageNet Models Transfer Better?")
    runs = np.array([five_bodies(seed) for seed in seeds(10)])
    gain = runs[:, -1] - runs[:, 2]
    test.measured(gain[:, 1], note=f"letters {gain[:, 0].mean():+.1f}; probe of fc {gain[:, 2].mean():+.1f}")

# %% demo="claims about soups and low rank"
with needs(replace_head, soup):
    test = claims.test("Copies tuned from one body can be averaged", "Neyshabur et al., 2020",
        "points of the soup over the mean of its five models, k = 20; -0.5 would be fine", -0.5,
        link="https://arxiv.org/abs/2008.11687", wording="stays in the same basin in the loss landscape")
    soup(tuned_copies(seeds(10)[0], pots(seeds(10)[0])["one body"]))        # an unwritten function says so here
    over = {pot: runs[:, 5] - runs[:, :5].mean(1) for pot, runs in all_cooked().items()}
    test.measured(over["one body"], without=over["five bodies"], condition="all start from one body and head")
    test = claims.test("A soup is better than the best tuned copy", "Wortsman et al., 2022",
        "points of the soup over the copy with the best rate, k = 20", 0.5, link="https://arxiv.org/abs/2203.05482",
        wording="averaging weights of multiple fine-tuned models improves accuracy")
    runs = all_cooked()["one body"]
    test.measured(runs[:, 5] - runs[:, int(best_way_to_tune())],
                  note=f"over the five answers {np.mean(runs[:, 5] - runs[:, 6]):+.1f}")

# %% demo="claims about soups and low rank, part 2"
with needs(replace_head, freeze, LoRALinear):
    test = claims.test("LoRA does as well as training the layer", "Hu et al., 2021",
        "points of rank 8 over training fc whole, k = 20; -2 would be fine", -2, link="https://arxiv.org/abs/2106.09685",
        wording="on-par or better than fine-tuning in model quality")
    adapted(copy.deepcopy(source), 4, 0)                                    # an unwritten function says so here
    runs = all_ranks()
    gains = {way: (runs[way] - runs["fc whole"]).mean() for way in runs}
    test.measured(runs["rank 8"] - runs["fc whole"], without=runs["rank 1"] - runs["fc whole"],
                  condition="the rank is 8, not 1", note=f"rank 4: {gains['rank 4']:+.1f}; frozen: {gains['fc frozen']:+.1f}")

# %% [markdown]
# The body that knows photographs.

# %% demo="another scale, in code"
@functools.cache
def top_by_scale(name):
    """Features of the top of all 3000 images whose pixels went in at another scale."""
    return stage_means(photos()[0], INPUTS[name])["top"]

@SHIPPED
def photo_scaled(name, seed, k=20):
    """Test accuracy of a probe of the top with pixels at this scale."""
    F, y, (some, test) = top_by_scale(name), photos()[1], photo_rows(k, seed)
    return 100 * np.mean(linear_probe(F[some], y[some], F[test]) == y[test])

# %% demo="claims about photographs"
with needs(*all_tools, nearest), contextlib.suppress(Absent):
    on_photos = {way: np.array([photo_scores(20, seed)[way] for seed in seeds(10)]) for way in ways}
    test = claims.test("Features of a trained network beat hand-made ones", f"Razavian et al., 2014; {EECS}",
        "points of a probe of the top over one of HOG, photographs, k = 20", 5, link="https://arxiv.org/abs/1403.6382",
        main=True)
    test.measured(on_photos["top"] - on_photos["HOG"],
                  note=f"over scratch {np.mean(on_photos['top'] - on_photos['scratch']):+.1f}")
    test = claims.test("On photographs, neighbours by features beat neighbours by pixels", f"{SLIDES}; {EECS}",
        "points of precision among the ten nearest, top stage, 500 queries", 1, link=DECK)
    top, plain = (np.array([photo_precision(space, seed) for seed in seeds(10)]) for space in ("top", "pixels"))
    test.measured(top - plain, note=f"{top.mean():.1f} % and {plain.mean():.1f} %")

# %% demo="claims about photographs, part 2"
with needs(*all_tools), contextlib.suppress(Absent):
    test = claims.test("Images must be scaled as the source's were", "torchvision, models and pre-trained weights",
        "points that a probe of the top loses with p / 255, photographs, k = 20", 1,
        link="https://docs.pytorch.org/vision/stable/models.html",
        wording="Before using the pre-trained models, one must preprocess the image")
    lost = {name: on_photos["top"] - [photo_scaled(name, seed) for seed in seeds(10)] for name in list(INPUTS)[1:]}
    others = [f"with {name} {values.mean():+.1f}" for name, values in lost.items() if name != "p / 255"]
    test.measured(lost["p / 255"], note="; ".join(others))

# %% [markdown]
# The right column, where target and source differ; a warning; and neighbours.

# %% demo="claims about different targets"
with needs(*all_tools):
    test = claims.test("Little data, very different: better an earlier stage than the top", NOTES,
        "points of the best lower stage's probe over the top's, textures, k = 5", 1, link=HOME,
        wording="it might work better to train the SVM classifier from activations somewhere earlier in the network")
    lower = best_way("textures", 5, ("probe c2", "probe c3"))
    free, rival = ahead(lower, "textures", 5)
    note = f"{lower}; {rival} is {-free.mean():.1f} better still" if free.mean() < 0 else lower
    test.measured(runs_of(lower, "textures") - runs_of("probe fc", "textures"), note=note)
    test = claims.test("Lots of data, very different: fine-tune more layers", f"{SLIDES}; {EECS}",
        "points of all over c3 and fc alone, textures, k = 40, original rate", 1, link=DECK,
        wording="Finetune a larger number of layers")
    over = (runs_of("tune all", "textures", 40) - runs_of("from scratch", "textures", 40)).mean()
    test.measured(runs_of("tune all", "textures", 40) - runs_of("tune c3 and fc", "textures", 40),
                  note=f"over scratch {over:+.1f}")

# %% demo="claims about different targets, part 2"
with needs(*all_tools):
    test = claims.test("Borrowing from a strange source can harm (negative transfer)", "Wang et al., 2019",
        "points that a probe of c3 loses to scratch, dots, k = 5", 1, link="https://arxiv.org/abs/1811.09751")
    frozen, slow, fast = (runs_of("from scratch", "dots") - runs_of(way, "dots")
                          for way in ("probe c3", "tune all at a tenth", "tune all"))
    test.measured(frozen, note=f"tuned at a tenth of the rate it loses {slow.mean():.1f}, at the full rate {fast.mean():.1f}")

# %% demo="claims about different targets, part 3"
with needs(extract, nearest):
    test = claims.test("Neighbours in feature space beat neighbours in pixels", f"{SLIDES}; {EECS}",
        "points of precision among the ten nearest, top stage, all 1797 queries", 1, link=DECK)
    top, c3 = (np.array([precision(stage, seed) for seed in seeds(10)]) - precision("pixels", 0)
               for stage in ("fc", "c3"))
    test.measured(top, note=f"c3: {c3.mean():+.1f} ± {c3.std(ddof=1):.1f}")
claims

# %% [markdown]
# Which of your predictions came true?

# %% demo="your predictions" open=true
predictions()

# %% [markdown]
# ### What you saw
# - A body trained on letters knows digits best below its top: with five labels a class `c2` and `c3` beat scratch, and the top does not. Part
#   of the reason is plain: the top has fewer numbers.
# - Freezing is more than `requires_grad = False`: batch norms alone cost half of the reading, without one step.
# - Head first may gain a point or two where the head starts large; ten seeds did not decide it. After a small head it gained next to nothing.
# - The table of advice was good for many labels (within a point of the best way) and poor for few. A tenth of the source's rate was too slow
#   for runs of a few hundred updates.
# - Copies tuned from one body can be averaged into one model; networks of different bodies can't.
# - A low-rank difference trains a layer with a part of its numbers; how low the rank may be, you have to try.
# - A body of photographs reads photographs best near its top, and far better than pixels, HOG or a run from scratch; for digits it is the
#   wrong source. Feed it as its source was fed.
# - Head first pays where the new head is large and the test data have shifted; a small head does most of the same.
# - Borrowing can harm (dots). Probe several stages, tune at two rates, and keep a run from scratch as control.

# %% [markdown]
# ## 14. When to use it, and what to read (3 min)
# Nearly always: in vision and language, hardly anyone starts from random weights today. The order that costs least: extract features of two
# or three stages and probe them (minutes); then head first and everything after, at two or three rates; from scratch as the control that
# tells you whether borrowing helps at all. For very large bodies people freeze everything and train small additions instead, such as
# adapters ([arXiv 1902.00751](https://arxiv.org/abs/1902.00751)) and your LoRA.
#
# *Further reading.* Yosinski et al., ["How transferable are features in deep neural networks?"](https://arxiv.org/abs/1411.1792) (2014):
# section 4, generic and specific layers, cut at every stage. Kumar et al., ["Fine-Tuning can Distort Pretrained Features and Underperform
# Out-of-Distribution"](https://arxiv.org/abs/2202.10054) (2022): section 3, why the head should come first. Kornblith, Shlens and Le,
# ["Do Better ImageNet Models Transfer Better?"](https://arxiv.org/abs/1805.08974) (2019).
#
# *Open question.* Similarity decides, and we judged it by eye. Can you predict the gain from unlabelled target images and the body alone,
# before you pay for labels? Your three targets and four stages are a place to start.

# %% [markdown]
# ## 15. On real data (2 min, further)
# Optional: digits as their authors published them, 28 x 28 pixels, averaged down to 14 x 14. A network learns 0 to 4 from 20 000 images and
# lends its body to 5 to 9 with five labels a class. It needs MNIST: the folder `mnist/` below what the environment variable `DOWNHILL_DATA`
# names, or `mnist(download=True)` once. Measured once, over 5 draws of labels: scratch 71.6 ± 5.5 %, probe of `c3` 77.1 ± 2.2 %, of `fc`
# 66.1 ± 4.4 %, head first and then all 75.1 ± 2.3 %. Five classes teach the top to see five classes; once more the stage below it is the
# one to borrow.

# %% demo="half of mnist, in code"
def half_of_mnist(device):
    """0 to 4 as the source (X, y); 5 to 9 as the target, training and test images; 14 x 14 pixels, for speed."""
    (X, y), (Xt, yt) = mnist()
    low, high, test = np.flatnonzero(y < 5)[:20_000], np.flatnonzero(y >= 5), np.flatnonzero(yt >= 5)[:2000]
    parts = (X[low], y[low]), (X[high], y[high] - 5), (Xt[test], yt[test] - 5)
    return [(nn.functional.avg_pool2d(torch.from_numpy(a)[:, None], 2).to(device), torch.from_numpy(b).to(device))
            for a, b in parts]

# %% demo="real transfer, in code"
def real_transfer(body, target, test, seed, device, k=5):
    """Accuracy on new 5s to 9s: from scratch, probes of c3 and fc, head first and then all."""
    X, y = target
    order = torch.from_numpy(np.random.default_rng(seed).permutation(len(y))).to(device)
    rows = torch.cat([order[y[order] == c][:k] for c in range(5)])
    X, y, generator = X[rows], y[rows], torch.Generator().manual_seed(seed)
    fresh = StagedCNN(5, width=8, side=14, generator=generator).to(device)
    scores = {"from scratch": score(fit(fresh, X, y, 4e-3, 100, seed), *test)}
    for stage in ("c3", "fc"):
        said = linear_probe(extract(body, X, stage), y.cpu().numpy(), extract(body, test[0], stage))
        scores[f"probe {stage}"] = 100 * np.mean(said == test[1].cpu().numpy())
    phases = [HEAD | {"epochs": 40}, {"train": "all", "lr": 4e-4, "epochs": 60}]
    tuned_body = finetune(replace_head(body, 5, generator), X, y, phases, generator)
    return scores | {"head, then all": score(tuned_body, *test)}

# %% demo="from zero to four, to five to nine"
with needs(replace_head, extract, linear_probe, finetune):
    try:
        device = "cuda" if torch.cuda.is_available() else "cpu"
        lower, target, test = half_of_mnist(device)
        lender = StagedCNN(5, width=8, side=14, generator=torch.Generator().manual_seed(0)).to(device)
        fit(lender, *lower, 4e-3, 300, 0, size=64)
        runs = [real_transfer(lender, target, test, s, device) for s in tqdm(range(5), desc="5 to 9", leave=False)]
        for name in runs[0]:
            values = np.array([run[name] for run in runs])
            print(f"{name:15s} {values.mean():.1f} ± {values.std():.1f} %")
    except Absent:
        print("MNIST is not on this machine, so this section is skipped.")
