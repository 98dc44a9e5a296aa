# ---
# jupyter:
#   jupytext: {cell_metadata_filter: all}
#   kernelspec: {name: python3, display_name: Python 3 (ipykernel), language: python}
# ---

# %% [markdown]
# # The mathematics that is assumed
# Six ideas carry the whole course. If a picture says nothing new to you, go on to the next; if all of them do, go on to notebook 01. There
# is nothing to solve here and nothing is graded.
#
# *You need*: school algebra, and NumPy arrays.

# %%
import numpy as np

from utils.predict import came, predict, predictions
from utils.schematics import mathematics

# %% [markdown]
# ## Vectors and the dot product (4 min, further)
# A vector is a list of numbers, and an arrow. A network with a million weights is one arrow in a space of a million directions, and
# training moves its tip.
#
# Two operations matter. Adding puts one arrow at the end of the other. The *dot product* $u^\top v = \sum_i u_i v_i$ says how far two
# arrows agree: positive where they point the same way, zero where they are at right angles, negative where they disagree. The *norm*
# $\|v\| = \sqrt{v^\top v}$ is the length.

# %% demo="arrows"
mathematics.show_vectors()

# %% demo="the same in NumPy" open=true
u, v = np.array([3.0, 4.0]), np.array([4.0, -3.0])
print(f"u + v = {u + v},  u @ v = {u @ v},  length of u = {np.linalg.norm(u)}")

# %% [markdown]
# ## Derivatives (4 min, further)
# The derivative $f'(x)$ is a number: how much $f$ grows for each unit that $x$ grows, as long as the change $h$ is small.
#
# $$ f(x + h) \approx f(x) + f'(x)\, h $$
#
# Read it as a forecast: a straight line in place of the curve. It is good near $x$ and bad far away, which is why optimisers take small
# steps.

# %% demo="a line that touches"
mathematics.show_slope()

# %% predict="the error of the forecast"
predict("The step h becomes ten times smaller. The error of the straight "
        "line becomes",
        a="10 times smaller", b="100 times smaller", c="not smaller",
        guess="")

# %% demo="how wrong the line is"
for h in (0.1, 0.01, 0.001):
    error = np.exp(1 + h) - (np.exp(1) + np.exp(1) * h)                  # of f = exp, at x = 1
    print(f"h = {h:<6} error of the forecast: {error:.2e}")
came("b")

# %% [markdown] seen="the error of the forecast"
# The error is about $\tfrac12 f''(x)\, h^2$. The second derivative $f''$ is the *curvature*: how fast the slope itself changes.

# %% [markdown]
# ## Gradients (3 min, further)
# With many inputs there is a derivative for each of them. Together they are a vector, the *gradient* $\nabla f$. It points where $f$ grows
# fastest, and its length says how fast. The forecast is the same, with a dot product:
#
# $$ f(x + h) \approx f(x) + \nabla f(x)^\top h $$
#
# So a step $h$ against the gradient lowers $f$ the most, for its length. That is all of gradient descent.

# %% demo="across the contour lines"
mathematics.show_gradient()

# %% [markdown]
# ## The chain rule (4 min, further)
# A network is a chain of simple boxes. Each box knows one number: by what factor it enlarges a small change of its input. A change that
# passes through several boxes is multiplied by each factor in turn.
#
# Backpropagation is this rule, worked from the last box to the first. The blue numbers go forward once, the orange ones come back once,
# and every weight gets its derivative.

# %% demo="three boxes"
mathematics.show_chain()

# %% predict="a path that splits"
predict("If w feeds two boxes and both lead to the loss, its derivative is",
        a="the product of both paths", b="the larger of both",
        c="the sum of both paths",
        guess="")

# %% demo="a path that splits, measured"
def split_loss(w):
    return (3 * w) ** 2 + np.sin(w)                                       # w is used twice

slope = (split_loss(2 + 1e-6) - split_loss(2 - 1e-6)) / 2e-6
print(f"measured: {slope:.4f};  one path: {18 * 2},  the other: {np.cos(2):.4f},  their sum: {36 + np.cos(2):.4f}")
came("c")

# %% [markdown] seen="a path that splits"
# Paths add, boxes along one path multiply. Forgetting a path is the commonest mistake in a backward pass; notebook 06 hunts for one.

# %% [markdown]
# ## Matrices and eigenvalues (5 min, further)
# A matrix turns and stretches arrows. For a symmetric matrix $H$ there are directions in which it only stretches:
#
# $$ H v = \lambda v $$
#
# The direction $v$ is an *eigenvector*, the factor $\lambda$ its *eigenvalue*. The second derivatives of a loss form such a matrix, the
# *Hessian*. Its eigenvectors are the axes of the bowl that the loss looks like from close by, and its eigenvalues are the curvatures along
# them: large means steep, small means flat, negative means that it curves down.

# %% demo="the axes of a bowl"
mathematics.show_curvatures()

# %% demo="eigenvalues in NumPy" open=true
H = np.array([[2.0, 1.0], [1.0, 2.0]])
eigenvalues, eigenvectors = np.linalg.eigh(H)           # sorted; the eigenvectors are the columns
print(eigenvalues, H @ eigenvectors[:, 1] / eigenvectors[:, 1])

# %% [markdown]
# ## Expectations (4 min, further)
# A random number has an *expectation*, its average over endless draws, and a *variance*, the expected square of its distance from there.
# The root of the variance is the *standard deviation*, which has the unit of the number itself.
#
# Averages of independent draws keep the expectation and lose variance: of $n$ draws it is $1/n$ of that of one. Training lives on this: the
# gradient of a *minibatch* of examples is right on average, and wrong by less the more examples it has.

# %% demo="draws and averages"
mathematics.show_expectation()

# %% predict="four times the batch"
predict("Four times as many examples in a batch: the standard deviation of "
        "its mean becomes",
        a="a quarter", b="a half", c="two thirds",
        guess="")

# %% demo="four times the batch, measured"
rng = np.random.default_rng(0)
for n in (16, 64):
    print(f"batch of {n}: standard deviation of the mean {rng.normal(size=(20_000, n)).mean(axis=1).std():.4f}")
came("b")

# %% [markdown] seen="four times the batch"
# The variance falls to a quarter, and its root to a half. Precision is expensive: ten times the precision costs a hundred times the draws.

# %% [markdown]
# With these six you can read every line of the course.

# %% demo="your predictions" open=true
predictions()
