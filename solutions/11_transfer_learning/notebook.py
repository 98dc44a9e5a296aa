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
# for any model that has `features` and a `head`. *Time*: 85 minutes; sections 1 to 11 take 5, 8, 12, 15, 18, 10, 7, 5, 2, 3 and 0 to 5.

# %%
import copy
import functools

import matplotlib.pyplot as plt
import numpy as np
import torch
from scipy.stats import ttest_1samp
from sklearn.datasets import load_digits
from sklearn.linear_model import RidgeClassifier
from torch import nn
from tqdm.auto import tqdm

from utils.checks import check, needs
from utils.claims import CONDITIONAL, FAILS, HOLDS, Claims
from utils.data import LETTERS, Absent, letters, mnist
from utils.models import StagedCNN
from utils.plotting import axes, style
from utils.remember import remember  # runs an experiment once, and anew when your functions change

# %% [markdown]
# ## 1. Fifty labels are not enough, but letters are free
# The target: handwritten digits of 8 x 8 pixels, with $k$ labels for each of ten classes. The source: printed letters in 52 classes, as
# many as we like. The network has a body of four named stages (`c1`, `c2`, `c3` are convolutions with batch norm, `fc` is a linear layer
# with 64 outputs) and a linear head. This cell trains it on letters, in ten seconds or so; it will never see a digit.

# %% demo="draw, in code"
torch.set_num_threads(1)                     # this network is too small to share
CHANNELS_LAST = torch.channels_last          # the order in memory that convolutions on a CPU like best

def draw(n, seed, characters=LETTERS):
    """n letters as tensors: images (n, 1, 8, 8) and labels (n,)."""
    X, y = letters(n, seed, characters=characters)
    return torch.from_numpy(X)[:, None], torch.from_numpy(y)

# %% demo="fit, in code"
def fit(model, X, y, lr, steps, seed, size=32, tick=lambda: None):
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
            tick()
    return model.eval()

# %% demo="the source network"
@torch.no_grad()
def score(model, X, y):
    """Accuracy in per cent."""
    return 100 * (model(X).argmax(1) == y).float().mean().item()

# %% demo="training on letters"
source = StagedCNN(52, generator=torch.Generator().manual_seed(0))
X_source, y_source = draw(16_000, 0)
with tqdm(total=500, desc="letters", leave=False) as bar:     # four epochs
    fit(source, X_source, y_source, 2e-3, 500, 0, size=128, tick=bar.update)
source.to(memory_format=torch.contiguous_format)              # so that your functions may use view()
new_letters = draw(3000, 99)
print(f"new letters read: {score(source, *new_letters):.1f} %")

# %% [markdown]
# That is not bad for 52 classes: o and O differ only in size, and so do several other pairs. And what does it see in a digit?
# Its head can only say letters. Before you run the next cell: what will it call a 0, a 1, a 5?

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
rows[0, 0].set_ylabel("a letter", fontsize=8)
rows[1, 0].set_ylabel("a digit", fontsize=8)
fig.suptitle("It knows shapes, and has no words for digits (its three favourite answers)")
plt.show()

# %% [markdown]
# The head is useless, the body is not: most digits go to a letter of their shape. So replace the words and keep the eyes.

# %% [markdown]
# ## 2. A new head, and why it should be small
# At first a new head knows nothing. If its weights are small, all scores are nearly 0 and the first loss is $\ln C$ (notebook 06). If they
# are large, it is confidently wrong, and the gradient that it sends down into the good body is large and meaningless.
#
# ### Exercise: a new head on a copy
# Your models have two parts, as in torchvision: `model.features`, a Sequential of named stages, and `model.head`, an `nn.Linear`.

