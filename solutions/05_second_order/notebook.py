# ---
# jupyter:
#   jupytext: {cell_metadata_filter: all}
#   kernelspec: {name: python3, display_name: Python 3 (ipykernel), language: python}
# ---

# %% [markdown]
# # Second order: the curvature, and how to do without it
# Gradient descent knows which way is down. It does not know how far. The second derivative does: in a bowl, one step with it replaces
# thousands. You will write that step, see where it fails, and add two safety catches. Then you build a method that has most of its speed
# and needs no second derivative at all. At the end it races SciPy, PyTorch, and the momentum of notebook 02.
#
# *You need*: notebook 01 (condition number, saddles). *You get*: `damped_newton`, `bfgs_update`, and an `lbfgs_direction` that is as
# good as the libraries'.

# %%
import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import minimize

from utils.checks import check, hint, needs, solution
from utils.claims import Claims, seeds
from utils.data import load_digits
from utils.line_search import minimise, one_thread
from utils.plotting import axes, plot_paths, plot_surface, style
from utils.predict import came, predict, predictions
from utils.remember import remember  # runs an experiment once, and anew when your functions change
from utils.schematics.landscapes import show_backtracking, show_two_loops
from utils.shipped import Shipped  # brings results of experiments that take minutes
from utils.slider import slider_figure
from utils.surfaces import rosenbrock, saddle, valley

LOOKS = {"Newton": ("#882255", "-"), "damped Newton": ("#6699CC", "--"),
         "BFGS": ("#999933", "-."), "L-BFGS": ("#117733", "-")}

def look(name):
    """Colour and dash of a method."""
    return dict(zip(("color", "linestyle"), LOOKS[name], strict=True)) if name in LOOKS else style(name)

# %% [markdown]
# ## 1. A line has no bottom, a parabola has one (10 min)
# Stand at a point $x$ of a loss and measure. The height and the slope give you a straight line that touches the loss. Add the curvature and
# you get a parabola.
#
# With $d$ for the step, and $H$ for the matrix of second derivatives, the *Hessian*, the two models are
#
# $$ m_1(d) = f + g^\top d, \qquad m_2(d) = f + g^\top d + \tfrac12\, d^\top H\, d $$

# %% [markdown]
# ### Exercise: two models of a function
# Everything in this notebook is built on these two Taylor models.
#
# | | |
# |---|---|
# | `f0` | the height at $x$, a number |
# | `g`, `H` | the gradient, shape (n,), and the symmetric Hessian, (n, n) |
# | `d` | the step from $x$, shape (n,) |
# | `order` | 1 for $m_1$, 2 for $m_2$; anything else raises a `ValueError` |
# | returns | a number |

# %% exercise="taylor"
def taylor(f0, g, H, d, order):
    """The Taylor model of order 1 or 2, a step d away; a number.

    f0: number.  g, d: (n,).  H: (n, n).  Another order raises ValueError.
    """
    ### BEGIN SOLUTION
    if order not in (1, 2):
        raise ValueError(f"taylor(..., order={order!r}): order is 1 or 2")
    line = f0 + g @ d
    return line if order == 1 else line + d @ H @ d / 2
    ### END SOLUTION

# %% [markdown] hint="taylor"
# In one dimension, what is the second derivative of $\tfrac12 h d^2$? Which NumPy operator turns `d`, `H`, `d` into one number?
#
# ---
# Refuse a wrong order first. Then compute the line; for order 2 add half of what the Hessian gives between the step and itself.
#
# ---
# The line is `f0 + g @ d`, and the product of three is `d @ H @ d`. Return the first, or the first plus half of the second.

# %% check="taylor" points=8
check(taylor)

# %% demo="a line and a parabola"
with needs(taylor):
    f, slope, curve = (lambda x: np.exp(x) - 2 * x), (lambda x: np.exp(x) - 2), np.exp
    x0, d = 2.0, np.linspace(-2.6, 0.7, 100)
    here = f(x0), np.array([slope(x0)]), np.array([[curve(x0)]])
    models = [[taylor(*here, np.array([step]), order) for step in d] for order in (1, 2)]
    ax = axes("The line never says stop; the parabola has a bottom to jump to", "$x$", "height")
    ax.plot(x0 + d, f(x0 + d), color="0.7", linewidth=5, label="$f = e^x - 2x$")
    ax.plot(x0 + d, models[0], label="line: which way", **look("gradient descent"))
    ax.plot(x0 + d, models[1], "--", color=look("Newton")["color"], label="parabola: how far")
    jump = -slope(x0) / curve(x0)
    ax.plot(x0 + jump, taylor(*here, np.array([jump]), 2), "v", color="#D55E00", markersize=9)
    ax.plot(x0, f(x0), "o", color="0.2")
    ax.set(ylim=(-3, 9))
    ax.legend(fontsize=8)
    plt.show()
    print(f"the parabola's bottom: x = {x0 + jump:.2f}; the true one: x = {np.log(2):.2f}")

# %% [markdown]
# Descent follows the line, so somebody has to tell it when to stop: that is the learning rate. The parabola brings its own answer. It isn't
# right yet, but measure again at its bottom, jump again, and you are nearer each time.

# %% [markdown]
# ## 2. A Hessian from gradients alone (12 min)
# Where do second derivatives come from, when you only have code for the gradient? Move one coordinate a little to both sides and see
# how the whole gradient changes. That gives column $j$ of the Hessian:
#
# $$ H_{\cdot j} \approx \frac{\nabla f(x + h e_j) - \nabla f(x - h e_j)}{2h} $$
#
# A true Hessian is symmetric. Yours will be off by a little, so average it with its transpose.

# %% [markdown]
# ### Exercise: a numerical Hessian
# Build the matrix column by column, then make it symmetric.
#
# | | |
# |---|---|
# | `grad` | a function from a float array of shape (n,) to its gradient, (n,) |
# | `x` | $n$ numbers, an array or a list, perhaps of ints; stays as it was |
# | `h` | how far to go to each side, above 0 |
# | returns | a float array of shape (n, n): the mean of the differences and their transpose |

# %% exercise="num_hessian"
def num_hessian(grad, x, h=1e-5):
    """The Hessian at x from centred differences of grad, symmetric.

    grad: (n,) to (n,).  x: n numbers, stays as it was.  Returns (n, n).
    """
    ### BEGIN SOLUTION
    x = np.array(x, dtype=float)
    H = np.empty((len(x), len(x)))
    for j in range(len(x)):
        e = np.zeros(len(x))
        e[j] = h
        H[:, j] = (grad(x + e) - grad(x - e)) / (2 * h)
    return (H + H.T) / 2
    ### END SOLUTION

# %% [markdown] hint="num_hessian"
# How far apart are the two points of one difference? And if you step by changing `x` itself, who puts it back?
#
# ---
# Make a float copy of `x`. For each coordinate $j$ make a vector that is zero except for `h` at $j$, take the gradient on both sides of `x`,
# and store the difference quotient as column $j$. At the end average the matrix with its transpose.
#
# ---
# ```python
# x = np.array(x, dtype=float)
# H = np.empty(...)
# for j in range(len(x)):
#     e = ...                      # zeros, and h at place j
#     H[:, j] = (grad(x + e) - ...) / ...
# return ...
# ```

# %% check="num_hessian" points=10
check(num_hessian)

# %% [markdown]
# How small should $h$ be? The formula is exact only for $h \to 0$. The next figure has the error on a function whose Hessian is known.

# %% predict="a smaller distance"
predict("The default is h = 1e-5. What does h = 1e-10 do to the error?",
        a="it falls further", b="it stays about the same", c="it grows",
        guess="")

# %% demo="error over the distance h"
def rosenbrock_hessian(x):
    return np.array([[1200 * x[0] ** 2 - 400 * x[1] + 2, -400 * x[0]], [-400 * x[0], 200.0]])

with needs(num_hessian):
    slope, x, hs = rosenbrock().grad, np.array([-1.2, 1.0]), 10.0 ** np.arange(-12, 0.1, 0.5)
    one_sided = lambda h: np.stack([(slope(x + h * e) - slope(x)) / h for e in np.eye(2)])
    errors = [[np.abs(make(h) - rosenbrock_hessian(x)).max() / 1330 for h in hs]
              for make in (lambda h: num_hessian(slope, x, h), one_sided)]
    ax = axes("Too far is wrong, too near is noise", "distance $h$", "largest error / largest entry")
    ax.loglog(hs, np.maximum(errors[0], 1e-14), "o-", color="#0072B2", label="yours, centred: falls as $h^2$")
    ax.loglog(hs, errors[1], "s--", color="#D55E00", label="one-sided: falls as $h$")
    ax.axvline(1e-5, color="0.8", zorder=0)
    ax.legend(fontsize=8)
    plt.show()
    default, smaller = (np.interp(np.log(h), np.log(hs), errors[0]) for h in (1e-5, 1e-10))
    came("c" if smaller > 3 * default else "a" if smaller < default / 3 else "b")

# %% [markdown] seen="a smaller distance"
# From the right the error falls until rounding takes over and drives it up again: the difference of two almost equal numbers has few
# correct digits. The grey line marks the default.

# %% [markdown]
# One such matrix costs $2n$ gradients and $n^2$ numbers of memory. That is nothing for $n = 2$ and hopeless for a network. Keep it in
# mind until section 5.

# %% [markdown]
# ## 3. Newton's step: to where the slope is zero (10 min)
# Where is the bottom of the parabola $m_2$? Where its slope is zero: $g + H d = 0$. So
#
# $$ x \leftarrow x - H^{-1} g $$
#
# Nobody inverts the matrix for this; solving the linear system $H d = -g$ is cheaper and more exact. There is no learning rate in sight.

# %% [markdown]
# ### Exercise: one Newton step
# One line; the only choice is how to solve for the step.
#
# | | |
# |---|---|
# | `x`, `g` | the point and its gradient, shape (n,) |
# | `H` | the Hessian there: symmetric, not singular, eigenvalues of any sign |
# | returns | a new array of shape (n,) |

# %% exercise="newton_step"
def newton_step(x, g, H):
    """Where the second-order model at x has slope zero.

    x, g: (n,).  H: (n, n), not singular.  Returns a new array (n,).
    """
    ### BEGIN SOLUTION
    return x - np.linalg.solve(H, g)
    ### END SOLUTION

