"""From files to submissions: which file counts, what is left out and why, and what is never done with them."""

import io
import json
import os
import zipfile

import pytest

from autograder.classroom.inbox import archives, collect, scan, show
from autograder.classroom.inbox.names import clean_id, read_stamp

A, B = "03_adaptive_methods", "09_dropout"


@pytest.fixture
def tree(tmp_path):
    """Makes files, given as path=content, in a new folder `in`."""

    def make(**files):
        for name, content in files.items():
            path = tmp_path / "in" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "in"

    return make


def zipped(**members) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def notebook(*cells: str, **grade_ids: str) -> bytes:
    """With these code cells, and with others that have grade ids."""
    made = [{"cell_type": "code", "source": text, "metadata": {}} for text in cells]
    made += [
        {"cell_type": "code", "source": t, "metadata": {"nbgrader": {"grade_id": i}}} for i, t in grade_ids.items()
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made}).encode()


def taken(inbox):
    return [(entry.student, entry.notebook, os.path.basename(entry.place)) for entry in inbox.entries]


class TestWhichNotebook:
    def test_content_comes_before_the_name(self, tree, filled):
        inbox = collect([tree(**{f"ana/{A}.ipynb": filled("00_start_here")})])
        assert taken(inbox) == [("ana", "00_start_here", f"{A}.ipynb")]

    def test_a_renamed_notebook_is_known_by_its_ids(self, tree, filled):
        assert taken(collect([tree(**{"ana/my work.ipynb": filled(A)})])) == [("ana", A, "my work.ipynb")]

    def test_without_ids_most_of_its_functions_tell(self, tree):
        code = "def mean_probs(): pass\ndef majority_vote(): pass\ndef disagreement(): pass\nclass EMA: pass\ndef polyak_mean(): pass"
        assert taken(collect([tree(**{"ana/x.ipynb": notebook(code)})]))[0][1] == "10_ensembles"

    @pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[]", b'{"cells": 3}', b'{"cells": [{"source": {}}]}'])
    def test_a_broken_file_is_what_it_is_called(self, tree, data):
        assert taken(collect([tree(**{f"ana/{A}.ipynb": data})])) == [("ana", A, f"{A}.ipynb")]

    def test_a_broken_file_is_what_its_folder_is_called(self, tree):
        assert taken(collect([tree(**{f"ana/{A}/homework.ipynb": b"{"})])) == [("ana", A, "homework.ipynb")]

    def test_whatever_goes_wrong_in_reading_is_no_ones_fault(self, tree, monkeypatch):
        def fail(data):
            raise RecursionError

        monkeypatch.setattr("autograder.grading.submission.parse", fail)
        assert taken(collect([tree(**{f"ana/{A}.ipynb": b"{}"})])) == [("ana", A, f"{A}.ipynb")]

    def test_one_of_no_course_keeps_its_name(self, tree):
        assert taken(collect([tree(**{"ana/essay.ipynb": b"{}"})])) == [("ana", "essay", "essay.ipynb")]

    def test_one_function_of_ours_is_enough_where_nothing_else_was_handed_in(self, tree):
        inbox = collect([tree(**{"ana/x.ipynb": notebook("def adam_step(): pass")})])
        assert taken(inbox) == [("ana", A, "x.ipynb")]

    def test_another_courses_notebook_displaces_nothing(self, tree, filled):
        name = "06_sanity_checks"
        folder = tree(
            **{
                f"ana/{name}.ipynb": filled(name),
                "ana/scratch.ipynb": notebook("def rel_error(x, y): pass"),
                "ana/b.ipynb": b"{}",
            }
        )
        os.utime(folder / "ana" / f"{name}.ipynb", (0, 0))
        inbox = collect([folder])
        assert taken(inbox) == [("ana", name, f"{name}.ipynb")]
        assert all("skipped, not a notebook of this course; ana also submitted one" in text for text in inbox.skipped)
        assert len(inbox.skipped) == 2


