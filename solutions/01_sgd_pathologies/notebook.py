# ---
# jupyter:
#   jupytext: {cell_metadata_filter: all}
#   kernelspec: {name: python3, display_name: Python 3 (ipykernel), language: python}
# ---

# %% [markdown]
# # Gradient descent and where it hurts
# Two lines of code train most of the world's neural networks: compute the slope, step against it. Here you break them on purpose, in four
# ways, each on a landscape small enough to understand. You leave knowing which of the famous complaints about gradient descent are true,
# and by how much.
#
# *You need*: notebook 00, eigenvalues of a symmetric matrix (in pictures: 00b).
# *You get*: `gd`, the four numbers that tell you how fast it can be, a test for saddles, and a measure of gradient noise.

# %%
import matplotlib.pyplot as plt
import numpy as np

from utils.checks import check, hint, needs, solution
from utils.claims import Claims, seeds
from utils.plotting import axes, plot_curves, plot_paths, plot_spread, plot_surface, style
from utils.predict import came, predict, predictions
from utils.schematics.landscapes import show_eigenvectors, show_stationary_points
from utils.shipped import Shipped  # brings results of experiments that take minutes
from utils.slider import slider_figure
from utils.surfaces import saddle, valley

# %% [markdown]
# ## 1. Where does downhill lead? (26 min)
# Below lies a valley, 100 times steeper across than along. Its lowest point is 10 to the right of the start, and descent takes 60 steps.

# %% predict="sixty steps in a valley"
predict("How far from the lowest point is it after 60 steps?",
        a="about 3", b="about 6", c="less than 1",
        guess="")

# %% demo="sixty steps in a valley"
steep = np.array([1.0, 100.0])                                     # curvature along and across
path = np.array([-10.0, 1.0]) * (1 - 0.019 * steep) ** np.arange(61)[:, None]
along, across = np.abs(np.diff(path, axis=0)).sum(axis=0)
title = "Sixty steps, most of the walking across, and not there yet"
ax = plot_paths(valley(kappa=100), {"gradient descent": path}, title)
ax.text(-10, -2.2, f"walked {across:.0f} across and {along:.1f} along, {-path[-1, 0]:.1f} to go", fontsize=9)
plt.show()
came("a")

# %% [markdown] seen="sixty steps in a valley"
# It walked 19 across to get 6.8 along, and each step along is shorter than the last.

# %% [markdown]
# To see why a valley is hard, take the simplest landscape that has a steep and a flat direction, a quadratic. From close by, nearly every
# smooth minimum has this shape:
#
# $$ f(x) = \tfrac12\, x^\top H x - b^\top x, \qquad \nabla f(x) = H x - b $$
#
# $H$ holds the curvatures, $b$ shifts the bottom to where $Hx = b$. The $\tfrac12$ is there so that the gradient needs no 2.

# %% [markdown]
# ### Exercise: a quadratic bowl and its gradient
# Return both, the value and the gradient.
#
# | | |
# |---|---|
# | `x`, `b` | float arrays of shape (n,) |
# | `H` | symmetric array of shape (n, n), its eigenvalues of any sign |
# | returns | `f`, a number, and `g`, a new array of shape (n,) |

# %% exercise="quadratic"
def quadratic(x, H, b):
    """Value and gradient of f(x) = 1/2 x'Hx - b'x.

    x, b: shape (n,).  H: symmetric, shape (n, n).
    Returns (f, g): a number, and a new array of shape (n,).
    """
    ### BEGIN SOLUTION
    Hx = H @ x
    return x @ Hx / 2 - b @ x, Hx - b
    ### END SOLUTION

# %% [markdown] hint="quadratic"
# Try $n = 1$ on paper: what are $f$ and its derivative for $H = 6$, $b = 2$? Which product of NumPy do the two parts share?
#
# ---
# Compute the product of $H$ and $x$ once. The gradient is that product minus $b$; the value is half of $x$ times the product, minus $b$
# times $x$.
#
# ---
# `Hx = H @ x`; then a pair: `x @ Hx` halved minus `b @ x`, and `Hx` minus `b`.

# %% check="quadratic" points=10
check(quadratic)

# %% [markdown]
# Now ask it for directions. From points all around one contour line the arrows go straight downhill. How many of them point at the minimum?

# %% demo="arrows downhill"
with needs(quadratic):
    H, turn = np.diag([1.0, 10.0]), np.linspace(0, 2 * np.pi, 33)[:-1]
    ring = np.stack([np.cos(turn) * 8, np.sin(turn) * 8 / np.sqrt(10)], axis=1)
    down = np.array([-quadratic(p, H, np.zeros(2))[1] for p in ring])
    down /= np.linalg.norm(down, axis=1, keepdims=True)
    cosine = np.sum(-ring * down, axis=1) / np.linalg.norm(ring, axis=1)
    ax = axes("Only on the axes does downhill point at the minimum", "$x_0$ (flat)", "$x_1$ (steeper)")
    ax.plot(*np.append(ring, ring[:1], axis=0).T, color="0.8")
    ax.quiver(*ring.T, *down.T, angles="xy", scale=18, width=0.004, color=style("gradient descent")["color"])
    ax.plot(0, 0, "*", color="0.4", markersize=12)
    ax.set(aspect="equal", ylim=(-3.6, 3.6))
    ax.text(0, -0.85, f"worst arrow: {np.degrees(np.arccos(cosine.min())):.0f}° off", ha="center")
    plt.show()

# %% [markdown]
# Four of 32, and the worst misses by 55°. In the first figure, where the ratio is 100 instead of 10, it would be 79°: almost sideways. Only
# in a round bowl is downhill the way to the bottom. That is the first complaint, and it is about the landscape, not about the method.

# %% [markdown]
# ### Exercise: gradient descent that remembers its path
# The method itself. Keep every point, the start included: all figures of this notebook are drawn from what you return.
#
# | | |
# |---|---|
# | `grad` | function from an array of shape (n,) to its gradient, shape (n,) |
# | `x0` | n numbers, an array or a list, perhaps ints; stays as it was |
# | `lr`, `steps` | `lr` > 0, `steps` >= 0 |
# | returns | float array of shape (steps + 1, n); row 0 is `x0` |

# %% exercise="gd"
def gd(grad, x0, lr, steps):
    """Gradient descent from x0: `steps` times x <- x - lr grad(x).

    grad: maps an array of shape (n,) to its gradient, shape (n,).
    x0: n numbers, perhaps ints.  lr > 0, steps >= 0.
    Returns the trajectory, floats of shape (steps + 1, n); row 0 is x0.
    """
    ### BEGIN SOLUTION
    traj = np.empty((steps + 1, len(x0)))
    traj[0] = x0
    for t in range(steps):
        traj[t + 1] = traj[t] - lr * grad(traj[t])
    return traj
    ### END SOLUTION

