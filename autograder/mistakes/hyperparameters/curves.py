"""Known mistakes of notebook 07: what one kind of learning curve is taken for."""

from autograder.mistakes import Mistake

SIGNS = {
    "bad_init": "its loss does not move at all for the first quarter, then falls. Look at the early losses",
    "decay_lr": "it stands on a plateau and its accuracies jump from epoch to epoch. Look at neighbouring epochs, late",
    "decayed_too_early": "its loss fell until a corner and then stood still, without shaking. Look at level and jumps, late",
    "train_longer": "its accuracies are still rising when the time is up. Compare the last epochs with those well before",
    "overfitting": "training is far better than validation at the end. Look at the gap first",
    "underfitting": "it is flat and low, and there is no gap. Look at the level of the training accuracy, late",
}


def returns(kind: str) -> str:
    return f'return "{kind}"'


def confusion(kind: str, said: str) -> Mistake:
    """All runs of one kind get the name of another."""
    says = f"{SIGNS[kind]}. See the table of section 6."
    name = f"a rule that calls {said} what is {kind}"
    return Mistake("diagnose", name, {returns(kind): returns(said)}, says)


def exchange(one: str, two: str, says: str) -> Mistake:
    """Two names have changed places."""
    swap = {returns(one): "return PLACE", returns(two): returns(one), "return PLACE": returns(two)}
    return Mistake("diagnose", f"a rule with {one} and {two} exchanged", swap, f"{says} See the table of section 6.")


def always(kind: str) -> Mistake:
    """The same answer to everything."""
    swap = {"    n = len(val_acc) // 5\n": f"    {returns(kind)}\n    n = len(val_acc) // 5\n"}
    says = "one answer can't fit six kinds. Ask a question that separates one kind from the rest, then the next. See section 6."
    return Mistake("diagnose", f"{kind} for every run", swap, says)


EXCHANGED = [
    exchange("overfitting", "underfitting", "a gap is overfitting; low without a gap is underfitting. Exchange them."),
    exchange("decay_lr", "decayed_too_early", "shaking asks for a lower rate; silence after a corner had it too soon."),
    exchange("train_longer", "underfitting", "what still rises needs time; what is flat and low needs a larger model."),
]

MISTAKES = [
    *(confusion(kind, said) for kind in SIGNS for said in SIGNS if said != kind),
    *EXCHANGED,
    *(always(kind) for kind in SIGNS),
    Mistake(
        "diagnose",
        "names in capitals",
        {returns(kind): f'return "{kind.upper()}"' for kind in SIGNS},
        "the words are compared letter by letter. Write them as the docstring does. See section 6.",
    ),
]
