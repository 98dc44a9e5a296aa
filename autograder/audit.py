"""What a report depends on: hashes, versions, seed and limits. Two reports with one audit are the same bytes."""

import hashlib
import platform
from functools import cache
from importlib.metadata import version

from autograder.jail.limits import LIMITS
from autograder.source import ROOT, Source

PACKAGES = ("numpy", "torch", "scipy", "matplotlib", "ipython", "pytest")


def audit(data: bytes, seed: int, source: Source | None) -> dict:
    """For a submission's bytes, graded with this seed as this notebook."""
    return {"submission": digest(data), "seed": seed, **_course(source), **_environment()}


def digest(*parts: bytes) -> str:
    """SHA-256 of the parts, with their lengths."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "little") + part)
    return total.hexdigest()


def _course(source: Source | None) -> dict:
    if source is None:
        return {"source": "", "tests": ""}
    folders = ["utils/checks/probes", "autograder/mistakes", f"autograder/hidden/test_{source.topic}.py"]
    return {"source": digest(source.path.read_bytes()), "tests": _code(*folders)}


@cache
def _environment() -> dict:
    versions = {name: version(name) for name in PACKAGES} | {"python": platform.python_version()}
    engine = _code("autograder/*.py", "autograder/jail/*.py", "utils/*.py", "utils/checks/*.py")
    return {"engine": engine, "versions": versions, "limits": vars(LIMITS)}


@cache
def _code(*places: str) -> str:
    """The hash of all Python files of some files, folders or patterns of the project."""
    paths = [found for place in places for found in sorted(ROOT.glob(place))]
    files = [file for path in paths for file in ([path] if path.is_file() else sorted(path.rglob("*.py")))]
    return digest(*(file.read_bytes() for file in files))
