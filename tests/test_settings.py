"""Limits that an instructor sets in nbgrader_config.py hold in every process that grades."""

import pytest
from traitlets.config import Config

from autograder.classroom import batch
from autograder.classroom.inbox import collect
from autograder.classroom.workers import Backend
from autograder.commands import cli
from autograder.nbgrader import settings
from autograder.sandbox.limits import LIMITS, Limits

NAME = "00_start_here"
SLOW = "import time\n\ndef gd_step(x, g, lr):\n    time.sleep(1.5)\n    return x - lr * g\n"


@pytest.fixture(autouse=True)
def as_before():
    kept = dict(vars(LIMITS))
    settings._configuration.cache_clear()
    yield
    LIMITS.set(**kept)
    settings.distrust([])


def test_a_limit_of_the_present_folder_holds_in_every_worker(tmp_path, monkeypatch, filled):
    (tmp_path / settings.FILE).write_text("c = get_config()\nc.Limits.call_s = 0.5\n")
    monkeypatch.chdir(tmp_path)
    settings.set_limits(settings.configuration())
    for student in ("ann", "ben"):
        folder = tmp_path / "submitted" / student / NAME
        folder.mkdir(parents=True)
        (folder / f"{NAME}.ipynb").write_bytes(filled(gd_step=SLOW))
    outcome = batch.run(collect([tmp_path / "submitted"]), Backend(jobs=2))
    assert all("It took longer than 0.5 seconds." in r.exercises[0].messages[0] for r in outcome.reports)
    assert {r.provenance["limits"]["call_s"] for r in outcome.reports} == {0.5}


def test_what_is_not_set_stays(tmp_path):
    settings.set_limits(Config({"Limits": {"cell_s": 21}}))
    assert vars(LIMITS) == vars(Limits(cell_s=21.0))


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ({"cal_s": 3}, "Limits has no `cal_s`; there are memory_mb"),
        ({"call_s": "soon"}, "call_s"),
        ({"restarts": -1}, "restarts"),
    ],
)
def test_a_limit_that_makes_no_sense_is_one_sentence(limits, says):
    with pytest.raises(ValueError, match=f"nbgrader_config.py: .*{says}"):
        settings.set_limits(Config({"Limits": limits}))


def test_a_configuration_that_does_not_run_is_said_with_its_file(tmp_path, monkeypatch):
    (tmp_path / settings.FILE).write_text("c = get_config()\nc.Limits.call_s = many\n")
    monkeypatch.chdir(tmp_path)
    settings._configuration.cache_clear()
    with pytest.raises(ValueError, match="nbgrader_config.py: NameError: name 'many'"):
        settings.configuration()


@pytest.mark.parametrize("path", [".", "..", "../ann"])
def test_a_configuration_that_lies_among_submissions_is_not_run(tmp_path, monkeypatch, path, shared_sandboxes):
    """An instructor who unpacks a download and grades from inside it must not run a student's file."""
    here = tmp_path / "download" / "ann"
    here.mkdir(parents=True)
    (here / settings.FILE).write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n")
    monkeypatch.chdir(here)
    (here / f"{NAME}.ipynb").write_text("{}")
    cli.main(["grade", path, "--root", str(tmp_path / "root")])
    assert not (tmp_path / "ran").exists()
