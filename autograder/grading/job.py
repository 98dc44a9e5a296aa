"""What is to be graded, by value, and the reports of what could not be. Light: a coordinator needs no more."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache

from autograder.authoring.source import ROOT, find, sources
from autograder.grading.provenance import provenance
from autograder.grading.report import (
    FAILED,
    NOT_CHECKED,
    STUDENT_WORDS,
    ExerciseReport,
    GraderError,
    Report,
)
from autograder.grading.text import printable


@dataclass(frozen=True)
class Job:
    """One notebook of one student, by value."""

    student: str
    notebook: str
    """Its id, such as 03_adaptive_methods; the name of a file that is none of the course's notebooks."""
    data: bytes
    seed: int


def seed_of(secret: str, student: str, notebook: str) -> int:
    """The seed of a submission's hidden tests: of 128 bits, and of no use to anybody else."""
    digest = hashlib.sha256(json.dumps([secret, student, notebook]).encode()).digest()
    return int.from_bytes(digest[:16], "big")


@cache
def release(notebook: str) -> dict:
    return json.loads((ROOT / "course" / notebook / f"{notebook}.ipynb").read_text("utf-8"))


def provenance_of(job: Job) -> dict:
    """What a report of this job depends on."""
    return provenance(job.data, job.seed, next((s for s in sources() if s.notebook == job.notebook), None))


def failed(job: Job, error: Exception, transient: bool = False) -> Report:
    """The report where we could not do our part. A `transient` fault may be gone the next time."""
    transient = transient or isinstance(error, GraderError)
    return nothing(job, NOT_CHECKED, fault=printable(f"{type(error).__name__}: {error}"), transient=transient)


def nothing(job: Job, outcome: str, why: str = "", **about) -> Report:
    """The report of what could not be read or graded: its notebook is known by its name at best."""
    messages = (why or STUDENT_WORDS[outcome],)
    try:
        source = find(job.notebook)
    except LookupError:
        return Report(job.student, job.notebook, (), messages, readable=False, **about)
    none = [ExerciseReport(e.name, 0.0, e.points, outcome, messages) for e in source.exercises.values()]
    return Report(job.student, source.notebook, tuple(none), messages, readable=outcome != FAILED, **about)