# %% [markdown] hint="gd"
# Three steps make how many points? And if you append the same array over and over while changing it in place, what do you find in the list?
#
# ---
# Make a float array with one row more than there are steps, and put `x0` into row 0. Then fill row after row from the one before.
#
# ---
# ```python
# traj = np.empty((..., len(x0)))
# traj[0] = ...
# for t in range(steps):
#     traj[t + 1] = ...  # from traj[t] and grad(traj[t])
# ```

# %% check="gd" points=10
check(gd)

# %% [markdown]
# Now use your `gd`, with three learning rates in one valley. It is 20 times steeper across than along, and each run has 40 steps.

# %% predict="the largest rate that arrives"
predict("Which is the largest rate that still arrives?",
        a="0.02", b="0.095", c="0.1015",
        guess="")

# %% demo="three learning rates in one valley"
with needs(gd):
    bowl = valley(kappa=20)
    runs = {lr: gd(bowl.grad, [-10, 1], lr, 40) for lr in (0.02, 0.095, 0.1015)}
    fig, panels = plt.subplots(3, 1, figsize=(6.4, 6.2), sharex=True, sharey=True, layout="constrained")
    fig.suptitle("One learning rate serves two directions: creep, bounce, or leave")
    for ax, (lr, run) in zip(panels, runs.items(), strict=True):
        plot_paths(bowl, {f"gradient descent, lr = {lr:g}": run}, "", ax)
        ax.set_ylabel("$w_1$ (steep)")
    panels[-1].set_xlabel("$w_0$ (flat), 40 steps each")
    plt.show()
    came("b")

# %% [markdown] seen="the largest rate that arrives"
# The last two rates differ by seven per cent. Just below 0.1 the path reaches the bottom; just above, each bounce is wider than the one
# before.

# %% [markdown]
# Where exactly is the border between arriving and leaving? Drag the slider, or press the arrow keys on it, and look for it.

# %% demo="the valley, with a slider for the learning rate"
def forty_steps(lr):
    ax = axes("", "$w_0$ (flat)", "$w_1$ (steep), 40 steps")
    plot_surface(valley(kappa=20), ax, levels=6)
    path = gd(valley(kappa=20).grad, [-10, 1], lr, 40)
    ax.plot(*path.T, marker=".", markersize=5, **style("gradient descent"))
    ax.set_title(f"lr = {lr:g}: {np.linalg.norm(path[-1]):.2g} from the minimum after 40 steps")

with needs(gd):
    rates = [0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.09, 0.095, 0.099, 0.1, 0.101, 0.105]
    slider_figure(forty_steps, rates, "lr", start=3).show()

# %% [markdown]
# ## 2. The steep direction sets the speed limit, the flat one pays (27 min)
# In a quadratic the eigendirections of $H$ do not interact. Along the one with eigenvalue $\lambda$, a step multiplies the distance to the
# bottom by
#
# $$ 1 - \alpha \lambda $$
#
# with $\alpha$ the learning rate. Between $-1$ and $1$ it shrinks; below 0 it changes sides, which is the zigzag; below $-1$ it grows. The
# slowest direction decides: the *rate* is the largest $|1 - \alpha\lambda|$ over all eigenvalues, and only the extremes can be it.

# %% demo="what a matrix does to arrows"
show_eigenvectors()

# %% [markdown]
# ### Exercise: four facts from the eigenvalues
# With $\lambda_{\min}$ and $\lambda_{\max}$ the extreme eigenvalues, the condition number is $\kappa = \lambda_{\max} / \lambda_{\min}$;
# descent converges for $\alpha < 2/\lambda_{\max}$; it is fastest where both extremes shrink equally, at $\alpha = 2/(\lambda_{\min} +
# \lambda_{\max})$, and its rate there is $(\kappa - 1)/(\kappa + 1)$.
#
# | | |
# |---|---|
# | `H` | symmetric positive definite array of shape (n, n); where it is not both, raise `ValueError` |
# | returns | a dict of four numbers: `kappa`, `lr_max` (upper limit), `lr_opt` (fastest), `rate` (per step, at `lr_opt`) |

# %% exercise="lr_facts"
def lr_facts(H):
    """What the eigenvalues of H say about the learning rate.

    H: symmetric positive definite, shape (n, n), else ValueError.
    Returns a dict of four numbers: kappa, lr_max (upper limit),
    lr_opt (fastest), rate (per step, at lr_opt).
    """
    ### BEGIN SOLUTION
    H = np.asarray(H, dtype=float)
    if not np.allclose(H, H.T):
        raise ValueError("H must be symmetric")
    eigenvalues = np.linalg.eigvalsh(H)
    low, high = eigenvalues[0], eigenvalues[-1]
    if low <= 0:
        raise ValueError("H must be positive definite")
    rate = (high - low) / (high + low)
    return {"kappa": high / low, "lr_max": 2 / high, "lr_opt": 2 / (low + high), "rate": rate}
    ### END SOLUTION

# %% [markdown] hint="lr_facts"
# NumPy has a function for the eigenvalues of *symmetric* matrices, sorted. Does it notice when yours is not symmetric? Which two does
# each fact need?
#
# ---
# Test the symmetry first, with a tolerance. Then compute the eigenvalues, test the smallest one, and work out the four facts from the
# smallest and the largest.
#
# ---
# `np.allclose(H, H.T)` for the test and `np.linalg.eigvalsh(H)` for the eigenvalues:
#
# ```python
# low, high = ...  # the first and the last
# if low <= 0: raise ...
# return {"kappa": high / low, "lr_max": ..., "lr_opt": ..., "rate": ...}
# ```

# %% check="lr_facts" points=15
check(lr_facts)

# %% [markdown]
# Each direction gives a V over the learning rate. The rate is the upper of the two, so the best you can do is where they cross. How far
# below 1 is that crossing, and what happens to it when the steep side gets steeper?

# %% demo="where the two meet"
with needs(lr_facts):
    facts, lr = lr_facts(np.diag([1.0, 10.0])), np.linspace(0, 0.22, 300)
    ax = axes("The best learning rate is a compromise of two directions", "learning rate", "factor per step")
    for index, (curvature, name) in enumerate([(1.0, "flat"), (10.0, "steep")]):
        ax.plot(lr, abs(1 - lr * curvature), label=f"{name} direction, λ = {curvature:g}", **style("", index))
    worse = np.maximum(abs(1 - lr), abs(1 - 10 * lr))
    ax.plot(lr, worse, color="0.8", linewidth=7, zorder=0, label="the rate: the worse of the two")
    ax.plot(facts["lr_opt"], facts["rate"], "o", color="0.2")
    ax.text(facts["lr_opt"], facts["rate"] + 0.08, f"lr_opt: {facts['rate']:.2f}", ha="right")
    ax.axvspan(facts["lr_max"], 0.22, color="0.92")
    ax.text(0.201, 0.3, "diverges", rotation=90)
    ax.set(xlim=(0, 0.22), ylim=(-0.02, 1.4))
    ax.legend(loc="upper left", fontsize=8)
    plt.show()

# %% [markdown]
# At $\kappa = 10$ each step leaves 82 % of the distance, and that is the *best* case. Now count steps, at the best learning rate each time,
# until a millionth of the distance is left.

