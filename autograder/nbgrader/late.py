"""The late rule of course.toml, as nbgrader's plugin."""

from nbgrader.plugins import BasePlugin

from utils import course_file


class CourseRule(BasePlugin):
    """`c.AssignLatePenalties.plugin_class = "autograder.nbgrader.late.CourseRule"`."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Points lost; extensions are part of the due date already."""
        rule = course_file.load().late
        return rule.penalty(score, total_seconds_late) if rule else None