# %% [markdown] hint="newton_step"
# `np.linalg.solve(A, b)` finds the $d$ with $A d = b$. In one dimension with $f = 3x^2$: what are $g$ and $H$ at $x = 5$, and where must
# you land?
#
# ---
# Solve the system whose matrix is the Hessian and whose right side is the gradient. Its solution is what has to be taken away from `x`.
#
# ---
# `x` minus `np.linalg.solve(...)` with the Hessian as first argument and the gradient as second.

# %% check="newton_step" points=12
check(newton_step)

# %% demo="one step in a bowl"
with needs(newton_step):
    bowl, descent = valley(kappa=100, angle=30), [np.array([-7.3, -3.2])]
    H = np.column_stack([bowl.grad(e) for e in np.eye(2)])
    for _ in range(60):
        descent.append(descent[-1] - 0.019 * bowl.grad(descent[-1]))
    jump = np.array([descent[0], newton_step(descent[0], bowl.grad(descent[0]), H)])
    walk = {"gradient descent, 60 steps": np.array(descent)}
    ax = plot_paths(bowl, walk, "In a bowl, one step is all it takes")
    ax.plot(*jump.T, "o-", markersize=7, label="Newton, one step", color=look("Newton")["color"])
    ax.set(xlim=(-9, 3), ylim=(-5.2, 1.5), aspect="equal")
    ax.legend(fontsize=8, loc="upper left")
    plt.show()
    left = np.linalg.norm([descent[-1], jump[-1]], axis=1)
    print(f"still to go: descent {left[0]:.1f}, Newton {left[1]:.0e}")

# %% [markdown]
# Narrow or wide, turned or not: if the function *is* its parabola, the first jump is the last. Condition numbers don't matter.
#
# Now the double well of notebook 01: two minima at $(0, \pm 1)$ and a saddle between them. Fifteen hundred random starts each take
# Newton's steps until they arrive somewhere.

# %% demo="where Newton ends"
def well_hessian(w):
    return np.diag([1.0, 3 * w[1] ** 2 - 1])

def newton_ends(starts, steps=40):
    """Where Newton's plain step takes each start on the double well, shape (starts, 2)."""
    ends = []
    for w in starts:
        for _ in range(steps):
            w = newton_step(w, saddle().grad(w), well_hessian(w))
        ends.append(w)
    return np.array(ends)

# %% predict="ends on the double well"
predict("How many of the 1500 starts end in the saddle?",
        a="almost none", b="about a third", c="nearly all",
        guess="")

# %% demo="the double well"
in_the_well = np.random.default_rng(0).uniform([-1.3, -1.5], [1.3, 1.5], (1500, 2))
with needs(newton_step):
    starts, trapped = in_the_well, np.abs(newton_ends(in_the_well)[:, 1]) < 1e-6
    ax = axes("Newton looks for flat ground, not for low ground", "$w_0$", "$w_1$", (6, 4.6))
    plot_surface(saddle(), ax)
    ax.plot(*starts[~trapped].T, ".", color="#0072B2", markersize=3, label="ends in a minimum")
    caught = f"ends in the saddle: {trapped.mean():.0%}"
    ax.plot(*starts[trapped].T, "x", color="#D55E00", markersize=4, label=caught)
    ax.plot([0, 0], [-1, 1], "*", color="0.2", markersize=13)
    ax.plot(0, 0, "D", color="0.2", markersize=8)
    ax.legend(fontsize=8, loc="upper right", frameon=True, framealpha=1)
    plt.show()
    print(f"highest start that ends in the saddle: |w1| = {np.abs(starts[trapped, 1]).max():.3f}")
    came("abc"[np.digitize(trapped.mean(), [0.1, 0.7])])

# %% [markdown] seen="ends on the double well"
# The parabola along $w_1$ is upside down where $|w_1| < 1/\sqrt 3 = 0.577$, and the place where *its* slope is zero is its top: Newton
# climbs. Up to $1/\sqrt 5 = 0.447$ every step comes nearer to the saddle. Between the two numbers the step is so long that it jumps over
# the saddle and lands in a valley, by luck.

# %% [markdown]
# Lectures say that Newton's step goes to the minimum of the local model. That is only true where $H$ is positive definite. Where it is
# not, the model has no minimum, and the step goes to a saddle or to the top of the model.

# %% [markdown]
# And with no saddle in sight? $\log\cosh x$ has a single minimum and curves upward everywhere. Two starts, 1.08 and 1.09, take seven
# steps each.

# %% predict="log cosh"
predict("A convex function, two starts a hundredth apart. What will Newton "
        "do?",
        a="one start arrives, the other flies away",
        b="both arrive, in the same number of steps",
        c="both arrive, one much later",
        guess="")

# %% demo="on log cosh, in code"
def on_log_cosh(x, steps):
    """Newton's path on log cosh, cut where it is far away."""
    path = [np.array([x])]
    while len(path) <= steps and abs(path[-1][0]) < 20:
        x = path[-1]
        path.append(newton_step(x, np.tanh(x), np.diag(np.cosh(x) ** -2.0)))
    return np.abs(path)

# %% demo="two starts on log cosh"
with needs(newton_step):
    runs = {x0: on_log_cosh(x0, 7) for x0 in (1.08, 1.09)}
    ax = axes("Convex, one minimum, and still a matter of luck", "step", "distance to the minimum")
    for (x0, path), kind, color in zip(runs.items(), ("o-", "s--"), ("#0072B2", "#D55E00"), strict=True):
        ax.semilogy(path, kind, color=color, label=f"start at {x0}")
    ax.set(ylim=(1e-6, 1e3))
    ax.legend(fontsize=8)
    plt.show()
    came("a")

# %% [markdown] seen="log cosh"
# Far out the function is almost straight, its parabola almost flat, and the jump is much too long. From 1.08 each jump is a little shorter
# than the one before, from 1.09 a little longer.

# %% [markdown]
# Move the start yourself: the dashed parabola is the model there, and Newton jumps to its bottom.

# %% demo="log cosh, with a slider for the start"
def jumps_from(x0):
    ax, grid = axes("", "$x$", r"$\log\,\cosh\, x$"), np.linspace(-3.2, 3.2, 200)
    path = [np.array([x0])]
    while len(path) < 5 and abs(path[-1][0]) < 4:
        path.append(newton_step(path[-1], np.tanh(path[-1]), np.diag(np.cosh(path[-1]) ** -2.0)))
    path, d = np.concatenate(path), grid - x0
    ax.plot(grid, np.log(np.cosh(grid)), color="0.7", linewidth=4)
    ax.plot(grid, np.log(np.cosh(x0)) + np.tanh(x0) * d + d**2 / 2 / np.cosh(x0) ** 2, "--", color="0.4", linewidth=1.2)
    ax.plot(path, np.log(np.cosh(path)), "o-", linewidth=1.2, color=look("Newton")["color"])
    ax.plot(x0, np.log(np.cosh(x0)), "o", color="0.2", markersize=9)
    ax.set(xlim=(-3.2, 3.2), ylim=(-1, 2.6), title="Newton is at " + ", ".join(f"{round(x, 2) + 0.0:.2f}" for x in path))

with needs(newton_step):
    slider_figure(jumps_from, [0.3, 0.6, 0.8, 0.9, 1.0, 1.05, 1.08, 1.09, 1.12, 1.2, 1.4], "start", start=1).show()

# %% [markdown]
# A parabola is a *local* model. "Second order needs no learning rate" holds on a convex quadratic. Elsewhere something has to decide how
# far to trust the model.

# %% [markdown]
# ## 4. Two safety catches (20 min)
# **Bend the model upward.** If $H$ is not positive definite, add the same $\tau$ to every eigenvalue: solve $(H + \tau I)\, d = -g$. A
# small $\tau$ changes little; a large one turns the step into a short gradient step. Now $d$ leads downhill for sure.
#
# **Don't believe the length.** Try the whole step. If the height does not fall by at least a small share of what the slope promises,
# halve it:
#
# $$ f(x + a d) \le f(x) + 10^{-4}\, a\, g^\top d, \qquad a = 1, \tfrac12, \tfrac14, \dots $$

# %% demo="how a step is halved"
show_backtracking()

# %% [markdown]
# Before the whole optimiser, one step of it in numbers. You stand beside the saddle $f = x^2/2 + y^4/4 - y^2/2$, at $(0.1, 0.1)$. Read the
# lines from top to bottom: which shift is the first that makes all eigenvalues positive, and which length is the first that goes down?

# %% demo="one step with both catches" open=true
at = np.array([0.1, 0.1])
slope, curvature = saddle().grad(at), np.diag([1.0, 3 * at[1]**2 - 1])
for shift in (0.0, 0.001, 0.01, 0.1, 1.0):
    print(f"shift {shift:g}: eigenvalues {np.linalg.eigvalsh(curvature + shift * np.eye(2)).round(3)}")
way = np.linalg.solve(curvature + 1.0 * np.eye(2), -slope)
for length in (1.0, 0.5, 0.25):
    fall, promise = saddle().f(at + length * way) - saddle().f(at), length * (slope @ way)
    print(f"length {length:g}: height changes by {fall:+.3f}, the slope promises {promise:+.3f}")

# %% [markdown]
# The plain step would have gone to the saddle itself. With the shift 1 the step points away from it, but much too far; a quarter of it
# is taken. The exercise is this step in a loop, and each step begins with no shift and the whole length.

# %% [markdown]
# ### Exercise: damped Newton
# A whole optimiser. The check tells you which of the two catches is missing.
#
# | | |
# |---|---|
# | `f`, `grad`, `hess` | functions of an array (n,); they return a number, (n,) and (n, n) |
# | shift | where $H$ is positive definite (all eigenvalues above 0), $\tau = 0$; else the smallest of 0.001, 0.01, 0.1, 1, 10, ... that makes $H + \tau I$ so |
# | length | begins at 1 at every point; halved, at most 30 times, until the inequality above holds |
# | stops | before a step, if no component of $g$ is larger than `tol` in size; after `steps` steps; where 30 halvings don't help |
# | returns | the trajectory, shape (k + 1, n); row 0 is `x0`, which is $n$ numbers |

