"""Give each student an id and each notebook of a student one file; all others are said."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from autograder.classroom.inbox import people
from autograder.classroom.inbox.names import clean_id, same_text
from autograder.classroom.inbox.people import Owner
from autograder.classroom.inbox.recognise import CONTENT, FOLDER_NAME, NOTHING, PART, TRACES, Sighting, named_in
from autograder.classroom.inbox.scan import File
from autograder.grading.text import printable

MAX_NOTEBOOKS = 30
"""Of one student; the course has about a dozen."""


@dataclass(eq=False)
class HandIn:
    """One file with all that is known about it."""

    file: File
    owner: Owner
    sighting: Sighting | None
    """What notebook it is; None for a file that is not a notebook."""
    time: datetime | None = None
    student: str = ""
    """The id, once it is known."""

    @property
    def place(self) -> str:
        return printable(self.file.place)

    @property
    def notebook(self) -> str:
        return self.sighting.notebook if self.sighting else ""

    @property
    def evidence(self) -> int:
        return self.sighting.evidence if self.sighting else NOTHING


def give_ids(hand_ins: list[HandIn], known: Collection[str]) -> list[str]:
    """Set the ids, and return what should be said. `known` are ids of students who were graded before."""
    first = _first_names(hand_ins, known)
    namesakes = _namesakes(hand_ins)
    for hand_in in hand_ins:
        owner = hand_in.owner
        name = first.get(owner.key, owner.student)
        if owner.number and (owner.student in namesakes or owner.student == "Participant"):
            name = f"{owner.student} {owner.number}"
        hand_in.student = clean_id(name) or "unnamed"
    notes = [f"several people are called {name}: told apart by Moodle's number" for name in sorted(namesakes)]
    return notes + _lookalikes(hand_ins)


def _first_names(hand_ins: list[HandIn], known: Collection[str]) -> dict[str, str]:
    """Canvas numbers each upload: a student keeps the id of the first one, in this batch or in an earlier one."""
    first = {}
    for hand_in in sorted(hand_ins, key=lambda hand_in: hand_in.owner.order):
        if hand_in.owner.key:
            first.setdefault(hand_in.owner.key, hand_in.owner.student)
    for name in sorted(known):
        earlier = people.of_file(f"{name}_x")
        if earlier and earlier.key in first:
            first[earlier.key] = name
    return first


def _namesakes(hand_ins: list[HandIn]) -> set[str]:
    """Names that stand with several numbers at one notebook."""
    numbers = defaultdict(set)
    for hand_in in hand_ins:
        if hand_in.owner.number and hand_in.sighting:
            numbers[hand_in.owner.student, hand_in.notebook].add(hand_in.owner.number)
    return {name for (name, _), found in numbers.items() if len(found) > 1}


def _lookalikes(hand_ins: list[HandIn]) -> list[str]:
    """Different names that are one id once invisible characters are gone."""
    names = defaultdict(set)
    for hand_in in hand_ins:
        if not hand_in.owner.key and not hand_in.owner.number:
            names[hand_in.student].add(hand_in.owner.student.strip())
    return [
        f"{len(found)} names look the same and count as one student, {student}: {', '.join(sorted(map(ascii, found)))}"
        for student, found in names.items()
        if not all(same_text(a, b) for a in found for b in found)
    ]


def choose(hand_ins: list[HandIn]) -> tuple[list[HandIn], list[str]]:
    """One file per student and notebook, and a sentence on each other one."""
    chosen, skipped = [], []
    for student, notebooks in _by_student(hand_ins).items():
        strays, rest = _apart(notebooks)
        best: dict[str, HandIn] = {}
        reasons = [f"{h.place}: skipped, not a notebook of this course; {student} also submitted one" for h in strays]
        for hand_in in sorted(rest, key=_rank, reverse=True):
            if other := best.get(hand_in.notebook):
                reasons.append(f"{hand_in.place}: skipped, {student} also submitted {other.place}")
            elif len(best) == MAX_NOTEBOOKS:
                reasons.append(f"{hand_in.place}: skipped, {student} submitted more than {MAX_NOTEBOOKS} notebooks")
            else:
                best[hand_in.notebook] = hand_in
        chosen += best.values()
        skipped += _shortened(reasons, student)
    return chosen, skipped


def _shortened(reasons: list[str], student: str) -> list[str]:
    """Nobody's thousand files hide what is said of others."""
    if len(reasons) <= MAX_NOTEBOOKS:
        return reasons
    return [*reasons[:MAX_NOTEBOOKS], f"{len(reasons) - MAX_NOTEBOOKS} more files of {student}: skipped as well"]


def _by_student(hand_ins: list[HandIn]) -> dict[str, list[HandIn]]:
    found = defaultdict(list)
    for hand_in in hand_ins:
        if hand_in.sighting:
            found[hand_in.student].append(hand_in)
    return found


def _apart(notebooks: list[HandIn]) -> tuple[list[HandIn], list[HandIn]]:
    """What does not belong to the course, beside what does; and the rest.

    One that only shares a function's name with ours takes the place of no other, nor of one submitted before."""
    sure = {h.notebook for h in notebooks if h.evidence >= FOLDER_NAME}
    known = any(h.evidence > NOTHING for h in notebooks)
    strays, rest = [], []
    for hand_in in notebooks:
        evidence = hand_in.evidence
        stray = (
            (evidence == NOTHING and known)
            or (evidence == TRACES and sure)
            or (evidence == PART and hand_in.notebook in sure)
        )
        (strays if stray else rest).append(hand_in)
    return strays, rest


def _rank(hand_in: HandIn) -> tuple:
    """The latest attempt, else our content, else the notebook's own name, nearest to the top, else the newest."""
    owner = hand_in.owner
    stem = people.stem_of(hand_in.file.own_name)
    return (
        -1.0 if owner.attempt is None else owner.attempt,
        hand_in.evidence == CONTENT,
        owner.student.strip() == hand_in.student,
        people.bears_own_name(stem, hand_in.notebook),
        -len(hand_in.file.folders) - len(hand_in.file.inside),
        hand_in.evidence,
        hand_in.time.timestamp() if hand_in.time else hand_in.file.changed,
        owner.order,
        hand_in.place,
    )


def unreadable(hand_ins: list[HandIn]) -> list[str]:
    """A sentence on each student who submitted files, but no notebook."""
    files = defaultdict(list)
    for hand_in in hand_ins:
        files[hand_in.student].append(hand_in)
    return [
        f"{found[0].place}: not a notebook, and {student} submitted none{_and_more(found)}"
        for student, found in files.items()
        if not any(hand_in.sighting for hand_in in found)
    ]


def _and_more(found: list[HandIn]) -> str:
    return f"; {len(found) - 1} more there" if len(found) > 1 else ""


def nobody(file: File) -> Owner:
    """Where nothing tells whose a file is: its name stands for the student."""
    stem = people.stem_of(file.name)
    return Owner(named_in(stem) or stem)
