"""Kept reports: good for the very job they came of, and for nothing else."""

import dataclasses
import errno
import json

import pytest

from autograder.classroom import report_store
from autograder.classroom.report_store import ReportStore
from autograder.grading.job import Job, provenance_of, seed_of
from autograder.grading.report import FAILED, NOT_CHECKED, ExerciseReport, Report

NAME = "00_start_here"
JOB = Job("ann", NAME, b"{}", seed=7)


@pytest.fixture
def store(tmp_path):
    return ReportStore(tmp_path)


def report(job=JOB, **changes) -> Report:
    exercises = (ExerciseReport("gd_step", 0.0, 1.0, FAILED, ("It is off.",)),)
    return dataclasses.replace(
        Report(job.student, NAME, exercises, seed=job.seed, provenance=provenance_of(job)), **changes
    )


def test_a_kept_report_is_good_for_its_job(store):
    store.save(JOB, report())
    assert store.load(JOB) == report()
    assert ReportStore(store.folder.parent).load(JOB) == report(), "after a restart too"


@pytest.mark.parametrize(
    "other",
    [{"data": b"{ }"}, {"seed": 8}, {"student": "ben"}, {"notebook": "01_sgd_pathologies"}],
    ids=lambda other: next(iter(other)),
)
def test_it_is_not_good_for_another_job(store, other):
    store.save(JOB, report())
    assert store.load(dataclasses.replace(JOB, **other)) is None


@pytest.mark.parametrize("part", ["submission", "source", "tests", "engine", "seed", "versions", "limits"])
def test_it_is_not_good_once_something_it_depends_on_has_changed(store, part):
    assert provenance_of(JOB)[part], "a notebook of the course has provenance"
    store.save(JOB, report(provenance=provenance_of(JOB) | {part: "another"}))
    assert store.load(JOB) is None
    assert store.last(JOB).provenance[part] == "another"


def test_a_passing_fault_is_tried_again_and_a_lasting_one_is_kept(store):
    unchecked = (ExerciseReport("gd_step", 0.0, 1.0, NOT_CHECKED),)
    store.save(JOB, report(exercises=unchecked, fault="no disk", transient=True))
    assert store.load(JOB) is None
    store.save(JOB, report(exercises=unchecked, fault="no disk", transient=False))
    assert store.load(JOB).fault == "no disk"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"report": {}}', '{"report": 3}'])
def test_a_damaged_file_is_no_report(store, text):
    store.save(JOB, report())
    (path,) = store.folder.rglob(f"{NAME}.json")
    path.write_text(text)
    assert store.load(JOB) is None and store.last(JOB) is None


def test_equal_reports_are_equal_bytes_however_long_they_took(store):
    def saved(seconds):
        store.save(JOB, report(seconds=seconds))
        (path,) = store.folder.rglob(f"{NAME}.json")
        return json.loads(path.read_text("utf-8"))

    first, second = saved(1.0), saved(2.0)
    assert json.dumps(first["report"]) == json.dumps(second["report"]) and first["run"] != second["run"]


def test_what_is_there_already_is_not_written_again(store, monkeypatch):
    store.save(JOB, report(seconds=1.0), "in/x.ipynb")
    (path,) = store.folder.rglob(f"{NAME}.json")
    text = path.read_text()
    monkeypatch.setattr(report_store, "_write", lambda *_: pytest.fail("nothing has changed"))
    store.save(JOB, store.load(JOB), "in/x.ipynb")
    assert path.read_text() == text


def test_a_folder_that_cannot_be_written_is_named_by_its_report(store, monkeypatch):
    def refuse(**about):
        raise OSError(errno.EROFS, "Read-only file system", f"{about['dir']}/.8wurrpao")

    monkeypatch.setattr(report_store.tempfile, "mkstemp", refuse)
    with pytest.raises(OSError) as caught:
        store.save(JOB, report())
    assert caught.value.filename.endswith(f"ann/{NAME}.json")


def test_a_file_is_replaced_whole(store):
    for _ in range(3):
        store.save(JOB, report())
    assert [path.name for path in store.folder.rglob("*") if path.is_file()] == [f"{NAME}.json"]


def test_all_reports_come_with_the_place_of_their_submission_and_damaged_ones_do_not(store):
    store.save(JOB, report(), "in/Ada_501_assignsubmission_file_/x.ipynb")
    broken = store.folder / "zoe" / "x.json"
    broken.parent.mkdir()
    broken.write_text("[]")
    assert [(found.student, place) for found, place in store.all()] == [
        (JOB.student, "in/Ada_501_assignsubmission_file_/x.ipynb")
    ]
    store.save(JOB, report())
    assert [place for _, place in store.all()] == [""]


# --- seeds ------------------------------------------------------------------------------------------------------------


def test_a_course_keeps_its_secret_and_another_has_another(tmp_path):
    first = ReportStore(tmp_path / "a").secret()
    assert ReportStore(tmp_path / "a").secret() == first != ReportStore(tmp_path / "b").secret()
    assert len(bytes.fromhex(first)) == 16


def test_each_student_and_each_notebook_has_a_seed_of_its_own():
    names = [("secret", "ann", NAME), ("other", "ann", NAME), ("secret", "ben", NAME), ("secret", "ann", "01_x")]
    names += [("secret", "annb", "en"), ("secret", "ann", "ben")]
    seeds = [seed_of(*name) for name in names]
    assert len(set(seeds)) == len(names) and seeds == [seed_of(*name) for name in names]
    assert all(2**64 < seed < 2**128 for seed in seeds), "as many bits as the secret"
