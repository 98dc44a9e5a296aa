"""Read a person out of the name of a folder or file, as learning systems and people write it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from autograder.classroom.inbox.names import read_time
from autograder.classroom.inbox.recognise import notebooks, patterns
from autograder.classroom.inbox.scan import NOTEBOOK, OTHERS, PACKED


@dataclass(frozen=True)
class Owner:
    """Whose a file is, and what its name tells about the attempt."""

    student: str
    """As written; cleaned later."""
    aliases: tuple[str, ...] = ()
    """What else a roster may call this person."""
    number: str = ""
    """Tells people of one name apart, within one notebook."""
    key: str = ""
    """What stays the same over this person's attempts, where `student` may not."""
    attempt: float | None = None
    """A later attempt has a higher one."""
    label: str = ""
    """The attempt as the layout writes it."""
    order: int = 0
    """A number that grows with the time of the upload."""
    time: datetime | None = None
    late: bool = False
    """The learning system says so, without a time."""


_TIME = r"\d{4}-\d\d-\d\d[ -]\d\d[:_-]\d\d[:_-]\d\d"
_EXCHANGE = re.compile(rf"(?P<who>.+)\+(?P<notebook>[^+]+)\+(?P<time>{_TIME}[^+]*)(?:\+[^+]*)?")
_MOODLE = re.compile(r"(?P<front>(?P<who>.+?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext))(?:_|$)", re.DOTALL)
_BLACKBOARD = re.compile(rf"(?P<front>(?:.*?_)?(?P<who>[^_]+)_attempt_(?P<time>{_TIME}))(?:_|\.|$)", re.DOTALL)
_CANVAS = re.compile(
    r"(?P<front>(?:(?P<who>.+?)_(?P<late>LATE_)?(?P<user>\d+)|(?P<late_too>LATE_)?(?P<anonymous>anon_[^_]+))"
    r"_(?P<upload>[1-9]\d+))_(?P<rest>.+)",
    re.DOTALL,
)
_GRADESCOPE = re.compile(r"submission_\d+(?:\.\w+)?")

_GENERIC = """
    abgabe abgaben all answer answers archive assignment assignments attachments attempt attempts backup blatt
    class code collected copy course courses data document documents done download downloads draft exercise
    exercises export file files final folder hand handed handin homework homeworks hw in inbound inbox ipynb
    jupyter kopie lab labs materials module my nb new notebook notebooks of old part problem problems project
    projects ps pset python results section sections set sheet solution solutions solved source src students
    submission submissions submit submitted task tasks temp the tmp tutorial unit untitled upload uploads users
    ver version von week weeks work zip
"""
_WORDS = frozenset(_GENERIC.split())
_GROUPS = {"group", "groups", "team", "teams", "pair", "gruppe"}
_CLASS_WORDS = {"class", "export", "gradebook", "submissions", "submitted", "inbound"}
_BROWSER_COPY = re.compile(r"\s*\(\d+\)$|^\s*copy of\s+|\s*[-_ ]+copy$|^\s*kopie von\s+", re.IGNORECASE)
_SEPARATORS = " \t_-.+,"


def is_generic(name: str) -> bool:
    """Whether a name says nothing about a person: "submitted", "Homework 3", a notebook's name."""
    words = _words(name)
    known = any(word in _WORDS or word in _GROUPS for word in words)
    plain = all(word in _WORDS or word in _GROUPS or len(word) == 1 or word.isdigit() for word in words)
    return not _GRADESCOPE.fullmatch(name) and (known and plain or is_notebook_name(name) or not words)


def may_be_group(name: str) -> bool:
    """ "Group 3" or "7": whose work it is where nothing else says so."""
    words = _words(name)
    return bool(words) and words[-1].isdigit() and _GROUPS.issuperset(words[:-1])


def is_class_name(stem: str) -> bool:
    """Whether a zip of this name is a class's, whatever is in it."""
    return is_generic(stem) or stem.isdigit() or not _CLASS_WORDS.isdisjoint(_words(stem))


def is_notebook_name(name: str) -> bool:
    """The notebook's name or number, and nothing beside it that speaks of a person."""
    numbers = {number for each in notebooks() for number in (each[:2], each[:2].lstrip("0"))}
    return name in numbers or any(pattern.search(name) for pattern in patterns().values()) and person_in(name) is None


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+|\d+", name.lower())


def of_folder(name: str) -> Owner:
    """The owner of a folder that is known to be a person's."""
    return _of_system(name, is_folder=True) or Owner(_without_branch(name))


def of_file(name: str) -> Owner | None:
    """The owner that the name of a file or of a student's archive tells, or None."""
    if owner := _of_system(name, is_folder=False):
        return owner
    stem = stem_of(name)
    repository = _without_branch(stem)
    who = repository if repository != stem else person_in(stem)
    return Owner(who) if who else None


def _without_branch(name: str) -> str:
    """The repository of `hw1-alice-main`: GitHub adds the branch when it zips one."""
    return re.sub(r"^([^\s-]+-\S+)-(?:main|master)$", r"\1", name)


