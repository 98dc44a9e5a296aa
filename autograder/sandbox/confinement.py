"""A process locks itself in: limits, Landlock, no capabilities, a system-call filter. No root, no helper program.

Landlock, or a file system of the process's own, decides which files exist for it, and the filter which system calls
do; neither is enough alone. What the kernel offers is found out by trying. The calls are those of landlock(7) and
seccomp(2).
"""

import ctypes
import errno
import os
import platform
import resource
import socket
import struct
import sysconfig
from pathlib import Path

from autograder.sandbox import namespaces, syscalls
from autograder.sandbox.limits import Limits
from autograder.sandbox.namespaces import NAMESPACES

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_NO_NEW_PRIVS, _CAPBSET_DROP, _DUMPABLE = 38, 24, 4
_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}.get(platform.machine())


class NoSandbox(OSError):
    """This system cannot lock a process in; the message says what is missing."""


def find_isolation() -> str:
    """What keeps files away from a process here: Landlock, else namespaces; "" where there is neither.

    DOWNHILL_WALL=namespaces asks for the second choice, so that it can be tested where the first is there.
    """
    if _use_landlock():
        return f"Landlock {landlock_abi()}"
    return NAMESPACES if namespaces.allowed() else ""


def _use_landlock() -> bool:
    return landlock_abi() > 0 and os.environ.get("DOWNHILL_WALL") != NAMESPACES


def enter(scratch: str, readable: list[str], limits: Limits) -> None:
    """Lock this process in for good; it must have one thread. Raises NoSandbox with nothing run yet."""
    if _ARCH is None:
        raise NoSandbox(f"no system-call table for {platform.machine()}")
    set_limits(limits)
    if not _use_landlock():
        namespaces.enter([*libraries(), *readable, "/dev/null"], scratch)
    _prctl(_DUMPABLE, 0)
    _prctl(_NO_NEW_PRIVS, 1)
    if _use_landlock():
        _landlock([*libraries(), *readable], [scratch, "/dev/null"])
    _drop_capabilities()
    _filter()


def libraries() -> list[str]:
    """Where Python, its packages, fonts and time zones lie."""
    python = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    base = {str(Path(sysconfig.get_path("stdlib")).parent)}  # shared libraries of a Python that brings its own
    system = ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib", "/usr/share/fonts", "/usr/share/zoneinfo"]
    files = ["/etc/ld.so.cache", "/etc/localtime", "/dev/urandom", "/dev/random", "/dev/zero"]
    return [*python, *base, *system, *files, "/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu"]


def set_limits(limits: Limits) -> None:
    """Memory is counted from the process's present size, which torch alone makes large."""
    with open("/proc/self/statm") as file:
        size = int(file.read().split()[0]) * resource.getpagesize()
    _limit(resource.RLIMIT_AS, size + (limits.memory_mb << 20))
    _limit(resource.RLIMIT_CPU, limits.cpu_s)
    _limit(resource.RLIMIT_FSIZE, limits.file_mb << 20)
    _limit(resource.RLIMIT_NOFILE, limits.open_files)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(which: int, value: int) -> None:
    hard = resource.getrlimit(which)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (value, value))


