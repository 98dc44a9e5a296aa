"""Where the kernel has no Landlock: a process gives itself a file system that holds nothing but what it may reach.

It needs user namespaces and mount_setattr (Linux 5.12), but no root. See user_namespaces(7), mount(2), pivot_root(2).
`python -m autograder.sandbox.namespaces FOLDER` tries it and ends with status 0 where it works.
"""

import ctypes
import functools
import os
import platform
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

NAMESPACES = "namespaces"
_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_NEWNS, _NEWIPC, _NEWUSER = 0x20000, 0x8000000, 0x10000000
_BIND, _REC, _PRIVATE = 4096, 16384, 1 << 18
_SETATTR, _PIVOT = 442, {"x86_64": 155, "aarch64": 41}.get(platform.machine(), -1)
_HERE, _RECURSIVE, _DETACH = -100, 0x8000, 2
_READ_ONLY_NOSUID = 1 | 2


@functools.cache
def allowed() -> bool:
    """Whether this system lets this user do it: tried in a process of its own, since there is no way back."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = os.path.join(os.path.realpath(folder), "scratch")
        os.mkdir(scratch)
        command = [sys.executable, "-m", "autograder.sandbox.namespaces", scratch]
        place = Path(__file__).parents[2]
        return subprocess.run(command, cwd=place, capture_output=True, check=False).returncode == 0


def enter(readable: list[str], scratch: str) -> None:
    """From now on these paths exist, read-only, and the folder `scratch`, writable. Needs a process of one thread.

    `scratch` is an absolute path without links. Raises OSError where the system does not allow it.
    """
    _own_namespaces()
    _mount(None, "/", None, _REC | _PRIVATE)
    root = os.path.dirname(scratch)
    handle = os.open(scratch, os.O_PATH | os.O_CLOEXEC)  # the new root hides it, the handle still reaches it
    folder = root + scratch
    _mount("none", root, "tmpfs", 0)
    os.makedirs(folder)
    for path in filter(os.path.exists, readable):
        _bind(path, _place(root, path))
    everything = struct.pack("QQQQ", _READ_ONLY_NOSUID, 0, 0, 0)
    _call("mount_setattr", _SETATTR, _HERE, root.encode(), _RECURSIVE, everything, len(everything))
    _bind(f"/proc/self/fd/{handle}", folder)
    os.close(handle)
    os.chdir(root)
    _call("pivot_root", _PIVOT, b".", b".")
    _check(_libc.umount2(b".", _DETACH), "umount2")
    os.chdir(scratch)


def _own_namespaces() -> None:
    """A user namespace in which this user is who he was, and mounts and shared memory of its own."""
    user, group = os.geteuid(), os.getegid()
    _check(_libc.unshare(_NEWUSER | _NEWNS | _NEWIPC), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _place(root: str, path: str) -> str:
    """Make room below `root` for what `path` leads to, with the links on the way; returns the place to mount on."""
    real = os.path.realpath(path)
    for link in _links(path):
        copy = root + link
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        if not os.path.lexists(copy):
            os.symlink(os.readlink(link), copy)
    place = root + real
    if os.path.isdir(real):
        os.makedirs(place, exist_ok=True)
    elif not os.path.exists(place):
        os.makedirs(os.path.dirname(place), exist_ok=True)
        os.close(os.open(place, os.O_CREAT | os.O_WRONLY, 0o600))
    return place


def _links(path: str) -> list[str]:
    """The symbolic links that `path` goes through, each named without links before it."""
    found, done, rest = [], "", path.strip("/").split("/")
    while rest and len(found) < 40:
        done, rest = f"{done}/{rest[0]}", rest[1:]
        if os.path.islink(done):
            found.append(done)
            target = os.path.normpath(os.path.join(os.path.dirname(done), os.readlink(done)))
            done, rest = "", [*target.strip("/").split("/"), *rest]
    return found


def _bind(source: str, place: str) -> None:
    _mount(source, place, None, _BIND | _REC)


def _mount(source: str | None, place: str, kind: str | None, flags: int) -> None:
    names = [name.encode() if name else None for name in (source, place, kind)]
    _check(_libc.mount(*names, ctypes.c_ulong(flags), None), f"mount {place}")


def _call(what: str, number: int, *arguments) -> None:
    _check(_libc.syscall(ctypes.c_long(number), *arguments), what)


def _check(result: int, what: str) -> None:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")


if __name__ == "__main__":
    enter(["/dev/null"], sys.argv[1])
    sys.exit(os.path.exists("/proc/self"))
