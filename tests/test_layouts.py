"""Whose each file is, on trees made like what learning systems hand out."""

import json
import unicodedata
import zipfile
from datetime import datetime

import pytest

from autograder.classroom.inbox import collect

A, B = "03_adaptive_methods", "09_dropout"


@pytest.fixture
def tree(tmp_path):
    """Makes files in a new folder called `downloads`; their text is their own path."""

    def make(*names, **texts):
        for name in (*names, *texts):
            path = tmp_path / "downloads" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(texts.get(name) or json.dumps({"cells": [], "from": name}), encoding="utf-8")
        return tmp_path / "downloads"

    return make


@pytest.fixture
def archive(tmp_path):
    """Makes a zip of the given name; members are named, or named with their content."""

    def make(zip_name, *names, **contents):
        path = tmp_path / zip_name
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w") as file:
            for name in names:
                file.writestr(name, json.dumps({"cells": [], "from": name}))
            for name, content in contents.items():
                file.writestr(name, content)
        return path

    return make


def whose(*paths):
    """(student, notebook, the file's last name) of each entry."""
    return [(entry.student, entry.notebook, entry.place.split("/")[-1]) for entry in collect(list(paths)).entries]


def students(*paths):
    return [entry.student for entry in collect(list(paths)).entries]


LAYOUTS = {
    "nbgrader's submitted": [f"submitted/alice/{A}/{A}.ipynb", f"submitted/bob/{A}/{A}.ipynb"],
    "any name is a student's in submitted": [f"submitted/alice/{A}/{A}.ipynb", f"submitted/bob/homework/{A}.ipynb"],
    "a folder per student": [f"alice/{A}.ipynb", f"bob/{A}/{A}.ipynb"],
    "a folder per student, with folders of their own": [f"alice/my try/{A}.ipynb", f"bob/src/week 3/{A}.ipynb"],
    "a folder per section": [f"section1/alice/{A}.ipynb", f"section 2/bob/{A}.ipynb", f"section 2/bob/{B}.ipynb"],
    "a folder per section, with a name": [f"Monday/alice/{A}.ipynb", f"Monday/bob/{A}.ipynb"],
    "a folder per notebook": [f"{A}/alice.ipynb", f"{A}/bob.ipynb"],
    "a folder per week": [f"week 3/alice/{A}.ipynb", f"week 9/alice/{B}.ipynb", f"week 9/bob/{B}.ipynb"],
    "files": [f"alice_{A}.ipynb", f"{A}-bob.ipynb"],
    "files of people, whatever they call it": ["alice_homework.ipynb", "bob final v2.ipynb"],
    "Google Classroom": [f"alice - {A}.ipynb", f"bob - Copy of {A}.ipynb"],
    "Moodle": [f"alice_12345_assignsubmission_file_/{A}.ipynb", "bob_12346_assignsubmission_file_/mine.ipynb"],
    "Moodle without folders": [f"alice_1_assignsubmission_file_{A}.ipynb", "bob_2_assignsubmission_file_my.ipynb"],
    "Blackboard": [
        f"Problem set 1_alice_attempt_2026-03-05-10-00-00_{A}.ipynb",
        f"Problem set 1_bob_attempt_2026-03-05-10-00-00_{A}.ipynb",
        "Problem set 1_bob_attempt_2026-03-05-10-00-00.txt",
    ],
    "the exchange": [
        f"inbound/alice+{A}+2026-03-05 10:00:00 UTC+a1/{A}.ipynb",
        f"inbound/bob+{A}+2026-03-05 10:00:00 UTC/{A}.ipynb",
    ],
}


@pytest.mark.parametrize("names", LAYOUTS.values(), ids=LAYOUTS.keys())
@pytest.mark.parametrize("container", ["folder", "zip"])
def test_alice_and_bob_are_found_in(names, container, tree, archive):
    path = tree(*names) if container == "folder" else archive("submissions.zip", *names)
    assert set(students(path)) == {"alice", "bob"}


def test_the_course_folder_stands_for_its_submitted_tree(tree):
    course = tree(
        f"cs1/submitted/alice/{A}/{A}.ipynb",
        f"cs1/submitted/bob/{A}/{A}.ipynb",
        f"cs1/source/{A}/{A}.ipynb",
        f"cs1/autograded/alice/{A}/{A}.ipynb",
    )
    inbox = collect([course / "cs1"])
    assert [(e.student, "submitted" in e.place) for e in inbox.entries] == [("alice", True), ("bob", True)]
    assert "of which submitted/ is graded" in inbox.notes[0]


