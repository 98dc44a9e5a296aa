"""Many submissions: in this process, in several, on a cluster; killed at any moment; the same reports everywhere."""

import contextlib
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.authoring.source import ROOT
from autograder.classroom import batch, regrade, workers
from autograder.classroom.inbox import collect
from autograder.classroom.report_store import ReportStore
from autograder.classroom.workers import Backend
from autograder.grading.job import Job
from autograder.grading.report import NOT_CHECKED
from autograder.nbgrader import gradebook, settings

pytestmark = pytest.mark.usefixtures("shared_sandboxes")
NAME = "00_start_here"
RIGHT = "def gd_step(x, g, lr):\n    return x - lr * g\n"
ANSWERS = {
    "ann": RIGHT,
    "ben": RIGHT.replace("-", "+"),
    "cem": "def gd_step(x, g, lr):\n    raise NotImplementedError()\n",
    "dea": "import os\ndef gd_step(x, g, lr):\n    os._exit(1)\n",
    "eli": RIGHT.replace("lr * ", ""),
    "fay": RIGHT.replace("return", "return 0 +"),
}


@pytest.fixture
def tree(tmp_path, filled):
    """A `submitted/` tree of six."""
    return fill_tree(tmp_path, filled)


@pytest.fixture
def slow_tree(tmp_path, filled):
    """The same, but each takes a second: something is still to be done when the first report appears."""
    return fill_tree(tmp_path, filled, "import time\ntime.sleep(1)\n")


def fill_tree(folder, filled, before: str = ""):
    for student, answer in ANSWERS.items():
        place = folder / "submitted" / student / NAME
        place.mkdir(parents=True)
        (place / f"{NAME}.ipynb").write_bytes(filled(gd_step=before + answer))
    (folder / "reports").mkdir()
    (folder / "reports" / "seed").write_text("77\n")
    return folder


def kept(tree) -> list[Path]:
    """The files of the reports that were written so far."""
    return sorted((tree / "reports").glob("*/*.json"))


def forget(tree) -> None:
    """Remove all reports, so that the next run has to make them."""
    for student in ANSWERS:
        shutil.rmtree(tree / "reports" / student, ignore_errors=True)


def await_reports(tree, process: subprocess.Popen, count: int) -> None:
    """Until a run has written so many reports. Raises AssertionError where it ends before."""
    deadline = time.monotonic() + 300
    while len(kept(tree)) < count:
        assert process.poll() is None, f"the run ended after {len(kept(tree))} reports"
        assert time.monotonic() < deadline
        time.sleep(0.01)


def grade(tree, backend):
    return batch.run(collect([tree / "submitted"]), backend, tree, settings.sqlite(tree))


def plain(reports):
    return [report.as_dict() for report in reports]


def command(tree, *options):
    return [sys.executable, "-P", "-m", "autograder", "grade", str(tree / "submitted"), "--json", *options]


def test_two_workers_give_what_one_gives(tree):
    serial = grade(tree, Backend())
    forget(tree)
    parallel = grade(tree, Backend(jobs=2))
    assert parallel.reused == 0
    assert plain(parallel.reports) == plain(serial.reports)


def test_a_second_run_grades_nothing_and_says_the_same(tree):
    first, second = grade(tree, Backend()), grade(tree, Backend())
    assert (first.reused, second.reused) == (0, len(ANSWERS))
    assert plain(second.reports) == plain(first.reports)


def test_only_what_has_changed_is_graded_again(tree, filled):
    grade(tree, Backend())
    (tree / "submitted" / "ben" / NAME / f"{NAME}.ipynb").write_bytes(filled(gd_step=RIGHT))
    outcome = grade(tree, Backend())
    assert outcome.reused == len(ANSWERS) - 1
    assert {r.student: r.score for r in outcome.reports}["ben"] == 1


def test_a_damaged_report_is_made_anew(tree):
    grade(tree, Backend())
    (tree / "reports" / "ann" / f"{NAME}.json").write_text('{"report": {')
    assert grade(tree, Backend()).reused == len(ANSWERS) - 1


def test_a_report_says_what_it_depends_on(tree):
    report = grade(tree, Backend()).reports[0]
    assert {"submission", "source", "tests", "engine", "versions", "seed", "limits"} == set(report.provenance)
    assert len(report.provenance["submission"]) == 64