class TestWhichFile:
    def test_the_notebooks_own_name_counts(self, tree):
        folder = tree(
            **{f"alice/{A}/Copy of {A}.ipynb": "{}", f"alice/{A}/{A}.ipynb": "{}", f"alice/{A} (1).ipynb": "{}"}
        )
        os.utime(folder / "alice" / A / f"{A}.ipynb", (0, 0))
        inbox = collect([folder])
        assert taken(inbox) == [("alice", A, f"{A}.ipynb")]
        assert len(inbox.skipped) == 2
        assert all(f"skipped, alice also submitted {inbox.entries[0].place}" in text for text in inbox.skipped)

    def test_a_file_renamed_is_not_graded_beside_the_real_one(self, tree, filled):
        folder = tree(**{f"alice/{A}.ipynb": filled(A), "alice/homework.ipynb": filled(A)})
        inbox = collect([folder])
        assert taken(inbox) == [("alice", A, f"{A}.ipynb")]
        assert "homework.ipynb: skipped, alice also submitted" in inbox.skipped[0]

    def test_the_newest_counts_where_no_name_tells(self, tree, filled):
        folder = tree(**{f"alice/{name}.ipynb": filled(A) for name in "xyz"})
        for name, time in zip("xyz", (10, 30, 20), strict=True):
            os.utime(folder / "alice" / f"{name}.ipynb", (time, time))
        assert taken(collect([folder])) == [("alice", A, "y.ipynb")]

    def test_work_counts_before_an_empty_file_of_the_right_name(self, tree, filled):
        folder = tree(**{f"alice/{A}.ipynb": b"", "alice/homework.ipynb": filled(A)})
        assert taken(collect([folder])) == [("alice", A, "homework.ipynb")]

    def test_the_latest_attempt_counts_before_the_name(self, tree):
        folder = tree(
            **{
                f"HW_al_attempt_2026-03-0{day}-10-00-00_{file}": "{}"
                for day, file in ((5, f"{A}.ipynb"), (6, f"{A} (1).ipynb"))
            }
        )
        assert taken(collect([folder]))[0][2].endswith("(1).ipynb")


class TestTimestamps:
    @pytest.mark.parametrize("container", ["folder", "zip"])
    def test_nbgraders_counts(self, tree, tmp_path, container):
        files = {f"ana/{A}/{A}.ipynb": "{}", f"ana/{A}/timestamp.txt": "2026-03-05 10:00:00.5 UTC\n"}
        path = tree(**files) if container == "folder" else tmp_path / "class.zip"
        if container == "zip":
            path.write_bytes(zipped(**files))
        assert collect([path]).entries[0].timestamp == "2026-03-05T10:00:00.500000+00:00"

    def test_one_that_nobody_can_read_is_said_and_the_others_count(self, tree):
        files = {f"{who}/{A}/{A}.ipynb": "{}" for who in ("ana", "ben")}
        stamps = {f"ana/{A}/timestamp.txt": "yesterday", f"ben/{A}/timestamp.txt": "2026-03-05 10:00:00 UTC"}
        inbox = collect([tree(**files, **stamps)])
        assert [bool(entry.timestamp) for entry in inbox.entries] == [False, True]
        assert f"ana/{A}/timestamp.txt: not a time such as" in inbox.notes[0]

    def test_a_students_own_is_not_believed(self, tree):
        own = zipped(**{f"{A}/{A}.ipynb": "{}", f"{A}/timestamp.txt": "2000-01-01 00:00:00 UTC"})
        folder = tree(**{"kim.zip": own})
        for path in (folder, folder / "kim.zip"):
            assert [(entry.student, entry.timestamp) for entry in collect([path]).entries] == [("kim", None)]
        assert "timestamp.txt" in collect([folder / "kim.zip"]).notes[1]

    @pytest.mark.parametrize(
        ("data", "time"),
        [
            (b"2026-03-05 10:00:00 UTC", "2026-03-05T10:00:00+00:00"),
            (b"2026-03-05 10:00:00.123456 UTC\r\n", "2026-03-05T10:00:00.123456+00:00"),
            (b"\xef\xbb\xbf2026-03-05 10:00:00", "2026-03-05T10:00:00+00:00"),
            ("\ufeff2026-03-05 10:00".encode("utf-16-le"), "2026-03-05T10:00:00+00:00"),
            (b"2026-03-05T10:00:00+02:00", "2026-03-05T08:00:00+00:00"),
            (b"2026-03-05T10:00:00Z", "2026-03-05T10:00:00+00:00"),
            (b"2026-03-05-10-00-00-000000", "2026-03-05T10:00:00+00:00"),
        ],
    )
    def test_forms(self, data, time):
        assert read_stamp(data).isoformat() == time

    @pytest.mark.parametrize(
        "data", [b"", b"5", b"yesterday", b"2026-13-05 10:00:00", b"0001-01-01 00:00:00+14:00", b"\x00" * 5000]
    )
    def test_what_is_no_time(self, data):
        assert read_stamp(data) is None