@pytest.mark.parametrize("path", ["kim", f"kim/{A}", f"kim/{A}/{A}.ipynb"])
def test_a_part_of_submitted_keeps_its_student_and_time(path, tree):
    name = f"submitted/kim/{A}/timestamp.txt"
    folder = tree(f"submitted/kim/{A}/{A}.ipynb", **{name: "2026-03-05 10:00:00 UTC"})
    (entry,) = collect([folder / "submitted" / path]).entries
    assert (entry.student, entry.timestamp) == ("kim", "2026-03-05T10:00:00+00:00")


def test_one_students_folder_is_that_students(tree):
    assert students(tree(f"kim/{A}/{A}.ipynb", f"kim/{B}.ipynb") / "kim") == ["kim", "kim"]


def test_several_notebooks_are_read_as_parts_of_the_folder_they_share(tree):
    folder = tree(f"alice/{A}.ipynb", f"bob/{A}.ipynb")
    assert students(folder / "alice" / f"{A}.ipynb", folder / "bob" / f"{A}.ipynb") == ["alice", "bob"]


def test_of_the_exchange_the_latest_counts_with_its_time(tree):
    folder = tree(*(f"inbound/alice+{A}+2026-03-0{day} 10:00:00.5 UTC+x{day}/{A}.ipynb" for day in (5, 7, 6)))
    inbox = collect([folder])
    (entry,) = inbox.entries
    assert (entry.student, entry.timestamp) == ("alice", "2026-03-07T10:00:00.500000+00:00")
    assert len(inbox.skipped) == 2


def test_a_user_of_the_exchange_may_have_a_plus(tree):
    assert students(tree(f"a+b+{A}+2026-03-05 10:00:00 UTC+x/{A}.ipynb")) == ["a+b"]


class TestCanvas:
    def test_attempts_are_one_student_and_the_latest_counts(self, tree):
        inbox = collect([tree(f"hoppergrace_12347_678899_{A}.ipynb", f"hoppergrace_12347_678903_{A}-2.ipynb")])
        (entry,) = inbox.entries
        assert (entry.student, entry.attempt) == ("hoppergrace_12347_678899", "3")
        assert entry.place.endswith("-2.ipynb")

    def test_all_notebooks_of_a_student_go_under_one_id(self, tree):
        folder = tree(f"lopezana_11_222_{A}.ipynb", f"lopezana_11_333_{B}.ipynb")
        assert students(folder) == ["lopezana_11_222"] * 2

    def test_a_later_download_keeps_the_id(self, tree):
        inbox = collect([tree(f"lopezana_11_333_{B}.ipynb")], known=["lopezana_11_222", "bob"])
        assert [entry.student for entry in inbox.entries] == ["lopezana_11_222"]

    def test_late_is_a_mark_and_no_part_of_the_name(self, tree):
        (entry,) = collect([tree(f"turingalan_LATE_12346_678902_{A}.ipynb")]).entries
        assert (entry.student, entry.late, entry.timestamp) == ("turingalan_12346_678902", True, None)

    @pytest.mark.parametrize("name", ["alice_2026_10_ensembles.ipynb", "alice_2026_03_adaptive_methods.ipynb"])
    def test_somebodys_own_name_with_numbers_is_none_of_canvas(self, tree, name):
        (entry,) = collect([tree(name)]).entries
        assert (entry.student, entry.notebook[0]) == ("alice_2026", name[11])

    def test_a_text_entry_is_no_notebook(self, tree):
        inbox = collect([tree("turingalan_12346_678902_text.html", f"lopezana_11_222_{A}.ipynb")])
        assert "not a notebook, and turingalan_12346_678902 submitted none" in inbox.skipped[0]


def test_blackboards_attempts_are_one_student_with_the_time_of_the_latest(tree):
    folder = tree(*(f"HW_aturing_attempt_2026-03-0{day}-10-30-00_{A}.ipynb" for day in (5, 7, 6)))
    (entry,) = collect([folder]).entries
    assert entry.student == "aturing"
    assert datetime.fromisoformat(entry.timestamp) == datetime(2026, 3, 7, 10, 30).astimezone()


