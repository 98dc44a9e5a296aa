"""All submissions of the corpora; each file beside this one holds some classes of them."""

from tests.corpus import (
    Entry,
    faulty,
    hostile_hooks,
    hostile_objects,
    hostile_process,
    hostile_reach,
    hostile_wire,
    hostile_words,
)

PARTS = (hostile_hooks, hostile_objects, hostile_reach, hostile_wire, hostile_process, hostile_words, faulty)
ENTRIES: list[Entry] = [entry for part in PARTS for entry in part.entries()]