# %% predict="steps and the condition number"
predict("κ goes from 10 to 100 to 1000. How does the number of steps grow "
        "each time?",
        a="by a constant number", b="about 3 times", c="about 10 times",
        guess="")

# %% demo="helper to count steps"
def steps_needed(curvatures, lr, start, goal=1e-6):
    """First step at which `gd` on the bowl diag(curvatures) has come within `goal` of its start distance."""
    rate = np.max(np.abs(1 - lr * curvatures))
    enough = int(np.log(goal) / np.log(rate)) + 3
    distance = np.linalg.norm(gd(lambda x: curvatures * x, start, lr, enough), axis=1)
    return int(np.argmax(distance <= goal * distance[0]))

# %% demo="steps over the condition number"
with needs(gd, lr_facts):
    runs = {}
    for kappa in (10, 100, 1000):
        curvatures = np.array([1.0, kappa])
        lr = lr_facts(np.diag(curvatures))["lr_opt"]
        count = steps_needed(curvatures, lr, [1.0, 1.0])
        path = gd(lambda x, c=curvatures: c * x, [1.0, 1.0], lr, count)
        runs[f"κ = {kappa}: {count} steps"] = np.linalg.norm(path, axis=1) / np.sqrt(2)
    title = "Ten times the condition number, ten times the steps"
    ax = plot_curves(runs, title, "step", "distance to the bottom, first = 1", log="xy")
    ax.set(xlim=(1, None), ylim=(5e-7, 2))
    plt.show()
    came("c")

# %% [markdown] seen="steps and the condition number"
# 69, 691, 6908: the number of steps is about $6.9\,\kappa$, since $\ln 10^6 = 13.8$ and each step gains about $2/\kappa$. The positive
# curvatures of a trained network span five orders of magnitude (Ghorbani and others, 2019), so this is the complaint that costs money.

# %% [markdown]
# Is the zigzag to blame for slow descent? To find out, count it.

# %% [markdown]
# ### Exercise: count the bounces
# A bounce is a change of sign between one displacement and the next, in one coordinate. A zero step in that coordinate neither counts as a
# bounce nor interrupts one: drop it before you compare.
#
# | | |
# |---|---|
# | `traj` | array of shape (steps + 1, n), one point a row |
# | `axis` | which coordinate, 0 to n - 1 |
# | returns | an int; displacements of zero drop out first |

# %% exercise="sign_flips"
def sign_flips(traj, axis):
    """How often the displacement along one coordinate changes sign.

    traj: shape (steps + 1, n), one point a row.  axis: 0 to n - 1.
    Zero displacements drop out first.  Returns an int.
    """
    ### BEGIN SOLUTION
    moves = np.diff(traj[:, axis])
    signs = np.sign(moves[moves != 0])
    return int(np.sum(signs[1:] != signs[:-1]))
    ### END SOLUTION

# %% [markdown] hint="sign_flips"
# Positions 3, 5, 4, 4, 2: displacements +2, -1, 0, -2. How many changes of direction do you see? One array gives the displacements; which
# neighbours do you compare?
#
# ---
# Take the column, then its differences from row to row. Drop the zeros, keep the signs, and count the neighbours that are not equal.
#
# ---
# `np.diff` gives the displacements `moves`, `np.sign(moves[moves != 0])` the signs. Compare `signs[1:]` with `signs[:-1]` and add up.

# %% check="sign_flips" points=10
check(sign_flips)

# %% [markdown]
# Next, count the bounces and the steps to a millionth at 60 learning rates below the limit, for κ = 20.

# %% predict="bounces and steps"
predict("Rates at which descent bounces need, against those at which it "
        "doesn't,",
        a="fewer steps", b="about as many steps", c="more steps",
        guess="")

# %% demo="bounces against steps"
with needs(gd, sign_flips):
    curvatures = np.array([1.0, 20.0])
    lrs = np.linspace(0.02, 0.0995, 60)
    flips = [sign_flips(gd(lambda x: curvatures * x, [1.0, 1.0], lr, 100), axis=1) for lr in lrs]
    counts = [steps_needed(curvatures, lr, [1.0, 1.0]) for lr in lrs]
    ax = axes("The bouncing rates are the fast ones", "learning rate (κ = 20)", "bounces in 100 steps")
    ax.plot(lrs, flips, label="bounces across (left axis)", **style("", 0))
    right = ax.twinx()
    right.plot(lrs, counts, label="steps to a millionth (right axis)", **style("", 1))
    right.set(ylabel="steps", ylim=(0, 1400))
    ax.legend(handles=[*ax.lines, *right.lines], loc="center", bbox_to_anchor=(0.68, 0.6), fontsize=8)
    plt.show()
    came("a")

# %% [markdown] seen="bounces and steps"
# If bouncing were the trouble, both curves would rise together. But above $1/\lambda_{\max} = 0.05$ every step bounces, and those runs are
# *quicker*, until close to the limit. The zigzag is a symptom; the cause is κ. Notebook 02 gives descent a memory: it will go on bouncing,
# and cross the same valley in a fraction of the steps.

# %% [markdown]
# ## 3. Where the slope is zero (17 min)
# Descent has nothing to follow where the gradient vanishes. Is that place a bottom? The gradient can't tell, the curvatures can: if they
# are all positive it is a minimum, all negative a maximum, some of each a *saddle*. If none contradicts another but one is zero, second
# derivatives don't decide, and the point is called *degenerate*. (Others call every point with a zero curvature degenerate.)

# %% demo="four landscapes that are level in one point"
show_stationary_points()

# %% [markdown]
# ### Exercise: name the critical point
# Computed eigenvalues are hardly ever exactly zero, so one counts as positive only above `tol` and as negative only below `-tol`.
#
# | | |
# |---|---|
# | `H` | symmetric array of shape (n, n) |
# | `tol` >= 0 | an eigenvalue within [-tol, tol] counts as zero |
# | `'saddle'` | some eigenvalues are positive and some negative, whatever the others are |
# | `'degenerate'` | otherwise, if any is zero |
# | `'min'`, `'max'` | otherwise |

# %% exercise="classify"
def classify(H, tol=1e-8):
    """What kind of critical point has the Hessian H.

    H: symmetric, shape (n, n).  Eigenvalues in [-tol, tol] are zero.
    Returns 'saddle' if some are positive and some negative; else
    'degenerate' if any is zero; else 'min' or 'max'.
    """
    ### BEGIN SOLUTION
    eigenvalues = np.linalg.eigvalsh(H)
    up, down = eigenvalues > tol, eigenvalues < -tol
    if up.any() and down.any():
        return "saddle"
    if not (up | down).all():
        return "degenerate"
    return "min" if up.all() else "max"
    ### END SOLUTION

