"""Known mistakes of `taylor`."""

SEE = "section 1."
MISTAKES = [
    ("a parabola without its one half", {"d @ H @ d / 2": "d @ H @ d"},
     "your model bends twice as much as the function does. Differentiate it twice: what comes out?"),
    ("a parabola that bends the wrong way", {"line + d @ H @ d / 2": "line - d @ H @ d / 2"},
     "positive curvature must lift the model above its line, yours lowers it. Check the sign of the last term."),
    ("a model that goes down where the function goes up", {"f0 + g @ d": "f0 - g @ d"},
     "the gradient points uphill, and along it a model must rise. The minus sign belongs to descent, not to the model."),
    ("a model without its height", {"line = f0 + g @ d": "line = g @ d"},
     "at `d = 0` the model must give the height that was measured. Read the formula's first term again."),
    ("a parabola for both orders", {"line if order == 1 else line": "line"},
     "the first-order model is a straight line. Leave the curvature out where `order` is 1."),
    ("a line for both orders", {"line if order == 1 else line + d @ H @ d / 2": "line"},
     "the second-order model has a third term, with the curvature in it. Add it where `order` is 2."),
    ("a parabola without its line", {"else line + d @ H @ d / 2": "else f0 + d @ H @ d / 2"},
     "the second-order model keeps the slope and adds to it; yours is flat where it was measured. Keep all three terms."),
    ("curvature along the axes only", {"d @ H @ d / 2": "np.diag(H) @ d**2 / 2"},
     "the entries beside the diagonal say how one coordinate's slope changes with another's, and you lose them. Multiply with the whole matrix."),
    ("an answer for orders that don't exist", {"if order not in (1, 2):": "if False:"},
     "a caller who mistypes the order gets a wrong number and never learns of it. Raise the error that the docstring promises."),
]
