"""Run a notebook from top to bottom in a fresh kernel, and end a run that stands still.

A standstill is rare: the kernel is idle, a cell's reply is missing, and nobody works. Two that were caught had their
messages unread on the sockets of our own client, whose event loop had not been woken for them. So the client asks
its sockets again every second. Whatever else stands still is ended: waiting for the cell's deadline would hide it among
slow cells, and a silent second try would hide it altogether.
"""

import asyncio
import contextlib
import os
import tempfile
import time
from pathlib import Path
from queue import Empty

import psutil
import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets import Type
from traitlets.config import Config

from autograder.grading.report import GraderError
from autograder.sandbox import ONE_THREAD
from utils.claims import SEEDS

CELL_S = 300
FRESH_CELL_S = 3600
"""Of a cell on other seeds, where nothing is shipped: a whole experiment runs in it."""
QUIET_S = 60.0
"""How long a kernel may neither send nor work while a reply is missing."""
ASK_S = 1.0
"""How long a message may lie on a socket of ours before it is looked for without having been announced."""
WORKING = 0.02
"""Processors' time per second above which a kernel counts as working; idle, it takes some 0.001."""
_QUIET = Config({"KernelManager": {"transport_encryption": "auto"}})
"""Otherwise the kernel warns that it talks to its client without encryption."""


def run(notebook: NotebookNode, name: str) -> None:
    """Run all cells in an empty folder; their outputs go into the notebook.

    Raises CellExecutionError where a cell fails, GraderError where the run stands still or a cell takes too long.
    """
    cell_s = FRESH_CELL_S if SEEDS in os.environ else CELL_S
    with tempfile.TemporaryDirectory() as course:
        folder = Path(course, name)  # as notebooks lie in a course: the map, for one, looks at the folders beside
        folder.mkdir()
        place = {"metadata": {"path": str(folder)}}
        client = WatchedClient(notebook, timeout=cell_s, kernel_name="python3", resources=place, config=_QUIET)
        try:
            client.execute(env=ONE_THREAD | os.environ)
        except CellTimeoutError:
            raise GraderError(f"{name}: a cell took longer than {cell_s} s") from None
        except DeadKernelError:
            if not client.standstill:
                raise
            raise GraderError(f"{name} stood still {client.standstill}") from None


class AskingChannel(AsyncZMQSocketChannel):
    """A channel that does not rely on being woken: a wake-up that is lost costs ASK_S."""

    async def get_msg(self, timeout: float | None = None) -> dict:
        """As jupyter_client's; raises Empty after `timeout` seconds."""
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            left = ASK_S if end is None else min(ASK_S, max(0.0, end - time.monotonic()))
            try:
                return await super().get_msg(left)
            except Empty:
                if end is not None and time.monotonic() >= end:
                    raise


class AskingClient(AsyncKernelClient):
    """A kernel's client with such channels."""

    shell_channel_class = Type(AskingChannel)
    iopub_channel_class = Type(AskingChannel)
    control_channel_class = Type(AskingChannel)


class WatchedClient(NotebookClient):
    """nbclient's client, which ends its kernel when it stands still.

    jupyter_client's `wait_for_ready` has seen a message on iopub before the first cell is sent.
    """

    standstill = ""
    """Where it stood still, for people; empty where it did not."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.messages, self.cell, self.kernel_says = 0, -1, "nothing"
        self.on_notebook_start = self._start_watching
        self.on_cell_execute = self._note_cell
        self._watch: asyncio.Task | None = None

    def create_kernel_manager(self):
        """As nbclient's, with a client that asks."""
        manager = super().create_kernel_manager()
        manager.client_factory = AskingClient
        return manager

    async def async_execute(self, *args, **options):
        """As nbclient's."""
        try:
            return await super().async_execute(*args, **options)
        finally:
            if self._watch is not None:
                self._watch.cancel()

    execute = run_sync(async_execute)

    def process_message(self, msg, cell, cell_index):
        """As nbclient's; also keeps the kernel's last word."""
        self.messages += 1
        if msg["msg_type"] == "status":
            self.kernel_says = msg["content"]["execution_state"]
        return super().process_message(msg, cell, cell_index)

    def _note_cell(self, cell, cell_index):
        self.messages, self.cell = self.messages + 1, cell_index

    def _start_watching(self, notebook):
        kernel = psutil.Process(self.km.provisioner.pid)  # pyright: ignore[reportOptionalMemberAccess, reportAttributeAccessIssue]
        self._watch = asyncio.ensure_future(self._watch_kernel(kernel))

    async def _watch_kernel(self, kernel: psutil.Process) -> None:
        moved, before = time.monotonic(), (self.messages, cpu_s(kernel))
        while time.monotonic() - moved < QUIET_S:
            await asyncio.sleep(QUIET_S / 20)
            now = self.messages, cpu_s(kernel)
            if now[0] > before[0] or now[1] - before[1] > WORKING * QUIET_S:
                moved, before = time.monotonic(), now
        self.standstill = self._describe()
        kernel.kill()  # nbclient notices, and ends the run

    def _describe(self) -> str:
        waiting = [name for name in ("shell", "iopub") if self._has_message(name)]
        unread = f"unread messages on {' and '.join(waiting)}" if waiting else "no unread message"
        return (
            f"in cell {self.cell + 1} of {len(self.nb.cells)}: for {QUIET_S:.0f} s its kernel neither worked nor sent "
            f"anything; its last status is {self.kernel_says!r}, and our client has {unread}"
        )

    def _has_message(self, channel: str) -> bool:
        return bool(getattr(self.kc, f"{channel}_channel").socket.get(zmq.EVENTS) & zmq.POLLIN)


def cpu_s(process: psutil.Process) -> float:
    """Seconds of processors' time that a process and its descendants, also ended ones, have taken."""
    total = 0.0
    with contextlib.suppress(psutil.Error):
        for member in (process, *process.children(recursive=True)):
            times = member.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total
