"""Set up the course in .venv, then run one of its commands there: `python3 start.py demo`.

Needs Python 3.11 or later and nothing else. What follows the name goes to the console command `course`:
demo, test, lab, grade, ... Set-up happens once, and again when requirements.txt or pyproject.toml has changed
or the folder was moved. The first `test` also installs what only the tests need.
"""

import os
import sys

if __name__ == "__main__":  # before any other import: a json.py beside us or on PYTHONPATH is not Python's own
    foreign = [os.path.dirname(os.path.abspath(__file__)), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    foreign = set(map(os.path.abspath, foreign)) - {os.path.dirname(os.__file__)}
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) not in foreign]

import ast
import hashlib
import shutil
import socket
import subprocess
import tempfile
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".venv-dev"
"""Programs for authors and tests: ruff, codespell, jupytext, uv. No student's environment has them."""
STAMP, TESTS_STAMP = "set-up-for", "tests-set-up-for"
OLDEST = (3, 11)
DISK_GB = 3
LARGE_MB = 5
"""Files from this size on are named while they are fetched."""
TORCH_INDEX = "--extra-index-url"
PROBE_S = 3
NO_NETWORK = ("NewConnectionError", "ConnectTimeout", "NameResolutionError", "ProxyError", "Max retries exceeded")
REACH = (
    *("index-url", "extra-index-url", "no-index", "find-links", "trusted-host", "proxy", "cert", "client-cert"),
    *("keyring-provider", "use-feature", "use-deprecated", "timeout", "default-timeout", "retries"),
    *("cache-dir", "no-cache-dir"),
)
"""The settings of the user's pip, from its files or PIP_... variables, that ours obeys: where packages come from and
how they are reached. All others (target, user, prefix, constraint, ...) say what to install or where; we do that."""


def main():
    """Set up if needed, then become `course` with the same arguments."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        stop("this is Python %s, the course needs %d.%d or later: install it from python.org" % (found, *OLDEST))
    words = sys.argv[1:] or ["--help"]
    try:
        set_up()
        if words[0] == "test":
            set_up_tests()
        return become([str(python(VENV)), "-P", "-m", "autograder", *words])
    except OSError as error:
        stop("cannot write %s: %s" % (error.filename or VENV, error.strerror or error))


def become(command):
    """Run the command in our place, so that it receives our signals; Windows can only wait for it."""
    if os.name == "posix":
        os.execve(command[0], command, environment())
    try:
        return subprocess.run(command, env=environment()).returncode
    except KeyboardInterrupt:
        return 130


def environment():
    """The user's environment without what would send our Python to other modules."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}


