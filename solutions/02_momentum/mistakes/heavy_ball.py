"""Known mistakes of `heavy_ball`."""

RATE = "4 / (high + low) ** 2"
MEMORY = "((high - low) / (high + low)) ** 2"
CHECK = "if not 0 < mu <= L:"
ROOTS = "np.sqrt(mu), np.sqrt(L)"

SEE = "section 3."
MISTAKES = [
    ("rho without the square", {MEMORY: "(high - low) / (high + low)"},
     "that is the factor by which each step shrinks the distance; rho is its square."),
    ("a learning rate whose denominator is not squared", {RATE: "4 / (high + low)"},
     "a learning rate has the unit of 1/curvature, yours has its square root. Square the sum."),
    ("lr and rho in the wrong order", {RATE + ", " + MEMORY: MEMORY + ", " + RATE}, "return the learning rate first, then rho."),
    ("curvatures used without their square roots", {ROOTS: "mu, L"},
     "the formulas use the roots of the curvatures, and that is where the √κ comes from. Take the roots first."),
    ("a condition number without its square root", {RATE + ", " + MEMORY: "4 * L / (L + mu) ** 2, ((L - mu) / (L + mu)) ** 2"},
     "momentum is as fast as descent on a bowl whose condition number is the *root* of this one. Take the root of L / mu."),
    ("a learning rate without the square roots", {RATE: "4 / (L + mu) ** 2"},
     "only your rho uses the roots. The sum in the learning rate is of roots as well."),
    ("4 / (L + mu) as the learning rate", {RATE: "4 / (L + mu)"},
     "the square of a sum is more than the sum of the squares. Add the two roots first, then square."),
    ("a rho without the square roots", {MEMORY: "((L - mu) / (L + mu)) ** 2"},
     "that memory is too long by far in a narrow valley. Both the difference and the sum are of roots."),
    ("the pair for Nesterov's momentum", {RATE: "1 / L", MEMORY: "(high - low) / (high + low)"},
     "1 / L and a rho without the square belong to the method of section 4. Plain momentum bears a larger rate: solve for the two band edges."),
    ("the best learning rate of plain descent", {RATE: "2 / (L + mu)"},
     "with momentum the best learning rate is up to twice as large. It depends on rho, so solve for both together."),
    ("a learning rate with 2 instead of 4", {"4 /": "2 /"},
     "the roots of the two band edges add up to 2, and solving for the learning rate squares it. Solve for it again."),
    ("a learning rate with the difference of the roots", {RATE: "4 / (high - low) ** 2 if L > mu else 4 / (high + low) ** 2"},
     "adding the equations for the two band edges gives the learning rate, subtracting them gives rho. Take the sum here."),
    ("1/rho instead of rho", {MEMORY: "((high + low) / (high - low)) ** 2 if L > mu else 0.0"},
     "with a rho above 1 the velocity grows at every step. The difference goes in the numerator."),
    ("no test of the arguments", {CHECK: "if False:"},
     "with a curvature of zero or below, or limits in the wrong order, there is no best pair. Raise ValueError."),
    ("an AssertionError instead of the ValueError", {
        CHECK: "assert 0 < mu <= L", "        raise ValueError(f\"heavy_ball({mu}, {L}): the curvatures must satisfy 0 < mu <= L\")\n": "",
     }, "`assert` is for what you believe of your own code, and Python can be told to skip it. Raise ValueError, as the docstring says."),
    ("a curvature of zero accepted", {CHECK: "if not 0 <= mu <= L:"},
     "with mu = 0 the formula gives rho = 1, and no pair makes progress in a flat direction. Raise ValueError for it."),
    ("mu above L accepted", {CHECK: "if not 0 < mu:"},
     "a caller who swaps the two arguments should get an error. Raise ValueError if mu is above L."),
    ("equal curvatures rejected", {CHECK: "if not 0 < mu < L:"},
     "a round bowl is the easiest of all: rho is 0 and one step is enough. Allow mu to equal L."),
]
