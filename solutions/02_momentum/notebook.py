# ---
# jupyter:
#   jupytext: {cell_metadata_filter: all}
#   kernelspec: {name: python3, display_name: Python 3 (ipykernel), language: python}
# ---

# %% [markdown]
# # Momentum: descent with a memory
# Gradient descent forgets. Each step knows the slope under its feet and nothing of the step before. Give it a memory of one number per
# parameter, and a valley that took 691 steps takes 85. You will write that memory in three forms, and find out when it helps much, when
# little, and when it only makes you overshoot.
#
# *You need*: notebook 01 (condition number κ, zigzag, saddle).
# *You get*: `momentum_step`, both forms of Nesterov, the best pair of settings for a bowl, and an `SGD` that agrees with PyTorch's to ten
# digits.

# %%
import matplotlib.pyplot as plt
import numpy as np

from utils.checks import check, hint, needs, solution
from utils.claims import Claims, seeds, tuning_seeds
from utils.plotting import axes, plot_curves, plot_paths, plot_surface, style
from utils.predict import came, predict, predictions
from utils.remember import remember  # runs an experiment once, and anew when your functions change
from utils.schematics.landscapes import show_look_ahead, show_velocity
from utils.slider import slider_figure
from utils.surfaces import saddle, valley

# %% [markdown]
# ## 1. One number cannot serve two directions (3 min)
# The valley of notebook 01, 100 times steeper across than along, and two learning rates. Which one gets further *along* the valley in 60
# steps, and why can't you simply raise it?

# %% demo="two learning rates in a narrow valley"
narrow, START = valley(kappa=100), np.array([-10.0, 1.0])
plain = {f"gradient descent, lr = {lr}": START * (1 - lr * np.array([1.0, 100.0])) ** np.arange(61)[:, None]
         for lr in (0.005, 0.019)}
fig, pair = plt.subplots(2, 1, figsize=(6.4, 4.4), sharex=True, layout="constrained")
fig.suptitle("Larger steps bounce off the walls; smaller ones crawl along the floor")
for ax, (name, path) in zip(pair, plain.items(), strict=True):
    plot_paths(narrow, {name: path}, "", ax)
    ax.text(-10.5, -2.1, f"after 60 steps: {-path[-1, 0]:.1f} to go", fontsize=9)
    ax.set_ylabel("$w_1$ (steep)")
pair[1].set_xlabel("$w_0$ (flat)")
plt.show()

# %% [markdown]
# The steep direction sets the speed limit: above $2/100$ the path leaves the valley for good. Along the flat one this makes progress slow.
#
# But look at the bounces again. *Across* the valley the gradients alternate in sign; *along* it they all agree. Keep a running sum of
# gradients, and the first cancel while the second add up. Such a sum is a velocity.

# %% [markdown]
# ## 2. A ball with mass (17 min)
# Keep a velocity $v$ beside the point $x$. A step keeps the fraction $\rho$ of the old velocity, adds a push downhill, and moves by the
# *new* velocity. This is *momentum*, or the *heavy ball* of B. Polyak, 1964:
#
# $$ v \leftarrow \rho\, v - \alpha\, \nabla f(x), \qquad x \leftarrow x + v $$
#
# $\alpha$ is the learning rate, `lr`; $\rho$ is what PyTorch calls `momentum`. At the start the ball is at rest, $v = 0$.

# %% demo="one step, as two arrows"
show_velocity()

# %% [markdown]
# ### Exercise: one momentum step
# Return the new point and the new velocity. The arrays you are given belong to the caller: don't change them.
#
# | | |
# |---|---|
# | `x`, `v`, `g` | float arrays of one shape, any; `g` is the gradient at `x` |
# | `lr`, `rho` | `lr` > 0, 0 <= `rho` < 1 |
# | returns | `(x_next, v_next)`, new arrays of that shape |

# %% exercise="momentum_step"
def momentum_step(x, v, g, lr, rho=0.9):
    """One step with momentum: v <- rho v - lr g, then x <- x + v.

    x, v, g: float arrays of one shape; g is the gradient at x.
    Returns (x_next, v_next), new arrays of that shape.
    """
    ### BEGIN SOLUTION
    v_next = rho * v - lr * g
    return x + v_next, v_next
    ### END SOLUTION

# %% [markdown] hint="momentum_step"
# With `rho = 0` it must be plain gradient descent. Which velocity moves `x`: the one you were given, or the one you just made?
#
# ---
# First make the new velocity from the old one and the gradient. Then make the new point from the old one and the *new* velocity.
#
# ---
# `v_next = rho * v - ...`; then return the pair of `x + ...` and `v_next`.

# %% check="momentum_step" points=15
check(momentum_step)

# %% [markdown]
# `roll` lets a ball go, at rest, and keeps its path. Then the valley again, at the *lower* of the two rates.

# %% demo="let a ball go" open=true
def momentum(x, v, grad, lr, rho):
    return momentum_step(x, v, grad(x), lr, rho)

def roll(step, grad, x0, lr, rho, steps):
    """The path (steps + 1, *shape) of a ball that starts at rest in x0."""
    x, v = np.array(x0, dtype=float), np.zeros(np.shape(x0))
    path = [x]
    for _ in range(steps):
        x, v = step(x, v, grad, lr, rho)
        path.append(x)
    return np.array(path)

# %% predict="the same valley with memory"
predict("Momentum at about a quarter of descent's rate. What will the ball "
        "do?",
        a="creep along, without bouncing",
        b="bounce, and run past the minimum", c="leave the valley",
        guess="")

# %% demo="the same valley with memory"
with needs(momentum_step):
    runs = {"gradient descent, lr = 0.019": roll(momentum, narrow.grad, START, 0.019, 0.0, 60),
            "momentum 0.9, lr = 0.005": roll(momentum, narrow.grad, START, 0.005, 0.9, 60)}
    ax = plot_paths(narrow, runs, "It still bounces, but along the floor the pushes add up")
    ax.set(xlabel="$w_0$ (flat)", ylabel="$w_1$ (steep)")
    left = [f"{abs(path[-1, 0]):.2f}" for path in runs.values()]
    ax.text(-10.5, -2.2, f"after 60 steps: {left[0]} to go, and {left[1]}", fontsize=9)
    plt.show()
    came("b")

# %% [markdown] seen="the same valley with memory"
# At a quarter of the learning rate it got much further. It bounces as well: momentum does not stop the zigzag, it makes progress along
# the floor while zigzagging. And it ran past the minimum: a ball that arrives fast cannot stop.

# %% [markdown]
# ### How fast does it get?
# On a steady slope $g$ every step adds the same push, and friction takes away the fraction $1 - \rho$ of it. At some speed the two
# balance.

# %% [markdown]
# ### Exercise: the rate that momentum is worth
# On a slope that never changes, the velocity tends to $-\alpha' g$. Plain descent would need the learning rate $\alpha'$ to go as fast.
# Return it.
#
# | | |
# |---|---|
# | `lr`, `rho` | `lr` > 0, 0 <= `rho` < 1 |
# | returns | $\alpha'$, a float |

# %% exercise="effective_lr"
def effective_lr(lr, rho=0.9):
    """Plain descent's rate that is as fast as momentum in the end.

    lr > 0, 0 <= rho < 1.  Returns a float.
    """
    ### BEGIN SOLUTION
    return lr / (1 - rho)
    ### END SOLUTION

# %% [markdown] hint="effective_lr"
# At the final speed a step changes nothing: what does that say about $v$? With `rho = 0.9`, how many steps' worth of pushes are stored in
# `v`?
#
# ---
# Put the same $v$ on both sides of $v = \rho v - \alpha g$ and solve for $v$. The factor of $-g$ is $\alpha'$.
#
# ---
# $(1 - \rho)\, v = -\alpha g$. Divide, and return what multiplies $-g$.

# %% check="effective_lr" points=7
check(effective_lr)

# %% [markdown]
# Four balls on a slope of 1, with `lr = 0.1`. The grey lines are your function.

# %% predict="speed on a steady slope"
predict("How long until ρ = 0.99 is at its full speed, compared with ρ = "
        "0.9?",
        a="as many steps", b="twice as many", c="ten times as many",
        guess="")

# %% demo="speed on a steady slope"
with needs(momentum_step, effective_lr):
    rhos = (0, 0.5, 0.9, 0.99)
    speeds = {f"ρ = {rho}": -np.diff(roll(momentum, np.ones_like, 0.0, 0.1, rho, 300)) for rho in rhos}
    ax = plot_curves(speeds, "Ten times the memory: ten times the speed, and ten times the wait for it",
                     "step", "length of the step", log="y")
    for rho in rhos:
        ax.axhline(effective_lr(0.1, rho), color="0.6", linewidth=0.8, zorder=0)
        ax.text(303, effective_lr(0.1, rho), f"{effective_lr(0.1, rho):.3g}", va="center", fontsize=9)
    ax.set(xlim=(0, 330), ylim=(0.07, 20))
    ax.legend(fontsize=8, loc="upper left", ncols=4)
    plt.show()
    came("c")

