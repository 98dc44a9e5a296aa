"""The three files that say what is installed agree, and the lock is one."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder.authoring.source import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text())
LOCK = (ROOT / "requirements.txt").read_text().splitlines()
PINS = [Requirement(line) for line in LOCK if line and not line.startswith(("#", "--"))]


def test_every_package_is_pinned_to_one_version():
    assert all([s.operator for s in pin.specifier] == ["=="] for pin in PINS)


def test_every_range_contains_its_pins():
    versions = {}
    for pin in PINS:
        versions.setdefault(canonicalize_name(pin.name), []).append(next(iter(pin.specifier)).version)
    for need in map(Requirement, PROJECT["dependencies"]):
        pinned = versions[canonicalize_name(need.name)]
        assert all(need.specifier.contains(version) for version in pinned), need


def test_nobody_downloads_cuda():
    assert "--extra-index-url https://download.pytorch.org/whl/cpu" in LOCK
    assert [pin.name for pin in PINS if re.match("nvidia|cuda|triton", pin.name)] == []


def test_conda_adds_python_and_pip_and_nothing_else():
    *plain, pip = CONDA["dependencies"]
    assert plain == [f"python{PROJECT['requires-python']}", "pip"]
    assert pip == {"pip": ["-r requirements.txt"]}
    assert CONDA["channels"] == ["conda-forge"]


def interpreters() -> list[str]:
    """Pythons of the versions that we declare, where this machine has them."""
    declared = [c.rsplit(" ", 1)[1] for c in PROJECT["classifiers"] if c.startswith("Programming Language")]
    pyenv = Path.home() / ".pyenv" / "versions"
    installed = {v: [*sorted(pyenv.glob(f"{v}.*/bin/python")), shutil.which(f"python{v}")] for v in declared}
    return [str(paths[0]) for paths in installed.values() if paths[0]]


@pytest.mark.parametrize("python", interpreters())
def test_every_file_compiles_in_each_declared_python(python, tmp_path):
    folders = [str(ROOT / name) for name in ("autograder", "utils", "solutions", "benchmarks", "start.py")]
    command = [python, "-W", "error", "-m", "compileall", "-q", "-f", *folders]
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_is_uploaded():
    assert "Private :: Do Not Upload" in PROJECT["classifiers"]
