"""No false name: what raises is judged by place and words, two mistakes by a signature, one of several by its digits."""

import inspect
import types

import numpy as np
import pytest

from autograder.authoring.edits import both, edits
from autograder.authoring.source import sources
from utils.checks import frozen
from utils.checks.errors import cause
from utils.checks.observe import Observation, observe
from utils.checks.probes import probe_of
from utils.checks.signature import signature
from utils.checks.verdict import Expected, Found, KnownMistake, judge, settled

KINDS = (TypeError, ValueError, AttributeError, IndexError, KeyError, ZeroDivisionError, RuntimeError)


def raising(f, kind):
    """`f` with a body, or with one method after the other, that raises an exception with words of no known mistake."""

    def fail(*args, **kwargs):
        raise kind("not of a known mistake")

    if not inspect.isclass(f):
        return [fail]
    methods = [key for key, value in vars(f).items() if isinstance(value, types.FunctionType)]
    return [type(f.__name__, (f,), {key: fail}) for key in methods]


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.notebook)
def test_what_only_raises_has_no_name(source):
    reference = source.reference()
    for exercise in source.exercises:
        known = frozen.load(source.notebook, exercise)
        for kind in KINDS:
            for f in raising(getattr(reference, exercise), kind):
                verdict = judge(known, observe(probe_of(source.topic, exercise), f, frozen.SEED))
                assert verdict.mistake is None, (exercise, kind, verdict.mistake)


def test_words_count_without_their_numbers_and_the_place_counts():
    def own(x):
        raise ValueError(f"shapes ({x},) and (3,) at 0x7f12")

    causes = []
    for x in (1, 22):
        try:
            own(x)
        except ValueError as error:
            causes.append(cause(error, own))
            causes.append(cause(error, len))
    assert causes == ["the answer: shapes (#,) and (#,) at #", "its use: shapes (#,) and (#,) at #"] * 2


# --- two mistakes --------------------------------------------------------------------------------------------------


def test_changes_are_combined_by_their_smallest_edits():
    text = "def f(a, b):\n    return a * b + 1\n"
    assert edits(text, text.replace("+ 1", "+ 2")) == ((32, 33, "2"),)
    one, other = text.replace("a * b", "a / b"), text.replace("+ 1", "- 1")
    assert both(text, one, other) == "def f(a, b):\n    return a / b - 1\n"
    assert both(text, one, text.replace("a * b", "a ** b")) is None
    assert both(text, text.replace("return a", "return (a"), text.replace("1", "2")) is None


def seen(*values, name="x"):
    return [Observation(f"{name}{k}", np.asarray(v, dtype=float)) for k, v in enumerate(values)]


def test_a_signature_forgets_rounding_and_statistics_but_no_difference():
    want = seen(1 / 3, [0.1, 2e5])
    assert signature(want, seen(1 / 3 * (1 + 1e-13), [0.1, 2e5])) == signature(want, want)
    assert signature(want, seen(1 / 3, [0.1, 2.001e5])) != signature(want, want)


@pytest.mark.parametrize("value", [1.0, 64.0, -0.5, 1000.03125, 0.1, 1e300, 3e-8])
def test_the_last_digit_of_a_computation_is_not_part_of_a_signature(value):
    want = seen(value)
    for near in (np.nextafter(value, np.inf), np.nextafter(value, -np.inf)):
        assert signature(want, seen(near)) == signature(want, want)
    assert signature(want, seen(1 / 3, [[0.1, 2e5]])) != signature(want, want)
    assert signature(want, seen(np.nan, [0.1, np.inf])) != signature(want, seen(np.inf, [0.1, np.nan]))
    share = Observation("share", np.array(0.5), 0.1)
    near, far = Observation("share", np.array(0.53), 0.1), Observation("share", np.array(0.7), 0.1)
    assert signature([share], [near]) == signature([share], [share]) != signature([share], [far])


A, B = KnownMistake("A", "not a.", seen(1.13, 2.17, 3.19)), KnownMistake("B", "not b.", seen(1.01, 2.02, 3.33))
KNOWN = Expected("f", "tiny", seen(1.01, 2.02, 3.03), [A, B], {})


def test_a_pair_names_both():
    got = seen(1.13, 2.17, 9.99)
    pair = Expected("f", "tiny", KNOWN.expected, [A, B], {signature(KNOWN.expected, got): (0, 1)})
    verdict = judge(pair, got)
    assert (verdict.outcome, verdict.mistake, verdict.also) == ("mistake", "A", "B")
    assert verdict.text == "these are two mistakes at once. A: not a. B: not b."


def test_a_mistake_that_explains_the_first_difference_is_named_once_no_single_edit_explains_all():
    verdict = judge(KNOWN, seen(1.13, 2.17, 9.99))
    assert (verdict.outcome, verdict.mistake, verdict.perhaps) == ("different", None, A)
    assert settled(verdict, None, None).mistake == "A"
    assert settled(verdict, Found(3, whole=True), None).mistake is None


@pytest.mark.parametrize(
    "got",
    [seen(1.13, 2.02, 9.99), seen(1.5, 2.17, 9.99), seen(1.14, 2.17, 3.19), seen(1.13), seen(1.13, 5.5, 9.99)],
    ids=["right where the mistake is wrong", "another first difference", "nearly", "too short", "one quantity alone"],
)
def test_what_the_first_difference_does_not_prove_is_not_named(got):
    first = seen(1.5, 2.17, 3.19)
    known = Expected("f", "tiny", KNOWN.expected, [A, B, KnownMistake("simple", "digits of 1.5.", first)], {})
    verdict = judge(known, got)
    assert verdict.mistake is None and verdict.perhaps is None


def test_a_name_leaves_the_exceptions_words():
    error = Observation("error", "TypeError", cause="the answer: a", note="It raised TypeError: a list has no dtype")
    known = Expected("f", "tiny", seen(1.01), [KnownMistake("a list", "use an array.", [error])])
    text = judge(known, [error]).text
    assert text == "this is a list: use an array. It raised TypeError: a list has no dtype"
    other = Observation("error", "TypeError", cause="the answer: b", note="It raised TypeError: b")
    assert judge(known, [other]).mistake is None