# %% [markdown] seen="speed on a steady slope"
# $1/(1-\rho)$ is both the gain in speed and, in steps, the length of the memory: 10 for $\rho = 0.9$, 100 for 0.99. So when you raise `rho`
# you raise the learning rate too; lower `lr` to compensate, unless you have a reason not to.

# %% [markdown]
# ## 3. The best pair, and what it buys (18 min, further)
# In a bowl each eigendirection moves by itself. In one with curvature $\lambda$ the gradient is $\lambda x$, and the step just made is
# $v_t = x_t - x_{t-1}$. So
#
# $$ x_{t+1} = x_t + \rho\,(x_t - x_{t-1}) - \alpha\lambda\, x_t, \qquad\text{and with } x_t = z^t: \quad
# z^2 - (1 + \rho - \alpha\lambda)\, z + \rho = 0 $$
#
# The larger $|z|$ of the two roots is what a step leaves of the distance. Two real roots: the ball creeps, or bounces from side to side.
# A complex pair: it swings.

# %% [markdown]
# The product of the two roots is $\rho$. A complex pair has one modulus, so $|z| = \sqrt\rho$, *whatever* $\lambda$ is. The roots are
# complex where the discriminant is negative, $(1 + \rho - \alpha\lambda)^2 < 4\rho$. Solved for $\alpha\lambda$ this is a band:
#
# $$ (1 - \sqrt\rho)^2 \;\le\; \alpha\lambda \;\le\; (1 + \sqrt\rho)^2 $$
#
# Outside it the larger root is real and larger than $\sqrt\rho$. So put all curvatures from $\mu$ (smallest) to $L$ (largest) into the
# band, with the smallest $\rho$ for which that works.

# %% [markdown]
# ### Exercise: tune the heavy ball
# Let $\mu$ sit on the band's lower edge and $L$ on its upper one (Polyak, 1964). Two equations for two numbers: solve them for $\alpha$ and
# $\rho$.
#
# | | |
# |---|---|
# | `mu`, `L` | 0 < `mu` <= `L`; otherwise raise `ValueError` |
# | returns | `(lr, rho)`, two floats |

# %% exercise="heavy_ball"
def heavy_ball(mu, L):
    """The pair (lr, rho) that makes momentum fastest on such bowls.

    mu, L: smallest and largest curvature; 0 < mu <= L, else ValueError.
    Returns two floats.
    """
    ### BEGIN SOLUTION
    if not 0 < mu <= L:
        raise ValueError(f"heavy_ball({mu}, {L}): the curvatures must satisfy 0 < mu <= L")
    low, high = np.sqrt(mu), np.sqrt(L)
    return 4 / (high + low) ** 2, ((high - low) / (high + low)) ** 2
    ### END SOLUTION

# %% [markdown] hint="heavy_ball"
# A round bowl, `mu = L = 1`, needs no memory: which `lr` takes you to the bottom in one step, and do your formulas say so?
#
# ---
# Write the two edges down with $\mu$ and $L$ in them and take the root of both sides. You get two linear equations for $\sqrt\alpha$ and
# $\sqrt\rho$: add them, then divide or subtract.
#
# ---
# $\sqrt{\alpha\mu} = 1 - \sqrt\rho$ and $\sqrt{\alpha L} = 1 + \sqrt\rho$. The sum gives $\sqrt\alpha = 2 / (\sqrt L + \sqrt\mu)$, and the
# first equation then gives $\sqrt\rho$. Return the squares of both, after the test for the `ValueError`.

# %% check="heavy_ball" points=10
check(heavy_ball)

# %% [markdown]
# All pairs at once, for κ = 100: dark is fast, and the legend counts the steps that your ball needs in the valley of section 1. Plain
# descent lives on the bottom edge.

# %% predict="the best pair"
predict("The learning rate of the best pair, against descent's best rate, is",
        a="larger", b="smaller", c="the same",
        guess="")

# %% demo="helper for the shrinking of one direction"
def shrinking(curvature, lr, rho):
    """Factor by which momentum shrinks one direction per step, in the long run."""
    half = (1 + rho - lr * curvature) / 2
    inside = half**2 - rho                                  # negative where the ball swings
    return np.where(inside < 0, np.sqrt(rho), np.abs(half) + np.sqrt(np.maximum(inside, 0)))

# %% demo="map of all pairs"
with needs(heavy_ball, momentum_step):
    black, blue = (style(name)["color"] for name in ("gradient descent", "momentum"))
    marks = {"descent, best rate": (2 / 101, 0.0, "o", black),
             "momentum, ρ = 0.9, lr = 1/L": (0.01, 0.9, "s", blue),
             "your heavy_ball": (*heavy_ball(1.0, 100.0), "*", blue)}
    balls = [roll(momentum, narrow.grad, START, a, b, 800) for a, b, *_ in marks.values()]
    lr, rho = np.meshgrid(np.linspace(0.0005, 0.045, 300), np.linspace(0, 0.995, 300))
    rate = np.maximum(shrinking(1.0, lr, rho), shrinking(100.0, lr, rho))
    steps = np.where(rate < 1, np.log(1e-6) / np.log(np.minimum(rate, 1 - 1e-9)), np.nan)
    title = "The best pair: a rate that throws plain descent out, and a memory"
    ax = axes(title, "learning rate", "ρ", (6.8, 4.2))
    levels = [60, 80, 100, 150, 250, 400, 691, 1200, 2500, 10_000]
    filled = ax.contourf(lr, rho, steps, levels=levels, cmap="Greys_r", norm="log", extend="max")
    plt.colorbar(filled, label="steps to a millionth", format="%d", ticks=levels)
    plt.rcParams["hatch.linewidth"] = 0.5
    ax.contourf(lr, rho, rate, levels=[1, 99], colors="none", hatches=["///"])
    for ball, (name, (a, b, sign, color)) in zip(balls, marks.items(), strict=True):
        distance = np.linalg.norm(ball, axis=1)
        label = f"{name}: {np.flatnonzero(distance > 1e-6 * distance[0])[-1] + 1} steps"
        look = {"color": color, "markersize": 16 if sign == "*" else 10, "markeredgecolor": "w"}
        ax.plot(a, b, sign, label=label, clip_on=False, zorder=5, **look)
    ax.text(0.036, 0.4, "diverges", bbox={"color": "w"})
    ax.legend(fontsize=9, loc="lower right", frameon=True, framealpha=1)
    plt.show()
    came("a")

# %% [markdown] seen="the best pair"
# Solved for the two settings, the edges of the band say
#
# $$ \alpha = \frac{4}{(\sqrt L + \sqrt\mu)^2}, \qquad \rho = \left(\frac{\sqrt L - \sqrt\mu}{\sqrt L + \sqrt\mu}\right)^2 $$
#
# A larger rate than descent's: memory moves the speed limit from $2/L$ to $2(1+\rho)/L$. The best point is a sharp tip. A little more rate
# and you diverge, a little less memory and you creep or diverge; the safe side is *too much* memory.

# %% [markdown]
# At the tip of the map both $\mu$ and $L$ sit on an edge of the band. There the two roots are one, and the distance shrinks like
# $t\,\rho^{t/2}$: the factor $t$ is why your ball needs 85 steps and not $\ln 10^{-6} / \ln\sqrt\rho = 69$.

# %% [markdown]
# How much does it buy? Count the steps to a millionth, over κ, in bowls of 20 dimensions, 20 random starts each. Three methods: descent at
# its best rate, a fixed ρ = 0.9 with the rate $1/L$, and the tuned pair.

# %% predict="steps with momentum"
predict("Whose number of steps grows like √κ?",
        a="momentum, fixed and tuned", b="only tuned momentum", c="nobody's",
        guess="")

# %% demo="helper to count steps"
def steps_needed(step, kappa, lr, rho, goal=1e-6, limit=200_000):
    """Steps until 20 random starts in a bowl of 20 dimensions are within `goal` of their first distance."""
    curvatures = np.geomspace(1, kappa, 20)
    x = np.stack([np.random.default_rng(seed).standard_normal(20) for seed in seeds(20)])
    v, near, count = np.zeros_like(x), goal**2 * np.sum(x * x, axis=1), np.zeros(20, dtype=int)
    for t in range(1, limit):
        x, v = step(x, v, lambda x: curvatures * x, lr, rho)
        count[(count == 0) & (np.sum(x * x, axis=1) <= near)] = t
        if count.all():
            return count
    return np.where(count, count, limit)

# %% demo="count all, in code"
kappas = np.array([10, 30, 100, 300, 1000, 3000, 10_000])

