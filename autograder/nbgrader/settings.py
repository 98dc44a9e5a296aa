"""nbgrader_config.py, as nbgrader reads it, the limits of submissions that an instructor may set there, and where the
gradebook is. It loads nothing of nbgrader's, which takes a second."""

import dataclasses
import functools
from collections.abc import Iterable
from pathlib import Path

from traitlets import CFloat, CInt, TraitError
from traitlets.config import Config, Configurable
from traitlets.config.loader import PyFileConfigLoader

from autograder.sandbox import limits
from utils import course_file

FILE = "nbgrader_config.py"
_FIELDS = {field.name: field.type for field in dataclasses.fields(limits.Limits)}
Limits = type(
    "Limits", (Configurable,), {f: (CInt if t is int else CFloat)(min=0).tag(config=True) for f, t in _FIELDS.items()}
)
"""`c.Limits.call_s = 20` in nbgrader_config.py: the fields of `sandbox.limits.Limits`."""


_graded: list[Path] = []


def distrust(paths: Iterable[Path]) -> None:
    """These are being graded: a configuration in them was written by a student, and is not run."""
    _graded[:] = [path.resolve() for path in paths]


def is_distrusted(folder: Path) -> bool:
    """Whether a folder is one of those being graded, or lies in one."""
    return any(folder.resolve().is_relative_to(path) for path in _graded)


def configuration() -> Config:
    """Ours, and above it that of the present folder. What cannot be run there is raised as ValueError."""
    return _configuration(Path.cwd().resolve(), tuple(_graded))


@functools.cache
def _configuration(here: Path, _graded: tuple) -> Config:
    config = Config()
    for folder in (Path(__file__).parent, here):
        if (folder / FILE).is_file() and not is_distrusted(folder):
            try:
                config.merge(PyFileConfigLoader(FILE, path=str(folder)).load_config())
            except Exception as error:  # whatever is in it
                raise ValueError(f"{folder / FILE}: {type(error).__name__}: {error}") from None
    return config


def course_id() -> str:
    """What nbgrader calls the course."""
    return course_file.load().id


def sqlite(root: Path) -> str:
    """The address of the gradebook in a course folder."""
    return f"sqlite:///{(root / 'gradebook.db').resolve()}"


def existing(root: Path) -> str:
    """Raises FileNotFoundError where nothing has been graded yet."""
    if not (root / "gradebook.db").is_file():
        raise FileNotFoundError(f"{root / 'gradebook.db'} is not there; grade first, or name it with --db")
    return sqlite(root)


def set_limits(config: Config) -> None:
    """Let what `config` says of limits hold from here on. Raises ValueError for what is none."""
    chosen = config.get("Limits", {})
    if unknown := sorted(set(chosen) - set(_FIELDS)):
        raise ValueError(f"{FILE}: Limits has no `{unknown[0]}`; there are {', '.join(_FIELDS)}")
    try:
        checked = Limits(**chosen)
    except TraitError as error:
        raise ValueError(f"{FILE}: {error}") from None
    limits.LIMITS.set(**{name: getattr(checked, name) for name in chosen})
