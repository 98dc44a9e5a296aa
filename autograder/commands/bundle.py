"""What a class is given: the course without solutions, hidden tests, known mistakes and variants, as one zip."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from autograder.authoring import mistakes
from autograder.authoring.source import BEGIN, END, ROOT, Source, page_paths, paths, sources

TOP = "downhill"
"""The folder inside the zip."""
PARTS = ("course", "utils", "autograder")
FILES = (
    *("LICENSE", "README.md", "environment.yml", "pyproject.toml", "requirements.txt", "start.py", "course.toml"),
    *("docs/claims.md", "docs/notation.md", "docs/picture.png", "docs/figure.png", "docs/map.png"),
)
LEFT_OUT = ("autograder/commands/demo.py", "autograder/commands/new.py")
"""Files of the engine that hold answers to notebook 00."""
DATE = (2020, 1, 1, 0, 0, 0)
"""Of every member, so that the same course gives the same bytes."""
PROBES = ROOT / "utils" / "checks" / "probes"
TELLING = 25
"""Characters, spaces apart, from which on a line is nobody's by chance."""


def write(to: Path, only: list[str]) -> int:
    """Write the zip with all notebooks, or with 00 and those named; returns how many files are in it.

    Raises LookupError for a notebook that there is not, and ValueError where a secret would be given away.
    """
    chosen = [s for s in sources() if not only or s.notebook[:2] in {"00", *(name[:2] for name in only)}]
    if missing := {name[:2] for name in only} - {s.notebook[:2] for s in chosen}:
        raise LookupError(
            f"no notebook is called {sorted(missing)[0]!r}; there are {', '.join(s.notebook for s in sources())}"
        )
    files = list(_files([s.notebook for s in chosen]))
    if found := secrets(files):
        path, line = found[0]
        raise ValueError(f"{path.relative_to(ROOT)} holds a line of a solution or test, so nothing was written: {line}")
    new = to.with_name(f"{to.name}.new")
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            member = zipfile.ZipInfo(f"{TOP}/{path.relative_to(ROOT).as_posix()}", DATE)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(member, path.read_bytes())
    new.replace(to)
    return len(files)


def _files(chosen: list[str]) -> Iterator[Path]:
    """What is given out, in order; nothing of notebooks that are not chosen."""
    numbers = {name[:2] for name in chosen}
    others = {name for name in paths() | page_paths() if name[:2] not in numbers}
    topics = {name.split("_", 1)[1] for name in others}
    for path in sorted(path for part in PARTS for path in [ROOT / part, *(ROOT / part).rglob("*")] if path.is_file()):
        name = path.relative_to(ROOT)
        belongs = others & {*name.parts, path.stem} or (path.parent.name == "probes" and path.stem in topics)
        if not belongs and not {"__pycache__", ".ipynb_checkpoints"} & set(name.parts) and str(name) not in LEFT_OUT:
            yield path
    yield from (ROOT / name for name in FILES if (ROOT / name).is_file())


def secrets(files: list[Path]) -> list[tuple[Path, str]]:
    """Lines of solutions, mistakes, hidden tests and variants in these files, whatever their spaces.

    What tests share with the probes, which students may read, or with the notebook as it is given out, is no secret.
    """
    guarded = {_squeezed(line): line for source in sources() for line in _answers(source)}
    public = {_squeezed(line) for source in sources() for line in _given(source)}
    tests = {_squeezed(line): line for source in sources() for line in _tests(source)}
    secret = {key: line for key, line in tests.items() if key not in public} | guarded
    found = []
    for path in files:
        if path.suffix not in (".png", ".npz"):
            lines = path.read_text("utf-8").replace("\\n", "\n").replace('\\"', '"').splitlines()
            keys = [_squeezed(line) for line in lines if not line.startswith(("import ", "from "))]
            found += [(path, secret[key]) for key in keys if len(key) >= TELLING and key in secret]
    return found


def _answers(source: Source) -> Iterator[str]:
    """What stands between the marks of the solutions and in no cell that gives a task (as wrong code to mend does)."""
    given = {line for cell in source.cells if cell.role in (None, "exercise") for line in _outside(cell.text)}
    for exercise in source.exercises.values():
        for region in re.findall(f"{BEGIN}(.*?){END}", exercise.solution, re.DOTALL):
            yield from set(region.splitlines()) - given


def _tests(source: Source) -> Iterator[str]:
    """Hidden tests, variants, and what the known mistakes make of the solutions."""
    for name in ("test_hidden.py", "variants.py"):
        yield from (source.folder / name).read_text("utf-8").splitlines()
    for exercise in source.exercises.values():
        for mistake in mistakes.of_exercise(source, exercise.name):
            yield from set(mistake.mutant(exercise.solution).splitlines()) - set(exercise.solution.splitlines())


def _given(source: Source) -> Iterator[str]:
    """Imports, probes, and the notebook's cells without what stands between the marks."""
    yield from (PROBES / f"{source.topic}.py").read_text("utf-8").splitlines()
    for path in PROBES.glob("_*.py"):
        yield from path.read_text("utf-8").splitlines()
    for cell in source.cells:
        yield from _outside(cell.text)


def _outside(text: str) -> list[str]:
    """The lines that do not stand between the marks of a solution."""
    return re.sub(f"{BEGIN}.*?{END}", "", text, flags=re.DOTALL).splitlines()


def _squeezed(line: str) -> str:
    return re.sub(r'[\s",]+', "", line)
