"""Match what files call a student with a class list: id, name, e-mail, and whatever learning systems use."""

import csv
import difflib
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.classroom.inbox.choose import HandIn
from autograder.classroom.inbox.names import clean_id

_ID = ("id", "studentid", "student", "idnumber", "username")
_NAME = ("name", "fullname", "studentname")
_FIRST, _LAST = ("firstname", "givenname"), ("lastname", "surname", "familyname")
_EMAIL = ("email", "emailaddress", "mail")


@dataclass(frozen=True)
class Person:
    """A line of the roster."""

    id: str
    name: str
    exact: frozenset[str]
    """Squeezed id, e-mail address and all further columns."""
    loose: frozenset[str]
    """Squeezed name in each order, and the e-mail address up to its @."""
    email: str = ""
    columns: dict[str, str] = field(default_factory=dict, compare=False)
    """All that the list says of this person, by the columns' squeezed names, such as `sisuserid`."""


class Roster:
    """The people of a class."""

    def __init__(self, people: list[Person]):
        self.people = people
        exact = _index((key, person) for person in people for key in person.exact)
        self._exact = {key: found for key, found in exact.items() if len(found) == 1}  # a section's number is no id
        self._loose = _index((key, person) for person in people for key in person.loose)
        indexes = (self._exact, self._loose)
        self._plain = _index((_plain(key), p) for index in indexes for key, found in index.items() for p in found)

    def find(self, names: Iterable[str]) -> list[Person]:
        """The one person with these names; none, or several if it is ambiguous."""
        keys = {key for name in names if (key := _squeezed(name))}
        by_id, by_name = _found(self._exact, keys), _found(self._loose, keys)
        both = [person for person in by_id if person in by_name]
        either = by_id + [person for person in by_name if person not in by_id]
        return both or either or _found(self._plain, set(map(_plain, keys)))

    def apply(self, hand_ins: list[HandIn]) -> tuple[list[str], list[str]]:
        """Give the roster's ids to `hand_ins`. Returns a sentence for each student who matches nobody, and for each
        person who submitted nothing."""
        groups = defaultdict(list)
        for hand_in in hand_ins:
            groups[hand_in.student].append(hand_in)
        prefix = _common_prefix(list(groups))
        unmatched, present = [], set()
        for student, group in groups.items():
            found = self.find(_names(student, group)) or self.find([student[len(prefix) :]])
            if len(found) == 1:
                present.add(found[0].id)
                for hand_in in group:
                    hand_in.student = found[0].id
            else:
                unmatched.append(f"{student}: {self._why(student, found)}")
        return sorted(unmatched), [str_of(person) for person in self.people if person.id not in present]

    def _why(self, student: str, found: list[Person]) -> str:
        if found:
            return f"matches {len(found)} people ({', '.join(sorted(person.id for person in found))}), so none is taken"
        names = {key: person for person in self.people for key in person.exact | person.loose}
        near = difflib.get_close_matches(_squeezed(student), names, 1, 0.8)
        return f"matches nobody (did you mean {str_of(names[near[0]])}?)" if near else "matches nobody"


def str_of(person: Person) -> str:
    return f"{person.id} ({person.name})" if person.name else person.id


def is_address(email: str) -> bool:
    """Whether a list of addresses stays one when this is put into it."""
    return bool(re.fullmatch(r"[^\s,;<>\"()]+@[^\s,;<>\"()@]+", email))


def load(path: Path) -> Roster:
    """Read a CSV with the columns id, name, email and any others.

    Raises FileNotFoundError, and LookupError for a file that is not such a list."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is not there; give a CSV file with the columns id, name, email")
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise LookupError(f"{path} is not UTF-8; save it as CSV UTF-8") from None
    delimiter = max(",;\t", key=lines[0].count) if lines else ","
    rows = [row for row in csv.reader(lines, delimiter=delimiter) if any(map(str.strip, row))]
    if not rows or not _column(rows[0], _ID):
        raise LookupError(f"{path} has no column id in its first line; it needs the columns id, name, email")
    return Roster(_people(path, rows[0], rows[1:]))


def _people(path: Path, header: list[str], rows: list[list[str]]) -> list[Person]:
    people = {}
    for number, row in enumerate(rows, 2):
        person = _person(header, [*map(str.strip, row), *[""] * (len(header) - len(row))])
        if not person.id:
            raise LookupError(f"{path}, row {number}: the column id is empty; give each student an id")
        if person.id in people:
            raise LookupError(f"{path}, row {number}: the id {person.id!r} was given before; ids must differ")
        people[person.id] = person
    return list(people.values())


def _person(header: list[str], row: list[str]) -> Person:
    def cell(names: tuple[str, ...]) -> str:
        return row[header.index(column)] if (column := _column(header, names)) else ""

    name = cell(_NAME) or f"{cell(_FIRST)} {cell(_LAST)}".strip()
    named = {_column(header, names) for names in (_NAME, _FIRST, _LAST)}
    exact = {_squeezed(value) for column, value in zip(header, row, strict=False) if column not in named}
    loose = {*_orders(name), _squeezed(cell(_EMAIL).partition("@")[0])}
    columns = {_squeezed(column): value for column, value in zip(header, row, strict=False)}
    return Person(clean_id(cell(_ID)), name, frozenset(exact - {""}), frozenset(loose - {""}), cell(_EMAIL), columns)


def _column(header: list[str], names: tuple[str, ...]) -> str | None:
    """The first column that is called so, whatever its case and punctuation."""
    return next((column for name in names for column in header if _squeezed(column) == name), None)


def _squeezed(text: str) -> str:
    """Letters and digits only, without case."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def _plain(key: str) -> str:
    """Without accents."""
    return "".join(char for char in unicodedata.normalize("NFD", key) if not unicodedata.combining(char))


def _orders(name: str) -> Iterator[str]:
    """ "Ada King Lovelace" may be written from any of its words on: "lovelaceadaking", as Canvas does."""
    words = re.split(r"[\s,]+", name.strip())
    for start in range(len(words)):
        yield _squeezed("".join(words[start:] + words[:start]))


def _index(pairs: Iterable[tuple[str, Person]]) -> dict[str, list[Person]]:
    found = defaultdict(list)
    for key, person in pairs:
        if person not in found[key]:
            found[key].append(person)
    return found


def _found(index: dict[str, list[Person]], keys: set[str]) -> list[Person]:
    return list({person.id: person for key in sorted(keys) for person in index.get(key, ())}.values())


def _names(student: str, group: list[HandIn]) -> set[str]:
    return {student, *(name for hand_in in group for name in (hand_in.owner.student, *hand_in.owner.aliases))}


def _common_prefix(students: list[str]) -> str:
    """What GitHub Classroom puts before each name: the assignment and a hyphen."""
    prefix = os.path.commonprefix(students) if len(students) > 1 else ""
    return prefix[: prefix.rfind("-") + 1]
