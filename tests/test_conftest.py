"""The rules of the test run itself."""

import os
import subprocess
import sys

import pytest

from autograder.authoring.source import ROOT

SKIPPED = """
import pytest
@pytest.mark.skipif(True, reason="DOWNHILL_DATA holds no MNIST")
def test_data(): pass
def test_service(): pytest.skip("no server here")
@pytest.mark.xfail(strict=True)
def test_known(): assert False
"""


@pytest.mark.parametrize(
    ("setting", "counts"), [("0", "2 skipped, 1 xfailed"), ("1", "1 failed, 1 skipped, 1 xfailed")]
)
def test_a_skip_is_a_failure_where_ci_says_so(tmp_path, setting, counts):
    (tmp_path / "test_some.py").write_text(SKIPPED)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        str(ROOT / "pyproject.toml"),
        "-p",
        "tests.conftest",
        str(tmp_path),
    ]
    environment = os.environ | {"DOWNHILL_NO_SKIPS": setting}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert counts in done.stdout.splitlines()[-1], done.stdout + done.stderr
    assert ("DOWNHILL_NO_SKIPS=1 and Skipped: no server here" in done.stdout) == (setting == "1")
