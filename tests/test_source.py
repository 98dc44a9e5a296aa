"""The source format: five words, and errors with file and line."""

import os

import pytest

from autograder.authoring.source import SourceError, find, read, sources

EXERCISE = '''# %% exercise="f"
def f(x):
    """x: array (n,). Returns it doubled."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
'''
CHECK = '# %% check="f" points=2\ncheck(f)\n'


def source(tmp_path, text):
    path = tmp_path / "09_tiny" / "notebook.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return read(path)


def test_cells_know_their_role_and_line(tmp_path):
    cells = source(tmp_path, f"# a header\n# %% [markdown]\n# # Title\n{EXERCISE}{CHECK}").cells
    assert [(c.kind, c.role, c.name, c.line) for c in cells] == [
        ("markdown", None, None, 2),
        ("code", "exercise", "f", 4),
        ("code", "check", "f", 10),
    ]
    assert cells[0].text == "# Title"


def test_points_stand_in_the_check_and_are_found_by_name(tmp_path):
    exercise = source(tmp_path, EXERCISE + CHECK).exercises["f"]
    assert exercise.points == 2
    assert "BEGIN SOLUTION" in exercise.solution


def test_the_reference_runs_neither_demos_nor_checks(tmp_path):
    text = f'{EXERCISE}# %% demo="boom"\nraise SystemExit\n{CHECK}'
    assert source(tmp_path, text).reference().f(21) == 42


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (EXERCISE + '# %% check="f"\n', '7: check="f" needs points'),
        (CHECK, '1: check="f" needs an exercise="f" above it'),
        ('# %% hint="f"\n', '1: hint="f" needs an exercise="f" above it'),
        (EXERCISE.replace("def f", "def g"), '1: exercise="f" does not define f'),
        (EXERCISE.replace("### BEGIN SOLUTION", ""), '1: exercise="f" needs a solution region'),
        (EXERCISE.replace('"""x: array (n,). Returns it doubled."""', ""), '1: exercise="f": f needs a docstring'),
        (EXERCISE.replace("return 2", "return return"), '1: exercise="f" does not parse'),
        (EXERCISE + EXERCISE, '7: exercise="f" is already defined on line 1'),
        (EXERCISE + '# %% check="f" points=-1\n', '7: check="f" has points=-1'),
        ('# %% excercise="f"\n', "1: unknown word 'excercise'"),
        ('# %% demo="a" hint="b"\n', "1: a cell has one role"),
        ('# %% demo="a" points=3\n', "1: points belong to a check"),
        ("# %% solution\n", "1: cannot read 'solution'"),
        ("# %% demo=a\n", "1: cannot read 'demo=a'"),
        ('# %% answer="why" points=1\n', '1: answer="why" must be a [markdown] cell'),
        ('# %% [markdown] demo="x"\n', '1: demo="x" must be a code cell'),
        (EXERCISE + '# %% hint="f"\n# think\n', '7: hint="f" must be a [markdown] cell'),
    ],
)
def test_errors_carry_file_and_line(tmp_path, text, complaint):
    with pytest.raises(SourceError) as error:
        source(tmp_path, text)
    assert f"09_tiny/notebook.py:{complaint}" in str(error.value)


def test_a_notebook_is_found_by_its_number():
    assert find("00").notebook == "00_start_here"
    with pytest.raises(LookupError, match="no notebook is called '99'; there are 00_start_here"):
        find("99")


@pytest.mark.parametrize("part", ["0", "00_", "00_start", "start_here", ""])
def test_a_part_of_a_name_finds_no_notebook(part):
    with pytest.raises(LookupError, match="no notebook is called"):
        find(part)


def test_a_source_that_has_changed_is_read_again(tmp_path):
    before = source(tmp_path, EXERCISE + CHECK)
    again = source(tmp_path, EXERCISE.replace("2 * x", "3 * x") + CHECK)
    os.utime(again.path, ns=(0, before.path.stat().st_mtime_ns + 1))  # a file system may count in coarse steps
    assert read(again.path).reference().f(1) == 3


def test_every_notebook_has_100_points_but_the_first():
    points = {s.notebook: sum(e.points for e in s.exercises.values()) for s in sources()}
    assert points.pop("00_start_here") == 1
    assert set(points.values()) == {100}


def test_libraries_are_what_the_cells_import():
    libraries = find("05").libraries
    assert {"numpy", "torch", "scipy.optimize", "utils.surfaces"} <= set(libraries)
    assert libraries == sorted(set(libraries)) and "sklearn.linear_model" in find("11").libraries
