"""Known mistakes of `grad_noise`."""

from ._shared import IGNORED

MISTAKES = [
    ("a standard deviation", {"float(np.sum(np.var(grads, axis=0)))": "float(np.sqrt(np.sum(np.var(grads, axis=0))))"},
     "the trace is a variance; its root is the typical error. Leave the root out. See the text."),
    ("a sum of standard deviations", {"np.var(grads": "np.std(grads"},
     "variances of coordinates add up to the squared distance, standard deviations add up to nothing useful. See the exercise's text."),
    ("a mean over coordinates", {"np.sum(np.var(grads": "np.mean(np.var(grads"},
     "the trace is the sum of the diagonal, so with a mean your noise shrinks as parameters are added. See the exercise's text."),
    ("one batch used over and over",
     {"[rng.integers(0, len(y), B) for _ in range(reps)]": "[rng.integers(0, len(y), B)] * reps"},
     "all your gradients are equal, so none can scatter. Draw a batch for each. See the text."),
    ("batches drawn without replacement", {"rng.integers(0, len(y), B)": "rng.permutation(len(y))[:B]"},
     "a batch as large as the data set would show no noise at all. Each row must be drawn from all rows, so that one can come twice. See the docstring."),
    ("a variance over all numbers at once", {"np.sum(np.var(grads, axis=0))": "np.var(grads)"},
     "you mix the differences between coordinates with the scatter between batches. Take the variance of each coordinate first. See the hint."),
    ("a mean squared length", {"np.sum(np.var(grads, axis=0))": "np.mean(np.sum(grads**2, axis=1))"},
     "you measure the distance from zero, so the gradient itself counts as noise. Measure from the centre of the cloud. See the exercise's text."),
    ("an answer that ignores the generator",
     {"reps, rng):": "reps, rng, own=np.random.default_rng(1)):", "rng.integers(": "own.integers("},
     IGNORED),
    ("an answer with a seed of its own", {"    batches = [": "    rng = np.random.default_rng(0)\n    batches = ["},
     "every call draws the same batches, so repeating the experiment tells you nothing new. Draw from the `rng` you are given. See “Conventions” in notebook 00."),
]