class TestLeftOut:
    def test_what_machines_put_there(self, tree):
        names = [
            f".ipynb_checkpoints/{A}-checkpoint.ipynb",
            f"__MACOSX/ana/._{A}.ipynb",
            f"ana/._{A}.ipynb",
            "ana/.venv/lib/demo.ipynb",
            "ana/env/lib/python3.12/site-packages/x/demo.ipynb",
            "ana/node_modules/x/demo.ipynb",
            "ana/.git/x.ipynb",
        ]
        folder = tree(**dict.fromkeys((f"ana/{A}.IPYNB", *names), "{}"))
        inbox = collect([folder])
        assert (taken(inbox), inbox.skipped) == ([("ana", A, f"{A}.IPYNB")], [])

    def test_links_are_not_followed(self, tree, tmp_path):
        (tmp_path / "secret.json").write_text("{}")
        (tmp_path / "folder").mkdir()
        (tmp_path / "folder" / "x.ipynb").write_text("{}")
        folder = tree(**{f"ana/{A}.ipynb": "{}"})
        (folder / "eve.ipynb").symlink_to(tmp_path / "secret.json")
        (folder / "mallory").symlink_to(tmp_path / "folder")
        inbox = collect([folder])
        assert taken(inbox) == [("ana", A, f"{A}.ipynb")]
        assert sorted("symbolic link is not followed" in reason for reason in inbox.skipped) == [True, True]

    def test_a_pipe_is_not_waited_for(self, tree):
        folder = tree(**{f"ana/{A}.ipynb": "{}"})
        os.mkfifo(folder / "ben.ipynb")
        inbox = collect([folder])
        assert inbox.skipped == [f"{folder / 'ben.ipynb'}: not a file"]

    def test_a_folder_that_cannot_be_read_is_said(self, tree, monkeypatch):
        folder, real = tree(**{f"ana/{A}.ipynb": "{}", f"ben/{A}.ipynb": "{}"}), os.scandir

        def scandir(path):
            if str(path).endswith("ana"):
                raise PermissionError(13, "Permission denied", str(path))
            return real(path)

        monkeypatch.setattr(os, "scandir", scandir)
        inbox = collect([folder])
        assert taken(inbox) == [("ben", A, f"{A}.ipynb")]
        assert f"{folder / 'ana'}: cannot be read (Permission denied)" in inbox.skipped

    def test_what_was_handed_in_instead_of_a_notebook_is_said(self, tree):
        folder = tree(
            **{
                f"ana/{A}.ipynb": "{}",
                "ana/notes.py": "",
                f"ben/{A}.ipynb.txt": "{}",
                "cy/a.tar.gz": "x",
                "cy/b.pdf": "x",
            }
        )
        (folder / "dan").mkdir()
        (folder / "eve" / f"{A}.ipynb").mkdir(parents=True)
        inbox = collect([folder])
        assert taken(inbox) == [("ana", A, f"{A}.ipynb")]
        assert inbox.skipped == [
            f"{folder / 'dan'}: no notebook in this folder",
            f"{folder / 'ben' / f'{A}.ipynb.txt'}: not a notebook, and ben submitted none",
            f"{folder / 'cy' / 'a.tar.gz'}: not a notebook, and cy submitted none; 1 more there",
            f"{folder / 'eve' / f'{A}.ipynb'}: not a notebook, and eve submitted none",
        ]

    @pytest.mark.parametrize(
        ("files", "was_there"),
        [
            ({}, "; it is empty"),
            ({"a/x.py": "", "b/y.py": "", "c.html": ""}, "; there were 1 .html, 2 .py"),
            ({"a.zip": zipped(**{"x.py": ""}), "data.csv": ""}, "; there were 1 .py, 1 .zip, 1 other file"),
        ],
    )
    def test_nothing_found_is_said(self, tree, tmp_path, files, was_there):
        (tmp_path / "in").mkdir()
        inbox = collect([tree(**files)])
        assert inbox.entries == []
        assert inbox.skipped[0] == f"no notebook found in {tmp_path / 'in'}{was_there}"

    @pytest.mark.parametrize("name", ["x.tar.gz", "hw.py"])
    def test_a_path_of_another_kind_is_no_student(self, tree, name):
        inbox = collect([tree(**{name: "x"}) / name])
        assert inbox.entries == []
        assert "not a notebook, a folder or a zip; give" in inbox.skipped[0]

    def test_what_is_not_there_is_an_error(self, tmp_path):
        with pytest.raises(FileNotFoundError, match="is not there; give a notebook"):
            collect([tmp_path / "none"])