def test_a_fault_that_may_pass_is_tried_again(tree):
    grade(tree, Backend())
    path = tree / "reports" / "ann" / f"{NAME}.json"
    data = json.loads(path.read_text())
    data["report"]["exercises"]["gd_step"]["outcome"] = NOT_CHECKED
    data["report"]["transient"] = True
    path.write_text(json.dumps(data))
    assert grade(tree, Backend()).reused == len(ANSWERS) - 1


def test_regrading_gives_the_same_bytes(tree):
    grade(tree, Backend())
    inbox = collect([tree / "submitted"])
    with workers.opened(Backend(), len(inbox.entries)) as grade_all:
        comparison = regrade.compare(inbox, ReportStore(tree), grade_all)
    assert (comparison.same, comparison.changed, comparison.unknown) == (len(ANSWERS), [], [])


def test_regrading_says_who_gains_and_who_loses(tree, filled):
    grade(tree, Backend())
    (tree / "submitted" / "ann" / NAME / f"{NAME}.ipynb").write_bytes(filled(gd_step=ANSWERS["ben"]))
    (tree / "submitted" / "ben" / NAME / f"{NAME}.ipynb").write_bytes(filled(gd_step=RIGHT))
    (tree / "reports" / "cem" / f"{NAME}.json").unlink()
    inbox = collect([tree / "submitted"])
    with workers.opened(Backend(), len(inbox.entries)) as grade_all:
        text = regrade.table(regrade.compare(inbox, ReportStore(tree), grade_all))
    assert text.splitlines() == [
        "3 reports unchanged, 2 changed",
        f"  ann loses 1: 1 -> 0 in {NAME} (other answer)",
        f"  ben gains 1: 0 -> 1 in {NAME} (other answer)",
        f"  cem {NAME} was never graded here",
    ]


