"""Known mistakes of `diagnose`: what one kind of learning curve is taken for."""

SIGNS = {
    "bad_init": "the loss hardly moves for the first quarter, then falls. Look at the early losses",
    "decay_lr": "the run is on a plateau and its accuracies jump from epoch to epoch. Compare neighbouring epochs late in the run",
    "decayed_too_early": "the loss falls to a corner and then stays flat, without jumps. Look at the level and the jumps late in the run",
    "train_longer": "the accuracies are still rising at the end. Compare the last epochs with those well before",
    "overfitting": "the training accuracy is far above the validation accuracy at the end. Look at the gap first",
    "underfitting": "the accuracies are flat and low, and there is no gap. Look at the level of the training accuracy late in the run",
}


def returns(kind):
    return f'return "{kind}"'


def confusion(kind, other):
    """All runs of one kind get the name of another."""
    return f"{kind} mistaken for {other}", {returns(kind): returns(other)}, f"{SIGNS[kind]}. See the table of section 7."


def exchange(one, two, sentence):
    """Two names have changed places."""
    swap = {returns(one): "return PLACE", returns(two): returns(one), "return PLACE": returns(two)}
    return f"{one} and {two} swapped", swap, f"{sentence} See the table of section 7."


def always(kind):
    """The same answer to everything."""
    sentence = "one answer can't fit six kinds. Ask a question that separates one kind from the rest, then the next. See section 7."
    return f"{kind} for every run", {"    n = len(val_acc) // 5\n": f"    {returns(kind)}\n    n = len(val_acc) // 5\n"}, sentence


PAIRED = 12
MISTAKES = [
    *(confusion(kind, other) for kind in SIGNS for other in SIGNS if other != kind),
    exchange("overfitting", "underfitting", "a gap means overfitting; low accuracies without a gap mean underfitting. Swap them."),
    exchange("decay_lr", "decayed_too_early", "jumping accuracies call for a lower rate; a flat loss after a corner means that the rate was lowered too early."),
    exchange("train_longer", "underfitting", "accuracies that still rise need more epochs; flat and low ones need a larger model."),
    *(always(kind) for kind in SIGNS),
    ("names in capitals", {returns(kind): f'return "{kind.upper()}"' for kind in SIGNS},
     "the words are compared letter by letter. Write them as the docstring does. See section 7."),
]