class TestArchives:
    def test_one_is_read_in_place_and_cannot_lead_out(self, tmp_path):
        path = tmp_path / "class.zip"
        link = zipfile.ZipInfo("carl.ipynb")
        link.external_attr = 0o120777 << 16
        with zipfile.ZipFile(path, "w") as archive:
            for name in (f"bob/{A}.ipynb", f"../../eve/{A}.ipynb", "/etc/mallory.ipynb", "C:\\x.ipynb", "..\\y.ipynb"):
                archive.writestr(name, "{}")
            archive.writestr(link, "/etc/passwd")
        inbox = collect([path])
        assert [entry.student for entry in inbox.entries] == ["bob"]
        assert [reason.split(": ")[-1] for reason in inbox.skipped] == [
            *["unsafe path in archive"] * 4,
            "a symbolic link is not followed",
        ]
        assert list(tmp_path.iterdir()) == [path]

    @pytest.mark.parametrize(
        "data",
        [b"no zip", b"", zipped(x="y")[:-30], b"PK\5\6" + bytes(18) + b"x"],
        ids=["text", "empty", "cut off", "end only"],
    )
    def test_a_broken_one_is_said_and_the_others_count(self, tree, data):
        inbox = collect([tree(**{"ana.zip": data, f"ben/{A}.ipynb": "{}"})])
        assert taken(inbox) == [("ben", A, f"{A}.ipynb")] or not data
        assert any("ana.zip: " in reason for reason in inbox.skipped)

    def test_a_damaged_or_encrypted_member_is_said_and_the_others_count(self, tmp_path):
        path = tmp_path / "class.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for who in ("ana", "ben", "cyd", "dan"):
                archive.writestr(f"{who}/{A}.ipynb", f'{{"cells": [], "of": "{who}"}}')
        data = bytearray(path.read_bytes().replace(b'"of": "ana"', b'"of": "xxx"'))
        for who, offset, value in ((b"ben", 8, 1), (b"cyd", 10, 97)):  # the flag for encryption, an unknown method
            entry = data.rfind(b"PK\1\2", 0, data.rfind(who))
            data[entry + offset] = value
        path.write_bytes(data)
        inbox = collect([path])
        assert [entry.student for entry in inbox.entries] == ["dan"]
        assert [reason.split(f"{A}.ipynb: ")[1][:20] for reason in inbox.skipped] == [
            "encrypted; ask for i",
            "cannot be unpacked (",
            "cannot be unpacked (",
        ]

    def test_a_zip_in_a_zip_is_read_and_no_deeper(self, tree):
        deep = zipped(**{"x.zip": zipped(**{f"{B}.ipynb": "{}"}), f"{A}.ipynb": "{}"})
        inbox = collect([tree(**{"kim.zip": zipped(**{"inner.zip": deep})})])
        assert taken(inbox) == [("kim", A, f"kim.zip!inner.zip!{A}.ipynb")]
        assert "an archive in an archive in an archive is not read" in inbox.skipped[0]

    def test_too_many_members_are_noticed_before_any_is_listed(self, tree, monkeypatch):
        monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
        monkeypatch.setattr(zipfile, "ZipFile", None)
        inbox = collect([tree(**{"kim.zip": zipped_before(4), f"ana/{A}.ipynb": "{}"})])
        assert taken(inbox) == [("ana", A, f"{A}.ipynb")]
        assert "kim.zip: more than 3 files in it; unpack it and give the folder" in inbox.skipped[0]

    def test_a_file_that_grows_too_large_is_said(self, tree, monkeypatch):
        monkeypatch.setattr(archives, "MAX_MB", 1)
        monkeypatch.setattr(scan, "MAX_MB", 1)
        large = b" " * (2 << 20)
        folder = tree(**{"kim.zip": zipped(**{f"{A}.ipynb": large, f"{B}.ipynb": "{}"}), f"ana/{A}.ipynb": large})
        inbox = collect([folder])
        assert taken(inbox) == [("kim", B, f"kim.zip!{B}.ipynb")]
        assert [reason.split(": ")[1] for reason in inbox.skipped[:2]] == ["2 MB, more than 1"] * 2

    def test_many_large_files_are_one_persons_loss(self, tree, monkeypatch):
        monkeypatch.setattr(scan, "MAX_TOTAL_MB", 2)
        mega = " " * (1 << 20)
        members = {f"kim/{n}.ipynb": mega for n in "abc"} | {f"ana/{n}.ipynb": mega for n in "xy"}
        inbox = collect([tree(**{"class.zip": zipped(**members)}) / "class.zip"])
        assert [entry.student for entry in inbox.entries] == ["ana", "ana", "kim", "kim"]
        assert inbox.skipped[0].endswith("kim/c.ipynb: more than 2 MB of notebooks together")

    def test_work_is_read_when_it_is_asked_for(self, tree):
        folder = tree(**{f"ana/{A}.ipynb": "{}", "kim.zip": zipped(**{f"{A}.ipynb": "[]"})})
        ana, kim = collect([folder]).entries
        assert (ana.data, kim.data) == (b"{}", b"[]")
        for name in (f"ana/{A}.ipynb", "kim.zip"):
            (folder / name).unlink()
        for entry in (ana, kim):
            with pytest.raises(OSError):
                _ = entry.data


