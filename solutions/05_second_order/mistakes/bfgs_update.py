"""Known mistakes of `bfgs_update`."""

SEE = "section 5."
MISTAKES = [
    ("the two factors in the wrong order", {"np.outer(s, y) / sy": "np.outer(y, s) / sy"},
     "your new matrix times y doesn't give s: the factor that meets y first should send it to zero. Which of the two outer products belongs on the left, and which on the right?"),
    ("an update with the roles of s and y swapped",
     {"np.outer(s, y) / sy": "np.outer(y, s) / sy", "np.outer(s, s) / sy": "np.outer(y, y) / sy"},
     "that treats y as the step and s as the change of the gradient, which gives an estimate of H, not of its inverse. Check that the result times y gives s."),
    ("an update without its last term", {" + np.outer(s, s) / sy": ""},
     "the two factors remove everything the estimate said about y, and nothing takes its place. Your result times y gives zero, and it should give s."),
    ("a last term with y instead of s", {"np.outer(s, s)": "np.outer(y, y)"},
     "your new matrix times y gives a multiple of y. The last term must bring in the step."),
    ("a last term without the factor rho", {"np.outer(s, s) / sy": "np.outer(s, s)"},
     "the last term must turn y into exactly s, and yours is off by the factor y's. Use rho here too."),
    ("the rank-one SR1 update", {
        "    V = np.eye(len(s)) - np.outer(s, y) / sy\n    return V @ Hinv @ V.T + np.outer(s, s) / sy": "    r = s - Hinv @ y\n    return Hinv + np.outer(r, r) / (r @ y)",
     }, "it explains the last step too, but it can lose positive definiteness, and then the direction may lead uphill. BFGS has rank two: use the formula with two factors."),
    ("the DFP update", {
        "    V = np.eye(len(s)) - np.outer(s, y) / sy\n    return V @ Hinv @ V.T + np.outer(s, s) / sy": "    z = Hinv @ y\n    return Hinv - np.outer(z, z) / (y @ z) + np.outer(s, s) / sy",
     }, "it is the older method of Davidon, Fletcher and Powell, which explains the last step too, but recovers badly from poor estimates. Use the formula with two factors."),
    ("the BFGS update of the Hessian, not of its inverse", {
        "    V = np.eye(len(s)) - np.outer(s, y) / sy\n    return V @ Hinv @ V.T + np.outer(s, s) / sy": "    z = Hinv @ s\n    return Hinv - np.outer(z, z) / (s @ z) + np.outer(y, y) / sy",
     }, "books print BFGS in two forms, and you took the one for H itself. Here you need the one for the inverse, so that no system has to be solved."),
    ("a plus sign in the two factors", {"np.eye(len(s)) - np.outer": "np.eye(len(s)) + np.outer"},
     "the factors must remove what the estimate said about y, and yours double it. Check the sign in front of rho."),
    ("an update with only one factor", {"V @ Hinv @ V.T": "V @ Hinv"},
     "the result is not symmetric, and a Hessian is. The second factor belongs on the right."),
    ("a rho computed from y alone", {"    V = np.eye": "    sy = y @ y\n    V = np.eye"},
     "with 1 / y'y the new matrix times y doesn't give s. The denominator is the inner product of y and s."),
    ("an update without the curvature test", {"if sy <= 1e-10 * np.linalg.norm(s) * np.linalg.norm(y):": "if False:"},
     "where the slope did not rise along the step, rho is negative or infinite, and it ruins the estimate. Skip such pairs."),
    ("a curvature test without a tolerance",
     {"sy <= 1e-10 * np.linalg.norm(s) * np.linalg.norm(y)": "sy <= 0"},
     "a y's that is positive only through rounding makes rho enormous. Compare it with the lengths of s and y."),
    ("a curvature test on the absolute value of y's", {"if sy <=": "if abs(sy) <="},
     "a clearly *negative* y's means downward curvature, and your estimate stops being positive definite. Leave out the absolute value."),
    ("a curvature test with an absolute threshold", {"1e-10 * np.linalg.norm(s) * np.linalg.norm(y)": "1e-10"},
     "close to the minimum all steps are tiny, and you skip every one of them. Compare with the lengths of s and y."),
    ("a reset to the identity where the pair is skipped", {"return Hinv.copy()": "return np.eye(len(s))"},
     "one bad pair is not a reason to forget all the good ones. Return the estimate as it was."),
    ("a skipped update that returns None", {"return Hinv.copy()": "return None"},
     "the caller goes on with what you return. Return a copy of the estimate as it was."),
    ("the right update, written into Hinv", {
        "    return V @ Hinv @ V.T + np.outer(s, s) / sy": "    Hinv[:] = V @ Hinv @ V.T + np.outer(s, s) / sy\n    return Hinv",
     }, "the caller's estimate is overwritten by the call. Return a new array."),
]
