"""Known mistakes of `bfgs_update`."""

SEE = "section 5."
MISTAKES = [
    ("an update with s and y swapped in its outer products", {"np.outer(s, y) / sy": "np.outer(y, s) / sy"},
     "your new matrix times y doesn't give s: the factor that meets y first should send it to zero. Which of the two outer products stands on the left, which on the right?"),
    ("an update with the roles of s and y swapped",
     {"np.outer(s, y) / sy": "np.outer(y, s) / sy", "np.outer(s, s) / sy": "np.outer(y, y) / sy"},
     "that explains y as a step and s as a change of gradient, which is an estimate of H, not of its inverse. Check that the result times y gives s."),
    ("an update without its last term", {" + np.outer(s, s) / sy": ""},
     "the two factors delete all that was believed about y, and nothing is put in its place. Your result times y gives zero, and it should give s."),
    ("a last term with y for s", {"np.outer(s, s)": "np.outer(y, y)"},
     "your new matrix times y gives a multiple of y. The last term must bring in the step."),
    ("a last term that was not divided", {"np.outer(s, s) / sy": "np.outer(s, s)"},
     "the last term must turn y into exactly s, and yours is off by the factor y's. Use rho here too."),
    ("the rank-one update SR1", {
        "    V = np.eye(len(s)) - np.outer(s, y) / sy\n    return V @ Hinv @ V.T + np.outer(s, s) / sy": "    r = s - Hinv @ y\n    return Hinv + np.outer(r, r) / (r @ y)",
     }, "it explains the last step too, but it can lose positive definiteness, and then the direction leads uphill. BFGS has rank two: use the formula with two factors."),
    ("the update DFP", {
        "    V = np.eye(len(s)) - np.outer(s, y) / sy\n    return V @ Hinv @ V.T + np.outer(s, s) / sy": "    z = Hinv @ y\n    return Hinv - np.outer(z, z) / (y @ z) + np.outer(s, s) / sy",
     }, "it is the older method of Davidon, Fletcher and Powell, which explains the last step too, but recovers badly from poor estimates. Use the formula with two factors."),
    ("the update of the Hessian, not of its inverse", {
        "    V = np.eye(len(s)) - np.outer(s, y) / sy\n    return V @ Hinv @ V.T + np.outer(s, s) / sy": "    z = Hinv @ s\n    return Hinv - np.outer(z, z) / (s @ z) + np.outer(y, y) / sy",
     }, "books print BFGS in two forms, and you took the one for H itself. Ours keeps the inverse, so that no system has to be solved."),
    ("an update whose factors have a plus", {"np.eye(len(s)) - np.outer": "np.eye(len(s)) + np.outer"},
     "the factors must take away what was believed along y, and yours double it. Check the sign in front of rho."),
    ("an update with only one factor", {"V @ Hinv @ V.T": "V @ Hinv"},
     "the result is not symmetric, and a Hessian is. The second factor stands on the right."),
    ("a rho made from y alone", {"    V = np.eye": "    sy = y @ y\n    V = np.eye"},
     "with 1 / y'y the new matrix times y doesn't give s. The denominator is the product of the two."),
    ("an update without the curvature test", {"if sy <= 1e-10 * np.linalg.norm(s) * np.linalg.norm(y):": "if False:"},
     "where the slope did not rise along the step, rho is negative or infinite, and the estimate is spoiled. Skip such pairs."),
    ("a test for positive y's that allows almost zero",
     {"sy <= 1e-10 * np.linalg.norm(s) * np.linalg.norm(y)": "sy <= 0"},
     "a product that is positive by rounding alone makes rho enormous. Compare with the lengths of s and y."),
    ("a test that lets falling slopes pass", {"if sy <=": "if abs(sy) <="},
     "a clearly *negative* product is no upward curvature either, and your estimate stops being positive definite. Leave out the absolute value."),
    ("a test with an absolute threshold", {"1e-10 * np.linalg.norm(s) * np.linalg.norm(y)": "1e-10"},
     "close to the minimum all steps are tiny, and you skip every one of them. Compare with the lengths of s and y."),
    ("a fresh start where the pair is skipped", {"return Hinv.copy()": "return np.eye(len(s))"},
     "one bad pair is no reason to forget all good ones. Return the estimate as it was."),
    ("a skipped update that returns nothing", {"return Hinv.copy()": "return None"},
     "the caller goes on with what you return. Return a copy of the estimate as it was."),
    ("the right update, written into your input", {
        "    return V @ Hinv @ V.T + np.outer(s, s) / sy": "    Hinv[:] = V @ Hinv @ V.T + np.outer(s, s) / sy\n    return Hinv",
     }, "the caller's estimate is gone after the call. Return a new array."),
]
