"""List what may matter in a folder or zip: notebooks, students' archives, and what is submitted by mistake."""

import os
import stat
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.classroom.inbox.archives import MAX_DEPTH, MAX_TOTAL_MB, Archive, Member, Unusable
from autograder.grading.submission import MAX_MB

NOTEBOOK, ZIP = ".ipynb", ".zip"
OTHERS = (".py", ".ipynb.txt", ".ipynb.json", ".html", ".pdf", ".md", ".docx", ".tar.gz", ".tgz", ".tar", ".rar", ".7z")
"""What people submit instead of a notebook."""
PACKED = (ZIP, ".tar.gz", ".tgz", ".tar", ".rar", ".7z")
SIDE_FILES = ("timestamp.txt", "submission_metadata.yml")
_IGNORED = {"__macosx", "site-packages", "node_modules", "venv", "__pycache__"}


@dataclass(frozen=True, eq=False)
class File:
    """A file that was found."""

    folders: tuple[str, ...]
    """The folders it lies in, below the path that was given and outside of any student's own archive."""
    name: str
    """Its name, or that of the student's own archive that it lies in."""
    place: str
    """Where it lies, for messages."""
    size: int
    changed: float
    read: Callable[[], bytes]
    """Raises OSError or Unusable."""
    inside: tuple[str, ...] = ()
    """Folders and name in the student's own archive."""

    @property
    def own_name(self) -> str:
        """The file's own name, wherever it lies."""
        return self.inside[-1] if self.inside else self.name

    @property
    def is_notebook(self) -> bool:
        return self.own_name.lower().endswith(NOTEBOOK)


@dataclass
class Found:
    """Everything of one path."""

    files: list[File] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    seen: Counter = field(default_factory=Counter)
    """How many files of each ending there were."""
    folders: list[tuple[str, ...]] = field(default_factory=list)
    """All folders that were looked into."""

    def skip(self, place: str, why: str) -> None:
        self.skipped.append(f"{place}: {why}")

    def add(self, file: File, trouble: str = "") -> None:
        """Keep a file if it may matter; one that matters and cannot be read is said."""
        ending = _ending(file.own_name)
        self.seen[ending or "other file"] += 1
        if not ending and file.own_name not in SIDE_FILES:
            return
        if trouble and ending not in OTHERS:
            self.skip(file.place, trouble)
        elif not trouble:
            self.files.append(file)


def folder(path: Path, above: tuple[str, ...] = ()) -> Found:
    """All files of a folder, and in the zips that lie in it. `above` are folders that count too."""
    found = Found()
    for here, folders, names in os.walk(
        path, onerror=lambda e: found.skip(e.filename, f"cannot be read ({e.strerror})")
    ):
        parts = (*above, *Path(here).relative_to(path).parts)
        found.folders.append(parts)
        if len(parts) > MAX_DEPTH and folders:
            found.skip(here, f"more than {MAX_DEPTH} folders deep; not looked into further")
            folders.clear()
        _leave_out(Path(here), folders, parts, found)
        for name in sorted(filter(_is_visible, names)):
            _from_disk(Path(here, name), parts, found)
    return found


def single(path: Path, folders: tuple[str, ...] = ()) -> Found:
    """One file that was given by itself."""
    found = Found()
    _from_disk(path, folders, found, follow=True)
    return found


def zipped(path: Path) -> Found:
    """All files of a zip, and in the zips that lie in it."""
    found = Found()
    _look_into(Archive(path), str(path), found)
    return found


def _from_disk(path: Path, folders: tuple[str, ...], found: Found, follow: bool = False) -> None:
    try:
        status = path.stat() if follow else path.lstat()
    except OSError as error:
        return found.skip(str(path), f"cannot be read ({error.strerror})")
    file = File(folders, path.name, str(path), status.st_size, status.st_mtime, path.read_bytes)
    if _ending(path.name) == ZIP and stat.S_ISREG(status.st_mode):
        found.seen[ZIP] += 1
        _look_into(Archive(path), str(path), found, owner=file)
    else:
        found.add(file, _trouble(status))


def _trouble(status: os.stat_result) -> str:
    if stat.S_ISLNK(status.st_mode):
        return "a symbolic link is not followed; ask for the file itself"
    if not stat.S_ISREG(status.st_mode):
        return "not a file"
    return f"{status.st_size >> 20} MB, more than {MAX_MB}" if status.st_size > MAX_MB << 20 else ""


def _leave_out(here: Path, folders: list[str], parts: tuple[str, ...], found: Found) -> None:
    """Take out of `folders`, which os.walk goes on with, what is not the student's work."""
    for name in folders:
        if (here / name).is_symlink():
            found.skip(str(here / name), "a symbolic link is not followed; ask for the folder itself")
        elif name.lower().endswith(NOTEBOOK):
            found.files.append(File(parts, f"{name}/", str(here / name), 0, 0, bytes))
    folders[:] = sorted(name for name in folders if _is_visible(name) and not (here / name).is_symlink())


def _look_into(archive: Archive, place: str, found: Found, owner: File | None = None, deeper: bool = True) -> None:
    """Add the members of an archive. Where it is a student's own, `owner` is that archive as a file."""
    total, before = Counter(), len(found.files) + len(found.skipped)
    try:
        for member in archive.members():
            if not all(map(_is_visible, member.parts)) or (owner and member.parts[-1] in SIDE_FILES):
                continue
            file = _as_file(archive, member, place)
            if _ending(file.name) == ZIP and not member.trouble:
                _nested(archive, member, file, found, owner, deeper)
            else:
                trouble = member.trouble or _too_much(total, owner, file)
                found.add(_sealed(file, owner) if owner else file, trouble)
    except Unusable as error:
        found.skip(place, str(error))
    if owner and len(found.files) + len(found.skipped) == before:
        found.files.append(owner)  # nothing in it that may be work: the archive itself is what was submitted


def _too_much(total: Counter, owner: File | None, file: File) -> str:
    """Add the file to what was found in its owner's archive or folder."""
    key = "" if owner else file.folders[:2]
    total[key] += file.size if file.is_notebook else 0
    return f"more than {MAX_TOTAL_MB} MB of notebooks together" if total[key] > MAX_TOTAL_MB << 20 else ""


def _nested(archive: Archive, member: Member, file: File, found: Found, owner: File | None, deeper: bool) -> None:
    """A zip in a zip is read, and nothing below that."""
    found.seen[ZIP] += 1
    if deeper:
        _look_into(Archive(archive.path, member.index), file.place, found, owner or file, deeper=False)
    else:
        found.skip(file.place, "an archive in an archive in an archive is not read")


def _as_file(archive: Archive, member: Member, place: str) -> File:
    *folders, name = member.parts
    place = f"{place}!{'/'.join(member.parts)}"
    return File(tuple(folders), name, place, member.size, member.changed, lambda: archive.read(member.index))


def _sealed(inner: File, archive: File) -> File:
    """A file of a student's own archive: the archive's place says whose it is, and nothing in it does."""
    inside = (*inner.folders, inner.name)
    return replace(inner, folders=archive.folders, name=archive.name, inside=inside)


def _is_visible(name: str) -> bool:
    """No hidden folder, no checkpoint, no macOS resource fork, no installed package."""
    return name in ("..", "/") or not (name.startswith(".") or name.lower() in _IGNORED)


def _ending(name: str) -> str:
    lower = name.lower()
    return next((ending for ending in (NOTEBOOK, ZIP, *OTHERS) if lower.endswith(ending)), "")