class TestMoodle:
    def test_the_number_is_no_part_of_the_name(self, tree):
        folder = tree(
            f"Ada O'Hopper_1_assignsubmission_file_/{A}.ipynb", f"Ada O'Hopper_7_assignsubmission_file_/{B}.ipynb"
        )
        assert students(folder) == ["Ada O'Hopper"] * 2

    def test_people_of_one_name_are_told_apart(self, tree):
        inbox = collect([tree(*(f"Li Wei_{n}_assignsubmission_file_/{A}.ipynb" for n in (1, 2)))])
        assert [entry.student for entry in inbox.entries] == ["Li Wei 1", "Li Wei 2"]
        assert "several people are called Li Wei" in inbox.notes[0]

    def test_a_zip_in_a_students_folder_is_that_students(self, archive, tmp_path):
        archive(f"Ada_1_assignsubmission_file_/{A}.zip", f"park/{A}.ipynb")
        assert students(tmp_path) == ["Ada"]

    def test_a_time_that_a_student_uploads_is_not_believed(self, tree):
        folder = f"Ada_1_assignsubmission_file_/{A}"
        inbox = collect([tree(f"{folder}/{A}.ipynb", **{f"{folder}/timestamp.txt": "2000-01-01 00:00:00 UTC"})])
        assert inbox.entries[0].timestamp is None
        assert "the student may have written it" in inbox.notes[0]


GRADESCOPE = """\
submission_111:
  :submitters:
  - :name: Ada Lovelace
    :sid: '0042'
    :email: ada@example.org
  :created_at: 2026-03-05 10:00:00.123456000 Z
  :score: 7.0
submission_112:
  :submitters:
  - :name: Alan Turing
    :sid:
    :email: alan@example.org
  - :name: Grace Hopper
    :sid: '0044'
    :email: grace@example.org
  :created_at: 2026-03-06 10:00:00.000000000 Z
"""


class TestGradescope:
    NAMES = (f"assignment_7_export/submission_111/{A}.ipynb", f"assignment_7_export/submission_112/{A}.ipynb")
    LIST = "assignment_7_export/submission_metadata.yml"

    @pytest.mark.parametrize("container", ["folder", "zip"])
    def test_the_metadata_tells_who_and_when(self, container, tree, archive):
        texts = {self.LIST: GRADESCOPE}
        path = tree(*self.NAMES, **texts) if container == "folder" else archive("7.zip", *self.NAMES, **texts)
        found = [(entry.student, entry.timestamp, entry.place.split("/")[-2]) for entry in collect([path]).entries]
        assert found == [
            ("0042", "2026-03-05T10:00:00.123456+00:00", "submission_111"),
            ("0044", "2026-03-06T10:00:00+00:00", "submission_112"),
            ("alan@example.org", "2026-03-06T10:00:00+00:00", "submission_112"),
        ]

    def test_without_it_the_folders_tell(self, tree):
        assert students(tree(*self.NAMES)) == ["submission_111", "submission_112"]

    def test_one_that_cannot_be_read_is_said(self, tree):
        inbox = collect([tree(*self.NAMES, **{self.LIST: "submission_111: !ruby/object:Foo {}"})])
        assert [entry.student for entry in inbox.entries] == ["submission_111", "submission_112"]
        assert "submission_metadata.yml: cannot be read" in inbox.notes[0]

    def test_one_that_a_student_uploads_is_not_believed(self, tree):
        forged = GRADESCOPE.replace("submission_111", "park")
        inner = "assignment_7_export/submission_112"
        folder = tree(*self.NAMES, f"{inner}/park/{B}.ipynb", **{f"{inner}/submission_metadata.yml": forged})
        assert set(students(folder)) == {"submission_111", "submission_112"}


