"""Known mistakes of `hvp`."""

DIFFERENCE = "(grad(x + h * u) - grad(x - h * u)) / (2 * h) * length"

SEE = "section 9."
MISTAKES = [
    ("a forward difference", {DIFFERENCE: "(grad(x + h * u) - grad(x)) / h * length"},
     "its error falls only as h, not as h squared. Step to both sides."),
    ("a backward difference", {DIFFERENCE: "(grad(x) - grad(x - h * u)) / h * length"},
     "its error falls only as h, not as h squared. Step to both sides."),
    ("a product with the direction alone", [{" * length": ""}, {"/ (2 * h) * length": "/ (2 * h)"}],
     "that is the Hessian times v / |v|. Multiply by the length of v."),
    ("a step along v itself", {"u = v / length": "u, length = v, 1.0"},
     "a long v then steps far outside of where the gradient is nearly straight, and a short one drowns in rounding. Step a distance h."),
    ("a product that is too large by a factor of two", {"/ (2 * h)": "/ h"},
     "the two points are 2h apart. Divide by their distance."),
    ("a difference divided by the square of h", {"/ (2 * h)": "/ h**2"},
     "h squared belongs to the second difference of a function. You have gradients, so divide once by the distance between the two points."),
    ("a difference not divided by the distance", {" / (2 * h)": ""},
     "a derivative is a change per distance. Divide by how far apart the two points are."),
    ("the gradient at v", {"return " + DIFFERENCE: "return grad(v)"},
     "that is the slope at another place, and Hv only for a bowl around zero. Compare two gradients near x."),
    ("a product at zero instead of x", {DIFFERENCE: "(grad(h * u) - grad(-h * u)) / (2 * h) * length"},
     "the Hessian changes from place to place. Step from x."),
    ("NaN where v is zero", {"    if length == 0:\n        return np.zeros(len(v))\n": ""},
     "a vector of zeros has no direction, and 0 / 0 is NaN. The Hessian times zero is zero."),
    ("the curvature along v, a single number", {"return " + DIFFERENCE: "return v @ " + DIFFERENCE.replace("(grad", "((grad") + ")"},
     "that is the product of v with Hv. Return the vector Hv."),
    ("a fixed distance instead of h", {"u = v / length": "u, h = v / length, 1e-5"}, "the caller chose h and you ignore it. Use the argument."),
    ("the sign of the difference exchanged", {"(grad(x + h * u) - grad(x - h * u))": "(grad(x - h * u) - grad(x + h * u))"},
     "you subtract the point ahead from the point behind. The one ahead comes first."),
    ("a division by the length of v", {"* length": "/ length"}, "a longer v gives a longer Hv. Multiply by the length."),
]