@remember
def count_all():
    """Steps (kappas, seeds) of descent at its best rate, of a fixed memory, and of the tuned heavy ball."""
    descent = [steps_needed(momentum, k, 2 / (1 + k), 0.0) for k in kappas[:-1]]
    return {"gradient descent, best rate": descent,
            "momentum, ρ = 0.9, lr = 1/L": [steps_needed(momentum, k, 1 / k, 0.9) for k in kappas],
            "momentum tuned to κ": [steps_needed(momentum, k, *heavy_ball(1, k)) for k in kappas]}

# %% demo="steps over the condition number"
with needs(momentum_step, heavy_ball):
    counted = count_all()
    title = "Only memory tuned to κ turns κ into its square root"
    ax = axes(title, "condition number κ", "steps to a millionth")
    for (name, counts), sign in zip(counted.items(), "os*", strict=True):
        mean, look = np.mean(counts, axis=1), style(name) | ({"linestyle": ":"} if sign == "s" else {})
        ax.loglog(kappas[: len(mean)], mean, marker=sign, markersize=9 if sign == "*" else 6, label=name, **look)
        ax.annotate(f"{mean[-1]:.0f}", (kappas[len(mean) - 1], mean[-1]), (6, -3), textcoords="offset points")
    ax.loglog(kappas, 10 * np.sqrt(kappas), "-", color="0.8", zorder=0, label=r"$10\sqrt{κ}$")
    ax.set(xlim=(8, 25_000))
    ax.legend(fontsize=8)
    plt.show()
    fixed = np.mean(counted["momentum, ρ = 0.9, lr = 1/L"], axis=1)
    print("ρ = 0.9, lr = 1/L:", *[f"κ = {k}: {n:.0f} steps " for k, n in zip(kappas, fixed, strict=True)])
    came("b")

# %% [markdown] seen="steps with momentum"
# The steps of plain descent grow like κ, those of tuned momentum like $\sqrt\kappa$. The fixed $\rho = 0.9$ that everybody uses does
# neither: up to κ = 300 it takes about 250 steps whatever the valley, *longer* than plain descent at κ = 10. Beyond that it grows as κ,
# like descent. It keeps a lead of ten over descent at the *same* rate, $1/L$, which is your `effective_lr`, and about half of that over
# descent at its best rate.

# %% [markdown]
# ## 4. Look before you leap (28 min)
# A ball that arrives fast runs too far. It is about to move by $\rho v$ anyway; so measure the slope *there*, where the old velocity
# carries it, and correct in time. This is Nesterov's momentum (Y. Nesterov, 1983):
#
# $$ v \leftarrow \rho\, v - \alpha\, \nabla f(x + \rho v), \qquad x \leftarrow x + v $$
#
# One symbol has changed: the place where the gradient is taken.

# %% demo="where the slope is asked for"
show_look_ahead()

# %% [markdown]
# ### Exercise: Nesterov with a look ahead
# Now the step needs the gradient *function*, for it decides itself where to ask. Ask once: on a network every question costs a full pass.
#
# | | |
# |---|---|
# | `x`, `v` | float arrays of one shape, any |
# | `grad` | function from such an array to its gradient; call it once |
# | `lr`, `rho` | `lr` > 0, 0 <= `rho` < 1 |
# | returns | `(x_next, v_next)`, new arrays of that shape |

# %% exercise="nesterov_lookahead_step"
def nesterov_lookahead_step(x, v, grad, lr, rho=0.9):
    """One step of Nesterov's momentum; grad is called once.

    x, v: float arrays of one shape.  grad: array -> its gradient.
    Returns (x_next, v_next), new arrays of that shape.
    """
    ### BEGIN SOLUTION
    v_next = rho * v - lr * grad(x + rho * v)
    return x + v_next, v_next
    ### END SOLUTION

# %% [markdown] hint="nesterov_lookahead_step"
# The look-ahead is a place to ask from, not a place to start from. From where does the step itself go?
#
# ---
# Ask for the gradient at $x + \rho v$. Make the new velocity with it, and move from $x$ itself by that velocity.
#
# ---
# As in `momentum_step`, with `grad(...)` of the look-ahead point in place of `g`.

# %% check="nesterov_lookahead_step" points=15
check(nesterov_lookahead_step)

# %% [markdown]
# Two balls, the same rate and memory, down a valley with κ = 20. Which one runs further past the minimum?

# %% demo="momentum and Nesterov"
with needs(momentum_step, nesterov_lookahead_step):
    bowl, rules = valley(kappa=20), {"momentum": momentum, "Nesterov": nesterov_lookahead_step}
    runs = {name: roll(rule, bowl.grad, [-10, 1.8], 0.03, 0.9, 70) for name, rule in rules.items()}
    fig, (ax, below) = plt.subplots(2, 1, figsize=(6.4, 5.6), layout="constrained")
    plot_paths(bowl, runs, "Looking ahead brakes in time: across at once, along a little", ax)
    ax.set(xlabel="$w_0$ (flat)", ylabel="$w_1$ (steep)")
    gaps = {name: np.linalg.norm(path, axis=1) for name, path in runs.items()}
    plot_curves(gaps, "", "step (lr = 0.03, ρ = 0.9)", "distance to the minimum", ax=below)
    below.set(xlabel="step (lr = 0.03, ρ = 0.9)", ylabel="distance to the minimum")
    plt.show()
    print("furthest past the minimum:", *[f"{name} {path[:, 0].max():.2f} " for name, path in runs.items()])

# %% [markdown]
# The look ahead costs nothing here, but in a training loop it is a nuisance: the network would have to be moved to $x + \rho v$, asked,
# and moved back. So give the look-ahead point a name and keep *it*:
#
# $$ \tilde x = x + \rho v $$
#
# A framework that stores $\tilde x$ evaluates the gradient at the point it stores. What is the step, written in $\tilde x$?

# %% [markdown]
# With $g = \nabla f(\tilde x)$ the velocity is $v' = \rho v - \alpha g$ as before. The new look-ahead point is
#
# $$ \tilde x' = x' + \rho v' = x + v' + \rho v' = \underbrace{\tilde x - \rho v}_{x} + (1 + \rho)\, v' $$
#
# Nothing was approximated. Sorted in another way, the same line reads
#
# $$ \tilde x' = \tilde x + v' + \rho\,(v' - v) $$
#
# which is a momentum step, and a correction by the change of the velocity. Lecture notes print one of the two lines or the other.

# %% [markdown]
# ### Exercise: Nesterov without a look ahead
# Write the step in $\tilde x$. It takes a gradient, like `momentum_step`, and both velocities appear in it.
#
# | | |
# |---|---|
# | `xt`, `v`, `g` | float arrays of one shape, any; `g` is the gradient at `xt` |
# | `lr`, `rho` | `lr` > 0, 0 <= `rho` < 1 |
# | returns | `(xt_next, v_next)`, new arrays of that shape |

# %% exercise="nesterov_tilde_step"
def nesterov_tilde_step(xt, v, g, lr, rho=0.9):
    """One Nesterov step in the look-ahead variable xt = x + rho v.

    xt, v, g: float arrays of one shape; g is the gradient at xt.
    Returns (xt_next, v_next), new arrays of that shape.
    """
    ### BEGIN SOLUTION
    v_next = rho * v - lr * g
    return xt - rho * v + (1 + rho) * v_next, v_next
    ### END SOLUTION

# %% [markdown] hint="nesterov_tilde_step"
# Two corrections meet: take back the old look-ahead, add the step and the new look-ahead. Which velocity belongs to which?
#
# ---
# The new velocity is made as in `momentum_step`. The new point is the line with the brace: take back the *old* look-ahead, and add
# $1 + \rho$ times the *new* velocity.
#
# ---
# With `v_next` at hand, return the pair of `xt - rho * ... + (1 + rho) * ...` and `v_next`.

# %% check="nesterov_tilde_step" points=15
check(nesterov_tilde_step)

# %% [markdown]
# ### Exercise: back to the ball
# $\tilde x$ is where the ball *would* be. Where is it?
#
# | | |
# |---|---|
# | `xt`, `v` | float arrays of one shape, any, after the same step |
# | `rho` | 0 <= `rho` < 1 |
# | returns | a new array |

# %% exercise="tilde_to_x"
def tilde_to_x(xt, v, rho=0.9):
    """The ball's position x, from its look-ahead point xt = x + rho v.

    xt, v: float arrays of one shape.  Returns a new array.
    """
    ### BEGIN SOLUTION
    return xt - rho * v
    ### END SOLUTION

# %% [markdown] hint="tilde_to_x"
# Which way does the look-ahead point away from the ball?
#
# ---
# Solve the definition of $\tilde x$ for $x$.
#
# ---
# Bring $\rho v$ to the other side.

# %% check="tilde_to_x" points=8
check(tilde_to_x)

# %% [markdown]
# Now lay the two forms over each other: the ball, the look-ahead points, and the look-ahead points taken back. Are the first and the last
# the same path?

