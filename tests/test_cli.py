"""The console command: exit statuses, JSON, and one clear sentence for each wrong use."""

import json

import pytest

from autograder import batch, cli

NAME = "00_start_here"
RIGHT = "def gd_step(x, g, lr):\n    return x - lr * g\n"


pytestmark = pytest.mark.usefixtures("shared_nursery")


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
    assert report["exercises"] == {
        "gd_step": {"score": 1.0, "max_score": 1, "outcome": "passed", "messages": [], "mistake": None}
    }
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
    from autograder import progress

    notebook = json.loads(filled(gd_step=RIGHT))
    note = {"exercise": "gd_step", "outcome": "passed"}
    output = {"output_type": "execute_result", "data": {progress.MIME: note}, "metadata": {}, "execution_count": 1}
    notebook["cells"][-1] = {"cell_type": "code", "source": "", "outputs": [output], "metadata": {}}
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / f"{NAME}.ipynb").write_text(json.dumps(notebook))
    first, second, *_ = progress.lines(tmp_path)
    assert first.endswith("1 of  1 exercises, 1 of 1 points")
    assert "0 of  8 exercises, 0 of 100 points" in second
