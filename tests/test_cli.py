"""The console command: exit statuses, JSON, and one clear sentence for each wrong use."""

import io
import json
import re

import pytest

from autograder.classroom import batch
from autograder.commands import cli

NAME = "00_start_here"
RIGHT = "def gd_step(x, g, lr):\n    return x - lr * g\n"


pytestmark = pytest.mark.usefixtures("shared_sandboxes")


@pytest.fixture
def handed_in(tmp_path, filled):
    path = tmp_path / f"{NAME}.ipynb"
    path.write_bytes(filled(gd_step=RIGHT))
    return path


def test_a_single_notebook_prints_its_scores_and_keeps_nothing(handed_in, capsys):
    assert cli.main(["grade", str(handed_in)]) == 0
    assert "1 /   1  gd_step: passed" in capsys.readouterr().out
    assert list(handed_in.parent.iterdir()) == [handed_in]


def test_json_has_the_promised_form(handed_in, capsys):
    assert cli.main(["grade", "--json", "--seed", "5", str(handed_in)]) == 0
    (report,) = json.loads(capsys.readouterr().out)
    assert {"student", "assignment", "score", "max_score", "seconds", "exercises"} <= report.keys()
    promised = {"score": 1.0, "max_score": 1, "outcome": "passed", "messages": [], "mistake": None}
    unnamed = {"also": None, "line": None, "signature": "", "code": ""}
    assert report["exercises"] == {"gd_step": promised | unnamed}
    assert report["seed"] == 5


def test_something_that_cannot_be_graded_gives_status_1(tmp_path, capsys):
    (tmp_path / f"{NAME}.ipynb").write_text("{")
    assert cli.main(["grade", str(tmp_path / f"{NAME}.ipynb")]) == 1
    assert "its JSON is broken" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["grade", "nowhere.ipynb"], "nowhere.ipynb is not there"),
        (["build", "99"], "no notebook is called '99'"),
        (["export", "--root", "nowhere"], "is not there; grade first"),
    ],
)
def test_wrong_usage_gives_status_2_and_a_sentence(arguments, says, capsys):
    assert cli.main(arguments) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["grade"], ["no-such"], ["grade", "--no-such", "x"]], ids=str)
def test_argparse_agrees(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    assert end.value.code == 2
    assert "usage: course" in capsys.readouterr().err


def test_a_folder_fills_a_gradebook_beside_it(tmp_path, filled, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / f"eva_{NAME}.ipynb").write_bytes(filled(gd_step=RIGHT))
    assert cli.main(["grade", str(folder)]) == 0
    assert (tmp_path / "gradebook.db").is_file()
    assert (tmp_path / "feedback" / "eva" / NAME / f"{NAME}.html").is_file()
    assert cli.main(["export"]) == 0
    assert "eva,1.0" in (tmp_path / "grades.csv").read_text()


def test_an_error_of_the_system_is_one_sentence(handed_in, capsys, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device", "/data/gradebook.db")

    monkeypatch.setattr(batch, "run", full)
    assert cli.main(["grade", str(handed_in)]) == 1
    assert "/data/gradebook.db: No space left on device" in capsys.readouterr().err


def test_progress_reads_the_saved_checks(tmp_path, filled):
    from autograder.commands import progress
    from utils.progress import MIME

    notebook = json.loads(filled(gd_step=RIGHT))
    note = {"exercise": "gd_step", "outcome": "passed"}
    output = {"output_type": "execute_result", "data": {MIME: note}, "metadata": {}, "execution_count": 1}
    notebook["cells"][-1] = {"cell_type": "code", "source": "", "outputs": [output], "metadata": {}}
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / f"{NAME}.ipynb").write_text(json.dumps(notebook))
    first, second, *_ = progress.lines(tmp_path)
    assert re.fullmatch(f"{NAME} +1 of 1 exercises +1 of 1 points", first)
    assert re.search("  +0 of 8 exercises +0 of 100 points$", second)


@pytest.fixture
def downloads(tmp_path):
    folder = tmp_path / "downloads"
    for name in (f"Ada Lovelace/{NAME}.ipynb", f"Ada Lovelace/{NAME} (1).ipynb", f"stranger/{NAME}.ipynb"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("{}")
    (tmp_path / "class.csv").write_text("id,name\nada,Ada Lovelace\nalan,Alan Turing\n")
    return folder


def test_a_dry_run_shows_whose_work_it_is_and_runs_nothing(downloads, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(batch, "run", None)
    assert cli.main(["grade", "--dry-run", "--roster", "class.csv", "downloads"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[1:3]] == [["ada", NAME], ["stranger", NAME]]
    assert lines[3].startswith("skipped: ") and "ada also submitted" in lines[3]
    assert lines[-4:] == [
        "not on the roster: 1",
        "  stranger: matches nobody",
        "submitted nothing: 1",
        "  alan (Alan Turing)",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["class.csv", "downloads"]


def test_a_dry_run_as_json(downloads, tmp_path, capsys):
    roster = ["--roster", str(tmp_path / "class.csv")]
    assert cli.main(["grade", "--dry-run", "--json", *roster, str(downloads / "Ada Lovelace" / f"{NAME}.ipynb")]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(entry["notebook"], entry["attempt"], entry["timestamp"]) for entry in found["submissions"]] == [
        (NAME, "", None)
    ]
    assert len(found["absent"]) == 2


def test_both_lists_follow_the_grades(tmp_path, filled, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / f"Eva Li - {NAME}.ipynb").write_bytes(filled(gd_step=RIGHT))
    (tmp_path / "class.csv").write_text("id;name\neva;Li, Eva\nbob;Bob Ray\n")
    assert cli.main(["grade", "class", "--roster", "class.csv"]) == 0
    out = capsys.readouterr().out
    assert "eva" in out and "1/1" in out
    assert out.endswith("not on the roster: 0\nsubmitted nothing: 1\n  bob (Bob Ray)\n")
    assert (tmp_path / "feedback" / "eva").is_dir()


@pytest.mark.parametrize("name", ["hw.py", "x.tar.gz", "nothing"])
def test_where_nothing_is_found_the_reason_is_said_and_nothing_written(tmp_path, capsys, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).mkdir() if name == "nothing" else (tmp_path / name).write_text("x")
    assert cli.main(["grade", name]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("course: ") and name in captured.err
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_roster_that_is_not_there_is_wrong_usage(downloads, capsys):
    assert cli.main(["grade", str(downloads), "--roster", "nowhere.csv"]) == 2
    assert "nowhere.csv is not there" in capsys.readouterr().err


def test_letters_that_the_terminal_lacks_stop_nothing(downloads, monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    (downloads / "\uae40\ucca0\uc218.ipynb").write_text("{}")
    monkeypatch.setattr("sys.stdout", terminal)
    assert cli.main(["grade", "--dry-run", str(downloads)]) == 1
    terminal.seek(0)
    assert "\\uae40\\ucca0\\uc218" in terminal.read()


def test_the_report_of_a_renamed_notebook_depends_on_tests_and_source_like_all_others(
    tmp_path, filled, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "class" / "eva").mkdir(parents=True)
    (tmp_path / "class" / "eva" / "my homework.ipynb").write_bytes(filled(gd_step=RIGHT))
    assert cli.main(["grade", "--json", "class"]) == 0
    (report,) = json.loads(capsys.readouterr().out)
    assert (report["student"], report["assignment"]) == ("eva", NAME)
    assert report["provenance"]["source"] and report["provenance"]["tests"]