def is_system_name(name: str) -> bool:
    """Whether a learning system has named this file."""
    return bool(_of_system(name, is_folder=False))


def is_system_folder(name: str) -> bool:
    """Whether a learning system has named this folder."""
    return bool(_of_system(name, is_folder=True))


def front_of(name: str, system: str) -> str | None:
    """What "canvas" or "moodle" wrote in front of a file's or folder's name; None where it did not name this one."""
    match = (_MOODLE if system == "moodle" else _CANVAS).match(name)
    if not match or (system == "canvas" and match["user"] and _is_no_canvas(match)):
        return None
    return match["front"]


def bears_own_name(stem: str, notebook: str) -> bool:
    """Whether a file is called as the notebook is, and is no copy that a browser or an editor has made."""
    return stem.lower().endswith(notebook.lower()) and not _BROWSER_COPY.search(stem)


def stem_of(name: str) -> str:
    """A name without what tells its kind."""
    ending = next((e for e in (NOTEBOOK, *PACKED, *OTHERS) if name.lower().endswith(e)), "")
    return name[: len(name) - len(ending)] if ending else PurePosixPath(name).stem


def person_in(stem: str) -> str | None:
    """What is left of "alice_03_adaptive_methods (1)" without the notebook, marks of copies and generic words."""
    named = next((match for p in patterns().values() if (match := p.search(stem))), None)
    if named:
        stem = f"{stem[: named.start()]} - {re.sub(r'^-[0-9]{1,2}$', '', stem[named.end() :])}".strip(_SEPARATORS)
    for text in _stripped(stem):
        stem = text
    parts = [part for part in stem.split(" - ") if part.strip(_SEPARATORS) and not is_generic(part)] if stem else []
    return parts[0].strip(_SEPARATORS) if parts else None


def _stripped(text: str) -> Iterator[str]:
    """`text` with one generic word or mark of a copy less at an end, and again, until none is left."""
    before = None
    while text != before:
        before, text = text, _BROWSER_COPY.sub("", text).strip(_SEPARATORS)
        yield text
        first, last = re.match(r"[^\W_]+", text), re.search(r"[^\W_]+$", text)
        for word in filter(None, (last, first)):
            if _is_filler(word[0]) and word[0] != text:
                text = (text[: word.start()] + text[word.end() :]).strip(_SEPARATORS)
                break


def _is_filler(word: str) -> bool:
    """ "final", "hw3" or "v2", but not "alice2"."""
    match = re.fullmatch(r"([^\W\d_]*)(\d*)", word.lower())
    return bool(match) and (match[1] in _WORDS or (match[1] == "v" and match[2] != ""))


def _of_system(name: str, is_folder: bool) -> Owner | None:
    """What a learning system wrote in front counts; the rest of a file's name is the student's choice."""
    readers = [(_MOODLE, _of_moodle), (_BLACKBOARD, _of_blackboard), (_CANVAS, _of_canvas)]
    found = [(match.end("front"), read(match)) for pattern, read in readers if (match := pattern.match(name))]
    if is_folder and (match := _EXCHANGE.fullmatch(name)):
        found = [(0, _timed(match, local=False))]
    if owners := [owner for _, owner in sorted(found, key=lambda item: item[0]) if owner]:
        return owners[0]
    return Owner(stem_of(name)) if _GRADESCOPE.fullmatch(name) else None


def _of_moodle(match: re.Match) -> Owner:
    return Owner(match["who"].replace("_", " ").strip(), number=match["number"])


def _of_blackboard(match: re.Match) -> Owner | None:
    return _timed(match, local=True)


def _timed(match: re.Match, local: bool) -> Owner | None:
    time = read_time(match["time"], local)
    return Owner(match["who"], attempt=time.timestamp(), label=match["time"], time=time) if time else None


def _of_canvas(match: re.Match) -> Owner | None:
    """`lovelaceada_LATE_12345_678901_03_adaptive_methods-1.ipynb`: name, user, upload, and the file's own name."""
    if match["user"] and _is_no_canvas(match):
        return None
    who = match["anonymous"] or f"{match['who']}_{match['user']}"
    again = re.search(r"-(\d{1,2})$", stem_of(match["rest"]))
    return Owner(
        match["anonymous"] or f"{who}_{match['upload']}",
        aliases=() if match["anonymous"] else (match["who"], match["user"]),
        key=f"canvas {who}",
        attempt=float(again[1]) if again and is_notebook_name(stem_of(match["rest"])) else None,
        label=str(int(again[1]) + 1) if again else "",
        order=int(match["upload"]),
        late=bool(match["late"] or match["late_too"]),
    )


def _is_no_canvas(match: re.Match) -> bool:
    """`alice_2026_10_ensembles.ipynb` and `alice_2026_11_29.ipynb` are somebody's own names."""
    own = f"{match['upload']}_{match['rest']}"
    year = re.fullmatch(r"(?:19|20)\d\d", match["user"])
    return any(p.match(own) for p in patterns().values()) or bool(year and int(match["upload"]) <= 12)
