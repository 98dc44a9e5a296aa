"""The trusted end of the wire: whatever the other end answers, it ends in a value or in a sentence of ours."""

import socket
import threading
import time

import numpy as np
import pytest

from autograder.grading import proxy as module
from autograder.grading.proxy import NotebookProxy
from autograder.grading.remote_objects import ProcessDied, StudentError
from autograder.sandbox import wire


class FarEnd:
    """A process that answers as told. Each answer is a function of the channel; the last one said stays."""

    def __init__(self, sock, answers):
        self._channel, self._answers = wire.Channel(sock), answers
        self.asked: list = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        try:
            for answer in self._answers:
                self.asked.append(self.receive())
                self.send(*answer) if isinstance(answer, tuple) else answer(self)
            while True:
                self.asked.append(self.receive())
        except (EOFError, OSError):
            return

    def receive(self):
        return wire.loads(self._channel.receive(), lambda number, kind: (kind, number))

    def send(self, *reply) -> None:
        self._channel.send(wire.dumps(list(reply), lambda value: (0, "callback")))

    def close(self) -> None:
        self._channel.close()
        self._thread.join()


class Process:
    """What `Student` needs of a child."""

    def __init__(self, sock):
        self.wire = sock

    def kill(self) -> None:
        self.wire.close()

    def exit_code(self) -> int:
        return -11


@pytest.fixture
def answered(tmp_path):
    """`answered(("ret", 1, None))`: a student whose process gives these answers, one for each request."""
    ends = []

    def make(*answers, call_s=60.0, **options) -> NotebookProxy:
        near, far = socket.socketpair()
        student = NotebookProxy(Process(near), tmp_path, call_s, **options)
        student.far = FarEnd(far, answers)
        ends.append(student)
        return student

    yield make
    for student in ends:
        student.kill("test over")
        student.far.close()


def test_a_value_comes_back(answered):
    assert answered(("ret", 3.5, None)).f(1) == 3.5


@pytest.mark.parametrize("line", [-1, 0, 10**6, 2**62, 4.0, "4", 1000])
def test_a_line_that_no_cell_has_is_not_told(answered, line):
    with pytest.raises(StudentError) as error:
        answered(("exc", "ValueError", line, "canary")).f()
    assert error.value.for_student == "It raised ValueError; `check` shows the whole message."


@pytest.mark.parametrize("kind", ["canary", "Canary: [1. 2.]", "__import__", "print", "", 5, None])
def test_a_name_that_is_no_exception_of_pythons_is_not_told(answered, kind):
    with pytest.raises(StudentError) as error:
        answered(("exc", kind, 4, "canary")).f()
    assert error.value.for_student == "It raised an exception in line 4 of your cell; `check` shows the whole message."


@pytest.mark.parametrize(
    "answer",
    [
        ("exc", "ValueError"),
        ("call", 0),
        ("call", 7, [], {}),
        ("call", -1, [], {}),
        ("call", "0", [], {}),
        ("bye", 1),
    ],
    ids=str,
)
def test_what_no_honest_process_answers_ends_it(answered, answer):
    student = answered(answer)
    with pytest.raises((ProcessDied, StudentError)):
        student.f(lambda: 1)


FORGED = [("ret",), ("ret", 5), ("ret", ["E"]), ("ret", ["E", "x", "y"]), ("ret", None, None, 3)]


@pytest.mark.parametrize("forged", FORGED, ids=str)
def test_a_forged_reply_to_a_cell_ends_the_process(answered, forged):
    """Student code can write to the socket itself. "Not checked" would cost its author nothing, and a person's time."""
    with pytest.raises(ProcessDied):
        answered(forged).cell("forge()", 60.0)


def test_a_cell_that_breaks_what_runs_it_has_raised(answered):
    assert answered(("exc", [1], 1, "x")).cell("del", 60.0) == ("an exception", 0, "the cell has broken what runs it")


@pytest.mark.parametrize("forged", [("ret",), ("ret", 5), ("ret", 1, None, 3), ("exc", [1], 1, "x")], ids=str)
def test_a_forged_reply_to_a_call_ends_the_process(answered, forged):
    with pytest.raises((ProcessDied, StudentError)):
        answered(forged).f()


def test_callbacks_are_counted_in_each_call(answered, monkeypatch):
    monkeypatch.setattr(module, "CALLBACKS", 5)

    def ask(times):
        def answer(far):
            for _ in range(times):
                far.send("call", 0, [], {})
                far.receive()
            far.send("ret", times, None)

        return answer

    student = answered(ask(5), ask(5), ask(6))
    assert (student.f(lambda: 1), student.f(lambda: 1)) == (5, 5)
    with pytest.raises(ProcessDied):
        student.f(lambda: 1)


def test_calls_within_a_call_have_its_deadline(answered, monkeypatch):
    """A process that lets our function call it back again and again gains no time by it."""
    real, skipped = time.monotonic, [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: real() + skipped[0])

    def call_back(far):
        for _ in range(10):
            far.send("call", 0, [], {})  # our function is asked, and asks us for `g`
            far.receive()
            far.send("ret", 1, None)
            far.receive()
        far.send("ret", "too late", None)

    student = answered(call_back, call_s=60.0)

    def ours():
        skipped[0] += 25
        return student.g()

    with pytest.raises(ProcessDied, match="It took longer than 60 seconds"):
        student.f(ours)
    assert skipped[0] <= 75


def test_what_a_call_has_done_to_its_arguments_is_done_here_too(answered):
    state = {"kept": np.zeros(2), "gone": 1, "t": 1}
    kept, values = state["kept"], [1, 2, 3]
    student = answered(("ret", None, [[{"kept": np.ones(2), "t": 2, "new": 3}, [4]], {}]))
    student.shows_changes = True
    student.f(state, values)
    assert (set(state), state["t"], values) == ({"kept", "t", "new"}, 2, [4])
    assert state["kept"] is kept and list(kept) == [1, 1]


def test_changes_stay_there_where_nobody_asks_for_them(answered):
    state = {"t": 1}
    answered(("ret", None, [[{"t": 2}], {}])).f(state)
    assert state == {"t": 1}


def test_what_a_cell_raised_is_told_without_control_characters(answered):
    student = answered(("ret", ["ValueError", 3, "red \x1b[31m\u202e\x07\r\x00 é\nnext"]))
    kind, line, text = student.cell("1 / 0", 60.0)
    assert (kind, line, text) == ("ValueError", 3, "red �[31m���� é\nnext")


def test_a_long_text_and_a_long_name_of_a_cells_error_are_cut(answered):
    kind, _, text = answered(("ret", ["E" * 1000, 3, "x" * 5000])).cell("1 / 0", 60.0)
    assert len(kind) <= 80 and len(text) <= 500


def test_a_process_that_crashes_says_how(answered):
    student = answered(lambda far: far._channel.close())
    with pytest.raises(ProcessDied, match="a crash in native code"):
        student.f()
    with pytest.raises(ProcessDied, match="a crash in native code"):
        student.g()


def test_objects_that_stay_there_can_be_asked_but_not_compared(answered):
    student = answered(("ret", lambda: 0, None))
    student._lent.append(max)  # number 0 of our own, as a process may claim
    assert student.f() is max
