"""What student code can reach: nothing but its own folder and the libraries."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring.source import ROOT
from autograder.commands import doctor
from autograder.grading import sandbox_client
from autograder.grading.remote_objects import ProcessDied, StudentError
from autograder.grading.report import GraderError
from autograder.grading.session import Session
from autograder.grading.submission import Cell
from utils.checks.observe import observe, same


@pytest.fixture
def held(sandboxes, tmp_path):
    """`held(code)`: a student's process that has run this code."""
    sessions = []

    def run(code, private=()):
        sessions.append(Session(sandboxes, [Cell("cell 1", code)], tmp_path, list(private)))
        return sessions[-1].student("any")

    yield run
    for session in sessions:
        session.close()


ATTEMPT = "def attempt():\n    try:\n        {}\n    except (PermissionError, ValueError):\n        return 'refused'\n    return 'done'\n"


@pytest.mark.parametrize(
    "action",
    [
        f"open('{ROOT}/solutions/00_start_here/test_hidden.py')",
        f"__import__('os').listdir('{ROOT}/solutions')",
        f"__import__('os').listdir('{ROOT}')",
        "open('/proc/self/environ')",
        "open('/etc/passwd')",
        "__import__('os').listdir('/tmp')",
        f"open('{ROOT}/utils/checks/frozen/00_start_here/gd_step.json', 'w')",
        "open('/tmp/outside', 'w')",
        "__import__('os').kill(__import__('os').getppid(), 9)",
        "__import__('os').fork()",
        "__import__('subprocess').run(['/bin/true'])",
        "__import__('socket').socket()",
        "__import__('socket').create_connection(('127.0.0.1', 1))",
        "__import__('resource').setrlimit(7, (9, 9))",
    ],
)
def test_what_is_forbidden_is_refused(held, action):
    assert held(ATTEMPT.format(action)).attempt() == "refused"


def test_its_own_folder_is_writable_and_empty_at_the_start(held):
    code = "import os\ndef attempt():\n    before = os.listdir('.')\n    open('x', 'w').write('y')\n    return before, os.listdir('.')"
    before, after = held(code).attempt()
    assert [name for name in before if not name.startswith(".")] == []
    assert "x" in after


def test_threads_plots_and_optimisers_work(held):
    code = """
import threading, torch, matplotlib.pyplot as plt
def attempt():
    thread = threading.Thread(target=print); thread.start(); thread.join()
    fig, ax = plt.subplots(); ax.plot([1, 2]); fig.savefig("a.png")
    p = torch.nn.Parameter(torch.ones(2)); p.grad = torch.ones(2)
    torch.optim.Adam([p], lr=0.1).step()
    return p
"""
    assert np.allclose(held(code).attempt().detach().numpy(), 0.9)


def test_the_environment_tells_nothing(held):
    names = held("import os\ndef attempt():\n    return sorted(os.environ)").attempt()
    assert "DOWNHILL_SECRET" not in names
    assert not [name for name in names if "KEY" in name or "TOKEN" in name]


def test_nothing_is_carried_over_between_children(held):
    spoil = (
        "import numpy as np, os, sys\nnp.add = 7\nos.environ['LEFT'] = '1'\nsys.modules['left'] = np\nopen('left', 'w')"
    )
    held(spoil)
    code = "import numpy as np, os, sys\ndef attempt():\n    return callable(np.add), 'LEFT' in os.environ, 'left' in sys.modules, os.path.exists('left')"
    assert held(code).attempt() == (True, False, False, False)


def test_children_draw_different_random_numbers(held):
    code = "import numpy as np, torch, random\ndef attempt():\n    return np.random.rand(), float(torch.rand(1)), random.random()"
    first, second = held(code).attempt(), held(code).attempt()
    assert all(a != b for a, b in zip(first, second, strict=True))


def test_arguments_go_by_value_and_changes_come_back(held):
    student = held("def spoil(x, state):\n    x += 1\n    state['new'] = x\n    return x")
    x, state = np.zeros(2), {"old": 1}
    student.spoil(x, state)
    assert (list(x), set(state)) == ([0, 0], {"old"})
    student.shows_changes = True
    student.spoil(x, state)
    assert list(x) == [1, 1]
    assert set(state) == {"old", "new"}


def test_callbacks_run_on_our_side_and_are_counted_there(held):
    calls = []
    student = held("def ask(f):\n    return [f(i) for i in range(3)]")
    assert student.ask(lambda i: calls.append(i) or 2 * i) == [0, 2, 4]
    assert calls == [0, 1, 2]


def test_our_exceptions_tell_the_student_nothing(held):
    student = held("def ask(f):\n    try:\n        f(1)\n    except Exception as e:\n        return str(e)")

    def secret(_):
        raise ValueError("canary")

    assert "canary" not in student.ask(secret)


def test_a_callback_cannot_be_kept_for_later(held):
    student = held("kept = []\ndef keep(f):\n    kept.append(f)\ndef use():\n    return kept[0](1)")
    student.keep(lambda i: i)
    student.restore()
    with pytest.raises(ProcessDied):
        student.use()


def test_objects_stay_on_their_side(held):
    student = held(
        "class A:\n    x = 3\n    def double(self, y):\n        return 2 * y\n    def __eq__(self, other):\n        return True"
    )
    a = student.A()
    assert (a.x, a.double(4)) == (3, 8)
    with pytest.raises(StudentError, match="a custom object"):
        assert a == 5


