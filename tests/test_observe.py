"""What the checks see of a function, what counts as the same, and how it is shown, kept and read again."""

import json

import numpy as np
import pytest

from utils.checks import frozen
from utils.checks.differences import difference, shown
from utils.checks.observe import ATOL, RTOL, Observation, as_observed, first_difference, observe, raised, same
from utils.checks.verdict import Expected, KnownMistake, judge


def number(value, name="x", atol=None):
    return Observation(name, np.asarray(value, dtype=float), atol)


@pytest.mark.parametrize(
    ("want", "got", "agree"),
    [
        (number(1.0), number(1.0 + 5e-6), True),
        (number(1.0), number(1.0 + 1e-4), False),
        (number(0.0), number(5e-9), True),
        (number(0.0), number(1e-6), False),
        (number([np.nan, np.inf]), number([np.nan, np.inf]), True),
        (number([1.0, 2.0]), number([[1.0], [2.0]]), False),
        (number(1.0), number([1.0]), False),
        (number(1.0), number(1.0, name="y"), False),
        (Observation("x", "none"), Observation("x", "none"), True),
        (Observation("x", "none"), Observation("x", "x"), False),
        (Observation("x", "none"), Observation("y", "none"), False),
        (Observation("x", "1"), number(1.0), False),
        (number(1.0, atol=0.1), number(1.09), True),
        (number(1.0, atol=0.1), number(1.11), False),
        (number(1.0), number(1.09, atol=0.1), False),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_agrees_with_what(want, got, agree):
    assert want.agrees(got) == agree


def test_the_first_difference_counts_and_a_side_that_ends_early_differs():
    one, two = number(1, "a"), number(2, "b")
    assert first_difference([one, two], [one, two]) is None
    assert first_difference([one, two], [one, number(3, "b")])[1].value == 3
    assert first_difference([one, two], [one]) == (two, None)
    assert first_difference([one], [one, two]) == (None, two)


def changed(change, *args, **kwargs) -> str:
    """What `observe` says of the inputs that `change(*args, **kwargs)` has changed."""

    def probe(f, rng):
        f(*args, **kwargs)
        yield "called", 1

    return observe(probe, change, 0)[-1].value


def widen(state):
    state["t"] = state["t"].astype(float)


CHANGES = {
    "an array's values": (lambda a: a.fill(1), lambda: np.zeros(2)),
    "an array's shape": (lambda a: a.resize((2, 1), refcheck=False), lambda: np.zeros(2)),
    "a list's length": (lambda a: a.append(1), lambda: [0]),
    "an array in a list": (lambda a: a[0].fill(1), lambda: [np.zeros(2)]),
    "a number in a dictionary": (lambda a: a.update(t=2), lambda: {"t": 1}),
    "a key of a dictionary": (lambda a: a.pop("t"), lambda: {"t": 1}),
    "an array in a dictionary": (lambda a: a["v"].fill(1), lambda: {"v": np.zeros(2)}),
    "the dtype of an array in a dictionary": (widen, lambda: {"t": np.array([1, 2])}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_an_input_that_is_changed_in_place_is_named(what):
    change, value = CHANGES[what]
    assert changed(lambda a: change(a), value()) == "argument 1"
    assert changed(lambda b, a: change(a), 0, value()) == "argument 2"
    assert changed(lambda a: change(a), a=value()) == "a"
    assert changed(lambda a: None, value()) == changed(lambda a: None, a=value()) == "none"


def test_inputs_are_looked_at_even_where_the_call_raises():
    def probe(f, rng):
        yield "raised", raised(f, values)

    def spoil(x):
        x.append(1)
        raise KeyError

    values = []
    assert [seen.value for seen in observe(probe, spoil, 0)] == ["KeyError", "argument 1"]


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (None, "None"),
        (object(), "a object"),
        ([[1], [1, 2]], "a list that is not a rectangular array"),
        (np.array(["a"]), "a ndarray"),
        ([1.0, None], "a list that holds None"),
        ("text", "text"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_is_no_number_is_seen_as_a_sentence(value, what):
    assert as_observed(value) == what


def test_a_branch_that_returns_nothing_is_said():
    have = Observation("x", as_observed([1.0, None]))
    assert difference(number([1.0, 2.0], "x"), have) == "Some of it is None: does every branch `return` a value?"


# --- what a student reads --------------------------------------------------------------------------------------------


def verdict(got, mistakes=()):
    return judge(Expected("f", "tiny", [number(1, "first"), number(2, "second")], list(mistakes)), got)


def test_an_error_says_before_which_quantity_it_came():
    error = Observation("error", "KeyError", note="It raised KeyError: 'lr'")
    assert verdict([error]).text == "it raised KeyError: 'lr' (before “first”)"
    assert verdict([number(1, "first"), error]).text == "it raised KeyError: 'lr' (before “second”)"
    assert verdict([number(1, "first"), number(2, "second"), error]).text == "it raised KeyError: 'lr'"


def test_a_mistake_is_named_only_where_everything_agrees_with_it():
    doubled = KnownMistake("doubling", "halve it.", [number(2, "first"), number(4, "second")])
    assert verdict(doubled.seen, [doubled]).mistake == "doubling"
    other = verdict([number(2, "first"), number(5, "second")], [doubled])
    assert (other.outcome, other.mistake, other.quantity) == ("different", None, "first")
    assert other.rows == (("first", "1.", "2."),)


@pytest.mark.parametrize(
    "value", ["x" * 500, np.arange(3.0), np.linspace(0, 1, 1000), np.full((8, 8), 1 / 3), np.full(7, 123456.789e100)]
)
def test_no_value_is_shown_longer_than_its_place(value):
    text = shown(Observation("x", value))
    assert len(text) <= 60 and "\n" not in text
    assert text.startswith("x" * 60 if isinstance(value, str) else "[")


# --- what is frozen when the course is built --------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty place for frozen observations."""
    monkeypatch.setattr(frozen, "FOLDER", tmp_path / "frozen")
    frozen.FOLDER.mkdir()
    return frozen.FOLDER


def test_what_was_frozen_is_what_is_loaded(folder):
    seen = [
        number([[1.5, np.nan], [-np.inf, 1e-300]], "matrix"),
        number(0.5, "share", atol=0.02),
        number(20801.890532, "large, to 1e-5", atol=1e-5),
        Observation("s", "“none”"),
    ]
    error = Observation("error", "KeyError", cause="the answer: 'lr'")
    kept = Expected("f", "tiny", seen, [KnownMistake("an error", "why.", [error])], {"0123456789ab": (0, 0)})
    (folder / "90_tiny").mkdir()
    frozen.path("90_tiny", "f").write_text(frozen.dumps(kept), "utf-8")
    assert frozen.notebook_of("f") == "90_tiny"
    loaded = frozen.load("90_tiny", "f")
    assert (loaded.exercise, loaded.topic) == ("f", "tiny")
    assert same(loaded.expected, seen) and [s.atol for s in loaded.expected] == [None, 0.02, 1e-5, None]
    assert [(m.name, m.explanation) for m in loaded.mistakes] == [("an error", "why.")]
    assert same(loaded.mistakes[0].seen, kept.mistakes[0].seen)
    assert loaded.pairs == kept.pairs


def test_a_name_that_leads_elsewhere_is_no_exercise(folder):
    (folder / "90_tiny").mkdir()
    (folder / "outside.json").write_text("{}")
    (folder / "90_tiny" / "two words.json").write_text("{}")
    for name in ("../outside", str(folder / "outside"), "two words", "absent"):
        assert not frozen.exists("90_tiny", name)
        with pytest.raises(LookupError, match="no exercise is called"):
            frozen.notebook_of(name)


def test_what_is_frozen_is_text_that_people_can_compare(folder):
    text = frozen.dumps(
        Expected("f", "tiny", [number(1 / 3)], [KnownMistake("a", "b.", []), KnownMistake("c", "d.", [])])
    )
    assert json.loads(text)["expected"] == [["x", 0.33333333]]
    assert [line for line in text.splitlines() if '"name"' in line] == [
        '{"name": "a", "explanation": "b.", "seen": []},',
        '{"name": "c", "explanation": "d.", "seen": []}',
    ]


@pytest.mark.parametrize("shape", [(), (3,), (2, 2)])
@pytest.mark.parametrize("off", [0.0, 1e-9, 0.99e-5, 1.01e-5, np.inf, -np.inf, np.nan, 1e308])
def test_values_agree_as_numpy_says(shape, off):
    for value in (1.0, 0.0, -1e308, np.inf, np.nan):
        want = np.full(shape, value)
        with np.errstate(invalid="ignore"):
            got = want + off
        close = np.allclose(got, want, rtol=RTOL, atol=ATOL, equal_nan=True)
        assert Observation("x", want).agrees(Observation("x", got)) == close