# %% [markdown] hint="classify"
# Two curvatures of -1: what is the sign of their product? And a matrix with ones on its diagonal can still be a saddle: which entries do
# that?
#
# ---
# Compute the eigenvalues. For each, note whether it is up (above `tol`) or down (below `-tol`). Then ask in the order of the table: both
# kinds there? Any that is neither? All up?
#
# ---
# `up, down = eigenvalues > tol, eigenvalues < -tol`. The three questions are about `up.any()`, `down.any()`, `(up | down).all()` and
# `up.all()`.

# %% check="classify" points=15
check(classify)

# %% [markdown]
# Your names under four landscapes, each level at its centre. Which of them would hold a ball?

# %% demo="four critical points"
with needs(classify):
    a, b = np.meshgrid(np.linspace(-1, 1, 81), np.linspace(-1, 1, 81))
    names = "$x^2+y^2$", "$-x^2-y^2$", "$x^2+y^2+3xy$", "$x^2-y^3$"
    heights = a**2 + b**2, -(a**2) - b**2, a**2 + b**2 + 3 * a * b, a**2 - b**3
    hessians = [[2, 0], [0, 2]], [[-2, 0], [0, -2]], [[2, 3], [3, 2]], [[2, 0], [0, 0]]
    kinds = [classify(np.array(H, dtype=float)) for H in hessians]
    fig, panels = plt.subplots(1, 4, figsize=(9.5, 3.3), sharey=True, layout="constrained")
    fig.suptitle("Level at the centre, four different fates (blue and dashed: lower than there)")
    for ax, z, name, kind in zip(panels, heights, names, kinds, strict=True):
        root, levels = np.sign(z) * np.sqrt(np.abs(z)), np.linspace(-1.5, 1.5, 13)    # so that small heights show
        ax.contourf(a, b, root, levels=levels, cmap="RdBu_r", alpha=0.8, extend="both")
        ax.contour(a, b, root, levels=levels, colors="0.3", linewidths=0.5)
        ax.plot(0, 0, "o", color="0.1")
        ax.set(title=f"{name}\n{kind}", xlabel="$x$", aspect="equal")
    panels[0].set_ylabel("$y$")
    plt.show()

# %% [markdown]
# The third has a positive diagonal and is a saddle all the same; the fourth is level to second order and still leads down.

# %% [markdown]
# "At a saddle the gradient is zero, so descent gets stuck." Test it. The surface below has a ridge along $y = 0$ with a saddle in the
# middle. Descent starts almost on the ridge: $y_0$ is a hundredth, then a hundred times less, and so on. The loss first stays on a
# plateau.

# %% predict="the plateau at a saddle"
predict("Start a hundred times closer to the ridge: how does the plateau "
        "grow?",
        a="to 100 times its length", b="to twice its length",
        c="by the same number of steps each time",
        guess="")

# %% demo="plateaus"
with needs(gd):
    surface = saddle()
    paths = {k: gd(surface.grad, [1, 10.0**k], 0.05, 450) for k in (-2, -4, -6, -8)}
    runs = {f"$y_0 = 10^{{{k}}}$": surface.f(path.T) for k, path in paths.items()}
    plot_curves(runs, "It does not get stuck; it waits", "step", "loss", log="")
    plt.show()
    came("c")

# %% [markdown] seen="the plateau at a saddle"
# The plateaus grow by the *same* 94 or 95 steps each time. Near the saddle the slope across the ridge is $-y$, so every step multiplies
# $y$ by $1 + \alpha$: growth like compound interest. Leaving takes
#
# $$ t \approx \frac{\ln(0.5 / y_0)}{\ln(1 + \alpha)} $$
#
# steps until $|y| > 0.5$. A logarithm: cheap.

# %% [markdown]
# At a *degenerate* point the slope across vanishes faster than the distance. Watch one beside the saddle, both descending in $y$ alone.

# %% demo="helper to time an escape"
def leaving(slope, y0, lr=0.05, steps=25_000):
    """First step at which descent in one coordinate has |y| > 0.5; nan if never."""
    away = np.abs(gd(slope, [y0], lr, steps)[:, 0]) > 0.5
    return int(np.argmax(away)) if away.any() else np.nan


def flat_spot(y):
    """Slope of -y³/3, held constant beyond y = 1."""
    return -np.minimum(y, 1) ** 2

# %% demo="leaving a saddle and a flat spot"
with needs(gd):
    starts = 10.0 ** -np.arange(1, 9)
    at_saddle = [leaving(lambda y: y**3 - y, y0, steps=500) for y0 in starts]
    at_flat = [leaving(flat_spot, y0) for y0 in starts[:3]]
    title = "A saddle costs a logarithm, a flat spot costs a power"
    ax = axes(title, "start distance $y_0$", "steps to leave")
    ax.loglog(starts, at_saddle, "o", color="#0072B2", label="saddle, curvature -1")
    formula = np.log(0.5 / starts) / np.log(1.05)
    ax.loglog(starts, formula, "--", color="#0072B2", label=r"$\ln(0.5/y_0)/\ln(1+\alpha)$")
    ax.loglog(starts[:3], at_flat, "s", color="#D55E00", label="flat spot, $-y^3/3$")
    ax.loglog(starts[:4], 1 / (0.05 * starts[:4]), ":", color="#D55E00", label=r"$1/(\alpha y_0)$")
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# From $10^{-8}$ away the saddle holds descent for 367 steps (formula: 363). The flat spot holds it for over 19 000 already at $10^{-3}$.
# So plateaus hurt; saddles with a real downward curvature hardly do, and momentum (notebook 02) leaves them sooner still.
#
# From $y_0 = 0$ exactly descent never leaves. Who starts exactly there? Everyone who initialises a network with zeros: it is the one case
# that matters.

# %% [markdown]
# ## 4. How rare is a minimum? (13 min, further)
# In one dimension half of all critical points are minima. A network has millions of dimensions, and a minimum needs *every* curvature
# positive. Toss a coin per direction and it is $2^{-n}$. The curvatures of one matrix are not independent coins, though: they repel each
# other. Draw random matrices and see.

# %% [markdown]
# ### Exercise: the share of saddles among random Hessians
# Fill $A$ with independent standard normal numbers and make it symmetric: $H = (A + A^\top)/2$.
#
# | | |
# |---|---|
# | `n`, `trials` | ints >= 1; each of the `trials` matrices is new and has shape (n, n) |
# | `rng` | NumPy Generator, the only source of randomness |
# | returns | a float in [0, 1]: the share of matrices with eigenvalues of both signs |

# %% exercise="saddle_fraction"
def saddle_fraction(n, trials, rng):
    """Share of random Hessians that have eigenvalues of both signs.

    n, trials: ints >= 1; each trial draws a new matrix, (n, n).
    rng: numpy Generator.  Returns a float in [0, 1].
    """
    ### BEGIN SOLUTION
    A = rng.standard_normal((trials, n, n))
    eigenvalues = np.linalg.eigvalsh((A + A.transpose(0, 2, 1)) / 2)
    return float(np.mean((eigenvalues[:, 0] < 0) & (eigenvalues[:, -1] > 0)))
    ### END SOLUTION

