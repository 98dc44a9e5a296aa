"""Read `submission_metadata.yml` of a Gradescope export: who submitted what, and when."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import yaml

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader

from autograder.classroom.inbox.names import read_time
from autograder.classroom.inbox.people import Owner

METADATA = "submission_metadata.yml"
MAX_METADATA_MB = 20


class _Loader(SafeLoader):  # pyright: ignore[reportGeneralTypeIssues]
    """Without merge keys, which can grow a page of text to gigabytes, and which Gradescope does not write."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        pass


@dataclass
class Submitters:
    """The people of an export, by the folder that the export lies in and the name of their submission."""

    known: dict[tuple[tuple[str, ...], str], tuple[Owner, ...]] = field(default_factory=dict)

    def of(self, parents: tuple[str, ...], name: str) -> tuple[Owner, ...]:
        """The submitters of the folder or file `name`; several for a group, none where it is not listed."""
        return self.known.get((parents, name), ())

    def read(self, parents: tuple[str, ...], data: bytes) -> None:
        """Raises ValueError for a file that cannot be read."""
        try:
            entries = yaml.load(data, Loader=_Loader)
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise ValueError(f"cannot be read, so folders name the students ({str(error).splitlines()[0]})") from None
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            if owners := _owners(entry):
                self.known[parents, str(name)] = owners


def _owners(entry: object) -> tuple[Owner, ...]:
    if not isinstance(entry, dict) or not isinstance(submitters := entry.get(":submitters"), list):
        return ()
    time = _time(entry.get(":created_at"))
    return tuple(filter(None, (_owner(who, time) for who in submitters if isinstance(who, dict))))


def _owner(who: dict, time: datetime | None) -> Owner | None:
    """Gradescope knows a student number, an e-mail address and a name; the first that is there is the id."""
    names = [str(who[key]) for key in (":sid", ":email", ":name") if who.get(key)]
    attempt = {"attempt": time.timestamp(), "label": f"{time:%Y-%m-%d %H:%M:%S}"} if time else {}
    return Owner(names[0], aliases=tuple(names), time=time, **attempt) if names else None


def _time(value: object) -> datetime | None:
    """PyYAML turns a time with a zone into one with a zone, or into UTC without one."""
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return read_time(str(value))
