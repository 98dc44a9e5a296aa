"""start.py: one sentence for each thing that can stand in the way."""

import ast
import subprocess
import sys

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
def empty(monkeypatch, tmp_path):
    """A checkout without an environment."""
    for name in ("requirements.txt", "pyproject.toml"):
        (tmp_path / name).write_text((start.ROOT / name).read_text())
    monkeypatch.setattr(start, "ROOT", tmp_path)
    monkeypatch.setattr(start, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(start, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(start, "STAMP", tmp_path / ".venv" / "set-up-for")
    return tmp_path


def test_a_full_disk_is_told_before_anything_is_made(empty, monkeypatch, capsys):
    monkeypatch.setattr(start.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 10**8}))
    with pytest.raises(SystemExit):
        start.set_up()
    assert "only 0.1 GB are free" in capsys.readouterr().err
    assert not start.VENV.exists()


def test_a_half_made_environment_is_made_anew(empty, monkeypatch, capsys):
    start.PYTHON.parent.mkdir(parents=True)
    start.PYTHON.write_text("half")
    made = []
    monkeypatch.setattr(start.venv, "create", lambda *a, **k: made.append(k))
    monkeypatch.setattr(start, "pip", lambda *a: None)
    monkeypatch.setattr(start, "answers", lambda host: True)
    start.set_up()
    assert made == [{"with_pip": True, "clear": True}]
    assert start.is_set_up()


def test_changed_requirements_mean_another_set_up(empty):
    start.PYTHON.parent.mkdir(parents=True)
    start.PYTHON.write_text("")
    start.STAMP.write_text(start.wanted())
    assert start.is_set_up()
    (empty / "requirements.txt").write_text("numpy==1")
    assert not start.is_set_up()


def test_an_index_that_does_not_answer_is_left_out(empty, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(start, "answers", lambda host: False)
    text = start.reachable_requirements(tmp_path).read_text()
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
    failed = subprocess.CompletedProcess([], 1, stdout=output)
    monkeypatch.setattr(start.subprocess, "run", lambda *a, **k: failed)
    with pytest.raises(SystemExit):
        start.pip("install")
    assert says in capsys.readouterr().err


def test_its_own_words_go_to_standard_error(capsys):
    start.say("hello")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "start.py: hello\n")