def test_a_grade_that_is_being_replaced_asks_for_a_person(tree, filled, monkeypatch):
    grade(tree, Backend())
    (tree / "submitted" / "ann" / NAME / f"{NAME}.ipynb").write_bytes(filled(gd_step=ANSWERS["ben"]))
    monkeypatch.setattr(batch._ResultWriter, "__call__", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        grade(tree, Backend())
    book = gradebook.Book(settings.sqlite(tree))
    waiting = {row["student"]: row["needs_manual_grade"] for row in book.rows()}
    book.close()
    assert waiting == {student: student == "ann" for student in ANSWERS}


def children(pid: int) -> list[int]:
    """All living descendants of a process."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):  # of every thread
        with contextlib.suppress(OSError):
            found += [int(child) for child in task.read_text().split()]
    return [descendant for child in found for descendant in (child, *children(child))]


def first_worker(process: subprocess.Popen) -> int:
    """The process id of a worker, as soon as there is one that has a fork server."""
    while process.poll() is None:
        for pid in children(process.pid):
            with contextlib.suppress(OSError):
                if "autograder.classroom.worker" in Path(f"/proc/{pid}/cmdline").read_text() and children(pid):
                    return pid
        time.sleep(0.05)
    raise AssertionError("the run ended before it had a worker")


def gone(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return not status.exists() or "State:\tZ" in status.read_text()


def test_a_worker_that_is_killed_costs_nobody_anything(slow_tree):
    expected = plain(grade(slow_tree, Backend()).reports)
    forget(slow_tree)
    process = subprocess.Popen(command(slow_tree, "--jobs", "2"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    os.kill(first_worker(process), signal.SIGKILL)
    output, _ = process.communicate(timeout=300)
    reports = json.loads(output)
    assert [{k: v for k, v in r.items() if k != "seconds"} for r in reports] == expected


@pytest.mark.parametrize("count", [1, 5])
def test_a_run_that_is_killed_while_it_writes_reports_loses_none(slow_tree, count):
    """Nothing lost, nothing twice, no process left, and the table of an undisturbed run."""
    tree = slow_tree
    expected = plain(grade(tree, Backend()).reports)
    forget(tree)
    process = subprocess.Popen(command(tree, "--jobs", "2"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    await_reports(tree, process, count)
    family = children(process.pid)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 60
    while not all(map(gone, family)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in family if not gone(pid)] == []
    written = len(kept(tree))
    outcome = grade(tree, Backend())
    assert (count <= outcome.reused, outcome.reused) == (True, written)
    assert plain(outcome.reports) == expected
    book = gradebook.Book(settings.sqlite(tree))
    rows = [(row["student"], row["score"]) for row in book.rows()]
    book.close()
    assert sorted(rows) == [(report["student"], report["score"]) for report in expected]


ON_A_SMALL_DISK = """
mount -t tmpfs -o size={size}k none {place}/disk
cp -r {place}/submitted {place}/disk/
{python} -P -m autograder grade {place}/disk/submitted --jobs 1 --json
echo "status $?"
mount -o remount,size=20m {place}/disk
{python} -P -m autograder grade {place}/disk/submitted --jobs 1 --json
"""


@pytest.mark.parametrize("room", [30, 90, 140])
def test_a_full_disk_is_said_and_nothing_is_lost(tree, room):
    """A file system that has `room` KB left for grading; then it grows, and the run is repeated."""
    (tree / "disk").mkdir()
    shutil.rmtree(tree / "reports")
    used = sum(4 * (1 + path.stat().st_size // 4096) for path in (tree / "submitted").rglob("*"))
    script = ON_A_SMALL_DISK.format(size=used + room, place=tree, python=sys.executable)
    private = ["unshare", "--user", "--map-root-user", "--mount", "--propagation", "private", "sh", "-c", script]
    done = subprocess.run(private, cwd=ROOT, capture_output=True, text=True, check=False)
    first, status, second = re.split(r"status (\d)\n", done.stdout)
    assert (first, status) == ("", "1"), done.stderr
    assert "space left" in done.stderr.splitlines()[-1], done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    scores = {report["student"]: report["score"] for report in json.loads(second)}
    assert scores == {"ann": 1, "ben": 0, "cem": 0, "dea": 0, "eli": 0, "fay": 1}


def test_a_clock_that_jumps_changes_nothing(tree, monkeypatch):
    """Deadlines are kept by a clock that nobody can set; no report holds the time of day."""
    expected = plain(grade(tree, Backend()).reports)
    shutil.rmtree(tree / "reports" / "ann")
    shutil.rmtree(tree / "reports" / "dea")
    real, jumps = time.time, random.Random(4)
    monkeypatch.setattr(time, "time", lambda: real() + jumps.uniform(-4e8, 4e8))
    outcome = grade(tree, Backend())
    assert plain(outcome.reports) == expected and outcome.reused == 4


@pytest.fixture
def cluster(tmp_path):
    """A Dask scheduler and two workers as processes of their own; they don't share our folder."""
    pytest.importorskip("distributed", reason="no Dask; `python3 start.py test` installs it")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    home = tmp_path / "elsewhere"
    home.mkdir()
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port)]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
    options = {"cwd": home, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes = [subprocess.Popen([*dask, "--no-dashboard"], **options)]
    processes += [subprocess.Popen([*worker, "--name", f"w{i}"], **options) for i in range(2)]
    yield address, processes
    for process in processes:
        process.kill()
        process.wait()


def test_a_cluster_gives_what_this_machine_gives(tree, cluster):
    address, _ = cluster
    serial = grade(tree, Backend())
    forget(tree)
    result = subprocess.run(
        command(tree, "--cluster", address), capture_output=True, text=True, check=False, timeout=180
    )
    reports = json.loads(result.stdout)
    assert [{k: v for k, v in r.items() if k != "seconds"} for r in reports] == plain(serial.reports), result.stderr


def test_a_clusters_worker_may_die(slow_tree, cluster):
    tree, (address, (_, first, _)) = slow_tree, cluster
    serial = grade(tree, Backend())
    forget(tree)
    run = subprocess.Popen(command(tree, "--cluster", address), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    await_reports(tree, run, 1)
    first.kill()
    output, _ = run.communicate(timeout=300)
    reports = json.loads(output)
    assert [{k: v for k, v in r.items() if k != "seconds"} for r in reports] == plain(serial.reports)


def test_a_scheduler_that_is_not_there_is_said(tree):
    pytest.importorskip("distributed", reason="no Dask; `python3 start.py test` installs it")
    result = subprocess.run(
        command(tree, "--cluster", "tcp://127.0.0.1:9"), capture_output=True, text=True, check=False, timeout=120
    )
    assert result.returncode == 1
    assert "the scheduler tcp://127.0.0.1:9 does not answer" in result.stderr


def test_a_worker_gone_for_good_is_our_fault(tree, monkeypatch):
    job = Job("ann", NAME, b"{}", 1)
    monkeypatch.setattr(workers.worker_client.Worker, "_ask", lambda self, job: (_ for _ in ()).throw(OSError("gone")))
    with workers.opened(Backend(jobs=2), 2) as grade_all:
        reports = [report for _, report in grade_all([job, Job("ben", NAME, b"{}", 1)])]
    assert [report.exercises[0].outcome for report in reports] == [NOT_CHECKED] * 2
