"""The instant check: what a student reads, in a notebook and in a terminal."""

import inspect

import numpy as np
import pytest

from autograder.authoring.source import sources
from utils.checks import check, frozen, needs
from utils.checks.observe import as_observed, observe, same
from utils.checks.probes import probe_of
from utils.progress import MIME


def gd_step(x, g, lr):
    return x - lr * g


def named(name):
    """A decorator: the function under the name of an exercise."""

    def rename(f):
        f.__name__ = name
        return f

    return rename


def test_a_right_answer_passes_and_does_not_promise_more():
    text = repr(check(gd_step))
    assert (
        text == "gd_step: passed. The visible checks agree in 7 quantities; hidden checks remain. 1 point; 1 of 1 here."
    )


def test_a_known_mistake_is_named():
    text = repr(check(named("gd_step")(lambda x, g, lr: x + lr * g)))
    assert text.startswith("gd_step: not yet. This is a step uphill: the gradient points where the loss grows")


def test_changing_the_input_is_named():
    @named("gd_step")
    def inside(x, g, lr):
        if x.shape:
            x -= lr * g
            return x
        return x - lr * g

    assert "overwrites your input" in repr(check(inside))


def test_an_unknown_mistake_shows_the_first_quantity_that_differs():
    text = repr(check(named("gd_step")(lambda x, g, lr: x - lr * g + 1)))
    assert "“x after a step with lr=0.1, shape (3,)” is the first quantity that differs" in text
    assert "expected: [-0.41933" in text
    assert "got:      [0.58067" in text


def test_a_wrong_shape_is_said():
    text = repr(check(named("gd_step")(lambda x, g, lr: (x - lr * g).reshape(-1, 1))))
    assert "It has shape (3, 1) instead of (3,)." in text


def test_an_exception_is_shown_with_its_words():
    text = repr(check(named("gd_step")(lambda x, g, lr: x.dot("hello"))))
    assert "it raised" in text.lower()


def test_unwritten_is_not_attempted():
    @named("gd_step")
    def unwritten(x, g, lr):
        raise NotImplementedError()

    assert repr(check(unwritten)).startswith("gd_step: not attempted")


def test_what_is_no_exercise_is_an_error():
    with pytest.raises(LookupError, match="no exercise is called 'as_observed'"):
        check(as_observed)
    with pytest.raises(TypeError, match="give it the function itself"):
        check(3.0)


def test_html_escapes_and_carries_the_outcome():
    shown = check(named("gd_step")(lambda x, g, lr: "<b>"))
    bundle = shown._repr_mimebundle_()
    assert "&lt;b&gt;" in bundle["text/html"]
    assert bundle[MIME] == {"exercise": "gd_step", "outcome": "different"}


def test_other_random_numbers_are_our_fault_not_the_students(monkeypatch):
    monkeypatch.setattr(frozen, "draws", lambda: [0.0])
    with pytest.raises(RuntimeError, match="draws other random numbers"):
        check(gd_step)


def test_needs_names_the_unwritten_exercise_and_goes_on(capsys):
    def gd(x):
        raise NotImplementedError()

    with needs(gd_step, gd):
        gd(1)
    assert "This cell needs gd." in capsys.readouterr().out


def test_needs_goes_on_where_an_earlier_block_has_made_no_name(capsys):
    def gd():
        raise NotImplementedError()

    def written():
        return 1

    with needs(written, gd):
        made_above  # noqa: B018, F821 # pyright: ignore
    assert "This cell needs gd." in capsys.readouterr().out
    with pytest.raises(NameError), needs(written):
        made_above  # noqa: B018, F821 # pyright: ignore


def test_needs_lets_other_errors_through():
    with pytest.raises(ZeroDivisionError), needs(gd_step):
        1 / 0  # noqa: B018


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.notebook)
def test_every_check_passes_the_reference(source):
    reference = source.reference()
    for exercise in source.exercises:
        assert check(getattr(reference, exercise)).verdict.passed, exercise


def test_what_was_seen_does_not_change_afterwards():
    def probe(f, rng):
        x = np.zeros(2)
        yield "first", f(x)
        x += 1
        yield "second", f(x)

    first, second, _ = observe(probe, lambda x: x, 0)
    assert list(first.value) == [0, 0]
    assert list(second.value) == [1, 1]


def test_a_statistic_is_compared_with_its_tolerance():
    def probe(f, rng):
        yield "share", f(), 0.1

    assert same(observe(probe, lambda: 0.5, 0), observe(probe, lambda: 0.55, 0))
    assert not same(observe(probe, lambda: 0.5, 0), observe(probe, lambda: 0.65, 0))


PENALTIES = """
import numpy as np

def l2(W):
    {l2}

def l1(W):
    return float(np.abs(W).sum()), np.sign(W)

def elastic(W, beta):
    squares, sizes = l2(W), l1(W)
    return beta * squares[0] + sizes[0], beta * squares[1] + sizes[1]
"""


@pytest.mark.parametrize(
    ("l2", "outcome", "text"),
    [
        ("return float((W**2).sum()), 2 * W", "passed", "visible checks agree"),
        ("raise NotImplementedError()", "error", "it calls `l2`: write that first."),
        ("return float((W**2).sum()), W", "mistake", "It calls `l2`, not correct yet: fix that first."),
    ],
)
def test_an_exercise_is_not_blamed_for_an_earlier_one(l2, outcome, text):
    notebook = {"__name__": "__main__"}
    exec(PENALTIES.format(l2=l2), notebook)
    verdict = check(notebook["elastic"]).verdict
    assert verdict.outcome == outcome
    assert text in verdict.text


def functions():
    """Source and name of each exercise that is a function of something."""
    found = ((s, name, getattr(s.reference(), name)) for s in sources() for name in s.exercises)
    return [(s, name) for s, name, f in found if not isinstance(f, type) and inspect.signature(f).parameters]


@pytest.mark.parametrize(("source", "name"), functions(), ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_an_array_once_is_one_always(source, name):
    """Of shape () too: `torch.from_numpy` refuses a numpy.float64, which arithmetic on such an array gives."""
    f, kinds = getattr(source.reference(), name), {}

    def watched(*args, **kwargs):
        for key, value in inspect.signature(f).bind(*args, **kwargs).arguments.items():
            kinds.setdefault(key, set()).add(type(value))
        result = f(*args, **kwargs)
        return tuple(map(as_array, result)) if type(result) is tuple else as_array(result)

    def as_array(value):
        return np.asarray(value) if isinstance(value, np.generic) else value

    observe(probe_of(source.topic, name), watched, frozen.SEED)
    assert kinds
    assert not [key for key, found in kinds.items() if {np.ndarray, np.float64} <= found]
