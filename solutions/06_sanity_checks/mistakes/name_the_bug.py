"""Known mistakes of `name_the_bug`: names that the symptoms of a loop contradict."""

RIGHT = {1: "softmax_twice", 2: "zero_grad", 3: "broadcast", 4: "in_place", 5: "eval", 6: "detached"}
SUSPECTS = {
    (1, "low_rate"): "its first layer moves by far more than a hundredth of what is usual. Ask what keeps its loss so high though its answers get better.",
    (1, "broadcast"): "it learns many of the digits, so its rows meet their own labels. Compute the least loss that each of the names allows.",
    (1, "detached"): "its first layer moves. Compute the least loss that each of the names allows.",
    (1, "shuffled"): "it learns slowly, but its loss stops at a floor. Labels by chance give no floor: ask what bounds the probabilities.",
    (2, "low_rate"): "short steps can't raise a loss. Look at its gradient in the second pass.",
    (2, "summed"): "a sum makes every gradient longer by the same factor. Here the second is longer than the first.",
    (2, "shuffled"): "labels don't change the length of a gradient from one pass to the next. Look at that column.",
    (2, "broadcast"): "the loss itself is right, its first value and gradient too. Look at what the second gradient has that the first had not.",
    (3, "shuffled"): "a network learns wrong labels by heart, given time, so its loss would fall. Ask which loss can't tell one row from another.",
    (3, "zero_grad"): "its gradient is the same in both passes. Ask which loss can't tell one row from another.",
    (3, "low_rate"): "its first layer moves about half as far as usual, not a hundredth. Ask which loss can't tell one row from another.",
    (3, "detached"): "its first layer moves. Ask which loss can't tell one row from another.",
    (4, "detached"): "a cut graph gives no error, only no gradient. Ask which line PyTorch refuses to run.",
    (4, "broadcast"): "shapes that don't fit would stop it, but these fit, which is the trouble with them. Ask which line PyTorch refuses to run.",
    (4, "zero_grad"): "forgetting it gives no error. Ask which line PyTorch refuses to run.",
    (5, "shuffled"): "its training is that of the sound loop, number by number. Ask what differs after it.",
    (5, "low_rate"): "its training is that of the sound loop, number by number. Ask what differs after it.",
    (5, "zero_grad"): "its gradients are those of the sound loop. Ask what differs after training.",
    (6, "low_rate"): "a low rate moves each layer a little. Here one layer doesn't move at all.",
    (6, "softmax_twice"): "its last loss is lower than a softmax of probabilities allows, and one of its layers does not move. Ask what stops a gradient on its way.",
    (6, "in_place"): "PyTorch refuses that with an error, and this loop runs. Look at its first layer.",
}

SEE = "section 9."
MISTAKES = [
    *((f"{name} named as the bug of loop {k}", {f'{k}: "{RIGHT[k]}"': f'{k}: "{name}"'}, sentence) for (k, name), sentence in SUSPECTS.items()),
    ("no error for an unknown loop", {"if k not in bugs:": "if k not in bugs:\n        return None\n    if False:"},
     "a mistyped number should not pass silently. Raise a ValueError."),
    ("no error for loop 0", {"if k not in bugs:": "if k > 6:", "bugs[k]": "list(bugs.values())[k - 1]"},
     "a list takes an index of -1 for its last element. Raise a ValueError unless k is 1 to 6."),
    ("a KeyError in place of a ValueError", {"if k not in bugs:": "if False:"},
     "a dict raises its own kind of error for what it doesn't have. Ask first, and raise a ValueError."),
    ("words that the table does not have", [
        {"return bugs[k]": 'return bugs[k].replace("_", " ").capitalize()'}, {"return bugs[k]": "return k"}, {"return bugs[k]": "return [bugs[k]]"}],
     "the answer is a word, compared letter by letter. Write it as the table does."),
]
