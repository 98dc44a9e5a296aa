"""The hostile corpus, graded by the real engine: no points, no leak, no effect. Only inside tests/contained.py."""

import contextlib
import dataclasses
import html.parser
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import source
from autograder.authoring.source import ROOT
from autograder.grading import grade, session, submission
from autograder.grading.report import NOT_CHECKED
from autograder.nbgrader import feedback
from tests import contained
from tests.corpus import Entry, step
from tests.corpus.hostile import ENTRIES

HONEST = Entry("honest", "none", "solves the exercise", step("return x - lr * g"), deserves=1)
SLOW_CALLS = Entry(
    "calls that each wait",
    "processes",
    "waits in each of many calls",
    step("__import__('time').sleep(0.7)\nreturn x"),
)
SLOW_PIECES = Entry(
    "functions that each wait",
    "processes",
    "fails, and waits in each function that is then tried by itself",
    cells=("import time\nraise ValueError\n" + "".join(f"def f{i}(x=time.sleep(0.5)): 0\n" for i in range(12)),),
)
OWNER = """
import ctypes, errno, os, socket
def attempt():
    libc, pid = ctypes.CDLL(None, use_errno=True), ctypes.c_int(os.getppid())
    here, there = socket.socketpair()  # a pipe knows the first two only, and answers ENOTTY to the others
    fcntl, ioctl = (lambda *a: libc.fcntl(here.fileno(), *a)), (lambda *a: libc.ioctl(here.fileno(), *a))
    tries = [lambda: fcntl(8, pid), lambda: fcntl(10, 9)]  # F_SETOWN, F_SETSIG
    tries += [lambda code=code: ioctl(ctypes.c_ulong(code), ctypes.byref(pid)) for code in (0x8901, 0x8902)]
    return [errno.errorcode[ctypes.get_errno()] if call() < 0 else "done" for call in tries]
"""
CANARY = "CANARY"
PLANTED = re.compile(rf"{CANARY}-(tests|grades|peer|env)")
TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "h1",
    "h2",
    "p",
    "pre",
    "code",
    "section",
    "span",
    "details",
    "summary",
}
GRADER_MB = 400
INSTRUCTIONS = "run it with `sudo .venv/bin/python tests/contained.py [-k NAME]`"


class NotContained(BaseException):
    """Hostile code was about to run on the open machine."""


def require_containment() -> None:
    """Raises NotContained, with instructions, anywhere but inside."""
    if leaks := contained.leaks():
        raise NotContained(f"the hostile corpus runs in containment only ({'; '.join(leaks)}): {INSTRUCTIONS}")


# --- on the open machine: start the containment, and refuse without it ------------------------------------------------


def test_the_corpus_does_no_harm_in_containment():
    if not contained.leaks():
        pytest.skip("this is the containment")
    if reason := contained.unavailable():
        pytest.skip(reason)
    command = [sys.executable, str(ROOT / "tests" / "contained.py"), "-q", "--no-header"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=590)
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]
    assert int(re.search(r"(\d+) passed", result.stdout)[1]) > len(ENTRIES)


def test_outside_containment_nothing_hostile_runs(monkeypatch):
    monkeypatch.delenv(contained.OUTSIDE, raising=False)
    with pytest.raises(NotContained, match="tests/contained.py"):
        hand_in(HONEST, None, None)


def test_there_are_sixty_of_them_and_no_two_alike():
    assert len(ENTRIES) >= 60
    assert len({entry.name for entry in ENTRIES}) == len(ENTRIES)
    page = (ROOT / "docs" / "corpora.md").read_text("utf-8")
    assert [e.kind for e in ENTRIES if f"**{e.kind}**" not in page] == []


# --- inside -----------------------------------------------------------------------------------------------------------


class Places:
    """What hostile code would like to reach: grades, a peer's work and planted tests, and a folder that is watched."""

    def __init__(self, folder: Path):
        self.scratch, self.folder = Path(os.environ[contained.SCRATCH]), folder
        self.private, self.watch = folder / "private", folder / "watch"
        peer = self.private / "submitted" / "alice" / "00_start_here"
        for place in (peer, self.watch):
            place.mkdir(parents=True)
        shutil.copytree(ROOT / "solutions", self.private / "solutions")
        for path in self.private.glob("solutions/*/test_hidden.py"):
            path.write_text(f"{path.read_text()}\n{CANARY} = '{CANARY}-tests'\n")
        (self.private / "gradebook.db").write_text(f"{CANARY}-grades")
        (peer / "00_start_here.ipynb").write_text(f"{CANARY}-peer")
        (self.watch / "kept").write_text("kept")

    def names(self) -> dict[str, str]:
        return {"PRIVATE": str(self.private), "WATCH": str(self.watch), "ROOT": str(ROOT)}

    def snapshot(self) -> dict[str, tuple]:
        """Everything in the scratch folder, which is all that can be written in the containment."""
        return {str(path): _state(path) for path in _tree(self.scratch)}


def _tree(folder: Path) -> list[Path]:
    """Everything below; at a path too long for the system it stops."""
    found, folders = [], [folder]
    while folders:
        with contextlib.suppress(OSError):
            new = list(folders.pop().iterdir())
            folders += [path for path in new if path.is_dir() and not path.is_symlink()]
            found += new
    return found


def tidy_up(places: Places) -> None:
    """What one entry has left behind must not stand in the way of the next."""
    for path in places.scratch.glob("downhill-????????"):
        subprocess.run(["rm", "-rf", str(path)], check=False)


def _state(path: Path) -> tuple:
    if not path.exists():
        return ()  # gone meanwhile
    status = path.lstat()
    return status.st_mode, status.st_nlink if path.is_file() else 0, path.read_bytes() if path.is_file() else b""