# %% demo="two forms of Nesterov"
def roll_tilde(grad, x0, lr, rho, steps):
    """Look-ahead points, and the ball's places computed from them; at rest the two agree."""
    xt, v = np.array(x0, dtype=float), np.zeros(np.shape(x0))
    tilde, ball = [xt], [tilde_to_x(xt, v, rho)]
    for _ in range(steps):
        xt, v = nesterov_tilde_step(xt, v, grad(xt), lr, rho)
        tilde.append(xt)
        ball.append(tilde_to_x(xt, v, rho))
    return np.array(tilde), np.array(ball)

# %% demo="the two forms overlaid"
with needs(nesterov_lookahead_step, nesterov_tilde_step, tilde_to_x):
    bowl = valley(kappa=20)
    ahead = roll(nesterov_lookahead_step, bowl.grad, [-10, 1.8], 0.015, 0.9, 40)
    tilde, ball = roll_tilde(bowl.grad, [-10, 1.8], 0.015, 0.9, 40)
    gap = np.abs(ahead - ball).max()
    title, blue = "Two formulas, one ball: only the point you keep is another", style("Nesterov")["color"]
    ax = axes(title, "$w_0$ (flat)", "$w_1$ (steep)", (6.4, 4))
    plot_surface(bowl, ax)
    ax.plot(*ahead.T, "-", linewidth=5, color=blue, alpha=0.5, label="with a look ahead: $x$")
    ax.plot(*tilde.T, "x", color="#D55E00", markersize=5, label=r"without: $\tilde{x}$")
    ax.plot(*ball.T, ".", color="#000000", markersize=5, label=r"without, taken back: $\tilde{x} - \rho v$")
    ax.text(-10.5, -2.2, f"largest difference of $x$ in 40 steps: {gap:.0e}", fontsize=9)
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# What is the difference between the two forms? Only the point that they keep: the first stores the ball $x$ and evaluates the gradient
# ahead of it, the second stores $\tilde x$ and evaluates it there, and the ball's path is the same up to rounding. So if you train with
# Nesterov and read the parameters from a framework, you get $\tilde x$, a little ahead of the ball. Near the end $v$ is small and so is the
# difference.
#
# One condition hides in the algebra: the $\rho$ taken back must be the $\rho$ that was added. What if $\rho$ rises from step to step?

# %% demo="the two forms when ρ changes"
def forms_apart(rhos, lrs):
    """Largest difference of x between the two forms of Nesterov, relative to the start's length."""
    bowl, start = np.geomspace(1, 20, 10), np.ones(10)
    x, v, xt, vt, gap = start, 0 * start, start, 0 * start, 0.0
    for rho, lr in zip(rhos, lrs, strict=True):
        x, v = nesterov_lookahead_step(x, v, lambda x: bowl * x, lr, rho)
        xt, vt = nesterov_tilde_step(xt, vt, bowl * xt, lr, rho)
        gap = max(gap, np.linalg.norm(tilde_to_x(xt, vt, rho) - x) / np.linalg.norm(start))
    return gap

with needs(nesterov_lookahead_step, nesterov_tilde_step, tilde_to_x):
    falling = np.geomspace(0.03, 0.003, 20)
    print(f"20 steps with a falling lr and ρ = 0.9: {forms_apart(np.full(20, 0.9), falling):.0e} of the way apart")
    print(f"the same, ρ from 0.5 to 0.99:           {forms_apart(np.linspace(0.5, 0.99, 20), falling):.0%} of the way apart")

# %% [markdown]
# A falling learning rate makes no difference; with a rising $\rho$ the two forms part.

# %% [markdown]
# ## 5. Four ways to write the same thing (14 min)
# Books and libraries agree on what momentum does and on nothing else. With a constant learning rate, all of these draw the same path:
#
# | form | update | what $v$ is | where you meet it |
# |---|---|---|---|
# | ours | $v \leftarrow \rho v - \alpha g,\; x \leftarrow x + v$ | the next step | CS231n, most papers |
# | PyTorch's | $v \leftarrow \rho v + g,\; x \leftarrow x - \alpha v$ | a sum of gradients | PyTorch, ARENA, TinyTorch |
# | an average | $v \leftarrow \rho v + (1 - \rho) g,\; x \leftarrow x - \alpha v$ | a mean gradient | Coursera, dlsys |
# | mirrored | $v \leftarrow \rho v + \alpha g,\; x \leftarrow x - v$ | minus the next step | Deep-ML |

# %% [markdown]
# The third needs $\alpha$ to be $1/(1-\rho)$ times larger for the same path: copy `lr = 0.1` from a course that averages into PyTorch,
# and your steps are ten times as long as its author's. Other symbols differ between sources too:
#
# | thing | what you meet | here |
# |---|---|---|
# | $\epsilon$ | outside the root or inside; from $10^{-7}$ down to $10^{-20}$ | outside, $10^{-8}$ |
# | Adam's $t$ | counted before use, after it, or by the caller | before use: it starts at 1 |
# | dropout's $p$ | the share that is kept, or that is dropped | `p_keep` or `p_drop`, spelled out |
# | penalty | $\lambda \sum W^2$, half of it, or the coefficient of the decay | $\lambda \sum W^2$ |
# | AdamW | decays before the step or after | before, as in PyTorch |
# | update ratio | update over weight, its inverse, or of deviations | update over weight, by norms |

# %% [markdown]
# One difference matters in practice. PyTorch keeps $\alpha$ *out* of its buffer, we keep it *in*. Compare the first two rows of the table:
# they make the same step. So one memory can be translated into the other, as long as nobody touches $\alpha$.

# %% [markdown]
# ### Exercise: our velocity as PyTorch's buffer
# After the same steps, at a constant rate, what does PyTorch's buffer hold where ours holds $v$?
#
# | | |
# |---|---|
# | `v` | float array of any shape: ours, $v \leftarrow \rho v - \alpha g$ |
# | `lr` > 0 | the learning rate with which `v` was made |
# | returns | a new array: PyTorch's buffer, $\text{buf} \leftarrow \rho\,\text{buf} + g$ |

# %% exercise="velocity_to_torch"
def velocity_to_torch(v, lr):
    """PyTorch's momentum buffer for our velocity v.

    v: float array, made with the learning rate lr.
    Returns a new array.
    """
    ### BEGIN SOLUTION
    return -v / lr
    ### END SOLUTION

# %% [markdown] hint="velocity_to_torch"
# Take one step from rest in both forms, with $g = 3$ and $\alpha = 0.1$. What are the two memories?
#
# ---
# Both forms make the same step: ours is $v$, PyTorch's is $-\alpha$ times its buffer. Set them equal and solve for the buffer.
#
# ---
# Our $v$ is their buffer times $-\alpha$. Divide, and mind the sign.

# %% check="velocity_to_torch" points=5
check(velocity_to_torch)

# %% [markdown]
# ### Exercise: PyTorch's buffer as our velocity
# The way back. Here you may use another `lr` than the one before: that is how a velocity is moved over to a new learning rate.
#
# | | |
# |---|---|
# | `buf` | float array of any shape |
# | `lr` > 0 | the learning rate of the step to come |
# | returns | a new array: the step that PyTorch makes with `buf` |

# %% exercise="torch_to_velocity"
def torch_to_velocity(buf, lr):
    """Our velocity for PyTorch's momentum buffer at the rate lr.

    buf: float array.  Returns a new array.
    """
    ### BEGIN SOLUTION
    return -lr * buf
    ### END SOLUTION

# %% [markdown] hint="torch_to_velocity"
# By how much does PyTorch move with this buffer?
#
# ---
# PyTorch moves by $-\alpha$ times its buffer. We move by the velocity.
#
# ---
# One product of three things: a sign, `lr` and `buf`.

# %% check="torch_to_velocity" points=5
check(torch_to_velocity)

# %% [markdown]
# A ball rolls down a long slope of 1. At step 40 a schedule cuts the rate from 0.1 to 0.01, and at step 100 the rate comes back.

# %% predict="cut the learning rate"
predict("Which form changes its step at once?",
        a="ours", b="PyTorch's", c="both",
        guess="")

# %% demo="cut the learning rate"
def with_schedule(lrs, rho=0.9, torch_way=False, convert=False):
    """Step lengths on a slope of 1 under a schedule, in our form or in PyTorch's."""
    v, lengths = np.zeros(1), []
    for t, lr in enumerate(lrs):
        if torch_way:
            v = rho * v + 1.0
            lengths.append(lr * v[0])
            continue
        if convert and t and lr != lrs[t - 1]:
            v = torch_to_velocity(velocity_to_torch(v, lrs[t - 1]), lr)
        _, v = momentum_step(np.zeros(1), v, np.ones(1), lr, rho)
        lengths.append(-v[0])
    return np.array(lengths)