# %% exercise="damped_newton"
def damped_newton(f, grad, hess, x0, steps=50, tol=1e-8):
    """Newton's method with a shift and with steps that are halved.

    tau: 0 where H is positive definite, else the smallest of 1e-3, 1e-2,
    1e-1, 1, 10, ... that makes H + tau I so.  Halves at most 30 times.
    Stops where no component of g exceeds tol in size, where halving does
    not help, or after `steps`.  Returns the trajectory, (k + 1, n).
    """
    ### BEGIN SOLUTION
    traj = [np.array(x0, dtype=float)]
    while len(traj) <= steps:
        x = traj[-1]
        g, H = grad(x), hess(x)
        if np.abs(g).max() <= tol:
            break
        lowest, tau = np.linalg.eigvalsh(H)[0], 0.0
        while lowest + tau <= 0:
            tau = max(1e-3, 10 * tau)
        d = -np.linalg.solve(H + tau * np.eye(len(x)), g)
        lengths = (a for a in 0.5 ** np.arange(31) if f(x + a * d) <= f(x) + 1e-4 * a * (g @ d))
        a = next(lengths, None)
        if a is None:
            break
        traj.append(x + a * d)
    return np.array(traj)
    ### END SOLUTION

# %% [markdown] hint="damped_newton"
# What is the smallest eigenvalue of $H + \tau I$, if you know that of $H$? And which of $\tau$ and the length may be carried over from
# one point to the next?
#
# ---
# Write it without any catch first, then add one after the other. At each point: stop if the gradient is small; raise $\tau$ from 0 until
# the smallest eigenvalue plus $\tau$ is above 0; solve for $d$; halve the length until the inequality holds; append. Both $\tau$ and the
# length start afresh.
#
# ---
# ```python
# traj = [...]
# while len(traj) <= steps:
#     x = traj[-1]
#     g, H = ...
#     if ...: break                        # np.abs(g).max()
#     lowest, tau = np.linalg.eigvalsh(H)[...], 0.0
#     while ...: tau = max(1e-3, ...)
#     d = ...                              # np.linalg.solve, tau * np.eye(len(x))
#     for k in range(31):                  # 0 to 30 halvings
#         a = 0.5**k
#         if f(x + a * d) <= ...: break
#     else:
#         break                            # nothing helped
#     traj.append(...)
# return np.array(traj)
# ```

# %% check="damped_newton" points=16
check(damped_newton)

# %% [markdown]
# Rosenbrock's banana (1960) is a curved valley whose floor hardly falls: the classical test. Plain and damped Newton begin at the
# classical start.

# %% predict="first through the valley"
predict("Which of the two will be at the minimum first?",
        a="plain Newton", b="damped Newton", c="neither is faster",
        guess="")

# %% demo="with and without the catches"
with needs(newton_step, damped_newton):
    banana, x0 = rosenbrock(), np.array([-1.2, 1.0])
    plain = [x0]
    for _ in range(7):
        plain.append(newton_step(plain[-1], banana.grad(plain[-1]), rosenbrock_hessian(plain[-1])))
    safe = damped_newton(banana.f, banana.grad, rosenbrock_hessian, x0)
    ax = axes("Plain Newton climbs a mountain; damped Newton never climbs", "step", "height $f$")
    for name, path in {"Newton": np.array(plain), "damped Newton": safe}.items():
        heights = np.maximum(banana.f(path.T), 1e-20)
        ax.semilogy(heights, marker="o", markersize=4, label=f"{name}: {len(path) - 1} steps", **look(name))
    ax.legend(fontsize=8)
    plt.show()
    print(f"plain Newton's highest point: {banana.f(np.array(plain).T).max():.0f}")
    arrived = len(plain) - 1 if banana.f(plain[-1]) < 1e-12 else np.inf
    came("a" if arrived < len(safe) - 1 else "c" if arrived == len(safe) - 1 else "b")

# %% [markdown] seen="first through the valley"
# The plain step got lucky: it was thrown up to 1412 and landed on the right side. The damped one takes three times as many steps and
# follows the valley: safety costs steps.

# %% [markdown]
# The last few steps of both double the number of correct digits each time. Near a minimum where all curvatures are above zero, a smooth
# function is almost its parabola.
#
# Back to the double well, with the same 1500 starts.

# %% demo="the same starts with damping"
with needs(damped_newton):
    well = saddle()
    ends = np.array([damped_newton(well.f, well.grad, well_hessian, w)[-1] for w in in_the_well])
    height = np.abs(ends[:, 1])
    print(f"in the saddle: {np.mean(height < 1e-6):.0%}, in a minimum: {np.mean(height > 0.999):.0%}")

# %% [markdown]
# All of them get out, because no step may climb and the shift turns the upside-down direction around. (A start *exactly* on the ridge would
# still stay there: its slope has no part across.)

# %% [markdown]
# ## 5. Learn the curvature on the way (17 min, further)
# For a network with ten million weights the Hessian has $10^{14}$ entries. But a walk leaves a trail: each step $s$ changed the gradient by
# some $y$, and $y \approx H s$. Every step you take anyway tells you what $H$ does in one direction.
#
# Broyden, Fletcher, Goldfarb and Shanno, hence BFGS, keep a guess of the *inverse*, $C \approx H^{-1}$, and correct it after every step so
# that it explains the latest one, $C y = s$, and otherwise changes as little as possible:
#
# $$ C \leftarrow (I - \rho\, s y^\top)\, C\, (I - \rho\, y s^\top) + \rho\, s s^\top, \qquad \rho = 1 / (y^\top s) $$

# %% [markdown]
# If the slope *along* the step did not rise, then $y^\top s \le 0$: no upward parabola fits, and the update would spoil $C$. Skip it then.
# (The books use $\rho$ and $m$ for other things than notebook 02: here $\rho$ is $1/(y^\top s)$, and $m$ will be a number of pairs.)
#
# ### Exercise: the BFGS update
# One update of the estimate, with the test that skips useless pairs (Nocedal & Wright, equation 6.17).
#
# | | |
# |---|---|
# | `Hinv` | the estimate $C$: symmetric, positive definite, shape (n, n) |
# | `s`, `y` | the last step, and the change of the gradient over it, shape (n,) |
# | skip | where $y^\top s \le 10^{-10} \lVert s \rVert \lVert y \rVert$ (lengths): return a copy of `Hinv` |
# | returns | a new array (n, n) |

# %% exercise="bfgs_update"
def bfgs_update(Hinv, s, y):
    """The BFGS update of Hinv, an estimate of the inverse Hessian.

    Hinv: (n, n).  s: step, y: change of the gradient, (n,).
    Returns a new (n, n); a copy of Hinv where y's <= 1e-10 |s| |y|.
    """
    ### BEGIN SOLUTION
    sy = s @ y
    if sy <= 1e-10 * np.linalg.norm(s) * np.linalg.norm(y):
        return Hinv.copy()
    V = np.eye(len(s)) - np.outer(s, y) / sy
    return V @ Hinv @ V.T + np.outer(s, s) / sy
    ### END SOLUTION

# %% [markdown] hint="bfgs_update"
# The new matrix times `y` must give `s`. Which term of the formula does that, and what does the rest of it give?
#
# ---
# Compute $y^\top s$ and compare it with the two lengths; skip if it is too small. Build the left factor once: the right one is its
# transpose. Multiply the three matrices and add the last term.
#
# ---
# `np.outer(s, y)` is the matrix $s y^\top$, and `np.eye(len(s))` is $I$. With `V` for the left factor, the result is
# `V @ ... @ V.T` plus `np.outer(s, s)` over the inner product.

# %% check="bfgs_update" points=16
check(bfgs_update)

# %% [markdown]
# From here on, every method runs inside the same loop, `minimise(f_and_grad, x0, direction)`. It asks your function for a direction, and
# searches along it for a step that goes low enough and ends flat enough: the two *strong Wolfe conditions*. The second one guarantees that
# $y^\top s > 0$. It counts evaluations, each one height and one gradient. (Its code is in `utils/line_search.py`, and readable.)

# %% demo="two directions for the loop" open=true
def steepest(g, S, Y):
    """Gradient descent: S and Y, the last steps and changes of gradient, are not used."""
    return -g

def bfgs():
    """A direction for `minimise` that keeps an n x n matrix and updates it with the newest pair."""
    kept = {}
    def direction(g, S, Y):
        if S:
            first = np.eye(len(g)) * (S[-1] @ Y[-1]) / (Y[-1] @ Y[-1])
            kept["Hinv"] = bfgs_update(kept.get("Hinv", first), S[-1], Y[-1])
        return -kept["Hinv"] @ g if S else -g
    return direction

# %% [markdown]
# First without that loop. A bowl of ten dimensions with curvatures from 1 to 1000, and $C = I$ at the start. If $C$ were $H^{-1}$, all
# eigenvalues of $C H$ would be 1. Each step goes to the lowest point along its direction, and your `bfgs_update` corrects $C$ after it.

# %% demo="bowls of any shape"
def turned_bowl(kappa, seed, n=20):
    """Hessian, height-and-gradient and start of a randomly turned bowl with eigenvalues from 1 to kappa."""
    rng = np.random.default_rng(seed)
    turn = np.linalg.qr(rng.normal(size=(n, n)))[0]
    H = (turn * np.geomspace(1, kappa, n)) @ turn.T
    return H, lambda x: (x @ H @ x / 2, H @ x), rng.normal(size=n)

# %% demo="what BFGS has learnt" open=true
def learning(seed, n=10):
    """Eigenvalues of C H after 0, 1, ..., n steps, each to the lowest point along its direction."""
    H, _, x = turned_bowl(1000, seed, n)
    C, seen = np.eye(n), []
    for _ in range(n):
        seen.append(np.sort(np.linalg.eigvals(C @ H).real))
        p = -C @ H @ x
        s = -(x @ H @ p) / (p @ H @ p) * p
        C, x = bfgs_update(C, s, H @ s), x + s
    return np.array([*seen, np.sort(np.linalg.eigvals(C @ H).real)])

# %% predict="what five steps teach"
predict("How many of the ten eigenvalues will be 1 after five steps?",
        a="none: they arrive together at the end", b="all ten",
        c="five or six",
        guess="")

