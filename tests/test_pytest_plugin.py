"""The hidden tests' fixtures and their results, on a small notebook whose student code runs in this process."""

import numpy as np
import pytest

from autograder.grading.pytest_plugin import CheckFailed, assert_close
from autograder.grading.report import FAILED, NOT_ATTEMPTED, NOT_CHECKED, PASSED, GraderError
from tests.tiny import HALVE

pytest_plugins = ["tests.tiny.fixtures"]

HEAD = "import pytest\nfrom autograder.grading.pytest_plugin import CheckFailed\nfrom autograder.grading.report import GraderError\n"


def outcomes(results):
    return {(r.exercise, r.says): r.outcome for r in results}


def test_right_answers_pass_every_test_with_the_weight_of_its_mark(tested):
    results, _ = tested()
    assert {r.outcome for r in results} == {PASSED}, results
    weights = [("halve", 3), ("halve", 1), ("walk", 1), ("walk", 1), ("walk", 1), ("Average", 1), ("Average", 1)]
    assert [(r.exercise, r.weight) for r in results] == weights


def test_the_users_own_options_for_pytest_change_nothing(tested, monkeypatch):
    monkeypatch.setenv("PYTEST_ADDOPTS", "--durations=3 -k nothing")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    results, _ = tested()
    assert {r.outcome for r in results} == {PASSED}, results


def test_a_slip_fails_its_own_exercise_and_is_named_by_its_probe(tested):
    results, _ = tested(halve=HALVE.replace("x / 2", "2 * x"))
    assert {r.exercise: r.mistake for r in results if r.mistake} == {"halve": "doubling"}
    assert {r.outcome for r in results if r.exercise == "Average"} == {PASSED}


def drawn(student) -> list[tuple]:
    """The numbers that a hidden test has sent to `halve`."""
    return [tuple(np.ravel(args[0]).tolist()) for name, args, _ in student.calls if name == "halve" and np.any(args[0])]


def test_another_seed_means_other_numbers_and_the_same_seed_the_same(tested):
    first, again, other = (drawn(tested(seed=seed, only={"halve"})[1]) for seed in (7, 7, 8))
    assert first == again and len(first) >= 4
    assert not set(first) & set(other), "an answer that knows one run's numbers knows nothing of the next"


def test_each_test_draws_numbers_of_its_own(tested):
    hidden = "".join(
        f"@pytest.mark.exercise('halve')\ndef test_{name}(student, rng):\n    '''Half.'''\n    student.halve(rng.normal(size=2))\n"
        for name in ("one", "two", "three")
    )
    assert len(set(drawn(tested(HEAD + hidden)[1]))) == 3


def test_an_answer_for_one_seeds_numbers_fails_with_another_seed(tested):
    """Memorised answers: right for all that the public run has shown, wrong for everything else."""
    _, student = tested(seed=7)
    table = {key: [value / 2 for value in key] for key in drawn(student)}
    spy = f"TABLE = {table!r}\ndef halve(x):\n    import numpy as np\n    return np.reshape(TABLE.get(tuple(np.ravel(x).tolist()), 0 * x.ravel()), x.shape)\n"
    assert {r.outcome for r in tested(seed=7, only={"halve"}, halve=spy)[0]} == {PASSED}
    assert {r.outcome for r in tested(seed=8, only={"halve"}, halve=spy)[0]} == {FAILED}


def test_what_was_given_to_one_test_is_gone_in_the_next(tested):
    """After the test that replaces `halve` a walk must use the student's own again."""
    results, student = tested(only={"walk"})
    assert [r.outcome for r in results] == [PASSED] * 3
    assert student._space["halve"](4) == 2


def test_a_test_that_gives_a_function_does_not_blame_the_students_own(tested):
    results, _ = tested(only={"walk"}, halve="def halve(x):\n    return x * 3\n")
    assert outcomes(results) == {
        ("walk", "A walk follows its formula."): FAILED,
        ("walk", "Each step calls `halve`."): PASSED,
        ("walk", "A walk of one step from zero is its noise."): PASSED,
    }


