"""The pytest plugin of the hidden tests: fixtures, one marker, and a result for each test.

Tests run in this trusted process. `student` is a stand-in whose functions run elsewhere; only values come back.
"""

import contextlib
import dataclasses
import warnings
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

import numpy as np
import pytest

from autograder.authoring import mistakes
from autograder.authoring.source import Source
from autograder.grading import bounded
from autograder.grading.remote_objects import ProcessDied, StudentError
from autograder.grading.report import FAILED, NOT_ATTEMPTED, NOT_CHECKED, PASSED, GraderError, TestResult
from autograder.sandbox.limits import LIMITS
from utils.checks import frozen
from utils.checks.errors import error_name, misused
from utils.checks.observe import ATOL, RTOL, Observation, as_observed, observe, same
from utils.checks.probes import probe_of
from utils.checks.signature import signature
from utils.checks.verdict import Expected, KnownMistake, Verdict, judge


class CheckFailed(AssertionError):
    """A failure whose message a student may read."""

    def __init__(self, message: str, outcome: str = FAILED, verdict: Verdict | None = None, line: int | None = None):
        super().__init__(message)
        self.outcome, self.line = outcome, line
        self.mistake, self.also = (verdict.mistake, verdict.also) if verdict else (None, None)
        self.perhaps = (verdict.perhaps.name, verdict.perhaps.explanation) if verdict and verdict.perhaps else None


class AnswerKey:
    """What the hidden tests of one notebook compare with: the reference and every known mistake, alive."""

    def __init__(self, source: Source):
        self.source = source
        self.reference = source.reference()
        self._mutants: dict[str, list] = {}
        self._public: dict[str, Expected] = {}
        self._seen: dict[str, tuple[list[int], Expected]] = {}

    def mutants(self, exercise: str) -> list[tuple[mistakes.Mistake, Callable]]:
        """The known mistakes of an exercise as running code, built when first needed."""
        if exercise not in self._mutants:
            solution = self.source.exercises[exercise].solution
            self._mutants[exercise] = [
                (m, mistakes.implement(self.source, exercise, m.mutant(solution), self.reference))
                for m in mistakes.of_exercise(self.source, exercise)
            ]
        return self._mutants[exercise]

    def compare(self, exercise: str, f: Callable, seed: list[int]) -> None:
        """Raises CheckFailed unless the probe sees the same of `f` and of the reference."""
        known = self._known(exercise, seed)
        got = observe(probe_of(self.source.topic, exercise), f, seed, _words)
        if same(known.expected, got):
            return
        if judge(known, got).outcome == "not attempted":
            raise CheckFailed(got[-1].note, NOT_ATTEMPTED)
        known.mistakes.extend(self._mistakes(exercise, seed) if not known.mistakes else ())
        verdict = judge(replace(known, pairs=self._pair(known, f, got, seed)), got)
        raise CheckFailed(_without_numbers(verdict), FAILED, verdict, got[-1].line)

    def _known(self, exercise: str, seed: list[int]) -> Expected:
        """What the probe sees of the reference with this seed; kept for the next answer, until another seed comes."""
        if self._seen.get(exercise, ([], None))[0] != seed:
            expected = observe(probe_of(self.source.topic, exercise), getattr(self.reference, exercise), seed)
            self._seen[exercise] = seed, Expected(exercise, self.source.topic, expected, [])
        return self._seen[exercise][1]

    def _mistakes(self, exercise: str, seed: list[int]) -> Iterator[KnownMistake]:
        for mistake, mutant in self.mutants(exercise):
            bounded.allow(LIMITS.call_s)
            seen = observe(probe_of(self.source.topic, exercise), mutant, seed)
            yield KnownMistake(mistake.name, mistake.explanation, seen)

    def _pair(self, known: Expected, f: Callable, got: list[Observation], seed: list[int]) -> dict:
        """The pair of mistakes that explains what the probe sees with the public seed, if it explains `got` too."""
        if any(same(mistake.seen, got) for mistake in known.mistakes):
            return {}
        public, probe = self._frozen(known.exercise), probe_of(known.topic, known.exercise)
        if not public.pairs:
            return {}
        pair = public.pairs.get(signature(public.expected, observe(probe, f, frozen.SEED, _words)))
        text = mistakes.pair(self.source, known.exercise, pair) if pair else None
        if pair is None or text is None:
            return {}
        bounded.allow(LIMITS.call_s)
        both = observe(probe, mistakes.implement(self.source, known.exercise, text, self.reference), seed)
        return {signature(known.expected, got): pair} if same(both, got) else {}

    def _frozen(self, exercise: str) -> Expected:
        """What the instant check knows; nothing of a notebook that is not built."""
        if exercise not in self._public:
            notebook = self.source.notebook
            none = Expected(exercise, self.source.topic, [], [])
            self._public[exercise] = frozen.load(notebook, exercise) if frozen.exists(notebook, exercise) else none
        return self._public[exercise]


