"""What takes too long is ended, in its line, also where it swallows exceptions."""

import signal
import threading
import time

import pytest

from utils.checks.deadline import TookTooLong, deadline


def loop() -> None:
    while True:
        pass


def stubborn(until: float) -> None:
    while time.perf_counter() < until:
        try:
            loop()
        except:  # noqa: E722
            pass


@pytest.mark.parametrize("working", [False, True])
def test_a_loop_ends_in_the_line_where_it_is(working):
    with pytest.raises(TookTooLong) as caught, deadline(0.05, working):
        loop()
    assert caught.traceback[-1].name in ("loop", "_raise")
    assert [entry.name for entry in caught.traceback].count("loop") == 1


def test_what_is_in_time_is_left_alone():
    with deadline(0.05):
        pass
    time.sleep(0.1)


def test_the_outer_deadline_goes_on_after_an_inner_one():
    with pytest.raises(TookTooLong), deadline(0.3):
        with pytest.raises(TookTooLong), deadline(0.05):
            loop()
        loop()


@pytest.mark.parametrize("busy_s", [0.0002, 0.002, 0.1], ids=["far within a tick", "within a tick", "too long"])
@pytest.mark.parametrize("working", [False, True])
def test_inner_deadlines_do_not_put_the_outer_one_off(working, busy_s):
    clock, done = time.process_time if working else time.monotonic, 0
    start = clock()
    with pytest.raises(TookTooLong), deadline(0.4, working):
        while clock() - start < 5:
            with deadline(0.01, working, quiet=True):
                end = clock() + busy_s
                while clock() < end:
                    pass
            done += 1
    assert done > 5 and 0.3 < clock() - start < 2


@pytest.mark.parametrize("working", [False, True])
def test_a_signal_that_comes_late_does_not_end_the_outer_deadline(working):
    with deadline(30, working):
        with deadline(20, working, quiet=True):
            pass
        signal.raise_signal(signal.SIGPROF if working else signal.SIGALRM)


def test_an_inner_deadline_is_no_longer_than_the_outer_one():
    start = time.perf_counter()
    with pytest.raises(TookTooLong), deadline(0.05), deadline(30):
        loop()
    assert time.perf_counter() - start < 10


def test_one_that_is_swallowed_comes_again():
    end = time.perf_counter() + 5
    with pytest.raises(TookTooLong), deadline(0.05):
        stubborn(time.perf_counter() + 0.2)
        loop()
    assert time.perf_counter() < end


def test_a_thread_has_deadlines_too():
    ended = []

    def work() -> None:
        try:
            with deadline(0.05):
                loop()
        except TookTooLong:
            ended.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)
    assert ended == [True]


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers here")
@pytest.mark.parametrize("working", [False, True])
def test_a_signal_in_the_middle_of_the_cleaning_up_leaves_no_timer_behind(working, monkeypatch):
    timer, number = (signal.ITIMER_PROF, signal.SIGPROF) if working else (signal.ITIMER_REAL, signal.SIGALRM)
    before, set_timer, cut = signal.getsignal(number), signal.setitimer, []

    def cut_short(which, seconds, *more):
        if seconds == 0 and not cut:
            cut.append(which)
            raise TookTooLong
        return set_timer(which, seconds, *more)

    monkeypatch.setattr(signal, "setitimer", cut_short)
    with pytest.raises(TookTooLong), deadline(60, working):
        pass
    assert cut and signal.getitimer(timer) == (0.0, 0.0)
    assert signal.getsignal(number) is before
