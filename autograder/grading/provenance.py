"""What a report depends on: hashes, versions, seed and limits. Two reports with one provenance are the same bytes."""

import contextlib
import hashlib
import json
import platform
from functools import cache
from importlib.metadata import version

from autograder.authoring.source import ROOT, Source, find
from autograder.sandbox.limits import LIMITS

ENGINE = (
    *("autograder/authoring/source.py", "autograder/authoring/mistakes.py"),
    *("autograder/grading/*.py", "autograder/sandbox/*.py", "utils/*.py", "utils/checks/*.py"),
)
"""What grades: commands, the gradebook and feedback are no part of it."""
PACKAGES = ("numpy", "torch", "scipy", "matplotlib", "ipython", "pytest")


def provenance(data: bytes, seed: int, source: Source | None) -> dict:
    """For a submission's bytes, graded with this seed as this notebook."""
    return {"submission": digest(data), "seed": seed, **depends_on(source)}


def depends_on(source: Source | None) -> dict:
    """The part that all submissions of a notebook share."""
    return {**_files(source), "versions": _versions(), "limits": dict(vars(LIMITS))}


def is_outdated(notebook: str) -> bool:
    """Whether files that its reports depend on have changed since this process first asked.

    What has been imported stays as it was, so only another process can grade with the new ones.
    """
    known = _known(notebook)
    _code.cache_clear()
    return _files(_source(notebook)) != known


@cache
def _known(notebook: str) -> dict:
    return _files(_source(notebook))


def _source(notebook: str) -> Source | None:
    with contextlib.suppress(LookupError):
        return find(notebook)


def _files(source: Source | None) -> dict:
    return {**_course(source), "engine": _code(*ENGINE)}


def digest(*parts: bytes) -> str:
    """SHA-256 of the parts, with their lengths."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "little") + part)
    return total.hexdigest()


def _course(source: Source | None) -> dict:
    """A notebook's own files, so that what changes for one notebook regrades that one only."""
    if source is None:
        return {"source": "", "tests": ""}
    probes = [f"utils/checks/probes/{name}.py" for name in (source.topic, "_*")]
    own = [f"solutions/{source.notebook}/{name}" for name in ("mistakes", "test_hidden.py")]
    points = json.dumps({e.name: e.points for e in source.exercises.values()})  # course.toml may set them
    return {"source": digest(source.path.read_bytes(), points.encode()), "tests": _code(*probes, *own)}


@cache
def _versions() -> dict:
    return {name: version(name) for name in PACKAGES} | {"python": platform.python_version()}


@cache
def _code(*places: str) -> str:
    """The hash of all Python files of some files, folders or patterns of the project."""
    paths = [found for place in places for found in sorted(ROOT.glob(place))]
    files = [file for path in paths for file in ([path] if path.is_file() else sorted(path.rglob("*.py")))]
    return digest(*(file.read_bytes() for file in files))
