"""`course lab` and the surroundings of `course`: what lies around changes nothing, and a signal ends everything."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import psutil
import pytest
from nbclient import NotebookClient

from autograder import __main__
from autograder.authoring.source import ROOT
from autograder.commands import lab

COURSE = str(Path(sys.executable).with_name("course"))
HOSTILE = "open({ran!r}, 'w').close()\nraise ImportError('not the one that was meant')\n"


def course(*words, cwd, **environment):
    command = [COURSE, *map(str, words)]
    return subprocess.run(command, cwd=cwd, env=os.environ | environment, capture_output=True, check=False)


def test_nothing_on_pythonpath_or_in_the_present_folder_is_imported(tmp_path):
    """Neither in the command nor in the processes that it starts for student code."""
    (tmp_path / "path").mkdir()
    for name in ("utils", "numpy", "tqdm", "nbformat", "path/utils", "path/numpy", "path/tqdm", "autograder"):
        (tmp_path / f"{name}.py").write_text(HOSTILE.format(ran=str(tmp_path / f"{name}-ran")))
    release = ROOT / "course" / "00_start_here" / "00_start_here.ipynb"
    done = course("grade", release, cwd=tmp_path, PYTHONPATH=str(tmp_path / "path"))
    assert list(tmp_path.rglob("*-ran")) == []
    assert b"0 of 1 points" in done.stdout, done.stderr


def test_site_packages_on_pythonpath_stay_importable(monkeypatch):
    path = list(sys.path)
    monkeypatch.setattr(sys, "path", path)
    packages = str(Path(pytest.__file__).parents[1])
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([packages, "/nowhere"]))
    sys.path.insert(0, "/nowhere")
    __main__.forget_pythonpath()
    assert packages in sys.path and "/nowhere" not in sys.path


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_what_a_terminal_cannot_print_is_escaped(tmp_path, encoding):
    name = "김철수\udcff"  # the last is how Python keeps a byte that is no letter
    done = course("grade", tmp_path / name, cwd=tmp_path, PYTHONIOENCODING=encoding)
    korean = "김철수".encode(encoding, "backslashreplace")
    assert done.returncode == 2
    assert korean + rb"\udcff is not there" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_utils_beside_a_notebook_does_not_replace_ours(tmp_path):
    (tmp_path / "utils.py").write_text("mine = 1\n")
    (tmp_path / "helpers.py").write_text("mine = 2\n")
    cells = ["from utils.checks import check", "import helpers\nprint(helpers.mine)"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    place = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, kernel_name="python3", resources=place).execute(env=lab.environment(instructor=False))
    assert notebook.cells[1].outputs[0].text == "2\n"


def test_files_that_hide_a_library_are_named_before_lab_starts(tmp_path):
    notebooks = tmp_path / "03_adaptive_methods"
    for name in ("utils", "numpy", "json", "helpers"):
        notebooks.joinpath(f"{name}.py").parent.mkdir(exist_ok=True)
        notebooks.joinpath(f"{name}.py").write_text("")
    (notebooks / "torch").mkdir()
    (notebooks / "torch" / "__init__.py").write_text("")
    assert list(lab.hidden_modules(tmp_path)) == [
        f"{notebooks}/json.py hides the library `json` from the notebooks beside it: rename it",
        f"{notebooks}/numpy.py hides the library `numpy` from the notebooks beside it: rename it",
        f"{notebooks}/torch hides the library `torch` from the notebooks beside it: rename it",
        f"{notebooks}/utils.py cannot be imported, because the course has its own `utils`: rename yours",
    ]


@pytest.mark.parametrize(("user", "options"), [(0, ["--allow-root"]), (1000, [])])
def test_root_is_allowed_only_where_the_user_is_root(monkeypatch, capsys, user, options):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert lab.as_root() == options
    assert ("you are root" in capsys.readouterr().err) == bool(options)


def ask(port: int, path: str, method: str = "GET"):
    """Jupyter's answer to a request; None while it does not listen."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/{path}", method=method)
    request.add_header("Authorization", "token secret")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except (urllib.error.URLError, OSError):
        return None


@pytest.fixture
def server(tmp_path):
    """`start.py lab`, listening, with a kernel: its process and its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = [
        "--no-browser",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=secret",
    ]
    home = {"HOME": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path), "JUPYTER_RUNTIME_DIR": str(tmp_path)}
    with open(tmp_path / "log", "w") as log:
        command = [sys.executable, str(ROOT / "start.py"), "lab", *options]
        process = subprocess.Popen(command, env=os.environ | home, stdout=log, stderr=log, start_new_session=True)
    deadline = time.monotonic() + 120
    while ask(port, "status") is None:
        assert process.poll() is None and time.monotonic() < deadline, (tmp_path / "log").read_text()
        time.sleep(0.1)
    assert ask(port, "kernels", "POST")
    yield process, port
    for member in [*psutil.Process(process.pid).children(recursive=True)] if process.poll() is None else []:
        member.kill()
    process.kill()
    process.wait()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["SIGTERM", "SIGHUP"])
def test_a_signal_to_start_py_ends_jupyterlab_and_its_kernels(server, number):
    process, port = server
    family = psutil.Process(process.pid).children(recursive=True)
    assert any("ipykernel_launcher" in " ".join(member.cmdline()) for member in family)
    process.send_signal(number)
    process.wait(60)
    _, alive = psutil.wait_procs(family, timeout=60)
    assert alive == []
    assert ask(port, "status") is None


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such signals")
def test_a_signal_to_verify_ends_its_processes():
    process = subprocess.Popen([COURSE, "verify", "00", "01", "--jobs", "2"], stderr=subprocess.DEVNULL)
    command = psutil.Process(process.pid)
    deadline = time.monotonic() + 120
    while not any("spawn_main" in " ".join(m.cmdline()) for m in command.children(recursive=True)):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.1)
    family = command.children(recursive=True)
    process.terminate()
    process.wait(60)
    _, alive = psutil.wait_procs(family, timeout=60)
    assert alive == []