def processes() -> set[str]:
    return {name for name in os.listdir("/proc") if name.isdigit()}


def hand_in(entry: Entry, sandboxes, places: Places, seed: int = 7):
    """Report, feedback page and graded notebook of an entry."""
    require_containment()
    data = entry.data(**places.names())
    report = grade.grade(grade.Job("sam", entry.notebook, data, seed), sandboxes, (places.private,))
    sources = feedback.sources_of(data, report.assignment)
    page = feedback.page(sources, report)
    notebook = nbformat.writes(feedback.graded_notebook(sources, report))
    return report, page.encode().decode(), notebook.encode().decode()


def said(report) -> dict:
    """All of a report that a student reads and a gradebook keeps, but the line that a search of so many seconds finds."""
    known = report.as_dict()
    for exercise in known["exercises"].values():
        exercise["messages"] = [text for text in exercise["messages"] if not text.startswith("Look at line")]
        exercise.pop("line", None)
    return {
        name: known[name] for name in ("student", "assignment", "score", "max_score", "exercises", "notes", "sandboxed")
    }


@pytest.fixture(scope="module", autouse=True)
def short_searches():
    """For the line of an answer: nothing is found in these, and each would take two seconds."""
    kept = grade.LIMITS.search_s
    grade.LIMITS.set(search_s=0.2)
    yield
    grade.LIMITS.set(search_s=kept)


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    return Places(tmp_path_factory.mktemp("places"))


@pytest.fixture(scope="module")
def honest(sandboxes, places):
    patch = pytest.MonkeyPatch()
    for lookup in (source.find, source.sources):
        patch.setattr(lookup, "__defaults__", (places.private / "solutions",))
    yield said(hand_in(HONEST, sandboxes, places)[0])
    patch.undo()


def settled(before: set[str]) -> set[str]:
    """New processes that are still there after two seconds."""
    deadline = time.monotonic() + 2
    while (new := processes() - before) and time.monotonic() < deadline:
        time.sleep(0.02)
    return new


class Page(html.parser.HTMLParser):
    """Collects what has no business on a feedback page."""

    def __init__(self, text: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found += [tag] if tag not in TAGS else []
        self.found += [name for name, _ in attributes if name.startswith("on") or name in ("href", "src", "style")]


def every_entry(sandboxes, honest, places, entry, request):
    """One hostile submission, then an honest one in the same sandboxes."""
    before, files = processes(), places.snapshot()
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    request.addfinalizer(lambda: tidy_up(places))
    start = time.monotonic()
    report, page, notebook = hand_in(entry, sandboxes, places)
    took = time.monotonic() - start
    problems = {
        "undeserved points": report.score > entry.deserves and report.score,
        "taken for a fault of ours": [e.messages for e in report.exercises if e.outcome == NOT_CHECKED],
        "canary": [text for text in (json.dumps(report.as_dict()), page, notebook) if PLANTED.search(text)],
        "words of the student": entry.kind == "feedback" and CANARY in json.dumps(said(report)),
        "hidden tests": [line for line in hidden_lines() if line in page + json.dumps(report.as_dict()) + notebook],
        "on the page": Page(page).found,
        "control characters": [n for n in report.notes if re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", n)],
        "not said": entry.says not in " ".join([*report.notes, *(m for e in report.exercises for m in e.messages)]),
        "processes": settled(before),
        "files": sorted(difference(files, places.snapshot())),
        "slow": took > entry.seconds and took,
        "memory": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used) >> 10 > GRADER_MB,
        "next one": said(hand_in(HONEST, sandboxes, places)[0]) != honest,
        "tells hidden inputs": entry.kind == "feedback"
        and said(hand_in(entry, sandboxes, places, 8)[0]) != said(report),
    }
    assert {what: problem for what, problem in problems.items() if problem} == {}


def hidden_lines() -> list[str]:
    """Code of the hidden tests that no student writes by chance."""
    lines = (ROOT / "solutions" / "00_start_here" / "test_hidden.py").read_text("utf-8").splitlines()
    return [line.strip() for line in lines if len(line.strip()) > 20 and '"""' not in line]


def difference(before: dict, after: dict) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


if not contained.leaks():
    names = [f"{entry.kind}-{entry.name}" for entry in ENTRIES]
    test_it_gains_leaks_and_harms_nothing = pytest.mark.parametrize("entry", ENTRIES, ids=names)(every_entry)

    def test_the_grader_and_its_zygote_are_well_in_the_end(sandboxes, honest, places):
        assert sandboxes._process.poll() is None
        assert said(hand_in(HONEST, sandboxes, places)[0]) == honest
        assert places.folder.joinpath("watch", "kept").read_text() == "kept"

    @pytest.mark.parametrize("entry", [SLOW_CALLS, SLOW_PIECES], ids=lambda entry: entry.name)
    def test_many_short_waits_do_not_add_up_past_the_limits(sandboxes, honest, places, monkeypatch, entry):
        short = dataclasses.replace(grade.LIMITS, cells_s=1.0, submission_s=1.0)
        for module in (grade, session):
            monkeypatch.setattr(module, "LIMITS", short)
        start = time.monotonic()
        hand_in(entry, sandboxes, places)
        assert time.monotonic() - start < 3

    def test_no_descriptor_sends_signals(sandboxes, honest, places):
        """Landlock stops these signals only from version 6 on (Linux 6.12); the filter must not rely on it."""
        require_containment()
        cells = [submission.Cell("cell 1", OWNER)]
        with session.scratch() as folder, closing(session.Session(sandboxes, cells, folder, [places.private])) as held:
            assert held.student("any").attempt() == ["EPERM"] * 4
