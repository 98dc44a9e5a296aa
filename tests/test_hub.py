"""docs/jupyterhub_config.py and the profile that it gives to students."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyterlab_server.config import get_page_config
from traitlets.config import Config

from autograder.authoring.source import ROOT
from autograder.commands import lab

FILE = ROOT / "docs" / "jupyterhub_config.py"


@pytest.fixture
def spawned(monkeypatch):
    """`spawned("ada")`: what her JupyterLab is started with, where both folders are this repository."""

    def spawn(name: str) -> SimpleNamespace:
        config = Config()
        text = FILE.read_text("utf-8")
        for place in ("/srv/downhill", "/home/instructor/downhill"):
            assert text.count(f'"{place}"') == 1
            text = text.replace(f'"{place}"', repr(str(ROOT)))
        exec(compile(text, str(FILE), "exec"), {"get_config": lambda: config})
        spawner = SimpleNamespace(user=SimpleNamespace(name=name))
        config.Spawner.pre_spawn_hook(spawner)
        return spawner

    return spawn


def config_folders(spawner) -> list[Path]:
    return [Path(place) for place in spawner.environment["JUPYTER_CONFIG_PATH"].split(":")]


def disabled(spawner, monkeypatch) -> set[str]:
    """nbgrader's tools that JupyterLab does not show there."""
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", spawner.environment["JUPYTER_CONFIG_PATH"])
    return {name.split(":")[1] for name in get_page_config([])["disabledExtensions"] if "nbgrader" in name}


def test_students_get_the_assignment_list_and_no_other_tool(spawned, monkeypatch):
    ada = spawned("ada")
    assert disabled(ada, monkeypatch) == {"course-list", "create-assignment", "formgrader", "validate-assignment"}
    assert (ada.notebook_dir, ada.environment["PYTHONPATH"]) == ("~", str(ROOT))
    assert lab.NBGRADER not in config_folders(ada)


def test_the_servers_of_students_offer_the_assignment_list_only(spawned):
    """The first folder that says something about an extension is the one that counts."""
    offered: dict[str, bool] = {}
    for folder in config_folders(spawned("ada")):
        path = folder / "jupyter_server_config.json"
        found = json.loads(path.read_text())["ServerApp"]["jpserver_extensions"] if path.is_file() else {}
        offered = found | offered
    assert {name.split(".")[-1] for name, on in offered.items() if on} == {"assignment_list"} and len(offered) == 4


def test_instructors_get_formgrader_and_the_configuration_of_nbgrader(spawned, monkeypatch):
    teacher = spawned("instructor")
    assert disabled(teacher, monkeypatch) == set()
    assert lab.NBGRADER in config_folders(teacher) and teacher.notebook_dir == str(ROOT)


def test_every_folder_that_the_configuration_names_is_there(spawned):
    for name in ("ada", "instructor"):
        assert [folder for folder in config_folders(spawned(name)) if not folder.is_dir()] == []
