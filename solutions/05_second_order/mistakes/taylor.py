"""Known mistakes of `taylor`."""

SEE = "section 1."
MISTAKES = [
    ("a missing factor 1/2 in the quadratic term", {"d @ H @ d / 2": "d @ H @ d"},
     "your model bends twice as much as the function does. Differentiate it twice: what comes out?"),
    ("a quadratic term with the wrong sign", {"line + d @ H @ d / 2": "line - d @ H @ d / 2"},
     "positive curvature must lift the model above its tangent line, and yours lowers it. Check the sign of the last term."),
    ("a linear term with the wrong sign", {"f0 + g @ d": "f0 - g @ d"},
     "the gradient points uphill, and along it a model must rise. The minus sign belongs to descent, not to the model."),
    ("a model without the constant term f0", {"line = f0 + g @ d": "line = g @ d"},
     "at `d = 0` the model must give the value that was measured. Read the formula's first term again."),
    ("the second-order model for both orders", {"line if order == 1 else line": "line"},
     "the first-order model is a straight line. Leave the curvature out where `order` is 1."),
    ("the first-order model for both orders", {"line if order == 1 else line + d @ H @ d / 2": "line"},
     "the second-order model has a third term, with the curvature in it. Add it where `order` is 2."),
    ("a second-order model without the linear term", {"else line + d @ H @ d / 2": "else f0 + d @ H @ d / 2"},
     "the second-order model keeps the slope and adds to it; yours is flat at `d = 0`. Keep all three terms."),
    ("a quadratic term with only the diagonal of H", {"d @ H @ d / 2": "np.diag(H) @ d**2 / 2"},
     "the off-diagonal entries say how one coordinate's slope changes with another's, and you lose them. Multiply by the whole matrix."),
    ("no error for an invalid order", {"if order not in (1, 2):": "if False:"},
     "a caller who mistypes the order gets a wrong number without noticing. Raise the error that the docstring promises."),
    ("no error for order 0", {"not in (1, 2)": "not in (0, 1, 2)"},
     "a model of order 0 would be f0 alone, and the docstring doesn't ask for it. Raise a ValueError unless order is 1 or 2."),
]