# %% [markdown] hint="saddle_fraction"
# What must it be for $n = 1$? A matrix with all eigenvalues negative is a maximum: on which side do you count it?
#
# ---
# Draw all matrices at once, with the trial as the first axis, and make each one symmetric. `eigvalsh` takes the whole stack and sorts each
# matrix's eigenvalues. Count those with the first negative and the last positive.
#
# ---
# ```python
# A = rng.standard_normal(...)
# eigenvalues = np.linalg.eigvalsh(...)  # A.transpose(0, 2, 1) turns each matrix over
# return float(np.mean(...))  # eigenvalues[:, 0] is the smallest of each
# ```

# %% check="saddle_fraction" points=15
check(saddle_fraction)

# %% [markdown]
# By symmetry minima and maxima are equally likely, so P(minimum) is half of what the saddles leave. The dotted line is $2^{-n}$, the
# circles are known values, the crosses are yours.

# %% predict="repulsion and minima"
predict("Curvatures repel each other. Against 1 in 2ⁿ, minima are then",
        a="more common", b="rarer", c="equally common",
        guess="")

# %% demo="minima against dimension"
exact = [1 / 2, (2 - np.sqrt(2)) / 4, 1 / 4 - np.sqrt(2) / (2 * np.pi), 0.0025, 0.00014]
with needs(saddle_fraction):
    n, rng = np.arange(1, 6), np.random.default_rng(0)
    share = [(1 - saddle_fraction(int(k), 50_000, rng)) / 2 for k in n]
    title = "Five dimensions, and a random minimum is one in 7000"
    ax = axes(title, "dimension $n$", "P(all curvatures positive)")
    ax.semilogy(n, 0.5**n, ":", color="0.4", label=r"independent coins, $2^{-n}$")
    ax.semilogy(n, exact, "o", markersize=11, markerfacecolor="none", color="0.2", label="known values")
    ax.semilogy(n, share, "x", color="#D55E00", label="yours, 50 000 matrices each")
    ax.set(xticks=n)
    ax.legend(fontsize=8)
    plt.show()
    came("b")

# %% [markdown] seen="repulsion and minima"
# Rarer: eigenvalues that repel spread out, and one of them crosses zero. The known values are $\frac12$, $\frac{2-\sqrt2}{4}$,
# $\frac14 - \frac{\sqrt2}{2\pi}$ and, computed, 0.0025 and 0.00014.

# %% [markdown]
# A random matrix hardly ever has only positive eigenvalues: that is the whole argument behind "in high dimension almost all critical points
# are saddles". It is true *of random matrices*. Is a landscape's Hessian one?
#
# A fairer test is a random smooth landscape, a sum of 200 waves. Newton's method (notebook 05) can find its critical points. Which ones
# are minima?

# %% demo="helper random landscape"
def critical_points(d, rng, waves=200, starts=150):
    """Critical points of a random sum of waves in d dimensions: share of negative curvatures, and height."""
    W, phase = rng.standard_normal((waves, d)), rng.uniform(0, 2 * np.pi, waves)
    x = rng.uniform(-4, 4, (starts, d))
    for _ in range(61):
        angle = x @ W.T + phase
        g, H = -np.sin(angle) @ W, -np.einsum("sm,mij->sij", np.cos(angle), np.einsum("mi,mj->mij", W, W))
        step = np.linalg.solve(H + 1e-9 * np.eye(d), g[..., None])[..., 0]
        x = x - step * np.minimum(1, 0.3 / np.maximum(np.linalg.norm(step, axis=1, keepdims=True), 1e-12))
    found = np.flatnonzero(np.linalg.norm(g, axis=1) < 1e-7)
    one_each = found[np.unique(np.round(x[found], 4), axis=0, return_index=True)[1]]
    height = np.cos(angle[one_each]).sum(axis=1) * np.sqrt(2 / waves)
    return np.mean(np.linalg.eigvalsh(H[one_each]) < 0, axis=1), height

# %% demo="height and kind"
fig, panels = plt.subplots(1, 2, figsize=(8.4, 3.4), sharey=True, layout="constrained")
fig.suptitle("Minima live low down; saddles fill the middle")
for ax, d in zip(panels, (2, 5), strict=True):
    five = [critical_points(d, np.random.default_rng(seed)) for seed in range(5)]
    index, height = np.concatenate(five, axis=1)
    saddles = (index > 0) & (index < 1)
    groups = [("minimum", index == 0, "v"), ("saddle", saddles, "x"), ("maximum", index == 1, "^")]
    for (name, which, look), color in zip(groups, ("#0072B2", "0.5", "#D55E00"), strict=True):
        spread = index[which] * d + 0.05 * np.sin(99 * height[which])
        ax.plot(height[which], spread, look, color=color, markersize=4, label=f"{name}: {which.mean():.0%}")
    ax.set(title=f"{d} dimensions, {len(index)} critical points", xlabel="height (standard deviations)")
    ax.legend(fontsize=8, loc="upper left")
panels[0].set(ylabel="directions that lead down", yticks=range(6))
plt.show()

# %% [markdown]
# Both halves of the story are here. Saddles do take over as the dimension grows. But kind and height go together: low down, where
# training ends, the curvatures lean positive, and a random matrix knows nothing of height (Bray & Dean, 2007,
# [arXiv:cond-mat/0611023](https://arxiv.org/abs/cond-mat/0611023)). (Newton's starts don't find all critical points equally often, so read
# the percentages as rough.)

# %% [markdown]
# ## 5. Slopes from a handful of examples (24 min)
# A real loss is a mean over $N$ examples, and a step that reads them all is expensive. Read $B$ of them instead. For least squares,
#
# $$ f(w) = \frac{1}{2B} \sum_{i \in \text{batch}} (x_i \cdot w - y_i)^2 $$
#
# the mean of such gradients over all possible batches is the full gradient: right on average, wrong every single time. By how much?

# %% [markdown]
# ### Exercise: the gradient of a minibatch
# Differentiate $f$ with respect to $w$. `idx` says which rows to use. A row may come twice, and then it counts twice.
#
# | | |
# |---|---|
# | `X`, `y`, `w` | arrays of shapes (N, d), (N,) and (d,) |
# | `idx` | B row numbers, an array or a list, perhaps repeated |
# | returns | the gradient with respect to `w`, an array of shape (d,) |

# %% exercise="minibatch_grad"
def minibatch_grad(X, y, w, idx):
    """Gradient of the loss over the rows of X and y that idx names.

    X: (N, d).  y: (N,).  w: (d,).  idx: B row numbers.
    Returns an array of shape (d,).
    """
    ### BEGIN SOLUTION
    rows = X[idx]
    return rows.T @ (rows @ w - y[idx]) / len(idx)
    ### END SOLUTION

# %% [markdown] hint="minibatch_grad"
# Derive it for one example first: what is the derivative of $\frac12 (x \cdot w - y)^2$ with respect to $w$? Then: a mean over what, $B$
# or $N$?
#
# ---
# Pick the rows and their targets. The errors are predictions minus targets; each row counts with its error, and the mean goes over the
# batch.
#
# ---
# With `rows = X[idx]` the errors are `rows @ w - y[idx]`. One more matrix product with `rows.T` adds up error times row; then divide.

