"""Press Formgrader's Autograde for one student after the other, as its server does."""

import time
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.authoring.source import ROOT
from autograder.nbgrader import settings


def seconds(folder: str, notebook: str, *students: str) -> list[float]:
    """Wall clock of each click. Raises RuntimeError with nbgrader's log where one fails."""
    config = settings.configuration()
    source = str(ROOT / "build" / "instructor")
    place = {"root": folder, "db_url": settings.sqlite(Path(folder)), "source_directory": source}
    config.merge(Config(CourseDirectory=place))
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    _succeed(api.generate_assignment(notebook, force=True))
    took = []
    for student in students:
        start = time.perf_counter()
        _succeed(api.autograde(notebook, student, force=True))
        took.append(time.perf_counter() - start)
    return took


def _succeed(answer: dict) -> None:
    if not answer["success"]:
        raise RuntimeError(answer.get("log") or answer.get("error"))
