"""Known mistakes of `find_the_bug`: correct gradients blamed, and fixes that do not fix."""

RIGHT = {1: "b1", 2: "W2", 3: "W"}
SUSPECTS = {
    (1, "W1"): "it is the input times the error passed back. Think again about what a bias is added to: every row.",
    (1, "W2"): "it is h times the error of the scores. Compare the biases of the two layers.",
    (1, "b2"): "it is a sum over all rows. Compare it with the other bias.",
    (2, "W1"): "it uses its input and the slope of tanh. Look again at the input of the last layer.",
    (2, "b1"): "the slope of tanh is 1 - h², as in the code. Look again at the input of the last layer.",
    (2, "b2"): "it is the sum of the errors of the outputs. Look at the other parameter of that layer.",
    (3, "b"): "it goes back through the decoder and tanh. Is any array used more than once?",
    (3, "c"): "it is the sum of the errors of the outputs. Is any array used more than once?",
}

SEE = "section 4."
MISTAKES = [
    *((f"{name} of network {k} named as the bug", {f'{k}: "{RIGHT[k]}"': f'{k}: "{name}"'}, f"the gradient of {name} is right in network {k}: {sentence}")
      for (k, name), sentence in SUSPECTS.items()),
    ("the bug of network 1 named but not fixed", {"len(y) * grads": "1 * grads"},
     "the bias of the hidden layer still gets a mean over the rows. To how many rows is the bias added in the forward pass?"),
    ("a fix of network 1 in the wrong direction", {"len(y) * grads": "1 / len(y) * grads"},
     "the gradient was too small by a factor of the number of rows, and now it is even smaller. Undo the mean."),
    ("a fix of network 1 with the wrong factor",
     [{"len(y) * grads": "X.shape[1] * grads"}, {"len(y) * grads": 'len(params["b1"]) * grads'}],
     "the mean was taken over the rows, not over the inputs or the hidden units. How many rows are there?"),
    ("the bug of network 2 named but not fixed", {'"W2": h.T @ d': '"W2": (X @ params["W1"] + params["b1"]).T @ d'},
     "W2 is multiplied by the activations, after tanh. Use the input of that layer."),
    ("a fix of network 2 with the slope of tanh", {'"W2": h.T @ d': '"W2": (1 - h**2).T @ d'},
     "that slope belongs to the gradients of the first layer. What is W2 multiplied by?"),
    ("a fix of network 2 with a sum instead of a mean", {'"W2": h.T @ d': '"W2": len(y) * h.T @ d'},
     "the activations are right, but the division by the number of rows is lost. The loss is a mean over rows."),
    ("the bug of network 3 named but not fixed", {"d.T @ h + X.T @ back": "d.T @ h"},
     "W is used twice, and you count only its use in the decoder. Add its use in the encoder."),
    ("a fix of network 3 with the encoder only", {"d.T @ h + X.T @ back": "X.T @ back"},
     "W is used twice, and now you count only its use in the encoder. Both terms belong to its gradient."),
    ("a fix of network 3 with the mean of both terms", {"d.T @ h + X.T @ back": "(d.T @ h + X.T @ back) / 2"},
     "two uses of one array add up; they are not averaged. The chain rule sums over all paths."),
    ("a fix of network 3 with the decoder counted twice", {"d.T @ h + X.T @ back": "2 * d.T @ h"},
     "the two uses are in different layers, so their terms differ too. Work out the term of the encoder."),
    ("a fix of network 3 with the difference of both terms", {"d.T @ h + X.T @ back": "d.T @ h - X.T @ back"},
     "both uses affect the same loss, so their terms add up. Check the sign."),
    ("networks counted from zero", {"return names[k]": "return names.get(k - 1, 'b1')"},
     "the networks are numbered from 1, as in the names of their functions. Shift your list."),
    ("no error for an unknown network",
     {"if k not in names:": "if k not in names:\n        return None\n    if False:"},
     "a mistyped number should not pass silently. Raise a ValueError."),
    ("no error for network 0", {"if k not in names:": "if k > 3:", "names[k]": "list(names.values())[k - 1]"},
     "a list takes an index of -1 for its last element. Raise a ValueError unless k is 1, 2 or 3."),
    ("a slope of tanh that applies tanh twice", [
        {'"W2": h.T @ d': '"W2": h.T @ d, **dict(zip(["b1", "W1"], [(e := d @ params["W2"].T * (1 - np.tanh(h) ** 2)).sum(0), X.T @ e]))'},
        {"(1 - h**2)": "(1 - np.tanh(h) ** 2)"},
     ], "h is already the result of tanh, so its slope there is 1 - h². Square h itself."),
]