# %% demo="cut the learning rate, drawn"
with needs(momentum_step, velocity_to_torch, torch_to_velocity):
    lrs = np.repeat([0.1, 0.01, 0.1], [40, 60, 60])
    ways = {"ours: the old speed fades": ({}, "#0072B2", "-", 2),
            "PyTorch's: the step changes at once": ({"torch_way": True}, "#E69F00", "-", 5),
            "ours, velocity converted at each change": ({"convert": True}, "#000000", ":", 2)}
    curves = [with_schedule(lrs, **how) for how, *_ in ways.values()]
    title = "Change the learning rate, and the conventions part for some thirty steps"
    ax = axes(title, "step", "length of the step")
    for curve, (name, (_, color, dash, width)) in zip(curves, ways.items(), strict=True):
        ax.plot(curve, dash, color=color, linewidth=width, label=name)
    for t, rate in ((40, "lr 0.1 → 0.01"), (100, "lr 0.01 → 0.1")):
        ax.axvline(t - 0.5, color="0.8", zorder=0)
        ax.text(t + 1, 1.12, rate, fontsize=8)
    ax.set(ylim=(0, 1.55))
    ax.legend(fontsize=8, loc="upper center", ncols=2)
    plt.show()
    print(f"after the cut ours coasts {np.sum((curves[0] - curves[1])[40:100]):.2f} further than PyTorch's")
    came("b")

# %% [markdown] seen="cut the learning rate"
# PyTorch's steps change with `lr` at once; ours glide over within $1/(1-\rho)$ steps and a few more. Neither is wrong. Ours is a ball
# that has a speed; PyTorch's is an average direction, scaled by whatever the rate is now. Convert the velocity at each change (dotted) and
# ours becomes theirs. With warm-up and decay (notebook 04) the rate changes at *every* step, so know which one you run.

# %% [markdown]
# ## 6. Pits and saddles (5 min, further)
# A ball rolls through small pits, people say. Does it? Below, the wall of a wide bowl has a pit at 3. Four balls start further up, at 6,
# with ρ = 0, 0.8, 0.9 and 0.99.

# %% predict="a pit in a bowl"
predict("Who gets through the pit and ends at the bottom of the bowl?",
        a="ρ = 0.99 alone", b="ρ = 0.9 and 0.99", c="ρ = 0.9 alone",
        d="all but ρ = 0",
        guess="")

# %% demo="pit, in code"
def pit(x, depth=0.8):
    return x**2 / 10 - depth * np.exp(-(((x - 3) / 0.5) ** 2))

def pit_slope(x, depth=0.8):
    return x / 5 + 8 * depth * (x - 3) * np.exp(-(((x - 3) / 0.5) ** 2))

# %% demo="a pit in a bowl"
with needs(momentum_step):
    x, rhos = np.linspace(-6.5, 6.5, 400), (0, 0.8, 0.9, 0.99)
    balls = [roll(momentum, pit_slope, 6.0, 0.02, rho, 3000) for rho in rhos]
    fig, panels = plt.subplots(1, 4, figsize=(10, 2.9), sharey=True, layout="constrained")
    fig.suptitle("Enough memory rolls through the pit; too much rolls back into it")
    for ax, rho, path in zip(panels, rhos, balls, strict=True):
        ax.plot(x, pit(x), color="0.7")
        way, end = path[:400:4], path[-1]
        ax.plot(way, pit(way) + 0.12, ".", markersize=3, color=style("momentum")["color"])
        ax.plot(end, pit(end) + 0.12, "o", markersize=9, color="#D55E00")
        ax.set(title=f"ρ = {rho}: ends at {end:.1f}", xlabel="parameter $x$")
    panels[0].set_ylabel("loss")
    plt.show()
    came("c")

# %% [markdown] seen="a pit in a bowl"
# The blue dots are the first 400 steps, every fourth, the orange one the end. At 0.99 the ball is so fast that it climbs the far wall,
# comes back, and comes to rest in the pit. Momentum doesn't know which pits are bad; it skips what is narrow compared with its
# speed, good minima included.

# %% [markdown]
# Saddles are another matter. In notebook 01 descent waited near the ridge for a time that grows with the logarithm of the distance.
#
# Near a saddle with downward curvature 1, descent multiplies the distance by $1 + \alpha$ each step. With momentum, put $\lambda = -1$ into
# the equation of section 3:
#
# $$ z^2 - (1 + \rho + \alpha)\, z + \rho = 0 $$
#
# and the larger root is the growth per step. At $\alpha = 0.05$, $\rho = 0.9$ it is 1.20 instead of 1.05. So the wait is a logarithm again,
# in another base.

# %% demo="waits, in code"
def waits(starts, rho, lr=0.05, steps=450):
    """First step with |y| > 0.5 on the course's saddle, from (1, y0) for each y0; nan if never."""
    y = roll(momentum, lambda y: y**3 - y, starts, lr, rho, steps)
    away = np.abs(y) > 0.5
    return np.where(away.any(axis=0), np.argmax(away, axis=0), np.nan)

def growth(rho, lr=0.05):
    return np.max(np.roots([1, -(1 + rho + lr), rho]).real)

# %% demo="leaving a saddle"
with needs(momentum_step):
    starts = 10.0 ** -np.arange(1, 9)
    memories = {0.0: ("o", "#000000"), 0.5: ("v", "#009E73"), 0.9: ("s", "#0072B2")}
    counts = {rho: waits(starts, rho) for rho in memories}
    formula = {rho: np.log(0.5 / starts) / np.log(growth(rho)) for rho in memories}
    title = "At a saddle, memory changes the base of the logarithm"
    ax = axes(title, "start distance $y_0$", "steps to leave")
    for rho, (sign, color) in memories.items():
        ax.semilogx(starts, counts[rho], sign, color=color, label=f"ρ = {rho:g}, measured")
        ax.semilogx(starts, formula[rho], "--", color=color, linewidth=1)
    ax.plot([], [], "--", color="0.4", label=r"$\ln(0.5/y_0)\,/\ln z$")
    ax.legend(fontsize=8)
    plt.show()
    said = [f"ρ = {rho:g}: {counts[rho][-1]:.0f} steps (formula {formula[rho][-1]:.0f})" for rho in memories]
    print("from 1e-8:", *said, sep="  ")

# %% [markdown]
# Three and a half times shorter, not ten: while the ball is still speeding up, it has not collected its ten pushes. From exactly $y_0 = 0$
# it never leaves; a sum of zeros is zero.

# %% [markdown]
# ## 7. An optimiser for whole networks (15 min)
# A network is a list of arrays, and an optimiser keeps one velocity for each. Two habits of PyTorch to copy: a parameter whose gradient is
# `None` stays as it is, *and so does its velocity*. And `weight_decay` times $w$ is added to the gradient before anything else happens
# (in the letters of notebook 08, $2\lambda w$).
#
# With `nesterov=True` PyTorch moves by $-\alpha(g + \rho\,\text{buf})$. Put $v = -\alpha\,\text{buf}$ in, and you will find that it is your
# `nesterov_tilde_step`: the parameters that PyTorch shows you are $\tilde x$.

# %% [markdown]
# ### Exercise: the class SGD
# You have both rules already; then a dozen lines are plenty.
#
# | | |
# |---|---|
# | `params` | list of float arrays of any shapes; they are copied, the caller's stay as they are |
# | `lr`, `momentum` | `lr` > 0, 0 <= `momentum` < 1 |
# | `nesterov` | `False` for plain momentum, `True` for `nesterov_tilde_step` |
# | `weight_decay` | each gradient $g$ becomes $g$ + `weight_decay` * $w$ first |
# | `.params` | the list of the current arrays, after construction and after each step |
# | `step(grads)` | `grads`: a list as long as `params`, of arrays of the parameters' shapes or `None`; they are not changed |
# | `None` | leaves its parameter and its velocity alone; each parameter has a velocity of its own |
# | `step` returns | the list of new parameters, also kept in `.params` |

# %% exercise="SGD"
class SGD:
    """Gradient descent with momentum over a list of parameters.

    Agrees with torch.optim.SGD at constant lr.
    params: list of float arrays, which are copied.
    `.params` is always the list of the current arrays.
    """

    def __init__(self, params, lr, momentum=0.0, nesterov=False,
                 weight_decay=0.0):
        ### BEGIN SOLUTION
        self.params = [np.array(w, dtype=float) for w in params]
        self.velocities = [np.zeros_like(w) for w in self.params]
        self.rule = nesterov_tilde_step if nesterov else momentum_step
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        ### END SOLUTION

    def step(self, grads):
        """One step.  grads: a list of arrays or None, as long as params.

        Returns the list of new parameters, also kept in `.params`.
        """
        ### BEGIN SOLUTION
        for i, g in enumerate(grads):
            w, v = self.params[i], self.velocities[i]
            if g is not None:
                g = g + self.weight_decay * w
                self.params[i], self.velocities[i] = self.rule(w, v, g, self.lr, self.momentum)
        return list(self.params)
        ### END SOLUTION

