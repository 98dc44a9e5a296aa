"""Show what an inbox holds, as a table or as JSON."""

import json

from autograder.classroom.inbox import Inbox
from autograder.grading.text import columns

_HEADER = ("student", "notebook", "attempt", "time", "file")


def table(inbox: Inbox, roster: bool = False) -> str:
    """A line per submission, then what was skipped and why; with a roster also who is missing on either side."""
    rows = [_HEADER] if inbox.entries else []
    rows += [
        (e.student, e.notebook, e.attempt, e.timestamp or ("late" if e.late else ""), e.place) for e in inbox.entries
    ]
    lines = columns(rows, "<<<<<")
    lines += [f"skipped: {reason}" for reason in inbox.skipped]
    return "\n".join(filter(None, [*lines, remarks(inbox, roster)]))


def remarks(inbox: Inbox, roster: bool) -> str:
    """How names were understood, and how they fit the roster."""
    lines = [f"note: {note}" for note in inbox.notes]
    late = sorted(f"{entry.student} ({entry.notebook})" for entry in inbox.entries if entry.late)
    if late:
        lines.append(f"note: late by the learning system, which does not say by how much: {', '.join(late)}")
    if roster:
        lines += ["", f"not on the roster: {len(inbox.unmatched)}", *(f"  {student}" for student in inbox.unmatched)]
        lines += [f"submitted nothing: {len(inbox.absent)}", *(f"  {person}" for person in inbox.absent)]
    return "\n".join(lines)


def as_json(inbox: Inbox) -> str:
    """The same for programs."""
    entries = [
        {
            "student": entry.student,
            "notebook": entry.notebook,
            "attempt": entry.attempt,
            "timestamp": entry.timestamp,
            "late": entry.late,
            "file": entry.place,
        }
        for entry in inbox.entries
    ]
    lists = {key: getattr(inbox, key) for key in ("skipped", "notes", "unmatched", "absent")}
    return json.dumps({"submissions": entries, **lists}, indent=1, ensure_ascii=False)