# %% demo="eigenvalues step by step"
with needs(bfgs_update):
    values = learning(0)
    title = "Every step settles one more direction; after ten, all is known"
    ax = axes(title, "step", "eigenvalues of $C H$")
    ax.semilogy(values, "o-", color=look("BFGS")["color"], markersize=4, linewidth=1)
    ax.axhline(1, color="0.7", linewidth=5, alpha=0.5, zorder=0)
    plt.show()
    right = (np.abs(values - 1) < 0.01).sum(axis=1)
    print("eigenvalues within 1 % of 1:", *right)
    came("acb"[np.digitize(right[5], [3, 9])])

# %% [markdown] seen="what five steps teach"
# After $k$ steps at least $k$ of them are 1: in a bowl, $n$ exact searches are enough, and no second derivative was taken.

# %% [markdown]
# Each update changes the matrix in *two* directions. (Some slides say that BFGS makes updates of rank one; that is another method, SR1.)
#
# With exact searches and $C = I$, BFGS on a bowl walks the very path of the method of *conjugate gradients* (Nocedal & Wright, theorem
# 6.4). They need about $\sqrt\kappa$ steps, or $n$, whichever is less. That is the square root of tuned momentum, without the tuning.

# %% demo="BFGS is conjugate gradients"
def two_paths(seed, n=10):
    """The points of BFGS and of conjugate gradients on one bowl, each (n + 1, n), and the ranks of the updates."""
    H, _, x = turned_bowl(100, seed, n)
    C, z, p, paths, ranks = np.eye(n), x, -H @ x, [[x], [x]], []
    for _ in range(n):
        q = -C @ H @ x
        s = -(x @ H @ q) / (q @ H @ q) * q
        old, C, x = C, bfgs_update(C, s, H @ s), x + s
        g, z = H @ z, z - (z @ H @ p) / (p @ H @ p) * p
        p = -H @ z + (H @ z) @ (H @ z) / (g @ g) * p
        paths[0].append(x)
        paths[1].append(z)
        ranks.append(np.linalg.matrix_rank(C - old, tol=1e-6 * np.abs(C - old).max()))
    return np.array(paths), ranks

# %% demo="the same path"
with needs(bfgs_update):
    (quasi, conjugate), ranks = two_paths(0)
    apart = np.abs(quasi - conjugate).max() / np.abs(quasi).max()
    H, _, x = turned_bowl(100, 0, 10)
    steepest, exact = [x], lambda x: x - (x @ H @ H @ x) / (x @ H @ H @ H @ x) * H @ x
    for _ in range(10):
        steepest.append(exact(steepest[-1]))
    height = lambda path: np.maximum([x @ H @ x / 2 for x in path], 1e-12)
    ax = axes("BFGS walks the path of conjugate gradients", "step, each to the lowest point along its direction", "height")
    ax.semilogy(height(steepest), **look("gradient descent"))
    ax.semilogy(height(quasi), **look("BFGS"))
    ax.plot(height(conjugate), "o", ms=9, mfc="none", color="#D55E00")
    ax.text(9.9, height(steepest)[-1] * 5, "steepest descent", ha="right", fontsize=9)
    ax.text(5, 1e-8, "line: BFGS, circles: conjugate gradients", ha="right", fontsize=9)
    plt.show()
    print(f"largest distance between the two paths: {apart:.0e} of their size; rank of the updates: {max(ranks)}")

# %% [markdown]
# Conjugate gradients (Hestenes & Stiefel, 1952, [doi:10.6028/jres.049.044](https://doi.org/10.6028/jres.049.044)) keep a few vectors, BFGS
# a matrix. What the matrix buys is tolerance: it forgives searches that stop early.
#
# Now the loop with its cheaper, inexact searches, in 20 and in 100 dimensions. Gradient descent gets the best learning rate there is,
# $2/(1+\kappa)$. Newton gets the Hessian. BFGS gets gradients only. First the counting.

# %% demo="evaluations over the condition number"
def until(heights, goal):
    """Evaluations until a height is down to `goal`; nan where none is."""
    return np.argmax(heights <= goal) + 1 if heights.min() <= goal else np.nan

def descent_count(kappa, seed, goal=1e-8, n=20):
    """Steps of descent at its best rate until the height is below `goal`, from the formula for a bowl."""
    H, _, x0 = turned_bowl(kappa, seed, n)
    values, turn = np.linalg.eigh(H)
    t = np.unique(np.geomspace(1, 20 * kappa, 3000).astype(int))[:, None]
    factor = np.abs(1 - 2 / (1 + kappa) * values)
    return int(t[np.argmax((values * (turn.T @ x0 * factor**t) ** 2).sum(1) / 2 <= goal), 0])

# %% demo="the same for BFGS and Newton"
def bfgs_count(kappa, seed, goal=1e-8, n=20):
    _, bowl, x0 = turned_bowl(kappa, seed, n)
    return until(minimise(bowl, x0, bfgs(), gtol=1e-7).heights, goal)

def newton_count(kappa, seed, goal=1e-8):
    """Newton steps until the height is below `goal`; nan if a hundred don't do."""
    H, bowl, x = turned_bowl(kappa, seed)
    for count in range(100):
        if bowl(x)[0] <= goal:
            return count
        x = newton_step(x, H @ x, H)
    return np.nan

# %% predict="BFGS in 20 dimensions"
predict("κ grows from 10 to a million. How many times the evaluations will "
        "BFGS need in 20 dimensions?",
        a="about 100000 times", b="about ten times",
        c="about 300 times, the root",
        guess="")

# %% demo="evaluations over kappa"
with needs(newton_step, bfgs_update):
    kappas = 10.0 ** np.arange(1, 7)
    wide = lambda kappa, seed: bfgs_count(kappa, seed, n=100)
    methods = {"gradient descent, n = 20": descent_count, "BFGS, n = 100": wide,
               "BFGS, n = 20": bfgs_count, "Newton, n = 20": newton_count}
    counts = {name: [[f(k, seed) for seed in range(3)] for k in kappas] for name, f in methods.items()}
    title = "The fewer the dimensions, the less BFGS feels the condition number"
    ax = axes(title, "condition number κ", "evaluations to height 1e-8")
    for name, values in counts.items():
        label = f"{name}, and as many Hessians" if "Newton" in name else name
        ax.loglog(kappas, np.mean(values, axis=1), marker="s" if "100" in name else "o", label=label,
                  **look(name.split(",")[0]))
    ax.legend(fontsize=8)
    plt.show()
    for name, values in counts.items():
        print(f"{name:25s}", *(f"{count:8.0f}" for count in np.mean(values, axis=1)))
    few = np.mean(counts["BFGS, n = 20"], axis=1)
    came("bca"[np.digitize(few[-1] / few[0], [50, 5000])])

# %% [markdown] seen="BFGS in 20 dimensions"
# Descent pays in proportion to κ. (A little more, because the goal is a fixed height, and steeper bowls begin higher.) BFGS ends after
# about as many line searches as there are dimensions. So the step from a κ of 10 to a million costs it nine times the evaluations in 20
# dimensions, and over thirty times in 100. Newton takes a single step, but a Hessian from gradients costs $2n$ of the other evaluations.

# %% [markdown]
# ## 6. The two loops: BFGS without the matrix (24 min, further)
# BFGS still keeps $n^2$ numbers. But $C$ is nothing except a start and a list of pairs $(s, y)$. Keep the last ten pairs, forget the rest,
# and never form the matrix: compute $C g$ directly. That is L-BFGS, L for limited memory. Start with $q = g$.
#
# - From the newest pair back to the oldest: $a_i = \rho_i\, s_i^\top q$, remember it, then $q \leftarrow q - a_i\, y_i$.
# - Scale once, $q \leftarrow \gamma q$ with $\gamma = s^\top y / y^\top y$ of the newest pair: a first guess of the inverse curvature.
# - From the oldest forward to the newest: $q \leftarrow q + (a_i - \rho_i\, y_i^\top q)\, s_i$.

# %% demo="the two loops, unrolled"
show_two_loops()

# %% [markdown]
# Each factor $(I - \rho y s^\top)$ of BFGS meets $q$ on the way in, each $(I - \rho s y^\top)$ on the way out, and $\rho s s^\top$
# comes along with the remembered $a_i$. A pair costs $4n$ multiplications.
#
# Two pairs by hand, in two dimensions. Newest: $s_2 = (0, 1)$, $y_2 = (0, 3)$. Oldest: $s_1 = (1, 0)$, $y_1 = (2, 0)$. The gradient is
# $g = (4, 3)$.
#
# | | | $q$ |
# |---|---|---|
# | start | $q = g$ | $(4, 3)$ |
# | in, newest | $a_2 = \tfrac13 \cdot 3 = 1$, and $y_2$ goes out of $q$ once | $(4, 0)$ |
# | in, oldest | $a_1 = \tfrac12 \cdot 4 = 2$, and $y_1$ goes out twice | $(0, 0)$ |
# | scale | $\gamma = 3/9$ of the newest; nothing is left to scale | $(0, 0)$ |
# | out, oldest | $a_1 - \tfrac12 \cdot 0 = 2$ times $s_1$ comes in | $(2, 0)$ |
# | out, newest | $a_2 - \tfrac13 \cdot 0 = 1$ times $s_2$ comes in | $(2, 1)$ |
#
# So the direction is $(-2, -1)$: Newton's step, since the two pairs know the curvatures 2 and 3 exactly. Try yours on these numbers, then
# with the newest pair only: what does $\gamma$ do then?
#
# ### Exercise: the L-BFGS direction
# The two loops from above, on lists of pairs (Nocedal & Wright, algorithm 7.4).
#
# | | |
# |---|---|
# | `g` | the gradient, shape (n,) |
# | `S`, `Y` | lists of the last steps and changes of gradient, each (n,), newest last |
# | pairs with $y^\top s \le 0$ | are left out entirely, also when $\gamma$ is chosen |
# | no pair in use | the direction is $-g$ |
# | returns | a new array (n,): $-C g$, where $C$ is what BFGS makes of $\gamma I$ with the pairs, oldest first |

