"""A process locks itself in: each promise is tried by its effect, in a process that holds nothing else.

No notebook and no library is loaded here, so a sandbox takes a fraction of a second. What the grader's own student
processes may do is tested in test_isolation.py.
"""

import errno
import json
import os
import signal
import subprocess
import sys
import textwrap

import pytest

from autograder.authoring.source import ROOT
from autograder.sandbox import confinement
from autograder.sandbox.limits import LIMITS

JAILED = """
import ctypes, errno, json, os, resource, signal, socket, sys, time

sys.path.insert(0, {root!r})
from autograder.sandbox import confinement
from autograder.sandbox.limits import Limits

libc = ctypes.CDLL(None, use_errno=True)


def system_call(number, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *arguments)
    return result if result >= 0 else errno.errorcode[ctypes.get_errno()]


def answer(value):
    os.write(1, json.dumps(value).encode())


{before}
confinement.enter({scratch!r}, [], Limits(**{limits!r}))
{code}
"""


@pytest.fixture
def sandboxed(tmp_path):
    """`sandboxed(code, before="", **limits)`: exit status of a sandboxed process and what it answers."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def run(code: str, before: str = "", **limits):
        text = JAILED.format(
            root=str(ROOT), scratch=str(scratch), limits=limits, code=textwrap.dedent(code), before=before
        )
        done = subprocess.run([sys.executable, "-c", text], cwd=scratch, capture_output=True, text=True, check=False)
        return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr

    return run


def test_a_jailed_process_can_compute_and_write_in_its_folder(sandboxed):
    assert sandboxed("open('x', 'w').write('y'); answer(open('x').read())") == (0, "y")


# Numbers on x86_64 and aarch64 of calls that no row of the tables names.
# None of them answers EPERM by itself when an ordinary user calls it with zeros.
UNLISTED = {
    "personality": (135, 92),
    "add_key": (248, 217),
    "keyctl": (250, 219),
    "ptrace": (101, 117),
    "setsid": (112, 157),
    "memfd_create": (319, 279),
    "inotify_init1": (294, 26),
    "shmget": (29, 194),
}


@pytest.mark.parametrize("name", UNLISTED)
def test_a_system_call_that_no_row_names_is_refused(sandboxed, name):
    number = UNLISTED[name][os.uname().machine == "aarch64"]
    assert number not in confinement.syscalls.ALLOWED.values()
    assert sandboxed(f"answer(system_call({number}, 0, 0, 0, 0, 0))") == (0, "EPERM")


def test_a_system_call_newer_than_the_tables_does_not_exist(sandboxed):
    assert sandboxed(f"answer(system_call({confinement.syscalls.HIGHEST + 1}, 0, 0, 0))") == (0, "ENOSYS")


@pytest.mark.parametrize("call", ["socket.socket()", "os.execv('/bin/true', ['true'])"])
def test_no_socket_and_no_other_program(sandboxed, call):
    assert sandboxed(f"try:\n    {call}\nexcept PermissionError as error:\n    answer(error.errno)") == (
        0,
        errno.EACCES,
    )


def test_no_descriptor_sends_signals_but_others_can_be_asked(sandboxed):
    """FIOSETOWN and SIOCSPGRP name the process that a socket signals; FIONREAD only counts bytes."""
    code = """
    near, far = socket.socketpair()
    me, count = ctypes.c_int(os.getpid()), ctypes.c_int(0)
    far.send(b"four")
    tries = {name: system_call(libc_ioctl, near.fileno(), ctypes.c_ulong(code), ctypes.byref(value))
             for name, code, value in (("FIOSETOWN", 0x8901, me), ("SIOCSPGRP", 0x8902, me), ("FIONREAD", 0x541B, count))}
    answer([tries, count.value])
    """
    number = confinement.syscalls.GUARDED["ioctl"]
    status, said = sandboxed(code, before=f"libc_ioctl = {number}")
    assert (status, said) == (0, [{"FIOSETOWN": "EPERM", "SIOCSPGRP": "EPERM", "FIONREAD": 0}, 4])


def test_nothing_is_left_of_roots_powers(sandboxed):
    """A file without any permission: root would read it, an ordinary user, even its owner, can't."""
    code = """
    os.close(os.open("locked", os.O_CREAT | os.O_WRONLY, 0o000))
    header, sets = (0x20080522).to_bytes(4, "little") + bytes(4), ctypes.create_string_buffer(24)
    libc.capget(header, sets)
    try:
        os.open("locked", os.O_RDONLY)
    except PermissionError:
        answer(["refused", any(sets.raw)])
    """
    assert sandboxed(code) == (0, ["refused", False])


