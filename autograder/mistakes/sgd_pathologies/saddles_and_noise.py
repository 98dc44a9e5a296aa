"""Known mistakes of notebook 01: critical points and minibatches."""

from autograder.mistakes import of

IGNORED = (
    "you draw from a generator of your own, so nobody can repeat or vary your result. Draw from the "
    "`rng` you are given. See “Conventions” in notebook 00."
)

MISTAKES = [
    *of(
        "classify",
        (
            "the rule with the determinant",
            {
                "    eigenvalues = np.linalg.eigvalsh(H)\n": (
                    "    eigenvalues = np.linalg.eigvalsh(H)\n"
                    "    product = np.prod(eigenvalues)\n"
                    "    if abs(product) <= tol:\n"
                    "        return 'degenerate'\n"
                    "    return 'saddle' if product < 0 else 'min' if H[0, 0] > 0 else 'max'\n"
                ),
            },
            "the sign of a product tells an odd number of negative curvatures from an even one, no more. That "
            "rule is for two dimensions; look at each eigenvalue. See section 3.",
        ),
        (
            "an answer from the diagonal alone",
            {"np.linalg.eigvalsh(H)": "np.diag(H)"},
            "the diagonal has the curvatures along the axes, and the steepest way down may run between them. "
            "Compute eigenvalues. See the third landscape of section 3.",
        ),
        (
            "an answer that takes zero for positive or negative",
            {
                "if not (up | down).all():": "if False:",
                '"min" if up.all() else "max"': '"max" if down.any() else "min"',
            },
            "a curvature of zero decides nothing, the ground may rise or fall there. Give such points their "
            "own name. See section 3.",
        ),
        (
            "minimum and maximum the wrong way round",
            {'"min" if up.all() else "max"': '"max" if up.all() else "min"'},
            "where the ground curves up on all sides, you are at the bottom. Think of a bowl. See section 3.",
        ),
        (
            "a zero that hides a saddle",
            {"if up.any() and down.any():": "if (up | down).all() and up.any() and down.any():"},
            "one way up and one way down make a saddle, whatever the other directions do. Ask for both signs "
            "first. See the docstring.",
        ),
        (
            "an answer that ignores the tolerance",
            {"eigenvalues > tol": "eigenvalues > 1e-8", "eigenvalues < -tol": "eigenvalues < -1e-8"},
            "the caller says how small counts as zero. Compare with `tol`. See the docstring.",
        ),
        (
            "an exact comparison with zero",
            {"eigenvalues > tol": "eigenvalues > 0", "eigenvalues < -tol": "eigenvalues < 0"},
            "computed eigenvalues are off by a rounding error, so a true zero looks positive or negative at "
            "random. Compare with `tol`. See the exercise's first sentence.",
        ),
        (
            "a saddle wherever it is no minimum",
            {'"min" if up.all() else "max"': '"min" if up.all() else "saddle"'},
            "where all curvatures are negative, nothing leads up: that is a maximum. See section 3.",
        ),
    ),
    *of(
        "saddle_fraction",
        (
            "a random matrix that is not symmetric",
            {"np.linalg.eigvalsh((A + A.transpose(0, 2, 1)) / 2)": "np.sort(np.linalg.eigvals(A).real)"},
            "a Hessian is symmetric, and the eigenvalues of other matrices may be complex and follow another "
            "law. Average `A` with its transpose first. See section 4.",
        ),
        (
            "one triangle of A in place of a symmetric mean",
            {"(A + A.transpose(0, 2, 1)) / 2": "A"},
            "`eigvalsh` reads one triangle, so it invents a symmetric matrix whose off-diagonal entries are "
            "too large. Average `A` with its transpose first. See section 4.",
        ),
        (
            "a share that counts maxima as saddles",
            {" & (eigenvalues[:, -1] > 0)": ""},
            "with all eigenvalues negative there is no way up: that is a maximum. A saddle needs both signs. "
            "See the docstring.",
        ),
        (
            "the share of minima",
            {"(eigenvalues[:, 0] < 0) & (eigenvalues[:, -1] > 0)": "eigenvalues[:, 0] > 0"},
            "saddles are wanted: matrices with eigenvalues of both signs. See the docstring.",
        ),
        (
            "a count in place of a share",
            {"np.mean(": "np.sum("},
            "the result should not grow with the number of trials. Divide by it. See the docstring.",
        ),
        (
            "an answer that ignores the generator",
            {
                "trials, rng):": "trials, rng, own=np.random.default_rng(1)):",
                "rng.standard_normal((": "own.standard_normal((",
            },
            IGNORED,
        ),
        (
            "an answer with a seed of its own",
            {"rng.standard_normal((": "np.random.default_rng(0).standard_normal(("},
            "every call draws the same matrices, so repeating the experiment tells you nothing new. Draw from "
            "the `rng` you are given. See “Conventions” in notebook 00.",
        ),
        (
            "an answer with uniform numbers from 0 to 1",
            {"rng.standard_normal((trials, n, n))": "rng.random((trials, n, n))"},
            "matrices of positive numbers lean towards a positive eigenvalue. Draw from the normal "
            "distribution. See section 4.",
        ),
    ),
    *of(
        "minibatch_grad",
        (
            "a sum over the batch",
            {" / len(idx)": ""},
            "with a larger batch your steps get longer, not better. The loss is a mean. See section 5.",
        ),
        (
            "a mean over the whole data set",
            {"len(idx)": "len(y)"},
            "you add up the batch but divide by the number of all examples, so small batches make tiny steps. "
            "Divide by what you added up. See section 5.",
        ),
        (
            "a gradient with a factor 2 too many",
            {"return rows.T": "return 2 * rows.T"},
            "the square gives a 2 and the one half in the loss takes it away. Differentiate one example on "
            "paper. See the hint.",
        ),
        (
            "a gradient with one half too many",
            {" / len(idx)": " / (2 * len(idx))"},
            "the one half in the loss is used up by the derivative of the square. Differentiate one example "
            "on paper. See the hint.",
        ),
        (
            "a gradient with the wrong sign",
            {"rows @ w - y[idx]": "y[idx] - rows @ w"},
            "you return the way down; callers subtract the gradient themselves. Check the order of prediction "
            "and target. See section 5.",
        ),
        (
            "the gradient of all rows",
            {"rows = X[idx]": "rows, idx = X, np.arange(len(y))"},
            "you ignore `idx`, so nothing is saved and nothing is random. Take its rows. See section 5.",
        ),
        (
            "a batch in which repeated rows count once",
            {"rows = X[idx]": "idx = np.unique(idx)\n    rows = X[idx]"},
            "drawing with replacement may take a row twice, and then it has twice the weight. Keep `idx` as "
            "it is. See the exercise's text.",
        ),
        (
            "a gradient that forgets the targets",
            {"rows @ w - y[idx]": "rows @ w"},
            "the error of an example is its prediction minus its target. See the loss in section 5.",
        ),
    ),
    *of(
        "grad_noise",
        (
            "a standard deviation",
            {"float(np.sum(np.var(grads, axis=0)))": "float(np.sqrt(np.sum(np.var(grads, axis=0))))"},
            "the trace is a variance; its root is the typical error. Leave the root out. See the text.",
        ),
        (
            "a sum of standard deviations",
            {"np.var(grads": "np.std(grads"},
            "variances of coordinates add up to the squared distance, standard deviations add up to nothing "
            "useful. See the exercise's text.",
        ),
        (
            "a mean over coordinates",
            {"np.sum(np.var(grads": "np.mean(np.var(grads"},
            "the trace is the sum of the diagonal, so with a mean your noise shrinks as parameters are added. "
            "See the exercise's text.",
        ),
        (
            "one batch used over and over",
            {"[rng.integers(0, len(y), B) for _ in range(reps)]": "[rng.integers(0, len(y), B)] * reps"},
            "all your gradients are equal, so none can scatter. Draw a batch for each. See the text.",
        ),
        (
            "batches drawn without replacement",
            {"rng.integers(0, len(y), B)": "rng.permutation(len(y))[:B]"},
            "a batch as large as the data set would show no noise at all. Each row must be drawn from all "
            "rows, so that one can come twice. See the docstring.",
        ),
        (
            "a variance over all numbers at once",
            {"np.sum(np.var(grads, axis=0))": "np.var(grads)"},
            "you mix the differences between coordinates with the scatter between batches. Take the variance "
            "of each coordinate first. See the hint.",
        ),
        (
            "a mean squared length",
            {"np.sum(np.var(grads, axis=0))": "np.mean(np.sum(grads**2, axis=1))"},
            "you measure the distance from zero, so the gradient itself counts as noise. Measure from the "
            "centre of the cloud. See the exercise's text.",
        ),
        (
            "an answer that ignores the generator",
            {"reps, rng):": "reps, rng, own=np.random.default_rng(1)):", "rng.integers(": "own.integers("},
            IGNORED,
        ),
        (
            "an answer with a seed of its own",
            {"    batches = [": "    rng = np.random.default_rng(0)\n    batches = ["},
            "every call draws the same batches, so repeating the experiment tells you nothing new. Draw from "
            "the `rng` you are given. See “Conventions” in notebook 00.",
        ),
    ),
]
