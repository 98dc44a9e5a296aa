"""course.toml: what it settles, and what it says where it is wrong."""

from datetime import UTC, datetime, timedelta

import pytest

from autograder.authoring import source
from autograder.grading.provenance import depends_on
from utils import course_file, manifest
from utils.course_file import CourseFile, Late, load

WHOLE = """
title = "Training neural networks, autumn"
id = "nn-2026"
notebooks = ["01", "03_adaptive_methods"]
solution = "closed"
language = "en"
[weights]
"03" = 2
[points."03"]
adam_step = 30
[due]
"03" = 2026-12-01T23:59:00+09:00
[extensions.ada]
"03" = 2026-12-05T23:59:00+09:00
[late]
rule = "per day"
per_day = 10
grace_hours = 1
"""


def written(tmp_path, text: str):
    path = tmp_path / "course.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def course(tmp_path, monkeypatch):
    """The whole file, in force."""
    path = written(tmp_path, WHOLE)
    monkeypatch.setattr(course_file.load, "__defaults__", (path,))
    return load()


def test_without_a_file_nothing_changes(tmp_path):
    assert load(tmp_path / "course.toml") == CourseFile()
    assert CourseFile().has("07_hyperparameters") and CourseFile().due_of("03_adaptive_methods") is None


def test_every_setting_is_read(course):
    assert (course.title, course.id, course.solution) == ("Training neural networks, autumn", "nn-2026", "closed")
    assert [course.has(name) for name in ("00_a", "01_b", "02_c", "03_d")] == [True, True, False, True]
    assert course.weights == {"03": 2} and course.points == {"03": {"adam_step": 30}}
    assert course.due_of("03_adaptive_methods") == datetime(2026, 12, 1, 14, 59, tzinfo=UTC)
    assert course.extension("03_adaptive_methods", "ada") == timedelta(days=4)
    assert course.extension("03_adaptive_methods", "bob") is None
    assert course.late == Late("per day", 10, 1)


def test_a_total_is_weighted_over_the_notebooks_of_the_course(course):
    points = {"01_a": 10.0, "02_b": 10.0, "03_c": 100.0, "04_empty": 0.0}
    assert course.total({"01_a": 10.0, "02_b": 10.0, "03_c": 25.0}, points) == 50.0  # (1 * 100 % + 2 * 25 %) / 3
    assert course.total({}, points) == 0.0 and course.total({}, {}) == 0.0
    assert CourseFile().total({"02_b": 5.0}, points) == 16.67


def test_notebooks_and_points_are_the_courses(course):
    assert [s.notebook[:2] for s in source.sources()] == ["00", "01", "03"]
    assert [m.number for m in manifest.all_of_them()] == ["00", "00b", "01", "03"]
    assert source.find("03").exercises["adam_step"].points == 30
    assert source.find("02").notebook == "02_momentum", "what is not chosen can still be graded"


def test_points_go_back_with_the_file(course, monkeypatch, tmp_path):
    assert source.find("03").exercises["adam_step"].points == 30
    monkeypatch.setattr(course_file.load, "__defaults__", (tmp_path / "none.toml",))
    assert source.find("03").exercises["adam_step"].points != 30


def test_other_points_are_graded_anew(course, monkeypatch, tmp_path):
    """A kept report is not good for them."""
    theirs = depends_on(source.find("03"))
    monkeypatch.setattr(course_file.load, "__defaults__", (tmp_path / "none.toml",))
    assert depends_on(source.find("03"))["source"] != theirs["source"]


def test_points_for_an_exercise_that_there_is_not(tmp_path, monkeypatch):
    path = written(tmp_path, '[points."03"]\nadam = 3\n')
    monkeypatch.setattr(course_file.load, "__defaults__", (path,))
    with pytest.raises(source.SourceError, match="course.toml gives points to 'adam'; there are "):
        source.find("03")


@pytest.mark.parametrize(
    ("rule", "hours", "lost"),
    [
        (Late("none"), 100, 0),
        (Late("zero"), 0.1, 80),
        (Late("per day", 10, 1), 0.5, 0),
        (Late("per day", 10, 1), 1.5, 8),
        (Late("per day", 10, 1), 26, 16),
        (Late("per day", 10), 24 * 30, 80),
    ],
)
def test_what_late_work_loses(rule, hours, lost):
    assert rule.penalty(80, hours * 3600) == pytest.approx(lost)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = 'x'", "there is no setting 'name'; there are title, id, notebooks"),
        ("title = 3", "title = 3: write some words"),
        ("notebooks = '01'", 'notebooks = \'01\': write a list, ["01", "03"]'),
        ("notebooks = [1]", "notebooks names 1: give a notebook by its two digits"),
        ("solution = 'no'", "solution = 'no': choose one of 'open', 'closed'"),
        ("language = 'ko'", "language = 'ko': choose one of 'en'"),
        ("weights = 3", "weights = 3: write a table, [weights]"),
        ("[weights]\n01 = -1", "weights.01 = -1: write a number, 0 or more"),
        ("[points]\n01 = 3", "points.01 = 3: write a table, [points.01]"),
        ("[due]\n01 = '2026-12-01'", "due.01 = '2026-12-01': write a date and a time without quotes"),
        ("[extensions.ada]\n01 = 2026-12-01T10:00:00", "extensions.ada extends '01', which has no date in [due]"),
        ("[late]\nrule = 'some'", "late.rule = 'some': choose one of 'none', 'zero', 'per day'"),
        ("[late]\nrule = 'per day'", "needs per_day"),
        ("[late]\nrule = 'zero'\nper_week = 3", "late has no 'per_week'"),
        ("title = ", "course.toml cannot be read: "),
        ("[due]\n01 = 2026-13-01T00:00:00", "course.toml cannot be read: "),
    ],
)
def test_a_mistake_in_it_is_one_sentence(tmp_path, text, words):
    with pytest.raises(ValueError) as caught:
        load(written(tmp_path, text))
    assert words in str(caught.value) and "course.toml" in str(caught.value) and "\n" not in str(caught.value)
