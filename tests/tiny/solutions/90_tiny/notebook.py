# ---
# jupyter:
#   kernelspec: {name: python3}
# ---

# %% [markdown]
# # A notebook of three exercises

# %%
import numpy as np

from utils.checks import check

# %% [markdown]
# ### Exercise: half of it


# %% exercise="halve"
def halve(x):
    """Half of x. x: float array of any shape. Returns a new array."""
    ### BEGIN SOLUTION
    return 0.5 * x
    ### END SOLUTION


# %% check="halve" points=4
check(halve)

# %% [markdown]
# ### Exercise: a random walk towards zero


# %% exercise="walk"
def walk(x, steps, rng):
    """x after `steps` steps x <- halve(x) + noise, a standard normal from rng. x: (n,). Returns (n,)."""
    ### BEGIN SOLUTION
    for _ in range(steps):
        x = halve(x) + rng.normal(size=len(x))
    return x
    ### END SOLUTION


# %% check="walk" points=2
check(walk)

# %% demo="a long walk"
print(walk(np.ones(3), 100, np.random.default_rng(0)))

# %% [markdown]
# ### Exercise: a running average


# %% exercise="Average"
class Average:
    """The mean of tensors: Average(start), add(value), mean(), each of a tensor of one shape."""

    ### BEGIN SOLUTION
    def __init__(self, start):
        self.total, self.count = start.clone(), 1

    def add(self, value):
        self.total, self.count = self.total + value, self.count + 1

    def mean(self):
        return self.total / self.count

    ### END SOLUTION


# %% check="Average" points=3
check(Average)
