"""nbgrader's hooks: its Autograde, on the command line and in Formgrader, goes through our engine."""

# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportOperatorIssue=false, reportOptionalMemberAccess=false
# pyright: reportOptionalSubscript=false, reportGeneralTypeIssues=false
# nbgrader's models and traits say nothing about their types.

import atexit
import secrets
import threading
from pathlib import Path

import nbformat
from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbgrader.api import Gradebook
from nbgrader.preprocessors import SaveAutoGrades

from autograder.grading.grade import grade
from autograder.grading.job import Job, failed
from autograder.grading.provenance import is_outdated
from autograder.grading.report import NOT_CHECKED, GraderError
from autograder.grading.sandbox_client import open_sandboxes
from autograder.nbgrader import by_hand, settings
from autograder.nbgrader.cells import enter, transaction
from autograder.nbgrader.feedback import graded_notebook, page, report_in, sources_of, write_page
from autograder.nbgrader.grades import read
from autograder.nbgrader.history import History

IDLE_S = 900.0
"""How long a fork server waits for the next submission: longer than any takes."""


class KeptSandboxes:
    """The fork server of this process. In Formgrader it stays from click to click, for its start takes seconds."""

    def __init__(self):
        self._open, self._timer, self._lock = None, None, threading.Lock()
        atexit.register(self.close)

    def get(self):
        """The open sandboxes, made anew where they have ended; they close when nobody asks for IDLE_S."""
        with self._lock:
            self._stop_timer()
            if self._open is None or not self._open.alive():
                self._close()
                self._open = open_sandboxes()
            self._timer = threading.Timer(IDLE_S, self.close)
            self._timer.daemon = True
            self._timer.start()
            return self._open

    def close(self) -> None:
        with self._lock:
            self._stop_timer()
            self._close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None


SANDBOXES = KeptSandboxes()
OUTDATED = GraderError("the course's files have changed since this program read them: restart it, and grade again")


class GradingExporter(NotebookExporter):
    """Turns the submitted file into the graded notebook; a file that is no notebook gets its zeros and the reason.

    nbgrader converts twice: the submitted file, which is ours, then the result, which only has its grades saved.
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        settings.set_limits(self.config)

    def from_filename(self, filename, resources=None, **kwargs):
        if not self.parent._sanitizing:
            return super().from_filename(filename, resources, **kwargs)
        ids, root = resources["nbgrader"], Path(self.parent.coursedir.root)
        data = Path(filename).read_bytes()
        job = Job(ids["student"], ids["notebook"], data, secrets.randbits(128))
        report = failed(job, OUTDATED) if is_outdated(job.notebook) else grade(job, SANDBOXES.get(), private=(root,))
        sources = sources_of(data, report.assignment)
        write_page(root, sources, report)
        return self.from_notebook_node(graded_notebook(sources, report), resources, **kwargs)


class ReleaseExporter(NotebookExporter):
    """nbgrader's "Generate", which refuses a notebook whose exercises have changed since work was handed in: in the
    gradebook they are changed before it looks."""

    def from_filename(self, filename, resources=None, **kwargs):
        if not self.parent.no_database:
            ids, reports = resources["nbgrader"], Path(self.parent.coursedir.root) / "reports"
            content = nbformat.read(filename, as_version=4)
            with Gradebook(ids["db_url"], settings.course_id()) as book, transaction(book):
                change = enter(book, ids["assignment"], ids["notebook"], content, History(reports))
            if change:
                self.log.warning(str(change))
        return super().from_filename(filename, resources, **kwargs)


class FeedbackExporter(HTMLExporter):
    """nbgrader's "Generate Feedback": our page, from the graded notebook and the gradebook."""

    def from_filename(self, filename, resources=None, **kwargs):
        """What something else has graded gets nbgrader's own page."""
        found = report_in(nbformat.read(filename, as_version=4))
        if found is None:
            return super().from_filename(filename, resources, **kwargs)
        ids = resources["nbgrader"]
        with Gradebook(ids["db_url"], settings.course_id()) as book:
            grades = read(book, ids["assignment"], ids["student"])
        return page(*found, grades), {**resources, "output_extension": ".html"}


class SaveGrades(SaveAutoGrades):
    """SaveAutoGrades that hands to a person what could not be checked, and what one has scored only if it changed."""

    def preprocess(self, nb, resources):
        ids = resources["nbgrader"]
        solutions = [cell for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("solution")]
        now = by_hand.digests(ids["notebook"], {cell.metadata.nbgrader.grade_id: cell.source for cell in solutions})
        place = (ids["notebook"], ids["assignment"], ids["student"])
        with Gradebook(ids["db_url"], settings.course_id()) as book, transaction(book):
            self._changed = by_hand.changed(book, book.find_submission_notebook(*place), now)
        result = super().preprocess(nb, resources)
        with Gradebook(ids["db_url"], settings.course_id()) as book, transaction(book):
            by_hand.keep(book, book.find_submission_notebook(*place), now)
        return result

    def _add_score(self, cell, resources):
        name = cell.metadata["nbgrader"]["grade_id"]
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        score, waited = grade.auto_score, grade.needs_manual_grade
        super()._add_score(cell, resources)
        if cell.metadata.get("downhill", {}).get("outcome") == NOT_CHECKED:
            grade.needs_manual_grade = True
        elif grade.manual_score is not None and name not in self._changed and grade.auto_score == score:
            grade.needs_manual_grade = waited
        self.gradebook.db.commit()
