"""Whose each file is: from the folders above it, the archive around it, and its name.

The person is the outermost folder that can be one. Names such as "submitted", "week 3" or a notebook's name are not
people's. Where no folder at some depth holds a notebook by itself, and people would submit the same notebook twice,
the folders of that depth are sections of a class."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from autograder.classroom.inbox import people
from autograder.classroom.inbox.gradescope import Submitters
from autograder.classroom.inbox.names import clean_id
from autograder.classroom.inbox.people import Owner
from autograder.classroom.inbox.recognise import Sighting, named_in
from autograder.classroom.inbox.scan import File

TREE = "submitted"
"""nbgrader's: a folder for each student, whatever it is called."""


@dataclass(eq=False)
class Leaf:
    """A file on its way to its owner."""

    file: File
    sighting: Sighting | None
    """What the notebook is; None for other files."""
    chain: tuple[int, ...] = ()
    """Which of the folders above it may be a person's, outermost first."""
    owners: tuple[Owner, ...] = ()
    """Several where a group submitted together; none where nothing tells."""
    owned_from: int = 0
    """How many of its folders lead to and include the owner's; 0 where the file's name tells."""

    def folder(self, depth: int) -> str:
        """The name that may be a person's at this depth, the same however its accents are written."""
        return clean_id(self.file.folders[self.chain[depth]])


def assign(leaves: list[Leaf], root: str | None, submitters: Submitters) -> list[str]:
    """Set the owners of all files of one path, and return what should be said about it.

    `root` is the name of the folder that was given, which counts where nothing below it tells."""
    for leaf in leaves:
        leaf.chain, leaf.owners, leaf.owned_from = _chain(leaf.file.folders, root), (), 0
    notes: list[str] = []
    _descend(leaves, 0, submitters, notes)
    for leaf in leaves:
        if not leaf.owners and root and not people.is_generic(root):
            leaf.owners = (Owner(root),)
    return notes


def is_class(leaves: list[Leaf], stem: str) -> bool:
    """Whether a zip called `stem` comes from a class, and not from one student.

    It does if it has such a name, or if at least two people's folders or files in it hold the same notebook."""
    if people.is_class_name(stem):
        return True
    assign(leaves, None, Submitters())
    by_notebook = defaultdict(set)
    for leaf in leaves:
        name = leaf.file.name
        told = leaf.owned_from or people.is_system_name(name) or named_in(name)
        if leaf.sighting and leaf.owners and told:
            by_notebook[leaf.sighting.notebook].add(leaf.owners[0].student)
    return any(len(students) > 1 for students in by_notebook.values())


def seal(file: File, archive: str) -> File:
    """The file as one of a student's own archive: no name in there speaks of a person."""
    return replace(file, folders=(), name=archive, inside=(*file.folders, file.name, *file.inside))


def _chain(folders: tuple[str, ...], root: str | None) -> tuple[int, ...]:
    """In nbgrader's tree it is the folder below `submitted`; elsewhere each that is not generic."""
    start = 0 if root and root.lower() == TREE else None
    for index, name in enumerate(folders):
        if start is not None or not people.is_generic(name):
            break
        start = index + 1 if name.lower() == TREE else None
    if start is not None:
        return (start,) if start < len(folders) else ()
    return tuple(index for index, name in enumerate(folders) if not people.is_generic(name))


def _descend(leaves: list[Leaf], depth: int, submitters: Submitters, notes: list[str]) -> None:
    """Set the owners of leaves that share all folders above `depth`."""
    groups: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        if len(leaf.chain) > depth:
            groups[leaf.folder(depth)].append(leaf)
        else:
            _by_file(leaf, submitters)
    sections = _names_of_sections(leaves, groups, depth)
    for name, group in groups.items():
        if name in sections:
            _descend(group, depth + 1, submitters, notes)
            continue
        if several := _folders_with_one_notebook(group, depth):
            inside = ", ".join(several)
            notes.append(
                f"{name} is taken for one student who has the folders {inside}; if it is a section, give it as PATH"
            )
        for leaf in group:
            _by_folder(leaf, leaf.chain[depth], submitters)


def _names_of_sections(leaves: list[Leaf], groups: dict[str, list[Leaf]], depth: int) -> set[str]:
    """Which of these folders hold the work of several people."""
    alone = len(groups) == 1 and all(len(leaf.chain) > depth for leaf in leaves)
    if alone and all(_all_by_system(group, depth) for group in groups.values()):
        return set(groups)
    if len(groups) > 1 and all(len(_people_in_files(group, depth)) > 1 for group in groups.values()):
        return set(groups)
    beside = {_parent(leaf, depth) for leaf in leaves if leaf.sighting and len(leaf.chain) == depth + 1}
    own = {name for name, group in groups.items() if any(_parent(leaf, depth) in beside for leaf in group)}
    return {name for name, group in groups.items() if name not in own and _folders_with_one_notebook(group, depth)}


def _parent(leaf: Leaf, depth: int) -> tuple[str, ...]:
    """The folder that the one at this depth lies in."""
    return leaf.file.folders[: leaf.chain[depth]]


def _folders_with_one_notebook(group: list[Leaf], depth: int) -> list[str]:
    """The folders one level deeper, if two of them hold the same notebook."""
    below = defaultdict(set)
    for leaf in group:
        if leaf.sighting and len(leaf.chain) > depth + 1:
            below[leaf.sighting.notebook].add(leaf.folder(depth + 1))
    return sorted(set().union(*(names for names in below.values() if len(names) > 1)))


def _people_in_files(group: list[Leaf], depth: int) -> set[str]:
    """Whom the names of files directly in this folder name, where they hold the same notebook."""
    below = defaultdict(set)
    for leaf in group:
        owner = people.of_file(leaf.file.name)
        if leaf.sighting and owner and len(leaf.chain) == depth + 1 and named_in(leaf.file.name):
            below[leaf.sighting.notebook].add(owner.student)
    return set().union(*(names for names in below.values() if len(names) > 1))


def _all_by_system(group: Iterable[Leaf], depth: int) -> bool:
    """Whether a learning system has named all that lies in this folder, as in a download that was unpacked."""
    return all(len(leaf.chain) == depth + 1 and people.is_system_name(leaf.file.name) for leaf in group)


def _by_folder(leaf: Leaf, index: int, submitters: Submitters) -> None:
    parents, name = leaf.file.folders[:index], leaf.file.folders[index]
    leaf.owners = submitters.of(parents, name) or (people.of_folder(name),)
    leaf.owned_from = index + 1


def _by_file(leaf: Leaf, submitters: Submitters) -> None:
    """The file's name, else a folder such as "group 3"."""
    owner = people.of_file(leaf.file.name)
    group = next((name for name in reversed(leaf.file.folders) if people.may_be_group(name)), None)
    if found := submitters.of(leaf.file.folders, leaf.file.name):
        leaf.owners = found
    elif owner:
        leaf.owners = (owner,)
    elif group:
        leaf.owners = (Owner(group),)
