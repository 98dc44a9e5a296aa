"""Find the submissions in what was downloaded, before anything runs: whose, which notebook, which attempt, when."""

import errno
import os
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from autograder.classroom.inbox import people, scan
from autograder.classroom.inbox.archives import Unusable
from autograder.classroom.inbox.choose import HandIn, choose, give_ids, nobody, unreadable
from autograder.classroom.inbox.gradescope import MAX_METADATA_MB, METADATA, Submitters
from autograder.classroom.inbox.layouts import TREE, Leaf, assign, is_class, seal
from autograder.classroom.inbox.names import read_stamp
from autograder.classroom.inbox.recognise import recognise
from autograder.classroom.inbox.roster import Roster
from autograder.classroom.inbox.scan import NOTEBOOK, ZIP, File, Found
from autograder.grading.submission import MAX_MB
from autograder.grading.text import printable

_COURSE_FOLDER = ("source", "release", "autograded", "feedback", "gradebook.db", "nbgrader_config.py")
"""What lies beside `submitted/` in a course folder of nbgrader's."""
_GIVE = "give a notebook, a folder, a zip or nbgrader's submitted/"


@dataclass(frozen=True)
class Entry:
    """One submission: a student's file for one notebook."""

    student: str
    notebook: str
    """The notebook's id; the bare file name where it is none of the course's."""
    place: str
    """Where it lies, for messages."""
    read: Callable[[], bytes] = field(repr=False, compare=False)
    timestamp: str | None = None
    """ISO 8601, in UTC."""
    attempt: str = ""
    """As the learning system names it."""
    late: bool = False
    """The learning system says so, without a time."""

    @property
    def data(self) -> bytes:
        """Read from disk each time. Raises OSError where the file is gone."""
        try:
            return self.read()
        except Unusable as error:
            raise OSError(errno.EIO, str(error), self.place) from None


@dataclass
class Inbox:
    """What was found, and what was not taken, with the reason."""

    entries: list[Entry] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """How names were understood, where that is not obvious."""
    unmatched: list[str] = field(default_factory=list)
    """Students who are not on the roster."""
    absent: list[str] = field(default_factory=list)
    """People on the roster who submitted nothing."""


def collect(paths: list[Path], roster: Roster | None = None, known: Collection[str] = ()) -> Inbox:
    """The submissions in `paths`. `known` are ids of students who were graded before.

    Raises FileNotFoundError for a path that is not there."""
    inbox, hand_ins = Inbox(), []
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path} is not there; {_GIVE}")
    for path, found, root in _scanned(paths, inbox):
        hand_ins += _hand_ins(path, found, root, inbox)
    inbox.notes += give_ids(hand_ins, known)
    if roster:
        inbox.unmatched, inbox.absent = roster.apply(hand_ins)
    chosen, skipped = choose(hand_ins)
    inbox.entries = sorted(map(_entry, chosen), key=lambda entry: (entry.student, entry.notebook))
    inbox.skipped += skipped + unreadable(hand_ins)
    for texts in (inbox.skipped, inbox.notes, inbox.unmatched, inbox.absent):
        texts[:] = map(printable, texts)
    return inbox


def tree_of(path: Path) -> Path:
    """nbgrader's `submitted` folder that `path` is, holds beside others of a course, or lies in; else `path`."""
    full = path.resolve()
    if (full / TREE).is_dir() and any((full / name).exists() for name in _COURSE_FOLDER):
        return full / TREE
    return next((step for step in (full, *full.parents[:3]) if step.name == TREE), path)


def _scanned(paths: list[Path], inbox: Inbox) -> list[tuple[Path, Found, str | None]]:
    """What lies in each path, and the name of the folder that its files' folders are counted from."""
    single = [path for path in paths if not path.is_dir() and path.name.lower().endswith(NOTEBOOK)]
    result = []
    for path in paths:
        tree = tree_of(path)
        if path.is_dir():
            result.append((path, *_folder(path, tree, inbox)))
        elif tree.name == TREE and path.resolve().parent != tree and path.name.lower().endswith((NOTEBOOK, ZIP)):
            result.append((path, _part_of(path, tree), TREE))
        elif path in single:
            result.append((path, scan.single(path, _steps_to(path, single)), None))
        elif path.name.lower().endswith(ZIP):
            result.append((path, scan.zipped(path), None))
        else:
            inbox.skipped.append(f"{path}: not a notebook, a folder or a zip; {_GIVE}")
    return result


def _folder(path: Path, tree: Path, inbox: Inbox) -> tuple[Found, str]:
    full = path.resolve()
    if tree.name != TREE:
        return scan.folder(path), full.name
    if tree.is_relative_to(full):
        if tree != full:
            inbox.notes.append(f"{path}: a course folder, of which {TREE}/ is graded")
        return scan.folder(path / tree.relative_to(full)), TREE
    return scan.folder(path, full.relative_to(tree).parts), TREE


def _part_of(path: Path, tree: Path) -> Found:
    """A file of nbgrader's tree, with the timestamp.txt beside it."""
    found = scan.single(path, path.resolve().parent.relative_to(tree).parts)
    stamp = path.parent / "timestamp.txt"
    if stamp.is_file():
        found.files += scan.single(stamp, found.files[0].folders if found.files else ()).files
    return found


def _steps_to(path: Path, single: list[Path]) -> tuple[str, ...]:
    """Several notebooks, as a shell's `*/x.ipynb` gives them, are read as parts of the folder they share."""
    parents = [each.resolve().parent for each in single]
    return path.resolve().parent.relative_to(os.path.commonpath(parents)).parts


