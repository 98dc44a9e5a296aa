"""Open JupyterLab on the course, with the student's or the instructor's tools."""

import os
import subprocess
import sys
from pathlib import Path

from autograder.source import ROOT
from autograder.zygote import ONE_THREAD


def start(instructor: bool, more: list[str]) -> int:
    """Run JupyterLab until it ends; `more` goes to its command line."""
    folder = ROOT if instructor else ROOT / "course"
    profiles = ROOT / "autograder" / "profiles"
    own = ROOT / "autograder" if instructor else profiles / "student"
    paths = [str(own), str(profiles / "everyone"), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # `course` in Lab's terminal
    environment = ONE_THREAD | os.environ | {"JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths)), "PATH": tools}
    page = "00_start_here/00_start_here.ipynb"
    options = [f"--ServerApp.root_dir={folder}"]
    options += [] if instructor else [f"--LabApp.default_url=/lab/tree/{page}"]
    command = [sys.executable, "-m", "jupyterlab", *options, *more]
    try:
        return subprocess.run(command, cwd=folder, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 0