class TestGitHubClassroom:
    def test_repositories_in_a_folder(self, tree):
        folder = tree(f"hw1-submissions/hw1-alice/{A}/{A}.ipynb", f"hw1-submissions/hw1-bob/{A}/{A}.ipynb")
        assert students(folder) == ["hw1-alice", "hw1-bob"]
        assert students(folder / "hw1-submissions") == ["hw1-alice", "hw1-bob"]

    def test_a_repository_as_github_zips_it(self, archive, tmp_path):
        archive("all/hw1-alice-main.zip", f"hw1-alice-main/{A}/{A}.ipynb")
        archive("all/hw1-bob-main.zip", f"hw1-bob-main/{A}/{A}.ipynb")
        assert students(tmp_path) == ["hw1-alice", "hw1-bob"]

    def test_all_of_them_in_one_zip(self, archive):
        path = archive("cs231.zip", f"repos/hw1-alice/{A}/{A}.ipynb", f"repos/hw1-bob/{A}/{A}.ipynb")
        assert students(path) == ["hw1-alice", "hw1-bob"]


class TestZips:
    def test_one_for_each_student_in_a_folder(self, archive, tmp_path):
        archive("in/alice.zip", f"homework/{A}.ipynb")
        archive("in/bob.zip", f"{A}.ipynb")
        assert students(tmp_path / "in") == ["alice", "bob"]

    @pytest.mark.parametrize("inside", [f"{A}.ipynb", f"homework/{A}.ipynb", f"{A}/{A}.ipynb", f"park/{A}/{A}.ipynb"])
    def test_an_upload_belongs_to_whom_it_is_called_after(self, archive, inside):
        inbox = collect([archive("kim.zip", inside)])
        assert [(entry.student, entry.notebook) for entry in inbox.entries] == [("kim", A)]
        assert "read as the upload of one student" in inbox.notes[0]

    def test_versions_in_an_upload_are_one_students(self, archive):
        assert students(archive("kim.zip", f"old/{A}.ipynb", f"new version/{A}.ipynb", f"{B}.ipynb")) == ["kim", "kim"]

    def test_with_several_peoples_folders_it_is_a_class(self, archive):
        assert students(archive("spring.zip", f"kim/{A}.ipynb", f"lee/{A}.ipynb")) == ["kim", "lee"]

    def test_in_a_class_it_is_one_students_whatever_it_holds(self, archive, tmp_path):
        archive("in/kim.zip", f"park/{A}.ipynb", f"lee/{A}.ipynb")
        archive("in/park.zip", f"{A}.ipynb")
        assert students(tmp_path / "in") == ["kim", "park"]

    def test_in_a_zip_of_a_class_too(self, archive, tmp_path):
        inner = archive("kim.zip", f"park/{A}.ipynb").read_bytes()
        path = archive("class.zip", f"park/{A}.ipynb", **{"kim.zip": inner})
        assert whose(path) == [("kim", A, f"{A}.ipynb"), ("park", A, f"{A}.ipynb")]
        kim, park = collect([path]).entries
        assert [json.loads(entry.data)["from"] for entry in (kim, park)] == [f"park/{A}.ipynb"] * 2

    def test_canvas_names_students_zips(self, archive):
        inner = archive("x.zip", f"{A}.ipynb").read_bytes()
        assert students(archive("submissions.zip", **{"lopezana_11_222_x.zip": inner})) == ["lopezana_11_222"]


def test_nobody_hands_in_for_another_by_a_folder_inside(tree):
    folder = tree(f"kim/{A}.ipynb", f"kim/park/{B}.ipynb", f"park/{A}.ipynb")
    assert whose(folder) == [("kim", A, f"{A}.ipynb"), ("kim", B, f"{B}.ipynb"), ("park", A, f"{A}.ipynb")]


@pytest.mark.parametrize(
    "name",
    [
        f"kimlee_11_222_park_attempt_2026-01-01-10-00-00_{A}.ipynb",
        f"kimlee_11_222_parkjim_33_444_{A}.ipynb",
        f"kimlee_11_222_Park_3_assignsubmission_file_{A}.ipynb",
        f"HW_kimlee_attempt_2026-01-01-10-00-00_HW_park_attempt_2026-01-02-10-00-00_{A}.ipynb",
        f"Kimlee_3_assignsubmission_file_park_11_222_{A}.ipynb",
        f"kimlee - park - {A}.ipynb",
    ],
)
def test_nobody_hands_in_for_another_by_the_name_of_a_file(tree, name):
    (student,) = students(tree(name))
    assert student.lower().startswith("kimlee")


def test_folders_that_may_be_people_are_said_where_they_count_as_one(tree):
    inbox = collect([tree(f"Monday/{A}.ipynb", f"Monday/alice/{A}.ipynb", f"Monday/bob/{A}.ipynb")])
    assert [entry.student for entry in inbox.entries] == ["Monday"]
    assert "has the folders alice, bob; if it is a section, give it as PATH" in inbox.notes[0]
    assert len(inbox.skipped) == 2


