"""Known mistakes of `num_grad`."""

COPY = "x = np.array(x, dtype=float)"

SEE = "section 2."
MISTAKES = [
    ("a one-sided difference divided by 2h", {"x[index] = old - h": "x[index] = old"},
     "the two points are only h apart, so you get half of the slope. Move to both sides."),
    ("a forward difference", {"x[index] = old - h": "x[index] = old", "(2 * h)": "h"},
     "its error is proportional to h. Move to both sides, and that term cancels."),
    ("a backward difference", {"x[index] = old + h": "x[index] = old", "(2 * h)": "h"},
     "moving only to the left has an error proportional to h as well. Move to both sides, and that term cancels."),
    ("a centred difference divided by h", {"(2 * h)": "h"},
     "the two points are two steps apart, so all slopes come out doubled. Divide by the whole distance."),
    ("a centred difference with missing brackets", {"/ (2 * h)": "/ 2 * h"},
     "Python divides by 2 and then multiplies by h. Put the whole denominator in brackets."),
    ("a difference that is not divided", {" / (2 * h)": ""},
     "a slope is a difference over a distance, and you left the distance out. Divide by how far apart the two points are."),
    ("a slope with the wrong sign", {"(up - down)": "(down - up)"},
     "you subtract the value on the right from the one on the left. Swap them."),
    ("a coordinate that is not moved back", {"        x[index] = old\n": ""},
     "each coordinate stays moved by h when you go on to the next. Put it back."),
    ("the caller's array moved and not restored",
     {COPY: "x = x if x.dtype == float else np.array(x, dtype=float)", "        x[index] = old\n": ""},
     "the array you were given has moved, and later coordinates see it. Work on a copy and put each one back."),
    ("a copy in the dtype of the input", [{COPY: "x = np.array(x)"}, {COPY: "x = np.array(x, dtype=None if x.dtype.kind == 'f' else float)"}],
     "an array of ints rounds h away, and float32 keeps little of it. Make the copy float64."),
    ("a flattened gradient", {"return grad": "return grad.ravel()"},
     "the caller needs to know which slope belongs to which element. Return an array of x's shape."),
    ("a function called with flattened arrays",
     {"up = f(x)": "up = f(x.ravel())", "down = f(x)": "down = f(x.ravel())"},
     "f expects an array of x's shape. Move single elements and keep the shape."),
    ("all coordinates moved together", {
        "x[index] = old + h": "x += h",
        "x[index] = old - h": "x -= 2 * h",
        "        x[index] = old\n": "        x += h\n",
     }, "that is one slope, along the diagonal, repeated. Move one coordinate and keep the others fixed."),
    ("a fixed step instead of h", {COPY: COPY + "\n    h = 1e-5"},
     "the caller's h is never used. Use the one you are given."),
    ("a gradient flattened by columns and put together by rows", {"return grad": 'return grad.ravel("F").reshape(grad.shape)'},
     "the slopes of a matrix then end up in other places. Flatten and reshape in the same order."),
]
