"""What is looked at in folders and zips: limits of size, names that lead elsewhere, links, and other people's rubbish."""

import zipfile

import pytest

from autograder.classroom.inbox import archives, collect, scan

NAME = "03_adaptive_methods"


def put(folder, **files: str):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def zipped(path, *names: str, text: str = "{}"):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            info = zipfile.ZipInfo("placeholder")
            info.compress_type = zipfile.ZIP_DEFLATED
            info.filename = name  # as another system's program writes it, backslashes and all
            archive.writestr(info, text)
    return path


def places(found: scan.Found) -> list[str]:
    return sorted("/".join((*file.folders, file.name)) for file in found.files)


@pytest.fixture
def small(monkeypatch):
    """A megabyte is the most that a file may have."""
    monkeypatch.setattr(scan, "MAX_MB", 1)
    monkeypatch.setattr(archives, "MAX_MB", 1)


FAT, THIN = "x" * (5 << 20), "{}"


def test_what_macos_adds_to_an_archive_is_nobodys_work(tmp_path):
    """Its folder mirrors the archive, and not every program marks the files in it with a dot."""
    path = zipped(
        tmp_path / "class.zip", f"ann/{NAME}.ipynb", f"__MACOSX/ann/{NAME}.ipynb", f"__MACOSX/ben/{NAME}.ipynb"
    )
    assert places(scan.zipped(path)) == [f"ann/{NAME}.ipynb"]
    folder = put(tmp_path / "in", **{f"ann/{NAME}.ipynb": THIN, f"__MACOSX/ben/{NAME}.ipynb": THIN})
    assert places(scan.folder(folder)) == [f"ann/{NAME}.ipynb"]


def test_a_file_above_its_limit_is_not_read(tmp_path, small):
    found = scan.folder(put(tmp_path / "in", **{f"ann/{NAME}.ipynb": FAT, f"ben/{NAME}.ipynb": THIN}))
    assert places(found) == [f"ben/{NAME}.ipynb"]
    assert [reason.split(": ")[1] for reason in found.skipped] == ["5 MB, more than 1"]


def test_a_member_above_its_limit_is_not_unpacked(tmp_path, small):
    """A bomb: five kilobytes in the archive, five megabytes outside."""
    path = zipped(tmp_path / "class.zip", f"ann/{NAME}.ipynb", text=FAT)
    assert path.stat().st_size < 1 << 15
    found = scan.zipped(path)
    assert places(found) == []
    assert [reason.split(": ")[1] for reason in found.skipped] == ["5 MB, more than 1"]


def test_a_member_that_says_less_than_it_holds_is_read_to_its_limit_only(tmp_path, small):
    path = zipped(tmp_path / "class.zip", f"ann/{NAME}.ipynb", text=FAT)
    assert len(archives.Archive(path).read(0)) == (1 << 20) + 1


@pytest.mark.parametrize(
    ("name", "place"),
    [
        (f"ann\\{NAME}.ipynb", f"ann/{NAME}.ipynb"),
        (f"ann/{NAME}.ipynb", f"ann/{NAME}.ipynb"),
        (f"..\\..\\{NAME}.ipynb", None),
        (f"\\etc\\{NAME}.ipynb", None),
        (f"C:\\{NAME}.ipynb", None),
        (f"../{NAME}.ipynb", None),
    ],
)
def test_backslashes_in_an_archive_are_slashes(tmp_path, name, place):
    found = scan.zipped(zipped(tmp_path / "class.zip", name))
    assert places(found) == ([place] if place else [])
    assert [reason.split(": ")[-1] for reason in found.skipped] == ([] if place else ["unsafe path in archive"])


@pytest.mark.parametrize("below", ["final", "week 3/final", f"{NAME}/attempt", "zoe", "zoe/yan"])
def test_the_outermost_folder_is_the_student(tmp_path, below):
    folders = {f"ann/{below}/{NAME}.ipynb": THIN, f"ben/{below}/{NAME}.ipynb": THIN}
    assert [entry.student for entry in collect([put(tmp_path / "in", **folders)]).entries] == ["ann", "ben"]


def test_a_linked_folder_is_not_looked_into_and_is_said(tmp_path):
    put(tmp_path / "elsewhere", **{f"{NAME}.ipynb": THIN})
    folder = put(tmp_path / "in", **{f"ann/{NAME}.ipynb": THIN})
    (folder / "eve").symlink_to(tmp_path / "elsewhere")
    found = scan.folder(folder)
    assert places(found) == [f"ann/{NAME}.ipynb"]
    assert found.skipped == [f"{folder / 'eve'}: a symbolic link is not followed; ask for the folder itself"]
