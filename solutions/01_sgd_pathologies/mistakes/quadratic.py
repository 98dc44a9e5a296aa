"""Known mistakes of `quadratic`."""

MISTAKES = [
    ("a quadratic without its one half", {"x @ Hx / 2": "x @ Hx"},
     "your `f` no longer has your `g` as its derivative. Read its first term again. See section 1."),
    ("a gradient with a factor 2 too many", {"b @ x, Hx - b": "b @ x, 2 * Hx - b"},
     "the square gives a 2, and the one half in front of it takes it away. Differentiate one dimension on paper. See section 1."),
    ("a quadratic with the other sign of b", {"- b @ x, Hx - b": "+ b @ x, Hx + b"},
     "the linear term is subtracted, so that the bottom lies where Hx equals b. Change its sign twice. See section 1."),
    ("a value with the other sign of b", {"- b @ x, Hx - b": "+ b @ x, Hx - b"},
     "your gradient subtracts `b`, your value adds it: they are two different functions. See section 1."),
    ("a gradient with the other sign of b", {"b @ x, Hx - b": "b @ x, Hx + b"},
     "your value subtracts the linear term, your gradient adds it: descent walks to a wrong bottom. See section 1."),
    ("a gradient of shape (n, 1)", {"b @ x, Hx - b": "b @ x, (Hx - b)[:, None]"},
     "a column minus a row of the same length makes a square in NumPy, and nobody warns you. Return the shape of `x`. See the docstring."),
    ("value and gradient in the wrong order",
     {"return x @ Hx / 2 - b @ x, Hx - b": "return Hx - b, x @ Hx / 2 - b @ x"},
     "callers take the value first. Swap the two you return. See the docstring."),
    ("an elementwise product in place of a matrix product", {"Hx = H @ x": "Hx = np.diag(H) * x"},
     "only the diagonal of `H` has an effect, so a turned bowl looks like a straight one. Multiply matrix and vector. See section 1."),
    ("the right gradient, written into your input",
     {"return x @ Hx / 2 - b @ x, Hx - b": "value = x @ Hx / 2 - b @ x\n    x[:] = Hx - b\n    return value, x"},
     "the caller's point is gone after the call. Put the gradient into a new array. See “Conventions” in notebook 00."),
]
