"""Set up the course in .venv, then run one of its commands there: `python3 start.py demo`.

Needs Python 3.11 or later and nothing else. What follows the name goes to the console command `course`:
demo, test, lab, grade, ... Set-up happens once, and again when requirements.txt or pyproject.toml has changed.
"""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "set-up-for"
OLDEST = (3, 11)
DISK_GB = 3
TORCH_INDEX = "--extra-index-url"
PROBE_S = 3
NO_NETWORK = ("NewConnectionError", "ConnectTimeout", "NameResolutionError", "ProxyError", "Max retries exceeded")


def main():
    """Set up if needed, then become `course` with the same arguments."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        stop("this is Python %s, the course needs %d.%d or later: install it from python.org" % (found, *OLDEST))
    try:
        if not is_set_up():
            set_up()
    except OSError as error:
        stop("cannot write %s: %s" % (error.filename or VENV, error.strerror or error))
    command = [str(PYTHON), "-m", "autograder.cli", *(sys.argv[1:] or ["--help"])]
    try:
        return subprocess.run(command).returncode
    except KeyboardInterrupt:
        return 130


def is_set_up():
    """Whether .venv was finished for these very files and this Python."""
    return PYTHON.is_file() and STAMP.is_file() and STAMP.read_text() == wanted()


def wanted():
    """A fingerprint of all that an installation depends on."""
    parts = [sys.version.encode(), (ROOT / "requirements.txt").read_bytes(), (ROOT / "pyproject.toml").read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def set_up():
    """Make .venv and install the locked packages and the project."""
    free = shutil.disk_usage(str(ROOT)).free / 1e9
    if free < DISK_GB and not PYTHON.is_file():
        stop("only %.1f GB are free here, set-up needs %d: make room or move the folder" % (free, DISK_GB))
    if not works():
        say("making .venv")
        try:
            venv.create(str(VENV), with_pip=True, clear=True)
        except (subprocess.CalledProcessError, ImportError):
            stop("Python cannot make environments here: install its venv module (Debian: apt install python3-venv)")
    say("installing the packages of requirements.txt, once: about two minutes")
    with tempfile.TemporaryDirectory() as folder:
        pip("install", "-r", str(reachable_requirements(Path(folder))))
    pip("install", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    STAMP.write_text(wanted())
    say("ready")


def works():
    """Whether there is a whole environment; one that was interrupted is made anew."""
    if not PYTHON.is_file():
        return False
    try:
        pip_version = [str(PYTHON), "-m", "pip", "--version"]
        return subprocess.run(pip_version, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def reachable_requirements(folder):
    """requirements.txt, without PyTorch's own index where that cannot be reached.

    pip would retry it for a minute per package. Without it torch comes from wherever else pip is told to look.
    """
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    hosts = [line.split("//")[1].split("/")[0] for line in lines if line.startswith(TORCH_INDEX)]
    if all(map(answers, hosts)):
        return ROOT / "requirements.txt"
    say("PyTorch's index does not answer; torch is taken from where pip looks otherwise")
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


def pip(*arguments):
    """Run pip quietly in .venv; its own words appear only where it fails."""
    command = [str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", *arguments]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    result = subprocess.run(command, encoding="utf-8", errors="replace", **streams)
    if result.returncode == 0:
        return
    errors = [line for line in result.stdout.splitlines() if line.startswith("ERROR")] or result.stdout.splitlines()
    if "No space left" in result.stdout:
        stop("the disk is full: make %d GB of room and start again" % DISK_GB)
    if any(sign in result.stdout for sign in NO_NETWORK):
        stop("the packages cannot be fetched: connect to the network and start again")
    stop("pip could not install the packages: %s" % " | ".join(errors[-2:]))


def say(words):
    print("start.py: " + words, file=sys.stderr, flush=True)


def stop(words):
    say(words)
    sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())
