"""Write reports into nbgrader's gradebook, and read it for export. One transaction per submission."""

# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportOperatorIssue=false, reportOptionalMemberAccess=false
# pyright: reportOptionalSubscript=false, reportGeneralTypeIssues=false, reportCallIssue=false
# nbgrader's models and traits say nothing about their types.

import errno
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from alembic.script import ScriptDirectory
from nbgrader import api, dbutil
from nbgrader.api import (
    Grade,
    Gradebook,
    GradeCell,
    InvalidEntry,
    MissingEntry,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc
from sqlalchemy import case, create_engine, func, inspect, make_url, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from autograder.authoring.build import instructor_notebook
from autograder.authoring.source import Source
from autograder.grading.report import NOT_CHECKED, Report
from autograder.nbgrader import by_hand, grades, settings
from autograder.nbgrader.cells import Change, enter, transaction
from autograder.nbgrader.grades import Grades
from autograder.nbgrader.history import History
from utils import course_file

PATIENCE_S = 60.0
"""How long to wait for a database that is locked or away, in seconds."""


def newest_schema() -> str | None:
    """The version of nbgrader's newest database schema, read where nbgrader starts the program alembic for seconds."""
    return ScriptDirectory(dbutil.ALEMBIC_DIR).get_current_head()


api.get_alembic_version = newest_schema


class Book:
    """nbgrader's gradebook at a database address such as sqlite:////path/gradebook.db."""

    def __init__(self, url: str):
        self.url = url
        self._book: Gradebook = _patiently(lambda: Gradebook(url, settings.course_id()))

        self._late_rules = _late_rules()  # what is wrong with them is said before anything is graded

    def close(self) -> None:
        self._book.close()

    def release(self, source: Source, history: History | None = None) -> Change:
        """Enter a notebook with its cells and points, as `nbgrader generate_assignment` does, also where work was
        handed in before they changed: all of it, or nothing. `history` keeps what a person gave for removed cells."""
        return _patiently(lambda: self._release(source, history))

    def _release(self, source: Source, history: History | None) -> Change:
        name, due = source.notebook, course_file.load().due_of(source.notebook)
        with transaction(self._book) as book:
            book.update_or_create_assignment(name, **({"duedate": _in_utc(due)} if due else {}))
            return enter(book, name, name, instructor_notebook(source), history)

    def mark_outdated(self, assignment: str, student: str, answers: Callable[[], Mapping[str, str]]) -> None:
        """A submission is about to be graded anew: until that is done, its old grade asks for a person.

        A person's own score does so only where the answer, one of `answers` by grade_id, or its question has changed.
        """
        _patiently(lambda: self._mark_outdated(assignment, student, answers))

    def _mark_outdated(self, assignment: str, student: str, answers: Callable[[], Mapping[str, str]]) -> None:
        with transaction(self._book) as book:
            try:
                submitted = book.find_submission_notebook(assignment, assignment, student)
            except MissingEntry:
                return
            found, changed = self._grades_in(submitted), set()
            if any(grade.manual_score is not None for grade in found.values()):
                changed = by_hand.changed(book, submitted, by_hand.digests(assignment, answers()))
            for name, grade in found.items():
                if grade.manual_score is None or name in changed:
                    grade.needs_manual_grade = True

    def record(self, report: Report, timestamp: str | None = None, answers: Mapping[str, str] | None = None) -> None:
        """Enter all scores of a submission, or none of them. What could not be checked waits for a person, and so does
        what a person has scored if the tests, the question or the answer have changed their mind since.

        `answers` are its texts by grade_id; None where nobody knows them: then what a person has scored stays as it is.
        """
        _patiently(lambda: self._record(report, timestamp, answers))

    def _record(self, report: Report, timestamp: str | None, answers: Mapping[str, str] | None) -> None:
        name, student = report.assignment, report.student
        stamp = {"timestamp": parse_utc(timestamp)} if timestamp else {}
        with transaction(self._book) as book:
            book.update_or_create_student(student)
            submission = book.update_or_create_submission(name, student, **stamp)
            if course_file.load().due_of(name):
                submission.extension = course_file.load().extension(name, student)
            submitted = book.find_submission_notebook(name, name, student)
            found, changed = self._grades_in(submitted), set()
            if answers is not None:
                now = by_hand.digests(name, answers)
                changed = by_hand.changed(book, submitted, now)
                by_hand.keep(book, submitted, now)
            for exercise in report.exercises:
                if (grade := found.pop(f"check_{exercise.name}", None)) is None:
                    raise MissingEntry(f"the gradebook's {name} has no exercise {exercise.name}")
                waits = exercise.outcome == NOT_CHECKED
                _score(grade, exercise.score, waits, f"check_{exercise.name}" in changed)
            for grade_id, grade in found.items():
                if answers is not None and grade_id.startswith("answer_"):
                    empty = by_hand.is_unanswered(name, grade_id, answers)
                    _score(grade, 0.0 if empty else None, not empty, grade_id in changed)
            self._punish_lateness(submission)

    def _grades_in(self, submitted: SubmittedNotebook) -> dict[str, Grade]:
        """The grades of a submitted notebook by grade_id."""
        joined = select(GradeCell.name, Grade).join(Grade, Grade.cell_id == GradeCell.id)
        return dict(self._book.db.execute(joined.where(Grade.notebook_id == submitted.id)).all())

    def _punish_lateness(self, submission) -> None:
        """What nbgrader's AssignLatePenalties does; the plugin and its settings are those of nbgrader_config.py."""
        late = submission.total_seconds_late
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = None
            if late > 0:
                self._book.db.flush()
                self._book.db.refresh(notebook)  # its score is a sum that the database makes
                rules = self._late_rules
                penalty = rules.plugin_inst.late_submission_penalty(submission.student.id, notebook.score, late)
                if penalty is not None:
                    notebook.late_submission_penalty = rules._check_late_penalty(notebook, penalty)

    def grades(self, notebook: str, student: str) -> Grades | None:
        """What stands here of a student's notebook; None where nothing does."""
        self._book.db.expire_all()  # sums that the database makes
        return grades.read(self._book, notebook, student)

    def rows(self) -> Iterator[dict]:
        """One row for each submission, in the order of assignments and students: what `course export` writes."""
        graded, penalties = self._graded(), self._penalties()
        for assignment in self._book.assignments:
            max_score = assignment.max_score
            submissions = self._book.db.query(SubmittedAssignment).filter_by(assignment_id=assignment.id)
            for entry in submissions.order_by(SubmittedAssignment.student_id):
                score, waits, by_hand = graded.get(entry.id, (0.0, 0, 0))
                penalty = penalties.get(entry.id, 0.0)
                yield {
                    "assignment": assignment.name,
                    "student": entry.student_id,
                    "score": round(max(0.0, score - penalty), 2),
                    "max_score": max_score,
                    "late_penalty": round(penalty, 2),
                    "needs_manual_grade": bool(waits),
                    "timestamp": entry.timestamp.isoformat() if entry.timestamp else "",
                    "by_hand": by_hand,
                    "seconds_late": entry.total_seconds_late,
                }

    def _graded(self) -> dict[str, tuple[float, int, int]]:
        """Points, exercises that wait for a person and scores by hand, by submission.

        nbgrader's own properties of a submission ask the database anew for each, which reads all grades every time.
        """
        waits = func.sum(case((Grade.needs_manual_grade, 1), else_=0))
        sums = (func.sum(Grade.score), waits, func.count(Grade.manual_score))
        query = self._book.db.query(SubmittedNotebook.assignment_id, *sums)
        joined = query.join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        grouped = joined.group_by(SubmittedNotebook.assignment_id)
        return {id: (score, waiting, by_hand) for id, score, waiting, by_hand in grouped}

    def _penalties(self) -> dict[str, float]:
        """Points lost to lateness, by submission."""
        lost = func.coalesce(func.sum(SubmittedNotebook.late_submission_penalty), 0.0)
        query = self._book.db.query(SubmittedNotebook.assignment_id, lost)
        return dict(query.group_by(SubmittedNotebook.assignment_id).all())


def existing(url: str) -> Book:
    """The gradebook at an address; reading makes no new one. Raises LookupError, with a sentence, for none."""
    try:
        address = make_url(url)
        name = address.render_as_string(hide_password=True)
        if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
            raise LookupError(f"{name}: no such gradebook; grade first, or give another --db")
        engine = create_engine(address)
        is_there = inspect(engine).has_table(SubmittedAssignment.__tablename__)
        engine.dispose()
    except (SQLAlchemyError, ImportError) as error:
        why = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise LookupError(f"the gradebook cannot be read: {why}") from None
    if not is_there:
        raise LookupError(f"{name}: a database, but no gradebook; give another --db")
    return Book(url)


def _late_rules() -> AssignLatePenalties:
    """nbgrader's, configured as nbgrader is; a plugin may lie in the present folder. Raises ValueError for none."""
    with _importable(Path.cwd()):
        try:
            rules = AssignLatePenalties(config=settings.configuration())
            rules.init_plugin()
        except Exception as error:  # whatever is in an instructor's file
            raise ValueError(f"the late plugin of nbgrader_config.py cannot be loaded: {error}") from None
    return rules


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """As nbgrader's own commands do, which run with the present folder on Python's path; not where it is graded."""
    before = list(sys.path)
    if not settings.is_distrusted(folder):
        sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path[:] = before


def _score(grade: Grade, score: float | None, waits: bool, changed: bool) -> None:
    """What the tests say; what a person said stands above it, and is looked at again only if something changed."""
    if grade.manual_score is None:
        grade.needs_manual_grade = waits
    elif changed or score != grade.auto_score:
        grade.needs_manual_grade = True
    grade.auto_score = score


def _in_utc(time: datetime) -> datetime:
    """As nbgrader's database keeps times: without a zone, in UTC."""
    return time.astimezone(UTC).replace(tzinfo=None)


def _patiently(action):
    """Try again while the database is locked or away, for PATIENCE_S at most; a full disk is said at once."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return action()
        except (OperationalError, InvalidEntry) as error:
            trouble = error if isinstance(error, OperationalError) else error.__context__
            if not isinstance(trouble, OperationalError):
                raise
            if "full" in str(trouble.orig):
                raise OSError(errno.ENOSPC, "no space left on its disk", "the gradebook") from None
            if time.monotonic() > deadline:
                raise TimeoutError(f"the gradebook does not answer: {trouble.orig}") from None
            time.sleep(0.5)
