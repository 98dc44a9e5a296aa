"""nbgrader's configuration: its command line and Formgrader grade through our engine.

nbgrader finds it with JUPYTER_CONFIG_PATH=<repository>/autograder, which `course lab --instructor` sets.
"""

from pathlib import Path

from autograder import hooks
from autograder.gradebook import COURSE_ID, sqlite

root = Path(__file__).resolve().parents[1]
c = get_config()  # noqa: F821 - traitlets puts it there
c.CourseDirectory.root = str(root)
c.CourseDirectory.course_id = COURSE_ID
c.CourseDirectory.db_url = sqlite(root)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "course"
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
c.Autograde.exporter_class = hooks.GradingExporter
c.Autograde.sanitize_preprocessors = [hooks.CheckCellMetadata]
c.Autograde.autograde_preprocessors = [hooks.SaveGrades, hooks.AssignLatePenalties, hooks.CheckCellMetadata]
c.HTMLExporter.mathjax_url = ""  # nothing is loaded from the network
c.KernelManager.transport_encryption = "auto"
