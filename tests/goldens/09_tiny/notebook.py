# ---
# jupyter:
#   kernelspec: {name: python3}
# ---

# %% [markdown]
# # A tiny notebook
# With a formula, $x \leftarrow 2x$, and “quotes”.

# %%
import numpy as np

# %% [markdown]
# ### Exercise: double it
# Twice as much.


# %% exercise="double"
def double(x):
    """Twice x.

    x: float array of any shape. Returns a new array.
    """
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% [markdown] hint="double"
# What is $x + x$?

# %% check="double" points=2
check(double)

# %% demo="a picture, of sorts"
print(double(np.ones(2)))

# %% [markdown]
# Why is it not three times as much?

# %% [markdown] answer="why_two" points=1
# ### BEGIN SOLUTION
# Because of the two.
# ### END SOLUTION