def test_changes_of_arguments_are_shown_to_probes_only(tested):
    hidden = """
@pytest.mark.exercise("halve")
def test_both(student, agrees_with_reference, rng):
    "Half."
    agrees_with_reference("halve")
    student.halve(rng.normal(size=7))

@pytest.mark.exercise("halve")
def test_wrong(student, agrees_with_reference, rng):
    "Half, of a wrong answer too."
    try:
        agrees_with_reference("walk")
    except CheckFailed:
        student.halve(rng.normal(size=7))
    else:
        raise GraderError("walk is wrong")
"""
    _, student = tested(HEAD + hidden, walk="def walk(x, steps, rng):\n    return x\n")
    shown = {(name, shows) for name, args, shows in student.calls if name == "walk" or len(args[0]) != 7}
    assert shown == {("halve", True), ("walk", True)}
    assert [shows for _, args, shows in student.calls if len(args[0]) == 7] == [False, False]


@pytest.mark.parametrize(
    ("raises", "outcome", "message"),
    [
        ("CheckFailed('`x` is wrong.')", FAILED, "`x` is wrong."),
        ("AssertionError('canary 4.25')", FAILED, "Your code does not do this."),
        ("ValueError('canary 4.25')", FAILED, "The result does not match the docstring."),
    ],
)
def test_what_a_test_raises_is_told_without_its_numbers(tested, raises, outcome, message):
    hidden = f"@pytest.mark.exercise('halve', weight=2)\ndef test_it():\n    '''A claim.'''\n    raise {raises}\n"
    ((result,), _) = tested(HEAD + hidden)
    assert (result.outcome, result.message, result.says, result.weight) == (outcome, message, "A claim.", 2)


def test_a_fault_of_ours_is_told_to_the_instructor_only(tested):
    hidden = "@pytest.mark.exercise('halve')\ndef test_it():\n    '''A claim.'''\n    raise GraderError('no disk')\n"
    ((result,), _) = tested(HEAD + hidden)
    assert (result.outcome, result.message) == (NOT_CHECKED, "")
    assert "no disk" in result.fault


@pytest.mark.parametrize(
    ("answer", "outcome", "message"),
    [
        ("raise ValueError('canary', x)", FAILED, "It raised ValueError"),
        ("raise NotImplementedError('canary')", NOT_ATTEMPTED, ""),
        ("return 'canary'", FAILED, ""),
        ("return x[:1]", FAILED, ""),
        ("return x + 4.25", FAILED, "is wrong"),
    ],
)
def test_no_test_quotes_what_a_student_returns_or_raises(tested, answer, outcome, message):
    results, _ = tested(only={"halve"}, halve=f"def halve(x):\n    {answer}\n")
    assert {r.outcome for r in results} == {outcome}, results
    text = " ".join(r.message for r in results)
    assert message in text and "canary" not in text and "4.25" not in text and "(1,)" not in text


def test_a_fault_while_a_test_is_set_up_is_ours(tested):
    hidden = "@pytest.fixture\ndef data():\n    assert False, 'canary'\n@pytest.mark.exercise('halve')\ndef test_it(data):\n    '''A claim.'''\n"
    ((result,), _) = tested(HEAD + hidden)
    assert result.outcome == NOT_CHECKED
    assert "AssertionError" in result.fault and result.message == ""


@pytest.mark.parametrize(
    "hidden",
    [
        "def test_it(:\n",
        "import no_such_module\n",
        "def test_without_a_mark():\n    '''A claim.'''\n",
        "@pytest.mark.exercise\ndef test_without_an_exercise():\n    '''A claim.'''\n",
    ],
    ids=lambda text: text.split("\n")[-2][:40],
)
def test_tests_that_pytest_cannot_run_are_our_fault(tested, hidden):
    with pytest.raises(GraderError, match="pytest could not run"):
        tested(HEAD + hidden)


@pytest.mark.parametrize(
    ("got", "complaint"),
    [
        (np.ones((3, 1)), "`x` has the wrong shape."),
        (np.ones((1, 3)), "`x` has the wrong shape."),
        (1.0, "`x` has the wrong shape."),
        (np.ones(3) + 1e-3, "`x` is wrong."),
        (np.full(3, np.nan), "`x` is wrong."),
        ("ones", "`x` does not consist of numbers."),
        (None, "`x` does not consist of numbers."),
    ],
    ids=repr,
)
def test_close_compares_shape_and_value_and_names_the_quantity(got, complaint):
    with pytest.raises(CheckFailed) as error:
        assert_close("x", got, np.ones(3))
    assert str(error.value) == complaint


def test_close_allows_for_rounding_and_for_lists():
    assert_close("x", np.ones(3) + 1e-7, np.ones(3))
    assert_close("x", [1, 1.0], np.ones(2))
    assert_close("x", np.array([np.nan]), np.array([np.nan]))