# %% check="minibatch_grad" points=10
check(minibatch_grad)

# %% [markdown]
# ### Exercise: a ruler for gradient noise
# Draw many batches and look at the cloud of their gradients. Return its total variance, the trace of the covariance matrix: the sum over
# coordinates of each one's variance. It equals the mean squared distance from the centre of the cloud.
#
# | | |
# |---|---|
# | `X`, `y`, `w` | as above |
# | `B`, `reps` >= 2 | batch size, and number of batches; rows are drawn uniformly *with* replacement |
# | `rng` | NumPy Generator |
# | returns | a float; dividing by `reps` and by `reps - 1` are both right |

# %% exercise="grad_noise"
def grad_noise(X, y, w, B, reps, rng):
    """Trace of the covariance matrix of minibatch gradients.

    X: (N, d).  y: (N,).  w: (d,).  B: batch size.  reps: batches.
    Rows are drawn with replacement.  Returns a float.
    """
    ### BEGIN SOLUTION
    batches = [rng.integers(0, len(y), B) for _ in range(reps)]
    grads = np.array([minibatch_grad(X, y, w, idx) for idx in batches])
    return float(np.sum(np.var(grads, axis=0)))
    ### END SOLUTION

# %% [markdown] hint="grad_noise"
# Stack the gradients as rows. Along which axis do you take the variance, and what do you do with the numbers that come out?
#
# ---
# Draw the row numbers of each batch from the `rng`, compute its gradient with `minibatch_grad`, and stack the gradients. Then take the
# variance of each coordinate and add the variances up.
#
# ---
# `rng.integers(0, len(y), B)` draws one batch. Put `reps` gradients into one array `grads`, and combine `np.var(grads, axis=...)` with
# `np.sum`.

# %% check="grad_noise" points=15
check(grad_noise)

# %% [markdown]
# Now on real data: 1797 scanned digits of 8 x 8 pixels, target +1 for odd and -1 for even. To halve the *typical error* of your gradient,
# how many times more examples do you have to read?

# %% demo="digits" open=true
from utils.data import load_digits

digits = load_digits()
X = np.c_[digits.data / 16, np.ones(len(digits.data))]             # 64 pixels in [0, 1], and a constant
y = 2.0 * (digits.target % 2) - 1
sizes = 2 ** np.arange(11)                                         # batches of 1, 2, 4, ..., 1024

# %% demo="noise over batch size"
with needs(minibatch_grad, grad_noise):
    rng = np.random.default_rng(0)
    trace = np.array([grad_noise(X, y, np.zeros(65), int(B), 200, rng) for B in sizes])
    slopes = [np.polyfit(np.log(sizes), np.log(v), 1)[0] for v in (trace, np.sqrt(trace))]
    ax = axes("Half the error costs four times the work", "batch size $B$ (examples)", "gradient noise")
    ax.loglog(sizes, trace, "s", color="#D55E00", label=f"trace of the covariance: slope {slopes[0]:.2f}")
    root = f"its root, the typical error: slope {slopes[1]:.2f}"
    ax.loglog(sizes, np.sqrt(trace), "o", color="#0072B2", label=root)
    ax.loglog(sizes, trace[0] / sizes, ":", color="#D55E00", label="$1/B$")
    ax.loglog(sizes, np.sqrt(trace[0] / sizes), ":", color="#0072B2", label=r"$1/\sqrt{B}$")
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# Four times: the variance falls as $1/B$, the error as $1/\sqrt B$. From 32 examples to 1024 you pay for 32 times as many and gain a
# factor of 5.7. On hardware that works in parallel the larger batch may take no longer; even so, what it buys shrinks.
#
# How bad is an error? That depends on what it drowns. Compare it with the length of the true gradient, at the start and after 2000 steps.

# %% demo="signal and noise"
with needs(gd, minibatch_grad, grad_noise):
    everything, rng = np.arange(len(y)), np.random.default_rng(1)
    path = gd(lambda w: minibatch_grad(X, y, w, everything), np.zeros(65), 0.05, 2000)
    signal = [np.linalg.norm(minibatch_grad(X, y, path[t], everything)) for t in (0, 2000)]
    error = [np.sqrt([grad_noise(X, y, path[t], int(B), 100, rng) for B in sizes]) for t in (0, 2000)]
    title = "On the way down the signal fades faster than the noise"
    ax = axes(title, "batch size $B$ (examples)", "error / true gradient")
    for index, name in enumerate(["at the start", "after 2000 full steps"]):
        ax.loglog(sizes, error[index] / signal[index], marker="o", label=name, **style("", index))
    ax.axhline(1, color="0.7", linewidth=1)
    ax.text(1, 1.1, "noise as long as the gradient", fontsize=8, color="0.3")
    ax.legend(fontsize=8)
    plt.show()
    print(f"length of the true gradient: {signal[0]:.3f}, then {signal[1]:.3f}")
    print(f"error of one example's gradient: {error[0][0]:.1f}, then {error[1][0]:.1f}")

# %% [markdown]
# Late in training even a thousand examples give a direction that is mostly noise: the path hovers instead of arriving. Schedules
# (notebook 04) deal with that. Where a curve crosses 1 is the *gradient noise scale*, tr Σ / |g|² examples (McCandlish and others, 2018):
# batches far above it waste examples, batches far below it waste steps.

# %% [markdown]
# But noise has a use. Put descent *exactly* on the ridge of section 3, where it never leaves, and add a little noise to the gradient.

# %% demo="noisy, in code" open=true
def noisy(sigma, seed):
    """The saddle's gradient plus Gaussian noise."""
    rng = np.random.default_rng(seed)
    return lambda w: saddle().grad(w) + sigma * rng.standard_normal(2)

# %% demo="noise on the ridge"
with needs(gd):
    paths = {"gradient descent": gd(saddle().grad, [1, 0], 0.05, 250)}
    paths |= {f"SGD, noise 0.01, seed {s}": gd(noisy(0.01, s), [1, 0], 0.05, 250) for s in (0, 1)}
    fig, ax = plt.subplots(figsize=(6, 4.6), layout="constrained")
    plot_paths(saddle(), paths, "Without noise the ridge ends at the saddle; with it, in a valley", ax)
    ax.plot(0, -1, "*", color="0.4", markersize=12)        # `plot_surface` marks one of the two minima
    ax.lines[1].set(linewidth=5, alpha=0.4)                 # or the other two paths would cover it
    ax.plot(*paths["gradient descent"][-1], "s", color="0.1", markersize=9)
    for line, color in zip(ax.lines[3:7:2], ("#0072B2", "#D55E00"), strict=True):
        line.set(color=color)
    ax.legend(fontsize=8)
    ax.set(xlabel="$x$", ylabel="$y$")
    plt.show()

# %% [markdown]
# Noise found the way down. How strong must it be? Now σ goes from 0.1 down to 0.0001.