# %% exercise="replace_head"
def replace_head(model, C, generator):
    """A copy of the model with a new head for C classes; the model you are given stays as it was.

    model: has `features` (Sequential) and `head` (nn.Linear).  C >= 2: an int.  generator: torch.Generator
    (CPU). The copy is deep: training it never moves the original.  The new head is an nn.Linear with as many
    inputs as the old one: weights from a normal distribution with standard deviation 0.01, drawn with
    `generator`; biases zero.  It is trainable, even if the old head was frozen; the body is copied as it is,
    frozen parts included. Returns the new model; its head has the old head's device and dtype.
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
# `copy.copy(model)` copies the model but shares its layers. What does that mean for the second experiment you run? `nn.init.normal_` and
# `torch.randn` both take a `generator`; a layer fresh from `nn.Linear` was filled by the global one.

# %% check="replace_head" points=10
check(replace_head)

# %% [markdown]
# Your head as it is, then its weights times 10, 100 and 1000, on 32 digits. What does the body feel?

# %% demo="first step, in code"
def first_step(seed, factor):
    """Loss on 32 digits before any training, and the length of the gradient that reaches the body."""
    model = replace_head(source, 10, torch.Generator().manual_seed(seed))
    model.head.weight.data *= factor
    rows = torch.randperm(1797, generator=torch.Generator().manual_seed(seed))[:32]
    loss = nn.functional.cross_entropy(model(pictures[rows]), classes[rows])
    loss.backward()
    return loss.item(), sum(p.grad.square().sum() for p in model.features.parameters()).sqrt().item()

# %% demo="first loss of a new head"
with needs(replace_head):
    factors = np.array([1, 10, 100, 1000])
    runs = np.array([[first_step(seed, factor) for factor in factors] for seed in range(5)])
    title = "A large new head starts wrong and shakes the body"
    ax = axes(title, "standard deviation of the new head's weights", "at the first step")
    for index, name in enumerate(("loss", "gradient of the body (norm)")):
        mean = runs[:, :, index].mean(0)
        label = f"{name}: {mean[0]:.2f} at 0.01"
        ax.loglog(0.01 * factors, mean, marker="o", label=label, **style("", index))
    ax.axhline(np.log(10), color="0.5", lw=0.8, ls=":", label="ln 10")
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# ## 3. Freezing: some things move without a gradient
# The safest way to keep a body is not to train it: `requires_grad = False` for its parameters. That saves time and memory too, since nothing
# needs to be sent back through frozen stages. But is it still then? A batch norm in training mode updates its running mean and variance at
# every *forward* pass. No gradient is involved, and `requires_grad` has no say.
#
# The models here keep a set `frozen_stages`: stages named in it stay in eval mode even when you call `model.train()`.

# %% [markdown]
# ### Exercise: freeze the lower stages

# %% exercise="freeze"
def freeze(model, until):
    """Freeze, in place, all stages of `model.features` up to and including the one named `until`.

    The stages stand in the order of the Sequential; their names say nothing about it.  Frozen means: no
    parameter (weights, biases, batch norms' scales) requires a gradient, and the stage is in eval mode, now
    and after any later `model.train()`: enter its name in `model.frozen_stages`, a set.  Later stages and
    the head stay as they are, and so does the mode of the model as a whole.
    Returns how many numbers are still trainable in the whole model, an int.
    Raises ValueError where there is no such stage; the message lists those that there are.
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
# `model.features.named_children()` walks through the stages in order; `requires_grad_(False)` and `eval()` work on a whole module. After you
# have changed `frozen_stages`, who tells the batch norms *now*, and which stages would `model.train()` reach? It is in `utils/models.py`.

# %% check="freeze" points=10
check(freeze)

# %% [markdown]
# Here both networks have every parameter frozen. The target is digits as photographic negatives, white on black. The networks look at 32 at
# a time, in training mode, as they would while a new head is trained. Nobody takes a step. How well do they still read *letters*?

# %% demo="drifting, in code"
PASSES = 0, 5, 10, 20, 40, 80

@remember
def drifting(seed, properly):
    """Accuracy on letters after so many forward passes over negatives of digits in training mode."""
    model, rng, seen, found = copy.deepcopy(source), np.random.default_rng(seed), 0, []
    freeze(model, "fc") if properly else model.requires_grad_(False)
    for n in PASSES:
        with torch.no_grad():
            for _ in range(n - seen):
                model.train()(1 - pictures[rng.integers(0, 1797, 32)])
        seen = n
        found.append(score(model.eval(), new_letters[0][:1000], new_letters[1][:1000]))
    return found

# %% demo="batch norms that drift"
with needs(freeze):
    drift = {name: np.array([drifting(seed, properly) for seed in range(5)])
             for name, properly in {"freeze (yours)": True, "requires_grad = False only": False}.items()}
    title = "A frozen body that forgets: batch norms move without a gradient"
    ax = axes(title, "forward passes over negatives of digits, in training mode", "letters read (%)")
    for index, (name, runs) in enumerate(drift.items()):
        mean, look = runs.mean(0), style("", index)
        label = f"{name}: {mean[0]:.1f} % to {mean[-1]:.1f} %"
        ax.plot(PASSES, mean, marker="o", label=label, **look)
        ax.fill_between(PASSES, runs.min(0), runs.max(0), color=look["color"], alpha=0.15)
    left = {until: freeze(copy.deepcopy(source), until) for until in ("c1", "c2", "c3", "fc")}
    print("numbers left to train, of", sum(p.numel() for p in source.parameters()), left)
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# Not one weight has changed, and half of the reading is gone: from 74.5 to 37.3 % in 80 passes. (Negatives are a hard case, chosen to show
# it: digits as they are look enough like letters to cost a few tenths only.) Where a fine-tuned network behaves strangely, look at its
# batch norms first.

# %% [markdown]
# ## 4. What each stage knows
# A frozen body is a fixed function, so compute it once and keep the result. Then any classifier can be trained on these *features*
# in milliseconds: some lectures call it using the network "as it is". And nobody says that you must take the top stage.
#
# ### Exercise: features of any stage
# Three things go wrong here in practice: training mode (batch statistics, drift), a graph that eats the memory, a last batch that is lost.

# %% exercise="extract"
def extract(model, X, stage, batch=256):
    """Output of `model.features` up to and including `stage`, for all images, in order.

    X: tensor (N, channels, height, width), N >= 1.  batch >= 1: so many images pass at once; the last batch
    may be smaller.  In eval mode and without a graph; afterwards the model is in the mode (train or eval) it
    was in. Returns a NumPy array (N, D): each image's features, flattened.
    Raises ValueError where there is no such stage; the message lists those that there are.
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
# A slice of a Sequential is a Sequential: `model.features[:2]` are the first two stages. `X.split(3)` cuts a tensor into pieces of three and
# keeps what remains. Which attribute says in which mode a model is?

# %% check="extract" points=14
check(extract)

# %% [markdown]
# ### Exercise: a linear probe
# A linear classifier on features. Standardise them first, since stages differ in scale by far and the penalty of any solver counts in their
# units. With *whose* mean and standard deviation? The new images may arrive one by one.

# %% exercise="linear_probe"
def linear_probe(F, y, Ft):
    """Labels for new features from a linear classifier trained on labelled ones.

    F: array (N, D).  y: N int labels, any numbers.  Ft: array (M, D).  Both are standardised with the mean
    and standard deviation of F's columns; a column that never varies is only centred.  Any convex solver
    with a penalty on the weights will do, such as sklearn's RidgeClassifier(alpha=10) or
    LogisticRegression(C=0.1). Returns M labels, of those in y.
    """
    ### BEGIN SOLUTION
    mean, sd = F.mean(axis=0), F.std(axis=0)
    sd = np.where(sd > 0, sd, 1.0)
    solver = RidgeClassifier(alpha=10)
    solver.fit((F - mean) / sd, y)
    return solver.predict((Ft - mean) / sd)
    ### END SOLUTION

# %% [markdown] hint="linear_probe"
# Imagine that all new images show a 7. What would *their* mean tell you, and what would be left of it after you subtract it? A pixel in
# the corner is always 0: what is 0 / 0?

# %% check="linear_probe" points=12
check(linear_probe)

# %% [markdown]
# Now with 1, 5, 10 and 20 labels a class, five draws each: a network trained from scratch, a probe of the pixels, and a probe of each
# stage. The usual advice for few labels and a similar task is a linear classifier on the *top* stage. Place your bet: which stage wins?

# %% demo="split, in code"
POOLS = {"digits": (pictures, classes)}       # all images and labels of a target; section 6 adds two

def split(target, k, seed):
    """Where k labelled images a class stand, and 797 others to test on."""
    y = POOLS[target][1]
    order = torch.from_numpy(np.random.default_rng(seed).permutation(len(y)))
    test, rest = order[:797], order[797:]
    return torch.cat([rest[y[rest] == c][:k] for c in range(10)]), test

def sample(target, k, seed):
    """These images and their labels: X, y, X_test, y_test."""
    X, y = POOLS[target]
    return [Z[some] for some in split(target, k, seed) for Z in (X, y)]

# %% demo="from scratch, in code"
@remember
def from_scratch(target, k, seed):
    """Test accuracy of a network that has seen nothing else."""
    X, y, *test = sample(target, k, seed)
    model = StagedCNN(10, generator=torch.Generator().manual_seed(seed))
    return score(fit(model, X, y, 4e-3, 60 if k < 50 else 80, seed), *test)

@remember
def probed(target, k, seed, stage):
    """Test accuracy of a linear probe of one stage, or of the pixels."""
    F, y, (some, test) = features(target, stage), POOLS[target][1].numpy(), split(target, k, seed)
    return 100 * np.mean(linear_probe(F[some], y[some], F[test]) == y[test])

# %% demo="targets and runs"
@remember
def features(target, stage):
    """What a stage of the body makes of all images."""
    X = POOLS[target][0]
    return X.flatten(1).numpy() if stage == "pixels" else extract(source, X, stage)

# %% demo="probes of all stages"
ks, stages = (1, 5, 10, 20), ("pixels", "c1", "c2", "c3", "fc")
with needs(extract, linear_probe):
    found = {stage: np.array([[probed("digits", k, seed, stage) for k in ks] for seed in range(5)])
             for stage in stages}
    with tqdm(total=20, desc="from scratch", leave=False) as bar:
        found["scratch"] = np.array([[(from_scratch("digits", k, s), bar.update())[0] for k in ks]
                                     for s in range(5)])
    ax = axes("Knowledge of letters helps most just below the top", "stage that is probed", "digits right (%)")
    for index, k in enumerate(ks):
        runs, look = np.array([found[stage][:, index] for stage in stages]), style("", index)
        ax.errorbar(range(5), runs.mean(1), runs.std(1), marker="o", capsize=3, label=f"k = {k}", **look)
        ax.plot([-0.3, 4.3], [found["scratch"][:, index].mean()] * 2, color=look["color"], lw=0.8, ls=":")
        print(f"k = {k:2d}:", *[f"{name} {runs[:, index].mean():.1f} ± {runs[:, index].std():.1f}  "
                               for name, runs in found.items()])
    ax.set_xticks(range(5), stages)
    ax.legend(fontsize=8, title="dotted: scratch", title_fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
    plt.show()

# %% [markdown]
# The curves rise to `c2` and `c3`, and fall again at `fc`. With five labels a class `c2` and `c3` give 89.5 and 90.4 %, scratch 86.6 %, and
# the top stage 85.4 %, no better than scratch. The top has learnt what tells letters apart and thrown away the rest; lower stages see what
# any drawing has. (Two cautions: `fc` has 64 numbers and `c3` has 256, and part of the fall may be that. And how the top compares with
# scratch depends on the classifier and on the one body we trained: between three points below and a little above, in all that we tried.
# That `c3` beats `fc` held every time.)

# %% [markdown]
# ## 5. Fine-tuning: move the body, gently
# A probe can't change what the body sees. With a few more labels you may let the body move too, starting from where letters have put
# it. The usual advice: at a lower rate than the head, about a tenth. PyTorch's optimisers take a list of *groups* for that, each with its
# own `lr`.
#
# ### Exercise: two groups, each parameter once

# %% exercise="param_groups"
def param_groups(model, lr_head, lr_body=None):
    """Groups for a torch optimiser: the body first, then the head.

    model: has `features` and `head`.  lr_head > 0.  lr_body >= 0; where it is None, a tenth of lr_head.
    Returns [{"params": [...], "lr": lr_body}, {"params": [...], "lr": lr_head}].  Each parameter that
    requires a gradient is in exactly one of the lists, frozen ones in none; a list may be empty.
    """
    ### BEGIN SOLUTION
    if lr_body is None:
        lr_body = lr_head / 10
    body = [p for p in model.features.parameters() if p.requires_grad]
    head = [p for p in model.head.parameters() if p.requires_grad]
    return [{"params": body, "lr": lr_body}, {"params": head, "lr": lr_head}]
    ### END SOLUTION

# %% [markdown] hint="param_groups"
# `lr_body=0.0` is a wish, not an omission: is `lr_body or ...` the same as asking whether it is None? And `model.parameters()` contains the
# head's too.

# %% check="param_groups" points=12
check(param_groups)

# %% [markdown]
# Five labels a class, a new head at rate 0.004, 60 steps of Adam. Only the body's rate changes, from nothing to ten times the
# head's. Where would you put it?

# %% demo="grouped, in code"
def grouped(k, seed, ratio, lr=4e-3, steps=60):
    """Test accuracy after training head and body at once, the body at `ratio` times the head's rate."""
    X, y, *test = sample("digits", k, seed)
    model = replace_head(source, 10, torch.Generator().manual_seed(seed)).to(memory_format=CHANNELS_LAST)
    groups = param_groups(model, lr, lr * ratio)
    adam, generator = torch.optim.Adam(groups, fused=True), torch.Generator().manual_seed(seed)
    model.train(ratio > 0)
    for _ in range(steps):
        some = torch.randperm(len(y), generator=generator)[:32]
        adam.zero_grad()
        nn.functional.cross_entropy(model(X[some]), y[some]).backward()
        adam.step()
    return score(model.eval(), *test)

# %% demo="rate of the body"
ratios = (0, 0.1, 1, 10)
with needs(replace_head, param_groups):
    runs = np.array([[grouped(5, seed, ratio) for ratio in ratios]
                     for seed in tqdm(range(5), desc="rates of the body", leave=False)])
    ax = axes("How fast the body should move", "rate of the body / rate of the head", "digits right (%), k = 5")
    ax.plot(range(4), runs.T, color="0.75", lw=0.8)
    ax.errorbar(range(4), runs.mean(0), runs.std(0), marker="o", capsize=3, label="mean of 5 seeds", **style("", 0))
    for x, value in enumerate(runs.mean(0)):
        ax.text(x + 0.06, value - 1, f"{value:.1f}", fontsize=9)
    ax.set_xlim(-0.3, 3.4)
    ax.set_xticks(range(4), ["0 (frozen)", *ratios[1:]])
    ax.legend(fontsize=8, loc="upper left")
    plt.show()

# %% [markdown]
# A body at rest gets 85.6 %, one at a tenth of the rate 89.0 %, at the same rate 89.9 %, at ten times the rate 86.4 %. A tenth is a safe
# choice on a broad plateau, not a sharp optimum; far beyond it, what was borrowed is lost.

# %% [markdown]
# ### Exercise: fine-tuning in stages
# A new head sends a useless gradient at first. So train it alone, then everything together at a lower rate. Each of these phases gets a
# *fresh* optimiser: Adam's running means from the first have no business in the second.

# %% exercise="finetune"
def finetune(model, X, y, stages, generator):
    """Train a deep copy of the model in phases and return it, in eval mode; the model given stays as it was.

    X: tensor (N, ...).  y: int tensor (N,).  stages: list of dicts {"train": "head" or "all", "lr": ...,
    "epochs": ...}, done in order.  "head": only the head's parameters are trained, and the body is in eval
    mode.  "all": all parameters that require a gradient are, and the whole model is in training mode.
    Frozen ones stay frozen, and no parameter's `requires_grad` differs afterwards.
    Each phase: a new torch.optim.Adam(lr=lr) on the cross-entropy.  Each epoch: all samples once, in
    minibatches of 32 (the last may be smaller), in an order that `generator` shuffles anew.  Another "train"
    raises ValueError.
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
# Three loops: phases, epochs, minibatches. Which of them makes the optimiser? `torch.randperm(n, generator=generator).split(32)` is one
# epoch. In which order must `model.train()` and `model.features.eval()` be called while only the head learns?

# %% check="finetune" points=15
check(finetune)

# %% [markdown]
# Four ways to spend the same sixty updates or so, after a new head is on: only the head; all at once; head first, then all at a
# tenth of the rate; the same with `c1` and `c2` frozen. From scratch for comparison. With one label a class, which of them dares too much?

# %% demo="settings for strategies"
HEAD = {"train": "head", "lr": 1e-2}
STRATEGIES = {  # phases as (what, rate, share of the updates), and how far the body is frozen
    "head only": ([("head", 1e-2, 1)], None),
    "all at once": ([("all", 4e-3, 1)], None),
    "head, then all": ([("head", 1e-2, 0.4), ("all", 4e-4, 0.6)], None),
    "head, then all, fast": ([("head", 1e-2, 0.4), ("all", 4e-3, 0.6)], None),
    "head, then c3 and fc": ([("head", 1e-2, 0.4), ("all", 4e-4, 0.6)], "c2"),
}

# %% demo="strategies"
@remember
def tuned(target, k, seed, strategy):
    """Test accuracy of a strategy."""
    X, y, *test = sample(target, k, seed)
    generator, (phases, until) = torch.Generator().manual_seed(seed), STRATEGIES[strategy]
    model = replace_head(source, 10, generator).to(memory_format=CHANNELS_LAST)
    if until:
        freeze(model, until)
    updates = (60 if k < 50 else 80) / np.ceil(len(y) / 32)  # in epochs
    todo = [{"train": what, "lr": lr, "epochs": round(share * updates)} for what, lr, share in phases]
    return score(finetune(model, X, y, todo, generator), *test)

# %% demo="strategies against labels"
some_ks, ways = (1, 5, 20), [name for name in STRATEGIES if name != "head, then all, fast"]
with needs(replace_head, freeze, finetune):
    cases = [(k, seed) for k in some_ks for seed in range(5)]
    runs = {name: np.array([tuned("digits", k, seed, name) for k, seed in tqdm(cases, desc=name, leave=False)])
            for name in ways}
    runs["from scratch"] = np.array([from_scratch("digits", *case) for case in cases])
    ax = axes("Borrowing pays most where labels are few", "labels a class", "digits right (%)", (7, 3.8))
    for index, (name, values) in enumerate(runs.items()):
        table, look = values.reshape(3, 5), style("", index) | {"linestyle": "none"}
        x = np.arange(3) + 0.13 * (index - 2)
        ax.errorbar(x, table.mean(1), table.std(1), marker="os^Dv"[index], capsize=3, label=name, **look)
        print(f"{name:22s}", *[f"k = {k}: {row.mean():.1f} ± {row.std():.1f}  "
                               for k, row in zip(some_ks, table, strict=True)])
    ax.set_xticks(range(3), some_ks)
    ax.legend(fontsize=8, loc="lower right")
    plt.show()

# %% [markdown]
# With one label a class each way of borrowing is 6 or 7 points above scratch, and they don't differ by more than the draws of labels do.
# With five, moving the body pays: 88.6 to 89.8 % against 85.9 % for the head alone. With twenty, all at once at the *higher* rate is best
# (96.5 %), and the head alone (91.0 %) is beaten by scratch (93.8 %). Caution has a price too, as soon as there are labels.

# %% [markdown]
# ## 6. Two questions decide, say the lectures
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

# %% exercise="plan"
def plan(n_per_class, similarity):
    """What the table advises.

    n_per_class >= 1: labels a class; up to 20, 20 included, is little.  similarity: "similar" or
    "different"; any other raises ValueError that lists the two.  Returns "linear probe", "fine-tune a few
    layers", "probe several stages" or "fine-tune more layers".
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

# %% check="plan" points=8
check(plan)

# %% [markdown]
# Is it true? Digits are a similar target. Two very different ones: *textures*, noise with a preferred direction (five) and coarseness
# (two), where no shape ever repeats; and *dots*, where the class is how many there are (one to five, small or large).

# %% demo="textures, in code"
def textures(n=3000):
    """Random-phase noise in ten classes: five directions, two frequencies."""
    rng = np.random.default_rng(0)
    y, (fy, fx) = rng.integers(0, 10, n), np.meshgrid(*[np.fft.fftfreq(8)] * 2, indexing="ij")
    angle, frequency = (y % 5 * np.pi / 5)[:, None, None], np.where(y < 5, 0.16, 0.34)[:, None, None]
    at = [(fx - s * frequency * np.cos(angle)) ** 2 + (fy - s * frequency * np.sin(angle)) ** 2 for s in (1, -1)]
    z = np.fft.ifft2(sum(np.exp(-a / 0.0098) for a in at) * np.fft.fft2(rng.normal(size=(n, 8, 8)))).real
    z = z / z.std((1, 2), keepdims=True) + 0.5 * rng.normal(size=z.shape)
    return torch.tensor(np.clip(0.5 + 0.2 * z, 0, 1), dtype=torch.float32)[:, None], torch.tensor(y)

# %% demo="dots, in code"
def dots(n=3000):
    """One to five dots, of one pixel (classes 0 to 4) or of 2 x 2 (5 to 9), with noise."""
    rng = np.random.default_rng(0)
    y, X = rng.integers(0, 10, n), np.zeros((n, 8, 8))
    for image, c in zip(X, y, strict=True):
        size = 1 + c // 5
        for place in rng.permutation((8 // size) ** 2)[: c % 5 + 1]:
            i, j = size * (place // (8 // size)), size * (place % (8 // size))
            image[i : i + size, j : j + size] = rng.uniform(0.6, 1)
    X = np.clip(X + 0.1 * rng.normal(size=X.shape), 0, 1)
    return torch.tensor(X, dtype=torch.float32)[:, None], torch.tensor(y)

# %% demo="two strange targets"
POOLS |= {"textures": textures(), "dots": dots()}
fig, rows = plt.subplots(2, 10, figsize=(8, 2.2), layout="constrained")
for row, name in zip(rows, ("textures", "dots"), strict=True):
    X, y = POOLS[name]
    for c, ax in enumerate(row):
        ax.imshow(X[y == c][0, 0], cmap="gray_r", vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[])
    row[0].set_ylabel(name)
fig.suptitle("Ten classes each, and nothing to read")
plt.show()

# %% [markdown]
# The table, measured: digits and textures, 5 and 80 labels a class, five seeds, seven ways. The bar that the table advises
# is dark. How often will the dark bar be the longest?

# %% demo="measure, in code"
WAYS = {"from scratch": from_scratch}
WAYS |= {f"probe {stage}": functools.partial(probed, stage=stage) for stage in ("c2", "c3", "fc")}
WAYS |= {f"tune {short}": functools.partial(tuned, strategy=name) for short, name in
         {"c3, fc": "head, then c3 and fc", "all": "head, then all", "all, fast": "head, then all, fast"}.items()}
ADVISED = {"linear probe": ["probe fc"], "probe several stages": ["probe c2", "probe c3"],
           "fine-tune a few layers": ["tune c3, fc"], "fine-tune more layers": ["tune all"]}

def measure(target, k, ways=WAYS):
    """Accuracies of five seeds for each way."""
    with tqdm(total=5 * len(ways), desc=f"{target}, k = {k}", leave=False) as bar:
        return {name: np.array([(way(target, k, seed), bar.update())[0] for seed in range(5)])
                for name, way in ways.items()}

# %% demo="the measured table"
with needs(replace_head, freeze, extract, linear_probe, finetune, plan):
    advice = {(target, k): ADVISED[plan(k, word)] for k in (5, 80)
              for target, word in {"digits": "similar", "textures": "different"}.items()}
    cells = {cell: measure(*cell) for cell in advice}
    fig, grid = plt.subplots(2, 2, figsize=(8.4, 5.4), layout="constrained", sharey=True)
    for ax, (cell, runs) in zip(grid.flat, cells.items(), strict=True):
        for place, (name, values) in enumerate(runs.items()):
            color = "#0072B2" if name in advice[cell] else "0.8"
            ax.barh(place, values.mean(), xerr=values.std(), color=color, error_kw={"lw": 0.8})
            ax.text(1, place, f"{values.mean():.1f} ± {values.std():.1f}", va="center", fontsize=8,
                    color="white" if name in advice[cell] else "black")
        ax.set_title(f"{cell[0]}, {cell[1]} labels a class", fontsize=10)
        ax.set(yticks=range(len(runs)), yticklabels=runs, xlim=(0, 100), xlabel="right (%)")
    grid[0, 0].invert_yaxis()
    fig.suptitle("The advised way (dark) is never the best of the seven")
    plt.show()

# %% [markdown]
# The dark bar is never the longest. Few digits: `c3` (90.4 %) and moving everything fast (90.1 %) beat the advised top stage (85.4 %). Few
# textures: lower stages do help (63.3 against 53.5 %), but moving everything at the *high* rate gets 72.6 %. Many digits: the advised few
# layers get 95.3 %, a probe of `c2`, which takes milliseconds, 98.8 %. Many textures: more layers are better than few (84.0, 78.5 %), the
# high rate is better still (90.5 %), and scratch is as good (89.9 %). The table is a place to start, not an answer. (Our updates are few, 60
# and 80; the low rate would like more of them.)

# %% [markdown]
# Now the dots, where shape is noise and *number* is everything; five labels a class. Will a body
# that reads letters help, do nothing, or harm?

# %% demo="negative transfer"
with needs(replace_head, freeze, extract, linear_probe, finetune):
    few = {name: WAYS[name] for name in ("from scratch", "probe c3", "tune all", "tune all, fast")}
    strange = {target: measure(target, 5, few) for target in ("digits", "textures", "dots")}
    ax = axes("Help or harm depends on the target, and on how free the body is", "", "gain over scratch (points), k = 5")
    for index, name in enumerate(list(few)[1:]):
        gains = np.array([runs[name] - runs["from scratch"] for runs in strange.values()])
        x, look = np.arange(3) + 0.2 * (index - 1), style("", index)
        ax.plot(x[:, None] + np.zeros(5), gains, ".", color=look["color"], alpha=0.4)
        ax.plot(x, gains.mean(1), "os^"[index], color=look["color"], ms=8, label=name)
        print(f"{name:15s}", *[f"{target} {gain.mean():+.1f} ± {gain.std():.1f}  "
                               for target, gain in zip(strange, gains, strict=True)])
    ax.axhline(0, color="0.5", lw=0.8)
    ax.set_xticks(range(3), strange)
    ax.legend(fontsize=8, loc="lower left")
    plt.show()

# %% [markdown]
# This is *negative transfer*: a probe of `c3` loses 9.1 points to scratch, and tuning at the low rate 3.6. At the high rate the body can
# unlearn, and the loss is gone (+1.0 ± 1.8); on textures the same rate turns a gain of 2.2 into 10.3. The stranger the target, the further
# the body must be free to move. And you only notice harm if a run from scratch stands beside it.

# %% [markdown]
# ## 7. Search instead of training
# Features need no classifier at all: take the images whose features point in the same direction as those of your query. This is image
# *retrieval* (one translation of a lecture made "restoration" of it). The usual measure is the cosine:
#
# $$ \mathrm{sim}(a, b) = \frac{a^\top b}{\lVert a \rVert \, \lVert b \rVert} $$
#
# ### Exercise: the k nearest by cosine

# %% exercise="nearest"
def nearest(F, i, k):
    """Indices of the k rows of F most similar to row i by cosine, the most similar first; never i itself.

    F: float array (N, D).  i: an index into F.  1 <= k < N, any other raises ValueError.  A row of zeros has
    similarity 0 to everything.  Returns an int array (k,); rows of equal similarity may stand in either
    order.
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

# %% check="nearest" points=12
check(nearest)

# %% [markdown]
# Three queries, by pixels and by the top stage of the network that has never seen a digit. In which of the two will you see more wrong frames?

# %% demo="retrieval gallery"
with needs(extract, nearest):
    spaces = {stage: features("digits", stage) for stage in ("pixels", "fc")}
    queries = (1, 8, 95)
    fig, grid = plt.subplots(6, 9, figsize=(7, 5), layout="constrained")
    for row, (i, name) in enumerate((i, name) for i in queries for name in spaces):
        for ax, j in zip(grid[row], [i, *nearest(spaces[name], i, 8)], strict=True):
            ax.imshow(pictures[j, 0], cmap="gray_r")
            ax.set(xticks=[], yticks=[])
            wrong = classes[j] != classes[i]
            ax.spines[:].set(color="#D55E00" if wrong else "0.8", lw=3 if wrong else 0.8)
        grid[row, 0].set_ylabel(name, rotation=0, ha="right", va="center")
        grid[row, 0].spines[:].set(color="black", lw=2)
    fig.suptitle("Query (black) and its eight nearest; a thick frame is another digit")
    plt.show()

# %% demo="retrieval in numbers"
@remember
def precision(stage, seed, k=10):
    """Per cent of the k nearest that are of the query's class, over 200 queries."""
    F, y = features("digits", stage), digits.target
    rows = np.random.default_rng(seed).permutation(len(F))[:200]
    return 100 * np.mean([y[nearest(F, i, k)] == y[i] for i in rows])

with needs(extract, nearest):
    retrieval = {stage: np.array([precision(stage, seed) for seed in range(5)]) for stage in stages}
    print("right among the ten nearest:", *[f"{name} {p.mean():.1f} ± {p.std():.1f} %  "
                                            for name, p in retrieval.items()])

# %% [markdown]
# Of the ten nearest, 96.1 % are right by pixels, 96.9 % by `c2`, 96.8 % by `c3`, and 93.3 % by the top stage. These scans are centred and of
# one size, so pixels are hard to beat; and again the top knows too much about letters.

# %% [markdown]
# ## 8. Choosing a body from a zoo
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

# %% exercise="zoo_facts"
def zoo_facts(table):
    """What batch normalization gains, and which model is best, by top-1 error.

    table: dict, name -> (top-1 error, top-5 error) in per cent.  A model may have a twin called "<name> with
    batch normalization"; its gain is how many points of top-1 error the twin has less.
    Returns {"bn_gain": dict, name of the plain model -> gain, for those with a twin, "best": name of the
    model with the lowest top-1 error}.
    """
    ### BEGIN SOLUTION
    twin = " with batch normalization"
    gains = {name: table[name][0] - table[name + twin][0] for name in table if name + twin in table}
    return {"bn_gain": gains, "best": min(table, key=lambda name: table[name][0])}
    ### END SOLUTION

# %% [markdown] hint="zoo_facts"
# An error should be low, an accuracy high: which way round must you subtract for a gain to be positive? For VGG-11 it is 1.36.

# %% check="zoo_facts" points=7
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
# ## 9. Claims, tested
# What lectures say about transfer, each against an experiment with five paired seeds (its code is folded away; click the bar). Most of the
# runs are those of sections 3 to 7. First the table's left column: similar target.

# %% demo="claims about a similar target"
claims = Claims("11_transfer_learning")
NOTES, EECS, SLIDES = "CS231n lecture 7, notes", "EECS 498 lecture 11, notes", "CS231n lecture 7, slides"
all_tools = replace_head, freeze, extract, linear_probe, finetune

def runs_of(way, target="digits", k=5):
    """Five seeds of one way."""
    return np.array([WAYS[way](target, k, seed) for seed in range(5)])

# %% demo="claims about a similar target, part 2"
with needs(*all_tools):
    test = claims.test("Little data, similar: a linear classifier on the top stage", f"{NOTES}; {EECS}")
    top, below, scratch = runs_of("probe fc"), runs_of("probe c3"), runs_of("from scratch")
    gain = top - scratch
    lower = f"{CONDITIONAL} 'top' is not taken literally: c3 gains {np.mean(below - scratch):.1f}"
    verdict = HOLDS if min(top - below) > 0 and gain.mean() > 0 else lower
    verdict = verdict if min(below - scratch) > 0 or gain.mean() > 0 else FAILS
    unit = f"points over scratch, k = 5, top stage (c3: {np.mean(below - scratch):+.1f})"
    test.measured(gain, unit, verdict)
    test = claims.test("Low stages are generic, high ones specific", SLIDES)
    rise, fall = below - np.array([probed("digits", 5, s, "c1") for s in range(5)]), below - top
    verdict = HOLDS if min(rise) > 0 and min(fall) > 0 else FAILS
    test.measured(fall, f"points from fc up to c3 (from c1 to c3: {rise.mean():.1f}), k = 5", verdict)

# %% demo="claims about a similar target, part 3"
with needs(*all_tools):
    test = claims.test("Lots of data, similar: fine-tune a few layers", f"{NOTES}; {EECS}")
    few, probe = runs_of("tune c3, fc", k=80), runs_of("probe fc", k=80)
    best = np.max([runs_of(way, k=80) for way in ("from scratch", "probe c3", "tune all, fast")], axis=0)
    lower = f"{CONDITIONAL} compared with the top probe: the best other way gains {np.mean(best - few):.1f} more"
    verdict = lower if np.mean(best - few) > 0.5 else HOLDS
    test.measured(few - probe, "points over the top probe, k = 80", verdict if min(few - probe) > 0 else FAILS)

# %% [markdown]
# How to fine-tune: head first, and a low rate.

# %% demo="claims about fine-tuning"
with needs(*all_tools):
    def gains_of(strategy, other):
        """Points of a strategy over another, by labels a class."""
        return {k: np.array([tuned("digits", k, seed, strategy) - tuned("digits", k, seed, other)
                             for seed in range(5)]) for k in (1, 5)}
    test = claims.test("Train the new head first, then everything", EECS)
    gains = gains_of("head, then all, fast", "all at once")
    either = f"{CONDITIONAL} labels are fewest: {gains[1].mean():+.1f} ± {gains[1].std():.1f} at k = 1"
    mixed = either if gains[1].mean() > gains[1].std() / 2 else FAILS
    test.measured(gains[5], "points over all at once, same rate, k = 5", HOLDS if min(gains[5]) > 0 else mixed)

# %% demo="claims about fine-tuning, part 2"
with needs(*all_tools):
    test = claims.test("Fine-tune at a tenth of the original rate", EECS)
    gains = gains_of("head, then all", "head, then all, fast")
    at_one = f"{gains[1].mean():+.1f} ± {gains[1].std():.1f} at k = 1"
    sure = ttest_1samp(gains[1], 0, alternative="greater").pvalue < 0.01
    mixed = f"{CONDITIONAL} labels are fewest: {at_one}" if sure else f"{FAILS}: {at_one}"
    test.measured(gains[5], "points of 0.0004 over 0.004, k = 5", HOLDS if min(gains[5]) > 0 else mixed)

# %% demo="claims about fine-tuning, part 3"
with needs(freeze):
    test = claims.test("requires_grad = False freezes a layer", "common belief")
    curves = np.array([drifting(seed, False) for seed in range(5)])
    lost = curves[:, 0] - curves[:, -1]
    batch_norm = f"{CONDITIONAL} it has no batch norm in training mode"
    test.measured(lost, "points of letters lost, no step taken", batch_norm if min(lost) > 0.5 else HOLDS)

# %% [markdown]
# The right column, where target and source differ, and two common beliefs.

# %% demo="claims about different targets"
with needs(*all_tools):
    test = claims.test("Little data, very different: in trouble; try other stages", f"{NOTES}; {EECS}")
    scratch, top, c3 = (runs_of(way, "textures") for way in ("from scratch", "probe fc", "probe c3"))
    unit = f"points of the top probe over scratch, k = 5 (c3: {np.mean(c3 - scratch):+.1f})"
    test.measured(top - scratch, unit, HOLDS if np.mean(top - scratch) < 0 and min(c3 - top) > 0 else FAILS)
    test = claims.test("Lots of data, very different: fine-tune more layers", f"{NOTES}; {EECS}")
    more = runs_of("tune all", "textures", 80) - runs_of("tune c3, fc", "textures", 80)
    fast = runs_of("tune all, fast", "textures", 80) - runs_of("from scratch", "textures", 80)
    useless = f"; over scratch, at the better rate, {fast.mean():+.1f} ± {fast.std():.1f}"
    unit = f"points over c3 and fc alone, k = 80{useless}"
    test.measured(more, unit, HOLDS if min(more) > 0 else FAILS)

# %% demo="claims about different targets, part 2"
with needs(*all_tools):
    test = claims.test("Starting from a trained body never hurts", "common belief")
    gain = runs_of("tune all", "dots") - runs_of("from scratch", "dots")
    verdict = HOLDS if min(gain) > 0 else (f"{FAILS}: negative transfer" if gain.mean() < -gain.std() else FAILS)
    test.measured(gain, "points over scratch, dots, k = 5, low rate", verdict)

# %% demo="claims about different targets, part 3"
with needs(extract, nearest):
    test = claims.test("Neighbours in feature space beat neighbours in pixels", f"{EECS}; common belief")
    rates = {stage: np.array([precision(stage, seed) for seed in range(5)]) for stage in ("pixels", "c3", "fc")}
    top, c3 = rates["fc"] - rates["pixels"], rates["c3"] - rates["pixels"]
    lower = f"{CONDITIONAL} a lower stage is used: c3 {c3.mean():+.1f} ± {c3.std():.1f}"
    verdict = HOLDS if min(top) > 0 else (lower if min(c3) > 0 else FAILS)
    test.measured(top, "points of precision, ten nearest, top stage", verdict)
claims

# %% [markdown]
# ### What you saw
# - A body trained on letters knows digits best just below its top: with five labels a class `c3` beats scratch, and the top stage does not.
# - Freezing is more than `requires_grad = False`: batch norms alone cost half of the reading, without one step.
# - Head first gained nothing that we could measure. A tenth of the rate is a safe start, and too careful when the target is strange.
# - Borrowing can harm (dots), and the famous table named the best of seven ways in none of its four cells. Probe several stages, tune at two
#   rates, and keep a run from scratch as control.

# %% [markdown]
# ## 10. When to use it, and what to read
# Nearly always: in vision and language, hardly anyone starts from random weights today. The order that costs least: extract features of two
# or three stages and probe them (minutes); then head first and everything after, at two or three rates; from scratch as the control that
# tells you whether borrowing helps at all. For very large bodies people freeze everything and train small additions instead, such as
# adapters and LoRA.
#
# *Further reading.* Yosinski et al., "How transferable are features in deep neural networks?" (2014): section 4, generic and specific
# layers, cut at every stage. Kumar et al., "Fine-Tuning can Distort Pretrained Features and Underperform Out-of-Distribution" (2022):
# section 3, why the head should come first. Kornblith, Shlens and Le, "Do Better ImageNet Models Transfer Better?" (2019).
#
# *Open question.* Similarity decides, and we judged it by eye. Can you predict the gain from unlabelled target images and the body alone,
# before you pay for labels? Your three targets and four stages are a place to start.

# %% [markdown]
# ## 11. On real data
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
        body = StagedCNN(5, width=8, side=14, generator=torch.Generator().manual_seed(0)).to(device)
        fit(body, *lower, 4e-3, 300, 0, size=64)
        runs = [real_transfer(body, target, test, s, device) for s in tqdm(range(5), desc="5 to 9", leave=False)]
        for name in runs[0]:
            values = np.array([run[name] for run in runs])
            print(f"{name:15s} {values.mean():.1f} ± {values.std():.1f} %")
    except Absent:
        print("MNIST is not on this machine, so this section is skipped.")
