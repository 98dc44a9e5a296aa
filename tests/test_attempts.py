"""`course try`: answers from a file, one by one."""

import json

import pytest

from autograder.authoring.source import sources
from autograder.commands import answers, attempts

RIGHT = "def gd_step(x, g, lr):\n    return x - lr * g\n"
UPHILL = RIGHT.replace("x -", "x +")
LOOP = "def gd_step(x, g, lr):\n    while True:\n        pass\n"
EXIT = "import os\ndef gd_step(x, g, lr):\n    os._exit(3)\n"
BROKEN = "def gd_step(x, g, lr:\n    return x\n"
SLIP = "def gd_step(x, g, lr):\n    step = lr * g\n    return x - step + 0.01\n"


def written(path, *rows) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", ":1: write"),
        ('{"code": "x"}', ":1: write"),
        ("[]", ":1: write"),
        ('{"exercise": "gd_step", "code": 3}', ":1: exercise and code are texts, not str and int"),
        ('{"exercise": "gd", "code": "", "notebook": "02"}', ":1: notebook '02' has no exercise 'gd'"),
        ('{"exercise": "fly", "code": ""}', ":1: the course has no exercise 'fly'"),
    ],
)
def test_a_line_that_cannot_be_read_is_said_with_its_place(tmp_path, line, complaint):
    path = tmp_path / "answers.jsonl"
    path.write_text(line + "\n")
    with pytest.raises(ValueError, match="answers.jsonl") as error:
        attempts.read(path)
    assert complaint in str(error.value)


def test_each_answer_is_judged_by_itself_in_the_order_of_the_file(tmp_path):
    path = tmp_path / "answers.jsonl"
    codes = [RIGHT, LOOP, UPHILL, EXIT, BROKEN, SLIP]
    written(path, *({"exercise": "gd_step", "code": code, "from": "a class"} for code in codes))
    rows = list(attempts.outcomes(attempts.read(path), jobs=1, unsandboxed=True))
    assert [row["score"] for row in rows] == [1, 0, 0, 0, 0, 0]
    assert {key for row in rows for key in row} == {"exercise", "score", "max_score", "graded", "check"}
    checks = [row["check"] for row in rows]
    assert [c["outcome"] for c in checks] == ["passed", "error", "mistake", "error", "not attempted", "different"]
    assert checks[1]["line"] in (2, 3) and "still running" in checks[1]["text"]
    assert rows[2]["graded"]["mistake"] == checks[2]["mistake"] == "a step uphill"
    assert rows[5]["graded"]["line"] == checks[5]["line"] == 3
    assert "\n".join(attempts.table(rows)).count("gd_step") == 6


# --- answers of strangers, kept as data ----------------------------------------------------------------------------


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.notebook)
def test_kept_answers_are_well_formed(source):
    kept = answers.read(answers.FOLDER / f"{source.notebook}.jsonl")
    assert kept
    for answer in kept:
        assert answer.exercise in source.exercises
        compile(answer.code, "<kept>", "exec")
        assert (answer.kind == "right") == (not answer.lines), answer.what
        assert all(0 < line <= len(answer.code.splitlines()) for line in answer.lines)
    assert {"right", "slip"} <= {answer.kind for answer in kept}


def test_what_is_counted():
    row = {
        "score": 0,
        "max_score": 2,
        "check": {"outcome": "mistake", "mistake": "A", "also": None, "line": 3},
        "graded": {"outcome": "failed", "mistake": "B", "also": None, "line": None},
    }
    answer = answers.Answer("f", "pair", "two", [3], "", names=["A"])
    assert answers.count(answer, row) == answers.Count(1, 1, 1, 1, 0, 0, 1)
    assert list(answers.complaints(answer, row)) == ["f: two: said to be B"]
    line = {"outcome": "different", "mistake": None, "also": None, "line": 3}
    assert answers.count(answer, row | {"check": line, "graded": line}) == answers.Count(1, 1, 0, 0, 1, 1, 0)
    right = answers.Answer("f", "right", "", [], "")
    assert list(answers.complaints(right, row))[0] == "f: a right answer: refused"
