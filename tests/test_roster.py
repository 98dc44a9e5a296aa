"""Matching what files call a student with the class list."""

import pytest

from autograder.classroom.inbox import collect, roster

A = "03_adaptive_methods"
CLASS = """\
ID,Name,Email,canvas_id,Section
ada,"Lovelace, Ada",ada.l@example.org,12345,1
alan,Alan Turing,aturing@example.org,12346,1
jose,José García López,jose@example.org,12347,2
li1,Li Wei,li1@example.org,12348,2
li2,Wei Li,li2@example.org,12349,2
"""


@pytest.fixture
def people(tmp_path):
    (tmp_path / "class.csv").write_text(CLASS, encoding="utf-8")
    return roster.load(tmp_path / "class.csv")


def found(tmp_path, people, *names):
    for name in names:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    return collect([tmp_path / "in"], people)


@pytest.mark.parametrize(
    ("name", "student"),
    [
        (f"ada/{A}.ipynb", "ada"),
        (f"ADA/{A}.ipynb", "ada"),
        (f"Ada Lovelace - {A}.ipynb", "ada"),
        (f"Lovelace, Ada/{A}.ipynb", "ada"),
        (f"lovelaceada_99999_222_{A}.ipynb", "ada"),
        (f"whoever_12345_222_{A}.ipynb", "ada"),
        (f"ada.l@example.org/{A}.ipynb", "ada"),
        (f"Ada Lovelace_77_assignsubmission_file_/{A}.ipynb", "ada"),
        (f"HW_aturing_attempt_2026-03-05-10-00-00_{A}.ipynb", "alan"),
        (f"ALAN  TURING/{A}.ipynb", "alan"),
        (f"García López, José/{A}.ipynb", "jose"),
        (f"garcíalópezjosé_1_222_{A}.ipynb", "jose"),
        (f"Jose\u0301 Garci\u0301a Lo\u0301pez/{A}.ipynb", "jose"),
        (f"Jose Garcia Lopez/{A}.ipynb", "jose"),
    ],
)
def test_a_student_is_found_by(tmp_path, people, name, student):
    inbox = found(tmp_path, people, name)
    assert [entry.student for entry in inbox.entries] == [student]
    assert inbox.unmatched == []
    assert len(inbox.absent) == 4


def test_a_repository_is_found_behind_the_assignments_name(tmp_path, people):
    inbox = found(tmp_path, people, f"hw-ada/{A}.ipynb", f"hw-alan/{A}.ipynb")
    assert [entry.student for entry in inbox.entries] == ["ada", "alan"]


def test_a_name_of_two_people_matches_neither(tmp_path, people):
    inbox = found(tmp_path, people, f"Li Wei/{A}.ipynb")
    assert [entry.student for entry in inbox.entries] == ["Li Wei"]
    assert inbox.unmatched == ["Li Wei: matches 2 people (li1, li2), so none is taken"]


def test_a_number_of_several_people_is_no_id(tmp_path, people):
    inbox = found(tmp_path, people, f"x_1_222_{A}.ipynb")
    assert inbox.unmatched == ["x_1_222: matches nobody"]


def test_an_id_and_a_name_of_two_people_match_neither(tmp_path, people):
    inbox = found(tmp_path, people, f"turingalan_12345_222_{A}.ipynb")
    assert inbox.unmatched == ["turingalan_12345_222: matches 2 people (ada, alan), so none is taken"]


def test_an_id_decides_between_people_of_one_name(tmp_path, people):
    inbox = found(tmp_path, people, f"weili_12349_222_{A}.ipynb")
    assert [entry.student for entry in inbox.entries] == ["li2"]


def test_a_near_miss_is_asked_about_and_never_taken(tmp_path, people):
    inbox = found(tmp_path, people, f"Ada Lovelac/{A}.ipynb", f"stranger/{A}.ipynb")
    assert [entry.student for entry in inbox.entries] == ["Ada Lovelac", "stranger"]
    assert inbox.unmatched == [
        "Ada Lovelac: matches nobody (did you mean ada (Lovelace, Ada)?)",
        "stranger: matches nobody",
    ]


def test_who_handed_in_nothing_is_listed(tmp_path, people):
    inbox = found(tmp_path, people, f"ada/{A}.ipynb", "alan/homework.py")
    assert inbox.absent == ["jose (José García López)", "li1 (Li Wei)", "li2 (Wei Li)"]
    assert "not a notebook, and alan submitted none" in inbox.skipped[0]


def test_two_names_of_one_person_are_one_student(tmp_path, people):
    inbox = found(tmp_path, people, f"Ada Lovelace/{A}.ipynb", f"ada/Copy of {A}.ipynb")
    assert [entry.student for entry in inbox.entries] == ["ada"]
    assert "skipped, ada also submitted" in inbox.skipped[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheets_write_many_forms(tmp_path, encoding, delimiter):
    text = delimiter.join(["Student ID", "First Name", "Last name", "E-mail"])
    text += "\r\n" + delimiter.join(["0042", "José", "García", "j@example.org"]) + "\r\n\r\n"
    (tmp_path / "class.csv").write_bytes(text.encode(encoding))
    (person,) = roster.load(tmp_path / "class.csv").find(["garcía josé"])
    assert (person.id, person.name) == ("0042", "José García")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "has no column id"),
        (b"name,email\nAda,a@b\n", "has no column id"),
        (b"id,name\na,Ada\na,Alan\n", "row 3: the id 'a' was given before"),
        (b"id,name\n,Ada\n", "row 2: the column id is empty"),
        ("id,name\na,José\n".encode("latin-1"), "is not UTF-8"),
    ],
)
def test_a_list_that_cannot_be_used_is_said(tmp_path, data, says):
    (tmp_path / "class.csv").write_bytes(data)
    with pytest.raises(LookupError, match=says):
        roster.load(tmp_path / "class.csv")


def test_a_list_that_is_not_there_is_said(tmp_path):
    with pytest.raises(FileNotFoundError, match="is not there; give a CSV"):
        roster.load(tmp_path / "class.csv")


def test_a_person_keeps_the_address_and_all_columns(people):
    ada = people.people[0]
    assert ada.email == "ada.l@example.org" and ada.columns["canvasid"] == "12345" and ada.columns["section"] == "1"


@pytest.mark.parametrize(("email", "is_one"), [("a@b.org", True), ("", False), ("a@b, c@d", False), ("a<b@c>", False)])
def test_what_goes_into_a_list_of_addresses_is_one_address(email, is_one):
    assert roster.is_address(email) == is_one
