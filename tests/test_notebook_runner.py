"""The runner of notebooks: a run that stands still is ended and said."""

import asyncio
import os
import signal
from queue import Empty

import nbformat
import psutil
import pytest
from nbclient.exceptions import CellExecutionError, DeadKernelError

from autograder.commands import notebook_runner
from autograder.grading.report import GraderError
from utils.claims import SEEDS

pytestmark = pytest.mark.filterwarnings("ignore")  # of jupyter_client, about its own transport


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    monkeypatch.setattr(notebook_runner, "QUIET_S", 4.0)


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])


def test_a_run_fills_in_the_outputs():
    ran = notebook("x = 6", "print(7 * x)")
    notebook_runner.run(ran, "tiny")
    assert ran.cells[1].outputs[0].text == "42\n"


def stop_when_busy(monkeypatch):
    """Stop the kernel once it has told us that it works on the second cell."""
    process_message = notebook_runner.WatchedClient.process_message

    def process(client, message, cell, cell_index):
        if cell_index == 1 and message["content"].get("execution_state") == "busy":
            os.kill(client.km.provisioner.pid, signal.SIGSTOP)
        return process_message(client, message, cell, cell_index)

    monkeypatch.setattr(notebook_runner.WatchedClient, "process_message", process)


@pytest.mark.parametrize("stopped", [True, False], ids=["stopped", "waiting"])
def test_a_kernel_that_stands_still_is_ended_and_its_cell_named(monkeypatch, stopped):
    if stopped:
        stop_when_busy(monkeypatch)
    still = "import threading\nthreading.Event().wait()"
    with pytest.raises(
        GraderError, match="tiny stood still in cell 2 of 3: .*last status is 'busy'.*no unread message"
    ):
        notebook_runner.run(notebook("x = 1", still, "x = 2"), "tiny")
    assert [child for child in psutil.Process().children() if "ipykernel" in " ".join(child.cmdline())] == []


def test_a_kernel_that_works_without_a_word_is_left_alone():
    notebook_runner.run(notebook("import time\nend = time.time() + 9\nwhile time.time() < end: pass"), "tiny")


def test_a_kernel_that_dies_is_no_standstill():
    with pytest.raises(DeadKernelError):
        notebook_runner.run(notebook("import os\nos._exit(1)"), "tiny")


def test_an_error_in_a_cell_is_raised():
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        notebook_runner.run(notebook("1 / 0"), "tiny")


class Asleep:
    """A socket whose message has come, and that wakes nobody: only a new question finds it."""

    def __init__(self):
        self.asked = []

    async def poll(self, timeout_ms):
        self.asked.append(timeout_ms)
        if timeout_ms is None or timeout_ms > 1000:
            await asyncio.sleep(3600)
        return len(self.asked) == 3


def channel():
    channel = object.__new__(notebook_runner.AskingChannel)
    channel.socket = Asleep()
    channel._recv = lambda: asyncio.sleep(0, {"content": "here"})
    return channel


@pytest.mark.parametrize("timeout", [None, 300])
def test_a_wake_up_that_is_lost_costs_a_second(timeout):
    asleep = channel()
    assert asyncio.run(asyncio.wait_for(asleep.get_msg(timeout), 60)) == {"content": "here"}
    assert len(asleep.socket.asked) == 3


def test_a_channel_is_empty_after_its_time():
    with pytest.raises(Empty):
        asyncio.run(channel().get_msg(0))


def test_notebooks_run_with_such_channels():
    client = notebook_runner.WatchedClient(notebook("x = 1"), kernel_name="python3")
    assert isinstance(client.create_kernel_manager().client().shell_channel, notebook_runner.AskingChannel)


def test_a_cell_that_takes_too_long_is_said_and_experiments_on_other_seeds_may_take_longer(monkeypatch):
    monkeypatch.setattr(notebook_runner, "CELL_S", 1)
    busy = notebook("import time\nend = time.time() + 4\nwhile time.time() < end: pass")
    with pytest.raises(GraderError, match="tiny: a cell took longer than 1 s"):
        notebook_runner.run(busy, "tiny")
    monkeypatch.setenv(SEEDS, "100:110")
    notebook_runner.run(busy, "tiny")
