# ---
# jupyter:
#   jupytext: {cell_metadata_filter: all}
#   kernelspec: {name: python3, display_name: Python 3 (ipykernel), language: python}
# ---

# %% [markdown]
# # Start here
# Training a neural network is walking downhill in fog. You feel the slope under your feet and nothing else: not where the valley is, not
# whether this is the only one. Every method of this course is a different answer to one question: *given the slopes so far, where do you
# step next?*
#
# *You need*: Python, NumPy arrays, and the idea of a derivative.

# %%
import matplotlib.pyplot as plt
import numpy as np

from utils.checks import check, hint, needs, solution
from utils.predict import came, predict, predictions
from utils.progress import course_map

# %% [markdown]
# ## The map (1 min)
# Run a cell with **Shift + Enter**. This one shows the course: a click on a title opens it. The map knows what you have passed in the
# notebooks that you saved; run the cell again whenever you come back.

# %% demo="the map" open=true
course_map()

# %% [markdown]
# 01 to 05 build on each other; 06 fits anywhere after 01, and 07 follows it. In a hurry? Take 00, 01, 03, 04, 06, 07 and 11. Sections that are
# marked *further* can wait. 00b has the mathematics that is assumed, in pictures; 11b puts your own functions together in one machine.
#
# Each notebook closes with **Claims, tested**: sentences that lectures and books repeat, the experiment that tests each of them on your laptop,
# and a verdict. Some fail. Before them stands an **open challenge**: a baseline for you to beat, which nobody grades.

# %% [markdown]
# ## Predict, run, look (3 min)
# At the turning points stands a question like the one below. Write a letter between the quotes of `guess=""`, run the cell, then run the
# figure's. Nobody grades a guess, but a figure that you have predicted wrongly teaches you most. The figure's code is folded: a click
# on its one line opens it.
#
# You will see a loss with one valley, and 12 steps of the rule "go against the slope", which begin high on the right.

# %% predict="the longest steps"
predict("Where will the steps be longest?",
        a="high on the wall", b="near the bottom",
        c="all are of the same length",
        guess="")

# %% demo="first walk"
w = np.linspace(-2.2, 2.2, 200)
walk = [2.0]
for _ in range(12):
    walk.append(walk[-1] - 0.15 * 2 * walk[-1])  # the slope of w**2 is 2w
walk = np.array(walk)
fig, ax = plt.subplots(figsize=(6, 3.2))
ax.plot(w, w**2, color="0.6")
ax.plot(walk, walk**2, "o-", color="#0072B2")
ax.set(xlabel="parameter $w$", ylabel="loss $w^2$")
ax.set_title("Steps shrink by themselves: the slope does")
plt.show()
came("a")

# %% [markdown] seen="the longest steps"
# Nobody turned the step size down. The step is the slope times a constant, and the slope fades toward the bottom. Remember this when you
# meet methods that *divide* by the size of the slope: they lose that brake.

# %% [markdown]
# ## Write, check, read (4 min)
# An exercise is a cell with a function to complete. Below it is a locked check cell. Write your code in place of
# `raise NotImplementedError()`, run the cell, run the check. The check answers at once: it passes, or it names the mistake it recognises,
# or it shows the first number that differs.

# %% [markdown]
# ### Exercise: one step downhill
# Move `x` against the gradient `g`, by `lr` times its size. `lr` is the *learning rate*.

# %% exercise="gd_step"
def gd_step(x, g, lr):
    """One step of gradient descent: x <- x - lr g.

    x, g: float arrays of one shape (any).  lr > 0.
    Returns a new array of that shape; x stays as it was.
    """
    ### BEGIN SOLUTION
    return x - lr * g
    ### END SOLUTION

# %% [markdown] hint="gd_step"
# The gradient points where the loss *grows*. Which sign takes you down?
#
# ---
# Make a new array: the old position, and from it taken away the gradient times the learning rate. Don't change `x` itself.
#
# ---
# `return x` minus the product of the other two arguments, in one line.