class TestNames:
    @pytest.mark.parametrize("name", [f"{A} (1)", f"Copy of {A}", f"{A} - Copy", f"{A}-1", "03 Adaptive Methods"])
    def test_a_copy_is_the_notebook_and_no_student(self, tree, name):
        assert whose(tree(f"ana/{name}.ipynb")) == [("ana", A, f"{name}.ipynb")]
        assert students(tree(f"ana/{name}.ipynb") / "ana") == ["ana"]

    def test_composed_and_decomposed_letters_are_one_student(self, archive):
        names = [unicodedata.normalize(form, "José") for form in ("NFC", "NFD")]
        inbox = collect([archive("class.zip", f"{names[0]}/{A}.ipynb", f"{names[1]}/{B}.ipynb")])
        assert [entry.student for entry in inbox.entries] == [names[0]] * 2
        assert not inbox.notes

    @pytest.mark.parametrize(
        ("name", "encoding"),
        [
            ("김철수", "cp949"),
            ("山田たろう", "cp932"),
            ("张三丰", "gb18030"),
            ("José", "cp437"),
            ("Renés", "cp437"),
            ("Noël", "cp437"),
            ("Björn", "cp437"),
            ("Ümit", "utf-8"),
        ],
    )
    def test_a_zip_without_the_flag_for_utf_8(self, tmp_path, name, encoding):
        path = f"{name}/{A}.ipynb"
        raw = path.encode(encoding)
        with zipfile.ZipFile(tmp_path / "class.zip", "w") as file:
            file.writestr("x" * len(raw), "{}")
        data = (tmp_path / "class.zip").read_bytes().replace(b"x" * len(raw), raw)
        (tmp_path / "class.zip").write_bytes(data)
        assert students(tmp_path / "class.zip") == [name]

    def test_info_zips_field_for_the_name(self, tmp_path):
        name, raw = "Łukasz", f"Łukasz/{A}.ipynb".encode()
        info = zipfile.ZipInfo(f"Qukasz/{A}.ipynb")
        info.extra = b"up" + (len(raw) + 5).to_bytes(2, "little") + b"\1" + bytes(4) + raw
        with zipfile.ZipFile(tmp_path / "class.zip", "w") as file:
            file.writestr(info, "{}")
        data = (tmp_path / "class.zip").read_bytes().replace(b"Qukasz/", b"\x9dukasz/")
        (tmp_path / "class.zip").write_bytes(data)
        assert students(tmp_path / "class.zip") == [name]

    def test_backslashes_are_slashes(self, archive):
        assert students(archive("class.zip", f"ana\\{A}\\{A}.ipynb", f"ben\\{A}.ipynb")) == ["ana", "ben"]

    def test_what_a_terminal_would_obey_is_gone(self, archive):
        path = archive("class.zip", f"\x1b]0;pwned\x07\x1b[2Jeve/{A}.ipynb", f"\u202ebob\u200b/{A}.ipynb")
        inbox = collect([path])
        assert [entry.student for entry in inbox.entries] == ["]0;pwned[2Jeve", "bob"]
        assert not any(char in entry.place for entry in inbox.entries for char in "\x1b\x07\u202e\u200b")

    def test_names_that_only_look_the_same_are_said(self, archive):
        inbox = collect([archive("class.zip", f"bob/{A}.ipynb", f"b\u200bob/{A}.ipynb")])
        assert [entry.place.split("!")[1] for entry in inbox.entries] == [f"bob/{A}.ipynb"]
        assert "2 names look the same and count as one student, bob" in inbox.notes[0]

    def test_long_names_stay_short_and_apart(self, archive):
        found = students(archive("class.zip", *(f"{'é' * 150}{end}/{A}.ipynb" for end in "ab")))
        assert len(set(found)) == 2
        assert all(len(student) <= 100 and len(student.encode()) <= 200 for student in found)

    @pytest.mark.parametrize("name", ["...", "....."])
    def test_dots_are_no_id(self, tmp_path, name):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{A}.ipynb").write_text("{}")
        assert students(tmp_path) in ([], ["_" * len(name)])
