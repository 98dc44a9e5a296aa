"""The console command `course`: author, verify, learn, grade."""

import argparse
import json
import sys
from pathlib import Path

from autograder.authoring.source import SOLUTIONS
from autograder.commands import authors, results, terminal
from autograder.grading.report import GraderError


def main(argv: list[str] | None = None) -> int:
    """Run one command; its exit status is 0 for done, 1 for done in part, 2 for wrong usage."""
    terminal.print_what_it_can()
    arguments, rest = _parser().parse_known_args(argv)
    if rest and arguments.run not in (_lab, authors.run_test):
        _parser().error(f"unrecognized arguments: {' '.join(rest)}")
    arguments.rest = rest
    if not SOLUTIONS.is_dir() and arguments.run not in (_lab, _progress, _update, _doctor):
        return _say("this copy of the course is for students: grading and authoring need the one with solutions/", 2)
    try:
        return arguments.run(arguments) or 0
    except GraderError as error:
        return _say(error, 1)
    except (ValueError, LookupError, FileNotFoundError) as error:
        if isinstance(error, OSError):
            return _say(f"{error.filename}: no such file" if error.filename else error.args[-1], 2)
        return _say(error, 2)
    except SyntaxError as error:  # in a file of an author's
        return _say(f"{error.filename}:{error.lineno}: {error.msg}", 2)
    except BrokenPipeError:
        return terminal.close_output()
    except OSError as error:
        return _say(f"{error.filename or 'the system'}: {error.strerror or error}", 1)
    except KeyboardInterrupt:
        return 130


def _say(error, status: int) -> int:
    print(f"course: {str(error).strip(chr(39))}", file=sys.stderr)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="course", description="Build, verify, grade and open the course Downhill.")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run, help: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help[:1].upper() + help[1:] + ".")
        sub.set_defaults(run=run)
        return sub

    demo = command("demo", _demo, "grade twelve simulated submissions, end to end")
    demo.add_argument("--folder", type=Path, help="where to write it (default: demo/ in the repository)")
    lab = command("lab", _lab, "open JupyterLab on the course; further options go to JupyterLab")
    lab.add_argument("--instructor", action="store_true", help="with Formgrader, on the whole repository")
    progress = command("progress", _progress, "show what you have passed, what is left, and where to go on")
    progress.add_argument("--folder", type=Path, help="where your notebooks lie (default: my/, else course/)")
    progress.add_argument("--to", type=Path, metavar="HTML", help="write a page in place of printing")
    update = command("update", _update, "bring corrected notebooks into my/ and keep your answers")
    update.add_argument("--undo", action="store_true", help="put back what was there before the last update")
    grade = command("grade", _grade, "grade notebooks, folders, zips or nbgrader's submitted/ tree")
    _add_grading(grade)
    grade.add_argument("--db", help="the gradebook's address (default: sqlite in the root)")
    grade.add_argument("--json", action="store_true", help="print the reports (with --dry-run, the table) as JSON")
    grade.add_argument(
        "--dry-run", action="store_true", help="list the submissions found and the files skipped, then stop"
    )
    grade.add_argument(
        "--seed",
        type=int,
        help="seed of the hidden tests (default: one per submission, from the course folder's secret)",
    )
    _add_grading(command("regrade", _regrade, "grade again with the old seeds and list whose points change"))
    command("doctor", _doctor, "check whether this machine can sandbox student code, by attacking the sandbox")
    results.add_to(command)
    bundle = command("bundle", _bundle, "write the zip for a class: no solution, hidden test or known mistake is in it")
    bundle.add_argument("--only", default="", metavar="NN,NN", help="these notebooks, and 00 (default: all)")
    bundle.add_argument("--to", type=Path, default=Path("class.zip"), help="the file to write (default: class.zip)")
    authors.add_to(command, _add_unsandboxed)
    return parser


def _add_grading(command: argparse.ArgumentParser) -> None:
    """The options that grade and regrade share."""
    command.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    command.add_argument(
        "--root",
        type=Path,
        help="the folder of gradebook, reports and feedback (default: beside submitted/, else here)",
    )
    command.add_argument(
        "--roster",
        type=Path,
        metavar="CSV",
        help="the class list: columns id, name, email, and ids of learning systems",
    )
    command.add_argument("--jobs", type=int, help="worker processes (default: one for each processor)")
    command.add_argument("--cluster", help="a Dask scheduler, such as tcp://host:8786")
    _add_unsandboxed(command)


def _add_unsandboxed(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        *("--no-sandbox", "--no-jail"),
        action="store_true",
        dest="unsandboxed",
        help="run student code unsandboxed if no sandbox is available",
    )