def test_given_holds_until_restore(held):
    student = held("def f(x):\n    return 0\ndef g(x):\n    return f(x) + 1")
    student.given(f=lambda x: 10 * x)
    assert student.g(2) == 21
    student.restore()
    assert student.g(2) == 1


def test_what_a_given_function_draws_is_drawn_from_the_students_generator(held):
    student = held("def f(rng):\n    return 0\ndef g(rng):\n    return [f(rng), f(rng), rng.random()]")
    student.given(f=lambda rng: rng.random())
    fresh = np.random.default_rng(3)
    assert student.g(np.random.default_rng(3)) == list(fresh.random(3))
    student.restore()


def test_drive_brings_back_values_only(held):
    def task(functions, n):
        return [functions.f(i) for i in range(n)]

    assert held("def f(x):\n    return x * x").run_remotely(task, 3) == [0, 1, 4]


def step_an_optimiser(wrapped, start, lr):
    import torch

    w = torch.nn.Parameter(torch.tensor(start))
    optimiser = wrapped(torch.optim.SGD([w], lr=lr))
    w.grad = torch.ones_like(w)
    optimiser.step()
    return w.detach().numpy()


def test_a_probe_sees_the_same_of_torch_objects_here_and_in_the_jail(held):
    """A torch optimiser cannot travel; it is built beside the student's function."""

    def probe(f, rng):
        yield "w", f.run_remotely(step_an_optimiser, rng.normal(size=3), 0.5)

    far = observe(probe, held("def wrapped(optimiser):\n    return optimiser").wrapped, 1)
    assert same(observe(probe, lambda optimiser: optimiser, 1), far)
    assert [seen.name for seen in far] == ["w", "changed inputs"]


def test_many_files_end_the_process_at_the_quota(held):
    student = held(
        "def fill():\n    i = 0\n    while True:\n        i += 1\n        open(f'f{i}', 'wb').write(bytes(1 << 20))"
    )
    with pytest.raises(ProcessDied, match="wrote more than 64 MB"):
        student.fill()


def test_one_file_is_bounded(held):
    assert (
        held(
            "def f():\n    try:\n        open('a', 'wb').write(bytes(1 << 30))\n    except OSError:\n        return 'refused'"
        ).f()
        == "refused"
    )


def test_a_hole_means_that_nothing_is_run(sandboxes, tmp_path):
    """A private file inside a readable place: the sandbox cannot keep the promise, so the grader refuses."""
    readable = tmp_path / "libs"
    readable.mkdir()
    (readable / "secret").write_text("x")
    request = sandbox_client.Request(str(tmp_path), [str(readable / "secret")], readable=[str(readable)])
    child = sandboxes.spawn(request)
    from autograder.grading.proxy import NotebookProxy

    student = NotebookProxy(child, tmp_path)
    assert student.await_sandbox() == [f"read {readable / 'secret'}"]
    student.kill("test over")


def test_without_landlock_other_peoples_work_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(sandbox_client, "isolation", lambda: "")
    with pytest.raises(GraderError, match="offers no sandbox"):
        sandbox_client.open_sandboxes()
    assert not sandbox_client.open_sandboxes(unsandboxed=True).sandboxed
    assert "NO SANDBOX" in capsys.readouterr().err


def test_the_doctor_finds_every_promise_kept():
    findings = list(doctor.examine())
    assert [finding for finding in findings if not finding.good] == []
    assert len(findings) > 15
    assert "can grade the work of people you do not trust" in doctor.table(findings)


ON_A_READ_ONLY_DISK = """
mount --bind {libraries} {libraries} && mount -o remount,bind,ro {libraries} && exec {python} -P -m autograder doctor
"""


def test_the_doctor_takes_a_read_only_file_system_for_a_refusal():
    """As in a container that is started with --read-only."""
    script = ON_A_READ_ONLY_DISK.format(libraries=Path(np.__file__).parents[1], python=sys.executable)
    private = ["unshare", "--user", "--map-root-user", "--mount", "--propagation", "private", "sh", "-c", script]
    done = subprocess.run(private, capture_output=True, text=True, check=False)
    assert "write into the libraries" in done.stdout, done.stderr
    assert (done.returncode, "BAD" in done.stdout) == (0, False), done.stdout


def test_namespaces_keep_the_same_promises_where_there_is_no_landlock():
    """Another process asks for them, as if this kernel had no Landlock; the mounts it makes are its own."""
    before = Path("/proc/self/mounts").read_text()
    release = ROOT / "course" / "00_start_here" / "00_start_here.ipynb"
    for command in (["doctor"], ["grade", str(release)]):
        done = subprocess.run(
            [sys.executable, "-P", "-m", "autograder", *command],
            cwd=ROOT,
            env=os.environ | {"DOWNHILL_WALL": "namespaces"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        if command == ["doctor"]:
            assert re.search("file isolation +namespaces", done.stdout) and "BAD" not in done.stdout
    assert "0 of 1 points" in done.stdout
    assert Path("/proc/self/mounts").read_text() == before


def test_the_doctor_explains_a_system_without_a_jail(monkeypatch):
    monkeypatch.setattr(doctor, "isolation", lambda: "")
    *_, last = doctor.examine()
    assert not last.good
    assert "CANNOT" in doctor.table([last])