# %% [markdown] hint="SGD"
# When are the velocities made: once, or in each step? Two parameters of one shape must not share anything. And what does a gradient of
# zeros do that `None` does not?
#
# ---
# In `__init__` copy the parameters as floats and make one velocity of zeros for each. In `step` go through the gradients: skip `None`, add
# the decay, then let `momentum_step` or `nesterov_tilde_step` make the new parameter and its new velocity.
#
# ---
# ```python
# for i, g in enumerate(grads):
#     if g is not None:
#         g = ...  # with weight decay; a new array
#         self.params[i], self.velocities[i] = self.rule(...)
# return list(self.params)
# ```
#
# `self.rule` is chosen once, in `__init__`.

# %% check="SGD" points=20
check(SGD)

# %% [markdown]
# Does it agree with PyTorch, and what would a slip look like? Below, 60 steps on two arrays, with Nesterov and weight decay, zeros and
# `None` among the gradients. Beside yours run two near misses: plain momentum instead of Nesterov's, and a decay of 0.011 for 0.01.

# %% demo="your SGD, and torch's" open=true
import torch


def yours(params, history, **settings):
    opt = SGD(params, lr=0.1, **settings)
    return np.array([np.concatenate([w.ravel() for w in opt.step(grads)]) for grads in history])

def torchs(params, history, **settings):
    params = [torch.nn.Parameter(torch.tensor(w)) for w in params]
    opt, path = torch.optim.SGD(params, lr=0.1, **settings), []
    for grads in history:
        for w, g in zip(params, grads, strict=True):
            w.grad = None if g is None else torch.tensor(g)
        opt.step()
        path.append(np.concatenate([w.detach().numpy().ravel() for w in params]))
    return np.array(path)

# %% demo="a history, in code"
def a_history(seed, steps=60):
    """Two arrays, and gradients for them; a third of the entries are zero, a few arrays None."""
    rng = np.random.default_rng(seed)
    arrays = [rng.normal(size=(3, 4)), rng.normal(size=4)]
    sparse = lambda w: rng.normal(size=w.shape) * (rng.random(w.shape) > 1 / 3)
    history = [[sparse(w) for w in arrays] for _ in range(steps)]
    for t in rng.choice(steps, 6, replace=False):
        history[t][t % 2] = None
    return arrays, history

# %% demo="sixty steps against torch"
with needs(SGD, momentum_step, nesterov_tilde_step):
    full = {"momentum": 0.9, "nesterov": True, "weight_decay": 0.01}
    tries = {"yours": {}, "nesterov forgotten": {"nesterov": False}, "decay 0.011": {"weight_decay": 0.011}}
    arrays, history = a_history(0)
    truth = torchs(arrays, history, **full)
    paths = {name: yours(arrays, history, **full | slip) for name, slip in tries.items()}
    gaps = {name: np.maximum(np.abs(path - truth).max(axis=1), 1e-17) for name, path in paths.items()}
    title = "Same rule, same numbers; a slip shows from the first step"
    ax = plot_curves(gaps, title, "step", "largest difference from torch")
    ax.axhline(1e-10, color="0.5", linewidth=0.8)
    ax.set(ylim=(1e-18, 100))
    ax.legend(fontsize=8, loc="center right")
    plt.show()
    print(f"largest difference of yours over 60 steps: {gaps['yours'].max():.1e}")

# %% [markdown]
# ## 8. Optimisers race on one page (6 min)
# Everything together: three balls, your functions, two courses. Above, a valley with κ = 20: finish within 0.3 of the star.
# Below, a saddle: start a hundredth beside the ridge, finish at $|w_1| > 0.5$.
#
# Three settings first: a low rate with ρ = 0.5 and with 0.9, then a rate of 0.08 with ρ = 0.9.

# %% predict="who wins the race"
predict("At the rate 0.08, with ρ = 0.9: who is first in the valley?",
        a="gradient descent", b="momentum", c="Nesterov",
        guess="")

# %% demo="run one, in code"
RACERS = {"gradient descent": "o", "momentum": "s", "Nesterov": "^"}
COURSES = {"valley": (valley(kappa=20), [-10.0, 1.8], lambda p: np.linalg.norm(p, axis=1) < 0.3),
           "saddle": (saddle(), [1.0, 0.01], lambda p: np.abs(p[:, 1]) > 0.5)}

def run_one(name, surface, start, lr, rho, steps):
    """One racer's path; it ends early where the racer is thrown far out."""
    step = nesterov_lookahead_step if name == "Nesterov" else momentum
    x, v, path = np.array(start), np.zeros(2), [np.array(start)]
    while len(path) <= steps and np.abs(x).max() < 40:
        x, v = step(x, v, surface.grad, lr, 0.0 if name == "gradient descent" else rho)
        path.append(x)
    return np.array(path)

# %% demo="the race, helpers"
def run_race(lr, rho, steps):
    return {course: {name: run_one(name, surface, start, lr, rho, steps) for name in RACERS}
            for course, (surface, start, _) in COURSES.items()}

# %% demo="standing, in code"
def standing(path, arrived, steps):
    """Where a racer is, in words: the step in which it reached the finish for good, or how it failed."""
    if len(path) <= steps:
        return f"thrown out, step {len(path) - 1}"
    late = np.flatnonzero(~arrived(path))
    return f"there from step {late[-1] + 1}" if late[-1] < steps else "on the way"

def draw_course(ax, course):
    surface, ticks = COURSES[course][0], {"valley": ((-10, 0, 10), (-2, 0, 2))}.get(course, ((-1, 0, 1),) * 2)
    plot_surface(surface, ax)
    if course == "saddle":                                  # `plot_surface` marks one of its two minima
        ax.scatter(0, -1, s=144, marker="*", color="0.4")
    ax.set(xticks=ticks[0], yticks=ticks[1], xlabel="$w_0$")

# %% demo="the race, drawing"
def draw_racers(ax, course, paths, steps):
    _, start, arrived = COURSES[course]
    for name, path in paths[course].items():
        label, color = f"{name}: {standing(path, arrived, steps)}", style(name)["color"]
        dot = {"color": color, "markersize": 10, "markeredgecolor": "w", "zorder": 5}
        ax.plot(*path.T, linewidth=1.4, **style(name))
        ax.plot(*path[-1], RACERS[name], label=label, **dot)
    ax.plot(*start, "+", color="0.2", markersize=10)
    ax.set(xlim=COURSES[course][0].box[:2], ylim=COURSES[course][0].box[2:])
    ax.legend(fontsize=9.5, loc="upper center", bbox_to_anchor=(0.5, -0.2), frameon=False)

# %% demo="the race, three settings"
with needs(momentum_step, nesterov_lookahead_step):
    settings = [(0.03, 0.5), (0.03, 0.9), (0.08, 0.9)]
    heats = [run_race(lr, rho, 80) for lr, rho in settings]
    fig, panels = plt.subplots(2, 3, figsize=(10.5, 7.2), layout="constrained")
    title = "Low rate: memory wins both races. High rate: descent wins the valley, Nesterov is thrown out"
    fig.suptitle(title)
    for column, (lr, rho), paths in zip(panels.T, settings, heats, strict=True):
        for ax, course in zip(column, COURSES, strict=True):
            draw_course(ax, course)
            draw_racers(ax, course, paths, steps=80)
        column[0].set_title(f"lr = {lr}, ρ = {rho}")
    for ax, course in zip(panels[:, 0], COURSES, strict=True):
        ax.set_ylabel(f"{course}, 80 steps\n$w_1$")
    plt.show()
    came("a")

# %% [markdown] seen="who wins the race"
# More memory halves the time at the saddle. In the valley it helps Nesterov (56 to 46) and hurts plain momentum (54 to 62), which swings.
# In the third column plain descent, near its best rate of 0.095, wins the valley. And Nesterov? Its speed limit is
#
# $$ \frac{2 + 2\rho}{1 + 2\rho} \cdot \frac1L $$
#
# which is 0.068 here, *lower* than descent's $2/L = 0.1$, while momentum's is 0.19. A look ahead on a steep wall sees a steeper wall.

# %% [markdown]
# Now you. Drag the slider, or press the arrow keys on it: which memory is the fastest in this valley, for each of the two, and what does
# too much of it look like?

# %% demo="the valley, with a slider for the memory"
def race(rho):
    ax = axes(f"lr = 0.03, ρ = {rho}, 80 steps", "$w_0$", "$w_1$", (6.4, 3.6))
    plot_surface(COURSES["valley"][0], ax, levels=6)
    draw_racers(ax, "valley", {"valley": {name: run_one(name, *COURSES["valley"][:2], 0.03, rho, 80) for name in RACERS}}, 80)

with needs(momentum_step, nesterov_lookahead_step):
    slider_figure(race, [0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98], "ρ", start=1).show()

