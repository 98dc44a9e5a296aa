"""Text for a terminal: columns, and nothing that a terminal obeys."""

import pytest

from autograder.grading.text import columns, printable


def test_columns_have_the_width_of_their_widest_cell():
    assert columns([("who", "points", "found"), ("al", "5/10", "nothing"), ("barbara", "7/10", "")], "<><") == [
        "who      points  found",
        "al         5/10  nothing",
        "barbara    7/10",
    ]


def test_rows_of_different_lengths_are_an_error():
    with pytest.raises(ValueError, match="zip"):
        columns([("a", "b"), ("c",)], "<<")


@pytest.mark.parametrize("char", ["\x1b", "\x00", "\u202e", "\u200b", "\ud800", "\u2028"])
def test_what_a_terminal_would_obey_is_replaced(char):
    assert printable(f"a{char}b") == "a\N{REPLACEMENT CHARACTER}b"
    assert printable("é\n", keep="\n") == "é\n"
