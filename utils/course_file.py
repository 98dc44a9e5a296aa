"""`course.toml` beside `start.py`: what an instructor settles for a course. Without one, everything is as it is built.

title = "Training neural networks, autumn"
id = "nn-2026"
notebooks = ["00", "01", "03"]      # all, where it is not given
solution = "closed"                 # whether `solution(f)` shows ours; "open" where it is not given
[weights]
"03" = 2                            # of a notebook in the total of reports and exports; 1 where it is not given
[points."03"]
adam_step = 30                      # of an exercise; then `course build`
[due]
"03" = 2026-12-01T23:59:00+09:00    # without a zone: this machine's
[extensions.ada]
"03" = 2026-12-05T23:59:00+09:00    # for the student `ada`
[late]
rule = "per day"                    # "none", "zero", or "per day"; nbgrader's own plugin where [late] is not given
per_day = 10                        # per cent of the points earned, for each day begun
grace_hours = 1                     # nothing is lost so long after the due date
"""

import functools
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

PATH = Path(__file__).parents[1] / "course.toml"
RULES = ("none", "zero", "per day")


@dataclass(frozen=True)
class Late:
    """What a late submission loses."""

    rule: str
    per_day: float = 0.0
    """Per cent of the points earned."""
    grace_hours: float = 0.0

    def penalty(self, score: float, seconds: float) -> float:
        """Points lost of `score` by a submission that came so many seconds after its due date."""
        late = seconds - 3600 * self.grace_hours
        if late <= 0 or self.rule == "none":
            return 0.0
        return score if self.rule == "zero" else min(score, score * self.per_day / 100 * math.ceil(late / 86400))


@dataclass(frozen=True)
class CourseFile:
    """The settings of a course, verified. Notebooks are given by their two digits."""

    title: str = "Downhill"
    id: str = "downhill"
    notebooks: tuple[str, ...] = ()
    """Those chosen; empty for all."""
    solution: str = "open"
    language: str = "en"
    weights: dict[str, float] = field(default_factory=dict)
    points: dict[str, dict[str, float]] = field(default_factory=dict)
    due: dict[str, datetime] = field(default_factory=dict)
    extensions: dict[str, dict[str, datetime]] = field(default_factory=dict)
    late: Late | None = None

    def has(self, notebook: str) -> bool:
        """Whether a notebook, such as "03_adaptive_methods", belongs to the course; 00 always does."""
        return not self.notebooks or notebook[:2] in ("00", *self.notebooks)

    def weight(self, notebook: str) -> float:
        """What a notebook counts in the total: nothing where it does not belong to the course."""
        return self.weights.get(notebook[:2], 1.0) if self.has(notebook) else 0.0

    def total(self, scores: Mapping[str, float], points: Mapping[str, float]) -> float:
        """The weighted mean of the shares of `points` in per cent; a notebook without a score counts as none."""
        weights = {name: self.weight(name) for name, most in points.items() if most > 0}
        earned = sum(weight * scores.get(name, 0.0) / points[name] for name, weight in weights.items())
        return round(100 * earned / sum(weights.values()), 2) if any(weights.values()) else 0.0

    def due_of(self, notebook: str) -> datetime | None:
        return self.due.get(notebook[:2])

    def extension(self, notebook: str, student: str) -> timedelta | None:
        """How much later than others a student may hand in."""
        longer, due = self.extensions.get(student, {}).get(notebook[:2]), self.due_of(notebook)
        return longer - due if longer and due else None


def load(path: Path = PATH) -> CourseFile:
    """Raises ValueError, with the place and what to write there, for anything that is not as above."""
    return _load(path, path.stat().st_mtime_ns) if path.is_file() else CourseFile()


@functools.lru_cache(8)
def _load(path: Path, _changed: int) -> CourseFile:
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name} cannot be read: {error}") from None
    try:
        return _course(given)
    except _Wrong as error:
        raise ValueError(f"{path.name}: {error}") from None


class _Wrong(Exception):
    """What is wrong, and what to write."""


def _course(given: dict) -> CourseFile:
    if unknown := sorted(given.keys() - CourseFile.__dataclass_fields__.keys()):
        raise _Wrong(f"there is no setting {unknown[0]!r}; there are {', '.join(CourseFile.__dataclass_fields__)}")
    due = {_number("due", name): _time(f"due.{name}", value) for name, value in _table(given, "due").items()}
    extensions = {
        student: {_number(f"extensions.{student}", n): _time(f"extensions.{student}.{n}", t) for n, t in times.items()}
        for student, times in (
            (s, _table(_table(given, "extensions"), s, "extensions.")) for s in given.get("extensions", {})
        )
    }
    for student, times in extensions.items():
        if missing := sorted(times.keys() - due.keys()):
            raise _Wrong(f"extensions.{student} extends {missing[0]!r}, which has no date in [due]")
    return CourseFile(
        title=_text(given, "title", "Downhill"),
        id=_text(given, "id", "downhill"),
        notebooks=tuple(_number("notebooks", name) for name in _list(given, "notebooks")),
        solution=_one_of("solution", given.get("solution", "open"), ("open", "closed")),
        language=_one_of("language", given.get("language", "en"), ("en",)),
        weights={_number("weights", n): _amount(f"weights.{n}", v) for n, v in _table(given, "weights").items()},
        points={
            _number("points", n): {
                e: _amount(f"points.{n}.{e}", v) for e, v in _table(given["points"], n, "points.").items()
            }
            for n in _table(given, "points")
        },
        due=due,
        extensions=extensions,
        late=_late(_table(given, "late")) if "late" in given else None,
    )


def _late(given: dict) -> Late:
    if unknown := sorted(given.keys() - Late.__dataclass_fields__.keys()):
        raise _Wrong(f"late has no {unknown[0]!r}; there are {', '.join(Late.__dataclass_fields__)}")
    rule = _one_of("late.rule", given.get("rule"), RULES)
    if rule == "per day" and "per_day" not in given:
        raise _Wrong('late.rule = "per day" needs per_day, the per cent lost for each day begun')
    return Late(rule, *(_amount(f"late.{name}", given.get(name, 0)) for name in ("per_day", "grace_hours")))


def _table(given: dict, name: str, above: str = "") -> dict:
    value = given.get(name, {})
    if not isinstance(value, dict):
        raise _Wrong(f"{above}{name} = {value!r}: write a table, [{above}{name}]")
    return value


def _list(given: dict, name: str) -> list:
    value = given.get(name, [])
    if not isinstance(value, list):
        raise _Wrong(f'{name} = {value!r}: write a list, ["01", "03"]')
    return value


def _text(given: dict, name: str, default: str) -> str:
    value = given.get(name, default)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise _Wrong(f"{name} = {value!r}: write some words on one line")
    return value


def _number(place: str, name) -> str:
    if not isinstance(name, str) or not (name[:2].isdigit() and len(name[:2]) == 2):
        raise _Wrong(f'{place} names {name!r}: give a notebook by its two digits, "03"')
    return name[:2]


def _amount(place: str, value) -> float:
    if type(value) not in (int, float) or not 0 <= value < math.inf:
        raise _Wrong(f"{place} = {value!r}: write a number, 0 or more")
    return value


def _one_of(place: str, value, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise _Wrong(f"{place} = {value!r}: choose one of {', '.join(map(repr, choices))}")
    return value


def _time(place: str, value) -> datetime:
    """With a zone; TOML's own dates and times."""
    if not isinstance(value, datetime):
        raise _Wrong(f"{place} = {value!r}: write a date and a time without quotes, 2026-12-01T23:59:00+09:00")
    return value.astimezone()