# %% [markdown]
# ## Open challenge: a banana in 200 slopes (10 min, further)
# Rosenbrock's banana is a valley that bends. From five starts you may ask for 200 slopes each. The baseline is your `momentum_step` at the
# best of 12 pairs of rate and ρ. Change `my_walk` and beat it: restart the velocity, look ahead, clip. Nothing of this is graded; your best
# score is kept.

# %% demo="your walk" open=true
def my_walk(grad, x0):
    """Where you end, shape (2,). `grad` may be called 200 times."""
    x = np.array(x0, dtype=float)
    for _ in range(200):
        x = x - 1e-3 * grad(x)
    return x

# %% demo="a banana in 200 slopes, your best so far"
from utils.challenge import budget, challenge
from utils.surfaces import rosenbrock


def banana(walk):
    """Height that is left, the geometric mean of five starts; a walk that leaves counts as a million."""
    starts = [[-1.2, 1.0], [-1.0, 0.2], [0.0, 1.5], [-0.5, -0.4], [0.3, 0.9]]
    with np.errstate(all="ignore"):
        heights = [rosenbrock().f(walk(budget(rosenbrock().grad, 200), x0)) for x0 in starts]
    return np.exp(np.mean(np.log(np.clip(np.nan_to_num(heights, nan=1e6), 1e-15, 1e6))))

def with_momentum(lr, rho):
    def walk(grad, x0):
        x, v = np.array(x0), np.zeros(2)
        for _ in range(200):
            x, v = momentum_step(x, v, grad(x), lr, rho)
        return x
    return walk

with needs(momentum_step):
    pairs = [(lr, rho) for lr in (3e-4, 6e-4, 1e-3, 2e-3) for rho in (0.8, 0.9, 0.95)]
    baseline = min(banana(with_momentum(*pair)) for pair in pairs)
    challenge("02", banana(my_walk), baseline, "height that is left", lower=True)

# %% [markdown]
# ## 9. Claims, tested (5 min)
# Sentences you will hear about momentum. Each states the smallest effect that would matter, and gets an experiment with ten seeds or more
# (its code is folded away; click the bar); one rule for all turns the numbers into a verdict (`utils/claims.py`).
#
# First the bouncing, in one steep direction: how far does a ball walk across the valley before it is at rest? A seed draws the learning
# rate: just below descent's limit of $2/L$ (from 1.95 on), or well below it (up to 1.8).

# %% demo="claim bounces"
claims, lecture = Claims("02_momentum"), "CS231n lecture 7, slides"
slides, notes = "https://cs231n.stanford.edu/slides/", "https://cs231n.github.io/neural-networks-3/"

def walked_across(lr, rho, steps=3000):
    """Distance walked, from 1, where the curvature is 1; one ball for each of the rates."""
    return np.abs(np.diff(roll(momentum, lambda x: x, np.ones(len(lr)), lr, rho, steps), axis=0)).sum(axis=0)

with needs(momentum_step):
    test = claims.test("Momentum damps the oscillation across the valley", "G. Hinton, CSC321 lecture 10",
                       "distance walked across, descent / momentum with ρ = 0.9, at the same rate", 1.1, ratio=True,
                       wording="It damps oscillations by combining gradients with opposite signs.",
                       link="http://www.cs.toronto.edu/~hinton/csc321/notes/lec10_files/slide0019.htm")
    fast, usual = (np.array([np.random.default_rng(seed).uniform(*limits) for seed in seeds(20)])
                   for limits in ((1.95, 1.999), (0.1, 1.8)))
    gain, loss = (walked_across(lr, 0.0) / walked_across(lr, 0.9) for lr in (fast, usual))
    test.measured(gain, without=loss, condition="descent is about to diverge")

# %% [markdown]
# That was at the same rate, which favours neither. And if each has its best pair?

# %% demo="bounces at the best pair"
with needs(momentum_step, heavy_ball):
    lr, rho = heavy_ball(1.0, 100.0)
    ways = {"descent": roll(momentum, narrow.grad, START, 2 / 101, 0.0, 3000),
            "momentum": roll(momentum, narrow.grad, START, lr, rho, 3000)}
    for name, way in ways.items():
        far = np.linalg.norm(way, axis=1) > 1e-6 * np.linalg.norm(START)
        across = np.abs(np.diff(way[:, 1])).sum()
        print(f"κ = 100, {name} at its best: walks {across:.1f} across, in {np.flatnonzero(far)[-1] + 1} steps")

# %% [markdown]
# The two walk the same way across; momentum does it in an eighth of the steps. Next, speed: bowls with 20 curvatures between 1 and κ, and
# 20 random starts in each. The same $\rho = 0.9$ for all κ is compared from κ = 1000 on.

# %% demo="claim square root"
def exponents(counts, over):
    return np.polyfit(np.log(over), np.log(np.array(counts)), 1)[0]

with needs(momentum_step, heavy_ball):
    test = claims.test("With momentum the steps grow as √κ, not κ", "B. Polyak, 1964; G. Goh, 2017",
                       "distance of the exponent of κ in the number of steps from 1/2", 0.1, equal=True, main=True,
                       link="https://distill.pub/2017/momentum/")
    counts = count_all()
    tuned = exponents(counts["momentum tuned to κ"], kappas) - 0.5
    fixed = exponents(counts["momentum, ρ = 0.9, lr = 1/L"][-3:], kappas[-3:]) - 0.5
    test.measured(tuned, without=fixed, condition="ρ and the rate are tuned to κ")

# %% demo="claim factor of ten"
with needs(momentum_step):
    test = claims.test("ρ = 0.9 makes descent ten times faster", "Goodfellow, Bengio, Courville, section 8.3.2",
                       "fewer steps than descent at the same rate 1/L, / ten", 1.25, equal=True, ratio=True,
                       wording="α = .9 corresponds to multiplying the maximum speed by 10 relative to the gradient "
                       "descent algorithm", link="https://www.deeplearningbook.org/contents/optimization.html")
    slow, fast = ({kappa: steps_needed(momentum, kappa, 1 / kappa, rho) for kappa in (10, 100, 3000)}
                  for rho in (0.0, 0.9))
    gain = {kappa: slow[kappa] / fast[kappa] for kappa in slow}
    test.measured(gain[3000] / 10, without=gain[10] / 10, condition="the valley is narrow, here κ = 3000, not 10",
                  note=f"κ = 100: {gain[100].mean():.1f} times faster")

# %% [markdown]
# Your `heavy_ball` was derived for bowls. On other convex functions it may fail: here is one in one dimension, with curvature 25, then 1
# between 1 and 2, then 25 again. Each seed lets 200 balls go between -5 and 5.

# %% demo="claim tuned ball circles"
def kinked(x):
    """Slope of a convex function whose curvature is 25, then 1 between 1 and 2, then 25 again."""
    return np.where(x < 1, 25 * x, np.where(x < 2, x + 24, 25 * x - 24))

def circling(step, lr, rho, steps=1000):
    """For each seed the share of balls that are not at the minimum in one of the last three steps."""
    starts = np.array([np.random.default_rng(seed).uniform(-5, 5, 200) for seed in seeds(20)])
    return (np.abs(roll(step, kinked, starts, lr, rho, steps)[-3:]).max(axis=0) > 1e-3).mean(axis=1)

with needs(momentum_step, heavy_ball, nesterov_lookahead_step):
    test = claims.test("Tuned for bowls, momentum need not converge on other convex functions",
                       "Lessard, Recht, Packard, 2016, section 4", "share of starts that circle for ever", 0.05,
                       link="https://arxiv.org/abs/1408.3595")
    other = circling(nesterov_lookahead_step, 1 / 25, 2 / 3)
    test.measured(circling(momentum, *heavy_ball(1.0, 25.0)), note=f"Nesterov: {other.mean():.2g}")

# %% [markdown]
# “Slightly better” is put to two tests: Nesterov at the rate and memory of plain momentum, and each method at its own best pair for bowls.
# For Nesterov this is
#
# $$ \alpha = \frac{4}{3L + \mu}, \qquad \rho = \frac{\sqrt{3\kappa + 1} - 2}{\sqrt{3\kappa + 1} + 2} $$
#
# (Lessard and others, 2016, table 1).

# %% demo="claim Nesterov"
with needs(momentum_step, nesterov_lookahead_step, heavy_ball):
    test = claims.test("Nesterov works slightly better than plain momentum", "CS231n notes, neural networks 3",
                       "steps of momentum / steps of Nesterov, at lr = 1/L, ρ = 0.9 (κ = 100)", 1.05, ratio=True,
                       wording="works slightly better than standard momentum", link=notes, main=True)
    same = {kappa: steps_needed(momentum, kappa, 1 / kappa, 0.9)
            / steps_needed(nesterov_lookahead_step, kappa, 1 / kappa, 0.9) for kappa in (100, 1000)}
    root = np.sqrt(3 * 100 + 1)
    own = steps_needed(nesterov_lookahead_step, 100, 4 / (3 * 100 + 1), (root - 2) / (root + 2))
    test.measured(same[100], without=steps_needed(momentum, 100, *heavy_ball(1, 100)) / own,
                  condition="both run at one rate and memory instead of the best of each",
                  note=f"κ = 1000, same rate and memory: {same[1000].mean():.2f}")

