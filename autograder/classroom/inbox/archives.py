"""Look into zip files without extracting them: limits first, one member at a time, one archive in another."""

import functools
import io
import stat
import struct
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.classroom.inbox.names import member_name
from autograder.grading.submission import MAX_MB

MAX_MEMBERS = 20_000
MAX_TOTAL_MB = 1024
"""Of notebooks in one student's archive, or in one folder of a class's."""
MAX_DEPTH, MAX_NAME = 30, 1000
"""Folders above a file, and characters of its whole name."""
_ENTRY_BYTES = 400
"""What a member takes in an archive's directory, generously."""
_IS_UTF8, _IS_ENCRYPTED = 0x800, 0x1


class Unusable(ValueError):
    """An archive or member that cannot be read; the message says why."""


@dataclass(frozen=True)
class Member:
    """A file in an archive that may be read."""

    parts: tuple[str, ...]
    """Its folders and name."""
    index: int
    size: int
    changed: float
    """Its date in the archive, in seconds since 1970."""
    trouble: str = ""
    """Why it may not be read, if so."""


@dataclass(frozen=True)
class Archive:
    """A zip on disk, or one inside it."""

    path: Path
    inner: int | None = None
    """The index of the zip inside `path` that is meant."""

    def members(self) -> Iterator[Member]:
        """All files in it. Raises Unusable."""
        for index, info in enumerate(self._open().infolist()):
            name = member_name(info.filename, bool(info.flag_bits & _IS_UTF8), info.extra)
            if not name.endswith("/"):
                parts = PurePosixPath(name).parts
                yield Member(parts, index, info.file_size, _seconds(info), _trouble(name, parts, info))

    def read(self, index: int) -> bytes:
        """The bytes of a member. Raises Unusable."""
        archive = self._open()
        try:
            with archive.open(archive.infolist()[index]) as file:
                return file.read((MAX_MB << 20) + 1)
        except Exception as error:  # zipfile and its decompressors raise a dozen kinds for a damaged member
            raise Unusable(f"cannot be unpacked ({error})") from None

    def _open(self) -> zipfile.ZipFile:
        try:
            return _opened(self.path, self.path.stat().st_mtime_ns, self.inner)
        except OSError as error:
            raise Unusable(f"cannot be read ({error.strerror or error})") from None


@functools.lru_cache(2)
def _opened(path: Path, _changed: int, inner: int | None) -> zipfile.ZipFile:
    """Kept open: its members are read one after the other."""
    data = Archive(path).read(inner) if inner is not None else None
    with path.open("rb") if data is None else io.BytesIO(data) as file:
        _limit_members(file)
    try:
        return zipfile.ZipFile(path if data is None else io.BytesIO(data))
    except Exception as error:  # zipfile raises more than BadZipFile for a damaged directory
        raise Unusable(f"not a zip file, or a damaged one ({error})") from None


def _limit_members(file: io.IOBase) -> None:
    """Read the last record only: opening an archive with a million members takes a gigabyte."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at >= 0 and len(tail) >= at + 16:
        count, directory = struct.unpack("<HL", tail[at + 10 : at + 16])
        if count > MAX_MEMBERS or directory > MAX_MEMBERS * _ENTRY_BYTES:
            raise Unusable(f"more than {MAX_MEMBERS} files in it; unpack it and give the folder")


def _seconds(info: zipfile.ZipInfo) -> float:
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (ValueError, OverflowError):  # month 0, as some programs write
        return 0.0


def _trouble(name: str, parts: tuple[str, ...], info: zipfile.ZipInfo) -> str:
    if name.startswith("/") or ".." in parts or name[1:3] == ":/":
        return "unsafe path in archive"
    if len(name) > MAX_NAME or len(parts) > MAX_DEPTH:
        return f"more than {MAX_DEPTH} folders deep, or a name of more than {MAX_NAME} characters"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a symbolic link is not followed"
    if info.flag_bits & _IS_ENCRYPTED:
        return "encrypted; ask for it without a password"
    if info.file_size > MAX_MB << 20:
        return f"{info.file_size >> 20} MB, more than {MAX_MB}"
    return ""
