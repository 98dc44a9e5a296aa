"""A student's own copy of the notebooks, `my/`: made once, brought up to date with their answers kept, and back again.

Beside the copies lie, hidden, the releases they were made from (what differs from those is the student's) and the
copies as they were before the last update.
"""

import copy
import json
import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.authoring.source import ROOT

COURSE, MY = ROOT / "course", ROOT / "my"
GIVEN, BEFORE = ".given", ".before"


def prepare(course: Path = COURSE, my: Path = MY) -> Path:
    """Copy what is missing in `my`, which is returned; never writes over anything."""
    for release in _releases(course):
        for place in (my, my / GIVEN):
            target = place / release.relative_to(course)
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(release, target)
    return my


def update(course: Path = COURSE, my: Path = MY) -> list[str]:
    """Bring the releases' new cells into the copies and keep what the student wrote; a sentence for each notebook."""
    if not my.is_dir():
        return [f"Nothing to update: {my} is made when you open the course for the first time."]
    said, changed = [], {}
    for release in _releases(course):
        name = release.relative_to(course)
        if not (my / name).exists():
            said.append(f"{name.stem}: new")
            continue
        try:
            new, mine = _read(release), _read(my / name)
            given = _read(my / GIVEN / name) if (my / GIVEN / name).exists() else nbformat.v4.new_notebook()
        except ValueError as error:
            said.append(f"{name.stem}: left as it is, because it cannot be read ({error})")
            continue
        merged, notes = merge(mine, given, new)
        if merged != mine:
            changed[name] = merged
            said.append(f"{name.stem}: " + (", ".join(notes) or "brought up to date"))
    prepare(course, my)
    if changed:
        shutil.rmtree(my / BEFORE, ignore_errors=True)
    for name, merged in changed.items():
        _keep(my, name)
        _write(my / name, nbformat.writes(merged) + "\n")
        shutil.copy2(course / name, my / GIVEN / name)
    return (
        [*said, "`course update --undo` brings back what was there."] if changed else [*said, "All else is up to date."]
    )


def undo(my: Path = MY) -> list[str]:
    """Put back the copies as they were before the last update; a second `undo` brings the update back."""
    kept = sorted((my / BEFORE).glob("*/*.ipynb"))
    for before in kept:
        name = before.relative_to(my / BEFORE)
        _swap(my / name, before)
        _swap(my / GIVEN / name, before.with_suffix(".given"))
    return [f"{path.stem}: as before the update" for path in kept] or ["There is no update to undo."]


def merge(mine: NotebookNode, given: NotebookNode, new: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """The release `new` with the student's answers and own cells, and what was done, in words.

    `given` is the release that the student began with: a cell that differs from it is the student's.
    """
    mine = _identified(mine, given, new)
    of_mine, of_given = ({cell.id: cell for cell in notebook.cells} for notebook in (mine, given))
    in_new = {cell.id for cell in new.cells}
    cells: list[NotebookNode] = []
    added = kept = 0
    for cell in new.cells:
        yours, before = of_mine.get(cell.id), of_given.get(cell.id)
        if yours is None:  # new, or deleted by the student
            added += before is None
            cells += [cell] if before is None or "nbgrader" in cell.metadata else []
        elif _is_answer(cell) or (before is not None and cell.source == before.source) or yours.source == cell.source:
            cells.append(NotebookNode({**yours, "metadata": cell.metadata}))
        elif before is not None and yours.source == before.source:
            cells.append(cell)
            added += 1
        else:
            cells += [cell, NotebookNode({**yours, "id": f"{cell.id[:55]}-mine", "metadata": NotebookNode()})]
            added, kept = added + 1, kept + 1
    last = None
    for cell in mine.cells:
        if cell.id in in_new:
            last = cell.id
        elif cell.id not in of_given or cell.source != of_given[cell.id].source:
            at = next((k for k, other in enumerate(cells) if other.id == last), -1)
            cells.insert(at + 1, cell)
            last, kept = cell.id, kept + 1
    merged = copy.deepcopy(NotebookNode({**mine, "cells": cells}))
    notes = [f"{added} cell{'s' * (added != 1)} new or changed"] if added else []
    return merged, notes + ([f"{kept} of your own kept"] if kept else [])


def _identified(mine: NotebookNode, *releases: NotebookNode) -> NotebookNode:
    """A copy whose cells have the ids of the releases' cells, also where another program has written others or none."""
    mine = copy.deepcopy(mine)
    known = {cell.id for release in releases for cell in release.cells}
    by_grade = {_grade_id(cell): cell.id for release in releases for cell in release.cells if _grade_id(cell)}
    by_text = {(cell.cell_type, cell.source): cell.id for release in releases for cell in release.cells}
    taken: set[str] = set()
    for k, cell in reversed(list(enumerate(mine.cells))):  # of two copies the last one counts; the other is one's own
        own = cell.get("id") or f"own-{k}"
        meant = by_grade.get(_grade_id(cell)) or (
            own if own in known else by_text.get((cell.cell_type, cell.source), own)
        )
        cell.id = meant if meant not in taken else own if own not in known | taken else f"own-{k}"
        taken.add(cell.id)
    return mine


def _grade_id(cell: NotebookNode) -> str:
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def _is_answer(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _releases(course: Path) -> list[Path]:
    return sorted(course.glob("[0-9][0-9]*/*.ipynb"))


def _read(path: Path) -> NotebookNode:
    """Raises ValueError for what is no notebook."""
    try:
        return nbformat.reads(path.read_text("utf-8"), as_version=4)
    except (ValueError, KeyError, AttributeError, TypeError) as error:  # JSON, encoding, or nbformat's own
        raise ValueError(json.dumps(str(error)[:80])) from None


def _keep(my: Path, name: Path) -> None:
    """A copy and the release it stems from, for `undo`."""
    target = my / BEFORE / name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(my / name, target)
    if (my / GIVEN / name).exists():
        shutil.copy2(my / GIVEN / name, target.with_suffix(".given"))


def _swap(one: Path, other: Path) -> None:
    if one.exists() and other.exists():
        beside = one.with_suffix(".old")
        one.replace(beside)
        other.replace(one)
        beside.replace(other)


def _write(path: Path, text: str) -> None:
    """Whole or not at all: a full disk must not cost anybody's work."""
    new = path.with_suffix(".new")
    new.write_text(text, "utf-8", newline="\n")
    new.replace(path)