def _check(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise NoSandbox(code, f"{what}: {os.strerror(code)}")
    return result


def _syscall(number: int, what: str, *arguments) -> int:
    return _check(_libc.syscall(ctypes.c_long(number), *arguments), what)


def _prctl(option: int, value: int) -> None:
    zeros = [ctypes.c_ulong(0)] * 3
    _check(_libc.prctl(ctypes.c_int(option), ctypes.c_ulong(value), *zeros), f"prctl {option}")


def _drop_capabilities() -> None:
    """Root without capabilities is an ordinary user; for an ordinary user nothing changes."""
    for capability in range(64):
        if _libc.prctl(_CAPBSET_DROP, capability, 0, 0, 0) < 0:
            break
    header, none = struct.pack("Ii", 0x20080522, 0), bytes(24)
    _check(_libc.capset(header, none), "capset")


# --- Landlock: which files there are ---------------------------------------------------------------------------------

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_READ = 4 | 8  # files, folders
_WRITE = _READ | 2 | 16 | 32 | 128 | 256 | 16384  # write, remove folder and file, make folder and file, truncate
_ON_FILES = 1 | 2 | 4 | 16384 | 32768  # the rights that make sense for a single file


def landlock_abi() -> int:
    """The kernel's Landlock version; 0 where there is none."""
    return max(0, _libc.syscall(ctypes.c_long(_CREATE), None, ctypes.c_size_t(0), ctypes.c_uint(1)))


def _landlock(readable: list[str], writable: list[str]) -> None:
    """Only these paths exist from now on; from version 4 no TCP, from 6 no signals and sockets to the outside."""
    abi = landlock_abi()
    rights = (1 << 13) - 1
    rights |= sum(bit for version, bit in ((2, 8192), (3, 16384), (5, 32768)) if abi >= version)
    network, scope = (3 if abi >= 4 else 0), (3 if abi >= 6 else 0)
    fields = struct.pack("QQQ", rights, network, scope)[: 8 if abi < 4 else 16 if abi < 6 else 24]
    rules = _syscall(_CREATE, "landlock_create_ruleset", fields, ctypes.c_size_t(len(fields)), ctypes.c_uint(0))
    for path in readable:
        _allow(rules, path, _READ & rights)
    for path in writable:
        _allow(rules, path, _WRITE & rights)
    _syscall(_RESTRICT, "landlock_restrict_self", ctypes.c_int(rules), ctypes.c_uint(0))
    os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    if not os.path.exists(path):
        return
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rights = rights if os.path.isdir(path) else rights & _ON_FILES
    rule = struct.pack("=Qi", rights, handle)
    _syscall(_ADD_RULE, f"landlock_add_rule {path}", ctypes.c_int(rules), ctypes.c_int(1), rule, ctypes.c_uint(0))
    os.close(handle)


# --- seccomp: which system calls there are (classic BPF) -------------------------------------------------------------

_LOAD, _EQUAL, _ATLEAST, _ANYBIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_YES, _KILL = (_RETURN, 0, 0, 0x7FFF0000), (_RETURN, 0, 0, 0x80000000)
_CLONE_THREAD = 0x10000


def _no(code: int) -> tuple:
    return (_RETURN, 0, 0, 0x00050000 | code)


def _low(index: int) -> tuple:
    """Load the lower half of argument `index`; the upper half lies four bytes on."""
    return (_LOAD, 0, 0, 16 + 8 * index)


def _guards(pid: int) -> dict[str, list[tuple]]:
    """What happens to the calls whose arguments matter."""
    refuse, gone, denied = _no(errno.EPERM), _no(errno.ENOSYS), _no(errno.EACCES)
    itself = [_low(0), (_EQUAL, 0, 1, pid), _YES, refuse]
    return {
        # O_TRUNC without write access slips past Landlock before version 3
        "openat": [_low(2), (_AND, 0, 0, 0o1003), (_EQUAL, 0, 1, 0o1000), refuse, _YES],
        "open": [_low(1), (_AND, 0, 0, 0o1003), (_EQUAL, 0, 1, 0o1000), refuse, _YES],
        "openat2": [gone],
        "clone": [_low(0), (_ANYBIT, 0, 1, _CLONE_THREAD), _YES, refuse],
        "clone3": [gone],  # glibc then uses clone, whose flags can be seen
        "prlimit64": [_low(2), (_EQUAL, 0, 3, 0), (_LOAD, 0, 0, 36), (_EQUAL, 0, 1, 0), _YES, refuse],  # reading only
        # no descriptor may send signals: Landlock sees to that only from version 6 on
        "fcntl": [_low(1), (_EQUAL, 3, 0, 8), (_EQUAL, 2, 0, 10), (_EQUAL, 1, 0, 15), _YES, refuse],
        "ioctl": [_low(1), (_EQUAL, 2, 0, 0x8901), (_EQUAL, 1, 0, 0x8902), _YES, refuse],
        "kill": itself,
        "tgkill": itself,
        "socketpair": [_low(0), (_EQUAL, 0, 4, 1), _low(1), (_AND, 0, 0, 15), (_EQUAL, 0, 1, 1), _YES, denied],
        "execve": [denied],
        "socket": [denied],
        "connect": [denied],
        "bind": [denied],
    }


def _program() -> list[tuple]:
    """Allow what is listed, refuse the rest; a call newer than the tables does not exist."""
    program = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, _ARCH), _KILL]
    program += [(_LOAD, 0, 0, 0), (_ATLEAST, 0, 1, syscalls.HIGHEST + 1), _no(errno.ENOSYS)]
    verdicts = {name: [_YES] for name in syscalls.ALLOWED} | {name: [_no(0)] for name in syscalls.FAKED}
    guards = _guards(os.getpid())
    numbers = syscalls.GUARDED | syscalls.ALLOWED | syscalls.FAKED
    for name, number in numbers.items():
        steps = guards.get(name) or verdicts[name]
        program += [(_EQUAL, 0, len(steps), number), *steps]
    return [*program, _no(errno.EPERM)]


def _filter() -> None:
    code = b"".join(struct.pack("HBBI", *step) for step in _program())
    buffer = ctypes.create_string_buffer(code)
    header = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    number = {"x86_64": 317, "aarch64": 277}[platform.machine()]
    _syscall(number, "seccomp", ctypes.c_uint(1), ctypes.c_uint(0), header)


# --- the proof ------------------------------------------------------------------------------------------------------


def holes(protected: list[str], scratch: str) -> list[str]:
    """Try each promise from inside, before any student code runs; returns those that are broken."""
    outside = os.path.join(os.path.dirname(scratch), "probe")
    tries = {
        "write outside its folder": lambda: os.open(outside, os.O_CREAT | os.O_WRONLY),
        "list its /proc": lambda: os.listdir("/proc/self"),
        "open a socket": lambda: socket.socket(),
        "signal its parent": lambda: os.kill(os.getppid(), 0),
        "fork": _fork,
        "run a program": lambda: os.execv("/bin/true", ["true"]),
    }
    tries |= {f"read {path}": lambda path=path: _open(path) for path in protected}
    return [name for name, attempt in tries.items() if not _refused(attempt)]


def _refused(attempt) -> bool:
    """Only a refusal counts, or that there is nothing to protect; any other error came too late."""
    try:
        attempt()
    except (PermissionError, FileNotFoundError):
        return True
    except OSError as error:
        return error.errno == errno.EROFS
    return False


def _open(path: str) -> None:
    os.close(os.open(path, os.O_RDONLY))


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)