# %% predict="a thousand times less noise"
predict("With a thousand times less noise, leaving takes",
        a="less than 3 times as long", b="about 30 times as long",
        c="about 1000 times as long",
        guess="")

# %% demo="escape time over noise"
with needs(gd):
    sigmas = np.array([1e-4, 1e-3, 1e-2, 1e-1])
    far = np.array([[np.abs(gd(noisy(s, k), [1, 0], 0.05, 400)[:, 1]) > 0.5 for s in sigmas] for k in range(20)])
    waits = np.where(far.any(axis=2), np.argmax(far, axis=2), np.nan)
    title = "A thousand times less noise: not even three times the wait"
    labels = ("noise in the gradient, σ", "steps to leave")
    ax = plot_spread(sigmas, {"SGD from the ridge, 20 seeds": waits}, title, labels)
    ax.set(xscale="log", ylim=(0, None))
    plt.show()
    print("mean steps to leave:", *waits.mean(axis=0).round().astype(int), "for σ =", *sigmas)
    came("a")

# %% [markdown] seen="a thousand times less noise"
# The logarithm again. A little noise is enough, *if it points across the ridge*. Does the noise of real minibatches do that? One of the
# tests below asks.

# %% [markdown]
# ## Open challenge: forty slopes (10 min, further)
# Ten valleys with κ between 20 and 200, each turned by some angle. You may ask for 40 slopes in each, and know nothing else of it. The
# baseline knows more: it is your `gd` at the best rate of each valley. Change `my_descent` and beat it. Nothing of this is graded; your
# best score is kept.

# %% demo="your descent" open=true
def my_descent(grad, x0):
    """Where you end, shape (2,). `grad` may be called 40 times."""
    x = np.array(x0, dtype=float)
    for _ in range(40):
        x = x - 0.009 * grad(x)
    return x

# %% demo="forty slopes, your best so far"
from utils.challenge import budget, challenge


def forty_slopes(descend):
    """Share of the distance that is left, the geometric mean of ten valleys; `descend` takes a valley's Hessian, grad, x0."""
    rng, left = np.random.default_rng(0), []
    for kappa, angle in zip(np.geomspace(20, 200, 10), rng.uniform(0, 180, 10), strict=True):
        place, x0 = valley(kappa, angle), rng.normal(size=2)
        H = np.column_stack([place.grad(axis) for axis in np.eye(2)])
        left.append(np.linalg.norm(descend(H, budget(place.grad, 40), x0)) / np.linalg.norm(x0))
    return np.exp(np.mean(np.log(np.maximum(left, 1e-15))))

with needs(gd, lr_facts):
    baseline = forty_slopes(lambda H, grad, x0: gd(grad, x0, lr_facts(H)["lr_opt"], 40)[-1])
    challenge("01", forty_slopes(lambda H, grad, x0: my_descent(grad, x0)), baseline, "share of the distance that is left", lower=True)

# %% [markdown]
# ## 6. Claims, tested (5 min)
# Sentences you will hear in lectures. Each states the smallest effect that would matter, and gets an experiment with ten seeds or more (its
# code is folded away; click the bar); one rule for all turns the numbers into a verdict (`utils/claims.py`). The first two run on bowls
# with 20 curvatures between 1 and κ.

# %% demo="claim steep and flat"
claims, lecture = Claims("01_sgd_pathologies"), "CS231n lecture 7, slides"

def steps_at_best(kappa, seed):
    """Steps to a millionth, from a random start in a bowl of 20 dimensions, at the best learning rate."""
    bowl = np.geomspace(1, kappa, 20)
    start = np.random.default_rng(seed).standard_normal(20)
    return steps_needed(bowl, lr_facts(np.diag(bowl))["lr_opt"], start)

# %% demo="claim steep and flat, part 2"
with needs(gd, lr_facts):
    unit = "exponent of κ in the number of steps (κ from 10 to 1000, best rate)"
    test = claims.test("Steep one way and flat another makes descent slow: steps grow with κ", lecture, unit, 0.9, main=True)
    kappas = np.array([10, 30, 100, 300, 1000])
    counts = np.log([[steps_at_best(kappa, seed) for kappa in kappas] for seed in seeds(20)])
    test.measured(np.polyfit(np.log(kappas), counts.T, 1)[0])

# %% demo="claim zigzag"
with needs(gd, lr_facts):
    unit = "steps at the best rate, which zigzags, / steps at 1/λmax, which does not (κ = 100)"
    says = "Jitter along the steep direction is what makes descent slow"
    test = claims.test(says, "a reading of " + lecture, unit, 1.1, ratio=True)
    bowl, cures = np.geomspace(1, 100, 20), []
    for seed in seeds(20):
        start = np.random.default_rng(seed).standard_normal(20)
        cures.append(steps_at_best(100, seed) / steps_needed(bowl, 1 / 100, start))
    test.measured(cures)

# %% [markdown]
# At saddles: for each seed 20 random starts, their distance from the ridge drawn between $10^{-8}$ and $10^{-1}$, and one start exactly on
# it. Flat spots: one start a seed between $10^{-2.5}$ and $10^{-1}$ on $-y^3/3$, against the saddle from the same start.

# %% demo="claim saddles and plateaus"
with needs(gd):
    unit = "share of starts that are still at the saddle after 500 steps"
    test = claims.test("At a saddle the gradient is zero, so descent gets stuck", lecture, unit, 0.5, main=True)
    saddle_1d = lambda y: y**3 - y
    starts = [10 ** np.random.default_rng(seed).uniform(-8, -1, 20) for seed in seeds(10)]
    near = [np.mean([np.isnan(leaving(saddle_1d, y0, steps=500)) for y0 in some]) for some in starts]
    exactly = [float(np.isnan(leaving(saddle_1d, 0.0, steps=500)))] * len(near)
    test.measured(exactly, without=near, condition="the start lies exactly on the ridge, as a network of zeros does")

# %% demo="claim flat regions"
with needs(gd):
    unit = "steps to leave a flat spot / a saddle, from the same start"
    test = claims.test("Flat regions hold descent up", "CS231n notes, neural networks 3", unit, 2, ratio=True)
    starts = [10 ** np.random.default_rng(seed).uniform(-2.5, -1) for seed in seeds(20)]
    test.measured([leaving(flat_spot, y0) / leaving(saddle_1d, y0, steps=500) for y0 in starts])

# %% [markdown]
# Random landscapes again: what share of critical points are saddles in five dimensions? Then a question that they can't answer, whether a
# *network* ends in a minimum that is not the lowest. 100 points of two interleaved half-moons, ten starts for each seed, full-batch descent
# on networks with 4 and with 32 hidden units; a run is stuck if it ends 0.1 above the lowest loss that any start reached. Both results come
# with the course.

# %% demo="claim kinds of critical points"
shipped = Shipped("01_sgd_pathologies.npz")

