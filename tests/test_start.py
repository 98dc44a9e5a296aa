"""start.py: one sentence for each thing that can stand in the way."""

import ast
import os
import shutil
import subprocess
import sys
import venv
from types import SimpleNamespace

import pytest

import start


def test_it_uses_the_standard_library_only():
    tree = ast.parse((start.ROOT / "start.py").read_text())
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {module.split(".")[0] for module in modules} <= set(sys.stdlib_module_names)


def test_an_old_python_can_still_read_it():
    ast.parse((start.ROOT / "start.py").read_text(), feature_version=(3, 7))


def test_an_old_python_is_told(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 8, 1))
    with pytest.raises(SystemExit):
        start.main()
    assert "this is Python 3.8.1, the course needs 3.11 or later" in capsys.readouterr().err


@pytest.fixture
def checkout(monkeypatch, tmp_path):
    """A checkout without an environment, and a pip that installs nothing."""
    for path in (start.ROOT / "pyproject.toml", *start.ROOT.glob("requirements*.txt")):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(start, "ROOT", tmp_path)
    monkeypatch.setattr(start, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(start, "TOOLS", tmp_path / ".venv-dev")
    monkeypatch.setattr(start, "pip", lambda *_: None)
    monkeypatch.setattr(start, "answers", lambda host: True)
    return tmp_path


@pytest.fixture
def made(monkeypatch):
    """The environments that were made, as empty ones; what is in them counts as whole."""
    folders = []

    def create(folder, **options):
        assert options == {"with_pip": True, "clear": True}
        folders.append(folder)
        shutil.rmtree(folder, ignore_errors=True)
        venv.EnvBuilder(symlinks=os.name != "nt").create(folder)

    monkeypatch.setattr(start.venv, "create", create)
    monkeypatch.setattr(start, "works", lambda folder: start.python(folder).is_file())
    return folders


def test_a_full_disk_is_told_before_anything_is_made(checkout, monkeypatch, capsys):
    monkeypatch.setattr(start.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 10**8}))
    with pytest.raises(SystemExit):
        start.set_up()
    assert "only 0.1 GB are free" in capsys.readouterr().err
    assert not start.VENV.exists()


def test_set_up_happens_once(checkout, made):
    start.set_up()
    start.set_up()
    assert made == [str(start.VENV)]


def test_a_half_made_environment_is_made_anew(checkout, made):
    start.python(start.VENV).parent.mkdir(parents=True)
    start.python(start.VENV).write_text("half")
    start.set_up()
    assert made == [str(start.VENV)]


def test_changed_requirements_mean_another_set_up_in_the_same_environment(checkout, made, capsys):
    start.set_up()
    (checkout / "requirements.txt").write_text("numpy==1")
    start.set_up()
    assert made == [str(start.VENV)]
    assert capsys.readouterr().err.count("ready") == 2


@pytest.mark.parametrize("how", [shutil.copytree, shutil.move])
def test_a_checkout_in_another_place_is_noticed(checkout, made, monkeypatch, capsys, tmp_path_factory, how):
    start.set_up()
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "course"
    how(checkout, elsewhere)
    monkeypatch.setattr(start, "ROOT", elsewhere)
    monkeypatch.setattr(start, "VENV", elsewhere / ".venv")
    start.set_up()
    assert made == [str(checkout / ".venv"), str(elsewhere / ".venv")]
    assert f"the folder was moved or copied from {checkout}, so .venv is made anew" in capsys.readouterr().err


