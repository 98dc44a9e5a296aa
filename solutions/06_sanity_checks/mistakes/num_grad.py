"""Known mistakes of `num_grad`."""

COPY = "x = np.array(x, dtype=float)"

SEE = "section 2."
MISTAKES = [
    ("a one-sided difference", {"x[index] = old - h": "x[index] = old"},
     "you divide by 2h what only one h made; the error is also of order h. Move to both sides."),
    ("a one-sided difference, divided by h", {"x[index] = old - h": "x[index] = old", "(2 * h)": "h"},
     "it is right to first order only, so its error is proportional to h. Move to both sides and the term cancels."),
    ("a backward difference", {"x[index] = old + h": "x[index] = old", "(2 * h)": "h"},
     "looking only to the left has an error of order h as well. Move to both sides and the term cancels."),
    ("a centred difference divided by h", {"(2 * h)": "h"},
     "from left to right you walk twice the step, so all slopes come out doubled. Divide by the whole way."),
    ("a centred difference with a slip in the brackets", {"/ (2 * h)": "/ 2 * h"},
     "Python divides by 2 and then multiplies by h. Put the whole denominator in brackets."),
    ("the difference alone", {" / (2 * h)": ""},
     "a slope is a difference over a distance, and you left the distance out. Divide by the whole way walked."),
    ("the slope with its sign turned", {"(up - down)": "(down - up)"},
     "you subtract the right end from the left one. Up minus down."),
    ("a walk that does not come back", {"        x[index] = old\n": ""},
     "each coordinate stays moved by h when you go on to the next. Put it back."),
    ("work on the caller's array, which does not come back",
     {COPY: "x = x if x.dtype == float else np.array(x, dtype=float)", "        x[index] = old\n": ""},
     "the array you were given has moved, and later coordinates see it. Work on a copy and put each one back."),
    ("work in the dtype of the input", {COPY: "x = np.array(x)"},
     "an array of ints rounds h away, and float32 keeps little of it. Make the copy float64."),
    ("a gradient that has lost its shape", {"return grad": "return grad.ravel()"},
     "whoever uses it needs to know which slope belongs to which element. Return an array of x's shape."),
    ("a function called with flattened arrays",
     {"up = f(x)": "up = f(x.ravel())", "down = f(x)": "down = f(x.ravel())"},
     "f expects what it was written for, an array of x's shape. Move single elements, keep the shape."),
    ("all coordinates moved together", {
        "x[index] = old + h": "x += h",
        "x[index] = old - h": "x -= 2 * h",
        "        x[index] = old\n": "        x += h\n",
     }, "that is one slope, along the diagonal, repeated. Move one coordinate while the others stand still."),
    ("a step of fixed size", {COPY: COPY + "\n    h = 1e-5"},
     "the caller's h is never used. Use the one you are given."),
]
