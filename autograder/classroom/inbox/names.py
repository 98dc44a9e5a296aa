"""Clean the names that files, folders and archives bring along, and read the times in them."""

import hashlib
import re
import struct
import unicodedata
from datetime import UTC, datetime

from autograder.grading.text import is_plain

MAX_ID = 100
"""Characters of an id."""
MAX_ID_BYTES = 200
"""Ids become names of folders, which a file system limits to 255 bytes."""

_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[ T_-](\d\d)[:_-](\d\d)(?:[:_-](\d\d)(?:[.,_-](\d{1,6}))?)?\s*(UTC|GMT|Z|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_UNICODE_PATH = 0x7075
_LATIN_WORD = re.compile(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]")
"""A foreign letter in one word with Latin ones is a Latin letter with an accent, read in the wrong code page."""


def clean_id(text: str) -> str:
    """A student's id: NFC, printable, no path, at most MAX_ID characters. May be empty."""
    text = unicodedata.normalize("NFC", "".join(char for char in text if is_plain(char)))
    text = re.sub(r"[/\\]", "_", " ".join(text.split()))
    if not text.strip("."):
        return "_" * len(text)
    return text if len(text) <= MAX_ID and len(text.encode()) <= MAX_ID_BYTES else _shortened(text)


def same_text(a: str, b: str) -> bool:
    """Whether two names differ in nothing but composed or decomposed letters."""
    return unicodedata.normalize("NFC", a) == unicodedata.normalize("NFC", b)


def _shortened(text: str) -> str:
    """Two long names that begin alike stay two."""
    mark = hashlib.sha256(text.encode()).hexdigest()[:8]
    head = text[: MAX_ID - 9].encode()[: MAX_ID_BYTES - 9].decode("utf-8", "ignore")
    return f"{head}-{mark}"


def read_time(text: str, local: bool = False) -> datetime | None:
    """The time that `text` is, or None. One without a zone is UTC, or with `local` this machine's."""
    match = _TIME.fullmatch(text.strip().lstrip("\ufeff"))
    if not match:
        return None
    *numbers, fraction, zone = match.groups()
    offset = "+0000" if not zone or zone.upper() in ("UTC", "GMT", "Z") else zone.replace(":", "")
    try:
        year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
        plain = datetime(year, month, day, hour, minute, second, int((fraction or "0").ljust(6, "0")))
        if local and not zone:
            return plain.astimezone(UTC)
        return plain.replace(tzinfo=datetime.strptime(offset, "%z").tzinfo).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_stamp(data: bytes) -> datetime | None:
    """The time in a timestamp.txt, in whatever encoding an editor or PowerShell left it."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return read_time(data[:1000].decode(encoding, "replace"))


def member_name(name: str, is_utf8: bool, extra: bytes) -> str:
    """A zip member's name as its author wrote it, with forward slashes.

    `name` is zipfile's reading: code page 437 unless the archive says that it is UTF-8."""
    if not is_utf8 and not name.isascii():
        name = _unicode_path(extra) or _guessed(name)
    return name.replace("\\", "/")


def _unicode_path(extra: bytes) -> str | None:
    """Info-ZIP writes the name in UTF-8 into an extra field: version, checksum, name."""
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        if kind == _UNICODE_PATH and length > 5:
            return extra[9 : 4 + length].decode("utf-8", "replace")
        extra = extra[4 + length :]
    return None


def _guessed(name: str) -> str:
    """East Asian editions of Windows write names in their own code page and say nothing of it."""
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding, fits in (("utf-8", bool), ("cp949", _is_korean), ("cp932", _is_han), ("gb18030", _is_han)):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if fits(text) and (encoding == "utf-8" or not _LATIN_WORD.search(text)):
            return text
    return name


def _is_korean(text: str) -> bool:
    """All Hangul, and mostly the 2350 syllables of everyday Korean, which Latin letters never decode to."""
    letters = [char for char in text if not char.isascii()]
    usual = sum(len(char.encode("euc_kr", "ignore")) == 2 for char in letters)
    return all("\uac00" <= char <= "\ud7a3" for char in letters) and 2 * usual > len(letters)


def _is_han(text: str) -> bool:
    """Kana and the common Chinese characters only."""
    return all("\u3040" <= char <= "\u30ff" or "\u4e00" <= char <= "\u9fff" for char in text if not char.isascii())