def zipped_before(count: int) -> bytes:
    """A zip's last record that speaks of so many members."""
    return b"PK\5\6" + bytes(4) + count.to_bytes(2, "little") * 2 + bytes(10)


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("Ada  Lovelace\n", "Ada Lovelace"),
        ("a/b\\c", "a_b_c"),
        ("..", "__"),
        ("\u202e\u200b\x1b[2J\ud800x", "[2Jx"),
        ("=1+1", "=1+1"),
        ("\x00", ""),
    ],
)
def test_ids_are_printable_and_no_paths(name, cleaned):
    assert clean_id(name) == cleaned


def test_the_table_says_who_what_when_and_why_not(tree):
    folder = tree(
        **{f"ana+{A}+2026-03-05 10:00:00 UTC+x/{A}.ipynb": "{}", f"ben/{A}.ipynb": "{}", f"ben/{A} (1).ipynb": "{}"}
    )
    lines = show.table(collect([folder])).splitlines()
    assert lines[0].split() == ["student", "notebook", "attempt", "time", "file"]
    assert lines[1].split()[:2] == ["ana", A]
    assert "2026-03-05T10:00:00+00:00" in lines[1]
    assert lines[2].endswith(f"ben/{A}.ipynb")
    assert lines[3].startswith("skipped: ")


def test_the_table_as_json(tree):
    found = json.loads(show.as_json(collect([tree(**{f"ben/{A}.ipynb": "{}", "cy/x.py": ""})])))
    assert found["submissions"][0]["student"] == "ben"
    assert found["submissions"][0]["notebook"] == A
    assert "cy submitted none" in found["skipped"][0]
    assert {"notes", "unmatched", "absent"} <= found.keys()


@pytest.mark.parametrize("inside", [{}, {"data.csv": "1"}, {"timestamp.txt": "x"}])
def test_an_archive_without_any_work_is_said(tree, inside):
    inbox = collect([tree(**{"kim.zip": zipped(**inside), f"ana/{A}.ipynb": "{}"})])
    assert taken(inbox) == [("ana", A, f"{A}.ipynb")]
    assert inbox.skipped == [f"{tree()}/kim.zip: not a notebook, and kim submitted none"]


def test_a_name_that_others_use_too_takes_no_place_beside_real_work(tree, filled):
    files = {f"ana/{A}.ipynb": filled(A), "ana/momentum.ipynb": b"{}", "ana/x.ipynb": notebook("def rel_error(): pass")}
    assert taken(collect([tree(**files)])) == [("ana", A, f"{A}.ipynb")]
    assert taken(collect([tree(**{"ben/momentum.ipynb": b"{}"}) / "ben"])) == [("ben", "02_momentum", "momentum.ipynb")]


def test_a_third_of_a_notebook_counts_beside_another_one(tree, filled):
    code = "def quadratic(): pass\ndef gd(): pass\ndef lr_facts(): pass"
    inbox = collect([tree(**{f"ana/{A}.ipynb": filled(A), "ana/x.ipynb": notebook(code)})])
    assert [entry.notebook for entry in inbox.entries] == ["01_sgd_pathologies", A]


def test_one_persons_thousand_files_are_said_in_a_few_lines(tree):
    members = {f"{number}.ipynb": "{}" for number in range(200)} | {f"{number}/{A}.ipynb": "{}" for number in range(99)}
    inbox = collect([tree(**{"kim.zip": zipped(**members), f"ana/{A}.ipynb": "{}"})])
    assert [entry.student for entry in inbox.entries] == ["ana", "kim"]
    assert inbox.skipped[-1].endswith("more files of kim: skipped as well")
    assert len(inbox.skipped) == 31


@pytest.mark.parametrize("name", ["a/" * 40 + "x.ipynb", "a" * 60_000 + "!.ipynb"])
def test_names_that_take_long_to_read_are_not_read(tree, name):
    inbox = collect([tree(**{"kim.zip": zipped(**{name: "{}"})})])
    assert inbox.entries == []
    assert "more than 30 folders deep, or a name of more than 1000 characters" in inbox.skipped[0]
