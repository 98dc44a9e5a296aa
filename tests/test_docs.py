"""What README and docs print: every command exists with its options, and those that a test can run do run."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.source import ROOT
from autograder.commands import cli

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/*.md"))]
COURSE = re.compile(r"^(?:course|python3 start\.py) (?P<words>[a-z]+( .*)?)$")
NAME = "00_start_here"
PLACES = {
    "PATH...": "submitted",
    "PATH": "submitted",
    "my.ipynb": f"submitted/ann/{NAME}/{NAME}.ipynb",
    "NN": "00",
    "...": "",
}
ELSEWHERE = {
    "lab": "tests/test_lab.py, and JupyterLab does not end",
    "demo": "a stage of .ci/run",
    "verify": "a stage of .ci/run",
    "test": "a stage of .ci/run",
    "claims": "tests/test_notebooks.py compares its verdicts",
    "new": "tests/test_new.py runs the page that prints it",
    "build": "tests/test_build.py, and the nbgrader commands below",
    "doctor": "tests/test_isolation.py",
}
"""Commands that are not run here -> where they are. Options for a cluster or PostgreSQL have tests of their own."""
REMOTE = ("--cluster", "--db")


def printed() -> list[str]:
    """The commands of `course` in all pages: lines of blocks, and what stands between backticks."""
    found = []
    for page in PAGES:
        text = page.read_text("utf-8")
        blocks = re.findall(r"^```(?:sh|bash)?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
        prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
        found += [line for line in [*lines, *re.findall(r"`([^`\n]+)`", prose)] if COURSE.match(line)]
    return list(dict.fromkeys(found))


def words_of(command: str) -> list[str]:
    words = [PLACES.get(word, word) for word in shlex.split(COURSE.match(command)["words"])]
    return [word for word in words if word]


def test_the_pages_print_commands():
    assert len(printed()) > 25


@pytest.mark.parametrize("command", printed())
def test_every_printed_command_exists_with_its_options(command):
    words = words_of(command)
    if len(words) > 1 or words[0] in (
        "progress",
        "update",
        "bundle",
        "doctor",
        "demo",
        "lab",
        "test",
        "claims",
        "verify",
        "build",
        "export",
        "report",
    ):
        arguments, rest = cli._parser().parse_known_args(words)
        assert not rest or words[0] in ("test", "lab")
    else:  # named in a sentence, without its arguments
        assert words[0] in cli._parser().format_help()


@pytest.fixture(scope="module")
def instructor(checkout):
    """A checkout with a class of one student."""
    hand_in = checkout / "submitted" / "ann" / NAME
    hand_in.mkdir(parents=True)
    shutil.copy(ROOT / "course" / NAME / f"{NAME}.ipynb", hand_in)
    (checkout / "students.csv").write_text("id,name,participant_id\nann,Ann,501\n")
    return checkout


def run(checkout: Path, command: list[str], **environment: str) -> subprocess.CompletedProcess:
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    settings = os.environ | {"PYTHONPATH": str(checkout), "PATH": tools, **environment}
    return subprocess.run(command, cwd=checkout, env=settings, capture_output=True, text=True, timeout=300)


def runnable() -> list[str]:
    """In the order of the pages, but what needs a gradebook last."""
    chosen = [
        command
        for command in printed()
        if words_of(command)[0] not in ELSEWHERE
        and not any(option in command for option in REMOTE)
        and (len(words_of(command)) > 1 or words_of(command)[0] in ("progress", "update", "bundle", "export", "report"))
        and "build/" not in command
    ]
    return sorted(dict.fromkeys(chosen), key=lambda c: words_of(c)[0] in ("regrade", "export", "report"))


def test_the_printed_commands_run_one_after_the_other(instructor):
    """A class of one unanswered notebook is graded in full, and nothing else than that is said."""
    done: dict[tuple, subprocess.CompletedProcess] = {}
    for command in runnable():
        words = tuple(words_of(command))
        if words not in done:
            done[words] = run(instructor, [sys.executable, "-P", "-m", "autograder", *words])
    assert {words: run.stderr for words, run in done.items() if run.returncode} == {}
    assert {words[0] for words in done} == {"progress", "update", "bundle", "grade", "export", "regrade", "report"}


def test_nbgraders_commands_run_as_printed(instructor):
    block = re.search(
        r"```\n(course build\nexport .*?)```", (ROOT / "docs" / "grading.md").read_text("utf-8"), re.DOTALL
    )[1]
    script = block.replace("03_adaptive_methods", NAME).replace("course build", f"course build {NAME}")
    python = shlex.quote(sys.executable)
    functions = f'course() {{ {python} -P -m autograder "$@"; }}; nbgrader() {{ {python} -P -m nbgrader "$@"; }}\n'
    done = run(instructor, ["bash", "-e", "-c", functions + script])
    assert done.returncode == 0, done.stdout + done.stderr
    assert (instructor / "autograded" / "ann" / NAME / f"{NAME}.ipynb").is_file()
