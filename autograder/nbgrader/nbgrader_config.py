"""nbgrader's configuration: its command line and Formgrader grade through our engine.

nbgrader finds it with JUPYTER_CONFIG_PATH=<repository>/autograder/nbgrader, which `course lab --instructor` sets.
"""

from pathlib import Path

from autograder.nbgrader.settings import course_id, sqlite
from utils import course_file

root = Path(__file__).resolve().parents[2]
c = get_config()  # noqa: F821 # pyright: ignore[reportUndefinedVariable] - traitlets puts it there
c.CourseDirectory.root = str(root)
c.CourseDirectory.course_id = course_id()
c.CourseDirectory.db_url = sqlite(root)
c.CourseDirectory.source_directory = "build/instructor"
c.CourseDirectory.release_directory = "course"
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
c.Autograde.exporter_class = "autograder.nbgrader.exporter.GradingExporter"  # as text: few commands need nbgrader
c.GenerateAssignment.exporter_class = "autograder.nbgrader.exporter.ReleaseExporter"
c.GenerateFeedback.exporter_class = "autograder.nbgrader.exporter.FeedbackExporter"
c.GenerateFeedback.preprocessors = []
c.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors.CheckCellMetadata"]
c.Autograde.autograde_preprocessors = [
    "autograder.nbgrader.exporter.SaveGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
if course_file.load().late:
    c.AssignLatePenalties.plugin_class = "autograder.nbgrader.late.CourseRule"
# c.Limits.call_s = 20.0  # limits of a submission: docs/grading.md lists them
c.HTMLExporter.mathjax_url = ""  # nothing is loaded from the network
c.KernelManager.transport_encryption = "auto"
