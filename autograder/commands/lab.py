"""Open JupyterLab on the course, with the student's or the instructor's tools."""

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from autograder.authoring.source import ROOT
from autograder.commands import working_copy
from autograder.sandbox import ONE_THREAD

PROFILES = Path(__file__).with_name("profiles")
NBGRADER = ROOT / "autograder" / "nbgrader"
"""Where nbgrader_config.py lies."""


def start(instructor: bool, more: list[str]) -> int:
    """Become JupyterLab, for students on their working copy `my/`; `more` goes to its command line."""
    folder = ROOT if instructor else working_copy.prepare()
    for warning in hidden_modules(ROOT / "course" if instructor else folder):
        print(f"course: {warning}", file=sys.stderr)
    options = [f"--ServerApp.root_dir={folder}"]
    options += [] if instructor else ["--LabApp.default_url=/lab/tree/00_start_here/00_start_here.ipynb"]
    options += as_root()
    return become([sys.executable, "-P", "-m", "jupyterlab", *options, *more], folder, environment(instructor))


def environment(instructor: bool) -> dict[str, str]:
    """Our settings before the user's, also for what Lab exports, `course` in its terminal, and our `utils` before
    one beside a notebook."""
    own = NBGRADER if instructor else PROFILES / "student"
    paths = [str(own), str(PROFILES / "everyone"), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    data = os.pathsep.join(filter(None, [str(PROFILES / "student"), os.environ.get("JUPYTER_PATH", "")]))
    ours = {"JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths)), "JUPYTER_PATH": data}
    ours |= {"PATH": tools, "PYTHONPATH": str(ROOT)}
    environment = ONE_THREAD | os.environ | ours
    environment.pop("PYTHONSAFEPATH", None)  # a student's `python mine.py` may import what is beside it
    return environment


def as_root() -> list[str]:
    """Jupyter refuses to run as root, the usual user in a container, unless it is told to."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return []
    print("course: you are root, so JupyterLab is started with --allow-root", file=sys.stderr)
    return ["--allow-root"]


def hidden_modules(folder: Path) -> Iterator[str]:
    """A sentence for each file beside a notebook whose name notebooks there import in place of a library."""
    libraries = packages_distributions().keys() | sys.stdlib_module_names | {"utils"}
    for path in sorted([*folder.glob("*/*.py"), *folder.glob("*/*/__init__.py")]):
        module = path if path.name != "__init__.py" else path.parent
        if module.stem == "utils":
            yield f"{module} cannot be imported, because the course has its own `utils`: rename yours"
        elif module.stem in libraries:
            yield f"{module} hides the library `{module.stem}` from the notebooks beside it: rename it"


def become(command: list[str], folder: Path, environment: dict[str, str]) -> int:
    """Run a command in place of this process, so that it receives our signals; Windows can only wait for it."""
    if os.name == "posix":
        sys.stdout.flush()
        os.chdir(folder)
        os.execve(command[0], command, environment)
    try:
        return subprocess.run(command, cwd=folder, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 130
