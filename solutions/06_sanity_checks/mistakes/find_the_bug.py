"""Known mistakes of `find_the_bug`: wrong suspects, and repairs that do not repair."""

RIGHT = {1: "b1", 2: "W2", 3: "W"}
SUSPECTS = {
    (1, "W1"): "it is the input times what comes back, and that is right. Look again at what one bias serves: every row.",
    (1, "W2"): "it is h times the error of the scores, and that is right. Compare the biases of the two layers.",
    (1, "b2"): "it adds up over all rows, and that is right. Compare it with the other bias.",
    (2, "W1"): "it takes its input and the slope of tanh, and that is right. Look again at what the last layer was fed with.",
    (2, "b1"): "the slope of tanh is 1 - h², and that is right. Look again at what the last layer was fed with.",
    (2, "b2"): "it adds up the errors of the outputs, and that is right. Look again at its neighbour's input.",
    (3, "b"): "it goes back through the decoder and tanh, and that is right. Count the places where one array stands.",
    (3, "c"): "it adds up the errors of the outputs, and that is right. Count the places where one array stands.",
}

SEE = "section 4."
MISTAKES = [
    *((f"{name} of network {k} under suspicion", {f'{k}: "{RIGHT[k]}"': f'{k}: "{name}"'}, f"network {k}'s {name} is innocent: {sentence}")
      for (k, name), sentence in SUSPECTS.items()),
    ("network 1 named, not mended", {"len(y) * grads": "1 * grads"},
     "the bias of the hidden layer still gets a mean over the rows. Which operation is a bias's in the forward pass?"),
    ("network 1 mended in the wrong direction", {"len(y) * grads": "1 / len(y) * grads"},
     "the gradient was too small by the number of rows, and now more so. Undo the mean."),
    ("network 1 mended with another number", {"len(y) * grads": "X.shape[1] * grads"},
     "the mean was taken over the rows, not over the inputs. Ask how many rows there are."),
    ("network 2 named, not mended", {'"W2": h.T @ d': '"W2": (X @ params["W1"] + params["b1"]).T @ d'},
     "the last layer is multiplied with the activations, after tanh. Use what it was fed with."),
    ("network 2 mended with the slope of tanh", {'"W2": h.T @ d': '"W2": (1 - h**2).T @ d'},
     "that slope belongs to what goes further back, to the first layer. Ask what W2 is multiplied with."),
    ("network 2 mended with a sum for a mean", {'"W2": h.T @ d': '"W2": len(y) * h.T @ d'},
     "the activations are right; the division by the number of rows is lost. The loss is a mean over rows."),
    ("network 3 named, not mended", {"d.T @ h + X.T @ back": "d.T @ h"},
     "W works twice and you count its work on the way out only. Add what it does on the way in."),
    ("network 3 mended with the other share only", {"d.T @ h + X.T @ back": "X.T @ back"},
     "W works twice and now you count the way in only. Both shares belong to it."),
    ("network 3 mended with the mean of both shares", {"d.T @ h + X.T @ back": "(d.T @ h + X.T @ back) / 2"},
     "two uses of one array add up; they are not averaged. The chain rule sums over all paths."),
    ("network 3 mended with a doubled share", {"d.T @ h + X.T @ back": "2 * d.T @ h"},
     "the two uses are different layers, so their shares differ too. Work out the one on the way in."),
    ("network 3 mended with the difference of both shares", {"d.T @ h + X.T @ back": "d.T @ h - X.T @ back"},
     "both uses lower the same loss, so their shares add up. Check the sign."),
    ("networks counted from zero", {"return names[k]": "return names.get(k - 1, 'b1')"},
     "the networks are numbered from 1, as in the names of their functions. Shift your list."),
    ("an answer for networks that do not exist",
     {"if k not in names:": "if k not in names:\n        return None\n    if False:"},
     "a mistyped number should not pass in silence. Raise ValueError."),
]
