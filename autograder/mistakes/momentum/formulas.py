"""Known mistakes of notebook 02: the formulas of one line."""

from autograder.mistakes import of

RATE, MEMORY = "4 / (high + low) ** 2", "((high - low) / (high + low)) ** 2"
CHECK = "if not 0 < mu <= L:"
ROOTS = "np.sqrt(mu), np.sqrt(L)"

MISTAKES = [
    *of(
        "effective_lr",
        (
            "a rate multiplied by the friction",
            {"lr / (1 - rho)": "lr * (1 - rho)"},
            "memory makes the ball faster, and yours gets slower. At the final speed, friction takes what the push adds.",
        ),
        (
            "a rate divided by one plus rho",
            {"1 - rho": "1 + rho"},
            "what survives does not act against you. Solve for the speed that a step leaves as it is, sign by sign.",
        ),
        (
            "a rate multiplied by one plus rho",
            {"lr / (1 - rho)": "lr * (1 + rho)"},
            "that counts this push and the last one; all earlier ones still roll along. Sum the whole series.",
        ),
        (
            "a rate divided by rho",
            {"(1 - rho)": "rho if rho else lr"},
            "rho is the share that stays; what balances the push is the share that goes. Divide by that one.",
        ),
        (
            "the learning rate itself",
            {"lr / (1 - rho)": "lr"},
            "that is the first step from rest; the later ones are longer. Ask what v tends to.",
        ),
        (
            "the share that goes, alone",
            {"lr / (1 - rho)": "1 / (1 - rho)"},
            "that is the gain over plain descent. Asked for is a learning rate, so lr counts too.",
        ),
        see="section 2, “How fast does it get?”",
    ),
    *of(
        "heavy_ball",
        (
            "a rho that is not squared",
            {MEMORY: "(high - low) / (high + low)"},
            "that is the factor by which each step shrinks the distance; rho is its square.",
        ),
        (
            "a rate whose denominator is not squared",
            {RATE: "4 / (high + low)"},
            "a learning rate has the unit of one over a curvature, yours of one over its root. Square the sum.",
        ),
        (
            "the pair the wrong way round",
            {RATE + ", " + MEMORY: MEMORY + ", " + RATE},
            "return the rate first, then rho.",
        ),
        (
            "a pair without the roots",
            {ROOTS: "mu, L"},
            "the formulas are in the roots of the curvatures, and that is where the root of κ comes from. Take them first.",
        ),
        (
            "a rate without roots",
            {RATE: "4 / (L + mu) ** 2"},
            "only rho has roots in yours. The rate's sum is of roots as well.",
        ),
        (
            "the rate of plain descent",
            {RATE: "2 / (L + mu)"},
            "with a memory you may go about twice as fast. The rate belongs to rho; solve for both.",
        ),
        (
            "a rate with a 2 for the 4",
            {"4 /": "2 /"},
            "the band's edges add up to twice two over the root of the rate. Solve for it again.",
        ),
        (
            "a rate with the difference of the roots",
            {RATE: "4 / (high - low) ** 2 if L > mu else 4 / (high + low) ** 2"},
            "the edges of the band add up in the rate, and differ in rho. Take the sum.",
        ),
        (
            "a rho upside down",
            {MEMORY: "((high + low) / (high - low)) ** 2 if L > mu else 0.0"},
            "a rho above one makes every step longer than the last. The difference stands on top.",
        ),
        (
            "heavy_ball without a test of its arguments",
            {CHECK: "if False:"},
            "with a curvature of zero or below, or limits in the wrong order, no pair is best. Raise ValueError.",
        ),
        (
            "heavy_ball that lets a curvature of zero pass",
            {CHECK: "if not 0 <= mu <= L:"},
            "a flat direction is never crossed, whatever the pair, and yours gets a rho of one. Raise ValueError for it.",
        ),
        (
            "heavy_ball that lets the limits come in the wrong order",
            {CHECK: "if not 0 < mu:"},
            "whoever swaps the two arguments should hear of it. Raise ValueError where mu is above L.",
        ),
        (
            "heavy_ball that refuses a round bowl",
            {CHECK: "if not 0 < mu < L:"},
            "equal limits are the easiest bowl of all: no memory, one step. Let mu equal L.",
        ),
        see="section 3.",
    ),
    *of(
        "tilde_to_x",
        (
            "a look ahead added once more",
            {"xt - rho": "xt + rho"},
            "x lies behind the look-ahead point, and you go further ahead. Solve the definition for x.",
        ),
        (
            "a whole velocity taken back",
            {"rho * v": "v"},
            "only the share rho of v was added. Take back that share.",
        ),
        (
            "one plus rho velocities taken back",
            {"rho * v": "(1 + rho) * v"},
            "that undoes the step as well, and you land where the ball was before. Undo the look ahead only.",
        ),
        (
            "the share that friction takes, taken back",
            {"rho * v": "(1 - rho) * v"},
            "what was added is the share that survives. Take that one.",
        ),
        (
            "a velocity divided by rho",
            {"rho * v": "v / rho"},
            "xt was made by multiplying v by rho. Take just that away.",
        ),
        (
            "the look-ahead point as it is",
            {"return xt - rho * v": "return 1.0 * xt"},
            "it differs from x as long as the ball moves. Solve the definition for x.",
        ),
        (
            "the right point, made inside your input",
            {"return xt - rho * v": "xt -= rho * v\n    return xt"},
            "`-=` changes the caller's array, which they may still need. Make a new one.",
        ),
        see="section 4.",
    ),
    *of(
        "velocity_to_torch",
        (
            "a buffer with the sign of v",
            {"-v": "v"},
            "the buffer adds up gradients, and v goes against them. Turn the sign.",
        ),
        (
            "a velocity multiplied by the rate",
            {"-v / lr": "-v * lr"},
            "our v holds the rate and their buffer does not, so it has to come out. Divide by it.",
        ),
        (
            "a velocity multiplied by the rate, with its own sign",
            {"-v / lr": "v * lr"},
            "the rate has to come out of v, and the buffer points uphill. Check with one step from rest.",
        ),
        (
            "a buffer that ignores the learning rate",
            {"-v / lr": "-v"},
            "the two agree for a rate of one only. Our v is made of steps, their buffer of gradients.",
        ),
        (
            "the velocity as it is",
            {"-v / lr": "1.0 * v"},
            "the two memories differ in sign and in the learning rate. Compare them after one step from rest.",
        ),
        (
            "the right buffer, made inside your input",
            {"return -v / lr": "v /= -lr\n    return v"},
            "`/=` changes the caller's velocity, which they may still need. Make a new array.",
        ),
        see="section 5.",
    ),
    *of(
        "torch_to_velocity",
        (
            "a velocity with the buffer's sign",
            {"-lr": "lr"},
            "the buffer points uphill, and the step goes down. Turn the sign.",
        ),
        (
            "a buffer divided by the rate",
            {"-lr * buf": "-buf / lr"},
            "that is the other direction. PyTorch's step is its buffer times the rate, with a minus.",
        ),
        (
            "a buffer divided by the rate, with its own sign",
            {"-lr * buf": "buf / lr"},
            "the rate has to go into the velocity, and the step goes down. Check with one step from rest.",
        ),
        (
            "a velocity that ignores the learning rate",
            {"-lr * buf": "-buf"},
            "the buffer is in units of the gradient, the velocity is a step. The rate turns one into the other.",
        ),
        (
            "the buffer as it is",
            {"-lr * buf": "1.0 * buf"},
            "the two memories differ in sign and in the learning rate. Compare them after one step from rest.",
        ),
        (
            "the right velocity, made inside your input",
            {"return -lr * buf": "buf *= -lr\n    return buf"},
            "`*=` changes the caller's buffer, which they may still need. Make a new array.",
        ),
        see="section 5.",
    ),
]
