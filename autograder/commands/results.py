"""The commands of what comes after grading: report on the class, export its grades."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path


def add_to(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands to a parser: `command(name, run, help)` makes one."""
    report = command("report", run_report, "write a page on what the class did: points, mistakes, who needs help")
    _add_class(report)
    report.add_argument("--to", type=Path, default=Path("report.html"), help="the page (default: report.html)")
    report.add_argument("--csv", type=Path, metavar="FOLDER", help="write students, exercises and mistakes as CSV, too")
    export = command("export", run_export, "write the gradebook as CSV, or feedback as a zip")
    _add_class(export)
    export.add_argument("--to", type=Path, default=Path("grades.csv"), help="the file to write (default: grades.csv)")
    export.add_argument("--format", choices=["plain", "canvas", "moodle"], default="plain", help="who reads the file")
    export.add_argument("--totals", action="store_true", help="one line per student, with the weighted total")
    export.add_argument("--feedback-zip", type=Path, metavar="ZIP", help="write feedback pages in place of grades")
    export.add_argument("--for", choices=["canvas", "moodle"], dest="system", help="who takes the feedback pages")


def _add_class(command: argparse.ArgumentParser) -> None:
    """The options that say which class."""
    command.add_argument("--root", type=Path, default=Path("."), help="the folder that was graded into (default: here)")
    command.add_argument("--db", help="the gradebook's address (default: sqlite in the root)")
    command.add_argument(
        "--roster", type=Path, metavar="CSV", help="the class list: columns id, name, email, and others"
    )


def _people(arguments):
    from autograder.classroom.inbox import roster

    return roster.load(arguments.roster).people if arguments.roster else None


def run_report(arguments) -> int:
    from autograder.classroom import class_page

    data = class_page.load(arguments.root, _people(arguments), arguments.db)
    arguments.to.write_text(class_page.page(data), "utf-8")
    print(f"wrote {arguments.to}: {len(data.standings)} students, {len(data.results)} notebooks")
    for path in class_page.write_csv(data, arguments.csv) if arguments.csv else ():
        print(f"wrote {path}")
    return 0


def run_export(arguments) -> int:
    if arguments.feedback_zip or arguments.system:
        return _feedback(arguments)
    if arguments.totals and arguments.format != "plain":
        raise ValueError("--totals is a form of its own: leave out --format")
    from autograder.nbgrader import exports, settings

    form = "totals" if arguments.totals else arguments.format
    rows, people = exports.read(arguments.db or settings.existing(arguments.root)), _people(arguments)
    count = exports.write_rows(arguments.to, rows, people, form)
    print(f"wrote {count} lines to {arguments.to}")
    if people and (strangers := sorted({row["student"] for row in rows} - {person.id for person in people})):
        print(f"not on the roster: {', '.join(strangers)} (grade with --roster to give its ids)", file=sys.stderr)
    return 0


def _feedback(arguments) -> int:
    from autograder.classroom import feedback_zip

    if not arguments.feedback_zip or not arguments.system:
        raise ValueError("give both: --feedback-zip feedback.zip --for canvas (or moodle)")
    written, missing = feedback_zip.write(
        arguments.root, arguments.feedback_zip, arguments.system, _people(arguments) or ()
    )
    print("\n".join(f"wrote {path}" for path in written) or "no page was written")
    print("\n".join(missing), end="\n" if missing else "", file=sys.stderr)
    return 1 if missing or not written else 0
