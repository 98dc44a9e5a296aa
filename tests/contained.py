"""Run the hostile corpus where it can harm nothing: `python tests/contained.py [options of pytest]`.

New mount, process, network and IPC namespaces; everything read-only but one tmpfs; an ordinary user. Needs root to set
up, which student code never has. The machine's mounts are compared before and after.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SPACES = ("mnt", "pid", "net", "ipc")
USER = 65534  # nobody: has a name and owns nothing
OUTSIDE, SCRATCH = "DOWNHILL_OUTSIDE", "DOWNHILL_SCRATCH"
UNSHARE = ("unshare", "--mount", "--pid", "--net", "--ipc", "--fork", "--kill-child", "--propagation", "private")


def main(options: list[str]) -> int:
    """Re-execute inside, and fail where the machine's mounts are not what they were."""
    if reason := unavailable():
        print(f"contained.py: {reason}", file=sys.stderr)
        return 2
    before = mounts()
    with tempfile.TemporaryDirectory(prefix="downhill-contained-") as scratch:
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", SCRATCH: scratch, OUTSIDE: spaces()}
        command = [*UNSHARE, sys.executable, "-I", __file__, "--inside", *options]
        status = subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode
    if mounts() != before:
        print("contained.py: THE MACHINE'S MOUNTS HAVE CHANGED", file=sys.stderr)
        return 3
    return status


def unavailable() -> str | None:
    """Why there is no containment here, or None."""
    missing = [tool for tool in ("unshare", "setpriv", "mount") if shutil.which(tool) is None]
    if missing or sys.platform != "linux":
        return f"containment needs Linux with {', '.join(missing) or 'namespaces'}"
    if os.geteuid() != 0:
        return "containment is set up by root (sudo), who then gives all rights up; you are an ordinary user"
    trial = subprocess.run([*UNSHARE, "true"], capture_output=True, text=True, check=False)
    return f"namespaces are not allowed here: {trial.stderr.strip()}" if trial.returncode else None


def mounts() -> str:
    return Path("/proc/self/mounts").read_text()


def spaces() -> str:
    return " ".join(os.readlink(f"/proc/self/ns/{name}") for name in SPACES)


def leaks() -> list[str]:
    """What is wrong with the containment that this process is in; empty where it holds."""
    outside = os.environ.get(OUTSIDE, "").split()
    scratch = os.environ.get(SCRATCH, "/")
    checks = {
        "it is not started by tests/contained.py": len(outside) == len(SPACES),
        "a namespace is the machine's": not set(outside) & set(spaces().split()),
        "it runs as root": 0 not in (*os.getresuid(), *os.getresgid()) and not os.getgroups(),
        "there is a network": [name for _, name in socket.if_nameindex()] in ([], ["lo"]),
        "more than the scratch folder is writable": set(writable()) == {scratch},
    }
    return [what for what, holds in checks.items() if not holds]


def writable() -> list[str]:
    """Places of reachable mounts that are not read-only."""
    return [place for place in places() if not os.statvfs(place).f_flag & os.ST_RDONLY]


def places() -> list[str]:
    """Mount points that can be reached from here, each once, the outermost first."""
    fields = [line.split()[1].encode().decode("unicode_escape") for line in mounts().splitlines()]
    return [place for place in dict.fromkeys(sorted(fields)) if os.path.exists(place)]


def inside(options: list[str]) -> None:
    """Process 1 of the new namespaces, still root: shut everything, give up all rights, become pytest."""
    scratch = os.environ[SCRATCH]
    mount("-t", "proc", "proc", "/proc")
    open_the_way(Path(sys.base_prefix), Path(sys.prefix), ROOT, Path(scratch))
    mount("-t", "tmpfs", "-o", "size=1g,mode=1777,nosuid,nodev", "scratch", scratch)
    for place in places():
        if place != scratch:
            mount("-o", "remount,bind,ro", place)
    prison = {"HOME": scratch, "TMPDIR": scratch, "DOWNHILL_SECRET": os.environ.get("DOWNHILL_SECRET", "CANARY-env")}
    environment = os.environ | prison | {"PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
    rights = [f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--no-new-privs"]
    rights += ["--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all"]
    limits = ["prlimit", "--nproc=400", "--core=0", f"--as={12 << 30}"]
    tests = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/test_hostile.py", *options]
    raise SystemExit(subprocess.run([*limits, "setpriv", *rights, *tests], cwd=ROOT, env=environment).returncode)


def mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


def open_the_way(*needed: Path) -> None:
    """Where an ordinary user cannot pass a folder such as /root, put an empty one there with what is needed in it."""
    held = {path: os.open(path, os.O_PATH) for path in needed}
    for path in held:
        for parent in reversed(path.parents):
            if parent.exists() and not parent.stat().st_mode & 1:
                mount("-t", "tmpfs", "-o", "mode=755", "way", str(parent))
    for path, handle in held.items():
        if not os.path.exists(path):
            path.mkdir(parents=True)
            subprocess.run(
                ["mount", "--no-canonicalize", "--bind", f"/proc/self/fd/{handle}", path], check=True, pass_fds=[handle]
            )


if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(inside(words[1:]) if words[:1] == ["--inside"] else main(words))
