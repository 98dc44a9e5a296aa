"""The working copy `my/`: a student's work survives whatever a new release brings."""

import copy

import nbformat
import pytest
from nbformat import v4

from autograder.commands import working_copy
from autograder.commands.working_copy import merge, prepare, undo, update


def cell(name: str, source: str, kind: str = "code", **nbgrader):
    new = v4.new_code_cell(source) if kind == "code" else v4.new_markdown_cell(source)
    new.id = name
    if nbgrader:
        new.metadata["nbgrader"] = {"grade_id": name, **nbgrader}
    return new


def release(*extra, title="# Title", demo="plot(1)"):
    cells = [
        cell("title", title, "markdown"),
        cell("gd", "def gd(): raise NotImplementedError()", solution=True),
        cell("check_gd", "check(gd)", solution=False),
        cell("demo", demo),
        *extra,
    ]
    return v4.new_notebook(cells=cells)


def answered():
    mine = release()
    mine.cells[1].source = "def gd(): return 1"
    mine.cells[1].outputs = [v4.new_output("stream", text="mine")]
    mine.cells.insert(2, cell("own", "my_own_test()"))
    return mine


def texts(notebook) -> list[str]:
    return [c.source for c in notebook.cells]


def test_new_cells_come_and_answers_stay():
    merged, notes = merge(answered(), release(), release(cell("new", "more()"), title="# Better", demo="plot(2)"))
    assert texts(merged) == ["# Better", "def gd(): return 1", "my_own_test()", "check(gd)", "plot(2)", "more()"]
    assert merged.cells[1].outputs[0].text == "mine"
    assert notes == ["3 cells new or changed", "1 of your own kept"]
    nbformat.validate(merged)


def test_what_both_have_changed_is_kept_twice():
    mine = answered()
    mine.cells[-1].source = "plot(77)"
    merged, _ = merge(mine, release(), release(demo="plot(2)"))
    assert texts(merged)[-2:] == ["plot(2)", "plot(77)"]


def test_what_only_the_student_has_changed_stays_theirs():
    mine = answered()
    mine.cells[-1].source = "plot(77)"
    assert texts(merge(mine, release(), release(title="# Better"))[0])[-1:] == ["plot(77)"]


def test_cells_that_the_release_gave_up_go_unless_the_student_changed_them():
    mine = release(cell("old", "old()"), cell("older", "older()"))
    given = copy.deepcopy(mine)
    mine.cells[-1].source = "older(), but mine"
    assert texts(merge(mine, given, release())[0])[3:] == ["plot(1)", "older(), but mine"]


def test_a_deleted_check_comes_back_and_a_deleted_figure_does_not():
    mine = answered()
    mine.cells = [c for c in mine.cells if c.id not in ("check_gd", "demo")]
    assert texts(merge(mine, release(), release())[0]) == [
        "# Title",
        "def gd(): return 1",
        "my_own_test()",
        "check(gd)",
    ]


@pytest.mark.parametrize("number", range(3))
def test_ids_of_another_program_lose_nothing(number):
    """Some editors write other ids, or none."""
    mine = answered()
    for k, c in enumerate(mine.cells):
        if number == 2:
            del c["id"]
        else:
            c.id = f"x{k}" if number else c.id
    merged, _ = merge(mine, release(), release(title="# Better"))
    assert texts(merged) == ["# Better", "def gd(): return 1", "my_own_test()", "check(gd)", "plot(1)"]


@pytest.fixture
def folders(tmp_path):
    course, my = tmp_path / "course", tmp_path / "my"
    give(course, release())
    return course, my


def give(folder, notebook, name="01_first"):
    path = folder / name / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def test_an_update_keeps_an_evenings_work_and_can_be_undone_twice(folders):
    course, my = folders
    prepare(course, my)
    mine = give(my, answered())
    before = mine.read_text("utf-8")
    give(course, release(title="# Better"))
    give(course, release(), "02_second")
    said = update(course, my)
    after = mine.read_text("utf-8")
    assert said[:2] == ["01_first: 1 cell new or changed, 1 of your own kept", "02_second: new"]
    assert "# Better" in after and "return 1" in after and (my / "02_second" / "02_second.ipynb").exists()
    assert update(course, my) == ["All else is up to date."]
    assert undo(my) == ["01_first: as before the update"]
    assert mine.read_text("utf-8") == before
    undo(my)
    assert mine.read_text("utf-8") == after


def test_a_copy_that_is_there_is_never_written_over(folders):
    course, my = folders
    path = give(my, answered())
    before = path.read_bytes()
    prepare(course, my)
    assert path.read_bytes() == before


def test_a_copy_that_cannot_be_read_is_left_and_said(folders):
    course, my = folders
    prepare(course, my)
    path = my / "01_first" / "01_first.ipynb"
    path.write_text("{", "utf-8")
    give(course, release(title="# Better"))
    assert update(course, my)[0].startswith("01_first: left as it is, because it cannot be read")
    assert path.read_text("utf-8") == "{"


def test_nothing_to_update_is_said(folders):
    course, my = folders
    assert "for the first time" in update(course, my)[0]
    prepare(course, my)
    assert undo(my) == ["There is no update to undo."]


def test_a_full_disk_costs_no_copy(folders, monkeypatch):
    course, my = folders
    prepare(course, my)
    path = give(my, answered())
    give(course, release(title="# Better"))
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(working_copy, "_write", full)
    with pytest.raises(OSError, match="No space left"):
        update(course, my)
    assert path.read_bytes() == before


@pytest.mark.parametrize("ids", [("gd", "copied"), ("copied", "gd"), ("gd", "gd")])
def test_a_copied_exercise_loses_neither_copy(ids):
    """Copying a cell copies what says which exercise it is."""
    mine = release()
    first, second = copy.deepcopy(mine.cells[1]), copy.deepcopy(mine.cells[1])
    first.source, second.source = "def gd(): return 'first try'", "def gd(): return 'second try'"
    first.id, second.id = ids
    mine.cells[1:2] = [first, second]
    merged, _ = merge(mine, release(), release(title="# Better"))
    assert texts(merged)[:3] == ["# Better", first.source, second.source]
    assert len({c.id for c in merged.cells}) == len(merged.cells)
    assert texts(merge(merged, release(title="# Better"), release(title="# Better"))[0]) == texts(merged)
