"""The rules of the test run itself."""

import os
import re
import subprocess
import sys

import pytest

from autograder.authoring.source import ROOT
from autograder.commands import testing

SKIPPED = """
import pytest
@pytest.mark.skipif(True, reason="DOWNHILL_DATA holds no MNIST")
def test_data(): pass
def test_service(): pytest.skip("no server here")
@pytest.mark.xfail(strict=True)
def test_known(): assert False
"""


def run(*options: str, **setting: str) -> subprocess.CompletedProcess:
    """pytest with our rules."""
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-p", "tests.conftest", *options]
    environment = os.environ | setting
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("setting", "counts"), [("0", "2 skipped, 1 xfailed"), ("1", "1 failed, 1 skipped, 1 xfailed")]
)
def test_a_skip_is_a_failure_where_ci_says_so(tmp_path, setting, counts):
    (tmp_path / "test_some.py").write_text(SKIPPED)
    done = run(str(tmp_path), DOWNHILL_NO_SKIPS=setting)
    assert counts in done.stdout.splitlines()[-1], done.stdout + done.stderr
    assert ("DOWNHILL_NO_SKIPS=1 and Skipped: no server here" in done.stdout) == (setting == "1")


def test_a_file_stays_in_one_process_and_the_tests_of_notebooks_spread(tmp_path):
    pytest.importorskip("xdist")
    for name in ("test_one", "test_two", "test_notebooks"):
        tests = "\n".join(f"def test_{i}(): pass" for i in range(40))
        (tmp_path / f"{name}.py").write_text(tests)
    done = run("-v", "-n", "2", *testing.SIDE_BY_SIDE, str(tmp_path))
    where = re.findall(r"\[(gw\d)\] .*PASSED \S*(test_one|test_two|test_notebooks)\.py", done.stdout)
    processes = {file: {process for process, name in where if name == file} for _, file in where}
    assert {file: len(found) for file, found in processes.items()} == {
        "test_one": 1,
        "test_two": 1,
        "test_notebooks": 2,
    }
