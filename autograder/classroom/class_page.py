"""The report on a class: one HTML page without scripts, on which everything is escaped, and three CSV files."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import jinja2
from markupsafe import Markup

from autograder.classroom import class_report as numbers
from autograder.classroom import unnamed
from autograder.classroom.inbox.roster import Person, is_address, str_of
from autograder.classroom.report_store import ReportStore
from autograder.grading.report import Report
from autograder.grading.text import printable
from utils import course_file

GROUPS = 50
"""Groups of wrong answers without a name that the page shows; `reports/unnamed.jsonl` has all."""
CODE = 4000
"""Characters of an answer that the page shows."""


@dataclass
class Class:
    """All that a page is made of."""

    reports: Sequence[Report]
    rows: Sequence[Mapping] = ()
    """Of the gradebook."""
    people: Sequence[Person] | None = None
    """Of the roster."""
    root: Path | None = None
    """Where the graded notebooks lie; without it nothing is compared."""
    known: dict[str, Person] = field(init=False)

    def __post_init__(self):
        self.known = {person.id: person for person in self.people or ()}

    @cached_property
    def results(self) -> list[numbers.Result]:
        return numbers.results(self.reports, self.rows)

    @cached_property
    def standings(self) -> list[numbers.Standing]:
        return numbers.standings(self.results)

    @cached_property
    def exercises(self) -> list[numbers.Exercise]:
        return numbers.exercises(self.reports)

    @cached_property
    def mistakes(self) -> list[numbers.Mistake]:
        return numbers.mistakes(self.reports)

    @cached_property
    def compared(self) -> tuple[list, list]:
        """Groups of similar notebooks, and answers that are the published solution."""
        from autograder.classroom import similar  # scikit-learn takes a second

        handed_in: dict[str, list[str]] = defaultdict(list)
        for report in self.reports if self.root else ():
            if report.exercises:
                handed_in[report.assignment].append(report.student)
        found = [similar.compare(self.root, name, handed_in[name]) for name in sorted(handed_in) if self.root]
        return [g for groups, _ in found for g in groups], [p for _, published in found for p in published]

    def who(self, student: str) -> str:
        """A student as a person writes it: the id, and the roster's name."""
        return str_of(self.known[student]) if student in self.known else student

    @cached_property
    def strangers(self) -> list[str]:
        """Who handed in and is not on the roster."""
        return [s.student for s in self.standings if s.student not in self.known] if self.people is not None else []

    def addresses(self, students: Iterable[str]) -> str:
        """The e-mail addresses of those who have one, ready for a mail's "To" or "Bcc"."""
        found = (self.known[student].email for student in students if student in self.known)
        return ", ".join(dict.fromkeys(address for address in found if is_address(address)))


def load(root: Path, people: Sequence[Person] | None = None, db: str | None = None) -> Class:
    """What has been graded below `root`, with the points of its gradebook, or of that at the address `db`.

    Raises FileNotFoundError where nothing was graded.
    """
    if not (root / "reports").is_dir():
        raise FileNotFoundError(f"{root / 'reports'} is not there; grade first, or name the folder with --root")
    reports = [numbers.slim(report) for report, _ in ReportStore(root).all()]
    rows: list[dict] = []
    if db or (root / "gradebook.db").is_file():
        from autograder.nbgrader import exports, settings  # nbgrader takes a second

        rows = exports.read(db or settings.existing(root))
    return Class(reports, rows, people, root)


def page(data: Class) -> str:
    """The page as HTML."""
    groups = unnamed.groups(data.reports)
    similar, published = data.compared
    from autograder.classroom import similar as limits  # scikit-learn takes a second

    return (
        _templates()
        .get_template("class_report.html.j2")
        .render(
            data=data,
            course=course_file.load(),
            notebooks=numbers.notebooks(data.results),
            unnamed=groups[:GROUPS],
            unnamed_more=max(0, len(groups) - GROUPS),
            need_help=numbers.need_help(data.standings),
            absent=numbers.absent(data.people or (), data.reports, data.results),
            waiting=numbers.waiting(data.reports, data.results),
            late=numbers.late(data.results),
            odd=numbers.odd(data.reports),
            similar=similar,
            published=published,
            copied=_by_student(published),
            exercises_of=numbers.Counter(e.notebook for e in data.exercises),
            code=CODE,
            limits=limits,
            **_summary(data),
        )
    )


def _by_student(published: Iterable) -> list[tuple[tuple[str, str], int]]:
    """How many answers to a notebook are the published solution, by student and notebook, the most first."""
    counts = numbers.Counter((student, p.notebook) for p in published for student in p.students)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _summary(data: Class) -> dict:
    totals = [standing.total for standing in data.standings]
    return {
        "mean": numbers.statistics.fmean(totals) if totals else None,
        "median": numbers.statistics.median(totals) if totals else None,
        "by_hand": sum(result.by_hand for result in data.results),
        "unsandboxed": sum(not report.sandboxed for report in data.reports),
    }


def _templates() -> jinja2.Environment:
    """Pages in which everything that is put in is printable and escaped."""
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    return jinja2.Environment(
        loader=loader,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
    )


def _shown(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup) and not value.isprintable():
        return printable(value, "\n\t")
    return value


def write_csv(data: Class, folder: Path) -> list[Path]:
    """students.csv, exercises.csv and mistakes.csv, a line for each student who made a mistake."""
    from autograder.nbgrader.exports import write_lines

    folder.mkdir(parents=True, exist_ok=True)
    tables = {"students": _students(data), "exercises": _exercises(data), "mistakes": _mistakes(data)}
    paths = {folder / f"{name}.csv": lines for name, lines in tables.items()}
    for path, lines in paths.items():
        write_lines(path, lines)
    return list(paths)


def _students(data: Class) -> list[list]:
    """With a roster also who handed in nothing."""
    scores = {(result.student, result.notebook): result.score for result in data.results}
    names = sorted({result.notebook for result in data.results})
    there = {standing.student: standing for standing in data.standings}
    lines: list[list] = [["student", "name", "email", *names, "handed_in", "percent_of_handed_in", "total_percent"]]
    for student in sorted({*there, *data.known}):
        s = there.get(student, numbers.Standing(student, 0, 0.0, 0.0))
        points = [scores.get((student, name), "") for name in names]
        lines.append([*_person(data, student), *points, s.handed_in, s.so_far, s.total])
    return lines


def _person(data: Class, student: str) -> list[str]:
    person = data.known.get(student)
    return [student, person.name, person.email] if person else [student, "", ""]


def _exercises(data: Class) -> list[list]:
    head = ["notebook", "exercise", "handed_in", "solved", "mean_share", "discrimination", "not_attempted"]
    lines: list[list] = [[*head, "most_frequent_mistake", "made_by"]]
    for e in data.exercises:
        figures = ["-" if value is None else round(value, 3) for value in (e.share, e.discrimination)]
        row = [e.notebook, e.name, e.handed_in, e.solved, *figures, e.not_attempted]
        lines.append([*row, e.mistake, e.mistakes])
    return lines


def _mistakes(data: Class) -> list[list]:
    lines = [["notebook", "exercise", "mistake", "student", "name", "email"]]
    for m in data.mistakes:
        lines += [[m.notebook, m.exercise, m.name, *_person(data, student)] for student in m.students]
    return lines
