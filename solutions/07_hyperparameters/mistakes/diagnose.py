"""Known mistakes of `diagnose`: what one kind of learning curve is taken for."""

SIGNS = {
    "bad_init": "its loss does not move at all for the first quarter, then falls. Look at the early losses",
    "decay_lr": "it stands on a plateau and its accuracies jump from epoch to epoch. Look at neighbouring epochs, late",
    "decayed_too_early": "its loss fell until a corner and then stood still, without shaking. Look at level and jumps, late",
    "train_longer": "its accuracies are still rising when the time is up. Compare the last epochs with those well before",
    "overfitting": "training is far better than validation at the end. Look at the gap first",
    "underfitting": "it is flat and low, and there is no gap. Look at the level of the training accuracy, late",
}


def returns(kind):
    return f'return "{kind}"'


def confusion(kind, other):
    """All runs of one kind get the name of another."""
    return f"a rule that calls {other} what is {kind}", {returns(kind): returns(other)}, f"{SIGNS[kind]}. See the table of section 6."


def exchange(one, two, sentence):
    """Two names have changed places."""
    swap = {returns(one): "return PLACE", returns(two): returns(one), "return PLACE": returns(two)}
    return f"a rule with {one} and {two} exchanged", swap, f"{sentence} See the table of section 6."


def always(kind):
    """The same answer to everything."""
    sentence = "one answer can't fit six kinds. Ask a question that separates one kind from the rest, then the next. See section 6."
    return f"{kind} for every run", {"    n = len(val_acc) // 5\n": f"    {returns(kind)}\n    n = len(val_acc) // 5\n"}, sentence


MISTAKES = [
    *(confusion(kind, other) for kind in SIGNS for other in SIGNS if other != kind),
    exchange("overfitting", "underfitting", "a gap is overfitting; low without a gap is underfitting. Exchange them."),
    exchange("decay_lr", "decayed_too_early", "shaking asks for a lower rate; silence after a corner had it too soon."),
    exchange("train_longer", "underfitting", "what still rises needs time; what is flat and low needs a larger model."),
    *(always(kind) for kind in SIGNS),
    ("names in capitals", {returns(kind): f'return "{kind.upper()}"' for kind in SIGNS},
     "the words are compared letter by letter. Write them as the docstring does. See section 6."),
]
