"""What a class did, in numbers: pure functions of its reports, and of the gradebook's rows where there is one."""

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from sys import intern

from autograder.classroom.inbox.roster import Person
from autograder.grading.report import NOT_ATTEMPTED, NOT_CHECKED, PASSED, ExerciseReport, Report
from utils import course_file

BINS = 10
HELP = 0.5
"""Below this share of the points of what was handed in, a student may need help."""
FEWEST = 3
"""Students without whom a correlation says nothing."""
_ODD = re.compile(r"ended the Python process|took longer than|took too much|wrote more than \d")
"""Of notes and messages: the process ended, or a limit was hit."""
_ODD_NOTE = re.compile(rf"{_ODD.pattern}|more than \d|over \d+ MB|left out")


@dataclass(frozen=True)
class Result:
    """The points of one student in one notebook: the gradebook's where it has them, else the report's."""

    student: str
    notebook: str
    score: float
    max_score: float
    late_penalty: float = 0.0
    hours_late: float = 0.0
    waits: bool = False
    """The gradebook flags it for manual grading."""
    by_hand: int = 0
    """Exercises whose score a person gave."""


@dataclass(frozen=True)
class Exercise:
    """How a class did in one exercise, as the hidden tests saw it."""

    notebook: str
    name: str
    handed_in: int
    solved: int
    share: float | None
    """Mean share of its points: its difficulty. None where none was checked."""
    discrimination: float | None
    """Correlation with the rest of the notebook; None for fewer than FEWEST students and where all are equal."""
    not_attempted: int
    mistake: str
    """The most frequent one."""
    mistakes: int
    """How many made it."""


@dataclass(frozen=True)
class Mistake:
    """A known mistake and who made it."""

    notebook: str
    exercise: str
    name: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Notebook:
    """Points of a class in one notebook."""

    name: str
    handed_in: int
    max_score: float
    mean: float
    median: float
    bins: tuple[int, ...]
    """Students by tenths of the points; full marks are in the last."""


@dataclass(frozen=True)
class Standing:
    """How one student stands, in per cent."""

    student: str
    handed_in: int
    total: float
    """Of all notebooks of the class, weighted; what is missing counts 0."""
    so_far: float
    """Of the points of what was handed in."""


@dataclass(frozen=True)
class Remark:
    """Something about one student's notebook that a person should know."""

    student: str
    notebook: str
    text: str


def slim(report: Report) -> Report:
    """What the numbers need of a report, so that those of a large class fit into memory."""
    exercises = tuple(_slim(e) for e in report.exercises)
    return replace(report, student=intern(report.student), assignment=intern(report.assignment), exercises=exercises,
                   provenance={})  # fmt: skip


def _slim(e: ExerciseReport) -> ExerciseReport:
    unnamed = e.signature and not e.mistake
    kept = {"code": e.code if unnamed else "", "signature": e.signature if unnamed else ""}
    mistake, also = (intern(name) if name else None for name in (e.mistake, e.also))
    messages = tuple(message for message in e.messages if _ODD.search(message))
    return replace(e, name=intern(e.name), outcome=intern(e.outcome), mistake=mistake, also=also, messages=messages,
                   **kept)  # fmt: skip


def results(reports: Iterable[Report], rows: Iterable[Mapping] = ()) -> list[Result]:
    """One for each student and notebook that is worth points."""
    found = {
        (r.student, r.assignment): Result(r.student, r.assignment, r.score, r.max_score) for r in reports if r.exercises
    }
    for row in rows:
        found[row["student"], row["assignment"]] = Result(
            row["student"],
            row["assignment"],
            row["score"],
            row["max_score"],
            row["late_penalty"],
            round(row["seconds_late"] / 3600, 1),
            row["needs_manual_grade"],
            row["by_hand"],
        )
    return [found[key] for key in sorted(found) if found[key].max_score > 0]


def notebooks(found: Iterable[Result]) -> list[Notebook]:
    """The notebooks in their order."""
    grouped: dict[str, list[Result]] = defaultdict(list)
    for result in found:
        grouped[result.notebook].append(result)
    return [_notebook(name, grouped[name]) for name in sorted(grouped)]


def _notebook(name: str, found: list[Result]) -> Notebook:
    scores = [result.score for result in found]
    bins = Counter(min(BINS - 1, max(0, int(BINS * result.score / result.max_score))) for result in found)
    most = max(result.max_score for result in found)
    mean, median = statistics.fmean(scores), statistics.median(scores)
    return Notebook(name, len(found), most, mean, median, tuple(bins[i] for i in range(BINS)))