# %% exercise="lbfgs_direction"
def lbfgs_direction(g, S, Y):
    """The direction of L-BFGS, -C g, by the two-loop recursion; (n,).

    g: (n,).  S, Y: lists of steps and changes of gradient, newest last;
    may be empty.  Pairs with y's <= 0 are left out.
    gamma = s'y / y'y of the newest pair in use.
    """
    ### BEGIN SOLUTION
    pairs = [(s, y, 1 / (s @ y)) for s, y in zip(S, Y, strict=True) if s @ y > 0]
    q, kept = g, []
    for s, y, rho in reversed(pairs):
        a = rho * (s @ q)
        kept.append(a)
        q = q - a * y
    if pairs:
        s, y, rho = pairs[-1]
        q = q / (rho * (y @ y))
    for (s, y, rho), a in zip(pairs, reversed(kept), strict=True):
        q = q + (a - rho * (y @ q)) * s
    return -q
    ### END SOLUTION

# %% [markdown] hint="lbfgs_direction"
# Test with a single pair: your direction for `g = y` must be `-s`. If one pair works and two don't, in which order do your two loops
# run, and which $a$ goes with which pair?
#
# ---
# Sort out the bad pairs first. Run the first loop backward over the rest and keep each $a_i$; scale by $\gamma$ of the newest; run the
# second loop forward, with the $a_i$ in reversed order of keeping. Return the result with a minus sign, and never change `g` in place.
#
# ---
# ```python
# pairs = [(s, y, 1 / (s @ y)) for s, y in zip(S, Y) if ...]
# q, kept = g, []
# for s, y, rho in ...:  # which end first?
#     a = ...
#     kept.append(a)
#     q = ...
# if pairs:
#     q = ...                                   # gamma, from pairs[-1]
# for (s, y, rho), a in zip(pairs, reversed(kept)):
#     q = ...
# return ...
# ```

# %% check="lbfgs_direction" points=15
check(lbfgs_direction)

# %% [markdown]
# Those dozen lines are the heart of the method that fits scikit-learn's `LogisticRegression` by default. (SciPy's `minimize` uses it where
# there are bounds, or by `method="L-BFGS-B"`; its default without bounds is BFGS.) Does yours keep up? All three get the same function,
# the same starts and ten pairs, and what counts are evaluations. First the counting for the two libraries.

# %% demo="counting what SciPy does"
def counted(f_and_grad):
    """The function, and a list of the heights at its evaluations."""
    heights = []
    def record(x):
        f, g = f_and_grad(x)
        heights.append(float(f))
        return f, g
    return record, heights

def scipy_heights(f_and_grad, x0, gtol=1e-8):
    """Heights at all evaluations of SciPy's L-BFGS-B until no slope is above gtol."""
    record, heights = counted(f_and_grad)
    options = {"maxcor": 10, "ftol": 0, "gtol": gtol, "maxfun": 10**5, "maxiter": 10**5, "maxls": 30}
    minimize(record, x0, jac=True, method="L-BFGS-B", options=options)
    return np.array(heights)

# %% demo="settings for counting what PyTorch does"
import torch

torch.set_num_threads(1)                     # small problems: more threads only wait for each other
one_thread()

# %% demo="counting what PyTorch does"
def torch_heights(f_and_grad, x0, limit=10**5):
    """Heights at all evaluations of torch.optim.LBFGS until no slope is above 1e-8, or about `limit`."""
    (record, heights), w = counted(f_and_grad), torch.tensor(x0, requires_grad=True)
    settings = {"max_iter": 10**5, "max_eval": limit, "tolerance_grad": 1e-8, "tolerance_change": 0}
    optimiser = torch.optim.LBFGS([w], history_size=10, line_search_fn="strong_wolfe", **settings)
    def closure():
        f, g = record(w.detach().numpy().copy())
        w.grad = torch.from_numpy(g)
        return torch.tensor(f)
    optimiser.step(closure)
    return np.array(heights)

# %% [markdown]
# The function is Rosenbrock's again, as a chain of $n$ variables, from jittered copies of the classical start. A run is done when no slope
# is above $10^{-8}$. (From $n = 4$ on the chain has a second, false minimum; a run that ended there would show as nan.) There are five
# starts each; at $n = 300$ a run takes nearly two thousand evaluations, so there it is one. The counts of SciPy and PyTorch come with the
# course.

# %% demo="the chain"
def chain(x):
    """Height and gradient of Rosenbrock's function of n variables."""
    bend, g = x[1:] - x[:-1] ** 2, np.zeros_like(x)
    g[1:] = 200 * bend
    g[:-1] -= 400 * x[:-1] * bend + 2 * (1 - x[:-1])
    return 100 * bend @ bend + np.sum((1 - x[:-1]) ** 2), g