def _words(error: Exception, _f: Callable, returned: str) -> str:
    """What a student may read about an exception: never a text or a number, which could quote hidden inputs."""
    if isinstance(error, StudentError):
        return error.for_student
    kind = returned.partition(" of ")[0]  # without how many
    return misused(kind, f"Using it raised {error_name(error)}.")


def _without_numbers(verdict: Verdict) -> str:
    """The message: quantities by name, never a value that hidden inputs could be read from."""
    texts = {
        "mistake": verdict.text[:1].upper() + verdict.text[1:],
        "different": f"The first quantity that is wrong: “{verdict.quantity}”. {verdict.note}".strip(),
        "error": verdict.note or verdict.text,
    }
    return texts[verdict.outcome]


def ignore(message: dict) -> None:
    """Nobody waits for what happens."""


class Grading:
    """The plugin, for one submission after the other.

    `session.student(exercise)` has the student's functions as attributes.
    """

    def __init__(self, answer_key: AnswerKey, only: set[str] | None = None):
        """For the tests of the exercises in `only`."""
        self.answer_key, self.only = answer_key, only
        self.items: list[pytest.Item] = []
        """The tests, when pytest has collected them."""

    def begin(self, session, seed: int, done: Collection[str] = (), send: Callable[[dict], None] = ignore) -> None:
        """Another submission, without the tests named in `done`; `send` is told of each test."""
        self.session, self._run_seed, self.done, self.send = session, seed, done, send
        self.results: list[TestResult] = []

    def run(self) -> list[TestResult]:
        """The tests of this submission. pytest has ended by now: its start takes longer than most of them."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what wrong answers make of our arithmetic
            for item in self.items:
                if item.name not in self.done:
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        return self.results

    def pytest_runtestloop(self, session):
        """In the place of pytest's own: `run` comes later, as often as there are submissions."""
        self.items = session.items
        return True

    @pytest.fixture
    def student(self, request):
        """The student's functions; `student.given(f=...)` holds for one test."""
        student = self.session.student(_exercise(request.node)[0])
        yield student
        with contextlib.suppress(StudentError, ProcessDied):
            student.restore()

    @pytest.fixture
    def reference(self):
        return self.answer_key.reference

    @pytest.fixture
    def seed(self, request) -> list[int]:
        """A seed of this run and this test."""
        return [self._run_seed, zlib.crc32(request.node.name.encode())]

    @pytest.fixture
    def rng(self, seed):
        return np.random.default_rng(seed)

    @pytest.fixture
    def agrees_with_reference(self, student, seed):
        """`same("f")`: the probe of `f` sees of the student's what it sees of the reference."""

        def compare(exercise: str) -> None:
            student.shows_changes = True
            try:
                self.answer_key.compare(exercise, getattr(student, exercise), seed)
            finally:
                student.shows_changes = False

        return compare

    @pytest.fixture
    def assert_close(self):
        """`close("x", got, want)`: equal in shape and value; the message names the quantity and no number."""
        return assert_close

    def pytest_configure(self, config):
        config.addinivalue_line("markers", "exercise(name, weight=1): the exercise that a hidden test grades")

    def pytest_collection_modifyitems(self, items):
        named = [(item, _exercise(item)[0]) for item in items]
        items[:] = [item for item, exercise in named if self.only is None or exercise in self.only]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        exercise, weight = _exercise(item)
        self.send({"start": [item.name, exercise, _says(item), weight]})
        bounded.allow(LIMITS.call_s)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item, call):
        """Our result, and for pytest a report without a traceback: to draw one takes longer than the test."""
        error = call.excinfo.value if call.excinfo else None
        if call.when == "call" or error is not None:
            self._add(item, _result(item, call.when, error))
        if isinstance(error, ProcessDied):
            self.session.lose(_exercise(item)[0], error)
        return pytest.TestReport(item.nodeid, item.location, {}, "failed" if error else "passed", None, call.when)

    def _add(self, item, result: TestResult) -> None:
        self.results.append(result)
        self.send({"result": [item.name, dataclasses.asdict(result)]})


