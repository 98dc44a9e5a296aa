"""Known mistakes of `heavy_ball`."""

RATE = "4 / (high + low) ** 2"
MEMORY = "((high - low) / (high + low)) ** 2"
CHECK = "if not 0 < mu <= L:"
ROOTS = "np.sqrt(mu), np.sqrt(L)"

SEE = "section 3."
MISTAKES = [
    ("a rho that is not squared", {MEMORY: "(high - low) / (high + low)"},
     "that is the factor by which each step shrinks the distance; rho is its square."),
    ("a rate whose denominator is not squared", {RATE: "4 / (high + low)"},
     "a learning rate has the unit of one over a curvature, yours of one over its root. Square the sum."),
    ("the pair the wrong way round", {RATE + ", " + MEMORY: MEMORY + ", " + RATE}, "return the rate first, then rho."),
    ("a pair without the roots", {ROOTS: "mu, L"},
     "the formulas are in the roots of the curvatures, and that is where the root of κ comes from. Take them first."),
    ("a rate without roots", {RATE: "4 / (L + mu) ** 2"},
     "only rho has roots in yours. The rate's sum is of roots as well."),
    ("the rate of plain descent", {RATE: "2 / (L + mu)"},
     "with a memory you may go about twice as fast. The rate belongs to rho; solve for both."),
    ("a rate with a 2 for the 4", {"4 /": "2 /"},
     "the band's edges add up to twice two over the root of the rate. Solve for it again."),
    ("a rate with the difference of the roots", {RATE: "4 / (high - low) ** 2 if L > mu else 4 / (high + low) ** 2"},
     "the edges of the band add up in the rate, and differ in rho. Take the sum."),
    ("a rho upside down", {MEMORY: "((high + low) / (high - low)) ** 2 if L > mu else 0.0"},
     "a rho above one makes every step longer than the last. The difference stands on top."),
    ("heavy_ball without a test of its arguments", {CHECK: "if False:"},
     "with a curvature of zero or below, or limits in the wrong order, no pair is best. Raise ValueError."),
    ("heavy_ball that lets a curvature of zero pass", {CHECK: "if not 0 <= mu <= L:"},
     "a flat direction is never crossed, whatever the pair, and yours gets a rho of one. Raise ValueError for it."),
    ("heavy_ball that lets the limits come in the wrong order", {CHECK: "if not 0 < mu:"},
     "whoever swaps the two arguments should hear of it. Raise ValueError where mu is above L."),
    ("heavy_ball that refuses a round bowl", {CHECK: "if not 0 < mu < L:"},
     "equal limits are the easiest bowl of all: no memory, one step. Let mu equal L."),
]
