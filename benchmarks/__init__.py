"""Measurements of the grading engine beside stock nbgrader."""
