"""Known mistakes of `quadratic`."""

MISTAKES = [
    ("a value without the factor 1/2", {"x @ Hx / 2": "x @ Hx"},
     "your `g` is not the derivative of your `f`. Check the first term of `f`. See section 1."),
    ("a gradient with an extra factor 2", {"b @ x, Hx - b": "b @ x, 2 * Hx - b"},
     "the square gives a 2, and the 1/2 in front cancels it. Differentiate the case n = 1 on paper. See section 1."),
    ("the wrong sign of b in value and gradient", {"- b @ x, Hx - b": "+ b @ x, Hx + b"},
     "the linear term is subtracted, so the minimum lies where Hx equals b. Change the sign in both. See section 1."),
    ("the wrong sign of b in the value", {"- b @ x, Hx - b": "+ b @ x, Hx - b"},
     "your gradient subtracts `b` but your value adds it, so they belong to two different functions. See section 1."),
    ("the wrong sign of b in the gradient", {"b @ x, Hx - b": "b @ x, Hx + b"},
     "your value subtracts the linear term but your gradient adds it, so descent goes to the wrong minimum. See section 1."),
    ("a gradient of shape (n, 1)", {"b @ x, Hx - b": "b @ x, (Hx - b)[:, None]"},
     "NumPy broadcasts a column minus a vector of the same length to a square matrix, without a warning. Return the shape of `x`. See the docstring."),
    ("value and gradient in the wrong order",
     {"return x @ Hx / 2 - b @ x, Hx - b": "return Hx - b, x @ Hx / 2 - b @ x"},
     "callers take the value first. Swap the two you return. See the docstring."),
    ("an elementwise product in place of a matrix product", {"Hx = H @ x": "Hx = np.diag(H) * x"},
     "only the diagonal of `H` has an effect, so a rotated bowl looks like an axis-aligned one. Multiply matrix and vector. See section 1."),
    ("the right gradient, but it overwrites your input",
     {"return x @ Hx / 2 - b @ x, Hx - b": "value = x @ Hx / 2 - b @ x\n    x[:] = Hx - b\n    return value, x"},
     "the caller's point is gone after the call. Put the gradient into a new array. See “Conventions” in notebook 00."),
]
