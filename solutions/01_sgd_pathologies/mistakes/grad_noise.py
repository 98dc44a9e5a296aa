"""Known mistakes of `grad_noise`."""

from ._shared import IGNORED

MISTAKES = [
    ("a distance instead of a squared distance", {"float(np.sum(np.var(grads, axis=0)))": "float(np.sqrt(np.sum(np.var(grads, axis=0))))"},
     "the trace is a mean of squared distances, and yours has the unit of a distance. Square the distances, and take no root. See the exercise's text."),
    ("a sum of standard deviations", {"np.var(grads": "np.std(grads"},
     "variances of coordinates add up to the squared distance, standard deviations add up to nothing useful. See the exercise's text."),
    ("a mean over coordinates", {"np.sum(np.var(grads": "np.mean(np.var(grads"},
     "the trace is the sum of the diagonal, so with a mean your noise shrinks as parameters are added. See the exercise's text."),
    ("a variance over coordinates instead of batches", {"axis=0": "axis=1"},
     "you measure how the coordinates of one gradient differ, whatever the batch. Each row is a batch, so go along the other axis. See the hint."),
    ("the same batch for every gradient",
     {"[rng.integers(0, len(y), B) for _ in range(reps)]": "[rng.integers(0, len(y), B)] * reps"},
     "all your gradients are equal, so their variance is zero. Draw a new batch for each. See the exercise's text."),
    ("batches drawn without replacement", {"rng.integers(0, len(y), B)": "rng.permutation(len(y))[:B]"},
     "a batch as large as the data set would show no noise at all. Draw each row from all rows, so that one can come twice. See the docstring."),
    ("one variance over all coordinates together", {"np.sum(np.var(grads, axis=0))": "np.var(grads)"},
     "you mix the differences between coordinates with the scatter between batches. Take the variance of each coordinate first. See the hint."),
    ("the mean squared length of the gradients", {"np.sum(np.var(grads, axis=0))": "np.mean(np.sum(grads**2, axis=1))"},
     "you measure the distance from zero, so the gradient itself counts as noise. Measure from the centre of the cloud. See the exercise's text."),
    ("an answer that ignores the generator",
     {"reps, rng):": "reps, rng, own=np.random.default_rng(1)):", "rng.integers(": "own.integers("},
     IGNORED),
    ("a fixed seed inside the function", {"    batches = [": "    rng = np.random.default_rng(0)\n    batches = ["},
     "every call draws the same batches, so repeating the experiment tells you nothing new. Draw from the `rng` you are given. See “Conventions” in notebook 00."),
]
