"""Finding submissions: whose they are, and what is left aside."""

import zipfile

import pytest

from autograder.inbox import collect

NAME = "03_adaptive_methods"


@pytest.mark.parametrize(
    ("path", "student"),
    [
        (f"alice/{NAME}/{NAME}.ipynb", "alice"),
        (f"alice/{NAME}.ipynb", "alice"),
        (f"alice_{NAME}.ipynb", "alice"),
        (f"{NAME}-alice.ipynb", "alice"),
        (f"{NAME}/alice.ipynb", "alice"),
        ("alice.ipynb", "alice"),
    ],
)
def test_students_are_found_in_every_usual_layout(tmp_path, path, student):
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("{}")
    (entry,) = collect([tmp_path]).entries
    assert entry.student == student
    assert entry.name == (NAME if NAME in path else "alice")


def test_checkpoints_and_other_files_are_ignored(tmp_path):
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints" / "a.ipynb").write_text("{}")
    (tmp_path / "notes.txt").write_text("x")
    assert collect([tmp_path]).entries == []


def test_symbolic_links_are_not_followed(tmp_path):
    (tmp_path / "secret.json").write_text("{}")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "eve.ipynb").symlink_to(tmp_path / "secret.json")
    inbox = collect([tmp_path / "in"])
    assert inbox.entries == []
    assert "a symbolic link is not followed" in inbox.skipped[0]


def test_a_zip_is_read_in_place_and_cannot_lead_out(tmp_path):
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"bob/{NAME}.ipynb", "{}")
        archive.writestr(f"../../eve/{NAME}.ipynb", "{}")
        archive.writestr("/etc/mallory.ipynb", "{}")
        link = zipfile.ZipInfo("carl.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    inbox = collect([path])
    assert [entry.student for entry in inbox.entries] == ["bob"]
    assert [reason.split(": ")[1] for reason in inbox.skipped] == [
        "the name leads out of the archive",
        "the name leads out of the archive",
        "a symbolic link is not followed",
    ]
    assert list(tmp_path.iterdir()) == [path]


def test_a_broken_zip_is_said(tmp_path):
    (tmp_path / "class.zip").write_text("no zip")
    assert "not a zip file" in collect([tmp_path / "class.zip"]).skipped[0]


def test_of_two_copies_the_one_with_the_right_name_counts(tmp_path):
    folder = tmp_path / "alice" / NAME
    folder.mkdir(parents=True)
    (folder / f"Copy of {NAME}.ipynb").write_text("{}")
    (folder / f"{NAME}.ipynb").write_text("{}")
    inbox = collect([tmp_path])
    assert [entry.place for entry in inbox.entries] == [str(folder / f"{NAME}.ipynb")]
    assert "alice handed in" in inbox.skipped[0]


def test_what_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="is not there; give a notebook"):
        collect([tmp_path / "none"])
