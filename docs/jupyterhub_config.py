"""JupyterHub for the course: Unix users, nbgrader's exchange, a profile for students and one for instructors.

`docs/hub.md` says what has to lie where.
"""

import os
from pathlib import Path

INSTRUCTORS = {"instructor"}
STUDENTS_COPY = Path("/srv/downhill")
"""The unpacked bundle, which everybody may read."""
WHOLE = Path("/home/instructor/downhill")
"""The repository, which instructors only may read."""
PROFILES = STUDENTS_COPY / "autograder" / "commands" / "profiles"


def prepare(spawner) -> None:
    """Before a user's JupyterLab starts: where the course's modules are, and which of nbgrader's tools it shows."""
    teaches = spawner.user.name in INSTRUCTORS
    own = [WHOLE / "autograder" / "nbgrader"] if teaches else [PROFILES / "hub", PROFILES / "student"]
    spawner.environment = {
        "PATH": f"{STUDENTS_COPY / '.venv' / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(WHOLE if teaches else STUDENTS_COPY),
        "JUPYTER_CONFIG_PATH": ":".join(map(str, [*own, PROFILES / "everyone"])),
        "JUPYTER_PATH": str(PROFILES / "student"),  # the form of exported pages
        "OMP_NUM_THREADS": "1",  # many share the machine, and the course's arrays are small
        "OPENBLAS_NUM_THREADS": "1",
    }
    spawner.notebook_dir = str(WHOLE) if teaches else "~"


c = get_config()  # noqa: F821 # pyright: ignore[reportUndefinedVariable] - traitlets puts it there
c.JupyterHub.bind_url = "http://127.0.0.1:8000"  # behind a web server that speaks https
c.Authenticator.allow_all = True  # everybody who has an account on this machine
c.Authenticator.admin_users = INSTRUCTORS
c.Spawner.default_url = "/lab"
c.Spawner.pre_spawn_hook = prepare