def test_an_index_that_does_not_answer_is_left_out(checkout, monkeypatch, tmp_path_factory, capsys):
    monkeypatch.setattr(start, "answers", lambda host: False)
    text = start.reachable_requirements(tmp_path_factory.mktemp("reachable")).read_text()
    assert "--extra-index-url" not in text
    assert "torch==" in text
    assert "does not answer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("output", "says"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "the disk is full"),
        ("WARNING: Retrying after NewConnectionError\nERROR: No matching distribution", "cannot be fetched"),
        ("ERROR: nothing fits", "pip could not install the packages: ERROR: nothing fits"),
    ],
)
def test_pips_failures_become_one_sentence(monkeypatch, capsys, output, says):
    failed = SimpleNamespace(stdout=output.splitlines(True), wait=lambda: 1)
    monkeypatch.setattr(start, "pip_environment", lambda folder: {})
    monkeypatch.setattr(start.subprocess, "Popen", lambda *a, **k: failed)
    with pytest.raises(SystemExit):
        start.pip(start.VENV, "nothing")
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  Downloading torch-2.13.0%2Bcpu-cp311-cp311-linux_x86_64.whl (190.4 MB)", "fetching torch, 190.4 MB"),
        ("Downloading https://files.example/x/numpy-2.2.0-cp311.whl (16.1 MB)", "fetching numpy, 16.1 MB"),
        ("  Downloading six-1.17.0-py2.py3-none-any.whl (11 kB)", ""),
        ("Installing collected packages: six, numpy, torch", "installing 3 packages"),
        ("Collecting torch==2.13.0", ""),
        ("Downloading", ""),
    ],
)
def test_what_takes_long_is_said(line, said):
    assert start.worth_saying(line) == said


PIP_CONF = """
[global]
index-url = https://from-a-file.example/simple
proxy = http://from-a-file.example:1
require-virtualenv = true
[install]
target = {folder}/elsewhere
no-deps = true
"""


def test_pip_goes_where_the_user_says_and_installs_what_we_say(monkeypatch, tmp_path):
    """Settings from a file and from the environment: how to reach packages is kept, all else is ours."""
    (tmp_path / "pip.conf").write_text(PIP_CONF.format(folder=tmp_path))
    foreign = {"PIP_TARGET": "x", "PIP_USER": "1", "PIP_PREFIX": "x", "PIP_NO_DEPS": "1", "PIP_PYTHON": "/none"}
    foreign |= {"PIP_REQUIRE_VIRTUALENV": "1", "PIP_CONSTRAINT": "/none", "PYTHONPATH": "x", "PYTHONHOME": "x"}
    wanted = {"PIP_PROXY": "http://from-the-environment.example:1", "PIP_CERT": __file__, "PIP_FIND_LINKS": "/wheels"}
    for name, value in (foreign | wanted | {"PIP_CONFIG_FILE": str(tmp_path / "pip.conf")}).items():
        monkeypatch.setenv(name, value)
    given = start.pip_environment(start.VENV)
    assert not foreign.keys() & given.keys()
    assert given.items() >= (wanted | {"PIP_INDEX_URL": "https://from-a-file.example/simple"}).items()
    assert given["PIP_CONFIG_FILE"] == os.devnull


SHADOW = "open({ran!r}, 'a').write(__name__)\nraise ImportError('not the one that was meant')\n"


@pytest.mark.parametrize("where", ["here", "PYTHONPATH", "beside start.py"])
def test_no_file_around_is_imported_in_place_of_a_library(tmp_path, where):
    """Neither by start.py nor by what it starts; a checkout of its own, whose .venv is ours."""
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    shutil.copy(start.ROOT / "start.py", checkout)
    folder = checkout if where == "beside start.py" else tmp_path
    for name in ("json", "venv", "ast", "numpy", "pip"):
        (folder / f"{name}.py").write_text(SHADOW.format(ran=str(tmp_path / "ran")))
    program = checkout / "start.py" if where == "beside start.py" else start.ROOT / "start.py"
    environment = os.environ | ({"PYTHONPATH": str(tmp_path)} if where == "PYTHONPATH" else {})
    cwd = start.ROOT if where == "PYTHONPATH" else folder
    done = subprocess.run(
        [sys.executable, program, "progress"], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert not (tmp_path / "ran").exists()
    if where != "beside start.py":  # that one stops at the requirements.txt that is not there
        assert (done.returncode, "00_start_here" in done.stdout) == (0, True), done.stderr


def test_its_own_words_go_to_standard_error(capsys):
    start.say("hello")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "start.py: hello\n")
