"""What a student has passed so far, what is left, and where to go on; on the terminal and as a page."""

from pathlib import Path

from autograder.authoring.source import ROOT
from autograder.commands.working_copy import MY
from autograder.grading.text import columns
from utils.progress import Map, Standing, standing, step, time_left

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Your progress</title>
<style>
body {{ font-family: sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em }}
td, th {{ padding: .3em .8em; text-align: left }}
</style>
</head>
<body>
<main>
<h1>Your progress</h1>
{table}
</main>
</body>
</html>
"""


def folder() -> Path:
    """Where the student's notebooks lie."""
    return MY if MY.is_dir() else ROOT / "course"


def lines(course: Path) -> list[str]:
    """A line per notebook, one per exercise that was tried and is not passed yet, totals, and the next step."""
    all_ = [s for s in standing(course) if s.manifest.points]
    heads = columns([_head(s) for s in all_], "<>>")
    text = [
        line for head, s in zip(heads, all_, strict=True) for line in (head, *(f"    {n}: not yet" for n in s.wrong))
    ]
    got, whole = (sum(points) for points in zip(*(s.points for s in all_), strict=True))
    text += ["", f"{got:g} of {whole:g} points; about {time_left(all_)} of core sections are left."]
    where = step(all_)
    text += [f"Next: {where[1]} in {where[0].manifest.notebook}." if where else "All exercises are passed."]
    return [*text, "Read from the notebooks as last saved; grading also runs hidden tests."]


def _head(s: Standing) -> tuple[str, str, str]:
    got, whole = s.points
    return s.manifest.notebook, f"{len(s.passed)} of {len(s.manifest.points)} exercises", f"{got:g} of {whole:g} points"


def page(course: Path) -> str:
    """The same as an HTML page that may lie anywhere."""
    return PAGE.format(table=Map(course, course.absolute().as_uri() + "/{0}/{0}.ipynb")._repr_html_())
