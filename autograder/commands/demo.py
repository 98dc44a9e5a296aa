"""The main job, simulated: twelve students submit notebook 03, and everything is graded."""

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from autograder.authoring import mistakes
from autograder.authoring.source import ROOT, Source, find, without_marks
from autograder.classroom import batch
from autograder.classroom.inbox import collect
from autograder.classroom.workers import Backend
from autograder.grading.job import release
from autograder.nbgrader.exports import write_csv
from autograder.nbgrader.settings import sqlite

NOTEBOOK = "03_adaptive_methods"
FOLDER = ROOT / "demo"
SLIPS = {
    "chloe": ("adam_step", 0),
    "dmitri": ("adam_step", 9),
    "emeka": ("Adam", 0),
    "farah": ("rmsprop_step", 0),
    "george": ("adagrad_step", 0),
    "hana": ("adamw_step", 0),
}
"""Students with one typical mistake: the exercise, and which of its known mistakes."""
HOSTILE = """
import os, builtins, numpy as np
np.allclose = np.array_equal = lambda *a, **k: True
builtins.isinstance = lambda *a: True
os.system("cp -r ../../../solutions .")
print(open("../../../solutions/03_adaptive_methods/test_hidden.py").read())
class Yes(np.ndarray):
    __eq__ = __le__ = lambda *a: True
adagrad_step = adam_step = rmsprop_step = lambda *a, **k: Yes(())
os._exit(0)
"""


def make_class(source: Source, folder: Path) -> None:
    """Write twelve submissions into nbgrader's `submitted/` tree below `folder`."""
    right = {e.name: e.solution for e in source.exercises.values()}
    half = dict(list(right.items())[: len(right) // 2])
    class_ = {"ada": right, "bilal": half, "noor": {}}
    for student, (exercise, index) in SLIPS.items():
        mistake = mistakes.of_exercise(source, exercise)[index]
        class_[student] = right | {exercise: mistake.mutant(right[exercise])}
    class_["ivan"] = right | {"adam_step": right["adam_step"].replace("):", ")", 1)}
    class_["mallory"] = dict.fromkeys(list(right)[:1], HOSTILE)
    for student, answers in class_.items():
        _hand_in(folder, student, source, json.dumps(_filled(source, answers), indent=1))
    _hand_in(folder, "juno", source, json.dumps(_filled(source, right))[:5000])  # cut off while copying


def run(progress: Callable, folder: Path = FOLDER) -> str:
    """Make the class, grade it, and return what there is to read."""
    source = find(NOTEBOOK)
    shutil.rmtree(folder, ignore_errors=True)
    make_class(source, folder / "submitted")
    backend = Backend(unsandboxed=True, private=(folder,))  # we wrote its submissions: safe to run without
    outcome = batch.run(collect([folder / "submitted"]), backend, folder, sqlite(folder), progress=progress)
    write_csv(sqlite(folder), folder / "grades.csv")
    places = {
        "feedback pages": "feedback/STUDENT/03_adaptive_methods/*.html",
        "grades": "grades.csv",
        "gradebook": "gradebook.db (nbgrader's, SQLite)",
    }
    lines = [f"{name + ':':<16} {folder.name}/{place}" for name, place in places.items()]
    return "\n".join([batch.table(outcome), "", *lines])


def _filled(source: Source, answers: dict[str, str]) -> dict:
    """The release with some of its exercises filled in."""
    notebook = copy.deepcopy(release(source.notebook))
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell["source"] = without_marks(answers[name])
    return notebook


def _hand_in(folder: Path, student: str, source: Source, text: str) -> None:
    path = folder / student / source.notebook / f"{source.notebook}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