# %% check="gd_step" points=1
check(gd_step)

# %% [markdown]
# Now break it on purpose: write `+` for `-`, or `x -= lr * g`, run both cells again and read what the check says. A wrong answer is the
# cheapest lesson here; nobody counts your attempts.

# %% predict="the walk of your function"
predict("A bowl eight times as steep one way as the other. What will the "
        "walk do?",
        a="go straight to the bottom",
        b="bounce across the steep way and creep along the flat one",
        c="leave the bowl",
        guess="")

# %% demo="your own walk"
with needs(gd_step):
    path = [np.array([1.8, 0.9])]
    for _ in range(20):
        path.append(gd_step(path[-1], np.array([1.0, 8.0]) * path[-1], lr=0.2))
    path = np.array(path)
    a, b = np.meshgrid(np.linspace(-0.5, 2, 80), np.linspace(-1.1, 1.1, 80))
    fig, ax = plt.subplots(figsize=(6, 3.2))
    ax.contour(a, b, a**2 / 2 + 8 * b**2 / 2, levels=12, colors="0.8")
    ax.plot(*path.T, "o-", color="#0072B2", markersize=4)
    ax.set(xlabel="$w_0$", ylabel="$w_1$")
    ax.set_title("Your function at work: it bounces across and creeps along")
    plt.show()
    came("b")

# %% [markdown] seen="the walk of your function"
# Each exercise is used in the figure right after it, so you see its effect right away. Where your function is still missing, the figure's cell says
# so and the notebook goes on. The bounce you see here is the subject of notebook 01.

# %% [markdown]
# ## Stuck, and graded (2 min)
# - Under *Hint* stands a question that helps. `hint(gd_step)`, in a cell of your own, opens the next step: the plan, then nearly the code.
# - `solution(gd_step)` shows our answer beside yours, once yours has passed or three different ones were checked.
#   A class may have been given the course without solutions; then it says so.
# - **Points** stand beside each exercise's title, 100 in each notebook (this page has one, for practice).
# - **The check is not the grade.** Grading runs hidden tests on other numbers: another shape, another learning rate, an exact zero. If you wrote
#   the rule and not the example, you get full marks. Any correct way of writing it counts: loops, helper functions, other algebra.
# - **A slip costs its own exercise only.** Later exercises are graded with our version of the earlier ones.
# - **Grading runs your cells from top to bottom**, in an empty folder with no network. Figures are not run; of their cells only functions,
#   classes and imports are kept, so write a helper where you like.
# - `course progress` in a terminal lists what you have passed, and what is left.

# %% [markdown]
# ## Conventions, on one page (1 min)
# Books differ in signs and symbols. These are ours, in every notebook:
#
# | | convention |
# |---|---|
# | inputs | never modified: you return new values and new state |
# | numbers | NumPy float64 unless a docstring says otherwise |
# | momentum | $v \leftarrow \rho v - \alpha g,\; x \leftarrow x + v$, and $v_0 = 0$ (in PyTorch $\rho$ is `momentum`, $\alpha$ is `lr`) |
# | epsilon | added *outside* the square root, after any correction: $\sqrt{s} + \epsilon$ |
# | time in Adam | `t` counts finished steps, so the first step uses $t = 1$ |
# | time in schedules | step $t$ counts from zero, and the rate at $t$ is used *for* update $t$ |
# | dropout | always `p_drop` or `p_keep`, never a bare `p` |
# | penalties | $\lambda R(W)$ with $R = \sum W^2$, so the gradient is $2\lambda W$; biases are not penalised |
# | randomness | only from the `rng` you are given (`numpy.random.Generator`) |
# | edge cases | ties, $T = 1$, clamping: the docstring says |

# %% [markdown]
# At the end of each notebook you can see how good a prophet you were.

# %% demo="your predictions" open=true
predictions()