def _hand_ins(path: Path, found: Found, root: str | None, inbox: Inbox) -> list[HandIn]:
    """All files of one path that are somebody's."""
    inbox.skipped += found.skipped
    side = {
        (*file.folders, file.name): file for file in found.files if not file.inside and file.name in scan.SIDE_FILES
    }
    leaves = _leaves([file for file in found.files if file.own_name not in scan.SIDE_FILES], inbox)
    if path.suffix.lower() == ZIP and root is None:
        leaves = _of_zip(path, leaves, side, inbox)
    submitters = _submitters(side, inbox)
    inbox.notes += assign(leaves, root, submitters)
    if not any(leaf.sighting for leaf in leaves):
        inbox.skipped.append(f"no notebook found in {path}{_what_was_there(found.seen)}")
    inbox.skipped += _empty_folders(path, found, leaves)
    return [hand_in for leaf in leaves for hand_in in _of_leaf(leaf, side, root, inbox)]


def _leaves(files: list[File], inbox: Inbox) -> list[Leaf]:
    leaves = []
    for file in files:
        if not file.is_notebook:
            leaves.append(Leaf(file, None))
            continue
        try:
            data = file.read()
        except (OSError, Unusable) as error:
            inbox.skipped.append(f"{file.place}: {getattr(error, 'strerror', None) or error}")
            continue
        if len(data) > MAX_MB << 20:
            inbox.skipped.append(f"{file.place}: more than {MAX_MB} MB")
            continue
        stem = people.stem_of(file.own_name)
        leaves.append(Leaf(file, recognise(data, stem, (*file.folders, *file.inside[:-1]))))
    return leaves


def _of_zip(path: Path, leaves: list[Leaf], side: dict, inbox: Inbox) -> list[Leaf]:
    """A zip that was given: a class's, or one student's, whose name counts before any in it."""
    if is_class(leaves, people.stem_of(path.name)):
        return leaves
    inbox.notes.append(f"{path}: read as the upload of one student, after whom it is called")
    if side:
        inbox.notes.append(
            f"{path}: the times and names that this student's {' and '.join(_names(side))} gives are not used"
        )
        side.clear()
    return [Leaf(seal(leaf.file, path.name), leaf.sighting) for leaf in leaves]


def _names(side: dict) -> list[str]:
    return sorted({parts[-1] for parts in side})


def _submitters(side: dict[tuple, File], inbox: Inbox) -> Submitters:
    """Only the outermost list counts: what lies deeper is a student's."""
    submitters = Submitters()
    lists = (parts for parts in side if parts[-1] == METADATA and side[parts].size <= MAX_METADATA_MB << 20)
    for parts in sorted(lists, key=len)[:1]:
        try:
            submitters.read(parts[:-1], side[parts].read())
        except (OSError, ValueError) as error:
            inbox.notes.append(f"{side[parts].place}: {error}")
    return submitters


def _of_leaf(leaf: Leaf, side: dict[tuple, File], root: str | None, inbox: Inbox) -> list[HandIn]:
    if not leaf.owners and leaf.sighting and root is not None:
        inbox.notes.append(f"{leaf.file.place}: nothing tells whose this is")
    owners = leaf.owners or (nobody(leaf.file),)
    stamp = _stamp(leaf, side, inbox) if leaf.sighting else None
    return [HandIn(leaf.file, owner, leaf.sighting, owner.time or stamp) for owner in owners if _matters(leaf)]


def _matters(leaf: Leaf) -> bool:
    """Pages and texts that lie about in a class's folder are no one's work."""
    told = leaf.owned_from or leaf.file.inside or people.is_system_name(leaf.file.name)
    return bool(
        leaf.sighting
        or told
        or leaf.file.name.lower().endswith((".py", ".ipynb.txt", ".ipynb.json", "/", *scan.PACKED))
    )


def _stamp(leaf: Leaf, side: dict[tuple, File], inbox: Inbox) -> datetime | None:
    """nbgrader's timestamp.txt, which it writes into student/notebook/ when it collects."""
    file = None if leaf.file.inside else side.get((*leaf.file.folders, "timestamp.txt"))
    if not file or any(owner.time for owner in leaf.owners):
        return None
    place = file.place
    if len(leaf.file.folders) != leaf.owned_from + 1 or people.is_system_folder(leaf.file.folders[leaf.owned_from - 1]):
        inbox.notes.append(f"{place}: not used, because the student may have written it")
        return None
    try:
        stamp = read_stamp(file.read())
    except (OSError, Unusable) as error:
        stamp, place = None, f"{place} ({error})"
    if stamp is None:
        inbox.notes.append(f"{place}: not a time such as 2026-03-05 10:00:00 UTC; graded without one")
    return stamp


def _empty_folders(path: Path, found: Found, leaves: list[Leaf]) -> list[str]:
    """Students' folders, which is to say those beside a student's, with nothing in them that may be work."""
    if not found.folders:
        return []
    parents = {leaf.file.folders[: leaf.owned_from - 1] for leaf in leaves if leaf.owned_from and leaf.sighting}
    full = {leaf.file.folders[:length] for leaf in leaves for length in range(len(leaf.file.folders) + 1)}
    empty = [parts for parts in found.folders if parts and parts[:-1] in parents and parts not in full]
    return [f"{path.joinpath(*parts)}: no notebook in this folder" for parts in empty]


def _what_was_there(seen: Counter) -> str:
    kinds = [f"{count} {kind}{'s' if kind[0] != '.' and count > 1 else ''}" for kind, count in sorted(seen.items())]
    return f"; there were {', '.join(kinds)}" if kinds else "; it is empty"


def _entry(hand_in: HandIn) -> Entry:
    time = hand_in.time.isoformat() if hand_in.time else None
    owner, file = hand_in.owner, hand_in.file
    return Entry(hand_in.student, hand_in.notebook, hand_in.place, file.read, time, owner.label, owner.late)
