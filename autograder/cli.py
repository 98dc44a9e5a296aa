"""The console command `course`: build, verify, grade, export, progress, demo, lab, test."""

import argparse
import sys

from autograder.source import SourceError


def main(argv: list[str] | None = None) -> int:
    """Parse the command line, run one command and return its exit status."""
    arguments = _parser().parse_args(argv)
    try:
        return arguments.run(arguments) or 0
    except (SourceError, LookupError, FileNotFoundError) as error:
        print(f"course: {error.args[0] if error.args else error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="course", description="Build, verify, grade and open the course.")
    commands = parser.add_subparsers(required=True, metavar="command")

    build = commands.add_parser("build", help="build the notebooks and the instant checks from solutions/")
    build.add_argument("notebooks", nargs="*", help="such as 03; all of them where none is named")
    build.add_argument("--check", action="store_true", help="write nothing, end with 1 where something is out of date")
    build.set_defaults(run=_build)
    return parser


def _build(arguments) -> int:
    from autograder import build
    from autograder.source import ROOT, find, sources

    chosen = [find(name) for name in arguments.notebooks] or sources()
    texts = build.canary()
    for source in chosen:
        texts |= build.build(source)
    if arguments.check:
        late = [p for p, text in texts.items() if build.is_stale(p, text) and build.is_committed(p)]
    else:
        late = build.write(texts)
    for path in late:
        print(("out of date: " if arguments.check else "wrote ") + str(path.relative_to(ROOT)))
    print(f"{len(chosen)} notebooks, {len(texts)} files, {len(late)} of them {'out of date' if arguments.check else 'changed'}")
    return 1 if arguments.check and late else 0


if __name__ == "__main__":
    sys.exit(main())
