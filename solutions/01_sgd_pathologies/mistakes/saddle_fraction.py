"""Known mistakes of `saddle_fraction`."""

from ._shared import IGNORED

MISTAKES = [
    ("a random matrix that is not symmetric",
     {"np.linalg.eigvalsh((A + A.transpose(0, 2, 1)) / 2)": "np.sort(np.linalg.eigvals(A).real)"},
     "a Hessian is symmetric, and the eigenvalues of other matrices may be complex and follow another law. Average `A` with its transpose first. See section 4."),
    ("A used without making it symmetric", {"(A + A.transpose(0, 2, 1)) / 2": "A"},
     "`eigvalsh` reads only one triangle, so it sees a symmetric matrix whose off-diagonal entries are too large. Average `A` with its transpose first. See section 4."),
    ("maxima counted as saddles", {" & (eigenvalues[:, -1] > 0)": ""},
     "with all eigenvalues negative there is no way up: that is a maximum. A saddle needs both signs. See the docstring."),
    ("the fraction of minima", {"(eigenvalues[:, 0] < 0) & (eigenvalues[:, -1] > 0)": "eigenvalues[:, 0] > 0"},
     "count the saddles instead: matrices with eigenvalues of both signs. See the docstring."),
    ("the same matrix in every trial", {"rng.standard_normal((trials, n, n))": "np.tile(rng.standard_normal((n, n)), (trials, 1, 1))"},
     "a share of one matrix is 0 or 1. Draw a new matrix for each trial. See the docstring."),
    ("eigenvalues drawn independently of each other", {"eigenvalues = np.linalg.eigvalsh((A + A.transpose(0, 2, 1)) / 2)": "eigenvalues = np.sort(A[:, 0])"},
     "the eigenvalues of a random symmetric matrix repel each other, so that signs are no coin flips. Draw the matrix and compute them. See section 4."),
    ("a percentage", {"float(np.mean(": "float(100 * np.mean("},
     "a share lies between 0 and 1. Leave the factor 100 out. See the docstring."),
    ("a count instead of a fraction", {"np.mean(": "np.sum("},
     "the result should not grow with the number of trials. Divide by it. See the docstring."),
    ("an answer that ignores the generator", {
        "trials, rng):": "trials, rng, own=np.random.default_rng(1)):",
        "rng.standard_normal((": "own.standard_normal((",
     }, IGNORED),
    ("a fixed seed inside the function", {"rng.standard_normal((": "np.random.default_rng(0).standard_normal(("},
     "every call draws the same matrices, so repeating the experiment tells you nothing new. Draw from the `rng` you are given. See “Conventions” in notebook 00."),
    ("uniform instead of normal random numbers",
     {"rng.standard_normal((trials, n, n))": "rng.random((trials, n, n))"},
     "a matrix with only positive entries always has a positive eigenvalue. Draw from the normal distribution. See section 4."),
]