@shipped
def saddles_among(d):
    """Share of saddles among the critical points, (seeds,)."""
    indices = [critical_points(d, np.random.default_rng(seed))[0] for seed in seeds(10)]
    return [np.mean((index > 0) & (index < 1)) for index in indices]


unit = "share of saddles among the critical points of a random landscape of 5 dimensions"
test = claims.test("In high dimension saddles outnumber minima by far", lecture, unit, 0.9)
fewer = [np.mean(saddles_among(d)) for d in (2, 3)]
test.measured(saddles_among(5), note=f"2 dimensions: {fewer[0]:.2f}, 3: {fewer[1]:.2f}")

# %% demo="half-moons, in code"
import torch
from sklearn.datasets import make_moons

from utils.training import MLPs


@shipped
def stuck(hidden):
    """Share of the starts of each seed whose loss ends 0.1 above that of the best start."""
    torch.set_num_threads(1)
    which, starts, steps = seeds(10), 10, 1500
    nets = MLPs([2, hidden, 2], [starts * seed + k for seed in which for k in range(starts)])
    moons = [make_moons(100, noise=0.1, random_state=seed) for seed in which]
    points = torch.tensor(np.repeat([x for x, _ in moons], starts, axis=0)).float()
    kinds = torch.tensor(np.repeat([y for _, y in moons], starts, axis=0))
    for _ in range(steps):
        loss = torch.nn.functional.cross_entropy(nets.forward(points).mT, kinds, reduction="none").mean(1)
        slopes = torch.autograd.grad(loss.sum(), nets.parameters)
        with torch.no_grad():
            for p, slope in zip(nets.parameters, slopes, strict=True):
                p -= 0.5 * slope
    ends = loss.detach().numpy().reshape(len(which), starts)
    return (ends > ends.min(axis=1, keepdims=True) + 0.1).mean(axis=1)

# %% demo="claim local minima"
unit = "share of runs of a network with 4 hidden units that end 0.1 above the best"
test = claims.test("Descent gets stuck in local minima", lecture, unit, 0.1, main=True)
test.measured(stuck(4), without=stuck(32), condition="the network is small")

# %% [markdown]
# Minibatch noise, and whether it helps. The saddle is a real one: the best line through the digits, $\min_u \sum_i |x_i - u u^\top
# x_i|^2$. The second principal direction is a saddle of this loss, the first the minimum, and $u = 0$ a point where *every example's own*
# gradient is zero.

# %% demo="claim noise shrinks"
with needs(minibatch_grad, grad_noise):
    unit = "distance of the exponent of B in the error from -1/2 (rows drawn with replacement)"
    test = claims.test("Minibatch gradients are noisy, with an error like 1/√B", lecture, unit, 0.05, equal=True)
    distances = []
    for seed in seeds(10):
        rng = np.random.default_rng(seed)
        w = 0.1 * rng.standard_normal(65)
        error = [np.sqrt(grad_noise(X, y, w, int(B), 200, rng)) for B in sizes]
        distances.append(np.polyfit(np.log(sizes), np.log(error), 1)[0] + 0.5)
    test.measured(distances)

# %% demo="claim noise helps"
def line_fit(seed, B=None):
    """Start (second principal direction), goal (first) and minibatch gradient for 1000 digits."""
    rng = np.random.default_rng(seed)
    data = rng.permutation(digits.data / 16)[:1000]
    data = data - data.mean(axis=0)
    _, directions = np.linalg.eigh(data.T @ data)

    def slope(u):
        rows = data if B is None else data[rng.integers(0, 1000, B)]
        along = rows @ u
        return (-(2 - u @ u) * (rows.T @ along) + (along @ along) * u) / len(rows)

    return directions[:, -2], directions[:, -1], slope

# %% demo="claim noise helps, measured"
def leaves(seed, B=None, scale=1.0, steps=3000):
    start, goal, slope = line_fit(seed, B)
    return float((np.abs(gd(slope, scale * start, 0.05, steps) @ goal) > 0.5).any())


with needs(gd):
    unit = "share of runs that leave with B = 32 and would not with all examples (3000 steps)"
    test = claims.test("Noise helps descent to leave saddles", "Ge and others, 2015", unit, 0.5, link="https://arxiv.org/abs/1503.02101")
    gained = [leaves(seed, 32) - leaves(seed) for seed in seeds(10)]
    at_zero = [leaves(seed, 32, 0.0) - leaves(seed, None, 0.0) for seed in seeds(10)]
    test.measured(gained, without=at_zero, condition="it has a part along the way down, as it has not at u = 0")

# %% demo="claims table"
claims

# %% [markdown]
# How many of your predictions came true?

# %% demo="your predictions" open=true
predictions()

# %% [markdown]
# ### What you saw
# - The number of steps grows as κ. The zigzag only goes with it: the best rate bounces, and rates that don't are slower.
# - A saddle delays descent by a logarithm of the distance; a flat spot by a power of it. "Stuck" is the word for neither, except on the
#   ridge itself.
# - Random Hessians make minima absurdly rare, but a landscape's low points are not random draws. Small networks do get stuck; with 32
#   hidden units no run did.
# - The error of a minibatch gradient falls as $1/\sqrt B$, and it is what leaves an exact saddle, unless all examples agree that the
#   slope is zero.

# %% [markdown]
# ### When to use it
# Plain gradient descent on all data: when the problem is small and well conditioned, or as the yardstick for everything else. Nobody
# trains networks with it. What people use is minibatches, because $1/\sqrt B$ makes small batches a bargain, with momentum against κ
# (notebook 02), a learning rate per parameter (03) and a schedule against the hovering (04). They also lower κ itself: standardised
# inputs and normalisation layers round the bowl before anyone steps into it.

# %% [markdown]
# ### Further reading
# - L. Bottou, F. Curtis, J. Nocedal, *Optimization Methods for Large-Scale Machine Learning*, 2018: section 4 for what noise does to
#   convergence.
# - Y. Dauphin and others, *Identifying and attacking the saddle point problem in high-dimensional non-convex optimization*, 2014: section
#   2 is the argument of your section 4, height included.
# - S. Du and others, *Gradient Descent Can Take Exponential Time to Escape Saddle Points*, 2017: section 4. Many saddles in a row multiply
#   the waiting times, and a little noise cures it; C. Jin and others, *How to Escape Saddle Points Efficiently*, 2017 (arXiv:1703.00887),
#   say how little.
# - L. Sagun and others, *Empirical Analysis of the Hessian of Over-Parametrized Neural Networks*, 2017 (arXiv:1706.04454), and B. Ghorbani
#   and others, *An Investigation into Neural Net Optimization via Hessian Eigenvalue Density*, 2019 (arXiv:1901.10159): what the curvatures
#   of real networks look like.
# - S. McCandlish and others, *An Empirical Model of Large-Batch Training*, 2018 (arXiv:1812.06162): the gradient noise scale.
#
# **An open question.** A trained network's Hessian has a few large eigenvalues and most of them near zero, some of these slightly
# negative: your `classify` says *saddle*, where the gradient is nearly zero and descent hardly moves. Which theory of minima and saddles
# applies there?
