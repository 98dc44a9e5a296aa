"""Feedback pages in a zip, named so that Canvas or Moodle gives each back to its student.

Moodle ("Upload multiple feedback files in a zip") reads `name_number_assignsubmission_file_` off a folder, by
`mod/assign/feedback/file/importziplib.php` of moodle/moodle. Canvas ("Upload Submissions") takes the first two numbers
between underscores of a file's name for user and upload, and leaves out a file whose upload does not belong to this
user's submission, by `infer_comment_context_from_filename` of instructure/canvas-lms. Both numbers stand in the names
that were downloaded, which the reports keep. No zip has been uploaded to a running Canvas or Moodle.
"""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from autograder.classroom.inbox import people as names
from autograder.classroom.inbox.roster import Person
from autograder.classroom.report_store import ReportStore

SYSTEMS = ("canvas", "moodle")
_MOODLE_NUMBER = ("participantid", "moodleid", "moodleparticipant")


def write(root: Path, path: Path, system: str, roster: Iterable[Person] = ()) -> tuple[list[Path], list[str]]:
    """A zip for each notebook, since each is an assignment of its own. Returns the zips, and whose page is in none."""
    if not (root / "reports").is_dir():
        raise FileNotFoundError(f"{root / 'reports'} is not there; grade first, or name the folder with --root")
    known = {person.id: person for person in roster}
    pages: dict[str, dict[str, Path]] = defaultdict(dict)
    missing = []
    for report, place in ReportStore(root).all():
        student, notebook = report.student, report.assignment
        page = root / "feedback" / student / notebook / f"{notebook}.html"
        name = name_for(system, place, notebook, known.get(student))
        if not page.is_file():
            missing.append(f"{student}, {notebook}: there is no feedback page")
        elif name is None:
            missing.append(
                f"{student}, {notebook}: neither the file's name nor the roster says who this is in {system}"
            )
        else:
            pages[notebook][name] = page
    return [_zip(_path(path, notebook, len(pages)), found) for notebook, found in sorted(pages.items())], missing


def name_for(system: str, place: str, notebook: str, person: Person | None = None) -> str | None:
    """The page's name in the zip; None where nothing tells the learning system's numbers."""
    front = next((found for part in re.split(r"[/!]", place) if (found := names.front_of(part, system))), None)
    if front is None and system == "moodle" and person:
        number = next((person.columns[key] for key in _MOODLE_NUMBER if person.columns.get(key)), "")
        who = re.sub(r"[_/\\]", " ", person.name or person.id)
        front = f"{who}_{number}_assignsubmission_file" if number.isdigit() else None
    if front is None:
        return None
    return f"{front}_/{notebook}.html" if system == "moodle" else f"{front}_{notebook}.html"


def _path(path: Path, notebook: str, count: int) -> Path:
    return path if count == 1 else path.with_name(f"{path.stem}-{notebook}{path.suffix or '.zip'}")


def _zip(path: Path, pages: dict[str, Path]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, page in sorted(pages.items()):
            archive.write(page, name)
    return path