def _demo(arguments) -> int:
    from autograder.commands import demo

    if arguments.folder is None:  # the repository may lie where nobody may write a release
        authors.run_build(argparse.Namespace(notebooks=[demo.NOTEBOOK], check=False))
    print(demo.run(terminal.bar("grading"), *([arguments.folder] if arguments.folder else [])))
    return 0


def _lab(arguments) -> int:
    from autograder.commands import lab

    return lab.start(arguments.instructor, arguments.rest)


def _progress(arguments) -> int:
    from autograder.commands import progress

    folder = arguments.folder or progress.folder()
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: no such folder")
    if arguments.to:
        arguments.to.write_text(progress.page(folder), "utf-8")
        print(f"wrote {arguments.to}")
    else:
        print("\n".join(progress.lines(folder)))
    return 0


def _bundle(arguments) -> int:
    from autograder.commands import bundle

    count = bundle.write(arguments.to, [name.strip() for name in arguments.only.split(",") if name.strip()])
    print(f"wrote {arguments.to}, {count} files: unpacked, `python3 start.py lab` works from it")
    return 0


def _update(arguments) -> int:
    from autograder.commands import working_copy

    print("\n".join(working_copy.undo() if arguments.undo else working_copy.update()))
    return 0


def _grade(arguments) -> int:
    from autograder.classroom import batch
    from autograder.classroom.inbox import show
    from autograder.nbgrader import settings

    inbox = _inbox(arguments)
    if arguments.dry_run:
        print(show.as_json(inbox) if arguments.json else show.table(inbox, bool(arguments.roster)))
        return 0 if inbox.entries and not inbox.skipped else 1
    if not inbox.entries:
        return _say("\n".join([*inbox.skipped, show.remarks(inbox, bool(arguments.roster))]), 1)
    single = (
        len(arguments.paths) == 1 and arguments.paths[0].is_file() and arguments.paths[0].suffix.lower() == ".ipynb"
    )
    root = arguments.root or (None if single else _default_root(arguments))
    db = arguments.db or (settings.sqlite(root) if root else None)
    outcome = batch.run(inbox, _where(arguments, root), root, db, arguments.seed, terminal.bar("grading"))
    if arguments.json:
        print(json.dumps([_with_time(report) for report in outcome.reports], indent=1, ensure_ascii=False))
        print("\n".join(outcome.skipped), end="", file=sys.stderr)
    elif single:
        print("\n".join(map(batch.details, outcome.reports)))
    else:
        print(batch.table(outcome))
    if remarks := show.remarks(inbox, bool(arguments.roster)):
        print(remarks, file=sys.stderr if arguments.json else sys.stdout)
    return 0 if outcome.complete else 1


def _inbox(arguments):
    """Whose work it is. Students who were graded in this course folder before keep their ids."""
    from autograder.classroom.inbox import collect, roster

    people = roster.load(arguments.roster) if arguments.roster else None
    reports = (arguments.root or _default_root(arguments)) / "reports"
    known = [path.name for path in reports.iterdir()] if reports.is_dir() else []
    return collect(arguments.paths, people, known)


def _default_root(arguments) -> Path:
    from autograder.classroom import batch
    from autograder.classroom.inbox import tree_of

    return batch.default_root([tree_of(path) for path in arguments.paths])


def _where(arguments, root: Path | None):
    """Where jobs will be graded, with the limits that the instructor has set."""
    from autograder.classroom.inbox import tree_of
    from autograder.classroom.workers import Backend, cores
    from autograder.nbgrader import settings

    settings.distrust(map(tree_of, arguments.paths))
    settings.set_limits(settings.configuration())
    private = (root,) if root else ()
    return Backend(arguments.jobs or cores(), arguments.cluster, arguments.unsandboxed, private)


def _with_time(report) -> dict:
    return report.as_dict() | {"seconds": round(report.seconds, 3)}


def _regrade(arguments) -> int:
    from autograder.classroom import regrade, workers
    from autograder.classroom.report_store import ReportStore

    inbox = _inbox(arguments)
    root = arguments.root or _default_root(arguments)
    with workers.opened(_where(arguments, root), len(inbox.entries)) as grade_all:
        comparison = regrade.compare(inbox, ReportStore(root), grade_all)
    print(regrade.table(comparison))
    return 1 if comparison.changed or comparison.unknown else 0


def _doctor(arguments) -> int:
    from autograder.commands import doctor
    from autograder.nbgrader import settings

    settings.set_limits(settings.configuration())
    findings = list(doctor.examine())
    print(doctor.table(findings))
    return 0 if all(finding.good for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main())
