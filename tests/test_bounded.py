"""Work in a fork with limits: what it sends arrives, whatever ends it, and nothing else is touched."""

import os
import signal
import time

import pytest

from autograder.grading import bounded


def run(work, seconds=60.0):
    """What `work` sent, and what ended it."""
    got = []
    try:
        for message in bounded.messages(work, time.monotonic() + seconds):
            got.append(message)
    except bounded.Ended as ended:
        return got, ended
    return got, None


def test_messages_come_in_order():
    assert run(lambda send: [send({"n": n}) for n in range(1000)]) == ([{"n": n} for n in range(1000)], None)


def compute(send):
    send({"before": 1})
    bounded.allow(0.2)
    10**10**9


def take_memory(send):
    send({"before": 1})
    bytes(4 << 30)


def crash(send):
    send({"before": 1})
    os.kill(os.getpid(), signal.SIGSEGV)


@pytest.mark.parametrize(
    ("work", "of_values"),
    [
        (compute, "took too much computing time"),
        (take_memory, "took too much memory"),
        (crash, "made the grader crash"),
    ],
)
def test_values_that_end_it_are_to_blame(work, of_values):
    got, ended = run(work)
    assert got == [{"before": 1}]
    assert ended.of_values == of_values


def test_memory_that_is_caught_is_no_end():
    def work(send):
        try:
            bytes(4 << 30)
        except MemoryError:
            send({"refused": True})

    assert run(work) == ([{"refused": True}], None)


@pytest.mark.parametrize("end", [lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: 1 / 0])
def test_what_else_ends_it_is_our_fault(end):
    _, ended = run(lambda send: end())
    assert ended.of_values is None


def test_one_that_waits_for_ever_is_killed_at_its_end():
    got, ended = run(lambda send: [send({"before": 1}), time.sleep(600)], seconds=0.5)
    assert (got, ended.code) == ([{"before": 1}], -signal.SIGKILL)


def test_one_that_nobody_reads_any_more_is_killed():
    reader = bounded.messages(lambda send: [send({"pid": os.getpid()}), time.sleep(600)], time.monotonic() + 60)
    pid = next(reader)["pid"]
    reader.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_outside_of_a_fork_there_is_no_clock():
    bounded.allow(0.001)
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
