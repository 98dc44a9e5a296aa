"""Where the command `course` begins: it makes the user's surroundings harmless before it loads anything of ours."""

import os
import sys
import sysconfig


def main() -> int:
    """Run `course`; returns its exit status."""
    forget_pythonpath()
    from autograder.commands import cli

    return cli.main()


def forget_pythonpath() -> None:
    """The course needs nothing from PYTHONPATH, and a `utils.py` there would be imported in place of ours."""
    foreign = set(map(os.path.abspath, os.environ.pop("PYTHONPATH", "").split(os.pathsep)))
    foreign -= {os.path.dirname(os.path.dirname(__file__)), *sysconfig.get_paths().values()}
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) not in foreign]
    os.environ["PYTHONSAFEPATH"] = "1"  # nor does a Python that we start import from the present folder


if __name__ == "__main__":
    sys.exit(main())