def chain_starts(n):
    rngs = map(np.random.default_rng, range(5 if n < 300 else 1))
    return [np.tile([-1.2, 1.0], n // 2) + 0.1 * rng.normal(size=n) for rng in rngs]

def arrived(heights):
    """How many evaluations it took; nan if they did not arrive."""
    return len(heights) if heights.min() < 1e-12 else np.nan

# %% demo="the chain's race"
shipped = Shipped("05_second_order.npz")

@shipped
def chain_rivals(n):
    """Evaluations (starts; SciPy, PyTorch) to a gradient below 1e-8."""
    return [[arrived(solve(chain, x0)) for solve in (scipy_heights, torch_heights)] for x0 in chain_starts(n)]

@remember
def chain_race(n):
    """The same, (starts; yours, SciPy, PyTorch)."""
    yours = [[arrived(minimise(chain, x0, lbfgs_direction).heights)] for x0 in chain_starts(n)]
    return np.hstack([yours, chain_rivals(n)])

def shown(counts):
    """Mean and spread for each contestant."""
    who = zip(("yours", "SciPy", "PyTorch"), counts.T, strict=True)
    return "   ".join(f"{name} {np.nanmean(c):.0f} ± {np.nanstd(c):.0f}" for name, c in who)

# %% demo="the race on the chain"
with needs(lbfgs_direction):
    for n in (2, 10, 100, 300):
        print(f"n = {n:<6}", shown(chain_race(n)))

# %% [markdown]
# And something useful: multi-class logistic regression on 1000 digits, 650 weights. The penalty is $\tfrac12\lambda |w|^2$ on all
# weights, the biases too, as solvers have it; in the convention of notebook 00, $\lambda R$ with $R = \sum W^2$, its strength would be
# $\lambda/2$. Here rounding blurs the last digits of the gradient, and a solver may keep iterating there for hundreds of evaluations. So
# we count to a *height*: within $10^{-8}$ of the minimum.

# %% demo="logistic regression"
digits = load_digits()
pixels, labels = np.c_[digits.data / 16, np.ones(1797)], np.eye(10)[digits.target]

def logistic(rows, lam):
    """Height-and-gradient of penalised softmax regression on these rows; w: 65 x 10 weights in a row."""
    X, Y = pixels[rows], labels[rows]
    def f_and_grad(w):
        z = X @ w.reshape(65, 10)
        z = z - z.max(1, keepdims=True)
        e = np.exp(z)
        total = e.sum(axis=1, keepdims=True)
        f = np.mean(np.log(total[:, 0]) - (z * Y).sum(axis=1)) + lam / 2 * w @ w
        return f, (X.T @ (e / total - Y) / len(rows)).ravel() + lam * w
    return f_and_grad

def thousand(seed):
    return np.random.default_rng(seed).permutation(1797)[:1000]

# %% demo="the race on the digits"
@shipped
def lowest(seed, lam):
    """The minimum, by a long run of SciPy."""
    return scipy_heights(logistic(thousand(seed), lam), np.zeros(650), gtol=1e-10).min()

@remember
def digits_race(lam):
    """Evaluations (3 sets of 1000 digits; yours, SciPy, PyTorch) to within 1e-8 of the minimum."""
    counts, w0 = [], np.zeros(650)
    for seed in range(3):
        f, goal = logistic(thousand(seed), lam), lowest(seed, lam) + 1e-8
        runs = [minimise(f, w0, lbfgs_direction).heights, scipy_heights(f, w0), torch_heights(f, w0, 300)]
        counts.append([until(heights, goal) for heights in runs])
    return np.array(counts, dtype=float)

# %% demo="who needs more"
with needs(lbfgs_direction):
    found = {f"Rosenbrock, n = {n}": chain_race(n) for n in (2, 10, 100, 300)}
    found |= {f"digits, λ = {lam:g}": digits_race(lam) for lam in (1e-2, 1e-4)}
    title = "As many evaluations as SciPy's, give or take a few per cent"
    ax = axes(title, "", "evaluations / SciPy's", (7.4, 3.8))
    for who, label, kind, color in ((0, "yours", "o", look("L-BFGS")["color"]), (2, "PyTorch", "^", "0.45")):
        for k, counts in enumerate(found.values()):
            x = np.full(len(counts), k - 0.12 + 0.12 * who)
            ax.plot(x, counts[:, who] / counts[:, 1], kind, color=color, alpha=0.6, label=label)
            label = None
    ax.axhline(1, color="0.7", lw=1)
    ax.axhline(1.15, color="#D55E00", lw=1, ls="--", label="15 % more than SciPy")
    ax.set_xticks(range(len(found)), [name.replace(", ", "\n") for name in found], fontsize=8)
    ax.legend(fontsize=8, loc="upper right")
    plt.show()
    print("\n".join(f"{name:20s} {shown(found[name])}" for name in list(found)[-2:]))
    worst = max(np.mean(counts[:, 0] / counts[:, 1]) for counts in found.values())
    print(f"yours, at worst, on average over the starts: {worst:.2f} times SciPy's evaluations")

# %% [markdown]
# One more question about memory: why ten pairs, and not three or forty?

# %% demo="why ten pairs"
with needs(lbfgs_direction):
    sizes, x0 = (1, 2, 3, 5, 10, 20, 40), np.tile([-1.2, 1.0], 50)
    f, goal = logistic(thousand(0), 1e-4), lowest(0, 1e-4) + 1e-8
    on_chain = [minimise(chain, x0, lbfgs_direction, memory=m).evaluations for m in sizes]
    on_digits = [until(minimise(f, np.zeros(650), lbfgs_direction, memory=m).heights, goal) for m in sizes]
    title = "Three pairs make the difference; then it depends on the problem"
    ax = axes(title, "pairs kept, $m$", "evaluations")
    ax.plot(sizes, on_chain, "o-", color="#0072B2", label="Rosenbrock, n = 100")
    ax.plot(sizes, on_digits, "s--", color="#D55E00", label="digits, λ = 0.0001")
    ax.set(xscale="log", ylim=(0, None))
    ax.set_xticks(sizes, sizes)
    ax.minorticks_off()
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# The chain is content with three pairs; the digits go on gaining up to forty. Ten is a habit, not a law.

# %% [markdown]
# ## 7. Full batches, large ones, small ones (7 min, further)
# Why does nobody train networks with L-BFGS? Some notes answer with a rule: "if you *cannot* afford full batches, consider L-BFGS". Read it
# twice; then test it. The fair opponent is not plain descent but the momentum of notebook 02, with the best pair of rate and ρ.
#
# Every method may spend as much as 100 passes over 1000 digits cost. Each gradient is over all of them, over 512, or over 32 at random.
# Rates (and ρ out of 0, 0.5, 0.8, 0.9, on the larger batches also 0.95) were chosen on three draws of digits with other seeds, by the
# geometric mean of the final heights.

# %% demo="several regressions at once"
def logistic_many(rows, lam):
    """Like `logistic`, for several sets of rows, (seeds, batch), and weights, (seeds, 650), at once."""
    def one_by_one(w):
        heights, slopes = zip(*(f(own) for f, own in zip(each, w, strict=True)), strict=True)
        return np.array(heights), np.stack(slopes)
    if rows.shape[1] > 100:                  # large arrays leave the cache: there one after the other is faster
        each = [logistic(own, lam) for own in rows]
        return one_by_one
    X, Y = pixels[rows], labels[rows]
    def f_and_grad(w):
        z = X @ w.reshape(-1, 65, 10)
        z = z - z.max(axis=2, keepdims=True)
        e = np.exp(z)
        total = e.sum(axis=2, keepdims=True)
        f = np.mean(np.log(total[..., 0]) - (z * Y).sum(axis=2), axis=1) + lam / 2 * (w * w).sum(axis=1)
        g = X.transpose(0, 2, 1) @ (e / total - Y) / rows.shape[1]
        return f, g.reshape(w.shape) + lam * w
    return f_and_grad

# %% demo="the contestants"
def passes(step, seeds, B, cost=1, epochs=100, lam=1e-4):
    """Heights of the full loss after every fifth pass, (seeds, 21); `step` costs that many gradients."""
    rows, rngs = [thousand(seed) for seed in seeds], [np.random.default_rng(seed) for seed in seeds]
    full, w, state = logistic_many(np.stack(rows), lam), np.zeros((len(rows), 650)), {}
    draw = lambda: np.stack([own[rng.integers(0, 1000, B)] for rng, own in zip(rngs, rows, strict=True)])
    curves, ends = [full(w)[0]], np.arange(epochs + 1) * 1000 / B / cost
    for count in np.diff(ends[::5].round().astype(int)):
        for _ in range(count):
            w = step(w, full if B == 1000 else logistic_many(draw(), lam), state)
        curves.append(full(w)[0])
    return np.array(curves).T

# %% demo="momentum and Adam"
def momentum(lr, rho):
    def step(w, batch, state):
        v = state["v"] = rho * state.get("v", 0.0) + batch(w)[1]
        return w - lr * v
    return step

def adam(lr):
    def step(w, batch, state):
        g, t = batch(w)[1], state.get("t", 0) + 1
        m = 0.9 * state.get("m", 0.0) + 0.1 * g
        s = 0.999 * state.get("s", 0.0) + 0.001 * g**2
        state.update(t=t, m=m, s=s)
        return w - lr * m / (1 - 0.9**t) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)
    return step

# %% [markdown]
# L-BFGS on minibatches comes in two kinds. The *naive* one takes $y$ as the difference of two successive gradients, of two different
# batches. The *careful* one evaluates the old batch a second time at the new point, and pays for it with half as many steps
# (Schraudolph, Yu & Günter 2007).

# %% demo="L-BFGS on minibatches" open=true
def directions(g, state):
    """The direction of each seed."""
    S, Y = state.get("S", []), state.get("Y", [])
    return np.stack([lbfgs_direction(g[k], [s[k] for s in S], [y[k] for y in Y]) for k in range(len(g))])

def keep(state, s, y):
    state.update(S=[*state.get("S", []), s][-10:], Y=[*state.get("Y", []), y][-10:])

def naive(lr):
    def step(w, batch, state):
        g = batch(w)[1]
        if "w" in state:
            keep(state, w - state["w"], g - state["g"])
        state.update(w=w, g=g)
        return w + lr * directions(g, state)
    return step

# %% demo="both gradients from one batch"
def careful(lr):
    def step(w, batch, state):
        g = batch(w)[1]
        s = lr * directions(g, state)
        keep(state, s, batch(w + s)[1] - g)
        return w + s
    return step

def full_lbfgs(seed, epochs=100, lam=1e-4):
    """Best height after every fifth evaluation of all 1000 digits; its line search needs no rate."""
    run = minimise(logistic(thousand(seed), lam), np.zeros(650), lbfgs_direction, limit=epochs + 1)
    return np.minimum.accumulate(np.pad(run.heights, (0, epochs), "edge")[: epochs + 1])[::5]

# %% demo="the settings that other seeds chose"
CONTESTS = {
    1000: {"L-BFGS": None, "Adam": adam(0.3), "momentum": momentum(5, 0.8), "gradient descent": momentum(10, 0)},
    512: {"L-BFGS, careful": careful(0.3), "Adam": adam(0.3), "momentum": momentum(3, 0.8),
          "SGD": momentum(5, 0)},
    32: {"L-BFGS, naive": naive(0.1), "L-BFGS, careful": careful(0.5), "Adam": adam(0.01),
         "momentum": momentum(0.4, 0.8), "SGD": momentum(2, 0)},
}

@shipped
def contested(B):
    """Heights above the minimum after every fifth pass, (seeds, 21), by method, with batches of B."""
    low, curves = np.array([[lowest(seed, 1e-4)] for seed in seeds(10)]), {}
    with np.errstate(all="ignore"):
        for name, step in CONTESTS[B].items():
            twice = 2 if "careful" in name else 1
            found = passes(step, seeds(10), B, twice) if step else np.stack([full_lbfgs(k) for k in seeds(10)])
            curves[name] = np.nan_to_num(found - low, nan=1e30, posinf=1e30)
    return curves

def contest(B):
    """The same; an unwritten `lbfgs_direction` says so here."""
    lbfgs_direction(np.ones(1), [], [])
    return contested(B)

# %% predict="batches of 32"
predict("Batches of 32: where does careful L-BFGS end after 100 passes?",
        a="far below momentum and Adam", b="between the two", c="above both",
        guess="")

# %% demo="three sizes of batches"
with needs(lbfgs_direction):
    fig, three = plt.subplots(1, 3, figsize=(11, 4), sharey=True, layout="constrained")
    fig.suptitle("L-BFGS: far ahead on full batches, behind the best on small ones")
    for ax, B in zip(three, CONTESTS, strict=True):
        for name, curves in contest(B).items():
            kind = look(name.split(",")[0]) | ({"linestyle": ":"} if "careful" in name else {})
            ax.semilogy(range(0, 101, 5), np.clip(np.median(curves, axis=0), 1e-9, 1e6), label=name, **kind)
            middle = np.exp(np.log(curves[:, -1]).mean())
            print(f"batch of {B:4d}, {name:16s} after 100 passes: {middle:.1e}")
        ax.set(title=f"batches of {B}" if B < 1000 else "all 1000", xlabel="passes over the data", ylim=(1e-7, 1e4))
        ax.legend(fontsize=8)
    three[0].set_ylabel("height above the minimum, median")
    plt.show()
    middle = {name: np.log(curves[:, -1]).mean() for name, curves in contest(32).items()}
    came("abc"[sum(middle["L-BFGS, careful"] > middle[name] for name in ("momentum", "Adam"))])

# %% [markdown] seen="batches of 32"
# The rule is upside down. If you **can** afford full batches, without dropout or other noise, L-BFGS is hard to beat. The two kinds
# show where it breaks. Between two batches the gradient changes even where nothing moved, and the naive kind reads that as curvature.
# With both gradients from one batch the explosions are gone, yet on batches of 32 the careful kind stays behind every plain method. On
# batches of 512 it is ahead of SGD at one rate, but still a little behind momentum and Adam. So the noise costs L-BFGS its lead.

# %% [markdown]
# On full batches, how much of the lead is the curvature, and how much could momentum have had? That depends on the condition number, which
# the penalty sets. Evaluations to within $10^{-8}$ of the minimum, momentum with the pair that other seeds chose for each λ:

# %% demo="how long momentum takes"
@shipped
def momentum_counts(lam, lr, rho, limit=1500):
    """Evaluations (seeds,) of momentum, at most `limit`, to within 1e-8 of the minimum."""
    counts = []
    for seed in seeds(10):
        f, goal, w, v = logistic(thousand(seed), lam), lowest(seed, lam) + 1e-8, np.zeros(650), 0.0
        count, (height, g) = 1, f(w)
        while height > goal and count < limit:
            v = rho * v + g
            w = w - lr * v
            count, (height, g) = count + 1, f(w)
        counts.append(count)
    return counts

@remember
def against_momentum(lam, lr, rho):
    """The same of momentum and of your L-BFGS, (2, seeds)."""
    runs = [minimise(logistic(thousand(seed), lam), np.zeros(650), lbfgs_direction).heights for seed in seeds(10)]
    yours = [until(heights, lowest(seed, lam) + 1e-8) for seed, heights in zip(seeds(10), runs, strict=True)]
    return np.array([momentum_counts(lam, lr, rho), yours])

# %% demo="momentum against L-BFGS"
MOMENTUM = {1e-2: (2.8, 0.7), 1e-4: (8, 0.95)}
with needs(lbfgs_direction):
    for lam, pair in MOMENTUM.items():
        tuned, mine = against_momentum(lam, *pair).mean(axis=1)
        print(f"λ = {lam:g}: momentum at its best pair {tuned:.0f} evaluations, L-BFGS {mine:.0f}, which had nothing to tune")

# %% [markdown]
# At $\lambda = 0.01$ the condition number is small enough for momentum, if you know the pair. At $\lambda = 0.0001$ it is not. And nobody
# had to search for the settings of L-BFGS.

# %% [markdown]
# ## 8. What each method must remember (7 min)
# Faster methods keep more numbers. Count them in float32, four bytes a number. Weights and gradients are not counted, because all methods
# need them.

# %% [markdown]
# ### Exercise: the memory of a method
# A Hessian or its inverse has $n$ rows and $n$ columns. L-BFGS keeps $m$ steps and $m$ changes of gradient. Adam keeps two averages,
# momentum one velocity.
#
# | | |
# |---|---|
# | `n` | the number of parameters, an int |
# | `method` | `"newton"`, `"bfgs"`, `"lbfgs"`, `"adam"` or `"momentum"`; another raises a `ValueError` whose message lists the five |
# | `m` | pairs kept; only `"lbfgs"` uses it |
# | returns | bytes of state, an int |

# %% exercise="memory_bytes"
def memory_bytes(n, method, m=10):
    """Bytes of float32 state that a method keeps for n parameters; an int.

    method: "newton", "bfgs", "lbfgs" (with m pairs), "adam", "momentum";
    another raises ValueError with a message that lists the five.
    """
    ### BEGIN SOLUTION
    numbers = {"newton": n * n, "bfgs": n * n, "lbfgs": 2 * n * m, "adam": 2 * n, "momentum": n}
    if method not in numbers:
        raise ValueError(f"memory_bytes(..., {method!r}): choose one of {', '.join(numbers)}")
    return 4 * numbers[method]
    ### END SOLUTION

# %% [markdown] hint="memory_bytes"
# How many numbers are in one pair $(s, y)$? How many arrays, then, are ten pairs?
#
# ---
# Count the numbers of each method in terms of `n` and `m`. Look the method up, raise the error if it is unknown, and turn numbers into
# bytes.
#
# ---
# A dict from the five names to their counts, such as `"adam": 2 * n`. Then `if method not in ...: raise ValueError(...)`, with
# `", ".join(...)` of the names in the message, and four times the count.

# %% check="memory_bytes" points=8
check(memory_bytes)

# %% demo="memory up to a hundred million"
with needs(memory_bytes):
    names = {"newton": "Newton", "lbfgs": "L-BFGS", "adam": "Adam", "momentum": "momentum"}
    ns = [10**k for k in range(3, 9)]
    sizes = {name: [memory_bytes(n, name) for n in ns] for name in names}
    title = "A matrix outgrows every machine; ten pairs don't"
    ax = axes(title, "parameters $n$", "bytes of state", (6.8, 4.2))
    for name, method in names.items():
        label = "Newton, BFGS" if name == "newton" else method
        ax.loglog(ns, sizes[name], marker="o", label=f"{label}: {sizes[name][-1]:.0e} at 1e8", **look(method))
    for size, what in ((16e9, "a laptop, 16 GB"), (80e9, "a data-centre GPU, 80 GB")):
        ax.axhline(size, color="0.8", lw=1, zorder=0)
        ax.text(1.1e3, size * 1.2, what, fontsize=8, color="0.4")
    ax.legend(fontsize=8, loc="lower right")
    plt.show()
    print(f"Hessian of 1e7 weights: {sizes['newton'][4] / 1e12:.0f} TB", end="; ")
    print(f"ten pairs for 1e8: {sizes['lbfgs'][5] / 1e9:.0f} GB")

# %% [markdown]
# Some notes say that inverting the Hessian needs $O(n^3)$ *space*. It is the *time* that grows as $n^3$; the space is $n^2$, and bad
# enough.

# %% [markdown]
# ## 9. The edge of stability (20 min, further)
# Notebook 01 found that descent on a bowl diverges above the rate $2/\lambda_{\max}$. A network is no bowl, but each point has a largest curvature,
# called *sharpness*. It can be had without the Hessian, whose $n^2$ entries nobody could store: all that is needed is the product of the
# Hessian with one vector, and two gradients give it.

# %% [markdown]
# ### Exercise: a Hessian times a vector
# How does the gradient change along $v$? Take a centred difference over a distance of $2h$ in the *direction* of $v$, then scale by the length of
# $v$: so the accuracy does not depend on how long $v$ is.
#
# | | |
# |---|---|
# | `grad` | function from a float array (n,) to the gradient there, (n,) |
# | `x`, `v` | float arrays (n,) |
# | `h` | > 0, the distance to each side of `x` |
# | `v` is zero | zeros of shape (n,) |
# | returns | a new array (n,), close to $Hv$ |

# %% exercise="hvp"
def hvp(grad, x, v, h=1e-5):
    """The Hessian at x times v, from two gradients.

    grad: function from (n,) to (n,).  x, v: (n,).  h: how far along
    v / |v| to step, to both sides.  Returns a new array (n,).
    """
    ### BEGIN SOLUTION
    length = np.linalg.norm(v)
    if length == 0:
        return np.zeros(len(v))
    u = v / length
    return (grad(x + h * u) - grad(x - h * u)) / (2 * h) * length
    ### END SOLUTION

# %% [markdown] hint="hvp"
# For `grad = lambda x: A @ x` the answer is `A @ v`, whatever `h` is. What does your formula give for a `v` of length 1000?
#
# ---
# Make a vector of length 1 of `v`. Take the gradient a distance `h` before and behind `x` along it. Their difference over the distance between the two
# points is the product with the short vector; multiply by the length of `v`.
#
# ---
# `u = v / np.linalg.norm(v)`, then `(grad(x + h * u) - grad(...)) / (...)`, times the length; before that a test for length 0.

# %% check="hvp" points=8
check(hvp)

# %% [markdown]
# ### Exercise: the sharpness
# *Power iteration*: multiply a vector by $H$ again and again, and the eigenvector whose eigenvalue is largest in size takes over. At the end
# the *Rayleigh quotient* $v^\top H v$ of the unit vector $v$ gives that eigenvalue with its sign.
#
# | | |
# |---|---|
# | `hv` | function from a unit vector (n,) to $Hv$, (n,), $H$ symmetric |
# | `rng` | draws the first vector, from a normal distribution |
# | `iters` | how often the vector is multiplied and brought back to length 1 |
# | $Hv = 0$ on the way | the answer is 0 |
# | returns | a float |

# %% exercise="sharpness"
def sharpness(hv, n, rng, iters=100):
    """The eigenvalue that is largest in size, with its sign.

    hv: function from (n,) to the Hessian times it.  rng: for the first
    vector.  iters: of power iteration.  Returns a float.
    """
    ### BEGIN SOLUTION
    v = rng.normal(size=n)
    v = v / np.linalg.norm(v)
    for _ in range(iters):
        w = hv(v)
        if not np.any(w):
            return 0.0
        v = w / np.linalg.norm(w)
    return float(v @ hv(v))
    ### END SOLUTION

# %% [markdown] hint="sharpness"
# Let the eigenvalues be 2 and -5, and write the vector in the eigenvectors: by what does each part grow per iteration? Why does the length of $Hv$ not
# tell 5 from -5?
#
# ---
# Draw a vector, scale it to length 1. In a loop multiply, and scale again. After the loop multiply once more and take the dot product with the
# vector itself.
#
# ---
# In the loop `w = hv(v)` and `v = w / np.linalg.norm(w)`; at the end `v @ hv(...)`.

# %% check="sharpness" points=7
check(sharpness)

# %% [markdown]
# A network (64-32-10, tanh) learns 500 digits from the full batch, with the squared error and plain descent, no noise anywhere. Before the first
# step its sharpness is near 18.

# %% predict="where the sharpness goes"
predict("Descent at the rate 0.15, for 1500 steps. Sharpness begins at 18, "
        "and a bowl would allow 2 / 0.15 = 13.3. It ends",
        a="far below, in a flat place", b="just at 13.3",
        c="far above, and the loss explodes",
        guess="")

# %% demo="a network on a full batch, in code"
def full_batch(seed):
    """First weights (2368,) of a network for 500 digits, and a function to the gradient and the loss there."""
    rng, data = np.random.default_rng(seed), load_digits()
    rows = rng.permutation(len(data.target))[:500]
    X, Y = data.data[rows] / 16, np.eye(10)[data.target[rows]]

    def slope(w):
        A, B = w[:2048].reshape(64, 32), w[2048:].reshape(32, 10)
        hidden = np.tanh(X @ A)
        error = hidden @ B - Y
        deltas = error @ B.T * (1 - hidden**2) / 500
        return np.concatenate([(X.T @ deltas).ravel(), (hidden.T @ error).ravel() / 500]), (error**2).sum(1).mean() / 2

    return np.concatenate([rng.normal(size=2048) / 8, rng.normal(size=320) / np.sqrt(32)]), slope

@remember
def descent_on_the_edge(seed, rate, steps, looks):
    """Losses (steps,), and sharpness at `looks` (a tuple of steps) of plain descent on the full batch."""
    w, slope = full_batch(seed)
    losses, sharp, rng = [], [], np.random.default_rng(seed)
    for t in range(steps):
        g, loss = slope(w)
        losses.append(loss)
        if t in looks:
            sharp.append(sharpness(lambda v, w=w: hvp(lambda z: slope(z)[0], w, v), len(w), rng, 30))
        w = w - rate * g
    return np.array(losses), np.array(sharp)

# %% demo="the sharpness of a network"
with needs(hvp, sharpness):
    looks = tuple(range(0, 1500, 50))
    ax = axes("Sharpness rises until descent is at the edge, 2 / rate, and stays there", "step", "sharpness", (7, 3.8))
    for rate, color in ((0.15, "#0072B2"), (0.2, "#D55E00")):
        losses, sharp = descent_on_the_edge(0, rate, 1500, looks)
        ax.plot(looks, sharp, "o-", ms=3, color=color)
        ax.axhline(2 / rate, color=color, ls=":")
        ax.text(1500, 2 / rate + 0.25, f"2 / {rate}", color=color)
        print(f"rate {rate}: sharpness {sharp[0]:.1f} at the start, {sharp[-5:].mean():.1f} at the end; loss {losses[0]:.2f}, then {losses[-1]:.3f}")
    ax.set(ylim=(0, 20), xlim=(-20, 1640))
    plt.show()
    came("b")

# %% [markdown] seen="where the sharpness goes"
# It falls at first, rises again, and settles at the edge: 13.3 at the rate 0.15, 10 at 0.2. Along the sharpest direction descent now swings, as on a bowl that is a little too
# steep, but the swing itself pushes the network to where it is flatter. The loss falls all the while, if not at every step (Cohen et al., 2021,
# [arXiv:2103.00065](https://arxiv.org/abs/2103.00065)). So for networks the rate is not chosen to fit the curvature; the curvature comes to fit the
# rate.

# %% [markdown]
# ## Open challenge: twenty dimensions, 120 slopes (12 min, further)
# Ten of Rosenbrock's valleys at once, from five starts. You may ask for the height and the slope 120 times. The baseline is your
# `lbfgs_direction` with the course's line search. Change `my_search` and beat it. Nothing of this is graded; your best score is kept.

# %% demo="your search" open=true
def my_search(f_and_grad, x0):
    """Where you end, shape (20,). `f_and_grad(x)` gives height and slope, 120 times."""
    x = np.array(x0, dtype=float)
    for _ in range(120):
        x = x - 1e-3 * f_and_grad(x)[1]
    return x

# %% demo="twenty dimensions, your best so far"
from utils.challenge import OverBudget, budget, challenge


def ten_valleys(x):
    """Height and slope of ten of Rosenbrock's valleys, x of shape (20,)."""
    pairs = np.reshape(x, (10, 2))
    return sum(rosenbrock().f(pairs.T)), np.ravel([rosenbrock().grad(pair) for pair in pairs])

def heights_left(search):
    """Height that is left, the geometric mean of five starts."""
    rng = np.random.default_rng(0)
    ends = [search(budget(ten_valleys, 120), rng.uniform(-1, 1, 20)) for _ in range(5)]
    return np.exp(np.mean([np.log(max(ten_valleys(x)[0], 1e-25)) for x in ends]))

def with_lbfgs(f_and_grad, x0):
    best = [np.inf, x0]

    def noted(x):
        f, g = f_and_grad(x)
        best[:] = min([best, [f, np.array(x)]], key=lambda pair: pair[0])
        return f, g

    try:
        minimise(noted, x0, lbfgs_direction)
    except OverBudget:
        pass
    return best[1]

with needs(lbfgs_direction):
    challenge("05", heights_left(my_search), heights_left(with_lbfgs), "height that is left", lower=True)

# %% [markdown]
# ## 10. Claims, tested (6 min)
# Sentences from lectures, each with its experiment. Ten or twenty seeds judge; others chose the settings. First Newton.

# %% demo="claims about no learning rate"
claims, SLIDES = Claims("05_second_order"), "CS231n lecture 7, slides"
NOTES, HOME = "CS231n notes, neural networks 3", "https://cs231n.github.io/neural-networks-3/"
TALKS, STUDENTS = "https://cs231n.stanford.edu/slides/", "students' notes of CS231n lecture 7"
with needs(newton_step):
    test = claims.test("Newton's step needs no learning rate", NOTES,
        "% of starts from which plain Newton reaches the minimum: quadratics of any κ; otherwise log cosh",
        least=95, link=HOME, main=True)
    arrive, wander = [], []
    for seed in seeds(20):
        H, bowl, x0 = turned_bowl(1e6, seed, n=50)
        left = [np.linalg.norm(newton_step(k * x0, k * bowl(x0)[1], H)) / np.linalg.norm(k * x0) for k in (1, 100)]
        starts = np.random.default_rng(seed).uniform(-3, 3, 200)
        arrive.append(100 * np.mean(np.array(left) < 1e-6))
        wander.append(100 * np.mean([on_log_cosh(x, 20)[-1] < 1e-6 for x in starts]))
    test.measured(arrive, without=wander, condition="the function is a convex quadratic")

# %% demo="claims about the local model"
with needs(newton_step):
    test = claims.test("Newton steps to the minimum of the local model", SLIDES,
        "% of starts on the double well that end in a minimum", least=95, link=TALKS)
    upward, other = [], []
    for seed in seeds(20):
        starts = np.random.default_rng(seed).uniform(-1.5, 1.5, (200, 2))
        there = np.abs(np.abs(newton_ends(starts)[:, 1]) - 1) < 1e-6
        curved_up = np.abs(starts[:, 1]) > 3**-0.5
        upward.append(100 * there[curved_up].mean())
        other.append(100 * there[~curved_up].mean())
    test.measured(upward, without=other, condition="H is positive definite at the start")

# %% [markdown]
# Then L-BFGS, against the best of the methods that know only gradients. What is compared are evaluations on full batches, and on
# minibatches the heights above the minimum after 100 passes, seed by seed.

# %% demo="claims about full batches"
with needs(lbfgs_direction):
    test = claims.test("L-BFGS works very well on full batches", SLIDES,
        "times the evaluations of L-BFGS that tuned momentum needs, to 1e-8 above the minimum",
        least=1.2, ratio=True, main=True, link=TALKS,
        wording="Usually works very well in full batch, deterministic mode")
    hard, easy = (np.divide(*against_momentum(lam, *MOMENTUM[lam])) for lam in (1e-4, 1e-2))
    test.measured(hard, without=easy, condition="the condition number is large (λ = 1e-4; otherwise 1e-2)")

# %% demo="claims about minibatches"
def ends(B):
    """Heights above the minimum after 100 passes, by method."""
    return {name: curves[:, -1] for name, curves in contest(B).items()}

with needs(lbfgs_direction):
    test = claims.test("L-BFGS does not transfer to minibatches", SLIDES,
        "times as high as momentum after 100 passes, batches of 32, pairs with care",
        least=1.2, ratio=True, main=True, link=TALKS,
        wording="Does not transfer very well to mini-batch setting")
    small, large = ends(32), ends(512)
    at_512 = np.exp(np.log(large["L-BFGS, careful"] / large["momentum"]).mean())
    test.measured(small["L-BFGS, careful"] / small["momentum"], note=f"{at_512:.2f} on batches of 512")

# %% demo="a claim about the edge"
with needs(hvp, sharpness):
    test = claims.test("Descent on the full batch settles at the edge of stability", "Cohen et al., 2021",
        "% that sharpness is off 2 / rate, mean of 5 looks after 1000 steps at the rate 0.2", least=10, equal=True,
        link="https://arxiv.org/abs/2103.00065",
        wording="the maximum eigenvalue of the training loss Hessian hovers just above the value 2 / (step size)")
    settled = [descent_on_the_edge(seed, 0.2, 1201, tuple(range(1000, 1201, 50)))[1].mean() for seed in seeds(10)]
    test.measured(100 * (np.array(settled) * 0.2 / 2 - 1))

# %% demo="the inverted claim"
with needs(lbfgs_direction):
    test = claims.test("If you cannot do full batches, consider L-BFGS", STUDENTS,
        "powers of ten by which it ends lower than momentum, batches of 32, plain pairs", least=0)
    small, full = ends(32), ends(1000)
    plain = np.log10(small["momentum"] / small["L-BFGS, naive"])
    ahead = np.log10(full["momentum"] / full["L-BFGS"]).mean()
    test.measured(plain, note=f"with full batches it ends {ahead:.1f} powers of ten lower")
claims

# %% [markdown]
# And how well did you predict?

# %% demo="your predictions" open=true
predictions()

# %% [markdown]
# ### What you saw
# - In a bowl Newton's step is exact, whatever κ. Elsewhere it looks for flat ground, and finds saddles as gladly as minima.
# - Two catches make it safe: a shift that bends the model upward, and a length that is halved until the height falls.
# - Gradients along the way are enough to learn the curvature. Ten pairs of them, in a dozen lines, match SciPy's evaluations to a few
#   per cent.
# - Descent on a network's full batch raises the curvature until it is at the edge, 2 / rate, and stays there.
# - Without noise L-BFGS needs nothing tuned. Tuned momentum ties with it where the condition number is moderate, and falls behind where
#   it is large. With pairs across minibatches L-BFGS explodes; with care it runs, and on batches of 32 stays behind momentum.

# %% [markdown]
# ## 11. When to use what, and what to read (3 min)
# Small and smooth, with cheap second derivatives: damped Newton, or a trust region. Up to some thousand variables: BFGS. Anything beyond
# that is smooth and without noise, such as logistic regression (L-BFGS is scikit-learn's default there), fits in physics, or an image
# optimised through a frozen network: L-BFGS. Networks on minibatches: SGD or Adam. Methods that bring curvature back there keep a few small
# matrices per layer instead of one large one: [K-FAC](https://arxiv.org/abs/1503.05671) (Martens & Grosse 2015),
# [Shampoo](https://arxiv.org/abs/1802.09568) (Gupta and others 2018) and [SOAP](https://arxiv.org/abs/2409.11321) (Vyas and others 2024).

# %% [markdown]
# ### Further reading
# - J. Nocedal & S. Wright, *Numerical Optimization*, 2nd edition, 2006: section 3.5 for the line search, 6.1 for BFGS, 7.2 for the two
#   loops.
# - D. Liu & J. Nocedal, *On the limited memory BFGS method for large scale optimization*, 1989: section 2 has the method on a page.
# - Y. Dauphin and others, [*Identifying and attacking the saddle point problem in high-dimensional non-convex
#   optimization*](https://arxiv.org/abs/1406.2572), 2014: why Newton is drawn to saddles, and what absolute values of the curvatures do.
# - R. Byrd and others, [*A stochastic quasi-Newton method for large-scale optimization*](https://arxiv.org/abs/1401.7020), 2016, and
#   R. Bollapragada and others, [*A progressive batching L-BFGS method for machine learning*](https://arxiv.org/abs/1802.05374), 2018:
#   curvature from batches of its own, or from batches that grow.
#
# **An open question.** On batches of 512 the careful kind is a little behind momentum, and on all 1000 digits L-BFGS is far ahead. Where
# between the two does the lead begin, and is it the batch or the line search that makes it?
