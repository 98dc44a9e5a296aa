"""Find the submissions in a notebook, a folder, a zip or nbgrader's `submitted/` tree. Reads, never extracts."""

import stat
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.source import SOLUTIONS
from autograder.submission import MAX_MB


@dataclass(frozen=True)
class Entry:
    """One file that was handed in."""

    student: str
    name: str
    """The notebook it is said to be: from the file's name or its folder's, else the bare file name."""
    data: bytes
    place: str
    """Where it lies, for messages."""
    timestamp: str | None = None
    """nbgrader's timestamp.txt beside it."""


@dataclass
class Inbox:
    """What was found, and what was left aside with the reason."""

    entries: list[Entry] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def collect(paths: list[Path]) -> Inbox:
    """Raises FileNotFoundError for a path that is not there."""
    inbox = Inbox()
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path} is not there; give a notebook, a folder, a zip or nbgrader's submitted/")
        if path.suffix == ".zip":
            _collect_zip(path, inbox)
        elif path.is_dir():
            _collect_folder(path, inbox)
        else:
            _add(inbox, PurePosixPath(path.name), path.read_bytes(), str(path))
    _drop_copies(inbox)
    return inbox


def _collect_folder(folder: Path, inbox: Inbox) -> None:
    for path in sorted(folder.rglob("*.ipynb")):
        relative = path.relative_to(folder)
        if ".ipynb_checkpoints" in relative.parts:
            continue
        if any(step.is_symlink() for step in (path, *path.parents) if step.is_relative_to(folder) and step != folder):
            inbox.skipped.append(f"{path}: a symbolic link is not followed; ask for the file itself")
        elif not path.is_file():
            inbox.skipped.append(f"{path}: not a file")
        elif path.stat().st_size > MAX_MB << 20:
            inbox.skipped.append(f"{path}: more than {MAX_MB} MB")
        else:
            stamp = path.parent / "timestamp.txt"
            text = stamp.read_text("utf-8", errors="replace").strip() if stamp.is_file() else None
            _add(inbox, PurePosixPath(relative.as_posix()), path.read_bytes(), str(path), text)


def _collect_zip(path: Path, inbox: Inbox) -> None:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        inbox.skipped.append(f"{path}: not a zip file ({error})")
        return
    with archive:
        for info in archive.infolist():
            if info.filename.endswith(".ipynb") and "__MACOSX" not in info.filename:
                _add_member(archive, info, path, inbox)


def _add_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, inbox: Inbox) -> None:
    place, name = f"{path}!{info.filename}", PurePosixPath(info.filename)
    if name.is_absolute() or ".." in name.parts or "\\" in info.filename:
        inbox.skipped.append(f"{place}: the name leads out of the archive")
    elif stat.S_ISLNK(info.external_attr >> 16):
        inbox.skipped.append(f"{place}: a symbolic link is not followed")
    elif info.file_size > MAX_MB << 20:
        inbox.skipped.append(f"{place}: more than {MAX_MB} MB")
    else:
        try:
            _add(inbox, name, archive.read(info), place)
        except (RuntimeError, zipfile.BadZipFile, NotImplementedError) as error:
            inbox.skipped.append(f"{place}: {error}")


def _add(inbox: Inbox, relative: PurePosixPath, data: bytes, place: str, timestamp: str | None = None) -> None:
    student, name = _whose(relative)
    inbox.entries.append(Entry(student, name, data, place, timestamp))


def _whose(relative: PurePosixPath) -> tuple[str, str]:
    """Student and notebook of `alice/03_x/03_x.ipynb`, `alice/03_x.ipynb`, `alice_03_x.ipynb` or `alice.ipynb`."""
    known = notebooks()
    stem, folders = relative.stem, list(relative.parts[:-1])
    inside = next((name for name in known if name in stem), None)
    name = inside or next((part for part in folders if part in known), stem)
    rest = stem.replace(inside, "").strip(" _-.") if inside else stem
    people = [part for part in folders if part not in known]
    return (people[0] if people else rest or stem), name


def notebooks() -> list[str]:
    """The names of the course's notebooks."""
    return [path.stem for path in sorted(SOLUTIONS.glob("[0-9][0-9]_*.py"))]


def _drop_copies(inbox: Inbox) -> None:
    """One file per student and notebook: the one that bears the notebook's own name, else the first."""
    chosen: dict[tuple, Entry] = {}
    for entry in inbox.entries:
        key = (entry.student, entry.name)
        exact = entry.place.endswith(f"{entry.name}.ipynb")
        if key not in chosen or (exact and not chosen[key].place.endswith(f"/{entry.name}.ipynb")):
            chosen[key] = entry
    kept = {id(entry) for entry in chosen.values()}
    for entry in (entry for entry in inbox.entries if id(entry) not in kept):
        inbox.skipped.append(f"{entry.place}: {entry.student} handed in {chosen[entry.student, entry.name].place} too")
    inbox.entries = [entry for entry in inbox.entries if id(entry) in kept]