UNUSED = """cacheprovider terminal warnings logging doctest unraisableexception threadexception debugging capture
unittest legacypath tmpdir monkeypatch recwarn pastebin junitxml setuponly setupplan stepwise faulthandler subtests"""
"""pytest's own plugins that hidden tests do without; two of them collect garbage twice a run, which takes 0.4 s."""


def collect(tests: str, plugin: Grading, ini: str) -> None:
    """Find the hidden tests in a file for `plugin` to run; the user's options for pytest play no part."""
    without = [part for name in UNUSED.split() for part in ("-p", f"no:{name}")]
    options = ["-c", ini, "--import-mode=importlib", "--noconftest", "--assert=plain", *without]
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as environment:
        warnings.simplefilter("ignore")
        for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
            environment.delenv(name, raising=False)
        environment.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        status = pytest.main([*options, tests], plugins=[plugin])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise GraderError(f"pytest could not run {tests} (exit status {status!r})")


def assert_close(name: str, got, want, rtol: float = RTOL, atol: float = ATOL) -> None:
    """Raises CheckFailed unless `got` has the shape and, within rtol and atol, the values of `want`."""
    got, want = as_observed(got), as_observed(want)
    if isinstance(got, str) or isinstance(want, str):
        raise CheckFailed(f"`{name}` does not consist of numbers.")
    if got.shape != want.shape:
        raise CheckFailed(f"`{name}` has the wrong shape.")
    if not np.allclose(got, want, rtol=rtol, atol=atol, equal_nan=True):
        raise CheckFailed(f"`{name}` is wrong.")


def _exercise(item) -> tuple[str, float]:
    mark = item.get_closest_marker("exercise")
    return mark.args[0], mark.kwargs.get("weight", 1)


def _says(item) -> str:
    """The test's docstring: the sentence that the student reads."""
    return " ".join(item.function.__doc__.split())


def _result(item, when: str, error: BaseException | None) -> TestResult:
    """What a test, or its set-up, has shown. Students' code runs in the test alone, so a set-up that fails is ours."""
    exercise, weight = _exercise(item)
    if error is None:
        return TestResult(exercise, _says(item), PASSED, "", weight)
    if when != "call" or isinstance(error, GraderError):
        fault = f"{item.name}: {type(error).__name__}: {error}"
        return TestResult(exercise, _says(item), NOT_CHECKED, "", weight, fault=fault)
    outcome, message = _read(error)
    result = TestResult(exercise, _says(item), outcome, message, weight, ended=isinstance(error, ProcessDied))
    return replace(result, **{name: getattr(error, name, None) for name in ("mistake", "also", "line", "perhaps")})


def _read(error: BaseException) -> tuple[str, str]:
    """Outcome and message of a test that raised. The preflight has shown that the test itself runs."""
    if isinstance(error, CheckFailed):
        return error.outcome, str(error)
    if isinstance(error, StudentError) and error.type_name == "NotImplementedError":
        return NOT_ATTEMPTED, error.for_student
    if isinstance(error, (StudentError, ProcessDied)):
        return FAILED, error.for_student
    if isinstance(error, AssertionError):
        return FAILED, "Your code does not do this."
    if isinstance(error, MemoryError):
        return FAILED, "What your code passed on or returned took too much memory."
    return FAILED, "The result does not match the docstring."