def python(folder):
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def set_up():
    """Make .venv and install the locked packages and the project, unless this was done for these very files."""
    if is_current(VENV, STAMP, "requirements.txt", "pyproject.toml"):
        return
    free = shutil.disk_usage(str(ROOT)).free / 1e9
    if free < DISK_GB and not python(VENV).is_file():
        stop("only %.1f GB are free here, set-up needs %d: make room or move the folder" % (free, DISK_GB))
    make(VENV)
    say("installing the packages of requirements.txt, once: about two minutes")
    with tempfile.TemporaryDirectory() as folder:
        pip(VENV, "-r", str(reachable_requirements(Path(folder))))
    pip(VENV, "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    stamp(VENV, STAMP, "requirements.txt", "pyproject.toml")
    say("ready")


def set_up_tests():
    """Install what only the tests need: libraries into .venv, programs into .venv-dev."""
    if not is_current(VENV, TESTS_STAMP, "requirements.txt", "requirements-extras.txt"):
        say("installing the packages of requirements-extras.txt for the tests, once")
        pip(VENV, "-r", str(ROOT / "requirements-extras.txt"))
        stamp(VENV, TESTS_STAMP, "requirements.txt", "requirements-extras.txt")
    set_up_tools()


def set_up_tools():
    """Install the authors' programs, in the versions of requirements-dev.txt."""
    if not is_current(TOOLS, STAMP, "requirements-dev.txt"):
        make(TOOLS)
        pip(TOOLS, "-r", str(ROOT / "requirements-dev.txt"))
        stamp(TOOLS, STAMP, "requirements-dev.txt")


def is_current(folder, name, *files):
    """Whether this part of an environment was finished for these very files, this Python and this place."""
    path = folder / name
    return python(folder).is_file() and path.is_file() and path.read_text("utf-8") == wanted(folder, files)


def stamp(folder, name, *files):
    (folder / name).write_text(wanted(folder, files), "utf-8")


def wanted(folder, files):
    """The place, and a fingerprint of all else that an installation depends on.

    The place counts because an environment's scripts, and the project installed in it, name it.
    """
    parts = [sys.version.encode(), *((ROOT / name).read_bytes() for name in files)]
    return "%s\n%s\n" % (folder, hashlib.sha256(b"\0".join(parts)).hexdigest())


def make(folder):
    """An environment in this folder: a whole one that was made here is kept, any other is made anew."""
    made_at = place_of(folder)
    if made_at == str(folder) and works(folder):
        return
    if made_at and made_at != str(folder):
        say("the folder was moved or copied from %s, so %s is made anew" % (Path(made_at).parent, folder.name))
    else:
        say("making " + folder.name)
    try:
        venv.create(str(folder), with_pip=True, clear=True)
    except (subprocess.CalledProcessError, ImportError):
        stop("Python cannot make environments here: install its venv module (Debian: apt install python3-venv)")


def place_of(folder):
    """Where the environment in this folder was made, by its stamp; empty where that is not known."""
    path = folder / STAMP
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return lines[0] if len(lines) == 2 else ""


def works(folder):
    """Whether the environment is whole, which one made by another version of Python is not."""
    try:
        command = [str(python(folder)), "-P", "-m", "pip", "--version"]
        done = subprocess.run(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return done.returncode == 0
    except OSError:
        return False


def reachable_requirements(folder):
    """requirements.txt, without PyTorch's own index where that cannot be reached.

    pip would retry it for a minute per package. Without it torch comes from pip's other indexes.
    """
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    hosts = [line.split("//")[1].split("/")[0] for line in lines if line.startswith(TORCH_INDEX)]
    if all(map(answers, hosts)):
        return ROOT / "requirements.txt"
    say("PyTorch's index does not answer; torch will come from pip's default index")
    path = folder / "requirements.txt"
    path.write_text("\n".join(line for line in lines if not line.startswith(TORCH_INDEX)))
    return path


def answers(host):
    """Whether a web server can be reached within seconds; behind a proxy pip has to find out."""
    if urllib.request.getproxies():
        return True
    try:
        socket.create_connection((host, 443), timeout=PROBE_S).close()
    except OSError:
        return False
    return True


def pip(folder, *arguments):
    """Install into an environment and say what takes long; pip's own words appear only where it fails."""
    command = [str(python(folder)), "-P", "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    command += ["--progress-bar", "off", *arguments]
    running = subprocess.Popen(
        command,
        env=pip_environment(folder),
        encoding="utf-8",
        errors="replace",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    lines = []
    for line in running.stdout or ():
        lines.append(line.rstrip())
        if worth_saying(line):
            say(worth_saying(line))
    if running.wait() == 0:
        return
    output = "\n".join(lines)
    errors = [line for line in lines if line.startswith("ERROR")] or lines
    if "No space left" in output:
        stop("the disk is full: make %d GB of room and start again" % DISK_GB)
    if any(sign in output for sign in NO_NETWORK):
        stop("the packages cannot be fetched: connect to the network and start again")
    stop("pip could not install the packages: %s" % " | ".join(errors[-2:]))


def worth_saying(line):
    """What a waiting person wants to know of a line of pip's: large files, and that the last step has begun."""
    words = line.split()
    if words[:1] == ["Downloading"] and words[-1:] == ["MB)"] and float(words[-2].strip("(")) >= LARGE_MB:
        return "fetching %s, %s MB" % (words[1].rpartition("/")[2].partition("-")[0], words[-2].strip("("))
    return "installing %d packages" % (len(words) - 3) if line.startswith("Installing collected packages") else ""


def pip_environment(folder):
    """The environment for pip: of all the user's settings, from files too, those in REACH."""
    plain = {name: value for name, value in environment().items() if not name.startswith("PIP_")}
    files = {name: os.environ[name] for name in ("PIP_CONFIG_FILE",) if name in os.environ}
    command = [str(python(folder)), "-P", "-m", "pip", "config", "list"]
    listed = subprocess.run(command, env={**plain, **files}, stdout=subprocess.PIPE, encoding="utf-8", errors="replace")
    kept = {"PIP_CONFIG_FILE": os.devnull}
    for line in sorted(listed.stdout.splitlines()):  # "global.proxy='...'" comes before "install.proxy='...'"
        name, _, value = line.partition("=")
        if name.partition(".")[2] in REACH:
            kept[variable(name.partition(".")[2])] = ast.literal_eval(value)
    kept.update({variable(name): os.environ[variable(name)] for name in REACH if variable(name) in os.environ})
    return {**plain, **kept}


def variable(name):
    """Where pip looks for a setting in the environment."""
    return "PIP_" + name.upper().replace("-", "_")


def say(words):
    print("start.py: " + words, file=sys.stderr, flush=True)


def stop(words):
    say(words)
    sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())