def standings(found: Iterable[Result]) -> list[Standing]:
    """Every student who handed something in, by id."""
    grouped: dict[str, list[Result]] = defaultdict(list)
    points: dict[str, float] = {}
    for result in found:
        grouped[result.student].append(result)
        points[result.notebook] = max(result.max_score, points.get(result.notebook, 0.0))
    return [_standing(student, grouped[student], points) for student in sorted(grouped)]


def _standing(student: str, found: list[Result], points: Mapping[str, float]) -> Standing:
    so_far = 100 * sum(result.score for result in found) / sum(result.max_score for result in found)
    scores = {result.notebook: result.score for result in found}
    return Standing(student, len(found), course_file.load().total(scores, points), round(so_far, 2))


def exercises(reports: Iterable[Report]) -> list[Exercise]:
    """Every exercise, in the order of notebooks."""
    grouped: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        if report.exercises:
            grouped[report.assignment].append(report)
    found = []
    for notebook in sorted(grouped):
        names = dict.fromkeys(e.name for report in grouped[notebook] for e in report.exercises)
        found += [_exercise(notebook, name, grouped[notebook]) for name in names]
    return found


def _exercise(notebook: str, name: str, reports: list[Report]) -> Exercise:
    pairs = [(e, report) for report in reports for e in report.exercises if e.name == name]
    outcomes = Counter(e.outcome for e, _ in pairs)
    checked = [(e, report) for e, report in pairs if e.outcome != NOT_CHECKED and e.max_score > 0]
    shares = [e.score / e.max_score for e, _ in checked]
    mistakes = Counter(mistake for e, _ in pairs for mistake in (e.mistake, e.also) if mistake)
    mistake, count = min(mistakes.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    return Exercise(
        notebook,
        name,
        len(pairs),
        outcomes[PASSED],
        statistics.fmean(shares) if shares else None,
        correlation([e.score for e, _ in checked], [report.score - e.score for e, report in checked]),
        outcomes[NOT_ATTEMPTED],
        mistake,
        count,
    )


def correlation(ours: Sequence[float], others: Sequence[float]) -> float | None:
    """Pearson's; None where it is not defined, or of too few to mean something."""
    others = [round(value, 6) for value in others]
    if len(ours) < FEWEST or len(set(ours)) < 2 or len(set(others)) < 2:
        return None
    return statistics.correlation(ours, others)


def mistakes(reports: Iterable[Report]) -> list[Mistake]:
    """Every known mistake of the class with its students, the most frequent first."""
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for report in reports:
        for e in report.exercises:
            for name in {e.mistake, e.also} - {None, ""}:
                found[report.assignment, e.name, str(name)].append(report.student)
    listed = [Mistake(*key, tuple(sorted(students))) for key, students in found.items()]
    return sorted(listed, key=lambda m: (-len(m.students), m.notebook, m.exercise, m.name))


def need_help(found: Iterable[Standing]) -> list[Standing]:
    """The lowest first."""
    return sorted((s for s in found if s.so_far < 100 * HELP), key=lambda s: (s.so_far, s.student))


def absent(people: Iterable[Person], reports: Iterable[Report], found: Iterable[Result]) -> list[Person]:
    """Who is on the class list and handed in nothing."""
    present = {report.student for report in reports} | {result.student for result in found}
    return [person for person in people if person.id not in present]


def waiting(reports: Iterable[Report], found: Iterable[Result]) -> list[Remark]:
    """What waits for a person: not checked through a fault of ours, or to be graded by hand."""
    remarks = {}
    for report in reports:
        names = [e.name for e in report.exercises if e.outcome == NOT_CHECKED]
        if names or report.fault:
            text = f"not checked: {', '.join(names) or 'all'}" + (f" ({report.fault[:300]})" if report.fault else "")
            remarks[report.student, report.assignment] = Remark(report.student, report.assignment, text)
    for result in found:
        if result.waits:
            remark = Remark(result.student, result.notebook, "a score waits for a person")
            remarks.setdefault((result.student, result.notebook), remark)
    return [remarks[key] for key in sorted(remarks)]


def late(found: Iterable[Result]) -> list[Result]:
    """What came after its due date, or lost points for it."""
    return [result for result in found if result.hours_late > 0 or result.late_penalty > 0]


def odd(reports: Iterable[Report]) -> list[Remark]:
    """Files that could not be read, processes that ended, limits that were hit."""
    remarks = []
    for report in reports:
        said = [note for note in report.notes if not report.readable or _ODD_NOTE.search(note)]
        said += [message.partition("What happened: ")[2] or message
                 for e in report.exercises for message in e.messages if _ODD.search(message)]  # fmt: skip
        if not said and not report.readable:
            said = ["The file is not a notebook that can be read."]
        if not said and not report.exercises:
            said = ["Nothing to grade: it is no notebook of this course."]
        if said:
            remarks.append(Remark(report.student, report.assignment, " ".join(dict.fromkeys(said))[:600]))
    return remarks