# %% [markdown]
# Last, three pictures from slides: the ball that leaves saddles, the ball that leaves local minima, and the average that calms noise. The
# landscapes are sums of 200 random waves in two dimensions, as in notebook 01, with 30 starts each. Every start rolls with plain descent,
# with $\rho = 0.9$ at the same rate, and with $\rho = 0.9$ at the same *effective* rate.

# %% demo="claim saddles"
with needs(momentum_step):
    test = claims.test("Momentum leaves saddles sooner", lecture, "steps of descent / of momentum with ρ = 0.9 at the same rate",
                       1.5, ratio=True, link=slides)
    starts = [10 ** np.random.default_rng(seed).uniform(-8, -1, 20) for seed in seeds(20)]
    gain = [np.exp(np.mean(np.log(waits(some, 0.0) / waits(some, 0.9)))) for some in starts]
    formula = np.log(growth(0.9)) / np.log(growth(0.0))
    test.measured(gain, note=f"the formula says {formula:.2f}")

# %% demo="random landscapes, in code"
def heights(seed, settings, starts=30):
    """Heights at which the starts end in a random landscape of two dimensions, one row per (lr, rho)."""
    rng = np.random.default_rng(seed)
    W, phase = rng.standard_normal((200, 2)), rng.uniform(0, 2 * np.pi, 200)
    x0 = rng.uniform(-4, 4, (starts, 2))
    quick, turn = W.astype(np.float32), phase.astype(np.float32)
    slope = lambda x: -np.sin(x.astype(np.float32) @ quick.T + turn) @ quick / 10
    ends = [roll(momentum, slope, x0, lr, rho, 600)[-1] for lr, rho in settings]
    return np.array([np.cos(x @ W.T + phase).sum(axis=1) / 10 for x in ends])

# %% demo="claim local minima"
with needs(momentum_step, effective_lr):
    test = claims.test("Momentum rolls out of local minima", lecture,
                       "share of starts that end in a lower minimum than descent's, at the same rate", 0.05, link=slides)
    ends = [heights(seed, [(effective_lr(0.01, 0.9), 0.0), (0.1, 0.9), (0.01, 0.9)]) for seed in seeds(40)]
    lower, higher, equal = (np.array([np.mean(sign * (h[row] - h[0]) > 0.01) for h in ends])
                            for sign, row in ((-1, 1), (1, 1), (-1, 2)))
    test.measured(lower, without=equal, condition="the rate is kept, which makes the effective rate ten times larger",
                  note=f"{higher.mean():.0%} end in a higher one")

# %% demo="claim noise"
def hover(seed, lr, rho, steps=2000):
    """Standard deviation of the place of 100 balls in a bowl of curvature 1; their gradients tremble by 1."""
    rng = np.random.default_rng(seed)
    return roll(momentum, lambda x: x + rng.standard_normal(100), np.zeros(100), lr, rho, steps)[500:].std()

with needs(momentum_step, effective_lr):
    test = claims.test("Momentum averages the gradient noise away", lecture,
                       "how wide descent hovers / momentum with ρ = 0.9, at the same effective rate", 1.1, ratio=True, link=slides)
    same = np.mean([hover(seed, 0.1, 0.9) / hover(seed, 0.1, 0.0) for seed in seeds(10)])
    calm = [hover(seed, effective_lr(0.01, 0.9), 0.0) / hover(seed, 0.01, 0.9) for seed in seeds(10)]
    test.measured(calm, note=f"at the same lr momentum hovers {same:.1f} times as wide")

# %% [markdown]
# And does it train networks faster? One hidden layer of 32 units on 512 digits, 64 steps, with minibatches of 16 or with all examples in
# each step. Three seeds choose each method's best constant rate; 20 others, with digits of their own, judge.

# %% demo="training with and without momentum, in code"
from utils.data import load_digits
from utils.training import MLPs, train

digits = load_digits()

def losses(method, which, lrs, batch):
    """Training loss (seeds, rates) after 64 steps, each seed with its own 512 digits and start."""
    torch.set_num_threads(1)
    nets = MLPs([64, 32, 10], [seed for seed in which for _ in lrs])
    rows = np.repeat([np.random.default_rng(seed).permutation(1797)[:512] for seed in which], len(lrs), axis=0)
    X, y = torch.tensor(digits.data[rows] / 16).float(), torch.tensor(digits.target[rows])
    train(nets, X, y, 64, np.tile(lrs, len(which)), batch=batch, optimiser=method)
    with torch.no_grad():
        loss = torch.nn.functional.cross_entropy(nets.forward(X).mT, y, reduction="none").mean(1)
    return np.nan_to_num(loss.numpy(), nan=10.0).reshape(len(which), len(lrs))

def at_best_rate(method, batch):
    """Losses (seeds,) at the rate that is best for the seeds that choose."""
    rates = (0.28, 0.4, 0.57, 0.8, 1.13, 1.6) if method == "SGD" else (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
    best = np.log(losses(method, tuning_seeds(3), rates, batch)).mean(axis=0).argmin()
    return losses(method, seeds(20), rates[best : best + 1], batch)[:, 0]

# %% demo="claim networks"
test = claims.test("Momentum makes deep networks converge faster", "CS231n notes, neural networks 3",
                   "loss of descent / of momentum with ρ = 0.9, after 64 steps at the best rate of each", 2, ratio=True,
                   wording="almost always enjoys better converge rates on deep networks", link=notes, main=True)
ratio = {batch: at_best_rate("SGD", batch) / at_best_rate("momentum", batch) for batch in (16, 512)}
test.measured(ratio[512], without=ratio[16], condition="the batch is large, here all 512 examples, not 16")

# %% demo="claims table"
claims

# %% [markdown]
# How many of your predictions came true?

# %% demo="your predictions" open=true
predictions()

# %% [markdown]
# ### What you saw
# - Momentum does not stop the zigzag. It makes progress along the floor while zigzagging: with the best pair it walks as far across as
#   descent does, in an eighth of the steps.
# - $1/(1-\rho)$ is both how much faster it gets and how long it takes to get there.
# - The square root of κ belongs to memory that is tuned to κ. A fixed $\rho = 0.9$ gives a constant factor of about ten,
#   and in narrow valleys only.
# - Nesterov takes the gradient where it is about to be. Kept as $\tilde x$ it needs no look ahead, and that is what PyTorch does.
# - Conventions agree while the learning rate is constant, and part when it changes.
# - Momentum does not average noise away. In a network it paid with full batches, and hardly with minibatches of 16.

# %% [markdown]
# ### When to use it
# Almost always: it costs one array and one line. $\rho = 0.9$, Nesterov or not, with a learning rate that falls, is still what image
# networks are trained with; Adam and AdamW (notebook 03) carry the same memory under the name $\beta_1$. Raise $\rho$ toward 0.99 for long,
# nearly noiseless runs, and lower `lr` with it. Tuning to κ is for problems whose κ you know; a network's you don't.

# %% [markdown]
# ### Further reading
# - G. Goh, *Why Momentum Really Works*, Distill 2017: its part “The Dynamics of Momentum” is your section 3, with
#   sliders.
# - B. Polyak, *Some methods of speeding up the convergence of iteration methods*, 1964
#   ([doi:10.1016/0041-5553(64)90137-5](https://doi.org/10.1016/0041-5553(64)90137-5)), and Y. Nesterov, *A method for solving the convex
#   programming problem with convergence rate $O(1/k^2)$*, 1983: the two originals.
# - I. Sutskever and others, *On the importance of initialization and momentum in deep learning*, 2013: section 2, momentum and Nesterov
#   side by side.
# - Y. Bengio, N. Boulanger-Lewandowski, R. Pascanu, *Advances in Optimizing Recurrent Networks*, 2013 (arXiv:1212.0901): section 3.5 has
#   the form in $\tilde x$.
# - L. Lessard, B. Recht, A. Packard, *Analysis and Design of Optimization Algorithms via Integral Quadratic Constraints*, 2016
#   (arXiv:1408.3595): section 4 has the convex function on which the tuned ball circles forever.

# %% [markdown]
# **An open question.** Does momentum help when training with small batches? R. Kidambi and others, 2018 (arXiv:1803.05591) show problems
# where it can't; C. Shallue and others, 2019 (arXiv:1811.03600) and G. Zhang and others, 2019 (arXiv:1907.04164) find that it pays only
# from some batch size on; R. Wang and others, 2024 (arXiv:2307.15196) that at small rates it changes nothing but the effective rate. Your
# measurements agree. But where does a network cross over, and could you predict that batch size from its gradient noise and its κ?