def test_processor_time_ends_a_process(sandboxed):
    code = "while time.process_time() < 4: pass\nanswer('still there')"
    assert sandboxed(code, cpu_s=1)[0] in (-signal.SIGXCPU, -signal.SIGKILL)


def test_the_kernel_holds_every_limit_that_is_written_down(sandboxed):
    code = """
    names = ("CPU", "FSIZE", "NOFILE", "CORE", "AS")
    limits = {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in names}
    answer({name: soft for name, (soft, hard) in limits.items() if soft == hard})
    """
    status, limits = sandboxed(code)
    room = (limits.pop("AS") >> 20) - LIMITS.memory_mb
    assert (status, limits) == (
        0,
        {"CPU": LIMITS.cpu_s, "FSIZE": LIMITS.file_mb << 20, "NOFILE": LIMITS.open_files, "CORE": 0},
    )
    assert 0 < room < 1000, "the limit of memory counts from the size that the process had"


def test_the_limits_fit_into_each_other():
    """A call is part of the cells or of the tests of a submission; a file is part of the folder."""
    assert 0 < LIMITS.call_s <= LIMITS.cell_s <= LIMITS.cells_s <= LIMITS.cpu_s <= LIMITS.submission_s
    assert 0 < LIMITS.file_mb <= LIMITS.folder_mb <= LIMITS.open_files * LIMITS.file_mb
    assert 1 <= LIMITS.restarts * LIMITS.call_s <= LIMITS.submission_s


def test_memory_is_refused_beyond_its_limit(sandboxed):
    code = "try:\n    bytearray(300 << 20)\nexcept MemoryError:\n    answer('refused')"
    assert sandboxed(code, memory_mb=100) == (0, "refused")
    assert sandboxed("answer(len(bytearray(90 << 20)) >> 20)", memory_mb=100) == (0, 90)


def test_a_limit_is_never_above_the_one_that_holds_already(sandboxed):
    before = "resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))"
    assert sandboxed("answer(resource.getrlimit(resource.RLIMIT_NOFILE))", before=before) == (0, [32, 32])


@pytest.mark.parametrize(
    ("error", "refused"),
    [
        (PermissionError(errno.EACCES, ""), True),
        (PermissionError(errno.EPERM, ""), True),
        (FileNotFoundError(errno.ENOENT, ""), True),
        (OSError(errno.EROFS, ""), True),
        (OSError(errno.EIO, ""), False),
        (OSError(errno.ENOSPC, ""), False),
        (OSError(errno.EMFILE, ""), False),
        (ConnectionRefusedError(errno.ECONNREFUSED, ""), False),
        (ValueError(), None),
        (None, False),
    ],
    ids=repr,
)
def test_only_a_refusal_keeps_a_promise(error, refused):
    def attempt():
        if error is not None:
            raise error

    if refused is None:
        with pytest.raises(type(error)):
            confinement._refused(attempt)
    else:
        assert confinement._refused(attempt) == refused


def test_a_process_without_a_jail_finds_every_hole(tmp_path):
    """`holes` is the proof: where nothing holds, it must say so of each promise that it can try here."""
    secret = tmp_path / "secret"
    secret.write_text("x")
    code = f"""
import json, os, sys
sys.path.insert(0, {str(ROOT)!r})
from autograder.sandbox import confinement
os.execv = lambda *_: None  # it would be the end of this process
print(json.dumps(confinement.holes([{str(secret)!r}], {str(tmp_path / "scratch")!r})))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    promises = ["write outside its folder", "list its /proc", "open a socket", "signal its parent", "fork"]
    assert json.loads(done.stdout) == [*promises, "run a program", f"read {secret}"]


def test_a_jailed_process_finds_none(sandboxed, tmp_path):
    (tmp_path / "secret").write_text("x")
    code = f"answer(confinement.holes([{str(tmp_path / 'secret')!r}], {str(tmp_path / 'scratch')!r}))"
    assert sandboxed(code) == (0, [])
